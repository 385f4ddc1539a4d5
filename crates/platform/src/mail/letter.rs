//! A message as it travels: plain text with an HTML alternative, in its thread, with a way to hear no more.

use anyhow::Context as _;
use lettre::Message;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use std::panic::catch_unwind;

/// What is written.
#[derive(Debug, Clone, Default)]
pub struct Letter {
    /// Name and address it comes from.
    pub from: (String, String),
    /// Where it goes.
    pub to: String,
    /// In a line.
    pub subject: String,
    /// Its Message-ID, with its angle brackets.
    pub id: String,
    /// The Message-IDs before it in its thread, oldest first.
    pub thread: Vec<String>,
    /// Text.
    pub text: String,
    /// Where the reader asks to hear no more (RFC 8058).
    pub unsubscribe: Option<String>,
}

impl Letter {
    /// As it travels.
    ///
    /// # Errors
    /// When an address is none, or it can't be written.
    pub fn written(&self) -> anyhow::Result<Vec<u8>> {
        // The mail library panics on texts it did not foresee.
        catch_unwind(|| self.message()).unwrap_or_else(|_| anyhow::bail!("The message can't be written."))
    }

    fn message(&self) -> anyhow::Result<Vec<u8>> {
        let (name, address) = &self.from;
        let name = Some(line(name)).filter(|name| !name.trim().is_empty());
        let from = Mailbox::new(name, address.parse().context("The sender is no e-mail address")?);
        let to = Mailbox::new(None, self.to.parse().context("The recipient is no e-mail address")?);
        let mut builder = Message::builder()
            .from(from)
            .to(to)
            .subject(line(&self.subject))
            .message_id(Some(line(&self.id)))
            .date_now();
        if let Some(last) = self.thread.last() {
            builder = builder.in_reply_to(line(last)).references(line(&self.thread.join(" ")));
        }
        if let Some(url) = &self.unsubscribe {
            let header =
                |name: &'static str, value: String| HeaderValue::new(HeaderName::new_from_ascii_str(name), value);
            builder = builder
                .raw_header(header("List-Unsubscribe", format!("<{}>", line(url))))
                .raw_header(header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".into()));
        }
        let (text, html) = (self.text(), self.html());
        Ok(builder.multipart(MultiPart::alternative_plain_html(text, html))?.formatted())
    }

    fn text(&self) -> String {
        match &self.unsubscribe {
            Some(url) => format!("{}\n\n--\nTo hear no more from us: {url}\n", self.text.trim_end()),
            None => format!("{}\n", self.text.trim_end()),
        }
    }

    /// The same; whatever stands in the text stays text.
    fn html(&self) -> String {
        let mut out =
            String::from("<!doctype html><html><body style=\"font-family:sans-serif;font-size:15px;line-height:1.5\">");
        for part in self.text.replace("\r\n", "\n").split("\n\n").filter(|part| !part.trim().is_empty()) {
            out += &format!("<p>{}</p>", escaped(part.trim()).replace('\n', "<br>\n"));
        }
        if let Some(url) = &self.unsubscribe {
            out += &format!(
                "<p style=\"font-size:12px;color:#666\"><a href=\"{}\">To hear no more from us</a></p>",
                escaped(url)
            );
        }
        out + "</body></html>\n"
    }
}

/// A text on one line: nothing in it begins another header.
fn line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::Letter;
    use mail_parser::MessageParser;

    fn letter() -> Letter {
        Letter {
            from: ("Sam Sales".into(), "sam@yourco.example".into()),
            to: "ann@acme.example".into(),
            subject: "An idea".into(),
            id: "<1@yourco.example>".into(),
            text: "Hello Ann,\n\n<script>alert(1)</script> & more\nsecond line".into(),
            unsubscribe: Some("https://crm.example/link/abc".into()),
            ..Letter::default()
        }
    }

    #[test]
    fn a_message_has_both_readings_and_a_way_out() {
        let bytes = letter().written().unwrap();
        let text = String::from_utf8(bytes.clone()).unwrap();
        for header in [
            "List-Unsubscribe: <https://crm.example/link/abc>\r\n",
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n",
            "Message-ID: <1@yourco.example>\r\n",
            "multipart/alternative",
        ] {
            assert!(text.contains(header), "{header}\n{text}");
        }
        assert!(!text.contains("In-Reply-To"));
        let read = MessageParser::default().parse(&bytes).unwrap();
        let (plain, html) = (read.body_text(0).unwrap(), read.body_html(0).unwrap());
        assert!(plain.contains("<script>alert(1)</script> & more"), "{plain}");
        assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; more"), "{html}");
    }

    #[test]
    fn a_follow_up_stands_in_the_thread() {
        let letter = Letter { thread: vec!["<a@x.example>".into(), "<b@x.example>".into()], ..letter() };
        let text = String::from_utf8(letter.written().unwrap()).unwrap();
        assert!(text.contains("In-Reply-To: <b@x.example>\r\n"), "{text}");
        assert!(text.contains("References: <a@x.example> <b@x.example>\r\n"), "{text}");
    }

    #[test]
    fn no_text_begins_another_header() {
        let letter = Letter {
            subject: "Hello\r\nBcc: all@x.example".into(),
            from: ("Sam\r\nBcc: all@x.example".into(), "sam@yourco.example".into()),
            id: "<1@x.example>\r\nBcc: all@x.example".into(),
            unsubscribe: Some("https://x.example/\r\nBcc: all@x.example".into()),
            ..letter()
        };
        let bytes = letter.written().unwrap();
        let read = MessageParser::default().parse(&bytes).unwrap();
        let named = |part: &mail_parser::MessagePart| part.headers.iter().any(|h| h.name().eq_ignore_ascii_case("bcc"));
        assert!(!read.parts.iter().any(named), "{}", String::from_utf8_lossy(&bytes));
        assert!(Letter { to: "a@b.example, c@d.example".into(), ..letter }.written().is_err());
    }
}
