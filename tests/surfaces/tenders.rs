//! Tenders: pursued and given up through every door, brought in as published, and linked to clients that are like them.

use crate::files::drop_on;
use serde_json::{Value, json};
use surfaces::background::work_off;
use tests::outside::Pages;
use tests::{Client, World, wait};

struct Scene {
    world: World,
    me: Client,
    client: String,
}

fn scene() -> Scene {
    with(World::new())
}

fn with(world: World) -> Scene {
    world.behind("delete from identity.background_jobs; insert into identity.system_settings (org_id, key, value) select org_id, 'jobs.nightly_at', '\"23:59:59\"' from identity.organizations");
    let me = world.sign_in("admin@copilot");
    let client = me.made("clients", json!({ "name": "Harbour City Works Pty Ltd" }));
    Scene { world, me, client }
}

impl Scene {
    fn day(&self, days: i32) -> String {
        self.world.value(&format!("select (current_date + {days})::text"))
    }

    fn tender(&self, title: &str) -> String {
        let row = json!({ "title": title, "client_id": self.client, "value": 750_000, "currency": "AUD", "closing_date": self.day(30) });
        self.me.made("market_tenders", row)
    }

    fn set(&self, tender: &str, row: Value) -> tests::Answer {
        self.me.patch(&format!("/rest/v1/market_tenders?id=eq.{tender}"), row)
    }

    fn at(&self, tender: &str) -> Value {
        self.me.one(&format!("market_tenders?id=eq.{tender}"))
    }

    fn tasks(&self, tender: &str) -> Vec<(String, String, bool)> {
        let asked = format!("/rest/v1/sales_tasks?tender_id=eq.{tender}&order=due_date");
        let word = |row: &Value, key: &str| row[key].as_str().unwrap_or_default().to_string();
        let rows = self.me.get(&asked).rows();
        rows.iter().map(|r| (word(r, "title"), word(r, "due_date"), r["is_completed"] == true)).collect()
    }

    fn deals(&self, name: &str) -> Vec<Value> {
        self.me.get(&format!("/rest/v1/opportunities?name=eq.{name}")).rows()
    }

    /// Keeps a file with the client, and its id.
    fn keep(&self, name: &str, text: &str) -> String {
        let browser = self.world.browser("admin@copilot");
        drop_on(&browser, &format!("/clients/{}", self.client), &[(name, text.as_bytes())]);
        self.me.one(&format!("files?name=eq.{name}&select=id"))["id"].as_str().unwrap().to_string()
    }

    /// Brings tenders in, as somebody; the job.
    fn bring(&self, who: &Client, input: Value) -> Value {
        let asked = who.verb("import_tenders", input);
        assert_eq!(asked.status, 202, "{}", asked.text);
        wait(work_off(&self.world.server)).unwrap();
        self.me.one(&format!("background_jobs?id=eq.{}", asked.json()["job"].as_str().unwrap()))
    }

    fn bring_text(&self, name: &str, text: &str) -> Value {
        self.bring(&self.me, json!({ "file": self.keep(name, text) }))
    }

    fn known(&self, ocid: &str) -> Value {
        self.me.one(&format!("market_tenders?ocid=eq.{ocid}"))
    }
}

fn release(ocid: &str, date: &str, tender: &Value) -> Value {
    json!({ "ocid": ocid, "date": date, "tag": ["tender"], "tender": tender })
}

