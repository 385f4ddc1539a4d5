//! Letters the server writes by itself: what is due, and that a sign-in address changed.

use platform::database::Options;
use serde_json::{Value, json};
use surfaces::background::work_off;
use tests::{Client, World, wait, with_mail};

/// Nothing is due, and the night was yesterday.
fn scene() -> (World, Client) {
    let world = World::with(with_mail(), Options::default());
    world.behind(
        "update crm.sales_tasks set is_completed = true; update delivery.tasks set status = 'done';
         update crm.leads set next_follow_up_at = null;
         delete from identity.emails; delete from identity.background_jobs;
         insert into identity.system_settings (org_id, key, value)
         select org_id, 'jobs.nightly_at', '\"23:59:59\"' from identity.organizations",
    );
    let admin = world.sign_in("admin@yourco");
    (world, admin)
}

fn person(world: &World, role: &str) -> String {
    world.value(&format!("select id::text from identity.users where email = '{role}@yourco.example'"))
}

#[test]
fn everybody_hears_once_of_what_is_due_or_late_and_theirs() {
    let (world, admin) = scene();
    let day = |days: i32| world.value::<String>(&format!("select (current_date + {days})::text"));
    let (sales, staff) = (person(&world, "sales"), person(&world, "staff"));
    let lead = admin.made(
        "leads",
        json!({ "company_name": "Newfound Ltd", "owner_id": sales, "next_follow_up_at": format!("{}T00:00:00Z", day(-2)) }),
    );
    for (title, due, done) in
        [("Call them", 0, false), ("Send offer", 1, false), ("Long done", -3, true), ("Write to them", -1, false)]
    {
        let task = json!({ "lead_id": lead, "title": title, "due_date": day(due), "is_completed": done, "assigned_to": sales });
        admin.made("sales_tasks", task);
    }
    let client = admin.made("clients", json!({ "name": "Zephyr" }));
    for (status, title) in [("active", "Pour the slab"), ("on_hold", "Paint the doors")] {
        let project = admin.made("projects", json!({ "client_id": client, "name": "Tower", "status": status }));
        admin.made("tasks", json!({ "project_id": project, "title": title, "due_date": day(0), "assigned_to": staff }));
    }

    let told = admin.done("send_reminders", json!({}));
    assert_eq!(told["people"], 2, "{told}");
    let letters = world.letters("reminder_list");
    let letter = |to: &str| &letters.iter().find(|(who, _)| who == to).unwrap_or_else(|| panic!("{letters:?}")).1;
    let of = |letter: &str| -> Vec<String> {
        let lines = letter.lines().filter_map(|line| line.strip_prefix("- "));
        lines.map(|line| line.split_once("  ").unwrap().1.to_string()).collect()
    };
    assert_eq!(
        of(letter("sales@yourco.example")),
        ["Speak to Newfound Ltd", "Write to them (Newfound Ltd)", "Call them (Newfound Ltd)"],
        "the oldest first"
    );
    assert_eq!(of(letter("staff@yourco.example")), ["Pour the slab (Tower)"]);
    assert!(letter("staff@yourco.example").contains("http://throughline.example/today"));
    assert_eq!(letters.len(), 2);
    let subject = admin.one("emails?kind=eq.reminder_list&subject=like.3*&select=subject,status");
    assert_eq!(subject, json!({ "subject": "3 due today", "status": "queued" }));
}

#[test]
fn who_is_gone_is_not_reminded() {
    let (world, admin) = scene();
    let lead = admin.made("leads", json!({ "company_name": "Newfound Ltd" }));
    let today: String = world.value("select current_date::text");
    let task = json!({ "lead_id": lead, "title": "Call", "due_date": today, "assigned_to": person(&world, "sales") });
    admin.made("sales_tasks", task);
    world.behind("update identity.users set status = 'inactive' where email = 'sales@yourco.example'");
    assert_eq!(admin.done("send_reminders", json!({}))["people"], 0);
    assert_eq!(world.sign_in("manager@yourco").verb("send_reminders", json!({})).refusal(), "403 42501");
}

/// An admin gives `sales` another address; what the job that follows answered.
fn moved(world: &World, admin: &Client) -> Value {
    let user = format!("/rest/v1/users?id=eq.{}", person(world, "sales"));
    let changed = admin.patch(&user, json!({ "email": "new@yourco.example" }));
    assert_eq!(changed.status, 204, "{}", changed.text);
    wait(work_off(&world.server)).unwrap();
    admin.one("background_jobs?verb=eq.tell_former_address&select=status,output")
}

#[test]
fn a_former_address_hears_that_it_was_replaced() {
    let (world, admin) = scene();
    assert_eq!(moved(&world, &admin)["status"], "done");
    let letters = world.letters("security");
    assert_eq!(letters.len(), 1, "{letters:?}");
    let (to, body) = &letters[0];
    assert_eq!(to, "sales@yourco.example", "not the new one, which somebody else may have chosen");
    for words in ["Hello Sam Sales", "with new@yourco.example", "http://throughline.example/admin/sessions"] {
        assert!(body.contains(words), "{words}: {body}");
    }
    // Nobody but the server writes such a letter, and another change of the account is none.
    let forged = json!({ "user": person(&world, "staff"), "former": "a@b.example", "new": "c@d.example" });
    assert_eq!(admin.verb("tell_former_address", forged).refusal(), "403 42501");
    let renamed = json!({ "full_name": "Sam Other" });
    assert_eq!(admin.patch("/rest/v1/users?email=eq.new@yourco.example", renamed).status, 204);
    wait(work_off(&world.server)).unwrap();
    assert_eq!(world.letters("security").len(), 1);
}

#[test]
fn without_a_mail_server_no_letter_waits_to_come_as_news_long_after() {
    let (world, _) = scene();
    let without = World::on(world.admin.clone(), surfaces::Settings::default(), Options::default());
    let job = moved(&without, &without.sign_in("admin@yourco"));
    assert_eq!(job["status"], "done");
    assert!(job["output"]["note"].as_str().unwrap().contains("no mail server"), "{job}");
    assert!(world.letters("security").is_empty());
}
