//! Hours of placed people: entered by day, approved at the rates of their placements, billed, and opened again.

use serde_json::{Value, json};
use tests::{Answer, Client, World};

/// A site where Ann works by day and Ben by night since two weeks ago, Monday. Money is easy to add: 80 and 45 an hour.
struct Site {
    world: World,
    admin: Client,
    me: Client,
    client: String,
    project: String,
    ann: String,
    ben: String,
    /// Days since Monday two weeks ago.
    days: Vec<String>,
}

impl Site {
    fn new() -> Site {
        let world = World::new();
        let (admin, me) = (world.sign_in("admin@copilot"), world.sign_in("recruiter@copilot"));
        world.behind("delete from recruiting.ticket_kinds; update identity.organizations set visibility = 'open'");
        let client = admin.made("clients", json!({ "name": "Meridian Roads" }));
        let project = admin.made("projects", json!({ "name": "Meridian Bypass South", "client_id": client }));
        let days = world.rows(
            "select to_char(date_trunc('week', current_date)::date - 14 + n, 'YYYY-MM-DD') from generate_series(0, 40) n",
            &[],
        );
        let days = days.iter().map(|row| row.get(0)).collect();
        let mut site = Site { world, admin, me, client, project, ann: String::new(), ben: String::new(), days };
        let crew = site.admin.made("placement_groups", json!({ "name": "Glass gang", "project_id": site.project }));
        let placed = |name: &str, shift: &str| {
            let person = site.admin.made("candidates", json!({ "first_name": name, "trade": "Glazier" }));
            site.admin.made(
                "placements",
                json!({ "candidate_id": person, "project_id": site.project, "role": "Glazier", "status": "active",
                        "start_date": site.day(0), "end_date": site.day(20), "shift": shift, "charge_rate": 80,
                        "pay_rate": 45, "placement_group_id": crew }),
            )
        };
        (site.ann, site.ben) = (placed("Ann", "day"), placed("Ben", "night"));
        site
    }

    fn day(&self, n: usize) -> &str {
        &self.days[n]
    }

    fn enter(&self, entries: &[(&str, usize, &str)]) -> Answer {
        let entries: Vec<Value> = entries
            .iter()
            .map(|(placement, day, hours)| json!({ "placement": placement, "date": self.day(*day), "hours": hours }))
            .collect();
        self.me.verb("enter_hours", json!({ "entries": entries }))
    }

    fn week(&self) -> Value {
        json!({ "project": self.project, "from_date": self.day(0), "to_date": self.day(6) })
    }

    /// Hours, charge and pay of the time entries of the site, day by day.
    fn entries(&self) -> Vec<String> {
        let path = format!(
            "/rest/v1/time_entries?project_id=eq.{}&select=date,hours,bill_rate,worker&order=worker,date,bill_rate",
            self.project
        );
        let told = |row: &Value| {
            let text = |key: &str| row[key].as_str().map_or_else(|| row[key].to_string(), str::to_string);
            format!("{}: {} × {}", text("worker"), text("hours"), text("bill_rate"))
        };
        self.admin.get(&path).rows().iter().map(told).collect()
    }
}

