//! A file of rows becomes records: headers are matched, values understood, references looked up, bad rows set aside.
//!
//! An import is work ([`run`]): a reader thread parses while the database writes the batch before. Every batch is one
//! transaction as the actor, together with the counters in `import_jobs`, so an import that stops anywhere goes on where
//! it stopped. Its file waits in the store, seen by nobody but who brought it.

mod convert;
mod job;
mod link;
mod lookup;
mod mapping;
mod order;
mod rejects;
mod source;
mod work;
mod write;

pub use job::{Import, NewImport, begin_anew, enter, find, sample, stop};
pub use link::fetch;
pub use mapping::{Mapping, Target};
pub use order::{Numbers, Options};
pub use rejects::{REASONS, beside as rejects_beside, of as rejects_of, reasons};
pub use source::{Input, Preview};
pub use work::run;

use catalog::{Catalog, Table};
use platform::{Actor, DbError, Tx};
use records::{Error, Result};

/// A cell as people write it → the value as PostgreSQL reads it; an error says what is wrong in words.
pub fn understood(column: &catalog::Column, cell: &str) -> std::result::Result<Option<String>, String> {
    convert::value(column, cell, Numbers::Point)
}

/// Matches the headers of a file with the noun's columns, without touching a row. `own` are the organisation's own fields
/// of the noun, as [`own_fields`] finds them.
///
/// # Errors
/// TL120 when a mapping names an unknown header or a column the actor may not set, or nothing matches.
pub fn plan(
    catalog: &Catalog,
    actor: &Actor,
    noun: &Table,
    headers: &[String],
    options: &Options,
    own: &[(String, String)],
) -> Result<Mapping> {
    let role = Actor { bulk: true, ..actor.clone() }.database_role();
    mapping::guess(catalog, noun, role, headers, &options.map, options.key.as_deref(), own).map_err(|e| unusable(&e))
}

/// The organisation's own fields of a noun as (key, label).
///
/// # Errors
/// What PostgreSQL said.
pub async fn own_fields(tx: &Tx, noun: &str) -> std::result::Result<Vec<(String, String)>, DbError> {
    let sql = "select key, label from identity.custom_fields where noun = $1 and not is_archived";
    Ok(tx.query(sql, &[&noun]).await?.iter().map(|r| (r.get(0), r.get(1))).collect())
}

/// The noun an import is about, if this actor may bring rows of it in.
///
/// # Errors
/// PGRST205 when there is none of this name, 42501 when their role may not create any.
pub fn noun<'a>(catalog: &'a Catalog, name: &str, actor: &Actor) -> Result<&'a Table> {
    let table = catalog.table(name).filter(|t| !t.is_view).ok_or_else(|| {
        let close = Catalog::suggest(name, catalog.tables.keys().map(String::as_str));
        let hint = close.map(|close| format!("Perhaps you meant {close}."));
        Error::new(404, "PGRST205", format!("There is no noun {name:?}.")).maybe_hint(hint)
    })?;
    if !actor.is_outsider() && table.allows(actor.role, "INSERT") {
        return Ok(table);
    }
    let message = format!("Your role may not create {}.", table.name.replace('_', " "));
    Err(Error::new(403, "42501", message).hint("Ask an admin of your organisation."))
}

/// The file can't be used; why is for people.
fn unusable(e: &anyhow::Error) -> Error {
    Error::new(400, "TL120", format!("{e:#}"))
}
