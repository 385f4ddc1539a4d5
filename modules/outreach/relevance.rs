//! How well a finding fits what is looked for, with reasons in words.

use super::finding::Finding;

/// What is looked for.
#[derive(Debug, Default, Clone)]
pub(super) struct Wish {
    pub(super) words: Vec<String>,
    pub(super) places: Vec<String>,
    pub(super) industries: Vec<String>,
    pub(super) exclusions: Vec<String>,
}

/// Points of each part; together 100.
const WORDS: usize = 45;
const INDUSTRY: usize = 20;
const PLACE: usize = 15;
const REACH: usize = 10;
const SIGNAL: usize = 10;

impl Wish {
    /// What of a finding is not wanted.
    pub(super) fn excluded(&self, finding: &Finding) -> Option<&str> {
        let said = all_of(finding);
        let domain = finding.domain().unwrap_or_default();
        let is_meant = |word: &&String| {
            let word = word.trim().to_lowercase();
            !word.is_empty() && (domain == word || domain.ends_with(&format!(".{word}")) || has(&said, &word))
        };
        self.exclusions.iter().find(is_meant).map(String::as_str)
    }
}

/// Points of 100, and why. What nobody asked about costs nothing.
pub(super) fn fit(finding: &Finding, wish: &Wish) -> (i32, Vec<String>) {
    let said = all_of(finding);
    let mut reasons = Vec::new();
    let mut points = 0;
    let hits = |wanted: &[String]| -> Vec<String> {
        wanted.iter().filter(|word| has(&said, &word.trim().to_lowercase())).map(|w| w.trim().to_string()).collect()
    };
    let words = hits(&wish.words);
    points += match (wish.words.len(), words.len()) {
        (0, _) => WORDS,
        (all, some) => {
            reasons.push(if some == 0 {
                "Uses none of the words".into()
            } else {
                format!("Speaks of {}", words.join(", "))
            });
            // The first word tells most.
            if some == 0 { 0 } else { WORDS / 2 + (WORDS - WORDS / 2) * some / all }
        }
    };
    let mut one_of = |wanted: &[String], most: usize, yes: &str, no: &str| {
        let found = hits(wanted);
        match (wanted.is_empty(), found.first()) {
            (true, _) => most,
            (false, Some(first)) => {
                reasons.push(format!("{yes} {first}"));
                most
            }
            (false, None) => {
                reasons.push(no.to_string());
                0
            }
        }
    };
    points += one_of(&wish.industries, INDUSTRY, "Industry:", "None of the industries");
    points += one_of(&wish.places, PLACE, "Place:", "None of the places");
    let row = &finding.row;
    match (row.email.is_some() || row.linkedin.is_some() && finding.is_person(), row.phone.is_some()) {
        (true, true) => reasons.push("Can be written to and called".into()),
        (true, false) => reasons.push("Can be written to".into()),
        (false, true) => reasons.push("Can be called".into()),
        (false, false) => reasons.push("No way to reach them is known".into()),
    }
    points += usize::from(row.email.is_some()) * (REACH - 4) + usize::from(row.phone.is_some()) * 4;
    if let Some(signal) = &finding.signal {
        points += SIGNAL;
        reasons.push(signal.clone());
    }
    (
        i32::try_from(points.min(100)).unwrap_or(100),
        reasons.into_iter().map(|r| r.chars().take(200).collect()).collect(),
    )
}

/// What is known of it, in lower case.
fn all_of(finding: &Finding) -> String {
    let row = &finding.row;
    let parts = [&row.name, &row.industry, &row.country, &row.description, &row.title];
    let mut said: String = parts.into_iter().flatten().map(|part| format!("{part} ")).collect();
    said.push_str(&finding.said);
    said.to_lowercase()
}

/// Whether a word stands in a text, at the beginning of one of its words.
fn has(said: &str, word: &str) -> bool {
    if word.is_empty() {
        return false;
    }
    let mut from = 0;
    while let Some(at) = said[from..].find(word).map(|n| from + n) {
        if !said[..at].chars().next_back().is_some_and(char::is_alphanumeric) {
            return true;
        }
        from = at + word.len();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::{Finding, Wish, fit};
    use text::companies::CompanyRow;

    fn words(all: &[&str]) -> Vec<String> {
        all.iter().map(|w| (*w).to_string()).collect()
    }

    #[test]
    fn reasons_say_what_speaks_for_it() {
        let wish = Wish {
            words: words(&["scaffold", "crane"]),
            places: words(&["Perth"]),
            industries: words(&["Construction"]),
            exclusions: words(&["franchise", "rival.example"]),
        };
        let row = CompanyRow {
            name: Some("Acme".into()),
            website: Some("https://acme.example".into()),
            email: Some("info@acme.example".into()),
            ..CompanyRow::default()
        };
        let mut finding = Finding { row, said: "Scaffolding in Perth; construction".into(), ..Finding::default() };
        let (score, reasons) = fit(&finding, &wish);
        assert_eq!(reasons, ["Speaks of scaffold", "Industry: Construction", "Place: Perth", "Can be written to"]);
        assert_eq!(score, 22 + 11 + 20 + 15 + 6);
        assert_eq!(wish.excluded(&finding), None);
        finding.said = "microcrane".into();
        assert_eq!(fit(&finding, &wish).1[0], "Uses none of the words");
        finding.said = "A Franchise".into();
        assert_eq!(wish.excluded(&finding), Some("franchise"));
        finding.said.clear();
        finding.row.website = Some("https://shop.rival.example".into());
        assert_eq!(wish.excluded(&finding), Some("rival.example"));
    }
}
