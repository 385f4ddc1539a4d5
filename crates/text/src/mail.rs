//! A message as a mailbox holds it → who wrote what to whom, what it answers, and what it reports.

use crate::eml::{clean, listed};
use anyhow::{Context as _, ensure};
use mail_parser::{Address, HeaderValue, Message, MessageParser, MimeHeaders as _, PartType};
use serde::{Deserialize, Serialize};

/// Bytes a message may have.
pub const LARGEST: usize = 25 << 20;
/// Addresses that are looked at, and messages it may answer.
const ADDRESSES: usize = 100;
const ANSWERS: usize = 50;
/// Parts that are looked at for reports.
const PARTS: usize = 50;
/// Characters of the text that are kept.
const TEXT: usize = 20_000;

/// What is read of a message.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Mail {
    /// Its Message-ID, without brackets.
    pub id: Option<String>,
    /// The messages it answers, without brackets: the last first.
    pub answers: Vec<String>,
    /// Who wrote it, in lower case.
    pub from: Option<String>,
    /// What they are called.
    pub name: Option<String>,
    /// Who gets it, in lower case.
    pub to: Vec<String>,
    /// One line.
    pub subject: String,
    /// When it was sent, RFC 3339.
    pub sent_at: Option<String>,
    /// Its text.
    pub text: String,
    /// What of it is new: without what it quotes, and without the signature.
    pub said: String,
    /// A program wrote it by itself.
    pub is_automatic: bool,
    /// It went to many.
    pub is_bulk: bool,
    /// What it reports of a message before it.
    pub report: Option<Report>,
}

/// What a mail server reports of a message.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Somebody complained (RFC 5965); else how delivery went (RFC 3464).
    pub is_complaint: bool,
    /// The message it is about, without brackets.
    pub about: Option<String>,
    /// How it went with each recipient.
    pub recipients: Vec<Recipient>,
}

/// How delivery to a recipient went.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    /// The address, in lower case.
    pub address: String,
    /// failed, delayed, delivered, relayed, expanded.
    pub action: String,
    /// The status: 5.1.1.
    pub status: String,
    /// What the server said.
    pub words: String,
}

/// Reads a message, or its headers.
///
/// # Errors
/// When it is larger than [`LARGEST`], or no message.
pub fn read(bytes: &[u8]) -> anyhow::Result<Mail> {
    ensure!(bytes.len() <= LARGEST, "The message is larger than {} MB.", LARGEST >> 20);
    let message = MessageParser::default().parse(bytes).context("This is no e-mail.")?;
    let mut to = listed(message.to());
    to.extend(listed(message.cc()));
    to.truncate(ADDRESSES);
    let mut answers = ids(message.in_reply_to());
    answers.extend(ids(message.references()).into_iter().rev());
    let mut seen = Vec::new();
    answers.retain(|id| {
        !seen.contains(id) && seen.len() < ANSWERS && {
            seen.push(id.clone());
            true
        }
    });
    let text = clean(message.body_text(0).as_deref().unwrap_or_default(), TEXT).trim().to_string();
    let header = |name: &str| {
        let mut all = message.headers_raw().take(1000);
        all.find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim().to_lowercase())
    };
    let precedence = header("Precedence").unwrap_or_default();
    let is_automatic = header("Auto-Submitted").is_some_and(|v| !v.is_empty() && !v.starts_with("no"))
        || ["X-Autoreply", "X-Autorespond", "X-Auto-Response"]
            .iter()
            .any(|name| header(name).is_some_and(|v| v != "no"))
        || precedence.starts_with("auto");
    Ok(Mail {
        id: message.message_id().and_then(plain_id),
        answers,
        from: listed(message.from()).into_iter().find(|a| is_address(a)),
        name: message
            .from()
            .and_then(Address::first)
            .and_then(|a| a.name())
            .map(|name| line(name, 200))
            .filter(|n| !n.is_empty()),
        to: to.into_iter().filter(|a| is_address(a)).collect(),
        subject: line(message.subject().unwrap_or_default(), 500),
        sent_at: message.date().filter(|d| d.is_valid()).map(mail_parser::DateTime::to_rfc3339),
        said: new_words(&text),
        text,
        is_automatic,
        is_bulk: header("List-Id").is_some() || matches!(&*precedence, "bulk" | "list" | "junk"),
        report: report(&message),
    })
}

