//! Rules that hold at every door: what belongs together, what a value may be, what moves with what.

use platform::install;
use serde_json::{Value, json};
use tests::{Client, World, master, wait};

fn made_refused(client: &Client, table: &str, row: Value) -> (String, String) {
    let answer = client.post(&format!("/rest/v1/{table}"), row);
    (answer.refusal(), answer.json()["message"].as_str().unwrap_or_default().to_string())
}

#[test]
fn what_belongs_to_one_is_not_hung_on_another() {
    let world = World::new();
    let admin = world.sign_in("admin@yourco");
    let (one, two) = (admin.made("clients", json!({ "name": "One" })), admin.made("clients", json!({ "name": "Two" })));
    let project = |client: &str, name: &str| admin.made("projects", json!({ "client_id": client, "name": name }));
    let (here, there) = (project(&one, "Here"), project(&two, "There"));
    let phase = admin.made("phases", json!({ "project_id": there, "name": "Elsewhere" }));
    let task = admin.made("tasks", json!({ "project_id": there, "title": "Elsewhere" }));
    let contact = admin.made("contacts", json!({ "client_id": two, "first_name": "Ada" }));
    let deal = admin.made("opportunities", json!({ "client_id": two, "name": "Deal" }));
    let crew = admin.made("placement_groups", json!({ "project_id": there, "name": "Crew" }));
    let person = admin.made("candidates", json!({ "first_name": "Kim" }));
    let invoice = admin.made("invoices", json!({ "client_id": one }));
    for (table, row, words) in [
        (
            "tasks",
            json!({ "project_id": here, "phase_id": phase, "title": "x" }),
            "The phase belongs to another project.",
        ),
        (
            "time_entries",
            json!({ "project_id": here, "task_id": task, "hours": 1 }),
            "The task belongs to another project.",
        ),
        (
            "placements",
            json!({ "project_id": here, "placement_group_id": crew, "candidate_id": person }),
            "The placement group belongs to another project.",
        ),
        (
            "invoices",
            json!({ "client_id": one, "recipient_contact_id": contact }),
            "The recipient contact belongs to another client.",
        ),
        (
            "projects",
            json!({ "client_id": one, "opportunity_id": deal, "name": "x" }),
            "The opportunity belongs to another client.",
        ),
        (
            "leads",
            json!({ "company_name": "x", "client_id": one, "contact_id": contact }),
            "The contact belongs to another client.",
        ),
        (
            "activities",
            json!({ "type": "note", "subject": "x", "client_id": one, "project_id": there }),
            "The project belongs to another client.",
        ),
        (
            "invoice_projects",
            json!({ "invoice_id": invoice, "project_id": there }),
            "The project belongs to another client than the invoice.",
        ),
        (
            "invoice_lines",
            json!({ "invoice_id": invoice, "project_id": there, "description": "x" }),
            "The project belongs to another client than the invoice.",
        ),
    ] {
        assert_eq!(made_refused(&admin, table, row), ("400 23514".into(), words.to_string()), "{table}");
    }
    // Nor does what others hang on walk away.
    admin.made("tasks", json!({ "project_id": there, "phase_id": phase, "title": "Inside" }));
    let moved = admin.patch(&format!("/rest/v1/phases?id=eq.{phase}"), json!({ "project_id": here }));
    assert_eq!(
        (moved.refusal(), moved.json()["message"].as_str().unwrap()),
        ("400 23514".into(), "It can't go to another project: tasks hang on it.")
    );
}

