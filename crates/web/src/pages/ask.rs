//! `/ask`: a question and what answers it: figures that were counted, or sentences with the passages they are of.

use super::knowledge::asking;
use crate::format;
use crate::icons::icon;
use crate::refused::{Answer, Refused};
use crate::shell::{self, Page};
use crate::visit::Visit;
use maud::{Markup, html};
use modules::knowledge::answer::{Answered, Kind, answered};
use modules::knowledge::figures::Figures;
use modules::knowledge::search::{Passage, Search};
use modules::knowledge::spans::Span;
use platform::verb::{Progress, Site, Unkept};
use serde_json::Value;
use uuid::Uuid;

/// `GET /ask?q=…&client=…&project=…`
pub(super) async fn page(visit: Visit) -> Answer {
    if visit.actor.is_outsider() || !visit.may("documents", "SELECT") {
        return Err(Refused::nothing());
    }
    let question: String = visit.param("q").unwrap_or_default().trim().chars().take(1_000).collect();
    let id = |name: &str| visit.param(name).and_then(|id| Uuid::parse_str(&id).ok());
    let search = Search { query: question.clone(), client: id("client"), project: id("project"), ..Search::default() };
    let about = match (search.client, search.project) {
        (Some(client), _) => titled(&visit, "clients", client).await?,
        (_, Some(project)) => titled(&visit, "projects", project).await?,
        _ => None,
    };
    let answer = if question.is_empty() { None } else { Some(asked(&visit, &search).await?) };
    let about = about.as_ref().map(|(noun, id, title)| (*noun, id.as_str(), title.as_str()));
    let body = html! {
        div class="ask" {
            (asking(about, &question))
            @if let Some((noun, id, title)) = about {
                p class="small quiet" {
                    "Only from what hangs on "
                    a href={ "/" (noun) "/" (id) "?tab=documents" } { (title) }
                    ". "
                    a href={ "/ask?q=" (crate::address::encode(&question)) } { "Ask everything" }
                    "."
                }
            }
            @match &answer {
                None => { (teaching()) }
                Some(answer) => { (told(&visit, answer)) }
            }
        }
    };
    let page = Page { title: "Ask".into(), crumbs: vec![("Knowledge".into(), "/knowledge".into())], ..Page::default() };
    Ok(shell::page(&visit, &page, &body))
}

/// The answer, found as the person who asks.
async fn asked(visit: &Visit, search: &Search) -> Result<Answered, Refused> {
    let progress = Progress::default();
    let server = &visit.server;
    let site = Site::new(&server.door, &visit.actor, &server.tools, &progress, &Unkept, Value::Null);
    Ok(answered(&site.last(), search).await?)
}

async fn titled(
    visit: &Visit,
    noun: &'static str,
    id: Uuid,
) -> Result<Option<(&'static str, String, String)>, Refused> {
    let about = visit.noun(noun)?;
    let found = crate::rows::fetch(visit, &about, &id.to_string()).await?;
    Ok(found.rows.first().map(|row| (noun, id.to_string(), about.title(row))))
}

fn teaching() -> Markup {
    let example = |question: &str| {
        html! {
            li {
                a href={ "/ask?q=" (crate::address::encode(question)) } { (question) }
            }
        }
    };
    html! {
        section class="card" {
            div class="inside" {
                p {
                    "Ask in whole sentences or in words. The answer is made of what stands in documents and records you may see, \
                     with the page it stands on. How many there are of something is counted."
                }
                ul {
                    (example("How long is the notice period?"))
                    (example("How many open deals do we have?"))
                    (example("What do we do after an accident on site?"))
                }
            }
        }
    }
}

