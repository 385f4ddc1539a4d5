//! The outbox: e-mails that wait are handed to the mail server, each once.
//!
//! A message is marked "sending" in a transaction of its own before it is handed over, and "sent" after. What the mail
//! server refuses is tried again or given up. When the connection breaks after the hand-over began, or the process dies in
//! between, nobody can know whether the message went out: it is marked "unknown" and never sent again by itself.

use anyhow::{Context as _, bail};
use lettre::message::header::ContentType;
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use platform::Actor;
use platform::mail::Ending;
use platform::store;
use server::{Mail, Server};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;
use uuid::Uuid;

/// Bytes an attachment may have: more is taken by few mail servers.
const LARGEST: u64 = 25 << 20;
/// Messages taken together.
const BATCH: i64 = 20;
/// How long the mail server may take for one.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often one is tried.
const ATTEMPTS: i32 = 8;

/// A message that is being sent.
struct Letter {
    org: Uuid,
    id: Uuid,
    attempts: i32,
    to: String,
    name: Option<String>,
    subject: String,
    body: String,
    sender: String,
    reply_to: Option<String>,
    file: Option<(String, String, Vec<u8>)>,
    /// An entry for calendars.
    calendar: Option<String>,
}

/// Sends what is due. Answers how many messages it dealt with.
pub(crate) async fn send_due(server: &Server) -> anyhow::Result<usize> {
    let Some(mail) = &server.settings.mail else { return Ok(0) };
    park_lost(server).await?;
    let due = find(server, "status = 'queued' and send_at <= now() order by send_at, id").await?;
    if due.is_empty() {
        return Ok(0);
    }
    let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(&mail.url)
        .context("THROUGHLINE_SMTP_URL")?
        .timeout(Some(PATIENCE))
        .build();
    // A server that can't be reached has taken nothing; that is known before anything is handed over.
    let reachable = transport.test_connection().await;
    let mut dealt = 0;
    for (org, id) in due {
        let letter = match take(server, org, id).await {
            Ok(Some(letter)) => letter,
            Ok(None) => continue,
            Err(e) => {
                // It can't be opened; whoever comes after it in the queue still gets theirs.
                tracing::error!("e-mail {id}: {e:#}");
                put_aside(server, org, id, &format!("{e:#}")).await?;
                continue;
            }
        };
        // The mail library panics on texts it did not foresee; one letter's is nothing to the others.
        let written = catch_unwind(AssertUnwindSafe(|| message(mail, &letter)))
            .unwrap_or_else(|_| bail!("The message can't be written."));
        let outcome = match (&reachable, written) {
            (_, Err(e)) => Ending::Refused(format!("{e:#}")),
            (Ok(true), Ok(message)) => Ending::of(tokio::time::timeout(PATIENCE, transport.send(message)).await),
            (Ok(false), _) => Ending::Later("The mail server did not answer.".into()),
            (Err(e), _) => Ending::Later(format!("The mail server can't be reached: {e}")),
        };
        record(server, &letter, outcome).await?;
        dealt += 1;
    }
    Ok(dealt)
}

