//! Long text as people write it, in paragraphs, headings and lists: for pages, for search engines, and for feeds that know
//! no entities.

use maud::{Markup, html};

/// A part of a text.
enum Block<'a> {
    Heading(&'a str),
    Paragraph(Vec<&'a str>),
    List(Vec<&'a str>),
}

/// The text for a page; its elements are those search engines read.
pub(super) fn marked(text: &str) -> Markup {
    html! {
        @for block in blocks(text) {
            @match block {
                Block::Heading(words) => h3 { (words) },
                Block::Paragraph(lines) => p {
                    @for (n, line) in lines.iter().enumerate() {
                        @if n > 0 { br; }
                        (line)
                    }
                },
                Block::List(items) => ul {
                    @for item in items { li { (item) } }
                },
            }
        }
    }
}

/// The text for a feed: the same elements, and no sign in them that would have to be written as an entity.
pub(super) fn unmarked(text: &str) -> String {
    let plain = |words: &str| words.replace(['<', '>'], "");
    blocks(text)
        .iter()
        .map(|block| match block {
            Block::Heading(words) => format!("<p>{}</p>", plain(words)),
            Block::Paragraph(lines) => {
                format!("<p>{}</p>", lines.iter().map(|line| plain(line)).collect::<Vec<_>>().join("<br>"))
            }
            Block::List(items) => {
                format!("<ul>{}</ul>", items.iter().map(|item| format!("<li>{}</li>", plain(item))).collect::<String>())
            }
        })
        .collect()
}

fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut all: Vec<Block<'_>> = Vec::new();
    let mut apart = true;
    for line in text.lines().map(str::trim) {
        let item = ["- ", "* ", "• "].iter().find_map(|sign| line.strip_prefix(sign));
        match (line, item, all.last_mut()) {
            ("", ..) => {}
            (_, Some(item), Some(Block::List(items))) => items.push(item.trim()),
            (_, Some(item), _) => all.push(Block::List(vec![item.trim()])),
            _ if line.starts_with('#') => all.push(Block::Heading(line.trim_start_matches('#').trim())),
            (_, None, Some(Block::Paragraph(lines))) if !apart => lines.push(line),
            _ => all.push(Block::Paragraph(vec![line])),
        }
        apart = line.is_empty();
    }
    all
}

#[cfg(test)]
mod tests {
    use super::{marked, unmarked};

    #[test]
    fn lines_become_paragraphs_lists_and_headings() {
        let text = "# Who we are\nA small\nteam\n\n- Plan <b>\n- Build & run\nThen more";
        assert_eq!(
            marked(text).into_string(),
            "<h3>Who we are</h3><p>A small<br>team</p><ul><li>Plan &lt;b&gt;</li><li>Build &amp; run</li></ul><p>Then more</p>"
        );
        assert_eq!(
            unmarked(text),
            "<p>Who we are</p><p>A small<br>team</p><ul><li>Plan b</li><li>Build & run</li></ul><p>Then more</p>"
        );
    }
}
