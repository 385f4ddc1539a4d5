//! Models that answer in words, and ask for tools.

use futures_util::stream::BoxStream;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fmt::Debug;
use std::time::Duration;

/// What a model answers, piece by piece; after an error, or [`Event::End`], there is nothing more.
pub type Events = BoxStream<'static, Result<Event, Fault>>;

/// Who asks models for answers. It holds nothing of the database meanwhile.
pub trait Chat: Debug + Send + Sync {
    /// Asks. The connection is made when the stream is read first; dropping it stops the model.
    fn ask(&self, at: ModelAt, asked: Asked) -> Events;
}

/// Where a model is, and which.
#[derive(Clone)]
pub struct ModelAt {
    /// The protocol it speaks: `openai`, `anthropic`, `gemini`, `ollama`, `mistral`, …
    pub kind: String,
    /// Its address; the provider's own when empty.
    pub address: Option<String>,
    /// Its key, where one is needed.
    pub key: Option<String>,
    /// Its name there.
    pub model: String,
    /// Only a private address may be asked: nothing leaves the house.
    pub inside_only: bool,
}

impl Debug for ModelAt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.kind, self.model)
    }
}

/// What is asked.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// What the model is to be and to heed.
    pub system: String,
    /// What was said so far, oldest first.
    pub turns: Vec<Turn>,
    /// What it may use.
    pub tools: Vec<Tool>,
    /// Tokens it may answer with.
    pub most_tokens: u32,
    /// The shape (JSON Schema) of an answer that is JSON; words without it.
    pub shape: Option<Value>,
}

/// One turn of a conversation.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "role", rename_all = "snake_case")]
pub enum Turn {
    /// A person speaks.
    User {
        /// What they say.
        text: String,
    },
    /// The model speaks, and asks for tools.
    Assistant {
        /// What it says.
        text: String,
        /// What it asks for.
        calls: Vec<ToolCall>,
    },
    /// What a tool answered.
    Tool {
        /// The call it answers.
        id: String,
        /// The tool.
        name: String,
        /// What it said.
        text: String,
    },
}

/// A tool a model may ask for.
#[derive(Debug, Clone)]
pub struct Tool {
    /// Its name.
    pub name: String,
    /// What it does.
    pub description: String,
    /// What it takes (JSON Schema).
    pub input: Value,
}

/// A tool the model asks for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ToolCall {
    /// The model's own number for it.
    pub id: String,
    /// The tool.
    pub name: String,
    /// What it is given; a text when the model wrote no JSON.
    pub input: Value,
}

/// A piece of an answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// Words.
    Text(String),
    /// A tool it asks for, whole.
    Call(ToolCall),
    /// The end, and what it cost.
    End(Spent),
}

/// Tokens, as the provider counted them; nothing where it did not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Spent {
    /// Read.
    pub read: u32,
    /// Written.
    pub written: u32,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The provider does not let us in: key, rights, credit.
    #[error("The model's provider does not let us in. {0}")]
    Shut(String),
    /// It asks to wait.
    #[error("The model is busy.")]
    Busy(Option<Duration>),
    /// Nobody is there, or not allowed to be asked.
    #[error("The model can't be reached. {0}")]
    Away(String),
    /// It answered something that is no answer, or broke off.
    #[error("The model broke off. {0}")]
    Broken(String),
    /// It does not take what was asked.
    #[error("The model does not take this. {0}")]
    Refused(String),
    /// It took too long.
    #[error("The model took too long.")]
    Late,
}
