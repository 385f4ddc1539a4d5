//! PostgreSQL's protocol as bytes, and what the wire answers to whoever asked.

use super::*;
use crate::database::budget::Budget;
use tokio::io::DuplexStream;

/// The answer to a statement that was prepared, bound and run: a row of two columns, one of one null, what was done.
const SELECT: &[u8] = b"3\0\0\0\x041\0\0\0\x042\0\0\0\x04\
    D\0\0\0\x13\0\x02\0\0\0\x02ab\0\0\0\x03cde\
    D\0\0\0\x0a\0\x01\xff\xff\xff\xff\
    C\0\0\0\x0dSELECT 2\0";
const UPDATE: &[u8] = b"3\0\0\0\x041\0\0\0\x042\0\0\0\x04C\0\0\0\x0dUPDATE 3\0";
const READY: &[u8] = b"Z\0\0\0\x05I";
/// What PostgreSQL may say at any time: a notice, a setting that changed, a notification.
const ASIDE: &[u8] = b"N\0\0\0\x2aSNOTICE\0VNOTICE\0C00000\0Mmind the gap\0\0\
    S\0\0\0\x11TimeZone\0UTC\0A\0\0\0\x0d\0\0\0\x07abc\0\0";
/// What columns there are; nobody asked for it.
const COLUMNS: &[u8] = b"T\0\0\0\x1b\0\x01id\0\0\0\0\x40\0\x01\0\0\0\x17\0\x04\xff\xff\xff\xff\0\x01";
/// An error with every field there is.
const REFUSED: &[u8] = b"E\0\0\0\xbcSERROR\0VERROR\0C23505\0Mtaken\0DKey exists.\0HUse another.\0P12\0p3\0qselect\0\
    Wsomewhere\0scrm\0tclients\0cname\0dtext\0nclients_name_taken\0Fnbtinsert.c\0L666\0R_bt_check_unique\0\
    zof a later version\0\0";
const SHUT: &[u8] = b"E\0\0\0\x29SFATAL\0VFATAL\0C57P01\0Mshutting down\0\0";

/// PostgreSQL's end of a wire.
struct Postgres(DuplexStream);

/// A wire that carries so many bytes at a time, and what may be held of its answers: of one, of all.
fn wire(at_a_time: usize, one: usize, all: usize) -> (Wire, Postgres) {
    let (ours, theirs) = tokio::io::duplex(at_a_time);
    (Wire::over(Box::pin(ours), (7, 9), Budget::new(one, all)), Postgres(theirs))
}

impl Postgres {
    /// Hears a request to its end, which is Sync, and answers its bytes.
    async fn hear(&mut self) -> Vec<u8> {
        let mut heard = Vec::new();
        while !heard.ends_with(b"S\0\0\0\x04") {
            heard.push(self.0.read_u8().await.expect("a request"));
        }
        heard
    }

    /// Hears a request and says these bytes. Whoever does not listen any more need not.
    async fn say(&mut self, words: &[&[u8]]) -> Vec<u8> {
        let heard = self.hear().await;
        self.0.write_all(&words.concat()).await.ok();
        heard
    }
}

fn commands(statements: &[&str]) -> Arc<[Command]> {
    statements.iter().map(|sql| Command::plain(sql)).collect()
}

/// Runs one statement while PostgreSQL says these bytes. An answer that does not come is a failure.
async fn asked(wire: &Wire, postgres: &mut Postgres, words: &[&[u8]]) -> Result<Vec<Rows>, DbError> {
    let both = async { tokio::join!(wire.run(commands(&["select 1"]), None), postgres.say(words)).0 };
    tokio::time::timeout(Duration::from_secs(10), both).await.expect("nobody is left waiting")
}

/// The wire's end, when PostgreSQL says these bytes and hangs up.
async fn hung_up(words: &[&[u8]]) -> (Result<Vec<Rows>, DbError>, Wire) {
    let (wire, mut postgres) = wire(4096, 1000, 1000);
    let ended = async {
        let run = wire.run(commands(&["select 1"]), None);
        let hang_up = async {
            postgres.say(words).await;
            drop(postgres);
        };
        tokio::join!(run, hang_up).0
    };
    let answer = tokio::time::timeout(Duration::from_secs(10), ended).await.expect("nobody is left waiting");
    (answer, wire)
}

