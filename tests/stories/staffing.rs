//! A coordinator's weeks, through public doors only: from a messy file of people to hours, an invoice, and the follow-on.

use platform::database::Options;
use serde_json::{Value, json};
use tests::{Client, World, with_mail};

/// The smallest picture there is.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\x9cc\xf8\xff\xff?\0\x05\xfe\x02\xfe\xa75\x81\x84\0\0\0\0IEND\xaeB`\x82";

/// 300 people as an office keeps them: commas and signs in amounts, days in several ways, blanks, one 31 February.
fn people(soon: &str) -> String {
    let mut file =
        String::from("\u{feff}First name;Surname;Trade;Tickets;Charge out rate;Pay rate;Mobile;Internal rating\r\n");
    for n in 0..300 {
        let trade = ["Glazier", "glazier ", "Rigger", "Welder"][n % 4];
        let tickets = match n {
            7 => "White Card exp 31.02.2031".to_string(),
            2 => format!("White Card exp {soon}"),
            n if n % 3 == 0 => "\"White Card exp 28 Feb 2031; EWP (01.03.2031)\"".into(),
            n if n % 3 == 1 => "white card exp 2031-05-31".into(),
            _ => "White Card".into(),
        };
        let (charge, pay) = if n % 2 == 0 { ("80,00 €", "45,00 €") } else { ("80.00", "45") };
        let rating = if n == 2 { "5".to_string() } else { (1 + n % 4).to_string() };
        file += &format!("Person{n:03};Bypass;{trade};{tickets};{charge};{pay};+43 660 55{n:04};{rating}\r\n");
    }
    file + ";;;;;;;\r\n"
}

fn ids(answer: &Value, key: &str) -> Vec<String> {
    answer[key].as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_string()).collect()
}

/// Below the server: what an address of a link opens.
fn path(url: &Value) -> String {
    let url = url.as_str().unwrap();
    url[url.find("/link/").unwrap()..].to_string()
}