#[test]
fn going_for_a_tender_opens_its_deal_tasks_and_checklist_at_every_door() {
    let s = scene();
    let tender = s.tender("Ferry wharf");
    assert_eq!(s.set(&tender, json!({ "is_pursuing": true })).status, 204);
    let deals = s.deals("Ferry wharf");
    let deal = &deals[0];
    assert_eq!(deals.len(), 1);
    let wanted = (json!("lead"), json!(750_000.0), json!("AUD"), json!(s.day(30)), json!(s.client));
    let field = |key: &str| deal[key].clone();
    assert_eq!(
        (field("stage"), field("value"), field("currency"), field("expected_close_date"), field("client_id")),
        wanted
    );
    let me: String = s.world.value("select id::text from identity.users where email = 'admin@copilot.example'");
    assert_eq!(deal["owner_id"], json!(me), "who pursues it owns it");
    let now = s.at(&tender);
    assert_eq!(now["opportunity_id"], deal["id"]);
    assert_eq!(now["checklist"][0]["point"], "Can we do the work?");
    let open = |title: &str, days: i32| (title.to_string(), s.day(days), false);
    assert_eq!(
        s.tasks(&tender),
        [open("Read the documents", 2), open("Go or no-go", 5), open("Hand in the offer", 28)]
    );
    assert_eq!(s.set(&tender, json!({ "is_pursuing": true })).status, 204);
    assert_eq!((s.deals("Ferry wharf").len(), s.tasks(&tender).len()), (1, 3), "once a tender");
    // A last day that moves takes along what was planned by it.
    s.set(&tender, json!({ "closing_date": s.day(40) }));
    assert_eq!(s.deals("Ferry wharf")[0]["expected_close_date"], json!(s.day(40)));
    assert_eq!(s.tasks(&tender)[2].1, s.day(38));
    // Without a client there is nobody to make an offer to, at any door.
    let nobodys = s.me.made("market_tenders", json!({ "title": "Nobody's" }));
    let refused = s.set(&nobodys, json!({ "is_pursuing": true }));
    assert_eq!((refused.code().as_str(), &refused.json()["field"]), ("23514", &json!("client_id")), "{}", refused.text);
    assert!(refused.text.contains("Link the client"));
    let born = s.me.post("/rest/v1/market_tenders", json!({ "title": "Born", "is_pursuing": true }));
    assert_eq!(born.code(), "23514");
    let made = json!({ "title": "Born pursued", "is_pursuing": true, "client_id": s.client });
    let made = s.me.made("market_tenders", made);
    assert_eq!((s.deals("Born pursued").len(), s.tasks(&made).len()), (1, 3));
    for shape in [json!([{ "answer": "Yes" }]), json!({ "a": 1 }), json!([1])] {
        assert_eq!(s.set(&tender, json!({ "checklist": shape })).status, 400, "{shape}");
    }
    assert_eq!(
        s.set(&tender, json!({ "checklist": [{ "point": "Bond?", "answer": "No", "notes": "a\nb" }] })).status,
        204
    );
    let theirs = s.me.patch(&format!("/rest/v1/market_tenders?id=eq.{tender}"), json!({ "opportunity_id": null }));
    assert_eq!(theirs.status, 403, "the deal is the database's to say");
}

#[test]
fn giving_a_tender_up_says_why_and_takes_tasks_and_early_deal_along_until_it_is_pursued_again() {
    let s = scene();
    let tender = s.tender("Tram depot");
    let pursued = s.me.done("pursue_tender", json!({ "tender": tender }));
    assert_eq!(s.me.verb("pursue_tender", json!({ "tender": tender })).refusal(), "409 TL409");
    for reason in [json!(null), json!(" \u{200b}")] {
        let refused = s.set(&tender, json!({ "is_pursuing": false, "drop_reason": reason }));
        assert_eq!((refused.code().as_str(), &refused.json()["field"]), ("23514", &json!("drop_reason")));
    }
    let first = s.me.get(&format!("/rest/v1/sales_tasks?tender_id=eq.{tender}&title=eq.Read the documents")).rows();
    let done = format!("/rest/v1/sales_tasks?id=eq.{}", first[0]["id"].as_str().unwrap());
    s.me.patch(&done, json!({ "is_completed": true }));
    assert_eq!(s.me.verb("drop_tender", json!({ "tender": tender, "reason": " " })).code(), "23514");
    s.me.done("drop_tender", json!({ "tender": tender, "reason": "No crew in spring" }));
    assert_eq!(s.me.verb("drop_tender", json!({ "tender": tender, "reason": "x" })).refusal(), "409 TL409");
    let deal = || s.me.one(&format!("opportunities?id=eq.{}", pursued["opportunity"].as_str().unwrap()));
    assert_eq!(
        (deal()["stage"].clone(), deal()["loss_reason"].clone()),
        (json!("closed_lost"), json!("No crew in spring"))
    );
    assert!(s.tasks(&tender).iter().all(|t| t.2));
    s.me.done("pursue_tender", json!({ "tender": tender }));
    assert_eq!((deal()["stage"].clone(), s.deals("Tram depot").len()), (json!("lead"), 1), "opened again, not doubled");
    assert_eq!(s.at(&tender)["drop_reason"], Value::Null);
    assert_eq!(
        s.tasks(&tender).iter().map(|t| t.2).collect::<Vec<_>>(),
        [true, false, false],
        "what was done stays done"
    );
    // A deal that got further is somebody's to decide about.
    s.me.patch(
        &format!("/rest/v1/opportunities?id=eq.{}", pursued["opportunity"].as_str().unwrap()),
        json!({ "stage": "qualified" }),
    );
    s.me.done("drop_tender", json!({ "tender": tender, "reason": "Too far" }));
    assert_eq!(deal()["stage"], "qualified");
    let viewer = s.world.sign_in("viewer@copilot");
    assert_eq!(viewer.verb("pursue_tender", json!({ "tender": tender })).status, 403);
    let other = s.world.sign_in("admin@yourco");
    assert_eq!(other.verb("pursue_tender", json!({ "tender": tender })).refusal(), "404 TL404");
    assert_eq!(other.verb("drop_tender", json!({ "tender": tender, "reason": "x" })).refusal(), "404 TL404");
}

