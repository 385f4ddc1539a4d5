//! Mailboxes are read: every few minutes what is new in the inbox and among what was sent, message by message.
//!
//! How far a folder was read is written in the transaction that hears a message, so that whoever goes on, another process or
//! another minute, hears none twice and leaves none out. A message that can't be read is set aside with its reason.

use super::heard_mail::{Arrived, again, hear};
use super::reading::{Reading, of_mailbox};
use platform::Actor;
use platform::mail::{Found, Reader, Unread};
use platform::store::fingerprint;
use platform::verb::{Call, Nothing, Site, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use text::mail::Mail;
use uuid::Uuid;

/// Messages of a folder that are read in one go; then it is the others' turn.
const MOST: usize = 500;
/// Messages whose sizes are asked for together.
const TOGETHER: usize = 100;
/// Messages of one go that may break the connection.
const BREAKS: usize = 5;

/// A mailbox.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct OneMailbox {
    /// The mailbox.
    #[schemars(extend("x-noun" = "mailboxes"))]
    mailbox: Uuid,
}

/// What was read.
#[derive(Debug, Default, Serialize, JsonSchema)]
struct ReadMail {
    /// Messages that were new.
    messages: usize,
    /// Those that answered a message of ours, or spoke of one.
    heard: usize,
    /// Those that went to timelines of people we know.
    kept: usize,
    /// Those that could not be read and were set aside.
    parked: usize,
    /// The same in words.
    note: String,
}

/// The mailboxes that are read.
#[derive(Debug, Serialize, JsonSchema)]
struct Asked {
    /// How many.
    mailboxes: usize,
    /// The same in words.
    note: String,
}

pub(crate) fn verb() -> Verb {
    let summary = "Reads what is new in a mailbox: answers stop sequences and go to timelines, bounces and complaints suppress, \
                   absences put off. Nothing is marked as read. The server does it by itself.";
    Verb::work("read_mailbox", summary, super::HEARERS, read_mailbox)
        .refuses("TL404", "when there is no such mailbox, or it is somebody else's")
        .refuses("TL409", "when it is not read, or can't be")
        .on("mailboxes", "mailbox")
        .icon("inbox")
        .tries(1)
}

pub(crate) fn all_verb() -> Verb {
    let summary = "Has every mailbox read that is read at all. The server does it every night; each goes on by itself.";
    Verb::new("read_mailboxes", summary, &["system"], read_all)
}

async fn read_all(call: Call<'_>, _: Nothing) -> Result<Asked> {
    let sql = "select outreach.ask_to_read(m.id, now()) from outreach.mailboxes m where m.is_read and m.is_active order by m.id";
    let mailboxes = call.query(sql, &[]).await?.len();
    Ok(Asked { mailboxes, note: format!("{mailboxes} mailboxes are read") })
}

/// The work. A person has it done who may change the mailbox; it is done as the server.
async fn read_mailbox(site: Site<'_>, input: OneMailbox) -> Result<ReadMail> {
    let theirs = "select 1 from outreach.mailboxes where id = $1 for update";
    site.read(async |call| call.record("mailbox", theirs, &[&input.mailbox]).await.map(drop)).await?;
    let system = Actor::system(site.actor.org);
    let server = site.of(&system);
    let reading = server.read(async |call| of_mailbox(call, input.mailbox).await).await?;
    let mut done = ReadMail::default();
    let mut ended = go(&server, &reading, &mut done).await;
    // Whoever asked to stop, or another trouble of ours, says nothing of the mailbox.
    let failure = match &ended {
        Ok(_) => None,
        Err(Stopped::Mail(why)) => Some(why.to_string()),
        Err(Stopped::Ours(e)) => return Err(e.clone()),
    };
    let is_closed = matches!(&ended, Err(Stopped::Mail(Unread::Closed(_))));
    server
        .read(async |call| {
            let sql = "update outreach.mailboxes set last_read_at = case when $2::text is null then now() else last_read_at end,
                              read_failure = $2 where id = $1";
            call.execute(sql, &[&reading.mailbox, &failure]).await?;
            // Where the server does not let us in, asking again every few minutes gets the account locked: the night does.
            let minutes = match &ended {
                Ok(true) => 0,
                _ => reading.minutes,
            };
            if !is_closed {
                let sql = "select outreach.ask_to_read($1, now() + make_interval(mins => $2))";
                call.execute(sql, &[&reading.mailbox, &minutes]).await?;
            }
            Ok(())
        })
        .await?;
    if let (Some(why), Err(_)) = (&failure, &mut ended) {
        done.note = why.clone();
        return Ok(done);
    }
    done.note = format!("{} messages read, {} heard", done.messages, done.heard);
    if done.parked > 0 {
        done.note += &format!("; {} could not be read", done.parked);
    }
    Ok(done)
}