#[test]
fn hours_are_approved_at_the_rates_of_their_placements_with_overtime_weekends_and_nights() {
    let site = Site::new();
    let entered = site.enter(&[(&site.ann, 0, "8"), (&site.ann, 1, "10.5"), (&site.ann, 5, "9"), (&site.ben, 0, "10")]);
    assert_eq!(entered.json()["entered"], 4, "{}", entered.text);
    let approved = site.me.verb("approve_hours", site.week());
    assert_eq!(approved.status, 200, "{}", approved.text);
    assert_eq!(
        site.entries(),
        [
            "Ann, Glazier: 8.0 × 80.0",
            "Ann, Glazier: 8.0 × 80.0",
            "Ann, Glazier, overtime × 1.5: 2.5 × 120.0",
            "Ann, Glazier, weekend × 1.5: 9.0 × 120.0",
            "Ben, Glazier, night × 1.25: 8.0 × 100.0",
            "Ben, Glazier, overtime × 1.5: 2.0 × 120.0",
        ],
        "the higher factor counts, they are not multiplied"
    );
    // 16 × 80 + 2.5 × 120 + 9 × 120 + 8 × 100 + 2 × 120, and the same hours at 45.
    let money = approved.json();
    assert_eq!((money["hours"].as_str(), money["revenue"].as_str()), (Some("37.50"), Some("3700.00")));
    assert_eq!(money["cost"], "2081.25");
    let margin = site.admin.one(&format!("projects?id=eq.{}&select=margin", site.project));
    assert_eq!(margin["margin"]["margin"], 1618.75);
    // The crew's and the site's margin.
    for (report, label) in
        [("margin_by_crew", "Glass gang, Meridian Bypass South"), ("margin_by_site", "Meridian Bypass South")]
    {
        let rows = site.admin.verb(report, json!({ "days": 60 })).rows();
        let row = rows.iter().find(|row| row["label"] == label).unwrap_or_else(|| panic!("{report}: {rows:?}"));
        assert_eq!((&row["revenue"], &row["margin"], &row["hours"]), (&json!(3700.0), &json!(1618.75), &json!(37.5)));
    }
    // The invoice bills them, a line for each person and factor.
    let invoice = site.admin.verb("draft_invoice", json!({ "project": site.project, "tax_rate": 0 }));
    assert_eq!(invoice.json()["amount"], "3700.00", "{}", invoice.text);
    let lines = site.admin.get(&format!(
        "/rest/v1/invoice_lines?invoice_id=eq.{}&select=description,quantity&order=position",
        invoice.json()["invoice"].as_str().unwrap()
    ));
    let first = &lines.rows()[0];
    assert!(first["description"].as_str().unwrap().starts_with("Meridian Bypass South, Ann, Glazier, "), "{first}");
    assert_eq!((lines.rows().len(), &first["quantity"]), (5, &json!(16.0)));
    // Issued, it is this year's revenue of the client; the margin is what is left of it.
    site.admin.done("issue_invoice", json!({ "invoice": invoice.json()["invoice"] }));
    let client = site.admin.one(&format!("clients?id=eq.{}&select=financials,active_jobs", site.client));
    let money = &client["financials"];
    assert_eq!((&money["revenue_ytd"], &money["outstanding"]), (&json!(3700.0), &json!(3700.0)), "{client}");
    let year: bool = site.world.value("select extract(year from current_date - 21) = extract(year from current_date)");
    assert!(!year || money["margin_ytd"] == 1618.75 && money["margin_percent"] == 43.8, "{client}");
    assert_eq!(client["active_jobs"], 2, "two people are placed; the project is only planned");
    let reopen = json!({ "reason": "Typed wrong" });
    let mut wish = site.week();
    wish.as_object_mut().unwrap().extend(reopen.as_object().unwrap().clone());
    assert_eq!(site.me.verb("reopen_hours", wish).refusal(), "409 TL409", "billed hours stay");
    assert_eq!(site.me.verb("approve_hours", site.week()).refusal(), "404 TL404", "nothing is billed twice");
}

#[test]
fn the_factors_are_the_organisations() {
    let site = Site::new();
    for (key, value) in
        [("hours.overtime_after", json!(7.5)), ("hours.overtime_factor", json!(2)), ("hours.night_factor", json!(1))]
    {
        site.admin.made("system_settings", json!({ "key": key, "value": value }));
    }
    site.enter(&[(&site.ann, 0, "8"), (&site.ben, 0, "7")]);
    assert_eq!(site.me.verb("approve_hours", site.week()).status, 200);
    assert_eq!(
        site.entries(),
        ["Ann, Glazier: 7.5 × 80.0", "Ann, Glazier, overtime × 2: 0.5 × 160.0", "Ben, Glazier: 7.0 × 80.0"]
    );
    let wrong = site.admin.post("/rest/v1/system_settings", json!({ "key": "hours.weekend_factor", "value": 0.5 }));
    assert_eq!(wrong.refusal(), "400 23514");
}

