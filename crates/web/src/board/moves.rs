//! What a dropped card sets off: the verb of that move, where there is one, so that a board never has rules of its own.

use crate::data::{Row, text};
use crate::nouns::{Field, Noun};
use serde_json::{Value, json};

/// A move that a verb makes.
struct Move {
    noun: &'static str,
    column: &'static str,
    /// The values it leaves; any when empty.
    from: &'static [&'static str],
    /// The values it leads to.
    to: &'static [&'static str],
    verb: &'static str,
    /// The input that names the value it leads to, for verbs that lead to several.
    says: Option<&'static str>,
    /// People are asked first: something has to be said, or it can't be taken back.
    asks: bool,
}

const CLOSED: &[&str] = &["closed_won", "closed_lost"];
const OPEN: &[&str] = &["lead", "qualified", "discovery", "proposal", "negotiation"];

const MOVES: &[Move] = &[
    Move { to: &["closed_won"], verb: "win_deal", ..DEAL },
    Move { to: &["closed_lost"], verb: "lose_deal", asks: true, ..DEAL },
    Move { from: CLOSED, to: OPEN, verb: "reopen_deal", says: Some("stage"), ..DEAL },
    Move { to: &["issued"], verb: "issue_invoice", ..INVOICE },
    Move { to: &["sent"], verb: "send_invoice", ..INVOICE },
    Move { to: &["paid"], verb: "pay_invoice", asks: false, ..INVOICE },
    Move { to: &["cancelled"], verb: "cancel_invoice", ..INVOICE },
    Move { to: &["approved"], verb: "approve_timesheet", ..WEEK },
    Move { to: &["rejected"], verb: "reject_timesheet", asks: true, ..WEEK },
];
const DEAL: Move =
    Move { noun: "opportunities", column: "stage", from: &[], to: &[], verb: "", says: None, asks: false };
const INVOICE: Move = Move { noun: "invoices", column: "status", from: &[], to: &[], verb: "", says: None, asks: true };
const WEEK: Move = Move { noun: "timesheets", column: "status", from: &[], to: &[], verb: "", says: None, asks: false };

/// What moves a card.
pub(super) enum Way {
    /// A verb with this much of its input known; `asks` says that people are asked first.
    Verb { name: &'static str, input: Value, asks: bool },
    /// A page that asks.
    Page(String),
    /// The column itself is written.
    Write,
    /// Nothing does; the verbs that move cards of this board.
    Nothing(Vec<&'static str>),
}

/// Whether cards move at all: the column is written by people, or verbs move them.
pub(super) fn movable(noun: &Noun<'_>, field: &Field) -> bool {
    field.writable || MOVES.iter().any(|m| m.noun == noun.name() && m.column == field.key)
}

/// How a card gets to a value. `subject` is the input by which the verb names its record.
pub(super) fn way(
    noun: &Noun<'_>,
    field: &Field,
    row: &Row,
    to: &str,
    subject: impl Fn(&str) -> Option<&'static str>,
) -> Way {
    let of_board = || MOVES.iter().filter(|m| m.noun == noun.name() && m.column == field.key);
    let from = text(row, &field.key);
    if let Some(m) = of_board().find(|m| m.to.contains(&to) && (m.from.is_empty() || m.from.contains(&from))) {
        let mut input = json!({ subject(m.verb).unwrap_or_default(): noun.key(row) });
        if let Some(says) = m.says {
            input[says] = to.into();
        }
        return Way::Verb { name: m.verb, input, asks: m.asks };
    }
    if noun.name() == "leads" && field.key == "status" && to == "converted" {
        return Way::Page(format!("/leads/{}/convert", noun.key(row)));
    }
    if field.writable { Way::Write } else { Way::Nothing(of_board().map(|m| m.verb).collect()) }
}
