//! Verbs: what takes several steps or the outside world. Registered once, a verb is `POST /rest/v1/rpc/<name>`, a button, and work for the background.

mod call;
mod progress;

pub use call::{Call, Tools};
pub use progress::Progress;

use crate::Actor;
use records::{Error, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::borrow::Cow;
use std::pin::Pin;
use std::sync::Arc;

/// What a verb answers, later.
pub type Answer<'a> = Pin<Box<dyn Future<Output = Result<Value>> + Send + 'a>>;

type Run = dyn for<'a> Fn(Call<'a>, Value) -> Answer<'a> + Send + Sync;

/// A verb and who may use it.
#[derive(Clone)]
pub struct Verb {
    /// Its name: in the address, on the button, in the feed.
    pub name: Cow<'static, str>,
    /// The module it belongs to.
    pub module: Cow<'static, str>,
    /// What it does, in a sentence.
    pub summary: Cow<'static, str>,
    /// The roles that may use it.
    pub roles: Cow<'static, [&'static str]>,
    /// It changes nothing, so GET may call it.
    pub reads_only: bool,
    /// The noun whose records show it as a button, and the input that names the record.
    pub subject: Option<(&'static str, &'static str)>,
    /// The column of the subject and the values with which the button is there; always when empty.
    pub when: Option<(&'static str, &'static [&'static str])>,
    /// The noun and the field of the answer that names the record to show next.
    pub leads_to: Option<(&'static str, &'static str)>,
    /// The field of the answer people are shown, once.
    pub shows: Option<&'static str>,
    /// The command palette offers it to people.
    pub in_palette: bool,
    /// It may take minutes, so people start it in the background.
    pub in_background: bool,
    /// JSON Schema of its input's properties. `x-noun` says that a uuid names a record of that noun.
    pub input: Value,
    run: Arc<Run>,
}

impl Verb {
    /// A verb. `run` gets the call and the input as JSON; use [`input`] and [`output`] in it.
    pub fn new(
        name: impl Into<Cow<'static, str>>,
        summary: impl Into<Cow<'static, str>>,
        roles: impl Into<Cow<'static, [&'static str]>>,
        input: Value,
        run: impl for<'a> Fn(Call<'a>, Value) -> Answer<'a> + Send + Sync + 'static,
    ) -> Verb {
        Verb {
            name: name.into(),
            module: Cow::Borrowed(""),
            summary: summary.into(),
            roles: roles.into(),
            reads_only: false,
            subject: None,
            when: None,
            leads_to: None,
            shows: None,
            in_palette: false,
            in_background: false,
            input,
            run: Arc::new(run),
        }
    }

    /// The same verb, of this module.
    pub fn of(self, module: impl Into<Cow<'static, str>>) -> Verb {
        Verb { module: module.into(), ..self }
    }

    /// The same verb, changing nothing.
    pub fn reading(self) -> Verb {
        Verb { reads_only: true, ..self }
    }

    /// The same verb, as a button on the records of a noun; `input` is the field of its input that names the record.
    pub fn on(self, noun: &'static str, input: &'static str) -> Verb {
        Verb { subject: Some((noun, input)), ..self }
    }

    /// The same verb, its button shown only while a column of the record has one of these values.
    pub fn when(self, column: &'static str, values: &'static [&'static str]) -> Verb {
        Verb { when: Some((column, values)), ..self }
    }

    /// The same verb, after which people look at the record that `field` of its answer names.
    pub fn leads_to(self, noun: &'static str, field: &'static str) -> Verb {
        Verb { leads_to: Some((noun, field)), ..self }
    }

    /// The same verb, whose answer has a field people must see, such as a secret that is shown once.
    pub fn shows(self, field: &'static str) -> Verb {
        Verb { shows: Some(field), ..self }
    }

    /// The same verb, offered by the command palette.
    pub fn in_palette(self) -> Verb {
        Verb { in_palette: true, ..self }
    }

    /// The same verb, which may take minutes: people start it in the background.
    pub fn in_background(self) -> Verb {
        Verb { in_background: true, ..self }
    }

    /// Whether this actor may use it.
    ///
    /// # Errors
    /// 42501 when their role may not.
    pub fn allows(&self, actor: &Actor) -> Result<()> {
        if self.roles.contains(&actor.role) {
            return Ok(());
        }
        Err(Error::new(403, "42501", format!("Your role may not use {}.", self.name))
            .hint(format!("It is for: {}.", self.roles.join(", "))))
    }

    /// Runs it inside a transaction of the actor. The caller commits.
    ///
    /// # Errors
    /// 42501 when the role may not, and whatever the verb refuses.
    pub async fn run(&self, call: Call<'_>, input: Value) -> Result<Value> {
        self.allows(call.actor)?;
        (self.run)(call, input).await
    }
}

/// The input of a verb that takes none.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// Understands a verb's input.
///
/// # Errors
/// PGRST102 when fields are missing, unknown or of another type.
pub fn input<T: DeserializeOwned>(value: Value) -> Result<T> {
    serde_json::from_value(value).map_err(|e| {
        Error::new(400, "PGRST102", format!("The input does not fit: {e}"))
            .hint("What each verb takes is described at /docs.")
    })
}

/// A verb's answer as JSON.
///
/// # Errors
/// When it can't be written as JSON.
pub fn output(value: impl Serialize) -> Result<Value> {
    serde_json::to_value(value).map_err(|e| Error::new(500, "XX000", e.to_string()))
}