#[test]
fn hours_fit_their_placement_and_approved_ones_stay() {
    let site = Site::new();
    let message = |answer: Answer| answer.json()["message"].as_str().unwrap_or_default().to_string();
    let outside = site.enter(&[(&site.ann, 0, "8"), (&site.ann, 25, "8")]);
    assert_eq!(outside.refusal(), "400 23514");
    assert!(message(outside).contains("is not a day of it"));
    let none = site.admin.get(&format!("/rest/v1/placement_hours?placement_id=eq.{}", site.ann)).rows();
    assert!(none.is_empty(), "all or none");
    assert_eq!(site.enter(&[(&site.ann, 0, "25")]).refusal(), "400 23514");
    assert_eq!(site.enter(&[(&site.ann, 0, "eight")]).status, 400);
    assert_eq!(site.enter(&[(&site.ann, 0, "8"), (&site.ann, 0, "7")]).refusal(), "400 TL100");
    assert_eq!(site.me.verb("enter_hours", json!({ "entries": [] })).refusal(), "400 TL100");
    // Twice the same is nothing new; another number is; none removes it.
    assert_eq!(site.enter(&[(&site.ann, 0, "8"), (&site.ben, 0, "6")]).json()["entered"], 2);
    assert_eq!(site.enter(&[(&site.ann, 0, "8"), (&site.ben, 0, "7")]).json()["entered"], 1);
    assert_eq!(site.enter(&[(&site.ben, 0, "")]).json()["removed"], 1);
    assert_eq!(site.me.verb("approve_hours", site.week()).json()["days"], 1);
    let changed = site.enter(&[(&site.ann, 0, "9")]);
    assert!(message(changed).contains("are approved"));
    let hours = format!("/rest/v1/placement_hours?placement_id=eq.{}", site.ann);
    assert_eq!(site.admin.patch(&hours, json!({ "hours": 9 })).refusal(), "400 23514");
    assert_eq!(site.admin.delete(&hours).refusal(), "400 23514");
    assert_eq!(site.admin.patch(&hours, json!({ "status": "open" })).status, 403, "only the verb decides");
    // Opened again with a reason, its entries are gone.
    let mut wish = site.week();
    wish["reason"] = json!(" ");
    assert_eq!(site.me.verb("reopen_hours", wish.clone()).refusal(), "400 TL100");
    wish["reason"] = json!("Typed wrong");
    assert_eq!(site.me.verb("reopen_hours", wish).json()["hours"], "8.00");
    assert!(site.entries().is_empty());
    assert_eq!(site.enter(&[(&site.ann, 0, "9")]).status, 200);
    // Closed books.
    site.admin.made("system_settings", json!({ "key": "time.locked_until", "value": site.day(3) }));
    assert!(message(site.enter(&[(&site.ann, 1, "8")])).contains("The books are closed"));
    assert_eq!(site.me.verb("approve_hours", site.week()).refusal(), "400 23514");
    assert_eq!(site.enter(&[(&site.ann, 4, "8")]).status, 200);
}

#[test]
fn who_may_not_decide_does_not_and_others_see_nothing() {
    let site = Site::new();
    site.enter(&[(&site.ann, 0, "8")]);
    for who in ["viewer@copilot", "sales@copilot", "staff@copilot"] {
        assert_eq!(site.world.sign_in(who).verb("approve_hours", site.week()).refusal(), "403 42501", "{who}");
    }
    let stranger = site.world.sign_in("admin@yourco");
    assert_eq!(stranger.verb("approve_hours", site.week()).refusal(), "404 TL404");
    let wish = json!({ "entries": [{ "placement": site.ann, "date": site.day(1), "hours": 8 }] });
    assert_eq!(stranger.verb("enter_hours", wish).refusal(), "404 TL404");
    assert_eq!(site.world.sign_in("client@copilot").get("/rest/v1/placement_hours").status, 403);
}

