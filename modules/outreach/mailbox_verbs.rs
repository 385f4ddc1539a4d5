//! Mailboxes: their secrets, and the message to themselves that shows that they send.

use super::reading;
use super::route::{letter_from, of_mailbox};
use platform::mail::DkimKey;
use platform::verb::{Call, Site, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The secrets of a mailbox.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SetSecrets {
    /// The mailbox.
    #[schemars(extend("x-noun" = "mailboxes"))]
    mailbox: Uuid,
    /// The password it signs in with, for sending and for reading; it stays when left out. Of many providers it is an app
    /// password.
    #[schemars(extend("format" = "password"))]
    password: Option<String>,
    /// The password for reading (IMAP), or the token (OAuth), where it is another.
    #[schemars(extend("format" = "password"))]
    read_password: Option<String>,
    /// The private key that signs (PEM), where the mail server does not sign; it stays when left out.
    #[schemars(extend("format" = "password"))]
    dkim_key: Option<String>,
}

/// A mailbox.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct OneMailbox {
    /// The mailbox.
    #[schemars(extend("x-noun" = "mailboxes"))]
    mailbox: Uuid,
}

/// How it stands.
#[derive(Debug, Serialize, JsonSchema)]
struct Stands {
    /// It sends.
    verified: bool,
    /// It can be read; nothing when it is not to be.
    #[serde(skip_serializing_if = "Option::is_none")]
    reads: Option<bool>,
    /// The same in words.
    note: String,
}

pub(crate) fn verify_verb() -> Verb {
    let summary = "Sends a message from the mailbox to itself, and looks into the folders that are read. It sends to nobody else \
                   before that has worked.";
    Verb::asking("verify_mailbox", summary, super::WRITERS, verify)
        .awaited()
        .refuses("TL404", "when there is no such mailbox, or it is somebody else's")
        .on("mailboxes", "mailbox")
        .icon("badge-check")
}

pub(crate) fn secrets_verb() -> Verb {
    let summary = "Sets the password of a mailbox, and the key that signs its messages. Nobody reads them again. It has to be \
                   verified afterwards.";
    Verb::new("set_mailbox_secrets", summary, super::WRITERS, set_secrets)
        .refuses("TL100", "when nothing is set, or the key can't be read")
        .refuses("TL404", "when there is no such mailbox, or it is somebody else's")
        .on("mailboxes", "mailbox")
        .icon("key-round")
}

/// Who may change a mailbox may set its secrets, and have it tried.
async fn theirs(call: Call<'_>, mailbox: Uuid) -> Result<()> {
    call.record("mailbox", "select 1 from outreach.mailboxes where id = $1 for update", &[&mailbox]).await.map(drop)
}

async fn set_secrets(call: Call<'_>, input: SetSecrets) -> Result<Stands> {
    theirs(call, input.mailbox).await?;
    let SetSecrets { mailbox, password, read_password, dkim_key } = input;
    keep_secrets(call, mailbox, Secrets { password, read_password, dkim_key }).await?;
    Ok(Stands { verified: false, reads: None, note: "Kept; verify the mailbox now".into() })
}

/// What of a mailbox is sealed; what is left out stays.
#[derive(Default)]
pub(super) struct Secrets {
    pub(super) password: Option<String>,
    pub(super) read_password: Option<String>,
    pub(super) dkim_key: Option<String>,
}

