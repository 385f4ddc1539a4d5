//! What is installed: the product's files, in the order a new database loads them.

use super::statements::{self, Kind, Statement};

/// A product's schema: noun files, migrations, and the names of its parts.
///
/// A noun file says everything in reading order; [`Product::schema`] sorts its statements into phases (types, tables,
/// functions, references, …), so files may name each other freely. Comments beside columns become the database's own.
#[derive(Debug, Clone, Copy)]
pub struct Product {
    /// Every `.sql` file as (path, text), sorted by path.
    pub files: &'static [(&'static str, &'static str)],
    /// The migrations as (name, text), oldest first.
    pub migrations: &'static [(&'static str, &'static str)],
    /// The files everything else stands on, in order.
    pub kit: &'static [&'static str],
    /// The schemas whose tables are nouns, in menu order.
    pub schemas: &'static [&'static str],
    /// Tables behind the scenes; they are not nouns.
    pub private: &'static [&'static str],
    /// What a person or program may be; each is the database role `tl_<name>`.
    pub roles: &'static [&'static str],
}

impl Product {
    /// All statements that make a new database, in order.
    pub fn schema(&self) -> Vec<Statement> {
        let mut all: Vec<Statement> = Vec::new();
        for name in self.kit {
            let (path, text) =
                self.files.iter().find(|(path, _)| path == name).expect("every kit file is in the folder");
            all.extend(statements::parse(path, text).into_iter().map(|mut s| {
                s.kind = if s.kind.is_structural() { Kind::KitStructure } else { Kind::KitFunction };
                s
            }));
        }
        let mut rest: Vec<Statement> = self
            .files
            .iter()
            .filter(|(path, _)| !self.kit.contains(path))
            .flat_map(|(path, text)| statements::parse(path, text))
            .collect();
        let made = [
            ("access.sql", "select kit.grant_access(noun) from kit.nouns"),
            ("kit/names.sql", "select kit.keep_names()"),
        ];
        rest.extend(made.map(|(file, sql)| Statement {
            file: file.into(),
            line: 1,
            kind: Kind::Made,
            sql: sql.into(),
        }));
        rest.sort_by_key(|s| s.kind);
        all.extend(rest);
        all
    }

    /// The statements that are applied anew at every upgrade: functions, views, triggers, comments, policies, grants.
    pub fn replaceable(&self) -> Vec<Statement> {
        self.schema().into_iter().filter(|s| !s.kind.is_structural()).collect()
    }

    /// The statements only a migration may change: types, tables, references, indexes.
    pub fn structural(&self) -> Vec<Statement> {
        self.schema().into_iter().filter(|s| s.kind.is_structural()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_beside_a_column_is_the_columns() {
        let text = "-- A thing.\ncreate table a.things (\n  name text not null, -- What it's called. @list\n  constraint c unique (name) -- Taken.\n);";
        let sql: Vec<String> = statements::parse("x.sql", text).into_iter().map(|s| s.sql).collect();
        assert!(sql.contains(&"comment on column a.things.name is 'What it''s called. @list'".to_string()), "{sql:#?}");
        assert!(sql.contains(&"comment on constraint c on a.things is 'Taken.'".to_string()), "{sql:#?}");
        assert!(sql.contains(&"comment on table a.things is 'A thing.'".to_string()), "{sql:#?}");
    }
}
