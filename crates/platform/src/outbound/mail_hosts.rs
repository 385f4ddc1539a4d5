//! Whether a domain takes mail at all: it names who takes it (MX), asked of the system's name server.

use rand::random;
use std::fmt::Debug;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::time::Duration;
use tokio::net::UdpSocket;

/// Whether a domain takes mail, later; nothing when nobody could say.
pub type TakesMail<'a> = Pin<Box<dyn Future<Output = Option<bool>> + Send + 'a>>;

/// Who knows whether domains take mail.
pub trait MailHosts: Send + Sync + Debug {
    /// Whether this domain takes mail.
    fn takes_mail<'a>(&'a self, domain: &'a str) -> TakesMail<'a>;
}

/// The name server of the system (`/etc/resolv.conf`).
#[derive(Debug, Default)]
pub struct NameServer;

/// How long its answer may take, and bytes of it.
const PATIENCE: Duration = Duration::from_secs(3);
const LARGEST: usize = 4096;
/// The kind of record that says who takes mail.
const MX: u16 = 15;

impl MailHosts for NameServer {
    fn takes_mail<'a>(&'a self, domain: &'a str) -> TakesMail<'a> {
        Box::pin(async move { tokio::time::timeout(PATIENCE, asked(domain)).await.ok().flatten() })
    }
}

async fn asked(domain: &str) -> Option<bool> {
    let system = tokio::fs::read_to_string("/etc/resolv.conf").await.ok()?;
    let servers = system.lines().filter_map(|line| line.trim().strip_prefix("nameserver"));
    let server: IpAddr = servers.filter_map(|ip| ip.trim().parse().ok()).next()?;
    let id: u16 = random();
    let question = question(id, domain)?;
    let from: SocketAddr = if server.is_ipv4() { ([0, 0, 0, 0], 0).into() } else { ([0u16; 8], 0).into() };
    let socket = UdpSocket::bind(from).await.ok()?;
    socket.connect((server, 53)).await.ok()?;
    socket.send(&question).await.ok()?;
    let mut answer = [0; LARGEST];
    let length = socket.recv(&mut answer).await.ok()?;
    understood(id, answer.get(..length)?)
}

fn question(id: u16, domain: &str) -> Option<Vec<u8>> {
    let mut asked = Vec::with_capacity(32 + domain.len());
    asked.extend(id.to_be_bytes());
    // Please look further; one question.
    asked.extend([1, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
    for label in domain.trim_end_matches('.').split('.') {
        let length = u8::try_from(label.len()).ok().filter(|n| (1..=63).contains(n) && label.is_ascii())?;
        asked.push(length);
        asked.extend(label.bytes());
    }
    asked.push(0);
    asked.extend(MX.to_be_bytes());
    asked.extend([0, 1]);
    (asked.len() <= 300).then_some(asked)
}

/// What an answer says: there is no such domain, it names nobody, or somebody.
fn understood(id: u16, answer: &[u8]) -> Option<bool> {
    let number = |at: usize| Some(u16::from_be_bytes([*answer.get(at)?, *answer.get(at + 1)?]));
    if number(0)? != id || answer.get(2)? & 0x80 == 0 {
        return None;
    }
    match answer.get(3)? & 0x0f {
        0 => {}
        3 => return Some(false),
        _ => return None,
    }
    let mut at = 12;
    for _ in 0..number(4)? {
        at = behind_name(answer, at)? + 4;
    }
    for _ in 0..number(6)? {
        at = behind_name(answer, at)?;
        let (kind, length) = (number(at)?, usize::from(number(at + 8)?));
        // A preference, then a name; the root alone says that no mail is taken.
        let whole = answer.len() >= at + 10 + length;
        if kind == MX && length > 3 && whole {
            return Some(true);
        }
        at += 10 + length;
    }
    Some(false)
}

/// Where a name ends.
fn behind_name(answer: &[u8], mut at: usize) -> Option<usize> {
    loop {
        match *answer.get(at)? {
            0 => return Some(at + 1),
            pointer if pointer & 0xc0 == 0xc0 => return Some(at + 2),
            length => at += 1 + usize::from(length),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{question, understood};

    fn answer(code: u8, records: &[(u16, &[u8])]) -> Vec<u8> {
        let asked = question(7, "acme.example").unwrap();
        let mut all = asked.clone();
        (all[2], all[3]) = (0x81, 0x80 | code);
        all[7] = u8::try_from(records.len()).unwrap();
        for (kind, data) in records {
            all.extend([0xc0, 12]);
            all.extend(kind.to_be_bytes());
            all.extend([0, 1, 0, 0, 0, 60]);
            all.extend(u16::try_from(data.len()).unwrap().to_be_bytes());
            all.extend(*data);
        }
        all
    }

    #[test]
    fn a_domain_names_who_takes_its_mail() {
        assert_eq!(understood(7, &answer(0, &[(5, b"\xc0\x0c"), (15, b"\x00\x0a\x02mx\xc0\x0c")])), Some(true));
        assert_eq!(understood(7, &answer(0, &[(15, b"\x00\x00\x00")])), Some(false), "a null MX");
        assert_eq!(understood(7, &answer(0, &[])), Some(false));
        assert_eq!(understood(7, &answer(3, &[])), Some(false));
        assert_eq!(understood(7, &answer(2, &[])), None);
        assert_eq!(understood(8, &answer(0, &[])), None, "an answer to somebody else");
        let whole = answer(0, &[(15, b"\x00\x0a\x02mx\xc0\x0c")]);
        for length in 0..whole.len() {
            assert_ne!(understood(7, &whole[..length]), Some(true), "cut after {length}");
        }
        assert!(question(1, "a..b").is_none() && question(1, &"a".repeat(64)).is_none());
    }
}
