//! How a list is arranged: its address understood, changed, and turned into a question for the records engine.
//!
//! Filters, `select` and `order` are the API's own; `view`, `group`, `on`, `q` and `saved` say how the rows are shown.
//! `centre`, `zoom`, `layers`, `near`, `km` and `box` are a map's.
//! In a value `@me` stands for the person who looks and `@today`, `@today-30`, `@today+7` for days, so that a shared
//! address means the same to everybody on every day.

use crate::address::{join, pairs};
use crate::nouns::{Field, Noun};
use crate::visit::Visit;
use catalog::Kind;

/// The ways to see rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum View {
    #[default]
    List,
    Board,
    Calendar,
    Map,
}

impl View {
    /// The views that make sense for a noun.
    pub(crate) fn all(noun: &Noun<'_>) -> Vec<View> {
        let mut all = vec![View::List];
        if noun.look().board.is_some() || noun.fields.iter().any(|f| f.kind == Kind::Choice && f.writable) {
            all.push(View::Board);
        }
        if noun.look().calendar.is_some() {
            all.push(View::Calendar);
        }
        if noun.placed {
            all.push(View::Map);
        }
        all
    }

    /// Itself, or the list where it makes no sense.
    pub(crate) fn available(self, noun: &Noun<'_>) -> View {
        if View::all(noun).contains(&self) { self } else { View::List }
    }

    pub(crate) fn word(self) -> &'static str {
        match self {
            View::List => "List",
            View::Board => "Board",
            View::Calendar => "Calendar",
            View::Map => "Map",
        }
    }

    pub(crate) fn icon(self) -> &'static str {
        match self {
            View::List => "table",
            View::Board => "kanban",
            View::Calendar => "calendar",
            View::Map => "map",
        }
    }

    fn name(self) -> &'static str {
        match self {
            View::List => "list",
            View::Board => "board",
            View::Calendar => "calendar",
            View::Map => "map",
        }
    }
}

/// What an address says of a map.
const MAP: [&str; 6] = ["centre", "zoom", "layers", "near", "km", "box"];

/// An address understood.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Arrangement {
    pub(crate) view: View,
    /// The columns chosen; none for the usual ones.
    pub(crate) select: Option<Vec<String>>,
    pub(crate) order: Option<String>,
    pub(crate) group: Option<String>,
    /// The column a board or calendar stands on.
    pub(crate) on: Option<String>,
    /// Words to find.
    pub(crate) q: Option<String>,
    /// The saved view it came from.
    pub(crate) saved: Option<String>,
    /// The cursor of the page before.
    pub(crate) after: Option<String>,
    /// The month of a calendar, as 2026-11.
    pub(crate) month: Option<String>,
    /// What is asked of a map.
    pub(crate) map: Vec<(String, String)>,
    /// Conditions in the API's words.
    pub(crate) filters: Vec<(String, String)>,
}

impl Arrangement {
    /// Understands an address behind its "?".
    pub(crate) fn parse(query: &str) -> Arrangement {
        let mut a = Arrangement::default();
        let filled = |v: String| Some(v).filter(|v| !v.is_empty());
        for (key, value) in pairs(query) {
            match key.as_str() {
                "view" => {
                    a.view = match value.as_str() {
                        "board" => View::Board,
                        "calendar" => View::Calendar,
                        "map" => View::Map,
                        _ => View::List,
                    }
                }
                // Sent once for each column by a form, or together.
                "select" => a
                    .select
                    .get_or_insert_default()
                    .extend(value.split(',').filter(|c| !c.is_empty()).map(str::to_string)),
                "order" => a.order = filled(value),
                "group" => a.group = filled(value),
                "on" => a.on = filled(value),
                "q" => a.q = filled(value.trim().to_string()),
                "saved" => a.saved = filled(value),
                "after" => a.after = filled(value),
                "month" => a.month = filled(value),
                key if MAP.contains(&key) => {
                    if !value.is_empty() && a.map(key).is_none() {
                        a.map.push((key.to_string(), value));
                    }
                }
                "as" | "did" | "what" | "limit" | "offset" | "all" | "field" | "operator" | "at" | "noun" | "px" => {}
                _ => a.filters.push((key, value)),
            }
        }
        a.select = a.select.filter(|s| !s.is_empty());
        if a.view != View::Map {
            a.map.clear();
        }
        a
    }

