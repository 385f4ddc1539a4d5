//! A connection pooler in transaction mode: every transaction may have another backend. It is noticed, and nothing is served.

use platform::database::{Options, Target};
use serde_json::json;
use std::collections::VecDeque;
use std::io::{Read, Result, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::sync::{Arc, Mutex};
use surfaces::Settings;
use tests::{World, wait};

/// A pooler signs in by itself; here PostgreSQL asks it no password.
fn trust(admin: &Target) {
    wait(async {
        let sql = admin.connect().await.unwrap();
        // A backend's own folder is the cluster.
        let pid: i32 = sql.query_one("select pg_backend_pid()", &[]).await.unwrap().get(0);
        let file = format!("/proc/{pid}/cwd/pg_hba.conf");
        let rules = std::fs::read_to_string(&file).unwrap();
        if !rules.starts_with("local all all trust") {
            std::fs::write(&file, format!("local all all trust\n{rules}")).unwrap();
        }
        sql.batch_execute("select pg_reload_conf()").await.unwrap();
    });
    tests::eventually(|| wait(admin.with_user("postgres", None).connect()).ok());
}

/// What connections share of a pooler: backends that are free, by what was said when they were greeted.
struct Pooler {
    socket: String,
    /// Backends take turns; else whoever comes gets the one that was last in use, and keeps its first for a transaction.
    turns: bool,
    free: Mutex<VecDeque<(Vec<u8>, UnixStream)>>,
}

impl Pooler {
    /// Starts one in front of the tests' PostgreSQL, and answers the way to this database through it.
    fn start(admin: &Target, turns: bool) -> Target {
        trust(admin);
        let url = admin.url();
        let (user, rest) = url.trim_start_matches("postgres://").split_once('@').unwrap();
        let (folder, rest) = rest.split_once(':').unwrap();
        let (port, database) = rest.split_once('/').unwrap();
        let socket = format!("{}/.s.PGSQL.{port}", folder.replace("%2F", "/"));
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let pooler = Arc::new(Pooler { socket, turns, free: Mutex::default() });
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let pooler = Arc::clone(&pooler);
                std::thread::spawn(move || pooler.serve(client));
            }
        });
        Target::parse(&format!("postgres://{user}@{address}/{database}?sslmode=disable")).unwrap()
    }

    fn serve(&self, mut client: TcpStream) -> Result<()> {
        let mut length = [0; 4];
        client.read_exact(&mut length)?;
        let mut greeting = vec![0; u32::from_be_bytes(length) as usize - 4];
        client.read_exact(&mut greeting)?;
        let greeting = [&length[..], &greeting].concat();
        let (backend, words) = self.connect(&greeting)?;
        let mut mine = None;
        if self.turns {
            self.give_back(&greeting, backend);
        } else {
            mine = Some(backend);
        }
        client.write_all(&words)?;
        loop {
            // One transaction: everything up to a Sync or a simple query, until the backend is idle again.
            let mut request = message(&mut client)?;
            let mut backend = match mine.take() {
                Some(backend) => backend,
                None => self.take(&greeting)?,
            };
            loop {
                backend.write_all(&request)?;
                if matches!(request[0], b'S' | b'Q') && self.answers(&mut backend, &mut client)? == b'I' {
                    break;
                }
                request = message(&mut client)?;
            }
            self.give_back(&greeting, backend);
        }
    }

    fn connect(&self, greeting: &[u8]) -> Result<(UnixStream, Vec<u8>)> {
        let mut backend = UnixStream::connect(&self.socket)?;
        backend.write_all(greeting)?;
        let mut words = Vec::new();
        loop {
            let word = message(&mut backend)?;
            words.extend(&word);
            if word[0] == b'Z' {
                return Ok((backend, words));
            }
        }
    }

    /// A backend that is free.
    fn take(&self, greeting: &[u8]) -> Result<UnixStream> {
        let mut free = self.free.lock().unwrap();
        let fits = |(greeted, _): &(Vec<u8>, UnixStream)| greeted == greeting;
        let place = if self.turns { free.iter().position(fits) } else { free.iter().rposition(fits) };
        match place.and_then(|place| free.remove(place)) {
            Some((_, backend)) => Ok(backend),
            None => Ok(self.connect(greeting)?.0),
        }
    }

    fn give_back(&self, greeting: &[u8], backend: UnixStream) {
        self.free.lock().unwrap().push_back((greeting.to_vec(), backend));
    }

    /// Hands answers on until the backend is ready, and answers in what state.
    fn answers(&self, backend: &mut UnixStream, client: &mut TcpStream) -> Result<u8> {
        loop {
            let word = message(backend)?;
            client.write_all(&word)?;
            if word[0] == b'Z' {
                return Ok(word[5]);
            }
        }
    }
}

