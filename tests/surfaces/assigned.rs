//! `visibility = assigned`: colleagues see the clients they are assigned to, in every surface at once.

use serde_json::json;
use tests::{Client, World};

/// Somebody with a browser.
fn browser(world: &World, who: &str) -> Client {
    let form = format!("email={who}.example&password=throughline");
    let answer = world.visitor().with("content-type", "application/x-www-form-urlencoded").send(
        "POST",
        "/sign-in",
        Some(form.into_bytes()),
    );
    world.visitor().with("cookie", answer.header("set-cookie").split(';').next().unwrap())
}

#[test]
fn assigned_only_holds_everywhere_at_once() {
    let world = World::new();
    let admin = world.sign_in("admin@yourco");
    let (mine, hidden) = (
        admin.made("clients", json!({ "name": "Visible Quartz" })),
        admin.made("clients", json!({ "name": "Hidden Quartz" })),
    );
    let me = admin.one("users?role=eq.consultant&select=id")["id"].as_str().unwrap().to_string();
    let mut records = Vec::new();
    for client in [&mine, &hidden] {
        let deal = admin.made("opportunities", json!({ "client_id": client, "name": "Quartz deal", "value": 10, "owner_id": admin.one("users?role=eq.admin&select=id")["id"] }));
        let project =
            admin.made("projects", json!({ "client_id": client, "name": "Quartz project", "status": "active" }));
        let task = admin.made("tasks", json!({ "project_id": project, "title": "Quartz task" }));
        let activity =
            admin.made("activities", json!({ "type": "meeting", "subject": "Quartz meeting", "client_id": client }));
        let invoice = admin.done(
            "draft_invoice",
            json!({ "client": client, "hours": false, "lines": [{ "description": "x", "unit_price": 1 }] }),
        )["invoice"]
            .as_str()
            .unwrap()
            .to_string();
        records.push([
            ("clients", client.clone()),
            ("opportunities", deal),
            ("projects", project),
            ("tasks", task),
            ("activities", activity),
            ("invoices", invoice),
        ]);
    }
    let (api, web) = (world.sign_in("consultant@yourco"), browser(&world, "consultant@yourco"));
    assert_eq!(api.get("/rest/v1/clients?name=like.*Quartz").rows().len(), 2, "open: everybody sees every client");
    admin.post("/rest/v1/client_assignments", json!({ "client_id": mine, "user_id": me, "role": "member" }));
    admin.patch("/rest/v1/organizations?id=not.is.null", json!({ "visibility": "assigned" }));
    for (noun, id) in &records[1] {
        assert!(api.get(&format!("/rest/v1/{noun}?id=eq.{id}")).rows().is_empty(), "REST shows {noun}");
        assert_eq!(web.get(&format!("/{noun}/{id}")).status, 404, "the web app shows {noun}");
        assert!(
            !api.with("accept", "text/csv")
                .get(&format!("/rest/v1/{noun}?select=id&limit=1000"))
                .text
                .contains(id.as_str()),
            "export shows {noun}"
        );
    }
    for (noun, id) in &records[0] {
        assert_eq!(api.get(&format!("/rest/v1/{noun}?id=eq.{id}")).rows().len(), 1, "{noun}");
        assert_eq!(web.get(&format!("/{noun}/{id}")).status, 200, "{noun}");
    }
    // Embeds, search, lookups, reports, verbs and the clock's words.
    assert_eq!(
        api.get("/rest/v1/opportunities?name=eq.Quartz deal&select=clients(name)").rows(),
        [json!({ "clients": { "name": "Visible Quartz" } })]
    );
    for page in ["/search?q=quartz", "/lookup/clients?q=quartz", "/clients?q=quartz"] {
        let text = web.get(page).text;
        assert!(!text.contains("Hidden Quartz"), "{page}");
    }
    for page in ["/search?q=quartz", "/clients?q=quartz"] {
        assert!(web.get(page).text.contains("Visible Quartz"), "{page}");
    }
    let [_, (_, deal), (_, project), _, _, (_, invoice)] = &records[1];
    assert_eq!(api.verb("win_deal", json!({ "opportunity": deal })).refusal(), "404 TL404");
    assert_eq!(api.verb("invoice_pdf", json!({ "invoice": invoice })).refusal(), "404 TL404");
    assert_eq!(api.verb("start_timer", json!({ "project": project })).refusal(), "404 TL404");
    assert_eq!(
        api.verb("draft_invoice", json!({ "client": hidden, "lines": [{ "description": "x", "unit_price": 1 }] }))
            .status,
        404
    );
    assert!(
        api.done("log_time", json!({ "text": "1h quartz" }))["project_name"]
            .as_str()
            .unwrap()
            .starts_with("Visible Quartz")
    );
    assert!(api.verb("log_activity", json!({ "type": "note", "subject": "x", "client": hidden })).status >= 400);
    // Back to open, at once.
    admin.patch("/rest/v1/organizations?id=not.is.null", json!({ "visibility": "open" }));
    assert_eq!(api.get("/rest/v1/clients?name=like.*Quartz").rows().len(), 2);
}
