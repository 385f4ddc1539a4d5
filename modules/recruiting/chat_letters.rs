//! Letters with the link to a chat: when the bot begins, when somebody is away, and to remind them.

use super::answer_chat::{say, settle, talk};
use super::chat_items::{About, about, as_server, theirs};
use super::status_link::status_link;
use crate::identity::outbox::{Letter, post};
use platform::verb::{Call, Done, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use uuid::Uuid;

/// A chat.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct OneChat {
    /// The application.
    #[schemars(extend("x-noun" = "applications"))]
    application: Uuid,
}

pub(crate) fn mail_verb() -> Verb {
    let summary = "Writes to somebody who applied that there is a message in the chat, when they have not read it for some \
                   minutes; once until they come back.";
    Verb::new("mail_chat", summary, &["system"], mail_chat).refuses("TL404", "when there is no such application")
}

pub(crate) fn remind_verb() -> Verb {
    let summary = "Reminds somebody who applied and does not answer in the chat: what was asked is asked again, and a letter \
                   with the link goes out.";
    Verb::new("send_chat_reminder", summary, super::PLACERS, send_reminder)
        .refuses("TL404", "when there is no such application, or it is not theirs to change")
        .refuses("TL409", "when nothing is waited for")
        .icon("send")
}

/// Whether a letter with a link can reach the person.
pub(super) fn is_reached(call: Call<'_>, about: &About) -> bool {
    call.tools.sends_mail && !call.tools.public_url.is_empty() && about.email.is_some()
}

/// A new link to the chat. The transaction goes on as the server.
pub(super) async fn link(call: Call<'_>, about: &About) -> Result<(String, String)> {
    let made = status_link(call, about.application).await?;
    Ok((format!("{}/chat", made.url), made.expires_at))
}

/// Writes a letter with a link to the chat; answers its id. It repeats nothing that was typed. The transaction goes on as the
/// server.
pub(super) async fn write(call: Call<'_>, about: &About, begins: &str) -> Result<Option<Uuid>> {
    let Some(sealed) = about.email.as_deref().filter(|_| is_reached(call, about)) else { return Ok(None) };
    let keys = call.keys().await?;
    let to = keys.open("candidates", "email", about.person.as_bytes(), sealed);
    let to = to.map_err(|e| Error::new(500, "58000", e.to_string()))?;
    let (url, _) = link(call, about).await?;
    let body = format!(
        "Hello,\n\n{begins}\n\nHere you read it and answer, without an account. The link is yours alone; please do not pass it \
         on:\n\n{url}\n\n{}\n",
        about.organisation
    );
    let subject = format!("Your application: {}", about.job_title);
    let about_it = Some(("applications", about.application));
    let letter = Letter { to, subject, body, kind: "key", about: about_it, ..Letter::default() };
    let letter = post(call, &keys, &letter).await?;
    as_server(call).await?;
    let sql = "update recruiting.chats set mailed_at = now(), mail_due_at = null where application_id = $1";
    call.execute(sql, &[&about.application]).await?;
    Ok(Some(letter))
}

/// The verb: the server, when a message was not read for so long.
async fn mail_chat(call: Call<'_>, input: OneChat) -> Result<Done> {
    let about = about(call, input.application).await?;
    let sql = "select c.mailed_at is null and c.mail_due_at <= now() and exists (
                 select from recruiting.chat_messages m where m.application_id = $1 and m.sender_type <> 'candidate'
                    and not m.is_read)
                 from recruiting.chat_of($1) c";
    let is_due = call.record("application", sql, &[&input.application]).await?.get::<_, Option<bool>>(0);
    let is_over = !about.is_active || about.status == "declined";
    if is_due != Some(true) || is_over {
        return Ok(Done { note: "They have read it".into() });
    }
    let begins = format!("there is a message for you about your application for {}.", about.job_title);
    let sent = write(call, &about, &begins).await?;
    Ok(Done { note: if sent.is_some() { "A letter goes out" } else { "There is no way to write to them" }.into() })
}

/// The verb: whoever may change the application.
async fn send_reminder(call: Call<'_>, input: OneChat) -> Result<Done> {
    let about = theirs(call, input.application).await?;
    if !about.is_active || !["contacting", "awaiting_reply", "live_chat"].contains(&about.status.as_str()) {
        return Err(Error::new(409, "TL409", "Nobody waits for an answer in this chat.").hint("Write to them instead."));
    }
    let sql = "select coalesce((select has_bot from recruiting.chats where application_id = $1), false)";
    let has_bot: bool = call.record("chat", sql, &[&input.application]).await?.get(0);
    if !has_bot {
        let sql = "insert into recruiting.chat_messages (application_id, message_text) values ($1, $2)";
        let words = "Just a reminder: we look forward to your answer.";
        call.execute(sql, &[&input.application, &words]).await?;
    }
    as_server(call).await?;
    if has_bot {
        let mut talk = talk(call, &about).await?;
        talk.remind();
        settle(call, &about, &talk).await?;
    }
    let begins = format!("we wait for your answer about your application for {}.", about.job_title);
    let sent = write(call, &about, &begins).await?;
    let note = if sent.is_some() { "The reminder is on its way" } else { "They see it when they open the chat" };
    Ok(Done { note: note.into() })
}

/// Lets the chat begin: the bot's first words, and the letter with the link. Answers the link where no letter takes it.
pub(super) async fn begin(
    call: Call<'_>,
    about: &About,
    opening: &str,
    by_mail: bool,
) -> Result<Option<(String, String)>> {
    as_server(call).await?;
    call.execute("select recruiting.begin_chat($1)", &[&about.application]).await?;
    say(call, about, opening).await?;
    if by_mail {
        let begins = format!("we have a few questions about your application for {}.", about.job_title);
        let letter = write(call, about, &begins).await?;
        let sql = "update recruiting.chats set letter_id = $2 where application_id = $1";
        call.execute(sql, &[&about.application, &letter]).await?;
        return Ok(None);
    }
    let link = link(call, about).await?;
    call.execute("select recruiting.move_chat($1, 'awaiting_reply')", &[&about.application]).await?;
    Ok(Some(link))
}
