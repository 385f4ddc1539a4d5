//! What pages say: only what is so, in words of people, and only what this person may do.

use serde_json::json;
use tests::{Client, World};

/// Somebody with a browser.
fn browser(world: &World, who: &str) -> Client {
    let form = format!("email={}.example&password=throughline", who.replace('@', "%40"));
    let visitor = world.visitor().with("content-type", "application/x-www-form-urlencoded");
    let entered = visitor.send("POST", "/sign-in", Some(form.into_bytes()));
    visitor.with("cookie", entered.header("set-cookie").split(';').next().unwrap())
}

fn post(person: &Client, path: &str, form: &str) -> tests::Answer {
    person.send("POST", path, Some(form.as_bytes().to_vec()))
}

#[test]
fn settings_stand_in_the_register_and_are_refused_at_their_field() {
    let world = World::new();
    let admin = browser(&world, "admin@yourco");
    let page = admin.get("/admin/settings").text;
    let known: String =
        world.value("select string_agg(key, ' ') from identity.known_settings() where key not like 'feature.%'");
    for key in known.split(' ') {
        assert!(page.contains(&format!("value=\"{key}\"")), "{key} is not on the page");
    }
    assert!(!page.contains("New setting"), "a setting nobody reads can't be made");
    assert!(page.contains("type=\"date\"") && page.contains("type=\"time\"") && page.contains("<textarea"));
    let address = "1 Main Street\nBlock B\nDublin";
    assert_eq!(
        post(&admin, "/admin/settings", "key=company.address&value=1+Main+Street%0D%0ABlock+B%0D%0ADublin").status,
        303
    );
    let stored: String =
        world.value("select value #>> '{}' from identity.system_settings where key = 'company.address' and org_id = (select org_id from identity.organizations where slug = 'yourco')");
    assert_eq!(stored, address);
    assert!(admin.get("/admin/settings").text.contains(address), "its lines stand in the form again");
    let refused = post(&admin, "/admin/settings", "key=health.healthy_from&value=700");
    assert_eq!(refused.status, 422);
    assert!(
        refused.text.contains("a whole number from 0 to 100") && refused.text.contains("value=\"700\""),
        "said at the field, which keeps what was typed"
    );
    assert_eq!(post(&admin, "/admin/settings", "key=invoice.tax_rate&value=many").status, 422);
    assert_eq!(post(&admin, "/admin/flags", "key=flag.new_menu&value=true").status, 303);
    assert!(admin.get("/admin/flags").text.contains("flag.new_menu"));
    assert_eq!(post(&admin, "/admin/flags", "key=wild&value=true").status, 422);
}

#[test]
fn verbs_and_fields_are_offered_where_the_rights_reach() {
    let world = World::new();
    let (admin, me) = (world.sign_in("admin@yourco"), world.sign_in("consultant@yourco"));
    let (mine, theirs) =
        (me.made("clients", json!({ "name": "Mine" })), admin.made("clients", json!({ "name": "Somebody's" })));
    world.behind(&format!("update crm.clients set owner_id = (select id from identity.users where email = 'admin@yourco.example') where id = '{theirs}'"));
    let owner = admin.one("users?email=eq.admin@yourco.example&select=id")["id"].clone();
    let deal = |client: &str, owner: serde_json::Value| {
        admin.made("opportunities", json!({ "client_id": client, "name": "A deal", "value": 100, "owner_id": owner }))
    };
    let (own, other) = (deal(&mine, json!(null)), deal(&theirs, owner));
    let page = |id: &str| browser(&world, "consultant@yourco").get(&format!("/opportunities/{id}")).text;
    for offer in ["/verbs/win_deal", "/verbs/lose_deal", "/edit\"", "data-edit="] {
        assert!(page(&own).contains(offer), "{offer} on one's own deal");
        assert!(!page(&other).contains(offer), "{offer} on a deal one may not change");
    }
    assert!(browser(&world, "admin@yourco").get(&format!("/opportunities/{other}")).text.contains("/verbs/win_deal"));
}

