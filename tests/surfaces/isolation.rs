//! Generated over every table, verb, role and organisation: nothing of another organisation is ever seen or touched.

use serde_json::{Value, json};
use std::collections::HashSet;
use tests::{Client, World, wait};

const ROLES: [&str; 9] =
    ["admin", "manager", "consultant", "staff", "sales", "recruiter", "viewer", "client", "candidate"];

struct Scope {
    reads: String,
    creates: String,
    updates: String,
    deletes: String,
}

/// The golden scopes of one role on one table.
fn scope(world: &World, noun: &str, role: &str) -> Scope {
    let sql = "select reads, creates, updates, deletes from kit.access_of($1) where role = $2";
    let row = world.rows(sql, &[&noun, &role]).remove(0);
    Scope { reads: row.get(0), creates: row.get(1), updates: row.get(2), deletes: row.get(3) }
}

/// Ids (or junction keys) of an organisation's rows, seen by the connection that may do everything.
fn keys(world: &World, table: &catalog::Table, slug: &str) -> HashSet<String> {
    let columns: Vec<String> = table.primary_key.iter().map(|c| format!("\"{c}\"::text")).collect();
    let sql = format!(
        "select concat_ws('/', {}) from {} where org_id = (select org_id from identity.organizations where slug = '{slug}')",
        columns.join(", "),
        table.sql_name()
    );
    world.rows(&sql, &[]).iter().map(|r| r.get(0)).collect()
}

fn key(table: &catalog::Table, row: &Value) -> String {
    table.primary_key.iter().map(|c| row[c].as_str().unwrap_or_default()).collect::<Vec<_>>().join("/")
}

fn filter(table: &catalog::Table, key: &str) -> String {
    table.primary_key.iter().zip(key.split('/')).map(|(c, v)| format!("{c}=eq.{v}")).collect::<Vec<_>>().join("&")
}

/// Every row the client can page through.
fn all(client: &Client, table: &catalog::Table) -> Option<HashSet<String>> {
    let mut found = HashSet::new();
    let mut path = format!("/rest/v1/{}?select={}", table.name, table.primary_key.join(","));
    loop {
        let page = client.get(&path);
        if page.status == 403 {
            return None;
        }
        found.extend(page.rows().iter().map(|r| key(table, r)));
        match page.header("link") {
            "" => return Some(found),
            link => path = link.trim_start_matches('<').split('>').next().unwrap().to_string(),
        }
    }
}

