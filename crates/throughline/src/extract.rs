//! `throughline extract`: the child process that reads one foreign file, from its standard input.

use crate::sandbox;
use clap::Args;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::os::fd::AsFd as _;
use std::process::ExitCode;

/// Bytes of a text that may be written: its pages as JSON, and the library that reads them.
const TEXT: u64 = 64 << 20;
/// Bytes of a spreadsheet's rows, or of an e-mail with its files.
const ROWS: u64 = 1 << 30;

/// Reads one foreign file; the server starts it, people need not.
#[derive(Args)]
pub(crate) struct Extract {
    /// What is wanted of the file: eml, xlsx, ocds, postings, text, outline, pieces, zip, ics, site, robots, sitemap, search or companies
    #[arg(long)]
    kind: String,
    /// The sheet of a spreadsheet, the days asked of a calendar, or the program a robots.txt is read for
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
        let is_text = matches!(self.kind.as_str(), "text" | "outline" | "pieces");
        sandbox::limit(if is_text { TEXT } else { ROWS })?;
        let file = File::from(std::io::stdin().as_fd().try_clone_to_owned()?);
        let mut out = BufWriter::new(File::from(std::io::stdout().as_fd().try_clone_to_owned()?));
        if is_text {
            text::prepare(&file);
        }
        sandbox::shut()?;
        text::extract(&self.kind, self.part.as_deref(), file, &mut out)?;
        out.flush()?;
        Ok(())
    }
}
