//! A person's calendar as a link other calendars subscribe to.

use platform::secrets::{hash, new_token};
use platform::verb::{Call, Nothing, Verb};
use platform::{Actor, DbError};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::Serialize;

/// The link, shown once.
#[derive(Debug, Serialize, JsonSchema)]
struct CalendarFeed {
    /// Its address; whoever knows it reads the calendar.
    url: String,
}

/// What became of the link.
#[derive(Debug, Serialize, JsonSchema)]
struct Closed {
    /// Links that stopped working.
    closed: u64,
}

pub(crate) fn open_verb() -> Verb {
    let summary = "Makes a link with your meetings, tasks, due dates and follow-ups for your calendar. \
                   A former link stops working.";
    Verb::new("open_calendar_feed", summary, super::MEMBERS, open_calendar_feed)
        .refuses("TL100", "when a program without a person asks")
        .in_palette()
        .shows("url")
}

pub(crate) fn close_verb() -> Verb {
    Verb::new(
        "close_calendar_feed",
        "Makes the link of your calendar stop working.",
        super::MEMBERS,
        close_calendar_feed,
    )
    .in_palette()
}

async fn close_calendar_feed(call: Call<'_>, _: Nothing) -> Result<Closed> {
    call.tx.become_actor(&Actor { role: "auth", ..call.actor.clone() }).await?;
    let sql = "delete from identity.calendar_feeds where org_id = $1 and user_id = $2";
    Ok(Closed { closed: call.execute(sql, &[&call.actor.org, &call.actor.user]).await? })
}

/// The verb: one link a person.
async fn open_calendar_feed(call: Call<'_>, _: Nothing) -> Result<CalendarFeed> {
    let user = call
        .actor
        .user
        .ok_or_else(|| Error::new(400, "TL100", "A calendar belongs to a person; an API key has none."))?;
    let token = new_token();
    call.tx.become_actor(&Actor { role: "auth", operation: None, ..call.actor.clone() }).await?;
    call.tx
        .execute("delete from identity.calendar_feeds where org_id = $1 and user_id = $2", &[&call.actor.org, &user])
        .await
        .map_err(DbError::from)?;
    call.execute(
        "insert into identity.calendar_feeds (org_id, user_id, token_hash) values ($1, $2, $3)",
        &[&call.actor.org, &user, &hash(&token)],
    )
    .await?;
    Ok(CalendarFeed { url: format!("{}/calendar/{token}.ics", call.tools.public_url) })
}
