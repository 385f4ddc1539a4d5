//! What every kind of field answers, and what it is given.

use super::offered::Offered;
use crate::data::Row;
use crate::nouns::Field;
use crate::visit::Visit;
use maud::{Markup, html};
use serde_json::Value;

/// A value to be shown.
pub(crate) struct Shown<'a> {
    pub(crate) visit: &'a Visit,
    pub(crate) field: &'a Field,
    pub(crate) row: &'a Row,
}

/// A value to be filled in.
pub(crate) struct Input<'a> {
    pub(crate) visit: &'a Visit,
    pub(crate) field: &'a Field,
    /// Unique in the page.
    pub(crate) id: String,
    /// As typed or stored.
    pub(crate) value: String,
    /// For references: the words of the value.
    pub(crate) words: String,
    /// What is wrong with it.
    pub(crate) wrong: Option<&'a str>,
    /// What is offered for its parts.
    pub(crate) offered: &'a Offered,
}

/// What a filter can ask of a field: (its word in forms, how people read it).
pub(crate) type Operators = &'static [(&'static str, &'static str)];

/// A kind of field.
pub(crate) trait Kinded: Sync {
    /// In a list or on a card.
    fn cell(&self, shown: &Shown<'_>) -> Markup;
    /// On a record's page.
    fn view(&self, shown: &Shown<'_>) -> Markup {
        self.cell(shown)
    }
    /// In a form.
    fn input(&self, input: &Input<'_>) -> Markup;
    /// In a filter.
    fn operators(&self) -> Operators {
        &[("is", "is"), ("is_not", "is not"), ("empty", "is empty"), ("filled", "is filled in")]
    }
    /// Whether it takes the whole width.
    fn wide(&self) -> bool {
        false
    }
}

impl Shown<'_> {
    /// The value itself.
    pub(crate) fn value(&self) -> &Value {
        self.row.get(&self.field.value_key()).unwrap_or(&Value::Null)
    }

    /// The value as text; "" for none.
    pub(crate) fn text(&self) -> String {
        match self.value() {
            Value::Null => String::new(),
            Value::String(s) => s.clone(),
            other => other.to_string(),
        }
    }
}

impl Input<'_> {
    /// What describes it, for readers of screens.
    pub(crate) fn described(&self) -> Option<String> {
        self.wrong.map(|_| format!("{}-wrong", self.id))
    }

    /// A plain input of a type.
    pub(crate) fn plain(&self, kind: &str, extra: Option<&str>) -> Markup {
        html! {
            input
                class="in"
                type=(kind)
                id=(self.id)
                name=(self.field.key)
                value=(self.value)
                step=[extra]
                required[self.field.required]
                aria-invalid=[self.wrong.map(|_| "true")]
                aria-describedby=[self.described()]
                aria-label=(self.field.label)
                autocomplete="off";
        }
    }
}
