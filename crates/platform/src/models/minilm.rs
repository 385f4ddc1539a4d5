//! MiniLM-L6-v2 inside the executable.

use super::{Embed, Vectors};
use embedder::Model;
use std::sync::LazyLock;

/// The model inside the executable. It is unpacked at its first use, once a process.
#[derive(Debug, Clone, Copy)]
pub struct MiniLm;

static MODEL: LazyLock<Model> = LazyLock::new(Model::load);

impl Embed for MiniLm {
    fn model(&self) -> &str {
        embedder::NAME
    }

    fn size(&self) -> usize {
        embedder::SIZE
    }

    fn pieces(&self, text: &str) -> usize {
        MODEL.pieces(text)
    }

    fn embed(&self, texts: Vec<String>) -> Vectors<'_> {
        Box::pin(async move {
            let reading = tokio::task::spawn_blocking(move || MODEL.embed(&texts));
            Ok(reading.await?)
        })
    }
}
