//! What a job says of itself, passage by passage, and which of them answers a question: its own words are quoted, nothing is
//! made up.

use super::chat_numbers::grouped;
use platform::models::Embed;
use platform::verb::Call;
use records::{Error, Result};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use tokio_postgres::Row;
use uuid::Uuid;

/// Below this likeness a passage does not answer a question.
const LIKE: f32 = 0.45;
/// Characters of a passage, and passages of a job.
const LONGEST: usize = 400;
const MANY: usize = 120;

/// A passage of a job's text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Passage {
    /// As it stands there.
    pub(super) words: String,
    /// How people ask for it.
    asked: &'static [&'static str],
}

#[cfg(test)]
impl Passage {
    pub(super) fn of(words: &str) -> Passage {
        Passage { words: words.into(), asked: &[] }
    }
}

/// What people ask that no text of a job answers, however near its words are.
const UNSAID: [&str; 6] = [
    "Who is the client?",
    "What is the name of the company?",
    "Which company would I work for?",
    "How much does the agency earn?",
    "What did you write about me?",
    "Did somebody else get the job?",
];

/// The passages of a job, as who applied may read them: the transaction is theirs.
pub(super) async fn passages(call: Call<'_>, job: Uuid) -> Result<Vec<Passage>> {
    let sql = "select j.title, j.employment_type::text, j.work_mode::text, j.job_locations, j.min_salary, j.max_salary,
                      j.currency::text, j.salary_unit::text, j.benefits_perks, j.about_company::text, j.job_summary::text,
                      j.responsibilities, j.experience_required, j.education_qualification, j.required_skills,
                      j.preferred_skills, j.tools_tech_stack, j.number_of_openings,
                      to_char(j.application_deadline, 'FMDD FMMonth YYYY'), j.hiring_process_rounds,
                      j.notice_period_accepted, j.industry, j.functional_area
                 from recruiting.jobs j where j.id = $1";
    Ok(call.row(sql, &[&job]).await?.map(|row| of(&row)).unwrap_or_default())
}

