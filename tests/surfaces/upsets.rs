//! What upsets a roster: clocks that change, sites that change hands, people who are there twice or ask to be
//! forgotten, and files that come in twice at once.

use crate::site::{Site, with};
use serde_json::{Value, json};
use tests::Answer;

fn site() -> Site {
    let site = Site::of(json!({ "status": "active" }), json!({ "status": "active" }));
    site.world.behind("delete from crm.nudges");
    site.set("nudges.held_out_percent", json!(0));
    site.set("nudges.most_each", json!(1000));
    site
}

/// A site whose organisation lives where the clocks change on other days.
fn at(zone: &str) -> Site {
    let site = site();
    site.world.behind(&format!("update identity.organizations set time_zone = '{zone}'"));
    site
}

impl Site {
    fn set(&self, key: &str, value: Value) {
        let upsert = self.admin.with("prefer", "resolution=merge-duplicates");
        let set = upsert.post("/rest/v1/system_settings?on_conflict=key", json!({ "key": key, "value": value }));
        assert!(set.status < 300, "{}", set.text);
    }

    fn placed(&self, person: &str, first: &str, last: &str, more: Value) -> String {
        let row = json!({ "candidate_id": person, "project_id": self.project, "role": "Glazier", "status": "active",
                          "start_date": first, "end_date": last, "charge_rate": 80, "pay_rate": 45 });
        self.admin.made("placements", with(row, more))
    }

    fn crew(&self) -> String {
        self.admin.made("placement_groups", json!({ "name": "Glass gang", "project_id": self.project }))
    }

    fn day(&self, n: i32) -> String {
        self.world.value(&format!("select (current_date + {n})::text"))
    }

    fn enter(&self, placement: &str, days: &[(&str, &str)]) {
        let entries: Vec<Value> =
            days.iter().map(|(date, hours)| json!({ "placement": placement, "date": date, "hours": hours })).collect();
        self.me.done("enter_hours", json!({ "entries": entries }));
    }

    fn approve(&self, from: &str, to: &str) -> Value {
        self.me.done("approve_hours", json!({ "project": self.project, "from_date": from, "to_date": to }))
    }

    fn merge(&self, keep: &str, gone: &str) -> Answer {
        self.admin.verb("merge_records", json!({ "noun": "candidates", "keep": keep, "gone": gone }))
    }

    fn erase(&self, person: &str) -> Value {
        let input = json!({ "noun": "candidates", "id": person, "reason": "Request by letter" });
        let receipt = self.admin.done("erase_person", input)["receipt"].as_str().unwrap().to_string();
        self.admin.one(&format!("erasures?id=eq.{receipt}&select=removed"))["removed"].clone()
    }

    /// Hours, rate and worker of the time entries of the site.
    fn entries(&self) -> Vec<String> {
        let path = format!(
            "/rest/v1/time_entries?project_id=eq.{}&select=date,hours,bill_rate,worker&order=date,bill_rate",
            self.project
        );
        let told = |row: &Value| {
            let worker = row["worker"].as_str().unwrap_or_default();
            format!("{} {worker}: {} × {}", row["date"].as_str().unwrap_or_default(), row["hours"], row["bill_rate"])
        };
        self.admin.get(&path).rows().iter().map(told).collect()
    }

    /// The page of a crew that a link opens.
    fn link(&self, crew: &str, page: &str) -> String {
        let shared = self.me.done("share_crew", json!({ "crew": crew, "page": page }));
        let url = shared["url"].as_str().unwrap();
        url[url.find("/link/").unwrap()..].to_string()
    }

    fn count(&self, path: &str) -> usize {
        self.admin.get(&format!("/rest/v1/{path}")).rows().len()
    }
}

/// The words of a rule that refuses.
#[track_caller]
fn words(refused: &Answer) -> String {
    assert_eq!(refused.refusal(), "400 23514", "{}", refused.text);
    refused.json()["message"].as_str().unwrap().to_string()
}

