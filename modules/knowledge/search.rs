//! One search over what the organisation knows: passages of documents and records, by their words and by what they mean.

use super::candidates::{self, Candidate, Found, Sought};
use super::meaning::{findable, written};
use super::search_by_meaning::{LIKE, vector};
use super::spans::{Span, asked, shared, spans};
use catalog::{Catalog, Table};
use platform::verb::{Call, Site, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::HashMap;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

/// Passages that are answered at most.
const MOST: usize = 50;
/// Passages of one document or record among them.
const OF_ONE: usize = 3;
/// Reciprocal rank fusion: how little the first places count more than the next.
const EVEN: f64 = 60.0;
/// Characters of a record's words that are shown.
const SHOWN: usize = 600;
/// Characters of a question.
const LONGEST: usize = 1_000;

/// What is looked for, and where.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Search {
    /// Words, or a question.
    #[schemars(extend("examples" = ["notice period of the frame contract"]))]
    pub query: String,
    /// Only among these: documents, or nouns whose records are found by meaning, such as clients.
    pub nouns: Option<Vec<String>>,
    /// Only documents of this type: pdf, docx, url…
    pub file_type: Option<String>,
    /// Only what hangs on this client, or is about it.
    #[schemars(extend("x-noun" = "clients"))]
    pub client: Option<Uuid>,
    /// Only what hangs on this project, or is about it.
    #[schemars(extend("x-noun" = "projects"))]
    pub project: Option<Uuid>,
    /// Only what is of this day or later: the day the file says, else the day it was added.
    pub from: Option<String>,
    /// Only what is of this day or earlier.
    pub to: Option<String>,
    /// Only documents with this tag.
    pub tag: Option<String>,
    /// Only in this document.
    #[schemars(extend("x-noun" = "documents"))]
    pub document: Option<Uuid>,
    /// How to look: `both`, by `words` alone or by `meaning` alone; both when left out.
    pub by: Option<By>,
    /// How many passages, 10 without it, 50 at most.
    pub limit: Option<usize>,
}

/// How to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// By words and by meaning.
    #[default]
    Both,
    /// By words alone.
    Words,
    /// By meaning alone.
    Meaning,
}

/// A passage that was found.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Passage {
    /// documents, or the noun of the record.
    pub noun: String,
    /// The document or record.
    pub id: Uuid,
    /// What it is called.
    pub title: String,
    /// The passage of the document; nothing of a record.
    pub passage: Option<Uuid>,
    /// The page it stands on.
    pub page: Option<i64>,
    /// Characters before it: of its page, or of the record's words.
    pub offset: i64,
    /// The headings it stands under.
    pub heading: Option<String>,
    /// Its text.
    pub text: String,
    /// Where in the text the words stand.
    pub spans: Vec<Span>,
    /// What the document is: pdf, docx, url…
    pub file_type: Option<String>,
    /// Its day.
    pub date: Option<String>,
    /// Where it can be read.
    pub link: String,
    /// How well it answers; only good for comparing.
    pub score: f64,
    /// How near its meaning is, 0 to 1, where that was compared.
    pub likeness: Option<f64>,
}

/// What was found, the best first.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Answer {
    /// The passages.
    pub passages: Vec<Passage>,
    /// Whether meaning was compared; a server without a model finds by words alone.
    pub by_meaning: bool,
}

pub(crate) fn verb() -> Verb {
    Verb::asking(
        "search",
        "Finds passages of documents, and records, by their words and by what they mean; of what the asking person sees. Each \
         says its page, headings, the places of the words in it, and where it can be read.",
        super::READERS,
        search,
    )
    .refuses("TL100", "without words, for a day that is none, or for a noun that is not found")
}

/// The model is asked before a connection is taken.
async fn search(site: Site<'_>, input: Search) -> Result<Answer> {
    found(&site, &input).await
}

