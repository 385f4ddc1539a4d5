//! The dialect's small languages: select, filters, order.

use crate::error::{Error, Result};

/// One thing to answer.
#[derive(Debug, Clone, PartialEq)]
pub enum SelectItem {
    /// `*`
    Star,
    /// A column, computed value, JSON path or aggregate.
    Field(SelectField),
    /// Rows of another table.
    Embed(Embed),
}

/// `alias:column->path::cast`, `column.sum()::cast`, `count()`
#[derive(Debug, Clone, PartialEq)]
pub struct SelectField {
    /// The name in the answer.
    pub alias: Option<String>,
    /// What is read; none for `count()`.
    pub field: Option<ColumnPath>,
    /// `::type` of the column.
    pub cast: Option<String>,
    /// `sum`, `avg`, `min`, `max` or `count`.
    pub aggregate: Option<String>,
    /// `::type` of the aggregate.
    pub aggregate_cast: Option<String>,
}

/// `alias:relation!hint!inner(select)`, `...relation(select)`
#[derive(Debug, Clone, PartialEq)]
pub struct Embed {
    /// The name in the answer.
    pub alias: Option<String>,
    /// Table, reference column or constraint.
    pub relation: String,
    /// Which relation, when there are several.
    pub hint: Option<String>,
    /// Rows without a partner are left out.
    pub inner: bool,
    /// The columns go up into the parent.
    pub spread: bool,
    /// What to answer of each.
    pub select: Vec<SelectItem>,
}

impl Embed {
    /// What the rest of the query calls it.
    pub fn name(&self) -> &str {
        self.alias.as_deref().unwrap_or(&self.relation)
    }
}

/// A column with an optional path into its JSON.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnPath {
    /// Column.
    pub name: String,
    /// Steps into JSON: (as text, key or index).
    pub path: Vec<(bool, String)>,
}

/// Conditions joined by and/or.
#[derive(Debug, Clone, PartialEq)]
pub enum Logic {
    /// All (or any) hold; negated or not.
    Group {
        /// All must hold; else one suffices.
        all: bool,
        /// The opposite is meant.
        not: bool,
        /// The conditions.
        items: Vec<Logic>,
    },
    /// One condition.
    Leaf(Filter),
}

/// `column=not.op(any|all).value`
#[derive(Debug, Clone, PartialEq)]
pub struct Filter {
    /// What is compared.
    pub field: ColumnPath,
    /// The opposite is meant.
    pub not: bool,
    /// The operator.
    pub op: Op,
    /// `any` or `all` of several values.
    pub quantifier: Option<Quantifier>,
    /// What it is compared with.
    pub value: String,
}

/// How many of several values must match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantifier {
    /// One.
    Any,
    /// Every one.
    All,
}

