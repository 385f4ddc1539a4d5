//! The record a page is about.

use crate::data::{Row, text};
use crate::nouns::Noun;

/// The record a page is about.
pub(crate) struct Record<'v> {
    pub(crate) noun: &'v Noun<'v>,
    pub(crate) id: String,
    pub(crate) row: Row,
    pub(crate) title: String,
    /// This person may change it.
    pub(crate) changes: bool,
}

impl Record<'_> {
    pub(crate) fn address(&self) -> String {
        format!("/{}/{}", self.noun.name(), self.id)
    }
}

/// The id of the client a record is, or belongs to.
pub(crate) fn client_of(noun: &str, row: &Row) -> Option<String> {
    let id = if noun == "clients" { text(row, "id") } else { text(row, "client_id") };
    (!id.is_empty()).then(|| id.to_string())
}
