//! One request in the dialect's words, before it is planned.

use crate::error::{Error, Result};
use crate::parse::{self, Filter, Logic, Order, SelectItem};

/// What is done to rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// GET and HEAD.
    Read,
    /// POST.
    Create,
    /// PATCH.
    Update,
    /// PUT: one row, created or replaced.
    Replace,
    /// DELETE.
    Delete,
}

/// The query string, understood.
#[derive(Debug, Default)]
pub struct Query {
    /// What to answer.
    pub select: Vec<SelectItem>,
    /// Conditions, each with the embedded resource it speaks of (empty: the table itself).
    pub filters: Vec<(Vec<String>, Logic)>,
    /// Order, each with the embedded resource it speaks of.
    pub orders: Vec<(Vec<String>, Vec<Order>)>,
    /// Limits, each with the embedded resource it speaks of.
    pub limits: Vec<(Vec<String>, u64)>,
    /// Offsets, each with the embedded resource it speaks of.
    pub offsets: Vec<(Vec<String>, u64)>,
    /// `columns=`: the keys of the body that count.
    pub columns: Option<Vec<String>>,
    /// `on_conflict=`: the columns that say a row is already there.
    pub on_conflict: Option<Vec<String>>,
    /// `after=`: the keyset cursor of the last page.
    pub after: Option<String>,
}

/// `Prefer`, understood.
#[derive(Debug, Default, Clone)]
pub struct Prefer {
    /// `return=representation` and friends.
    pub returning: Return,
    /// `count=`.
    pub count: Option<Count>,
    /// `resolution=`.
    pub resolution: Option<Resolution>,
    /// `missing=default`: keys that are missing take the column's default.
    pub missing_default: bool,
    /// `tx=rollback`: do it, answer, and undo it.
    pub rollback: bool,
    /// `handling=strict`: an unknown preference is an error.
    pub strict: bool,
    /// `max-affected=`.
    pub max_affected: Option<u64>,
    /// The preferences that were understood, for `Preference-Applied`.
    pub applied: Vec<String>,
}

/// What a write answers with.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub enum Return {
    /// Nothing.
    #[default]
    Minimal,
    /// The address of the row.
    HeadersOnly,
    /// The rows.
    Representation,
}

/// How rows are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// All of them.
    Exact,
    /// Counted up to a bound; PostgreSQL's own guess would tell about other people's rows.
    Planned,
    /// The same.
    Estimated,
}

/// What an upsert does with a row that is already there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resolution {
    /// Changes it.
    Merge,
    /// Leaves it.
    Ignore,
}

impl Query {
    /// Understands a raw query string.
    ///
    /// # Errors
    /// PGRST100 for what can't be understood.
    pub fn parse(raw: &str) -> Result<Query> {
        let mut query = Query::default();
        let mut selected = false;
        for pair in raw.split('&').filter(|p| !p.is_empty()) {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (key, value) = (decode(key)?, decode(value)?);
            if value.contains('\0') || key.contains('\0') {
                return Err(Error::parse("a zero byte in", &key));
            }
            let (path, name) = split_path(&key);
            match name.as_str() {
                "select" if path.is_empty() => (query.select, selected) = (parse::select(&value)?, true),
                "columns" if path.is_empty() => query.columns = Some(parse::names(&value)?),
                "on_conflict" if path.is_empty() => query.on_conflict = Some(parse::names(&value)?),
                "after" if path.is_empty() => query.after = Some(value),
                "order" => query.orders.push((path, parse::order(&value)?)),
                "limit" => query.limits.push((path, number("limit", &value)?)),
                "offset" => query.offsets.push((path, number("offset", &value)?)),
                "and" | "or" => {
                    // `not.and=(…)` and `client.not.or=(…)` arrive as a path ending in `not`.
                    let mut path = path;
                    let negated = path.last().is_some_and(|p| p == "not");
                    if negated {
                        path.pop();
                    }
                    query.filters.push((path, parse::logic(&name, negated, &value)?));
                }
                _ => query.filters.push((path, Logic::Leaf(Filter::parse(&name, &value)?))),
            }
        }
        if !selected || query.select.is_empty() {
            query.select = vec![SelectItem::Star];
        }
        Ok(query)
    }

    pub(crate) fn limit(&self) -> Option<u64> {
        self.limits.iter().rev().find(|(path, _)| path.is_empty()).map(|(_, n)| *n)
    }

    pub(crate) fn offset(&self) -> u64 {
        self.offsets.iter().rev().find(|(path, _)| path.is_empty()).map_or(0, |(_, n)| *n)
    }

    /// Narrows the page by a `Range: from-to` header: what both the header and `limit`, `offset` allow. Ranges of other units
    /// are not for rows and say nothing here.
    ///
    /// # Errors
    /// PGRST100 when it can't be understood; PGRST103 when nothing is left.
    pub fn apply_range(&mut self, range: &str) -> Result<()> {
        let bad = || Error::parse("the Range header (write from-to, such as 0-24)", range);
        let rows = match range.trim().split_once('=') {
            Some(("items", rows)) => rows,
            Some(_) => return Ok(()),
            None => range.trim(),
        };
        let (from, to) = rows.split_once('-').ok_or_else(bad)?;
        let bound = |text: &str| text.trim().parse::<u64>().ok().filter(|n| *n < i64::MAX as u64).ok_or_else(bad);
        let from = bound(from)?;
        let to = if to.trim().is_empty() { None } else { Some(bound(to)?) };
        let unsatisfiable = |why: &str| Error::new(416, "PGRST103", "Requested range not satisfiable").details(why);
        if to.is_some_and(|to| to < from) {
            let why = "The lower boundary must be lower than or equal to the upper boundary in the Range header.";
            return Err(unsatisfiable(why));
        }
        let (start, ends) = (self.offset().max(from), [self.limit().map(|n| self.offset() + n), to.map(|to| to + 1)]);
        let end = ends.into_iter().flatten().min();
        if end.is_some_and(|end| end <= start) && self.limit() != Some(0) {
            return Err(unsatisfiable("The Range header and limit, offset have no row in common."));
        }
        self.offsets.push((Vec::new(), start));
        if let Some(end) = end {
            self.limits.push((Vec::new(), end.saturating_sub(start)));
        }
        Ok(())
    }

