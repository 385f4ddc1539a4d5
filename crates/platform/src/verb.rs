//! Verbs: what takes several steps or the outside world. Registered once, a verb is `POST /rest/v1/rpc/<name>`, a button, and work for the background.

mod call;
mod decimal;
mod progress;
mod schema;
mod work;

pub use call::{Call, Tools};
pub use decimal::Decimal;
pub use progress::Progress;
pub use schema::{Parameter, Schema};
pub use work::{Keeper, Site, Unkept, is_refusal};

use crate::Actor;
use records::{Error, Result};
use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::borrow::Cow;
use std::pin::Pin;
use std::sync::Arc;

/// Where jobs wait that nobody said otherwise of.
const QUEUE: &str = "default";
/// How often such a job is tried.
const TRIES: i32 = 8;

/// What a verb answers, later.
pub type Answer<'a> = Pin<Box<dyn Future<Output = Result<Value>> + Send + 'a>>;

/// How a verb is done.
#[derive(Clone)]
enum Run {
    /// In one transaction.
    Call(Arc<dyn for<'a> Fn(Call<'a>, Value) -> Answer<'a> + Send + Sync>),
    /// In steps, in the background.
    Work(Arc<dyn for<'a> Fn(Site<'a>, Value) -> Answer<'a> + Send + Sync>),
}

/// What a verb takes the place of, and how people are asked about it.
#[derive(Debug, Clone, Copy)]
pub struct Replaced {
    /// The noun.
    pub noun: &'static str,
    /// Its column that names the verb's subject.
    pub of: &'static str,
    /// Its column that says until when a row counts; one where it is empty counts for ever.
    pub until: &'static str,
    /// What there is, in a sentence.
    pub there: &'static str,
    /// What people agree to, in a sentence.
    pub agreed: &'static str,
}

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
    /// The values the column of `when` has afterwards: a card dropped there runs the verb. One that takes an input of the
    /// column's name is told the value.
    pub moves_to: &'static [&'static str],
    /// People are asked before a drop runs it, because it can't be taken back.
    pub asks_first: bool,
    /// The page that asks for its input, below the record's own; a dialog made of its input without one.
    pub page: Option<&'static str>,
    /// The noun's own page makes its button, so that it says and asks what the record says.
    pub has_own_button: bool,
    /// The icon of its button.
    pub icon: &'static str,
    /// The key that presses its button on the page of a record.
    pub key: Option<&'static str>,
    /// It is offered for many records of its noun at once, and done for one after the other.
    pub is_bulk: bool,
    /// The input that takes many records at once: chosen in a list, they are one use of it.
    pub takes_many: Option<&'static str>,
    /// The noun and the field of the answer that names the record to show next.
    pub leads_to: Option<(&'static str, &'static str)>,
    /// The field of the answer people are shown, once.
    pub shows: Option<&'static str>,
    /// What of its subject it takes the place of, about which people are asked first.
    pub replaces: Option<Replaced>,
    /// The command palette offers it to people.
    pub in_palette: bool,
    /// It may take minutes, so people start it in the background.
    pub in_background: bool,
    /// It steps between short transactions and writes, and whoever asks waits for it.
    pub is_awaited: bool,
    /// What it takes.
    pub input: Schema,
    /// What it answers.
    pub answer: Schema,
    /// What it refuses: the code of the error, and when.
    pub refusals: Vec<(&'static str, &'static str)>,
    /// The queue its jobs wait in.
    pub queue: &'static str,
    /// How often a job of it is tried.
    pub tries: i32,
    /// Understands an input without using it.
    understand: fn(Value) -> Result<()>,
    run: Run,
}

impl Run {
    fn work(work: impl for<'a> Fn(Site<'a>, Value) -> Answer<'a> + Send + Sync + 'static) -> Run {
        Run::Work(Arc::new(work))
    }
}

/// What a verb does: an async function of where it is done, a call or a site of work, and its input.
pub trait Does<'a, C, I, O>: Send + Sync {
    /// Doing it.
    type Doing: Future<Output = Result<O>> + Send + 'a;

    /// Does it.
    fn run(&self, at: C, input: I) -> Self::Doing;
}

impl<'a, C, I, O, F, D> Does<'a, C, I, O> for F
where
    F: Fn(C, I) -> D + Send + Sync,
    D: Future<Output = Result<O>> + Send + 'a,
{
    type Doing = D;

    fn run(&self, at: C, input: I) -> D {
        self(at, input)
    }
}

