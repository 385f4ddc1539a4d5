//! The PostgREST dialect, as its documentation and clients have it.

use serde_json::json;
use tests::{Client, World};

/// A small scene of its own inside `yourco`.
fn scene() -> (World, Client) {
    let world = World::new();
    let admin = world.sign_in("admin@yourco");
    let clients = admin.with("prefer", "return=representation").post("/rest/v1/clients?columns=name,tier,budget,region", json!([
        { "name": "Acme", "tier": "X1", "budget": 100, "region": "Mars" }, { "name": "Bolt, Inc.", "tier": "X2", "budget": 200.5, "region": "Mars" }, { "name": "Cog (old)", "tier": null, "budget": null, "region": "Mars" },
    ]));
    assert_eq!(clients.status, 201, "{}", clients.text);
    let acme = &clients.rows()[0]["id"];
    let contacts = admin.post(
        "/rest/v1/contacts",
        json!([
            { "client_id": acme, "first_name": "Wile", "last_name": "Coyote", "role_tags": ["champion", "user"], "engagement_level": "high" },
            { "client_id": acme, "first_name": "Road", "last_name": "Runner", "role_tags": [], "engagement_level": "low" },
        ]),
    );
    assert_eq!(contacts.status, 201, "{}", contacts.text);
    let deals = admin
        .post("/rest/v1/opportunities", json!([{ "client_id": acme, "name": "Rocket", "value": 5000, "stage": "proposal" }, { "client_id": acme, "name": "Anvil", "value": 300, "stage": "lead" }]));
    assert_eq!(deals.status, 201, "{}", deals.text);
    (world, admin)
}

/// The names a query finds, in order.
fn names(client: &Client, query: &str) -> Vec<String> {
    client
        .get(&format!("/rest/v1/clients?select=name&region=eq.Mars&{query}"))
        .rows()
        .iter()
        .map(|r| r["name"].as_str().unwrap().to_string())
        .collect()
}

#[test]
fn filters() {
    let (_world, admin) = scene();
    for (query, found) in [
        ("name=eq.Acme", vec!["Acme"]),
        ("name=neq.Acme&order=name", vec!["Bolt, Inc.", "Cog (old)"]),
        ("budget=gt.100", vec!["Bolt, Inc."]),
        ("budget=gte.100&order=name", vec!["Acme", "Bolt, Inc."]),
        ("budget=lt.200", vec!["Acme"]),
        ("budget=is.null", vec!["Cog (old)"]),
        ("budget=not.is.null&order=budget.desc", vec!["Bolt, Inc.", "Acme"]),
        ("budget=is.not_null&order=budget", vec!["Acme", "Bolt, Inc."]),
        ("name=like.*o*&order=name", vec!["Bolt, Inc.", "Cog (old)"]),
        ("name=ilike.ACME", vec!["Acme"]),
        ("name=match.^A", vec!["Acme"]),
        ("name=imatch.^a", vec!["Acme"]),
        ("name=in.(Acme,\"Bolt, Inc.\")&order=name", vec!["Acme", "Bolt, Inc."]),
        ("name=not.in.(Acme,\"Bolt, Inc.\")", vec!["Cog (old)"]),
        ("tier=isdistinct.X1&order=name", vec!["Bolt, Inc.", "Cog (old)"]),
        ("or=(name.eq.Acme,budget.gt.150)&order=name", vec!["Acme", "Bolt, Inc."]),
        ("or=(name.eq.\"Bolt, Inc.\",and(name.eq.Acme,budget.eq.100))&order=name", vec!["Acme", "Bolt, Inc."]),
        ("not.or=(name.eq.Acme,name.like.B*)", vec!["Cog (old)"]),
        ("and=(budget.gte.100,budget.lte.150)", vec!["Acme"]),
        ("name=like(any).{A*,B*}&order=name", vec!["Acme", "Bolt, Inc."]),
        ("name=like(all).{*o*,*g*}", vec!["Cog (old)"]),
        ("name=eq(any).{Acme,Nobody}", vec!["Acme"]),
        ("order=tier.desc.nullslast", vec!["Bolt, Inc.", "Acme", "Cog (old)"]),
        ("order=tier.nullsfirst", vec!["Cog (old)", "Acme", "Bolt, Inc."]),
        ("order=name&limit=1&offset=1", vec!["Bolt, Inc."]),
        ("name=fts(simple).acme", vec!["Acme"]),
        ("name=plfts.Acme", vec!["Acme"]),
        ("name=wfts.acme or nobody", vec!["Acme"]),
    ] {
        assert_eq!(names(&admin, query), found, "{query}");
    }
    let tagged = |query: &str| {
        admin.get(&format!("/rest/v1/contacts?select=first_name&last_name=in.(Coyote,Runner)&{query}")).rows().len()
    };
    assert_eq!(
        [
            tagged("role_tags=cs.{champion}"),
            tagged("role_tags=cd.{champion,user,coach}"),
            tagged("role_tags=ov.{coach,user}"),
            tagged("role_tags=eq.{}")
        ],
        [1, 2, 1, 1]
    );
}

