//! What pages know of nouns: their fields, from the catalog and the organisation.

use super::data::{Row, text};
use super::visit::Visit;
pub(super) use catalog::sentence;
use catalog::{Cardinality, Catalog, Column, FeedKind, Inside, Kind, Look, Relation, Table};
use indexmap::IndexMap;
use records::Error;
use serde_json::Value;

/// A field of a noun, wherever it comes from.
#[derive(Clone)]
pub(super) struct Field {
    /// Its name in addresses and forms: the column, or `custom->>key`.
    pub(super) key: String,
    pub(super) label: String,
    pub(super) help: Option<String>,
    pub(super) kind: Kind,
    /// It can't be left empty.
    pub(super) required: bool,
    /// This person may write it.
    pub(super) writable: bool,
    /// It holds text of several lines.
    pub(super) long: bool,
    /// What it holds inside, where its comment says so.
    pub(super) inside: Option<Inside>,
    /// For choices: value and word.
    pub(super) options: Vec<(String, String)>,
    /// For choices: value and how it stands.
    pub(super) tones: IndexMap<String, String>,
    /// For references: the noun pointed at.
    pub(super) target: Option<String>,
    /// For references: what names a row there.
    pub(super) target_names: String,
    pub(super) group: Option<String>,
    /// Folded on a record's page, with its group (`@apart`).
    pub(super) apart: bool,
    /// Shown in lists by default.
    pub(super) listed: bool,
    /// Made from the row by a function; it can be shown, not filtered.
    pub(super) computed: bool,
    /// For own fields: the key in `custom`.
    pub(super) custom: Option<String>,
}

impl Field {
    /// How a value stands: good, warn, bad, info, or nothing.
    pub(super) fn tone(&self, value: &str) -> &str {
        self.tones.get(value).map_or("", String::as_str)
    }

    /// The key of its value in a row.
    pub(super) fn value_key(&self) -> String {
        self.custom.as_ref().map_or_else(|| self.key.clone(), |k| format!("custom_{k}"))
    }

    /// What `select` has to ask for.
    pub(super) fn select(&self) -> String {
        match (&self.custom, &self.target) {
            (Some(key), _) => format!("custom_{key}:custom->>{key}"),
            (None, Some(_)) => format!("{0},{0}_label:{0}({1})", self.key, self.target_names),
            (None, None) => self.key.clone(),
        }
    }

    /// Whether rows can be ordered by it.
    pub(super) fn sortable(&self) -> bool {
        !self.kind.is_pii() && !matches!(self.kind, Kind::Json | Kind::Vector | Kind::Bytes) && !self.computed
    }

    /// Whether its values can be added up.
    pub(super) fn summable(&self) -> bool {
        matches!(self.kind, Kind::Money | Kind::Number | Kind::Integer)
            && self.custom.is_none()
            && self.target.is_none()
    }

    /// Whether it can be changed where it stands; what holds several things is filled in on a form.
    pub(super) fn in_place(&self) -> bool {
        self.writable && self.inside.is_none()
    }

    /// Whether it is a number, for its place in a column.
    pub(super) fn numeric(&self) -> bool {
        matches!(self.kind, Kind::Money | Kind::Number | Kind::Integer | Kind::Percent)
    }
}

/// A noun as one person sees it.
pub(super) struct Noun<'v> {
    pub(super) table: &'v Table,
    pub(super) fields: Vec<Field>,
    /// The columns that name a row; the first that is filled does.
    named_by: Vec<String>,
    /// Its rows are somewhere, so that maps show them.
    pub(super) placed: bool,
}

impl Visit {
    /// What the database says of itself.
    pub(super) fn catalog(&self) -> &Catalog {
        &self.server.catalog
    }

    /// The nouns in this person's menu.
    pub(super) fn menu(&self) -> impl Iterator<Item = &Table> {
        self.catalog().menu().filter(|t| self.shows(&t.name) && self.may(&t.name, "SELECT"))
    }