/// The operators.
#[derive(Debug, Clone, PartialEq)]
pub enum Op {
    /// A binary operator as SQL writes it.
    Compare(&'static str),
    /// `in.(a,b)`.
    In,
    /// `is.null` and friends.
    Is,
    /// Full-text search: the function that makes the query, and the language.
    Search(&'static str, Option<String>),
}

/// One sort key.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    /// An embedded to-one resource whose column it is.
    pub relation: Option<String>,
    /// The column.
    pub field: ColumnPath,
    /// Largest first.
    pub descending: bool,
    /// Where nulls go, when said.
    pub nulls_first: Option<bool>,
}

const OPERATORS: &[(&str, &str)] = &[
    ("eq", "="),
    ("neq", "<>"),
    ("gt", ">"),
    ("gte", ">="),
    ("lt", "<"),
    ("lte", "<="),
    ("like", "like"),
    ("ilike", "ilike"),
    ("match", "~"),
    ("imatch", "~*"),
    ("isdistinct", "is distinct from"),
    ("cs", "@>"),
    ("cd", "<@"),
    ("ov", "&&"),
    ("sl", "<<"),
    ("sr", ">>"),
    ("nxl", "&>"),
    ("nxr", "&<"),
    ("adj", "-|-"),
];
const SEARCHES: &[(&str, &str)] = &[
    ("fts", "to_tsquery"),
    ("plfts", "plainto_tsquery"),
    ("phfts", "phraseto_tsquery"),
    ("wfts", "websearch_to_tsquery"),
];
const AGGREGATES: &[&str] = &["sum", "avg", "min", "max", "count"];

impl Filter {
    /// Understands `op.value` for the column named.
    pub(crate) fn parse(name: &str, text: &str) -> Result<Filter> {
        let field = field(name)?;
        let (not, rest) = text.strip_prefix("not.").map_or((false, text), |rest| (true, rest));
        let end = rest.find(['.', '(']).ok_or_else(|| unknown_operator(name, text))?;
        let (word, mut rest) = rest.split_at(end);
        let mut argument = None;
        if let Some(open) = rest.strip_prefix('(') {
            let (inside, after) = open.split_once(')').ok_or_else(|| Error::parse("the filter", text))?;
            (argument, rest) = (Some(inside.to_string()), after);
        }
        let value = rest.strip_prefix('.').ok_or_else(|| unknown_operator(name, text))?.to_string();
        let search = SEARCHES.iter().find(|(w, _)| *w == word);
        let op = match (word, search) {
            ("in", _) => Op::In,
            ("is", _) => Op::Is,
            (_, Some((_, function))) => Op::Search(function, argument.take().map(language).transpose()?),
            _ => Op::Compare(
                OPERATORS
                    .iter()
                    .find(|(w, _)| *w == word)
                    .map(|(_, sql)| *sql)
                    .ok_or_else(|| unknown_operator(name, text))?,
            ),
        };
        let quantifier = match argument.as_deref() {
            None => None,
            Some("any") => Some(Quantifier::Any),
            Some("all") => Some(Quantifier::All),
            Some(other) => return Err(Error::parse("the quantifier (any or all)", other)),
        };
        if quantifier.is_some()
            && !matches!(word, "eq" | "gt" | "gte" | "lt" | "lte" | "like" | "ilike" | "match" | "imatch")
        {
            return Err(Error::parse(
                "the filter (only eq, gt, gte, lt, lte, like, ilike, match and imatch take any or all)",
                text,
            ));
        }
        if op == Op::In && !(value.starts_with('(') && value.ends_with(')')) {
            return Err(Error::parse("the list (write in.(a,b,c))", text));
        }
        if op == Op::Is && !matches!(value.to_lowercase().as_str(), "null" | "not_null" | "true" | "false" | "unknown")
        {
            return Err(Error::parse("the value of is (null, not_null, true, false or unknown)", text));
        }
        Ok(Filter { field, not, op, quantifier, value })
    }
}

/// The name of a text search configuration. A number would be taken for its internal id.
fn language(name: String) -> Result<String> {
    let letter = |c: char| c.is_alphabetic() || c == '_';
    let word = |w: &str| w.starts_with(letter) && w.chars().all(|c| letter(c) || c.is_ascii_digit());
    let bad = || Error::parse("the language of the search (write fts(english).word)", &name);
    if name.split('.').count() <= 2 && name.split('.').all(word) { Ok(name) } else { Err(bad()) }
}

fn unknown_operator(name: &str, text: &str) -> Error {
    let word = text.strip_prefix("not.").unwrap_or(text).split(['.', '(']).next().unwrap_or_default();
    let known = || OPERATORS.iter().chain(SEARCHES).map(|(w, _)| *w).chain(["in", "is"]);
    let hint = catalog::Catalog::suggest(word, known()).filter(|_| text.contains('.')).map_or_else(
        || format!("Write {name}=eq.value. Operators: {}.", known().collect::<Vec<_>>().join(", ")),
        |close| format!("Perhaps you meant '{close}'."),
    );
    Error::parse("the filter", &format!("{name}={text}")).hint(hint)
}

/// `and=(…)` or `or=(…)`.
pub(crate) fn logic(word: &str, not: bool, text: &str) -> Result<Logic> {
    let inside = text
        .trim()
        .strip_prefix('(')
        .and_then(|t| t.strip_suffix(')'))
        .ok_or_else(|| Error::parse("the conditions (write and=(a.eq.1,b.eq.2))", text))?;
    group(word == "and", not, inside, 0)
}

fn group(all: bool, not: bool, inside: &str, depth: usize) -> Result<Logic> {
    if depth > 20 {
        return Err(Error::parse("the conditions: they are nested too deeply", ""));
    }
    let items =
        split(inside, ',')?.into_iter().map(|item| condition(item.trim(), depth)).collect::<Result<Vec<_>>>()?;
    Ok(Logic::Group { all, not, items })
}

fn condition(text: &str, depth: usize) -> Result<Logic> {
    for (word, all, not) in
        [("and(", true, false), ("or(", false, false), ("not.and(", true, true), ("not.or(", false, true)]
    {
        if let Some(inside) = text.strip_prefix(word).and_then(|t| t.strip_suffix(')')) {
            return group(all, not, inside, depth + 1);
        }
    }
    let end = end_of_name(text).ok_or_else(|| Error::parse("the condition (write column.eq.value)", text))?;
    let (name, rest) = text.split_at(end);
    let mut filter = Filter::parse(&unquote(name), &rest[1..])?;
    // Inside a group a value may be quoted, to carry commas and brackets.
    if matches!(filter.op, Op::Compare(_) | Op::Search(..))
        && filter.value.len() > 1
        && filter.value.starts_with('"')
        && filter.value.ends_with('"')
    {
        filter.value = unescape(&filter.value[1..filter.value.len() - 1]);
    }
    Ok(Logic::Leaf(filter))
}

/// Where the column's name ends: the first dot outside quotes.
fn end_of_name(text: &str) -> Option<usize> {
    let mut quoted = false;
    text.char_indices().find_map(|(i, c)| {
        if c == '"' {
            quoted = !quoted;
        }
        (c == '.' && !quoted).then_some(i)
    })
}

/// The values of `in.(…)` or `any.{…}`, quotes taken off; `None` where a bare `null` may stand.
pub(crate) fn list(inside: &str) -> Result<Vec<String>> {
    if inside.is_empty() {
        return Ok(Vec::new());
    }
    Ok(split(inside, ',')?
        .into_iter()
        .map(|v| {
            if v.len() > 1 && v.starts_with('"') && v.ends_with('"') {
                unescape(&v[1..v.len() - 1])
            } else {
                v.to_string()
            }
        })
        .collect())
}

/// `select=…`
pub(crate) fn select(text: &str) -> Result<Vec<SelectItem>> {
    items(text, 0)
}

fn items(text: &str, depth: usize) -> Result<Vec<SelectItem>> {
    if depth > 32 {
        return Err(Error::parse("select: it is nested too deeply", ""));
    }
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    split(text, ',')?.into_iter().map(|item| select_item(item.trim(), depth)).collect()
}

fn select_item(text: &str, depth: usize) -> Result<SelectItem> {
    if text == "*" {
        return Ok(SelectItem::Star);
    }
    if text.is_empty() {
        return Err(Error::parse("select: there is an empty item", text));
    }
    let (spread, text) = text.strip_prefix("...").map_or((false, text), |t| (true, t));
    let (alias, text) = match alias_end(text) {
        Some(end) if !spread => (Some(unquote(&text[..end])), &text[end + 1..]),
        _ => (None, text),
    };
    if let Some(aggregate) = aggregate(alias.clone(), text)? {
        return Ok(SelectItem::Field(aggregate));
    }
    if let Some(open) = text.find('(') {
        let inside =
            text[open + 1..].strip_suffix(')').ok_or_else(|| Error::parse("select: a bracket is not closed", text))?;
        let mut parts = text[..open].split('!');
        let relation = unquote(parts.next().unwrap_or_default().trim());
        let (mut hint, mut inner) = (None, false);
        for part in parts {
            match part {
                "inner" => inner = true,
                "left" => inner = false,
                other => hint = Some(unquote(other)),
            }
        }
        if relation.is_empty() {
            return Err(Error::parse("select: an embedded resource needs a name", text));
        }
        return Ok(SelectItem::Embed(Embed {
            alias,
            relation,
            hint,
            inner,
            spread,
            select: items(inside, depth + 1)?,
        }));
    }
    if spread {
        return Err(Error::parse("select: only an embedded resource can be spread, such as ...client(name)", text));
    }
    let (name, cast) = cast_of(text)?;
    Ok(SelectItem::Field(SelectField { alias, field: Some(field(name)?), cast, aggregate: None, aggregate_cast: None }))
}

fn aggregate(alias: Option<String>, text: &str) -> Result<Option<SelectField>> {
    let Some(open) = text.find("()") else { return Ok(None) };
    if text[..open].contains('(') {
        return Ok(None);
    }
    let (_, aggregate_cast) = cast_of(&text[open + 2..])?;
    let (field_text, word) = text[..open].rsplit_once('.').unwrap_or(("", &text[..open]));
    if !AGGREGATES.contains(&word) || (field_text.is_empty() && word != "count") {
        // An empty embed, such as client(), only filters.
        return Ok(None);
    }
    let (name, cast) = cast_of(field_text)?;
    let field = if name.is_empty() { None } else { Some(field(name)?) };
    Ok(Some(SelectField { alias, field, cast, aggregate: Some(word.to_string()), aggregate_cast }))
}

fn cast_of(text: &str) -> Result<(&str, Option<String>)> {
    let Some((name, cast)) = text.split_once("::") else { return Ok((text, None)) };
    let plain =
        !cast.is_empty() && cast.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | ' ' | '[' | ']'));
    if plain { Ok((name, Some(cast.to_string()))) } else { Err(Error::parse("the cast", cast)) }
}

