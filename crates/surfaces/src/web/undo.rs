//! `POST /undo`: takes back everything one request did.

use super::data::Fields;
use super::refused::Answer;
use super::shell::{toast, with_header, with_toast};
use super::visit::Visit;
use axum::response::IntoResponse as _;
use maud::html;
use records::Error;
use uuid::Uuid;

pub(super) async fn undo(visit: Visit, form: Fields) -> Answer {
    let operation = form.filled("operation").and_then(|o| Uuid::parse_str(o).ok()).ok_or_else(|| Error::new(400, "TL100", "Say what to undo"))?;
    let (actor, again) = visit.operation();
    let tx = visit.begin(&actor).await?;
    let done = modules::identity::undo::undo(&tx, &actor, modules::identity::undo::Undo { operation }).await?;
    visit.commit(tx).await?;
    visit.server.people.forget();
    if !visit.partial {
        return Ok(axum::response::Redirect::to("/today").into_response());
    }
    let words = if done.kept == 0 { "Undone.".to_string() } else { format!("Undone, except {} that somebody changed since.", done.kept) };
    Ok(with_header(with_toast(&html! {}, &toast(&words, Some(again))), "hx-trigger", "rows-changed, undone"))
}