#[test]
fn nothing_of_another_organisation_is_seen_or_touched() {
    let world = World::new();
    world.behind(tests::device::EVERYBODYS);
    let tables: Vec<&catalog::Table> = world.server.catalog.tables.values().filter(|t| !t.is_view).collect();
    let everything = |t: &catalog::Table| {
        world.value::<String>(&format!(
            "select coalesce(md5(string_agg(t::text, '' order by t::text)), '') from {} t where org_id = (select org_id from identity.organizations where slug = 'copilot')",
            t.sql_name()
        ))
    };
    let before: Vec<String> = tables.iter().map(|t| everything(t)).collect();
    for role in ROLES {
        let me = world.sign_in(&format!("{role}@yourco"));
        for table in &tables {
            let (ours, theirs) = (keys(&world, table, "yourco"), keys(&world, table, "copilot"));
            let scope = scope(&world, &format!("{}.{}", table.schema, table.name), role);
            let place = format!("{role} on {}", table.name);

            // Reading: exactly what the golden table says.
            match (all(&me, table), scope.reads.as_str()) {
                (None, "none") => {}
                (None, other) => panic!("{place} may read {other} but is refused"),
                (Some(seen), reads) => {
                    assert!(seen.is_disjoint(&theirs), "{place} sees another organisation");
                    match reads {
                        "none" => assert!(seen.is_empty(), "{place} sees rows"),
                        "all" | "team" | "viewer" => assert_eq!(seen, ours, "{place}"),
                        _ => assert!(seen.is_subset(&ours), "{place}"),
                    }
                }
            }
            // A key of theirs and a key of nobody's are answered alike, by every verb.
            let stranger = theirs.iter().min().unwrap_or_else(|| panic!("copilot has no {}", table.name)).clone();
            let nobody = stranger.split('/').map(|_| uuid::Uuid::now_v7().to_string()).collect::<Vec<_>>().join("/");
            let alike = |what: &str, ask: &dyn Fn(&str) -> (u16, String)| {
                let (a, b) = (ask(&stranger), ask(&nobody));
                assert_eq!(a.0, b.0, "{place}, {what}: {} / {}", a.1, b.1);
                assert_eq!(a.1.replace(&stranger, "?"), b.1.replace(&nobody, "?"), "{place}, {what}");
                a.0
            };
            let with_all = me.with("prefer", "count=exact,return=representation");
            alike("read", &|k| {
                let a = with_all.get(&format!("/rest/v1/{}?{}", table.name, filter(table, k)));
                (a.status, format!("{}{}{}", a.text, a.header("etag"), a.header("content-range")))
            });
            alike("count", &|k| {
                let a = with_all.send("HEAD", &format!("/rest/v1/{}?{}", table.name, filter(table, k)), None);
                (a.status, a.header("content-range").to_string())
            });
            // Every verb is refused to whom the golden table gives nothing, and to nobody else.
            let changeable = |c: &&catalog::Column| {
                let open = scope.updates == "none" && !c.generated && table.may(role, "SELECT", c);
                open || table.may(role, "UPDATE", c) && c.base != "vector"
            };
            let column = table.columns.values().find(changeable).map(|c| c.name.clone());
            if let Some(column) = column {
                let status = alike("update", &|k| {
                    let a =
                        me.patch(&format!("/rest/v1/{}?{}", table.name, filter(table, k)), json!({ &column: null }));
                    (a.status, a.text)
                });
                assert_eq!(status == 403, scope.updates == "none", "{place}, update: {}", scope.updates);
            }
            if matches!(scope.creates.as_str(), "none" | "all" | "team") {
                let status =
                    me.with("prefer", "tx=rollback").post(&format!("/rest/v1/{}", table.name), json!({})).status;
                assert_eq!(
                    status == 403,
                    scope.creates == "none",
                    "{place}, create: {} answered {status}",
                    scope.creates
                );
            }
            let status = alike("delete", &|k| {
                let a = me.delete(&format!("/rest/v1/{}?{}", table.name, filter(table, k)));
                (a.status, a.text)
            });
            assert_eq!(status == 403, scope.deletes == "none", "{place}, delete: {}", scope.deletes);
        }
    }
    for (table, before) in tables.iter().zip(before) {
        assert_eq!(everything(table), before, "{} of the other organisation changed", table.name);
    }
}

/// What one role may do with the columns of one noun, as access.sql makes it.
struct Columns {
    reads: HashSet<String>,
    creates: HashSet<String>,
    updates: HashSet<String>,
}

fn columns(world: &World, noun: &str, role: &str) -> Columns {
    let row = world.rows("select reads, creates, updates from kit.columns_of($1, $2)", &[&noun, &role]).remove(0);
    let set = |i: usize| row.get::<_, Option<Vec<String>>>(i).unwrap_or_default().into_iter().collect();
    Columns { reads: set(0), creates: set(1), updates: set(2) }
}

#[test]
fn outsiders_reach_the_listed_columns_and_no_other() {
    let world = World::new();
    let nobody = "id=eq.00000000-0000-0000-0000-000000000000";
    let (mut read, mut refused) = (0, 0);
    for role in ["client", "candidate", "anonymous"] {
        let me = if role == "anonymous" {
            world.visitor().with("throughline-organisation", "yourco")
        } else {
            world.sign_in(&format!("{role}@yourco"))
        };
        for table in world.server.catalog.tables.values().filter(|t| !t.is_view && t.primary_key == ["id"]) {
            let noun = format!("{}.{}", table.schema, table.name);
            let (scope, columns) = (scope(&world, &noun, role), columns(&world, &noun, role));
            for column in table.every_column() {
                let (name, place) = (&column.name, format!("{role} on {}.{}", table.name, column.name));
                let status = me.get(&format!("/rest/v1/{}?select={name}&limit=1", table.name)).status;
                let may_read =
                    scope.reads != "none" && columns.reads.contains(name) && name != "org_id" && !column.tags.secret;
                assert_eq!(status == 200, may_read, "{place}, read: {status}");
                // A filter or an order tells as much as the value.
                if !may_read {
                    let ordered = me.get(&format!("/rest/v1/{}?select=id&order={name}&limit=1", table.name)).status;
                    assert_ne!(ordered, 200, "{place}, order");
                }
                let changed = me.patch(&format!("/rest/v1/{}?{nobody}", table.name), json!({ name: null }));
                let may_change = scope.updates != "none" && columns.updates.contains(name) && !column.tags.secret;
                assert_eq!(matches!(changed.status, 400 | 401 | 403), !may_change, "{place}, change: {}", changed.text);
                let made =
                    me.with("prefer", "tx=rollback").post(&format!("/rest/v1/{}", table.name), json!({ name: null }));
                let may_set = scope.creates != "none" && columns.creates.contains(name) && !column.tags.secret;
                let told = made.status == 403
                    || made.status == 401
                    || made.code().starts_with("PGRST")
                    || made.code() == "428C9";
                assert!(may_set || told, "{place}, create: {} {}", made.status, made.text);
                read += usize::from(may_read);
                refused += usize::from(!may_read);
            }
        }
    }
    assert!(read > 150 && refused > 2000, "{read} {refused}");
}

