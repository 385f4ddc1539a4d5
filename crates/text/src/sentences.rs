//! Where sentences begin and end.

use std::ops::Range;

/// What ends with a full stop and is no end of a sentence.
const SHORT: [&str; 22] = [
    "mr", "mrs", "ms", "dr", "prof", "st", "no", "nr", "art", "e.g", "i.e", "vs", "etc", "inc", "ltd", "co", "fig",
    "sec", "approx", "z.b", "bzw", "ca",
];

/// The sentences of a text, as places in its bytes, without the blanks around them. Items of lists, headings and rows of
/// tables stand for themselves.
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut all = Vec::new();
    let mut begin = 0;
    let signs: Vec<(usize, char)> = text.char_indices().collect();
    for (n, &(at, c)) in signs.iter().enumerate() {
        let next = signs.get(n + 1).map(|(_, c)| *c);
        let ends = match c {
            '\n' => {
                next.is_none_or(|next| next == '\n' || stands_apart(&text[at + 1..]) || stands_apart(&text[begin..at]))
            }
            '.' | '!' | '?' | '…' => {
                next.is_none_or(char::is_whitespace)
                    && goes_on_anew(&signs[n + 1..])
                    && !(c == '.' && is_short(&text[begin..at]))
            }
            _ => false,
        };
        if ends {
            push(text, begin..at + c.len_utf8(), &mut all);
            begin = at + c.len_utf8();
        }
    }
    push(text, begin..text.len(), &mut all);
    all
}

fn push(text: &str, range: Range<usize>, all: &mut Vec<Range<usize>>) {
    let part = &text[range.clone()];
    let begin = range.start + (part.len() - part.trim_start().len());
    let end = begin + part.trim().len();
    if end > begin {
        all.push(begin..end);
    }
}

/// A heading, an item of a list, or a row of a table.
fn stands_apart(line: &str) -> bool {
    let line = line.split('\n').next().unwrap_or_default().trim_start();
    line.starts_with(['#', '•', '|'])
        || line.starts_with("- ")
        || line.starts_with("* ")
        || line.contains('\t')
        || line.split_once(['.', ')']).is_some_and(|(n, rest)| {
            !n.is_empty() && n.len() < 3 && n.bytes().all(|b| b.is_ascii_digit()) && rest.starts_with(' ')
        })
}

/// Whether what follows begins as sentences do.
fn goes_on_anew(rest: &[(usize, char)]) -> bool {
    let next = rest.iter().map(|(_, c)| *c).find(|c| !c.is_whitespace());
    next.is_none_or(|c| !c.is_lowercase())
}

/// Whether the word before a full stop is shortened, or one letter.
fn is_short(before: &str) -> bool {
    let word = before.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default().to_lowercase();
    SHORT.contains(&word.as_str()) || word.chars().count() == 1 && word.chars().all(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_where_people_end_them() {
        let text = "Pay is due in 30 days. Dr. Ada Byron signs, e.g. Tuesday, for 4.5 hours! Is it so?\n• First item\n• Second\n# Terms\nA line\nthat goes on.";
        let found: Vec<&str> = sentences(text).into_iter().map(|r| &text[r]).collect();
        let wanted = [
            "Pay is due in 30 days.",
            "Dr. Ada Byron signs, e.g. Tuesday, for 4.5 hours!",
            "Is it so?",
            "• First item",
            "• Second",
            "# Terms",
            "A line\nthat goes on.",
        ];
        assert_eq!(found, wanted);
        assert!(sentences("  \n ").is_empty());
    }
}
