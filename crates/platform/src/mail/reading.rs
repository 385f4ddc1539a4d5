//! Mailboxes that are read (IMAP): folders, and messages after a place in them. Nothing is marked as read, nothing changed.
//!
//! What a server may make us keep is bounded: bytes and time of every answer are given before it is asked. A server that
//! says more, says nothing, or lies about sizes loses the connection.

use super::{Route, Security};
use crate::outbound::{PrivateAddress, is_public, tls};
use anyhow::{Context as _, anyhow, bail, ensure};
use async_imap::types::NameAttribute;
use async_imap::{Authenticator, Client, Session};
use futures_util::TryStreamExt as _;
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;

/// How long a server may take for one answer.
const PATIENCE: Duration = if cfg!(test) { Duration::from_millis(400) } else { Duration::from_secs(45) };
/// Bytes of an answer that is no message.
const WORDS: u64 = 256 << 10;
/// Bytes of a list: of folders, of numbers.
const LIST: u64 = 4 << 20;
/// Folders that are looked at.
const FOLDERS: usize = 2000;
/// Bytes of a message's headers.
const HEADERS: u64 = 512 << 10;

/// Why a mailbox can't be read.
#[derive(Debug, thiserror::Error)]
pub enum Unread {
    /// The server does not let us in, or may not be asked: nothing changes by itself.
    #[error("{0}")]
    Closed(String),
    /// It can't be reached or broke off; later perhaps.
    #[error("{0}")]
    Later(String),
}

/// A folder as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The numbers below hold as long as this stays.
    pub validity: u32,
    /// The number of the next message, where it is said.
    pub next: Option<u32>,
}

/// A message as it was found.
#[derive(Debug)]
pub struct Found {
    /// All of it, or its headers.
    pub bytes: Vec<u8>,
    /// Only the headers: it is larger than is read.
    pub is_cut: bool,
}

/// A mailbox that is open for reading.
#[derive(Debug)]
pub struct Reader {
    session: Session<Bounded>,
    room: Arc<AtomicU64>,
}

impl Route {
    /// Opens the mailbox: with a password, or with a token (XOAUTH2).
    ///
    /// # Errors
    /// When the server can't be reached, may not be asked, or does not let us in.
    pub async fn read(&self, by_token: bool) -> Result<Reader, Unread> {
        let work = self.signed_in(by_token);
        match tokio::time::timeout(PATIENCE, work).await {
            Ok(Ok(reader)) => Ok(reader),
            Ok(Err(e)) if e.is::<PrivateAddress>() => Err(Unread::Closed(format!("{e:#}"))),
            Ok(Err(e)) => match e.downcast::<Unread>() {
                Ok(told) => Err(told),
                Err(e) => Err(Unread::Later(format!("The mail server can't be reached. {}", short(&format!("{e:#}"))))),
            },
            Err(_) => Err(Unread::Later("The mail server did not answer in time.".into())),
        }
    }

    async fn signed_in(&self, by_token: bool) -> anyhow::Result<Reader> {
        let found: Vec<SocketAddr> = tokio::net::lookup_host((self.host.as_str(), self.port))
            .await
            .with_context(|| format!("There is no address for {}", self.host))?
            .collect();
        if let Some(address) = found.iter().find(|a| !self.private && !is_public(a.ip())) {
            bail!(PrivateAddress(address.ip()));
        }
        let address = *found.first().context("There is no address for it.")?;
        let room = Arc::new(AtomicU64::new(WORDS));
        let bounded = |way| Bounded { way, room: Arc::clone(&room) };
        let stream = TcpStream::connect(address).await.context("It can't be reached")?;
        let client = match self.security {
            Security::Tls => Client::new(bounded(Way::Tls(Box::new(self.encrypted(stream, address).await?)))),
            Security::Plain | Security::StartTls => Client::new(bounded(Way::Plain(stream))),
        };
        let mut client = greeted(client).await?;
        if self.security == Security::StartTls {
            client.run_command_and_check_ok("STARTTLS", None).await.map_err(|e| {
                Unread::Closed(format!(
                    "The mail server offers no secure connection (STARTTLS): {}",
                    short(&e.to_string())
                ))
            })?;
            let Way::Plain(stream) = client.into_inner().way else { bail!("The connection broke.") };
            client = Client::new(bounded(Way::Tls(Box::new(self.encrypted(stream, address).await?))));
        }
        let Some((name, secret)) = &self.login else {
            bail!(Unread::Closed("There is no password yet.".into()));
        };
        let entered = if by_token {
            client.authenticate("XOAUTH2", Token::new(name, secret)).await
        } else {
            client.login(name, secret).await
        };
        let session = entered.map_err(|(e, _)| match e {
            async_imap::error::Error::No(why) | async_imap::error::Error::Bad(why) => {
                anyhow!(Unread::Closed(format!("The mail server does not let us in: {}", short(&why))))
            }
            async_imap::error::Error::Validate(_) => {
                anyhow!(Unread::Closed("Name or password have signs a mail server does not take.".into()))
            }
            e => anyhow!("{}", short(&e.to_string())),
        })?;
        Ok(Reader { session, room })
    }

