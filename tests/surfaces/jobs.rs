//! Work the server does by itself: once, however many processes there are, and again when it fails.

use serde_json::{Value, json};
use std::sync::Arc;
use surfaces::Settings;
use surfaces::background::work_off;
use tests::{Client, World, wait};

fn scene() -> (World, Client) {
    let world = World::new();
    let me = world.sign_in("admin@yourco");
    // The night was yesterday, so only what a test asks for is due.
    world.behind("delete from identity.background_jobs; insert into identity.system_settings (org_id, key, value) select org_id, 'jobs.nightly_at', '\"23:59:59\"' from identity.organizations");
    (world, me)
}

fn job(me: &Client, id: &Value) -> Value {
    me.one(&format!("background_jobs?id=eq.{}&select=status,attempts,progress,output,error,note", id.as_str().unwrap()))
}

#[test]
fn what_may_take_long_is_done_in_the_background_in_ones_own_name() {
    let (world, me) = scene();
    let started = me.with("prefer", "respond-async").verb("score_leads", json!({}));
    assert_eq!(started.status, 202, "{}", started.text);
    assert_eq!(
        started.header("location"),
        format!("/rest/v1/background_jobs?id=eq.{}", started.json()["job"].as_str().unwrap())
    );
    assert_eq!(job(&me, &started.json()["job"])["status"], "waiting");
    wait(work_off(&world.server)).unwrap();
    let done = job(&me, &started.json()["job"]);
    assert_eq!((&done["status"], &done["progress"], &done["attempts"]), (&json!("done"), &json!(100), &json!(1)));
    assert!(done["output"]["changed"].is_number());
    // The background gives nobody more rights than they have.
    assert_eq!(
        world.sign_in("viewer@yourco").with("prefer", "respond-async").verb("score_leads", json!({})).refusal(),
        "403 42501"
    );
    let key = |role: &str| {
        let made = me.done("create_api_key", json!({ "name": "robot", "role": role }));
        world.visitor().with_token(made["key"].as_str().unwrap()).with("prefer", "respond-async")
    };
    let by_key = ["manager", "sales"].map(|role| key(role).verb("score_leads", json!({})).json()["job"].clone());
    wait(work_off(&world.server)).unwrap();
    assert_eq!(by_key.map(|id| job(&me, &id)["status"].clone()), ["done", "dead"], "a key works with its own role");
    let mine = world.sign_in("sales@yourco").with("prefer", "respond-async").verb("score_leads", json!({}));
    wait(work_off(&world.server)).unwrap();
    let refused = job(&me, &mine.json()["job"]);
    assert_eq!(
        (&refused["status"], &refused["attempts"]),
        (&json!("dead"), &json!(1)),
        "what is refused is not tried again"
    );
    assert!(refused["error"].as_str().unwrap().contains("only score leads it names"));
}

#[test]
fn several_processes_never_do_one_job_twice() {
    let (world, me) = scene();
    let others: Vec<World> = (0..3)
        .map(|_| World::on(world.admin.clone(), Settings::default(), platform::database::Options::default()))
        .collect();
    let client = me.made("clients", json!({ "name": "Once" }));
    let jobs: Vec<Value> = (0..40)
        .map(|n| {
            me.with("prefer", "respond-async")
                .verb("log_activity", json!({ "type": "note", "subject": format!("Note {n}"), "client": client }))
                .json()["job"]
                .clone()
        })
        .collect();
    wait(async {
        let servers: Vec<_> = others.iter().map(|w| Arc::clone(&w.server)).chain([Arc::clone(&world.server)]).collect();
        let working: Vec<_> =
            servers.into_iter().map(|s| tokio::spawn(async move { work_off(&s).await.unwrap() })).collect();
        for w in working {
            w.await.unwrap();
        }
    });
    for id in &jobs {
        assert_eq!(job(&me, id)["attempts"], 1);
    }
    assert_eq!(me.get(&format!("/rest/v1/activities?client_id=eq.{client}&select=subject")).rows().len(), 40);
}

