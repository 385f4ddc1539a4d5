//! What a job says of itself, passage by passage, and which of them answers a question: its own words are quoted, nothing is
//! made up.

use super::chat_numbers::grouped;
use platform::models::Embed;
use platform::verb::Call;
use records::{Error, Result};
use serde_json::Value;
use tokio_postgres::Row;
use uuid::Uuid;

/// Below this likeness a passage does not answer a question.
const LIKE: f32 = 0.42;
/// Characters of a passage, and passages of a job.
const LONGEST: usize = 400;
const MANY: usize = 120;

/// A passage of a job's text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Passage {
    /// As it stands there.
    pub(super) words: String,
    /// What it is about, in words people ask with.
    about: &'static str,
}

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
    let facts = [
        (
            "Form of employment",
            "kind of contract, full time or part time, permanent or temporary, hours",
            said(text(1)),
        ),
        ("Where the work is done", "remote, work from home, on site or hybrid, office", said(text(2))),
        ("Place", "where is the job, location, city, address, office, site", joined(3)),
        ("Pay", "salary, wage, how much does it pay, rate, earn, compensation", pay(row)),
        ("Benefits", "perks, holidays, leave, insurance, extras", joined(8)),
        ("Experience", "how many years of experience are needed, seniority", text(12)),
        ("Education", "degree, diploma, qualification that is needed", text(13)),
        ("Skills that are required", "what do I need to know, requirements", joined(14)),
        ("Skills that help", "nice to have, preferred knowledge", joined(15)),
        ("Tools and technology", "what tools, software, technology and stack are used", joined(16)),
        ("Openings", "how many people are wanted, positions, vacancies", openings.map(|n| n.to_string())),
        ("Last day to apply", "deadline, until when can I apply", text(18)),
        ("Rounds", "interviews, hiring process, what happens next, steps", joined(19)),
        ("Notice period that is accepted", "how soon must I start, notice", text(20)),
        ("Industry", "sector, kind of business", text(21)),
        ("Area", "department, function, team", text(22)),
    ];
    let mut all: Vec<Passage> = vec![Passage { words: row.get(0), about: "job title, what is the job" }];
    for (label, about, value) in facts {
        all.extend(value.map(|value| Passage { words: cut(&format!("{label}: {value}")), about }));
    }
    let duties = list(11);
    all.extend(duties.iter().map(|duty| Passage { words: cut(duty), about: "what would I do, tasks, duties" }));
    for text in [text(10), text(9)].into_iter().flatten() {
        all.extend(sentences(&text).into_iter().map(|words| Passage { words, about: "" }));
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
    let said: String = question.chars().take(LONGEST).collect();
    let mut texts = vec![said];
    texts.extend(passages.iter().map(|passage| match passage.about {
        "" => passage.words.clone(),
        about => format!("{} ({about})", passage.words),
    }));
    let read = model.embed(texts).await;
    let vectors = read.map_err(|e| Error::new(500, "XX000", format!("The model failed: {e:#}")))?;
    let Some((asked, rest)) = vectors.split_first() else { return Ok(None) };
    let alike = |vector: &Vec<f32>| asked.iter().zip(vector).map(|(a, b)| a * b).sum::<f32>();
    let best = rest.iter().map(alike).zip(passages).max_by(|(a, _), (b, _)| a.total_cmp(b));
    Ok(best.filter(|(likeness, _)| *likeness >= LIKE).map(|(_, passage)| passage.words.clone()))
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
