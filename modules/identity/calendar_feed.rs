//! A person's calendar as a link other calendars subscribe to.

use platform::secrets::{hash, new_token};
use platform::verb::{self, Call, Nothing, Verb};
use platform::{Actor, DbError};
use records::{Error, Result};
use serde::Serialize;
use serde_json::json;

/// The link, shown once.
#[derive(Debug, Serialize)]
pub struct CalendarFeed {
    /// Its address; whoever knows it reads the calendar.
    pub url: String,
}

pub(crate) fn open_verb() -> Verb {
    Verb::new("open_calendar_feed", "Makes a link with your meetings, tasks, due dates and follow-ups for your calendar. A former link stops working.", super::MEMBERS, json!({}), |call, input| {
        Box::pin(async move {
            let Nothing {} = verb::input(input)?;
            verb::output(open_calendar_feed(call).await?)
        })
    })
    .in_palette()
    .shows("url")
}

pub(crate) fn close_verb() -> Verb {
    Verb::new(
        "close_calendar_feed",
        "Makes the link of your calendar stop working.",
        super::MEMBERS,
        json!({}),
        |call, input| {
            Box::pin(async move {
                let Nothing {} = verb::input(input)?;
                call.tx.become_actor(&Actor { role: "auth", ..call.actor.clone() }).await?;
                let closed = call
                    .execute(
                        "delete from identity.calendar_feeds where org_id = $1 and user_id = $2",
                        &[&call.actor.org, &call.actor.user],
                    )
                    .await?;
                verb::output(json!({ "closed": closed }))
            })
        },
    )
    .in_palette()
}

/// The verb: one link a person.
///
/// # Errors
/// TL100 when a program without a person asks.
pub async fn open_calendar_feed(call: Call<'_>) -> Result<CalendarFeed> {
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