#[test]
fn a_process_that_dies_leaves_its_job_to_the_next() {
    let (world, me) = scene();
    let client = me.made("clients", json!({ "name": "Orphan" }));
    let id = me
        .with("prefer", "respond-async")
        .verb("log_activity", json!({ "type": "note", "subject": "Left", "client": client }))
        .json()["job"]
        .clone();
    let taken = format!(
        "update identity.background_jobs set status = 'running', worker = 'gone', attempts = 1, seen_at = now() - interval '1 minute' where id = '{}'",
        id.as_str().unwrap()
    );
    world.behind(&taken);
    wait(work_off(&world.server)).unwrap();
    assert_eq!(job(&me, &id)["status"], "running", "it gave a sign a minute ago");
    world.behind("update identity.background_jobs set seen_at = now() - interval '3 minutes'");
    wait(work_off(&world.server)).unwrap();
    assert_eq!((&job(&me, &id)["status"], &job(&me, &id)["attempts"]), (&json!("done"), &json!(2)));
    assert_eq!(me.get(&format!("/rest/v1/activities?client_id=eq.{client}")).rows().len(), 1);
}

#[test]
fn what_fails_is_tried_later_and_later_then_waits_for_a_person() {
    let (world, me) = scene();
    let id = me.with("prefer", "respond-async").verb("keep_forecast", json!({})).json()["job"].clone();
    world.behind("alter table crm.forecast_snapshots rename to hidden");
    world.behind("update identity.background_jobs set max_attempts = 3");
    let mut pauses = Vec::new();
    for _ in 0..3 {
        wait(work_off(&world.server)).unwrap();
        pauses.push(
            world.value::<f64>("select extract(epoch from run_at - now())::float8 from identity.background_jobs"),
        );
        world.behind("update identity.background_jobs set run_at = now() where status = 'waiting'");
    }
    assert!((5.0..13.0).contains(&pauses[0]) && (30.0..50.0).contains(&pauses[1]), "{pauses:?}");
    assert_eq!((&job(&me, &id)["status"], &job(&me, &id)["attempts"]), (&json!("dead"), &json!(3)));
    assert_eq!(
        me.get("/rest/v1/activity_logs?action_type=eq.job_failed&select=entity_id").rows(),
        [json!({ "entity_id": id })]
    );
    world.behind("alter table crm.hidden rename to forecast_snapshots");
    me.done("retry_job", json!({ "job": id }));
    wait(work_off(&world.server)).unwrap();
    assert_eq!(job(&me, &id)["status"], "done");
    assert_eq!(me.verb("retry_job", json!({ "job": id })).refusal(), "409 TL409");
}

#[test]
fn a_waiting_job_is_cancelled_at_once_and_a_running_one_within_seconds() {
    let (world, me) = scene();
    let waiting = me.with("prefer", "respond-async").verb("score_leads", json!({})).json()["job"].clone();
    me.done("cancel_job", json!({ "job": waiting }));
    let running = me.with("prefer", "respond-async").verb("score_leads", json!({})).json()["job"].clone();
    wait(async {
        // A lock keeps the job from its end.
        let mut sql = world.admin.connect().await.unwrap();
        let lock = sql.transaction().await.unwrap();
        lock.batch_execute("lock table crm.leads in access exclusive mode").await.unwrap();
        let server = Arc::clone(&world.server);
        let working = tokio::spawn(async move { work_off(&server).await.unwrap() });
        let running = running.as_str().unwrap().to_string();
        let client = me.clone();
        tokio::task::spawn_blocking(move || {
            while client.one(&format!("background_jobs?id=eq.{running}&select=status"))["status"] != "running" {}
            client.done("cancel_job", json!({ "job": running }));
        })
        .await
        .unwrap();
        tokio::time::timeout(std::time::Duration::from_secs(30), working)
            .await
            .expect("the job does not stop")
            .unwrap();
        lock.rollback().await.unwrap();
    });
    assert_eq!(
        (&job(&me, &waiting)["status"], &job(&me, &running)["status"]),
        (&json!("cancelled"), &json!("cancelled"))
    );
}

#[test]
fn the_night_comes_once_a_day_for_every_organisation() {
    let (world, me) = scene();
    wait(work_off(&world.server)).unwrap();
    assert!(me.get("/rest/v1/background_jobs").rows().is_empty(), "the hour has not come");
    world.behind("delete from identity.system_settings where key = 'jobs.nightly_at'; insert into identity.system_settings (org_id, key, value) select org_id, 'jobs.nightly_at', '\"00:00\"' from identity.organizations");
    let others: Vec<World> = (0..2)
        .map(|_| World::on(world.admin.clone(), Settings::default(), platform::database::Options::default()))
        .collect();
    for server in [&world.server, &others[0].server, &others[1].server] {
        wait(work_off(server)).unwrap();
    }
    for who in ["admin@yourco", "admin@copilot"] {
        let jobs = world.sign_in(who).get("/rest/v1/background_jobs?select=verb,status,attempts&order=run_at").rows();
        let expected: Vec<Value> =
            modules::NIGHTLY.iter().map(|verb| json!({ "verb": verb, "status": "done", "attempts": 1 })).collect();
        assert_eq!(jobs, expected, "{who}");
    }
}

