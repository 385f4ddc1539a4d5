//! Questions about figures and lists, which records answer and not texts: how many of what, how much, which ones.
//!
//! The rule is simple, and where one word of the question stays unknown it is no such question: what is counted is a noun by
//! its own words; what narrows it are values of its columns, "open", "my", and the name of a record it points at.

use super::spans::asked;
use catalog::{Catalog, Table};
use platform::verb::Call;
use records::Result;
use schemars::JsonSchema;
use serde::Serialize;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

/// Records that are named.
const SHOWN: i64 = 10;
/// What is over, of whatever noun: the rest is open.
const OVER: [&str; 22] = [
    "closed",
    "closed_won",
    "closed_lost",
    "done",
    "completed",
    "cancelled",
    "paid",
    "archived",
    "converted",
    "lost",
    "joined",
    "rejected",
    "withdrawn",
    "churned",
    "inactive",
    "blacklisted",
    "dismissed",
    "acted",
    "expired",
    "filled",
    "no_show",
    "won",
];

/// An answer that was counted.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Figures {
    /// What was counted.
    pub noun: String,
    /// How it was understood, such as "Deals, open, of Atlas".
    pub understood: String,
    /// How many.
    pub count: i64,
    /// What they add up to, where the noun has an amount.
    pub sum: Option<String>,
    /// The list of them.
    pub link: String,
    /// The newest of them.
    pub records: Vec<Record>,
}

/// A record of a list.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Record {
    /// The record.
    pub id: Uuid,
    /// What it is called.
    pub title: String,
    /// Where it is.
    pub link: String,
}

/// What a question about figures asks for.
struct Count<'c> {
    table: &'c Table,
    /// Conditions: SQL with one value, the list's own filter, the words.
    narrowed: Vec<Narrowed>,
    /// Words that may be a name.
    rest: Vec<String>,
}

struct Narrowed {
    sql: String,
    values: Vec<String>,
    filter: String,
    words: String,
}

/// Counts as the person who asks; nothing when it is no question about figures.
///
/// # Errors
/// What PostgreSQL said.
pub(super) async fn figures(call: Call<'_>, question: &str) -> Result<Option<Figures>> {
    let catalog = &call.tools.catalog;
    let Some(mut count) = understood(catalog, call.actor.role, question) else { return Ok(None) };
    if !count.rest.is_empty() {
        let Some(named) = of_name(call, count.table, &count.rest.join(" ")).await? else { return Ok(None) };
        count.narrowed.push(named);
    }
    counted(call, &count).await.map(Some)
}

fn understood<'c>(catalog: &'c Catalog, role: &str, question: &str) -> Option<Count<'c>> {
    let words: Vec<String> = question
        .split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '-' || c == '&'))
        .map(|w| w.trim_matches('\'').trim_end_matches("'s").to_string())
        .filter(|w| !w.is_empty())
        .collect();
    let lower: Vec<String> = words.iter().map(|w| w.to_lowercase()).collect();
    let begins = |with: &[&str]| {
        lower.iter().zip(with).filter(|(a, b)| a == b).count() == with.len() && lower.len() >= with.len()
    };
    let asks = [
        &["how", "many"][..],
        &["number", "of"],
        &["the", "number", "of"],
        &["count"],
        &["list"],
        &["show"],
        &["show", "me"],
        &["which"],
        &["how", "much"],
        &["what", "is", "the", "total"],
        &["what", "is", "the", "number", "of"],
        &["what", "is", "the", "value", "of"],
        &["total"],
    ]
    .into_iter()
    .filter(|with| begins(with))
    .map(<[&str]>::len)
    .max()?;
    let (words, lower) = (&words[asks..], &lower[asks..]);
    // The first noun that is named is what is counted.
    let nouns =
        || catalog.tables.values().filter(|t| !t.is_view && t.allows(role, "SELECT") && t.primary_key == ["id"]);
    let calls = |table: &Table, at: usize| -> Option<usize> {
        let mut names = vec![table.plural(), table.singular(), table.name.replace('_', " ")];
        names.extend(table.tags.also.iter().cloned());
        let fits = |name: &String| {
            let parts: Vec<String> = name.to_lowercase().split_whitespace().map(str::to_string).collect();
            (!parts.is_empty() && lower.get(at..at + parts.len()).is_some_and(|here| here == parts.as_slice()))
                .then_some(parts.len())
        };
        names.iter().filter_map(fits).max()
    };
    let (at, length, table) = (0..lower.len()).find_map(|at| {
        let best = nouns().filter_map(|t| Some((calls(t, at)?, t.tags.look.menu.is_some(), t)));
        let (length, _, table) = best.max_by_key(|(length, menu, _)| (*length, *menu))?;
        Some((at, length, table))
    })?;
    let (mut narrowed, mut rest) = (Vec::new(), Vec::new());
    let mut n = 0;
    while n < words.len() {
        if n == at {
            n += length;
            continue;
        }
        if let Some((used, condition)) = value_of(table, &lower[n..]) {
            narrowed.push(condition);
            n += used;
            continue;
        }
        if matches!(lower[n].as_str(), "my" | "mine") || lower[n] == "i" {
            narrowed.extend(mine(table));
        } else if !asked(&lower[n]).is_empty()
            && !["total", "value", "worth", "number", "all", "currently", "now", "today"].contains(&lower[n].as_str())
        {
            rest.push(words[n].clone());
        }
        n += 1;
    }
    Some(Count { table, narrowed, rest })
}

