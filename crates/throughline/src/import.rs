//! `throughline import`

use crate::common::Common;
use crate::place::{Empty, Place};
use ::import::{Import as Job, Input, NewImport, Numbers, Options as How};
use anyhow::{Context as _, bail};
use clap::Args;
use futures_util::StreamExt as _;
use indicatif::{ProgressBar, ProgressStyle};
use platform::Actor;
use platform::database::Options;
use platform::store::Content;
use platform::verb::{Progress, Site, Unkept};
use records::Error;
use serde_json::Value;
use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};
use surfaces::{Server, Settings, imports};
use uuid::Uuid;

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
        let rejects = self.rejects.clone().unwrap_or_else(|| ::import::rejects_beside(&self.file));
        if rejects == self.file {
            bail!("the file is itself called {}; rename it, or choose --rejects", rejects.display());
        }
        let id = self.enter(&server, &actor).await?;
        let before = imports::find(&server, &actor, id).await.map_err(told)?;
        let (progress, started) = (Arc::new(Progress::watched()), Instant::now());
        let watched = Arc::clone(&progress);
        tokio::spawn(async move {
            if tokio::signal::ctrl_c().await.is_ok() {
                eprintln!("Stopping after this batch; the same command goes on from there.");
                watched.stop();
            }
        });
        let bar = show(Arc::clone(&progress));
        let site = Site::new(&server.door, &actor, &server.tools, &progress, &Unkept, Value::Null).last();
        let result = ::import::run(&site, id, &self.input(&server)).await;
        bar.finish_and_clear();
        let stopped = match result {
            Ok(_) => false,
            Err(e) if e.code == "TL499" => {
                let tx = server.door.begin(&actor).await?;
                ::import::stop(&tx, &actor, id).await.map_err(told)?;
                tx.commit().await?;
                true
            }
            Err(e) => bail!("{}", imports::find(&server, &actor, id).await.map_err(told)?.error.unwrap_or(e.message)),
        };
        let job = imports::find(&server, &actor, id).await.map_err(told)?;
        tell(&job, &before, started.elapsed());
        if job.rejected > 0 {
            self.set_aside(&server, &actor, id, &rejects).await?;
        }
        if job.alike > 0 {
            println!(
                "{} of them look like {1} that are there; compare and merge at /duplicates/{1}.",
                job.alike, job.noun
            );
        }
        if stopped {
            println!("Stopped. The same command goes on from here.");
        }
        Ok(if job.rejected > 0 { ExitCode::from(2) } else { ExitCode::SUCCESS })
    }

    /// Enters the import, once it is clear what becomes of each header.
    async fn enter(&self, server: &Arc<Server>, actor: &Actor) -> anyhow::Result<Uuid> {
        let pair = |m: &String| {
            let pair = m.rsplit_once('=').map(|(h, c)| (h.to_string(), c.to_string()));
            pair.with_context(|| format!("--map {m:?} should be \"Header=column\""))
        };
        let options = How {
            map: self.map.iter().map(pair).collect::<anyhow::Result<_>>()?,
            key: self.key.clone(),
            sheet: self.sheet.clone(),
            decimal: Numbers::parse(self.decimal.as_deref().unwrap_or_default())?,
        };
        let input = self.input(server);
        let headers = input.headers()?;
        let mapping = imports::plan(server, actor, &self.noun, &headers, &options).await.map_err(told)?;
        eprintln!("Headers of {}:", input.name);
        for (header, target) in mapping.headers.iter().zip(&mapping.targets) {
            let becomes = target.as_ref().map_or("(left out)".to_string(), |t| {
                t.refers_to.as_ref().map_or_else(|| t.word(), |r| format!("{} (looked up in {r})", t.column))
            });
            eprintln!("  {header:<28} → {becomes}");
        }
        let content = Content::of_file(&self.file)?;
        let new = NewImport {
            noun: &self.noun,
            filename: &input.name,
            options: &options,
            mapping: Some(&mapping),
            dry_run: self.dry_run,
            resume: !self.restart,
            source_url: None,
            content: &content,
            bytes: None,
        };
        let tx = server.door.begin(actor).await?;
        let id = ::import::enter(&tx, actor, &new).await.map_err(|e| told(server.tools.explain(&e)))?;
        tx.commit().await?;
        Ok(id)
    }

    fn input(&self, server: &Server) -> Input {
        let name = self.file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        Input { path: self.file.clone(), name, sheet: self.sheet.clone(), guard: server.tools.guard.clone() }
    }

    /// Writes what was set aside into a file, and says why.
    async fn set_aside(&self, server: &Arc<Server>, actor: &Actor, id: Uuid, path: &Path) -> anyhow::Result<()> {
        let keys = server.tools.keys.of(&server.door, actor.org).await?;
        let tx = server.door.begin(actor).await?;
        for (line, reason) in ::import::reasons(&tx, actor, &keys, id).await?.iter().take(10) {
            println!("  line {line}: {reason}");
        }
        tx.commit().await?;
        let mut file = std::fs::File::create(path).with_context(|| format!("making {}", path.display()))?;
        let mut rows = std::pin::pin!(::import::rejects_of(Arc::clone(&server.door), keys, actor.org, id));
        while let Some(piece) = rows.next().await {
            file.write_all(&piece?)?;
        }
        println!("Rows set aside are in {}. Fix them there and import that file.", path.display());
        Ok(())
    }
}

fn told(e: Error) -> anyhow::Error {
    let hint = e.hint.map(|h| format!(" {h}")).unwrap_or_default();
    anyhow::anyhow!("{}{hint}", e.message)
}

/// What became of it, in a line.
fn tell(job: &Job, before: &Job, took: Duration) {
    if before.rows_in > 0 {
        println!("Went on after row {} of an unfinished import; --restart begins anew.", before.rows_in);
    }
    let (rows, seconds) = (job.rows_in - before.rows_in, took.as_secs_f64());
    let verb = if job.dry_run { "would be " } else { "" };
    println!(
        "{rows} rows in {seconds:.1} s ({:.0} rows/s): {} {verb}created, {} {verb}updated, {} {verb}set aside",
        f64::from(rows) / seconds.max(0.001),
        job.created,
        job.updated,
        job.rejected
    );
}

/// A bar with the time left; a line every ten seconds when nobody watches.
fn show(progress: Arc<Progress>) -> ProgressBar {
    let bar = ProgressBar::new(100);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {percent:>3}% {msg}, {eta} left") {
        bar.set_style(style);
    }
    let shown = bar.clone();
    let watched = std::io::stderr().is_terminal();
    tokio::spawn(async move {
        let mut ticks = 0u64;
        while !shown.is_finished() {
            let (percent, note) = progress.now();
            shown.set_position(percent.max(0) as u64);
            if !watched && ticks % 100 == 99 {
                eprintln!("{note}");
            }
            shown.set_message(note);
            ticks += 1;
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    });
    bar
}