#[test]
fn nobody_hangs_anything_on_a_client_they_may_not_change() {
    let world = World::new();
    let (admin, me) = (world.sign_in("admin@yourco"), world.sign_in("consultant@yourco"));
    let theirs =
        admin.made("clients", json!({ "name": "Not mine", "owner_id": admin.get("/auth/v1/user").json()["id"] }));
    assert_eq!(me.one(&format!("clients?id=eq.{theirs}&select=name"))["name"], "Not mine", "it is seen");
    for (table, row) in [
        ("contacts", json!({ "client_id": theirs, "first_name": "x" })),
        ("opportunities", json!({ "client_id": theirs, "name": "x" })),
        ("projects", json!({ "client_id": theirs, "name": "x", "owner_id": null })),
        ("invoices", json!({ "client_id": theirs })),
    ] {
        let refused = me.post(&format!("/rest/v1/{table}"), row);
        assert_eq!(refused.status, 403, "{table}: {}", refused.text);
    }
    let mine = me.made("clients", json!({ "name": "Mine" }));
    assert_eq!(
        me.one(&format!("clients?id=eq.{mine}&select=owner_id"))["owner_id"],
        me.get("/auth/v1/user").json()["id"]
    );
    let contact = me.made("contacts", json!({ "client_id": mine, "first_name": "x" }));
    assert_eq!(
        me.delete(&format!("/rest/v1/contacts?id=eq.{contact}")).status,
        204,
        "a consultant deletes what hangs on own clients"
    );
    assert_eq!(me.delete(&format!("/rest/v1/clients?id=eq.{mine}")).status, 204);
}

#[test]
fn viewers_look_at_everything_unless_narrowed() {
    let world = World::new();
    let (admin, viewer) = (world.sign_in("admin@yourco"), world.sign_in("viewer@yourco"));
    let count = |who: &Client| who.get("/rest/v1/clients?select=id").rows().len();
    assert_eq!(admin.patch("/rest/v1/organizations?id=not.is.null", json!({ "visibility": "assigned" })).status, 204);
    assert_eq!(count(&viewer), count(&admin));
    assert_eq!(
        admin.post("/rest/v1/system_settings", json!({ "key": "access.narrow_viewers", "value": true })).status,
        201
    );
    assert_eq!(count(&viewer), 0);
    // What concerns persons is not a viewer's to read.
    for column in ["email", "phone"] {
        assert_eq!(viewer.get(&format!("/rest/v1/leads?select={column}")).refusal(), "400 42703");
    }
    for column in ["dob", "pay_rate", "disability", "reservation_category", "expected_ctc"] {
        assert_eq!(viewer.get(&format!("/rest/v1/candidates?select={column}")).refusal(), "400 42703");
    }
    assert_eq!(viewer.get("/rest/v1/contacts?select=email->>0").refusal(), "400 TL101", "ciphertext has no parts");
    assert_eq!(admin.get("/rest/v1/contacts?select=email->>0").refusal(), "400 TL101");
}

#[test]
fn reading_personal_columns_is_noted() {
    let world = World::new();
    let (admin, me) = (world.sign_in("admin@yourco"), world.sign_in("recruiter@yourco"));
    let one = me.get("/rest/v1/candidates?select=id&limit=1").rows()[0]["id"].as_str().unwrap().to_string();
    assert_eq!(me.get(&format!("/rest/v1/candidates?id=eq.{one}&select=id,dob,pay_rate")).status, 200);
    tests::eventually(|| {
        admin.get(&format!("/rest/v1/audit_log?resource_id=eq.{one}&action=eq.read&select=id")).rows().pop()
    });
}