#[test]
fn selecting() {
    let (_world, admin) = scene();
    let one =
        |query: &str| admin.get(&format!("/rest/v1/clients?{query}&name=eq.Acme&region=eq.Mars")).rows()[0].clone();
    assert_eq!(one("select=title:name,budget::text"), json!({ "title": "Acme", "budget": "100.00" }));
    assert_eq!(one("select=name,days_left:contract_end_date"), json!({ "name": "Acme", "days_left": null }));
    assert_eq!(one("select=health_score,health_band")["health_band"], "critical");
    assert!(one("select=*").get("org_id").is_none());
    assert_eq!(
        admin
            .patch(
                "/rest/v1/clients?name=eq.Acme&region=eq.Mars",
                json!({ "corporate_identity": { "vat": { "de": "DE1" }, "tags": ["a", "b"] } })
            )
            .status,
        204
    );
    assert_eq!(
        one("select=corporate_identity->vat->>de,second:corporate_identity->tags->1"),
        json!({ "de": "DE1", "second": "b" })
    );
    assert_eq!(names(&admin, "corporate_identity->vat->>de=eq.DE1"), ["Acme"]);
}

#[test]
fn embedding() {
    let (_world, admin) = scene();
    let one =
        |query: &str| admin.get(&format!("/rest/v1/clients?name=eq.Acme&region=eq.Mars&{query}")).rows()[0].clone();
    assert_eq!(
        one("select=name,contacts(last_name)&contacts.order=last_name.desc"),
        json!({ "name": "Acme", "contacts": [{ "last_name": "Runner" }, { "last_name": "Coyote" }] })
    );
    assert_eq!(
        one("select=deals:opportunities(name,value)&deals.stage=eq.lead"),
        json!({ "deals": [{ "name": "Anvil", "value": 300.0 }] })
    );
    assert_eq!(
        one("select=contacts(count),opportunities(value.sum())"),
        json!({ "contacts": [{ "count": 2 }], "opportunities": [{ "sum": 5300.0 }] })
    );
    assert_eq!(
        one("select=name,contacts(last_name)&contacts.limit=1&contacts.offset=1&contacts.order=last_name"),
        json!({ "name": "Acme", "contacts": [{ "last_name": "Runner" }] })
    );
    let deal = |query: &str| admin.get(&format!("/rest/v1/opportunities?name=eq.Rocket&{query}")).rows()[0].clone();
    assert_eq!(
        deal("select=name,clients(name,contacts(first_name))&clients.contacts.order=first_name"),
        json!({ "name": "Rocket", "clients": { "name": "Acme", "contacts": [{ "first_name": "Road" }, { "first_name": "Wile" }] } })
    );
    assert_eq!(deal("select=name,...clients(client:name)"), json!({ "name": "Rocket", "client": "Acme" }));
    assert_eq!(deal("select=client_id(name)"), json!({ "client_id": { "name": "Acme" } }));
    assert_eq!(names(&admin, "contacts=is.null&select=name,contacts()&order=name"), ["Bolt, Inc.", "Cog (old)"]);
    let inner = admin
        .get("/rest/v1/clients?select=name,contacts!inner(last_name)&region=eq.Mars&contacts.engagement_level=eq.high")
        .rows();
    assert_eq!(json!(inner), json!([{ "name": "Acme", "contacts": [{ "last_name": "Coyote" }] }]));
    let spread = one("select=name,...contacts(last_name)&contacts.order=last_name");
    assert_eq!(spread, json!({ "name": "Acme", "last_name": ["Coyote", "Runner"] }));
    let ordered = admin.get("/rest/v1/opportunities?select=name,clients(name)&order=clients(name).desc,name&limit=1");
    assert_eq!(ordered.status, 200, "{}", ordered.text);
    let through =
        admin.get("/rest/v1/opportunities?select=name,competitors(name)&competitors=not.is.null&limit=1").rows();
    assert!(through[0]["competitors"][0]["name"].is_string());
}

