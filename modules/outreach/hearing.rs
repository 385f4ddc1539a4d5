//! What people say of leads by hand: suppress them, stop writing to them, or that they answered.

use platform::verb::{Call, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What is suppressed.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Suppress {
    /// A lead whose address, domain or company it is; else the value is named.
    #[schemars(extend("x-noun" = "leads"))]
    lead: Option<Uuid>,
    /// What is suppressed.
    #[schemars(extend("enum" = ["email", "domain", "company", "phone", "linkedin"]))]
    what: String,
    /// The address, domain, company, number or profile; the lead's when left out.
    value: Option<String>,
    /// Why.
    reason: String,
}

/// The entry.
#[derive(Debug, Serialize, JsonSchema)]
struct Suppressed {
    /// Its id in `suppression_entries`.
    entry: Uuid,
    /// The same in words.
    note: String,
}

/// A lead nothing more is written to for now.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct StopSequence {
    /// The lead.
    #[schemars(extend("x-noun" = "leads"))]
    lead: Uuid,
    /// Why.
    #[schemars(extend("examples" = ["We met them at the fair."]))]
    reason: String,
}

/// What a lead said to a message.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RecordAnswer {
    /// The lead.
    #[schemars(extend("x-noun" = "leads"))]
    lead: Uuid,
    /// What came back.
    #[schemars(extend("enum" = ["answered", "bounced", "complained", "unsubscribed", "out_of_office"]))]
    said: String,
    /// The message it is about; the last one that was sent when left out.
    #[schemars(extend("x-noun" = "outreach_drafts"))]
    draft: Option<Uuid>,
    /// The day they are back, when they are out of office.
    #[schemars(extend("format" = "date"))]
    until: Option<String>,
    /// In a few words.
    words: Option<String>,
}

/// What followed.
#[derive(Debug, Serialize, JsonSchema)]
struct Heard {
    /// The same in words.
    note: String,
}

pub(crate) fn suppress_verb() -> Verb {
    let summary = "Keeps an address, a domain, a company, a number or a profile from being written to, for good. A company stands for all its contacts \
                   and leads.";
    Verb::new("suppress", summary, super::WRITERS, suppress)
        .refuses("TL100", "without a reason, or when neither a value nor a lead that has one is named")
        .refuses("TL404", "when there is no such lead")
        .refuses("23514", "when the value is no address, domain, company, number or profile")
        .on("leads", "lead")
        .icon("ban")
}

pub(crate) fn stop_verb() -> Verb {
    let summary = "Stops the sequences of a lead; what was drafted to it and has not left is cancelled.";
    Verb::new("stop_sequence", summary, super::WRITERS, stop)
        .refuses("TL100", "without a reason")
        .refuses("TL404", "when there is no such lead")
        .on("leads", "lead")
        .icon("ban")
}

pub(crate) fn answer_verb() -> Verb {
    let summary = "Says what a lead answered to a message: an answer ends its sequences, a no or a bounce suppresses its address, an \
                   absence puts the next message off.";
    Verb::new("record_answer", summary, super::HEARERS, answer)
        .refuses("TL100", "when the day can't be read, or it is not known what was said")
        .refuses("TL404", "when there is no such lead or message")
        .on("leads", "lead")
        .icon("message-square")
}

async fn suppress(call: Call<'_>, input: Suppress) -> Result<Suppressed> {
    let reason = input.reason.trim();
    if reason.is_empty() {
        return Err(Error::new(400, "TL100", "Say why.").field("reason"));
    }
    if !matches!(&*input.what, "email" | "domain" | "company" | "phone" | "linkedin") {
        return Err(Error::new(400, "TL100", "Choose what is suppressed.").field("what"));
    }
    let mut value = input.value.map(|value| value.trim().to_string()).filter(|value| !value.is_empty());
    if let Some(lead) = input.lead {
        let sql = "select case $2 when 'email' then l.email::text when 'domain' then coalesce(outreach.domain_key(l.email), outreach.domain_key(c.website))
                     when 'phone' then l.phone::text when 'linkedin' then outreach.address_of(l.id, 'linkedin_manual')
                     else coalesce(l.company_name, c.name) end
                     from crm.leads l left join crm.clients c on c.org_id = l.org_id and c.id = l.client_id where l.id = $1";
        let row = call.record("lead", sql, &[&lead, &input.what]).await?;
        value = value.or_else(|| row.get(0));
    }
    let value = value.ok_or_else(|| Error::new(400, "TL100", "Say what is suppressed.").field("value"))?;
    call.as_system().await?;
    let sql = "select outreach.suppress($1::text::outreach.suppression_type, $2, $3, 'by_hand')";
    let entry: Uuid = call.record("entry", sql, &[&input.what, &value, &reason]).await?.get(0);
    if let Some(lead) = input.lead {
        call.execute("select outreach.end_sequences($1, 'stopped', $2)", &[&lead, &reason]).await?;
    }
    call.as_actor().await?;
    Ok(Suppressed { entry, note: format!("Nobody writes to {value} any more") })
}

async fn stop(call: Call<'_>, input: StopSequence) -> Result<Heard> {
    let reason = input.reason.trim();
    if reason.is_empty() {
        return Err(Error::new(400, "TL100", "Say why.").field("reason"));
    }
    call.sees(&[("lead", "crm.leads", Some(input.lead))]).await?;
    call.as_system().await?;
    call.execute("select outreach.end_sequences($1, 'stopped', $2)", &[&input.lead, &reason]).await?;
    call.as_actor().await?;
    Ok(Heard { note: "Nothing more is sent to them".into() })
}

async fn answer(call: Call<'_>, input: RecordAnswer) -> Result<Heard> {
    if !matches!(&*input.said, "answered" | "bounced" | "complained" | "unsubscribed" | "out_of_office") {
        return Err(Error::new(400, "TL100", "Choose what came back.").field("said"));
    }
    let until = input.until.as_deref().map(str::trim).filter(|day| !day.is_empty());
    if until.is_some_and(|day| day.parse::<jiff::civil::Date>().is_err()) {
        return Err(Error::new(400, "TL100", "This is no day.").field("until").hint("A day looks like 2027-01-31."));
    }
    call.sees(&[("lead", "crm.leads", Some(input.lead))]).await?;
    if let Some(draft) = input.draft {
        let sql = "select 1 from outreach.outreach_drafts where id = $1 and lead_id = $2";
        call.record("message", sql, &[&draft, &input.lead]).await?;
    }
    call.as_system().await?;
    let sql = "select outreach.hear($1, $2::text::outreach.outcome, $3, $4,
                 coalesce($5::text::date::timestamptz, case when $2::text = 'out_of_office' then now() + interval '7 days' end))";
    call.execute(sql, &[&input.lead, &input.said, &input.words, &input.draft, &until]).await?;
    call.as_actor().await?;
    Ok(Heard { note: "Noted".into() })
}
