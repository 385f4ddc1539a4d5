//! A spreadsheet, read cell by cell: its rows, or its text.

use crate::ooxml;
use crate::pages::Pages;
use crate::xml::open;
use anyhow::{Context as _, ensure};
use calamine::{Data, DataRef, Reader as _, Xls, Xlsx};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{BufReader, Cursor, Write};

/// Columns a sheet may use.
const COLUMNS: usize = 1000;
/// Cells with something in them that are read.
const CELLS: u64 = 20_000_000;
/// Characters of one cell that are kept.
const CELL: usize = 1 << 20;
/// Sheets of a workbook.
const SHEETS: usize = 500;

/// The first line of what [`write_csv`] writes.
#[derive(Debug, Serialize, Deserialize)]
pub struct Head {
    /// The sheets, in order.
    pub sheets: Vec<String>,
    /// The sheet that follows.
    pub sheet: String,
    /// The row of the sheet, from 1, that the first record is.
    pub first_row: u64,
}

/// Writes a line of JSON ([`Head`]) and then the rows of a sheet as CSV, blank rows between used ones included. Memory is
/// bounded by one row, however far apart its cells stand.
///
/// # Errors
/// When the file is no spreadsheet, has no such sheet, or uses more than 1,000 columns or 20 million cells.
pub fn write_csv(file: File, wanted: Option<&str>, out: &mut dyn Write) -> anyhow::Result<()> {
    let mut book: Xlsx<_> = Xlsx::new(BufReader::new(file)).context("the file is not a readable XLSX")?;
    let sheets = book.sheet_names();
    ensure!(sheets.len() <= SHEETS, "the spreadsheet has more than {SHEETS} sheets");
    let sheet =
        wanted.map(str::to_string).or_else(|| sheets.first().cloned()).context("the spreadsheet has no sheets")?;
    ensure!(sheets.contains(&sheet), "there is no sheet {sheet:?}; there are: {}", sheets.join(", "));
    let mut cells = book.worksheet_cells_reader(&sheet).with_context(|| format!("reading the sheet {sheet:?}"))?;
    let mut head = Some(Head { sheets, sheet, first_row: 1 });
    let mut rows = csv::WriterBuilder::new().flexible(true).from_writer(out);
    let (mut at, mut count) = (0_u32, 0_u64);
    let mut row: Vec<String> = Vec::new();
    while let Some(cell) = cells.next_cell().context("the sheet is damaged")? {
        let (line, column) = cell.get_position();
        let text = written(cell.get_value());
        if text.is_empty() {
            continue;
        }
        count += 1;
        ensure!(count <= CELLS, "the sheet has more than {CELLS} cells. Save it as CSV.");
        ensure!(
            (column as usize) < COLUMNS,
            "the sheet uses more than {COLUMNS} columns. Remove what stands far to the right."
        );
        if let Some(head) = head.take() {
            at = line;
            start(&mut rows, &Head { first_row: u64::from(line) + 1, ..head })?;
        }
        ensure!(line >= at, "the rows of the sheet are not in order");
        while at < line {
            rows.write_record(if row.is_empty() { vec![String::new()] } else { std::mem::take(&mut row) })?;
            at += 1;
        }
        if row.len() <= column as usize {
            row.resize(column as usize + 1, String::new());
        }
        row[column as usize] = text;
    }
    match head {
        Some(head) => start(&mut rows, &head)?,
        None => rows.write_record(row)?,
    }
    rows.flush()?;
    Ok(())
}

/// Reads the text of every sheet, a page for each. Cells that stand in one row are parted by tabs, however far apart.
pub(crate) fn read_xlsx(bytes: Vec<u8>, pages: &mut Pages) -> anyhow::Result<()> {
    if pages.about.is_some() {
        ooxml::about(&mut open(bytes.clone())?, pages)?;
    }
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).context("The spreadsheet is damaged")?;
    let sheets = book.sheet_names();
    ensure!(sheets.len() <= SHEETS, "The spreadsheet has more than {SHEETS} sheets.");
    for sheet in sheets {
        pages.page(Some(sheet.clone()));
        // A sheet may be a chart.
        let Ok(mut cells) = book.worksheet_cells_reader(&sheet) else { continue };
        let mut row = None;
        while let Some(cell) = cells.next_cell().context("The spreadsheet is damaged")? {
            write_cell(pages, &mut row, cell.get_position().0, &written(cell.get_value()));
            if pages.is_full() {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// As [`read_xlsx`], of a spreadsheet in the form before 2007.
pub(crate) fn read_xls(bytes: Vec<u8>, pages: &mut Pages) -> anyhow::Result<()> {
    let mut book: Xls<_> = Xls::new(Cursor::new(bytes)).context("The spreadsheet is damaged")?;
    for (sheet, range) in book.worksheets() {
        pages.page(Some(sheet));
        let mut last = None;
        for (line, _, value) in range.used_cells() {
            write_cell(pages, &mut last, u32::try_from(line).unwrap_or(u32::MAX), &written(&of(value)));
            if pages.is_full() {
                return Ok(());
            }
        }
    }
    Ok(())
}

fn write_cell(pages: &mut Pages, row: &mut Option<u32>, line: u32, text: &str) {
    if text.is_empty() {
        return;
    }
    if let Some(before) = row.replace(line) {
        pages.text(if before == line { "\t" } else { "\n" });
    }
    // A cell is one line of its row.
    pages.text(&text.replace(['\n', '\t'], " "));
}

fn of(value: &Data) -> DataRef<'_> {
    match value {
        Data::Int(n) => DataRef::Int(*n),
        Data::Float(f) => DataRef::Float(*f),
        Data::String(s) => DataRef::SharedString(s),
        Data::Bool(b) => DataRef::Bool(*b),
        Data::DateTime(at) => DataRef::DateTime(*at),
        Data::DateTimeIso(s) | Data::DurationIso(s) => DataRef::SharedString(s),
        Data::Error(e) => DataRef::Error(e.clone()),
        _ => DataRef::Empty,
    }
}

fn start(rows: &mut csv::Writer<&mut dyn Write>, head: &Head) -> anyhow::Result<()> {
    rows.write_record([serde_json::to_string(head)?])?;
    Ok(())
}

fn written(value: &DataRef<'_>) -> String {
    let text = match value {
        DataRef::Empty => String::new(),
        DataRef::Int(n) => n.to_string(),
        DataRef::Float(f) if f.fract() == 0.0 && f.abs() < 1e15 => format!("{f:.0}"),
        DataRef::Float(f) => f.to_string(),
        DataRef::String(s) | DataRef::DateTimeIso(s) | DataRef::DurationIso(s) => s.clone(),
        DataRef::SharedString(s) => (*s).to_string(),
        DataRef::Bool(b) => b.to_string(),
        DataRef::Error(e) => e.to_string(),
        DataRef::DateTime(at) => {
            let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
            match (hour, minute, second) {
                (0, 0, 0) => format!("{year:04}-{month:02}-{day:02}"),
                _ => format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"),
            }
        }
    };
    let kept: String = text.chars().filter(|c| *c != '\0').take(CELL).collect();
    kept.trim_end().to_string()
}
