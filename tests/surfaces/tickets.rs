//! Tickets of people: filled in row by row, kept by their last day, and found by it.

use serde_json::{Value, json};
use tests::{Client, World};

/// A member of Co-Pilot with the API and with pages, and a person with tickets.
struct Scene {
    world: World,
    me: Client,
    page: Client,
    person: String,
}

fn scene(tickets: Value) -> Scene {
    let world = World::new();
    world.behind("delete from recruiting.ticket_kinds");
    let (me, page) = (world.sign_in("recruiter@copilot"), world.browser("recruiter@copilot"));
    let person = me.made("candidates", json!({ "first_name": "Ann", "last_name": "Able", "compliance": tickets }));
    Scene { world, me, page, person }
}

impl Scene {
    fn day(&self, days: i32) -> String {
        self.world.value(&format!("select (current_date + {days})::text"))
    }

    /// What stands on the person.
    fn of_person(&self, column: &str) -> Value {
        self.me.one(&format!("candidates?id=eq.{}&select={column}", self.person))[column].clone()
    }

    /// The tickets the database keeps of the person.
    fn kept(&self, select: &str) -> Vec<Value> {
        let query = format!("/rest/v1/tickets?candidate_id=eq.{}&select={select}&order=ticket", self.person);
        self.me.get(&query).rows()
    }

    /// Sends the person's form with these rows: ticket, number, issued, expires.
    fn send(&self, rows: &[[&str; 4]]) -> tests::Answer {
        let mut fields = vec![("first_name", "Ann"), ("last_name", "Able"), ("compliance[is_here]", "true")];
        for row in rows {
            for (part, value) in ["ticket", "number", "issued", "expires"].iter().zip(row) {
                let name = match *part {
                    "ticket" => "compliance[ticket]",
                    "number" => "compliance[number]",
                    "issued" => "compliance[issued]",
                    _ => "compliance[expires]",
                };
                fields.push((name, value));
            }
        }
        self.page.form(&format!("/candidates/{}", self.person), &fields)
    }
}

#[test]
fn tickets_are_filled_in_row_by_row() {
    let s = scene(json!([{ "ticket": "White Card", "number": "WC1", "level": "General" }]));
    s.me.made("ticket_kinds", json!({ "name": "Rigging licence" }));
    let form = s.page.get(&format!("/candidates/{}/edit", s.person)).text;
    assert!(form.contains("name=\"compliance[ticket]\"") && form.contains("value=\"WC1\""), "{form}");
    assert!(form.contains("<option value=\"Rigging licence\">"), "kinds of tickets are offered");
    assert!(!form.contains("[{&quot;"), "nobody edits JSON");
    let saved =
        s.send(&[["White Card", "WC2", "", "2031-05-01"], ["EWP licence", "", "2026-01-02", ""], ["", "", "", ""]]);
    assert_eq!(saved.status, 303, "{}", saved.text);
    assert_eq!(
        s.of_person("compliance"),
        json!([{ "ticket": "White Card", "number": "WC2", "expires": "2031-05-01" },
               { "ticket": "EWP licence", "issued": "2026-01-02" }])
    );
    let page = s.page.get(&format!("/candidates/{}", s.person)).text;
    assert!(page.contains("until 1 May 2031") && page.contains("issued 2 Jan 2026"), "{page}");
    let list = s.page.get(&format!("/candidates?id=eq.{}&select=compliance", s.person)).text;
    assert!(list.contains("White Card · until 1 May 2031"), "{list}");
}