#[test]
fn a_candidate_applies_to_what_is_published_and_sets_what_is_theirs() {
    let world = World::new();
    let (me, recruiter) = (world.sign_in("candidate@yourco"), world.sign_in("recruiter@yourco"));
    let profile = me.get("/rest/v1/candidates?select=id").rows()[0]["id"].clone();
    for column in ["pay_rate", "status", "compliance", "user_id", "internal_rating", "charge_out_rate"] {
        let refused =
            me.patch(&format!("/rest/v1/candidates?id=eq.{}", profile.as_str().unwrap()), json!({ column: null }));
        assert!(matches!(refused.status, 400 | 403), "{column}: {}", refused.text);
    }
    let mine = format!("/rest/v1/candidates?id=eq.{}", profile.as_str().unwrap());
    assert_eq!(me.patch(&mine, json!({ "bio": "Builder", "skills": ["Welding"] })).status, 204);
    let job = |status: &str| {
        let client = recruiter.get("/rest/v1/clients?select=id&limit=1").rows()[0]["id"].clone();
        let job = json!({ "client_id": client, "title": format!("Job {status}"), "status": status, "country": "AU",
            "job_summary": "You build.", "job_locations": ["Sydney"] });
        recruiter.made("jobs", job)
    };
    let (open, draft, closed) = (job("sourcing"), job("draft"), job("closed"));
    for job in [&draft, &closed] {
        assert_eq!(
            made_refused(&me, "applications", json!({ "job_id": job, "candidate_id": profile })).1,
            "This job takes no applications."
        );
    }
    let forced =
        me.post("/rest/v1/applications", json!({ "job_id": open, "candidate_id": profile, "status": "offer" }));
    assert!(matches!(forced.status, 400 | 403), "{}", forced.text);
    let mine = me.made("applications", json!({ "job_id": open, "candidate_id": profile }));
    assert_eq!(me.one(&format!("applications?id=eq.{mine}&select=status"))["status"], "new");
    assert_eq!(
        me.patch(&format!("/rest/v1/applications?id=eq.{mine}"), json!({ "status": "offer" })).refusal(),
        "403 42501"
    );
    // The title stays to be seen after the job is closed.
    assert_eq!(recruiter.patch(&format!("/rest/v1/jobs?id=eq.{open}"), json!({ "status": "closed" })).status, 204);
    assert_eq!(me.one(&format!("applications?id=eq.{mine}&select=job_id(title)"))["job_id"]["title"], "Job sourcing");
    assert_eq!(me.patch(&format!("/rest/v1/applications?id=eq.{mine}"), json!({ "status": "withdrawn" })).status, 204);
}

#[test]
fn settings_fit_or_are_refused_at_every_door() {
    let world = World::new();
    let admin = world.sign_in("admin@yourco");
    for (key, value, words) in [
        ("health.healthy_from", json!("seventy"), "is not a whole number from 0 to 100"),
        ("health.healthy_from", json!(170), "is not a whole number from 0 to 100"),
        ("jobs.nightly_at", json!("2 o'clock"), "is not a time of day such as 02:00"),
        ("time.locked_until", json!("2026-02-31"), "is not a day such as 2026-12-31"),
        ("pipeline.loss_reasons", json!("Price"), "is not a list of short texts"),
        ("reminders.by_email", json!("yes"), "is not on or off"),
        ("invoice.number_format", json!("INV"), "with {number} in it"),
        ("no.such_setting", json!(1), "There is no setting no.such_setting."),
    ] {
        let (refusal, message) = made_refused(&admin, "system_settings", json!({ "key": key, "value": value }));
        assert_eq!(refusal, "400 23514", "{key}: {message}");
        assert!(message.contains(words), "{message}");
    }
    assert_eq!(
        admin.post("/rest/v1/system_settings", json!({ "key": "health.healthy_from", "value": 60 })).status,
        201
    );
    assert_eq!(admin.post("/rest/v1/system_settings", json!({ "key": "flag.mine", "value": true })).status, 201);
    // A value from before they were checked breaks no reader.
    world.behind("update identity.system_settings set value = '\"seventy\"' where key = 'health.healthy_from'");
    assert_eq!(admin.get("/rest/v1/clients?select=health_band&limit=5").status, 200);
}

#[test]
fn maintenance_shuts_everybody_out_but_admins() {
    let world = World::new();
    let (admin, me) = (world.sign_in("admin@yourco"), world.sign_in("consultant@yourco"));
    assert_eq!(admin.patch("/rest/v1/system_settings?key=eq.MAINTENANCE_MODE", json!({ "value": true })).status, 204);
    let refused = tests::eventually(|| Some(me.get("/rest/v1/clients?limit=1")).filter(|a| a.status != 200));
    assert_eq!(refused.refusal(), "503 TL503");
    assert_eq!(
        world.sign_in("consultant@copilot").get("/rest/v1/clients?limit=1").status,
        200,
        "another organisation goes on"
    );
    assert_eq!(admin.patch("/rest/v1/system_settings?key=eq.MAINTENANCE_MODE", json!({ "value": false })).status, 204);
    tests::eventually(|| Some(me.get("/rest/v1/clients?limit=1")).filter(|a| a.status == 200));
}

