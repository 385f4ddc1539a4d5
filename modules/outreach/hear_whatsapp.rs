//! What WhatsApp tells us: what became of messages, and what people wrote. It tells some things twice and in any order.

use super::replied::{asks_to_stop, sentiment};
use super::whatsapp_route::Fault;
use platform::verb::{Call, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

/// Things told in one go.
const MOST: usize = 1000;
/// Letters of a text that are kept.
const LONGEST: usize = 10_000;

/// What was told.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct HearWhatsapp {
    /// The number it is about.
    #[schemars(extend("x-noun" = "whatsapp_numbers"))]
    number: Uuid,
    /// The notification, as the Cloud API sends it.
    payload: Value,
}

/// What was done.
#[derive(Debug, Default, Serialize, JsonSchema)]
struct Heard {
    /// Messages people wrote.
    messages: usize,
    /// What was told of messages we sent.
    statuses: usize,
}

/// What a notification says of one number.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Told {
    metadata: Option<About>,
    statuses: Vec<Value>,
    messages: Vec<Value>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct About {
    phone_number_id: String,
}

#[derive(Debug, Deserialize)]
struct Status {
    id: String,
    status: String,
    timestamp: String,
    #[serde(default)]
    errors: Vec<Fault>,
}

#[derive(Debug, Deserialize)]
struct Written {
    id: String,
    from: String,
    timestamp: String,
    #[serde(rename = "type", default)]
    kind: String,
    text: Option<Text>,
    button: Option<Button>,
    context: Option<Context>,
}

#[derive(Debug, Deserialize)]
struct Text {
    body: String,
}

#[derive(Debug, Deserialize)]
struct Button {
    text: String,
}

#[derive(Debug, Deserialize)]
struct Context {
    id: Option<String>,
}

pub(crate) fn verb() -> Verb {
    let summary = "Takes in what WhatsApp tells: what became of messages, and what people wrote back. An answer ends a lead's \
                   sequences and is an activity of it; a no suppresses their number.";
    Verb::new("hear_whatsapp", summary, &["system"], hear_whatsapp).refuses("TL404", "when there is no such number")
}

async fn hear_whatsapp(call: Call<'_>, input: HearWhatsapp) -> Result<Heard> {
    let sql = "update outreach.whatsapp_numbers set heard_at = now() where id = $1 returning number_id";
    let number: String = call.record("number", sql, &[&input.number]).await?.get(0);
    let mut heard = Heard::default();
    let entries = input.payload["entry"].as_array().into_iter().flatten();
    let changes = entries.flat_map(|entry| entry["changes"].as_array().into_iter().flatten());
    for change in changes.take(MOST) {
        let Ok(told) = serde_json::from_value::<Told>(change["value"].clone()) else { continue };
        if told.metadata.is_some_and(|about| about.phone_number_id != number) {
            continue;
        }
        for status in told.statuses.into_iter().take(MOST) {
            let Ok(status) = serde_json::from_value::<Status>(status) else { continue };
            heard.statuses += usize::from(tell(call, input.number, &status).await?);
        }
        for message in told.messages.into_iter().take(MOST) {
            let Ok(message) = serde_json::from_value::<Written>(message) else { continue };
            heard.messages += usize::from(take_in(call, &message).await?);
        }
    }
    Ok(heard)
}

async fn tell(call: Call<'_>, number: Uuid, status: &Status) -> Result<bool> {
    let at = seconds(&status.timestamp);
    let fault = status.errors.first();
    let words = fault.map_or_else(|| "WhatsApp did not deliver it.".to_string(), Fault::words);
    let unreachable = fault.is_some_and(Fault::is_unreachable);
    let sql = "select outreach.whatsapp_status($1, $2, $3, $4, least(now(), to_timestamp($5::float8)))";
    let row = call.record("message", sql, &[&status.id, &status.status, &words, &unreachable, &at]).await?;
    if row.get::<_, Option<Uuid>>(0).is_some() {
        return Ok(true);
    }
    // A message that was handed over a moment ago does not know its number yet: WhatsApp tells again what is not taken.
    let sql = "select 1 from outreach.outbound_message_log where whatsapp_number_id = $1 and status = 'pending'
                and created_at > now() - interval '2 minutes' limit 1";
    if call.row(sql, &[&number]).await?.is_some() {
        return Err(Error::new(503, "TL409", "A message is under way.").hint("Tell it again."));
    }
    Ok(false)
}

async fn take_in(call: Call<'_>, message: &Written) -> Result<bool> {
    let at = seconds(&message.timestamp);
    let quoted = message.context.as_ref().and_then(|context| context.id.as_deref());
    let sql = "select lead, draft, is_new from outreach.whatsapp_wrote($1, $2, $3, to_timestamp($4::float8))";
    // WhatsApp names people by their number without a plus.
    let sender = format!("+{}", message.from.trim_start_matches('+'));
    let row = call.record("message", sql, &[&message.id, &sender, &quoted, &at]).await?;
    let (lead, draft, is_new): (Option<Uuid>, Option<Uuid>, bool) = (row.get(0), row.get(1), row.get(2));
    if !is_new || message.kind == "reaction" || message.kind == "system" {
        return Ok(false);
    }
    let text = message.text.as_ref().map(|text| text.body.as_str());
    let text = text.or_else(|| message.button.as_ref().map(|button| button.text.as_str())).unwrap_or_default();
    let text: String = text.chars().filter(|c| !c.is_control() || *c == '\n').take(LONGEST).collect();
    let is_no = asks_to_stop(&text);
    let sentiment = sentiment(&text);
    // Whoever it is, their number is not written to again.
    if is_no {
        let sql = "select outreach.suppress('phone', $1, 'Asked by WhatsApp', 'reply')";
        call.record("entry", sql, &[&sender]).await?;
    }
    let Some(lead) = lead else { return Ok(true) };
    let shown = if text.is_empty() { format!("(A message of the kind {})", message.kind) } else { text };
    let sql = "
      insert into crm.activities (type, subject, description, occurred_at, lead_id, opportunity_id, client_id, created_by,
          sentiment)
      select 'note', 'WhatsApp from ' || coalesce(nullif(l.contact_name, ''), nullif(l.company_name, ''), $2::text), $3::text,
             least(now(), to_timestamp($4::float8)), l.id, l.converted_opportunity_id, l.client_id, null, $5::text::crm.sentiment
        from crm.leads l where l.id = $1 returning id, subject";
    let activity = call.record("lead", sql, &[&lead, &sender, &shown, &at, &sentiment.mood()]).await?;
    let (outcome, words) = if is_no { ("unsubscribed", Some("Asked by WhatsApp")) } else { ("answered", None) };
    let sql = "
      insert into outreach.replies (lead_id, draft_id, activity_id, outcome, sentiment, sender, subject, words, received_at)
      values ($1, $2, $3, $4::text::outreach.outcome, $5::text::outreach.reply_sentiment, $6, $7, $8,
              least(now(), to_timestamp($9::float8)))";
    let (entry, subject): (Uuid, String) = (activity.get(0), activity.get(1));
    let wants = (!is_no).then(|| sentiment.word());
    call.execute(sql, &[&lead, &draft, &entry, &outcome, &wants, &sender, &subject, &shown, &at]).await?;
    let sql = "select outreach.hear($1, $2::text::outreach.outcome, $3::text, $4)";
    call.execute(sql, &[&lead, &outcome, &words, &draft]).await?;
    Ok(true)
}

fn seconds(text: &str) -> f64 {
    text.parse::<u32>().map_or(0.0, f64::from)
}