    /// A noun this person may read.
    pub(super) fn noun(&self, name: &str) -> Result<Noun<'_>, super::refused::Refused> {
        let table = self.server.catalog.table(name).ok_or_else(|| {
            let hint = Catalog::suggest(name, self.server.catalog.tables.keys().map(String::as_str))
                .map(|close| format!("Perhaps you meant /{close}."));
            Error::new(404, "TL404", "There is nothing at this address").maybe_hint(hint)
        })?;
        if !table.allows(self.actor.role, "SELECT") {
            let told = format!("Your role may not see {}", table.plural().to_lowercase());
            return Err(Error::new(403, "42501", told).hint("Ask an admin of your organisation.").into());
        }
        let mut named_by: Vec<String> = table.named_by().into_iter().map(str::to_string).collect();
        // What belongs to an outsider is told apart by everything but them.
        if self.actor.is_outsider() && named_by.len() > 1 {
            let own = format!("{}_id", self.actor.role);
            named_by.retain(|column| *column != own);
        }
        let placed = self.catalog().feeds(FeedKind::Places, self.actor.role).any(|feed| feed.is_about(name));
        Ok(Noun { table, fields: self.fields(table), named_by, placed })
    }

    /// The fields of a table as this person sees them.
    fn fields(&self, table: &Table) -> Vec<Field> {
        let outsider = self.actor.is_outsider();
        let target = |c: &Column| pointed_at(self.catalog(), table, &c.name);
        let writes = table.allows(self.actor.role, "UPDATE") || table.allows(self.actor.role, "INSERT");
        let settable = |c: &Column| ["UPDATE", "INSERT"].iter().any(|p| table.may(self.actor.role, p, c));
        let mut fields: Vec<Field> = table
            .columns
            .values()
            .filter(|c| {
                table.may(self.actor.role, "SELECT", c)
                    && c.name != "custom"
                    && !matches!(c.kind, Kind::Vector | Kind::Bytes)
                    && c.base != "tsvector"
                    && !c.name.ends_with("_index")
            })
            .map(|c| Field {
                key: c.name.clone(),
                label: c.label(),
                help: c.comment.clone(),
                kind: c.kind,
                required: c.required && !c.has_default && !c.generated,
                writable: c.name != "id" && !table.is_view && settable(c),
                long: c.tags.long,
                inside: c.tags.inside.clone(),
                options: c
                    .values
                    .iter()
                    .flatten()
                    .map(|v| (v.clone(), c.labels.get(v).cloned().unwrap_or_else(|| sentence(v))))
                    .collect(),
                tones: c.tones.clone(),
                target: target(c).map(|r| r.target.clone()).filter(|t| self.may(t, "SELECT")),
                target_names: target(c)
                    .and_then(|r| self.catalog().table(&r.target))
                    .map(|t| names_of(self.catalog(), t, self.actor.role))
                    .unwrap_or_default(),
                group: c.tags.group.clone(),
                apart: c.tags.look.apart,
                listed: c.tags.list,
                computed: false,
                custom: None,
            })
            .collect();
        fields.extend(self.person.custom.iter().filter(|c| c.noun == table.name && !outsider).map(|c| Field {
            key: format!("custom->>{}", c.key),
            label: c.label.clone(),
            help: c.help.clone(),
            kind: match c.kind.as_str() {
                "number" => Kind::Number,
                "date" => Kind::Date,
                "boolean" => Kind::Boolean,
                "choice" => Kind::Choice,
                "url" => Kind::Url,
                _ => Kind::Text,
            },
            required: false,
            writable: writes,
            long: false,
            inside: None,
            options: c.options.iter().map(|o| (o.clone(), o.clone())).collect(),
            tones: IndexMap::new(),
            target: None,
            target_names: String::new(),
            group: Some("Own fields".into()),
            apart: false,
            listed: c.listed,
            computed: false,
            custom: Some(c.key.clone()),
        }));
        fields.extend(table.computed.values().filter(|c| table.reads_whole(self.actor.role) && c.base != "jsonb").map(
            |c| Field {
                key: c.name.clone(),
                label: sentence(&c.name),
                help: c.comment.clone(),
                kind: match c.base.as_str() {
                    "int4" | "int8" => Kind::Integer,
                    "numeric" => Kind::Money,
                    "timestamptz" => Kind::Timestamp,
                    "bool" => Kind::Boolean,
                    _ if c.values.is_some() => Kind::Choice,
                    _ => Kind::Text,
                },
                required: false,
                writable: false,
                long: false,
                inside: None,
                options: c.values.iter().flatten().map(|v| (v.clone(), sentence(v))).collect(),
                tones: c.tones.clone(),
                target: None,
                target_names: String::new(),
                group: None,
                apart: false,
                listed: false,
                computed: true,
                custom: None,
            },
        ));
        fields
    }
}

