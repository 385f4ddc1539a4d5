//! An e-mail saved as a file (RFC 5322, `.eml`).

use crate::html;
use crate::pages::Pages;
use anyhow::{Context as _, ensure};
use mail_parser::{Address, MessageParser, MimeHeaders as _};
use serde::{Deserialize, Serialize};

/// Bytes an e-mail may have.
pub const LARGEST: usize = 25 << 20;
/// Addresses that are looked at.
const ADDRESSES: usize = 100;
/// Characters of the text that are kept.
const TEXT: usize = 20_000;
/// Files that are kept with the e-mail.
const FILES: usize = 20;

/// What is read of an e-mail.
#[derive(Debug, Serialize, Deserialize)]
pub struct Email {
    /// One line; "(no subject)" when there is none.
    pub subject: String,
    /// The text, cut after 20,000 characters.
    pub text: String,
    /// When it was sent, RFC 3339.
    pub sent_at: Option<String>,
    /// Everybody it names, lower-case, the sender first.
    pub addresses: Vec<String>,
    /// The sender's address.
    pub sender: Option<String>,
    /// The Message-ID.
    pub message_id: Option<String>,
    /// The files with it: name, media type, bytes.
    pub files: Vec<(String, String, Vec<u8>)>,
}

/// Reads an e-mail.
///
/// # Errors
/// When it is larger than [`LARGEST`], is no e-mail, or names nobody.
pub fn read(bytes: &[u8]) -> anyhow::Result<Email> {
    ensure!(bytes.len() <= LARGEST, "The e-mail is larger than {} MB.", LARGEST >> 20);
    let message = MessageParser::default().parse(bytes).context("This is no e-mail.")?;
    let senders = listed(message.from());
    let mut addresses = senders.clone();
    addresses.extend(listed(message.to()));
    addresses.extend(listed(message.cc()));
    addresses.retain(|a| a.contains('@') && a.len() <= 320 && !a.chars().any(char::is_control));
    addresses.dedup();
    addresses.truncate(ADDRESSES);
    ensure!(!addresses.is_empty(), "This is no e-mail.");
    let subject = clean(message.subject().unwrap_or_default(), 500).replace(['\n', '\t'], " ").trim().to_string();
    let files = message.attachments().take(FILES).filter_map(|part| {
        let name = clean(part.attachment_name()?.rsplit(['/', '\\']).next()?, 300).replace(['\n', '\t'], " ");
        let kind = part.content_type().map_or_else(
            || "application/octet-stream".to_string(),
            |t| clean(&format!("{}/{}", t.ctype(), t.subtype().unwrap_or("octet-stream")), 200),
        );
        (!name.is_empty()).then(|| (name, kind, part.contents().to_vec()))
    });
    Ok(Email {
        subject: if subject.is_empty() { "(no subject)".into() } else { subject },
        text: clean(message.body_text(0).as_deref().unwrap_or_default(), TEXT).trim().to_string(),
        sent_at: message.date().filter(|d| d.is_valid()).map(mail_parser::DateTime::to_rfc3339),
        sender: senders.into_iter().next(),
        message_id: message.message_id().map(|id| clean(id, 500).replace(['\n', '\t'], " ")),
        addresses,
        files: files.collect(),
    })
}

/// Reads it as a person sees it: who wrote to whom when about what, the text, the names of files with it.
pub(crate) fn read_text(bytes: &[u8], pages: &mut Pages) -> anyhow::Result<()> {
    let message = MessageParser::default().parse(bytes).context("This is no e-mail.")?;
    if let Some(about) = pages.about.as_mut() {
        about.note("title", message.subject().unwrap_or_default());
        about.note("creator", &message.from().map(named).unwrap_or_default());
        about.note("date", &message.date().filter(|d| d.is_valid()).map(|d| d.to_rfc3339()).unwrap_or_default());
    }
    let mut head = |name: &str, value: Option<String>| {
        if let Some(value) = value.filter(|v| !v.is_empty()) {
            pages.text(&format!("{name}: {}\n", clean(&value, 2000).replace('\n', " ")));
        }
    };
    head("From", message.from().map(named));
    head("To", message.to().map(named));
    head("Cc", message.cc().map(named));
    head("Date", message.date().filter(|d| d.is_valid()).map(mail_parser::DateTime::to_rfc3339));
    head("Subject", message.subject().map(str::to_string));
    pages.text("\n");
    // A text that was made of the page by its sender reads better than one we make.
    let plain = message.text_bodies().any(mail_parser::MessagePart::is_text_html);
    match message.body_html(0).filter(|_| plain) {
        Some(page) if pages.about.is_some() => html::outline(&page, pages),
        Some(page) => pages.text(&html::shown(&page)?),
        None => (0..message.text_body_count()).filter_map(|i| message.body_text(i)).for_each(|t| pages.text(&t)),
    }
    pages.line();
    for name in message.attachments().take(FILES).filter_map(|part| part.attachment_name()) {
        pages.text(&format!("\nFile: {}", clean(name, 300)));
    }
    Ok(())
}

/// Names and addresses.
fn named(address: &Address<'_>) -> String {
    let one = |a: &mail_parser::Addr<'_>| match (a.name(), a.address()) {
        (Some(name), Some(address)) => format!("{name} <{address}>"),
        (name, address) => name.or(address).unwrap_or_default().to_string(),
    };
    address.iter().take(ADDRESSES).map(one).collect::<Vec<_>>().join(", ")
}

pub(crate) fn listed(address: Option<&Address<'_>>) -> Vec<String> {
    address
        .into_iter()
        .flat_map(|a| a.iter().filter_map(|a| a.address()).map(|a| a.trim().to_lowercase()).collect::<Vec<_>>())
        .collect()
}

pub(crate) fn clean(text: &str, most: usize) -> String {
    text.chars().filter(|c| *c == '\n' || *c == '\t' || !c.is_control()).take(most).collect()
}