/// How often something stands in a text.
fn times(text: &str, what: &str) -> usize {
    text.matches(what).count()
}

#[test]
fn when_clocks_change_a_booking_has_its_days_and_each_stands_once() {
    for (zone, monday, first, last, changes, after) in [
        ("Europe/Berlin", "2027-03-22", "2027-03-26", "2027-03-30", "Sunday, 28 March 2027", "20270331"),
        ("Europe/Berlin", "2027-10-25", "2027-10-29", "2027-11-01", "Sunday, 31 October 2027", "20271102"),
        ("Australia/Sydney", "2027-03-29", "2027-04-02", "2027-04-06", "Sunday, 4 April 2027", "20270407"),
        ("Australia/Sydney", "2027-09-27", "2027-10-01", "2027-10-05", "Sunday, 3 October 2027", "20271006"),
    ] {
        let site = at(zone);
        let ann = site.person("Ann", json!({}));
        let crew = site.crew();
        let placement = site.placed(&ann, first, last, json!({ "placement_group_id": crew }));
        let browser = site.world.browser("recruiter@copilot");
        for by in ["people&name=Ann", "sites"] {
            let page = browser.get(&format!("/roster?by={by}&from={monday}&days=14")).text;
            assert_eq!(times(&page, &format!("title=\"{changes}\"")), 1, "{zone}: the day stands once");
            let days = page.split("<tr class=\"days\">").nth(1).and_then(|rest| rest.split("</tr>").next()).unwrap();
            assert_eq!(times(days, "<th"), 14, "{zone}: {days}");
            assert!(page.contains("data-start=\"4\""), "{zone}: {page}");
        }
        let today: String = site.world.value(&format!("select (now() at time zone '{zone}')::date::text"));
        let page = browser.get("/roster?name=Ann").text;
        assert!(page.contains(&format!("data-today=\"{today}\"")), "{zone}: today is the organisation's");
        // Demand is met on each of the days, and on no other.
        let asked = json!({ "project_id": site.project, "trade": "glazier", "people": 1, "start_date": first, "end_date": last });
        let demand = site.admin.made("demands", asked);
        assert_eq!(site.me.one(&format!("demands?id=eq.{demand}&select=missing"))["missing"], 0, "{zone}");
        // Somebody takes over on the last day; the sheet lasts all of its days.
        let next = site.person("Ben", json!({}));
        let taken =
            site.me.verb("replace_person", json!({ "placement": placement, "person": next, "from_date": last }));
        assert_eq!(taken.status, 200, "{}", taken.text);
        let calendar = site.world.visitor().get(&format!("{}?as=ics", site.link(&crew, "sheet"))).text;
        let start = first.replace('-', "");
        assert!(calendar.contains(&format!("DTSTART;VALUE=DATE:{start}")), "{zone}: {calendar}");
        assert!(calendar.contains(&format!("DTEND;VALUE=DATE:{after}")), "{zone}: {calendar}");
    }
}

#[test]
fn nights_in_which_clocks_change_are_paid_as_they_were_worked() {
    for (zone, nights) in [
        ("Europe/Berlin", [("2025-10-25", "9"), ("2025-10-26", "9"), ("2025-10-27", "9")]),
        ("Europe/Berlin", [("2026-03-28", "9"), ("2026-03-29", "9"), ("2026-03-30", "9")]),
        ("Australia/Sydney", [("2026-04-04", "9"), ("2026-04-05", "9"), ("2026-04-06", "9")]),
    ] {
        let site = at(zone);
        let ben = site.person("Ben", json!({}));
        let (first, last) = (nights[0].0, nights[2].0);
        let placement = site.placed(&ben, first, last, json!({ "shift": "night" }));
        site.enter(&placement, &nights);
        let page =
            site.world.browser("recruiter@copilot").get(&format!("/hours?project={}&week={first}", site.project)).text;
        for (day, _) in &nights[..2] {
            assert_eq!(times(&page, &format!("name=\"hours:{placement}:{day}\"")), 1, "{zone} {day}");
        }
        let approved = site.approve(first, last);
        assert_eq!((&approved["days"], &approved["hours"]), (&json!(3), &json!("27.00")), "{zone}");
        assert_eq!(
            site.entries(),
            [
                format!("{} Ben, Glazier, weekend × 1.5: 9.0 × 120.0", nights[0].0),
                format!("{} Ben, Glazier, weekend × 1.5: 9.0 × 120.0", nights[1].0),
                format!("{} Ben, Glazier, night × 1.25: 8.0 × 100.0", nights[2].0),
                format!("{} Ben, Glazier, overtime × 1.5: 1.0 × 120.0", nights[2].0),
            ],
            "{zone}"
        );
    }
}