/// Searches as the person who asks.
///
/// # Errors
/// TL100 without words or with a filter that does not fit.
pub async fn found(site: &Site<'_>, input: &Search) -> Result<Answer> {
    let query = input.query.trim();
    if query.is_empty() || query.chars().count() > LONGEST {
        return Err(
            Error::new(400, "TL100", format!("Say what is looked for, in at most {LONGEST} letters.")).field("query")
        );
    }
    for (field, day) in [("from", &input.from), ("to", &input.to)] {
        if day.as_deref().is_some_and(|day| !is_day(day)) {
            return Err(Error::new(400, "TL100", "This is no day, such as 2026-12-31.").field(field));
        }
    }
    let tables = tables(&site.tools.catalog, site.actor.role, input)?;
    let by = input.by.unwrap_or_default();
    let model = site.tools.embed.as_deref().filter(|_| by != By::Words);
    let vector = match model {
        Some(model) => Some(vector(model, query).await?),
        None => None,
    };
    let sought = Sought {
        words: if by == By::Meaning { "" } else { query },
        vector: vector.as_deref(),
        model: model.map_or("", |m| m.model()),
    };
    let limit = input.limit.unwrap_or(10).clamp(1, MOST);
    let documents = input.nouns.as_ref().is_none_or(|nouns| nouns.iter().any(|n| n == "documents"));
    let words = asked(query);
    site.read(async |call| {
        let mut all: Vec<(Candidate, f64)> = Vec::new();
        if documents {
            all.extend(of_documents(call, input, &sought, limit).await?);
        }
        if !tables.is_empty() {
            all.extend(of_records(call, input, &sought, &tables).await?);
        }
        // A passage that is only far from what is asked answers nothing.
        all.retain(|(candidate, _)| candidate.has_words || candidate.likeness.is_some_and(|l| l >= LIKE));
        all.sort_by(|(_, a), (_, b)| b.total_cmp(a));
        let mut taken: HashMap<Uuid, usize> = HashMap::new();
        all.retain(|(candidate, _)| {
            let count = taken.entry(candidate.of).or_default();
            *count += 1;
            *count <= OF_ONE || input.document.is_some()
        });
        all.truncate(limit);
        let passages = told(call, &all, &tables, &words).await?;
        Ok(Answer { passages, by_meaning: sought.vector.is_some() })
    })
    .await
}

fn is_day(day: &str) -> bool {
    day.parse::<jiff::civil::Date>().is_ok()
}

/// The nouns whose records are meant; none when only documents have what is asked for.
fn tables<'c>(catalog: &'c Catalog, role: &str, input: &Search) -> Result<Vec<&'c Table>> {
    let may = |t: &&Table| t.allows(role, "SELECT");
    let known: Vec<&Table> = findable(catalog).filter(may).collect();
    if let Some(nouns) = &input.nouns {
        let unknown = nouns.iter().find(|n| *n != "documents" && known.iter().all(|t| t.name != **n));
        if let Some(unknown) = unknown {
            let all = known.iter().map(|t| t.name.as_str()).collect::<Vec<_>>().join(", ");
            return Err(Error::new(400, "TL100", format!("{unknown} are not found by this search."))
                .hint(format!("These are: documents, {all}."))
                .field("nouns"));
        }
    }
    if input.file_type.is_some() || input.tag.is_some() || input.document.is_some() {
        return Ok(Vec::new());
    }
    let wanted = |t: &&Table| input.nouns.as_ref().is_none_or(|nouns| nouns.contains(&t.name));
    let about = |t: &&Table| {
        (input.client.is_none() || t.name == "clients" || t.columns.contains_key("client_id"))
            && (input.project.is_none() || t.name == "projects" || t.columns.contains_key("project_id"))
    };
    Ok(known.into_iter().filter(wanted).filter(about).collect())
}

