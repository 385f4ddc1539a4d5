//! What was written looks like what is there: the answer names it in the header `possible-twins`. A noun that looks for
//! twins has a computed value of that name, and its trigger keeps their ids in the transaction.

use axum::http::{HeaderMap, HeaderValue};
use catalog::{Catalog, Table};
use platform::{Actor, DbError, Rows, Step, Tx};

/// Asks, behind a write and as the actor, for the twins of what was written; nothing for nouns that have none.
pub(super) fn step(table: &Table, role: &str) -> Option<Step> {
    let looks = table.computed.contains_key("twins") && table.allows(role, "SELECT");
    let ids = "string_to_array(current_setting('throughline.twins', true), ',')::uuid[]";
    let from = format!("{}.{}", table.schema, table.name);
    let sql = format!("select string_agg(t.id::text, ', ' order by t.id) from {from} t where t.id = any ({ids})");
    looks.then(|| Step::new(sql, Vec::new()))
}

/// Names what was found. A client that does not know the header loses nothing.
pub(super) fn tell(headers: &mut HeaderMap, found: &Rows) {
    // One text: the number of columns, its length, its bytes.
    let text = found.rows.first().and_then(|row| row.get(6..)).unwrap_or_default();
    if let Ok(value) = HeaderValue::from_bytes(text)
        && !text.is_empty()
    {
        headers.insert("possible-twins", value);
    }
}

/// Names the twins of what a verb wrote in this transaction.
///
/// # Errors
/// What PostgreSQL said.
pub(super) async fn of_verb(headers: &mut HeaderMap, catalog: &Catalog, tx: &Tx, actor: &Actor) -> Result<(), DbError> {
    let steps: Vec<Step> = catalog.tables.values().filter_map(|table| step(table, actor.role)).collect();
    if steps.is_empty() {
        return Ok(());
    }
    let left = tx.query_one("select coalesce(current_setting('throughline.twins', true), '') <> ''", &[]).await?;
    if left.get(0) {
        // The verb may have gone on as the server, which sees more.
        tx.become_actor(actor).await?;
        for step in steps {
            tell(headers, &tx.run(&step).await?);
        }
    }
    Ok(())
}
