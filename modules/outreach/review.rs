//! What becomes of results: they are taken over, joined to a company that is here, left, or never written to. Each is one
//! operation with one undo.

use super::REACHERS;
use super::accept::{accept, add_person, finding};
use super::known::known;
use platform::verb::{Call, Done, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Results one go takes.
const MOST: i64 = 10_000;

/// Results of a run: those that are named, or all to be reviewed from a score on.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AcceptResults {
    /// The run.
    #[schemars(extend("x-noun" = "discovery_runs"))]
    run: Uuid,
    /// The results; skipped ones as well, when somebody knows better.
    results: Option<Vec<Uuid>>,
    /// All that wait and have at least this score.
    #[schemars(range(min = 0, max = 100))]
    from_score: Option<i16>,
}

/// What came of it.
#[derive(Debug, Serialize, JsonSchema)]
struct AcceptedResults {
    /// Results that were accepted.
    accepted: usize,
    /// Companies that were made.
    clients: usize,
    /// Contacts that were made.
    contacts: usize,
    /// Leads that were made.
    leads: usize,
    /// Results that came here by another way meanwhile.
    skipped: usize,
    /// Results that belong to companies the person may not change.
    left: usize,
    /// The same in words.
    note: String,
}

/// Results of a run.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct OfRun {
    /// The run.
    #[schemars(extend("x-noun" = "discovery_runs"))]
    run: Uuid,
    /// The results.
    results: Vec<Uuid>,
}

/// A result and the company it is.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct MergeResult {
    /// The result.
    #[schemars(extend("x-noun" = "discovery_results"))]
    result: Uuid,
    /// The company that is here.
    #[schemars(extend("x-noun" = "clients"))]
    client: Uuid,
}

pub(crate) fn accept_verb() -> Verb {
    let summary = "Makes a company, a contact and a lead of each result of a discovery run. Whoever came here meanwhile is left \
                   out. Undo takes all of it back.";
    Verb::new("accept_results", summary, REACHERS, accept_results)
        .refuses("TL100", "when it names no results and no score, or more than 10,000 results")
        .refuses("TL404", "when there is no such run")
        .refuses("TL409", "when the run was a preview, or none of them waits")
}

pub(crate) fn merge_verb() -> Verb {
    let summary =
        "Says that a result is a company that is here: what the company lacks is filled in, the person is added.";
    Verb::new("merge_result", summary, REACHERS, merge_result)
        .refuses("TL404", "when there is no such result, or the company is not theirs to change")
        .refuses("TL409", "when somebody decided on it, or it is from a preview")
        .on("discovery_results", "result")
        .when("state", &["waiting", "skipped"])
        .icon("git-merge")
}

pub(crate) fn skip_verb() -> Verb {
    let summary = "Leaves results of a discovery run out; later runs leave them out as well.";
    Verb::new("skip_results", summary, REACHERS, skip_results)
        .refuses("TL404", "when there is no such run")
        .refuses("TL409", "when none of them waits")
}

pub(crate) fn suppress_verb() -> Verb {
    let summary = "Leaves results out and suppresses their domains, or where there is none their addresses or names: nobody \
                   writes there.";
    Verb::new("suppress_results", summary, REACHERS, suppress_results)
        .refuses("TL404", "when there is no such run")
        .refuses("TL409", "when none of them waits")
}

async fn accept_results(call: Call<'_>, input: AcceptResults) -> Result<AcceptedResults> {
    let run = call.record("run", "select dry_run from outreach.discovery_runs where id = $1", &[&input.run]).await?;
    if run.get(0) {
        return Err(was_preview());
    }
    let ids = match (input.results, input.from_score) {
        (Some(ids), _) if ids.len() as i64 <= MOST => seen(call, &ids).await?,
        (None, Some(least)) => {
            let sql =
                "select id from outreach.discovery_results where run_id = $1 and state = 'waiting' and score >= $2
                        order by score desc, id limit $3";
            call.query(sql, &[&input.run, &least, &MOST]).await?.iter().map(|row| row.get(0)).collect()
        }
        (Some(_), _) => {
            return Err(Error::new(400, "TL100", format!("These are more than {MOST} results.")).field("results"));
        }
        (None, None) => {
            return Err(Error::new(400, "TL100", "Say which results, or from which score on.").field("results"));
        }
    };
    let keys = call.keys().await?;
    let came = accept(call, &keys, input.run, &ids).await?;
    if came.accepted + came.skipped + came.left == 0 {
        return Err(none_waits());
    }
    let mut note = format!(
        "{} accepted: {} companies, {} contacts, {} leads",
        came.accepted, came.clients, came.contacts, came.leads
    );
    if came.skipped > 0 {
        note += &format!("; {} are here already", came.skipped);
    }
    if came.left > 0 {
        note += &format!("; {} are of companies you may not change", came.left);
    }
    let super::accept::Accepted { accepted, clients, contacts, leads, skipped, left } = came;
    Ok(AcceptedResults { accepted, clients, contacts, leads, skipped, left, note })
}

