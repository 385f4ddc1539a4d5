//! The product's schema: every noun's `.sql` file, in the order a new database loads it.
//!
//! A noun file says everything in reading order; [`schema`] sorts its statements into phases (types, tables, functions,
//! references, …), so files may name each other freely. Comments written beside columns become the database's own.

mod comments;
mod statements;

pub use statements::{Kind, Statement};

/// Every `.sql` file as (path inside `modules/`, text), sorted by path.
pub const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// The migrations as (name, text), oldest first.
pub const MIGRATIONS: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/migrations.rs"));

/// The schemas whose tables are nouns, in menu order.
pub const SCHEMAS: &[&str] = &["identity", "crm", "delivery", "recruiting", "outreach", "knowledge", "agent"];

/// What a person or program may be; each is the database role `tl_<name>`.
pub const ROLES: &[&str] = &["admin", "manager", "consultant", "staff", "sales", "recruiter", "viewer", "client", "candidate", "anonymous", "system"];

/// `kit` comes first and in this order; everything else stands on it.
const KIT: &[&str] = &["kit/values.sql", "kit/context.sql", "kit/noun.sql", "access.sql", "kit/audit.sql"];

/// All statements that make a new database, in order.
pub fn schema() -> Vec<Statement> {
    let mut all: Vec<Statement> = Vec::new();
    for name in KIT {
        let (path, text) = FILES.iter().find(|(path, _)| path == name).expect("every kit file is in the folder");
        all.extend(statements::parse(path, text).into_iter().map(|mut s| {
            s.kind = if s.kind.is_structural() { Kind::KitStructure } else { Kind::KitFunction };
            s
        }));
    }
    let mut rest: Vec<Statement> = FILES.iter().filter(|(path, _)| !KIT.contains(path)).flat_map(|(path, text)| statements::parse(path, text)).collect();
    let access = "select kit.grant_access(noun) from kit.nouns".to_string();
    rest.push(Statement { file: "access.sql".to_string(), line: 1, kind: Kind::Access, sql: access });
    rest.sort_by_key(|s| s.kind);
    all.extend(rest);
    all
}

/// The statements that are applied anew at every upgrade: functions, views, triggers, comments, policies, grants.
pub fn replaceable() -> Vec<Statement> {
    schema().into_iter().filter(|s| !s.kind.is_structural()).collect()
}

/// The statements only a migration may change: types, tables, references, indexes.
pub fn structural() -> Vec<Statement> {
    schema().into_iter().filter(|s| s.kind.is_structural()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_understood() {
        let all = schema();
        assert!(all.len() > 1000, "{} statements", all.len());
        let tables = all.iter().filter(|s| s.kind == Kind::Table).count();
        assert!(tables >= 50, "{tables} tables");
    }

    #[test]
    fn a_comment_beside_a_column_is_the_columns() {
        let text = "-- A thing.\ncreate table a.things (\n  name text not null, -- What it's called. @list\n  constraint c unique (name) -- Taken.\n);";
        let sql: Vec<String> = statements::parse("x.sql", text).into_iter().map(|s| s.sql).collect();
        assert!(sql.contains(&"comment on column a.things.name is 'What it''s called. @list'".to_string()), "{sql:#?}");
        assert!(sql.contains(&"comment on constraint c on a.things is 'Taken.'".to_string()), "{sql:#?}");
        assert!(sql.contains(&"comment on table a.things is 'A thing.'".to_string()), "{sql:#?}");
    }
}
