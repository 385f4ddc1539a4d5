//! `GET /health`: what is wrong, within a second.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use platform::{Actor, Step};
use records::Weight;
use serde_json::{Value, json};
use server::Server;
use server::http;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// How long the database may take to answer.
const PATIENCE: Duration = Duration::from_millis(800);
/// Bytes a disk must have free.
const ROOM: u64 = 500 << 20;

/// 200 while requests can be answered, 503 when the database does not answer; `wrong` lists what is not well.
pub(crate) async fn serve(State(server): State<Arc<Server>>) -> Response {
    let (nobody, steps) = (Actor::anonymous(Uuid::nil()), vec![Step::new("select 1", Vec::new())]);
    let ask = server.door.run(&nobody, steps, Weight::Quick, false);
    let database = match tokio::time::timeout(PATIENCE, ask).await {
        Ok(Ok(_)) => None,
        Ok(Err(e)) if e.code == "53300" => Some("Every connection to the database is in use."),
        Ok(Err(_)) => Some("The database can't be reached."),
        Err(_) => Some("The database does not answer."),
    };
    let mut all = Vec::new();
    all.extend(database.map(|why| wrong("database", why, "Run: throughline doctor")));
    all.extend(server.settings.data_dir.as_deref().and_then(disk));
    let background = server.health.wrong();
    all.extend(background.iter().map(|(part, why)| wrong(part, why, "The server's log says more.")));
    let status = if database.is_none() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let version = env!("CARGO_PKG_VERSION");
    let body = json!({ "name": "Throughline", "version": version, "database": database.is_none(), "wrong": all });
    http::json(status, body.to_string().into_bytes())
}

fn disk(folder: &Path) -> Option<Value> {
    let stat = rustix::fs::statvfs(folder).ok()?;
    let free = stat.f_bavail * stat.f_frsize;
    let why = format!("The disk of the data has {} MB left.", free >> 20);
    (free < ROOM).then(|| wrong("disk", &why, "Make room: PostgreSQL stops when the disk is full."))
}

fn wrong(part: &str, message: &str, hint: &str) -> Value {
    json!({ "part": part, "message": message, "hint": hint })
}