#[test]
fn structured_values_have_their_shape() {
    let world = World::new();
    let admin = world.sign_in("admin@yourco");
    let ticket = |expires: &str| json!([{ "ticket": "White Card", "expires": expires }]);
    for day in ["2027-02-31", "soon", "31.12.2027"] {
        assert_eq!(
            made_refused(&admin, "candidates", json!({ "first_name": "x", "compliance": ticket(day) })).0,
            "400 23514",
            "{day}"
        );
    }
    let fine = admin.made("candidates", json!({ "first_name": "x", "compliance": ticket("2027-02-28") }));
    // One from before the check opens, with every list it is in.
    world.behind(&format!("alter table recruiting.candidates drop constraint candidates_compliance_shape; update recruiting.candidates set compliance = '[{{\"ticket\": \"x\", \"expires\": \"2027-02-31\"}}]' where id = '{fine}'"));
    assert_eq!(admin.one(&format!("candidates?id=eq.{fine}&select=compliance"))["compliance"][0]["ticket"], "x");
    for (table, row) in [
        ("candidates", json!({ "first_name": "x", "skills": [["nested"]] })),
        ("candidates", json!({ "first_name": "x", "skills": "Welding" })),
        ("clients", json!({ "name": "x", "reported_financials": { "a": { "b": 1 } } })),
        ("projects", json!({ "name": "x", "ppe": [1] })),
    ] {
        assert!(made_refused(&admin, table, row.clone()).0.starts_with("400 23"), "{row}");
    }
    let deep = (0..200).fold(json!(1), |inner, _| json!({ "a": inner }));
    assert_eq!(admin.post("/rest/v1/clients", json!({ "name": "Deep", "custom": deep })).status, 400);
}

#[test]
fn deals_projects_and_contacts_move_as_they_should() {
    let world = World::new();
    let (admin, me) = (world.sign_in("admin@yourco"), world.sign_in("consultant@yourco"));
    let client = me.made("clients", json!({ "name": "Acme" }));
    assert_eq!(
        made_refused(
            &me,
            "opportunities",
            json!({ "client_id": client, "name": "x", "stage": "closed_lost", "loss_reason": "  " })
        )
        .0,
        "400 23514"
    );
    assert_eq!(
        admin.patch("/rest/v1/system_settings?key=eq.pipeline.enforce_exit_criteria", json!({ "value": true })).status,
        204
    );
    let (refusal, message) =
        made_refused(&me, "opportunities", json!({ "client_id": client, "name": "x", "stage": "proposal" }));
    assert!(refusal == "409 TL410" && message.contains("Initial contact made"), "{message}");
    let lead = me.made("leads", json!({ "company_name": "Lead" }));
    assert_eq!(
        me.patch(&format!("/rest/v1/leads?id=eq.{lead}"), json!({ "status": "converted" })).refusal(),
        "400 23514"
    );
    // A project's stage and status go together.
    let project =
        me.made("projects", json!({ "client_id": client, "name": "x", "status": "active", "stage": "construction" }));
    let of = |column: &str| me.one(&format!("projects?id=eq.{project}&select=stage,status"))[column].clone();
    let set = |row: Value| me.patch(&format!("/rest/v1/projects?id=eq.{project}"), row).status;
    assert_eq!((set(json!({ "status": "completed" })), of("stage")), (204, json!("closed")));
    assert_eq!((set(json!({ "status": "active" })), of("stage")), (204, json!("handover")));
    assert_eq!((set(json!({ "stage": "closed" })), of("status")), (204, json!("completed")));
    assert_eq!((set(json!({ "stage": "construction" })), of("status")), (204, json!("active")));
    assert_eq!(set(json!({ "stage": "closed", "status": "on_hold" })), 400);
    // A note is no contact; a meeting counts from its day.
    let ben = me.made("contacts", json!({ "client_id": client, "first_name": "Ben" }));
    let with_ben = |kind: &str, at: &str| {
        let activity =
            me.made("activities", json!({ "type": kind, "subject": "x", "client_id": client, "occurred_at": at }));
        assert_eq!(
            me.post("/rest/v1/activity_contacts", json!({ "activity_id": activity, "contact_id": ben })).status,
            201
        );
    };
    let last = || me.one(&format!("contacts?id=eq.{ben}&select=last_contact_date"))["last_contact_date"].clone();
    with_ben("note", "2026-03-01T10:00:00Z");
    assert_eq!(last(), Value::Null);
    with_ben("meeting", "2099-03-01T10:00:00Z");
    assert_eq!(last(), Value::Null);
    world.behind(&format!("update crm.activities set occurred_at = now() - interval '1 hour' where client_id = '{client}' and type = 'meeting'"));
    admin.done("keep_client_health", json!({}));
    assert!(last().is_string(), "its day has come");
}