impl Verb {
    /// A verb: its name, what it does in a sentence, the roles that may use it, and the function. What it takes and answers is
    /// described by the function's types.
    pub fn new<I, O, F>(name: &'static str, summary: &'static str, roles: &'static [&'static str], function: F) -> Verb
    where
        I: DeserializeOwned + JsonSchema + Send + 'static,
        O: Serialize + JsonSchema + 'static,
        F: for<'a> Does<'a, Call<'a>, I, O> + Clone + 'static,
    {
        let (takes, answer) = (Schema::of::<I>(), Schema::of::<O>());
        let verb = Verb::described(name, summary, roles, takes, answer, move |call, value| {
            let function = function.clone();
            Box::pin(async move { output(function.run(call, input(value)?).await?) })
        });
        Verb { understand: |value| input::<I>(value).map(drop), ..verb }
    }

    /// A verb whose input and answer are described by what is only known at the start. `run` gets the call and the input as JSON;
    /// [`input`] understands it.
    pub fn described(
        name: impl Into<Cow<'static, str>>,
        summary: impl Into<Cow<'static, str>>,
        roles: impl Into<Cow<'static, [&'static str]>>,
        takes: Schema,
        answer: Schema,
        run: impl for<'a> Fn(Call<'a>, Value) -> Answer<'a> + Send + Sync + 'static,
    ) -> Verb {
        Verb::made(name.into(), summary.into(), roles.into(), takes, answer, Run::Call(Arc::new(run)))
    }

    fn made(
        name: Cow<'static, str>,
        summary: Cow<'static, str>,
        roles: Cow<'static, [&'static str]>,
        takes: Schema,
        answer: Schema,
        run: Run,
    ) -> Verb {
        Verb {
            name,
            module: Cow::Borrowed(""),
            summary,
            roles,
            reads_only: false,
            subject: None,
            when: None,
            moves_to: &[],
            asks_first: false,
            page: None,
            has_own_button: false,
            icon: "zap",
            key: None,
            is_bulk: false,
            takes_many: None,
            leads_to: None,
            shows: None,
            replaces: None,
            in_palette: false,
            in_background: false,
            is_awaited: false,
            input: takes,
            answer,
            refusals: Vec::new(),
            queue: QUEUE,
            tries: TRIES,
            understand: |_| Ok(()),
            run,
        }
    }

    /// A verb that is work: it steps between short transactions, always in the background.
    pub fn work<I, O, F>(name: &'static str, summary: &'static str, roles: &'static [&'static str], function: F) -> Verb
    where
        I: DeserializeOwned + JsonSchema + Send + 'static,
        O: Serialize + JsonSchema + 'static,
        F: for<'a> Does<'a, Site<'a>, I, O> + Clone + 'static,
    {
        let verb = Verb::asking(name, summary, roles, function);
        Verb { queue: "work", in_background: true, reads_only: false, ..verb }
    }

    /// A verb that only reads and asks somebody else on the way, a model or a child: it steps between short transactions,
    /// while whoever asks waits.
    pub fn asking<I, O, F>(
        name: &'static str,
        summary: &'static str,
        roles: &'static [&'static str],
        function: F,
    ) -> Verb
    where
        I: DeserializeOwned + JsonSchema + Send + 'static,
        O: Serialize + JsonSchema + 'static,
        F: for<'a> Does<'a, Site<'a>, I, O> + Clone + 'static,
    {
        let run = Run::work(move |site, value| {
            let function = function.clone();
            Box::pin(async move { output(function.run(site, input(value)?).await?) })
        });
        let verb = Verb::made(name.into(), summary.into(), roles.into(), Schema::of::<I>(), Schema::of::<O>(), run);
        Verb { understand: |value| input::<I>(value).map(drop), ..verb }.reading()
    }

    /// The same verb with steps, which writes in them while whoever asks waits: it takes moments.
    pub fn awaited(self) -> Verb {
        Verb { is_awaited: true, reads_only: false, ..self }
    }

    /// The same verb, of this module.
    pub fn of(self, module: impl Into<Cow<'static, str>>) -> Verb {
        Verb { module: module.into(), ..self }
    }

    /// The same verb, which refuses with this code (see [`records::codes`]) when something is so. The reference page tells it.
    pub fn refuses(mut self, code: &'static str, when: &'static str) -> Verb {
        self.refusals.push((code, when));
        self
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

    /// The same verb, which a card runs that is dropped on one of these values of the column of [`Verb::when`].
    pub fn moves_to(self, values: &'static [&'static str]) -> Verb {
        Verb { moves_to: values, ..self }
    }

    /// The same verb; people are asked before a drop runs it, because it can't be taken back.
    pub fn asks_first(self) -> Verb {
        Verb { asks_first: true, ..self }
    }

    /// The same verb, whose input is asked for by the page `/<noun>/<id>/<page>`.
    pub fn page(self, page: &'static str) -> Verb {
        Verb { page: Some(page), ..self }
    }

    /// The same verb, whose button is made by the noun's own page.
    pub fn with_own_button(self) -> Verb {
        Verb { has_own_button: true, ..self }
    }

    /// The same verb, with this icon on its button.
    pub fn icon(self, icon: &'static str) -> Verb {
        Verb { icon, ..self }
    }

    /// The same verb, whose button is pressed by this key on the page of a record.
    pub fn key(self, key: &'static str) -> Verb {
        Verb { key: Some(key), ..self }
    }

    /// The same verb, offered for many records at once; its other inputs are asked for once.
    pub fn in_bulk(self) -> Verb {
        Verb { is_bulk: true, ..self }
    }

    /// The same verb, offered for many records at once, which are all named in this input.
    pub fn all_at_once(self, input: &'static str) -> Verb {
        Verb { is_bulk: true, takes_many: Some(input), ..self }
    }

    /// Whether people have to say or agree to something before it runs on a record.
    pub fn asks(&self) -> bool {
        let own = self.subject.map(|(_, field)| field);
        self.asks_first || self.input.parameters().any(|p| p.required && Some(p.name) != own)
    }

    /// The same verb, after which people look at the record that `field` of its answer names.
    pub fn leads_to(self, noun: &'static str, field: &'static str) -> Verb {
        Verb { leads_to: Some((noun, field)), ..self }
    }

    /// The same verb, whose answer has a field people must see, such as a secret that is shown once.
    pub fn shows(self, field: &'static str) -> Verb {
        Verb { shows: Some(field), ..self }
    }

    /// People are asked before it takes the place of something its subject has.
    pub fn replaces(self, what: Replaced) -> Verb {
        Verb { replaces: Some(what), ..self }
    }

    /// The same verb, offered by the command palette.
    pub fn in_palette(self) -> Verb {
        Verb { in_palette: true, ..self }
    }

    /// The same verb, whose jobs wait in this queue.
    pub fn queue(self, queue: &'static str) -> Verb {
        Verb { queue, ..self }
    }

    /// The same verb, whose jobs are tried so often.
    pub fn tries(self, tries: i32) -> Verb {
        Verb { tries, ..self }
    }

    /// Whether it steps between short transactions.
    pub fn has_steps(&self) -> bool {
        matches!(self.run, Run::Work(_))
    }

    /// Whether it is work, which is always done in the background.
    pub fn is_work(&self) -> bool {
        self.has_steps() && !self.reads_only && !self.is_awaited
    }

    /// The same verb, which may take minutes: people start it in the background.
    pub fn in_background(self) -> Verb {
        Verb { in_background: true, ..self }
    }

    /// Whether an input fits what it takes: all that is needed, nothing it does not know, each of its type.
    ///
    /// # Errors
    /// PGRST102 with what does not fit.
    pub fn understands(&self, input: &Value) -> Result<()> {
        (self.understand)(input.clone())
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
    /// 42501 when the role may not, TL405 when it has steps, and whatever the verb refuses.
    pub async fn run(&self, call: Call<'_>, input: Value) -> Result<Value> {
        self.allows(call.actor)?;
        match &self.run {
            Run::Call(run) => run(call, input).await,
            Run::Work(_) => Err(Error::new(400, "TL405", format!("{} is not one transaction.", self.name))
                .hint("Send Prefer: respond-async and look at the job it answers.")),
        }
    }

    /// Runs one that has steps.
    ///
    /// # Errors
    /// 42501 when the role may not, and whatever the verb refuses.
    pub async fn run_in_steps(&self, site: Site<'_>, input: Value) -> Result<Value> {
        self.allows(site.actor)?;
        match &self.run {
            Run::Work(work) => work(site, input).await,
            Run::Call(_) => Err(Error::new(500, "XX000", format!("{} is one transaction.", self.name))),
        }
    }
}

/// The input of a verb that takes none.
#[derive(Debug, Default, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// The answer of a verb that has nothing to say but that it is done.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Done {
    /// What was done, in words.
    pub note: String,
}

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

fn output(value: impl Serialize) -> Result<Value> {
    serde_json::to_value(value).map_err(|e| Error::new(500, "XX000", e.to_string()))
}