#[test]
fn a_site_that_goes_to_another_client_takes_people_demand_and_unbilled_hours_along() {
    let site = site();
    let other = site.admin.made("clients", json!({ "name": "Harbour Trust", "status": "active" }));
    let ann = site.person("Ann", json!({}));
    let placement = site.placed(&ann, &site.day(-13), &site.day(5), json!({}));
    let monday: String = site.world.value("select (date_trunc('week', current_date)::date - 7)::text");
    let demand = json!({ "project_id": site.project, "trade": "glazier", "people": 2, "start_date": site.day(0), "end_date": site.day(5) });
    let demand = site.admin.made("demands", demand);
    site.enter(&placement, &[(&monday, "8")]);
    site.approve(&monday, &monday);
    site.admin.done("keep_nudges", json!({}));
    let nudges = |client: &str| {
        site.count(&format!(
            "nudges?client_id=eq.{client}&type=eq.pre_emptive_strike&status=eq.open&dedupe_key=like.placements_end*"
        ))
    };
    assert_eq!((nudges(&site.client), nudges(&other)), (1, 0));
    let to = |client: &str| {
        site.admin.patch(&format!("/rest/v1/projects?id=eq.{}", site.project), json!({ "client_id": client }))
    };
    // On a draft invoice the hours are the former client's.
    let draft = site.admin.done("draft_invoice", json!({ "project": site.project, "tax_rate": 0 }));
    let refused = words(&to(&other));
    assert_eq!(refused, "Meridian Bypass South is billed to its client on a draft invoice; it can't go to another.");
    assert_eq!(
        site.admin.delete(&format!("/rest/v1/invoices?id=eq.{}", draft["invoice"].as_str().unwrap())).status,
        204
    );
    // Whoever fills a job of the former client on it would be at two clients.
    let job = site.admin.made("jobs", json!({ "title": "Fitter", "client_id": site.client }));
    let ben = site.person("Ben", json!({}));
    let in_job = site.placed(&ben, &site.day(10), &site.day(12), json!({ "job_id": job }));
    assert!(words(&to(&other)).contains("is placed here and with Fitter"), "the job stays");
    let moved_job = site.admin.patch(&format!("/rest/v1/jobs?id=eq.{job}"), json!({ "client_id": other }));
    assert!(words(&moved_job).contains("is placed here and with Meridian Bypass South"), "{}", moved_job.text);
    site.me.done("end_placements", json!({ "placements": [in_job], "last_day": site.day(0) }));

    assert_eq!(to(&other).status, 204);
    let of =
        |path: &str| site.admin.one(&format!("{path}&select=projects(client_id)"))["projects"]["client_id"].clone();
    assert_eq!(
        (of(&format!("placements?id=eq.{placement}")), of(&format!("demands?id=eq.{demand}"))),
        (json!(other), json!(other))
    );
    site.admin.done("keep_nudges", json!({}));
    assert_eq!((nudges(&site.client), nudges(&other)), (0, 1), "the nudge is about the client it is with");
    let jobs =
        |client: &str| site.admin.one(&format!("clients?id=eq.{client}&select=active_jobs"))["active_jobs"].clone();
    assert_eq!(jobs(&site.client), 0);
    assert_eq!(jobs(&other), 2, "the project, and who is placed on it");
    let nothing = site.admin.verb("draft_invoice", json!({ "client": site.client, "tax_rate": 0 }));
    assert_eq!(nothing.refusal(), "400 TL100", "nothing of it is the former client's to pay");
    let invoice = site.admin.done("draft_invoice", json!({ "client": other, "tax_rate": 0 }));
    assert_eq!(invoice["amount"], "640.00");
    site.admin.done("issue_invoice", json!({ "invoice": invoice["invoice"] }));
    assert!(words(&to(&site.client)).contains("is billed to its client on invoice "), "what was issued stays");
}