/// Why reading ended early.
enum Stopped {
    Mail(Unread),
    Ours(Error),
}

impl From<Error> for Stopped {
    fn from(e: Error) -> Stopped {
        Stopped::Ours(e)
    }
}

fn later(e: &anyhow::Error) -> Stopped {
    Stopped::Mail(Unread::Later(format!("The mail server broke off. {e:#}")))
}

/// Reads the folders; answers whether there is more.
async fn go(site: &Site<'_>, reading: &Reading, done: &mut ReadMail) -> std::result::Result<bool, Stopped> {
    let mut reader = reading.open().await.map_err(Stopped::Mail)?;
    let mut folders = vec![(reading.inbox.clone(), false)];
    // What was sent goes to timelines only.
    if reading.keeps != "answers" {
        let named = match &reading.sent {
            Some(named) => Some(named.clone()),
            None => reader.folders().await.map_err(|e| later(&e))?.1,
        };
        folders.extend(named.filter(|named| *named != reading.inbox).map(|named| (named, true)));
    }
    let mut more = false;
    for (n, (folder, is_sent)) in folders.iter().enumerate() {
        site.progress.at((5 + 90 * n / folders.len()) as u8, format!("Reading {folder}"))?;
        let (reached, open) = read_folder(site, reading, reader, folder, *is_sent, done).await?;
        more |= reached;
        reader = open;
    }
    reader.close().await;
    Ok(more)
}

async fn read_folder(
    site: &Site<'_>,
    reading: &Reading,
    mut reader: Reader,
    folder: &str,
    is_sent: bool,
    done: &mut ReadMail,
) -> std::result::Result<(bool, Reader), Stopped> {
    let place = reader
        .examine(folder)
        .await
        .map_err(|e| Stopped::Mail(Unread::Later(format!("The folder {folder} can't be opened. {e:#}"))))?;
    let validity = i64::from(place.validity);
    let sql = "select outreach.mail_place($1, $2, $3)";
    let (last, largest): (i64, u32) = site
        .read(async |call| {
            let last = call.record("place", sql, &[&reading.mailbox, &folder, &validity]).await?.get(0);
            let megabytes = call.setting("outreach.read_megabytes", json!(5)).await?.as_u64().unwrap_or(5).clamp(1, 25);
            Ok((last, (megabytes as u32) << 20))
        })
        .await?;
    let last = u32::try_from(last).unwrap_or(u32::MAX);
    // What was there before is looked at for some days back: an answer may have come meanwhile.
    let since = Some(reading.since.as_str()).filter(|_| last == 0);
    let found = reader.after(last, since, MOST).await.map_err(|e| later(&e))?;
    let (full, mut seen) = (found.len() == MOST, 0);
    let mut breaks = 0;
    for group in found.chunks(TOGETHER) {
        let sizes = reader.sizes(group).await.map_err(|e| later(&e))?;
        for (uid, size) in sizes {
            site.progress.go_on()?;
            let mut got = reader.message(uid, size, largest).await;
            if got.is_err() {
                // The connection is gone; once more, in another one. What breaks it twice is set aside.
                reader = again_at(reading, folder, place.validity).await?;
                got = reader.message(uid, size, largest).await;
                if got.is_err() {
                    breaks += 1;
                    reader = again_at(reading, folder, place.validity).await?;
                }
            }
            let at = At { folder, validity, uid: i64::from(uid), is_sent };
            seen += usize::from(!matches!(got, Ok(None)));
            match got {
                Ok(None) => continue,
                Ok(Some(message)) => take(site, reading, &at, message, done).await?,
                Err(e) => park(site, reading, &at, &format!("{e:#}"), done).await?,
            }
            if breaks >= BREAKS {
                return Err(Stopped::Mail(Unread::Later("The mail server breaks off again and again.".into())));
            }
        }
    }
    // A server that lists what is not there is not asked for it again at once.
    Ok((full && seen > 0, reader))
}

