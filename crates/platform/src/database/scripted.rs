//! A PostgreSQL on a loopback socket that does what a statement's own words say, for tests of who gets which connection.
//!
//! `hang` ends when it is cancelled or let go, `die` ends the connection, `refuse` is an error, `conflict` is one the
//! first time. Everything else is done at once.

use super::target::Target;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, watch};

/// What it heard, and what it does.
pub(super) struct Scripted {
    /// Where it listens.
    pub(super) target: Target,
    heard: Arc<Heard>,
}

#[derive(Default)]
struct Heard {
    /// Connections by number from 1, each with a bell that cancels its statement.
    bells: Mutex<Vec<Arc<Notify>>>,
    /// Statements with the connection each came on.
    statements: Mutex<Vec<(usize, String)>>,
    cancelled: Mutex<Vec<usize>>,
    /// Rung when something was heard.
    news: watch::Sender<()>,
    /// Lets what hangs end.
    go: Notify,
}

impl Scripted {
    pub(super) async fn start() -> Scripted {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let target = Target::parse(&format!("postgres://ada@127.0.0.1:{port}/db?sslmode=disable")).expect("a target");
        let heard = Arc::<Heard>::default();
        let all = Arc::clone(&heard);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&all)));
            }
        });
        Scripted { target, heard }
    }

    /// How many connections were made.
    pub(super) fn connections(&self) -> usize {
        self.heard.bells.lock().expect("a lock").len()
    }

    /// Which connections' statements were cancelled.
    pub(super) fn cancelled(&self) -> Vec<usize> {
        self.heard.cancelled.lock().expect("a lock").clone()
    }

    /// The connections that received this statement, in order.
    pub(super) fn received(&self, sql: &str) -> Vec<usize> {
        let statements = self.heard.statements.lock().expect("a lock");
        statements.iter().filter(|(_, said)| said == sql).map(|(connection, _)| *connection).collect()
    }

    /// Waits until this statement was told so often.
    pub(super) async fn hears(&self, sql: &str, times: usize) {
        let mut news = self.heard.news.subscribe();
        while self.received(sql).len() < times {
            news.changed().await.expect("it lives");
        }
    }

    /// Lets one statement that hangs come to its end.
    pub(super) fn let_go(&self) {
        self.heard.go.notify_one();
    }
}

fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    [&[kind][..], &(body.len() as i32 + 4).to_be_bytes(), body].concat()
}

fn error(code: &str) -> Vec<u8> {
    message(b'E', format!("SERROR\0VERROR\0C{code}\0Mas the script says\0\0").as_bytes())
}

/// One connection, to its end.
async fn serve(mut stream: TcpStream, heard: Arc<Heard>) -> Option<()> {
    let length = stream.read_i32().await.ok()?;
    let mut start = vec![0; length as usize - 4];
    stream.read_exact(&mut start).await.ok()?;
    if start.starts_with(&80_877_102_i32.to_be_bytes()) {
        let connection = i32::from_be_bytes(*start[4..].first_chunk()?) as usize;
        heard.cancelled.lock().expect("a lock").push(connection);
        heard.bells.lock().expect("a lock").get(connection - 1)?.notify_one();
        heard.news.send_replace(());
        return Some(());
    }
    let (bell, number) = {
        let mut bells = heard.bells.lock().expect("a lock");
        bells.push(Arc::default());
        (Arc::clone(bells.last()?), bells.len())
    };
    let key = [(number as i32).to_be_bytes(), [0; 4]].concat();
    let ready = [message(b'R', &[0; 4]), message(b'K', &key), message(b'Z', b"I")].concat();
    stream.write_all(&ready).await.ok()?;
    let (mut names, mut bound, mut failed) = (HashMap::new(), String::new(), false);
    loop {
        let kind = stream.read_u8().await.ok()?;
        let length = stream.read_i32().await.ok()?;
        let mut body = vec![0; length as usize - 4];
        stream.read_exact(&mut body).await.ok()?;
        let mut words = body.split(|b| *b == 0).map(|word| String::from_utf8_lossy(word).into_owned());
        let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let mut answer = match kind {
            _ if failed && kind != b'S' => continue,
            b'P' => {
                names.insert(first, second);
                message(b'1', b"")
            }
            b'B' => {
                bound = names.get(&second).cloned().unwrap_or_default();
                message(b'2', b"")
            }
            b'D' => {
                let sql = names.get(&first[1..]).cloned().unwrap_or_default();
                [message(b't', &parameters(&sql)), columns(&sql)].concat()
            }
            b'C' => message(b'3', b""),
            b'E' | b'Q' => {
                let sql = if kind == b'Q' { first } else { bound.clone() };
                let before = {
                    let mut statements = heard.statements.lock().expect("a lock");
                    let before = statements.iter().filter(|(_, said)| *said == sql).count();
                    statements.push((number, sql.clone()));
                    before
                };
                heard.news.send_replace(());
                done(&sql, number, before, &bell, &heard.go).await?
            }
            b'S' => Vec::new(),
            _ => return None,
        };
        failed = answer.first() == Some(&b'E');
        if matches!(kind, b'S' | b'Q') {
            failed = false;
            answer.extend(message(b'Z', b"I"));
        }
        stream.write_all(&answer).await.ok()?;
    }
}

/// What a statement answers; nothing when the connection ends with it.
async fn done(sql: &str, connection: usize, before: usize, bell: &Notify, go: &Notify) -> Option<Vec<u8>> {
    Some(match sql {
        "die" => return None,
        "refuse" => error("23514"),
        "conflict" if before == 0 => error("40001"),
        "hang" => {
            tokio::select! {
                () = bell.notified() => error("57014"),
                () = go.notified() => message(b'C', b"SELECT 0\0"),
            }
        }
        _ if sql.ends_with("pg_backend_pid()") => {
            let row = [&[0, 1, 0, 0, 0, 4][..], &(connection as i32).to_be_bytes()].concat();
            [message(b'D', &row), message(b'C', b"SELECT 1\0")].concat()
        }
        _ => message(b'C', b"SELECT 0\0"),
    })
}

/// As many texts as a statement names.
fn parameters(sql: &str) -> Vec<u8> {
    let count = (1..).take_while(|n| sql.contains(&format!("${n},")) || sql.contains(&format!("${n})"))).count();
    [&(count as i16).to_be_bytes()[..], &25_i32.to_be_bytes().repeat(count)].concat()
}

/// One number where the process is asked for, nothing elsewhere.
fn columns(sql: &str) -> Vec<u8> {
    if sql.ends_with("pg_backend_pid()") {
        message(b'T', b"\0\x01pid\0\0\0\0\0\0\0\0\0\0\x17\0\x04\xff\xff\xff\xff\0\x01")
    } else {
        message(b'n', b"")
    }
}
