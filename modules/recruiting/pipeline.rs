//! The way of an application: on to the next stage, rejected, withdrawn, opened again.

use super::letters::{applicant, template};
use crate::identity::outbox::{Letter, post};
use platform::verb::{Call, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

/// The stages in their order; what comes after the last is the offer's.
const STAGES: &[&str] = &["new", "screening", "interview", "offer"];
const ENDED: &[&str] = &["rejected", "withdrawn"];

/// An application that goes on.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Advance {
    /// The application.
    #[schemars(extend("x-noun" = "applications"))]
    application: Uuid,
    /// The stage it goes to; the next one when left out.
    #[schemars(extend("enum" = ["new", "screening", "interview", "offer"]))]
    status: Option<String>,
    /// The stage one sees it in; refused when somebody moved it on meanwhile.
    from: Option<String>,
}

/// An application that is rejected.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Reject {
    /// The application.
    #[schemars(extend("x-noun" = "applications"))]
    application: Uuid,
    /// Why. An admin lists the reasons in the settings.
    #[schemars(extend("x-setting" = "applications.rejection_reasons"))]
    reason: String,
    /// Write to the person.
    #[serde(default)]
    send_letter: bool,
    /// The letter; the usual one when left out.
    #[schemars(extend("x-noun" = "letter_templates"))]
    template: Option<Uuid>,
    /// Days the letter waits before it goes out, 0 to 30.
    #[serde(default)]
    #[schemars(range(min = 0, max = 30))]
    send_in_days: i32,
}

/// An application, and why.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Because {
    /// The application.
    #[schemars(extend("x-noun" = "applications"))]
    application: Uuid,
    /// Why, in a few words.
    #[schemars(extend("examples" = ["Took another job."]))]
    reason: String,
}

/// How the application stands now.
#[derive(Debug, Serialize, JsonSchema)]
struct Moved {
    /// The application.
    application: Uuid,
    /// Its status.
    status: String,
    /// The e-mail that tells the person.
    email: Option<Uuid>,
    /// The same in words.
    note: String,
}

pub(crate) fn advance_verb() -> Verb {
    let summary = "Takes an application to its next stage, or to the one that is named.";
    Verb::new("advance_application", summary, super::PLACERS, advance)
        .refuses("TL404", "when there is no such application, or it is not theirs to change")
        .refuses("TL409", "when it has ended, stands in the last stage, or somebody moved it meanwhile")
        .on("applications", "application")
        .when("status", &["new", "screening", "interview"])
        .moves_to(STAGES)
        .in_bulk()
        .key("a")
        .icon("chevron-right")
}

pub(crate) fn reject_verb() -> Verb {
    let summary =
        "Rejects an application, with the reason, and writes to the person if that is wanted, at once or later.";
    Verb::new("reject_application", summary, super::PLACERS, reject)
        .refuses("TL100", "without a reason, with one that is not on the list, or when there is no address to write to")
        .refuses("TL404", "when there is no such application or template, or it is not theirs to change")
        .refuses("TL409", "when it has ended already")
        .on("applications", "application")
        .when("status", STAGES)
        .moves_to(&["rejected"])
        .in_bulk()
        .key("r")
        .icon("ban")
}

pub(crate) fn withdraw_verb() -> Verb {
    let summary = "Ends an application because the person no longer wants the job, as they told us, with the reason.";
    Verb::new("withdraw_application", summary, super::PLACERS, withdraw)
        .refuses("TL100", "without a reason")
        .refuses("TL404", "when there is no such application, or it is not theirs to change")
        .refuses("TL409", "when it has ended already")
        .on("applications", "application")
        .when("status", STAGES)
        .moves_to(&["withdrawn"])
        .icon("log-out")
}

pub(crate) fn reopen_verb() -> Verb {
    let summary =
        "Opens an application again that was rejected, withdrawn or joined, where it stood before, with the reason.";
    Verb::new("reopen_application", summary, super::PLACERS, reopen)
        .refuses("TL100", "without a reason")
        .refuses("TL404", "when there is no such application, or it is not theirs to change")
        .refuses("TL409", "when it goes on")
        .on("applications", "application")
        .when("is_active", &["false"])
        .icon("refresh-cw")
}

/// The verb. What is named is checked, so that two who move one card see what the other did.
async fn advance(call: Call<'_>, input: Advance) -> Result<Moved> {
    let (status, _) = standing(call, input.application).await?;
    if input.from.as_ref().is_some_and(|from| *from != status) {
        let told = format!("Somebody moved this application to {status} meanwhile.");
        return Err(Error::new(409, "TL409", told).hint("Look at it again, then move it."));
    }
    let next = match &input.status {
        Some(named) if STAGES.contains(&named.as_str()) => named.clone(),
        Some(named) => return Err(Error::new(400, "TL100", format!("{named:?} is no stage.")).field("status")),
        None => {
            let at = STAGES.iter().position(|stage| *stage == status);
            let next = at.and_then(|at| STAGES.get(at + 1)).ok_or_else(|| {
                Error::new(409, "TL409", "This application stands in the last stage.")
                    .hint("Make an offer, or say that the person joined.")
            })?;
            (*next).to_string()
        }
    };
    let sql = "update recruiting.applications set status = $2::text::recruiting.application_status where id = $1";
    call.execute(sql, &[&input.application, &next]).await?;
    let note = format!("On to {next}");
    Ok(Moved { application: input.application, status: next, email: None, note })
}