#[test]
fn which_relation_is_meant_can_be_said() {
    let (_world, admin) = scene();
    let vague = admin.get("/rest/v1/clients?select=users(*)");
    assert_eq!(vague.refusal(), "300 PGRST201");
    assert!(vague.json()["hint"].as_str().unwrap().contains("users!owner_id"), "{}", vague.text);
    assert_eq!(admin.get("/rest/v1/clients?select=users!owner_id(full_name)&limit=1").status, 200);
    assert_eq!(admin.get("/rest/v1/clients?select=users!client_assignments(full_name)&limit=1").status, 200);
    assert_eq!(admin.get("/rest/v1/clients?select=users!clients_owner_id_fkey(full_name)&limit=1").status, 200);
}

#[test]
fn aggregates() {
    let (_world, admin) = scene();
    let rows = admin
        .get("/rest/v1/clients?select=region,count(),budget.sum(),budget.avg()::int,top:budget.max()&region=eq.Mars")
        .rows();
    assert_eq!(json!(rows), json!([{ "region": "Mars", "count": 3, "sum": 300.5, "avg": 150, "top": 200.5 }]));
}

#[test]
fn counting_and_paging() {
    let (_world, admin) = scene();
    let page =
        admin.with("prefer", "count=exact").get("/rest/v1/clients?select=name&region=eq.Mars&order=name&limit=2");
    assert_eq!((page.status, page.header("content-range")), (206, "0-1/3"));
    let next = page.header("link").trim_start_matches('<').split('>').next().unwrap().to_string();
    let rest = admin.get(&next);
    assert_eq!(json!(rest.rows()), json!([{ "name": "Cog (old)" }]));
    assert_eq!(rest.header("link"), "");
    let ranged = admin.with("range", "1-1").get("/rest/v1/clients?select=name&region=eq.Mars&order=name");
    assert_eq!((json!(ranged.rows()), ranged.header("content-range")), (json!([{ "name": "Bolt, Inc." }]), "1-1/*"));
    assert_eq!(
        admin.with("prefer", "count=exact").get("/rest/v1/clients?region=eq.Mars&offset=9").refusal(),
        "416 PGRST103"
    );
    let head = admin.with("prefer", "count=exact").send("HEAD", "/rest/v1/clients?region=eq.Mars", None);
    assert_eq!((head.status, head.text.as_str(), head.header("content-range")), (200, "", "0-2/3"));
}

/// Walking by cursor meets every row once, whatever the order, with nulls and ties.
#[test]
fn cursors_meet_every_row_once() {
    let (_world, admin) = scene();
    for order in ["id", "tier", "tier.desc", "tier.nullsfirst", "score.desc,name", "contract_end_date.desc.nullslast"] {
        let (mut path, mut seen) =
            (format!("/rest/v1/clients?select=id&limit=37&order={order}"), std::collections::HashSet::new());
        loop {
            let page = admin.get(&path);
            for row in page.rows() {
                assert!(seen.insert(row["id"].to_string()), "{order}: twice");
            }
            match page.header("link") {
                "" => break,
                link => path = link.trim_start_matches('<').split('>').next().unwrap().to_string(),
            }
        }
        assert_eq!(seen.len(), 163, "{order}");
    }
}

