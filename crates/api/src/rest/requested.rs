//! The HTTP side of a request, understood.

use axum::http::request::Parts;
use axum::http::{self, HeaderMap, header};
use catalog::Catalog;
use platform::explain;
use platform::{Actor, DbError};
use records::{Body, Error, Method, Prefer, Query, Result};

/// The forms an answer can take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Json,
    Csv,
}

/// One request, before its table is looked at.
pub(super) struct Requested {
    pub(super) method: Method,
    pub(super) head_only: bool,
    /// The query string, once [`Requested::understand`] has looked at it.
    pub(super) query: Query,
    pub(super) range: Option<String>,
    pub(super) raw_query: String,
    pub(super) path: String,
    pub(super) prefer: Prefer,
    pub(super) form: Form,
    /// Exactly one row is wanted, as an object.
    pub(super) single: bool,
    /// Keys whose value is null are left out.
    pub(super) without_nulls: bool,
    pub(super) idempotency_key: Option<String>,
    pub(super) if_match: Option<String>,
    pub(super) if_none_match: Option<String>,
    content_type: String,
}

impl Requested {
    pub(super) fn parse(parts: &Parts) -> Result<Requested> {
        let method = match parts.method {
            http::Method::GET | http::Method::HEAD => Method::Read,
            http::Method::POST => Method::Create,
            http::Method::PATCH => Method::Update,
            http::Method::PUT => Method::Replace,
            http::Method::DELETE => Method::Delete,
            _ => return Err(Error::new(405, "PGRST117", format!("Unsupported HTTP method: {}", parts.method))),
        };
        let headers = &parts.headers;
        let raw_query = parts.uri.query().unwrap_or_default().to_string();
        let Accepted { form, single, without_nulls } = accepted(text(headers, "accept").unwrap_or("*/*"))?;
        let idempotency_key = text(headers, "idempotency-key").filter(|_| method != Method::Read).map(str::to_string);
        Ok(Requested {
            method,
            head_only: parts.method == http::Method::HEAD,
            query: Query::default(),
            raw_query,
            range: text(headers, "range").filter(|_| method == Method::Read).map(str::to_string),
            path: parts.uri.path().to_string(),
            prefer: Prefer::parse(headers.get_all("prefer").iter().filter_map(|v| v.to_str().ok()))?,
            form,
            single,
            without_nulls,
            idempotency_key,
            if_match: text(headers, "if-match").map(str::to_string),
            if_none_match: text(headers, "if-none-match").map(str::to_string),
            content_type: text(headers, header::CONTENT_TYPE.as_str()).unwrap_or("application/json").to_lowercase(),
        })
    }

    /// Understands the query string and the range.
    pub(super) fn understand(&mut self) -> Result<()> {
        self.query = Query::parse(&self.raw_query)?;
        self.range.as_ref().map_or(Ok(()), |range| self.query.apply_range(range))
    }

    /// Method and address, for telling requests apart.
    pub(super) fn place(&self) -> String {
        match self.method {
            Method::Create => self.path.clone(),
            method => format!("{method:?} {}", self.path),
        }
    }

    /// The rows of the body.
    pub(super) fn rows(&self, body: &[u8]) -> Result<Body> {
        match self.content_type.split(';').next().unwrap_or_default().trim() {
            "application/json" | "application/vnd.pgrst.object+json" | "application/vnd.pgrst.array+json" => {
                Body::json(body)
            }
            "text/csv" => Body::csv(body),
            other => Err(Error::new(415, "PGRST107", format!("Content-Type not acceptable: {other}"))
                .hint("Send application/json or text/csv.")),
        }
    }

    /// The version `If-Match` asks for, as PostgreSQL reads it.
    pub(super) fn version(&self) -> Result<Option<String>> {
        match self.if_match.as_deref() {
            None | Some("*") => Ok(None),
            Some(tag) => records::answer::version_of(tag)
                .map(Some)
                .ok_or_else(|| stale("If-Match is not an entity tag of this server")),
        }
    }

    /// What PostgreSQL refused, in the words of this request.
    pub(super) fn refused(&self, catalog: &Catalog, e: &DbError, actor: &Actor) -> Error {
        if e.code == "22012" && self.method != Method::Read {
            if let Some(most) = self.prefer.max_affected {
                return Error::new(400, "PGRST124", "Query result exceeds max-affected preference constraint")
                    .details(format!("The query affects more than {most} rows; nothing was changed."));
            }
            if self.single {
                return not_single("other than one");
            }
        }
        explain(catalog, e, actor.role != "anonymous")
    }
}

/// 406: exactly one row was wanted.
pub(super) fn not_single(count: impl std::fmt::Display) -> Error {
    Error::new(406, "PGRST116", "Cannot coerce the result to a single JSON object")
        .details(format!("The result contains {count} rows"))
}

/// 412: somebody else changed the row first.
pub(super) fn stale(why: &str) -> Error {
    Error::new(412, "TL412", why)
        .hint("Read the row again, look at what changed, and send your change with its new ETag.")
}

pub(super) fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name).and_then(|v| v.to_str().ok())
}

/// What `Accept` asks for.
pub(super) struct Accepted {
    pub(super) form: Form,
    pub(super) single: bool,
    pub(super) without_nulls: bool,
}

/// The first form of `Accept` that can be served.
pub(super) fn accepted(accept: &str) -> Result<Accepted> {
    for part in accept.split(',') {
        let mut words = part.split(';').map(str::trim);
        let (form, single) = match words.next().unwrap_or_default() {
            "application/json" | "*/*" | "application/*" | "" | "application/vnd.pgrst.array+json" => {
                (Form::Json, false)
            }
            "application/vnd.pgrst.object+json" | "application/vnd.pgrst.object" => (Form::Json, true),
            "text/csv" => (Form::Csv, false),
            _ => continue,
        };
        let without_nulls = words.any(|w| w == "nulls=stripped");
        if !(without_nulls && form == Form::Csv) {
            return Ok(Accepted { form, single, without_nulls });
        }
    }
    let message = format!("None of these media types are available: {accept}");
    Err(Error::new(406, "PGRST107", message)
        .hint("Ask for application/json, application/vnd.pgrst.object+json or text/csv."))
}

/// Makes sure that the schema the headers name has the table. `public` has all of them.
pub(super) fn profile(headers: &HeaderMap, reads: bool, catalog: &Catalog, table: Option<&str>) -> Result<()> {
    let name = if reads { "accept-profile" } else { "content-profile" };
    let Some(profile) = text(headers, name).filter(|p| *p != "public") else { return Ok(()) };
    let hint = "Leave the header out; all tables are at /rest/v1/.";
    if !catalog.tables.values().any(|t| t.schema == profile) {
        return Err(Error::new(406, "PGRST106", format!("There is no schema '{profile}'")).hint(hint));
    }
    match table {
        None => Err(Error::new(406, "PGRST106", "Verbs belong to no schema").hint("Leave the header out.")),
        Some(name) if catalog.table(name).is_some_and(|t| t.schema != profile) => {
            Err(Error::new(404, "PGRST205", format!("Could not find the table '{profile}.{name}'")).hint(hint))
        }
        Some(_) => Ok(()),
    }
}
