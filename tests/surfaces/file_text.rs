//! The text of kept files: what people and agents read of them, and files that are made to hurt their reader.

use serde_json::{Value, json};
use std::io::{Cursor, Write as _};
use tests::{Client, World};

/// Somebody who keeps files with a client, as a person and as a program.
struct Keeper {
    page: Client,
    api: Client,
    client: String,
}

impl Keeper {
    fn new(world: &World) -> Keeper {
        let api = world.sign_in("manager@yourco");
        let client = api.made("clients", json!({ "name": "Paper Mill" }));
        Keeper { page: world.browser("manager@yourco"), api, client }
    }

    /// Keeps a file and answers its id.
    fn keeps(&self, name: &str, content: &[u8]) -> String {
        let kept = self.page.upload(&format!("/clients/{}/files", self.client), &[(name, content)]);
        assert_eq!(kept.status, 303, "{name}: {}", kept.text);
        let last = format!("files?select=id&entity_id=eq.{}&order=id.desc&limit=1", self.client);
        self.api.one(&last)["id"].as_str().unwrap().to_string()
    }

    /// What a program reads of a file.
    fn reads(&self, name: &str, content: &[u8]) -> tests::Answer {
        self.api.verb("read_file_text", json!({ "file": self.keeps(name, content) }))
    }
}