fn renew(world: &World, me: &Client, person: &str, expires: &str) {
    let asked = me.done("request_ticket_renewal", json!({ "person": person, "ticket": "White Card", "by": "link" }));
    let mut body = Vec::new();
    for (name, value) in [("number", "WC 9"), ("issued", "2026-01-01"), ("expires", expires)] {
        let part = format!("--line\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    body.extend_from_slice(b"--line\r\ncontent-disposition: form-data; name=\"file\"; filename=\"card.png\"\r\n\r\n");
    body.extend_from_slice(PNG);
    body.extend_from_slice(b"\r\n--line--\r\n");
    let guest = world.visitor().with("content-type", "multipart/form-data; boundary=line");
    assert_eq!(guest.send("POST", &path(&asked["url"]), Some(body)).status, 303);
    me.done("accept_ticket_renewal", json!({ "renewal": asked["renewal"] }));
}

#[test]
fn from_a_messy_file_of_people_to_hours_an_invoice_and_the_follow_on() {
    let world = World::with(with_mail(), Options::default());
    world.behind(
        "delete from crm.nudges; delete from recruiting.ticket_kinds; update identity.organizations set visibility = 'open'",
    );
    let (admin, me) = (world.sign_in("admin@copilot"), world.sign_in("recruiter@copilot"));
    let day = |n: i32| -> String { world.value(&format!("select (current_date + {n})::text")) };

    // 300 people come in; who has a ticket of 31 February is set aside with the reason.
    let state =
        world.import(&admin, "candidates?filename=people.csv&map=Tickets%3Dcompliance", people(&day(9)).as_bytes());
    assert_eq!((&state["created"], &state["rejected"]), (&json!(299), &json!(1)), "{state}");

    // A site asks for twelve people of three trades for five weeks.
    let client = admin.made("clients", json!({ "name": "Meridian Roads", "status": "active" }));
    let project = admin.made(
        "projects",
        json!({ "name": "Meridian Bypass South", "client_id": client, "status": "active", "required_tickets": ["White Card"],
                "site_logistics": { "gate": "North" }, "ppe": ["Helmet"] }),
    );
    let (first, last) = (day(-7), day(27));
    let mut crew = Value::Null;
    let mut booked = Vec::new();
    for (trade, people) in [("Glazier", 6), ("Rigger", 4), ("Welder", 2)] {
        let demand = me.made(
            "demands",
            json!({ "project_id": project, "trade": trade, "people": people, "start_date": first, "end_date": last, "charge_rate": 80 }),
        );
        let best = me.done("best_people", json!({ "demand": demand, "limit": people }));
        assert_eq!(best["people"].as_array().unwrap().len(), people, "{best}");
        let who: Vec<&Value> = best["people"].as_array().unwrap().iter().map(|p| &p["person"]).collect();
        let mut wish =
            json!({ "project": project, "people": who, "role": trade, "start_date": first, "end_date": last });
        if crew.is_null() {
            wish["crew_name"] = json!("Bypass crew")
        } else {
            wish["crew"] = crew.clone()
        }
        let done = me.done("book_people", wish);
        crew = done["crew"].clone();
        booked.extend(ids(&done, "placements"));
        assert_eq!(me.one(&format!("demands?id=eq.{demand}&select=missing"))["missing"], 0);
    }

    // The best rigger's ticket ends mid-way: refused by name and day; renewed through the link, they take over.
    let best = me.one("candidates?first_name=eq.Person002&select=id");
    let best = best["id"].as_str().unwrap();
    let rigger = me.one(&format!("placements?project_id=eq.{project}&role=eq.Rigger&select=id&limit=1"));
    let wish = json!({ "placement": rigger["id"], "person": best, "from_date": first });
    let refused = me.verb("replace_person", wish.clone());
    assert_eq!(refused.refusal(), "400 23514");
    assert!(
        refused.text.contains("Person002 Bypass") && refused.text.contains("White Card is not good on"),
        "{}",
        refused.text
    );
    renew(&world, &me, best, "2031-12-31");
    let took = me.done("replace_person", wish);
    booked.retain(|id| *id != rigger["id"]);
    booked.push(took["placement"].as_str().unwrap().into());

    // The client wants everybody a week earlier.
    let moved = me.done("move_placements", json!({ "crew": crew, "days": -7 }));
    assert_eq!(ids(&moved, "placements").len(), 12);

    // The foreman signs last week through a link: eight hours on five days.
    let shared = me.done("share_crew", json!({ "crew": crew, "page": "hours" }));
    let monday: String = world.value("select (date_trunc('week', current_date)::date - 7)::text");
    let fields: Vec<(String, String)> = booked
        .iter()
        .flat_map(|placement| {
            let days = world.rows("select ($1::text::date + n)::text from generate_series(0, 4) n", &[&monday]);
            let field =
                |row: &tokio_postgres::Row| (format!("hours:{placement}:{}", row.get::<_, String>(0)), "8".to_string());
            days.iter().map(field).collect::<Vec<_>>()
        })
        .chain([("signed_by".to_string(), "Fred Foreman".to_string())])
        .collect();
    let fields: Vec<(&str, &str)> = fields.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    let sent = world.visitor().form(&format!("{}?week=last", path(&shared["url"])), &fields);
    assert_eq!(sent.status, 303, "{}", sent.text);

    // Approved, billed, and what is earned: 12 people × 40 hours × (80 − 45).
    let approved = me.done("approve_hours", json!({ "project": project, "from_date": monday, "to_date": day(0) }));
    assert_eq!((&approved["hours"], &approved["revenue"]), (&json!("480.00"), &json!("38400.00")));
    let invoice = admin.done("draft_invoice", json!({ "project": project, "tax_rate": 0 }));
    assert_eq!(invoice["amount"], "38400.00");
    admin.done("issue_invoice", json!({ "invoice": invoice["invoice"] }));
    let margin = admin.one(&format!("projects?id=eq.{project}&select=margin"));
    assert_eq!((&margin["margin"]["margin"], &margin["margin"]["cost"]), (&json!(16800.0), &json!(21600.0)));

    // The end nears, and nobody has anything afterwards: the rule says so, and its button drafts what follows.
    for (key, value) in [("nudges.held_out_percent", json!(0)), ("nudges.most_each", json!(1000))] {
        let upsert = admin.with("prefer", "resolution=merge-duplicates");
        assert!(
            upsert.post("/rest/v1/system_settings?on_conflict=key", json!({ "key": key, "value": value })).status < 300
        );
    }
    admin.done("keep_nudges", json!({}));
    let path = format!("/rest/v1/nudges?client_id=eq.{client}&type=eq.pre_emptive_strike&status=eq.open&order=title");
    let nudges = admin.get(&path).rows();
    let titles: Vec<&str> = nudges.iter().map(|n| n["title"].as_str().unwrap()).collect();
    assert!(
        titles
            .iter()
            .any(|title| title.starts_with("Meridian Bypass South: 6 glaziers end on")
                && title.ends_with("no follow-on")),
        "{titles:?}"
    );
    for nudge in &nudges {
        if nudge["title"].as_str().unwrap().starts_with("Meridian Bypass South: ")
            && nudge["action_payload"]["verb"] == "draft_follow_on"
        {
            admin.done("act_on_nudge", json!({ "nudge": nudge["id"] }));
        }
    }
    let drafts = admin.get(&format!("/rest/v1/placements?project_id=eq.{project}&status=eq.draft&select=start_date"));
    assert_eq!(drafts.rows().len(), 12, "everybody stays, as a draft");
    assert!(drafts.rows().iter().all(|row| row["start_date"] == day(21)), "from the day after");
    assert_eq!(admin.get(&path).rows().len(), nudges.len() - 3, "what was acted on is no longer open");
}
