//! `/link/<token>/chat`: somebody who applied talks with us about their application, without an account. It works by sending and
//! loading, and at once where scripts run. They write as the role `candidate`; who speaks is said by the database.

use super::super::thread::{Said, thread, writing};
use crate::data::{Desk, Fields, Row};
use crate::guest::{Followed, Frame, Guest, Refusal, Whose, follow};
use crate::hub::Event;
use crate::icons::icon;
use crate::live;
use crate::state::Web;
use axum::extract::{FromRequest as _, Path, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use modules::recruiting::status_link::STATUS;
use platform::{Actor, DbError};
use records::Error;
use serde_json::json;
use server::Server;
use server::stream::{Listener, Voice, event};
use std::sync::Arc;
use tokio::sync::broadcast;
use tokio::time::{Instant, interval_at};
use uuid::Uuid;

/// Messages that are shown, the newest.
const SHOWN: i64 = 200;
/// How who answers by itself is called.
const BOT: &str = "Bot";

/// The application a chat is about.
struct Chat {
    application: Uuid,
    candidate: Uuid,
    organisation: String,
    job: String,
    has_bot: bool,
    all: Vec<Said>,
}

impl Chat {
    fn unread(&self) -> usize {
        self.all.iter().filter(|said| !said.is_ours && !said.is_read).count()
    }
}

/// `GET /link/<token>/chat`
pub(super) async fn page(guest: Guest, Path(token): Path<String>) -> Response {
    let shown = async {
        let link = opened(&guest, &token).await?;
        let chat = found(&guest, &link).await?;
        Ok(body(&guest, &link, &chat, "", None))
    };
    shown.await.unwrap_or_else(|refusal: Refusal| refusal.page(guest.at.as_deref()))
}

/// `POST /link/<token>/chat`: says something, says that it was read, or that one is writing.
pub(super) async fn act(guest: Guest, Path(token): Path<String>, request: Request) -> Response {
    let done = async {
        let link = opened(&guest, &token).await?;
        let quiet = request.headers().get("x-chat").is_some();
        let fields = Fields::from_request(request, &guest.server).await.map_err(|_| Refusal::Unknown)?;
        let chat = found(&guest, &link).await?;
        let actor = Actor { candidate: Some(chat.candidate), role: "candidate", ..link.actor(&guest) };
        let said = match fields.get("act").unwrap_or_default() {
            "say" => say(&guest.server, &actor, &chat, fields.get("words").unwrap_or_default()).await,
            "read" => {
                let read = json!({ "application": chat.application });
                guest.server.call(&actor, "mark_chat_read", read).await.map(drop)
            }
            "typing" => {
                let record = format!("applications/{}", chat.application);
                live::sign(&guest.server, link.org, &record, None, "").await;
                Ok(())
            }
            _ => Err(Error::new(400, "TL100", "There is no such button.")),
        };
        Ok(match said {
            Ok(()) if quiet => StatusCode::NO_CONTENT.into_response(),
            Ok(()) => Redirect::to(&format!("{}/chat#end", link.base)).into_response(),
            Err(e) if e.status >= 500 => {
                tracing::warn!("a chat: {}", e.message);
                return Err(Refusal::Busy(None));
            }
            Err(e) => {
                let status = StatusCode::from_u16(e.status).unwrap_or(StatusCode::BAD_REQUEST);
                let words = fields.get("words").unwrap_or_default();
                let mut response = if quiet {
                    e.message.clone().into_response()
                } else {
                    body(&guest, &link, &chat, words, Some(&e.message))
                };
                *response.status_mut() = status;
                response
            }
        })
    };
    done.await.unwrap_or_else(|refusal: Refusal| refusal.page(guest.at.as_deref()))
}

/// `GET /link/<token>/chat/stream`: what is said, that it was read, and that somebody is writing.
pub(super) async fn stream(
    State(web): State<Web>,
    guest: Guest,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Response {
    let opened = async {
        let link = opened(&guest, &token).await?;
        let address = link.actor(&guest).address.unwrap_or_default();
        let busy = |e: Error| Refusal::Busy(e.retry_after);
        let place = guest.server.streams.place(Listener::Address(address)).map_err(busy)?;
        let (server, hub) = (Arc::clone(&guest.server), Arc::clone(&web.hub));
        hub.is_listening().await;
        let inbox = hub.events.subscribe();
        live::announce(&server, link.org).await;
        let asked = headers.get("last-event-id").and_then(|id| id.to_str().ok()).map(str::to_string);
        let after = asked.or_else(|| guest.query.strip_prefix("after=").map(str::to_string));
        let after = after.and_then(|id| Uuid::parse_str(&id).ok());
        let (id, org) = (link.id, link.org);
        let asking = Arc::clone(&server);
        let may = move || {
            let server = Arc::clone(&asking);
            async move { is_good(&server, org, id).await.unwrap_or(false) }
        };
        let actor = link.actor(&guest);
        let listening = Listening { server, actor, application: link.record, after, read: None };
        Ok(place.answer(may, move |voice| listening.talk(voice, inbox)))
    };
    opened.await.unwrap_or_else(|refusal: Refusal| refusal.page(guest.at.as_deref()))
}

/// The chat's part of the page of an application.
pub(super) async fn section(guest: &Guest, link: &Followed) -> Result<Markup, Refusal> {
    let chat = found(guest, link).await?;
    let (unread, last) = (chat.unread(), chat.all.last());
    Ok(html! {
        section class="card" id="chat" {
            div class="head" {
                h2 { "Chat" }
                @if unread > 0 { span class="pill warn" { (unread) " unread" } }
            }
            div class="inside" {
                @if let Some(last) = last {
                    p class="clip" dir="auto" { span class="quiet" { (last.who) ": " } (last.words) }
                } @else {
                    p class="quiet" { "Ask us whatever you want to know about the job or your application." }
                }
                a class={ "b" @if unread > 0 { " primary" } } href={ (link.base) "/chat#end" } {
                    (icon("message-square"))
                    @if last.is_some() { "Open the chat" } @else { "Write to us" }
                }
            }
        }
    })
}

/// The link, if it is one to an application.
async fn opened(guest: &Guest, token: &str) -> Result<Followed, Refusal> {
    let link = follow(guest, token).await?;
    if link.is_for(STATUS) { Ok(link) } else { Err(Refusal::Unknown) }
}

async fn found(guest: &Guest, link: &Followed) -> Result<Chat, Refusal> {
    let tx = guest.server.door.begin(&link.actor(guest)).await?;
    let sql = "select a.id, a.candidate_id, o.name, j.title,
                      coalesce((select c.has_bot from recruiting.chats c where c.application_id = a.id), false)
                 from recruiting.applications a join recruiting.jobs j on j.id = a.job_id
                 join identity.organizations o on o.org_id = a.org_id where a.id = $1";
    let row = tx.query_opt(sql, &[&link.record]).await?.ok_or(Refusal::Unknown)?;
    let sql = format!("select * from ({MESSAGES} order by m.sent_at desc, m.id desc limit $2) m order by sent_at, id");
    let all = tx.query(&sql, &[&link.record, &SHOWN]).await?.iter().map(said).collect();
    tx.commit().await?;
    Ok(Chat {
        application: row.get(0),
        candidate: row.get(1),
        organisation: row.get(2),
        job: row.get(3),
        has_bot: row.get(4),
        all,
    })
}

/// Messages of an application; colleagues by their first name.
const MESSAGES: &str = "select m.id, m.sender_type::text as by, m.message_text, m.is_read, m.sent_at,
    split_part(coalesce(u.full_name, ''), ' ', 1) as name,
    to_char(m.sent_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') as moment,
    to_char(m.sent_at at time zone coalesce((select z.name from pg_timezone_names z where z.name = o.time_zone), 'UTC'),
      'FMDD Mon, HH24:MI') as at
  from recruiting.chat_messages m join identity.organizations o on o.org_id = m.org_id
  left join identity.users u on u.id = m.sent_by where m.application_id = $1";

fn said(row: &tokio_postgres::Row) -> Said {
    let (by, name): (String, String) = (row.get("by"), row.get("name"));
    let who = match by.as_str() {
        "candidate" => "You".to_string(),
        "bot" => BOT.to_string(),
        _ if name.is_empty() => "Recruiter".to_string(),
        _ => name,
    };
    let (moment, at): (String, String) = (row.get("moment"), row.get("at"));
    Said {
        id: row.get("id"),
        is_ours: by == "candidate",
        who,
        words: row.get("message_text"),
        at: html! {
            time datetime=(moment) { (at) }
        },
        is_read: row.get("is_read"),
        by,
    }
}

/// Says something, as who they are.
async fn say(server: &Server, actor: &Actor, chat: &Chat, words: &str) -> Result<(), Error> {
    let told = |e: DbError| server.tools.explain(&e);
    let row = Row::from_iter([
        ("application_id".to_string(), json!(chat.application)),
        ("message_text".into(), json!(words)),
    ]);
    let tx = server.door.begin(actor).await.map_err(told)?;
    Desk { server, actor }.create_in(&tx, "chat_messages", &row).await?;
    tx.commit().await.map_err(told)?;
    server.work.notify_waiters();
    Ok(())
}

fn body(guest: &Guest, link: &Followed, chat: &Chat, words: &str, wrong: Option<&str>) -> Response {
    let at = format!("{}/chat", link.base);
    let last = chat.all.last().map(|said| said.id.to_string()).unwrap_or_default();
    let body = html! {
        main id="main" class="portal-body chat-page" {
            p class="quiet" { a href=(link.base) { "Your application" } " · " (chat.organisation) }
            h1 { (chat.job) }
            section class="card" aria-label="Chat" {
                div class="inside chat" data-chat data-seen=(at) data-stream={ (at) "/stream?after=" (last) } {
                    (thread(&chat.all, "Nothing was said yet. Write to us, and we answer here."))
                    @if chat.unread() > 0 {
                        form class="unread" method="post" action=(at) {
                            input type="hidden" name="act" value="read";
                            button class="b" type="submit" { (icon("check")) "Mark as read" }
                        }
                    }
                    (writing(&at, false, words, wrong))
                    p class="small quiet" id="end" {
                        @if chat.has_bot {
                            "The bot is a program. Ask for a person at any time. "
                        }
                        "What you write is read by " (chat.organisation) "."
                    }
                }
            }
        }
    };
    Frame { title: "Chat", whose: Whose::Of(&chat.organisation), look: guest.look, scripts: true }.page(&body)
}

/// Whether a link still works.
async fn is_good(server: &Server, org: Uuid, link: Uuid) -> Result<bool, DbError> {
    let tx = server.door.begin(&Actor::sign_in(org)).await?;
    let sql = "select exists (select from identity.guest_links where org_id = $1 and id = $2 and revoked_at is null
                 and expires_at > now())";
    let good: bool = tx.query_one(sql, &[&org, &link]).await?.get(0);
    let closed = server::auth::closed_until(&tx, org).await?;
    tx.commit().await?;
    Ok(good && closed.is_none())
}

/// Who listens to a chat, and how far they have heard it.
struct Listening {
    server: Arc<Server>,
    actor: Actor,
    application: Uuid,
    /// The last message they have.
    after: Option<Uuid>,
    /// The last of theirs that was read.
    read: Option<Uuid>,
}

impl Listening {
    async fn talk(
        mut self,
        voice: Voice,
        mut inbox: broadcast::Receiver<Arc<Event>>,
    ) -> Result<(), server::stream::Gone> {
        voice.say(event("ready", "{}")).await?;
        self.tell(&voice).await?;
        let mut signs = interval_at(Instant::now() + live::SIGN, live::SIGN);
        let record = format!("applications/{}", self.application);
        loop {
            let heard = tokio::select! {
                _ = signs.tick() => {
                    live::announce(&self.server, self.actor.org).await;
                    continue;
                }
                heard = inbox.recv() => heard,
            };
            match heard.as_deref() {
                Ok(Event::Change { org, noun, .. }) if *org == self.actor.org && noun == "chat_messages" => {
                    self.tell(&voice).await?;
                }
                Ok(Event::Sign { org, record: about, user: Some(_), name })
                    if *org == self.actor.org && *about == record =>
                {
                    voice.say(event("sign", &json!({ "name": name }).to_string())).await?;
                }
                Ok(Event::Gap) | Err(broadcast::error::RecvError::Lagged(_)) => self.tell(&voice).await?,
                Ok(_) => {}
                Err(broadcast::error::RecvError::Closed) => return Ok(()),
            }
        }
    }

    /// Says what is new to them.
    async fn tell(&mut self, voice: &Voice) -> Result<(), server::stream::Gone> {
        let Ok(news) = self.news().await else { return Ok(()) };
        for said in &news.said {
            self.after = Some(said.id);
            let told = event("said", &said.markup().into_string()).id(said.id.to_string());
            voice.say(told).await?;
        }
        if news.bot_writes {
            voice.say(event("sign", &json!({ "name": BOT }).to_string())).await?;
        }
        if news.read.is_some() && news.read != self.read {
            self.read = news.read;
            let id = news.read.map(|id| id.to_string()).unwrap_or_default();
            voice.say(event("read", &json!({ "id": id }).to_string())).await?;
        }
        Ok(())
    }

    async fn news(&self) -> Result<News, DbError> {
        let tx = self.server.door.begin(&self.actor).await?;
        let sql = format!(
            "{MESSAGES} and ($2::uuid is null or (m.sent_at, m.id) > (
                 select l.sent_at, l.id from recruiting.chat_messages l where l.id = $2 and l.application_id = $1))
              order by m.sent_at, m.id limit 100"
        );
        let said: Vec<Said> = tx.query(&sql, &[&self.application, &self.after]).await?.iter().map(said).collect();
        let sql = "select (select m.id from recruiting.chat_messages m where m.application_id = $1
                        and m.sender_type = 'candidate' and m.is_read order by m.sent_at desc, m.id desc limit 1),
                      coalesce((select c.has_bot from recruiting.chats c where c.application_id = $1), false)";
        let row = tx.query_one(sql, &[&self.application]).await?;
        tx.commit().await?;
        let bot_writes = row.get(1) && said.last().is_some_and(|said| said.is_ours);
        Ok(News { said, read: row.get(0), bot_writes })
    }
}

/// What is new to who listens.
struct News {
    said: Vec<Said>,
    read: Option<Uuid>,
    bot_writes: bool,
}
