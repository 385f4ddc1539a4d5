//! A request against the catalog becomes one SQL statement, its parameters, and the shape of what comes back.
//!
//! All values travel as parameters in text form; PostgreSQL infers their types from what they are compared with.
//! Embedded rows come back as binary records and record arrays, so JSON is written here at every depth.

mod body;
mod bounds;
mod embed;
mod filters;
mod read;
mod values;
mod weight;
mod write;

pub use body::{Body, depth};
pub use read::cursor;
pub use weight::Weight;
pub use write::Expect;

use crate::error::{Error, Result};
use crate::shape::{Member, Reveal};
use catalog::{Catalog, Column, Kind, Table};
use uuid::Uuid;

/// How much one request may ask for.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Rows a page, at every level.
    pub max_rows: u64,
    /// Levels of embedding.
    pub max_depth: usize,
    /// Embedded resources in one request, at all levels.
    pub max_embeds: usize,
    /// Bytes the rows of one to-many embed may have in one row, with all that is embedded in them.
    pub max_list: usize,
    /// Updates and deletes need a filter.
    pub require_filter: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_rows: 1000, max_depth: 5, max_embeds: 20, max_list: 4 << 20, require_filter: true }
    }
}

/// Seals and finds personal data for one organisation, and reveals it as one person may see it.
pub trait Vault: Reveal {
    /// Encrypts a value of this table, column and row.
    ///
    /// # Errors
    /// When the text is not what the kind promises, or the key is missing.
    fn seal(&self, table: &str, column: &str, row: &Uuid, text: &str) -> Result<Vec<u8>>;
    /// The blind index of a value; `None` for kinds that can't be searched.
    fn index(&self, kind: Kind, text: &str) -> Option<Vec<u8>>;
    /// Whether this person may search personal data.
    fn may_search(&self) -> bool;
}

impl Vault for crate::shape::Nothing {
    fn seal(&self, _: &str, _: &str, _: &Uuid, _: &str) -> Result<Vec<u8>> {
        Err(Error::new(400, "TL100", "This server holds no keys for encrypted columns"))
    }
    fn index(&self, _: Kind, _: &str) -> Option<Vec<u8>> {
        None
    }
    fn may_search(&self) -> bool {
        false
    }
}

/// SQL with its parameters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sql {
    /// The statement.
    pub text: String,
    /// Its parameters, as text.
    pub params: Vec<Option<String>>,
}

impl Sql {
    fn bind(&mut self, value: impl Into<String>) -> String {
        self.params.push(Some(value.into()));
        format!("${}", self.params.len())
    }
}

/// What to run and how to read the answer.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The statement.
    pub sql: Sql,
    /// The values of each row, in order.
    pub fields: Vec<Member>,
    /// Hidden values behind them, for the keyset cursor.
    pub cursor: Vec<Member>,
    /// Whether the row's version stands last.
    pub versioned: bool,
    /// Counts what the request would find without its limit.
    pub count: Option<Sql>,
    /// First row of the page.
    pub offset: u64,
    /// Rows the page may hold.
    pub limit: Option<u64>,
    /// How long it may take, and so who may wait for whom.
    pub weight: Weight,
    /// Whether personal data is among the values.
    pub personal: bool,
    /// The keys of a created row, for its address: column and place in the row.
    pub location: Vec<String>,
}

/// Plans requests of one person.
pub struct Planner<'a> {
    /// The schema.
    pub catalog: &'a Catalog,
    /// How much may be asked for.
    pub limits: &'a Limits,
    /// Whose column privileges hold, as the catalog names the role; none where the schema grants nothing by column.
    pub role: Option<&'a str>,
    /// Seals and finds personal data.
    pub vault: &'a dyn Vault,
}

impl<'a> Planner<'a> {
    /// A table by its address.
    ///
    /// # Errors
    /// PGRST205 when there is none, with the closest name.
    pub fn table(&self, name: &str) -> Result<&'a Table> {
        self.catalog.table(name).ok_or_else(|| {
            let hint = self.catalog.meant(name).map(|close| format!("Perhaps you meant '{close}'"));
            Error::new(404, "PGRST205", format!("Could not find the table '{name}'")).maybe_hint(hint)
        })
    }

    /// Whether the person reads this column. Where they read nothing at all, PostgreSQL says so.
    fn readable(&self, table: &Table, column: &Column) -> bool {
        self.role.is_none_or(|role| !table.allows(role, "SELECT") || table.may(role, "SELECT", column))
    }

    /// Whether the person reads the values computed from a row: functions get it whole, and PostgreSQL asks for all of its columns.
    fn reads_computed(&self, table: &Table) -> bool {
        self.role.is_none_or(|role| !table.allows(role, "SELECT") || table.reads_whole(role))
    }

    fn no_column(&self, table: &Table, name: &str) -> Error {
        let hint = self.meant(table, name).map(|close| format!("Perhaps you meant '{close}'"));
        Error::new(400, "42703", format!("column {}.{name} does not exist", table.name)).maybe_hint(hint)
    }

    /// The readable column people mean by another name, or the one with the closest name.
    fn meant<'t>(&self, table: &'t Table, name: &str) -> Option<&'t str> {
        let known = || table.columns.values().filter(|c| self.readable(table, c));
        let also = known().find(|c| c.tags.also.iter().any(|a| a == name)).map(|c| c.name.as_str());
        let computed = table.computed.keys().map(String::as_str).filter(|_| self.reads_computed(table));
        also.or_else(|| Catalog::suggest(name, known().map(|c| c.name.as_str()).chain(computed)))
    }
}

fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
