//! Files of records: kept in chunks and once, answered to who reads the record, gone when no record has them.

use serde_json::json;
use tests::{Answer, Client, World};

/// A file of several chunks that does not end with one.
fn photograph() -> Vec<u8> {
    (0..600_001_u32).map(|n| b'a' + u8::try_from(n * 7 % 26).unwrap()).collect()
}

/// Drops files on a record's page.
fn drop_on(browser: &Client, record: &str, files: &[(&str, &[u8])]) -> Answer {
    let mut body = Vec::new();
    for (name, bytes) in files {
        let head = format!(
            "--line\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             content-type: image/png\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--line--\r\n");
    let typed = browser.with("content-type", "multipart/form-data; boundary=line");
    typed.send("POST", &format!("{record}/files"), Some(body))
}

/// Pieces that are kept of what people dropped here.
fn chunks(world: &World) -> i64 {
    world.value("select count(*) from knowledge.file_chunks where length(content) > 1000")
}

fn clients(who: &Client) -> Vec<String> {
    let rows = who.get("/rest/v1/clients?select=id&order=id&limit=2").rows();
    rows.iter().map(|row| row["id"].as_str().unwrap().to_string()).collect()
}

#[test]
fn what_was_dropped_comes_back_byte_for_byte_and_is_kept_once() {
    let world = World::new();
    let (admin, browser) = (world.sign_in("admin@yourco"), world.browser("admin@yourco"));
    let bytes = photograph();
    let records = clients(&admin);
    for record in &records {
        let dropped = drop_on(&browser, &format!("/clients/{record}"), &[("site.png", &bytes)]);
        assert_eq!(dropped.status, 303, "{}", dropped.text);
    }
    let files = admin.get("/rest/v1/files?name=eq.site.png&select=id,size,content_type,sha256").rows();
    assert_eq!((files.len(), &files[0]["size"], &files[0]["content_type"]), (2, &json!(600_001), &json!("image/png")));
    assert_eq!(files[0]["sha256"], files[1]["sha256"]);
    assert_eq!(chunks(&world), 3);
    for file in &files {
        let page = format!("/files/{}/content", file["id"].as_str().unwrap());
        let answer = browser.get(&page);
        assert!(answer.text.as_bytes() == bytes, "other bytes came back");
        assert_eq!(answer.header("content-length"), "600001");
        assert!(answer.header("content-disposition").starts_with("attachment"));
    }
    // The same bytes of another organisation are kept for it alone.
    let (other, others) = (world.sign_in("admin@copilot"), world.browser("admin@copilot"));
    let record = &clients(&other)[0];
    assert_eq!(drop_on(&others, &format!("/clients/{record}"), &[("theirs.png", &bytes)]).status, 303);
    assert_eq!(chunks(&world), 6);
}

#[test]
fn what_no_file_holds_is_gone() {
    let world = World::new();
    let (admin, browser) = (world.sign_in("admin@yourco"), world.browser("admin@yourco"));
    let record = format!("/clients/{}", clients(&admin)[0]);
    let bytes = photograph();
    assert_eq!(drop_on(&browser, &record, &[("one.png", &bytes), ("two.png", &bytes)]).status, 303);
    assert_eq!(admin.delete("/rest/v1/files?name=eq.one.png").status, 204);
    assert_eq!(chunks(&world), 3, "the other file still has them");
    assert_eq!(admin.delete("/rest/v1/files?name=eq.two.png").status, 204);
    assert_eq!(chunks(&world), 0);
    assert_eq!(drop_on(&browser, &record, &[("one.png", &bytes)]).status, 303);
    assert_eq!(chunks(&world), 3, "they can come back");
}

#[test]
fn nobody_gets_bytes_by_their_fingerprint() {
    let world = World::new();
    let (admin, browser) = (world.sign_in("admin@yourco"), world.browser("admin@yourco"));
    let record = clients(&admin)[0].clone();
    assert_eq!(drop_on(&browser, &format!("/clients/{record}"), &[("pay.png", &photograph())]).status, 303);
    let sha256 = admin.one("files?name=eq.pay.png&select=sha256")["sha256"].clone();
    for who in ["admin@yourco", "manager@yourco", "sales@yourco"] {
        let forged = json!({ "entity_type": "clients", "entity_id": record, "name": "x.png", "sha256": sha256 });
        assert_eq!(world.sign_in(who).post("/rest/v1/files", forged).refusal(), "400 428C9", "{who}");
    }
    let empty = json!({ "entity_type": "clients", "entity_id": record, "name": "empty.png" });
    let id = admin.made("files", empty);
    assert_eq!(admin.patch(&format!("/rest/v1/files?id=eq.{id}"), json!({ "sha256": sha256 })).refusal(), "400 428C9");
    assert_eq!(browser.get(&format!("/files/{id}/content")).status, 404, "a row without bytes has none");
}

#[test]
fn what_is_too_much_is_refused_whole() {
    let world = World::new();
    let (admin, browser) = (world.sign_in("admin@yourco"), world.browser("admin@yourco"));
    let record = format!("/clients/{}", clients(&admin)[0]);
    let many: Vec<(&str, &[u8])> = (0..51).map(|_| ("page.png", b"few".as_slice())).collect();
    assert_eq!(drop_on(&browser, &record, &many).status, 413);
    let large = vec![b'x'; (100 << 20) + 1];
    let answer = drop_on(&browser, &record, &[("small.png", b"few"), ("large.png", &large)]);
    assert_eq!(answer.status, 413, "{}", answer.text);
    assert!(answer.text.contains("large.png is larger than 100 MB"), "{}", answer.text);
    assert!(admin.get("/rest/v1/files?name=in.(page.png,small.png,large.png)").rows().is_empty());
}