/// Where an alias ends: a single colon before any bracket or arrow.
fn alias_end(text: &str) -> Option<usize> {
    let mut quoted = false;
    let bytes = text.as_bytes();
    for (i, &b) in bytes.iter().enumerate() {
        match b {
            b'"' => quoted = !quoted,
            b'(' | b'!' if !quoted => return None,
            b':' if !quoted => return (bytes.get(i + 1) != Some(&b':')).then_some(i),
            _ => {}
        }
    }
    None
}

/// `order=…`
pub(crate) fn order(text: &str) -> Result<Vec<Order>> {
    split(text, ',')?.into_iter().filter(|t| !t.is_empty()).map(|t| order_item(t.trim())).collect()
}

fn order_item(text: &str) -> Result<Order> {
    let (relation, text_after) = match text.split_once('(') {
        Some((relation, rest)) => {
            let (inside, after) = rest.split_once(')').ok_or_else(|| Error::parse("order", text))?;
            (Some(relation.to_string()), format!("{inside}{after}"))
        }
        None => (None, text.to_string()),
    };
    let end = end_of_name(&text_after).unwrap_or(text_after.len());
    let mut order =
        Order { relation, field: field(&unquote(&text_after[..end]))?, descending: false, nulls_first: None };
    for word in text_after[end..].split('.').filter(|w| !w.is_empty()) {
        match word {
            "asc" => order.descending = false,
            "desc" => order.descending = true,
            "nullsfirst" => order.nulls_first = Some(true),
            "nullslast" => order.nulls_first = Some(false),
            _ => return Err(Error::parse("order (write column.desc.nullslast)", text)),
        }
    }
    Ok(order)
}

