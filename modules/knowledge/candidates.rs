//! What may answer, whoever may see it: passages and records of one organisation by their words and by their meaning.
//!
//! No policy lets an index of words serve, so the server looks, in the organisation alone, and answers nothing but ids. What
//! of them the asking person sees is asked of the tables themselves, as them (search.rs); where a person sees little, only
//! what is theirs is looked through in the first place.

use super::meaning::literal;
use platform::{Actor, DbError, Tx};
use tokio_postgres::types::ToSql;
use uuid::Uuid;

/// Candidates of each kind that are compared.
pub(super) const EACH: i64 = 60;
/// Passages of an organisation up to which all are compared; above it an index is asked.
const EXACT: i64 = 5_000;
/// Passages that all words lead to, below which some of the words have to do.
const ENOUGH: usize = 10;
/// Passages with some of the words that are weighed at most, those with rarer words first.
const WEIGHED: i64 = 2_000;

/// What is looked for.
pub(super) struct Sought<'a> {
    pub(super) words: &'a str,
    pub(super) vector: Option<&'a [f32]>,
    pub(super) model: &'a str,
}

/// A passage that may answer.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub(super) id: Uuid,
    /// Its document; of a record, itself.
    pub(super) of: Uuid,
    /// The noun of the record.
    pub(super) noun: String,
    /// How near its meaning is, where that was compared.
    pub(super) likeness: Option<f64>,
    /// It has words that were asked for.
    pub(super) has_words: bool,
}

/// Candidates, and whether these are all there are.
#[derive(Default)]
pub(super) struct Found {
    pub(super) by_words: Vec<Candidate>,
    pub(super) by_meaning: Vec<Candidate>,
    /// More may be there.
    pub(super) more: bool,
}

/// Passages of documents; of these documents only, when they are named. Goes on as the actor.
pub(super) async fn passages(
    tx: &Tx,
    actor: &Actor,
    sought: &Sought<'_>,
    within: Option<&[Uuid]>,
) -> Result<Found, DbError> {
    tx.become_actor(&Actor { role: "auth", ..actor.clone() }).await?;
    let by_words = passages_by_words(tx, actor.org, sought.words, within).await?;
    let by_meaning = match sought.vector {
        Some(vector) => passages_by_meaning(tx, actor.org, vector, sought.model, within).await?,
        None => Vec::new(),
    };
    tx.become_actor(actor).await?;
    let more = within.is_none() && (by_words.len() as i64 >= EACH || by_meaning.len() as i64 >= EACH);
    Ok(Found { by_words, by_meaning, more })
}

async fn passages_by_words(
    tx: &Tx,
    org: Uuid,
    words: &str,
    within: Option<&[Uuid]>,
) -> Result<Vec<Candidate>, DbError> {
    let words = plain(words);
    let all = "with q as materialized (
        select quote_literal($1::text)::tsquery && websearch_to_tsquery('english', $2) as asked)
      select id, document_id from (
        select c.id, c.document_id, c.words, q.asked from knowledge.document_chunks c, q
         where c.org_id = $1::text::uuid and c.words @@ q.asked and ($3::uuid[] is null or c.document_id = any ($3))
           and querytree(websearch_to_tsquery('english', $2)) not in ('', 'T') limit 5000) c
       order by ts_rank_cd(c.words, c.asked, 32) desc, c.id limit $4";
    let org = org.to_string();
    let params: [&(dyn ToSql + Sync); 4] = [&org, &words, &within, &EACH];
    let mut found = candidates(&tx.query(all, &params).await?);
    if found.len() < ENOUGH {
        // Those with most of the words, and rare ones before frequent ones: how often each is there is asked first.
        let some = "with asked as materialized (
            select l, quote_literal($1::text)::tsquery && quote_literal(l)::tsquery as with_org
              from unnest(tsvector_to_array(to_tsvector('english', $2))) l limit 16),
          counted as materialized (
            select l, (select count(*) from (select from knowledge.document_chunks c
                         where c.org_id = $1::text::uuid and c.words @@ a.with_org limit $5::bigint) n) as often from asked a),
          weighed as (
            select c.id, c.document_id, sum(ln(1 + $5::bigint::float8 / (1 + k.often))
                     * (1 + ts_rank(c.words, quote_literal(k.l)::tsquery))) as weight
              from counted k cross join lateral (
                select c.id, c.document_id, c.words from knowledge.document_chunks c
                 where c.org_id = $1::text::uuid and c.words @@ (quote_literal($1::text)::tsquery && quote_literal(k.l)::tsquery)
                   and ($3::uuid[] is null or c.document_id = any ($3)) limit $5) c
             where k.often < $5 or (select count(*) from counted) = 1 group by 1, 2)
          select id, document_id from weighed order by weight desc, id limit $4";
        let params: [&(dyn ToSql + Sync); 5] = [&org, &words, &within, &EACH, &WEIGHED];
        for candidate in candidates(&tx.query(some, &params).await?) {
            if found.iter().all(|f| f.id != candidate.id) {
                found.push(candidate);
            }
        }
        found.truncate(EACH as usize);
    }
    Ok(found)
}

fn candidates(rows: &[tokio_postgres::Row]) -> Vec<Candidate> {
    let one = |row: &tokio_postgres::Row| Candidate {
        id: row.get(0),
        of: row.get(1),
        noun: "documents".into(),
        likeness: None,
        has_words: false,
    };
    rows.iter().map(one).collect()
}