#[test]
fn pursuing_is_taken_back_as_one() {
    let s = scene();
    let tender = s.tender("Light rail");
    let browser = s.world.browser("admin@copilot");
    let press = |verb: &str, more: &[(&str, &str)]| {
        let mut fields = vec![("tender", tender.as_str())];
        fields.extend_from_slice(more);
        assert_eq!(browser.form(&format!("/verbs/{verb}"), &fields).status, 303);
        s.world.value::<String>("select operation_id::text from identity.undo_entries order by seq desc limit 1")
    };
    let undo = |operation: &str| assert!(browser.form("/undo", &[("operation", operation)]).status < 400);
    undo(&press("pursue_tender", &[]));
    assert_eq!(
        (s.at(&tender)["is_pursuing"].clone(), s.at(&tender)["opportunity_id"].clone()),
        (json!(false), Value::Null)
    );
    assert!(s.deals("Light rail").is_empty() && s.tasks(&tender).is_empty());
    press("pursue_tender", &[]);
    undo(&press("drop_tender", &[("reason", "Changed our mind")]));
    assert_eq!(s.deals("Light rail")[0]["stage"], "lead");
    assert!(s.at(&tender)["is_pursuing"] == true && s.tasks(&tender).iter().all(|t| !t.2));
}

#[test]
fn published_tenders_come_in_and_newer_releases_change_what_they_speak_of() {
    let s = scene();
    let full = json!({ "title": "Bridge", "description": "Two spans\nof steel", "value": { "amount": 1_250_000.5, "currency": "aud" },
        "tenderPeriod": { "endDate": "2030-05-31T17:00:00+10:00" }, "items": [{ "deliveryAddress": { "locality": "Perth", "region": "WA" } }],
        "documents": [{ "url": "javascript:alert(1)" }, { "documentType": "tenderNotice", "url": "https://tenders.example/1" }] });
    let mut first = release("ocds-x-1", "2029-01-02T00:00:00Z", &full);
    first["buyer"] = json!({ "name": "City of Perth" });
    let package = json!({ "uri": "x", "releases": [first,
        release("ocds-x-2", "2029-01-02T00:00:00Z", &json!({ "title": "Only a title" })),
        { "ocid": "ocds-x-3", "awards": [] }, { "tender": { "title": "No id" } },
        release("ocds-x-4", "2029-01-02T00:00:00Z", &json!({ "description": "No title" })),
        release("ocds-x-5", "2029-01-02T00:00:00Z", &json!({ "title": "Bad", "tenderPeriod": { "endDate": "soon" } })), 7] });
    let job = s.bring_text("first.json", &package.to_string());
    assert_eq!(job["status"], "done", "{job}");
    assert!(job["note"].as_str().unwrap().starts_with("2 created, 0 updated, 0 as they were, 4 set aside"), "{job}");
    let row = s.known("ocds-x-1");
    let said = |key: &str| row[key].clone();
    assert_eq!(
        (said("title"), said("client"), said("value")),
        (json!("Bridge"), json!("City of Perth"), json!(1_250_000.5))
    );
    assert_eq!((said("currency"), said("closing_date")), (json!("AUD"), json!("2030-05-31")));
    assert_eq!((said("location"), said("url")), (json!("Perth, WA"), json!("https://tenders.example/1")));
    assert_eq!(said("summary"), json!("Two spans\nof steel"));
    // What people typed stays where nothing newer is said; what is older says nothing.
    s.me.patch("/rest/v1/market_tenders?ocid=eq.ocds-x-1", json!({ "location": "North bank", "title": "Our bridge" }));
    let lines = [
        release("ocds-x-1", "2029-03-01T00:00:00Z", &json!({ "value": { "amount": "2000000", "currency": "AUD" } })),
        release("ocds-x-1", "2028-03-01T00:00:00Z", &json!({ "title": "Ancient" })),
        release("ocds-x-2", "2028-01-01T00:00:00Z", &json!({ "title": "Ancient" })),
    ];
    let lines: Vec<String> = lines.iter().map(Value::to_string).collect();
    let job = s.bring_text("second.jsonl", &format!("{}\nnot json\n", lines.join("\n")));
    assert!(job["note"].as_str().unwrap().starts_with("0 created, 1 updated, 1 as they were, 1 set aside"), "{job}");
    let row = s.known("ocds-x-1");
    assert_eq!((row["value"].clone(), row["location"].clone()), (json!(2_000_000.0), json!("North bank")));
    assert_eq!(s.known("ocds-x-2")["title"], "Only a title");
    // The same again changes nothing.
    let again = s.bring_text("again.jsonl", &lines[0]);
    assert!(again["note"].as_str().unwrap().starts_with("0 created, 0 updated, 1 as they were"), "{again}");
}