#[test]
fn two_records_of_one_person_become_one_with_all_that_hangs_on_them() {
    let site = site();
    site.admin
        .patch(&format!("/rest/v1/projects?id=eq.{}", site.project), json!({ "required_tickets": ["White Card"] }));
    let keep = site.person("Ann", json!({ "compliance": [{ "ticket": "Crane", "expires": "2031-05-01" }] }));
    let gone = site.person("Anne", json!({ "compliance": [{ "ticket": "White Card", "expires": "2031-01-31" }] }));
    let crew = site.crew();
    let past = site.placed(&gone, &site.day(-20), &site.day(-10), json!({ "placement_group_id": crew }));
    let now = site.placed(&gone, &site.day(-5), &site.day(5), json!({ "placement_group_id": crew }));
    site.enter(&past, &[(&site.day(-15), "8")]);
    site.approve(&site.day(-15), &site.day(-15));
    site.admin.made("absences", json!({ "candidate_id": gone, "start_date": site.day(10), "end_date": site.day(12) }));
    // Somebody answered for one of them; it is the same person, so it holds.
    let manager = site.world.sign_in("manager@copilot");
    let against = site.placed(&gone, &site.day(11), &site.day(14), json!({ "status": "draft" }));
    manager.done("override_placement", json!({ "placement": against, "reason": "She comes back for it" }));
    let sheet = site.link(&crew, "sheet");
    let asked = site.me.done("request_ticket_renewal", json!({ "person": gone, "ticket": "White Card", "by": "link" }));
    let renewal = asked["url"].as_str().unwrap();
    let renewal = &renewal[renewal.find("/link/").unwrap()..];

    let merged = site.merge(&keep, &gone);
    assert_eq!(merged.status, 200, "{}", merged.text);
    let hang = |person: &str| {
        ["placements", "absences", "ticket_renewals"]
            .map(|noun| site.count(&format!("{noun}?candidate_id=eq.{person}&select=id")))
    };
    assert_eq!(hang(&keep), [3, 1, 1]);
    assert_eq!(site.stands(&now), format!("Ann {} {} active", site.day(-5), site.day(5)));
    assert_eq!(site.stands(&against), format!("Ann {} {} active", site.day(11), site.day(14)));
    let reason = site.admin.one(&format!("placements?id=eq.{against}&select=override_reason"));
    assert_eq!(reason["override_reason"], "She comes back for it");
    let row = site.admin.one(&format!("candidates?id=eq.{keep}&select=status,compliance"));
    assert_eq!(row["status"], "placed", "who is placed today is told");
    assert_eq!(row["compliance"].as_array().unwrap().len(), 2, "tickets of both: {row}");
    assert_eq!(site.count(&format!("tickets?candidate_id=eq.{keep}&select=id")), 2);
    let visitor = site.world.visitor();
    assert!(visitor.get(&sheet).text.contains("Ann"), "the crew's sheet names who stays");
    assert_eq!(visitor.get(renewal).status, 200, "the link still asks for the ticket");
    let hours = site.admin.get(&format!("/rest/v1/placement_hours?placement_id=eq.{past}&select=hours")).rows();
    assert_eq!(hours, [json!({ "hours": 8.0 })]);

    site.admin.done("undo", json!({ "operation": merged.header("operation") }));
    assert_eq!((hang(&keep), hang(&gone)), ([0, 0, 0], [3, 1, 1]), "all is back");
    assert_eq!(site.stands(&now), format!("Anne {} {} active", site.day(-5), site.day(5)));
    let reason = site.admin.one(&format!("placements?id=eq.{against}&select=override_reason"));
    assert_eq!(reason["override_reason"], "She comes back for it");
    let row = site.admin.one(&format!("candidates?id=eq.{keep}&select=status,compliance"));
    assert_eq!((&row["status"], row["compliance"].as_array().unwrap().len()), (&json!("available"), 1));
    assert_eq!(site.count(&format!("tickets?candidate_id=eq.{gone}&ticket=eq.White Card&select=id")), 1);
}

