//! One connection speaking PostgreSQL's extended protocol, with many requests in flight.
//!
//! A request is a list of statements and ONE Sync, which makes them one implicit transaction. A writer task encodes and
//! sends, a reader task hands each answer to whoever waits for it, in order. Statements are prepared once a connection,
//! under a name made of role and text alone. An answer is bounded in bytes: what is too much is read and thrown away.

use super::budget::{Budget, Full, Held};
use super::cancel::Canceller;
use super::error::DbError;
use super::stream::{self, Stream};
use super::target::Target;
use anyhow::{Context as _, bail};
use bytes::{Buf as _, Bytes, BytesMut};
use fallible_iterator::FallibleIterator as _;
use postgres_protocol::authentication::{md5_hash, sasl};
use postgres_protocol::message::backend::{ErrorFields, Message};
use postgres_protocol::message::frontend;
use postgres_protocol::{IsNull, Oid};
use sha2::{Digest as _, Sha256};
use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, ReadHalf, WriteHalf};
use tokio::sync::{OwnedSemaphorePermit, mpsc, oneshot};

/// Prepared statements kept per connection; the oldest goes first.
const STATEMENTS: usize = 256;

/// The longest message that is no row, in bytes. PostgreSQL says nothing as long; who does is not understood any more.
const LONGEST: usize = 16 << 20;

