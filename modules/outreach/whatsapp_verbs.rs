//! WhatsApp numbers: their secrets, whether WhatsApp knows them, and the address it tells us things at.

use super::whatsapp_route::of_number;
use crate::identity::guest_links::{NewLink, open_link};
use platform::verb::{Call, Site, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The purpose of the link WhatsApp tells us things by.
pub const WEBHOOK: &str = "whatsapp_webhook";
/// Days it works.
const DAYS: i32 = 3650;

/// The secrets of a number.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SetKeys {
    /// The number.
    #[schemars(extend("x-noun" = "whatsapp_numbers"))]
    number: Uuid,
    /// Access token of a system user that may send; it stays when left out.
    #[schemars(extend("format" = "password"))]
    token: Option<String>,
    /// App secret, by which what WhatsApp tells us is known to be from it; it stays when left out.
    #[schemars(extend("format" = "password"))]
    app_secret: Option<String>,
}

/// A number.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct OneNumber {
    /// The number.
    #[schemars(extend("x-noun" = "whatsapp_numbers"))]
    number: Uuid,
}

/// How it stands.
#[derive(Debug, Serialize, JsonSchema)]
struct Stands {
    /// It sends.
    verified: bool,
    /// The same in words.
    note: String,
}

/// Where WhatsApp tells us things.
#[derive(Debug, Serialize, JsonSchema)]
struct Webhook {
    /// The callback URL, to be entered in the app's WhatsApp settings.
    url: String,
    /// The verify token that is entered beside it.
    verify_token: String,
    /// The same in words.
    note: &'static str,
}

pub(crate) fn keys_verb() -> Verb {
    let summary = "Sets the access token and the app secret of a WhatsApp number. Nobody reads them again. It has to be verified \
                   afterwards.";
    Verb::new("set_whatsapp_keys", summary, super::KEEPERS, set_keys)
        .refuses("TL100", "when nothing is set")
        .refuses("TL404", "when there is no such number")
        .on("whatsapp_numbers", "number")
        .icon("key-round")
}

pub(crate) fn verify_verb() -> Verb {
    let summary = "Asks WhatsApp whether it knows the number and lets us in. Nothing is sent by it before.";
    Verb::asking("verify_whatsapp_number", summary, super::KEEPERS, verify)
        .awaited()
        .refuses("TL404", "when there is no such number")
        .refuses("TL409", "when it has no access token")
        .on("whatsapp_numbers", "number")
        .icon("badge-check")
}

pub(crate) fn webhook_verb() -> Verb {
    let summary = "Makes the address at which WhatsApp tells of deliveries and answers; one made before stops working. It is shown \
                   once.";
    Verb::new("open_whatsapp_webhook", summary, super::KEEPERS, open_webhook)
        .refuses("TL404", "when there is no such number")
        .refuses("TL409", "when it has no app secret")
        .on("whatsapp_numbers", "number")
        .icon("link")
}

/// Who may change a number.
async fn theirs(call: Call<'_>, number: Uuid) -> Result<()> {
    call.record("number", "select 1 from outreach.whatsapp_numbers where id = $1 for update", &[&number])
        .await
        .map(drop)
}

async fn set_keys(call: Call<'_>, input: SetKeys) -> Result<Stands> {
    theirs(call, input.number).await?;
    let keys = call.keys().await?;
    let mut sealed = Vec::new();
    for (column, text) in [("token", &input.token), ("app_secret", &input.app_secret)] {
        let Some(text) = text.as_deref().map(str::trim).filter(|text| !text.is_empty()) else { continue };
        let bytes = keys.seal("whatsapp_numbers", column, &input.number, text);
        sealed.push((column, bytes.map_err(|e| Error::new(500, "58000", e.to_string()))?));
    }
    if sealed.is_empty() {
        return Err(Error::new(400, "TL100", "Enter the access token or the app secret.").field("token"));
    }
    // A secret is no part of what undo brings back.
    call.tx.become_actor(&platform::Actor { role: "system", operation: None, ..call.actor.clone() }).await?;
    for (column, bytes) in sealed {
        let unverified = if column == "token" { ", verified_at = null, failure = null" } else { "" };
        let sql = format!("update outreach.whatsapp_numbers set {column} = $2::bytea{unverified} where id = $1");
        call.execute(&sql, &[&input.number, &bytes]).await?;
    }
    call.as_actor().await?;
    Ok(Stands { verified: false, note: "Kept; verify the number now".into() })
}

async fn verify(site: Site<'_>, input: OneNumber) -> Result<Stands> {
    let number = site
        .read(async |call| {
            theirs(call, input.number).await?;
            of_number(call, input.number).await
        })
        .await?;
    let told = number.shown_as().await;
    let (shown, failure) = match told {
        Ok(shown) => (Some(shown), None),
        Err(ending) => (None, ending.why().map(|why| why.chars().take(500).collect::<String>())),
    };
    site.write(serde_json::Value::Null, async |call| {
        call.as_system().await?;
        // What was tried is what stands there now.
        let sql = "update outreach.whatsapp_numbers set verified_at = case when $2::text is null then now() end,
                     failure = $2, shown_as = coalesce(nullif($3::text, ''), shown_as)
                    where id = $1 and updated_at = $4::text::timestamptz";
        call.execute(sql, &[&input.number, &failure, &shown, &number.version]).await?;
        call.as_actor().await
    })
    .await?;
    let note = failure.clone().unwrap_or_else(|| format!("{} sends", shown.as_deref().unwrap_or("The number")));
    Ok(Stands { verified: failure.is_none(), note })
}

async fn open_webhook(call: Call<'_>, input: OneNumber) -> Result<Webhook> {
    theirs(call, input.number).await?;
    call.as_system().await?;
    let sealed =
        call.record("number", "select app_secret from outreach.whatsapp_secrets($1)", &[&input.number]).await?;
    call.as_actor().await?;
    if sealed.get::<_, Option<&[u8]>>(0).is_none() {
        return Err(Error::new(409, "TL409", "Without the app secret anybody could tell us things.")
            .hint("Set the app secret first."));
    }
    let link = NewLink { purpose: WEBHOOK, noun: "whatsapp_numbers", record: input.number, days: DAYS };
    let url = open_link(call, &link).await?.url;
    call.as_actor().await?;
    let verify_token = url.rsplit('/').next().unwrap_or_default().to_string();
    Ok(Webhook { url, verify_token, note: "Enter both in the app's WhatsApp settings, and subscribe to messages" })
}
