//! Whose board it is, where it is, and how its pages look.

use crate::address::{encode, pairs};
use crate::guest::{Frame, Guest, Refusal, Whose};
use crate::icons::icon;
use axum::response::Response;
use maud::{Markup, html};
use platform::{Actor, DbError, Tx};
use uuid::Uuid;

/// What a link to the board may say of where people come from; it goes with them until they apply.
pub(crate) const TRACKED: [&str; 7] =
    ["source", "utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "ref"];
/// Characters of one of these that are kept.
const LONGEST: usize = 200;

/// The board of an organisation.
pub(crate) struct Board {
    pub(crate) org: Uuid,
    pub(crate) name: String,
    pub(crate) currency: String,
    pub(crate) zone: String,
    /// What stands above the jobs.
    pub(crate) welcome: String,
    pub(crate) shows_hot_drops: bool,
    /// Where its pages are: `https://jobs.acme.example`, or the server's own address.
    pub(crate) origin: String,
    /// The path of its front page.
    pub(crate) base: String,
    /// What goes with whoever came by a link that says where from: `&source=…`, or nothing.
    pub(crate) from: String,
}

impl Board {
    /// The board of the organisation with this short name, where it is reached and open.
    pub(crate) async fn open(guest: &Guest, slug: &str) -> Result<Board, Refusal> {
        let server = &guest.server;
        if server.catalog.table("jobs").is_none() {
            return Err(Refusal::Closed);
        }
        let org = server.organisation(slug).await?.filter(|org| guest.reaches(*org)).ok_or(Refusal::Closed)?;
        guest.enters(org).await?;
        let tx = server.door.begin(&guest.actor(org, "anonymous")).await?;
        let sql = "select o.name, o.currency::text, o.time_zone, kit.setting('board.is_open', 'true') = 'true',
                          kit.setting('board.welcome', '\"\"') #>> '{}',
                          kit.setting('board.shows_hot_drops', 'true') = 'true',
                          kit.setting('public.host', '\"\"') #>> '{}'
                     from identity.organizations o";
        let row = tx.query_opt(sql, &[]).await?.filter(|row| row.get(3)).ok_or(Refusal::Closed)?;
        tx.commit().await?;
        let host: String = row.get(6);
        let origin = if !host.is_empty() && server.tools.is_elsewhere(&host) {
            format!("https://{host}")
        } else {
            server.tools.public_url.trim_end_matches('/').to_string()
        };
        Ok(Board {
            org,
            name: row.get(0),
            currency: row.get(1),
            zone: row.get(2),
            welcome: row.get(4),
            shows_hot_drops: row.get(5),
            origin,
            base: format!("/board/{slug}"),
            from: tracked(&guest.query).iter().map(|(name, value)| format!("&{name}={}", encode(value))).collect(),
        })
    }

    /// Who reads it.
    pub(crate) fn reader(&self, guest: &Guest) -> Actor {
        guest.actor(self.org, "anonymous")
    }

    /// A transaction of who reads it.
    pub(crate) async fn begin(&self, guest: &Guest) -> Result<Tx, DbError> {
        guest.server.door.begin(&self.reader(guest)).await
    }

    /// A path of the board, with where people come from.
    pub(crate) fn path(&self, rest: &str) -> String {
        match self.from.strip_prefix('&') {
            Some(from) => format!("{}{rest}?{from}", self.base),
            None => format!("{}{rest}", self.base),
        }
    }

    /// The whole address of a path of the board, as it is told to others.
    pub(crate) fn address(&self, rest: &str) -> String {
        format!("{}{}{rest}", self.origin, self.base)
    }

    /// A page of the board that everybody may find.
    pub(crate) fn public(&self, guest: &Guest, title: &str, head: &Markup, body: &Markup) -> Response {
        self.frame(guest, title).public(head, &self.around(body))
    }

    /// A page of the board for one person.
    pub(crate) fn private(&self, guest: &Guest, title: &str, body: &Markup) -> Response {
        self.frame(guest, title).page(&self.around(body))
    }

    fn frame<'a>(&'a self, guest: &Guest, title: &'a str) -> Frame<'a> {
        Frame { title, whose: Whose::Of(&self.name), look: guest.look, scripts: false }
    }

    fn around(&self, body: &Markup) -> Markup {
        html! {
            header class="board-head" {
                a href=(self.path("")) { (icon("briefcase")) (self.name) }
            }
            main id="main" { (body) }
        }
    }
}

/// Where somebody comes from, as an address says it.
pub(crate) fn tracked(query: &str) -> Vec<(String, String)> {
    let kept = |(name, value): (String, String)| {
        let value: String = value.chars().filter(|c| !c.is_control()).take(LONGEST).collect();
        (TRACKED.contains(&name.as_str()) && !value.trim().is_empty()).then(|| (name, value.trim().to_string()))
    };
    pairs(query).into_iter().filter_map(kept).collect()
}