    /// The pairs of its address.
    fn pairs(&self) -> Vec<(String, String)> {
        let mut out = Vec::new();
        let mut put = |k: &str, v: Option<String>| {
            if let Some(v) = v {
                out.push((k.to_string(), v));
            }
        };
        put("view", (self.view != View::List).then(|| self.view.name().to_string()));
        put("on", self.on.clone());
        put("month", self.month.clone());
        put("q", self.q.clone());
        put("group", self.group.clone());
        put("select", self.select.as_ref().map(|s| s.join(",")));
        put("order", self.order.clone());
        if self.view == View::Map {
            out.extend(self.map.iter().cloned());
        }
        out.extend(self.filters.iter().cloned());
        out
    }

    /// The pairs of its address without some.
    pub(crate) fn pairs_without(&self, without: &[&str]) -> Vec<(String, String)> {
        self.pairs().into_iter().filter(|(k, _)| !without.contains(&k.as_str())).collect()
    }

    /// Its address behind the "?".
    pub(crate) fn query(&self) -> String {
        join(self.pairs())
    }

    /// Its conditions for one person on one day, with the words to find.
    pub(crate) fn filters_for(&self, visit: &Visit, noun: &Noun<'_>) -> String {
        let mut all: Vec<(String, String)> =
            self.filters.iter().map(|(k, v)| (k.clone(), resolved(visit, v))).collect();
        if let Some(hidden) =
            noun.table.tags.look.hides.as_deref().filter(|h| !self.filters.iter().any(|(k, _)| k == h))
        {
            all.push((hidden.to_string(), "is.null".into()));
        }
        if let Some(q) = &self.q {
            all.push(("or".into(), found_by(noun, q)));
        }
        join(all)
    }

    /// The question for one page of rows.
    pub(crate) fn question(&self, visit: &Visit, noun: &Noun<'_>, fields: &[&Field], limit: u64) -> String {
        let mut question = format!(
            "select={}&limit={limit}&order={}",
            crate::address::encode(&noun.select(fields)),
            self.order_by(noun)
        );
        let filters = self.filters_for(visit, noun);
        if !filters.is_empty() {
            question.push('&');
            question += &filters;
        }
        if let Some(after) = &self.after {
            question += &format!("&after={after}");
        }
        question
    }

    /// The order: groups first, then what was asked for, else the newest.
    pub(crate) fn order_by(&self, noun: &Noun<'_>) -> String {
        let group = self.group.as_ref().filter(|g| noun.field(g).is_some());
        let said = self.order.as_ref().filter(|o| {
            o.split(',').all(|part| noun.field(part.split('.').next().unwrap_or_default()).is_some_and(Field::sortable))
        });
        let usual =
            if noun.table.primary_key == ["id"] { "id.desc".to_string() } else { noun.table.primary_key.join(",") };
        match (group, said) {
            (Some(g), Some(o)) => format!("{g},{o}"),
            (Some(g), None) => format!("{g},{usual}"),
            (None, Some(o)) => o.clone(),
            (None, None) => usual,
        }
    }

    /// The columns shown: those chosen, or the usual ones.
    pub(crate) fn columns<'n>(&self, noun: &'n Noun<'_>) -> Vec<&'n Field> {
        let names: Vec<String> = noun.names().iter().take(1).map(|f| f.key.clone()).collect();
        match &self.select {
            Some(chosen) => chosen.iter().filter_map(|k| noun.field(k)).collect(),
            None => noun.fields.iter().filter(|f| f.listed && !names.contains(&f.key)).collect(),
        }
    }

    pub(crate) fn with_view(&self, view: View) -> Arrangement {
        Arrangement { view, after: None, ..self.clone() }
    }

    pub(crate) fn with_on(&self, on: &str) -> Arrangement {
        Arrangement { on: Some(on.into()), ..self.clone() }
    }

    pub(crate) fn with_group(&self, group: Option<&str>) -> Arrangement {
        Arrangement { group: group.map(str::to_string), after: None, ..self.clone() }
    }

    pub(crate) fn with_columns(&self, select: Option<Vec<String>>) -> Arrangement {
        Arrangement { select, ..self.clone() }
    }

    pub(crate) fn with_month(&self, month: String) -> Arrangement {
        Arrangement { month: Some(month), ..self.clone() }
    }

