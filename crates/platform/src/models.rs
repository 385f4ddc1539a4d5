//! Models: what tells the meaning of a text, and what answers. Each is a value of one trait, so that the product knows none of
//! them.

mod chat;
#[cfg(feature = "embedded-model")]
mod minilm;
mod scripted;

pub use chat::{Asked, Chat, Event, Events, Fault, ModelAt, Spent, Tool, ToolCall, Turn};

#[cfg(feature = "embedded-model")]
pub use minilm::MiniLm;
pub use scripted::Scripted;

use std::fmt::Debug;
use std::pin::Pin;
use std::sync::Arc;

/// The vectors of texts, later.
pub type Vectors<'a> = Pin<Box<dyn Future<Output = anyhow::Result<Vec<Vec<f32>>>> + Send + 'a>>;

/// What tells the meaning of texts: texts of like meaning get vectors that point alike.
pub trait Embed: Debug + Send + Sync {
    /// Its name, which stands beside every vector; vectors of different models are never compared.
    fn model(&self) -> &str;

    /// Numbers of a vector.
    fn size(&self) -> usize;

    /// Pieces of words a text is for it; what one must keep to so that nothing of a text is left unread. Pieces of parts add up.
    fn pieces(&self, text: &str) -> usize {
        // Two of three words are one piece; signs are some.
        text.split_whitespace().map(|word| 1 + word.len() / 6).sum()
    }

    /// Pieces of words it reads of a text at most.
    fn longest(&self) -> usize {
        200
    }

    /// The vectors of texts, each of length 1, in their order. Nothing of the database is held meanwhile.
    fn embed(&self, texts: Vec<String>) -> Vectors<'_>;
}

/// The model inside the executable; none when it was built without.
pub fn embedded() -> Option<Arc<dyn Embed>> {
    #[cfg(feature = "embedded-model")]
    return Some(Arc::new(MiniLm));
    #[cfg(not(feature = "embedded-model"))]
    None
}