#[test]
fn a_week_of_a_site_is_one_grid() {
    let site = Site::new();
    let me = site.world.browser("recruiter@copilot");
    let week = site.day(0).to_string();
    let list = me.get(&format!("/hours?week={week}"));
    assert!(list.text.contains("Meridian Bypass South"), "{}", list.text);
    let at = format!("/hours?project={}&week={week}", site.project);
    let grid = me.get(&at);
    assert!(grid.text.contains("Glass gang") && grid.text.contains(&format!("hours:{}:{}", site.ann, site.day(6))));
    let (one, two) = (format!("hours:{}:{}", site.ann, site.day(0)), format!("hours:{}:{}", site.ben, site.day(0)));
    let fields =
        [("project", site.project.as_str()), ("week", week.as_str()), (one.as_str(), "7:30"), (two.as_str(), "8,25")];
    assert!(me.form("/hours", &fields).status < 400);
    let hours = |placement: &str| site.admin.one(&format!("placement_hours?placement_id=eq.{placement}&select=hours"));
    assert_eq!((hours(&site.ann)["hours"].clone(), hours(&site.ben)["hours"].clone()), (json!(7.5), json!(8.25)));
    let mut decided = fields.to_vec();
    decided.push(("do", "approve"));
    assert!(me.form("/hours", &decided).status < 400);
    assert_eq!(site.entries().len(), 3);
    let after = me.get(&at);
    assert!(after.text.contains("15.75 approved") && !after.text.contains(&one), "{}", after.text);
    let wrong = me.form(
        "/hours",
        &[("project", &site.project), ("week", &week), (&format!("hours:{}:{}", site.ann, site.day(1)), "lots")],
    );
    assert_eq!(wrong.status, 400);
    assert_eq!(site.world.browser("client@copilot").get("/hours").status, 403);
}