fn of(row: &Row) -> Vec<Passage> {
    let text = |at: usize| row.get::<_, Option<String>>(at).filter(|text| !text.trim().is_empty());
    let list = |at: usize| -> Vec<String> {
        let value: Option<Value> = row.get(at);
        let words = value.as_ref().and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        words.iter().filter_map(Value::as_str).map(str::to_string).collect()
    };
    let joined = |at: usize| Some(list(at).join(", ")).filter(|words| !words.is_empty());
    let said = |text: Option<String>| text.map(|text| text.replace('_', " "));
    let openings: Option<i32> = row.get(17);
    type Fact = (&'static str, &'static [&'static str], Option<String>);
    let facts: [Fact; 16] = [
        (
            "Form of employment",
            &["Is it full time or part time?", "Is it a permanent contract?", "What are the working hours?"],
            said(text(1)),
        ),
        ("Where the work is done", &["Can I work from home?", "Is it remote or on site?"], said(text(2))),
        ("Place", &["Where would I work?", "Where is the job?"], joined(3)),
        ("Pay", &["What is the salary?", "How much does it pay?"], pay(row)),
        ("Benefits", &["What are the benefits?", "How many days of holiday do I get?"], joined(8)),
        ("Experience", &["How much experience is needed?"], text(12)),
        ("Education", &["Which degree do I need?"], text(13)),
        ("Skills that are required", &["Which skills do I need?"], joined(14)),
        ("Skills that help", &["Which skills would help?"], joined(15)),
        ("Tools and technology", &["Which tools and technology are used?"], joined(16)),
        ("Openings", &["How many people are wanted?"], openings.map(|n| n.to_string())),
        ("Last day to apply", &["Until when can I apply?"], text(18)),
        ("Rounds", &["What happens next?", "How many interviews are there?"], joined(19)),
        ("Notice period that is accepted", &["How soon would I have to start?"], text(20)),
        ("Industry", &["What industry is it in?"], text(21)),
        ("Area", &["Which department is it in?"], text(22)),
    ];
    let mut all: Vec<Passage> = vec![Passage { words: row.get(0), asked: &["What is the job?"] }];
    for (label, asked, value) in facts {
        all.extend(value.map(|value| Passage { words: cut(&format!("{label}: {value}")), asked }));
    }
    let duties = list(11);
    all.extend(duties.iter().map(|duty| Passage { words: cut(duty), asked: &["What would I do?"] }));
    for text in [text(10), text(9)].into_iter().flatten() {
        all.extend(sentences(&text).into_iter().map(|words| Passage { words, asked: &[] }));
    }
    all.truncate(MANY);
    all
}

fn pay(row: &Row) -> Option<String> {
    let (least, most): (Option<i64>, Option<i64>) = (row.get(4), row.get(5));
    let (currency, unit): (Option<String>, Option<String>) = (row.get(6), row.get(7));
    let amount = match (least, most) {
        (Some(least), Some(most)) if least != most => format!("{} to {}", grouped(least), grouped(most)),
        (Some(one), Some(_)) => grouped(one),
        (Some(least), None) => format!("from {}", grouped(least)),
        (None, Some(most)) => format!("up to {}", grouped(most)),
        (None, None) => return None,
    };
    let unit = unit.map(|unit| format!(" {} {unit}", if unit == "hour" { "an" } else { "a" })).unwrap_or_default();
    Some(format!("{} {amount}{unit}", currency.unwrap_or_default()).trim().to_string())
}

/// The sentences of a text, a line or point of a list at a time, and headings with what follows them.
fn sentences(text: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for line in text.lines() {
        let line = line.trim().trim_start_matches(['#', '-', '*', '•', '>']).trim().replace("**", "");
        let mut begin = 0;
        let signs: Vec<(usize, char)> = line.char_indices().collect();
        for (n, (at, sign)) in signs.iter().enumerate() {
            let ends = matches!(sign, '.' | '!' | '?')
                && signs.get(n + 1).is_none_or(|(_, next)| next.is_whitespace())
                && signs.get(n + 2).is_none_or(|(_, next)| !next.is_lowercase());
            // An abbreviation begins the sentence.
            if ends && line[begin..*at].split_whitespace().count() > 1 {
                let end = at + sign.len_utf8();
                all.push(cut(line[begin..end].trim()));
                begin = end;
            }
        }
        all.push(cut(line[begin..].trim()));
    }
    // What has no word in it answers nothing.
    all.retain(|words| words.split_whitespace().count() > 1);
    all
}

fn cut(words: &str) -> String {
    if words.chars().count() <= LONGEST {
        return words.to_string();
    }
    let short: String = words.chars().take(LONGEST).collect();
    format!("{}…", short.rsplit_once(' ').map_or(short.as_str(), |(begin, _)| begin))
}

/// The passage that answers a question, if one does.
///
/// # Errors
/// When the model fails.
pub(super) async fn answering(model: &dyn Embed, passages: &[Passage], question: &str) -> Result<Option<String>> {
    let mut texts: Vec<(String, Option<&Passage>)> = UNSAID.iter().map(|asked| ((*asked).to_string(), None)).collect();
    for passage in passages {
        texts.push((passage.words.clone(), Some(passage)));
        // What is asked for alike is read once.
        let known = |asked: &&&str| texts.iter().any(|(text, _)| text == **asked);
        let new: Vec<&str> = passage.asked.iter().filter(|asked| !known(asked)).copied().collect();
        texts.extend(new.into_iter().map(|asked| (asked.to_string(), Some(passage))));
    }
    let vectors = read(model, texts.iter().map(|(text, _)| text.clone()).collect()).await?;
    let asked = embedded(model, vec![question.chars().take(LONGEST).collect()]).await?;
    let Some(asked) = asked.first() else { return Ok(None) };
    let alike = |vector: &Vec<f32>| asked.iter().zip(vector).map(|(a, b)| a * b).sum::<f32>();
    let best = vectors.iter().map(alike).zip(&texts).max_by(|(a, _), (b, _)| a.total_cmp(b));
    let found = best.filter(|(likeness, _)| *likeness >= LIKE).and_then(|(_, (_, passage))| *passage);
    Ok(found.map(|passage| passage.words.clone()))
}

/// Vectors of texts under the digest of model and texts, the last used last.
type Kept = VecDeque<([u8; 32], Arc<Vec<Vec<f32>>>)>;

/// What was read of the jobs that were lately asked about.
static LATELY: Mutex<Kept> = Mutex::new(VecDeque::new());
/// So many jobs are kept in mind.
const JOBS: usize = 32;

/// The vectors of a job's texts, read once while it is asked about.
async fn read(model: &dyn Embed, texts: Vec<String>) -> Result<Arc<Vec<Vec<f32>>>> {
    let mut digest = Sha256::new();
    for text in std::iter::once(model.model()).chain(texts.iter().map(String::as_str)) {
        digest.update(text);
        digest.update([0]);
    }
    let key: [u8; 32] = digest.finalize().into();
    let lately = || LATELY.lock().unwrap_or_else(PoisonError::into_inner);
    let known = lately().iter().find(|(k, _)| *k == key).map(|(_, vectors)| Arc::clone(vectors));
    let vectors = match known {
        Some(vectors) => vectors,
        None => Arc::new(embedded(model, texts).await?),
    };
    let mut lately = lately();
    lately.retain(|(k, _)| *k != key);
    lately.push_back((key, Arc::clone(&vectors)));
    if lately.len() > JOBS {
        lately.pop_front();
    }
    Ok(vectors)
}

async fn embedded(model: &dyn Embed, texts: Vec<String>) -> Result<Vec<Vec<f32>>> {
    let read = model.embed(texts).await;
    read.map_err(|e| Error::new(500, "XX000", format!("The model failed: {e:#}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_quoted_by_the_sentence() {
        let text =
            "# About us\nWe rig by night. Approx. 12 people work e.g. at the docks!\n\n- **Parking** is free\n- ok\n";
        assert_eq!(
            sentences(text),
            ["About us", "We rig by night.", "Approx. 12 people work e.g. at the docks!", "Parking is free"]
        );
        let long = "word ".repeat(200);
        let cut = &sentences(&long)[0];
        assert!(cut.chars().count() <= LONGEST + 1 && cut.ends_with("word…"), "{cut}");
    }
}
