//! Transactions give their place back however they end, and a broken connection is not used again.

use super::*;
use crate::database::scripted::Scripted;
use uuid::Uuid;

/// One connection for transactions.
async fn narrow(patience: Duration) -> (Arc<Pool>, Scripted) {
    let postgres = Scripted::start().await;
    let options = Options { interactive: 1, patience, ..Options::default() };
    (Pool::new(postgres.target.clone(), &options, Arc::default()), postgres)
}

async fn begin(pool: &Arc<Pool>) -> Result<Tx, DbError> {
    let actor = Actor::system(Uuid::from_u128(1));
    let begun = Tx::begin(pool, Some(&actor));
    tokio::time::timeout(Duration::from_secs(20), begun).await.expect("nobody is left waiting")
}

fn code<T>(answer: Result<T, DbError>) -> String {
    answer.map_or_else(|e| e.code, |_| "an answer".into())
}

const LONG: Duration = Duration::from_secs(10);

#[tokio::test]
async fn a_place_is_given_back_by_a_commit_and_by_letting_go() {
    let (pool, postgres) = narrow(LONG).await;
    begin(&pool).await.unwrap().commit().await.unwrap();
    drop(begin(&pool).await.unwrap());
    begin(&pool).await.unwrap().commit().await.unwrap();
    assert_eq!((postgres.received("commit"), postgres.received("rollback")), (vec![1, 1], vec![1]));
    assert_eq!(postgres.connections(), 1);
}

#[tokio::test]
async fn a_place_is_given_back_after_an_error() {
    let (pool, postgres) = narrow(LONG).await;
    let tx = begin(&pool).await.unwrap();
    assert_eq!(code(tx.run(&Step::new("refuse", Vec::new())).await), "23514");
    drop(tx);
    assert_eq!(code(begin(&pool).await.unwrap().run(&Step::new("select", Vec::new())).await), "an answer");
    assert_eq!((postgres.received("rollback").len(), postgres.received("select")), (1, vec![1]));
}

#[tokio::test]
async fn who_finds_no_place_in_time_hears_that_all_are_in_use() {
    let (pool, postgres) = narrow(Duration::from_millis(40)).await;
    let tx = begin(&pool).await.unwrap();
    assert_eq!(code(begin(&pool).await), "53300");
    assert_eq!(postgres.received("begin"), [1], "it never began");
    tx.commit().await.unwrap();
    assert_eq!(code(begin(&pool).await), "an answer");
}

#[tokio::test]
async fn a_statement_nobody_waits_for_is_stopped_before_the_place_is_free() {
    let (pool, postgres) = narrow(LONG).await;
    let left = tokio::spawn({
        let pool = Arc::clone(&pool);
        async move { begin(&pool).await.unwrap().run(&Step::new("hang", Vec::new())).await }
    });
    postgres.hears("hang", 1).await;
    left.abort();
    begin(&pool).await.unwrap().commit().await.unwrap();
    assert_eq!(postgres.cancelled(), [1]);
    assert_eq!(
        (postgres.received("rollback"), postgres.received("commit")),
        (vec![1], vec![1]),
        "on the same connection"
    );
}

#[tokio::test]
async fn a_broken_connection_is_not_used_again() {
    let (pool, postgres) = narrow(LONG).await;
    let tx = begin(&pool).await.unwrap();
    assert_eq!(code(tx.run(&Step::new("die", Vec::new())).await), "08006");
    drop(tx);
    begin(&pool).await.unwrap().commit().await.unwrap();
    assert_eq!((postgres.received("commit"), postgres.connections()), (vec![2], 2));
    // Also not one that broke while nobody used it: its commit is not answered.
    let tx = begin(&pool).await.unwrap();
    tx.batch_execute("die").await.unwrap_err();
    assert_eq!(code(tx.commit().await), "08006");
    begin(&pool).await.unwrap().commit().await.unwrap();
    assert_eq!(postgres.received("commit"), [2, 3]);
}
