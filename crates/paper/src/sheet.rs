//! Pages of text, lines and boxes; laid out first, drawn when the number of pages is known.

use anyhow::Context as _;
use krilla::Data;
use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::num::NormalizedF32;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::text::{Font, TextDirection};
use std::sync::{Arc, OnceLock};

/// Width and height of A4, in points.
pub(crate) const SIZE: (f32, f32) = (595.28, 841.89);

/// Where text begins and ends.
pub(crate) const LEFT: f32 = 56.0;
pub(crate) const RIGHT: f32 = SIZE.0 - 56.0;
/// Where the footer begins.
pub(crate) const FOOT: f32 = SIZE.1 - 74.0;
/// How text looks: as usual, quiet, strong; and how far lines are apart.
pub(crate) const TEXT: Style = Style { size: 9.0, bold: false, gray: 20 };
pub(crate) const QUIET: Style = Style { size: 7.5, bold: false, gray: 110 };
pub(crate) const STRONG: Style = Style { size: 9.0, bold: true, gray: 20 };
pub(crate) const LEADING: f32 = 13.0;
/// Colours of lines.
pub(crate) const RULE: (u8, u8, u8) = (205, 208, 214);
pub(crate) const ACCENT: (u8, u8, u8) = (30, 64, 175);

/// The two faces everything is set in.
#[derive(Clone, Copy)]
pub struct Fonts {
    /// Text.
    pub regular: &'static [u8],
    /// Headings and sums.
    pub bold: &'static [u8],
}

/// How text looks.
#[derive(Clone, Copy)]
pub(crate) struct Style {
    pub(crate) size: f32,
    pub(crate) bold: bool,
    /// 0 is black, 255 white.
    pub(crate) gray: u8,
}

/// Where text stands to its point.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Align {
    Left,
    Right,
}

/// One thing on a page.
pub(crate) enum Mark {
    Text {
        x: f32,
        y: f32,
        style: Style,
        text: String,
    },
    /// A rule, from x to x, of a height.
    Bar {
        x: f32,
        y: f32,
        width: f32,
        height: f32,
        color: (u8, u8, u8),
    },
}

/// A page's marks.
pub(crate) type Page = Vec<Mark>;

struct Faces {
    regular: (Font, ttf_parser::Face<'static>),
    bold: (Font, ttf_parser::Face<'static>),
}

/// Measures text and draws marks.
pub(crate) struct Pen {
    faces: &'static Faces,
}

impl Pen {
    /// A pen with these faces; they are read once.
    pub(crate) fn new(fonts: Fonts) -> anyhow::Result<Pen> {
        static FACES: OnceLock<Faces> = OnceLock::new();
        if FACES.get().is_none() {
            let load = |bytes: &'static [u8]| -> anyhow::Result<_> {
                let data: Data = Arc::new(bytes.to_vec()).into();
                Ok((Font::new(data, 0).context("the font can't be read")?, ttf_parser::Face::parse(bytes, 0)?))
            };
            FACES.set(Faces { regular: load(fonts.regular)?, bold: load(fonts.bold)? }).ok();
        }
        Ok(Pen { faces: FACES.get().context("the fonts are read")? })
    }

    fn face(&self, style: Style) -> &'static (Font, ttf_parser::Face<'static>) {
        if style.bold { &self.faces.bold } else { &self.faces.regular }
    }

    /// How wide a line is, in points.
    pub(crate) fn width(&self, text: &str, style: Style) -> f32 {
        let face = &self.face(style).1;
        let units: u32 = text
            .chars()
            .map(|c| face.glyph_index(c).and_then(|g| face.glyph_hor_advance(g)).unwrap_or(600))
            .map(u32::from)
            .sum();
        units as f32 * style.size / f32::from(face.units_per_em())
    }

    /// Text the font has no sign for is shown as a question mark instead of an empty box.
    pub(crate) fn printable(&self, text: &str) -> String {
        let face = &self.faces.regular.1;
        text.chars()
            .map(|c| {
                if c == '\t' || c == '\u{a0}' || c == '\u{202f}' {
                    ' '
                } else if face.glyph_index(c).is_some() && !c.is_control() {
                    c
                } else {
                    '?'
                }
            })
            .collect()
    }

    /// Breaks text into lines no wider than this. Words that are wider are broken anywhere.
    pub(crate) fn wrap(&self, text: &str, style: Style, width: f32) -> Vec<String> {
        let mut lines = Vec::new();
        for paragraph in text.lines() {
            let paragraph = self.printable(paragraph);
            let mut line = String::new();
            for word in paragraph.split_whitespace() {
                let longer = if line.is_empty() { word.to_string() } else { format!("{line} {word}") };
                if self.width(&longer, style) <= width {
                    line = longer;
                    continue;
                }
                if !line.is_empty() {
                    lines.push(std::mem::take(&mut line));
                }
                for c in word.chars() {
                    if self.width(&format!("{line}{c}"), style) > width && !line.is_empty() {
                        lines.push(std::mem::take(&mut line));
                    }
                    line.push(c);
                }
            }
            lines.push(line);
        }
        lines
    }

    /// Text at a point.
    pub(crate) fn text(&self, page: &mut Page, x: f32, y: f32, align: Align, style: Style, text: &str) {
        let text = self.printable(text);
        let x = if align == Align::Right { x - self.width(&text, style) } else { x };
        page.push(Mark::Text { x, y, style, text });
    }

    /// Draws a page's marks.
    pub(crate) fn draw(&self, surface: &mut Surface<'_>, page: &Page) {
        for mark in page {
            match mark {
                Mark::Text { x, y, style, text } if !text.is_empty() => {
                    surface.set_fill(Some(fill((style.gray, style.gray, style.gray))));
                    surface.draw_text(
                        Point::from_xy(*x, *y),
                        self.face(*style).0.clone(),
                        style.size,
                        text,
                        false,
                        TextDirection::Auto,
                    );
                }
                Mark::Text { .. } => {}
                Mark::Bar { x, y, width, height, color } => {
                    surface.set_fill(Some(fill(*color)));
                    let mut path = PathBuilder::new();
                    if let Some(rect) = Rect::from_xywh(*x, *y, *width, *height) {
                        path.push_rect(rect);
                    }
                    if let Some(path) = path.finish() {
                        surface.draw_path(&path);
                    }
                }
            }
        }
    }
}

/// The page that is being written.
pub(crate) fn last(pages: &mut [Page]) -> &mut Page {
    let n = pages.len() - 1;
    &mut pages[n]
}

/// A line, or a box.
pub(crate) fn rule(page: &mut Page, x: f32, y: f32, width: f32, height: f32, color: (u8, u8, u8)) {
    page.push(Mark::Bar { x, y, width, height, color });
}

fn fill((r, g, b): (u8, u8, u8)) -> Fill {
    Fill { paint: rgb::Color::new(r, g, b).into(), opacity: NormalizedF32::ONE, rule: Default::default() }
}
