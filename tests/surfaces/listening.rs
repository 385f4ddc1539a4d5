//! Connections: half a request, no request, and answers nobody reads.

use platform::database::Options;
use serde_json::json;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};
use surfaces::{Listening, Settings};
use tests::{Client, World};

fn world(listening: Listening) -> World {
    let settings = Settings { listening, person_answers: 10 << 20, all_answers: 1 << 30, ..Settings::default() };
    World::with(settings, Options::default())
}

fn connect(world: &World) -> TcpStream {
    let stream = TcpStream::connect(world.address.trim_start_matches("http://")).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    stream
}

/// Whether the server closes the connection, saying at most this.
fn closes(stream: &mut TcpStream) -> String {
    let mut said = Vec::new();
    match stream.read_to_end(&mut said) {
        Ok(_) => {}
        Err(e) => assert_eq!(e.kind(), std::io::ErrorKind::ConnectionReset, "it stays open"),
    }
    String::from_utf8_lossy(&said).into_owned()
}

#[test]
fn half_a_head_and_silence_are_cut() {
    let quick = Duration::from_millis(300);
    let heads = world(Listening { head: quick, ..Listening::default() });
    let mut halves: Vec<TcpStream> = (0..50).map(|_| connect(&heads)).collect();
    for (n, half) in halves.iter_mut().enumerate().filter(|(n, _)| n % 2 == 0) {
        half.write_all(&b"GET /health HTTP/1.1\r\nhost: x\r\nx-slow: "[..20 + n % 19]).unwrap();
    }
    assert!(halves.iter_mut().all(|half| closes(half).is_empty()));
    let mut second = connect(&heads);
    second.write_all(b"GET /health HTTP/1.1\r\nhost: x\r\n\r\nGET /health HT").unwrap();
    assert!(closes(&mut second).starts_with("HTTP/1.1 200"));
    let silent = world(Listening { idle: Duration::from_millis(900), ..Listening::default() });
    let mut kept = connect(&silent);
    let started = Instant::now();
    kept.write_all(b"GET /health HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
    let heard = closes(&mut kept);
    assert!(
        heard.starts_with("HTTP/1.1 200") && started.elapsed() >= Duration::from_millis(800),
        "the next request is waited for"
    );
}

#[test]
fn a_body_that_does_not_come_is_not_waited_for() {
    let world =
        world(Listening { stall: Duration::from_millis(300), idle: Duration::from_secs(1), ..Listening::default() });
    let mut stream = connect(&world);
    let head = "POST /auth/v1/token?grant_type=password HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{";
    stream.write_all(head.as_bytes()).unwrap();
    assert!(closes(&mut stream).starts_with("HTTP/1.1 400"));
}

#[test]
fn there_are_only_so_many_connections() {
    let world = world(Listening { per_address: 3, ..Listening::default() });
    let held: Vec<TcpStream> = (0..3).map(|_| connect(&world)).collect();
    assert!(closes(&mut connect(&world)).starts_with("HTTP/1.1 503"));
    drop(held);
    let deadline = Instant::now() + Duration::from_secs(10);
    while world.visitor_status() != 200 {
        assert!(Instant::now() < deadline, "the seats stay taken");
    }
}

#[test]
fn answers_nobody_reads_are_bounded_and_cut() {
    let world = world(Listening { stall: Duration::from_millis(1500), ..Listening::default() });
    world.behind(
        "insert into crm.competitors (org_id, name, notes) select (select org_id from identity.organizations where slug = 'yourco'), 'C' || n, repeat(md5(n::text), 3000) from generate_series(1, 100) n",
    );
    let (viewer, other) = (world.sign_in("viewer@yourco"), world.sign_in("admin@yourco"));
    let all = "/rest/v1/competitors?name=like.C*";
    let mut unread = viewer.begin("GET", all, "");
    unread.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    // The answer is on its way when its first byte is there.
    unread.peek(&mut [0]).unwrap();
    assert_eq!(viewer.get(all).refusal(), "429 TL429");
    assert_eq!(viewer.get("/rest/v1/competitors?limit=1").status, 200, "small answers are not counted");
    assert_eq!(other.get(all).status, 200, "everybody has their own");
    let deadline = Instant::now() + Duration::from_secs(20);
    while viewer.get(all).status != 200 {
        assert!(Instant::now() < deadline, "the unread answer stays");
    }
    let mut rest = Vec::new();
    let end = unread.read_to_end(&mut rest);
    assert!(rest.len() < 9 << 20 || end.is_err(), "the connection was cut");
}

/// A stream of events of this browser.
fn events(browser: &Client) -> TcpStream {
    let stream = browser.with("connection", "close").begin("GET", "/events?on=clients", "");
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    stream
}

/// Waits until the stream says that it hears of changes.
fn ready(stream: &mut TcpStream) -> String {
    let mut said = Vec::new();
    while !String::from_utf8_lossy(&said).contains("event: ready") {
        let mut more = [0; 512];
        let n = stream.read(&mut more).unwrap();
        assert!(n > 0, "it ends: {}", String::from_utf8_lossy(&said));
        said.extend_from_slice(&more[..n]);
    }
    String::from_utf8_lossy(&said).into_owned()
}

/// Waits until the stream ends, whatever it says till then.
fn ends(stream: &mut TcpStream) {
    let deadline = Instant::now() + Duration::from_secs(10);
    while stream.read(&mut [0; 512]).unwrap() > 0 {
        assert!(Instant::now() < deadline, "it goes on");
    }
}

#[test]
fn a_stream_of_events_lives_on() {
    let quick = Duration::from_millis(200);
    let world = world(Listening { head: quick, idle: quick, stall: quick, ..Listening::default() });
    let mut stream = events(&world.browser("admin@yourco"));
    let head = ready(&mut stream);
    assert!(head.contains("text/event-stream") && head.contains("retry: 2000"), "{head}");
    stream.set_read_timeout(Some(Duration::from_secs(1))).unwrap();
    let end = stream.read_to_end(&mut Vec::new()).unwrap_err();
    assert_eq!(end.kind(), std::io::ErrorKind::WouldBlock, "it is still open");
}

#[test]
fn a_stream_ends_with_its_session_and_when_the_role_becomes_another() {
    let world = world(Listening { beat: Duration::from_millis(200), ..Listening::default() });
    let (admin, sales) = (world.browser("admin@yourco"), world.browser("sales@yourco"));
    let (mut mine, mut theirs) = (events(&admin), events(&sales));
    ready(&mut mine);
    ready(&mut theirs);
    assert_eq!(sales.form("/sign-out", &[]).status, 303);
    ends(&mut theirs);
    let mut viewer = events(&world.browser("viewer@yourco"));
    ready(&mut viewer);
    let id: String = world.value("select id::text from identity.users where email = 'viewer@yourco.example'");
    let changed =
        world.sign_in("admin@yourco").patch(&format!("/rest/v1/users?id=eq.{id}"), json!({ "role": "staff" }));
    assert_eq!(changed.status, 204, "{}", changed.text);
    ends(&mut viewer);
    let signs = (0..5).map(|_| mine.read(&mut [0; 512]).unwrap());
    assert!(signs.min() > Some(0), "what others do ends nobody's stream");
}

#[test]
fn a_person_has_so_many_streams_and_the_rest_are_told() {
    let world = World::new();
    let (admin, other) = (world.browser("admin@yourco"), world.browser("sales@yourco"));
    let mut held: Vec<TcpStream> = (0..30).map(|_| events(&admin)).collect();
    held.iter_mut().for_each(|stream| drop(ready(stream)));
    let partly = admin.with("hx-request", "true").get("/events?on=clients");
    assert!(partly.status == 429 && partly.text.contains("Too many open pages"), "{}", partly.text);
    let whole = admin.get("/events?on=clients");
    assert!(whole.status == 429 && whole.text.contains("TL429"), "{}", whole.text);
    ready(&mut events(&other));
    held.pop();
    tests::eventually(|| (admin.begin("GET", "/events?on=clients", "")).status().filter(|status| *status == 200));
}

#[test]
fn streams_end_at_once_when_the_server_stops() {
    let world = World::new();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let listener = tests::wait(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let server = std::sync::Arc::clone(&world.server);
    let serving = tests::RUNTIME.spawn(surfaces::serve(server, listener, async { drop(stopped.await) }));
    let mut stream = events(&world.browser("admin@yourco").at(&address));
    ready(&mut stream);
    let asked = Instant::now();
    stop.send(()).unwrap();
    ends(&mut stream);
    tests::wait(serving).unwrap();
    assert!(asked.elapsed() < Listening::default().grace, "nothing is waited for");
}

/// The status an answer that is not read begins with.
trait Begun {
    fn status(self) -> Option<u16>;
}

impl Begun for TcpStream {
    fn status(mut self) -> Option<u16> {
        let mut head = [0; 12];
        self.read_exact(&mut head).ok()?;
        String::from_utf8_lossy(&head[9..]).parse().ok()
    }
}

trait Status {
    fn visitor_status(&self) -> u16;
}

impl Status for World {
    /// What `/health` answers, 0 when nothing does.
    fn visitor_status(&self) -> u16 {
        let mut stream = connect(self);
        let mut said = String::new();
        let asked = stream.write_all(b"GET /health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
        let read = asked.and_then(|()| stream.read_to_string(&mut said));
        read.ok().and_then(|_| said.get(9..12)?.parse().ok()).unwrap_or(0)
    }
}
