//! One request of a signed-in person.

use super::nouns::{Custom, Special, in_menu};
use super::refused::Refused;
use crate::auth::sessions::cookie_of;
use crate::http::{agent, cookie};
use crate::identify;
use crate::rest::explain::explain;
use crate::server::Server;
use axum::extract::FromRequestParts;
use axum::http::{HeaderMap, header, request::Parts};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use platform::{Actor, DbError};
use records::Error;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// How long what is known of a person and their organisation is trusted.
const TRUST: Duration = Duration::from_secs(3);

/// Who asks, where, and how their page looks.
pub(super) struct Visit {
    pub(super) server: Arc<Server>,
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

/// A person and their organisation, as pages need them.
pub(crate) struct Person {
    pub(super) id: Uuid,
    pub(super) name: String,
    pub(super) email: String,
    pub(super) org_name: String,
    /// The modules the organisation shows, in menu order.
    pub(super) modules: Vec<String>,
    pub(super) currency: String,
    pub(super) zone: TimeZone,
    pub(super) custom: Vec<Custom>,
    /// Features that are switched off.
    off: Vec<String>,
    /// The organisation wants to know who opens records.
    pub(super) notes_looks: bool,
}

/// Theme and density, as the cookie `look` says.
#[derive(Clone, Copy)]
pub(super) struct Look {
    pub(super) theme: &'static str,
    pub(super) density: &'static str,
}

impl Look {
    pub(super) fn of(headers: &HeaderMap) -> Look {
        let look = cookie(headers, "look").unwrap_or_default();
        let theme = ["light", "dark"].into_iter().find(|t| look.contains(t)).unwrap_or("auto");
        Look { theme, density: if look.contains("comfortable") { "comfortable" } else { "compact" } }
    }
}

/// What was last known of people.
#[derive(Default)]
pub(crate) struct People(RwLock<HashMap<(Uuid, Uuid), Known>>);

/// What was known of a person at a moment.
type Known = (Instant, Arc<Person>);

impl People {
    /// Looks everything up anew.
    pub(crate) fn forget(&self) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).clear();
    }

    async fn get(&self, server: &Server, org: Uuid, user: Uuid) -> Result<Arc<Person>, DbError> {
        if let Some((at, person)) = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&(org, user))
            && at.elapsed() < TRUST
        {
            return Ok(Arc::clone(person));
        }
        let tx = server.door.begin(&Actor::system(org)).await?;
        let row = tx
            .query_one(
                "select u.full_name, u.email::text, o.name, o.modules, o.currency::text, o.time_zone from identity.users u join identity.organizations o on o.org_id = u.org_id where u.id = $1",
                &[&user],
            )
            .await?;
        let custom = tx
            .query("select noun, key, label, kind::text, options, help, is_listed from identity.custom_fields where not is_archived order by noun, position, label", &[])
            .await?
            .iter()
            .map(|r| Custom { noun: r.get(0), key: r.get(1), label: r.get(2), kind: r.get(3), options: r.get(4), help: r.get(5), listed: r.get(6) })
            .collect();
        let off = tx
            .query(
                "select substr(key, 9) from identity.system_settings where key like 'feature.%' and value = 'false'",
                &[],
            )
            .await?
            .iter()
            .map(|r| r.get(0))
            .collect();
        let looks =
            "select exists (select from identity.system_settings where key = 'audit.page_reads' and value = 'true')";
        let notes_looks = tx.query_one(looks, &[]).await?.get(0);
        tx.commit().await?;
        let zone_name: String = row.get(5);
        let person = Arc::new(Person {
            id: user,
            name: row.get(0),
            email: row.get(1),
            org_name: row.get(2),
            modules: row.get(3),
            currency: row.get(4),
            zone: TimeZone::get(&zone_name).unwrap_or(TimeZone::UTC),
            custom,
            notes_looks,
            off,
        });
        let mut people = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if people.len() > 5_000 {
            people.retain(|_, (at, _)| at.elapsed() < TRUST);
        }
        people.insert((org, user), (Instant::now(), Arc::clone(&person)));
        Ok(person)
    }
}

impl FromRequestParts<Arc<Server>> for Visit {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, server: &Arc<Server>) -> Result<Visit, Refused> {
        let uri = parts.uri.clone();
        let next = uri.path_and_query().map(|p| p.as_str().to_string()).unwrap_or_default();
        let token = cookie_of(&parts.headers).ok_or_else(|| Refused::signed_out(&next))?.to_string();
        let mut actor = server.sessions.of_cookie(server, &token).await?.ok_or_else(|| Refused::signed_out(&next))?;
        actor.address = identify::address(parts);
        crate::answers::asked_by(parts, &actor);
        actor.agent = agent(&parts.headers);
        server.rates.count(server.settings.requests_per_minute, &actor)?;
        let user = actor.user.ok_or_else(|| Refused::signed_out(&next))?;
        let person =
            server.people.get(server, actor.org, user).await.map_err(|e| explain(&server.catalog, &e, true))?;
        let is = |name: &str| parts.headers.get(name).is_some_and(|v| v == "true");
        Ok(Visit {
            server: Arc::clone(server),
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
        super::data::pairs(&self.query).into_iter().find(|(k, v)| k == name && !v.is_empty()).map(|(_, v)| v)
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
        noun == "import_jobs" || self.server.catalog.table(noun).is_some_and(|t| self.shows_module(&t.schema))
    }

    /// Whether a noun is shown on the page of another. Who came to what is not in the menu sees all of it.
    pub(super) fn shows_beside(&self, of: &str, noun: &str) -> bool {
        self.shows(noun) || !self.shows(of)
    }

    /// Whether the organisation shows a module.
    pub(super) fn shows_module(&self, module: &str) -> bool {
        module == "identity" || self.person.modules.iter().any(|m| m == module)
    }

    /// The nouns in this person's menu.
    pub(super) fn menu(&self) -> impl Iterator<Item = &'static Special> {
        in_menu().filter(|s| self.shows(s.noun) && self.may(s.noun, "SELECT"))
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