/// Passages of documents the person sees, with what they score.
async fn of_documents(
    call: Call<'_>,
    input: &Search,
    sought: &Sought<'_>,
    limit: usize,
) -> Result<Vec<(Candidate, f64)>> {
    let filtered = input.file_type.is_some()
        || input.client.is_some()
        || input.project.is_some()
        || input.from.is_some()
        || input.to.is_some()
        || input.tag.is_some()
        || input.document.is_some();
    // Who sees little, and who asks for little, looks through that alone.
    if filtered || is_narrow(call).await? {
        let theirs = theirs(call, input).await?;
        let found = candidates::passages(call.tx, call.actor, sought, Some(&theirs)).await;
        return Ok(fused(found.map_err(|e| call.tools.explain(&e))?));
    }
    let found = candidates::passages(call.tx, call.actor, sought, None).await.map_err(|e| call.tools.explain(&e))?;
    let mut ids: Vec<Uuid> = found.by_words.iter().chain(&found.by_meaning).map(|c| c.of).collect();
    ids.sort_unstable();
    ids.dedup();
    let seen = "select array(select id from knowledge.documents where id = any ($1))";
    let seen: Vec<Uuid> = call.record("document", seen, &[&ids]).await?.get(0);
    let hidden = ids.len() > seen.len();
    let kept = retained(found, |c| seen.contains(&c.of));
    if hidden && kept.more && kept.by_words.len().min(kept.by_meaning.len()) < limit {
        let theirs = theirs(call, input).await?;
        let found = candidates::passages(call.tx, call.actor, sought, Some(&theirs)).await;
        return Ok(fused(found.map_err(|e| call.tools.explain(&e))?));
    }
    Ok(fused(kept))
}

fn retained(found: Found, seen: impl Fn(&Candidate) -> bool) -> Found {
    let keep = |list: Vec<Candidate>| list.into_iter().filter(&seen).collect();
    Found { by_words: keep(found.by_words), by_meaning: keep(found.by_meaning), more: found.more }
}

/// Whether the person sees only what hangs on clients of theirs.
async fn is_narrow(call: Call<'_>) -> Result<bool> {
    let sql = match call.actor.role {
        "admin" | "manager" | "system" => return Ok(false),
        "viewer" => "select not (kit.sees_all() or kit.viewers_see_all())",
        _ => "select not kit.sees_all()",
    };
    Ok(call.record("organisation", sql, &[]).await?.get(0))
}

/// The documents the person sees, of those that are asked for.
async fn theirs(call: Call<'_>, input: &Search) -> Result<Vec<Uuid>> {
    let sql = "select array(select d.id from knowledge.documents d
       where ($1::text is null or d.file_type = $1) and ($2::uuid is null or d.client_id = $2)
         and ($3::uuid is null or d.entity_type = 'projects' and d.entity_id = $3)
         and ($4::text is null or coalesce(d.metadata ->> 'date', d.created_at::date::text) >= $4)
         and ($5::text is null or coalesce(d.metadata ->> 'date', d.created_at::date::text) <= $5)
         and ($6::text is null or kit.list_of(d.metadata -> 'tags') ? $6) and ($7::uuid is null or d.id = $7))";
    let params: &[&(dyn ToSql + Sync)] =
        &[&input.file_type, &input.client, &input.project, &input.from, &input.to, &input.tag, &input.document];
    Ok(call.record("document", sql, params).await?.get(0))
}

/// Both answers as one (reciprocal rank fusion).
fn fused(found: Found) -> Vec<(Candidate, f64)> {
    let mut all: Vec<(Candidate, f64)> = Vec::new();
    let mut places: HashMap<Uuid, usize> = HashMap::new();
    for (list, has_words) in [(found.by_words, true), (found.by_meaning, false)] {
        for (rank, candidate) in list.into_iter().enumerate() {
            let candidate = Candidate { has_words, ..candidate };
            let score = 1.0 / (EVEN + rank as f64 + 1.0);
            match places.get(&candidate.id) {
                Some(place) => {
                    all[*place].1 += score;
                    all[*place].0.likeness = all[*place].0.likeness.or(candidate.likeness);
                }
                None => {
                    places.insert(candidate.id, all.len());
                    all.push((candidate, score));
                }
            }
        }
    }
    all
}

