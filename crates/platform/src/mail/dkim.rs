//! DKIM signatures (RFC 6376, RFC 8463): relaxed/relaxed, rsa-sha256 and ed25519-sha256.

use anyhow::{Context as _, bail};
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{Ed25519KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The headers that are signed, where they are there.
const SIGNED: [&str; 12] = [
    "from",
    "to",
    "subject",
    "date",
    "message-id",
    "in-reply-to",
    "references",
    "reply-to",
    "mime-version",
    "content-type",
    "list-unsubscribe",
    "list-unsubscribe-post",
];

/// A private key that signs for a domain.
pub struct DkimKey {
    domain: String,
    selector: String,
    key: Key,
}

enum Key {
    Rsa(Box<RsaKeyPair>),
    Ed25519(Ed25519KeyPair),
}

impl DkimKey {
    /// The key of a PEM text: RSA (of 1024 bits and more) or Ed25519.
    ///
    /// # Errors
    /// When it is none.
    pub fn read(domain: &str, selector: &str, pem: &str) -> anyhow::Result<DkimKey> {
        let body: String =
            pem.lines().filter(|line| !line.starts_with("-----")).flat_map(str::split_whitespace).collect();
        let der = STANDARD.decode(body).context("This is no private key in PEM form.")?;
        let rsa = if pem.contains("BEGIN RSA PRIVATE KEY") {
            RsaKeyPair::from_der(&der)
        } else {
            RsaKeyPair::from_pkcs8(&der)
        };
        let key = match rsa {
            Ok(rsa) => Key::Rsa(Box::new(rsa)),
            Err(_) => match Ed25519KeyPair::from_pkcs8_maybe_unchecked(&der) {
                Ok(key) => Key::Ed25519(key),
                Err(_) => bail!("This is neither an RSA nor an Ed25519 key."),
            },
        };
        Ok(DkimKey { domain: domain.into(), selector: selector.into(), key })
    }

    /// The message with its signature before it.
    ///
    /// # Errors
    /// When it can't be signed.
    pub fn sign(&self, message: &[u8], at: i64) -> anyhow::Result<Vec<u8>> {
        let text = std::str::from_utf8(message).context("A message is text.")?;
        let (head, body) = text.split_once("\r\n\r\n").context("A message has a head and a body.")?;
        let headers = headers(head);
        let present: Vec<&str> =
            SIGNED.into_iter().filter(|name| headers.iter().any(|(known, _)| known == name)).collect();
        let algorithm = match self.key {
            Key::Rsa(_) => "rsa-sha256",
            Key::Ed25519(_) => "ed25519-sha256",
        };
        let hash = STANDARD.encode(digest(&SHA256, body_of(body).as_bytes()));
        let unsigned = format!(
            "v=1; a={algorithm}; c=relaxed/relaxed; d={}; s={}; t={at};\r\n\th={};\r\n\tbh={hash};\r\n\tb=",
            self.domain,
            self.selector,
            present.join(":")
        );
        let data = signed_data(&headers, &present, &unsigned);
        let signature = STANDARD.encode(self.signature(data.as_bytes())?);
        let folded: Vec<&str> =
            signature.as_bytes().chunks(70).filter_map(|part| std::str::from_utf8(part).ok()).collect();
        let mut out = format!("DKIM-Signature: {unsigned}{}\r\n", folded.join("\r\n\t ")).into_bytes();
        out.extend_from_slice(message);
        Ok(out)
    }

    fn signature(&self, data: &[u8]) -> anyhow::Result<Vec<u8>> {
        match &self.key {
            Key::Rsa(key) => {
                let mut signature = vec![0; key.public_modulus_len()];
                key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), data, &mut signature)
                    .context("It can't be signed.")?;
                Ok(signature)
            }
            Key::Ed25519(key) => Ok(key.sign(digest(&SHA256, data).as_ref()).as_ref().to_vec()),
        }
    }
}

/// The headers, each by its lower-case name with its relaxed value.
fn headers(head: &str) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    for line in head.split("\r\n") {
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = all.last_mut() {
                value.push_str(line);
            }
        } else if let Some((name, value)) = line.split_once(':') {
            all.push((name.trim().to_lowercase(), value.to_string()));
        }
    }
    all.into_iter().map(|(name, value)| (name, value.split_whitespace().collect::<Vec<_>>().join(" "))).collect()
}

/// What is signed: the headers by name, the last of each first, then the signature without itself.
fn signed_data(headers: &[(String, String)], names: &[&str], unsigned: &str) -> String {
    let mut data = String::new();
    let mut taken: Vec<usize> = Vec::new();
    for name in names {
        let found = headers.iter().enumerate().rev().find(|(n, (known, _))| known == name && !taken.contains(n));
        if let Some((n, (name, value))) = found {
            taken.push(n);
            data += &format!("{name}:{value}\r\n");
        }
    }
    let value = unsigned.split_whitespace().collect::<Vec<_>>().join(" ");
    data + "dkim-signature:" + &value
}