/// A message that can't even be read is failed, so that it does not stand in the way.
async fn put_aside(server: &Server, org: Uuid, id: Uuid, why: &str) -> anyhow::Result<()> {
    let tx = server.door.begin(&Actor::system(org)).await?;
    tx.execute(
        "update identity.emails set status = 'failed', error = $2 where id = $1 and status in ('queued', 'sending')",
        &[&id, &why],
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

/// Messages a process had in hand when it ended.
async fn park_lost(server: &Server) -> anyhow::Result<()> {
    for (org, id) in
        find(server, "status = 'sending' and updated_at < now() - interval '3 minutes' order by updated_at").await?
    {
        let tx = server.door.begin(&Actor::system(org)).await?;
        tx.execute(
            "update identity.emails set status = 'unknown', error = 'The server stopped while it sent this. It may have arrived; send it again only if it did not.' where id = $1 and status = 'sending'",
            &[&id],
        )
        .await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn find(server: &Server, condition: &str) -> anyhow::Result<Vec<(Uuid, Uuid)>> {
    let tx = server.door.begin(&Actor::sign_in(Uuid::nil())).await?;
    let rows =
        tx.query(&format!("select org_id, id from identity.emails where {condition} limit {BATCH}"), &[]).await?;
    tx.commit().await?;
    Ok(rows.iter().map(|r| (r.get(0), r.get(1))).collect())
}

/// Marks a message as being sent, for everybody to see, unless another process was quicker.
async fn take(server: &Server, org: Uuid, id: Uuid) -> anyhow::Result<Option<Letter>> {
    let keys = server.tools.keys.of(&server.door, org).await?;
    let tx = server.door.begin(&Actor::system(org)).await?;
    let row = tx
        .query_opt(
            "update identity.emails e set status = 'sending', attempts = e.attempts + 1, error = null where e.id = $1 and e.status = 'queued' and e.send_at <= now()
             returning e.attempts, e.recipient::bytea, e.recipient_name, e.subject, e.body::bytea, (select o.name from identity.organizations o), (select u.email::text from identity.users u where u.id = e.created_by), e.file_id, e.calendar::bytea",
            &[&id],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    let file: Option<Uuid> = row.get(7);
    let mut letter = Letter {
        org,
        id,
        attempts: row.get(0),
        to: keys.open("emails", "recipient", id.as_bytes(), row.get(1))?,
        name: row.get(2),
        subject: row.get(3),
        body: keys.open("emails", "body", id.as_bytes(), row.get(4))?,
        sender: row.get(5),
        reply_to: row.get(6),
        file: None,
        calendar: match row.get::<_, Option<&[u8]>>(8) {
            Some(sealed) => Some(keys.open("emails", "calendar", id.as_bytes(), sealed)?),
            None => None,
        },
    };
    let mut attached = None;
    if let Some(file) = file {
        let named = tx.query_one("select name, content_type from knowledge.files where id = $1", &[&file]).await?;
        let system = Actor::system(org);
        attached = store::content_of(&tx, &system, file).await?.map(|content| (named.get(0), named.get(1), content));
    }
    tx.commit().await?;
    if let Some((name, content_type, content)) = attached {
        let bytes = store::whole(&server.door, server.tools.objects.as_deref(), org, &content, LARGEST).await;
        letter.file = Some((name, content_type, bytes.context("The attachment")?));
    }
    Ok(Some(letter))
}

/// The message as it travels. Its Message-ID is the record's id, so a receiver that gets it twice can tell.
fn message(mail: &Mail, letter: &Letter) -> anyhow::Result<Message> {
    let mut from: Mailbox = mail.from.parse().context("THROUGHLINE_MAIL_FROM is no e-mail address")?;
    from.name = from.name.or_else(|| Some(letter.sender.chars().filter(|c| !c.is_control()).collect()));
    let line = |text: &str| text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>();
    let to = Mailbox::new(
        letter.name.as_deref().map(line),
        letter.to.parse().with_context(|| format!("{:?} is no e-mail address", letter.to))?,
    );
    let domain = from.email.domain().to_string();
    let mut builder = Message::builder()
        .from(from)
        .to(to)
        .subject(line(&letter.subject))
        .message_id(Some(format!("<{}@{domain}>", letter.id)));
    if let Some(address) = letter.reply_to.as_deref().and_then(|r| r.parse().ok()) {
        builder = builder.reply_to(Mailbox::new(None, address));
    }
    let text = SinglePart::plain(letter.body.clone());
    let mut attached = Vec::new();
    if let Some((name, kind, content)) = &letter.file {
        let kind = ContentType::parse(kind).or_else(|_| ContentType::parse("application/octet-stream"))?;
        attached.push(Attachment::new(name.clone()).body(content.clone(), kind));
    }
    let body = match &letter.calendar {
        None if attached.is_empty() => return Ok(builder.singlepart(text)?),
        None => MultiPart::mixed().singlepart(text),
        Some(calendar) => {
            // The same twice: programs that know calendars take the other reading of the text, all others offer the file.
            let method = calendar.lines().find_map(|line| line.strip_prefix("METHOD:")).unwrap_or("PUBLISH").trim();
            let kind = ContentType::parse(&format!("text/calendar; method={method}; charset=utf-8"))?;
            let file = ContentType::parse("application/ics")?;
            attached.push(Attachment::new("invite.ics".into()).body(calendar.clone(), file));
            let other = SinglePart::builder().header(kind).body(calendar.clone());
            MultiPart::mixed().multipart(MultiPart::alternative().singlepart(text).singlepart(other))
        }
    };
    Ok(builder.multipart(attached.into_iter().fold(body, MultiPart::singlepart))?)
}

async fn record(server: &Server, letter: &Letter, outcome: Ending) -> anyhow::Result<()> {
    let (status, error) = match outcome {
        Ending::Sent => ("sent", None),
        Ending::Later(e) if letter.attempts < ATTEMPTS => ("queued", Some(e)),
        Ending::Later(e) | Ending::Closed(e) | Ending::Refused(e) | Ending::NoSuchAddress(e) => ("failed", Some(e)),
        Ending::Unknown(e) => ("unknown", Some(e + " It may have arrived; send it again only if it did not.")),
    };
    let tx = server.door.begin(&Actor::system(letter.org)).await?;
    tx.execute(
        "update identity.emails set status = $2::text::identity.email_status, error = $3, sent_at = case when $2 = 'sent' then clock_timestamp() end,
                send_at = case when $2 = 'queued' then now() + make_interval(secs => least(7200, 15 * power(4, attempts - 1))) else send_at end
          where id = $1 and status = 'sending'",
        &[&letter.id, &status, &error],
    )
    .await?;
    if matches!(status, "sent" | "failed" | "unknown") {
        let words = match status {
            "sent" => format!("sent {}", letter.subject),
            "failed" => format!("could not send {}: {}", letter.subject, error.as_deref().unwrap_or_default()),
            _ => format!("does not know whether this arrived: {}", letter.subject),
        };
        tx.execute(
            "select identity.report_event($1, 'emails', $2, $3)",
            &[&format!("{status}_email"), &letter.id, &words],
        )
        .await?;
    }
    tx.commit().await?;
    Ok(())
}