#[test]
fn two_records_placed_on_the_same_days_become_one_only_when_that_is_settled() {
    let site = site();
    let (keep, gone) = (site.person("Ann", json!({})), site.person("Anne", json!({ "status": "do_not_use" })));
    site.placed(&keep, "2027-03-01", "2027-03-31", json!({}));
    site.admin.patch(&format!("/rest/v1/candidates?id=eq.{gone}"), json!({ "status": "available" }));
    let twice = site.placed(&gone, "2027-03-15", "2027-04-15", json!({}));
    site.admin.patch(&format!("/rest/v1/candidates?id=eq.{gone}"), json!({ "status": "do_not_use" }));
    assert_eq!(
        words(&site.merge(&keep, &gone)),
        "Both records of Ann are placed on the same days: from 1 Mar 2027 to 31 Mar 2027, and from 15 Mar 2027 to 15 Apr 2027."
    );
    assert_eq!(site.count(&format!("candidates?id=in.({keep},{gone})&select=id")), 2, "nothing was merged");
    // Away by one record and placed by the other: the placement is settled first.
    site.admin.patch(&format!("/rest/v1/placements?id=eq.{twice}"), json!({ "status": "cancelled" }));
    let away = site
        .admin
        .made("absences", json!({ "candidate_id": gone, "start_date": "2027-03-10", "end_date": "2027-03-12" }));
    assert!(words(&site.merge(&keep, &gone)).contains("is placed from 1 Mar 2027 to 31 Mar 2027"));
    site.admin.delete(&format!("/rest/v1/absences?id=eq.{away}"));
    assert_eq!(site.merge(&keep, &gone).status, 200);
    let row = site.admin.one(&format!("candidates?id=eq.{keep}&select=status"));
    assert_eq!(row["status"], "do_not_use", "a ban is not lost by merging");
}

#[test]
fn clients_become_one_with_activities_on_their_deals_and_projects() {
    let site = site();
    let keep = site.admin.made("clients", json!({ "name": "Meridian" }));
    let deal = site.admin.made("opportunities", json!({ "client_id": site.client, "name": "Deal", "value": 1 }));
    let about = json!({ "client_id": site.client, "opportunity_id": deal, "type": "call", "subject": "Hello" });
    let one = site.admin.made("activities", about);
    let about = json!({ "client_id": site.client, "project_id": site.project, "type": "call", "subject": "Hello" });
    site.admin.made("activities", about);
    site.admin.done("merge_records", json!({ "noun": "clients", "keep": keep, "gone": site.client }));
    let row = site.admin.one(&format!("activities?id=eq.{one}&select=client_id,opportunities(client_id)"));
    assert_eq!(row, json!({ "client_id": keep, "opportunities": { "client_id": keep } }));
}

