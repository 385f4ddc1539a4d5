//! A client's portal: opened by a link, renewed, closed.

use crate::identity::guest_links::address;
use crate::identity::outbox::{Letter, post};
use platform::secrets::{hash, new_token};
use platform::verb::{Call, Replaced, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What a client may be shown.
pub const SECTIONS: &[&str] = &["projects", "tasks", "timeline", "status"];

/// Opens a portal, or changes what an open one shows; the link is always a new one.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenPortal {
    /// The client.
    #[schemars(extend("x-noun" = "clients"))]
    pub client: Uuid,
    /// Days until the link stops working; never when left out.
    #[schemars(extend("minimum" = 1))]
    pub days: Option<i32>,
    /// A password that is asked as well; none when left out.
    #[schemars(extend("format" = "password"))]
    pub password: Option<String>,
    /// What the client may see: projects, tasks, timeline, status; all when left out.
    #[schemars(schema_with = "sections")]
    pub sections: Option<Vec<String>>,
    /// Send the link to this contact of the client.
    #[schemars(extend("x-noun" = "contacts"))]
    pub send_to: Option<Uuid>,
}

fn sections(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({ "type": ["array", "null"], "items": { "type": "string", "enum": SECTIONS } })
}

/// A portal.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PortalOf {
    /// The client.
    #[schemars(extend("x-noun" = "clients"))]
    pub client: Uuid,
}

/// The link, shown once.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PortalLink {
    /// Its address; whoever knows it sees the portal.
    pub url: String,
    /// When it stops working.
    pub expires_at: Option<String>,
    /// The e-mail that takes it to the client.
    pub email: Option<Uuid>,
}

/// What became of a portal.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ClosedPortal {
    /// Links that stopped working.
    pub closed: u64,
}

const ROLES: &[&str] = &["admin", "manager"];

pub(crate) fn open_verb() -> Verb {
    Verb::new(
        "open_portal",
        "Makes a link with which a client sees its projects, without an account. A former link stops working.",
        ROLES,
        open_portal,
    )
    .refuses("TL404", "when there is no such client")
    .refuses("TL100", "for an unknown section or a password that is too short")
    .on("clients", "client")
    .replaces(Replaced {
        noun: "client_portal_access",
        of: "client_id",
        until: "expires_at",
        there: "This client's portal is open already, and its link may be in use.",
        agreed: "Make a new link; the one in use stops working at once.",
    })
    .shows("url")
    .icon("globe")
}

pub(crate) fn rotate_verb() -> Verb {
    Verb::new(
        "rotate_portal_token",
        "Gives a client's portal a new link; the former one stops working at once.",
        ROLES,
        rotate_portal_token,
    )
    .refuses("TL404", "when the client has no portal")
    .shows("url")
}

pub(crate) fn close_verb() -> Verb {
    Verb::new("close_portal", "Makes a client's portal link stop working.", ROLES, close_portal)
}

async fn close_portal(call: Call<'_>, input: PortalOf) -> Result<ClosedPortal> {
    call.as_system().await?;
    let closed = call.execute("delete from crm.client_portal_access where client_id = $1", &[&input.client]).await?;
    if closed > 0 {
        call.report("closed_portal", "clients", input.client, "closed the client's portal").await?;
    }
    Ok(ClosedPortal { closed })
}

