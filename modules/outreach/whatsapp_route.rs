//! A WhatsApp number made ready to send: where the Cloud API is asked, its token opened, and what it answers.

use platform::mail::Ending;
use platform::outbound::{Body, Limits, Outbound, PrivateAddress, Request};
use platform::verb::Call;
use records::Error;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// How long the API may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// Bytes of an answer.
const LARGEST: u64 = 64 << 10;

/// A number that can send.
pub(super) struct Number {
    outbound: Arc<dyn Outbound>,
    /// Where it is asked: the API with its version, then the number's id.
    at: String,
    token: String,
    /// What of it was read: it changes with the number.
    pub(super) version: String,
}

/// A message by WhatsApp.
#[derive(Debug)]
pub(super) struct Message {
    /// The recipient's number, in digits.
    pub(super) to: String,
    pub(super) says: Says,
}

/// What it says.
#[derive(Debug)]
pub(super) enum Says {
    /// A text, within 24 hours after they wrote.
    Text(String),
    /// An approved template, with what stands in it.
    Template { name: String, language: String, values: Vec<String> },
}

/// Opens a number. The transaction goes on as who asks.
///
/// # Errors
/// TL404 when it is not there; TL409 when it has no token; 58000 when that can't be opened.
pub(super) async fn of_number(call: Call<'_>, number: Uuid) -> records::Result<Number> {
    let keys = call.keys().await?;
    let sql = "select address::text, number_id, updated_at::text from outreach.whatsapp_numbers where id = $1";
    let row = call.record("number", sql, &[&number]).await?;
    call.as_system().await?;
    let sealed = call.record("number", "select token from outreach.whatsapp_secrets($1)", &[&number]).await?;
    call.as_actor().await?;
    let sealed: Option<&[u8]> = sealed.get(0);
    let sealed = sealed.ok_or_else(|| {
        Error::new(409, "TL409", "This number has no access token.").hint("Set its keys first.").field("token")
    })?;
    let token = keys.open("whatsapp_numbers", "token", number.as_bytes(), sealed);
    let (address, id): (String, String) = (row.get(0), row.get(1));
    Ok(Number {
        outbound: Arc::clone(&call.tools.outbound),
        at: format!("{}/{id}", address.trim_end_matches('/')),
        token: token.map_err(|e| Error::new(500, "58000", e.to_string()))?,
        version: row.get(2),
    })
}

impl Number {
    /// What people see of the number, when the API knows it and lets us in.
    pub(super) async fn shown_as(&self) -> Result<String, Ending> {
        let url = format!("{}?fields=display_phone_number,verified_name", self.at);
        let answer = self.asked(Request::get(url)).await?;
        let said = |key: &str| answer[key].as_str().unwrap_or_default().to_string();
        let shown = format!("{} {}", said("display_phone_number"), said("verified_name"));
        Ok(shown.chars().filter(|c| !c.is_control()).take(100).collect::<String>().trim().to_string())
    }

    /// Hands a message over; answers the number WhatsApp gave it.
    pub(super) async fn send(&self, message: &Message) -> Result<String, Ending> {
        let mut request = Request::of(http::Method::POST, format!("{}/messages", self.at));
        request.headers.push(("content-type", "application/json".into()));
        request.body = Body::Bytes(message.body().to_string().into());
        let answer = self.asked(request).await?;
        let id = answer["messages"][0]["id"].as_str().filter(|id| !id.is_empty() && id.len() <= 500);
        id.map(str::to_string).ok_or_else(|| Ending::Unknown("WhatsApp answered without a message.".into()))
    }

    async fn asked(&self, mut request: Request) -> Result<Value, Ending> {
        request.headers.push(("authorization", format!("Bearer {}", self.token)));
        request.limits = Limits { time: PATIENCE, bytes: LARGEST, redirects: 0, ..Limits::default() };
        let reply = self.outbound.send(request).await.map_err(|e| match e.is::<PrivateAddress>() {
            true => Ending::Closed(format!("{e:#}")),
            false => Ending::Unknown(format!("WhatsApp did not answer. {e:#}")),
        })?;
        let status = reply.status;
        let bytes = reply.bytes().await.map_err(|e| Ending::Unknown(format!("WhatsApp broke off. {e}")))?;
        let answer: Value = serde_json::from_slice(&bytes).unwrap_or_default();
        if (200..300).contains(&status) {
            return Ok(answer);
        }
        Err(refused(status, answer.get("error").cloned().unwrap_or_default()))
    }
}

impl Message {
    fn body(&self) -> Value {
        let mut body = json!({ "messaging_product": "whatsapp", "recipient_type": "individual", "to": self.to });
        match &self.says {
            Says::Text(text) => {
                body["type"] = json!("text");
                body["text"] = json!({ "body": text, "preview_url": false });
            }
            Says::Template { name, language, values } => {
                let values: Vec<Value> = values.iter().map(|v| json!({ "type": "text", "text": v })).collect();
                let parts =
                    if values.is_empty() { json!([]) } else { json!([{ "type": "body", "parameters": values }]) };
                body["type"] = json!("template");
                body["template"] = json!({ "name": name, "language": { "code": language }, "components": parts });
            }
        }
        body
    }
}

/// What the Cloud API says when it does not take something.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Fault {
    code: i64,
    message: String,
    title: String,
    error_data: Option<FaultData>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct FaultData {
    details: String,
}

impl Fault {
    /// In words.
    pub(super) fn words(&self) -> String {
        let details = self.error_data.as_ref().map(|data| data.details.as_str()).unwrap_or_default();
        let said =
            [details, &self.message, &self.title].into_iter().find(|said| !said.is_empty()).unwrap_or("No reason.");
        let said: String = said.chars().map(|c| if c.is_control() { ' ' } else { c }).take(400).collect();
        format!("WhatsApp: {said} ({})", self.code)
    }

    /// Whether nobody is reached at this number by WhatsApp.
    pub(super) fn is_unreachable(&self) -> bool {
        self.code == 131_026
    }
}

/// By the codes the Cloud API documents.
fn refused(status: u16, error: Value) -> Ending {
    let fault: Fault = serde_json::from_value(error).unwrap_or_default();
    let words = fault.words();
    match fault.code {
        // The token, its rights, the account's payment or lock.
        0 | 3 | 10 | 190 | 200..=299 | 131_005 | 131_031 | 131_042 if status != 429 && status < 500 => {
            Ending::Closed(words)
        }
        // Too much at once, or they are unwell.
        1 | 2 | 4 | 80_007 | 130_429 | 131_048 | 131_056 | 131_016 | 131_057 => Ending::Later(words),
        _ if status == 429 || status == 503 => Ending::Later(words),
        131_026 => Ending::NoSuchAddress(words),
        _ if status >= 500 => Ending::Unknown(words),
        _ => Ending::Refused(words),
    }
}