#[test]
fn no_reference_reaches_another_organisation() {
    let world = World::new();
    // People have one timer; theirs would answer for every reference.
    world.behind("delete from delivery.timers");
    let me = world.sign_in("admin@yourco");
    let mut tried = 0;
    for table in world.server.catalog.tables.values().filter(|t| !t.is_view) {
        for relation in world.server.catalog.relations(&table.name).iter().filter(|r| r.junction.is_none()) {
            let Some(column) = relation.column.as_ref().filter(|c| relation.on.iter().any(|(here, _)| here == *c))
            else {
                continue;
            };
            let target = world.server.catalog.table(&relation.target).unwrap();
            let theirs = keys(&world, target, "copilot").into_iter().min().unwrap();
            let mut body = json!({ column: theirs });
            for other in
                table.columns.values().filter(|c| c.required && !c.has_default && !c.generated && c.name != *column)
            {
                body[&other.name] = match other.base.as_str() {
                    "uuid" => json!(uuid::Uuid::now_v7()),
                    "int4" | "numeric" => json!(1),
                    "date" => json!("2026-01-01"),
                    "jsonb" => json!({}),
                    _ => other.values.as_ref().map_or(json!("x-1"), |v| json!(v[0])),
                };
            }
            let made =
                me.with("prefer", "return=representation").post(&format!("/rest/v1/{}", table.name), body.clone());
            assert!(made.status >= 400, "{}.{column} took a row of another organisation: {}", table.name, made.text);
            assert!(!made.text.contains("already") && made.status != 500, "{}.{column}: {}", table.name, made.text);
            body[column] = json!(uuid::Uuid::now_v7());
            let nobody = me.with("prefer", "return=representation").post(&format!("/rest/v1/{}", table.name), body);
            assert_eq!(
                (made.status, made.text),
                (nobody.status, nobody.text),
                "{}.{column} tells theirs from nobody's",
                table.name
            );
            tried += 1;
        }
    }
    assert!(tried > 80, "{tried}");
}

#[test]
fn no_embedding_reaches_another_organisation() {
    let world = World::new();
    let theirs: HashSet<String> = world
        .server
        .catalog
        .tables
        .values()
        .filter(|t| !t.is_view)
        .flat_map(|t| keys(&world, t, "copilot"))
        .flat_map(|k| k.split('/').map(str::to_string).collect::<Vec<_>>())
        .collect();
    for role in ["admin", "consultant", "client", "candidate"] {
        let me = world.sign_in(&format!("{role}@yourco"));
        for table in world.server.catalog.tables.values() {
            for relation in world.server.catalog.relations(&table.name) {
                let target = world.server.catalog.table(&relation.target).unwrap();
                let hint = relation.junction.as_ref().map_or(&relation.constraint, |j| &j.table);
                let answer = me.get(&format!(
                    "/rest/v1/{}?select={},x:{}!{hint}({})&limit=200",
                    table.name,
                    table.primary_key.first().map_or("*", String::as_str),
                    target.name,
                    target.primary_key.first().map_or("*", String::as_str)
                ));
                assert!(answer.status < 500, "{role} {} → {}: {}", table.name, target.name, answer.text);
                if answer.status == 200 {
                    assert!(
                        answer.text.split('"').all(|word| !theirs.contains(word)),
                        "{role}: {} → {}",
                        table.name,
                        target.name
                    );
                }
            }
        }
    }
}

