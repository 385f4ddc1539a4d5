//! What the web app remembers.

use super::hub::Hub;
use super::people::People;
use axum::extract::FromRef;
use server::Server;
use std::sync::Arc;

/// The web app's state: the server, and what only pages need.
#[derive(Clone)]
pub struct Web {
    pub(crate) server: Arc<Server>,
    pub(crate) people: Arc<People>,
    pub(crate) hub: Arc<Hub>,
}

impl Web {
    /// Nothing remembered yet.
    pub fn new(server: Arc<Server>) -> Web {
        Web { people: Arc::new(People::new(&server)), hub: Arc::default(), server }
    }
}

impl FromRef<Web> for Arc<Server> {
    fn from_ref(web: &Web) -> Arc<Server> {
        Arc::clone(&web.server)
    }
}