fn code<T>(answer: Result<T, DbError>) -> String {
    answer.map_or_else(|e| e.code, |_| "an answer".into())
}

#[tokio::test]
async fn an_answer_is_the_same_however_its_bytes_arrive() {
    let words = [ASIDE, SELECT, ASIDE, COLUMNS, UPDATE, ASIDE, READY];
    for at_a_time in 1..=words.concat().len() {
        let (wire, mut postgres) = wire(at_a_time, 1000, 1000);
        let both = async { tokio::join!(wire.run(commands(&["select 1", "update 2"]), None), postgres.say(&words)).0 };
        let answers = tokio::time::timeout(Duration::from_secs(10), both).await.expect("an answer").unwrap();
        assert_eq!(answers.len(), 2, "{at_a_time} bytes at a time");
        let rows: Vec<&[u8]> = answers[0].rows.iter().map(|row| &row[..]).collect();
        assert_eq!(rows, [&b"\0\x02\0\0\0\x02ab\0\0\0\x03cde"[..], b"\0\x01\xff\xff\xff\xff"]);
        assert_eq!((answers[0].affected, answers[1].affected, answers[1].rows.len()), (2, 3, 0));
        assert!(!wire.is_closed() && wire.in_flight() == 0);
    }
}

#[tokio::test]
async fn answers_go_to_whom_they_belong_in_their_order() {
    let (wire, mut postgres) = wire(4096, 1000, 1000);
    let (first, second) = (wire.run(commands(&["a"]), None), wire.run(commands(&["b"]), None));
    let both = async {
        postgres.hear().await;
        postgres.say(&[UPDATE, READY, SELECT, READY]).await;
    };
    let (first, second, ()) = tokio::join!(first, second, both);
    assert_eq!((first.unwrap()[0].affected, second.unwrap()[0].affected), (3, 2));
}

#[tokio::test]
async fn an_error_says_all_that_postgresql_said_and_the_connection_goes_on() {
    let (wire, mut postgres) = wire(4096, 1000, 1000);
    let refused = asked(&wire, &mut postgres, &[SELECT, ASIDE, REFUSED, READY]).await.unwrap_err();
    assert_eq!((refused.code.as_str(), refused.message.as_str()), ("23505", "taken"));
    assert_eq!((refused.detail.as_deref(), refused.hint.as_deref()), (Some("Key exists."), Some("Use another.")));
    assert_eq!((refused.table.as_deref(), refused.column.as_deref()), (Some("clients"), Some("name")));
    assert_eq!(refused.constraint.as_deref(), Some("clients_name_taken"));
    let next = asked(&wire, &mut postgres, &[UPDATE, READY]).await.unwrap();
    assert_eq!((next.len(), next[0].affected), (1, 3), "nothing of the former answer is left");
}

#[tokio::test]
async fn a_connection_that_ends_in_the_middle_answers_that_it_broke() {
    let whole = [SELECT, ASIDE, UPDATE, READY].concat();
    for cut in 0..whole.len() {
        let (answer, wire) = hung_up(&[&whole[..cut]]).await;
        assert_eq!(code(answer), "08006", "after {cut} bytes");
        assert!(wire.is_closed(), "after {cut} bytes");
        assert_eq!(code(wire.run(commands(&["select 1"]), None).await), "08006", "it answers nothing more");
        assert_eq!(wire.in_flight(), 0);
    }
}

#[tokio::test]
async fn why_postgresql_ends_a_connection_is_answered() {
    let (answer, wire) = hung_up(&[SELECT, SHUT]).await;
    let ended = answer.unwrap_err();
    assert_eq!((ended.code.as_str(), ended.message.as_str()), ("57P01", "shutting down"));
    assert!(ended.is_broken_connection() && wire.is_closed());
}

#[tokio::test]
async fn everybody_who_waits_hears_that_the_connection_broke() {
    let (wire, mut postgres) = wire(4096, 1000, 1000);
    let waiting: Vec<Asked> = (0..3).map(|_| wire.ask(commands(&["select 1"]), None)).collect();
    postgres.say(&[&SELECT[..20]]).await;
    drop(postgres);
    for asked in waiting {
        let answer = tokio::time::timeout(Duration::from_secs(10), asked.answer).await.expect("nobody is left waiting");
        assert!(answer.is_err(), "the connection closed");
    }
    assert!(wire.is_closed());
}

