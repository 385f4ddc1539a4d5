//! `POST /undo`: takes back everything one request did.

use super::data::Fields;
use super::refused::Answer;
use super::shell::{go, toast, with_header, with_toast};
use super::visit::Visit;
use axum::response::IntoResponse as _;
use maud::html;
use records::Error;
use serde_json::json;
use uuid::Uuid;

pub(super) async fn undo(visit: Visit, form: Fields) -> Answer {
    let operation = form
        .filled("operation")
        .and_then(|o| Uuid::parse_str(o).ok())
        .ok_or_else(|| Error::new(400, "TL100", "Say what to undo"))?;
    let (actor, again) = visit.operation();
    let verb = visit.server.verb("undo")?;
    let tx = visit.begin(&actor).await?;
    let input = json!({ "operation": operation });
    let done = match visit.server.run_verb(verb, &tx, &actor, input.clone()).await {
        // So much that nobody should wait for it.
        Err(e) if e.code == "TL413" => {
            let job = server::jobs::enqueue(&tx, &actor, verb, &input).await?;
            visit.commit(tx).await?;
            visit.server.work.notify_waiters();
            return Ok(go(&visit, &format!("/background_jobs/{job}")));
        }
        done => done?,
    };
    visit.commit(tx).await?;
    visit.server.forget();
    if !visit.partial {
        return Ok(axum::response::Redirect::to("/today").into_response());
    }
    let words = done["note"].as_str().unwrap_or("Undone.").to_string();
    Ok(with_header(with_toast(&html! {}, &toast(&words, Some(again))), "hx-trigger", "rows-changed, undone"))
}