#[test]
fn changes_are_told_in_words_and_what_is_hidden_is_only_changed() {
    let world = World::new();
    let (api, admin) = (world.sign_in("admin@yourco"), browser(&world, "admin@yourco"));
    let client = api.made("clients", json!({ "name": "Acme", "status": "prospect" }));
    let contact =
        api.made("contacts", json!({ "client_id": client, "last_name": "Buyer", "email": "one@acme.example" }));
    api.patch(&format!("/rest/v1/contacts?id=eq.{contact}"), json!({ "email": "two@acme.example" }));
    for tab in ["timeline", "history"] {
        let page = admin.get(&format!("/contacts/{contact}?tab={tab}")).text;
        assert!(!page.contains("(encrypted)") && !page.contains("hidden<"), "{tab}");
        assert!(page.contains("changed"), "{tab}");
    }
    assert_eq!(admin.get(&format!("/clients/{client}")).text.matches("?tab=files").count(), 1, "one tab of files");
    let job = api.made("jobs", json!({ "title": "Site engineer", "client_id": client }));
    let candidate = api.made("candidates", json!({ "first_name": "Ada", "last_name": "New" }));
    let application = api.made("applications", json!({ "job_id": job, "candidate_id": candidate }));
    let page = admin.get(&format!("/applications/{application}?tab=timeline")).text;
    assert!(page.contains("Status: new") && !page.contains("new → new"), "it began as new");
}

#[test]
fn what_is_issued_is_open_and_a_year_is_a_year() {
    let world = World::new();
    let (api, admin) = (world.sign_in("admin@yourco"), browser(&world, "admin@yourco"));
    let client = api.made("clients", json!({ "name": "Acme", "billing_address": "1 Main Street" }));
    let invoice = api.made("invoices", json!({ "client_id": client, "currency": "EUR" }));
    api.made(
        "invoice_lines",
        json!({ "invoice_id": invoice, "description": "Work", "quantity": 1, "unit_price": 500 }),
    );
    api.done("issue_invoice", json!({ "invoice": invoice }));
    let page = admin.get(&format!("/clients/{client}")).text;
    assert!(page.contains("Open invoices"), "an issued invoice is open");
    let year: i32 = world.value("select year from delivery.number_series order by year desc limit 1");
    let series = admin.get("/number_series").text;
    assert!(series.contains(&format!(">{year}<")), "a year is no amount");
}

#[test]
fn a_form_gives_its_maker_what_is_theirs_and_nobody_a_second_profile() {
    let world = World::new();
    let admin = browser(&world, "admin@yourco");
    let me: String = world.value("select id::text from identity.users where email = 'admin@yourco.example'");
    let filled = |noun: &str, field: &str| {
        admin.get(&format!("/{noun}/new")).text.contains(&format!("name=\"{field}\" value=\"{me}\""))
    };
    assert!(!filled("candidates", "user_id"));
    assert!(filled("clients", "owner_id") && filled("time_entries", "user_id") && filled("sales_tasks", "assigned_to"));
}

#[test]
fn today_names_the_client_of_a_nudge_and_leads_to_all_of_it() {
    let world = World::new();
    let (api, admin) = (world.sign_in("admin@yourco"), browser(&world, "admin@yourco"));
    let client = api.made("clients", json!({ "name": "Quiet Waters Ltd" }));
    world.behind(&format!(
        "insert into crm.nudges (org_id, id, client_id, type, title, description, priority, dedupe_key)
         select org_id, gen_random_uuid(), id, 'zombie_hunter', 'Call them', 'Silent for long', 'high', 'screens' from crm.clients where id = '{client}'"
    ));
    assert!(admin.get("/today").text.contains("Quiet Waters Ltd · Silent for long"));
    world.behind(
        "insert into crm.sales_tasks (org_id, id, lead_id, assigned_to, title, due_date)
         select l.org_id, gen_random_uuid(), l.id, u.id, 'Task ' || n, current_date from generate_series(1, 30) n, identity.users u
           join lateral (select * from crm.leads l where l.org_id = u.org_id limit 1) l on true where u.email = 'admin@yourco.example'",
    );
    let lines = |path: &str| admin.get(path).text.matches("action=\"/today/act\"").count();
    assert!(admin.get("/today").text.contains("href=\"/today?all=1\""));
    assert!(lines("/today?all=1") > lines("/today"));
}