fn docx(body: &str) -> Vec<u8> {
    let document = format!(r#"<w:document xmlns:w="w"><w:body>{body}</w:body></w:document>"#);
    let header = r#"<w:hdr xmlns:w="w"><w:p><w:r><w:t>Ada, ada@rigger.example</w:t></w:r></w:p></w:hdr>"#;
    tests::zipped(&[("word/document.xml", document.as_bytes()), ("word/header1.xml", header.as_bytes())])
}

/// A PDF with a page for each text. It has no table of places: readers find their way.
pub(crate) fn pdf(pages: &[&str]) -> Vec<u8> {
    let kids: String = (0..pages.len()).map(|i| format!("{} 0 R ", 10 + 2 * i)).collect();
    let mut all = format!(
        "%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n\
         2 0 obj <</Type/Pages/Kids[{kids}]/Count {}>> endobj\n\
         3 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica>> endobj\n",
        pages.len()
    );
    for (i, text) in pages.iter().enumerate() {
        let (page, content) = (10 + 2 * i, 11 + 2 * i);
        let drawn = format!("BT /F1 12 Tf 72 700 Td ({text}) Tj ET");
        all += &format!(
            "{page} 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents {content} 0 R\
             /Resources<</Font<</F1 3 0 R>>>>>> endobj\n\
             {content} 0 obj <</Length {}>> stream\n{drawn}\nendstream endobj\n",
            drawn.len()
        );
    }
    all += "trailer <</Root 1 0 R>>\n%%EOF\n";
    all.into_bytes()
}

/// A document of Word 97: one piece in bytes, one in UTF-16.
fn doc() -> Vec<u8> {
    let (first, second) = (b"Old r\xe9sum\xe9\rFields: \x13HYPERLINK\x14shown\x15\x0c".as_slice(), "Zweite Seite €\r");
    let wide: Vec<u8> = second.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut document = vec![0; 0x400];
    document[..4].copy_from_slice(&[0xec, 0xa5, 0xc1, 0]);
    document[0x0b] = 2;
    document.extend_from_slice(first);
    let at = document.len() as u32;
    document.extend_from_slice(&wide);
    let (one, all) = (first.len() as u32, (first.len() + second.encode_utf16().count()) as u32);
    let mut list: Vec<u8> = [0, one, all].into_iter().flat_map(u32::to_le_bytes).collect();
    for place in [0x4000_0000 | (0x400 * 2), at] {
        list.extend_from_slice(&[0, 0]);
        list.extend_from_slice(&place.to_le_bytes());
        list.extend_from_slice(&[0, 0]);
    }
    let mut table = vec![2];
    table.extend_from_slice(&(list.len() as u32).to_le_bytes());
    table.extend_from_slice(&list);
    document[0x1a6..0x1aa].copy_from_slice(&(table.len() as u32).to_le_bytes());
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    for (name, content) in [("/WordDocument", &document), ("/1Table", &table)] {
        file.create_stream(name).unwrap().write_all(content).unwrap();
    }
    file.into_inner().into_inner()
}

fn pages(answer: &Value) -> Vec<String> {
    answer["pages"].as_array().unwrap().iter().map(|p| p["text"].as_str().unwrap().to_string()).collect()
}

#[test]
fn every_kind_is_read_page_by_page_whatever_its_name_says() {
    let world = World::new();
    let keeper = Keeper::new(&world);
    let relations = r#"<Relationships><Relationship Id="r9" Target="slides/slide2.xml"/><Relationship Id="r3" Target="slides/slide1.xml"/></Relationships>"#;
    let slide =
        |words: &str| format!(r#"<p:sld xmlns:p="p" xmlns:a="a"><a:p><a:r><a:t>{words}</a:t></a:r></a:p></p:sld>"#);
    let open_text = r#"<office:document-content xmlns:office="o" xmlns:text="t"><office:body><office:text><text:h>Terms</text:h><text:p>Net<text:s text:c="3"/>30 &amp; more</text:p><text:soft-page-break/><text:p>Over</text:p></office:text></office:body></office:document-content>"#;
    let cases: Vec<(&str, Vec<u8>, &str, Vec<&str>)> = vec![
        ("a.pdf", pdf(&["Offer for the steel works", "Second page of it"]), "pdf", vec!["Offer for the steel works", "Second page of it"]),
        (
            "no name at all",
            docx("<w:p><w:r><w:t>R&#233;sum&#233; &amp; more</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>Rigger</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>45</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p><w:r><w:br w:type=\"page\"/><w:t>Next</w:t></w:r></w:p>"),
            "docx",
            vec!["Ada, ada@rigger.example\nRésumé & more\nRigger\t45", "Next"],
        ),
        (
            "talk.pptx",
            tests::zipped(&[
                ("ppt/_rels/presentation.xml.rels", relations.as_bytes()),
                ("ppt/presentation.xml", br#"<p:presentation xmlns:p="p" xmlns:r="r"><p:sldIdLst><p:sldId id="256" r:id="r9"/><p:sldId id="257" r:id="r3"/></p:sldIdLst></p:presentation>"#),
                ("ppt/slides/slide1.xml", slide("Shown last").as_bytes()),
                ("ppt/slides/slide2.xml", slide("Shown first").as_bytes()),
            ]),
            "pptx",
            vec!["Shown first", "Shown last"],
        ),
        ("people.pdf", include_bytes!("people.xlsx").to_vec(), "xlsx", vec![]),
        (
            "terms.odt",
            tests::zipped(&[("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", open_text.as_bytes())]),
            "odt",
            vec!["Terms\nNet   30 & more", "Over"],
        ),
        ("old.doc", doc(), "doc", vec!["Old résumé\nFields: shown", "Zweite Seite €"]),
        (
            "letter.rtf",
            br"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\*\generator x;}Gr\'fc\'dfe\par \u8364? 5\page Over}".to_vec(),
            "rtf",
            vec!["Grüße\n€ 5", "Over"],
        ),
        (
            "page.txt",
            b"<!doctype html><title>T</title><style>p{}</style><script>x()</script><h1>Head</h1><p>One <a href=x>link</a> &amp; two".to_vec(),
            "html",
            vec!["Head\n\nOne link & two"],
        ),
        (
            "mail.bin",
            b"From: Ada <ada@nowhere.example>\r\nTo: x@y.example\r\nSubject: Hello\r\n\r\nThe text".to_vec(),
            "eml",
            vec!["From: Ada <ada@nowhere.example>\nTo: x@y.example\nSubject: Hello\n\nThe text"],
        ),
        ("rates.csv", b"trade,rate\r\nRigger,45\r\n".to_vec(), "text", vec!["trade,rate\nRigger,45"]),
        ("latin.txt", b"Gr\xfc\xdfe".to_vec(), "text", vec!["Grüße"]),
    ];
    for (name, content, kind, expected) in cases {
        let read = keeper.reads(name, &content).json();
        assert_eq!(
            (&read["name"], &read["kind"], &read["status"]),
            (&json!(name), &json!(kind), &json!("read")),
            "{read}"
        );
        if !expected.is_empty() {
            assert_eq!(pages(&read), expected, "{name}");
        }
        // Every page says where in the whole it begins.
        let mut before = 0;
        for (i, page) in read["pages"].as_array().unwrap().iter().enumerate() {
            assert_eq!((&page["number"], &page["offset"]), (&json!(i + 1), &json!(before)), "{name}");
            before += page["text"].as_str().unwrap().chars().count();
        }
    }
    let book = keeper.reads("people.xlsx", include_bytes!("people.xlsx")).json();
    assert!(book["pages"][0]["name"].is_string() && pages(&book)[0].contains('\t'), "{book}");
}

#[test]
fn the_files_tab_leads_to_the_text_and_says_what_stands_in_its_way() {
    let world = World::new();
    let keeper = Keeper::new(&world);
    let offer = keeper.keeps("offer.pdf", &pdf(&["Offer for the steel works", "Second page of it"]));
    let tab = keeper.page.get(&format!("/clients/{}?tab=files", keeper.client)).text;
    assert!(tab.contains(&format!("/files/{offer}/text")) && tab.contains("Read its text"), "{tab}");
    let page = keeper.page.get(&format!("/files/{offer}/text"));
    assert_eq!(page.status, 200);
    for words in ["Page 1", "Offer for the steel works", "Page 2", "Second page of it", "offer.pdf"] {
        assert!(page.text.contains(words), "{words}");
    }
    let scan = keeper.keeps("scan.pdf", &pdf(&[""]));
    assert_eq!(keeper.api.done("read_file_text", json!({ "file": scan }))["status"], "needs_ocr");
    assert!(keeper.page.get(&format!("/files/{scan}/text")).text.contains("needs OCR"));
    let program = keeper.keeps("tool.pdf", b"\x7fELF\x02\x01\x01\0\0\0");
    let refused = keeper.page.get(&format!("/files/{program}/text")).text;
    assert!(refused.contains("not a kind of file whose text is read"), "{refused}");
    let locked = "%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n2 0 obj <</Type/Pages/Kids[]/Count 0>> endobj\n4 0 obj <</Filter/Standard/V 1/R 2/O(01234567890123456789012345678901)/U(01234567890123456789012345678901)/P -44>> endobj\ntrailer <</Root 1 0 R/Encrypt 4 0 R/ID[(0123456789012345)(0123456789012345)]>>\n%%EOF\n";
    let answer = keeper.reads("locked.pdf", locked.as_bytes());
    assert!(answer.refusal() == "400 TL120" && answer.text.contains("password"), "{}", answer.text);
}

#[test]
fn who_may_not_see_a_file_may_not_read_it() {
    let world = World::new();
    let keeper = Keeper::new(&world);
    let file = keeper.keeps("offer.txt", b"Only for us");
    let input = json!({ "file": file });
    assert_eq!(world.sign_in("viewer@yourco").done("read_file_text", input.clone())["pages"][0]["text"], "Only for us");
    assert_eq!(world.sign_in("manager@copilot").verb("read_file_text", input.clone()).refusal(), "404 TL404");
    assert_eq!(world.browser("manager@copilot").get(&format!("/files/{file}/text")).status, 404);
    assert_eq!(world.sign_in("client@yourco").verb("read_file_text", input.clone()).refusal(), "403 42501");
    assert_eq!(world.browser("client@yourco").get(&format!("/files/{file}/text")).status, 404);
    // Of a client they are not assigned to.
    world.sign_in("admin@yourco").patch("/rest/v1/organizations?id=not.is.null", json!({ "visibility": "assigned" }));
    assert_eq!(world.sign_in("consultant@yourco").verb("read_file_text", input).refusal(), "404 TL404");
    assert_eq!(world.browser("consultant@yourco").get(&format!("/files/{file}/text")).status, 404);
}

#[test]
fn files_made_to_hurt_are_refused_in_words_and_hurt_nobody() {
    let world = World::new();
    let keeper = Keeper::new(&world);
    // 70 MB in a file of a tenth of one.
    let bomb = docx(&format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", "x".repeat(70 << 20)));
    assert!(bomb.len() < 1 << 20, "{}", bomb.len());
    let answer = keeper.reads("bomb.docx", &bomb);
    assert!(answer.refusal() == "400 TL120" && answer.text.contains("unpacks to more than"), "{}", answer.text);
    // Much text is cut, not refused.
    let long = docx(&format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", "x".repeat(3 << 20)));
    let answer = keeper.reads("long.docx", &long).json();
    assert_eq!((&answer["cut"], answer["pages"][0]["text"].as_str().unwrap().len()), (&json!(true), 2 << 20));
    // Entities that grow are never expanded.
    let laughs: String =
        (1..10).map(|i| format!("<!ENTITY l{i} \"{}\">", format!("&l{};", i - 1).repeat(10))).collect();
    let laughs = format!(
        "<!DOCTYPE x [<!ENTITY l0 \"lol\">{laughs}]><w:document xmlns:w=\"w\"><w:body><w:p><w:r><w:t>a&l9;b</w:t></w:r></w:p></w:body></w:document>"
    );
    let laughs = tests::zipped(&[("word/document.xml", laughs.as_bytes())]);
    assert_eq!(pages(&keeper.reads("laughs.docx", &laughs).json()), ["ab"]);
    // Pages that hold each other.
    let circle = "%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n2 0 obj <</Type/Pages/Kids[3 0 R]/Count 9>> endobj\n3 0 obj <</Type/Pages/Parent 2 0 R/Kids[2 0 R 3 0 R]/Count 9>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n";
    let answer = keeper.reads("circle.pdf", circle.as_bytes());
    assert!([200, 400].contains(&answer.status), "{}", answer.text);
    let deep = format!("<!doctype html>{}", "<div>".repeat(20_000));
    let answer = keeper.reads("deep.html", deep.as_bytes());
    assert!([200, 400].contains(&answer.status), "{}", answer.text);
    assert_eq!(
        pages(&keeper.reads("fine.txt", b"The next one is read as ever").json()),
        ["The next one is read as ever"]
    );
}

#[test]
fn a_damaged_pdf_is_read_or_refused() {
    let world = World::new();
    let keeper = Keeper::new(&world);
    let sound = pdf(&["Offer for the steel works", "Second page of it"]);
    let mut seed = 7_u64;
    let mut next = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    let mut read = 0;
    for _ in 0..30 {
        let mut broken = sound.clone();
        for _ in 0..=next(12) {
            let at = 8 + next(broken.len() - 8);
            match next(3) {
                0 => broken[at] = next(256) as u8,
                1 => drop(broken.drain(at..(at + next(40)).min(broken.len()))),
                _ => broken.extend_from_within(at..),
            }
            broken.truncate(100_000);
        }
        let answer = keeper.reads("broken.pdf", &broken);
        match answer.status {
            200 => read += 1,
            _ => assert_eq!(answer.refusal(), "400 TL120", "{}", answer.text),
        }
    }
    assert!(read > 0, "some are mended");
    assert_eq!(world.visitor().get("/health").status, 200);
}