/// Records the person sees, with what they score.
async fn of_records(
    call: Call<'_>,
    input: &Search,
    sought: &Sought<'_>,
    tables: &[&Table],
) -> Result<Vec<(Candidate, f64)>> {
    let names: Vec<&str> = tables.iter().map(|t| t.name.as_str()).collect();
    let found = candidates::records(call.tx, call.actor, sought, &names).await.map_err(|e| call.tools.explain(&e))?;
    let near = |c: &Candidate| c.likeness.is_none_or(|l| l >= LIKE);
    let found = retained(found, near);
    let seen = seen_of(call, input, tables, &found).await?;
    let hidden = found.by_words.iter().chain(&found.by_meaning).any(|c| !seen.contains(&c.id));
    let more = found.more;
    let mut kept = retained(found, |c| seen.contains(&c.id));
    // Little of it was theirs to see: what is theirs is compared by itself.
    if hidden
        && more
        && let Some(vector) = sought.vector
        && let Some(model) = call.tools.embed.as_deref()
    {
        kept.by_meaning.clear();
        for table in tables {
            let near = super::search_by_meaning::nearest(call.tx, table, model, vector, 10).await;
            let near = near.map_err(|e| call.tools.explain(&e))?;
            kept.by_meaning.extend(near.into_iter().map(|f| Candidate {
                id: f.id,
                of: f.id,
                noun: f.noun,
                likeness: Some(f.likeness),
                has_words: false,
            }));
        }
        let theirs = seen_of(call, input, tables, &kept).await?;
        kept.by_meaning.retain(|c| theirs.contains(&c.id));
        kept.by_meaning.sort_by(|a, b| b.likeness.unwrap_or(0.0).total_cmp(&a.likeness.unwrap_or(0.0)));
    }
    Ok(fused(kept))
}

/// Those of the records that the person sees, and that are asked for.
async fn seen_of(call: Call<'_>, input: &Search, tables: &[&Table], found: &Found) -> Result<Vec<Uuid>> {
    let mut seen: Vec<Uuid> = Vec::new();
    for table in tables {
        let all = found.by_words.iter().chain(&found.by_meaning);
        let ids: Vec<Uuid> = all.filter(|c| c.noun == table.name).map(|c| c.id).collect();
        if ids.is_empty() {
            continue;
        }
        let client = match (table.name.as_str(), table.columns.contains_key("client_id")) {
            ("clients", _) => "t.id",
            (_, true) => "t.client_id",
            _ => "null::uuid",
        };
        let project = match (table.name.as_str(), table.columns.contains_key("project_id")) {
            ("projects", _) => "t.id",
            (_, true) => "t.project_id",
            _ => "null::uuid",
        };
        let sql = format!(
            "select array(select t.id from {} t where t.id = any ($1) and ($2::uuid is null or {client} = $2)
               and ($3::uuid is null or {project} = $3) and ($4::text is null or t.created_at::date::text >= $4)
               and ($5::text is null or t.created_at::date::text <= $5))",
            table.sql_name()
        );
        let params: &[&(dyn ToSql + Sync)] = &[&ids, &input.client, &input.project, &input.from, &input.to];
        seen.extend(call.record("record", &sql, params).await?.get::<_, Vec<Uuid>>(0));
    }
    Ok(seen)
}