#[test]
fn what_no_part_speaks_of_is_kept() {
    let s = scene(json!([{ "ticket": "White Card", "level": "General", "codes": ["a", "b"] }]));
    let form = s.page.get(&format!("/candidates/{}/edit", s.person)).text;
    let kept = "{&quot;level&quot;:&quot;General&quot;,&quot;codes&quot;:[&quot;a&quot;,&quot;b&quot;]}";
    let other = "{&quot;codes&quot;:[&quot;a&quot;,&quot;b&quot;],&quot;level&quot;:&quot;General&quot;}";
    assert!(form.contains(kept) || form.contains(other), "{form}");
    let fields = [
        ("compliance[is_here]", "true"),
        ("compliance[ticket]", "White Card"),
        ("compliance[rest]", r#"{"level":"General","codes":["a","b"]}"#),
        ("compliance[expires]", "2031-05-01"),
    ];
    assert_eq!(s.page.form(&format!("/candidates/{}", s.person), &fields).status, 303);
    let expected =
        json!([{ "ticket": "White Card", "expires": "2031-05-01", "level": "General", "codes": ["a", "b"] }]);
    assert_eq!(s.of_person("compliance"), expected);
}

#[test]
fn a_day_that_does_not_exist_is_refused_at_its_row_and_nothing_typed_is_lost() {
    let s = scene(json!([]));
    let refused = s.send(&[["White Card", "WC1", "", "2031-05-01"], ["EWP licence", "E 7", "2027-02-31", ""]]);
    assert_eq!(refused.status, 422);
    for words in ["Row 2, issued:", "2027-02-31", "is not a day of the calendar", "value=\"E 7\"", "value=\"WC1\""] {
        assert!(refused.text.contains(words), "{words}: {}", refused.text);
    }
    assert!(refused.text.matches("aria-invalid=\"true\"").count() == 1, "the one input that is wrong says so");
    let nameless = s.send(&[["", "WC1", "", ""]]);
    assert!(nameless.status == 422 && nameless.text.contains("Row 1, ticket: this is required."), "{}", nameless.text);
    assert_eq!(s.of_person("compliance"), json!([]));
}

#[test]
fn a_site_is_described_by_its_parts_and_what_else_is_known_stays() {
    let s = scene(json!([]));
    let admin = s.world.sign_in("admin@copilot");
    let site = json!({ "gate": "North", "cranes": 2, "notes": "Ask for Bo" });
    let client = admin.made("clients", json!({ "name": "Meridian Roads" }));
    let project = admin.made(
        "projects",
        json!({ "name": "Bypass", "client_id": client, "site_logistics": site,
        "ppe": ["Helmet", "Gloves, cut-proof"] }),
    );
    let page = s.world.browser("admin@copilot");
    let form = page.get(&format!("/projects/{project}/edit")).text;
    for part in ["induction", "gate", "hours", "parking", "contact", "notes"] {
        assert!(form.contains(&format!("name=\"site_logistics[{part}]\"")), "{part}");
    }
    assert!(form.contains("value=\"Gloves, cut-proof\""), "a word may have a comma");
    let fields = [
        ("site_logistics[is_here]", "true"),
        ("site_logistics[gate]", "South"),
        ("site_logistics[hours]", "6:30 to 15:00"),
        ("site_logistics[notes]", ""),
        ("site_logistics[rest]", r#"{"cranes":2}"#),
        ("ppe[is_here]", "true"),
        ("ppe[word]", "Helmet"),
        ("ppe[word]", "Gloves, cut-proof"),
        ("ppe[word]", "Boots"),
        ("ppe[word]", ""),
    ];
    let saved = page.form(&format!("/projects/{project}"), &fields);
    assert_eq!(saved.status, 303, "{}", saved.text);
    let now = admin.one(&format!("projects?id=eq.{project}&select=site_logistics,ppe"));
    assert_eq!(now["site_logistics"], json!({ "gate": "South", "hours": "6:30 to 15:00", "cranes": 2 }));
    assert_eq!(now["ppe"], json!(["Helmet", "Gloves, cut-proof", "Boots"]));
    let shown = page.get(&format!("/projects/{project}")).text;
    let shown = shown.split("data-f=\"site_logistics\"").nth(1).and_then(|rest| rest.split("</dl>").next()).unwrap();
    assert!(shown.contains("6:30 to 15:00") && shown.contains("Cranes") && !shown.contains('{'), "{shown}");
}

#[test]
fn a_form_that_changes_something_else_leaves_tickets_alone() {
    let s = scene(json!([{ "ticket": "White Card", "number": "", "expires": null }]));
    let before = s.of_person("compliance");
    let fields = [("first_name", "Anna"), ("compliance[is_here]", "true"), ("compliance[ticket]", "White Card")];
    assert_eq!(s.page.form(&format!("/candidates/{}", s.person), &fields).status, 303);
    assert_eq!((s.of_person("first_name"), s.of_person("compliance")), (json!("Anna"), before));
}

#[test]
fn the_newest_of_a_name_counts_and_people_are_found_by_the_first_that_ends() {
    let s = scene(json!([]));
    let (soon, late) = (s.day(20), s.day(400));
    let tickets = json!([
        { "ticket": "White card", "number": "old", "expires": soon },
        { "ticket": "WHITE CARD ", "number": "new", "expires": late },
        { "ticket": "EWP", "issued": s.day(-100), "issuer": "TAFE" },
        { "ticket": "First aid" },
    ]);
    let set = |tickets: Value| {
        let answer = s.me.patch(&format!("/rest/v1/candidates?id=eq.{}", s.person), json!({ "compliance": tickets }));
        assert_eq!(answer.status, 204, "{}", answer.text);
    };
    set(tickets);
    assert_eq!(
        s.kept("ticket,number,expires_date,issuer"),
        [
            json!({ "ticket": "EWP", "number": null, "expires_date": null, "issuer": "TAFE" }),
            json!({ "ticket": "First aid", "number": null, "expires_date": null, "issuer": null }),
            json!({ "ticket": "WHITE CARD", "number": "new", "expires_date": late, "issuer": null }),
        ]
    );
    assert_eq!(s.of_person("next_ticket_expiry_date"), json!(late));
    // A kind says for how long a ticket is good that says only when it was issued.
    let kind = s.me.made("ticket_kinds", json!({ "name": "ewp", "validity_months": 4 }));
    let ends: String = s.world.value("select (current_date - 100 + interval '4 months')::date::text");
    assert_eq!(s.of_person("next_ticket_expiry_date"), json!(ends));
    let soon = |days: i32| {
        let query = format!(
            "tickets?expires_date=gte.{}&expires_date=lte.{}&candidate_id=eq.{}",
            s.day(0),
            s.day(days),
            s.person
        );
        s.me.get(&format!("/rest/v1/{query}")).rows().len()
    };
    assert_eq!((soon(7), soon(60), soon(500)), (0, 1, 2));
    let changed = s.me.patch(&format!("/rest/v1/ticket_kinds?id=eq.{kind}"), json!({ "validity_months": null }));
    assert_eq!((changed.status, s.of_person("next_ticket_expiry_date")), (204, json!(late)));
    let list = s.page.get("/tickets?expires_date=gte.@today&expires_date=lte.@today%2B500&number=eq.new").text;
    assert!(list.contains("WHITE CARD") && list.contains("Ann Able"), "{list}");
    let found = s.page.get("/candidates?next_ticket_expiry_date=lte.@today%2B500&first_name=eq.Ann").text;
    assert!(found.contains("Ann Able"), "{found}");
    set(json!([]));
    assert_eq!((s.kept("id").len(), s.of_person("next_ticket_expiry_date")), (0, Value::Null));
}

#[test]
fn nobody_writes_what_the_database_keeps() {
    let s = scene(json!([{ "ticket": "White Card", "expires": "2031-05-01" }]));
    let ticket = s.kept("id")[0]["id"].as_str().unwrap().to_string();
    let admin = s.world.sign_in("admin@copilot");
    let row = json!({ "candidate_id": s.person, "ticket": "Crane" });
    assert_eq!(admin.post("/rest/v1/tickets", row).status, 403);
    assert_eq!(admin.patch(&format!("/rest/v1/tickets?id=eq.{ticket}"), json!({ "number": "1" })).status, 403);
    assert_eq!(admin.delete(&format!("/rest/v1/tickets?id=eq.{ticket}")).status, 403);
    let on_person = format!("/rest/v1/candidates?id=eq.{}", s.person);
    assert_eq!(admin.patch(&on_person, json!({ "next_ticket_expiry_date": "2040-01-01" })).status, 400);
    // Never is a day far away for some; nothing breaks.
    let never = json!({ "compliance": [{ "ticket": "Crane\u{7}", "expires": "9999-12-31" }] });
    let answer = admin.patch(&on_person, never);
    assert_eq!(answer.status, 204, "{}", answer.text);
    assert_eq!(s.kept("ticket,expires_date"), [json!({ "ticket": "Crane", "expires_date": null })]);
}

#[test]
fn two_people_become_one_and_have_the_tickets_of_both() {
    let s = scene(json!([{ "ticket": "White Card", "expires": "2031-05-01" }]));
    let admin = s.world.sign_in("admin@copilot");
    let twin = json!({ "first_name": "Ann", "last_name": "Abel", "compliance": [{ "ticket": "White Card" }, { "ticket": "EWP" }] });
    let twin = admin.made("candidates", twin);
    let input = json!({ "noun": "candidates", "keep": s.person, "gone": twin });
    let merged = admin.verb("merge_records", input);
    assert_eq!(merged.status, 200, "{}", merged.text);
    assert_eq!(s.kept("ticket"), [json!({ "ticket": "EWP" }), json!({ "ticket": "White Card" })], "what either has");
}

#[test]
fn tickets_are_brought_in_from_a_cell_as_people_write_them() {
    let s = scene(json!([]));
    let admin = s.world.sign_in("admin@copilot");
    let file = "first_name,last_name,trade,compliance\n\
                Ida,Imported,Rigger,White Card exp 28 Feb 2031; Working at heights (01.03.2031)\n\
                Ulf,Imported,Rigger,White Card 31 Feb 2031\n\
                Eve,Imported,Rigger,\"White Card, First aid\"\n\
                Bea,Imported,Rigger,White Card 03/04/2031\n";
    let done = s.world.import(&admin, "candidates", file.as_bytes());
    assert_eq!((done["created"].clone(), done["rejected"].clone()), (json!(2), json!(2)), "{done}");
    let ida = admin.one("candidates?first_name=eq.Ida&last_name=eq.Imported&select=compliance,next_ticket_expiry_date");
    assert_eq!(ida["next_ticket_expiry_date"], "2031-02-28");
    assert_eq!(ida["compliance"][1], json!({ "ticket": "Working at heights", "expires": "2031-03-01" }));
    let eve = admin.one("candidates?first_name=eq.Eve&last_name=eq.Imported&select=compliance");
    assert_eq!(eve["compliance"], json!([{ "ticket": "White Card" }, { "ticket": "First aid" }]));
}
