//! Web pages.

use crate::pages::Pages;
use crate::plain;
use anyhow::Context as _;
use html2text::render::TrivialDecorator;

/// Reads what a person sees of it; tables as lines, links as their words.
pub(crate) fn read(bytes: &[u8], pages: &mut Pages) -> anyhow::Result<()> {
    let text = shown(&plain::decoded(bytes))?;
    pages.text(&text);
    Ok(())
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