#[test]
fn writing() {
    let (_world, admin) = scene();
    let with = |prefer: &str| admin.with("prefer", prefer);
    let bare = admin.post("/rest/v1/competitors", json!({ "name": "Plain" }));
    assert_eq!((bare.status, bare.text.as_str()), (201, ""));
    let located = with("return=headers-only").post("/rest/v1/competitors", json!({ "name": "Found" }));
    assert_eq!(admin.get(located.header("location")).rows()[0]["name"], "Found");
    let merged = with("resolution=merge-duplicates,return=representation").post(
        "/rest/v1/competitors?on_conflict=name&select=name,notes",
        json!([{ "name": "Found", "notes": "again" }, { "name": "New", "notes": null }]),
    );
    assert_eq!(json!(merged.rows()), json!([{ "name": "Found", "notes": "again" }, { "name": "New", "notes": null }]));
    let ignored = with("resolution=ignore-duplicates,return=representation")
        .post("/rest/v1/competitors?on_conflict=name", json!({ "name": "Found", "notes": "lost" }));
    assert_eq!(json!(ignored.rows()), json!([]));
    let changed = with("return=representation")
        .patch("/rest/v1/competitors?name=eq.New&select=name,notes", json!({ "notes": "fresh" }));
    assert_eq!(json!(changed.rows()), json!([{ "name": "New", "notes": "fresh" }]));
    let id = admin.get("/rest/v1/competitors?name=eq.New&select=id").rows()[0]["id"].as_str().unwrap().to_string();
    assert_eq!(
        admin.put(&format!("/rest/v1/competitors?id=eq.{id}"), json!({ "id": id, "name": "Newer" })).status,
        204
    );
    assert_eq!(
        admin
            .put(&format!("/rest/v1/competitors?id=eq.{id}"), json!({ "id": uuid::Uuid::nil(), "name": "Newer" }))
            .refusal(),
        "400 PGRST115"
    );
    assert_eq!(admin.put("/rest/v1/competitors?name=eq.Newer", json!({ "name": "Newer" })).refusal(), "405 PGRST105");
    let gone =
        with("return=representation").delete("/rest/v1/competitors?name=in.(Plain,Found)&select=name&order=name");
    assert_eq!(json!(gone.rows()), json!([{ "name": "Found" }, { "name": "Plain" }]));
    let csv = admin.with("content-type", "text/csv").send(
        "POST",
        "/rest/v1/competitors",
        Some(b"name,notes\nCsv One,\"a, b\"\nCsv Two,NULL\n".to_vec()),
    );
    assert_eq!(csv.status, 201, "{}", csv.text);
    let back = admin.with("accept", "text/csv").get("/rest/v1/competitors?select=name,notes&name=like.Csv*&order=name");
    assert_eq!(back.text, "name,notes\nCsv One,\"a, b\"\nCsv Two,\n");
    let undone = with("tx=rollback,return=representation").post("/rest/v1/competitors", json!({ "name": "Ghost" }));
    assert_eq!(undone.status, 201);
    assert_eq!(admin.get("/rest/v1/competitors?name=eq.Ghost").rows().len(), 0);
    let defaults = with("missing=default,return=representation").post(
        "/rest/v1/leads?columns=company_name,status&select=company_name,status",
        json!([{ "company_name": "A" }, { "company_name": "B", "status": "lost" }]),
    );
    assert_eq!(
        json!(defaults.rows()),
        json!([{ "company_name": "A", "status": "new" }, { "company_name": "B", "status": "lost" }])
    );
}

#[test]
fn one_row_or_nothing() {
    let (_world, admin) = scene();
    let single = admin.with("accept", "application/vnd.pgrst.object+json");
    assert_eq!(
        single.get("/rest/v1/clients?select=name&name=eq.Acme&region=eq.Mars").json(),
        json!({ "name": "Acme" })
    );
    assert_eq!(single.get("/rest/v1/clients?region=eq.Mars").refusal(), "406 PGRST116");
    let refused =
        single.with("prefer", "return=representation").patch("/rest/v1/clients?region=eq.Mars", json!({ "tier": "Z" }));
    assert_eq!(refused.refusal(), "406 PGRST116");
    assert_eq!(names(&admin, "tier=eq.Z").len(), 0, "nothing was written");
    let capped = admin
        .with("prefer", "handling=strict,max-affected=2")
        .patch("/rest/v1/clients?region=eq.Mars", json!({ "tier": "Z" }));
    assert_eq!(capped.refusal(), "400 PGRST124");
    assert_eq!(names(&admin, "tier=eq.Z").len(), 0, "nothing was written");
}

