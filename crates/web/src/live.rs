//! `/events`: what others change reaches open pages within a moment, as far as the reader may see it; and who looks at the same record.
//!
//! PostgreSQL tells (`kit.tell`), one listening connection a process hears, the hub hands on, and every page's stream asks the
//! database as its own reader whether a changed row is visible before a word of it goes out.

use super::data::Ask;
use super::hub::{Event, Hub};
use super::refused::{Answer, Refused};
use super::state::Web;
use super::visit::Visit;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use platform::Actor;
use serde_json::json;
use server::Server;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::broadcast;
use uuid::Uuid;

/// How often a stream shows that it lives, and looks whether its reader still may listen.
const BEAT: Duration = Duration::from_secs(15);
/// Streams one person may have.
const STREAMS: usize = 30;

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
            _ => hub.hear(channel, message),
        };
        let channels = ["throughline", "throughline_presence", "throughline_access"];
        if let Err(e) = server.door.listen(&channels, told, heard).await {
            tracing::debug!("listening for changes: {e:#}");
        }
        hub.listening.send_replace(false);
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

/// Says that an organisation has open pages, so that its changes are told.
async fn announce(server: &Server, org: Uuid) {
    let said = async {
        let tx = server.door.begin(&Actor::sign_in(org)).await?;
        tx.execute("insert into kit.listening (org_id, until) values ($1, now() + interval '60 seconds') on conflict (org_id) do update set until = excluded.until", &[&org]).await?;
        tx.commit().await
    };
    if let Err(e) = said.await {
        tracing::debug!("announcing listeners: {e}");
    }
}

/// Says that somebody looks at a record, or no longer does.
async fn appear(server: &Server, org: Uuid, record: &str, stream: Uuid, user: Uuid, name: &str, here: bool) {
    let message = format!("{org}|{record}|{stream}|{user}|{}|{}", u8::from(here), name.replace('|', " "));
    if let Ok(tx) = server.door.begin(&Actor::sign_in(org)).await {
        let sent = tx.execute("select pg_notify('throughline_presence', $1)", &[&message]).await;
        if sent.is_ok() {
            tx.commit().await.ok();
        }
    }
}

/// Tidies up when a stream ends, however it ends.
struct Leaving {
    server: Arc<Server>,
    hub: Arc<Hub>,
    org: Uuid,
    user: Uuid,
    stream: Uuid,
    record: Option<String>,
}

impl Drop for Leaving {
    fn drop(&mut self) {
        let mut streams = self.hub.streams.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(n) = streams.get_mut(&(self.org, self.user)) {
            *n = n.saturating_sub(1);
            if *n == 0 {
                streams.remove(&(self.org, self.user));
            }
        }
        if let Some(record) = self.record.take() {
            let (server, org, user, stream) = (Arc::clone(&self.server), self.org, self.user, self.stream);
            tokio::spawn(async move { appear(&server, org, &record, stream, user, "", false).await });
        }
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
    let server = Arc::clone(&visit.server);
    let hub = Arc::clone(&visit.web.hub);
    {
        let mut streams = hub.streams.lock().unwrap_or_else(PoisonError::into_inner);
        let n = streams.entry((visit.actor.org, visit.person.id)).or_default();
        if *n >= STREAMS {
            return Err(Refused::Because(
                records::Error::new(429, "TL429", "Too many open pages").hint("Close some of them."),
            ));
        }
        *n += 1;
    }
    let leaving = Leaving {
        server: Arc::clone(&server),
        hub: Arc::clone(&hub),
        org: visit.actor.org,
        user: visit.person.id,
        stream: Uuid::now_v7(),
        record: record.clone(),
    };
    hub.is_listening().await;
    let mut inbox = hub.events.subscribe();
    announce(&server, visit.actor.org).await;
    if let Some(record) = &record {
        appear(&server, visit.actor.org, record, leaving.stream, visit.person.id, &visit.person.name, true).await;
    }
    let token = server::auth::cookie_of(&headers).unwrap_or_default().to_string();
    let (out, body) = tokio::sync::mpsc::channel::<Result<Bytes, std::convert::Infallible>>(32);
    tokio::spawn(async move {
        let leaving = leaving;
        let mut beat = tokio::time::interval(BEAT);
        let mut sent_at: HashMap<String, Instant> = HashMap::new();
        if out.send(Ok(Bytes::from_static(b"retry: 2000\nevent: ready\ndata: {}\n\n"))).await.is_err() {
            return;
        }
        loop {
            let message = tokio::select! {
                _ = beat.tick() => {
                    // A session that ended ends its streams.
                    if !matches!(server::auth::of_cookie(&visit.server, &token).await, Ok(Some(_))) { return; }
                    announce(&visit.server, visit.actor.org).await;
                    if let Some(record) = &record { appear(&visit.server, visit.actor.org, record, leaving.stream, visit.person.id, &visit.person.name, true).await; }
                    Some(":\n\n".to_string())
                }
                () = out.closed() => return,
                heard = inbox.recv() => match heard {
                    Ok(event) => message(&visit, &on, record.as_deref(), &event, &mut sent_at).await,
                    Err(broadcast::error::RecvError::Lagged(_)) => Some("event: gap\ndata: {}\n\n".into()),
                    Err(broadcast::error::RecvError::Closed) => return,
                },
            };
            if let Some(message) = message
                && out.send(Ok(message.into())).await.is_err()
            {
                return;
            }
        }
    });
    let stream =
        futures_util::stream::unfold(body, |mut body| async move { body.recv().await.map(|chunk| (chunk, body)) });
    let mut response = Response::new(Body::from_stream(stream));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    response.headers_mut().insert("x-accel-buffering", HeaderValue::from_static("no"));
    Ok(response)
}

/// What of an event this reader may know.
async fn message(
    visit: &Visit,
    on: &[String],
    record: Option<&str>,
    event: &Event,
    sent_at: &mut HashMap<String, Instant>,
) -> Option<String> {
    match event {
        Event::Gap => Some("event: gap\ndata: {}\n\n".into()),
        Event::Presence { org, record: about } if *org == visit.actor.org && Some(about.as_str()) == record => {
            let others: Vec<_> = visit
                .web
                .hub
                .others(*org, about, visit.person.id)
                .into_iter()
                .map(|(id, name)| json!({ "id": id, "initials": super::format::initials(&name), "name": name }))
                .collect();
            Some(format!("event: presence\ndata: {}\n\n", json!(others)))
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
            Some(format!(
                "event: change\ndata: {}\n\n",
                json!({ "noun": noun, "op": op, "ids": visible, "mine": mine })
            ))
        }
        _ => None,
    }
}
