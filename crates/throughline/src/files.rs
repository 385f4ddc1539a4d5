//! `throughline import` and `export`

use crate::common::Common;
use crate::place::{Empty, Place};
use anyhow::{Context as _, bail};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use platform::database::Options;
use std::fs::File;
use std::io::{BufWriter, IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};
use surfaces::Settings;
use surfaces::import::{self, Order, Progress};

/// Brings in a CSV or XLSX file.
///
/// Headers are matched with columns; the guess is shown. References are looked up by name (client) or e-mail (owner).
/// Bad rows are written to a rejects file with line and reason: fix them there and import that file.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  throughline import clients customers.csv --org yourco --as admin@yourco.example\n  throughline import contacts people.xlsx --org yourco --as admin@yourco.example --map \"Firm=client\" --key email\n\nExit codes: 0 all rows in, 2 some rows set aside, 1 failed."
)]
pub(crate) struct Import {
    /// What the rows become: clients, contacts, leads, candidates …
    noun: String,
    /// The file, .csv or .xlsx
    file: PathBuf,
    /// Short name of the organisation
    #[arg(long)]
    org: String,
    /// Sign-in address of the user who imports; their rights count
    #[arg(long = "as", value_name = "EMAIL")]
    actor: String,
    /// Where the guess is wrong: "Header=column"; "Header=" leaves a header out
    #[arg(long, value_name = "HEADER=COLUMN")]
    map: Vec<String>,
    /// Column that says a row is already there; such rows are updated instead of doubled
    #[arg(long, value_name = "COLUMN")]
    key: Option<String>,
    /// Check everything, write nothing
    #[arg(long)]
    dry_run: bool,
    /// Sheet of a spreadsheet; the first when left out
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// How decimals are written where it can't be seen: point (1,234.50) or comma (1.234,50)
    #[arg(long, value_name = "MARK")]
    decimal: Option<String>,
    /// Begin anew instead of going on with an unfinished import of the same file
    #[arg(long)]
    restart: bool,
    /// Where bad rows go; beside the file when left out
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
}

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

impl Import {
    pub(crate) async fn run(self, common: &Common) -> anyhow::Result<ExitCode> {
        if !self.file.is_file() {
            bail!("there is no file {}", self.file.display());
        }
        Place::beside(common, Empty::Refuse, async |place| self.act(place).await).await
    }