#[test]
fn a_day_has_24_hours_however_many_enter_at_once() {
    let world = World::new();
    let me = world.sign_in("consultant@yourco");
    let project = me.get("/rest/v1/projects?select=id&limit=1").rows()[0]["id"].clone();
    std::thread::scope(|scope| {
        for _ in 0..12 {
            scope.spawn(|| {
                me.post("/rest/v1/time_entries", json!({ "project_id": project, "hours": 5, "date": "2027-01-05" }))
                    .status
            });
        }
    });
    let total: f64 = me
        .get("/rest/v1/time_entries?date=eq.2027-01-05&description=is.null&select=hours")
        .rows()
        .iter()
        .filter_map(|r| r["hours"].as_f64())
        .sum();
    let more = me.post("/rest/v1/time_entries", json!({ "project_id": project, "hours": 5, "date": "2027-01-05" }));
    assert!((20.0..=24.0).contains(&total), "{total}: {}", more.text);
    // Hours somebody else's transaction has entered and not yet committed are waited for, and count.
    let entering = wait(async {
        let login = install::application(&world.admin, &master()).await.unwrap();
        let sql = login.connect().await.unwrap();
        let ids = "select u.org_id::text, u.id::text from identity.users u where u.email = 'consultant@yourco.example'";
        let of = world.admin.connect().await.unwrap().query_one(ids, &[]).await.unwrap();
        let (org, user): (String, String) = (of.get(0), of.get(1));
        sql.batch_execute(&format!(
            "begin; select set_config('throughline.org', '{org}', true), set_config('throughline.user', '{user}', true);
             set local role tl_consultant;
             insert into delivery.time_entries (project_id, hours, date) values ('{}', 20, '2027-01-06')",
            project.as_str().unwrap()
        ))
        .await
        .unwrap();
        sql
    });
    let late = std::thread::scope(|scope| {
        let asking = scope.spawn(|| {
            me.post("/rest/v1/time_entries", json!({ "project_id": project, "hours": 5, "date": "2027-01-06" }))
        });
        let waits = "select exists (select from pg_locks where locktype = 'advisory' and not granted
                       and database = (select oid from pg_database where datname = current_database()))";
        tests::eventually(|| (asking.is_finished() || world.value::<bool>(waits)).then_some(()));
        wait(async { entering.batch_execute("commit").await.unwrap() });
        asking.join().unwrap()
    });
    assert_eq!(late.refusal(), "400 23514", "{}", late.text);
}