    async fn encrypted(
        &self,
        stream: TcpStream,
        at: SocketAddr,
    ) -> anyhow::Result<tokio_rustls::client::TlsStream<TcpStream>> {
        let name = match ServerName::try_from(self.host.clone()) {
            Ok(name) => name,
            Err(_) => ServerName::IpAddress(at.ip().into()),
        };
        TlsConnector::from(tls()?).connect(name, stream).await.context("No secure connection")
    }
}

async fn greeted(mut client: Client<Bounded>) -> anyhow::Result<Client<Bounded>> {
    let words = client.read_response().await?;
    ensure!(words.is_some(), "It said nothing.");
    Ok(client)
}

impl Reader {
    /// The folders there are: their names, and which of them holds what was sent (where the server says so).
    ///
    /// # Errors
    /// When the connection breaks, or the answer is longer than is read.
    pub async fn folders(&mut self) -> anyhow::Result<(Vec<String>, Option<String>)> {
        self.room.store(LIST, Ordering::Relaxed);
        let session = &mut self.session;
        in_time(async {
            let (mut names, mut sent) = (Vec::new(), None);
            let mut list = session.list(None, Some("*")).await?;
            while let Some(name) = list.try_next().await? {
                if name.attributes().contains(&NameAttribute::Sent) {
                    sent.get_or_insert_with(|| name.name().to_string());
                }
                if names.len() < FOLDERS && !name.attributes().contains(&NameAttribute::NoSelect) {
                    names.push(name.name().to_string());
                }
            }
            Ok((names, sent))
        })
        .await
    }

    /// Looks into a folder, without changing anything in it.
    ///
    /// # Errors
    /// When there is no such folder, or the connection breaks.
    pub async fn examine(&mut self, folder: &str) -> anyhow::Result<Place> {
        self.room.store(WORDS, Ordering::Relaxed);
        let mailbox = in_time(async { Ok(self.session.examine(folder).await?) }).await?;
        let validity = mailbox.uid_validity.context("The mail server numbers no messages.")?;
        Ok(Place { validity, next: mailbox.uid_next })
    }

    /// The numbers of messages after this one, or of those since a day such as 01-Dec-2026; the first of them, in order.
    ///
    /// # Errors
    /// When the connection breaks, or the answer is longer than is read.
    pub async fn after(&mut self, uid: u32, since: Option<&str>, most: usize) -> anyhow::Result<Vec<u32>> {
        self.room.store(LIST, Ordering::Relaxed);
        let query = match since {
            Some(day) => format!("SINCE {day}"),
            None => format!("UID {}:*", uid.saturating_add(1)),
        };
        let found = in_time(async { Ok(self.session.uid_search(&query).await?) }).await?;
        // "7:*" names the last message, too, when it is before 7.
        let mut numbers: Vec<u32> = found.into_iter().filter(|n| *n > uid).collect();
        numbers.sort_unstable();
        numbers.truncate(most);
        Ok(numbers)
    }

