//! The bot answers what somebody who applied wrote, where it speaks.

use super::chat_bot::Found;
use super::chat_bot::{Asked, End, Key, Talk};
use super::chat_items::{About, about, as_server, items, keep};
use super::chat_job::{answering, passages};
use super::chat_model;
use platform::verb::{Call, Site, Verb};
use records::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

/// An application whose person wrote.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AnswerChat {
    /// The application.
    #[schemars(extend("x-noun" = "applications"))]
    application: Uuid,
}

/// What became of it.
#[derive(Debug, Serialize, JsonSchema)]
struct Answered {
    /// Whether the bot said something.
    answered: bool,
    /// The same in words.
    note: &'static str,
}

/// What was said and not answered, and where the conversation stands.
struct Heard {
    about: About,
    talk: Talk,
    messages: Vec<String>,
    /// The last of them.
    last: Uuid,
}

pub(crate) fn verb() -> Verb {
    let summary = "Answers what somebody who applied wrote in the chat, as the bot: takes answers to the job's questions once \
                   they are confirmed, quotes the text of the job, or hands over. Where the bot is silent nothing happens.";
    Verb::work("answer_chat", summary, &["system"], answer_chat)
        .refuses("TL404", "when there is no such application")
        .queue("chats")
}

/// The verb: between reading and writing the model is asked, while no connection is held.
async fn answer_chat(site: Site<'_>, input: AnswerChat) -> Result<Answered> {
    let silent = Answered { answered: false, note: "Nothing is to be answered" };
    let Some(mut heard) = site.read(async |call| hear(call, input.application).await).await? else {
        return Ok(silent);
    };
    let Heard { about, talk, messages, last } = &mut heard;
    for said in messages.iter() {
        let mut found = None;
        if talk.asks_about_job(said, about.today) {
            let job = site
                .read(async |call| {
                    call.tx.become_actor(&about.candidate(call)).await?;
                    passages(call, about.job).await
                })
                .await?;
            found = match (chat_model::told(&site, &job, said).await?, site.tools.embed.as_deref()) {
                (Some(told), _) => Some(Found::Told(told)),
                (None, Some(model)) => answering(model, &job, said).await?.map(Found::Passage),
                (None, None) => None,
            };
        }
        talk.hear(said, found.as_ref(), about.today);
    }
    let answered = site
        .write((), async |call| {
            let now = "select c.has_bot, (select m.id from recruiting.chat_messages m where m.application_id = $1
                         order by m.sent_at desc, m.id desc limit 1)
                         from recruiting.chat_of($1) c";
            let row = call.record("application", now, &[&about.application]).await?;
            // Somebody wrote meanwhile: the bot was silenced, or all of it is answered at once.
            if !row.get::<_, bool>(0) || row.get::<_, Option<Uuid>>(1) != Some(*last) {
                return Ok(false);
            }
            settle(call, about, talk).await?;
            Ok(true)
        })
        .await?;
    Ok(if answered { Answered { answered, note: "The bot answered" } } else { silent })
}

/// What waits for the bot, if it speaks.
async fn hear(call: Call<'_>, application: Uuid) -> Result<Option<Heard>> {
    let about = about(call, application).await?;
    let sql = "select c.has_bot, c.asked, c.skipped, c.misses from recruiting.chats c where c.application_id = $1";
    let Some(row) = call.row(sql, &[&application]).await? else { return Ok(None) };
    if !row.get::<_, bool>(0) || !about.is_active {
        return Ok(None);
    }
    let said = "select m.id, m.message_text from recruiting.chat_messages m
                 where m.application_id = $1 and m.sender_type = 'candidate' and not exists (
                   select from recruiting.chat_messages l where l.application_id = $1 and l.sender_type <> 'candidate'
                      and (l.sent_at, l.id) > (m.sent_at, m.id))
                 order by m.sent_at desc, m.id desc limit 20";
    let mut said = call.query(said, &[&application]).await?;
    said.reverse();
    let Some(last) = said.last().map(|row| row.get(0)) else { return Ok(None) };
    let talk = talk_of(call, &about, row.get(1), &row.get(2), row.get(3)).await?;
    Ok(Some(Heard { about, talk, messages: said.iter().map(|row| row.get(1)).collect(), last }))
}

/// Where a conversation stands.
async fn talk_of(call: Call<'_>, about: &About, asked: Option<Value>, skipped: &Value, misses: i16) -> Result<Talk> {
    let skipped: Vec<Key> = serde_json::from_value(skipped.clone()).unwrap_or_default();
    let asked: Option<Asked> = asked.and_then(|asked| serde_json::from_value(asked).ok());
    Ok(Talk { asked, items: items(call, about, &skipped).await?, misses, ..Talk::default() })
}

/// The conversation from where it stands; the bot has heard nothing new.
pub(super) async fn talk(call: Call<'_>, about: &About) -> Result<Talk> {
    as_server(call).await?;
    let sql = "select c.asked, c.skipped, c.misses from recruiting.chat_of($1) c";
    let row = call.record("application", sql, &[&about.application]).await?;
    talk_of(call, about, row.get(0), &row.get(1), row.get(2)).await
}

/// Keeps what was agreed to, says what is to be said, and moves the chat where that leads.
pub(super) async fn settle(call: Call<'_>, about: &About, talk: &Talk) -> Result<()> {
    as_server(call).await?;
    for (key, said) in &talk.agreed {
        keep(call, about, key, said).await?;
    }
    let asked = talk.asked.as_ref().map(|asked| json!(asked));
    let sql = "update recruiting.chats set asked = $2, misses = $3, skipped = skipped || $4 where application_id = $1";
    call.execute(sql, &[&about.application, &asked, &talk.misses, &json!(talk.skipped)]).await?;
    // Who hands over has not read for others.
    if let Some(End::HandOver(why)) = &talk.end {
        call.execute("select recruiting.hand_over_chat($1, $2)", &[&about.application, why]).await?;
    }
    // Nor has who takes a no: it waits, unread, for somebody of us.
    if talk.end == Some(End::Declined) {
        let sql = "update recruiting.chats set has_bot = false where application_id = $1";
        call.execute(sql, &[&about.application]).await?;
    }
    say(call, about, &talk.says.join("\n\n")).await?;
    if talk.end == Some(End::Declined) {
        call.execute("select recruiting.move_chat($1, 'declined')", &[&about.application]).await?;
    } else if talk.is_complete() {
        call.execute("select recruiting.move_chat($1, 'completed')", &[&about.application]).await?;
    }
    Ok(())
}

/// Says something as the bot; the transaction is the server's.
pub(super) async fn say(call: Call<'_>, about: &About, words: &str) -> Result<()> {
    let words: String = words.chars().take(4000).collect();
    let sql = "insert into recruiting.chat_messages (application_id, message_text) values ($1, $2)";
    if !words.trim().is_empty() {
        call.execute(sql, &[&about.application, &words]).await?;
    }
    Ok(())
}
