//! What a search of the web answered: SearXNG and Brave, by the names their answers have.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::io::Write;

/// Bytes an answer may have.
pub const LARGEST: usize = 4 << 20;
/// Hits of one answer.
const MOST: usize = 200;

/// A page that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    /// Where it is.
    pub url: String,
    /// Its title.
    pub title: String,
    /// A few words of it.
    pub words: String,
}

/// Reads an answer and writes its hits, a line of JSON each.
pub(crate) fn write(bytes: &[u8], out: &mut dyn Write) -> anyhow::Result<()> {
    for hit in read(bytes)? {
        serde_json::to_writer(&mut *out, &hit)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// Reads an answer.
///
/// # Errors
/// When it is larger than is read, or none of these.
pub fn read(bytes: &[u8]) -> anyhow::Result<Vec<Hit>> {
    anyhow::ensure!(bytes.len() <= LARGEST, "The answer is larger than {} MB.", LARGEST >> 20);
    let answer: Value = serde_json::from_slice(bytes).map_err(|_| anyhow::anyhow!("The search answers no JSON."))?;
    let hits = answer["results"].as_array().or_else(|| answer["web"]["results"].as_array());
    let hits = match hits {
        Some(hits) => hits.as_slice(),
        // Brave leaves the part out when there is nothing.
        None if answer["type"] == "search" => &[],
        None => anyhow::bail!("The search answers no results."),
    };
    Ok(hits.iter().take(MOST).filter_map(hit).collect())
}

fn hit(said: &Value) -> Option<Hit> {
    let url = said["url"].as_str()?.trim();
    let is_link = url.starts_with("https://") || url.starts_with("http://");
    let words = said["content"].as_str().or_else(|| said["description"].as_str()).unwrap_or_default();
    let plain = |text: &str, most: usize| -> String {
        let shown: String = crate::markup::tokens(text)
            .into_iter()
            .filter_map(|token| match token {
                crate::markup::Token::Text(words) => Some(words),
                _ => None,
            })
            .collect();
        shown.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(most).collect()
    };
    (is_link && url.len() <= 2_000).then(|| Hit {
        url: url.to_string(),
        title: plain(said["title"].as_str().unwrap_or_default(), 300),
        words: plain(words, 600),
    })
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn two_kinds_of_answers() {
        let searx = br#"{"query":"x","results":[{"url":"https://a.example/","title":"A &amp; B","content":"We <b>build</b>"},{"url":"ftp://no"}]}"#;
        let found = read(searx).unwrap();
        assert_eq!((found.len(), found[0].title.as_str(), found[0].words.as_str()), (1, "A & B", "We build"));
        let brave =
            br#"{"type":"search","web":{"results":[{"url":"https://b.example","title":"B","description":"b"}]}}"#;
        assert_eq!(read(brave).unwrap()[0].url, "https://b.example");
        assert!(read(br#"{"type":"search"}"#).unwrap().is_empty());
        assert!(read(b"<html>").is_err() && read(b"{}").is_err());
    }
}
