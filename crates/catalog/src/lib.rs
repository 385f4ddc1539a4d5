//! PostgreSQL's description of itself as one immutable value: tables, columns, relations, words.
//!
//! [`Catalog::load`] runs one SQL file and builds the value everything generic reads: REST, OpenAPI, forms, imports.
//! [`laws::broken`] says which rules of the schema do not hold, naming the file and the fix.

mod feed;
mod figure;
mod inside;
pub mod laws;
mod model;
mod module;
mod relations;
mod report;
mod rule;
mod scope;
mod tags;
mod words;

pub use feed::{Feed, FeedKind};
pub use figure::Figure;
pub use inside::{Holds, Inside, Part};
pub use model::{Column, Computed, Index, Key, KeyKind, Kind, Policy, Table, sentence};
pub use module::Module;
pub use relations::{Cardinality, Junction, Relation};
pub use report::{Drawn, Measure, Report, Unit};
pub use rule::Rule;
pub use scope::Scope;
pub use tags::{Look, Place, Tags};

use indexmap::IndexMap;

/// The whole description.
#[derive(Debug)]
pub struct Catalog {
    /// Every served table and view by name.
    pub tables: IndexMap<String, Table>,
    /// Tables behind the scenes, for the laws only.
    pub private: Vec<Table>,
    /// `server_version_num`, such as 180004.
    pub version: u32,
    /// What was asked for.
    pub scope: Scope,
    /// The reports, by name.
    pub reports: IndexMap<String, Report>,
    /// The numbers of Today.
    pub figures: Vec<Figure>,
    /// The rules that say what holds now, module by module.
    pub rules: Vec<Rule>,
    /// The modules, in their order.
    pub modules: Vec<Module>,
    feeds: Vec<Feed>,
    menu: Vec<String>,
    relations: IndexMap<String, Vec<Relation>>,
}

/// Why the catalog could not be read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// PostgreSQL refused.
    #[error("reading the catalog: {0}")]
    Database(#[from] tokio_postgres::Error),
    /// The answer was not what `catalog.sql` promises.
    #[error("understanding the catalog: {0}")]
    Shape(#[from] serde_json::Error),
    /// A comment carries a tag nobody knows.
    #[error("{0}")]
    Tag(String),
}

impl Catalog {
    /// Reads the description through one connection.
    ///
    /// # Errors
    /// When PostgreSQL refuses, or a comment carries an unknown tag.
    pub async fn load(client: &impl tokio_postgres::GenericClient, scope: Scope) -> Result<Catalog, Error> {
        let row = client.query_one(include_str!("catalog.sql"), &[&scope.schemas]).await?;
        Self::from_json(row.get(0), scope)
    }

    /// Builds the value from the document `catalog.sql` answers.
    ///
    /// # Errors
    /// When the document has another shape, or a comment carries an unknown tag.
    pub fn from_json(document: &str, scope: Scope) -> Result<Catalog, Error> {
        #[derive(serde::Deserialize)]
        struct Document {
            version: u32,
            tables: Vec<Table>,
            reports: Vec<report::Function>,
            figures: Vec<figure::Function>,
            rules: Vec<rule::Function>,
            modules: Vec<module::Schema>,
        }
        let document: Document = serde_json::from_str(document)?;
        let mut tables = IndexMap::new();
        let (mut private, mut feeds) = (Vec::new(), Vec::new());
        for mut table in document.tables {
            table.understand(&scope).map_err(Error::Tag)?;
            if scope.private.contains(&table.name) {
                private.push(table);
                continue;
            }
            match Feed::of(table) {
                Ok(feed) => feeds.push(feed),
                Err(table) => drop(tables.entry(table.name.clone()).or_insert(*table)),
            }
        }
        let relations = relations::all(&tables, scope.tenant.as_deref());
        let reports = document.reports.into_iter().map(|f| Report::of(f).map(|r| (r.name.clone(), r)));
        let reports = reports.collect::<Result<_, _>>().map_err(Error::Tag)?;
        let figures = document.figures.into_iter().map(Figure::of).collect::<Result<_, _>>().map_err(Error::Tag)?;
        let rules = document.rules.into_iter().map(Rule::of).collect::<Result<_, _>>().map_err(Error::Tag)?;
        let modules =
            document.modules.into_iter().map(Module::of).collect::<Result<Vec<_>, _>>().map_err(Error::Tag)?;
        // Tables come module by module.
        let mut placed: Vec<&Table> = tables.values().filter(|t: &&Table| t.tags.look.menu.is_some()).collect();
        placed.sort_by_key(|t| (modules.iter().position(|m| m.name == t.schema), t.tags.look.menu));
        let menu = placed.into_iter().map(|t| t.name.clone()).collect();
        let version = document.version;
        Ok(Catalog { tables, private, version, scope, reports, figures, rules, modules, feeds, menu, relations })
    }

    /// A served table or view by name.
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables.get(name)
    }

    /// How rows of this table relate to rows of others, both ways and through junctions.
    pub fn relations(&self, table: &str) -> &[Relation] {
        self.relations.get(table).map_or(&[], Vec::as_slice)
    }

    /// The feeds of a kind that the role may read.
    pub fn feeds<'c>(&'c self, kind: FeedKind, role: &'c str) -> impl Iterator<Item = &'c Feed> {
        self.feeds.iter().filter(move |f| f.kind == kind && f.is_readable(&self.tables, role))
    }

    /// The table people mean by another name, or the one with the closest name.
    pub fn meant(&self, name: &str) -> Option<&str> {
        let also = self.tables.values().find(|t| t.tags.also.iter().any(|a| a == name)).map(|t| t.name.as_str());
        also.or_else(|| Self::suggest(name, self.tables.keys().map(String::as_str)))
    }

    /// The name closest to a misspelt one, if any is close.
    pub fn suggest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
        known.map(|k| (distance(name, k), k)).filter(|(d, k)| *d <= (k.len() / 3).max(1)).min().map(|(_, k)| k)
    }
}

/// Edit distance with swaps of neighbours counted once.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().take(64).collect(), b.chars().take(64).collect());
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for (i, row) in rows.iter_mut().enumerate() {
        row[0] = i;
    }
    rows[0] = (0..=b.len()).collect();
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let change = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (rows[i - 1][j] + 1).min(rows[i][j - 1] + 1).min(rows[i - 1][j - 1] + change);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = best;
        }
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_name_finds_its_neighbour() {
        let known = ["clients", "contacts", "candidates"];
        let suggest = |name| Catalog::suggest(name, known.into_iter());
        assert_eq!(suggest("client"), Some("clients"));
        assert_eq!(suggest("contatcs"), Some("contacts"));
        assert_eq!(suggest("zebra"), None);
    }
}
