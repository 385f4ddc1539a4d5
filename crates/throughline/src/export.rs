//! `throughline export`: records → a CSV file, as one person sees them.

use crate::common::Common;
use crate::place::{Empty, Place};
use anyhow::Context as _;
use clap::Args;
use platform::database::Options;
use platform::{Actor, Step, explain};
use records::{Prefer, Query, answer};
use std::fs::File;
use std::io::{BufWriter, IsTerminal as _, Write};
use std::path::PathBuf;
use surfaces::{Server, Settings};

/// Rows fetched at a time.
const PAGE: u64 = 1000;

/// Writes records as CSV, as one user sees them.
#[derive(Args)]
#[command(
    after_help = "Example:\n  throughline export clients --org yourco --as viewer@yourco.example --query 'select=name,status&status=eq.active' --output clients.csv"
)]
pub(crate) struct Export {
    /// What to write: clients, contacts, leads, candidates …
    noun: String,
    /// Short name of the organisation
    #[arg(long)]
    org: String,
    /// Sign-in address of the user who exports; their rights count
    #[arg(long = "as", value_name = "EMAIL")]
    actor: String,
    /// Columns, filters and order, as in the API
    #[arg(long, default_value = "")]
    query: String,
    /// The file; standard output when left out
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl Export {
    pub(crate) async fn run(self, common: &Common) -> anyhow::Result<()> {
        Place::beside(common, Empty::Refuse, async |place| self.act(place).await).await
    }

    async fn act(self, place: &Place) -> anyhow::Result<()> {
        let actor = place.actor(place.org(&self.org).await?, &self.actor).await?;
        let server =
            place.server(Settings::default(), Options { wide: 2, interactive: 2, ..Options::default() }).await?;
        let watched = std::io::stderr().is_terminal();
        let progress = |rows: u64| {
            if watched {
                eprint!("\r{rows} rows");
            }
        };
        let rows = match &self.output {
            Some(path) => {
                // Written beside and moved, so that a half-written file never carries the name.
                let half = path.with_extension("part");
                let mut file =
                    BufWriter::new(File::create(&half).with_context(|| format!("making {}", half.display()))?);
                let done = export(&server, &actor, &self.noun, &self.query, &mut file, progress).await;
                if done.is_err() {
                    std::fs::remove_file(&half).ok();
                }
                file.flush()?;
                let rows = done?;
                std::fs::rename(&half, path)?;
                rows
            }
            None => export(&server, &actor, &self.noun, &self.query, &mut std::io::stdout().lock(), progress).await?,
        };
        eprintln!("\r{rows} rows{}", self.output.map(|p| format!(" in {}", p.display())).unwrap_or_default());
        Ok(())
    }
}

/// Writes what the query finds as CSV and answers how many rows there were. The export stands in the audit log.
///
/// # Errors
/// When the query can't be understood, the role may not read, or the output can't be written.
async fn export(
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