#[test]
fn the_sources_words_are_answered_with_ours() {
    let world = World::new();
    let admin = world.sign_in("admin@yourco");
    for (theirs, ours) in [
        ("deals", "opportunities"),
        ("stakeholders", "contacts"),
        ("companies", "clients"),
        ("profiles", "users"),
        ("candidate_profiles", "candidates"),
    ] {
        let answer = admin.get(&format!("/rest/v1/{theirs}"));
        assert_eq!(
            (answer.refusal(), answer.json()["hint"].as_str().unwrap()),
            ("404 PGRST205".into(), format!("Perhaps you meant '{ours}'").as_str())
        );
    }
    for (table, theirs, ours) in [
        ("clients", "account_manager_id", "owner_id"),
        ("contacts", "position", "title"),
        ("leads", "contact_person", "contact_name"),
    ] {
        let answer = admin.get(&format!("/rest/v1/{table}?select={theirs}"));
        assert_eq!(answer.json()["hint"].as_str().unwrap(), format!("Perhaps you meant '{ours}'"));
    }
    let client = admin.made("clients", json!({ "name": "x" }));
    let job = admin.made(
        "jobs",
        json!({ "client_id": client, "title": "x", "employment_type": "FULL_TIME", "work_mode": "On-site" }),
    );
    assert_eq!(
        admin.one(&format!("jobs?id=eq.{job}&select=employment_type,work_mode")),
        json!({ "employment_type": "full_time", "work_mode": "on_site" })
    );
    assert_eq!(admin.get(&format!("/rest/v1/jobs?id=eq.{job}&employment_type=eq.FULL_TIME&select=id")).rows().len(), 1);
    assert_eq!(
        admin.get(&format!("/rest/v1/jobs?id=eq.{job}&employment_type=in.(FULL_TIME,INTERN)&select=id")).rows().len(),
        1
    );
    let applications = "applications?follow_up_status=eq.Int-scheduled&select=follow_up_status&limit=1";
    assert_eq!(admin.get(&format!("/rest/v1/{applications}")).status, 200);
    let lead = admin.made("leads", json!({ "company_name": "x", "business_source": "Existing Customer" }));
    assert_eq!(
        admin.one(&format!("leads?id=eq.{lead}&select=business_source"))["business_source"],
        "existing_customer"
    );
}

#[test]
fn a_change_that_may_touch_nothing_says_so() {
    let world = World::new();
    let (admin, me) = (world.sign_in("admin@yourco"), world.sign_in("sales@yourco"));
    let client = admin.made("clients", json!({ "name": "Not theirs" }));
    let refused = me.patch(&format!("/rest/v1/clients?id=eq.{client}"), json!({ "tier": "A" }));
    assert_eq!(
        (refused.refusal(), refused.json()["message"].as_str().unwrap().starts_with("You see this")),
        ("403 42501".into(), true)
    );
    let nobody = "id=eq.00000000-0000-0000-0000-000000000000";
    assert_eq!(
        me.patch(&format!("/rest/v1/clients?{nobody}"), json!({ "tier": "A" })).status,
        204,
        "what is not there is just not there"
    );
    assert_eq!(admin.one(&format!("clients?id=eq.{client}&select=tier"))["tier"], Value::Null);
}

#[test]
fn what_still_hangs_on_a_row_is_named_with_its_place() {
    let world = World::new();
    let admin = world.sign_in("admin@yourco");
    let client = admin.made("clients", json!({ "name": "Billed" }));
    admin.made("invoices", json!({ "client_id": client }));
    let refused = admin.delete(&format!("/rest/v1/clients?id=eq.{client}"));
    assert_eq!(refused.status, 409, "{}", refused.text);
    assert_eq!(refused.json()["message"], "The row is still in use by invoices.");
    assert!(refused.json()["hint"].as_str().unwrap().contains("/invoices?client_id=eq."), "{}", refused.text);
}

#[test]
fn a_client_of_a_name_that_is_there_is_pointed_out() {
    let world = World::new();
    let admin = world.sign_in("admin@yourco");
    let first = admin.made("clients", json!({ "name": "Northwind Rigging GmbH" }));
    let twin = admin.made("clients", json!({ "name": "northwind rigging" }));
    let told = admin
        .one(&format!("activity_logs?action_type=eq.possible_twin&entity_id=eq.{twin}&select=severity,description"));
    assert_eq!(told["severity"], "warn");
    assert!(told["description"].as_str().unwrap().contains(&format!("/clients/{first}")), "{told}");
    let other = admin.made("clients", json!({ "name": "Something else" }));
    let pointed_out = || admin.get("/rest/v1/activity_logs?action_type=eq.possible_twin&select=id").rows().len();
    assert_eq!(pointed_out(), 1);
    assert_eq!(admin.patch(&format!("/rest/v1/clients?id=eq.{other}"), json!({ "tier": "A" })).status, 204);
    assert_eq!(pointed_out(), 1, "only a new name is looked at");
    assert_eq!(
        admin.patch(&format!("/rest/v1/clients?id=eq.{other}"), json!({ "name": "NORTHWIND RIGGING" })).status,
        204
    );
    assert_eq!(pointed_out(), 3, "renaming makes a twin as well");
}