fn told(visit: &Visit, answer: &Answered) -> Markup {
    html! {
        @match answer.kind {
            Kind::Figures => {
                @if let Some(figures) = &answer.figures { (counted(visit, figures)) }
            }
            Kind::Nothing => {
                section class="card" {
                    div class="inside nothing" {
                        h2 { "Nothing in your documents" }
                        p {
                            "No document or record you may see is near enough to this question. Ask it in other words, or "
                            a href="/knowledge" { "add the document" }
                            " that answers it."
                        }
                    }
                }
            }
            Kind::Passages => {
                section class="card answer" {
                    div class="inside" {
                        @for sentence in &answer.sentences {
                            @let passage = &answer.passages[sentence.passage];
                            p dir="auto" {
                                (sentence.text)
                                " "
                                a   class="cite"
                                    href={ (passage.link) @if passage.passage.is_some() { "#passage" } }
                                    title=(passage.title)
                                { (sentence.passage + 1) }
                            }
                        }
                        @if answer.sentences.is_empty() {
                            p class="quiet" { "These passages are nearest." }
                        }
                    }
                }
                ol class="found-passages" {
                    @for (n, passage) in answer.passages.iter().enumerate() { (cited(visit, n + 1, passage, answer)) }
                }
            }
        }
    }
}

/// A passage with its place, its words marked, and the sentences that answer.
fn cited(visit: &Visit, number: usize, passage: &Passage, answer: &Answered) -> Markup {
    let sentences: Vec<Span> = answer
        .sentences
        .iter()
        .filter(|s| s.passage + 1 == number)
        .map(|s| Span { offset: s.offset, length: s.length })
        .collect();
    let link = format!("{}{}", passage.link, if passage.passage.is_some() { "#passage" } else { "" });
    html! {
        li class="card" {
            div class="head" {
                span class="cite" { (number) }
                (icon(visit.server.catalog.icon(&passage.noun)))
                h2 class="clip" {
                    a class="plain" href=(link) dir="auto" { (passage.title) }
                }
                @if let Some(page) = passage.page {
                    span class="quiet small" { "Page " (page) }
                }
                @if let Some(kind) = &passage.file_type {
                    span class="quiet small" { (kind) }
                }
                @if passage.noun != "documents" {
                    span class="quiet small" { (visit.server.catalog.singular(&passage.noun)) }
                }
                @if let Some(date) = &passage.date {
                    span class="quiet small" { (format::day(visit, date)) }
                }
            }
            div class="inside" {
                @if let Some(heading) = passage.heading.as_deref().filter(|h| *h != passage.title) {
                    p class="small quiet clip" dir="auto" { (heading) }
                }
                p class="written" dir="auto" { (marked(&passage.text, &passage.spans, &sentences)) }
            }
        }
    }
}

/// A text with the words that were asked for, and the sentences that answer.
pub(super) fn marked(text: &str, words: &[Span], sentences: &[Span]) -> Markup {
    let within = |spans: &[Span], at: usize| spans.iter().any(|s| (s.offset..s.offset + s.length).contains(&at));
    let mut parts: Vec<(bool, bool, String)> = Vec::new();
    let signs: Vec<char> = text.chars().collect();
    for (at, c) in text.chars().enumerate() {
        // The mark of a heading is no word of it.
        let line = signs[..at].iter().rposition(|c| *c == '\n').map_or(0, |n| n + 1);
        if signs[line..=at].iter().all(|c| *c == '#')
            || c == ' ' && at > line && signs[line..at].iter().all(|c| *c == '#')
        {
            continue;
        }
        let here = (within(sentences, at), within(words, at));
        match parts.last_mut() {
            Some((sentence, word, part)) if (*sentence, *word) == here => part.push(c),
            _ => parts.push((here.0, here.1, c.to_string())),
        }
    }
    html! {
        @for (sentence, word, part) in &parts {
            @match (sentence, word) {
                (true, true) => { mark class="says" { b { (part) } } }
                (true, false) => { mark class="says" { (part) } }
                (false, true) => { mark { (part) } }
                (false, false) => { (part) }
            }
        }
    }
}

fn counted(visit: &Visit, figures: &Figures) -> Markup {
    html! {
        section class="card answer" {
            div class="inside" {
                p class="quiet small" { (figures.understood) }
                p class="figure" { (format::grouped(&figures.count.to_string())) }
                @if let Some(sum) = figures.sum.as_deref().filter(|_| figures.count > 0) {
                    p { "Together " (format::money(sum, &visit.person.currency)) }
                }
                p {
                    a class="b" href=(figures.link) { (icon(visit.server.catalog.icon(&figures.noun))) "Look at the list" }
                }
            }
            ul class="rows" {
                @for record in &figures.records {
                    li {
                        div class="main clip" {
                            a class="plain" href=(record.link) dir="auto" { (record.title) }
                        }
                    }
                }
            }
        }
    }
}