#[test]
fn two_who_bring_the_same_in_at_once_make_each_tender_once() {
    let s = scene();
    let releases: Vec<Value> =
        (0..700).map(|n| release(&format!("ocds-t-{n}"), "2029-01-01", &json!({ "title": format!("T{n}") }))).collect();
    let file = s.keep("many.json", &json!({ "releases": releases }).to_string());
    for _ in 0..2 {
        assert_eq!(s.me.verb("import_tenders", json!({ "file": file })).status, 202);
    }
    let both = async {
        let (one, two) = (work_off(&s.world.server), work_off(&s.world.server));
        tokio::join!(one, two)
    };
    let (one, two) = wait(both);
    one.unwrap();
    two.unwrap();
    let jobs = s.me.get("/rest/v1/background_jobs?verb=eq.import_tenders").rows();
    assert!(jobs.iter().all(|job| job["status"] == "done"), "{jobs:?}");
    assert_eq!(s.world.value::<i64>("select count(*) from crm.market_tenders where ocid like 'ocds-t-%'"), 700);
}

#[test]
fn hostile_files_and_links_hurt_nobody() {
    let s = scene();
    let hostile = json!({ "title": "<script>alert(1)</script>\u{0}\nline\u{1b}[31m", "description": "x".repeat(100_000),
        "value": { "amount": 1e300, "currency": "DOLLARS" }, "items": "no list", "documents": { "url": 5 } });
    let mut one = release("ocds-h-1\n\u{0}", "2029-01-01", &hostile);
    one["buyer"] = json!([1]);
    one["parties"] = json!("nobody");
    let job = s.bring_text("hostile.json", &json!({ "releases": [one] }).to_string());
    assert!(job["note"].as_str().unwrap().starts_with("1 created"), "{job}");
    let row = s.known("ocds-h-1");
    assert_eq!(row["title"], "<script>alert(1)</script> line [31m");
    assert_eq!((row["value"].clone(), row["summary"].as_str().unwrap().len()), (Value::Null, 4000));
    let shown = s.world.browser("admin@copilot").get(&format!("/market_tenders/{}", row["id"].as_str().unwrap()));
    assert!(shown.status == 200 && !shown.text.contains("<script>alert"));
    for (n, bad) in ["nope", "", "[]", "{}", "<html></html>"].iter().enumerate() {
        if !bad.is_empty() {
            let job = s.bring_text(&format!("bad{n}.json"), bad);
            assert_eq!(job["status"], "dead", "{bad}: {job}");
        }
    }
    let deep = format!("{{\"releases\": {}", "[".repeat(500_000));
    assert_eq!(s.bring_text("deep.json", &deep)["status"], "dead");
    for link in ["http://127.0.0.1:9/x", "http://169.254.169.254/x", "http://[::1]/x"] {
        let job = s.bring(&s.me, json!({ "url": link }));
        assert_eq!(job["status"], "dead");
        assert!(job["error"].as_str().unwrap().contains("private address"), "{job}");
    }
    for input in [json!({}), json!({ "url": "file:///etc/passwd" }), json!({ "url": " " })] {
        let job = s.bring(&s.me, input.clone());
        assert!(job["status"] == "dead" && job["attempts"] == 1, "{input}: {job}");
    }
}

