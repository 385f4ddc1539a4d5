//! Places are given back however a request ends, nobody waits for ever, and a broken connection is not used again.

use super::*;
use crate::database::scripted::Scripted;
use uuid::Uuid;

const SOON: Duration = Duration::from_millis(40);

/// A door with one connection of each kind.
async fn narrow(patience: Duration) -> (Arc<Door>, Scripted) {
    let postgres = Scripted::start().await;
    let options =
        Options { quick: 1, depth: 1, wide: 1, heavy: 1, person: 1, interactive: 1, patience, ..Options::default() };
    (Door::new(postgres.target.clone(), options), postgres)
}

async fn ask(door: &Door, sql: &str, weight: Weight, writes: bool) -> Result<Vec<Rows>, DbError> {
    let actor = Actor::system(Uuid::from_u128(1));
    let asked = door.run(&actor, vec![Step::new(sql, Vec::new())], weight, writes);
    tokio::time::timeout(Duration::from_secs(20), asked).await.expect("nobody is left waiting")
}

fn code<T>(answer: Result<T, DbError>) -> String {
    answer.map_or_else(|e| e.code, |_| "an answer".into())
}

const LONG: Duration = Duration::from_secs(10);
const WEIGHTS: [Weight; 3] = [Weight::Quick, Weight::Light, Weight::Heavy];

#[tokio::test]
async fn a_place_is_given_back_after_an_answer_and_after_an_error() {
    for weight in WEIGHTS {
        let (door, postgres) = narrow(LONG).await;
        for (sql, answer) in [("select", "an answer"), ("refuse", "23514"), ("select", "an answer")] {
            assert_eq!(code(ask(&door, sql, weight, false).await), answer, "{weight:?}");
        }
        assert_eq!(postgres.connections(), 1, "{weight:?}: the connection too");
    }
}

#[tokio::test]
async fn who_finds_no_place_in_time_hears_that_all_are_in_use() {
    for weight in WEIGHTS {
        let (door, postgres) = narrow(SOON).await;
        let busy = tokio::spawn({
            let door = Arc::clone(&door);
            async move { ask(&door, "hang", weight, false).await }
        });
        postgres.hears("hang", 1).await;
        assert_eq!(code(ask(&door, "select", weight, false).await), "53300", "{weight:?}");
        assert!(postgres.received("select").is_empty(), "it never began");
        postgres.let_go();
        assert_eq!(code(busy.await.unwrap()), "an answer");
        assert_eq!(code(ask(&door, "select", weight, false).await), "an answer", "{weight:?}: it is free again");
    }
}

#[tokio::test]
async fn a_person_with_many_heavy_reads_takes_no_place_from_others() {
    let postgres = Scripted::start().await;
    let options = Options { wide: 3, heavy: 2, person: 1, patience: SOON, ..Options::default() };
    let door = Door::new(postgres.target.clone(), options);
    let busy = tokio::spawn({
        let door = Arc::clone(&door);
        async move { ask(&door, "hang", Weight::Heavy, false).await }
    });
    postgres.hears("hang", 1).await;
    assert_eq!(code(ask(&door, "select", Weight::Heavy, false).await), "53300", "their own share is used up");
    let other = Actor::system(Uuid::from_u128(2));
    let asked = door.run(&other, vec![Step::new("select", Vec::new())], Weight::Heavy, false).await;
    assert_eq!(code(asked), "an answer", "somebody else has theirs");
    assert_eq!(code(ask(&door, "select", Weight::Light, false).await), "an answer");
    postgres.let_go();
    assert_eq!(code(busy.await.unwrap()), "an answer");
}

#[tokio::test]
async fn a_read_nobody_waits_for_is_stopped_and_gives_its_place_back() {
    for weight in [Weight::Light, Weight::Heavy] {
        let (door, postgres) = narrow(LONG).await;
        let left = tokio::spawn({
            let door = Arc::clone(&door);
            async move { ask(&door, "hang", weight, false).await }
        });
        postgres.hears("hang", 1).await;
        left.abort();
        assert_eq!(code(ask(&door, "select", weight, false).await), "an answer", "{weight:?}");
        assert_eq!((postgres.cancelled(), postgres.received("select")), (vec![1], vec![1]), "on the same connection");
    }
}

#[tokio::test]
async fn a_write_nobody_waits_for_goes_on_and_keeps_its_place_until_its_end() {
    let (door, postgres) = narrow(SOON).await;
    let left = tokio::spawn({
        let door = Arc::clone(&door);
        async move { ask(&door, "hang", Weight::Light, true).await }
    });
    postgres.hears("hang", 1).await;
    left.abort();
    assert!(left.await.unwrap_err().is_cancelled());
    assert_eq!(code(ask(&door, "select", Weight::Light, false).await), "53300", "it still runs");
    postgres.let_go();
    assert_eq!(code(ask(&door, "select", Weight::Light, false).await), "an answer");
    assert!(postgres.cancelled().is_empty(), "nobody stopped it");
}

#[tokio::test]
async fn a_broken_connection_is_not_used_again() {
    for weight in WEIGHTS {
        let (door, postgres) = narrow(LONG).await;
        assert_eq!(code(ask(&door, "die", weight, true).await), "08006", "{weight:?}");
        assert_eq!(postgres.received("die"), [1], "{weight:?}: a write is not tried again");
        assert_eq!(code(ask(&door, "select", weight, false).await), "an answer");
        assert_eq!(postgres.received("select"), [2], "{weight:?}");
        assert_eq!(code(ask(&door, "die", weight, false).await), "08006");
        assert_eq!(postgres.received("die"), [1, 2, 3, 4], "{weight:?}: a read is, on another connection each time");
        assert_eq!(code(ask(&door, "select", weight, false).await), "an answer");
    }
}

#[tokio::test]
async fn what_was_undone_as_a_whole_is_sent_again() {
    for writes in [false, true] {
        let (door, postgres) = narrow(LONG).await;
        assert_eq!(code(ask(&door, "conflict", Weight::Light, writes).await), "an answer");
        assert_eq!(postgres.received("conflict"), [1, 1]);
    }
}

#[tokio::test]
async fn what_is_only_tried_is_undone_also_after_an_error() {
    let (door, postgres) = narrow(LONG).await;
    let actor = Actor::system(Uuid::from_u128(1));
    for (sql, answer) in [("insert", "an answer"), ("refuse", "23514")] {
        assert_eq!(code(door.run_and_undo(&actor, vec![Step::new(sql, Vec::new())]).await), answer);
    }
    assert_eq!((postgres.received("begin"), postgres.received("rollback")), (vec![1, 1], vec![1, 1]));
    assert_eq!(code(ask(&door, "select", Weight::Light, false).await), "an answer");
}