impl Noun<'_> {
    pub(super) fn name(&self) -> &str {
        &self.table.name
    }

    pub(super) fn singular(&self) -> String {
        self.table.singular()
    }

    pub(super) fn plural(&self) -> String {
        self.table.plural()
    }

    /// What its comment says of its pages.
    pub(super) fn look(&self) -> &Look {
        &self.table.tags.look
    }

    /// A field by its key.
    pub(super) fn field(&self, key: &str) -> Option<&Field> {
        self.fields
            .iter()
            .find(|f| f.key == key || f.custom.as_ref().is_some_and(|c| key.strip_prefix("custom.") == Some(c)))
    }

    /// Some column, where it does not matter which: views have no key.
    pub(super) fn any_column(&self) -> &str {
        self.table.columns.keys().next().map(String::as_str).unwrap_or_default()
    }

    /// The fields that name a row.
    pub(super) fn names(&self) -> Vec<&Field> {
        self.named_by.iter().filter_map(|n| self.field(n)).collect()
    }

    /// What a row is called.
    pub(super) fn title(&self, row: &Row) -> String {
        for field in self.names() {
            let label = if field.target.is_some() {
                label_of(row.get(&format!("{}_label", field.key)))
            } else {
                shown(field, row)
            };
            if !label.trim().is_empty() {
                return label.chars().take(200).collect();
            }
        }
        format!("{} {}", self.singular(), key_of(self.table, row).chars().take(8).collect::<String>())
    }

    /// The key of a row, for its address.
    pub(super) fn key(&self, row: &Row) -> String {
        key_of(self.table, row)
    }

    /// The condition that finds the row of this key.
    pub(super) fn filter(&self, key: &str) -> Result<String, Error> {
        let parts: Vec<&str> = key.split(',').collect();
        let ids = parts.iter().all(|p| uuid::Uuid::parse_str(p).is_ok());
        if parts.len() != self.table.primary_key.len() || !ids {
            return Err(Error::new(404, "TL404", "There is nothing here")
                .hint("It may have been deleted, or you may not be allowed to see it."));
        }
        Ok(self
            .table
            .primary_key
            .iter()
            .zip(parts)
            .map(|(column, value)| format!("{column}=eq.{value}"))
            .collect::<Vec<_>>()
            .join("&"))
    }

    /// What every question about rows has to select: the key and the name.
    pub(super) fn select_base(&self) -> Vec<String> {
        let mut parts: Vec<String> = self.table.primary_key.clone();
        parts.extend(self.names().iter().map(|f| f.select()));
        parts
    }

    /// `select` for these fields, the key and the name.
    pub(super) fn select(&self, fields: &[&Field]) -> String {
        let mut parts = self.select_base();
        for field in fields {
            let part = field.select();
            if !parts.contains(&part) && !parts.contains(&field.key) {
                parts.push(part);
            } else if field.target.is_some() && !parts.contains(&part) {
                parts.retain(|p| *p != field.key);
                parts.push(part);
            }
        }
        if let Some(currency) = self.field("currency").filter(|_| !parts.iter().any(|p| p == "currency")) {
            parts.push(currency.key.clone());
        }
        // A reference that is part of the key stands in its own select already.
        let doubled: Vec<String> =
            parts.iter().filter(|p| parts.iter().any(|q| q.starts_with(&format!("{p},")))).cloned().collect();
        parts.retain(|p| !doubled.contains(p));
        parts.join(",")
    }
}

/// The key of a row of a table.
pub(super) fn key_of(table: &Table, row: &Row) -> String {
    table.primary_key.iter().map(|c| text(row, c)).collect::<Vec<_>>().join(",")
}

/// The reference a column is.
fn pointed_at<'c>(catalog: &'c Catalog, table: &Table, column: &str) -> Option<&'c Relation> {
    catalog.relations(&table.name).iter().find(|r| {
        r.junction.is_none()
            && matches!(r.cardinality, Cardinality::ManyToOne | Cardinality::OneToOne)
            && r.column.as_deref() == Some(column)
            && r.on.iter().any(|(here, _)| here == column)
    })
}

/// What an embedded reference answers so that it can be named. Where a reference is what names the row, what it points
/// at is asked for its own name.
pub(super) fn names_of(catalog: &Catalog, target: &Table, role: &str) -> String {
    let readable = |table: &Table, name: &str| table.column(name).is_some_and(|c| table.may(role, "SELECT", c));
    let mut names: Vec<String> = Vec::new();
    for name in target.named_by().into_iter().filter(|name| readable(target, name)) {
        let Some(there) = pointed_at(catalog, target, name).and_then(|r| catalog.table(&r.target)) else {
            names.push(name.to_string());
            continue;
        };
        let own = there.named_by().into_iter().find(|n| readable(there, n) && pointed_at(catalog, there, n).is_none());
        names.extend(own.map(|own| format!("{name}({own})")));
    }
    if names.is_empty() { "id".into() } else { names.join(",") }
}

/// The words of an embedded reference.
pub(super) fn label_of(embedded: Option<&Value>) -> String {
    fn words(value: &Value, out: &mut Vec<String>) {
        match value {
            Value::String(s) if !s.is_empty() => out.push(s.clone()),
            Value::Object(o) => o.values().for_each(|v| words(v, out)),
            _ => {}
        }
    }
    let mut out = Vec::new();
    if let Some(Value::Object(o)) = embedded {
        // Of several names the first that is filled; of nested ones all.
        if o.values().any(Value::is_object) {
            o.values().for_each(|v| words(v, &mut out))
        } else {
            out.extend(o.values().find_map(|v| v.as_str().filter(|s| !s.is_empty()).map(str::to_string)))
        }
    }
    out.join(" · ")
}

/// A value of a row as plain text.
pub(super) fn shown(field: &Field, row: &Row) -> String {
    match row.get(&field.value_key()) {
        Some(Value::String(s)) if matches!(field.kind, Kind::Choice) => {
            field.options.iter().find(|(v, _)| v == s).map_or_else(|| s.clone(), |(_, word)| word.clone())
        }
        Some(Value::String(s)) => s.clone(),
        Some(Value::Null) | None => String::new(),
        Some(other) => other.to_string(),
    }
}
