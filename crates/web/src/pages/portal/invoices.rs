//! The invoices of somebody of the client who is signed in.

use super::door::Shut;
use super::sections::{long, nothing, pill};
use super::window::by_session;
use crate::files::document;
use crate::format;
use crate::guest::Refusal;
use crate::icons::icon;
use crate::visit::Visit;
use axum::extract::Path;
use axum::response::Response;
use maud::{Markup, html};
use platform::Tx;
use serde_json::json;
use uuid::Uuid;

/// Issued invoices, the newest first.
pub(super) async fn list(tx: &Tx) -> Result<Markup, Refusal> {
    let rows = tx
        .query(
            "select v.id, v.invoice_number, v.status::text, v.issue_date::text, v.due_date::text, v.amount::text, v.currency::text, v.balance::text, v.kind::text from delivery.invoices v order by v.issue_date desc nulls last, v.invoice_number desc limit 500",
            &[],
        )
        .await?;
    Ok(html! {
        @if rows.is_empty() { (nothing("No invoice yet", "Invoices stand here once they are issued.")) } @else {
            section class="card" {
                div class="head" {
                    h2 { "Invoices" }
                }
                ul class="rows" {
                    @for r in &rows {
                        li {
                            div class="main" {
                                strong {
                                    ({
                                        if r.get::<_, &str>(8) == "credit_note" {
                                            "Credit note "
                                        } else {
                                            "Invoice "
                                        }
                                    })
                                    (r.get::<_, &str>(1))
                                }
                                div class="quiet small" {
                                    (r.get::<_, Option<&str>>(3).map(long).unwrap_or_default())
                                    " · due "
                                    (long(r.get(4)))
                                }
                            }
                            span class="num" { (format::money(r.get(5), r.get(6))) }
                            (pill(r.get(2)))
                            a class="b" href={ "/portal/my/invoices/" (r.get::<_, Uuid>(0)) } { (icon("download")) "PDF" }
                        }
                    }
                }
            }
        }
    })
}

/// `GET /portal/my/invoices/<id>`: the document, if the invoice is theirs.
pub(super) async fn download(visit: Visit, Path(id): Path<String>) -> Response {
    let shown = async {
        let window = by_session(&visit).await?;
        let id = Uuid::parse_str(&id).map_err(|_| Refusal::Closed)?;
        let answer = visit.server.call(&window.actor, "invoice_pdf", json!({ "invoice": id })).await;
        Ok::<_, Shut>(document(&answer.map_err(|_| Refusal::Closed)?))
    };
    shown.await.unwrap_or_else(|shut| shut.page(None, ""))
}