async fn reject(call: Call<'_>, input: Reject) -> Result<Moved> {
    let reason = reason(&input.reason)?;
    let listed = call.record("setting", "select kit.setting('applications.rejection_reasons')", &[]).await?;
    let listed: Value = listed.get(0);
    let listed: Vec<&str> = listed.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    if !listed.is_empty() && !listed.contains(&reason) {
        let hint =
            format!("One of: {}. An admin may add to the setting applications.rejection_reasons.", listed.join(", "));
        return Err(Error::new(400, "TL100", "This reason is not on the list.").hint(hint).field("reason"));
    }
    if !(0..=30).contains(&input.send_in_days) {
        return Err(Error::new(400, "TL100", "A letter waits 0 to 30 days.").field("send_in_days"));
    }
    standing(call, input.application).await?;
    let sql = "update recruiting.applications set status = 'rejected', rejection_reason = $2 where id = $1";
    call.execute(sql, &[&input.application, &reason]).await?;
    let mut moved =
        Moved { application: input.application, status: "rejected".into(), email: None, note: "Rejected".into() };
    if input.send_letter {
        let person = applicant(call, input.application).await?;
        let keys = call.keys().await?;
        let to = person.address(&keys)?;
        let text = template(call, "rejection", input.template).await?;
        let later = "select (now() + make_interval(days => $1))::text where $1 > 0";
        let send_at = call.row(later, &[&input.send_in_days]).await?.map(|row| row.get(0));
        let letter = Letter {
            to,
            name: Some(person.name.clone()),
            subject: person.filled(&text.subject, &[]),
            body: person.filled(&text.body, &[]),
            kind: "rejection",
            about: Some(("applications", input.application)),
            send_at,
            ..Letter::default()
        };
        moved.email = Some(post(call, &keys, &letter).await?);
        call.as_actor().await?;
        moved.note = match input.send_in_days {
            0 => "Rejected; a letter is on its way".into(),
            1 => "Rejected; a letter goes out tomorrow".into(),
            days => format!("Rejected; a letter goes out in {days} days"),
        };
    }
    Ok(moved)
}

async fn withdraw(call: Call<'_>, input: Because) -> Result<Moved> {
    let reason = reason(&input.reason)?;
    standing(call, input.application).await?;
    let sql = "update recruiting.applications set status = 'withdrawn', follow_up_remarks = $2 where id = $1";
    call.execute(sql, &[&input.application, &reason]).await?;
    Ok(Moved { application: input.application, status: "withdrawn".into(), email: None, note: "Withdrawn".into() })
}

/// The verb: back to the stage it ended from.
async fn reopen(call: Call<'_>, input: Because) -> Result<Moved> {
    let reason = reason(&input.reason)?;
    let sql = "select a.status::text, a.is_active,
                      (select t.previous_status from recruiting.application_timeline t
                        where t.application_id = a.id and t.new_status = a.status::text
                          and t.previous_status not in ('rejected', 'withdrawn') order by t.created_at desc, t.id desc limit 1)
                 from recruiting.applications a where a.id = $1 for update of a";
    let row = call.record("application", sql, &[&input.application]).await?;
    let (status, before): (String, Option<String>) = (row.get(0), row.get(2));
    if row.get(1) {
        return Err(Error::new(409, "TL409", "This application goes on."));
    }
    let before = match before {
        Some(before) if ENDED.contains(&status.as_str()) && STAGES.contains(&before.as_str()) => before,
        _ if ENDED.contains(&status.as_str()) => "new".to_string(),
        _ => status,
    };
    // The right to change it is theirs; that what ended goes on is for the server alone.
    let sql = "update recruiting.applications set follow_up_remarks = $2 where id = $1";
    if call.execute(sql, &[&input.application, &reason]).await? == 0 {
        return Err(Error::new(404, "TL404", "There is no such application, or it is not yours to change."));
    }
    call.as_system().await?;
    let sql = "update recruiting.applications set status = $2::text::recruiting.application_status,
                 follow_up_status = 'under_follow_up', joined_date = null where id = $1";
    call.execute(sql, &[&input.application, &before]).await?;
    // A letter that has not gone out yet says what is no longer so.
    let letters =
        "update identity.emails set status = 'cancelled' where entity_type = 'applications' and entity_id = $1
                    and kind = 'rejection' and status = 'queued'";
    call.execute(letters, &[&input.application]).await?;
    let words = format!("opened an application again: {reason}");
    call.report("reopened_application", "applications", input.application, &words).await?;
    call.as_actor().await?;
    let note = format!("Open again, in {before}");
    Ok(Moved { application: input.application, status: before, email: None, note })
}

fn reason(said: &str) -> Result<&str> {
    let reason = said.trim();
    if reason.is_empty() || reason.chars().count() > 1000 {
        return Err(Error::new(400, "TL100", "Say why, in a few words.").field("reason"));
    }
    Ok(reason)
}

/// The status of an application that goes on, and its job; it stays as it is until the end.
///
/// # Errors
/// TL404 when it is not theirs to change; TL409 when it has ended.
pub(super) async fn standing(call: Call<'_>, application: Uuid) -> Result<(String, Uuid)> {
    let sql = "select status::text, job_id, is_active, coalesce(follow_up_status = 'joined', false)
                 from recruiting.applications where id = $1 for update";
    let row = call.record("application", sql, &[&application]).await?;
    let status: String = row.get(0);
    if !row.get::<_, bool>(2) {
        let words =
            if row.get(3) { "The person joined already.".into() } else { format!("This application is {status}.") };
        return Err(Error::new(409, "TL409", words).hint("Open it again first, with reopen_application."));
    }
    Ok((status, row.get(1)))
}
