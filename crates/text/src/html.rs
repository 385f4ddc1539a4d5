//! Web pages.

use crate::markup::{self, Token};
use crate::pages::Pages;
use crate::plain;
use anyhow::Context as _;
use html2text::render::TrivialDecorator;

/// Reads what a person sees of it; tables as lines, links as their words.
pub(crate) fn read(bytes: &[u8], pages: &mut Pages) -> anyhow::Result<()> {
    let page = plain::decoded(bytes);
    if pages.about.is_some() {
        outline(&page, pages);
    } else {
        pages.text(&shown(&page)?);
    }
    Ok(())
}

/// Reads a page with its headings and tables, without what stands around its text.
pub(crate) fn outline(page: &str, pages: &mut Pages) {
    let mut about = pages.about.take().unwrap_or_default();
    let mut walk = Walk::default();
    for token in markup::tokens(page) {
        if pages.is_full() {
            break;
        }
        pages.about = Some(std::mem::take(&mut about));
        walk.hear(&token, pages);
        about = pages.about.take().unwrap_or_default();
    }
    pages.about = Some(about);
}

/// What surrounds the text of a page.
const AROUND: [&str; 7] = ["nav", "footer", "form", "button", "select", "svg", "iframe"];

/// Where in a page one is.
#[derive(Default)]
struct Walk {
    /// In what surrounds the text.
    aside: usize,
    /// In the title of the page.
    title: bool,
    /// In text whose lines stand as they are.
    kept: bool,
    /// In cells of tables.
    cells: usize,
    /// A blank is due before the next word.
    blank: bool,
    /// Nothing stands in the line yet.
    fresh: bool,
}

impl Walk {
    fn hear(&mut self, token: &Token<'_>, pages: &mut Pages) {
        match token {
            Token::Open { name, .. } => self.open(name, token, pages),
            Token::Close(name) => self.close(name, pages),
            Token::Text(words) if self.title => {
                if let Some(about) = pages.about.as_mut() {
                    about.note("title", words);
                }
            }
            Token::Text(words) if self.aside == 0 => self.write(words, pages),
            Token::Text(_) | Token::Data(_) => {}
        }
    }

    fn open(&mut self, name: &str, token: &Token<'_>, pages: &mut Pages) {
        let about = pages.about.as_mut();
        match name {
            "html" => {
                if let (Some(about), Some(language)) = (about, token.attribute("lang")) {
                    about.note("language", language);
                }
            }
            "meta" => {
                let named = token.attribute("name").or_else(|| token.attribute("property"));
                if let (Some(about), Some(named), Some(said)) = (about, named, token.attribute("content")) {
                    about.note(&named.to_lowercase(), said);
                }
            }
            "title" => self.title = self.aside == 0,
            "main" | "article" | "h1" => self.aside = 0,
            name if AROUND.contains(&name) => self.aside += 1,
            _ => {}
        }
        if self.aside > 0 {
            return;
        }
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" if self.cells == 0 => {
                self.end(pages);
                pages.text("\n");
                pages.heading(usize::from(name.as_bytes()[1] - b'0'));
                self.fresh = true;
            }
            "li" => {
                self.end(pages);
                pages.item();
                self.fresh = true;
            }
            "td" | "th" => self.cells += 1,
            "pre" => self.kept = true,
            "br" if self.cells == 0 => self.end(pages),
            "p" | "div" | "section" | "tr" | "ul" | "ol" | "table" | "blockquote" | "dt" | "dd" | "hr" | "main"
            | "article" | "header" | "figure"
                if self.cells == 0 =>
            {
                self.end(pages);
                if matches!(name, "p" | "table" | "section") {
                    pages.text("\n");
                }
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &str, pages: &mut Pages) {
        match name {
            "title" => self.title = false,
            name if AROUND.contains(&name) => self.aside = self.aside.saturating_sub(1),
            _ if self.aside > 0 => {}
            "td" | "th" => {
                self.cells = self.cells.saturating_sub(1);
                pages.cell();
                (self.blank, self.fresh) = (false, true);
            }
            "tr" => {
                self.cells = 0;
                pages.text("\n");
                self.fresh = true;
            }
            "pre" => self.kept = false,
            "p" | "div" | "section" | "li" | "ul" | "ol" | "table" | "blockquote" | "h1" | "h2" | "h3" | "h4"
            | "h5" | "h6" | "header" | "main" | "article"
                if self.cells == 0 =>
            {
                self.end(pages);
            }
            _ => {}
        }
    }

    fn write(&mut self, words: &str, pages: &mut Pages) {
        if self.kept && self.cells == 0 {
            pages.text(words);
            return;
        }
        for (n, word) in words.split_whitespace().enumerate() {
            let apart = n > 0 || self.blank || words.starts_with(char::is_whitespace);
            if apart && !self.fresh {
                pages.text(" ");
            }
            pages.text(word);
            (self.fresh, self.blank) = (false, false);
        }
        self.blank |= words.ends_with(char::is_whitespace);
    }

    fn end(&mut self, pages: &mut Pages) {
        pages.line();
        (self.blank, self.fresh) = (false, true);
    }
}

/// The words of a page.
pub(crate) fn shown(page: &str) -> anyhow::Result<String> {
    html2text::config::with_decorator(TrivialDecorator::new())
        .raw_mode(true)
        .no_link_wrapping()
        .allow_width_overflow()
        .string_from_read(page.as_bytes(), usize::from(u16::MAX))
        .context("The page is damaged")
}
