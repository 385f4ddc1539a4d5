//! Word and PowerPoint (Office Open XML).

use crate::pages::Pages;
use crate::xml::{Package, Said, attribute, open, tell};
use std::collections::HashMap;
use std::ops::ControlFlow::{self, Break, Continue};

/// Reads a Word document: what stands above its pages, its text, its notes, what stands below.
pub(crate) fn document(bytes: Vec<u8>, pages: &mut Pages) -> anyhow::Result<()> {
    let mut package = open(bytes)?;
    about(&mut package, pages)?;
    let mut names: Vec<String> = package.file_names().flatten().map(Into::into).collect();
    names.sort();
    let around = |what: &str| names.iter().filter(move |n| n.starts_with(what)).cloned().collect::<Vec<_>>();
    // A sender's name and address often stand in the header only.
    let mut parts = around("word/header");
    parts.extend(["document", "footnotes", "endnotes"].map(|part| format!("word/{part}.xml")));
    parts.extend(around("word/footer"));
    for part in parts {
        let mut writing = Writing::default();
        tell(&mut package, &part, |said| writing.hear(&said, pages))?;
        pages.line();
    }
    Ok(())
}

/// Reads a presentation, a page for each slide, in the order they are shown.
pub(crate) fn slides(bytes: Vec<u8>, pages: &mut Pages) -> anyhow::Result<()> {
    let mut package = open(bytes)?;
    about(&mut package, pages)?;
    let mut targets = HashMap::new();
    tell(&mut package, "ppt/_rels/presentation.xml.rels", |said| {
        if let Said::Begin("Relationship", element) = said
            && let (Some(id), Some(to)) = (attribute(element, "Id"), attribute(element, "Target"))
        {
            targets.insert(id, to.strip_prefix('/').map_or_else(|| format!("ppt/{to}"), str::to_string));
        }
        Continue(())
    })?;
    let mut shown = Vec::new();
    tell(&mut package, "ppt/presentation.xml", |said| {
        if let Said::Begin("sldId", element) = said {
            let id = element.attributes().flatten().find(|a| a.key.as_ref().ends_with(":id"));
            shown.extend(id.and_then(|id| targets.get(&*id.value)).cloned());
        }
        Continue(())
    })?;
    for part in shown {
        pages.page(None);
        let mut writing = Writing::default();
        tell(&mut package, &part, |said| writing.hear(&said, pages))?;
    }
    Ok(())
}

/// What is read of runs of text: WordprocessingML and DrawingML name their parts alike.
#[derive(Default)]
struct Writing {
    /// Inside a text element.
    text: bool,
    /// Inside what is there twice: the form for older programs.
    fallback: usize,
    /// Inside cells of tables.
    cells: usize,
    /// The next paragraph is the title of a slide.
    title: bool,
}

/// The level of a heading, by the name of its style, whatever the language it was made in.
fn level(style: &str) -> Option<usize> {
    let style = style.to_lowercase();
    if matches!(style.as_str(), "title" | "titel" | "titre" | "ttulo") {
        return Some(1);
    }
    let name = style.trim_end_matches(|c: char| c.is_ascii_digit());
    let known = ["heading", "berschrift", "titre", "ttulo", "titolo", "kop", "rubrik", "nagwek"];
    let level = style[name.len()..].parse::<usize>().ok()?;
    (known.iter().any(|k| name.trim_end().ends_with(k)) && level > 0).then_some(level)
}

/// What an Office file says of itself.
pub(crate) fn about(package: &mut Package, pages: &mut Pages) -> anyhow::Result<()> {
    let Some(mut about) = pages.about.take() else { return Ok(()) };
    let mut within = String::new();
    let heard = tell(package, "docProps/core.xml", |said| {
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

impl Writing {
    fn hear(&mut self, said: &Said<'_>, pages: &mut Pages) -> ControlFlow<()> {
        if pages.is_full() {
            return Break(());
        }
        match said {
            Said::Begin("Fallback", _) => self.fallback += 1,
            Said::End("Fallback") => self.fallback = self.fallback.saturating_sub(1),
            _ if self.fallback > 0 => {}
            Said::Begin("t", _) => self.text = true,
            Said::End("t") => self.text = false,
            Said::Text(text) if self.text => pages.text(text),
            Said::Begin("tab", element) if element.attributes().next().is_none() => pages.text("\t"),
            Said::Begin("noBreakHyphen", _) => pages.text("-"),
            Said::Begin("lastRenderedPageBreak", _) => pages.turn(),
            Said::Begin("br", element) if attribute(element, "type").as_deref() == Some("page") => pages.turn(),
            Said::Begin("br" | "cr", _) => pages.text("\n"),
            Said::Begin("numPr", _) => pages.item(),
            Said::Begin("pStyle", element) => {
                let style = attribute(element, "val").unwrap_or_default();
                if style.contains("List") {
                    pages.item();
                } else if let Some(level) = level(&style).filter(|_| self.cells == 0) {
                    pages.heading(level);
                }
            }
            Said::Begin("ph", element) => {
                self.title |= matches!(attribute(element, "type").as_deref(), Some("title" | "ctrTitle"));
            }
            Said::Begin("p", _) if std::mem::take(&mut self.title) => pages.heading(1),
            Said::Begin("tc", _) => self.cells += 1,
            Said::End("tc") => {
                self.cells = self.cells.saturating_sub(1);
                pages.cell();
            }
            Said::End("tr") => pages.text("\n"),
            // Paragraphs of a cell stand in its row.
            Said::End("p") if self.cells > 0 => pages.paragraph_of_cell(),
            Said::End("p") => pages.text("\n"),
            _ => {}
        }
        Continue(())
    }
}