/// A value of one of its columns, in one or two words.
fn value_of(table: &Table, words: &[String]) -> Option<(usize, Narrowed)> {
    let status = || {
        table.columns.values().filter(|c| {
            ["status", "stage", "kind", "type", "priority", "classification", "tier"].contains(&c.name.as_str())
        })
    };
    for used in [2, 1] {
        let Some(said) = words.get(..used).map(|w| w.join("_")) else { continue };
        for column in status() {
            let Some(values) = &column.values else { continue };
            if let Some(value) = values.iter().find(|v| **v == said || v.strip_prefix("closed_") == Some(&said)) {
                return Some((
                    used,
                    Narrowed {
                        sql: format!("t.\"{}\"::text = any (?)", column.name),
                        filter: format!("{}=in.({value})", column.name),
                        words: value.replace('_', " "),
                        values: vec![value.clone()],
                    },
                ));
            }
        }
        if used == 1 && matches!(said.as_str(), "open" | "active" | "current") {
            let column =
                status().find(|c| c.values.as_ref().is_some_and(|v| v.iter().any(|v| OVER.contains(&v.as_str()))))?;
            let open: Vec<String> =
                column.values.iter().flatten().filter(|v| !OVER.contains(&v.as_str())).cloned().collect();
            return Some((
                1,
                Narrowed {
                    sql: format!("t.\"{}\"::text = any (?)", column.name),
                    filter: format!("{}=in.({})", column.name, open.join(",")),
                    words: said,
                    values: open,
                },
            ));
        }
    }
    None
}

fn mine(table: &Table) -> Option<Narrowed> {
    let column = ["owner_id", "assigned_to", "assigned_recruiter_id", "consultant_id", "user_id"];
    let column = column.into_iter().find(|c| table.columns.contains_key(*c))?;
    Some(Narrowed {
        sql: format!("t.\"{column}\" = (select kit.user_id())"),
        values: Vec::new(),
        filter: String::new(),
        words: "mine".into(),
    })
}