/// The body in relaxed form: blanks run together, none at the ends of lines, no empty lines at the end.
fn body_of(body: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for line in body.split("\r\n") {
        let line = line.trim_end_matches([' ', '\t']);
        let mut out = String::with_capacity(line.len());
        let mut blank = false;
        for c in line.chars() {
            if matches!(c, ' ' | '\t') {
                blank = true;
                continue;
            }
            if std::mem::take(&mut blank) {
                out.push(' ');
            }
            out.push(c);
        }
        lines.push(out);
    }
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines.into_iter().map(|line| line + "\r\n").collect()
}

#[cfg(test)]
mod tests {
    use super::{DkimKey, STANDARD, body_of, digest, headers, signed_data};
    use aws_lc_rs::digest::SHA256;
    use aws_lc_rs::encoding::AsDer as _;
    use aws_lc_rs::rand::SystemRandom;
    use aws_lc_rs::rsa::KeySize;
    use aws_lc_rs::signature::{
        ED25519, Ed25519KeyPair, KeyPair as _, RSA_PKCS1_2048_8192_SHA256, RsaKeyPair, UnparsedPublicKey,
    };
    use base64::Engine as _;

    /// The example of RFC 8463, appendix A.
    const HEAD: &str = "From: Joe SixPack <joe@football.example.com>\r\nTo: Suzie Q <suzie@shopping.example.net>\r\n\
        Subject: Is dinner ready?\r\nDate: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)\r\n\
        Message-ID: <20030712040037.46341.5F8J@football.example.com>";
    const BODY: &str = "Hi.\r\n\r\nWe lost the game.  Are you hungry yet?\r\n\r\nJoe.\r\n";

    #[test]
    fn the_example_of_the_standard_is_understood_alike() {
        let hash = STANDARD.encode(digest(&SHA256, body_of(BODY).as_bytes()));
        assert_eq!(hash, "2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=");
        let unsigned = "v=1; a=ed25519-sha256; c=relaxed/relaxed;\r\n d=football.example.com; i=@football.example.com;\r\n \
            q=dns/txt; s=brisbane; t=1528637909; h=from : to :\r\n subject : date : message-id : from : subject : date;\r\n \
            bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n b=";
        let names = ["from", "to", "subject", "date", "message-id", "from", "subject", "date"];
        let data = signed_data(&headers(HEAD), &names, unsigned);
        let signature = "/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11BusFa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==";
        let public = STANDARD.decode("11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=").unwrap();
        UnparsedPublicKey::new(&ED25519, public)
            .verify(digest(&SHA256, data.as_bytes()).as_ref(), &STANDARD.decode(signature).unwrap())
            .unwrap();
    }

    /// What a receiver does with a signed message: the signature, and what it is over.
    fn received(signed: &[u8]) -> (Vec<u8>, String) {
        let text = std::str::from_utf8(signed).unwrap();
        let (head, _) = text.split_once("\r\n\r\n").unwrap();
        let all = headers(head);
        let (_, value) = all.iter().find(|(name, _)| name == "dkim-signature").unwrap();
        let (unsigned, signature) = value.rsplit_once("b=").unwrap();
        let signature: String = signature.split_whitespace().collect();
        let names = unsigned.split("h=").nth(1).unwrap().split(';').next().unwrap();
        let names: Vec<&str> = names.split(':').map(str::trim).collect();
        assert!(["from", "subject", "list-unsubscribe"].iter().all(|name| names.contains(name)), "{names:?}");
        (STANDARD.decode(signature).unwrap(), signed_data(&all, &names, &format!("{unsigned}b=")))
    }

    #[test]
    fn a_receiver_finds_the_signature_good() {
        let message = format!("{HEAD}\r\nList-Unsubscribe: <https://x.example/link/a>\r\n\r\n{BODY}");
        let pem =
            |der: &[u8]| format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", STANDARD.encode(der));
        let random = SystemRandom::new();
        let ed = Ed25519KeyPair::generate_pkcs8(&random).unwrap();
        let public = Ed25519KeyPair::from_pkcs8(ed.as_ref()).unwrap().public_key().as_ref().to_vec();
        let key = DkimKey::read("football.example.com", "one", &pem(ed.as_ref())).unwrap();
        let (signature, data) = received(&key.sign(message.as_bytes(), 1).unwrap());
        UnparsedPublicKey::new(&ED25519, public).verify(digest(&SHA256, data.as_bytes()).as_ref(), &signature).unwrap();

        let rsa = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
        let der = rsa.as_der().unwrap();
        let key = DkimKey::read("football.example.com", "two", &pem(der.as_ref())).unwrap();
        let (signature, data) = received(&key.sign(message.as_bytes(), 1).unwrap());
        UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, rsa.public_key().as_ref())
            .verify(data.as_bytes(), &signature)
            .unwrap();
        assert!(DkimKey::read("a.example", "s", "no key").is_err());
    }
}