/// One statement of a request.
#[derive(Debug, Clone)]
pub(crate) struct Command {
    /// Statements are prepared per role: row security is planned into them.
    pub(crate) key: (&'static str, Arc<str>),
    pub(crate) params: Vec<Option<String>>,
}

impl Command {
    /// A statement without parameters, of no role.
    pub(crate) fn plain(sql: &str) -> Command {
        Command { key: ("", sql.into()), params: Vec::new() }
    }
}

/// What one statement answered.
#[derive(Debug, Clone, Default)]
pub struct Rows {
    /// The bodies of the DataRow messages.
    pub rows: Vec<Bytes>,
    /// Rows read or written, as the command tag says.
    pub affected: u64,
    /// What they hold of the budget.
    held: Option<Arc<Held>>,
}

struct Request {
    commands: Arc<[Command]>,
    reply: oneshot::Sender<Result<Vec<Rows>, DbError>>,
    too_much: oneshot::Sender<()>,
    keep: Keep,
}

/// What a request keeps until PostgreSQL has ended it.
struct Keep {
    in_flight: Arc<AtomicUsize>,
    _place: Option<OwnedSemaphorePermit>,
}

impl Drop for Keep {
    fn drop(&mut self) {
        self.in_flight.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A request that was sent and not answered yet.
pub(crate) struct Asked {
    answer: oneshot::Receiver<Result<Vec<Rows>, DbError>>,
    too_much: oneshot::Receiver<()>,
}

impl Asked {
    /// The answer, when PostgreSQL has ended the request. A request that answers too much is stopped.
    pub(super) async fn answered(&mut self, canceller: &Canceller) -> Result<Vec<Rows>, DbError> {
        let gone = || DbError::unreachable("the connection closed");
        tokio::select! {
            biased;
            answer = &mut self.answer => answer.map_err(|_| gone())?,
            Ok(()) = &mut self.too_much => canceller.end(&mut self.answer, Duration::ZERO).await.and_then(Result::ok).ok_or_else(gone)?,
        }
    }
}

/// A live connection.
pub(crate) struct Wire {
    requests: mpsc::UnboundedSender<Request>,
    shared: Arc<Shared>,
    /// Process and secret of PostgreSQL's greeting.
    key: (i32, i32),
    /// The process that answered first; 0 before.
    backend: AtomicI32,
}

#[derive(Default)]
struct Shared {
    cache: Mutex<Cache>,
    waiting: Mutex<VecDeque<Waiting>>,
    in_flight: Arc<AtomicUsize>,
    closed: AtomicBool,
}

struct Waiting {
    reply: oneshot::Sender<Result<Vec<Rows>, DbError>>,
    /// Told once when the answer is larger than it may be.
    too_much: Option<oneshot::Sender<()>>,
    keep: Keep,
    /// Which of the commands prepare a statement under which name.
    prepares: VecDeque<(usize, String)>,
}

#[derive(Default)]
struct Cache {
    names: HashMap<(&'static str, Arc<str>), (String, bool)>,
    order: VecDeque<(&'static str, Arc<str>)>,
}

impl Wire {
    pub(crate) async fn connect(target: &Target, budget: Arc<Budget>) -> anyhow::Result<Wire> {
        let mut stream = stream::open(target).await?;
        let key = greet(&mut stream, target).await?;
        Ok(Wire::over(stream, key, budget))
    }

    /// A connection that was greeted.
    fn over(stream: Stream, key: (i32, i32), budget: Arc<Budget>) -> Wire {
        let (reader, writer) = tokio::io::split(stream);
        let (requests, inbox) = mpsc::unbounded_channel();
        let shared = Arc::new(Shared::default());
        tokio::spawn(write(writer, inbox, Arc::clone(&shared)));
        tokio::spawn(read(reader, Arc::clone(&shared), budget));
        Wire { requests, shared, key, backend: AtomicI32::new(0) }
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.shared.closed.load(Ordering::Acquire)
    }

    pub(crate) fn in_flight(&self) -> usize {
        self.shared.in_flight.load(Ordering::Relaxed)
    }

    /// What a request to stop names the connection by.
    pub(crate) fn key(&self) -> (i32, i32) {
        self.key
    }

    /// Whether this process is the one that always answered.
    pub(crate) fn is_backend(&self, process: i32) -> bool {
        match self.backend.compare_exchange(0, process, Ordering::Relaxed, Ordering::Relaxed) {
            Ok(_) => true,
            Err(known) => known == process,
        }
    }

    /// Sends the statements, which are one transaction. The place is kept until PostgreSQL has ended it.
    pub(crate) fn ask(&self, commands: Arc<[Command]>, place: Option<OwnedSemaphorePermit>) -> Asked {
        let ((reply, answer), (tell, too_much)) = (oneshot::channel(), oneshot::channel());
        self.shared.in_flight.fetch_add(1, Ordering::Relaxed);
        let keep = Keep { in_flight: Arc::clone(&self.shared.in_flight), _place: place };
        // Dropped unsent when the connection is closed, which the answer's receiver hears.
        self.requests.send(Request { commands, reply, too_much: tell, keep }).ok();
        Asked { answer, too_much }
    }

    /// Runs the statements as one transaction.
    pub(crate) async fn run(
        &self,
        commands: Arc<[Command]>,
        place: Option<OwnedSemaphorePermit>,
    ) -> Result<Vec<Rows>, DbError> {
        let asked = self.ask(commands, place);
        asked.answer.await.unwrap_or_else(|_| Err(DbError::unreachable("the connection closed")))
    }
}

/// Signs in, and answers process and secret of the greeting.
async fn greet(stream: &mut Stream, target: &Target) -> anyhow::Result<(i32, i32)> {
    let mut out = BytesMut::new();
    let mut parameters = vec![
        ("user", target.user.as_str()),
        ("database", target.database.as_str()),
        ("application_name", "throughline"),
        ("client_encoding", "UTF8"),
        ("TimeZone", "UTC"),
    ];
    parameters.extend(target.settings.iter().map(|(n, v)| (n.as_str(), v.as_str())));
    frontend::startup_message(parameters, &mut out)?;
    stream.write_all_buf(&mut out).await?;
    let password = target.password.as_deref().unwrap_or_default();
    let mut scram = None;
    let mut key = (0, 0);
    let mut inbox = BytesMut::new();
    loop {
        while let Some(message) = Message::parse(&mut inbox)? {
            out.clear();
            match message {
                Message::AuthenticationCleartextPassword => frontend::password_message(password.as_bytes(), &mut out)?,
                Message::AuthenticationMd5Password(body) => frontend::password_message(
                    md5_hash(target.user.as_bytes(), password.as_bytes(), body.salt()).as_bytes(),
                    &mut out,
                )?,
                Message::AuthenticationSasl(body) => {
                    if !body.mechanisms().any(|m| Ok(m == sasl::SCRAM_SHA_256))? {
                        bail!("the database wants a way of signing in that is not supported");
                    }
                    let exchange = sasl::ScramSha256::new(password.as_bytes(), sasl::ChannelBinding::unsupported());
                    frontend::sasl_initial_response(sasl::SCRAM_SHA_256, exchange.message(), &mut out)?;
                    scram = Some(exchange);
                }
                Message::AuthenticationSaslContinue(body) => {
                    let exchange = scram.as_mut().context("unexpected SASL message")?;
                    exchange.update(body.data())?;
                    frontend::sasl_response(exchange.message(), &mut out)?;
                }
                Message::AuthenticationSaslFinal(body) => {
                    scram.as_mut().context("unexpected SASL message")?.finish(body.data())?
                }
                Message::ErrorResponse(body) => bail!(database_error(body.fields())),
                Message::BackendKeyData(body) => key = (body.process_id(), body.secret_key()),
                Message::ReadyForQuery(_) => return Ok(key),
                _ => {}
            }
            if !out.is_empty() {
                stream.write_all_buf(&mut out).await?;
            }
        }
        if stream.read_buf(&mut inbox).await? == 0 {
            bail!("the database closed the connection during sign-in");
        }
    }
}

async fn write(mut writer: WriteHalf<Stream>, mut inbox: mpsc::UnboundedReceiver<Request>, shared: Arc<Shared>) {
    let mut out = BytesMut::with_capacity(64 * 1024);
    let mut batch = Vec::with_capacity(64);
    while inbox.recv_many(&mut batch, 64).await > 0 {
        for request in batch.drain(..) {
            let before = out.len();
            match encode(&request.commands, &shared, &mut out) {
                Ok(prepares) => {
                    let Request { reply, too_much, keep, .. } = request;
                    lock(&shared.waiting).push_back(Waiting { reply, too_much: Some(too_much), keep, prepares });
                }
                Err(e) => {
                    out.truncate(before);
                    request
                        .reply
                        .send(Err(DbError {
                            code: "54000".into(),
                            message: format!("The request can't be sent: {e}"),
                            ..DbError::default()
                        }))
                        .ok();
                }
            }
        }
        if shared.closed.load(Ordering::Acquire) || writer.write_all_buf(&mut out).await.is_err() {
            break;
        }
        out.clear();
    }
    close(&shared);
    writer.shutdown().await.ok();
}

fn encode(commands: &[Command], shared: &Shared, out: &mut BytesMut) -> std::io::Result<VecDeque<(usize, String)>> {
    let mut prepares = VecDeque::new();
    for (i, command) in commands.iter().enumerate() {
        let name = name(command, &mut lock(&shared.cache), i, &mut prepares, out)?;
        let bound = frontend::bind(
            "",
            &name,
            [],
            command.params.iter(),
            |param, buf| {
                Ok(match param {
                    Some(text) => {
                        buf.extend_from_slice(text.as_bytes());
                        IsNull::No
                    }
                    None => IsNull::Yes,
                })
            },
            [1],
            out,
        );
        bound.map_err(|e| match e {
            frontend::BindError::Conversion(e) => std::io::Error::other(e),
            frontend::BindError::Serialization(e) => e,
        })?;
        frontend::execute("", 0, out)?;
    }
    frontend::sync(out);
    Ok(prepares)
}

/// The prepared statement's name; parses it first when it is new. While a first parse is under way, others parse for themselves.
fn name(
    command: &Command,
    cache: &mut Cache,
    place: usize,
    prepares: &mut VecDeque<(usize, String)>,
    out: &mut BytesMut,
) -> std::io::Result<String> {
    let sql = &command.key.1;
    match cache.names.get(&command.key) {
        Some((name, true)) => return Ok(name.clone()),
        Some((_, false)) => {
            frontend::parse("", sql, std::iter::empty::<Oid>(), out)?;
            return Ok(String::new());
        }
        None => {}
    }
    if cache.order.len() >= STATEMENTS
        && let Some(oldest) = cache.order.pop_front()
        && let Some((name, _)) = cache.names.remove(&oldest)
    {
        frontend::close(b'S', &name, out)?;
    }
    let name = digest(command.key.0, sql);
    // It may be there from an earlier time, with a plan that is out of date.
    frontend::close(b'S', &name, out)?;
    frontend::parse(&name, sql, std::iter::empty::<Oid>(), out)?;
    cache.names.insert(command.key.clone(), (name.clone(), false));
    cache.order.push_back(command.key.clone());
    prepares.push_back((place, name.clone()));
    Ok(name)
}

/// The name of a statement: what it is, whatever else was prepared here or elsewhere.
fn digest(role: &str, sql: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(role);
    hash.update([0]);
    hash.update(sql);
    let hash: [u8; 32] = hash.finalize().into();
    format!("tl_{:032x}", u128::from_be_bytes(*hash.first_chunk().unwrap_or(&[0; 16])))
}

async fn read(mut reader: ReadHalf<Stream>, shared: Arc<Shared>, budget: Arc<Budget>) {
    let mut inbox = BytesMut::with_capacity(64 * 1024);
    let mut answers: Vec<Rows> = Vec::new();
    let mut current = Rows::default();
    let mut held = budget.answer();
    let mut error: Option<DbError> = None;
    // Bytes of a row that nobody gets, and whether the row at the front is counted already.
    let (mut skipped, mut counted) = (0, false);
    'connection: loop {
        loop {
            if skipped > 0 {
                let here = inbox.len().min(skipped);
                inbox.advance(here);
                skipped -= here;
            }
            let Some(head) = inbox.first_chunk::<5>().filter(|_| skipped == 0) else { break };
            let Some(length) = length(head) else { break 'connection };
            if head[0] == b'D' && !counted {
                if error.is_none()
                    && let Err(full) = held.take(length)
                {
                    error = Some(too_much(full));
                    if let Some(tell) = lock(&shared.waiting).front_mut().and_then(|w| w.too_much.take()) {
                        tell.send(()).ok();
                    }
                    (answers, current, held) = (Vec::new(), Rows::default(), budget.answer());
                }
                if error.is_some() {
                    skipped = length;
                    continue;
                }
                counted = true;
            }
            if inbox.len() < length {
                inbox.reserve(length - inbox.len());
                break;
            }
            match inbox[0] {
                b'D' => {
                    // Kept as it came: the body of a DataRow is read where it is written out.
                    let mut row = inbox.split_to(length).freeze();
                    row.advance(5);
                    current.rows.push(row);
                    counted = false;
                    continue;
                }
                b'C' => {
                    let tag = inbox[5..length].strip_suffix(b"\0").unwrap_or_default();
                    let affected = tag.rsplit(|b| *b == b' ').next().and_then(|n| std::str::from_utf8(n).ok());
                    current.affected = affected.and_then(|n| n.parse().ok()).unwrap_or(0);
                    current.held = Some(Arc::clone(&held));
                    answers.push(std::mem::take(&mut current));
                }
                b'E' => {
                    let mut message = inbox.split_to(length);
                    if let Ok(Some(Message::ErrorResponse(body))) = Message::parse(&mut message) {
                        error.get_or_insert(database_error(body.fields()));
                    }
                    continue;
                }
                b'1' => parsed(&shared, answers.len()),
                b'Z' => {
                    let waiting = lock(&shared.waiting).pop_front();
                    let Some(Waiting { reply, prepares, keep, .. }) = waiting else { break 'connection };
                    if error.is_some() && !prepares.is_empty() {
                        drop_unparsed(&shared, &prepares);
                    }
                    if error.as_ref().is_some_and(DbError::is_stale_statement) {
                        forget(&shared);
                    }
                    let answer = match error.take() {
                        Some(e) => Err(e),
                        None => Ok(std::mem::take(&mut answers)),
                    };
                    (answers, current, held) = (Vec::new(), Rows::default(), budget.answer());
                    // Free before it is heard, so that whoever asked finds the connection idle.
                    drop(keep);
                    reply.send(answer).ok();
                }
                _ => {}
            }
            inbox.advance(length);
        }
        match reader.read_buf(&mut inbox).await {
            Ok(n) if n > 0 => {}
            _ => break,
        }
    }
    if let Some(e) = error.take()
        && let Some(waiting) = lock(&shared.waiting).pop_front()
    {
        waiting.reply.send(Err(e)).ok();
    }
    close(&shared);
}

/// The length of the message with this head, none when it can't be one. A row may have any: it is counted before it is read.
fn length(head: &[u8; 5]) -> Option<usize> {
    let length = usize::try_from((&head[1..]).get_i32()).ok().filter(|length| *length >= 4)? + 1;
    (head[0] == b'D' || length <= LONGEST).then_some(length)
}

fn too_much(full: Full) -> DbError {
    match full {
        Full::One(bytes) => DbError::too_large(bytes),
        Full::All => DbError::out_of_memory(),
    }
}

/// Forgets prepared statements; they are prepared anew.
fn forget(shared: &Shared) {
    let mut cache = lock(&shared.cache);
    cache.names.clear();
    cache.order.clear();
}

/// A statement is ready for everybody once its parse is confirmed.
fn parsed(shared: &Shared, place: usize) {
    let mut waiting = lock(&shared.waiting);
    let Some(front) = waiting.front_mut() else { return };
    if front.prepares.front().is_some_and(|(at, _)| *at == place)
        && let Some((_, name)) = front.prepares.pop_front()
    {
        for (known, ready) in lock(&shared.cache).names.values_mut() {
            if *known == name {
                *ready = true;
            }
        }
    }
}

fn drop_unparsed(shared: &Shared, unparsed: &VecDeque<(usize, String)>) {
    let mut cache = lock(&shared.cache);
    let gone: Vec<_> = cache
        .names
        .iter()
        .filter(|(_, (name, ready))| !ready && unparsed.iter().any(|(_, n)| n == name))
        .map(|(key, _)| key.clone())
        .collect();
    for key in gone {
        cache.names.remove(&key);
        cache.order.retain(|k| *k != key);
    }
}

fn close(shared: &Shared) {
    shared.closed.store(true, Ordering::Release);
    // Dropping the replies tells everybody who still waits.
    lock(&shared.waiting).clear();
}

fn database_error(mut fields: ErrorFields<'_>) -> DbError {
    let mut error = DbError::default();
    while let Ok(Some(field)) = fields.next() {
        let value = String::from_utf8_lossy(field.value_bytes()).into_owned();
        match field.type_() {
            b'C' => error.code = value,
            b'M' => error.message = value,
            b'D' => error.detail = Some(value),
            b'H' => error.hint = Some(value),
            b't' => error.table = Some(value),
            b'c' => error.column = Some(value),
            b'n' => error.constraint = Some(value),
            _ => {}
        }
    }
    error
}

/// The lock, also after somebody panicked while holding it.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
