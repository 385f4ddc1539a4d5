//! What personal data must look like before it is sealed: the database can't look into it any more.

use crate::error::{Error, Result};
use catalog::{Column, Kind};

/// Whether a text is an e-mail address: a name and a domain with a dot, without spaces, of at most 320 characters.
pub fn is_email(text: &str) -> bool {
    text.len() <= 320
        && !text.contains(char::is_whitespace)
        && text.split_once('@').is_some_and(|(name, domain)| {
            !name.is_empty()
                && !domain.contains('@')
                && domain.split('.').count() > 1
                && domain.split('.').all(|p| !p.is_empty())
        })
}

/// Refuses what the column's kind does not promise. `is_indexed` says that its blind index could be made.
///
/// # Errors
/// 23514 with the column.
pub(crate) fn check(column: &Column, text: &str, is_indexed: bool) -> Result<()> {
    let wrong = match column.kind {
        Kind::PiiEmail if !is_email(text.trim()) => "is not an e-mail address",
        Kind::PiiPhone if !is_indexed => "is not a telephone number",
        _ if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) => "holds a control character",
        _ => return Ok(()),
    };
    let message = format!("The value of {} {wrong}", column.name);
    Err(Error::new(400, "23514", message).field(&column.name))
}