#[test]
fn a_write_answers_with_the_twins_its_writer_may_see() {
    let world = World::new();
    let (admin, sales) = (world.sign_in("admin@yourco"), world.sign_in("sales@yourco"));
    let twins = |answer: &tests::Answer| {
        assert!(answer.status < 300, "{}", answer.text);
        answer.header("possible-twins").to_string()
    };
    let first = admin.made("clients", json!({ "name": "Northwind Rigging GmbH" }));
    assert_eq!(twins(&admin.post("/rest/v1/clients", json!({ "name": "Nobody's double" }))), "");
    let name = json!({ "name": "northwind rigging" });
    assert_eq!(
        twins(&admin.with("prefer", "tx=rollback").post("/rest/v1/clients", name.clone())),
        first,
        "before it is there"
    );
    assert_eq!(twins(&admin.post("/rest/v1/clients", name.clone())), first);
    let once = admin.with("idempotency-key", "twin");
    for _ in 0..2 {
        assert!(twins(&once.post("/rest/v1/clients", json!({ "name": "Northwind-Rigging Ltd" }))).contains(&first));
    }
    let mine = sales.made("clients", json!({ "name": "Seen by sales" }));
    let renamed = sales.patch(&format!("/rest/v1/clients?id=eq.{mine}"), name.clone());
    assert_eq!(twins(&renamed).split(", ").count(), 3);
    assert_eq!(twins(&sales.patch(&format!("/rest/v1/clients?id=eq.{mine}"), json!({ "tier": "A" }))), "");
    let page = world.browser("sales@yourco").get(&format!("/clients/{mine}")).text;
    assert!(page.contains("Looks like") && page.contains(&format!("/duplicates/clients?like={mine}")), "{page}");
    assert_eq!(admin.one(&format!("clients?id=eq.{first}&select=twins"))["twins"].as_array().unwrap().len(), 3);
    // A verb says it too; and nobody is told of what they may not see.
    let lead = admin.made("leads", json!({ "company_name": "Northwind Rigging Pty", "last_name": "Doe" }));
    let converted = admin.verb("convert_lead", json!({ "lead": lead, "ignore_duplicates": true }));
    assert_eq!(twins(&converted).split(", ").count(), 4);
    let closed = json!({ "visibility": "assigned" });
    assert_eq!(admin.patch("/rest/v1/organizations?id=not.is.null", closed).status, 204);
    let answer = sales.post("/rest/v1/clients", json!({ "name": "NORTHWIND RIGGING" }));
    assert_eq!(twins(&answer), mine, "the others are not theirs to see");
}

#[test]
fn preferences_that_say_nothing_are_refused() {
    let world = World::new();
    let admin = world.sign_in("admin@yourco");
    let merging = admin.with("prefer", "resolution=merge-duplicates");
    assert_eq!(merging.patch("/rest/v1/clients?name=eq.x", json!({ "tier": "A" })).refusal(), "400 PGRST122");
    assert_eq!(merging.delete("/rest/v1/clients?name=eq.x").refusal(), "400 PGRST122");
    assert_eq!(admin.with("prefer", "count=exact").verb("keep_client_health", json!({})).refusal(), "400 PGRST122");
}