fn is_address(text: &str) -> bool {
    text.len() <= 320 && text.contains('@') && !text.chars().any(|c| c.is_control() || c.is_whitespace())
}

fn line(text: &str, most: usize) -> String {
    clean(text, most).replace(['\n', '\t'], " ").trim().to_string()
}

fn plain_id(id: &str) -> Option<String> {
    let id = line(id, 500);
    let id = id.trim_matches(|c: char| matches!(c, '<' | '>') || c.is_whitespace());
    (!id.is_empty()).then(|| id.to_string())
}

fn ids(value: &HeaderValue<'_>) -> Vec<String> {
    match value {
        HeaderValue::Text(id) => plain_id(id).into_iter().collect(),
        HeaderValue::TextList(ids) => ids.iter().rev().take(ANSWERS).rev().filter_map(|id| plain_id(id)).collect(),
        _ => Vec::new(),
    }
}

/// What a report says, of a message that is one.
fn report(message: &Message<'_>) -> Option<Report> {
    let kind = |part: &mail_parser::MessagePart<'_>| {
        part.content_type().map(|t| format!("{}/{}", t.ctype(), t.subtype().unwrap_or_default()).to_lowercase())
    };
    if kind(message.parts.first()?)? != "multipart/report" {
        return None;
    }
    let (mut report, mut is_one) = (Report::default(), false);
    for part in message.parts.iter().take(PARTS) {
        match kind(part).as_deref() {
            Some("message/delivery-status") => {
                is_one = true;
                for group in fields(&String::from_utf8_lossy(part.contents())) {
                    let of = |name: &str| group.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str());
                    let behind = |value: &str| value.split_once(';').map_or(value, |(_, v)| v).trim().to_lowercase();
                    let Some(address) = of("original-recipient").or_else(|| of("final-recipient")).map(behind) else {
                        continue;
                    };
                    report.recipients.push(Recipient {
                        address: address.trim_matches(['<', '>']).chars().take(320).collect(),
                        action: line(of("action").unwrap_or_default(), 40).to_lowercase(),
                        status: status(of("status").unwrap_or_default()),
                        words: line(of("diagnostic-code").unwrap_or_default(), 300),
                    });
                }
            }
            Some("message/feedback-report") => {
                is_one = true;
                report.is_complaint = true;
                for group in fields(&String::from_utf8_lossy(part.contents())) {
                    let of = |name: &str| group.iter().find(|(n, _)| n == name).map(|(_, value)| value.to_lowercase());
                    if of("feedback-type").is_some_and(|kind| kind.starts_with("not-spam")) {
                        return None;
                    }
                    report.recipients.extend(of("original-rcpt-to").map(|to| Recipient {
                        address: line(to.trim_matches(['<', '>']), 320),
                        ..Recipient::default()
                    }));
                }
            }
            Some("text/rfc822-headers") => {
                let text = part.contents();
                let inner = MessageParser::default().parse(text);
                report.about = inner.as_ref().and_then(|m| m.message_id()).and_then(plain_id).or(report.about);
            }
            _ => {
                if let PartType::Message(inner) = &part.body {
                    report.about = inner.message_id().and_then(plain_id).or(report.about);
                }
            }
        }
    }
    report.recipients.truncate(ADDRESSES);
    is_one.then_some(report)
}

/// Three numbers, of a text that begins with them.
fn status(text: &str) -> String {
    let found: String = text.trim().chars().take_while(|c| c.is_ascii_digit() || *c == '.').take(11).collect();
    if found.split('.').count() == 3 { found } else { String::new() }
}

