use modules::PRODUCT;
use platform::install::{self, Outcome};
use platform::vault::MasterKey;
use tests::{empty_database, master, wait};

#[test]
fn a_second_start_changes_nothing() {
    let target = empty_database();
    assert_eq!(wait(install::install(&PRODUCT, &target, &master())).unwrap(), Outcome::Created);
    assert_eq!(wait(install::install(&PRODUCT, &target, &master())).unwrap(), Outcome::Current);
}

#[test]
fn two_servers_starting_at_once_install_once() {
    let target = empty_database();
    let key = master();
    let start = || install::install(&PRODUCT, &target, &key);
    let outcomes = wait(async { tokio::join!(start(), start()) });
    let mut outcomes = [outcomes.0.unwrap(), outcomes.1.unwrap()];
    outcomes.sort_by_key(|o| *o == Outcome::Current);
    assert_eq!(outcomes, [Outcome::Created, Outcome::Current]);
}

#[test]
fn a_database_of_a_newer_version_is_refused() {
    let target = empty_database();
    wait(async {
        install::install(&PRODUCT, &target, &master()).await.unwrap();
        target
            .connect()
            .await
            .unwrap()
            .batch_execute("insert into kit.migrations (name) values ('9999_tomorrow')")
            .await
            .unwrap();
        let error = install::install(&PRODUCT, &target, &master()).await.unwrap_err().to_string();
        assert!(error.contains("newer Throughline") && error.contains("9999_tomorrow"), "{error}");
    });
}

#[test]
fn an_upgrade_applies_functions_anew_and_keeps_rows() {
    let target = empty_database();
    wait(async {
        install::install(&PRODUCT, &target, &master()).await.unwrap();
        let sql = target.connect().await.unwrap();
        sql.batch_execute("update kit.installed set fingerprint = 'an older one'; drop function crm.days_in_stage(crm.opportunities); create table public.kept as select 1").await.unwrap();
        assert_eq!(install::install(&PRODUCT, &target, &master()).await.unwrap(), Outcome::Migrated(Vec::new()));
        let kept: i64 = sql.query_one("select count(*) from public.kept", &[]).await.unwrap().get(0);
        assert_eq!(kept, 1);
        sql.query_one("select 'crm.days_in_stage(crm.opportunities)'::regprocedure::text", &[]).await.unwrap();
    });
}

/// The server of another folder, with another key, must not take the running ones' login away.
#[test]
fn another_master_key_is_refused_before_anything_is_changed() {
    let target = empty_database();
    wait(async {
        install::install(&PRODUCT, &target, &master()).await.unwrap();
        let application = install::application(&target, &master()).await.unwrap();
        let other = MasterKey::parse("OTg3NjU0MzIxMDk4NzY1NDMyMTA5ODc2NTQzMjEwOTg=").unwrap();
        let refused = install::install(&PRODUCT, &target, &other).await.unwrap_err().to_string();
        assert!(refused.contains("wrong master key"), "{refused}");
        application.connect().await.expect("the application still signs in");
    });
}

/// Two databases on one PostgreSQL, each with its own master key.
#[test]
fn two_databases_on_one_server_have_two_logins() {
    let (one, two) = (empty_database(), empty_database());
    let other = MasterKey::parse("OTg3NjU0MzIxMDk4NzY1NDMyMTA5ODc2NTQzMjEwOTg=").unwrap();
    wait(async {
        for (target, key) in [(&one, &master()), (&two, &other), (&one, &master())] {
            install::install(&PRODUCT, target, key).await.unwrap();
        }
        for (target, key) in [(&one, &master()), (&two, &other)] {
            install::application(target, key).await.unwrap().connect().await.expect("each signs in with its own");
        }
    });
}

/// What a person reads of a failed installation names the file, never a statement or PostgreSQL's words.
#[test]
fn a_failed_installation_names_the_file_only() {
    let target = empty_database();
    wait(async {
        let sql = target.connect().await.unwrap();
        sql.batch_execute("create schema kit; create table kit.access (role text)").await.unwrap();
        let error = install::install(&PRODUCT, &target, &master()).await.unwrap_err();
        let told = platform::told(&error);
        assert!(told.contains("schema kit") && !told.contains("already exists"), "{told}");
    });
}

/// On a managed PostgreSQL the login that installs is no superuser. It sees every row all the same, or is refused.
#[test]
fn a_login_that_is_no_superuser_sees_every_row() {
    let target = empty_database();
    let world = tests::World::new();
    wait(async {
        let boss = target.connect().await.unwrap();
        let name: String = boss.query_one("select current_database()::text", &[]).await.unwrap().get(0);
        let script = format!(
            "create role managed login createrole password 'managed'; alter database {name} owner to managed;
             grant throughline_owner, throughline_keeper to managed with admin option, inherit true, set true;
             create extension vector"
        );
        boss.batch_execute(&script).await.unwrap();
        for role in modules::ROLES.iter().chain(&["auth", "importer"]) {
            boss.batch_execute(&format!("grant tl_{role} to managed with admin option")).await.unwrap();
        }
        let managed = target.with_user("managed", Some("managed".into()));
        install::install(&PRODUCT, &managed, &master()).await.unwrap();
        throughline::demo_data::load(&managed, &master(), &throughline::demo_data::ORGANISATIONS[..1]).await.unwrap();
        let managed = managed.connect().await.unwrap();
        install::sees_every_row(&managed).await.unwrap();
        for noun in boss.query("select noun from kit.nouns", &[]).await.unwrap() {
            let count = format!("select count(*) from {}", noun.get::<_, &str>(0));
            let [all, seen] = [&boss, &managed].map(|client| client.query_one(&count, &[]));
            let (all, seen): (i64, i64) = (all.await.unwrap().get(0), seen.await.unwrap().get(0));
            assert_eq!(seen, all, "{count}");
        }
        boss.batch_execute("revoke throughline_keeper from managed").await.unwrap();
        let refused = install::sees_every_row(&managed).await.unwrap_err().to_string();
        assert!(refused.contains("sees only a part") && refused.contains("grant throughline_owner"), "{refused}");
    });
    drop(world);
}