#[test]
fn who_is_erased_is_placed_nowhere_and_what_they_worked_is_billed_without_the_name() {
    let site = site();
    let more = json!({ "last_name": "Glass", "dob": "1990-05-01", "disability": "none", "lat": 48.2, "lng": 16.3 });
    let ann = site.person("Ann", more);
    let crew = site.crew();
    let here = json!({ "placement_group_id": crew });
    let runs = site.placed(&ann, &site.day(-10), &site.day(9), here.clone());
    site.admin.done("keep_nudges", json!({}));
    let told = || site.admin.get(&format!("/rest/v1/nudges?client_id=eq.{}&select=title,evidence", site.client)).text;
    assert!(told().contains("Ann Glass"), "{}", told());
    let ahead = site.placed(&ann, &site.day(20), &site.day(30), here.clone());
    let draft = site.placed(&ann, &site.day(40), &site.day(50), json!({ "status": "draft" }));
    let illness = json!({ "candidate_id": ann, "start_date": site.day(60), "end_date": site.day(61), "reason": "Operation on a knee" });
    let absence = site.admin.made("absences", illness);
    let demand = json!({ "project_id": site.project, "trade": "glazier", "people": 1, "start_date": site.day(20), "end_date": site.day(30) });
    let demand = site.admin.made("demands", demand);
    let missing = || site.me.one(&format!("demands?id=eq.{demand}&select=missing"))["missing"].clone();
    assert_eq!(missing(), 0);
    site.admin.patch(&format!("/rest/v1/placements?id=eq.{runs}"), json!({ "shift": "night" }));
    site.enter(&runs, &[(&site.day(-7), "8"), (&site.day(-1), "8")]);
    site.approve(&site.day(-7), &site.day(-7));
    let invoice = site.admin.done("draft_invoice", json!({ "project": site.project, "tax_rate": 0 }));
    let sheet = site.link(&crew, "sheet");
    let asked = site.me.done("request_ticket_renewal", json!({ "person": ann, "ticket": "White Card", "by": "link" }));
    let renewal = asked["url"].as_str().unwrap().to_string();

    let removed = site.erase(&ann);
    assert_eq!(
        (&removed["placements"], &removed["absences"], &removed["ticket_renewals"]),
        (&json!(3), &json!(1), &json!(1)),
        "{removed}"
    );
    assert_eq!(site.stands(&runs), format!("Erased person {} {} completed", site.day(-10), site.day(0)));
    assert!(site.stands(&ahead).ends_with("cancelled") && site.stands(&draft).ends_with("cancelled"));
    let row =
        site.admin.one(&format!("candidates?id=eq.{ann}&select=status,dob,disability,lat,lng,pay_rate,compliance"));
    assert_eq!(
        row,
        json!({ "status": "archived", "dob": null, "disability": null, "lat": null, "lng": null, "pay_rate": null, "compliance": [] })
    );
    // The day that is not approved yet still is, and both are billed, nameless.
    site.approve(&site.day(-1), &site.day(-1));
    assert!(
        site.entries().iter().all(|entry| entry.contains("Erased person, Glazier, ") && entry.contains(" × 1.")),
        "{:?}",
        site.entries()
    );
    let lines = site.admin.get(&format!(
        "/rest/v1/invoice_lines?invoice_id=eq.{}&select=description",
        invoice["invoice"].as_str().unwrap()
    ));
    assert!(lines.text.contains("Erased person, Glazier, ") && !lines.text.contains("Ann"), "{}", lines.text);
    // Nobody offers them, no page and no log names them, and their links are dead.
    assert_eq!(missing(), 1, "somebody else is needed");
    let best = site.me.done("best_people", json!({ "demand": demand }));
    assert!(!best.to_string().contains(&ann), "{best}");
    let browser = site.world.browser("recruiter@copilot");
    for page in
        [format!("/roster?from={}&days=90", site.day(-14)), format!("/roster?by=sites&from={}&days=90", site.day(-14))]
    {
        let page = browser.get(&page).text;
        assert!(!page.contains("Ann Glass"), "{page}");
    }
    assert!(!browser.get(&format!("/roster?from={}", site.day(-14))).text.contains(&format!("data-person=\"{ann}\"")));
    let visitor = site.world.visitor();
    assert!(!visitor.get(&sheet).text.contains("Ann") && !visitor.get(&sheet).text.contains("Erased person"));
    assert_eq!(visitor.get(&renewal[renewal.find("/link/").unwrap()..]).status, 404);
    assert!(!told().contains("Ann Glass"), "{}", told());
    for log in [
        format!("audit_log?resource_id=eq.{absence}"),
        format!("activity_logs?entity_id=in.({runs},{ahead},{absence})"),
    ] {
        let told = site.admin.get(&format!("/rest/v1/{log}")).text;
        assert!(!told.contains("knee") && !told.contains("Ann Glass"), "{told}");
    }
    let again = json!({ "candidate_id": ann, "project_id": site.project, "role": "Glazier", "status": "active", "charge_rate": 1,
                        "pay_rate": 1, "start_date": site.day(70), "end_date": site.day(71) });
    assert_eq!(words(&site.admin.post("/rest/v1/placements", again)), "Erased person is archived.");
}