/// Groups of fields, as reports have them: an empty line between two; a line that begins with a space goes on.
fn fields(text: &str) -> Vec<Vec<(String, String)>> {
    let mut groups = vec![Vec::<(String, String)>::new()];
    for row in text.lines().take(2000) {
        if row.trim().is_empty() {
            if groups.last().is_some_and(|g| !g.is_empty()) && groups.len() <= ADDRESSES {
                groups.push(Vec::new());
            }
            continue;
        }
        let Some(group) = groups.last_mut().filter(|g| g.len() < 100) else { continue };
        match row.split_once(':') {
            Some((name, value)) if !row.starts_with([' ', '\t']) => {
                group.push((name.trim().to_lowercase(), value.trim().chars().take(1000).collect()));
            }
            _ => {
                if let Some((_, value)) = group.last_mut().filter(|(_, value)| value.len() < 1000) {
                    value.push(' ');
                    value.extend(row.trim().chars().take(1000));
                }
            }
        }
    }
    groups
}

/// What begins the words of somebody else, in the languages of mail programs.
const WROTE: &[(&str, &str)] = &[
    ("on ", "wrote:"),
    ("am ", "schrieb"),
    ("le ", "a écrit"),
    ("el ", "escribió:"),
    ("il ", "ha scritto:"),
    ("op ", "schreef"),
    ("em ", "escreveu:"),
    ("den ", "skrev"),
];
const ORIGINAL: &[&str] = &[
    "original message",
    "ursprüngliche nachricht",
    "message d'origine",
    "message d’origine",
    "mensaje original",
    "messaggio originale",
    "oorspronkelijk bericht",
    "mensagem original",
    "forwarded message",
];
const SENDERS: &[&str] = &["from:", "von:", "de:", "da:", "van:"];
const SENT: &[&str] =
    &["sent:", "gesendet:", "envoyé", "enviado", "inviato", "verzonden:", "date:", "datum:", "to:", "an:"];

/// What of a text is new: what it quotes is left out, and what stands below the signature.
pub(crate) fn new_words(text: &str) -> String {
    let rows: Vec<&str> = text.lines().collect();
    let mut kept: Vec<&str> = Vec::new();
    let mut n = 0;
    while n < rows.len() {
        let row = rows[n];
        let low = row.trim().to_lowercase();
        let next = rows.get(n + 1).map_or(String::new(), |row| row.trim().to_lowercase());
        if row.trim_end() == "--" || row == "-- " {
            break;
        }
        let is_original = low.starts_with(['-', '_', '*']) && ORIGINAL.iter().any(|words| low.contains(words));
        let is_block =
            SENDERS.iter().any(|word| low.starts_with(word)) && SENT.iter().any(|word| next.starts_with(word));
        let is_rule = low.len() >= 20 && low.chars().all(|c| c == '_');
        if is_original || is_block || is_rule {
            break;
        }
        // "On Monday Ann wrote:" may go over two lines.
        let both = format!("{low} {next}");
        let wrote = WROTE.iter().find_map(|(begins, says)| {
            let is_one = |words: &str| {
                words.starts_with(begins) && words.contains(says) && words.ends_with(':') && words.len() < 400
            };
            if is_one(&low) { Some(1) } else { is_one(&both).then_some(2) }
        });
        if let Some(many) = wrote {
            n += many;
            // Where the quote is marked, words may stand between and below it.
            let follows = rows[n.min(rows.len())..].iter().find(|row| !row.trim().is_empty());
            if follows.is_some_and(|row| row.trim_start().starts_with('>')) {
                continue;
            }
            break;
        }
        if !row.trim_start().starts_with('>') {
            kept.push(row.trim_end());
        }
        n += 1;
    }
    kept.join("\n").trim().chars().take(10_000).collect()
}

#[cfg(test)]
mod tests {
    use super::{Recipient, new_words, read};

