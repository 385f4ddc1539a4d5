//! What a noun's own page adds to the page every record has.

use crate::about::Record;
use crate::data::Row;
use crate::refused::Refused;
use crate::visit::Visit;
use maud::Markup;
use records::Error;
use std::pin::Pin;

/// What comes of asking.
pub(crate) type Asked<'a> = Pin<Box<dyn Future<Output = Result<Markup, Refused>> + Send + 'a>>;
/// A part of a record's page.
pub(crate) type Part = for<'a> fn(&'a Visit, &'a Record<'a>) -> Asked<'a>;

/// A part of a board's card: the columns it is made of, and how.
pub(crate) type OnCard = (&'static [&'static str], fn(&Visit, &Row, &str) -> Markup);

/// Where else one can look: address and word.
pub(crate) type Elsewhere = fn(&Visit, &str, &str) -> Vec<(String, &'static str)>;

/// What a noun's page has beside what every record's page has, for members.
pub(crate) struct Extra {
    pub(crate) noun: &'static str,
    /// A sign beside the title.
    pub(crate) sign: Option<fn(&Row) -> Markup>,
    /// A button before those of the verbs.
    pub(crate) button: Option<fn(&Visit, &Record<'_>) -> Markup>,
    /// At the foot of a board's card, by the columns it is made of and the record's id.
    pub(crate) card: Option<OnCard>,
    /// A button above its list.
    pub(crate) list: Option<fn(&Visit) -> Markup>,
    /// Above the fields.
    pub(crate) inside: Option<Part>,
    /// Beside the fields.
    pub(crate) beside: Option<Part>,
    /// Tabs of its own: (name in the address, word, content).
    pub(crate) tabs: &'static [(&'static str, &'static str, Part)],
    /// What else shows who or what is within so many kilometres, by the record's id: address and word.
    pub(crate) near: Option<Elsewhere>,
    /// What is shown when the database refuses to move a card, by the record's id.
    pub(crate) held: Option<for<'a> fn(&'a Visit, &'a str, &'a Error) -> Asked<'a>>,
}

impl Extra {
    /// A page without anything of its own.
    pub(crate) const NONE: Extra = Extra {
        noun: "",
        sign: None,
        button: None,
        card: None,
        list: None,
        inside: None,
        beside: None,
        tabs: &[],
        near: None,
        held: None,
    };
}