#[test]
fn a_finished_task_stands_on_its_projects_timeline_and_goes_with_undo() {
    let world = World::new();
    let api = world.sign_in("consultant@yourco");
    let client = api.made("clients", json!({ "name": "Acme" }));
    let project = api.made("projects", json!({ "client_id": client, "name": "Audit" }));
    let task = api.made("tasks", json!({ "project_id": project, "title": "Write the report" }));
    let logged = || {
        api.get(&format!(
            "/rest/v1/activities?project_id=eq.{project}&type=eq.task_completed&select=subject,client_id,users(email)"
        ))
        .rows()
    };
    let to = |status: &str| {
        assert!(api.patch(&format!("/rest/v1/tasks?id=eq.{task}"), json!({ "status": status })).status < 300)
    };
    to("done");
    assert_eq!(
        logged(),
        vec![
            json!({ "subject": "Write the report", "client_id": client, "users": { "email": "consultant@yourco.example" } })
        ]
    );
    to("review");
    let me = api.one("users?email=eq.consultant@yourco.example&select=id")["id"].clone();
    let today: String = world.value("select current_date::text");
    let mine = api.patch(&format!("/rest/v1/tasks?id=eq.{task}"), json!({ "assigned_to": me, "due_date": today }));
    assert!(mine.status < 300);
    let done = post(
        &browser(&world, "consultant@yourco").with("hx-request", "true"),
        "/today/act",
        &format!("noun=tasks&id={task}&do=done"),
    );
    assert_eq!(logged().len(), 2);
    let operation = done.text.split("name=\"operation\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    api.done("undo", json!({ "operation": operation }));
    assert_eq!(logged().len(), 1, "what did not happen does not stand there");
}

#[test]
fn what_no_longer_waits_is_not_settled_again() {
    let world = World::new();
    let (api, page) = (world.sign_in("admin@yourco"), browser(&world, "admin@yourco"));
    let me = api.one("users?email=eq.admin@yourco.example&select=id")["id"].clone();
    let today: String = world.value("select current_date::text");
    let lead = api.made("leads", json!({ "company_name": "Borealis" }));
    let task = api.made(
        "sales_tasks",
        json!({ "lead_id": lead, "title": "Call Borealis", "assigned_to": me, "due_date": today }),
    );
    let settle = |what: &str| post(&page, "/today/act", &format!("noun=sales_tasks&id={task}&do={what}")).status;
    assert!(page.get("/today?all=1").text.contains("Call Borealis"));
    assert_eq!(settle("delete"), 409, "only what the task's own module offers is done");
    assert_eq!(settle("done"), 303);
    assert!(!page.get("/today?all=1").text.contains("Call Borealis"));
    assert_eq!(settle("done"), 409);
}

#[test]
fn a_ticket_that_expires_is_in_today() {
    let world = World::new();
    let day: String = world.value("select (current_date + 5)::text");
    let tickets = json!([{ "ticket": "EWP" }, { "ticket": "Crane", "expires": day }]);
    let person = json!({ "first_name": "Tess", "last_name": "Ticket", "compliance": tickets });
    world.sign_in("recruiter@copilot").made("candidates", person);
    let recruiter = browser(&world, "recruiter@copilot");
    assert!(recruiter.get("/today?all=1").text.contains("Tess Ticket: Crane expires"));
}

#[test]
fn a_score_counts_every_call_even_when_it_grows_no_more() {
    let world = World::new();
    let api = world.sign_in("admin@yourco");
    let lead = api.made("leads", json!({ "company_name": "Borealis" }));
    for n in 1..=6 {
        api.done("log_activity", json!({ "type": "call", "subject": format!("Call {n}"), "lead": lead }));
        let factors = api.one(&format!("leads?id=eq.{lead}&select=score_factors"))["score_factors"]["factors"].clone();
        let words = if n == 1 { "One activity in 30 days".to_string() } else { format!("{n} activities in 30 days") };
        assert_eq!(factors[4]["reason"], words);
    }
    assert_eq!(api.done("score_leads", json!({}))["changed"], 0, "what is told is not written again");
}

#[test]
fn reminders_say_which_of_the_two_is_missing() {
    let world = World::new();
    let api = world.sign_in("admin@yourco");
    let note = || api.done("send_reminders", json!({}))["note"].as_str().unwrap().to_string();
    assert!(note().contains("no mail server") && !note().contains("setting"));
    api.made("system_settings", json!({ "key": "reminders.by_email", "value": false }));
    assert!(note().contains("the setting reminders.by_email is off"));
}

#[test]
fn a_candidates_applications_are_named_by_their_jobs() {
    let world = World::new();
    let titles: Vec<String> = {
        let list: String = world.value(
            "select coalesce(string_agg(j.title, '|'), '') from recruiting.applications a join recruiting.jobs j on j.id = a.job_id
               join identity.users u on u.candidate_id = a.candidate_id where u.email = 'candidate@yourco.example'",
        );
        list.split('|').filter(|t| !t.is_empty()).map(str::to_string).collect()
    };
    assert!(!titles.is_empty(), "the demo's candidate applied");
    let candidate = browser(&world, "candidate@yourco");
    let list = candidate.get("/applications").text;
    for title in titles {
        assert!(list.contains(&format!("data-title=\"{}\"", title.replace('&', "&amp;"))), "{title}");
    }
}

#[test]
fn two_projects_of_one_name_are_two_on_the_portals_timeline() {
    let world = World::new();
    let api = world.sign_in("admin@yourco");
    let client = api.made("clients", json!({ "name": "Zephyr Ltd" }));
    for day in ["2027-01-01", "2027-02-01"] {
        let project = api.made(
            "projects",
            json!({ "client_id": client, "name": "Audit", "status": "active", "start_date": "2027-01-01" }),
        );
        api.made("phases", json!({ "project_id": project, "name": "Concept", "start_date": day, "end_date": day }));
    }
    let link = api.done("open_portal", json!({ "client": client }))["url"].as_str().unwrap().to_string();
    let page = world.visitor().get(&format!("{link}/timeline")).text;
    assert_eq!(page.matches("<h2>Audit</h2>").count(), 2);
}

#[test]
fn a_list_without_key_or_words_is_searched_in_vain() {
    let world = World::new();
    let viewer = world.browser("viewer@yourco");
    for path in ["/client_health?q=a", "/client_health/total?q=a", "/client_health/export?q=a&as=csv"] {
        assert_eq!(viewer.get(path).status, 200, "{path}");
    }
}

#[test]
fn a_viewer_opens_every_kind_of_record() {
    let world = World::new();
    world.behind(
        "insert into outreach.outbound_message_log (org_id, lead_id, channel, recipient, status)
         select org_id, id, 'email', 'a@b.example', 'sent' from crm.leads",
    );
    let (viewer, admin) = (world.browser("viewer@yourco"), world.sign_in("admin@yourco"));
    for noun in ["leads", "applications", "candidates", "clients"] {
        let id = admin.get(&format!("/rest/v1/{noun}?select=id&limit=1")).rows()[0]["id"].as_str().unwrap().to_string();
        let page = viewer.get(&format!("/{noun}/{id}"));
        assert_eq!(page.status, 200, "{noun}: {}", page.text);
        assert!(!page.text.contains("a@b.example"));
        assert!(!page.text.contains("/duplicates/"), "{noun}");
    }
}
