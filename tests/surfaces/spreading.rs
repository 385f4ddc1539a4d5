//! `...relation(select)`: what a spread answers, whatever stands in it.

use serde_json::json;
use tests::{Client, World};

fn scene() -> (World, Client) {
    let world = World::new();
    let admin = world.sign_in("admin@yourco");
    let client = admin.made("clients", json!({ "name": "Spread", "region": "Venus" }));
    let project = |name: &str| admin.made("projects", json!({ "client_id": client, "name": name, "stage": "won" }));
    let (one, two) = (project("One"), project("Two"));
    for (project, title) in [(&one, "dig"), (&one, "pour"), (&two, "paint")] {
        admin.made("tasks", json!({ "project_id": project, "title": title }));
    }
    for (name, tags, days) in [("Ada", json!(["champion", "user"]), 30), ("Bob", json!([]), 7)] {
        let contact = json!({ "client_id": client, "first_name": name, "last_name": "B", "role_tags": tags });
        admin.made("contacts", contact);
        let activity = json!({ "client_id": client, "type": "call", "subject": name, "duration_minutes": days });
        admin.made("activities", activity);
    }
    (world, admin)
}

/// The one client of the scene.
fn one(client: &Client, query: &str) -> serde_json::Value {
    client.get(&format!("/rest/v1/clients?region=eq.Venus&{query}")).rows()[0].clone()
}

#[test]
fn lists_of_every_type_stay_what_they_are() {
    let (_world, admin) = scene();
    assert_eq!(
        one(&admin, "select=name,...contacts(first_name,role_tags)&contacts.order=first_name"),
        json!({ "name": "Spread", "first_name": ["Ada", "Bob"], "role_tags": [["champion", "user"], []] })
    );
    assert_eq!(
        one(&admin, "select=...activities(duration_minutes,subject,sentiment)&activities.order=subject"),
        json!({ "duration_minutes": [30, 7], "subject": ["Ada", "Bob"], "sentiment": [null, null] })
    );
    assert_eq!(one(&admin, "select=...opportunities(name,value)"), json!({ "name": [], "value": [] }));
    assert_eq!(one(&admin, "select=...activities(duration_minutes.sum())"), json!({ "sum": [37] }));
}

#[test]
fn spreads_nest() {
    let (_world, admin) = scene();
    let order = "projects.order=name&projects.tasks.order=title";
    assert_eq!(
        one(&admin, &format!("select=name,...projects(project:name,tasks(title))&{order}")),
        json!({ "name": "Spread", "project": ["One", "Two"], "tasks": [[{ "title": "dig" }, { "title": "pour" }], [{ "title": "paint" }]] })
    );
    assert_eq!(
        one(&admin, &format!("select=...projects(project:name,...tasks(title))&{order}")),
        json!({ "project": ["One", "Two"], "title": [["dig", "pour"], ["paint"]] })
    );
    let tasks = admin.get("/rest/v1/tasks?select=title,...projects(project:name,...clients(client:name))&title=eq.dig");
    assert_eq!(json!(tasks.rows()), json!([{ "title": "dig", "project": "One", "client": "Spread" }]));
    let without = admin.get("/rest/v1/activities?select=subject,...projects(project:name)&subject=eq.Ada");
    assert_eq!(json!(without.rows()), json!([{ "subject": "Ada", "project": null }]));
    let csv = admin.with("accept", "text/csv");
    let table = csv.get("/rest/v1/tasks?select=title,...projects(project:name,number:budget)&title=eq.dig");
    assert_eq!(table.text, "title,project,number\ndig,One,\n");
}

/// The requests that once grew until the process died.
#[test]
fn the_answer_of_a_spread_is_small() {
    let (world, _) = scene();
    for who in ["viewer@yourco", "client@yourco"] {
        let person = world.sign_in(who);
        for select in ["name,...projects(project:name,tasks(title))", "name,...projects(position:phases(position))"] {
            let answer = person.get(&format!("/rest/v1/clients?select={select}&limit=20"));
            assert!(
                answer.status == 200 && answer.text.len() < 200_000,
                "{who} {select}: {} {}",
                answer.status,
                answer.text.len()
            );
        }
    }
}
