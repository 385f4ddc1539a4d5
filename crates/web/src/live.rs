//! `/events`: what others change reaches open pages within a moment, as far as the reader may see it; and who looks at the same record.
//!
//! PostgreSQL tells (`kit.tell`), one listening connection a process hears, the hub hands on, and every page's stream asks the
//! database as its own reader whether a changed row is visible before a word of it goes out.

use super::data::Ask;
use super::hub::Event;
use super::refused::Answer;
use super::state::Web;
use super::visit::Visit;
use axum::http::HeaderMap;
use axum::response::sse;
use platform::Actor;
use serde_json::json;
use server::Server;
use server::stream::{Listener, Voice, event};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::broadcast;
use tokio::time::interval_at;
use uuid::Uuid;

/// How often the database is told that an organisation has open pages, and others that a record is looked at.
pub(crate) const SIGN: Duration = Duration::from_secs(15);

/// Hears what PostgreSQL tells, as long as the server runs: changes for open pages, and whose access changed.
pub async fn listen(web: Web) {
    let Web { server, hub, .. } = &web;
    loop {
        let told = || {
            // Something may have been missed.
            server.forget();
            hub.listening.send_replace(true);
            hub.events.send(Arc::new(Event::Gap)).ok();
        };
        let heard = |channel: &str, message: &str| match channel {
            "throughline_access" => server.forget(),
            "throughline_work" => server.work.notify_waiters(),
            _ => hub.hear(channel, message),
        };
        let channels =
            ["throughline", "throughline_presence", "throughline_sign", "throughline_access", "throughline_work"];
        if let Err(e) = server.door.listen(&channels, told, heard).await {
            tracing::debug!("listening for changes: {e:#}");
        }
        hub.listening.send_replace(false);
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

/// Says that an organisation has open pages, so that its changes are told.
pub(crate) async fn announce(server: &Server, org: Uuid) {
    let said = async {
        let tx = server.door.begin(&Actor::sign_in(org)).await?;
        tx.execute("insert into kit.listening (org_id, until) values ($1, now() + interval '60 seconds') on conflict (org_id) do update set until = excluded.until", &[&org]).await?;
        tx.commit().await
    };
    if let Err(e) = said.await {
        tracing::debug!("announcing listeners: {e}");
    }
}

/// Says that somebody is at something about a record, such as writing; without a user it is who has no account.
pub(crate) async fn sign(server: &Server, org: Uuid, record: &str, user: Option<Uuid>, name: &str) {
    let user = user.map(|user| user.to_string()).unwrap_or_default();
    let name: String = name.chars().map(|c| if c == '|' || c.is_control() { ' ' } else { c }).take(100).collect();
    let said = async {
        let tx = server.door.begin(&Actor::sign_in(org)).await?;
        let message = format!("{org}|{record}|{user}|{name}");
        tx.execute("select pg_notify('throughline_sign', $1)", &[&message]).await?;
        tx.commit().await
    };
    if let Err(e) = said.await {
        tracing::debug!("a sign about {record}: {e}");
    }
}

/// Who looks at a record is gone when this is, however the stream ends.
struct Looking {
    server: Arc<Server>,
    org: Uuid,
    user: Uuid,
    name: String,
    stream: Uuid,
    record: String,
}

impl Looking {
    /// Says that somebody looks at the record, or no longer does.
    fn tell(&self, here: bool) -> impl Future<Output = ()> + use<> {
        let Looking { server, org, user, name, stream, record } = self;
        let name = name.replace('|', " ");
        let message = format!("{org}|{record}|{stream}|{user}|{}|{name}", u8::from(here));
        let (server, org) = (Arc::clone(server), *org);
        async move {
            let Ok(tx) = server.door.begin(&Actor::sign_in(org)).await else { return };
            if tx.execute("select pg_notify('throughline_presence', $1)", &[&message]).await.is_ok() {
                tx.commit().await.ok();
            }
        }
    }
}

impl Drop for Looking {
    fn drop(&mut self) {
        tokio::spawn(self.tell(false));
    }
}

/// `GET /events?on=clients,opportunities&record=clients/<id>`: server-sent events `change` and `presence`.
pub(super) async fn events(visit: Visit, headers: HeaderMap) -> Answer {
    let on: Vec<String> = visit
        .param("on")
        .unwrap_or_default()
        .split([',', ' '])
        .filter(|n| visit.may(n, "SELECT"))
        .map(str::to_string)
        .collect();
    let mut record = visit.param("record");
    if let Some((noun, id)) = record.as_deref().and_then(|r| r.split_once('/')) {
        let visible = visit.noun(noun).is_ok()
            && Uuid::parse_str(id).is_ok()
            && !visit.find(Ask::new(noun, format!("select=id&id=eq.{id}"))).await?.rows.is_empty();
        if !visible {
            record = None;
        }
    }
    let (server, org, user) = (Arc::clone(&visit.server), visit.actor.org, visit.person.id);
    let place = server.streams.place(Listener::Person { org, user })?;
    let hub = Arc::clone(&visit.web.hub);
    hub.is_listening().await;
    let mut inbox = hub.events.subscribe();
    announce(&server, org).await;
    let looking = record.map(|record| {
        let (server, name) = (Arc::clone(&server), visit.person.name.clone());
        Looking { server, org, user, name, stream: Uuid::now_v7(), record }
    });
    if let Some(looking) = &looking {
        looking.tell(true).await;
    }
    let token: Arc<str> = server::auth::cookie_of(&headers).unwrap_or_default().into();
    let who = (visit.actor.role, visit.actor.client, visit.actor.candidate);
    let may = move || {
        let (server, token) = (Arc::clone(&server), Arc::clone(&token));
        // Whose role became another begins anew with what that sees.
        async move {
            let now = server::auth::of_cookie(&server, &token).await.ok().flatten();
            now.is_some_and(|now| (now.role, now.client, now.candidate) == who)
        }
    };
    let talk = async move |voice: Voice| {
        voice.say(event("ready", "{}")).await?;
        let mut signs = interval_at(tokio::time::Instant::now() + SIGN, SIGN);
        let mut sent_at: HashMap<String, Instant> = HashMap::new();
        loop {
            let heard = tokio::select! {
                _ = signs.tick() => {
                    announce(&visit.server, org).await;
                    if let Some(looking) = &looking {
                        looking.tell(true).await;
                    }
                    continue;
                }
                heard = inbox.recv() => heard,
            };
            let told = match heard {
                Ok(event) => {
                    let record = looking.as_ref().map(|l| l.record.as_str());
                    message(&visit, &on, record, &event, &mut sent_at).await
                }
                Err(broadcast::error::RecvError::Lagged(_)) => Some(event("gap", "{}")),
                Err(broadcast::error::RecvError::Closed) => return Ok(()),
            };
            if let Some(told) = told {
                voice.say(told).await?;
            }
        }
    };
    Ok(place.answer(may, talk))
}

/// What of an event this reader may know.
async fn message(
    visit: &Visit,
    on: &[String],
    record: Option<&str>,
    heard: &Event,
    sent_at: &mut HashMap<String, Instant>,
) -> Option<sse::Event> {
    match heard {
        Event::Gap => Some(event("gap", "{}")),
        Event::Presence { org, record: about } if *org == visit.actor.org && Some(about.as_str()) == record => {
            let others: Vec<_> = visit
                .web
                .hub
                .others(*org, about, visit.person.id)
                .into_iter()
                .map(|(id, name)| json!({ "id": id, "initials": super::format::initials(&name), "name": name }))
                .collect();
            Some(event("presence", &json!(others).to_string()))
        }
        Event::Sign { org, record: about, user, name }
            if *org == visit.actor.org && Some(about.as_str()) == record && *user != Some(visit.person.id) =>
        {
            Some(event("sign", &json!({ "name": name }).to_string()))
        }
        Event::Change { org, noun, op, user, ids } if *org == visit.actor.org && on.contains(noun) => {
            let mine = *user == Some(visit.person.id);
            let visible = match (op.as_str(), ids) {
                // What is gone can't be asked for; that something is gone may be known to who reads the noun.
                ("delete", _) | (_, None) => None,
                (_, Some(ids)) => {
                    let table = visit.server.catalog.table(noun)?;
                    if table.primary_key != ["id"] {
                        None
                    } else {
                        let found = visit
                            .find(Ask::new(noun, format!("select=id&id=in.({})&limit=100", ids.join(","))))
                            .await
                            .ok()?;
                        if found.rows.is_empty() {
                            return None;
                        }
                        Some(found.rows.iter().map(|r| super::data::text(r, "id").to_string()).collect::<Vec<_>>())
                    }
                }
            };
            // Without ids one word a second is enough.
            if visible.is_none()
                && sent_at.insert(noun.clone(), Instant::now()).is_some_and(|at| at.elapsed() < Duration::from_secs(1))
                && op != "delete"
            {
                return None;
            }
            Some(event("change", &json!({ "noun": noun, "op": op, "ids": visible, "mine": mine }).to_string()))
        }
        _ => None,
    }
}
