//! A document: its text page by page, with the passage that was asked for, and beside it where it hangs, who sees it, and its
//! versions.

use super::extra::Extra;
use super::knowledge::may_add;
use crate::about::Record;
use crate::data::{Ask, text};
use crate::format;
use crate::icons::icon;
use crate::nouns::label_of;
use crate::refused::Refused;
use crate::visit::Visit;
use maud::{Markup, html};
use serde_json::Value;
use std::ops::Range;
use uuid::Uuid;

pub(super) const PAGE: Extra = Extra {
    noun: "documents",
    inside: Some(|visit, record| Box::pin(inside(visit, record))),
    beside: Some(|visit, record| Box::pin(beside(visit, record))),
    list: Some(list),
    ..Extra::NONE
};

/// Pages that are shown at once.
const AT_ONCE: usize = 12;

fn list(_: &Visit) -> Markup {
    html! {
        a class="b" href="/knowledge" { (icon("book-open")) "Knowledge" }
    }
}

/// The text: of the version that counts, or of an earlier one.
async fn inside(visit: &Visit, record: &Record<'_>) -> Result<Markup, Refused> {
    let wanted = visit.param("version").and_then(|v| v.parse::<i64>().ok());
    let current = record.row.get("version").and_then(Value::as_i64).unwrap_or_default();
    let earlier = match wanted.filter(|v| *v != current) {
        Some(version) => {
            let query =
                format!("select=version,content,name,read_at&document_id=eq.{}&version=eq.{version}", record.id);
            let found = visit.find(Ask::new("document_versions", query)).await?;
            Some(found.rows.into_iter().next().ok_or_else(Refused::nothing)?)
        }
        None => None,
    };
    let content = match &earlier {
        Some(row) => text(row, "content").to_string(),
        None => text(&record.row, "content").to_string(),
    };
    let passage = match visit.param("passage").and_then(|p| Uuid::parse_str(&p).ok()) {
        Some(id) => {
            let query = format!("select=metadata,heading&id=eq.{id}&document_id=eq.{}", record.id);
            Some(visit.find(Ask::new("document_chunks", query)).await?.rows.into_iter().next())
        }
        None => None,
    };
    let place = passage.as_ref().and_then(Option::as_ref).and_then(|row| {
        let place = row.get("metadata")?;
        let number = |key: &str| usize::try_from(place.get(key)?.as_u64()?).ok();
        Some((number("page")?, number("offset")?, number("length")?))
    });
    let pages: Vec<&str> = if content.is_empty() { Vec::new() } else { content.split('\u{c}').collect() };
    let asked = visit.param("page").and_then(|p| p.parse::<usize>().ok()).or(place.map(|(page, ..)| page)).unwrap_or(1);
    let first = asked.saturating_sub(2).min(pages.len().saturating_sub(AT_ONCE)) + 1;
    let last = (first + AT_ONCE - 1).min(pages.len());
    let to = |page: usize| {
        let version = wanted.map(|v| format!("&version={v}")).unwrap_or_default();
        format!("/documents/{}?page={page}{version}", record.id)
    };
    let status = text(&record.row, "status");
    Ok(html! {
        @if matches!(status, "waiting" | "reading") {
            div class="card" {
                div class="inside factors" {
                    progress aria-label="Being read" {}
                    div class="line" { (if status == "waiting" { "It is read in a moment" } else { "It is being read" }) }
                }
            }
        }
        @if matches!(status, "failed" | "needs_ocr") {
            div class="note warn" role="alert" {
                (icon("triangle-alert"))
                span {
                    (text(&record.row, "reason"))
                    @if !pages.is_empty() { " What was known before is still here." }
                }
            }
        }
        @if let Some(earlier) = &earlier {
            div class="note" role="status" {
                (icon("history"))
                span {
                    "This is version " (earlier.get("version").and_then(Value::as_i64).unwrap_or_default())
                    ". "
                    a href={ "/documents/" (record.id) } { "Look at the one that counts" }
                    "."
                    @if content.is_empty() { " Its text is not kept; its file is." }
                }
            }
        }
        @if passage.as_ref().is_some_and(Option::is_none) {
            div class="note" role="status" {
                (icon("info"))
                span { "The passage you came for is not in this version of the document any more." }
            }
        }
        @if pages.len() > AT_ONCE { (turning(first, last, pages.len(), &to)) }
        @for (n, page) in pages.iter().enumerate().skip(first.saturating_sub(1)).take(AT_ONCE) {
            @let number = n + 1;
            @let here = place.filter(|(page, ..)| *page == number && earlier.is_none()).map(|(_, at, length)| at..at + length);
            section class="card sheet" id={ "page-" (number) } {
                @if pages.len() > 1 {
                    div class="head" {
                        h2 class="quiet small" { "Page " (number) }
                    }
                }
                div class="inside" dir="auto" {
                    @if page.trim().is_empty() {
                        p class="quiet" { "Nothing is written here." }
                    } @else { (shown(page, here)) }
                }
            }
        }
        @if pages.len() > AT_ONCE { (turning(first, last, pages.len(), &to)) }
    })
}