    /// How large these messages are, as the server says; those that are gone are not among them.
    ///
    /// # Errors
    /// When the connection breaks.
    pub async fn sizes(&mut self, uids: &[u32]) -> anyhow::Result<BTreeMap<u32, u32>> {
        self.room.store(WORDS, Ordering::Relaxed);
        let set = uids.iter().map(u32::to_string).collect::<Vec<_>>().join(",");
        let session = &mut self.session;
        in_time(async {
            let mut sizes = BTreeMap::new();
            let mut answers = session.uid_fetch(set, "(UID RFC822.SIZE)").await?;
            while let Some(one) = answers.try_next().await? {
                if let (Some(uid), Some(size)) = (one.uid.filter(|uid| uids.contains(uid)), one.size) {
                    sizes.insert(uid, size);
                }
            }
            Ok(sizes)
        })
        .await
    }

    /// A message; its headers alone when it is larger than `most`. None when it is gone.
    ///
    /// # Errors
    /// When the connection breaks, or more comes than was said.
    pub async fn message(&mut self, uid: u32, size: u32, most: u32) -> anyhow::Result<Option<Found>> {
        let is_cut = size > most;
        let (what, room) = if is_cut { ("HEADER", HEADERS) } else { ("", u64::from(size) + HEADERS) };
        self.room.store(room, Ordering::Relaxed);
        let session = &mut self.session;
        in_time(async {
            let mut answers = session.uid_fetch(uid.to_string(), format!("(UID BODY.PEEK[{what}])")).await?;
            let mut found = None;
            while let Some(one) = answers.try_next().await? {
                let bytes = if is_cut { one.header() } else { one.body() };
                if let (Some(bytes), true) = (bytes, one.uid == Some(uid)) {
                    found = Some(Found { bytes: bytes.to_vec(), is_cut });
                }
            }
            Ok(found)
        })
        .await
    }

    /// Says goodbye.
    pub async fn close(mut self) {
        self.room.store(WORDS, Ordering::Relaxed);
        tokio::time::timeout(Duration::from_secs(2), self.session.logout()).await.ok();
    }
}

async fn in_time<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    match tokio::time::timeout(PATIENCE, work).await {
        Ok(done) => done.map_err(|e| anyhow!("{}", short(&format!("{e:#}")))),
        Err(_) => bail!("The mail server did not answer in time."),
    }
}

/// What a server said, on a line.
fn short(words: &str) -> String {
    words.chars().map(|c| if c.is_control() { ' ' } else { c }).take(200).collect()
}

/// Signs in by a token.
struct Token(Option<String>);

impl Token {
    fn new(name: &str, token: &str) -> Token {
        Token(Some(format!("user={name}\u{1}auth=Bearer {token}\u{1}\u{1}")))
    }
}

impl Authenticator for Token {
    type Response = String;

    /// The token once; what is asked after that is why it was refused, and the answer is empty.
    fn process(&mut self, _: &[u8]) -> String {
        self.0.take().unwrap_or_default()
    }
}

/// How bytes travel.
#[derive(Debug)]
enum Way {
    Plain(TcpStream),
    Tls(Box<tokio_rustls::client::TlsStream<TcpStream>>),
}

/// A connection that says no more than there is room for.
#[derive(Debug)]
struct Bounded {
    way: Way,
    room: Arc<AtomicU64>,
}

