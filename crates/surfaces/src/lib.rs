//! What people and programs touch, put together: every address of the server, and the connections they come by.

mod forwarded;
mod frame;
mod listen;

pub use api::openapi_document;
pub use background;
pub use listen::serve;
pub use server::auth::setup::{NewOrganisation, create_organisation};
pub use server::auth::users::{NewUser, create_user};
pub use server::imports;
pub use server::{Health, Listening, Mail, Server, Settings, Tokens};

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn_with_state, map_response_with_state};
use catalog::Catalog;
use platform::Door;
use platform::database::Target;
use platform::vault::KeyRing;
use server::answers;
use std::sync::Arc;
use web::Web;

/// The server's state. `pii_readers` are the roles that read personal data in clear text; `admin` is the administrative
/// login, for what no role may do.
pub fn server(
    door: Arc<Door>,
    catalog: Arc<Catalog>,
    keys: KeyRing,
    settings: Settings,
    pii_readers: Vec<String>,
    admin: Option<Target>,
) -> Arc<Server> {
    Server::new(door, catalog, keys, settings, pii_readers, admin, web::FONTS)
}

/// Every address of the server.
fn router(server: &Arc<Server>, web: &Web) -> Router {
    api::router(server)
        .merge(web::router(web))
        .fallback(frame::not_found)
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn_with_state(Arc::clone(&server.answers), answers::count))
        .layer(map_response_with_state(Arc::clone(server), frame::common_headers))
        .layer(from_fn_with_state(Arc::clone(server), forwarded::settle))
}
