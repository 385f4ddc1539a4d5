//! Records → a CSV file, as one person sees them.

use platform::explain;
use platform::{Actor, Step};
use records::{Prefer, Query, answer};
use server::Server;
use std::io::Write;

/// Rows fetched at a time.
const PAGE: u64 = 1000;

/// Writes what the query finds as CSV and answers how many rows there were. The export stands in the audit log.
///
/// # Errors
/// When the query can't be understood, the role may not read, or the output can't be written.
pub async fn export(
    server: &Server,
    actor: &Actor,
    noun: &str,
    query: &str,
    out: &mut dyn Write,
    mut progress: impl FnMut(u64),
) -> anyhow::Result<u64> {
    let told =
        |e: records::Error| anyhow::anyhow!("{}{}", e.message, e.hint.map(|h| format!(" {h}")).unwrap_or_default());
    let vault = server.vault(actor).await.map_err(|e| told(explain(&server.catalog, &e, true)))?;
    let planner = server.planner(actor, &*vault);
    let table = planner.table(noun).map_err(told)?;
    let mut query = Query::parse(query).map_err(told)?;
    let (mut rows, mut first) = (0, true);
    let wanted = query.limits.iter().rev().find(|(path, _)| path.is_empty()).map_or(u64::MAX, |(_, n)| *n);
    loop {
        let page_size = PAGE.min(wanted - rows);
        query.limits.push((Vec::new(), page_size));
        let plan = planner.read(table, &query, &Prefer::default()).map_err(told)?;
        let answers = server
            .door
            .run(actor, vec![Step::new(plan.sql.text.as_str(), plan.sql.params.clone())], plan.weight, false)
            .await
            .map_err(|e| told(explain(&server.catalog, &e, true)))?;
        let page = answers.first().map(|a| a.rows.as_slice()).unwrap_or_default();
        let csv = answer::csv(&plan, page.iter().map(|r| &r[..]), &server.writing(&*vault)).map_err(told)?;
        // The header stands once.
        let body = if first { &csv[..] } else { &csv[csv.iter().position(|b| *b == b'\n').map_or(0, |i| i + 1)..] };
        out.write_all(body)?;
        first = false;
        rows += page.len() as u64;
        progress(rows);
        let Some(last) = page.last().filter(|_| page.len() as u64 == page_size && rows < wanted) else { break };
        if plan.cursor.is_empty() {
            query.offsets.push((Vec::new(), rows));
        } else {
            query.after = Some(records::cursor(&answer::hidden(&plan, last).0));
        }
    }
    out.flush()?;
    server.note_export(actor, noun, rows).await.map_err(|e| told(explain(&server.catalog, &e, true)))?;
    Ok(rows)
}
