//! Records by what they mean.

use super::meaning::{findable, literal};
use catalog::{Catalog, Table};
use platform::models::Embed;
use platform::verb::{Site, Verb};
use platform::{DbError, Tx};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

/// Records of one noun up to which all that somebody sees are compared; above it an index is asked, which may miss some.
const EXACT: i32 = 5_000;
/// Records of one noun that are answered at most.
const MOST: usize = 60;
/// Below this likeness two texts have nothing to do with each other.
pub const LIKE: f64 = 0.3;

/// Finds records by what they mean.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SearchByMeaning {
    /// What is looked for, in English words.
    #[schemars(extend("examples" = ["steel company in the north"]))]
    query: String,
    /// The noun; all that are found by meaning without it.
    noun: Option<String>,
    /// Records of each noun, 10 without it, 60 at most.
    limit: Option<usize>,
}

/// A record that was found.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Found {
    /// Its noun.
    pub noun: String,
    /// The record.
    pub id: Uuid,
    /// How near its meaning is to what was looked for, 0 to 1.
    pub likeness: f64,
}

pub(crate) fn verb() -> Verb {
    Verb::asking(
        "search_by_meaning",
        "Finds records by what they mean, nearest first, whatever their words. What was just written is found some \
         seconds later.",
        super::READERS,
        search_by_meaning,
    )
    .refuses("TL100", "without words, or for a noun that is not found by meaning")
    .refuses("TL501", "when this server has no model")
}

/// The model is asked before a connection is taken.
async fn search_by_meaning(site: Site<'_>, input: SearchByMeaning) -> Result<Vec<Found>> {
    let query = input.query.trim();
    if query.is_empty() {
        return Err(Error::new(400, "TL100", "Say what is looked for."));
    }
    let nouns = asked(&site.tools.catalog, site.actor.role, input.noun.as_deref())?;
    let model = site.tools.embed.as_deref().ok_or_else(|| {
        Error::new(404, "TL501", "This server has no model that reads for meaning.")
            .hint("Use one that was built with the feature embedded-model.")
    })?;
    let vector = vector(model, query).await?;
    let limit = input.limit.unwrap_or(10).clamp(1, MOST);
    site.read(async |call| {
        let mut found = Vec::new();
        for table in nouns {
            found.extend(nearest(call.tx, table, model, &vector, limit).await.map_err(|e| call.tools.explain(&e))?);
        }
        found.sort_by(|a, b| b.likeness.total_cmp(&a.likeness));
        Ok(found)
    })
    .await
}

/// The nouns that are meant.
fn asked<'c>(catalog: &'c Catalog, role: &str, named: Option<&str>) -> Result<Vec<&'c Table>> {
    let may = |t: &&Table| t.allows(role, "SELECT");
    let Some(name) = named else { return Ok(findable(catalog).filter(may).collect()) };
    let one = findable(catalog).filter(may).find(|t| t.name == name);
    let all = || findable(catalog).filter(may).map(|t| t.name.as_str()).collect::<Vec<_>>().join(", ");
    one.map(|t| vec![t]).ok_or_else(|| {
        Error::new(400, "TL100", format!("{name} are not found by meaning.")).hint(format!("These are: {}.", all()))
    })
}

/// What a query means.
///
/// # Errors
/// When the model fails.
pub async fn vector(model: &dyn Embed, query: &str) -> Result<Vec<f32>> {
    let read = model.embed(vec![query.to_string()]).await;
    let vectors = read.map_err(|e| Error::new(500, "XX000", format!("The model failed: {e:#}")))?;
    vectors.into_iter().next().ok_or_else(|| Error::new(500, "XX000", "The model answered nothing."))
}

/// The records of one noun nearest to a vector, of those the asking person may read.
///
/// # Errors
/// What PostgreSQL said.
pub async fn nearest(
    tx: &Tx,
    table: &Table,
    model: &dyn Embed,
    vector: &[f32],
    limit: usize,
) -> std::result::Result<Vec<Found>, DbError> {
    let size = model.size();
    let name = table.sql_name();
    let distance = format!("embedding::halfvec({size}) <=> $3::text::halfvec({size})");
    let own =
        format!("from knowledge.embeddings where entity_type = $1 and model = $2 and vector_dims(embedding) = {size}");
    let (literal, most) = (literal(vector), limit as i64);
    let params: [&(dyn ToSql + Sync); 4] = [&table.name, &model.model(), &literal, &most];
    let full_name = format!("{}.{}", table.schema, table.name);
    let theirs = tx.query_one("select kit.all_theirs($1, $2)", &[&full_name, &EXACT]).await?;
    let mut rows;
    if let Some(theirs) = theirs.get::<_, Option<Vec<Uuid>>>(0) {
        let few = format!(
            "with near as materialized (select entity_id, {distance} as distance {own} and entity_id = any ($5))
             select n.entity_id, 1 - n.distance from near n order by n.distance limit $4"
        );
        let [noun, model, literal, most] = params;
        rows = tx.query(&few, &[noun, model, literal, most, &theirs]).await?;
    } else {
        // The index goes on until enough were theirs to see, or is given up soon.
        tx.batch_execute(
            "set local hnsw.iterative_scan = 'relaxed_order'; set local hnsw.ef_search = 100;
             set local hnsw.max_scan_tuples = 2000",
        )
        .await?;
        let by_index = format!(
            "select n.entity_id, 1 - n.distance from (
               select entity_id, {distance} as distance {own}
                  and exists (select from {name} t where t.org_id = embeddings.org_id and t.id = embeddings.entity_id)
                order by {distance} limit $4) n
              order by n.distance"
        );
        rows = tx.query(&by_index, &params).await?;
        let alike = rows.iter().any(|row: &Row| row.get::<_, f64>(1) >= LIKE);
        if rows.len() < limit || !alike {
            // Few are theirs to see, or what is meant stands where the index does not come: all are compared.
            let whole = format!(
                "with theirs as materialized (select t.id from {name} t),
                 near as materialized (
                   select entity_id, {distance} as distance {own} and entity_id in (select id from theirs))
                 select n.entity_id, 1 - n.distance from near n order by n.distance limit $4"
            );
            rows = tx.query(&whole, &params).await?;
        }
    }
    let found = rows.iter().map(|r| Found { noun: table.name.clone(), id: r.get(0), likeness: r.get(1) });
    Ok(found.filter(|f| f.likeness >= LIKE).collect())
}
