//! XML inside packages, event by event: memory is one element's, and entities a file declares are never expanded.

use anyhow::{Context as _, ensure};
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use std::io::{BufReader, Cursor, Read as _};
use std::ops::ControlFlow;
use zip::ZipArchive;

/// Bytes one part of a package may have when it is unpacked.
const PART: u64 = 64 << 20;
/// Parts a package may have.
const PARTS: usize = 20_000;

/// A file that is a ZIP archive of parts.
pub(crate) type Package = ZipArchive<Cursor<Vec<u8>>>;

/// What stands in an XML document, by local names.
pub(crate) enum Said<'a> {
    /// An element begins; one that ends at once is followed by its end.
    Begin(&'a str, &'a BytesStart<'a>),
    /// An element ends.
    End(&'a str),
    /// Text of an element.
    Text(&'a str),
}

/// Opens a package.
pub(crate) fn open(bytes: Vec<u8>) -> anyhow::Result<Package> {
    let package = ZipArchive::new(Cursor::new(bytes)).context("The file is damaged")?;
    ensure!(package.len() <= PARTS, "The file has more than {PARTS} parts.");
    Ok(package)
}

/// Tells what stands in a part, until the hearer has enough. A part that is not there says nothing.
pub(crate) fn tell(
    package: &mut Package,
    part: &str,
    mut hear: impl FnMut(Said<'_>) -> ControlFlow<()>,
) -> anyhow::Result<()> {
    let Ok(entry) = package.by_name(part) else { return Ok(()) };
    ensure!(entry.size() <= PART, "The file unpacks to more than {} MB.", PART >> 20);
    let mut reader = Reader::from_reader(BufReader::new(entry.take(PART)));
    reader.config_mut().check_end_names = false;
    let mut room = Vec::new();
    loop {
        room.clear();
        let flow = match reader.read_event_into(&mut room).with_context(|| format!("{part} is damaged"))? {
            Event::Start(element) => hear(Said::Begin(element.local_name().as_ref(), &element)),
            Event::Empty(element) => {
                let name = element.local_name();
                match hear(Said::Begin(name.as_ref(), &element)) {
                    ControlFlow::Continue(()) => hear(Said::End(name.as_ref())),
                    enough => enough,
                }
            }
            Event::End(element) => hear(Said::End(element.local_name().as_ref())),
            Event::Text(text) => hear(Said::Text(&text)),
            Event::CData(text) => hear(Said::Text(&text)),
            Event::GeneralRef(name) => match name.resolve_char_ref() {
                Ok(Some(c)) => hear(Said::Text(c.encode_utf8(&mut [0; 4]))),
                _ => hear(Said::Text(resolve_predefined_entity(&name).unwrap_or_default())),
            },
            Event::Eof => return Ok(()),
            _ => ControlFlow::Continue(()),
        };
        if flow.is_break() {
            return Ok(());
        }
    }
}

/// An attribute by its local name.
pub(crate) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.attributes().flatten().find(|a| a.key.local_name().as_ref() == name)?;
    Some(found.value.into_owned())
}
