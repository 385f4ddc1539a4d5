//! What a report is.

/// How a number is read.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Unit {
    Count,
    Money,
    Percent,
    Days,
    Hours,
}

/// How a report is drawn.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Form {
    Bars,
    Columns,
}

/// A report: what it asks, and how the answer is shown. Each row of the answer is a label, numbers, and a condition for its rows.
pub(super) struct Report {
    /// `label text, link text, n1 float8, n2 float8, n3 float8`; `link` is the query that finds the rows, or an address.
    pub(super) sql: String,
    /// What the label is.
    pub(super) label: &'static str,
    /// What the numbers are; the first is drawn, the second stands behind it where the form allows.
    pub(super) columns: Vec<(&'static str, Unit)>,
    pub(super) form: Form,
    /// The noun the rows are.
    pub(super) noun: &'static str,
    /// A second series behind the first.
    pub(super) second: bool,
}