#[test]
fn a_link_is_followed_and_the_rights_of_who_asks_count() {
    const URL: &str = "https://tenders.example/releases.json";
    const FILE: &str = r#"{"releases": [{"ocid": "ocds-l-1", "tender": {"title": "Linked"}}]}"#;
    let s = with(World::with(
        Pages(&[(URL, 200, "application/json", FILE)]).settings(),
        platform::database::Options::default(),
    ));
    let sales = s.world.sign_in("sales@copilot");
    let job = s.bring(&sales, json!({ "url": URL }));
    assert!(job["note"].as_str().unwrap().starts_with("1 created"), "{job}");
    assert_eq!(s.known("ocds-l-1")["title"], "Linked");
    for who in ["consultant@copilot", "viewer@copilot", "recruiter@copilot", "client@copilot"] {
        assert_eq!(s.world.sign_in(who).verb("import_tenders", json!({ "url": URL })).status, 403, "{who}");
    }
    // Another organisation has its own, and can't read our files.
    let other = s.world.sign_in("admin@yourco");
    assert!(other.get("/rest/v1/market_tenders?ocid=eq.ocds-l-1").rows().is_empty());
    let file = s.keep("ours.json", FILE);
    let asked = other.verb("import_tenders", json!({ "file": file }));
    wait(work_off(&s.world.server)).unwrap();
    let job = other.one(&format!("background_jobs?id=eq.{}", asked.json()["job"].as_str().unwrap()));
    assert!(job["status"] == "dead" && job["error"].as_str().unwrap().contains("no such file"), "{job}");
    // The page starts the same.
    let page = s.world.browser("sales@copilot");
    assert!(page.get("/market_tenders").text.contains("Import from OCDS"));
    assert!(page.get("/market_tenders/ocds").text.contains("Link to the file"));
    assert!(!s.world.browser("viewer@copilot").get("/market_tenders").text.contains("Import from OCDS"));
    assert_eq!(s.world.browser("viewer@copilot").get("/market_tenders/ocds").status, 404);
    let body = "--line\r\ncontent-disposition: form-data; name=\"url\"\r\n\r\n\r\n--line\r\ncontent-disposition: form-data; \
                name=\"file\"; filename=\"../up.json\"\r\n\r\n{\"ocid\": \"ocds-l-2\", \"tender\": {\"title\": \"Sent\"}}\r\n--line--\r\n";
    let sent = page.with("content-type", "multipart/form-data; boundary=line");
    assert_eq!(sent.send("POST", "/market_tenders/ocds", Some(body.into())).status, 303);
    wait(work_off(&s.world.server)).unwrap();
    assert_eq!(s.known("ocds-l-2")["title"], "Sent");
    assert!(s.me.get("/rest/v1/files?name=eq.up.json&is_private=is.false").rows().is_empty());
}