#[test]
fn who_leads_a_crew_signs_its_hours_through_a_link() {
    let site = Site::new();
    let crew = site.admin.one(&format!("placements?id=eq.{}&select=placement_group_id", site.ann));
    let crew = crew["placement_group_id"].as_str().unwrap();
    let shared = site.me.verb("share_crew", json!({ "crew": crew, "page": "hours" }));
    assert_eq!(shared.status, 200, "{}", shared.text);
    let url = shared.json()["url"].as_str().unwrap().to_string();
    let link = url[url.find("/link/").unwrap()..].to_string();
    let foreman = site.world.visitor();
    let page = foreman.get(&format!("{link}?week=last"));
    assert!(page.text.contains("Hours of Glass gang") && page.text.contains("Ann"), "{}", page.text);
    assert!(!page.text.contains("<script"), "it needs no scripts");
    let field = |placement: &str, day: usize| format!("hours:{placement}:{}", site.day(day));
    let (ann, ben, old) = (field(&site.ann, 7), field(&site.ben, 7), field(&site.ann, 0));
    let sent =
        foreman.form(&format!("{link}?week=last"), &[(&ann, "8"), (&ben, "7:30"), ("signed_by", " Fred  Foreman ")]);
    assert_eq!(
        (sent.status, sent.header("location")),
        (303, format!("{link}?week=last&kept").as_str()),
        "{}",
        sent.text
    );
    let row = |placement: &str| {
        site.admin.one(&format!("placement_hours?placement_id=eq.{placement}&select=hours,signed_by,status"))
    };
    assert_eq!(row(&site.ben), json!({ "hours": 7.5, "signed_by": "Fred Foreman", "status": "open" }));
    // Without a name, for a day long ago, for somebody of another crew: refused, and nothing is kept.
    let refused = |fields: &[(&str, &str)]| foreman.form(&link, fields).status;
    assert_eq!(refused(&[(&ann, "9"), ("signed_by", " ")]), 400);
    assert_eq!(refused(&[("signed_by", "Fred")]), 400);
    let stranger = site.admin.made("candidates", json!({ "first_name": "Cleo" }));
    let other = site.admin.made(
        "placements",
        json!({ "candidate_id": stranger, "project_id": site.project, "role": "Glazier", "status": "active", "charge_rate": 1,
                "start_date": site.day(0), "end_date": site.day(20), "pay_rate": 1 }),
    );
    assert_eq!(refused(&[(&field(&other, 7), "8"), ("signed_by", "Fred")]), 404);
    assert_eq!(row(&site.ann)["hours"], 8.0);
    let _ = old;
    // What is approved is not theirs to change; what one of us changes is not what they signed.
    let entries = json!([{ "placement": site.ben, "date": site.day(7), "hours": 8 }]);
    assert_eq!(site.me.verb("enter_hours", json!({ "entries": entries })).status, 200);
    assert_eq!(row(&site.ben)["signed_by"], Value::Null);
    let week = json!({ "project": site.project, "from_date": site.day(7), "to_date": site.day(13) });
    assert_eq!(site.me.verb("approve_hours", week).status, 200);
    assert_eq!(refused(&[(&ann, "11"), ("signed_by", "Fred")]), 400);
    assert_eq!(row(&site.ann)["hours"], 8.0);
    // Only the server signs, and a link that was called back opens nothing.
    let direct = json!({ "crew": crew, "signed_by": "Me", "entries": [] });
    assert_eq!(site.admin.verb("sign_hours", direct).refusal(), "403 42501");
    assert_eq!(site.me.verb("share_crew", json!({ "crew": crew, "page": "hours" })).status, 200);
    assert_eq!(foreman.get(&link).status, 404, "a new link takes the place of the old one");
}

#[test]
fn a_crew_knows_where_to_be_through_a_link_a_text_and_a_calendar() {
    let site = Site::new();
    let rules = json!({ "location": "Gate road 5", "ppe": ["Helmet", "Boots"],
                        "site_logistics": { "gate": "North", "hours": "07:00 – 16:00", "contact": "Mia, 555 0100" } });
    assert_eq!(site.admin.patch(&format!("/rest/v1/projects?id=eq.{}", site.project), rules).status, 204);
    let crew = site.admin.one(&format!("placements?id=eq.{}&select=placement_group_id", site.ann));
    let crew = crew["placement_group_id"].as_str().unwrap();
    let me = site.world.browser("recruiter@copilot");
    let tab = me.get(&format!("/placement_groups/{crew}?tab=sheet"));
    for words in [
        "Meridian Bypass South",
        "Where: Gate road 5",
        "Gate: North",
        "Bring and wear: Helmet, Boots",
        "Contact on site: Mia, 555 0100",
        "- Ann, Glazier: ",
    ] {
        assert!(tab.text.contains(words), "{words}: {}", tab.text);
    }
    assert_eq!(site.me.verb("share_crew", json!({ "crew": crew, "page": "everything" })).refusal(), "400 TL100");
    let shared = site.me.verb("share_crew", json!({ "crew": crew, "page": "sheet" })).json();
    let url = shared["url"].as_str().unwrap();
    let link = &url[url.find("/link/").unwrap()..];
    let somebody = site.world.visitor();
    let page = somebody.get(link);
    assert!(page.text.contains("Mia, 555 0100") && page.text.contains("Ben"), "{}", page.text);
    let calendar = somebody.get(&format!("{link}?as=ics"));
    assert!(calendar.header("content-type").starts_with("text/calendar"));
    let first = site.day(0).replace('-', "");
    assert!(calendar.text.contains(&format!("DTSTART;VALUE=DATE:{first}")), "{}", calendar.text);
    assert!(calendar.text.contains("LOCATION:Gate road 5") && calendar.text.contains("Glass gang"));
    assert_eq!(somebody.form(link, &[("x", "y")]).status, 404);
    assert_eq!(
        site.world.sign_in("viewer@copilot").verb("share_crew", json!({ "crew": crew, "page": "sheet" })).refusal(),
        "403 42501"
    );
    assert_eq!(
        site.world.sign_in("admin@yourco").verb("share_crew", json!({ "crew": crew, "page": "sheet" })).refusal(),
        "404 TL404"
    );
}

