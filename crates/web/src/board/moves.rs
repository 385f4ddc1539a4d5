//! What a dropped card sets off: the verb of that move, where there is one, so that a board never has rules of its own.

use crate::data::{Row, text};
use crate::nouns::{Field, Noun};
use crate::verbs::fits;
use crate::visit::Visit;
use platform::verb::Verb;
use serde_json::{Value, json};

/// What moves a card.
pub(super) enum Way<'v> {
    /// A verb, with the input that is known.
    Verb(&'v Verb, Value),
    /// The column itself is written.
    Write,
    /// Nothing does; the verbs that move cards of this board.
    Nothing(Vec<&'v Verb>),
}

/// Whether cards move at all: this person writes the column, or verbs of theirs move them.
pub(super) fn movable(visit: &Visit, noun: &Noun<'_>, field: &Field) -> bool {
    let writes = field.writable && visit.may(noun.name(), "UPDATE");
    writes || of_board(visit, noun, field).any(|verb| verb.roles.contains(&visit.actor.role))
}

/// How a card gets to a value: by the verb that leads there. Where that is not for the record as it stands and would say
/// nothing more than the value, the column is written as by hand, and the database decides.
pub(super) fn way<'v>(visit: &'v Visit, noun: &Noun<'_>, field: &Field, row: &Row, to: &str) -> Way<'v> {
    let leads_there = |v: &&Verb| v.moves_to.contains(&to) && (fits(v, row) || v.asks() || !field.writable);
    if let Some(verb) = of_board(visit, noun, field).find(leads_there) {
        let mut input = json!({ verb.subject.map_or("", |(_, name)| name): noun.key(row) });
        if verb.input.parameter(&field.key).is_some() {
            input[&field.key] = to.into();
        }
        if verb.input.parameter("from").is_some() {
            input["from"] = text(row, &field.key).into();
        }
        return Way::Verb(verb, input);
    }
    if field.writable { Way::Write } else { Way::Nothing(of_board(visit, noun, field).collect()) }
}

/// The verbs that move cards of a noun's board on this column.
fn of_board<'v>(visit: &'v Visit, noun: &Noun<'_>, field: &Field) -> impl Iterator<Item = &'v Verb> {
    let (noun, column) = (noun.name().to_string(), field.key.clone());
    visit.server.verbs.iter().filter(move |verb| {
        !verb.moves_to.is_empty()
            && verb.subject.is_some_and(|(of, _)| of == noun)
            && verb.when.is_some_and(|(of, _)| of == column)
    })
}
