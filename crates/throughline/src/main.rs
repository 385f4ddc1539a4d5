//! The `throughline` program: its commands, and how the parts are wired.

mod backup;
mod call;
mod common;
mod demo;
mod doctor;
mod export;
mod extract;
mod import;
mod people;
mod place;
mod restore;
mod sandbox;
mod serve;

use clap::{Parser, Subcommand};
use common::Common;
use std::process::ExitCode;

/// The platform for firms that sell people's work: one program with PostgreSQL inside.
#[derive(Parser)]
#[command(name = "throughline", version, after_help = "First time here? Run: throughline demo")]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    common: Common,
}

#[derive(Subcommand)]
enum Command {
    /// Start with five demo organisations, to look around
    Demo(demo::Demo),
    /// Start the server
    Serve(serve::Serve),
    /// Bring the database to this version's schema, without starting the server
    Migrate,
    /// Organisations: add, list
    #[command(subcommand)]
    Org(people::Org),
    /// Users: add, list, change a password, reset factors and passkeys
    #[command(subcommand)]
    User(people::User),
    /// Keys: API keys for programs, and the keys that encrypt personal data
    #[command(subcommand)]
    Keys(people::Keys),
    /// Use a verb, such as log_time, as one user
    Call(call::CallArgs),
    /// Bring in a CSV or XLSX file
    Import(import::Import),
    /// Write records to a CSV file
    Export(export::Export),
    /// Write the whole database to one file, while the server runs
    Backup(backup::Backup),
    /// Load a backup into an empty database
    Restore(restore::Restore),
    /// Look for what is wrong, and say how to fix it
    Doctor,
    #[command(hide = true)]
    Extract(extract::Extract),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    if let Command::Extract(extract) = &cli.command {
        return extract.run();
    }
    let level = match cli.common.verbose {
        0 => tracing::Level::WARN,
        1 => tracing::Level::INFO,
        _ => tracing::Level::DEBUG,
    };
    tracing_subscriber::fmt().with_max_level(level).with_writer(std::io::stderr).with_target(false).init();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(e) => {
            eprintln!("error: the runtime does not start: {e}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(run(cli)) {
        Ok(code) => code,
        Err(e) => {
            eprintln!("error: {}", platform::told(&e));
            ExitCode::FAILURE
        }
    }
}

async fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    let common = &cli.common;
    match cli.command {
        Command::Demo(demo) => demo.run(common).await?,
        Command::Serve(serve) => serve.run(common).await?,
        Command::Migrate => place::migrate(common).await?,
        Command::Org(org) => org.run(common).await?,
        Command::User(user) => user.run(common).await?,
        Command::Keys(keys) => keys.run(common).await?,
        Command::Import(import) => return import.run(common).await,
        Command::Call(call) => call.run(common).await?,
        Command::Export(export) => export.run(common).await?,
        Command::Backup(backup) => backup.run(common).await?,
        Command::Restore(restore) => restore.run(common).await?,
        Command::Doctor => return doctor::run(common).await,
        Command::Extract(extract) => return Ok(extract.run()),
    }
    Ok(ExitCode::SUCCESS)
}
