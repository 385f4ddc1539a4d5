//! Résumés: what is read of them, what a person typed stays, what can't be read is told, and many come in at once.

use serde_json::{Value, json};
use surfaces::background::work_off;
use tests::{Client, World, wait};

const SIDEBAR: &[u8] = include_bytes!("../resumes/files/02-sidebar.pdf");
const PLAIN: &[u8] = include_bytes!("../resumes/files/05-plain.docx");
const TICKETS: &[u8] = include_bytes!("../resumes/files/22-datesleft.docx");
const SCAN: &[u8] = include_bytes!("../resumes/files/32-scan.pdf");
const PICTURE: &[u8] = include_bytes!("../resumes/files/62-scan.jpg");
const LOCKED: &[u8] = include_bytes!("../resumes/bad/locked.pdf");
const BOMB: &[u8] = include_bytes!("../resumes/bad/bomb.pdf");

struct Desk {
    world: World,
    api: Client,
    page: Client,
}

fn desk() -> Desk {
    let world = World::new();
    let (api, page) = (world.sign_in("recruiter@copilot"), world.browser("recruiter@copilot"));
    Desk { world, api, page }
}

impl Desk {
    fn person(&self, row: Value) -> String {
        self.api.made("candidates", row)
    }

    fn at(&self, person: &str) -> Value {
        self.api.one(&format!("candidates?id=eq.{person}"))
    }

    /// Keeps a file with a person; the background reads it, where it is a résumé by its name.
    fn keeps(&self, person: &str, name: &str, content: &[u8]) -> String {
        let sent = self.page.upload(&format!("/candidates/{person}/files"), &[(name, content)]);
        assert_eq!(sent.status, 303, "{name}: {}", sent.text);
        let last = format!("files?select=id&entity_id=eq.{person}&order=id.desc&limit=1");
        let file = self.api.one(&last)["id"].as_str().unwrap().to_string();
        self.works();
        file
    }

    fn works(&self) {
        wait(work_off(&self.world.server)).unwrap();
    }

    fn reads(&self, person: &str, file: &str) -> Value {
        self.api.done("read_resume", json!({ "candidate": person, "file": file }))
    }

    fn history(&self, person: &str) -> Vec<Value> {
        let all = "select=company_name,job_title,start_date,end_date,is_current&order=start_date";
        self.api.get(&format!("/rest/v1/candidate_work_history?candidate_id=eq.{person}&{all}")).rows()
    }

    fn queue(&self, person: &str) -> Vec<Value> {
        let waiting = format!("type=eq.parse_failure&is_dismissed=is.false&related_candidate_id=eq.{person}");
        self.api.get(&format!("/rest/v1/action_queue?{waiting}")).rows()
    }

    /// Brings files in at once and reads them; the batch afterwards.
    fn brings(&self, files: &[(&str, &[u8])]) -> Value {
        let sent = self.page.upload("/resumes", files);
        assert_eq!(sent.status, 303, "{}", sent.text);
        let batch = sent.header("location").split(['/', '?']).nth(2).unwrap_or_default().to_string();
        self.works();
        self.api.one(&format!("resume_batches?id=eq.{batch}"))
    }
}

fn states(reading: &Value, field: &str) -> Vec<(String, String)> {
    let values = reading["values"].as_array().unwrap().iter().filter(|v| v["field"] == field);
    values.map(|v| (v["words"].as_str().unwrap().into(), v["state"].as_str().unwrap().into())).collect()
}

fn key(reading: &Value, field: &str, words: &str) -> String {
    let values = reading["values"].as_array().unwrap();
    let found = values.iter().find(|v| v["field"] == field && v["words"] == words);
    found.unwrap_or_else(|| panic!("{field} {words}: {values:#?}"))["key"].as_str().unwrap().into()
}

#[test]
fn a_resume_that_comes_in_fills_what_is_empty() {
    let d = desk();
    let person = d.person(json!({ "first_name": "Mateo", "last_name": "Villanueva" }));
    d.keeps(&person, "CV Mateo.pdf", SIDEBAR);
    let now = d.at(&person);
    assert_eq!(now["email"], "mateo.v@example.com");
    assert_eq!(now["current_title"], "Lead Product Designer");
    assert_eq!(now["linkedin_url"], "https://linkedin.com/in/mateovx");
    assert_eq!(now["highest_education"], "BFA Graphic Design");
    assert_eq!(now["languages"], json!(["English", "Spanish"]));
    assert!(now["skills"].as_array().unwrap().contains(&json!("Figma")), "{now}");
    assert!(now["resume_last_updated_at"].is_string(), "{now}");
    let history = d.history(&person);
    assert_eq!(history.len(), 3);
    assert_eq!(
        history[1],
        json!({ "company_name": "Brightmoor Bank", "job_title": "Product Designer", "start_date": "2016-05-01",
                "end_date": "2019-12-31", "is_current": false })
    );
    // Where it came from stands beside it, with the place in the file.
    let read = d.api.one(&format!("resume_readings?candidate_id=eq.{person}"));
    assert_eq!(read["status"], "read");
    let settled = read["settled"].as_array().unwrap();
    let figma = settled.iter().find(|s| s["key"] == "skills:figma").unwrap();
    assert!(figma["at"]["page"] == 1 && figma["at"]["to"].as_u64() > figma["at"]["from"].as_u64(), "{figma}");
    assert!(!read.to_string().contains("mateo.v@"), "an address stands in clear text: {read}");
}

