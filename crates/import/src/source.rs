//! The file as headers and rows.

use anyhow::{Context as _, bail};
use platform::guard::Guard;
use std::fs::File;
use std::io::{BufReader, Read, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

/// Cells longer than this are refused; nobody types them.
const LONGEST_CELL: usize = 1 << 20;
/// A spreadsheet is unpacked in memory, so its size is bounded.
const LARGEST_SHEET: u64 = 64 << 20;

/// A file of rows on the disk of this machine.
#[derive(Debug, Clone)]
pub struct Input {
    /// Where it is.
    pub path: PathBuf,
    /// The name people know it by: `.csv` (any usual delimiter) or `.xlsx`.
    pub name: String,
    /// The sheet of a spreadsheet; the first when none is named.
    pub sheet: Option<String>,
    /// Who reads spreadsheets.
    pub guard: Guard,
}

/// What a file looks like before anything is decided: how it is read, its sheets, headers and first rows.
#[derive(Debug, Clone)]
pub struct Preview {
    /// "CSV, separated by ;" or "Sheet Clients".
    pub form: String,
    /// The sheets of a spreadsheet.
    pub sheets: Vec<String>,
    /// The headers.
    pub headers: Vec<String>,
    /// The first rows.
    pub rows: Vec<Vec<String>>,
}

/// One row as it came: its line, its cells.
pub(super) struct RawRow {
    pub(super) line: u64,
    pub(super) cells: Vec<String>,
}

/// Rows read together, and how many bytes of the file were read with them, of how many.
pub(super) struct Batch {
    pub(super) rows: Vec<RawRow>,
    pub(super) bytes: u64,
    pub(super) size: u64,
}

impl Input {
    /// The headers.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn headers(&self) -> anyhow::Result<Vec<String>> {
        Ok(self.open()?.headers)
    }

    /// The headers and the first rows.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn preview(&self, rows: usize) -> anyhow::Result<Preview> {
        let mut source = self.open()?;
        let mut found = Vec::new();
        while found.len() < rows
            && let Some(row) = source.next_row()?
        {
            found.push(row.cells);
        }
        Ok(Preview { form: source.form, sheets: source.sheets, headers: source.headers, rows: found })
    }

    /// Opens it and reads its headers.
    pub(super) fn open(&self) -> anyhow::Result<Source> {
        let mut file = File::open(&self.path).with_context(|| format!("opening {}", self.name))?;
        let mut head = vec![0; 64 << 10];
        let n = read_up_to(&mut file, &mut head)?;
        head.truncate(n);
        let zipped = head.starts_with(b"PK\x03\x04");
        if !zipped && self.name.to_lowercase().ends_with(".xlsx") {
            bail!("{} is not an XLSX file", self.name);
        }
        if head.is_empty() {
            bail!("{} is empty", self.name);
        }
        if zipped { sheet(&self.path, self.sheet.as_deref(), &self.guard) } else { csv_file(file, &head) }
    }
}

/// An open file.
pub(super) struct Source {
    pub(super) headers: Vec<String>,
    /// How it is read, in words.
    pub(super) form: String,
    /// The sheets of a spreadsheet.
    pub(super) sheets: Vec<String>,
    /// Bytes to read in all.
    pub(super) total: u64,
    rows: Rows,
}

enum Rows {
    /// `late`: with CRLF the parser names the line before, because the LF is still to be read.
    Csv { reader: csv::Reader<BufReader<File>>, record: csv::ByteRecord, late: u64 },
    /// What the guarded reader made of a sheet. `line` is the row of the sheet that comes next.
    Sheet { reader: csv::Reader<BufReader<File>>, record: csv::ByteRecord, line: u64 },
}

fn csv_file(mut file: File, head: &[u8]) -> anyhow::Result<Source> {
    if head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]) {
        bail!("the file is UTF-16. Save it as UTF-8: in Excel choose \"CSV UTF-8\".");
    }
    let bom = if head.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    file.seek(SeekFrom::Start(bom as u64))?;
    let separator = delimiter(&head[bom..]);
    let form = format!(
        "CSV, separated by {}",
        match separator {
            b'\t' => "tabs",
            b';' => "semicolons",
            b'|' => "bars",
            _ => "commas",
        }
    );
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator)
        .flexible(true)
        .from_reader(BufReader::with_capacity(1 << 17, file));
    let headers = reader.byte_headers()?.iter().map(|h| text(h).trim().to_string()).collect();
    let total = reader.get_ref().get_ref().metadata()?.len();
    let late = u64::from(head.windows(2).any(|w| w == b"\r\n"));
    Ok(Source {
        headers,
        form,
        sheets: Vec::new(),
        total,
        rows: Rows::Csv { reader, record: csv::ByteRecord::new(), late },
    })
}