#[test]
fn the_night_throws_away_what_nobody_needs_and_nothing_else() {
    let (world, _) = scene();
    // Each twice, for both organisations: a day too old and a day too young. Links and tries go when their time has come.
    world.behind(
        "delete from identity.undo_entries; delete from identity.mailed_links; delete from identity.idempotency_keys;
         delete from identity.answered_challenges; delete from identity.sign_in_attempts;
         delete from identity.webhook_deliveries;
         create temporary table ages as select o.org_id, a.age, u.id as user_id
           from identity.organizations o join identity.users u on u.org_id = o.org_id and u.role = 'admin',
                (values ('old'), ('young')) a (age);
         create function pg_temp.ago(age text, days integer) returns timestamptz language sql as $$
           select now() - make_interval(days => days + case age when 'old' then 1 else -1 end) $$;
         insert into identity.background_jobs (org_id, verb, status, finished_at, note)
           select org_id, 'score_leads', s::identity.work_status, pg_temp.ago(age, 30), age from ages, unnest('{done,cancelled,dead}'::text[]) s;
         insert into identity.webhook_deliveries (org_id, endpoint_id, event_id, status, created_at, next_attempt_at, error)
           select org_id, user_id, user_id, s::identity.delivery_status, pg_temp.ago(age, 30), now() + interval '1 day', age from ages, unnest('{delivered,waiting}'::text[]) s;
         insert into identity.undo_entries (org_id, operation_id, noun, key, action, created_at)
           select org_id, user_id, age, '{}', 'create', pg_temp.ago(age, 30) from ages;
         insert into identity.idempotency_keys (org_id, actor, key, request_hash, created_at)
           select org_id, 'x', age, '', pg_temp.ago(age, 7) from ages;
         insert into identity.mailed_links (org_id, user_id, purpose, token_hash, expires_at)
           select org_id, user_id, 'sign_in', convert_to(age || ':' || org_id, 'UTF8'), pg_temp.ago(age, 0) from ages;
         insert into identity.answered_challenges (org_id, challenge, expires_at)
           select distinct '00000000-0000-0000-0000-000000000000'::uuid, convert_to(age, 'UTF8'), pg_temp.ago(age, 1) from ages;
         insert into identity.sign_in_attempts (org_id, subject, regained_at)
           select org_id, 'account:' || age, pg_temp.ago(age, 0) from ages
           union select '00000000-0000-0000-0000-000000000000', 'address:' || age, pg_temp.ago(age, 0) from ages;
         insert into identity.background_jobs (org_id, verb)
           select org_id, 'prune_history' from identity.organizations where slug = 'yourco'",
    );
    wait(work_off(&world.server)).unwrap();
    let left = |table: &str, what: &str| -> Vec<String> {
        let query =
            "select array(select o.slug || ' ' || x.what from (select org_id, WHAT as what from identity.TABLE) x
                      join (select org_id, slug from identity.organizations
                            union select '00000000-0000-0000-0000-000000000000', 'nobody') o using (org_id)
                      where x.what is not null order by 1)";
        world.value(&query.replace("TABLE", table).replace("WHAT", what))
    };
    let others = |all: &[&str]| -> Vec<String> { all.iter().map(|s| (*s).to_string()).collect() };
    let untouched = others(&["copilot old", "copilot young", "yourco young"]);
    assert_eq!(
        left("background_jobs", "case when note in ('old', 'young') then note || ' ' || status end"),
        others(&[
            "copilot old cancelled",
            "copilot old dead",
            "copilot old done",
            "copilot young cancelled",
            "copilot young dead",
            "copilot young done",
            "yourco old dead",
            "yourco young cancelled",
            "yourco young dead",
            "yourco young done",
        ]),
        "what was given up waits for a person"
    );
    assert_eq!(
        left("webhook_deliveries", "error || ' ' || status"),
        others(&[
            "copilot old delivered",
            "copilot old waiting",
            "copilot young delivered",
            "copilot young waiting",
            "yourco old waiting",
            "yourco young delivered",
            "yourco young waiting",
        ])
    );
    assert_eq!(left("undo_entries", "noun"), untouched);
    assert_eq!(left("idempotency_keys", "key"), untouched);
    assert_eq!(left("mailed_links", "split_part(convert_from(token_hash, 'UTF8'), ':', 1)"), untouched);
    assert_eq!(left("answered_challenges", "convert_from(challenge, 'UTF8')"), ["nobody young"]);
    assert_eq!(
        left("sign_in_attempts", "split_part(subject, ':', 2)"),
        others(&["copilot old", "copilot young", "nobody young", "yourco young"])
    );
    let job = world.sign_in("admin@yourco").one("background_jobs?verb=eq.prune_history&select=status,output");
    assert_eq!((&job["status"], &job["output"]["removed"]), (&json!("done"), &json!(9)));
    assert_eq!(world.sign_in("admin@yourco").verb("prune_history", json!({})).refusal(), "403 42501");
}

