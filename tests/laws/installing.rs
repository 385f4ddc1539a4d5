use modules::PRODUCT;
use platform::install::{self, Outcome};
use tests::{empty_database, wait};

#[test]
fn a_second_start_changes_nothing() {
    let target = empty_database();
    assert_eq!(wait(install::install(&PRODUCT, &target, None)).unwrap(), Outcome::Created);
    assert_eq!(wait(install::install(&PRODUCT, &target, None)).unwrap(), Outcome::Current);
}

#[test]
fn two_servers_starting_at_once_install_once() {
    let target = empty_database();
    let outcomes = wait(async { tokio::join!(install::install(&PRODUCT, &target, None), install::install(&PRODUCT, &target, None)) });
    let mut outcomes = [outcomes.0.unwrap(), outcomes.1.unwrap()];
    outcomes.sort_by_key(|o| *o == Outcome::Current);
    assert_eq!(outcomes, [Outcome::Created, Outcome::Current]);
}

#[test]
fn a_database_of_a_newer_version_is_refused() {
    let target = empty_database();
    wait(async {
        install::install(&PRODUCT, &target, None).await.unwrap();
        target.connect().await.unwrap().batch_execute("insert into kit.migrations (name) values ('9999_tomorrow')").await.unwrap();
        let error = install::install(&PRODUCT, &target, None).await.unwrap_err().to_string();
        assert!(error.contains("newer Throughline") && error.contains("9999_tomorrow"), "{error}");
    });
}

#[test]
fn an_upgrade_applies_functions_anew_and_keeps_rows() {
    let target = empty_database();
    wait(async {
        install::install(&PRODUCT, &target, None).await.unwrap();
        let sql = target.connect().await.unwrap();
        sql.batch_execute("update kit.installed set fingerprint = 'an older one'; drop function crm.days_in_stage(crm.opportunities); create table public.kept as select 1").await.unwrap();
        assert_eq!(install::install(&PRODUCT, &target, None).await.unwrap(), Outcome::Migrated(Vec::new()));
        let kept: i64 = sql.query_one("select count(*) from public.kept", &[]).await.unwrap().get(0);
        assert_eq!(kept, 1);
        sql.query_one("select 'crm.days_in_stage(crm.opportunities)'::regprocedure::text", &[]).await.unwrap();
    });
}
