//! What the web app remembers.

use super::hub::Hub;
use super::people::People;
use axum::extract::FromRef;
use server::Server;
use std::sync::Arc;
use transfer::import::Imports;

/// The web app's state: the server, and what only pages need.
#[derive(Clone)]
pub struct Web {
    pub(crate) server: Arc<Server>,
    pub(crate) people: Arc<People>,
    pub(crate) hub: Arc<Hub>,
    pub(crate) imports: Arc<Imports>,
}

impl Web {
    /// Nothing remembered yet.
    pub fn new(server: Arc<Server>, imports: Arc<Imports>) -> Web {
        Web { people: Arc::new(People::new(&server)), hub: Arc::default(), imports, server }
    }
}

impl FromRef<Web> for Arc<Server> {
    fn from_ref(web: &Web) -> Arc<Server> {
        Arc::clone(&web.server)
    }
}