#[test]
fn nothing_is_read_by_itself_where_the_organisation_does_not_want_it() {
    let d = desk();
    let admin = d.world.sign_in("admin@copilot");
    admin.patch("/rest/v1/system_settings?key=eq.ENABLE_AI_PARSING", json!({ "value": false }));
    let person = d.person(json!({ "first_name": "Mateo" }));
    let file = d.keeps(&person, "resume.pdf", SIDEBAR);
    assert_eq!((d.at(&person)["skills"].clone(), d.history(&person).len()), (json!([]), 0));
    assert!(d.at(&person)["resume_last_updated_at"].is_string());
    // By hand it is.
    assert_eq!(d.reads(&person, &file)["status"], "read");
    assert_eq!(d.history(&person).len(), 3);
    // A photograph of a ticket is no résumé.
    let other = d.person(json!({ "first_name": "Ada" }));
    d.keeps(&other, "white card.jpg", PICTURE);
    assert!(d.at(&other)["resume_last_updated_at"].is_null());
}

#[test]
fn what_a_person_typed_stays_until_they_take_over_what_differs() {
    let d = desk();
    let person = d.person(json!({
        "first_name": "Mateo", "last_name": "Villanueva", "email": "typed@example.org", "skills": ["Painting"],
        "current_title": "Designer",
    }));
    let file = d.keeps(&person, "resume.pdf", SIDEBAR);
    let now = d.at(&person);
    assert_eq!(
        (&now["email"], &now["skills"], &now["current_title"]),
        (&json!("typed@example.org"), &json!(["Painting"]), &json!("Designer"))
    );
    let input = json!({ "candidate": person, "file": file });
    let read = d.api.done("compare_resume", input.clone());
    assert_eq!(states(&read, "email"), [("mateo.v@example.com".to_string(), "offered".to_string())]);
    assert_eq!(states(&read, "name")[0].1, "same");
    let page = d.page.get(&format!("/candidates/{person}/resume/{file}")).text;
    assert!(page.contains("now: <bdi>typed@example.org</bdi>") && page.contains("<mark id=\"at-"), "{page}");
    let (figma, sketch) = (key(&read, "skills", "Figma"), key(&read, "skills", "Sketch"));
    let decided = d.page.form(
        &format!("/candidates/{person}/resume/{file}"),
        &[("take", &figma), ("take", &key(&read, "email", "mateo.v@example.com")), ("leave", &sketch)],
    );
    assert_eq!(decided.status, 303, "{}", decided.text);
    let now = d.at(&person);
    assert_eq!((&now["email"], &now["skills"]), (&json!("mateo.v@example.com"), &json!(["Painting", "Figma"])));
    // A tag that was taken out, or left, stays out at the next reading; also of another file.
    d.api.patch(&format!("/rest/v1/candidates?id=eq.{person}"), json!({ "skills": ["Painting"] }));
    for file in [file.clone(), d.keeps(&person, "resume, newer.pdf", SIDEBAR)] {
        let read = d.reads(&person, &file);
        let skills = states(&read, "skills");
        assert!(skills.contains(&("Figma".into(), "removed".into())), "{skills:?}");
        assert!(skills.contains(&("Sketch".into(), "left".into())), "{skills:?}");
        assert_eq!(d.at(&person)["skills"], json!(["Painting"]));
        assert_eq!(d.history(&person).len(), 3, "nothing comes in twice");
    }
    let unknown = d.api.verb("settle_resume", json!({ "candidate": person, "file": file, "take": ["skills:flying"] }));
    assert_eq!(unknown.refusal(), "404 TL404");
}

