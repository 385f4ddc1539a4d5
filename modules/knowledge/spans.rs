//! Where in a text stands what was asked for.

use schemars::JsonSchema;
use serde::Serialize;

/// A place in a text, in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Span {
    /// Characters before it.
    pub offset: usize,
    /// Its characters.
    pub length: usize,
}

/// Small words, and those of questions, which say nothing of what is asked for.
const SMALL: &str = " a about am an and any are as at be been but by can could did do does each every for from get give had has have \
    how i if in into is it its me much many may might must my no not of on or our ours out over please shall she should show so some \
    such tell than that the their them then there these they this those to under up us was we were what when where which who whom whose \
    why will with would you your yours long often list find us he her his happens happen need needs say says said ";

/// The words of a question that say what is asked for, as their stems.
pub(super) fn asked(question: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for (_, _, word) in words(question) {
        let stem = stem(&word);
        if !SMALL.contains(&format!(" {word} ")) && !all.contains(&stem) {
            all.push(stem);
        }
    }
    all
}

/// The words of a text that are among those asked for.
pub(super) fn spans(text: &str, asked: &[String]) -> Vec<Span> {
    let mut all: Vec<Span> = Vec::new();
    for (offset, length, word) in words(text) {
        if asked.contains(&stem(&word)) {
            all.push(Span { offset, length });
        }
    }
    all
}

/// How many of the words asked for a text has, each once.
pub(super) fn shared(text: &str, asked: &[String]) -> usize {
    let stems: std::collections::HashSet<String> = words(text).map(|(_, _, word)| stem(&word)).collect();
    asked.iter().filter(|word| stems.contains(*word)).count()
}

/// The words of a text in lower case, with their places.
fn words(text: &str) -> impl Iterator<Item = (usize, usize, String)> {
    let mut signs = text.chars().enumerate().peekable();
    std::iter::from_fn(move || {
        let (begin, first) = signs.find(|(_, c)| c.is_alphanumeric())?;
        let mut word: String = first.to_lowercase().collect();
        let mut length = 1;
        while let Some((_, c)) = signs.next_if(|(_, c)| c.is_alphanumeric()) {
            word.extend(c.to_lowercase());
            length += 1;
        }
        Some((begin, length, word))
    })
}

/// A word without what English puts at its end; roughly, and alike for both sides of a comparison.
pub(super) fn stem(word: &str) -> String {
    let long = |rest: &str| rest.chars().count() >= 3;
    for (end, instead) in [
        ("ies", "y"),
        ("sses", "ss"),
        ("ing", ""),
        ("edly", ""),
        ("ed", ""),
        ("ment", ""),
        ("ness", ""),
        ("ly", ""),
        ("es", ""),
        ("s", ""),
        ("e", ""),
    ] {
        if let Some(rest) = word.strip_suffix(end)
            && long(rest)
            && !(end == "s" && (rest.ends_with('s') || rest.ends_with('u')))
        {
            let rest = format!("{rest}{instead}");
            // planned, planning → plan
            let mut signs: Vec<char> = rest.chars().collect();
            if matches!(end, "ing" | "ed")
                && signs.len() > 3
                && signs[signs.len() - 1] == signs[signs.len() - 2]
                && !rest.ends_with('l')
                && !rest.ends_with("ss")
            {
                signs.pop();
            }
            return signs.into_iter().collect();
        }
    }
    word.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_any_form_and_told_by_their_place() {
        let asked = asked("How long is the notice period for invoicing?");
        assert_eq!(asked, ["notic", "period", "invoic"]);
        let text = "Grüße. Notices: the invoices of one period.";
        let found: Vec<String> =
            spans(text, &asked).iter().map(|s| text.chars().skip(s.offset).take(s.length).collect()).collect();
        assert_eq!(found, ["Notices", "invoices", "period"]);
        assert_eq!(shared(text, &asked), 3);
        for (a, b) in [("planning", "plans"), ("policies", "policy"), ("approved", "approve"), ("rates", "rate")] {
            assert_eq!(stem(a), stem(b), "{a} and {b}");
        }
        assert_ne!(stem("status"), stem("state"));
    }
}