#[test]
fn what_is_wrong_is_said_with_a_hint() {
    let (_world, admin) = scene();
    let get = |path: &str| {
        let a = admin.get(path);
        (a.refusal(), a.json()["hint"].as_str().unwrap_or_default().to_string())
    };
    assert_eq!(get("/rest/v1/client"), ("404 PGRST205".into(), "Perhaps you meant 'clients'".into()));
    assert_eq!(get("/rest/v1/clients?select=nmae"), ("400 42703".into(), "Perhaps you meant 'name'".into()));
    assert_eq!(get("/rest/v1/clients?name=equals.x").0, "400 PGRST100");
    assert_eq!(
        get("/rest/v1/clients?select=contact(*)"),
        ("400 PGRST200".into(), "Perhaps you meant 'contacts' instead of 'contact'.".into())
    );
    assert_eq!(get("/rest/v1/clients?contacts.name=eq.x").0, "400 PGRST108");
    assert_eq!(get("/rest/v1/clients?id=eq.nonsense").0, "400 22P02");
    assert_eq!(get("/rest/v1/clients?select=name,(").0, "400 PGRST100");
    assert_eq!(get("/rest/v1/clients?order=name.sideways").0, "400 PGRST100");
    assert_eq!(get("/rest/v1/clients?limit=-1").0, "400 PGRST100");
    assert_eq!(get("/rest/v1/clients?select=name::evil;drop").0, "400 PGRST100");
    assert_eq!(get("/rest/v1/clients?after=zzz").0, "400 TL104");
    assert_eq!(get("/rest/v2/nowhere").0, "404 PGRST125");
    assert_eq!(admin.with("prefer", "handling=strict,sparkle=on").get("/rest/v1/clients").refusal(), "400 PGRST122");
    assert_eq!(admin.with("accept", "image/png").get("/rest/v1/clients").refusal(), "406 PGRST107");
    assert_eq!(admin.with("accept-profile", "secrets").get("/rest/v1/clients").refusal(), "406 PGRST106");
    assert_eq!(admin.send("TRACE", "/rest/v1/clients", None).refusal(), "405 PGRST117");
    let post = |path: &str, body: serde_json::Value| {
        let a = admin.post(path, body);
        (
            a.refusal(),
            a.json()["message"].as_str().unwrap_or_default().to_string(),
            a.json()["hint"].as_str().unwrap_or_default().to_string(),
        )
    };
    assert_eq!(post("/rest/v1/clients", json!({ "nmae": "x" })).0, "400 PGRST204");
    assert_eq!(post("/rest/v1/clients", json!({ "name": "x", "org_id": uuid::Uuid::nil() })).0, "400 PGRST204");
    assert_eq!(post("/rest/v1/clients", json!([{ "name": "x" }, { "tier": "y" }])).0, "400 PGRST102");
    assert_eq!(
        post("/rest/v1/clients", json!({ "name": "x", "status": "asleep" })).2,
        "One of: lead, prospect, active, inactive, churned, blacklisted."
    );
    assert_eq!(post("/rest/v1/clients", json!({ "tier": "x" })).1, "name is required.");
    assert_eq!(
        post("/rest/v1/opportunities", json!({ "name": "x", "client_id": uuid::Uuid::nil() })).1,
        "client_id points at a row of clients that does not exist."
    );
    assert_eq!(
        post("/rest/v1/opportunities", json!({ "name": "x", "client_id": uuid::Uuid::nil(), "probability": 5 })).0,
        "400 428C9"
    );
    assert_eq!(
        post("/rest/v1/competitors", json!([{ "name": "Twin" }, { "name": "Twin" }])).1,
        "There is already a competitor with this name."
    );
    assert_eq!(post("/rest/v1/client_health", json!({ "score": 1 })).0, "405 PGRST117");
    assert_eq!(admin.patch("/rest/v1/clients", json!({ "tier": "x" })).refusal(), "400 21000");
    assert_eq!(admin.send("POST", "/rest/v1/clients", Some(b"{\"name\": ".to_vec())).refusal(), "400 PGRST102");
    assert_eq!(
        admin.send("POST", "/rest/v1/clients", Some(br#"{"name": "a\u0000b"}"#.to_vec())).refusal(),
        "400 PGRST102"
    );
}

#[test]
fn hostile_text_stays_text() {
    let (_world, admin) = scene();
    for name in [
        "'; drop table crm.clients; --",
        "<script>alert(1)</script>",
        "a\"b\\c\u{1f600}",
        "{},()*%_",
        "=1+1",
        "\u{202e}abc",
    ] {
        let made = admin
            .with("prefer", "return=representation")
            .post("/rest/v1/competitors?select=id,name", json!({ "name": name }));
        assert_eq!(made.rows()[0]["name"], name);
        let quoted = format!("/rest/v1/competitors?id=eq.{}&select=name", made.rows()[0]["id"].as_str().unwrap());
        assert_eq!(admin.get(&quoted).rows()[0]["name"], name);
    }
    assert_eq!(admin.get("/rest/v1/clients?select=name&corporate_identity->>a'b=eq.1").rows().len(), 0);
    // Long text keeps its lines; a name is one line.
    let long = admin
        .with("prefer", "return=representation")
        .post("/rest/v1/competitors?select=notes", json!({ "name": "Long", "notes": "a\n\tb" }));
    assert_eq!(long.rows()[0]["notes"], "a\n\tb");
    for name in ["Ada\r\nBcc: x@y.example", "tab\there", "bell\u{7}"] {
        let refused = admin.post("/rest/v1/competitors", json!({ "name": name }));
        assert_eq!(
            (refused.refusal(), refused.json()["message"].as_str().unwrap().contains("line break")),
            ("400 23514".into(), true)
        );
    }
}

#[test]
fn every_table_answers() {
    let world = World::new();
    world.behind(tests::device::EVERYBODYS);
    let admin = world.sign_in("admin@yourco");
    for table in world.server.catalog.tables.values() {
        let rows = admin.get(&format!("/rest/v1/{}?limit=2", table.name)).rows();
        assert!(!rows.is_empty(), "the demo has no {}", table.name);
        let computed: Vec<&str> = table.computed.keys().map(String::as_str).collect();
        if !computed.is_empty() {
            assert_eq!(
                admin.get(&format!("/rest/v1/{}?limit=2&select={}", table.name, computed.join(","))).status,
                200
            );
        }
        assert_eq!(admin.with("accept", "text/csv").get(&format!("/rest/v1/{}?limit=2", table.name)).status, 200);
    }
}

/// PostgreSQL's own figures are made of everybody's rows.
#[test]
fn an_estimate_is_made_of_ones_own_rows() {
    let world = World::new();
    let other = "(select org_id from identity.organizations where slug = 'copilot')";
    world.behind(&format!("insert into crm.competitors (org_id, name) select {other}, 'C' || n from generate_series(1, 5000) n; analyze crm.competitors"));
    for (who, query) in
        [("admin@yourco", "competitors"), ("client@yourco", "clients"), ("viewer@yourco", "competitors?notes=is.null")]
    {
        let person = world.sign_in(who);
        let ranges: Vec<String> = ["exact", "planned", "estimated"]
            .map(|count| {
                let answer = person.with("prefer", &format!("count={count}")).get(&format!("/rest/v1/{query}"));
                answer.header("content-range").to_string()
            })
            .into();
        assert!(ranges[0].contains('/') && !ranges[0].ends_with('*'), "{who}: {ranges:?}");
        assert!(ranges.iter().all(|r| *r == ranges[0]), "{who}: {ranges:?}");
    }
}

#[test]
fn an_object_is_asked_for_and_nothing_else_happens() {
    let (world, admin) = scene();
    let object = "application/vnd.pgrst.object+json";
    let single = admin.with("accept", object);
    let whole = single.with("prefer", "return=representation");
    let gone = format!("/rest/v1/clients?id=eq.{}", uuid::Uuid::nil());
    assert_eq!(whole.patch(&gone, json!({ "tier": "Z" })).refusal(), "406 PGRST116");
    assert_eq!(single.patch(&gone, json!({ "tier": "Z" })).refusal(), "406 PGRST116");
    assert_eq!(whole.delete(&gone).refusal(), "406 PGRST116");
    assert_eq!(whole.post("/rest/v1/clients", json!([])).refusal(), "406 PGRST116");
    assert_eq!(whole.patch("/rest/v1/clients?name=eq.Acme", json!({})).refusal(), "406 PGRST116");
    let twin = json!({ "name": "Twin" });
    assert_eq!(whole.post("/rest/v1/competitors?select=name", twin.clone()).json(), twin);
    let ignored =
        whole.with("prefer", "resolution=ignore-duplicates").post("/rest/v1/competitors?on_conflict=name", twin);
    assert_eq!(ignored.refusal(), "406 PGRST116");
    assert_eq!(single.patch("/rest/v1/clients?region=eq.Mars", json!({ "tier": "Z" })).refusal(), "406 PGRST116");
    assert_eq!(single.delete("/rest/v1/opportunities?name=in.(Rocket,Anvil)").refusal(), "406 PGRST116");
    assert_eq!(names(&admin, "tier=eq.Z").len(), 0, "nothing was written");
    assert_eq!(admin.get("/rest/v1/opportunities?name=in.(Rocket,Anvil)").rows().len(), 2, "nothing was removed");
    let keyed =
        single.with("idempotency-key", "k").post("/rest/v1/competitors", json!([{ "name": "K1" }, { "name": "K2" }]));
    assert_eq!(keyed.refusal(), "406 PGRST116");
    assert_eq!(admin.get("/rest/v1/competitors?name=in.(K1,K2)").rows().len(), 0);
    assert_eq!(single.patch("/rest/v1/clients?name=eq.Acme&region=eq.Mars", json!({ "tier": "Z" })).status, 204);
    let most = |n: u32| admin.with("prefer", &format!("max-affected={n},return=representation"));
    assert_eq!(json!(most(2).patch(&gone, json!({ "tier": "Z" })).rows()), json!([]), "no row is no row");
    assert_eq!(most(2).patch("/rest/v1/clients?region=eq.Mars", json!({ "tier": "Y" })).refusal(), "400 PGRST124");
    assert_eq!(most(3).patch("/rest/v1/clients?region=eq.Mars", json!({ "tier": "Y" })).rows().len(), 3);
    drop(world);
}

#[test]
fn nothing_is_ignored_in_silence() {
    let (_world, admin) = scene();
    let refused = |answer: tests::Answer| {
        assert!(answer.status == 400 || answer.status == 406, "{}: {}", answer.status, answer.text);
        assert!(answer.json()["hint"].is_string(), "{}", answer.text);
        answer.code()
    };
    let body = || json!({ "tier": "Q" });
    // Parameters of other methods.
    assert_eq!(refused(admin.patch("/rest/v1/clients?region=eq.Mars&limit=1", body())), "PGRST100");
    assert_eq!(refused(admin.patch("/rest/v1/clients?region=eq.Mars&offset=1", body())), "PGRST100");
    assert_eq!(refused(admin.delete("/rest/v1/clients?region=eq.Mars&limit=1")), "PGRST100");
    assert_eq!(refused(admin.post("/rest/v1/competitors?name=eq.x", json!({ "name": "x" }))), "PGRST100");
    assert_eq!(refused(admin.post("/rest/v1/competitors?limit=1", json!({ "name": "x" }))), "PGRST100");
    assert_eq!(refused(admin.post("/rest/v1/competitors?on_conflict=name", json!({ "name": "x" }))), "PGRST100");
    assert_eq!(refused(admin.get("/rest/v1/clients?columns=name")), "PGRST100");
    assert_eq!(names(&admin, "tier=eq.Q").len(), 0);
    // Headers.
    let with = |name: &str, value: &str| admin.with(name, value);
    assert_eq!(refused(with("prefer", "timezone=Europe/Berlin").get("/rest/v1/clients?limit=1")), "PGRST122");
    let utc = with("prefer", "timezone=UTC").get("/rest/v1/clients?limit=1");
    assert_eq!((utc.status, utc.header("preference-applied")), (200, "timezone=UTC"));
    assert_eq!(with("accept-profile", "crm").get("/rest/v1/clients?limit=1").status, 200);
    assert_eq!(with("accept-profile", "public").get("/rest/v1/clients?limit=1").status, 200);
    assert_eq!(with("accept-profile", "delivery").get("/rest/v1/clients?limit=1").refusal(), "404 PGRST205");
    assert_eq!(with("accept-profile", "secrets").get("/rest/v1/clients?limit=1").refusal(), "406 PGRST106");
    assert_eq!(
        with("content-profile", "delivery").post("/rest/v1/competitors", json!({ "name": "x" })).refusal(),
        "404 PGRST205"
    );
    // A range and a limit: what both allow.
    let page = |range: &str, query: &str| {
        let answer =
            with("range", range).get(&format!("/rest/v1/clients?select=name&region=eq.Mars&order=name{query}"));
        if answer.status >= 400 {
            json!(answer.refusal())
        } else {
            json!(answer.rows().iter().map(|r| &r["name"]).collect::<Vec<_>>())
        }
    };
    assert_eq!(page("1-5", "&limit=2"), json!(["Bolt, Inc."]));
    assert_eq!(page("items=0-0", "&offset=0&limit=3"), json!(["Acme"]));
    assert_eq!(page("1-", "&limit=9"), json!(["Bolt, Inc.", "Cog (old)"]));
    assert_eq!(page("2-2", "&limit=2"), json!("416 PGRST103"));
    assert_eq!(page("x-2", ""), json!("400 PGRST100"));
    assert_eq!(page("bytes=0-5", ""), json!(["Acme", "Bolt, Inc.", "Cog (old)"]), "not a range of rows");
    // Nulls.
    let stripped = with("accept", "application/vnd.pgrst.array+json;nulls=stripped");
    admin.patch(
        "/rest/v1/clients?name=eq.Acme&region=eq.Mars",
        json!({ "custom": { "a": null, "b": [null, { "c": null }] } }),
    );
    let rows = stripped.get("/rest/v1/clients?select=name,tier,budget,custom,opportunities(name,loss_reason)&region=eq.Mars&order=name&opportunities.order=name").rows();
    assert_eq!(rows[2], json!({ "name": "Cog (old)", "custom": {}, "opportunities": [] }));
    assert_eq!(rows[0]["custom"], json!({ "b": [null, {}] }));
    assert_eq!(rows[0]["opportunities"], json!([{ "name": "Anvil" }, { "name": "Rocket" }]));
    assert_eq!(with("accept", "text/csv;nulls=stripped").get("/rest/v1/clients").refusal(), "406 PGRST107");
}

#[test]
fn a_verb_takes_its_input_and_nothing_else() {
    let world = World::new();
    let admin = world.sign_in("admin@yourco");
    admin.done("keep_forecast", json!({}));
    world.behind("update crm.forecast_snapshots set date = date - 3");
    let get = |query: &str| admin.get(&format!("/rest/v1/rpc/forecast_changes{query}"));
    let since = world.value::<String>("select (current_date - 2)::text");
    let posted = admin.verb("forecast_changes", json!({ "since": since }));
    assert_eq!(get(&format!("?since={since}")).json(), posted.json(), "the same by address as by body");
    assert_eq!(
        get("?since=1900-01-01").json(),
        admin.verb("forecast_changes", json!({ "since": "1900-01-01" })).json()
    );
    for query in ["?select=name", "?order=name", "?limit=1", "?since=2026-01-01&since=2026-01-02", "?until=2026-01-01"]
    {
        let answer = get(query);
        assert_eq!(answer.status, 400, "{query}: {}", answer.text);
        assert!(
            query.contains("&since") || answer.json()["hint"].as_str().unwrap().contains("since"),
            "{}",
            answer.text
        );
    }
    assert_eq!(admin.post("/rest/v1/rpc/forecast_changes?limit=1", json!({})).refusal(), "400 PGRST100");
    assert_eq!(admin.with("range", "0-1").get("/rest/v1/rpc/forecast_changes").refusal(), "400 PGRST100");
    assert_eq!(admin.with("accept", "text/csv").get("/rest/v1/rpc/forecast_changes").refusal(), "406 PGRST107");
    assert_eq!(admin.with("accept-profile", "crm").get("/rest/v1/rpc/forecast_changes").refusal(), "406 PGRST106");
    let later = admin.with("prefer", "respond-async,tx=rollback").verb("keep_forecast", json!({}));
    assert_eq!(later.refusal(), "400 PGRST122");
}