#[test]
fn tickets_and_their_trade_are_read_of_who_works_on_sites() {
    let d = desk();
    let person = d.person(json!({ "first_name": "Sam", "last_name": "Achterberg" }));
    let file = d.keeps(&person, "lebenslauf.docx", TICKETS);
    let now = d.at(&person);
    assert_eq!(now["trade"], "Truck driver");
    // A ticket lets somebody onto a site: a file alone gives nobody one, whoever sent it.
    assert_eq!(now["compliance"], json!([]));
    let read = d.api.done("compare_resume", json!({ "candidate": person, "file": file }));
    let tickets = ["HC Licence", "Forklift Licence", "MSIC", "White Card", "Dangerous Goods Licence"];
    let offered = states(&read, "compliance");
    assert!(offered.len() == 5 && offered.iter().all(|(_, state)| state == "offered"), "{offered:?}");
    let take: Vec<Value> = read["values"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|v| v["field"] == "compliance")
        .map(|v| v["key"].clone())
        .collect();
    d.api.done("settle_resume", json!({ "candidate": person, "file": file, "take": take }));
    let now = d.at(&person);
    let has: Vec<&str> = now["compliance"].as_array().unwrap().iter().filter_map(|t| t["ticket"].as_str()).collect();
    assert_eq!(has, tickets);
}

