//! A question, answered by what the organisation knows: counted where it is about figures, else by the sentences of passages
//! that answer it.
//!
//! [`gathered`] is where anything that answers begins: it finds, as the person, what an answer may stand on. `ask` marks the
//! sentences themselves; whatever writes an answer of its own is given the same passages.

use super::figures::{Figures, figures};
use super::search::{Passage, Search, found};
use super::spans::{asked, shared};
use platform::verb::{Site, Verb};
use records::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Passages an answer stands on at most.
const PASSAGES: usize = 8;
/// Sentences that are marked at most.
const SENTENCES: usize = 3;
/// Sentences that are compared.
const COMPARED: usize = 48;
/// Below this likeness no passage is about the question, unless it has its words. Chosen by eye; bench/knowledge.py says how well it does.
const NEAR: f64 = 0.42;
/// The share of the question's words a passage has that answers whatever its likeness.
const SHARE: f64 = 0.75;

/// A question.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Ask {
    /// The question, in words.
    #[schemars(extend("examples" = ["How long is the notice period?", "How many open deals does Atlas have?"]))]
    question: String,
    /// Only from what hangs on this client, or is about it.
    #[schemars(extend("x-noun" = "clients"))]
    client: Option<Uuid>,
    /// Only from what hangs on this project, or is about it.
    #[schemars(extend("x-noun" = "projects"))]
    project: Option<Uuid>,
}

/// What kind of answer it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Records were counted.
    Figures,
    /// Sentences answer.
    Passages,
    /// Nothing that is known is near enough.
    Nothing,
}

/// A sentence that answers.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Sentence {
    /// The sentence.
    pub text: String,
    /// Which of the passages it is of, from 0.
    pub passage: usize,
    /// Characters of the passage before it.
    pub offset: usize,
    /// Its characters.
    pub length: usize,
}

/// An answer.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Answered {
    /// What kind of answer it is.
    pub kind: Kind,
    /// The sentences that answer best, the best first.
    pub sentences: Vec<Sentence>,
    /// The passages they are of, and those next to them.
    pub passages: Vec<Passage>,
    /// What was counted.
    pub figures: Option<Figures>,
}

/// What an answer may stand on.
#[derive(Debug)]
pub enum Gathered {
    /// Records that were counted.
    Figures(Figures),
    /// Passages near enough, the best first; none when nothing is.
    Passages(Vec<Passage>),
}

pub(crate) fn verb() -> Verb {
    Verb::asking(
        "ask",
        "Answers a question from what the asking person sees: records are counted where it is about figures, else the sentences \
         of documents and records that answer are told, each with its passage. Says so when nothing is near enough.",
        super::READERS,
        ask,
    )
    .refuses("TL100", "without a question")
}

async fn ask(site: Site<'_>, input: Ask) -> Result<Answered> {
    let search =
        Search { query: input.question.clone(), client: input.client, project: input.project, ..Search::default() };
    answered(&site, &search).await
}

/// Answers as the person who asks, by what is written.
///
/// # Errors
/// TL100 without a question.
pub async fn answered(site: &Site<'_>, search: &Search) -> Result<Answered> {
    let passages = match gathered(site, search).await? {
        Gathered::Figures(figures) => {
            return Ok(Answered {
                kind: Kind::Figures,
                sentences: Vec::new(),
                passages: Vec::new(),
                figures: Some(figures),
            });
        }
        Gathered::Passages(passages) => passages,
    };
    if passages.is_empty() {
        return Ok(Answered { kind: Kind::Nothing, sentences: Vec::new(), passages, figures: None });
    }
    let sentences = sentences(site, search.query.trim(), &passages).await?;
    Ok(Answered { kind: Kind::Passages, sentences, passages, figures: None })
}

/// What an answer may stand on, found as the person who asks: the seam at which a model that writes answers begins.
///
/// # Errors
/// TL100 without a question.
pub async fn gathered(site: &Site<'_>, search: &Search) -> Result<Gathered> {
    let anywhere = search.client.is_none() && search.project.is_none() && search.document.is_none();
    if anywhere {
        let counted = site.read(async |call| figures(call, search.query.trim()).await).await?;
        if let Some(figures) = counted {
            return Ok(Gathered::Figures(figures));
        }
    }
    let search = Search { limit: Some(PASSAGES), ..search.clone() };
    let words = asked(&search.query);
    let passages = found(site, &search).await?.passages;
    let near = |p: &Passage| {
        let said = format!("{} {} {}", p.title, p.heading.as_deref().unwrap_or_default(), p.text);
        let share = if words.is_empty() { 0.0 } else { shared(&said, &words) as f64 / words.len() as f64 };
        p.likeness.is_some_and(|likeness| likeness >= NEAR) || words.len() > 1 && share >= SHARE || share >= 1.0
    };
    let any = passages.iter().any(near);
    Ok(Gathered::Passages(if any { passages } else { Vec::new() }))
}

/// The sentences that answer best: by the words they share with the question, and by their meaning.
async fn sentences(site: &Site<'_>, question: &str, passages: &[Passage]) -> Result<Vec<Sentence>> {
    let words = asked(question);
    let mut all: Vec<(f64, Sentence)> = Vec::new();
    for (n, passage) in passages.iter().enumerate() {
        for range in text::sentences::sentences(&passage.text) {
            let text = passage.text[range.clone()].to_string();
            // A heading says what the sentences below it are about, and answers nothing.
            if text.starts_with('#') || text.chars().filter(|c| c.is_alphabetic()).count() < 12 {
                continue;
            }
            let share = shared(&text, &words) as f64 / words.len().max(1) as f64;
            let offset = passage.text[..range.start].chars().count();
            let score = share + 0.5 / (n + 1) as f64;
            all.push((score, Sentence { length: text.chars().count(), text, passage: n, offset }));
        }
    }
    all.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    all.truncate(COMPARED);
    if let Some(model) = site.tools.embed.as_deref() {
        let mut texts = vec![question.to_string()];
        texts.extend(all.iter().map(|(_, s)| s.text.clone()));
        let read = model.embed(texts).await;
        let vectors = read.map_err(|e| records::Error::new(500, "XX000", format!("The model failed: {e:#}")))?;
        if let Some((asked, rest)) = vectors.split_first() {
            for ((score, _), vector) in all.iter_mut().zip(rest) {
                *score += 2.0 * f64::from(asked.iter().zip(vector).map(|(a, b)| a * b).sum::<f32>());
            }
        }
        all.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    }
    let best = all.first().map_or(0.0, |(score, _)| *score);
    // What is far behind the best one answers something else.
    all.retain(|(score, _)| *score >= 0.75 * best);
    all.truncate(SENTENCES);
    Ok(all.into_iter().map(|(_, sentence)| sentence).collect())
}
