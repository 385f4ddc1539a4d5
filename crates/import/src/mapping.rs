//! Which header is which column.

use anyhow::bail;
use catalog::{Cardinality, Catalog, Column, Kind, Table};
use serde_json::{Value, json};

/// Headers of our own rejects files.
pub(super) const LINE: &str = "_line";
/// Headers of our own rejects files.
pub(super) const REASON: &str = "_reason";

/// The headers of a file and what becomes of each.
#[derive(Debug, Clone)]
pub struct Mapping {
    /// The headers, in file order.
    pub headers: Vec<String>,
    /// What each header becomes; none is left out.
    pub targets: Vec<Option<Target>>,
    /// The column that says a row is already there.
    pub key: Option<String>,
}

/// What a header becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The column.
    pub column: String,
    /// For references: the table whose rows are looked up by name, e-mail or id.
    pub refers_to: Option<String>,
    /// For the organisation's own fields: the key in the column `custom`.
    pub own: Option<String>,
}

impl Target {
    /// How the target is written in a mapping: the column, or `custom.key`.
    pub fn word(&self) -> String {
        self.own.as_ref().map_or_else(|| self.column.clone(), |key| format!("custom.{key}"))
    }
}

/// Words of files that mean the same wherever there is such a column. What else a column is known by is its `@also`.
const WORDS: &[(&str, &str)] = &[
    ("e_mail", "email"),
    ("mail", "email"),
    ("email_address", "email"),
    ("telephone", "phone"),
    ("tel", "phone"),
    ("phone_number", "phone"),
    ("web", "website"),
    ("owner", "owner_id"),
];

/// Guesses from names, labels and usual words; what the caller says wins.
pub(super) fn guess(
    catalog: &Catalog,
    table: &Table,
    role: &str,
    headers: &[String],
    said: &[(String, String)],
    key: Option<&str>,
    own: &[(String, String)],
) -> anyhow::Result<Mapping> {
    for (header, _) in said {
        if !headers.iter().any(|h| same(h, header)) {
            bail!("the file has no header {header:?}. It has: {}", headers.join(", "));
        }
    }
    let mut targets: Vec<Option<Target>> = Vec::new();
    for header in headers {
        let asked = said.iter().find(|(h, _)| same(h, header)).map(|(_, c)| c.as_str());
        let target = match asked {
            Some("" | "-") => None,
            Some(column) => Some(named(catalog, table, role, column)?),
            None => guess_one(catalog, table, role, header, own).filter(|t| {
                !targets.iter().flatten().any(|other| other.word() == t.word())
                    && !said.iter().any(|(_, c)| *c == t.word())
            }),
        };
        targets.push(target);
    }
    let key = key.map(|k| named(catalog, table, role, k)).transpose()?.map(|t| t.column);
    if let Some(key) = &key
        && !targets.iter().flatten().any(|t| t.column == *key)
    {
        bail!("no header of the file became the key column {key}. Say which: --map \"Header={key}\"");
    }
    if targets.iter().flatten().next().is_none() {
        bail!(
            "no header of the file matches a column of {}. Headers: {}. Columns: {}.",
            table.name,
            headers.join(", "),
            table.columns.keys().cloned().collect::<Vec<_>>().join(", ")
        );
    }
    Ok(Mapping { headers: headers.to_vec(), targets, key })
}

impl Mapping {
    /// Header → column, for people and programs.
    pub fn json(&self) -> Value {
        let pairs = self.headers.iter().zip(&self.targets).filter(|(h, _)| *h != LINE && *h != REASON);
        Value::Object(pairs.map(|(h, t)| (h.clone(), t.as_ref().map_or(Value::Null, |t| json!(t.word())))).collect())
    }
}

fn guess_one(catalog: &Catalog, table: &Table, role: &str, header: &str, own: &[(String, String)]) -> Option<Target> {
    if header == LINE || header == REASON {
        return None;
    }
    let word = normal(header);
    let writable = |c: &&Column| c.name != "id" && table.may(role, "INSERT", c);
    let by_name = || table.columns.values().filter(writable).find(|c| c.name == word || normal(&c.label()) == word);
    let by_other_name = || table.columns.values().filter(writable).find(|c| c.tags.also.contains(&word));
    let by_reference = || {
        table.columns.values().filter(writable).find(|c| {
            c.name.strip_suffix("_id").is_some_and(|stem| {
                word == stem || word.strip_prefix(stem).is_some_and(|rest| matches!(rest, "_name" | "_email"))
            })
        })
    };
    let by_word =
        || WORDS.iter().filter(|(w, _)| *w == word).find_map(|(_, column)| table.column(column).filter(writable));
    if let Some(column) = by_name().or_else(by_other_name).or_else(by_reference).or_else(by_word) {
        return Some(target(catalog, table, column));
    }
    let (key, _) = own.iter().find(|(key, label)| *key == word || normal(label) == word)?;
    Some(Target { column: "custom".into(), refers_to: None, own: Some(key.clone()) })
}

fn named(catalog: &Catalog, table: &Table, role: &str, column: &str) -> anyhow::Result<Target> {
    if let Some(key) = column.strip_prefix("custom.").filter(|k| !k.is_empty() && table.column("custom").is_some()) {
        return Ok(Target { column: "custom".into(), refers_to: None, own: Some(key.to_string()) });
    }
    let found = table.column(column).or_else(|| table.column(&format!("{column}_id")));
    match found {
        Some(c) if c.generated => bail!("{column} is computed by the database and can't be imported"),
        Some(c) if !table.may(role, "INSERT", c) => bail!("{column} is not yours to set; leave it out of the import"),
        Some(c) => Ok(target(catalog, table, c)),
        None => {
            let hint = Catalog::suggest(column, table.columns.keys().map(String::as_str))
                .map(|close| format!(" Perhaps you meant {close}."))
                .unwrap_or_default();
            bail!("{} has no column {column:?}.{hint}", table.name)
        }
    }
}

fn target(catalog: &Catalog, table: &Table, column: &Column) -> Target {
    let forward = |r: &&catalog::Relation| {
        r.junction.is_none()
            && matches!(r.cardinality, Cardinality::ManyToOne | Cardinality::OneToOne)
            && r.column.as_deref() == Some(&column.name)
            && r.on.iter().any(|(here, _)| *here == column.name)
    };
    let refers_to = if column.kind == Kind::Id {
        catalog.relations(&table.name).iter().find(forward).map(|r| r.target.clone())
    } else {
        None
    };
    Target { column: column.name.clone(), refers_to, own: None }
}

fn same(a: &str, b: &str) -> bool {
    a.trim().eq_ignore_ascii_case(b.trim())
}

/// `Account Manager (e-mail)` → `account_manager_e_mail`
fn normal(header: &str) -> String {
    let mut out = String::new();
    for c in header.trim().chars() {
        if c.is_alphanumeric() {
            out.extend(c.to_lowercase());
        } else if !out.ends_with('_') && !out.is_empty() {
            out.push('_');
        }
    }
    out.trim_end_matches('_').to_string()
}