#[test]
fn numbers_are_finite_and_days_are_near() {
    let world = World::new();
    let admin = world.sign_in("admin@yourco");
    let client = admin.made("clients", json!({ "name": "Bounds & Co" }));
    let project = admin.made("projects", json!({ "client_id": client, "name": "Bounded", "status": "active" }));
    let deal = admin.made("opportunities", json!({ "client_id": client, "name": "Deal", "value": 100 }));
    let task = admin.made("tasks", json!({ "project_id": project, "title": "Task" }));
    let invoice = admin.made("invoices", json!({ "client_id": client }));
    for (noun, id, change) in [
        ("opportunities", &deal, json!({ "value": "NaN" })),
        ("clients", &client, json!({ "budget": "NaN" })),
        ("tasks", &task, json!({ "due_date": "infinity" })),
        ("clients", &client, json!({ "contract_end_date": "5874897-01-01" })),
        ("opportunities", &deal, json!({ "expected_close_date": "-infinity" })),
        ("invoices", &invoice, json!({ "due_date": "-infinity" })),
    ] {
        let refused = admin.patch(&format!("/rest/v1/{noun}?id=eq.{id}"), change.clone());
        assert_eq!(refused.refusal(), "400 23514", "{noun} {change}: {}", refused.text);
    }
    for date in ["infinity", "0001-01-01", "2999-01-01"] {
        let row = json!({ "project_id": project, "date": date, "hours": 1 });
        assert_eq!(admin.post("/rest/v1/time_entries", row).refusal(), "400 23514", "{date}");
    }
    let line = |price: Value| json!({ "invoice_id": invoice, "description": "x", "quantity": 1, "unit_price": price });
    assert_eq!(admin.post("/rest/v1/invoice_lines", line(json!("NaN"))).refusal(), "400 23514");
    assert_eq!(admin.get("/rest/v1/rpc/forecast_changes?since=2147483647").status, 400);
}

#[test]
fn an_invoice_is_of_its_client_its_time_and_not_negative() {
    let world = World::new();
    let admin = world.sign_in("admin@yourco");
    let (one, two) = (admin.made("clients", json!({ "name": "One" })), admin.made("clients", json!({ "name": "Two" })));
    let theirs = admin.made("projects", json!({ "client_id": two, "name": "Theirs", "status": "active" }));
    let phase = admin.made("phases", json!({ "project_id": theirs, "name": "Their phase" }));
    let invoice = admin.made("invoices", json!({ "client_id": one }));
    let line = |more: Value| {
        let mut row = json!({ "invoice_id": invoice, "description": "x", "quantity": 1, "unit_price": -100 });
        row.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        admin.post("/rest/v1/invoice_lines", row)
    };
    assert_eq!(line(json!({ "phase_id": phase })).json()["field"], json!("phase_id"));
    let other = line(json!({ "project_id": theirs }));
    assert!(other.status == 400 && other.text.contains("another client"), "{}", other.text);
    assert_eq!(line(json!({})).status, 201);
    let refused = admin.verb("issue_invoice", json!({ "invoice": invoice }));
    assert!(refused.text.contains("credit note"), "{}", refused.text);
    admin.patch(&format!("/rest/v1/invoice_lines?invoice_id=eq.{invoice}"), json!({ "unit_price": 100 }));
    let far = admin.verb("issue_invoice", json!({ "invoice": invoice, "issue_date": "2999-01-01" }));
    assert_eq!(far.json()["field"], json!("issue_date"), "{}", far.text);
    admin.done("issue_invoice", json!({ "invoice": invoice }));
    let early = admin.verb("pay_invoice", json!({ "invoice": invoice, "amount": 50, "paid_date": "2999-01-01" }));
    assert_eq!(early.status, 400, "{}", early.text);
}

#[test]
fn a_blank_loss_reason_is_none_whatever_the_blank() {
    let world = World::new();
    let admin = world.sign_in("admin@yourco");
    let client = admin.made("clients", json!({ "name": "Blank & Co" }));
    let deal = admin.made("opportunities", json!({ "client_id": client, "name": "Deal", "value": 100 }));
    for blank in [" ", "\u{200b}", "\u{a0}\u{3000}"] {
        let change = json!({ "stage": "closed_lost", "loss_reason": blank });
        assert_eq!(admin.patch(&format!("/rest/v1/opportunities?id=eq.{deal}"), change).refusal(), "400 23514");
    }
    let change = json!({ "stage": "closed_lost", "loss_reason": "价格" });
    assert!(admin.patch(&format!("/rest/v1/opportunities?id=eq.{deal}"), change).status < 300);
}