#[test]
fn a_page_says_only_what_was_changed_on_it() {
    let site = Site::new();
    site.enter(&[(&site.ann, 0, "8")]);
    let me = site.world.browser("recruiter@copilot");
    let week = site.day(0).to_string();
    let page = me.get(&format!("/hours?project={}&week={week}", site.project)).text;
    let cell = format!("{}:{}", site.ann, site.day(0));
    assert!(page.contains(&format!("name=\"was:{cell}\" value=\"8\"")), "{page}");
    // Meanwhile somebody enters Ben's hours and mends Ann's; the page knows of neither and changes neither.
    site.enter(&[(&site.ann, 0, "7"), (&site.ben, 0, "6")]);
    let (hours, was, ben) =
        (format!("hours:{cell}"), format!("was:{cell}"), format!("hours:{}:{}", site.ben, site.day(0)));
    let sent = [("project", site.project.as_str()), ("week", &week), (&hours, "8"), (&was, "8"), (&ben, "")];
    assert!(me.form("/hours", &sent).status < 400);
    let of = |placement: &str| {
        site.admin.one(&format!("placement_hours?placement_id=eq.{placement}&select=hours"))["hours"].clone()
    };
    assert_eq!((of(&site.ann), of(&site.ben)), (json!(7.0), json!(6.0)));
    // Emptied by hand they go.
    let emptied = [("project", site.project.as_str()), ("week", &week), (&hours, ""), (&was, "8")];
    assert!(me.form("/hours", &emptied).status < 400);
    let left = site.admin.get(&format!("/rest/v1/placement_hours?placement_id=eq.{}", site.ann));
    assert!(left.rows().is_empty());
}

#[test]
fn hours_on_a_draft_are_taken_back_by_nobody_and_hours_stay_with_who_worked_them() {
    let site = Site::new();
    site.enter(&[(&site.ann, 0, "8")]);
    let me = site.world.browser("recruiter@copilot");
    let week = site.day(0).to_string();
    let approved = me.form("/hours", &[("project", &site.project), ("week", &week), ("do", "approve")]);
    let to = approved.header("location").to_string();
    let operation = to.split("did=").nth(1).and_then(|rest| rest.split('&').next()).unwrap_or_else(|| panic!("{to}"));
    let invoice = site.admin.done("draft_invoice", json!({ "project": site.project, "tax_rate": 0 }));
    let undone = me.form("/undo", &[("operation", operation)]);
    assert_eq!(site.entries().len(), 1, "the draft keeps what it bills: {}", undone.text);
    assert_eq!(site.me.verb("approve_hours", site.week()).refusal(), "404 TL404", "and nothing is approved anew");
    assert_eq!(invoice["amount"], "640.00");
    // Swapped or renamed, worked hours would be somebody else's.
    let swapped = site.me.verb("swap_people", json!({ "placement": site.ann, "with": site.ben }));
    assert_eq!(swapped.refusal(), "409 TL409");
    let other = site.admin.made("candidates", json!({ "first_name": "Cleo" }));
    let renamed =
        site.admin.patch(&format!("/rest/v1/placements?id=eq.{}", site.ann), json!({ "candidate_id": other }));
    assert_eq!(renamed.refusal(), "400 23514");
}
