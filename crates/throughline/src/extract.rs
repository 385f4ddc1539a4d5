//! `throughline extract`: the child process that reads one foreign file, from its standard input.

use clap::Args;
use rustix::process::{Resource, Rlimit, setrlimit};
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::os::fd::AsFd as _;
use std::process::ExitCode;

/// Memory the reader may have.
const MEMORY: u64 = 1 << 30;
/// Seconds of processor time it may use.
const SECONDS: u64 = 30;
/// Bytes it may write.
const OUTPUT: u64 = 1 << 30;

/// Reads one foreign file; the server starts it, people need not.
#[derive(Args)]
pub(crate) struct Extract {
    /// What the file is: eml or xlsx
    #[arg(long)]
    kind: String,
    /// The sheet of a spreadsheet
    #[arg(long)]
    part: Option<String>,
}

impl Extract {
    /// Limits this process first, then reads.
    pub(crate) fn run(&self) -> ExitCode {
        match self.extract() {
            Ok(()) => ExitCode::SUCCESS,
            Err(e) => {
                eprintln!("error: {e:#}");
                ExitCode::FAILURE
            }
        }
    }

    fn extract(&self) -> anyhow::Result<()> {
        let limits = [
            (Resource::As, MEMORY),
            (Resource::Cpu, SECONDS),
            (Resource::Fsize, OUTPUT),
            (Resource::Nofile, 16),
            (Resource::Core, 0),
            (Resource::Nproc, 0),
        ];
        for (resource, most) in limits {
            setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })?;
        }
        let file = File::from(std::io::stdin().as_fd().try_clone_to_owned()?);
        let mut out = BufWriter::new(File::from(std::io::stdout().as_fd().try_clone_to_owned()?));
        text::extract(&self.kind, self.part.as_deref(), file, &mut out)?;
        out.flush()?;
        Ok(())
    }
}
