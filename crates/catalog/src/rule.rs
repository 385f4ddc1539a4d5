//! Rules: functions whose comment says that they are one. Each answers what holds now, as rows of one shape.

use crate::tags::Tags;
use serde::Deserialize;

/// A function that answers what holds now: everything, or what is about some records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// The function's schema.
    pub schema: String,
    /// The function.
    pub name: String,
    /// What it says, in a sentence.
    pub words: String,
    /// What kind of thing holds.
    pub kind: String,
    /// The composite type of its rows.
    pub shape: String,
}

/// A function as `catalog.sql` answers it.
#[derive(Deserialize)]
pub(crate) struct Function {
    schema: String,
    name: String,
    comment: String,
    takes: String,
    answers: String,
    is_composite: bool,
}

impl Rule {
    /// Understands a function's comment.
    ///
    /// # Errors
    /// A sentence that says what is missing or does not fit.
    pub(crate) fn of(function: Function) -> Result<Rule, String> {
        let wrong = |what: &str| format!("the rule {}.{}: {what}", function.schema, function.name);
        let (words, tags) = Tags::parse(&function.comment)?;
        if function.takes != "about uuid[]" || !function.is_composite {
            return Err(wrong("it takes (about uuid[]) and returns setof a composite type"));
        }
        Ok(Rule {
            kind: tags.rule.ok_or_else(|| wrong("say what kind of thing holds: @rule(kind)"))?,
            words,
            shape: function.answers,
            schema: function.schema,
            name: function.name,
        })
    }

    /// As SQL names it.
    pub fn sql_name(&self) -> String {
        format!("{}.{}", self.schema, self.name)
    }
}
