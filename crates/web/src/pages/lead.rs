//! The conversation with a lead: what was written to it and what came back, as one thread.

use super::extra::{Extra, Part};
use super::thread::{Said, thread};
use crate::about::Record;
use crate::data::{Ask, Row, text};
use crate::format;
use crate::nouns::sentence;
use crate::refused::Refused;
use crate::visit::Visit;
use maud::{Markup, html};
use uuid::Uuid;

/// Messages of each side that are shown, the newest.
const SHOWN: u32 = 100;

const CONVERSATION: (&str, &str, Part) =
    ("mail", "Conversation", |visit, record| Box::pin(conversation(visit, record)));

pub(super) const PAGE: Extra = Extra { noun: "leads", tabs: &[CONVERSATION], ..Extra::NONE };

/// Something that was said, with its time.
fn said(visit: &Visit, row: &Row, at: &str, who: String, words: String, is_ours: bool) -> (String, Said) {
    let moment = text(row, at).to_string();
    let one = Said {
        id: Uuid::parse_str(text(row, "id")).unwrap_or_default(),
        by: if is_ours { "recruiter".into() } else { "candidate".into() },
        who,
        words,
        at: format::moment(visit, &moment),
        is_read: false,
        is_ours,
    };
    (moment, one)
}

/// Two texts, one below the other.
fn below(subject: &str, words: &str) -> String {
    [subject, words].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
}

async fn conversation(visit: &Visit, record: &Record<'_>) -> Result<Markup, Refused> {
    let id = &record.id;
    let reads = |noun: &str| visit.catalog().table(noun).is_some() && visit.may(noun, "SELECT");
    let find = async |noun: &str, query: String| -> Result<Vec<Row>, Refused> {
        Ok(if reads(noun) { visit.find(Ask::new(noun, query)).await?.rows } else { Vec::new() })
    };
    let mut all = Vec::new();
    let query = format!(
        "select=id,subject,body,sent_at,channel,sender:approved_by(full_name)&lead_id=eq.{id}&status=eq.sent&order=sent_at.desc&limit={SHOWN}"
    );
    for row in &find("outreach_drafts", query).await? {
        let who = row.get("sender").and_then(|sender| sender["full_name"].as_str()).unwrap_or("We").to_string();
        all.push(said(visit, row, "sent_at", who, below(text(row, "subject"), text(row, "body")), true));
    }
    let query = format!(
        "select=id,subject,description,occurred_at,writer,author:created_by(full_name)&lead_id=eq.{id}&type=eq.email&order=occurred_at.desc&limit={SHOWN}"
    );
    for row in &find("activities", query).await? {
        let writer = text(row, "writer");
        let author = row.get("author").and_then(|author| author["full_name"].as_str()).unwrap_or("We");
        let who = if writer.is_empty() { author } else { writer };
        let words = text(row, "description");
        let words = if words.is_empty() { text(row, "subject") } else { words };
        all.push(said(visit, row, "occurred_at", who.to_string(), words.to_string(), writer.is_empty()));
    }
    let query = format!(
        "select=id,outcome,words,sender,received_at&lead_id=eq.{id}&activity_id=is.null&order=received_at.desc&limit={SHOWN}"
    );
    for row in &find("replies", query).await? {
        let words = below(&sentence(text(row, "outcome")), text(row, "words"));
        all.push(said(visit, row, "received_at", text(row, "sender").to_string(), words, false));
    }
    all.sort_by(|(a, _), (b, _)| a.cmp(b));
    let all: Vec<Said> = all.into_iter().map(|(_, said)| said).collect();
    Ok(html! {
        section class="card" aria-label="Conversation" {
            div class="inside chat" {
                (thread(&all, "Nothing was written yet. What is sent and what comes back stands here."))
            }
        }
    })
}