/// The verb: admins and managers. Only the token's hash is kept.
async fn open_portal(call: Call<'_>, input: OpenPortal) -> Result<PortalLink> {
    let row = call.record("client", "select name from crm.clients where id = $1", &[&input.client]).await?;
    let name: String = row.get(0);
    let sections = match input.sections.filter(|s| !s.is_empty()) {
        Some(sections) => sections,
        None => SECTIONS.iter().map(|s| (*s).to_string()).collect(),
    };
    if let Some(unknown) = sections.iter().find(|s| !SECTIONS.contains(&s.as_str())) {
        return Err(Error::new(400, "TL100", format!("There is no section {unknown:?}."))
            .hint(format!("Choose of: {}.", SECTIONS.join(", "))));
    }
    let password_hash = match input.password.filter(|p| !p.is_empty()) {
        Some(password) => Some(
            tokio::task::spawn_blocking(move || platform::passwords::hash(&password, &[]))
                .await
                .map_err(|e| Error::new(500, "XX000", e.to_string()))?
                .map_err(|e| Error::new(400, "TL100", e.to_string()))?,
        ),
        None => None,
    };
    let recipient = match input.send_to {
        Some(_) if call.tools.public_url.is_empty() => {
            let hint = "Whoever runs the server says it with --public-url. Or pass the link on yourself.";
            let said = "The server does not know its own address, so a letter can't carry a link.";
            return Err(Error::new(400, "TL100", said).hint(hint));
        }
        Some(contact) => {
            let row = call
                .record(
                    "contact",
                    "select name, email::bytea from crm.contacts where id = $1 and client_id = $2",
                    &[&contact, &input.client],
                )
                .await?;
            let keys = call.keys().await?;
            let sealed: Option<Vec<u8>> = row.get(1);
            let sealed = sealed.ok_or_else(|| Error::new(400, "TL100", "This contact has no e-mail address."))?;
            let to = keys
                .open("contacts", "email", contact.as_bytes(), &sealed)
                .map_err(|e| Error::new(500, "58000", e.to_string()))?;
            Some((keys, row.get::<_, Option<String>>(0), to))
        }
        None => None,
    };
    let token = new_token();
    // The token's hash and the password's are columns nobody but the server reads; undo would bring a dead link back.
    call.tx.become_actor(&platform::Actor { role: "system", operation: None, ..call.actor.clone() }).await?;
    let row = call
        .record(
            "client",
            "insert into crm.client_portal_access (client_id, access_token, expires_at, password_hash, allowed_sections) values ($1, $2, now() + make_interval(days => $3), $4, $5::text[]::crm.portal_section[])
             on conflict on constraint client_portal_access_client_id_taken do update
               set access_token = $2, expires_at = excluded.expires_at, password_hash = $4, allowed_sections = excluded.allowed_sections
             returning to_char(expires_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')",
            &[&input.client, &hash(&token), &input.days, &password_hash, &sections],
        )
        .await?;
    let link =
        PortalLink { url: address(call, &format!("/portal/{token}")).await?, expires_at: row.get(0), email: None };
    call.report("opened_portal", "clients", input.client, &format!("opened the portal of {name}")).await?;
    let Some((keys, person, to)) = recipient else { return Ok(link) };
    let body = format!(
        "Hello{},\n\nhere you see how our work for {name} stands, whenever you like:\n\n{}\n\n{}Please keep the link to yourself.\n",
        person.as_deref().map(|p| format!(" {p}")).unwrap_or_default(),
        link.url,
        if password_hash.is_some() { "You will be asked for the password we agreed on. " } else { "" },
    );
    let email = post(
        call,
        &keys,
        &Letter {
            to,
            name: person,
            subject: "Your projects with us".into(),
            body,
            kind: "portal",
            client: Some(input.client),
            ..Letter::default()
        },
    )
    .await?;
    Ok(PortalLink { email: Some(email), ..link })
}

/// The verb: password, sections and expiry stay.
async fn rotate_portal_token(call: Call<'_>, input: PortalOf) -> Result<PortalLink> {
    let token = new_token();
    call.record("client", "select 1 from crm.clients where id = $1", &[&input.client]).await?;
    call.tx.become_actor(&platform::Actor { role: "system", operation: None, ..call.actor.clone() }).await?;
    let row = call
        .record(
            "portal",
            "update crm.client_portal_access set access_token = $2 where client_id = $1 returning to_char(expires_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')",
            &[&input.client, &hash(&token)],
        )
        .await?;
    call.report("rotated_portal_token", "clients", input.client, "gave the client's portal a new link").await?;
    Ok(PortalLink { url: address(call, &format!("/portal/{token}")).await?, expires_at: row.get(0), email: None })
}