#[test]
fn an_organisation_says_itself_when_its_work_is_done() {
    let (world, me) = scene();
    let lines =
        json!(["keep_forecast * * * * *", "score_leads off", "prune_history whenever", "no_such_verb 0 6 * * *"]);
    let said = me
        .with("prefer", "resolution=merge-duplicates")
        .post("/rest/v1/system_settings?on_conflict=key", json!({ "key": "jobs.schedule", "value": lines }));
    assert_eq!(said.status, 201, "{}", said.text);
    wait(work_off(&world.server)).unwrap();
    let verbs = |who: &str| world.sign_in(who).get("/rest/v1/background_jobs?select=verb,status").rows();
    assert_eq!(verbs("admin@yourco"), [json!({ "verb": "keep_forecast", "status": "done" })], "due every minute");
    assert!(verbs("admin@copilot").is_empty(), "it said nothing");
    world.behind("delete from identity.background_jobs; update identity.system_settings set value = '\"00:00\"' where key = 'jobs.nightly_at'");
    wait(work_off(&world.server)).unwrap();
    let night = verbs("admin@yourco");
    let has = |verb: &str| night.iter().any(|job| job["verb"] == verb);
    assert!(!has("score_leads") && has("prune_history") && has("keep_forecast"), "{night:?}");
    assert_eq!(night.iter().filter(|job| job["verb"] == "keep_forecast").count(), 1, "not in the night as well");
}

#[test]
fn one_organisations_trouble_is_not_anothers() {
    let mail = surfaces::Mail { url: "smtp://127.0.0.1:9".into(), from: "Office <office@yourco.example>".into() };
    let world = World::with(surfaces::Settings { mail: Some(mail), ..Default::default() }, Default::default());
    let me = world.sign_in("admin@yourco");
    let letter = |name: &str| {
        me.made("emails", json!({ "recipient": "ada@x.example", "recipient_name": name, "subject": "Hello", "body": "x", "status": "queued" }))
    };
    let hostile = letter("Ada");
    let fine = letter("Bob");
    // Names from before they were checked, a letter nobody can open, and an hour that is none.
    world.behind(&format!(
        "alter table identity.emails drop constraint emails_one_line; update identity.emails set recipient_name = E'Ada\\r\\nBcc: x@y.example' where id = '{hostile}';
         insert into identity.emails (org_id, id, recipient, subject, body, status) select org_id, kit.new_id(), '\\x00', 'Broken', '\\x00', 'queued' from identity.organizations;
         delete from identity.background_jobs;
         insert into identity.system_settings (org_id, key, value) select org_id, 'jobs.nightly_at', '\"2 o''clock\"' from identity.organizations where slug = 'copilot' on conflict (org_id, key) do update set value = excluded.value"
    ));
    wait(surfaces::background::work_off(&world.server)).unwrap();
    for id in [hostile, fine] {
        let now = me.one(&format!("emails?id=eq.{id}&select=status,error"));
        assert_eq!(now["status"], "queued", "{now}");
        assert!(now["error"].as_str().unwrap().contains("can't be reached"), "{now}");
    }
    assert_eq!(me.one("emails?subject=eq.Broken&select=status")["status"], "failed");
    let nights: i64 =
        world.value("select count(distinct org_id) from identity.background_jobs where once_key is not null");
    assert!(nights == 0 || nights == 2, "each organisation has its night, at the usual hour: {nights}");
}