    #[test]
    fn what_is_quoted_is_left_out() {
        for (text, new) in [
            ("Yes, gladly.\n\nOn Mon, Ann wrote:\n> Hello\n> there", "Yes, gladly."),
            ("Gern.\n\nAm 3. Dezember 2026 um 10:00 schrieb Sam\n<sam@x.example>:\n\n> Hallo", "Gern."),
            ("Oui\n\nLe lun. 3 déc., Sam a écrit :\nBonjour", "Oui"),
            ("> Could we talk?\nYes.\n> When?\nMonday.", "Yes.\nMonday."),
            ("Thanks\n-----Original Message-----\nFrom: x", "Thanks"),
            ("Nein\nVon: Sam\nGesendet: heute\nAn: Ann", "Nein"),
            ("Sure\n-- \nAnn Lee\nAcme", "Sure"),
            ("From: here on we go\nOn we go", "From: here on we go\nOn we go"),
        ] {
            assert_eq!(new_words(text), new, "{text}");
        }
    }

    #[test]
    fn a_report_says_what_became_of_which_message() {
        let text = "From: MAILER-DAEMON@x.example\r\nTo: sam@yourco.example\r\nSubject: Undelivered\r\nAuto-Submitted: auto-replied\r\n\
            MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n\
            --b\r\nContent-Type: text/plain\r\n\r\nIt did not arrive.\r\n\
            --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x.example\r\n\r\n\
            Final-Recipient: rfc822; Ann@Acme.example\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 no\r\n such user\r\n\r\n\
            --b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <abc@yourco.example>\r\nTo: ann@acme.example\r\n\r\n--b--\r\n";
        let mail = read(text.as_bytes()).unwrap();
        let report = mail.report.unwrap();
        assert!(mail.is_automatic && !report.is_complaint);
        assert_eq!(report.about.as_deref(), Some("abc@yourco.example"));
        let one = Recipient {
            address: "ann@acme.example".into(),
            action: "failed".into(),
            status: "5.1.1".into(),
            words: "smtp; 550 no such user".into(),
        };
        assert_eq!(report.recipients, [one]);
    }

    #[test]
    fn a_returned_message_is_known_by_its_own_id() {
        let text = "From: a@x.example\r\nContent-Type: multipart/report; report-type=feedback-report; boundary=b\r\n\r\n\
            --b\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nOriginal-Rcpt-To: <ann@acme.example>\r\n\r\n\
            --b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <abc@yourco.example>\r\nSubject: x\r\n\r\nHello\r\n--b--\r\n";
        let report = read(text.as_bytes()).unwrap().report.unwrap();
        assert!(report.is_complaint && report.about.as_deref() == Some("abc@yourco.example"), "{report:?}");
        assert_eq!(report.recipients[0].address, "ann@acme.example");
    }

    #[test]
    fn headers_that_lie_are_bounded() {
        let many = "x".repeat(1000);
        let references: String = (0..5000).map(|n| format!(" <{n}@x.example>\r\n")).collect();
        let text = format!(
            "From: {many}, =?utf-8?q?Ann=0D=0ABcc=3A?= <ANN@acme.example>\r\nIn-Reply-To: <1@x.example> <2@x.example>\r\n\
             References:{references}Subject: =?utf-8?q?a=0D=0AB=3A_c?=\r\nDate: Fri, 99 Foo 2099\r\n\r\nHello\r\n"
        );
        let mail = read(text.as_bytes()).unwrap();
        assert_eq!(mail.from.as_deref(), Some("ann@acme.example"));
        assert!(mail.answers.len() <= 50 && mail.answers[0].ends_with("@x.example"), "{:?}", mail.answers);
        assert!(!mail.subject.contains('\n') && mail.sent_at.is_none(), "{mail:?}");
    }

    #[test]
    fn ten_thousand_attachments_are_read_in_a_moment() {
        let part = "--b\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Disposition: attachment\r\n\r\nx\r\n";
        let text = format!(
            "From: a@x.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nHello\r\n{}--b--\r\n",
            part.repeat(10_000)
        );
        assert_eq!(read(text.as_bytes()).unwrap().said, "Hello");
    }
}