/// `a,b,c`
pub(crate) fn names(text: &str) -> Result<Vec<String>> {
    Ok(split(text, ',')?.into_iter().map(|n| unquote(n.trim())).filter(|n| !n.is_empty()).collect())
}

/// `column->a->>b`
pub(crate) fn field(text: &str) -> Result<ColumnPath> {
    let mut parts = text.split("->");
    let name = unquote(parts.next().unwrap_or_default().trim());
    let path = parts
        .map(|p| p.strip_prefix('>').map_or((false, p), |p| (true, p)))
        .map(|(text, key)| (text, unquote(key)))
        .collect::<Vec<_>>();
    if name.is_empty() || path.iter().any(|(_, key)| key.is_empty()) {
        return Err(Error::parse("the name of a column", text));
    }
    Ok(ColumnPath { name, path })
}

/// Splits at a separator outside brackets and quotes.
fn split(text: &str, separator: char) -> Result<Vec<&str>> {
    let (mut depth, mut quoted, mut escaped, mut start) = (0i32, false, false, 0);
    let mut parts = Vec::new();
    for (i, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '(' | '{' if !quoted => depth += 1,
            ')' | '}' if !quoted => depth -= 1,
            c if c == separator && depth == 0 && !quoted => {
                parts.push(&text[start..i]);
                start = i + c.len_utf8();
            }
            _ => {}
        }
        if depth < 0 {
            return Err(Error::parse("the brackets", text));
        }
    }
    if depth != 0 || quoted {
        return Err(Error::parse("the brackets or quotes: one is not closed", text));
    }
    parts.push(&text[start..]);
    Ok(parts)
}

fn unquote(text: &str) -> String {
    text.strip_prefix('"').and_then(|t| t.strip_suffix('"')).map_or_else(|| text.to_string(), unescape)
}

fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(c) = letters.next() {
        out.push(if c == '\\' { letters.next().unwrap_or('\\') } else { c });
    }
    out
}
