//! OpenDocument: texts, spreadsheets, presentations.

use crate::pages::Pages;
use crate::xml::{Package, Said, attribute, open, tell};
use std::ops::ControlFlow::{Break, Continue};

/// Blanks one element may stand for.
const BLANKS: usize = 200;

/// Reads it; sheets and slides are pages, and so are pages as they were last seen.
pub(crate) fn read(bytes: Vec<u8>, pages: &mut Pages) -> anyhow::Result<()> {
    let mut package = open(bytes)?;
    about(&mut package, pages)?;
    // Where in the document, and how deep in what is no text.
    let (mut body, mut paragraphs, mut cells, mut aside) = (false, 0_usize, 0_usize, 0_usize);
    let mut is_sheets = false;
    tell(&mut package, "content.xml", |said| {
        if pages.is_full() {
            return Break(());
        }
        match said {
            Said::Begin("body", _) => body = true,
            Said::Begin("spreadsheet", _) => is_sheets = true,
            _ if !body => {}
            Said::Begin("tracked-changes" | "annotation" | "notes", _) => aside += 1,
            Said::End("tracked-changes" | "annotation" | "notes") => aside = aside.saturating_sub(1),
            _ if aside > 0 => {}
            Said::Begin("list-item", _) => pages.item(),
            Said::Begin("p" | "h", element) => {
                paragraphs += 1;
                if matches!(said, Said::Begin("h", _)) && cells == 0 {
                    pages.heading(attribute(element, "outline-level").and_then(|l| l.parse().ok()).unwrap_or(1));
                }
            }
            Said::End("p" | "h") => {
                paragraphs = paragraphs.saturating_sub(1);
                if cells > 0 {
                    pages.paragraph_of_cell();
                } else {
                    pages.text("\n");
                }
            }
            Said::Text(text) if paragraphs > 0 => pages.text(text),
            Said::Begin("tab", _) => pages.text("\t"),
            Said::Begin("line-break", _) => pages.text("\n"),
            Said::Begin("s", element) => {
                let count = attribute(element, "c").and_then(|c| c.parse().ok()).unwrap_or(1).min(BLANKS);
                pages.text(&" ".repeat(count));
            }
            Said::Begin("soft-page-break", _) => pages.turn(),
            Said::Begin("page", element) => pages.page(attribute(element, "name")),
            Said::Begin("table", element) if is_sheets => pages.page(attribute(element, "name")),
            Said::Begin("table-cell", _) => cells += 1,
            Said::End("table-cell") => {
                cells = cells.saturating_sub(1);
                pages.cell();
            }
            Said::End("table-row") => pages.text("\n"),
            _ => {}
        }
        Continue(())
    })
}

/// What it says of itself.
fn about(package: &mut Package, pages: &mut Pages) -> anyhow::Result<()> {
    let Some(mut about) = pages.about.take() else { return Ok(()) };
    let mut within = String::new();
    let heard = tell(package, "meta.xml", |said| {
        match said {
            Said::Begin(name, _) => within = name.to_string(),
            Said::End(_) => within.clear(),
            Said::Text(text) => about.note(&within, text),
        }
        Continue(())
    });
    pages.about = Some(about);
    heard
}
