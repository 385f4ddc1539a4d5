//! An e-mail that was saved as a file becomes an entry of the timeline.

use catalog::Kind;
use platform::Actor;
use platform::store::{self, NewFile, Spool};
use platform::verb::{Call, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use text::eml::{Email, LARGEST};
use uuid::Uuid;

/// Logs an e-mail (RFC 5322, an `.eml` file) for everybody it names whom we know: contacts by their address, else a lead.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct LogEmail {
    /// The content of an .eml file.
    message: String,
    /// The message is base64, not the text itself.
    #[serde(default)]
    base64: bool,
    /// The client it counts for, when nobody in it is known.
    #[schemars(extend("x-noun" = "clients"))]
    client: Option<Uuid>,
    /// The deal it is about.
    #[schemars(extend("x-noun" = "opportunities"))]
    opportunity: Option<Uuid>,
    /// The lead it is about.
    #[schemars(extend("x-noun" = "leads"))]
    lead: Option<Uuid>,
}

/// What was logged.
#[derive(Debug, Serialize, JsonSchema)]
struct LoggedEmail {
    /// The activity.
    activity: Uuid,
    /// The client it counts for.
    client: Option<Uuid>,
    /// The contacts it names.
    contacts: Vec<Uuid>,
    /// The lead it names.
    lead: Option<Uuid>,
    /// Files that were kept.
    files: usize,
    /// It was logged before; nothing was written.
    repeated: bool,
}

pub(crate) fn verb() -> Verb {
    Verb::new(
        "log_email",
        "Puts an e-mail saved as a file on the timeline of everybody it names.",
        super::WRITERS,
        log_email,
    )
    .refuses("TL413", "when it is too large")
    .refuses("TL120", "when it is no e-mail")
    .refuses("TL404", "when it names nobody known and no client is given")
}

/// The verb. The same e-mail is logged once.
async fn log_email(call: Call<'_>, input: LogEmail) -> Result<LoggedEmail> {
    use base64::Engine as _;
    if input.message.len() > LARGEST * 4 / 3 + 4 {
        return Err(Error::new(413, "TL413", "The e-mail is larger than 25 MB."));
    }
    let bytes = if input.base64 {
        base64::engine::general_purpose::STANDARD
            .decode(input.message.split_ascii_whitespace().collect::<String>())
            .map_err(|e| Error::new(400, "TL120", format!("This is no base64: {e}")))?
    } else {
        input.message.into_bytes()
    };
    let own_key = store::fingerprint(&bytes);
    let refused =
        |e| Error::new(400, "TL120", format!("{e:#}")).hint("Save the message as an .eml file and send that.");
    let read = call.tools.guard.read_bytes("eml", bytes).await.map_err(refused)?;
    let email: Email = serde_json::from_slice(&read).map_err(|e| Error::new(500, "XX000", e.to_string()))?;
    let key = email.message_id.clone().unwrap_or(own_key);
    if let Some(row) =
        call.row("select id, client_id, lead_id from crm.activities where message_key = $1", &[&key]).await?
    {
        return Ok(LoggedEmail {
            activity: row.get(0),
            client: row.get(1),
            contacts: Vec::new(),
            lead: row.get(2),
            files: 0,
            repeated: true,
        });
    }
    call.sees(&[
        ("client", "crm.clients", input.client),
        ("deal", "crm.opportunities", input.opportunity),
        ("lead", "crm.leads", input.lead),
    ])
    .await?;
    let keys = call.keys().await?;
    let indexes: Vec<Vec<u8>> = email.addresses.iter().filter_map(|a| keys.index(Kind::PiiEmail, a)).collect();
    let known = call
        .query(
            "select id, client_id from crm.contacts where email_index = any ($1) order by client_id, id",
            &[&indexes],
        )
        .await?;
    let contacts: Vec<Uuid> = known.iter().map(|r| r.get(0)).collect();
    let client: Option<Uuid> = input.client.or_else(|| known.iter().find_map(|r| r.get(1)));
    let lead = match input.lead {
        Some(lead) => Some(lead),
        None if client.is_none() && input.opportunity.is_none() => call
            .row(
                "select id from crm.leads where lower(email) = any ($1) order by created_at desc limit 1",
                &[&email.addresses],
            )
            .await?
            .map(|r| r.get(0)),
        None => None,
    };
    if client.is_none() && lead.is_none() && input.opportunity.is_none() {
        let names = email.addresses.iter().take(5).map(String::as_str).collect::<Vec<_>>().join(", ");
        return Err(Error::new(404, "TL404", format!("Nobody in this e-mail is known: {names}."))
            .hint("Add them as a contact first, or say which client it belongs to."));
    }
    let author: Option<Uuid> = match &email.sender {
        Some(sender) => {
            call.row("select id from identity.users where lower(email) = $1", &[sender]).await?.map(|r| r.get(0))
        }
        None => None,
    };
    // The author may be a colleague: only the server may say so.
    call.as_system().await?;
    let system = Actor { role: "system", ..call.actor.clone() };
    let row = call
        .record(
            "activity",
            "insert into crm.activities (type, subject, description, occurred_at, client_id, opportunity_id, lead_id, created_by, message_key)
             values ('email', $1, $2::text, least(coalesce($3::text::timestamptz, now()), now()), $4, $5, $6, coalesce($7, kit.user_id()), $8) returning id, client_id",
            &[&email.subject, &email.text, &email.sent_at, &client, &input.opportunity, &lead, &author, &key],
        )
        .await?;
    let (activity, client): (Uuid, Option<Uuid>) = (row.get(0), row.get(1));
    call.execute("insert into crm.activity_contacts (activity_id, contact_id) select $1, id from unnest($2::uuid[]) id on conflict do nothing", &[&activity, &contacts]).await?;
    for (name, content_type, content) in &email.files {
        let noun = "activities";
        let file = NewFile { noun, record: activity, client, name, content_type, is_private: false };
        let bytes = Spool::of(content.clone()).await.map_err(store::unreadable)?;
        store::add(call.tx, &system, &file, &bytes).await.map_err(|e| call.tools.explain(&e))?;
    }
    Ok(LoggedEmail { activity, client, contacts, lead, files: email.files.len(), repeated: false })
}