impl AsyncRead for Bounded {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        match &mut self.way {
            Way::Plain(stream) => ready!(Pin::new(stream).poll_read(cx, buf))?,
            Way::Tls(stream) => ready!(Pin::new(stream).poll_read(cx, buf))?,
        }
        let read = (buf.filled().len() - before) as u64;
        let room = self.room.load(Ordering::Relaxed);
        self.room.store(room.saturating_sub(read), Ordering::Relaxed);
        if read > room {
            return Poll::Ready(Err(io::Error::new(
                io::ErrorKind::FileTooLarge,
                "The mail server says more than is read.",
            )));
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Bounded {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        match &mut self.way {
            Way::Plain(stream) => Pin::new(stream).poll_write(cx, buf),
            Way::Tls(stream) => Pin::new(stream).poll_write(cx, buf),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.way {
            Way::Plain(stream) => Pin::new(stream).poll_flush(cx),
            Way::Tls(stream) => Pin::new(stream).poll_flush(cx),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.way {
            Way::Plain(stream) => Pin::new(stream).poll_shutdown(cx),
            Way::Tls(stream) => Pin::new(stream).poll_shutdown(cx),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Route, Security, Unread};
    use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
    use tokio::net::TcpListener;

    /// A server that answers commands by their second word; what it has no answer to, it is silent about.
    async fn server(answers: &'static [(&'static str, &'static str)], endless: Option<&'static str>) -> Route {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            let (stream, _) = listener.accept().await.unwrap();
            let (from, mut to) = stream.into_split();
            let mut lines = BufReader::new(from).lines();
            to.write_all(b"* OK ready\r\n").await.unwrap();
            while let Ok(Some(line)) = lines.next_line().await {
                let (tag, command) = line.split_once(' ').unwrap();
                if endless.is_some_and(|word| command.starts_with(word)) {
                    to.write_all(b"* OK ").await.unwrap();
                    while to.write_all(&[b'a'; 4096]).await.is_ok() {}
                    return;
                }
                let Some((_, answer)) = answers.iter().find(|(word, _)| command.starts_with(word)) else { continue };
                to.write_all(answer.replace("TAG", tag).as_bytes()).await.unwrap();
            }
        });
        Route {
            host: "127.0.0.1".into(),
            port,
            security: Security::Plain,
            login: Some(("sam".into(), "secret".into())),
            private: true,
        }
    }

    const IN: (&str, &str) = ("LOGIN", "TAG OK in\r\n");

    #[tokio::test]
    async fn who_says_nothing_is_left() {
        let silent = server(&[], None).await;
        assert!(matches!(silent.read(false).await, Err(Unread::Later(why)) if why.contains("in time")));
        let route = server(&[IN], None).await;
        let mut reader = route.read(false).await.unwrap();
        assert!(format!("{:#}", reader.examine("INBOX").await.unwrap_err()).contains("in time"));
    }

    #[tokio::test]
    async fn a_line_without_end_ends_the_connection() {
        let mut reader = server(&[IN], Some("EXAMINE")).await.read(false).await.unwrap();
        assert!(format!("{:#}", reader.examine("INBOX").await.unwrap_err()).contains("more than is read"));
    }

    #[tokio::test]
    async fn a_message_longer_than_it_was_said_ends_the_connection() {
        const LONG: (&str, &str) = ("UID FETCH", "* 1 FETCH (UID 7 BODY[] {900000000}\r\nabc");
        let mut reader = server(&[IN, LONG], None).await.read(false).await.unwrap();
        assert!(reader.message(7, 100, 5000).await.is_err());
        const OTHER: (&str, &str) = ("UID FETCH", "* 1 FETCH (UID 8 BODY[] {3}\r\nabc)\r\nTAG OK done\r\n");
        let mut reader = server(&[IN, OTHER], None).await.read(false).await.unwrap();
        assert!(reader.message(7, 100, 5000).await.unwrap().is_none(), "another message than was asked for");
    }

    #[tokio::test]
    async fn who_is_not_let_in_is_told_so() {
        const SHUT: (&str, &str) = ("LOGIN", "TAG NO [AUTHENTICATIONFAILED] no\r\n");
        assert!(matches!(server(&[SHUT], None).await.read(false).await, Err(Unread::Closed(_))));
        const TOKEN: (&str, &str) = ("AUTHENTICATE XOAUTH2", "+ \r\nTAG OK in\r\n");
        assert!(server(&[TOKEN], None).await.read(true).await.is_ok());
        let public = Route { private: false, ..server(&[IN], None).await };
        assert!(matches!(public.read(false).await, Err(Unread::Closed(why)) if why.contains("private address")));
        let bad = Route { login: Some(("sam\r\nA2 DELETE INBOX".into(), "x".into())), ..server(&[IN], None).await };
        assert!(matches!(bad.read(false).await, Err(Unread::Closed(_))), "no name begins another command");
    }
}
