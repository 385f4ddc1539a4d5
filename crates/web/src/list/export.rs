//! What a list shows, as a file.

use crate::arrangement::Arrangement;
use crate::data::{Ask, Row};
use crate::nouns::{Field, Noun, label_of, shown};
use crate::refused::Answer;
use crate::visit::Visit;
use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use catalog::Kind;
use records::Error;
use rust_xlsxwriter::Workbook;

/// Rows fetched at a time.
const PAGE: u64 = 1000;
/// Rows a spreadsheet may have.
const SHEET: usize = 1_048_575;

/// `GET /<noun>/export?as=csv|xlsx&…`: the columns shown, in their order, all rows that match.
pub(crate) async fn download(visit: Visit, Path(name): Path<String>) -> Answer {
    let noun = visit.noun(&name)?;
    let mut arrangement = Arrangement::parse(&visit.query);
    let fields = arrangement.columns(&noun);
    let only: Vec<String> = crate::address::pairs(&visit.query)
        .into_iter()
        .filter(|(k, _)| k == "ids")
        .flat_map(|(_, v)| v.split(';').map(str::to_string).collect::<Vec<_>>())
        .collect();
    if !only.is_empty() {
        arrangement.filters = crate::address::pairs(&crate::bulk::key_filter(&noun, &only)?);
        arrangement.q = None;
    }
    let mut heads = vec![noun.names().first().map_or("Name".to_string(), |f| f.label.clone())];
    heads.extend(fields.iter().map(|f| f.label.clone()));
    let mut rows = Vec::new();
    loop {
        let found = visit.find(Ask::new(&name, arrangement.question(&visit, &noun, &fields, PAGE))).await?;
        rows.extend(found.rows.iter().map(|row| cells(&noun, &fields, row)));
        match found.next {
            Some(next) if rows.len() < SHEET => arrangement.after = Some(next),
            _ => break,
        }
    }
    visit
        .server
        .note_export(&visit.actor, &name, rows.len() as u64)
        .await
        .map_err(|e| platform::explain(&visit.server.catalog, &e, true))?;
    let day = visit.today();
    let (body, kind, ending) = if visit.param("as").as_deref() == Some("xlsx") {
        (
            sheet(&noun, &heads, &fields, &rows).map_err(|e| Error::new(500, "XX000", e.to_string()))?,
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "xlsx",
        )
    } else {
        (csv(&heads, &fields, &rows), "text/csv; charset=utf-8", "csv")
    };
    let mut response = server::http::typed(StatusCode::OK, kind, body);
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}-{day}.{ending}\"")) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

/// A row as text, its name first.
fn cells(noun: &Noun<'_>, fields: &[&Field], row: &Row) -> Vec<String> {
    let value = |f: &&Field| {
        if f.target.is_some() {
            return label_of(row.get(&format!("{}_label", f.key)));
        }
        match row.get(&f.value_key()) {
            Some(serde_json::Value::Array(items)) => items
                .iter()
                .map(|i| {
                    i.as_str().map_or_else(
                        || i.to_string(),
                        |s| f.options.iter().find(|(v, _)| v == s).map_or_else(|| s.to_string(), |(_, w)| w.clone()),
                    )
                })
                .collect::<Vec<_>>()
                .join(", "),
            _ => shown(f, row),
        }
    };
    std::iter::once(noun.title(row)).chain(fields.iter().map(value)).collect()
}

/// Text that a spreadsheet would take for a formula gets a quote before it.
pub(crate) fn harmless(text: &str) -> String {
    if records::is_formula(text.as_bytes()) { format!("'{text}") } else { text.to_string() }
}

fn csv(heads: &[String], fields: &[&Field], rows: &[Vec<String>]) -> Vec<u8> {
    let mut out = csv::Writer::from_writer(b"\xef\xbb\xbf".to_vec());
    out.write_record(heads.iter().map(|h| harmless(h))).ok();
    for row in rows {
        let cells = row
            .iter()
            .enumerate()
            .map(|(i, cell)| if i > 0 && fields[i - 1].numeric() { cell.clone() } else { harmless(cell) });
        out.write_record(cells).ok();
    }
    out.into_inner().unwrap_or_default()
}

fn sheet(
    noun: &Noun<'_>,
    heads: &[String],
    fields: &[&Field],
    rows: &[Vec<String>],
) -> Result<Vec<u8>, rust_xlsxwriter::XlsxError> {
    let mut book = Workbook::new();
    let bold = rust_xlsxwriter::Format::new().set_bold();
    let day = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd");
    let sheet = book.add_worksheet();
    sheet.set_name(noun.plural().chars().take(31).collect::<String>())?;
    for (i, head) in heads.iter().enumerate() {
        sheet.write_string_with_format(0, i as u16, head, &bold)?;
    }
    sheet.set_freeze_panes(1, 1)?;
    for (r, row) in rows.iter().enumerate() {
        for (c, cell) in row.iter().enumerate() {
            let (line, column) = (r as u32 + 1, c as u16);
            let field = c.checked_sub(1).map(|i| fields[i]);
            match field.map(|f| f.kind) {
                Some(Kind::Money | Kind::Number | Kind::Integer | Kind::Percent) if cell.parse::<f64>().is_ok() => {
                    sheet.write_number(line, column, cell.parse::<f64>().unwrap_or_default())?;
                }
                Some(Kind::Date) if rust_xlsxwriter::ExcelDateTime::parse_from_str(cell).is_ok() => {
                    sheet.write_datetime_with_format(
                        line,
                        column,
                        &rust_xlsxwriter::ExcelDateTime::parse_from_str(cell)?,
                        &day,
                    )?;
                }
                // Written as text, a formula stays text; what is too long for a cell is cut.
                _ => {
                    sheet.write_string(line, column, cell.chars().take(32_000).collect::<String>())?;
                }
            }
        }
    }
    book.save_to_buffer()
}