/// Keeps the secrets of a mailbox that is theirs to change. The transaction goes on as who asks.
///
/// # Errors
/// TL100 when nothing is set, or the key can't be read.
pub(super) async fn keep_secrets(call: Call<'_>, mailbox: Uuid, given: Secrets) -> Result<()> {
    let filled = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    let (password, key) = (filled(given.password), filled(given.dkim_key));
    let mut reading = filled(given.read_password);
    if password.is_none() && reading.is_none() && key.is_none() {
        return Err(Error::new(400, "TL100", "Enter a password or a key.").field("password"));
    }
    if let Some(key) = &key {
        DkimKey::read("example.com", "key", key)
            .map_err(|e| Error::new(400, "TL100", format!("{e:#}")).field("dkim_key"))?;
    }
    let sql = "select 1 from outreach.mailboxes where id = $1 and read_host is not null and read_login = 'password'";
    if reading.is_none() && password.is_some() && call.row(sql, &[&mailbox]).await?.is_some() {
        reading.clone_from(&password);
    }
    let keys = call.keys().await?;
    let seal = |column: &str, text: Option<String>| {
        text.map(|text| keys.seal("mailboxes", column, &mailbox, &text))
            .transpose()
            .map_err(|e| Error::new(500, "58000", e.to_string()))
    };
    let unverified = "verified_at = null, failure = null";
    let sealed = [
        ("password", seal("password", password)?, unverified),
        ("dkim_key", seal("dkim_key", key)?, unverified),
        ("read_password", seal("read_password", reading)?, "read_failure = null"),
    ];
    // A secret is no part of what undo brings back.
    call.tx.become_actor(&platform::Actor { role: "system", operation: None, ..call.actor.clone() }).await?;
    for (column, sealed, forgets) in sealed {
        let Some(sealed) = sealed else { continue };
        let sql = format!("update outreach.mailboxes set {column} = $2::bytea, {forgets} where id = $1");
        call.execute(&sql, &[&mailbox, &sealed]).await?;
    }
    call.as_actor().await
}

async fn verify(site: Site<'_>, input: OneMailbox) -> Result<Stands> {
    let ready = site
        .read(async |call| {
            theirs(call, input.mailbox).await?;
            of_mailbox(call, input.mailbox).await
        })
        .await?;
    let letter = letter_from(
        &ready,
        &ready.address,
        "This mailbox works",
        "This message shows that your mailbox sends.\n\nNothing is to be done.",
        format!("<verify-{}@{}>", Uuid::now_v7(), ready.domain()),
    );
    let ending = ready.send(&letter).await;
    let failure = ending.why().map(|why| why.chars().take(500).collect::<String>());
    site.write(serde_json::Value::Null, async |call| {
        call.as_system().await?;
        // What was tried is what stands there now.
        let sql = "update outreach.mailboxes set verified_at = case when $2::text is null then now() end, failure = $2
                    where id = $1 and updated_at = $3::text::timestamptz";
        call.execute(sql, &[&input.mailbox, &failure, &ready.version]).await?;
        call.as_actor().await
    })
    .await?;
    let mut note = failure.clone().unwrap_or_else(|| format!("{} sends", ready.address));
    let unread = tried(&site, input.mailbox).await?;
    if let Some(unread) = &unread {
        note += &unread.as_ref().map_or_else(|| " and is read".to_string(), |why| format!(". Reading: {why}"));
    }
    Ok(Stands { verified: failure.is_none(), reads: unread.map(|why| why.is_none()), note })
}

/// Whether a mailbox can be read: signs in, and looks into its folders. Answers nothing when it is not to be read, else
/// why it can't be.
async fn tried(site: &Site<'_>, mailbox: Uuid) -> Result<Option<Option<String>>> {
    let system = platform::Actor::system(site.actor.org);
    let server = site.of(&system);
    let reading = match server.read(async |call| reading::of_mailbox(call, mailbox).await).await {
        Ok(reading) => reading,
        Err(e) if e.code == "TL409" => return Ok(None),
        Err(e) => return Err(e),
    };
    let looked = async {
        let mut reader = reading.open().await?;
        reader
            .examine(&reading.inbox)
            .await
            .map_err(|e| anyhow::anyhow!("The folder {} can't be opened. {e:#}", reading.inbox))?;
        if let Some(sent) = &reading.sent {
            reader.examine(sent).await.map_err(|e| anyhow::anyhow!("The folder {sent} can't be opened. {e:#}"))?;
        }
        reader.close().await;
        anyhow::Ok(())
    };
    let why = looked.await.err().map(|e| format!("{e:#}").chars().take(500).collect::<String>());
    let sql = "update outreach.mailboxes set read_failure = $2 where id = $1";
    server.read(async |call| call.execute(sql, &[&mailbox, &why]).await.map(drop)).await?;
    Ok(Some(why))
}
