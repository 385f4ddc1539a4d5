//! Heavy requests stay in their share: of connections, of memory, of time.

use platform::database::Options;
use serde_json::json;
use std::time::{Duration, Instant};
use surfaces::Settings;
use tests::{Client, World, wait};

const SLOW: &str = "create or replace function crm.days_in_stage(opportunity crm.opportunities) returns integer
    language plpgsql stable as $$ begin perform pg_sleep(SECONDS); return 1; end $$";
const HEAVY: &str = "/rest/v1/opportunities?select=days_in_stage&limit=1";

/// A world in which one computed value takes its time.
fn slow(seconds: &str, options: Options) -> World {
    let world = World::with(Settings::default(), options);
    world.behind(&SLOW.replace("SECONDS", seconds));
    world
}

/// Statements that sleep in this world's database.
async fn running(sql: &tokio_postgres::Client) -> i64 {
    let query = "select count(*) from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'";
    sql.query_one(query, &[]).await.unwrap().get(0)
}

/// Waits until so many run, and answers the most there ever were.
fn until(world: &World, wanted: i64, patience: Duration) -> i64 {
    let sql = world.sql();
    let deadline = Instant::now() + patience;
    let mut most = 0;
    wait(async {
        loop {
            let now = running(&sql).await;
            most = most.max(now);
            if now == wanted {
                return most;
            }
            assert!(Instant::now() < deadline, "{now} statements run, not {wanted}");
        }
    })
}

#[test]
fn nobody_waits_for_it_so_it_ends() {
    let patience = Duration::from_secs(20);
    let world = slow(
        "30",
        Options {
            wide: 2,
            heavy: 2,
            person: 2,
            patience,
            statement_timeout: Duration::from_secs(60),
            ..Options::default()
        },
    );
    let admin = world.sign_in("admin@yourco");
    for _ in 0..3 {
        // Two have a place, the others wait for one.
        let streams: Vec<_> = (0..10).map(|_| admin.begin("GET", HEAVY, "")).collect();
        assert!(until(&world, 2, patience) <= 2);
        drop(streams);
    }
    assert!(until(&world, 0, Duration::from_secs(10)) <= 2);
    assert_eq!(admin.get("/rest/v1/opportunities?select=name&name=like.*a*").status, 200, "the places are free again");
}

#[test]
fn a_transaction_nobody_waits_for_ends_too() {
    let options = Options { interactive: 1, statement_timeout: Duration::from_secs(60), ..Options::default() };
    let world = World::with(Settings::default(), options);
    world.behind(
        "create function public.dawdle() returns trigger language plpgsql as $$ begin perform pg_sleep(30); return new; end $$;
         create trigger dawdle before insert on crm.competitors for each row when (new.name = 'Slow') execute function public.dawdle();
         grant usage on schema public to public",
    );
    let admin = world.sign_in("admin@yourco").with("idempotency-key", "slow");
    let stream = admin.begin("POST", "/rest/v1/competitors", &json!({ "name": "Slow" }).to_string());
    until(&world, 1, Duration::from_secs(10));
    drop(stream);
    until(&world, 0, Duration::from_secs(10));
    assert_eq!(
        admin.with("idempotency-key", "next").post("/rest/v1/competitors", json!({ "name": "Quick" })).status,
        201
    );
}

#[test]
fn heavy_reads_leave_room_for_light_ones() {
    let patience = Duration::from_millis(700);
    let world = slow("0.5", Options { wide: 3, heavy: 2, person: 2, patience, ..Options::default() });
    let people: Vec<Client> = ["admin@yourco", "manager@yourco", "viewer@yourco"].map(|who| world.sign_in(who)).into();
    let client = people[0].get("/rest/v1/clients?select=id&limit=1").rows()[0]["id"].as_str().unwrap().to_string();
    let done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        for person in people.iter().cycle().take(12) {
            scope.spawn(|| {
                while !done.load(std::sync::atomic::Ordering::Relaxed) {
                    person.get(HEAVY);
                }
            });
        }
        let light: Vec<u16> = (0..30)
            .flat_map(|n| {
                let written = people[0].post("/rest/v1/competitors", json!({ "name": format!("Light {n}") })).status;
                let found = people[1].get(&format!("/rest/v1/contacts?client_id=eq.{client}&order=last_name")).status;
                [written, found]
            })
            .collect();
        done.store(true, std::sync::atomic::Ordering::Relaxed);
        assert!(light.iter().all(|status| *status < 300), "{light:?}");
    });
}