async fn passages_by_meaning(
    tx: &Tx,
    org: Uuid,
    vector: &[f32],
    model: &str,
    within: Option<&[Uuid]>,
) -> Result<Vec<Candidate>, DbError> {
    let size = vector.len();
    let literal = literal(vector);
    let meaning = format!("subvector(embedding, 1, {size})::halfvec({size})");
    let own = "from knowledge.document_chunks
                where org_id = $1 and embedding is not null and embedding_model = $2
                  and ($4::uuid[] is null or document_id = any ($4))";
    let few: bool = match within {
        Some(within) if within.len() <= 400 => true,
        _ => {
            let count = "select count(*) <= $2::bigint from (select from knowledge.document_chunks where org_id = $1 limit $2::bigint + 1) n";
            tx.query_one(count, &[&org, &EXACT]).await?.get(0)
        }
    };
    let sql = if few || size != 384 {
        format!(
            "with own as materialized (select id, document_id, {meaning} <=> $3::text::halfvec({size}) as distance {own})
             select id, document_id, 1 - distance from own order by distance limit $5"
        )
    } else {
        tx.batch_execute(
            "set local hnsw.iterative_scan = 'relaxed_order'; set local hnsw.ef_search = 100;
             set local hnsw.max_scan_tuples = 20000; set local enable_sort = off; set local enable_bitmapscan = off",
        )
        .await?;
        format!(
            "select id, document_id, 1 - distance from (
               select id, document_id, {meaning} <=> $3::text::halfvec({size}) as distance {own}
                order by {meaning} <=> $3::text::halfvec({size}) limit $5) n order by distance"
        )
    };
    let rows = tx.query(&sql, &[&org, &model, &literal, &within, &EACH]).await?;
    tx.batch_execute("set local enable_sort = on; set local enable_bitmapscan = on").await?;
    let mut found = candidates(&rows);
    for (candidate, row) in found.iter_mut().zip(&rows) {
        candidate.likeness = row.get(2);
    }
    Ok(found)
}

/// Records of these nouns. Goes on as the actor.
pub(super) async fn records(tx: &Tx, actor: &Actor, sought: &Sought<'_>, nouns: &[&str]) -> Result<Found, DbError> {
    tx.become_actor(&Actor { role: "auth", ..actor.clone() }).await?;
    let org = actor.org.to_string();
    let words = plain(sought.words);
    let all = "with q as materialized (
        select quote_literal($1::text)::tsquery && websearch_to_tsquery('english', $2) as asked)
      select entity_id, entity_type, null::float8 from (
        select e.entity_id, e.entity_type, e.words, q.asked from knowledge.embeddings e, q
         where e.org_id = $1::text::uuid and e.entity_type = any ($3) and e.words @@ q.asked
           and querytree(websearch_to_tsquery('english', $2)) not in ('', 'T') limit 5000) e
       order by ts_rank_cd(e.words, e.asked, 32) desc, e.entity_id limit $4";
    let by_words = of_records(&tx.query(all, &[&org, &words, &nouns, &EACH]).await?);
    let by_meaning = match sought.vector {
        Some(vector) => records_by_meaning(tx, actor.org, vector, sought.model, nouns).await?,
        None => Vec::new(),
    };
    tx.become_actor(actor).await?;
    let more = by_words.len() as i64 >= EACH || by_meaning.len() as i64 >= EACH;
    Ok(Found { by_words, by_meaning, more })
}

async fn records_by_meaning(
    tx: &Tx,
    org: Uuid,
    vector: &[f32],
    model: &str,
    nouns: &[&str],
) -> Result<Vec<Candidate>, DbError> {
    let size = vector.len();
    let literal = literal(vector);
    let distance = format!("embedding::halfvec({size}) <=> $3::text::halfvec({size})");
    let own = format!(
        "from knowledge.embeddings where org_id = $1 and model = $2 and vector_dims(embedding) = {size} and entity_type = any ($4)"
    );
    let count = "select count(*) <= $2::bigint from (select from knowledge.embeddings where org_id = $1 limit $2::bigint + 1) n";
    let few: bool = tx.query_one(count, &[&org, &EXACT]).await?.get(0);
    let sql = if few {
        format!(
            "with own as materialized (select entity_id, entity_type, {distance} as distance {own})
             select entity_id, entity_type, 1 - distance from own order by distance limit $5"
        )
    } else {
        tx.batch_execute(
            "set local hnsw.iterative_scan = 'relaxed_order'; set local hnsw.ef_search = 100;
             set local hnsw.max_scan_tuples = 20000",
        )
        .await?;
        format!(
            "select entity_id, entity_type, 1 - distance from (
               select entity_id, entity_type, {distance} as distance {own} order by {distance} limit $5) n order by distance"
        )
    };
    Ok(of_records(&tx.query(&sql, &[&org, &model, &literal, &nouns, &EACH]).await?))
}

fn of_records(rows: &[tokio_postgres::Row]) -> Vec<Candidate> {
    let one = |row: &tokio_postgres::Row| Candidate {
        id: row.get(0),
        of: row.get(0),
        noun: row.get(1),
        likeness: row.get(2),
        has_words: false,
    };
    rows.iter().map(one).collect()
}

/// Words without signs that PostgreSQL would read as something else.
fn plain(words: &str) -> String {
    words.chars().map(|c| if c == '\\' || c.is_control() { ' ' } else { c }).take(1_000).collect()
}