#[test]
fn visibility_assigned_narrows_every_surface_at_once() {
    let world = World::new();
    let (admin, consultant) = (world.sign_in("admin@yourco"), world.sign_in("consultant@yourco"));
    let open = consultant.get("/rest/v1/clients?select=id").rows().len();
    assert_eq!(open, 160);
    assert_eq!(admin.patch("/rest/v1/organizations?id=not.is.null", json!({ "visibility": "assigned" })).status, 204);
    let mine: HashSet<String> = wait(async {
        let sql = world.admin.connect().await.unwrap();
        sql.query("select id::text from crm.clients c where org_id = (select org_id from identity.organizations where slug = 'yourco') and (owner_id = (select id from identity.users where email = 'consultant@yourco.example')
            or exists (select from crm.client_assignments a where a.client_id = c.id and a.user_id = (select id from identity.users where email = 'consultant@yourco.example')))", &[]).await.unwrap().iter().map(|r| r.get(0)).collect()
    });
    let seen: HashSet<String> = consultant
        .get("/rest/v1/clients?select=id")
        .rows()
        .iter()
        .map(|r| r["id"].as_str().unwrap().to_string())
        .collect();
    assert_eq!(seen, mine);
    assert!(mine.len() < open && !mine.is_empty());
    let me = consultant.get("/auth/v1/user").json()["id"].as_str().unwrap().to_string();
    for (table, own) in [
        ("contacts", ""),
        ("opportunities", "owner_id"),
        ("projects", "owner_id"),
        ("invoices", ""),
        ("jobs", "assigned_recruiter_id"),
    ] {
        let rows = consultant.get(&format!("/rest/v1/{table}?select=*")).rows();
        assert!(!rows.is_empty(), "{table}");
        for row in rows {
            let by_client = row["client_id"].is_null() || mine.contains(row["client_id"].as_str().unwrap());
            assert!(by_client || row[own] == me.as_str() || row["created_by"] == me.as_str(), "{table}: {row}");
        }
    }
    assert_eq!(admin.get("/rest/v1/clients?select=id").rows().len(), open, "admins see all");
}

#[test]
fn visitors_see_published_jobs_only() {
    let world = World::new();
    let visitor = world.visitor().with("throughline-organisation", "yourco");
    assert_eq!(world.visitor().get("/rest/v1/jobs").refusal(), "401 PGRST302");
    let jobs = visitor.get("/rest/v1/jobs?select=title,status").rows();
    assert!(
        !jobs.is_empty()
            && jobs.iter().all(|j| matches!(j["status"].as_str().unwrap(), "sourcing" | "interview" | "offer"))
    );
    assert!(visitor.get("/rest/v1/jobs?limit=1").rows()[0].get("client_id").is_none(), "internal columns stay inside");
    assert_eq!(visitor.get("/rest/v1/jobs?client_id=not.is.null").refusal(), "400 42703");
    let recruiter = world.sign_in("recruiter@yourco");
    let drop = |at: &str, until: &str| {
        let posting = json!({ "original_url": at, "title": "Welder", "expires_at": until });
        recruiter.made("external_job_postings", posting)
    };
    let open = drop("https://jobs.example/1", "2100-01-01");
    drop("https://jobs.example/2", "2020-01-01");
    assert_eq!(visitor.get("/rest/v1/external_job_postings?select=id&title=eq.Welder").rows(), [json!({ "id": open })]);
    for table in ["clients", "candidates", "users", "audit_log", "leads"] {
        assert_eq!(visitor.get(&format!("/rest/v1/{table}")).status, 401, "{table}");
    }
}

#[test]
fn short_names_of_others_can_not_be_tried_out() {
    let world = World::new();
    let admin = world.sign_in("admin@yourco");
    for slug in ["copilot", "free-name"] {
        assert_eq!(
            admin.patch("/rest/v1/organizations?id=not.is.null", json!({ "slug": slug })).refusal(),
            "403 42501"
        );
    }
    assert_eq!(admin.patch("/rest/v1/organizations?id=not.is.null", json!({ "name": "New name" })).status, 204);
}