/// What was found, read as the person.
async fn told(call: Call<'_>, all: &[(Candidate, f64)], tables: &[&Table], words: &[String]) -> Result<Vec<Passage>> {
    let mut told: HashMap<Uuid, Passage> = HashMap::new();
    let ids: Vec<Uuid> = all.iter().filter(|(c, _)| c.noun == "documents").map(|(c, _)| c.id).collect();
    let sql = "select c.id, d.id, d.title, c.metadata, c.heading, c.content, d.file_type,
                      coalesce(d.metadata ->> 'date', d.created_at::date::text)
                 from knowledge.document_chunks c
                 join knowledge.documents d on d.org_id = c.org_id and d.id = c.document_id where c.id = any ($1)";
    for row in if ids.is_empty() { Vec::new() } else { call.query(sql, &[&ids]).await? } {
        let (passage, id): (Uuid, Uuid) = (row.get(0), row.get(1));
        let place: Value = row.get(3);
        let text: String = row.get(5);
        told.insert(
            passage,
            Passage {
                noun: "documents".into(),
                id,
                title: row.get(2),
                passage: Some(passage),
                page: place["page"].as_i64(),
                offset: place["offset"].as_i64().unwrap_or_default(),
                heading: row.get(4),
                spans: spans(&text, words),
                text,
                file_type: row.get(6),
                date: row.get(7),
                link: format!("/documents/{id}?passage={passage}"),
                score: 0.0,
                likeness: None,
            },
        );
    }
    for table in tables {
        let ids: Vec<Uuid> = all.iter().filter(|(c, _)| c.noun == table.name).map(|(c, _)| c.id).collect();
        if ids.is_empty() {
            continue;
        }
        for passage in of_table(call, table, &ids, words).await? {
            told.insert(passage.id, passage);
        }
    }
    let whole = |(candidate, score): &(Candidate, f64)| {
        let passage = told.remove(&candidate.id)?;
        Some(Passage { score: *score, likeness: candidate.likeness, ..passage })
    };
    Ok(all.iter().filter_map(whole).collect())
}

/// Records of one noun with the part of their words that answers best.
async fn of_table(call: Call<'_>, table: &Table, ids: &[Uuid], words: &[String]) -> Result<Vec<Passage>> {
    let columns: Vec<String> = table.tags.meaning.iter().map(|c| format!("t.\"{c}\"")).collect();
    let named: Vec<String> = table
        .named_by()
        .into_iter()
        .filter(|c| table.may(call.actor.role, "SELECT", &table.columns[*c]))
        .map(|c| format!("nullif(t.\"{c}\"::text, '')"))
        .collect();
    let title = if named.is_empty() { "null::text".to_string() } else { format!("coalesce({})", named.join(", ")) };
    let sql = format!(
        "select t.id, {title}, jsonb_build_array({}), t.created_at::date::text from {} t where t.id = any ($1)",
        columns.join(", "),
        table.sql_name()
    );
    let rows = call.query(&sql, &[&ids]).await?;
    Ok(rows
        .iter()
        .map(|row| {
            let id: Uuid = row.get(0);
            let (offset, text) = best_part(&written(&row.get::<_, Value>(2)), words);
            let title: Option<String> = row.get(1);
            Passage {
                noun: table.name.clone(),
                id,
                title: title.map_or_else(|| table.singular(), |t| t.chars().take(120).collect()),
                passage: None,
                page: None,
                offset: offset as i64,
                heading: None,
                spans: spans(&text, words),
                text,
                file_type: None,
                date: row.get(3),
                link: format!("/{}/{id}", table.name),
                score: 0.0,
                likeness: None,
            }
        })
        .collect())
}

/// Of a long text, the sentences that have most of the words, and the characters before them.
fn best_part(text: &str, words: &[String]) -> (usize, String) {
    if text.chars().count() <= SHOWN {
        return (0, text.to_string());
    }
    let sentences = text::sentences::sentences(text);
    let mut best = (0, 0..text.len());
    for (n, first) in sentences.iter().enumerate() {
        let fits = |s: &&std::ops::Range<usize>| s.end - first.start <= SHOWN;
        let end = sentences[n..].iter().take_while(fits).last().map_or(first.end, |s| s.end);
        let count = shared(&text[first.start..end], words);
        if n == 0 || count > best.0 {
            best = (count, first.start..end);
        }
    }
    let (_, range) = best;
    (text[..range.start].chars().count(), text[range].chars().take(SHOWN).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_long_text_the_part_that_answers_is_shown() {
        let text = format!(
            "{} The notice period is four weeks. {}",
            "Something else is said. ".repeat(60),
            "And more. ".repeat(60)
        );
        let (offset, part) = best_part(&text, &asked("notice period"));
        assert!(part.contains("four weeks") && part.chars().count() <= SHOWN && offset > 0, "{offset} {part}");
        assert_eq!(best_part("short", &[]), (0, "short".to_string()));
    }
}
