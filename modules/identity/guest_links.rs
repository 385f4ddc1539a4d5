//! Links for people without an account: each opens one page about one record, until it expires or is called back.
//!
//! What a link opens is its purpose; `web/pages/guest_link.rs` lists the pages by purpose.

use platform::Actor;
use platform::secrets::{hash, new_token};
use platform::verb::{Call, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A link to be made.
#[derive(Debug)]
pub struct NewLink<'a> {
    /// What its page is for.
    pub purpose: &'a str,
    /// The kind of record it is about.
    pub noun: &'a str,
    /// The record.
    pub record: Uuid,
    /// Days until it stops working.
    pub days: i32,
}

/// A link that was made; its address is known only now.
#[derive(Debug)]
pub struct GuestLink {
    /// Its id in `guest_links`.
    pub id: Uuid,
    /// Whoever knows it opens the page.
    pub url: String,
    /// When it stops working.
    pub expires_at: String,
}

/// Makes a link; a former one of the same purpose about the same record stops working. The transaction goes on as the
/// server: see before that who asks may do what the page does.
///
/// # Errors
/// What PostgreSQL said.
pub async fn open_link(call: Call<'_>, link: &NewLink<'_>) -> Result<GuestLink> {
    // Undo would bring a dead link back.
    call.tx.become_actor(&Actor { role: "system", operation: None, ..call.actor.clone() }).await?;
    let former = "update identity.guest_links set revoked_at = now()
                   where entity_type = $1 and entity_id = $2 and purpose = $3 and revoked_at is null";
    call.execute(former, &[&link.noun, &link.record, &link.purpose]).await?;
    add_link(call, link).await
}

/// Makes a link beside those there are. The transaction goes on as the server, as with [`open_link`].
///
/// # Errors
/// What PostgreSQL said.
pub async fn add_link(call: Call<'_>, link: &NewLink<'_>) -> Result<GuestLink> {
    call.tx.become_actor(&Actor { role: "system", operation: None, ..call.actor.clone() }).await?;
    let token = new_token();
    let made = "insert into identity.guest_links (purpose, entity_type, entity_id, token_hash, expires_at)
                values ($1, $2, $3, $4, now() + make_interval(days => $5))
                returning id, to_char(expires_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')";
    let row = call.record("link", made, &[&link.purpose, &link.noun, &link.record, &hash(&token), &link.days]).await?;
    let url = address(call, &format!("/link/{token}")).await?;
    Ok(GuestLink { id: row.get(0), url, expires_at: row.get(1) })
}

/// Calls every link about a record back; answers how many worked. The transaction goes on as the server.
///
/// # Errors
/// What PostgreSQL said.
pub async fn close_links(call: Call<'_>, noun: &str, record: Uuid) -> Result<u64> {
    call.tx.become_actor(&Actor { role: "system", operation: None, ..call.actor.clone() }).await?;
    let close = "update identity.guest_links set revoked_at = now()
                  where entity_type = $1 and entity_id = $2 and revoked_at is null and expires_at > now()";
    call.execute(close, &[&noun, &record]).await
}

/// Where a page for guests is: at the organisation's own host, if it has one.
///
/// # Errors
/// What PostgreSQL said.
pub async fn address(call: Call<'_>, path: &str) -> Result<String> {
    let rows = call.query("select kit.setting('public.host', '\"\"') #>> '{}'", &[]).await?;
    let host: String = rows[0].get(0);
    let origin = if !host.is_empty() && call.tools.is_elsewhere(&host) {
        format!("https://{host}")
    } else {
        call.tools.public_url.clone()
    };
    Ok(format!("{origin}{path}"))
}

/// A link.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct OneLink {
    /// Its id in `guest_links`.
    #[schemars(extend("x-noun" = "guest_links"))]
    link: Uuid,
}

/// What became of it.
#[derive(Debug, Serialize, JsonSchema)]
struct Revoked {
    /// The link.
    link: Uuid,
    /// The same in words.
    note: &'static str,
}

pub(crate) fn revoke_verb() -> Verb {
    let summary = "Calls a link back that somebody without an account was given; it stops working at once.";
    Verb::new("revoke_guest_link", summary, super::MEMBERS, revoke_guest_link)
        .refuses("TL404", "when there is no such link, or somebody else made it")
        .on("guest_links", "link")
        .icon("ban")
}

/// The verb: whoever sees the link, which is who made it, managers and admins.
async fn revoke_guest_link(call: Call<'_>, input: OneLink) -> Result<Revoked> {
    call.record("link", "select 1 from identity.guest_links where id = $1", &[&input.link]).await?;
    call.tx.become_actor(&Actor { role: "system", operation: None, ..call.actor.clone() }).await?;
    let sql = "update identity.guest_links set revoked_at = coalesce(revoked_at, now()) where id = $1";
    if call.execute(sql, &[&input.link]).await? == 0 {
        return Err(Error::new(404, "TL404", "There is no such link."));
    }
    call.report("revoked_guest_link", "guest_links", input.link, "called a guest's link back").await?;
    Ok(Revoked { link: input.link, note: "The link no longer works" })
}
