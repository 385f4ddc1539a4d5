//! What clients see: their projects, by a link without an account or signed in, and nothing of anybody else.
//!
//! Every query runs as role `client` of the one client, so row security decides what is theirs; the link's sections decide
//! which pages there are. Signed-in people of the client see their invoices as well.

mod door;
mod invoices;
mod pages;
mod sections;
mod window;

use axum::Router;
use axum::routing::get;

/// The addresses of the portal.
pub(crate) fn router() -> Router<crate::state::Web> {
    Router::new()
        .route("/portal", get(pages::signed_in_front))
        .route("/portal/my/{section}", get(pages::signed_in))
        .route("/portal/my/invoices/{id}", get(invoices::download))
        .route("/portal/{token}", get(pages::front).post(window::unlock))
        .route("/portal/{token}/{section}", get(pages::section))
}