/// Those of these results that who asks sees.
async fn seen(call: Call<'_>, ids: &[Uuid]) -> Result<Vec<Uuid>> {
    let rows = call.query("select id from outreach.discovery_results where id = any ($1)", &[&ids]).await?;
    Ok(rows.iter().map(|row| row.get(0)).collect())
}

/// The run stays as it is until the end, as its own work does it; refuses previews.
async fn decided(call: Call<'_>, run: Uuid) -> Result<()> {
    let sql = "select dry_run from outreach.discovery_runs where id = $1 for no key update";
    if call.record("run", sql, &[&run]).await?.get(0) { Err(was_preview()) } else { Ok(()) }
}

async fn skip_results(call: Call<'_>, input: OfRun) -> Result<Done> {
    call.record("run", "select 1 from outreach.discovery_runs where id = $1", &[&input.run]).await?;
    let seen = seen(call, &input.results).await?;
    call.as_system().await?;
    decided(call, input.run).await?;
    let sql = "update outreach.discovery_results set state = 'skipped', why = 'Left out by hand', reviewed_by = kit.user_id(),
                      reviewed_at = now() where run_id = $1 and id = any ($2) and state = 'waiting'";
    let skipped = call.execute(sql, &[&input.run, &seen]).await?;
    call.as_actor().await?;
    if skipped == 0 { Err(none_waits()) } else { Ok(Done { note: format!("{skipped} left out") }) }
}

async fn suppress_results(call: Call<'_>, input: OfRun) -> Result<Done> {
    call.record("run", "select 1 from outreach.discovery_runs where id = $1", &[&input.run]).await?;
    let seen = seen(call, &input.results).await?;
    call.as_system().await?;
    decided(call, input.run).await?;
    let sql = "with gone as (update outreach.discovery_results set state = 'suppressed', why = 'Suppressed by hand',
                      reviewed_by = kit.user_id(), reviewed_at = now()
                where run_id = $1 and id = any ($2) and state in ('waiting', 'skipped') returning *),
               named as (
                 select distinct case when domain_key is not null then 'domain' when email is not null then 'email' else 'company' end as what,
                        coalesce(domain_key, email::text, name) as value from gone)
               select count(outreach.suppress(n.what::outreach.suppression_type, n.value, 'Found by discovery', 'by_hand'))
                 from named n where n.value is not null";
    let suppressed: i64 = call.record("run", sql, &[&input.run, &seen]).await?.get(0);
    call.as_actor().await?;
    if suppressed == 0 { Err(none_waits()) } else { Ok(Done { note: format!("{suppressed} suppressed") }) }
}

/// What the company lacks comes from the result; what people typed stays.
async fn merge_result(call: Call<'_>, input: MergeResult) -> Result<Done> {
    let of = "select run_id from outreach.discovery_results where id = $1";
    let run: Uuid = call.record("result", of, &[&input.result]).await?.get(0);
    call.record("company", "select 1 from crm.clients where id = $1 for no key update", &[&input.client]).await?;
    let keys = call.keys().await?;
    call.as_system().await?;
    decided(call, run).await?;
    let sql = "select d.state::text, to_jsonb(d) from outreach.discovery_results d where d.id = $1 for update";
    let row = call.record("result", sql, &[&input.result]).await?;
    if !matches!(row.get::<_, &str>(0), "waiting" | "skipped") {
        return Err(Error::new(409, "TL409", "Somebody decided on this result already, or it is from a preview."));
    }
    let finding = finding(&row.get(1));
    let known = known(call, &keys, run, std::slice::from_ref(&finding)).await?.into_iter().next().flatten();
    if let Some(no) = known.as_ref().filter(|known| known.kind == "suppressed") {
        return Err(Error::new(409, "TL409", format!("{}.", no.why)));
    }
    let fill = "update crm.clients c set website = coalesce(c.website, d.website), industry = coalesce(nullif(c.industry, ''), d.industry),
                       country = coalesce(nullif(c.country, ''), d.country), size = coalesce(nullif(c.size, ''), d.size),
                       discovery_metadata = coalesce(c.discovery_metadata, d.discovery_metadata)
                  from outreach.discovery_results d where c.id = $1 and d.id = $2";
    call.execute(fill, &[&input.client, &input.result]).await?;
    // Who is a contact already stays that one.
    let mut contact = known.and_then(|known| known.contact);
    let made = contact.is_none() && finding.is_person();
    if made {
        call.as_actor().await?;
        contact = add_person(call, &keys, input.client, finding).await?;
        call.as_system().await?;
    }
    let sql = "update outreach.discovery_results set state = 'merged', why = null, client_id = $2, contact_id = $3,
                      made_contact = $4, reviewed_by = kit.user_id(), reviewed_at = now() where id = $1";
    call.execute(sql, &[&input.result, &input.client, &contact, &made]).await?;
    call.as_actor().await?;
    Ok(Done { note: "Joined".into() })
}

fn was_preview() -> Error {
    Error::new(409, "TL409", "This run was a preview; nothing of it is taken over.")
        .hint("Start the intent again, not as a preview.")
}

fn none_waits() -> Error {
    Error::new(409, "TL409", "None of these waits for a decision.")
        .hint("Somebody may have decided already; look at the run.")
}
