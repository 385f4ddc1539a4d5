//! An e-mail address.

use super::kind::{Input, Kinded, Operators, Shown};
use catalog::Kind;
use maud::{Markup, html};

pub(super) struct Email;

impl Kinded for Email {
    fn cell(&self, shown: &Shown<'_>) -> Markup {
        let text = shown.text();
        if text.contains('@') && !text.contains('*') && !text.contains('•') {
            html! {
                a class="plain" href={ "mailto:" (text) } { (text) }
            }
        } else {
            html! {
                span class="quiet" { (text) }
            }
        }
    }

    fn input(&self, input: &Input<'_>) -> Markup {
        input.plain("email", None)
    }

    fn operators(&self) -> Operators {
        super::text::TEXT
    }
}

/// What can be asked of an encrypted value: only whether it is this one.
pub(super) const SEALED: Operators = &[("is", "is"), ("empty", "is empty"), ("filled", "is filled in")];

/// The operators of a field that may be encrypted.
pub(crate) fn operators(kind: Kind, plain: Operators) -> Operators {
    match kind {
        Kind::PiiEmail | Kind::PiiPhone => SEALED,
        Kind::Pii => &SEALED[1..],
        _ => plain,
    }
}