#[test]
fn a_client_that_is_called_like_who_asks_is_suggested_and_linked_only_by_a_yes() {
    let s = scene();
    for name in ["Twin Mining Ltd", "Twin Mining GmbH"] {
        s.me.made("clients", json!({ "name": name }));
    }
    let asks = |ocid: &str, client: &str| {
        let mut release = release(ocid, "2029-01-01", &json!({ "title": ocid }));
        release["buyer"] = json!({ "name": client });
        release
    };
    let releases = [
        asks("ocds-s-1", "HARBOUR-CITY Works"),
        asks("ocds-s-2", "The Works of Harbour City Ltd."),
        asks("ocds-s-3", "Twin Mining"),
        asks("ocds-s-4", "Harbour Works"),
    ];
    s.bring_text("asks.json", &json!({ "releases": releases }).to_string());
    let suggested = |ocid: &str| s.known(ocid)["suggested_client_id"].clone();
    assert_eq!((suggested("ocds-s-1"), suggested("ocds-s-2")), (json!(s.client), json!(s.client)));
    assert_eq!(
        (suggested("ocds-s-3"), suggested("ocds-s-4")),
        (Value::Null, Value::Null),
        "only when it is clearly one"
    );
    assert_eq!(s.known("ocds-s-1")["client_id"], Value::Null, "nothing is linked by itself");
    let id = |ocid: &str| s.known(ocid)["id"].as_str().unwrap().to_string();
    let browser = s.world.browser("admin@copilot");
    let page = browser.get(&format!("/market_tenders/{}", id("ocds-s-1"))).text;
    assert!(page.contains("Yes, that is them") && page.contains("Harbour City Works Pty Ltd"));
    let viewer = s.world.sign_in("viewer@copilot");
    assert_eq!(viewer.verb("accept_tender_client", json!({ "tender": id("ocds-s-1") })).status, 403);
    let other = s.world.sign_in("admin@yourco");
    assert_eq!(other.verb("refuse_tender_client", json!({ "tender": id("ocds-s-1") })).refusal(), "404 TL404");
    s.me.done("accept_tender_client", json!({ "tender": id("ocds-s-1") }));
    let now = s.known("ocds-s-1");
    assert_eq!((now["client_id"].clone(), now["suggested_client_id"].clone()), (json!(s.client), Value::Null));
    assert_eq!(s.me.verb("accept_tender_client", json!({ "tender": id("ocds-s-1") })).refusal(), "409 TL409");
    s.me.done("refuse_tender_client", json!({ "tender": id("ocds-s-2") }));
    assert_eq!(s.me.verb("refuse_tender_client", json!({ "tender": id("ocds-s-2") })).refusal(), "409 TL409");
    let newer = release("ocds-s-2", "2029-02-01", &json!({ "title": "Renamed" }));
    s.bring_text("newer.json", &newer.to_string());
    assert_eq!(
        (suggested("ocds-s-2"), s.known("ocds-s-2")["title"].clone()),
        (Value::Null, json!("Renamed")),
        "no is remembered"
    );
}

#[test]
fn nobody_opens_a_deal_for_anothers_client_by_way_of_a_tender() {
    let world = World::new();
    world.behind("update identity.organizations set visibility = 'open'");
    let (admin, sales) = (world.sign_in("admin@copilot"), world.sign_in("sales@copilot"));
    let owner = admin.one("users?email=eq.admin@copilot.example&select=id")["id"].clone();
    let client = admin.made("clients", json!({ "name": "Not Yours Ltd", "owner_id": owner }));
    let tender = sales.made("market_tenders", json!({ "title": "Bridge works" }));
    let refused = sales.verb("pursue_tender", json!({ "tender": tender, "client": client }));
    assert_eq!(refused.refusal(), "403 42501", "{}", refused.text);
    let by_hand = json!({ "client_id": client, "is_pursuing": true });
    assert_eq!(sales.patch(&format!("/rest/v1/market_tenders?id=eq.{tender}"), by_hand).status, 403);
    assert!(admin.get(&format!("/rest/v1/opportunities?client_id=eq.{client}")).rows().is_empty());
}
