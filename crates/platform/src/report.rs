//! Reports as verbs: each can be called like any other, and answers its lines.

use crate::actor::Actor;
use crate::verb::{self, Call, Schema, Verb};
use catalog::{Catalog, Report};
use records::{Error, Result};
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// How far a report looks back that is not told, in days.
pub const SPAN: i32 = 365;
/// How far it may look back.
pub const SPANS: std::ops::RangeInclusive<i32> = 1..=3650;

/// One line of a report.
#[derive(Debug, Clone)]
pub struct Line {
    /// What it is about.
    pub label: String,
    /// Where the rows behind it are: an address of a page, and behind `/rest/v1` of the API.
    pub link: Option<String>,
    /// What it means: good, warn, bad or two.
    pub tone: Option<String>,
    /// One figure for each measure.
    pub figures: Vec<Option<f64>>,
}

/// A verb for each report of the catalog, for those roles that read its noun and are no outsiders.
pub fn verbs(catalog: &Catalog, roles: &[&'static str]) -> Vec<Verb> {
    let all = catalog.reports.values();
    all.map(|report| {
        let reads = |role: &str| catalog.table(&report.noun).is_some_and(|t| t.allows(role, "SELECT"));
        let member = |role: &&&'static str| !Actor::of(uuid::Uuid::nil(), role).is_outsider() && **role != "system";
        let roles: Vec<&'static str> = roles.iter().filter(member).copied().filter(|role| reads(role)).collect();
        let summary = format!("{}. {}", report.title, report.question);
        let own = report.clone();
        Verb::described(report.name.clone(), summary, roles, takes(report), answer(report), move |call, input| {
            let report = own.clone();
            Box::pin(async move { Ok(json!(named(&report, lines(call, &report, verb::input(input)?).await?))) })
        })
        .of(report.schema.clone())
        .reading()
    })
    .collect()
}

/// What a report is asked.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// How many days it looks back.
    pub days: Option<i32>,
}

/// The lines of a report, as the actor sees the rows behind them.
///
/// # Errors
/// TL100 for a span that is not 1 to 3650 days, or for a report that has none; what PostgreSQL said.
pub async fn lines(call: Call<'_>, report: &Report, asked: Asked) -> Result<Vec<Line>> {
    if asked.days.is_some_and(|d| !SPANS.contains(&d)) {
        return Err(Error::new(400, "TL100", "A report looks back 1 to 3650 days").field("days"));
    }
    if asked.days.is_some() && !report.has_span {
        return Err(Error::new(400, "TL100", "This report shows how things stand now")
            .hint("Leave days out.")
            .field("days"));
    }
    let days = asked.days.unwrap_or(SPAN);
    let rows = if report.has_span {
        call.query(&report.sql(), &[&days]).await?
    } else {
        call.query(&report.sql(), &[]).await?
    };
    let line = |row: &tokio_postgres::Row| Line {
        label: row.get::<_, Option<String>>(0).unwrap_or_else(|| "(none)".into()),
        link: row.get::<_, Option<&str>>(1).map(|link| report.address(link)),
        tone: row.get(2),
        figures: (0..report.measures.len()).map(|i| row.get(i + 3)).collect(),
    };
    Ok(rows.iter().map(line).collect())
}

/// Lines as objects: label, link, and each measure under its name.
fn named(report: &Report, lines: Vec<Line>) -> Vec<Value> {
    let object = |line: Line| {
        let mut object = Map::from_iter([("label".into(), json!(line.label)), ("link".into(), json!(line.link))]);
        object.extend(report.measures.iter().zip(&line.figures).map(|(m, n)| (m.name.clone(), json!(n))));
        Value::Object(object)
    };
    lines.into_iter().map(object).collect()
}

fn takes(report: &Report) -> Schema {
    let days = json!({ "days": { "type": ["integer", "null"], "minimum": SPANS.start(), "maximum": SPANS.end(),
        "default": SPAN, "description": "How many days it looks back." } });
    Schema::with(if report.has_span { days } else { json!({}) })
}

fn answer(report: &Report) -> Schema {
    let mut figures = Map::from_iter([
        ("label".into(), json!({ "type": "string", "description": "What the line is about." })),
        ("link".into(), json!({ "type": ["string", "null"], "description": "The rows behind it, below /rest/v1." })),
    ]);
    figures.extend(report.measures.iter().map(|m| (m.name.clone(), json!({ "type": ["number", "null"] }))));
    Schema::list(figures.into())
}
