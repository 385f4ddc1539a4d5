//! What the rules say now: nudges that open, change and close by themselves.

use platform::verb::{Call, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::LazyLock;
use uuid::Uuid;

/// What to look at.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct KeepNudges {
    /// Only what is about these clients, or these deals, leads, tenders and projects; everything when left out.
    about: Option<Vec<Uuid>>,
}

/// What was kept.
#[derive(Debug, Serialize, JsonSchema)]
struct Kept {
    /// Nudges that opened.
    opened: u64,
    /// Nudges whose words or action changed.
    changed: u64,
    /// Nudges that were graded: sixty days have gone by.
    graded: i64,
    /// Actions that do not fit the verb they name, and so have no button: the rule, and what is wrong.
    unfit: Vec<String>,
    /// The same in words.
    note: String,
}

/// The verbs an action may name.
static VERBS: LazyLock<Vec<Verb>> = LazyLock::new(crate::verbs);

pub(crate) fn verb() -> Verb {
    let summary = "Raises and closes nudges as the rules say, and grades those that are sixty days old. The server does it \
                   every night, and for a client soon after something about it changed.";
    Verb::new("keep_nudges", summary, &["admin", "manager", "system"], keep_nudges).in_palette()
}

/// The verb an action names.
///
/// # Errors
/// TL404 when there is none.
pub(super) fn named(name: &str) -> Result<&'static Verb> {
    let found = VERBS.iter().find(|verb| verb.name == name);
    found.ok_or_else(|| Error::new(404, "TL404", format!("There is no verb {name}.")))
}

/// The verb and the input of an action, if it fits.
///
/// # Errors
/// What does not fit.
pub(super) fn understood(action: &Value) -> Result<(&'static Verb, &Value)> {
    let verb = named(action["verb"].as_str().unwrap_or_default())?;
    if verb.has_steps() || verb.in_background {
        return Err(Error::new(400, "TL405", format!("{} is for the background.", verb.name)));
    }
    verb.understands(&action["input"])?;
    Ok((verb, &action["input"]))
}

/// The verb.
async fn keep_nudges(call: Call<'_>, input: KeepNudges) -> Result<Kept> {
    // Nudges are the server's, for whomever they are.
    call.as_system().await?;
    let rules: Vec<String> = call.tools.catalog.rules.iter().map(catalog::Rule::sql_name).collect();
    let kinds: Vec<&str> = call.tools.catalog.rules.iter().map(|rule| rule.kind.as_str()).collect();
    let sql = "select nudge, rule, action_payload, is_new from crm.apply_rules($1, $2, $3)";
    let written = call.query(sql, &[&rules, &kinds, &input.about]).await?;
    let (mut opened, mut unfit, mut without) = (0, Vec::new(), Vec::new());
    for row in &written {
        let (nudge, rule, action): (Uuid, &str, Value) = (row.get(0), row.get(1), row.get(2));
        opened += u64::from(row.get::<_, bool>(3));
        if action.as_object().is_some_and(|action| !action.is_empty())
            && let Err(e) = understood(&action)
        {
            unfit.push(format!("{rule}: {}", e.message));
            without.push(nudge);
        }
    }
    // What the rule says holds; only its button can't be.
    if !without.is_empty() {
        let sql = "update crm.nudges set action = null, action_payload = '{}' where id = any ($1)";
        call.execute(sql, &[&without]).await?;
    }
    let graded: i64 = match input.about {
        None => call.record("grade", "select crm.grade_nudges()", &[]).await?.get(0),
        Some(_) => 0,
    };
    let changed = written.len() as u64 - opened;
    let wrong = if unfit.is_empty() { String::new() } else { format!("; no button: {}", unfit.join("; ")) };
    let note = format!("{opened} nudges opened, {changed} changed{wrong}");
    Ok(Kept { opened, changed, graded, unfit, note })
}
