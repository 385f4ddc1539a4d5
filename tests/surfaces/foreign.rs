//! Files of strangers that are made to hurt their reader.

use serde_json::json;
use std::io::{Cursor, Write as _};
use tests::World;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const NS: &str = "http://schemas.openxmlformats.org";

/// A workbook with one sheet of these rows.
fn workbook(rows: &str) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut add = |name: &str, text: String| {
        zip.start_file(name, SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated))
            .unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    };
    let main = format!("{NS}/spreadsheetml/2006/main");
    add(
        "[Content_Types].xml",
        format!(
            r#"<Types xmlns="{NS}/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#
        ),
    );
    let office = format!(
        r#"<Relationship Id="r0" Type="{NS}/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/>"#
    );
    add("_rels/.rels", format!(r#"<Relationships xmlns="{NS}/package/2006/relationships">{office}</Relationships>"#));
    let sheets = r#"<sheets><sheet name="One" sheetId="1" r:id="r1"/></sheets>"#;
    add(
        "xl/workbook.xml",
        format!(r#"<workbook xmlns="{main}" xmlns:r="{NS}/officeDocument/2006/relationships">{sheets}</workbook>"#),
    );
    let one = format!(
        r#"<Relationship Id="r1" Type="{NS}/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>"#
    );
    add(
        "xl/_rels/workbook.xml.rels",
        format!(r#"<Relationships xmlns="{NS}/package/2006/relationships">{one}</Relationships>"#),
    );
    add("xl/worksheets/sheet1.xml", format!(r#"<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>"#));
    zip.finish().unwrap().into_inner()
}

fn cell(place: &str, row: u32, text: &str) -> String {
    format!(r#"<row r="{row}"><c r="{place}" t="inlineStr"><is><t>{text}</t></is></c></row>"#)
}

#[test]
fn cells_far_apart_take_no_memory_and_the_role_is_asked_first() {
    let world = World::new();
    let wide = workbook(&(cell("A1", 1, "name") + &cell("XFD1048576", 1_048_576, "x")));
    let viewer =
        world.sign_in("viewer@yourco").send("POST", "/import/v1/clients?filename=wide.xlsx", Some(wide.clone()));
    assert_eq!(viewer.refusal(), "403 42501");
    let admin = world.sign_in("admin@yourco");
    let refused = admin.send("POST", "/import/v1/clients?filename=wide.xlsx", Some(wide));
    assert_eq!(refused.refusal(), "400 TL120");
    assert!(refused.json()["message"].as_str().unwrap().contains("1000 columns"), "{}", refused.text);
    let tall = world.import(
        &admin,
        "clients?filename=book.xlsx",
        &workbook(&(cell("A1", 1, "name") + &cell("A200000", 200_000, "Far away Ltd"))),
    );
    assert_eq!((&tall["status"], &tall["created"]), (&json!("completed"), &json!(1)), "{tall}");
    assert_eq!(world.visitor().get("/health").status, 200);
}

#[test]
fn an_unpacking_bomb_is_refused() {
    let world = World::new();
    // One cell of 1.1 GB, in a file of one.
    let bomb = workbook(&cell("A1", 1, &"x".repeat(1_100_000_000)));
    assert!(bomb.len() < 8 << 20, "{}", bomb.len());
    let answer = world.sign_in("admin@yourco").send("POST", "/import/v1/clients?filename=bomb.xlsx", Some(bomb));
    assert_eq!(answer.refusal(), "400 TL120");
    assert_eq!(world.visitor().get("/health").status, 200);
}

#[test]
fn an_email_in_an_email_in_an_email_ends_nothing() {
    let world = World::new();
    let mut message = Vec::new();
    for _ in 0..60_000 {
        message.write_all(b"From: a@b.example\r\nContent-Type: message/rfc822\r\n\r\n").unwrap();
    }
    let me = world.sign_in("consultant@yourco");
    let answer = me.verb("log_email", json!({ "message": String::from_utf8(message).unwrap() }));
    assert!((400..500).contains(&answer.status), "{}", answer.text);
    let fine = "From: Ada <ada@nowhere.example>\r\nTo: x@y.example\r\nSubject: Hello\r\n\r\nText";
    assert_eq!(me.verb("log_email", json!({ "message": fine })).refusal(), "404 TL404", "the next one is read as ever");
    assert_eq!(me.verb("log_email", json!({ "message": "nothing" })).refusal(), "400 TL120");
}
