//! Figures: numbers with their course, from functions whose comment says that they are one.

use crate::report::{Unit, unit_of};
use crate::tags::Tags;
use serde::Deserialize;

/// A number that matters to some roles, answered by a function as the person who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// The function's schema.
    pub schema: String,
    /// The function.
    pub name: String,
    /// What it is called.
    pub title: String,
    /// The noun it is about.
    pub noun: String,
    /// Where the rows behind it are.
    pub link: String,
    /// How it is read.
    pub unit: Unit,
    /// Role and its place among the figures of that role.
    places: Vec<(String, u32)>,
}

/// A function as `catalog.sql` answers it.
#[derive(Deserialize)]
pub(crate) struct Function {
    schema: String,
    name: String,
    comment: String,
    columns: Vec<String>,
}

impl Figure {
    /// Understands a function's comment.
    ///
    /// # Errors
    /// A sentence that says what is missing or does not fit.
    pub(crate) fn of(function: Function) -> Result<Figure, String> {
        let wrong = |what: &str| format!("the figure {}.{}: {what}", function.schema, function.name);
        let (prose, tags) = Tags::parse(&function.comment)?;
        if function.columns != ["value", "course"] {
            return Err(wrong("it should return table (value float8, course float8[])"));
        }
        let unit = tags.measures.get("value").and_then(|unit| unit_of(unit));
        let places = tags.places.iter().map(|(role, place)| Some((role.clone(), place.parse().ok()?)));
        Ok(Figure {
            title: prose.trim_end_matches('.').to_string(),
            noun: tags.figure.ok_or_else(|| wrong("say @figure(noun)"))?,
            link: tags.link.ok_or_else(|| wrong("say where it leads: @link(/reports/forecast)"))?,
            unit: unit.ok_or_else(|| wrong("say how it is read: @measures value=money"))?,
            places: places.collect::<Option<_>>().ok_or_else(|| wrong("say for whom: @places sales=1 staff=2"))?,
            schema: function.schema,
            name: function.name,
        })
    }

    /// Its place among the figures of a role, if it is one of them.
    pub fn place(&self, role: &str) -> Option<u32> {
        self.places.iter().find(|(of, _)| of == role).map(|(_, place)| *place)
    }

    /// The statement that answers it: the value, and its course over the last weeks.
    pub fn sql(&self) -> String {
        format!("select value, course from {}.{}()", self.schema, self.name)
    }
}