    /// What is asked of a map by this name.
    pub(crate) fn map(&self, name: &str) -> Option<&str> {
        self.map.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The map with some of what is asked changed; what is empty is no longer asked.
    pub(crate) fn with_map(&self, changes: &[(&str, &str)]) -> Arrangement {
        let mut next = Arrangement { view: View::Map, after: None, ..self.clone() };
        next.map.retain(|(key, _)| changes.iter().all(|(changed, _)| changed != key));
        let said = changes.iter().filter(|(_, value)| !value.is_empty());
        next.map.extend(said.map(|(key, value)| ((*key).to_string(), (*value).to_string())));
        next
    }

    /// With further conditions.
    pub(crate) fn with_filters(&self, more: Vec<(String, String)>) -> Arrangement {
        let mut next = Arrangement { after: None, ..self.clone() };
        next.filters.extend(more);
        next
    }

    /// Without one condition.
    pub(crate) fn without_filter(&self, place: usize) -> Arrangement {
        let mut next = Arrangement { after: None, ..self.clone() };
        if place < next.filters.len() {
            next.filters.remove(place);
        }
        next
    }

    /// Which way a column is sorted: `Some(true)` for largest first.
    pub(crate) fn direction(&self, key: &str) -> Option<bool> {
        let part = self.order.as_deref()?.split(',').find(|p| p.split('.').next() == Some(key))?;
        Some(part.contains(".desc"))
    }

    /// Sorted by a field; sorted again, the other way round; a third time, not at all.
    pub(crate) fn sorted(&self, field: &Field) -> Arrangement {
        let order = match self.direction(&field.key) {
            None if field.numeric() => Some(format!("{}.desc.nullslast", field.key)),
            None => Some(field.key.clone()),
            Some(descending) if descending == field.numeric() => {
                Some(if descending { field.key.clone() } else { format!("{}.desc.nullslast", field.key) })
            }
            Some(_) => None,
        };
        Arrangement { order, after: None, ..self.clone() }
    }
}

/// `@me` and `@today±n` in a value, for one person on one day.
fn resolved(visit: &Visit, value: &str) -> String {
    if !value.contains('@') {
        return value.to_string();
    }
    let mut out = value.replace("@me", &visit.person.id.to_string());
    while let Some(at) = out.find("@today") {
        let rest = &out[at + 6..];
        let length = rest
            .char_indices()
            .find(|(i, c)| !(c.is_ascii_digit() || *i == 0 && matches!(c, '+' | '-')))
            .map_or(rest.len(), |(i, _)| i);
        let days: i32 = rest[..length].trim_start_matches('+').parse().unwrap_or_default();
        let day = visit
            .today()
            .checked_add(jiff::Span::new().days(days.clamp(-36_500, 36_500)))
            .unwrap_or_else(|_| visit.today());
        out = format!("{}{day}{}", &out[..at], &rest[length..]);
    }
    out
}

/// The conditions for words to find: in the names, and by address or number where those are encrypted.
fn found_by(noun: &Noun<'_>, q: &str) -> String {
    let quoted = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
    let mut ways: Vec<String> = noun
        .names()
        .iter()
        .filter(|f| f.target.is_none() && matches!(f.kind, Kind::Text | Kind::Email | Kind::Markdown))
        .map(|f| format!("{}.ilike.{}", f.key, quoted(&format!("*{q}*"))))
        .collect();
    let email = q.contains('@') && q.contains('.');
    let phone = q.chars().filter(char::is_ascii_digit).count() >= 6
        && q.chars().all(|c| c.is_ascii_digit() || " +()/-.".contains(c));
    for field in &noun.fields {
        match field.kind {
            Kind::PiiEmail if email => ways.push(format!("{}.eq.{}", field.key, quoted(q))),
            Kind::PiiPhone if phone => ways.push(format!("{}.eq.{}", field.key, quoted(q))),
            Kind::Email if !ways.iter().any(|w| w.starts_with(&format!("{}.", field.key))) => {
                ways.push(format!("{}.ilike.{}", field.key, quoted(&format!("*{q}*"))))
            }
            _ => {}
        }
    }
    if ways.is_empty() {
        // Nothing of it can be searched, so nothing is found.
        let column = noun.any_column();
        return format!("(and({column}.is.null,{column}.not.is.null))");
    }
    format!("({})", ways.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_survives_being_read() {
        let query = "view=board&on=stage&q=acme&select=name,value&order=value.desc&stage=in.(proposal,negotiation)&value=gt.50000";
        assert_eq!(Arrangement::parse(query).query(), query);
        assert_eq!(Arrangement::parse("select=name&select=value").query(), "select=name,value");
    }
}
