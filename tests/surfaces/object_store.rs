//! Large files in an object store: moved there by work in steps, read from there, removed when no record has them.

use crate::files::{clients, drop_on};
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use surfaces::background::work_off;
use tests::outside::Scripted;
use tests::{Client, World, wait};

/// A world with an object store, who works in it, and a client's page.
fn scene(store: &Arc<Scripted>) -> (World, Client, Client, String) {
    let world = World::with(store.settings(), platform::database::Options::default());
    world.behind("delete from identity.background_jobs; insert into identity.system_settings (org_id, key, value) select org_id, 'jobs.nightly_at', '\"23:59:59\"' from identity.organizations");
    let (admin, browser) = (world.sign_in("admin@yourco"), world.browser("admin@yourco"));
    let record = format!("/clients/{}", clients(&admin)[0]);
    (world, admin, browser, record)
}

/// A film of this many bytes.
fn film(size: usize, seed: usize) -> Vec<u8> {
    (0..size).map(|n| b'a' + u8::try_from((n / 7 + seed) % 26).unwrap()).collect()
}

/// Asks for files to be moved; the job.
fn ask(admin: &Client) -> Value {
    let asked = admin.verb("move_files", json!({}));
    assert_eq!(asked.status, 202, "work is always done in the background: {}", asked.text);
    asked.json()["job"].clone()
}

fn job(admin: &Client, id: &Value) -> Value {
    admin.one(&format!("background_jobs?id=eq.{}&select=status,note,queue,error,attempts", id.as_str().unwrap()))
}

fn content(browser: &Client, admin: &Client, name: &str) -> tests::Answer {
    let file = admin.one(&format!("files?name=eq.{name}&select=id"))["id"].clone();
    browser.get(&format!("/files/{}/content", file.as_str().unwrap()))
}

fn chunks(world: &World) -> i64 {
    world.value("select count(*) from knowledge.file_chunks where length(content) > 1000")
}

#[test]
fn large_files_go_to_the_object_store_and_leave_it_with_their_last_record() {
    let store = Scripted::new();
    let (world, admin, browser, record) = scene(&store);
    let (large, small) = (film(1_500_000, 1), film(200_000, 2));
    assert_eq!(drop_on(&browser, &record, &[("large.png", &large), ("small.png", &small)]).status, 303);
    let asked = ask(&admin);
    wait(work_off(&world.server)).unwrap();
    let done = job(&admin, &asked);
    assert_eq!((&done["status"], &done["queue"]), (&json!("done"), &json!("work")), "{done}");
    assert_eq!(done["note"], "1 files moved, 0 removed");
    assert_eq!((store.objects.lock().unwrap().len(), chunks(&world)), (1, 1), "the small one stays");
    assert!(content(&browser, &admin, "large.png").text.as_bytes() == large);
    assert!(content(&browser, &admin, "small.png").text.as_bytes() == small);
    // The same bytes again are not stored again.
    assert_eq!(drop_on(&browser, &record, &[("again.png", &large)]).status, 303);
    assert_eq!(chunks(&world), 1);
    for name in ["large.png", "again.png"] {
        assert_eq!(admin.delete(&format!("/rest/v1/files?name=eq.{name}")).status, 204);
    }
    world.behind("update knowledge.file_contents set unused_at = unused_at - interval '2 hours'");
    let asked = ask(&admin);
    wait(work_off(&world.server)).unwrap();
    assert_eq!(job(&admin, &asked)["note"], "0 files moved, 1 removed");
    assert!(store.objects.lock().unwrap().is_empty());
    assert_eq!(drop_on(&browser, &record, &[("back.png", &large)]).status, 303);
    assert!(content(&browser, &admin, "back.png").text.as_bytes() == large, "they can come back");
}

#[test]
fn work_that_failed_goes_on_where_it_stood() {
    let store = Scripted::new();
    let (world, admin, browser, record) = scene(&store);
    let films: Vec<Vec<u8>> = (0..3).map(|n| film(1_100_000, n)).collect();
    let dropped: Vec<(&str, &[u8])> =
        ["a.png", "b.png", "c.png"].into_iter().zip(films.iter().map(Vec::as_slice)).collect();
    assert_eq!(drop_on(&browser, &record, &dropped).status, 303);
    store.room.store(2, Ordering::Relaxed);
    let asked = ask(&admin);
    wait(work_off(&world.server)).unwrap();
    let failed = job(&admin, &asked);
    assert_eq!(failed["status"], "waiting", "{failed}");
    assert!(failed["error"].as_str().unwrap().contains("The object store answered 503: full"), "{failed}");
    assert!(content(&browser, &admin, "c.png").text.as_bytes() == films[2], "nothing is lost");
    store.room.store(9, Ordering::Relaxed);
    world.behind("update identity.background_jobs set run_at = now() where status = 'waiting'");
    wait(work_off(&world.server)).unwrap();
    let done = job(&admin, &asked);
    assert_eq!((&done["status"], &done["attempts"]), (&json!("done"), &json!(2)));
    assert_eq!(done["note"], "3 files moved, 0 removed", "what was done before counts");
    for (name, bytes) in dropped {
        assert!(content(&browser, &admin, name).text.as_bytes() == bytes, "{name}");
    }
}

#[test]
fn work_that_waits_for_somebody_else_stops_when_it_is_asked_to() {
    let store = Scripted::new();
    let (world, admin, browser, record) = scene(&store);
    assert_eq!(drop_on(&browser, &record, &[("film.png", &film(1_100_000, 1))]).status, 303);
    store.silent.store(true, Ordering::Relaxed);
    let asked = ask(&admin);
    let server = Arc::clone(&world.server);
    let working = tests::RUNTIME.spawn(async move { work_off(&server).await.unwrap() });
    tests::eventually(|| (job(&admin, &asked)["status"] == "running").then_some(()));
    // It holds no connection meanwhile: every one is free for people.
    let held = "select count(*) from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'";
    tests::eventually(|| (world.value::<i64>(held) == 0).then_some(()));
    admin.done("cancel_job", json!({ "job": asked }));
    tests::eventually(|| (job(&admin, &asked)["status"] == "cancelled").then_some(()));
    working.abort();
    assert!(content(&browser, &admin, "film.png").status == 200);
}

#[test]
fn two_processes_that_move_one_file_lose_nothing() {
    let store = Scripted::new();
    let (world, admin, browser, record) = scene(&store);
    let bytes = film(1_100_000, 1);
    assert_eq!(drop_on(&browser, &record, &[("film.png", &bytes)]).status, 303);
    *store.meeting.lock().unwrap() = Some(Arc::new(tokio::sync::Barrier::new(2)));
    let asked = [ask(&admin), ask(&admin)];
    let servers = [Arc::clone(&world.server), Arc::clone(&world.server)];
    let working = servers.map(|server| tests::RUNTIME.spawn(async move { work_off(&server).await.unwrap() }));
    wait(async {
        for one in working {
            one.await.unwrap();
        }
    });
    for id in &asked {
        assert_eq!(job(&admin, id)["status"], "done");
    }
    assert_eq!(store.objects.lock().unwrap().len(), 1, "the second one's object is gone again");
    assert!(content(&browser, &admin, "film.png").text.as_bytes() == bytes);
}