fn sheet(path: &Path, wanted: Option<&str>, guard: &Guard) -> anyhow::Result<Source> {
    if path.metadata()?.len() > LARGEST_SHEET {
        bail!("the spreadsheet is larger than {} MB. Save it as CSV.", LARGEST_SHEET >> 20);
    }
    // Whoever waits for the child must not hold up others.
    let read = || guard.read("xlsx", wanted, File::open(path)?);
    let many = tokio::runtime::Handle::try_current()
        .is_ok_and(|h| h.runtime_flavor() == tokio::runtime::RuntimeFlavor::MultiThread);
    let rows = if many { tokio::task::block_in_place(read)? } else { read()? };
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .has_headers(false)
        .from_reader(BufReader::with_capacity(1 << 17, rows));
    let mut record = csv::ByteRecord::new();
    reader.read_byte_record(&mut record)?;
    let head: text::sheet::Head = serde_json::from_slice(record.get(0).unwrap_or_default())?;
    if !reader.read_byte_record(&mut record)? {
        bail!("the sheet {:?} is empty", head.sheet);
    }
    let total = reader.get_ref().get_ref().metadata()?.len();
    let headers = record.iter().map(|c| text(c).trim().to_string()).collect();
    let form = format!("sheet {}", head.sheet);
    Ok(Source { headers, form, sheets: head.sheets, total, rows: Rows::Sheet { reader, record, line: head.first_row } })
}

impl Source {
    /// The next row that is not empty.
    pub(super) fn next_row(&mut self) -> anyhow::Result<Option<RawRow>> {
        loop {
            let row = match &mut self.rows {
                Rows::Csv { reader, record, late } => {
                    if !reader.read_byte_record(record)? {
                        return Ok(None);
                    }
                    let line = record.position().map_or(0, csv::Position::line) + *late;
                    RawRow { line, cells: record.iter().map(|c| text(&c[..c.len().min(LONGEST_CELL)])).collect() }
                }
                Rows::Sheet { reader, record, line } => {
                    if !reader.read_byte_record(record)? {
                        return Ok(None);
                    }
                    *line += 1;
                    RawRow { line: *line, cells: record.iter().map(text).collect() }
                }
            };
            if row.cells.iter().any(|c| !c.trim().is_empty()) {
                return Ok(Some(row));
            }
        }
    }

    /// How far it has been read, in bytes.
    pub(super) fn position(&self) -> u64 {
        match &self.rows {
            Rows::Csv { reader, .. } | Rows::Sheet { reader, .. } => reader.position().byte(),
        }
    }
}

/// The separator that splits the first lines most evenly.
fn delimiter(head: &[u8]) -> u8 {
    let lines: Vec<&[u8]> = head.split(|b| *b == b'\n').take(10).filter(|l| !l.is_empty()).collect();
    let count = |d: u8| lines.first().map_or(0, |l| outside_quotes(l, d));
    let even = |d: u8| lines.iter().filter(|l| outside_quotes(l, d) == count(d)).count();
    [b',', b';', b'\t', b'|']
        .into_iter()
        .filter(|d| count(*d) > 0)
        .max_by_key(|d| (even(*d) * 2 > lines.len(), count(*d)))
        .unwrap_or(b',')
}

fn outside_quotes(line: &[u8], delimiter: u8) -> usize {
    let mut quoted = false;
    line.iter()
        .filter(|b| {
            if **b == b'"' {
                quoted = !quoted;
            }
            **b == delimiter && !quoted
        })
        .count()
}

/// UTF-8, or what Windows programs write when they do not say.
fn text(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.replace('\0', ""),
        Err(_) => bytes.iter().filter(|b| **b != 0).map(|b| windows_1252(*b)).collect(),
    }
}

fn windows_1252(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    if (0x80..0xa0).contains(&byte) { HIGH[usize::from(byte - 0x80)] } else { char::from(byte) }
}

fn read_up_to(file: &mut File, buffer: &mut [u8]) -> std::io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match file.read(&mut buffer[filled..])? {
            0 => break,
            n => filled += n,
        }
    }
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delimiter_is_seen() {
        assert_eq!(delimiter(b"a,b\n\"1,2;3\",4\n"), b',');
        assert_eq!(delimiter(b"a;b;c\n1,5;2;3\n"), b';');
        assert_eq!(delimiter(b"a\tb\n1\t2\n"), b'\t');
    }

    #[test]
    fn windows_text_is_read() {
        assert_eq!(text(b"M\xfcller \x96 caf\xe9"), "Müller – café");
    }
}
