//! Approving drafts, and what else people decide about messages. Which way a draft may go is said by `outreach_drafts.sql`.

use platform::verb::{Call, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Drafts that are approved together at most.
const MOST: usize = 1000;

/// A draft.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct OneDraft {
    /// The draft.
    #[schemars(extend("x-noun" = "outreach_drafts"))]
    draft: Uuid,
}

/// Drafts.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ManyDrafts {
    /// The drafts, up to 1,000.
    #[schemars(extend("x-noun" = "outreach_drafts"))]
    drafts: Vec<Uuid>,
}

/// A draft, and why.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RejectDraft {
    /// The draft.
    #[schemars(extend("x-noun" = "outreach_drafts"))]
    draft: Uuid,
    /// Why, in a few words.
    #[schemars(extend("examples" = ["Too early for them."]))]
    reason: String,
}

/// What came of it.
#[derive(Debug, Serialize, JsonSchema)]
struct Decided {
    /// How many drafts it was done with.
    drafts: u64,
    /// How many were passed over.
    passed_over: u64,
    /// The same in words.
    note: String,
}

pub(crate) fn approve_verb() -> Verb {
    let summary = "Approves a draft as it stands. It leaves by itself, within the limits of its mailbox, when its reader is at work.";
    Verb::new("approve_draft", summary, super::WRITERS, approve)
        .refuses(
            "23514",
            "when somebody else has to approve it, its lead is suppressed or has no address, or it is not finished",
        )
        .refuses("TL404", "when there is no such draft, or it is not theirs to change")
        .refuses("TL409", "when it is no draft")
        .on("outreach_drafts", "draft")
        .when("status", &["draft"])
        .moves_to(&["approved"])
        .key("a")
        .icon("check")
}

pub(crate) fn approve_many_verb() -> Verb {
    let summary =
        "Approves those drafts that have no warnings; the others are passed over, and so is who is suppressed.";
    Verb::new("approve_drafts", summary, super::WRITERS, approve_many)
        .refuses("TL100", "without drafts, or with more than 1,000")
        .refuses("23514", "when somebody else has to approve them")
}

pub(crate) fn take_back_verb() -> Verb {
    let summary = "Takes the approval of a message back that has not left. It is a draft again.";
    Verb::new("take_back_approval", summary, super::WRITERS, take_back)
        .refuses("TL404", "when there is no such draft, or it is not theirs to change")
        .refuses("TL409", "when it is not approved, or is leaving")
        .on("outreach_drafts", "draft")
        .when("status", &["approved", "cancelled", "failed"])
        .moves_to(&["draft"])
        .icon("undo-2")
}

pub(crate) fn reject_verb() -> Verb {
    let summary = "Rejects a message with the reason; it is cancelled, and its sequence ends.";
    Verb::new("reject_draft", summary, super::WRITERS, reject)
        .refuses("TL100", "without a reason")
        .refuses("TL404", "when there is no such draft, or it is not theirs to change")
        .refuses("TL409", "when it was sent, or is leaving")
        .on("outreach_drafts", "draft")
        .when("status", &["draft", "approved"])
        .moves_to(&["cancelled"])
        .key("x")
        .icon("ban")
}

pub(crate) fn mark_verb() -> Verb {
    let summary = "Says that you sent an approved message by hand, on LinkedIn or WhatsApp. It counts as sent, and its sequence goes on.";
    Verb::new("mark_draft_sent", summary, super::WRITERS, mark_sent)
        .refuses("TL404", "when there is no such draft, or it is not theirs to change")
        .refuses("TL409", "when it is not approved, goes by e-mail, or its lead is suppressed by now")
        .on("outreach_drafts", "draft")
        .when("status", &["approved"])
        .icon("circle-check")
}

/// Whoever asks has to be able to change it; the row stays as it is until the end.
async fn theirs(call: Call<'_>, draft: Uuid) -> Result<(String, String, bool)> {
    let sql = "select status::text, channel::text, claimed_at is not null from outreach.outreach_drafts where id = $1 for update";
    let row = call.record("draft", sql, &[&draft]).await?;
    Ok((row.get(0), row.get(1), row.get(2)))
}

fn not_so(words: &str) -> Error {
    Error::new(409, "TL409", words.to_string())
}