/// The record that is called so, of those the noun points at; nothing when none or several are.
async fn of_name(call: Call<'_>, table: &Table, name: &str) -> Result<Option<Narrowed>> {
    let catalog = &call.tools.catalog;
    let pointed =
        catalog.relations(&table.name).iter().filter_map(|r| Some((r.column.as_deref()?, catalog.table(&r.target)?)));
    let mut near: Vec<(&str, &Table)> = pointed
        .filter(|(column, target)| {
            table.columns.contains_key(*column)
                && !target.tags.searched.is_empty()
                && target.allows(call.actor.role, "SELECT")
        })
        .collect();
    // Whose client it is comes before who owns it.
    near.sort_by_key(|(column, target)| (target.name != "clients", *column != "owner_id"));
    for (column, target) in near {
        let full = format!("{}.{}", target.schema, target.name);
        let found = call.query("select id from kit.search(array[$1::text], $2, 5)", &[&full, &name]).await?;
        let ids: Vec<Uuid> = found.iter().map(|r| r.get(0)).collect();
        let title = format!(
            "select t.id, t.\"{}\"::text from {} t where t.id = any ($1) order by length(t.\"{0}\"::text), t.id",
            target.tags.searched[0],
            target.sql_name()
        );
        let rows = if ids.is_empty() { Vec::new() } else { call.query(&title, &[&ids]).await? };
        let mut named: Vec<(Uuid, String)> =
            rows.iter().map(|r| (r.get(0), r.get::<_, Option<String>>(1).unwrap_or_default())).collect();
        // Who is called exactly so is meant; else all who are.
        if let Some(exact) = named.iter().position(|(_, title)| title.eq_ignore_ascii_case(name)) {
            named = vec![named.swap_remove(exact)];
        }
        if !named.is_empty() {
            let ids: Vec<String> = named.iter().map(|(id, _)| id.to_string()).collect();
            let titles: Vec<&str> = named.iter().map(|(_, title)| title.as_str()).collect();
            return Ok(Some(Narrowed {
                sql: format!("t.\"{column}\"::text = any (?)"),
                filter: format!("{column}=in.({})", ids.join(",")),
                words: format!("of {}", titles.join(" and ")),
                values: ids,
            }));
        }
    }
    Ok(None)
}

async fn counted(call: Call<'_>, count: &Count<'_>) -> Result<Figures> {
    let table = count.table;
    let values: Vec<Vec<String>> = count.narrowed.iter().map(|n| n.values.clone()).collect();
    let mut place = 0;
    let mut conditions = Vec::new();
    let mut params: Vec<&(dyn ToSql + Sync)> = Vec::new();
    for (narrowed, values) in count.narrowed.iter().zip(&values) {
        if narrowed.sql.contains('?') {
            place += 1;
            params.push(values);
        }
        conditions.push(narrowed.sql.replace('?', &format!("${place}::text[]")));
    }
    if let Some(hides) = &table.tags.look.hides {
        conditions.push(format!("t.\"{hides}\" is null"));
    }
    let wanted = if conditions.is_empty() { "true".to_string() } else { conditions.join(" and ") };
    let sum = table
        .tags
        .look
        .sum
        .as_ref()
        .filter(|c| table.columns.get(*c).is_some_and(|c| table.may(call.actor.role, "SELECT", c)));
    let sum = sum.map_or_else(|| "null::text".to_string(), |c| format!("sum(t.\"{c}\")::text"));
    let row = call
        .record("record", &format!("select count(*), {sum} from {} t where {wanted}", table.sql_name()), &params)
        .await?;
    let named: Vec<String> = table
        .named_by()
        .into_iter()
        .filter(|c| table.columns.get(*c).is_some_and(|c| table.may(call.actor.role, "SELECT", c) && !c.kind.is_pii()))
        .map(|c| format!("nullif(t.\"{c}\"::text, '')"))
        .collect();
    let title = if named.is_empty() { "t.id::text".to_string() } else { format!("coalesce({}, '')", named.join(", ")) };
    let list =
        format!("select t.id, {title} from {} t where {wanted} order by t.id desc limit {SHOWN}", table.sql_name());
    let rows = call.query(&list, &params).await?;
    let filters: Vec<&str> = count.narrowed.iter().map(|n| n.filter.as_str()).filter(|f| !f.is_empty()).collect();
    let mut understood = vec![table.plural()];
    understood.extend(count.narrowed.iter().map(|n| n.words.clone()));
    let link =
        if filters.is_empty() { format!("/{}", table.name) } else { format!("/{}?{}", table.name, filters.join("&")) };
    Ok(Figures {
        noun: table.name.clone(),
        understood: understood.join(", "),
        count: row.get(0),
        sum: row.get(1),
        link,
        records: rows
            .iter()
            .map(|row| {
                let id: Uuid = row.get(0);
                Record {
                    id,
                    title: row.get::<_, String>(1).chars().take(120).collect(),
                    link: format!("/{}/{id}", table.name),
                }
            })
            .collect(),
    })
}
