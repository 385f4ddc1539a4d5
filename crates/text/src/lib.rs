//! Foreign files → what is in them, as plain values.
//!
//! A file somebody sends may be made to hurt its reader, so nothing here runs in the server: `throughline extract` is a
//! child process with little memory and time, no network and nothing to write to, and this is what it calls.

mod about;
pub mod archive;
pub mod companies;
mod day;
pub mod eml;
mod html;
pub mod ics;
mod kind;
mod language;
pub mod mail;
mod markup;
pub mod ocds;
mod odf;
mod ooxml;
mod pages;
pub mod passages;
#[cfg(feature = "pdf")]
mod pdf;
mod pieces;
mod plain;
pub mod postings;
mod read;
pub mod robots;
mod rtf;
pub mod search;
pub mod sentences;
pub mod sheet;
pub mod site;
mod word;
mod xml;

pub use about::About;
pub use kind::Kind;
pub use pages::Page;
pub use pieces::Piece;
pub use read::{LARGEST, Laid, Outline, Text, laid, outlined, prepare, text};

use std::fs::File;
use std::io::{Read as _, Write};

/// What may be asked of a file: an e-mail's parts, a spreadsheet's rows, published tenders, openings, the text of any file,
/// its text with headings, or where on the page it stands, the files of an archive, when a calendar says that its owner is busy, what a
/// web page says of the company behind it, what a site lets programs read, the pages it lists, what a search of the web
/// found, rows of companies, or a message of a mailbox.
pub const KINDS: [&str; 15] = [
    "eml",
    "xlsx",
    "ocds",
    "postings",
    "text",
    "outline",
    "pieces",
    "zip",
    "ics",
    "site",
    "robots",
    "sitemap",
    "search",
    "companies",
    "mail",
];

/// Reads one file and writes what is in it: JSON for an e-mail ([`eml::Email`]), a text ([`Text`], [`Outline`]) or pieces ([`Laid`]), a line of JSON and
/// CSV for a spreadsheet, lines of JSON for tenders ([`ocds`]) and openings ([`postings`]). `part` is the wanted sheet of a spreadsheet; the first when none is named.
///
/// # Errors
/// When the file is not of the kind, or larger or deeper than is read. The message is for people.
pub fn extract(kind: &str, part: Option<&str>, mut file: File, out: &mut dyn Write) -> anyhow::Result<()> {
    match kind {
        "eml" => {
            let bytes = whole(&mut file, eml::LARGEST)?;
            serde_json::to_writer(out, &eml::read(&bytes)?)?;
            Ok(())
        }
        "mail" => {
            let bytes = whole(&mut file, mail::LARGEST)?;
            serde_json::to_writer(out, &mail::read(&bytes)?)?;
            Ok(())
        }
        "xlsx" => sheet::write_csv(file, part, out),
        "zip" => archive::write(file, out),
        "ics" => ics::write(&whole(&mut file, ics::LARGEST)?, part, out),
        "ocds" => ocds::write(&whole(&mut file, ocds::LARGEST)?, out),
        "postings" => postings::write(&whole(&mut file, postings::LARGEST)?, out),
        "site" => site::write(&whole(&mut file, site::LARGEST)?, out),
        "robots" => robots::write(&whole(&mut file, robots::LARGEST)?, part.unwrap_or("*"), out),
        "sitemap" => robots::write_map(&whole(&mut file, robots::LARGEST_MAP)?, out),
        "search" => search::write(&whole(&mut file, search::LARGEST)?, out),
        "companies" => companies::write(&whole(&mut file, companies::LARGEST)?, out),
        "text" => {
            let bytes = whole(&mut file, LARGEST)?;
            serde_json::to_writer(out, &text(bytes)?)?;
            Ok(())
        }
        "outline" => {
            let bytes = whole(&mut file, LARGEST)?;
            serde_json::to_writer(out, &outlined(bytes)?)?;
            Ok(())
        }
        "pieces" => {
            let bytes = whole(&mut file, LARGEST)?;
            serde_json::to_writer(out, &laid(bytes)?)?;
            Ok(())
        }
        other => anyhow::bail!("{other} files are not read; only {} are", KINDS.join(", ")),
    }
}

/// The file, or so much of it that it is seen to be too large.
fn whole(file: &mut File, most: usize) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(most as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
