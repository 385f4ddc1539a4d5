//! A chat with somebody about their application: the bot begins, people take it over and hand it back.

use super::answer_chat::{settle, talk};
use super::chat_bot::opening;
use super::chat_items::{as_server, items, theirs};
use super::chat_letters::{begin, is_reached};
use platform::verb::{Call, Done, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// An application whose chat begins.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct StartChat {
    /// The application.
    #[schemars(extend("x-noun" = "applications"))]
    application: Uuid,
    /// How the link gets to the person: mail is sent, link is passed on by you; mail without it, where there is a way.
    #[schemars(extend("enum" = ["mail", "link"]))]
    by: Option<String>,
}

/// An application with a chat.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct OneChat {
    /// The application.
    #[schemars(extend("x-noun" = "applications"))]
    application: Uuid,
}

/// Applications to look at.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct KeepChats {
    /// These applications; all without it.
    about: Option<Vec<Uuid>>,
}

/// The chat that began.
#[derive(Debug, Serialize, JsonSchema)]
struct Started {
    /// Where the person chats; only when you pass it on, and shown only now.
    url: Option<String>,
    /// When it stops working.
    expires_at: Option<String>,
    /// The same in words.
    note: &'static str,
}

pub(crate) fn start_verb() -> Verb {
    let summary = "Lets the bot begin a chat with somebody who applied: it writes to them, asks the job's questions and answers \
                   theirs about the job.";
    Verb::new("start_chat", summary, super::PLACERS, start_chat)
        .refuses("TL404", "when there is no such application, or it is not theirs to change")
        .refuses("TL409", "when it began already, or the application has ended")
        .refuses("TL100", "when no letter can go out, and one was asked for")
        .on("applications", "application")
        .with_own_button()
        .shows("url")
        .icon("bot")
}

pub(crate) fn take_over_verb() -> Verb {
    let summary = "Takes a chat over from the bot, which is silent until the chat is handed back.";
    Verb::new("take_over_chat", summary, super::PLACERS, take_over)
        .refuses("TL404", "when there is no such application, or it is not theirs to change")
        .refuses("TL409", "when the bot does not speak in it")
        .icon("user-check")
}

pub(crate) fn hand_back_verb() -> Verb {
    let summary = "Hands a chat back to the bot, which goes on with what it has to ask.";
    Verb::new("hand_back_chat", summary, super::PLACERS, hand_back)
        .refuses("TL404", "when there is no such application, or it is not theirs to change")
        .refuses("TL409", "when the bot speaks in it, it did not begin, they declined, or the application has ended")
        .icon("bot")
}

pub(crate) fn read_verb() -> Verb {
    let summary = "Says that what the other side wrote in a chat was read.";
    let roles = &["admin", "manager", "consultant", "staff", "recruiter", "candidate"];
    Verb::new("mark_chat_read", summary, roles, mark_read)
        .refuses("TL404", "when there is no such application, or it is not theirs to see")
}

pub(crate) fn keep_verb() -> Verb {
    let summary = "Keeps what chats ask of recruiters in their queue: who waits for an answer, who does not answer, where the \
                   bot handed over. The server does it soon after something was said, and every night.";
    Verb::new("keep_chats", summary, &["system"], keep_chats)
}

