//! A line of the palette.

use crate::data::Row;
use crate::nouns::{Field, Noun, label_of};

/// A line of the palette.
pub(super) struct Hit {
    pub(super) icon: String,
    pub(super) to: String,
    pub(super) title: String,
    /// What it is, behind its title.
    pub(super) about: String,
    /// How well it answers what was typed.
    pub(super) rank: u32,
}

/// The field that tells records of one title apart.
pub(super) fn about_field<'n>(noun: &'n Noun<'_>) -> Vec<&'n Field> {
    ["client_id", "role", "company_name", "status"].iter().find_map(|c| noun.field(c)).into_iter().collect()
}

/// What a record is, and whose.
pub(super) fn about(noun: &Noun<'_>, row: &Row) -> String {
    match label_of(row.get("client_id_label")) {
        client if client.is_empty() => noun.singular(),
        client => format!("{} · {client}", noun.singular()),
    }
}
