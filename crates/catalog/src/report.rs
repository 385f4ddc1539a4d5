//! Reports: functions whose comment says that they are one.

use crate::tags::Tags;
use serde::Deserialize;

/// A question about many rows, answered by a function of the database as the person who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The function's schema.
    pub schema: String,
    /// The function, and the report's name everywhere.
    pub name: String,
    /// What it is called.
    pub title: String,
    /// What it answers.
    pub question: String,
    /// The noun it is about.
    pub noun: String,
    /// What each line is.
    pub by: String,
    /// The figures of a line, in order; the first is drawn.
    pub measures: Vec<Measure>,
    /// How it is drawn.
    pub drawn: Drawn,
    /// It looks back over a number of days.
    pub has_span: bool,
    /// Its lines are parts of one whole, so that they have a sum; not so with `@apart`.
    pub adds: bool,
}

/// One figure of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measure {
    /// Its name.
    pub name: String,
    /// How it is read.
    pub unit: Unit,
}

/// How a number is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// How many.
    Count,
    /// In the organisation's currency.
    Money,
    /// Of a hundred.
    Percent,
    /// Days.
    Days,
    /// Hours.
    Hours,
    /// On a scale, such as from 1 to 4.
    Score,
}

/// How a report is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drawn {
    /// A bar a line.
    Bars,
    /// A column a line, in their order.
    Columns,
    /// The same, with the second measure behind the first.
    Layers,
}

/// A function as `catalog.sql` answers it.
#[derive(Deserialize)]
pub(crate) struct Function {
    schema: String,
    name: String,
    comment: String,
    arguments: Vec<String>,
    columns: Vec<String>,
}

impl Report {
    /// Understands a function's comment.
    ///
    /// # Errors
    /// A sentence that says what is missing or does not fit.
    pub(crate) fn of(function: Function) -> Result<Report, String> {
        let wrong = |what: &str| format!("the report {}.{}: {what}", function.schema, function.name);
        let (prose, tags) = Tags::parse(&function.comment)?;
        let (title, question) =
            prose.split_once(". ").ok_or_else(|| wrong("write its title, a full stop, and its question"))?;
        let measures: Result<Vec<Measure>, String> = tags
            .measures
            .iter()
            .map(|(name, unit)| Some(Measure { name: name.clone(), unit: unit_of(unit)? }))
            .collect::<Option<Vec<_>>>()
            .ok_or_else(|| wrong("units are count, money, percent, days and hours"));
        let measures = measures?;
        let promised = ["label", "link", "tone"].into_iter().chain(measures.iter().map(|m| m.name.as_str()));
        if measures.is_empty() || !promised.eq(function.columns.iter().map(String::as_str)) {
            return Err(wrong("it should return label, link, tone and then its @measures, in their order"));
        }
        let has_span = match function.arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            [] => false,
            ["days"] => true,
            _ => return Err(wrong("it takes nothing, or the number of days it looks back")),
        };
        let drawn = match tags.drawn.as_deref() {
            None => Drawn::Bars,
            Some("columns") => Drawn::Columns,
            Some("layers") => Drawn::Layers,
            Some(_) => return Err(wrong("it is drawn as columns or layers, or as bars without @drawn")),
        };
        Ok(Report {
            title: title.to_string(),
            question: question.to_string(),
            noun: tags.report.ok_or_else(|| wrong("say @report(noun)"))?,
            adds: !tags.look.apart,
            by: tags.by.ok_or_else(|| wrong("say what each line is: @by(Client)"))?,
            schema: function.schema,
            name: function.name,
            measures,
            drawn,
            has_span,
        })
    }

    /// The statement that answers it. A report with a span takes the days as its one parameter.
    pub fn sql(&self) -> String {
        let figures: Vec<&str> = self.measures.iter().map(|m| m.name.as_str()).collect();
        let days = if self.has_span { "$1" } else { "" };
        format!("select label, link, tone, {} from {}.{}({days})", figures.join(", "), self.schema, self.name)
    }

    /// The address of the rows behind a line.
    pub fn address(&self, link: &str) -> String {
        if link.starts_with('/') { link.to_string() } else { format!("/{}?{link}", self.noun) }
    }
}

pub(crate) fn unit_of(word: &str) -> Option<Unit> {
    Some(match word {
        "count" => Unit::Count,
        "money" => Unit::Money,
        "percent" => Unit::Percent,
        "days" => Unit::Days,
        "hours" => Unit::Hours,
        "score" => Unit::Score,
        _ => return None,
    })
}