#[tokio::test]
async fn a_length_that_cannot_be_ends_the_connection() {
    for kind in *b"CDEZ1N" {
        for length in [i32::MIN, -1, 0, 3] {
            let (wire, mut postgres) = wire(4096, 1000, 1000);
            let mut head = vec![kind];
            head.extend(length.to_be_bytes());
            let answer = asked(&wire, &mut postgres, &[&head, READY]).await;
            assert_eq!((code(answer), wire.is_closed()), ("08006".into(), true), "{} {length}", char::from(kind));
        }
    }
    // What is no row is small, so nobody waits for two gigabytes of it, or makes room for them.
    for kind in *b"CEZ1NS" {
        let (wire, mut postgres) = wire(4096, 1000, 1000);
        let answer = asked(&wire, &mut postgres, &[&[kind, 0x7f, 0xff, 0xff, 0xff]]).await;
        assert_eq!((code(answer), wire.is_closed()), ("08006".into(), true), "{}", char::from(kind));
    }
}

#[tokio::test]
async fn an_end_without_words_is_an_end() {
    let (wire, mut postgres) = wire(4096, 1000, 1000);
    let answer = asked(&wire, &mut postgres, &[b"C\0\0\0\x04C\0\0\0\x05\0C\0\0\0\x06x\0", READY]).await.unwrap();
    assert_eq!(answer.iter().map(|rows| rows.affected).collect::<Vec<_>>(), [0, 0, 0]);
}

#[tokio::test]
async fn an_answer_nobody_asked_for_ends_the_connection() {
    let (wire, mut postgres) = wire(4096, 1000, 1000);
    postgres.0.write_all(READY).await.unwrap();
    let closes = async {
        while !wire.is_closed() {
            tokio::task::yield_now().await
        }
    };
    tokio::time::timeout(Duration::from_secs(10), closes).await.expect("it closes");
    assert_eq!(code(wire.run(commands(&["select 1"]), None).await), "08006");
}

#[tokio::test]
async fn a_row_that_is_too_large_is_thrown_away_and_the_next_answer_is_whole() {
    let large = [&b"D\0\0\0\x68\0\x01\0\0\0\x5e"[..], &[b'x'; 94]].concat();
    for at_a_time in [1, 7, 4096] {
        let (wire, mut postgres) = wire(at_a_time, 60, 1000);
        let mut told = wire.ask(commands(&["select 1"]), None);
        let said = async {
            postgres.say(&[SELECT, &large]).await;
            // It is told before the end, so that the statement can be stopped.
            (&mut told.too_much).await.expect("it is told");
            postgres.0.write_all(&[&large, SELECT, READY].concat()).await.unwrap();
        };
        said.await;
        assert_eq!(code(told.answer.await.unwrap()), "TL108");
        let next = asked(&wire, &mut postgres, &[SELECT, READY]).await.unwrap();
        assert_eq!((next.len(), next[0].rows.len()), (1, 2), "{at_a_time} bytes at a time");
    }
}

#[tokio::test]
async fn a_row_of_two_gigabytes_takes_no_memory() {
    let (wire, mut postgres) = wire(4096, 1000, 1000);
    let asked = wire.ask(commands(&["select 1"]), None);
    postgres.say(&[b"D\x7f\xff\xff\xff\0\x01"]).await;
    asked.too_much.await.expect("it is told at once");
    drop(postgres);
    assert_eq!(code(asked.answer.await.unwrap()), "TL108");
    assert!(wire.is_closed());
}

#[tokio::test]
async fn what_answers_hold_is_given_back_with_their_last_row() {
    let (wire, mut postgres) = wire(4096, 60, 60);
    let first = asked(&wire, &mut postgres, &[SELECT, READY]).await.unwrap();
    assert_eq!(
        code(asked(&wire, &mut postgres, &[SELECT, READY]).await),
        "53200",
        "all answers together hold too much"
    );
    let kept = first[0].clone();
    drop(first);
    assert_eq!(code(asked(&wire, &mut postgres, &[SELECT, READY]).await), "53200", "its rows are still in use");
    drop(kept);
    assert_eq!(code(asked(&wire, &mut postgres, &[SELECT, READY]).await), "an answer");
    // What an error cuts off holds nothing either.
    assert_eq!(code(asked(&wire, &mut postgres, &[SELECT, REFUSED, READY]).await), "23505");
    assert_eq!(code(asked(&wire, &mut postgres, &[SELECT, READY]).await), "an answer");
}