async fn again_at(reading: &Reading, folder: &str, validity: u32) -> std::result::Result<Reader, Stopped> {
    let mut reader = reading.open().await.map_err(Stopped::Mail)?;
    let place = reader.examine(folder).await.map_err(|e| later(&e))?;
    if place.validity != validity {
        return Err(Stopped::Mail(Unread::Later("The folder was numbered anew.".into())));
    }
    Ok(reader)
}

/// Where a message stands.
struct At<'a> {
    folder: &'a str,
    validity: i64,
    uid: i64,
    is_sent: bool,
}

/// Reads a message in the child, and hears it.
async fn take(
    site: &Site<'_>,
    reading: &Reading,
    at: &At<'_>,
    found: Found,
    done: &mut ReadMail,
) -> std::result::Result<(), Stopped> {
    let own = fingerprint(&found.bytes);
    let read = site.tools.guard.read_bytes("mail", found.bytes).await;
    let mail: Mail = match read.and_then(|bytes| Ok(serde_json::from_slice(&bytes)?)) {
        Ok(mail) => mail,
        Err(e) => return park(site, reading, at, &format!("{e:#}"), done).await,
    };
    let key = fingerprint(mail.id.as_deref().unwrap_or(&own).as_bytes()).into_bytes();
    let arrived = Arrived { mail: &mail, key: &key, is_sent: at.is_sent, is_cut: found.is_cut };
    let became = site
        .read(async |call| {
            let state = taken(call, reading, at, &key).await?;
            match state.as_str() {
                "new" => {
                    let became = hear(call, reading, &arrived).await?;
                    call.execute("select outreach.message_became($1, $2)", &[&key, &became]).await?;
                    Ok(Some(became))
                }
                "known" => again(call, reading, &arrived).await.map(|()| None),
                _ => Ok(None),
            }
        })
        .await;
    match became {
        Ok(Some(became)) => {
            done.messages += 1;
            match became {
                "kept" => done.kept += 1,
                "nothing" => {}
                _ => done.heard += 1,
            }
            Ok(())
        }
        Ok(None) => Ok(()),
        // What the database refuses of a message stops no other; what is ours is tried again.
        Err(e) if e.status < 500 && e.code != "TL499" && e.code != "40001" && e.code != "40P01" => {
            park(site, reading, at, &e.message, done).await
        }
        Err(e) => Err(e.into()),
    }
}

async fn taken(call: Call<'_>, reading: &Reading, at: &At<'_>, key: &[u8]) -> Result<String> {
    let sql = "select outreach.take_message($1, $2, $3, $4, $5)";
    Ok(call.record("message", sql, &[&reading.mailbox, &at.folder, &at.validity, &at.uid, &key]).await?.get(0))
}

/// Sets a message aside that can't be read.
async fn park(
    site: &Site<'_>,
    reading: &Reading,
    at: &At<'_>,
    why: &str,
    done: &mut ReadMail,
) -> std::result::Result<(), Stopped> {
    let key = format!("{} {} {} {}", reading.mailbox, at.folder, at.validity, at.uid);
    let key = fingerprint(key.as_bytes()).into_bytes();
    site.read(async |call| {
        if taken(call, reading, at, &key).await? == "new" {
            call.execute("select outreach.message_became($1, 'parked', $2)", &[&key, &why]).await?;
        }
        Ok(())
    })
    .await?;
    done.messages += 1;
    done.parked += 1;
    Ok(())
}