fn turning(first: usize, last: usize, all: usize, to: &dyn Fn(usize) -> String) -> Markup {
    html! {
        nav class="line turning" aria-label="Pages" {
            @if first > 1 {
                a class="b" href=(to(first.saturating_sub(AT_ONCE / 2).max(1))) { (icon("chevron-left")) "Earlier" }
            }
            span class="quiet" { "Pages " (first) " to " (last) " of " (all) }
            @if last < all {
                a class="b" href=(to(last + 2)) { "Later" (icon("chevron-right")) }
            }
        }
    }
}

/// A page as it reads: headings, tables, paragraphs; with a stretch of it marked, told in characters.
fn shown(page: &str, marked: Option<Range<usize>>) -> Markup {
    let mut at = 0;
    let mut lines: Vec<(usize, &str)> = Vec::new();
    for line in page.split('\n') {
        lines.push((at, line));
        at += line.chars().count() + 1;
    }
    let mut first = marked.is_some();
    let mut write = |at: usize, words: &str| -> Markup {
        let length = words.chars().count();
        let here = marked.as_ref().map(|m| m.start.clamp(at, at + length) - at..m.end.clamp(at, at + length) - at);
        match here.filter(|here| here.start < here.end) {
            Some(here) => {
                let part = |range: Range<usize>| words.chars().skip(range.start).take(range.len()).collect::<String>();
                let anchor = std::mem::take(&mut first).then_some("passage");
                html! {
                    (part(0..here.start))
                    mark id=[anchor] { (part(here.clone())) }
                    (part(here.end..length))
                }
            }
            None => html! { (words) },
        }
    };
    let cells =
        |line: &str| line.contains('\t') || line.trim_start().starts_with('|') && line.trim_end().ends_with('|');
    let mut out = Vec::new();
    let mut n = 0;
    while n < lines.len() {
        let (at, line) = lines[n];
        let level = line.bytes().take_while(|b| *b == b'#').count();
        if line.trim().is_empty() {
            n += 1;
        } else if (1..=6).contains(&level) && line.as_bytes().get(level) == Some(&b' ') {
            let words = write(at + level + 1, &line[level + 1..]);
            out.push(if level < 3 {
                html! { h3 { (words) } }
            } else {
                html! { h4 { (words) } }
            });
            n += 1;
        } else if cells(line) {
            let mut rows = Vec::new();
            while n < lines.len() && cells(lines[n].1) {
                let (at, line) = lines[n];
                n += 1;
                if line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ')) {
                    continue;
                }
                let sign = if line.contains('\t') { '\t' } else { '|' };
                let mut from = at;
                let mut row = Vec::new();
                for cell in line.split(sign) {
                    row.push((cell.trim().is_empty(), write(from, cell)));
                    from += cell.chars().count() + 1;
                }
                if sign == '|' {
                    row = row.into_iter().skip(1).collect();
                    row.pop();
                }
                rows.push(row);
            }
            out.push(html! {
                div class="scroll" {
                    table class="plain told" {
                        tbody {
                            @for row in rows {
                                tr {
                                    @for (_, cell) in row { td { (cell) } }
                                }
                            }
                        }
                    }
                }
            });
        } else {
            let mut words = Vec::new();
            while n < lines.len() && !lines[n].1.trim().is_empty() && !cells(lines[n].1) && !lines[n].1.starts_with('#')
            {
                words.push(write(lines[n].0, lines[n].1));
                n += 1;
            }
            if words.is_empty() {
                words.push(write(at, line));
                n += 1;
            }
            out.push(html! {
                p class="written" {
                    @for (i, line) in words.iter().enumerate() {
                        @if i > 0 { "\n" }
                        (line)
                    }
                }
            });
        }
    }
    html! {
        @for block in out { (block) }
    }
}

