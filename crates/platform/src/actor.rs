//! Who is asking.

use std::net::IpAddr;
use uuid::Uuid;

/// The person or program behind a request; every transaction runs as one.
#[derive(Debug, Clone)]
pub struct Actor {
    /// The organisation; nothing outside it exists for the actor.
    pub org: Uuid,
    /// The role, such as `consultant`; one of the product's roles.
    pub role: &'static str,
    /// The signed-in user.
    pub user: Option<Uuid>,
    /// For role client: their client.
    pub client: Option<Uuid>,
    /// For role candidate: their profile.
    pub candidate: Option<Uuid>,
    /// The session or API key that was used.
    pub session: Option<String>,
    /// The address the request came from.
    pub address: Option<String>,
    /// The program the request came from, in its own words.
    pub agent: Option<String>,
    /// The transaction is part of a bulk import.
    pub bulk: bool,
    /// The operation its changes belong to, so that they can be undone together.
    pub operation: Option<Uuid>,
}

impl Actor {
    /// A worker acting for one organisation.
    pub fn system(org: Uuid) -> Actor {
        Actor::of(org, "system")
    }

    /// A visitor without an account, looking at one organisation's public pages.
    pub fn anonymous(org: Uuid) -> Actor {
        Actor::of(org, "anonymous")
    }

    /// The server's own sign-in step, before anybody is known. `org` may be nil.
    pub fn sign_in(org: Uuid) -> Actor {
        Actor::of(org, "auth")
    }

    /// Somebody with this role and nothing else known.
    pub fn of(org: Uuid, role: &'static str) -> Actor {
        Actor {
            org,
            role,
            user: None,
            client: None,
            candidate: None,
            session: None,
            address: None,
            agent: None,
            bulk: false,
            operation: None,
        }
    }

    /// Clients, candidates and visitors do not see internal columns.
    pub fn is_outsider(&self) -> bool {
        matches!(self.role, "client" | "candidate" | "anonymous")
    }

    /// Who it is, for keys that must not be shared: the organisation, and the user, the session, or the role.
    pub fn key(&self) -> String {
        let who = self.user.map(|u| u.to_string()).or_else(|| self.session.clone());
        format!("{} {}", self.org.simple(), who.unwrap_or_else(|| self.role.to_string()))
    }

    /// The API key that was used, if one was.
    pub fn api_key(&self) -> Option<Uuid> {
        Uuid::parse_str(self.session.as_deref()?.strip_prefix("key ")?).ok()
    }

    /// How a session is called that an API key stands for.
    pub fn key_session(key: Uuid) -> String {
        format!("key {key}")
    }

    /// The role whose column privileges hold: an admin's import may bring along what the server stamps otherwise.
    pub fn database_role(&self) -> &'static str {
        if self.bulk && self.role == "admin" { "importer" } else { self.role }
    }

    /// Who shares in what one person may have at a time: user or session within the organisation; of visitors, the place
    /// they come from.
    pub fn person(&self) -> String {
        let unknown = self.user.is_none() && self.session.is_none();
        self.address.as_deref().filter(|_| unknown).map_or_else(|| self.key(), place)
    }

    /// The statement that makes a transaction the actor's, and its parameters. The role comes last: from there on, row security
    /// holds. It answers, last, the process that ran it. In a transaction that is `fresh`, what is not set reads as null, so most requests set only six; one that was somebody
    /// else's before has everything set anew.
    pub(crate) fn settings(&self, fresh: bool) -> (&'static str, Vec<Option<String>>) {
        let id = |id: Option<Uuid>| Some(id.map(|i| i.to_string()).unwrap_or_default());
        let org = if self.org.is_nil() { None } else { Some(self.org) };
        let text = |t: &Option<String>| Some(t.clone().unwrap_or_default());
        let mut params = vec![
            id(org),
            id(self.user),
            text(&self.session),
            text(&self.address),
            text(&self.agent),
            Some(format!("tl_{}", self.database_role())),
        ];
        if fresh && self.client.is_none() && self.candidate.is_none() && !self.bulk && self.operation.is_none() {
            return (USUAL, params);
        }
        params.splice(
            5..5,
            [
                id(self.client),
                id(self.candidate),
                Some(if self.bulk { "on" } else { "" }.to_string()),
                id(self.operation),
            ],
        );
        (WHOLE, params)
    }
}

const USUAL: &str = "select set_config('throughline.org', $1, true), set_config('throughline.user', $2, true), set_config('throughline.session', $3, true), \
     set_config('throughline.ip', $4, true), set_config('throughline.agent', $5, true), set_config('role', $6, true), pg_backend_pid()";
const WHOLE: &str = "select set_config('throughline.org', $1, true), set_config('throughline.user', $2, true), set_config('throughline.session', $3, true), \
     set_config('throughline.ip', $4, true), set_config('throughline.agent', $5, true), set_config('throughline.client', $6, true), \
     set_config('throughline.candidate', $7, true), set_config('throughline.bulk', $8, true), set_config('throughline.operation', $9, true), set_config('role', $10, true), pg_backend_pid()";

/// Where an address is: of IPv6 the network, which is what one customer has.
pub fn place(address: &str) -> String {
    match address.parse() {
        Ok(IpAddr::V6(v6)) if v6.to_ipv4_mapped().is_none() => {
            let [a, b, c, d, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        _ => address.to_string(),
    }
}