#[test]
fn one_person_has_a_few_heavy_reads_at_a_time() {
    let patience = Duration::from_millis(500);
    let world = slow("2", Options { wide: 4, heavy: 4, person: 1, patience, ..Options::default() });
    let (admin, manager) = (world.sign_in("admin@yourco"), world.sign_in("manager@yourco"));
    let stream = admin.begin("GET", HEAVY, "");
    until(&world, 1, Duration::from_secs(10));
    assert_eq!(admin.get(HEAVY).refusal(), "503 53300");
    assert_eq!(manager.get(HEAVY).status, 200, "everybody has their own");
    drop(stream);
}

#[test]
fn rows_in_rows_are_bounded() {
    // The bound is to be met, however slow the machine is just now.
    let patient = Options { statement_timeout: Duration::from_secs(60), ..Options::default() };
    let world = World::with(Settings::default(), patient);
    world.behind(
        "insert into crm.activities (org_id, type, subject, description, client_id, created_by)
         select u.org_id, 'note', 'n', repeat(md5(n::text), 40), (select c.id from crm.clients c where c.org_id = u.org_id order by c.id limit 1), u.id
           from identity.users u, generate_series(1, 1000) n where u.email = 'admin@yourco.example'",
    );
    let viewer = world.sign_in("viewer@yourco");
    let bomb = viewer.get("/rest/v1/users?role=eq.admin&select=id,activities(*,users(id,activities(*)))");
    assert_eq!(bomb.refusal(), "400 TL108");
    assert!(bomb.json()["hint"].as_str().unwrap().contains("limit"), "{}", bomb.text);
    let some = viewer.get("/rest/v1/users?role=eq.admin&select=id,activities(*,users(id,activities(*)))&activities.limit=2&activities.users.activities.limit=2");
    assert_eq!(some.status, 200, "{}", some.text);
    let many = (0..21).map(|n| format!("a{n}:activities(id)")).collect::<Vec<_>>().join(",");
    assert_eq!(viewer.get(&format!("/rest/v1/clients?select={many}&limit=1")).refusal(), "400 TL103");
    let same = (0..5).map(|n| format!("n{n}:name")).collect::<Vec<_>>().join(",");
    assert_eq!(viewer.get(&format!("/rest/v1/clients?select={same}&limit=1")).refusal(), "400 TL103");
}

#[test]
fn an_answer_too_large_is_refused_and_the_connection_goes_on() {
    let world =
        World::with(Settings::default(), Options { quick: 1, wide: 1, max_answer: 1 << 20, ..Options::default() });
    world.behind(
        "insert into crm.competitors (org_id, name, notes) select (select org_id from identity.organizations where slug = 'yourco'), 'C' || n, repeat(md5(n::text), 3000) from generate_series(1, 60) n",
    );
    let admin = world.sign_in("admin@yourco");
    for query in ["limit=100", "order=notes&limit=100", "select=*&notes=like.*a*"] {
        let answer = admin.get(&format!("/rest/v1/competitors?{query}"));
        assert_eq!(answer.refusal(), "400 TL108", "{query}");
        assert!(answer.json()["message"].as_str().unwrap().contains("1 MB"));
    }
    assert_eq!(admin.get("/rest/v1/competitors?limit=5").rows().len(), 5);
    assert_eq!(admin.get("/rest/v1/competitors?notes=like.*a*&limit=5").rows().len(), 5);
    let written = admin.with("prefer", "return=representation").with("idempotency-key", "all");
    assert_eq!(written.patch("/rest/v1/competitors?name=like.C*", json!({ "website": null })).refusal(), "400 TL108");
}

/// What is short on the wire may be long as JSON.
#[test]
fn the_written_answer_is_bounded_too() {
    let world = World::with(Settings { max_answer: 1 << 16, ..Settings::default() }, Options::default());
    let admin = world.sign_in("admin@yourco");
    assert_eq!(admin.get("/rest/v1/clients").refusal(), "400 TL108");
    assert_eq!(admin.with("accept", "text/csv").get("/rest/v1/clients").refusal(), "400 TL108");
    assert_eq!(admin.get("/rest/v1/clients?limit=5").status, 200);
}