#[tokio::test]
async fn a_statement_is_prepared_once_and_anew_when_it_failed_or_is_out_of_date() {
    let stale = b"E\0\0\0\x3cSERROR\0C0A000\0Mcached plan must not change result type\0\0";
    let (wire, mut postgres) = wire(4096, 1000, 1000);
    let prepares = async |postgres: &mut Postgres, words: &[&[u8]]| {
        let (answer, heard) = tokio::join!(wire.run(commands(&["select 1"]), None), postgres.say(words));
        (heard.windows(9).any(|w| w == b"select 1\0"), code(answer))
    };
    // Refused before it was parsed: it is not known afterwards.
    assert_eq!(prepares(&mut postgres, &[REFUSED, READY]).await, (true, "23505".into()));
    assert_eq!(prepares(&mut postgres, &[SELECT, READY]).await, (true, "an answer".into()));
    assert_eq!(prepares(&mut postgres, &[SELECT, READY]).await, (false, "an answer".into()));
    // Refused after it was parsed: it stays known.
    assert_eq!(prepares(&mut postgres, &[b"2\0\0\0\x04", REFUSED, READY]).await, (false, "23505".into()));
    assert_eq!(prepares(&mut postgres, &[stale, READY]).await, (false, "0A000".into()));
    assert_eq!(prepares(&mut postgres, &[SELECT, READY]).await, (true, "an answer".into()));
}

/// What greeting a PostgreSQL ends with that says these bytes, and what it heard after the start.
async fn greeted(words: &[&[u8]], at_a_time: usize) -> (anyhow::Result<(i32, i32)>, Vec<u8>) {
    let target = Target::parse("postgres://ada:secret@localhost/db").unwrap();
    let (ours, mut theirs) = tokio::io::duplex(4096);
    let mut stream: Stream = Box::pin(ours);
    let postgres = async {
        let length = theirs.read_i32().await.unwrap();
        let mut start = vec![0; length as usize - 4];
        theirs.read_exact(&mut start).await.unwrap();
        assert!(start.starts_with(b"\0\x03\0\0user\0ada\0database\0db\0"), "{start:?}");
        for part in words.concat().chunks(at_a_time) {
            theirs.write_all(part).await.ok();
            tokio::task::yield_now().await;
        }
        theirs
    };
    let (key, mut theirs) = tokio::join!(greet(&mut stream, &target), postgres);
    drop(stream);
    let mut heard = Vec::new();
    theirs.read_to_end(&mut heard).await.unwrap();
    (key, heard)
}

#[tokio::test]
async fn a_greeting_is_understood_however_its_bytes_arrive() {
    let words: [&[u8]; 5] =
        [b"R\0\0\0\x08\0\0\0\x03R\0\0\0\x08\0\0\0\0", ASIDE, b"K\0\0\0\x0c\0\0\x12\x34\xff\xff\xff\xfe", ASIDE, READY];
    for at_a_time in 1..=words.concat().len() {
        let (key, heard) = greeted(&words, at_a_time).await;
        assert_eq!(key.unwrap(), (0x1234, -2));
        assert_eq!(heard, b"p\0\0\0\x0bsecret\0");
    }
}

#[tokio::test]
async fn a_greeting_that_fails_says_why() {
    let why = async |words: &[&[u8]]| greeted(words, 4096).await.0.unwrap_err().to_string();
    assert_eq!(why(&[SHUT]).await, "57P01: shutting down");
    assert!(why(&[b"R\0\0\0\x17\0\0\0\x0aSCRAM-SHA-512\0\0"]).await.contains("way of signing in"));
    assert!(why(&[b"R\0\0\0\x08\0\0\0\x0c"]).await.contains("SASL"), "an end without a beginning");
    for broken in [&b"R\0\0\0\0"[..], b"?\0\0\0\x04", b"R\0\0\0\x08\0\0\0\x63"] {
        why(&[broken]).await;
    }
}
