//! One request of a signed-in person.

use super::document::Look;
use super::people::Person;
use super::refused::Refused;
use super::state::Web;
use axum::extract::FromRequestParts;
use axum::http::{Method, header, request::Parts};
use jiff::Timestamp;
use platform::Actor;
use platform::explain;
use records::Error;
use server::Server;
use server::auth::{Cost, admit_as, cookie_of, of_cookie};
use std::sync::Arc;
use uuid::Uuid;

/// Who asks, where, and how their page looks.
pub(super) struct Visit {
    pub(super) server: Arc<Server>,
    /// What the web app remembers.
    pub(super) web: Web,
    pub(super) actor: Actor,
    pub(super) person: Arc<Person>,
    pub(super) look: Look,
    /// The page asks for a part of itself.
    pub(super) partial: bool,
    pub(super) path: String,
    pub(super) query: String,
    /// The server as the browser addressed it.
    host: String,
    pub(super) now: Timestamp,
}

impl FromRequestParts<Web> for Visit {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Visit, Refused> {
        let server = &web.server;
        let uri = parts.uri.clone();
        let next = uri.path_and_query().map(|p| p.as_str().to_string()).unwrap_or_default();
        let token = cookie_of(&parts.headers).ok_or_else(|| Refused::signed_out(&next))?.to_string();
        let mut actor = of_cookie(server, &token).await?.ok_or_else(|| Refused::signed_out(&next))?;
        admit_as(server, parts, &mut actor, cost(parts))?;
        let user = actor.user.ok_or_else(|| Refused::signed_out(&next))?;
        let person = web.people.get(server, actor.org, user).await.map_err(|e| explain(&server.catalog, &e, true))?;
        let is = |name: &str| parts.headers.get(name).is_some_and(|v| v == "true");
        Ok(Visit {
            server: Arc::clone(server),
            web: web.clone(),
            actor,
            person,
            look: Look::of(&parts.headers),
            partial: is("hx-request") && !is("hx-boosted"),
            path: uri.path().to_string(),
            query: uri.query().unwrap_or_default().to_string(),
            host: parts
                .headers
                .get(header::HOST)
                .and_then(|h| h.to_str().ok())
                .map(|h| format!("http://{h}"))
                .unwrap_or_default(),
            now: Timestamp::now(),
        })
    }
}

/// What a page's request takes of the minute.
fn cost(parts: &Parts) -> Cost {
    let path = parts.uri.path();
    match parts.method == Method::POST {
        true if path.starts_with("/verbs/") => Cost::Verb,
        true if path.starts_with("/import/") && (path.ends_with("/upload") || path.ends_with("/start")) => Cost::Import,
        _ => Cost::Request,
    }
}

impl Visit {
    /// Today, where the organisation is.
    pub(super) fn today(&self) -> jiff::civil::Date {
        self.now.to_zoned(self.person.zone.clone()).date()
    }

    /// Where people reach this server, for links they pass on.
    pub(super) fn origin(&self) -> String {
        if self.server.settings.public_url.is_empty() {
            self.host.clone()
        } else {
            self.server.settings.public_url.clone()
        }
    }

    /// Where the person begins: clients at their portal, candidates at their own page, members at Today.
    pub(super) fn home(&self) -> String {
        match (self.actor.role, self.actor.candidate) {
            ("client", _) => "/portal".into(),
            ("candidate", Some(profile)) => format!("/candidates/{profile}"),
            ("candidate", None) => "/jobs".into(),
            _ => "/today".into(),
        }
    }

    /// A parameter of the address.
    pub(super) fn param(&self, name: &str) -> Option<String> {
        super::address::pairs(&self.query).into_iter().find(|(k, v)| k == name && !v.is_empty()).map(|(_, v)| v)
    }

    /// Whether the person's role may do this to some rows of the noun.
    pub(super) fn may(&self, noun: &str, privilege: &str) -> bool {
        self.server.catalog.table(noun).is_some_and(|t| t.allows(self.actor.role, privilege))
    }

    /// The same person, doing something that can be undone; with the operation's name.
    pub(super) fn operation(&self) -> (Actor, Uuid) {
        let id = Uuid::now_v7();
        (Actor { operation: Some(id), ..self.actor.clone() }, id)
    }

    /// Whether the organisation shows the module of a noun, in menus and wherever something is offered. It takes no
    /// right away: what is not shown is still at its address. What belongs to the organisation itself is always shown.
    pub(super) fn shows(&self, noun: &str) -> bool {
        self.server.catalog.table(noun).is_some_and(|t| self.shows_module(&t.schema))
    }

    /// Whether a noun is shown on the page of another. Who came to what is not in the menu sees all of it.
    pub(super) fn shows_beside(&self, of: &str, noun: &str) -> bool {
        self.shows(noun) || !self.shows(of)
    }

    /// Whether the organisation shows a module.
    pub(super) fn shows_module(&self, module: &str) -> bool {
        module == "identity" || self.person.modules.iter().any(|m| m == module)
    }

    /// Whether a feature is switched off in this organisation.
    pub(super) fn is_off(&self, feature: &str) -> bool {
        self.person.off.iter().any(|f| f == feature)
    }

    pub(super) fn is_admin(&self) -> bool {
        self.actor.role == "admin"
    }

    /// Only admins.
    pub(super) fn admins_only(&self) -> Result<(), Refused> {
        if self.is_admin() {
            Ok(())
        } else {
            Err(Error::new(403, "42501", "This page is for admins").hint("Ask an admin of your organisation.").into())
        }
    }
}