#[test]
fn what_cannot_be_read_waits_for_a_recruiter_until_a_later_reading_succeeds() {
    let d = desk();
    let macros = tests::zipped(&[
        ("word/document.xml", br#"<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>Ada Macro, ada@example.org</w:t></w:r></w:p></w:body></w:document>"#),
        ("word/vbaProject.bin", b"Sub AutoOpen()"),
    ]);
    let large = vec![b' '; 60 << 20];
    for (name, content, why) in [
        ("resume.pdf", SCAN, "pictures"),
        ("resume picture.txt", PICTURE, "pictures"),
        ("cv locked.pdf", LOCKED, "password"),
        ("cv bomb.pdf", BOMB, "can't be read"),
        ("cv empty.txt", b" \n \n", "no text"),
        ("cv large.txt", &large, "larger than 25 MB"),
        ("cv program.doc", b"\x7fELF\x02\x01\x01\0\0\0", "not a kind of file"),
    ] {
        let person = d.person(json!({ "first_name": "Ada", "last_name": "Unread" }));
        let file = d.keeps(&person, name, content);
        let waits = d.queue(&person);
        assert_eq!(waits.len(), 1, "{name}");
        assert_eq!(waits[0]["title"], "The résumé of Ada Unread could not be read");
        assert_eq!(waits[0]["related_file_id"], json!(file));
        assert!(waits[0]["description"].as_str().unwrap().contains(why), "{name}: {}", waits[0]);
        // Read again it is told once.
        assert_eq!(d.reads(&person, &file)["status"], "failed", "{name}");
        assert_eq!(d.queue(&person).len(), 1, "{name}");
        let page = d.page.get(&format!("/candidates/{person}/resume/{file}"));
        assert!(page.status == 200 && page.text.contains("Add another file"), "{name}: {}", page.text);
        if name == "cv empty.txt" {
            let today = d.page.get("/today?all=1").text;
            assert!(today.contains("Read it again"), "{today}");
            // A sound one closes it; macros are no text, and nothing runs them.
            d.keeps(&person, "resume.docm.docx", &macros);
            assert_eq!((d.queue(&person).len(), &d.at(&person)["email"]), (0, &json!("ada@example.org")));
        }
    }
    assert_eq!(d.world.visitor().get("/health").status, 200);
}

#[test]
fn words_of_a_resume_are_words_on_its_page() {
    let d = desk();
    let person = d.person(json!({ "first_name": "<b>Eve</b>" }));
    let text = "<script>alert(1)</script> Doe\neve@example.org\n\nSKILLS\n<img src=x onerror=y>, Python\n";
    let file = d.keeps(&person, "cv <i>.txt", text.as_bytes());
    let page = d.page.get(&format!("/candidates/{person}/resume/{file}")).text;
    for bad in ["<script>alert", "<img src=x", "<i>.txt", "<b>Eve"] {
        assert!(!page.contains(bad), "{bad} in {page}");
    }
    assert!(page.contains("&lt;img src=x"), "{page}");
}

#[test]
fn who_may_not_change_a_person_has_nothing_of_theirs_read() {
    let d = desk();
    let person = d.person(json!({ "first_name": "Mateo" }));
    let file = d.keeps(&person, "resume.pdf", SIDEBAR);
    let input = json!({ "candidate": person, "file": file });
    assert_eq!(d.world.sign_in("recruiter@yourco").verb("read_resume", input.clone()).refusal(), "404 TL404");
    assert_eq!(d.world.sign_in("viewer@copilot").verb("compare_resume", input.clone()).refusal(), "403 42501");
    assert_eq!(d.world.browser("recruiter@yourco").get(&format!("/candidates/{person}/resume/{file}")).status, 404);
    // A file of somebody else is none of theirs.
    let other = d.person(json!({ "first_name": "Ada" }));
    let input = json!({ "candidate": other, "file": file });
    assert_eq!(d.api.verb("read_resume", input).refusal(), "404 TL404");
    let rolled = d.api.with("prefer", "tx=rollback").verb("read_resume", json!({ "candidate": person, "file": file }));
    assert_eq!(rolled.refusal(), "400 PGRST122");
}

#[test]
fn many_resumes_come_in_at_once_and_each_person_once() {
    let d = desk();
    let known = d.person(json!({ "first_name": "Priya", "last_name": "R", "email": "priya.raghunathan@example.com" }));
    let archive = tests::zipped(&[
        ("fair/a/Mateo.pdf", SIDEBAR),
        ("fair/b/Priya.docx", PLAIN),
        ("fair/b/Sam.docx", TICKETS),
        ("fair/b/Sam again.docx", TICKETS),
        ("fair/scan.pdf", SCAN),
        ("fair/more.zip", &tests::zipped(&[("x.txt", b"hidden")])),
        ("__MACOSX/fair/._Mateo.pdf", b"x"),
        ("fair/.DS_Store", b"x"),
        ("fair/nameless.txt", b"no name here, only words that say nothing"),
    ]);
    let batch = d.brings(&[("fair.zip", &archive)]);
    assert_eq!(
        (&batch["status"], &batch["files"], &batch["created"], &batch["known"], &batch["repeated"], &batch["failed"]),
        (&json!("done"), &json!(7), &json!(2), &json!(1), &json!(1), &json!(3)),
        "{batch:#}"
    );
    let report = batch["report"].as_array().unwrap();
    let told = |name: &str| report.iter().find(|e| e["name"] == name).unwrap();
    assert_eq!((&told("Priya.docx")["outcome"], &told("Priya.docx")["candidate"]), (&json!("known"), &json!(known)));
    assert_eq!(told("Sam again.docx")["person"], "Samuel Achterberg");
    assert!(told("scan.pdf")["reason"].as_str().unwrap().contains("pictures"));
    assert!(told("more.zip")["reason"].as_str().unwrap().contains("archive inside"));
    assert_eq!(told("nameless.txt")["reason"], "There is no name in it.");
    let sam = told("Sam.docx")["candidate"].as_str().unwrap();
    assert_eq!((d.at(sam)["trade"].clone(), d.history(sam).len()), (json!("Truck driver"), 3));
    assert_eq!(d.history(&known).len(), 3, "what was empty of a known person is filled");
    let page = d.page.get(&format!("/resume_batches/{}", batch["id"].as_str().unwrap())).text;
    assert!(page.contains("Could not be read") && page.contains("Samuel Achterberg"), "{page}");
    // A batch is its bringer's, and admins'.
    let address = format!("resume_batches?id=eq.{}", batch["id"].as_str().unwrap());
    assert_eq!(d.world.sign_in("consultant@copilot").get(&format!("/rest/v1/{address}")).rows(), Vec::<Value>::new());
    let again = json!({ "batch": batch["id"] });
    assert_eq!(d.api.verb("stop_resume_batch", again.clone()).refusal(), "409 TL409");
    // As after a crash: what is done is not done again.
    let (id, sql) = (batch["id"].as_str().unwrap(), "update recruiting.resume_batches set status = 'failed'");
    d.world.behind(&format!("{sql} where id = '{id}'"));
    let count = || d.api.get("/rest/v1/candidates?select=id&email=eq.sam.achterberg@example.org").rows().len();
    let before = count();
    assert_eq!(d.api.verb("read_resumes", again).status, 202);
    d.works();
    let after = d.api.one(&address);
    assert_eq!((&after["status"], &after["done"], &after["created"]), (&json!("done"), &json!(7), &json!(2)));
    assert_eq!((after["report"].as_array().unwrap().len(), count()), (7, before));
}

#[test]
fn a_batch_refuses_what_is_no_batch() {
    let d = desk();
    for (name, content) in [("broken.zip", b"PK\x03\x04 broken".to_vec()), ("empty.zip", tests::zipped(&[("a/", b"")]))]
    {
        let batch = d.brings(&[(name, &content)]);
        assert_eq!((&batch["status"], &batch["done"]), (&json!("failed"), &json!(0)), "{name}: {batch}");
        assert!(!batch["reason"].as_str().unwrap().is_empty());
    }
    assert_eq!(d.page.upload("/resumes", &[]).status, 400);
    let open = |files: Value| d.api.verb("open_resume_batch", json!({ "name": "x", "files": files })).refusal();
    assert_eq!(open(json!([])), "400 TL100");
    // A file that belongs to a record stays with it.
    let person = d.person(json!({ "first_name": "Mateo" }));
    let file = d.keeps(&person, "resume.pdf", SIDEBAR);
    assert_eq!(open(json!([file])), "404 TL404");
    assert_eq!(d.world.visitor().get("/resumes").status, 303);
    assert_eq!(d.world.browser("viewer@copilot").get("/resumes").status, 404);
}