    async fn act(self, place: &Place) -> anyhow::Result<ExitCode> {
        let actor = place.actor(place.org(&self.org).await?, &self.actor).await?;
        let server =
            place.server(Settings::default(), Options { wide: 2, interactive: 3, ..Options::default() }).await?;
        let map = self
            .map
            .iter()
            .map(|m| {
                m.rsplit_once('=')
                    .map(|(h, c)| (h.to_string(), c.to_string()))
                    .with_context(|| format!("--map {m:?} should be \"Header=column\""))
            })
            .collect::<anyhow::Result<_>>()?;
        let rejects = self.rejects.unwrap_or_else(|| import::rejects_beside(&self.file));
        if rejects == self.file {
            bail!("the file is itself called {}; rename it, or choose --rejects", rejects.display());
        }
        let filename = self.file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let own_fields =
            import::own_fields(&server, &actor, &self.noun).await.map_err(|e| anyhow::anyhow!("{}", e.message))?;
        let numbers = import::Numbers::parse(self.decimal.as_deref().unwrap_or_default())?;
        let order = Order {
            noun: self.noun,
            file: self.file,
            filename,
            map,
            key: self.key,
            dry_run: self.dry_run,
            restart: self.restart,
            rejects,
            sheet: self.sheet,
            keep: true,
            own_fields,
            guard: server.tools.guard.clone(),
            numbers,
            scratch: Vec::new(),
        };
        let mapping = import::plan(&server, &actor, &order)?;
        eprintln!("Headers of {}:", order.filename);
        for (header, target) in mapping.headers.iter().zip(&mapping.targets) {
            let becomes = target.as_ref().map_or("(left out)".to_string(), |t| {
                t.refers_to.as_ref().map_or_else(|| t.word(), |r| format!("{} (looked up in {r})", t.column))
            });
            eprintln!("  {header:<28} → {becomes}");
        }
        let progress = Arc::new(Progress::default());
        let watched = Arc::clone(&progress);
        tokio::spawn(async move {
            if tokio::signal::ctrl_c().await.is_ok() {
                eprintln!("Stopping after this batch; the same command goes on from there.");
                watched.cancelled.store(true, Ordering::Relaxed);
            }
        });
        let started = Instant::now();
        let bar = show(Arc::clone(&progress));
        let report = import::run(&server, &actor, &order, None, Arc::clone(&progress)).await;
        bar.finish_and_clear();
        let report = report?;
        let count = |n: &std::sync::atomic::AtomicU64| n.load(Ordering::Relaxed);
        let (rows, rejected, seconds) =
            (count(&progress.rows_in), count(&progress.rejected), started.elapsed().as_secs_f64());
        if report.resumed_after > 0 {
            println!("Went on after row {} of an unfinished import; --restart begins anew.", report.resumed_after);
        }
        let verb = if order.dry_run { "would be " } else { "" };
        println!(
            "{rows} rows in {seconds:.1} s ({:.0} rows/s): {} {verb}created, {} {verb}updated, {rejected} {verb}set aside",
            rows as f64 / seconds.max(0.001),
            count(&progress.created),
            count(&progress.updated)
        );
        for (line, reason) in report.reasons.iter().take(10) {
            println!("  line {line}: {reason}");
        }
        if rejected > 0 {
            println!("Rows set aside are in {}. Fix them there and import that file.", order.rejects.display());
        }
        let twins = count(&progress.twins);
        if twins > 0 {
            println!("{twins} of them look like {} that are there; compare and merge at /duplicates/{0}.", order.noun);
        }
        if progress.cancelled.load(Ordering::Relaxed) {
            println!("Stopped. The same command goes on from here.");
        }
        Ok(if rejected > 0 { ExitCode::from(2) } else { ExitCode::SUCCESS })
    }
}

/// A bar with rows a second and the time left; a line every ten seconds when nobody watches.
fn show(progress: Arc<Progress>) -> ProgressBar {
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {percent:>3}% {msg}, {eta} left") {
        bar.set_style(style);
    }
    let shown = bar.clone();
    let watched = std::io::stderr().is_terminal();
    let started = Instant::now();
    tokio::spawn(async move {
        let mut ticks = 0u64;
        while !shown.is_finished() {
            let rows = progress.rows_in.load(Ordering::Relaxed);
            shown.set_length(progress.bytes_total.load(Ordering::Relaxed).max(1));
            shown.set_position(progress.bytes.load(Ordering::Relaxed));
            let speed = rows as f64 / started.elapsed().as_secs_f64().max(0.001);
            shown.set_message(format!(
                "{rows} rows, {speed:.0} rows/s, {} set aside",
                progress.rejected.load(Ordering::Relaxed)
            ));
            if !watched && ticks % 100 == 99 {
                eprintln!("{rows} rows, {speed:.0} rows/s");
            }
            ticks += 1;
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    });
    bar
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
                let done =
                    surfaces::export::export(&server, &actor, &self.noun, &self.query, &mut file, progress).await;
                if done.is_err() {
                    std::fs::remove_file(&half).ok();
                }
                file.flush()?;
                let rows = done?;
                std::fs::rename(&half, path)?;
                rows
            }
            None => {
                surfaces::export::export(
                    &server,
                    &actor,
                    &self.noun,
                    &self.query,
                    &mut std::io::stdout().lock(),
                    progress,
                )
                .await?
            }
        };
        eprintln!("\r{rows} rows{}", self.output.map(|p| format!(" in {}", p.display())).unwrap_or_default());
        Ok(())
    }
}