async fn approve(call: Call<'_>, input: OneDraft) -> Result<Decided> {
    let (status, ..) = theirs(call, input.draft).await?;
    if status != "draft" {
        return Err(not_so(&format!("This message is {status}, no draft.")));
    }
    let sql = "update outreach.outreach_drafts set status = 'approved' where id = $1";
    let drafts = call.execute(sql, &[&input.draft]).await?;
    Ok(Decided { drafts, passed_over: 0, note: "Approved; it leaves by itself".into() })
}

async fn approve_many(call: Call<'_>, input: ManyDrafts) -> Result<Decided> {
    if input.drafts.is_empty() || input.drafts.len() > MOST {
        return Err(Error::new(400, "TL100", format!("Choose one to {MOST} drafts.")).field("drafts"));
    }
    let sql = "
      with asked as (
        select d.id, d.lead_id, d.recipient from outreach.outreach_drafts d
         where d.id = any ($1) and d.status = 'draft' and coalesce(jsonb_array_length(d.metadata -> 'warnings'), 0) = 0
           and coalesce(d.recipient, '') <> '' order by d.id for update),
      refused as (
        select s.lead_id from (select array_agg(a.lead_id order by a.id) as leads, array_agg(a.recipient order by a.id) as recipients
            from asked a) l cross join lateral outreach.suppressed_leads(l.leads, l.recipients) s)
      update outreach.outreach_drafts d set status = 'approved' from asked a
       where d.id = a.id and a.lead_id not in (select r.lead_id from refused r)";
    let drafts = call.execute(sql, &[&input.drafts]).await?;
    let passed_over = input.drafts.len() as u64 - drafts;
    let mut note = format!("{drafts} approved");
    if passed_over > 0 {
        note += &format!(", {passed_over} passed over");
    }
    Ok(Decided { drafts, passed_over, note })
}

async fn take_back(call: Call<'_>, input: OneDraft) -> Result<Decided> {
    let (status, _, claimed) = theirs(call, input.draft).await?;
    if !matches!(&*status, "approved" | "cancelled" | "failed") || claimed && status == "approved" {
        return Err(not_so(if claimed {
            "This message is leaving just now, or was sent."
        } else {
            "This is not approved."
        }));
    }
    let sql = "update outreach.outreach_drafts set status = 'draft' where id = $1";
    let drafts = call.execute(sql, &[&input.draft]).await?;
    Ok(Decided { drafts, passed_over: 0, note: "It is a draft again".into() })
}

async fn reject(call: Call<'_>, input: RejectDraft) -> Result<Decided> {
    let reason: String = input.reason.trim().chars().take(500).collect();
    if reason.is_empty() {
        return Err(Error::new(400, "TL100", "Say why it is rejected.").field("reason"));
    }
    let (status, _, claimed) = theirs(call, input.draft).await?;
    if !matches!(&*status, "draft" | "approved") || claimed {
        return Err(not_so("This message was sent, is leaving, or was rejected before."));
    }
    let sql = "update outreach.outreach_drafts set status = 'cancelled' where id = $1";
    let drafts = call.execute(sql, &[&input.draft]).await?;
    if drafts == 0 {
        return Err(Error::new(404, "TL404", "There is no such draft, or it is not yours to change."));
    }
    call.as_system().await?;
    let why = "with d as (update outreach.outreach_drafts set reason = $2 where id = $1 returning enrolment_id, org_id)
               update outreach.enrolments e set status = 'stopped', next_at = null, ended_at = now(), reason = $2
                 from d where e.org_id = d.org_id and e.id = d.enrolment_id and e.status = 'active'";
    call.execute(why, &[&input.draft, &reason]).await?;
    call.as_actor().await?;
    Ok(Decided { drafts, passed_over: 0, note: "Rejected".into() })
}

async fn mark_sent(call: Call<'_>, input: OneDraft) -> Result<Decided> {
    let (status, channel, _) = theirs(call, input.draft).await?;
    if status != "approved" || channel == "email" {
        return Err(not_so(if channel == "email" {
            "E-mails are sent by the server."
        } else {
            "This message is not approved."
        }));
    }
    call.as_system().await?;
    let row = call.record("draft", "select outreach.mark_sent($1)", &[&input.draft]).await?;
    call.as_actor().await?;
    match row.get::<_, &str>(0) {
        "sent" => Ok(Decided { drafts: 1, passed_over: 0, note: "It counts as sent".into() }),
        _ => Err(not_so("Its lead is suppressed by now, so it was cancelled.")),
    }
}