/// Where it hangs, who sees it, its versions and a place for the next one.
async fn beside(visit: &Visit, record: &Record<'_>) -> Result<Markup, Refused> {
    let row = &record.row;
    let (noun, on) = (text(row, "entity_type"), text(row, "entity_id"));
    let hangs = match visit.server.catalog.table(noun) {
        Some(_) if !on.is_empty() => {
            let about = visit.noun(noun)?;
            let found = crate::rows::fetch(visit, &about, on).await?;
            found.rows.first().map(|row| (about.singular(), about.title(row), format!("/{noun}/{on}?tab=documents")))
        }
        _ => None,
    };
    let query = format!(
        "select=version,name,file_id,read_at,created_at,created_by_label:created_by(full_name)&document_id=eq.{}\
         &order=version.desc&limit=100",
        record.id
    );
    let versions = visit.find(Ask::new("document_versions", query)).await?.rows;
    let metadata = row.get("metadata").cloned().unwrap_or_default();
    let is_private = row.get("is_private") == Some(&Value::Bool(true));
    let current = row.get("version").and_then(Value::as_i64).unwrap_or_default();
    let fact = |word: &str, value: Option<String>| {
        html! {
            @if let Some(value) = value {
                dt { (word) }
                dd dir="auto" { (value) }
            }
        }
    };
    let said = |key: &str| metadata[key].as_str().map(str::to_string);
    let tags: Vec<&str> = metadata["tags"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    Ok(html! {
        section class="card" {
            div class="head" {
                h2 { "Who sees it" }
            }
            div class="inside" {
                @match (&hangs, is_private) {
                    (_, true) => { p { (icon("lock")) " Only who added it, and admins." } }
                    (Some((kind, title, to)), _) => {
                        p { "Who sees the " (kind.to_lowercase()) " it hangs on:" }
                        p { a href=(to) dir="auto" { (title) } }
                    }
                    (None, _) => { p { "Everybody in the organisation." } }
                }
                dl class="facts" {
                    (fact("Author", said("author")))
                    (fact("Date", said("date")))
                    (fact("Language", said("language")))
                    (fact("Pages", metadata["pages"].as_u64().map(|n| n.to_string())))
                    (fact("Tags", (!tags.is_empty()).then(|| tags.join(", "))))
                }
                @if let Some(url) = said("url").filter(|url| url.starts_with("http")) {
                    p class="clip" { a href=(url) rel="noopener noreferrer" target="_blank" { (url) } }
                }
                @if !text(row, "file_path").is_empty() {
                    p { a class="b" href=(text(row, "file_path")) { (icon("download")) "Download" } }
                }
            }
        }
        section class="card" {
            div class="head" {
                h2 { "Versions " span class="quiet" { (versions.len()) } }
            }
            ul class="rows" {
                @for version in &versions {
                    @let number = version.get("version").and_then(Value::as_i64).unwrap_or_default();
                    li {
                        div class="main clip" {
                            a   class="plain"
                                href={ "/documents/" (record.id) "?version=" (number) }
                                aria-current=[(number == current).then_some("true")]
                            { "Version " (number) }
                            div class="small quiet clip" dir="auto" { (text(version, "name")) }
                        }
                        @if number == current {
                            span class="quiet small" { "counts" }
                        } @else if version.get("read_at").is_none_or(Value::is_null) {
                            span class="quiet small" { "not read" }
                        }
                        @if !text(version, "file_id").is_empty() {
                            a class="small" href={ "/files/" (text(version, "file_id")) "/content" } { "File" }
                        }
                        span class="quiet small" { (label_of(version.get("created_by_label"))) }
                        span class="quiet small" { (format::moment(visit, text(version, "created_at"))) }
                    }
                }
            }
            @if record.changes && may_add(visit) {
                form class="inside" method="post" action="/knowledge" enctype="multipart/form-data" data-drop {
                    input type="hidden" name="document" value=(record.id);
                    input type="hidden" name="back" value={ "/documents/" (record.id) };
                    p class="small quiet" {
                        "Drop a newer version here, or "
                        label class="plain" {
                            "choose it"
                            input class="visually-hidden" type="file" name="file";
                        }
                        ". What this says now stays as an earlier version."
                    }
                    noscript {
                        button class="b" type="submit" { "Add version" }
                    }
                }
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn a_page_reads_as_it_was_written_and_the_passage_is_marked() {
        let page = "# Rates\n\nPer hour <b>:\nTrade\tRate\nRigger\t45\n\n| A | B |\n|---|---|\n| 1 | 2 |";
        let marked = page.chars().position(|c| c == 'P').unwrap();
        let html = shown(page, Some(marked..marked + 24)).into_string();
        assert!(html.contains("<h3>Rates</h3>"), "{html}");
        assert!(html.contains("<p class=\"written\"><mark id=\"passage\">Per hour &lt;b&gt;:</mark></p>"), "{html}");
        assert!(html.contains("<tr><td><mark>Trade</mark></td><td><mark>Rate</mark></td></tr>"), "{html}");
        assert!(html.contains("<tr><td> 1 </td><td> 2 </td></tr>") && !html.contains("---"), "{html}");
    }
}