    /// Refuses what would be ignored: parameters that say nothing to this kind of request.
    pub(crate) fn fits(&self, method: Method) -> Result<()> {
        let (reads, creates) = (method == Method::Read, method == Method::Create);
        let word = match method {
            Method::Read => "GET",
            Method::Create => "POST",
            Method::Update => "PATCH",
            Method::Replace => "PUT",
            Method::Delete => "DELETE",
        };
        if method == Method::Replace && (self.limit().is_some() || self.offset() > 0) {
            return Err(Error::new(400, "PGRST114", "limit and offset can't be used with PUT"));
        }
        let said = [
            ("columns", self.columns.is_some(), !reads && method != Method::Delete),
            ("on_conflict", self.on_conflict.is_some(), creates),
            ("after", self.after.is_some(), reads),
            ("limit", self.limit().is_some(), reads),
            ("offset", self.offset() > 0, reads),
            ("A filter", self.filters.iter().any(|(path, _)| path.is_empty()), !creates),
        ];
        match said.iter().find(|(_, said, fits)| *said && !fits) {
            Some((name, ..)) => {
                Err(Error::new(400, "PGRST100", format!("{name} can't be used with {word}")).hint("Leave it out."))
            }
            None => Ok(()),
        }
    }
}

impl Prefer {
    /// Understands the values of all `Prefer` headers.
    ///
    /// # Errors
    /// PGRST122 for an unknown preference under `handling=strict`, and for a timezone other than UTC.
    pub fn parse<'a>(headers: impl Iterator<Item = &'a str>) -> Result<Prefer> {
        let mut prefer = Prefer::default();
        let mut unknown = Vec::new();
        for preference in headers.flat_map(|h| h.split(',')).map(str::trim).filter(|p| !p.is_empty()) {
            match preference {
                "return=minimal" => prefer.returning = Return::Minimal,
                "return=headers-only" => prefer.returning = Return::HeadersOnly,
                "return=representation" => prefer.returning = Return::Representation,
                "count=exact" => prefer.count = Some(Count::Exact),
                "count=planned" => prefer.count = Some(Count::Planned),
                "count=estimated" => prefer.count = Some(Count::Estimated),
                "resolution=merge-duplicates" => prefer.resolution = Some(Resolution::Merge),
                "resolution=ignore-duplicates" => prefer.resolution = Some(Resolution::Ignore),
                "missing=default" => prefer.missing_default = true,
                "missing=null" => prefer.missing_default = false,
                "tx=rollback" => prefer.rollback = true,
                "tx=commit" => prefer.rollback = false,
                "handling=strict" => prefer.strict = true,
                "handling=lenient" => prefer.strict = false,
                other => match other.strip_prefix("max-affected=").and_then(|n| n.parse().ok()) {
                    Some(n) => prefer.max_affected = Some(n),
                    None if other.starts_with("timezone=") => {
                        if !matches!(&other[9..], "UTC" | "Etc/UTC") {
                            return Err(Error::new(
                                400,
                                "PGRST122",
                                "Times are answered in UTC; another timezone can't be preferred",
                            )
                            .hint("Leave the preference out, and show times in their zone yourself."));
                        }
                    }
                    None => {
                        unknown.push(other.to_string());
                        continue;
                    }
                },
            }
            prefer.applied.push(preference.to_string());
        }
        if prefer.strict && !unknown.is_empty() {
            return Err(Error::new(400, "PGRST122", "Invalid preferences given with handling=strict")
                .details(format!("Invalid preferences: {}", unknown.join(", "))));
        }
        Ok(prefer)
    }
}

fn decode(text: &str) -> Result<String> {
    let plus = text.replace('+', " ");
    percent_encoding::percent_decode_str(&plus)
        .decode_utf8()
        .map(|t| t.into_owned())
        .map_err(|_| Error::parse("the query string (it is not UTF-8)", text))
}

fn number(name: &str, value: &str) -> Result<u64> {
    value
        .parse::<u64>()
        .ok()
        .filter(|n| i64::try_from(*n).is_ok())
        .ok_or_else(|| Error::parse(&format!("{name} (a whole number, not negative)"), value))
}

/// `a.b.order` → (`[a, b]`, `order`); a quoted part keeps its dots; JSON arrows end the path.
fn split_path(key: &str) -> (Vec<String>, String) {
    let mut parts = Vec::new();
    let (mut part, mut quoted) = (String::new(), false);
    let mut letters = key.chars().peekable();
    while let Some(c) = letters.next() {
        match c {
            '"' => quoted = !quoted,
            '.' if !quoted => parts.push(std::mem::take(&mut part)),
            '-' if !quoted && letters.peek() == Some(&'>') => {
                part.push('-');
                part.extend(letters.by_ref());
            }
            c => part.push(c),
        }
    }
    (parts, part)
}