/// The verb: whoever may change the application.
async fn start_chat(call: Call<'_>, input: StartChat) -> Result<Started> {
    let about = theirs(call, input.application).await?;
    if !about.is_active {
        return Err(Error::new(409, "TL409", "This application has ended.").hint("Write to them yourself."));
    }
    if about.status != "new" {
        return Err(Error::new(409, "TL409", "This chat began already.").hint("Hand it back to the bot, or write."));
    }
    let by_mail = match input.by.as_deref() {
        Some("link") => false,
        Some("mail") if !is_reached(call, &about) => {
            let words = "No letter can go out: the person has no e-mail address, or the server sends none.";
            return Err(Error::new(400, "TL100", words).hint("Pass the link on yourself.").field("by"));
        }
        Some("mail") => true,
        None => is_reached(call, &about),
        Some(_) => return Err(Error::new(400, "TL100", "It goes by mail or link.").field("by")),
    };
    let questions = items(call, &about, &[]).await?.len();
    let words = opening(&about.first_name, &about.organisation, &about.job_title, questions);
    let link = begin(call, &about, &words, by_mail).await?;
    call.report("started_chat", "applications", input.application, "let the bot begin a chat").await?;
    Ok(match link {
        Some((url, expires_at)) => {
            Started { url: Some(url), expires_at: Some(expires_at), note: "Pass the link on to the person" }
        }
        None => Started { url: None, expires_at: None, note: "The bot writes to them" },
    })
}

/// The verb: whoever may change the application.
async fn take_over(call: Call<'_>, input: OneChat) -> Result<Done> {
    theirs(call, input.application).await?;
    as_server(call).await?;
    let sql = "select c.has_bot from recruiting.chat_of($1) c";
    if !call.record("chat", sql, &[&input.application]).await?.get::<_, bool>(0) {
        return Err(Error::new(409, "TL409", "The bot does not speak in this chat.").hint("Just write."));
    }
    call.execute("select recruiting.turn_chat($1, false)", &[&input.application]).await?;
    Ok(Done { note: "The bot is silent now".into() })
}

/// The verb: whoever may change the application.
async fn hand_back(call: Call<'_>, input: OneChat) -> Result<Done> {
    let about = theirs(call, input.application).await?;
    let refused = |words: &str, hint: &str| Err(Error::new(409, "TL409", words).hint(hint));
    match about.status.as_str() {
        _ if !about.is_active => return refused("This application has ended.", "Write to them yourself."),
        "new" => return refused("This chat did not begin.", "Start it."),
        "declined" => return refused("They want no more of it.", "Write to them yourself."),
        _ => {}
    }
    as_server(call).await?;
    let sql = "select c.has_bot from recruiting.chat_of($1) c";
    if call.record("chat", sql, &[&input.application]).await?.get(0) {
        return refused("The bot speaks in this chat already.", "Take it over, if it should not.");
    }
    call.execute("select recruiting.turn_chat($1, true)", &[&input.application]).await?;
    let mut talk = talk(call, &about).await?;
    talk.next();
    settle(call, &about, &talk).await?;
    Ok(Done { note: "The bot goes on".into() })
}

/// The verb: each side for what the other wrote.
async fn mark_read(call: Call<'_>, input: OneChat) -> Result<Done> {
    let is_candidate = call.actor.candidate.is_some();
    // Of us, whoever may change the application reads for the others.
    let lock = if is_candidate || call.actor.role == "system" { "" } else { "for no key update" };
    let sql = format!("select 1 from recruiting.applications where id = $1 {lock}");
    call.record("application", &sql, &[&input.application]).await?;
    as_server(call).await?;
    let sql = "update recruiting.chat_messages set is_read = true
                where application_id = $1 and not is_read and (sender_type = 'candidate') = not $2";
    let read = call.execute(sql, &[&input.application, &is_candidate]).await?;
    if is_candidate {
        let sql = "update recruiting.chats set seen_at = now(), mail_due_at = null, mailed_at = null
                    where application_id = $1";
        call.execute(sql, &[&input.application]).await?;
    }
    Ok(Done { note: if read == 1 { "1 message was read".into() } else { format!("{read} messages were read") } })
}

/// The verb: the server.
async fn keep_chats(call: Call<'_>, input: KeepChats) -> Result<Done> {
    let made: i32 = call.record("chat", "select recruiting.keep_chat_actions($1)", &[&input.about]).await?.get(0);
    Ok(Done { note: if made == 1 { "1 new action".into() } else { format!("{made} new actions") } })
}