#[test]
fn a_crew_that_is_imported_twice_at_once_is_there_once() {
    let site = site();
    let mut people = "First name;Surname;Mobile;Trade\n".to_string();
    for n in 0..300 {
        people += &format!("Person{n};Twice;+43 660 77{n:05};Glazier\n");
    }
    let sent = |path: &str, file: String| {
        let sent = site.admin.with("content-type", "text/csv").send(
            "POST",
            &format!("/import/v1/{path}"),
            Some(file.into_bytes()),
        );
        assert_eq!(sent.status, 202, "{}", sent.text);
        sent.json()["progress"].as_str().unwrap().to_string()
    };
    // Two workers bring two files in side by side.
    let together = |one: String, two: String| {
        std::thread::scope(|scope| {
            scope.spawn(|| site.world.bring_in());
            scope.spawn(|| site.world.bring_in());
        });
        [one, two].map(|path| site.admin.get(&path).json())
    };
    let ends = together(
        sent("candidates?filename=a.csv&key=phone", people.clone()),
        sent("candidates?filename=b.csv&key=phone", people),
    );
    let sum = |key: &str, ends: &[Value; 2]| ends.iter().map(|end| end[key].as_u64().unwrap()).sum::<u64>();
    assert_eq!((sum("created", &ends), sum("updated", &ends)), (300, 300), "{ends:?}");
    assert_eq!(site.count("candidates?last_name=eq.Twice&select=id&limit=1000"), 300);

    // The same bookings in another order: each person is booked once, and whoever came second is told why.
    let rows = site.admin.get("/rest/v1/candidates?last_name=eq.Twice&select=id&order=id&limit=60").rows();
    let line = |row: &Value| {
        format!("{},Meridian Bypass South,Glazier,active,2027-03-01,2027-03-31,80,45\n", row["id"].as_str().unwrap())
    };
    let head = "candidate,project,role,status,start date,end date,charge rate,pay rate\n";
    let forward = head.to_string() + &rows.iter().map(line).collect::<String>();
    let backward = head.to_string() + &rows.iter().rev().map(line).collect::<String>();
    let ends = together(sent("placements?filename=c.csv", forward), sent("placements?filename=d.csv", backward));
    assert_eq!((sum("created", &ends), sum("rejected", &ends)), (60, 60), "{ends:?}");
    let reasons = ends
        .iter()
        .flat_map(|end| end["reasons"].as_array().unwrap())
        .map(|r| r["reason"].as_str().unwrap().to_string());
    for reason in reasons {
        assert!(reason.contains("is placed from 1 Mar 2027 to 31 Mar 2027 already"), "{reason}");
    }
    assert_eq!(site.count(&format!("placements?project_id=eq.{}&status=eq.active&select=id", site.project)), 60);
}
