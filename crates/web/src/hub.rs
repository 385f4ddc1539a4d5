//! What was heard of changes and of presence, handed on to open pages.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{broadcast, watch};
use uuid::Uuid;

/// How long a reader counts as present without a sign.
const PRESENT: Duration = Duration::from_secs(50);
/// Hears from the database and hands on to streams.
pub(crate) struct Hub {
    pub(crate) events: broadcast::Sender<Arc<Event>>,
    /// Whether the listening connection stands.
    pub(crate) listening: watch::Sender<bool>,
    people: Mutex<HashMap<(Uuid, String), Present>>,
}

/// Who looks at one record: stream → person, name, last sign of life.
type Present = HashMap<Uuid, (Uuid, String, Instant)>;

/// What was heard.
pub(crate) enum Event {
    Change {
        org: Uuid,
        noun: String,
        op: String,
        user: Option<Uuid>,
        ids: Option<Vec<String>>,
    },
    Presence {
        org: Uuid,
        record: String,
    },
    /// Somebody is at something about a record, such as writing; of who has no account there is no user.
    Sign {
        org: Uuid,
        record: String,
        user: Option<Uuid>,
        name: String,
    },
    /// Something may have been missed.
    Gap,
}

impl Default for Hub {
    fn default() -> Self {
        Hub { events: broadcast::channel(1024).0, listening: watch::Sender::new(false), people: Mutex::default() }
    }
}

impl Hub {
    /// Waits until changes are heard, at most some seconds.
    pub(crate) async fn is_listening(&self) {
        let mut listening = self.listening.subscribe();
        tokio::time::timeout(Duration::from_secs(5), listening.wait_for(|l| *l)).await.ok();
    }

    pub(crate) fn hear(&self, channel: &str, message: &str) {
        let parts: Vec<&str> = message.split('|').collect();
        let Some(org) = parts.first().and_then(|p| Uuid::parse_str(p).ok()) else { return };
        let event = if channel == "throughline" {
            // concat_ws leaves the user out when nobody did it.
            let (user, ids) = match parts.as_slice() {
                [_, _, _, user, ids] => (Uuid::parse_str(user).ok(), *ids),
                [_, _, _, ids] => (None, *ids),
                _ => return,
            };
            let ids = (ids != "*").then(|| ids.split(',').map(str::to_string).collect());
            Event::Change { org, noun: parts[1].to_string(), op: parts[2].to_string(), user, ids }
        } else if channel == "throughline_sign" {
            let [_, record, user, name] = parts.as_slice() else { return };
            let (record, name) = ((*record).to_string(), (*name).to_string());
            Event::Sign { org, record, user: Uuid::parse_str(user).ok(), name }
        } else {
            let [_, record, stream, user, here, name] = parts.as_slice() else { return };
            let (Ok(stream), Ok(user)) = (Uuid::parse_str(stream), Uuid::parse_str(user)) else { return };
            let mut people = self.people.lock().unwrap_or_else(PoisonError::into_inner);
            let present = people.entry((org, (*record).to_string())).or_default();
            if *here == "1" {
                present.insert(stream, (user, (*name).to_string(), Instant::now()));
            } else {
                present.remove(&stream);
            }
            if present.is_empty() {
                people.remove(&(org, (*record).to_string()));
            }
            Event::Presence { org, record: (*record).to_string() }
        };
        self.events.send(Arc::new(event)).ok();
    }

    /// Who looks at a record besides this person.
    pub(crate) fn others(&self, org: Uuid, record: &str, me: Uuid) -> Vec<(Uuid, String)> {
        let mut people = self.people.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(present) = people.get_mut(&(org, record.to_string())) else { return Vec::new() };
        present.retain(|_, (_, _, at)| at.elapsed() < PRESENT);
        let mut others: Vec<(Uuid, String)> =
            present.values().filter(|(user, ..)| *user != me).map(|(user, name, _)| (*user, name.clone())).collect();
        others.sort();
        others.dedup();
        others
    }
}
