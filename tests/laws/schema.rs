use modules::PRODUCT;
use platform::install;
use tests::{World, dump, empty_database, golden, master, wait};

/// A server version's own words differ in details; the golden dump is PostgreSQL 18's.
fn is_18(world: &World) -> bool {
    world.value::<i32>("select current_setting('server_version_num')::int") >= 180_000
}

#[test]
fn no_law_is_broken() {
    let world = World::new();
    let catalog = wait(install::catalog(&PRODUCT, &world.admin)).unwrap();
    assert!(catalog.tables.len() >= 45, "{} nouns", catalog.tables.len());
}

#[test]
fn a_broken_law_names_the_file_and_the_fix() {
    let world = World::new();
    let broken = |sql: &str| {
        wait(async { world.admin.connect().await.unwrap().batch_execute(sql).await.unwrap() });
        let message = wait(install::catalog(&PRODUCT, &world.admin)).unwrap_err().to_string();
        wait(async { world.admin.connect().await.unwrap().batch_execute("drop table crm.rogue").await.unwrap() });
        message
    };
    let bare = broken("create table crm.rogue (id uuid primary key, at timestamptz, client_id uuid)");
    for fix in [
        "modules/crm/rogue.sql: the table has no comment",
        "the primary key must be (org_id, id)",
        "select kit.noun('crm.rogue')",
        "its name should end in _at",
        "client_id points nowhere",
    ] {
        assert!(bare.contains(fix), "{fix} in:\n{bare}");
    }
    let loose = broken("create table crm.rogue (org_id uuid, id uuid, x uuid references identity.nothing_yet, primary key (org_id, id))".replace(" references identity.nothing_yet", "").as_str());
    assert!(loose.contains("row security is off"), "{loose}");
    let tagged = broken("create table crm.rogue (id uuid); comment on table crm.rogue is 'A thing. @shiny'");
    let told = broken(
        "create table crm.rogue (id uuid, phone kit.pii_phone); comment on table crm.rogue is 'A thing. @meaning(phone, fax)'",
    );
    for fix in ["phone is personal or secret; take it out of @meaning", "@meaning names fax, which is no column"] {
        assert!(told.contains(fix), "{fix} in:\n{told}");
    }
    let called = broken(
        "create table crm.rogue (id uuid, phone kit.pii_phone); comment on table crm.rogue is 'A thing. @searched(phone, fax)'",
    );
    for fix in ["phone is personal or secret; take it out of @searched", "@searched names fax, which is no column"] {
        assert!(called.contains(fix), "{fix} in:\n{called}");
    }
    assert!(tagged.contains("unknown tag") && tagged.contains("@shiny"), "{tagged}");
    let elsewhere = broken(
        "create table crm.rogue (id uuid, status text);
         comment on table crm.rogue is 'A thing. @board(statsu) @card(id, worth) @key(d)'",
    );
    for fix in [
        "modules/crm/rogue.sql: @board names statsu, and there is no such column. Perhaps you meant status.",
        "@card names worth, and there is no such column. Name one of its columns.",
        "@key is that of modules/crm/opportunities.sql",
    ] {
        assert!(elsewhere.contains(fix), "{fix} in:\n{elsewhere}");
    }
}

#[test]
fn every_icon_a_noun_names_is_shipped() {
    let world = World::new();
    let page = world.visitor().get("/sign-in").text;
    let assets = page.split("href=\"/assets/").nth(1).and_then(|rest| rest.split('/').next()).unwrap();
    let sprite = world.visitor().get(&format!("/assets/{assets}/icons.svg")).text;
    for table in world.server.catalog.tables.values() {
        let (icon, file) = (table.icon(), format!("modules/{}/{}.sql", table.schema, table.name));
        let shipped = sprite.contains(&format!("id=\"{icon}\""));
        assert!(shipped, "{file}: @icon({icon}) is not shipped; add it to ICONS in crates/web/build.rs");
    }
}

#[test]
fn both_roads_lead_to_the_same_schema() {
    let (fresh, migrated) = (empty_database(), empty_database());
    let (fresh, migrated) = wait(async {
        install::install(&PRODUCT, &fresh, &master()).await.unwrap();
        install::create_from_migrations(&PRODUCT, &migrated).await.unwrap();
        (dump::schema(&fresh.connect().await.unwrap()).await, dump::schema(&migrated.connect().await.unwrap()).await)
    });
    for (a, b) in fresh.lines().zip(migrated.lines()) {
        assert_eq!(a, b);
    }
    assert_eq!(fresh.lines().count(), migrated.lines().count());
}

#[test]
fn the_schema_is_the_golden_one() {
    let world = World::new();
    if is_18(&world) {
        // Policies and grants stand in access.txt, in fewer words.
        let all = wait(dump::schema(&world.sql()));
        golden(
            "schema.sql",
            &all.lines()
                .filter(|l| !l.starts_with("policy ") && !l.starts_with("grant "))
                .map(|l| l.to_string() + "\n")
                .collect::<String>(),
        );
    }
}

#[test]
fn the_description_of_the_api_is_the_golden_one() {
    let world = World::new();
    let document = surfaces::openapi_document(&world.server.catalog, &world.server.verbs);
    golden("openapi.json", &lines(&document));
}

/// JSON with one line for each path, parameter and schema, so that a difference is one line.
fn lines(document: &serde_json::Value) -> String {
    let mut out = String::new();
    for (key, value) in document.as_object().unwrap() {
        let parts: Vec<(String, &serde_json::Value)> = match key.as_str() {
            "paths" => value.as_object().unwrap().iter().map(|(k, v)| (format!("paths {k}"), v)).collect(),
            "components" => value
                .as_object()
                .unwrap()
                .iter()
                .flat_map(|(kind, all)| all.as_object().unwrap().iter().map(move |(k, v)| (format!("{kind} {k}"), v)))
                .collect(),
            _ => vec![(key.clone(), value)],
        };
        out.extend(parts.into_iter().map(|(name, value)| format!("{{\"{name}\": {value}}}\n")));
    }
    out
}

#[test]
fn the_application_owns_nothing_and_bypasses_nothing() {
    let world = World::new();
    let app = install::APPLICATION;
    let owned = "select count(*) from pg_class c join pg_roles r on r.oid = c.relowner";
    let owned = format!("{owned} where starts_with(r.rolname, '{app}') or starts_with(r.rolname, 'tl_')");
    assert_eq!(world.value::<i64>(&owned), 0);
    assert!(!world.value::<bool>("select bool_or(rolsuper or rolbypassrls or rolcreaterole or rolcreatedb) from pg_roles where rolname like 'tl\\_%' or rolname like 'throughline\\_%'"));
}