fn message(from: &mut impl Read) -> Result<Vec<u8>> {
    let mut head = [0; 5];
    from.read_exact(&mut head)?;
    let mut message = head.to_vec();
    message.resize(u32::from_be_bytes(head[1..].try_into().unwrap()) as usize + 1, 0);
    from.read_exact(&mut message[5..])?;
    Ok(message)
}

#[test]
fn it_is_noticed_before_anything_is_served() {
    let direct = World::new();
    let server = &direct.server;
    assert!(wait(server.door.prove()).is_ok(), "without one nothing is noticed");
    let pooled = World::through(
        &Pooler::start(&direct.admin, true),
        direct.admin.clone(),
        Settings::default(),
        Options::default(),
    );
    let noticed = wait(pooled.server.door.prove()).unwrap_err();
    assert_eq!(noticed.code, "08004");
    assert!(noticed.hint.unwrap().contains("session mode"));
    assert_eq!(pooled.visitor().get("/health").status, 503);
    let visitor = pooled.visitor().with("throughline-organisation", "yourco");
    assert_eq!(visitor.get("/rest/v1/jobs?limit=1").refusal(), "503 08004");
}

#[test]
fn the_program_refuses_before_it_says_that_it_listens() {
    let direct = World::new();
    let way = Pooler::start(&direct.admin, true);
    let folder = tempfile::tempdir().unwrap();
    let output = std::process::Command::new(tests::program::executable())
        .args(["--data-dir", folder.path().to_str().unwrap(), "serve", "--listen", "127.0.0.1:0"])
        .env("DATABASE_URL", format!("{}?sslmode=disable", way.url()))
        .env("THROUGHLINE_MASTER_KEY", tests::MASTER)
        .output()
        .unwrap();
    let (said, refused) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(!output.status.success() && refused.contains("session mode"), "{said}{refused}");
    assert!(!said.contains("listens on"), "{said}");
}

/// A pooler that changes backends only when it has to is noticed when it does. Until then nothing goes astray.
#[test]
fn nothing_is_lost_or_put_elsewhere_until_it_is_noticed() {
    let direct = World::new();
    let options = || Options { quick: 1, wide: 4, interactive: 4, ..Options::default() };
    let way = Pooler::start(&direct.admin, false);
    let worlds = [(); 2].map(|()| World::through(&way, direct.admin.clone(), Settings::default(), options()));
    let nouns = ["competitors", "leads", "clients"];
    let column = |noun: &str| if noun == "leads" { "company_name" } else { "name" };
    let mut acknowledged = Vec::new();
    let mut refused = 0;
    let token = direct.sign_in("admin@yourco");
    for n in 0..120 {
        let (world, noun) = (&worlds[n % 2], nouns[n % 3]);
        let name = format!("{noun} {n}");
        let person = token.at(&world.address);
        let answer = person.post(&format!("/rest/v1/{noun}"), json!({ column(noun): name }));
        match answer.status {
            201 => acknowledged.push((noun, name)),
            503 => refused += 1,
            other => panic!("{other}: {}", answer.text),
        }
    }
    for (noun, name) in &acknowledged {
        let found = token.get(&format!("/rest/v1/{noun}?select=id&{}=eq.{name}", column(noun))).rows();
        assert_eq!(found.len(), 1, "{name} was acknowledged");
    }
    assert!(refused > 0, "in the end it is noticed");
}
