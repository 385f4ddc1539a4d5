//! The records engine by itself, on a schema that knows nothing of organisations.

use serde_json::json;
use std::process::{Command, Stdio};
use tests::{Client, empty_database, program, wait};

const FILMS: &str = "
    create table directors (id serial primary key, name text not null);
    create table films (id serial primary key, title text not null unique, year int, director_id int references directors, tags text[] default '{}', extra jsonb);
    create table actors (id serial primary key, name text);
    create table roles (film_id int references films, actor_id int references actors, primary key (film_id, actor_id));
    create function films_age(films) returns int language sql stable as 'select 2026 - $1.year';
    insert into directors (name) values ('Agnes'), ('Fritz');
    insert into films (title, year, director_id, tags, extra) values ('Cleo', 1962, 1, '{classic,paris}', '{\"length\": 90}'), ('M', 1931, 2, '{classic}', null), ('Lost', 1940, null, '{}', null);
    insert into actors (name) values ('Corinne'), ('Peter');
    insert into roles values (1, 1), (2, 2);
    do $$ begin create role film_reader nologin; exception when duplicate_object then null; end $$;
    grant usage on schema public to film_reader; grant select on all tables in schema public to film_reader;
    do $$ begin create role films login superuser password 'films'; exception when duplicate_object then null; end $$;";

/// Starts the example and gives a client of it.
fn serve(database: &platform::database::Target, role: Option<&str>) -> (std::process::Child, Client) {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let example = program::executable().with_file_name("examples").join("serve");
    assert!(example.exists(), "run: cargo build --workspace --all-targets");
    let mut command = Command::new(example);
    let url = database.with_user("films", None).url().replace("films@", "films:films@");
    let address = format!("127.0.0.1:{port}");
    command.args(["--database-url", &url, "--schema", "public", "--listen", &address]).stdout(Stdio::null());
    if let Some(role) = role {
        command.args(["--role", role]);
    }
    let child = command.spawn().unwrap();
    while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
        std::thread::yield_now();
    }
    (child, Client::new(&format!("http://127.0.0.1:{port}"), None))
}

#[test]
fn any_schema_is_served() {
    let database = empty_database();
    wait(async { database.connect().await.unwrap().batch_execute(FILMS).await.unwrap() });
    let (mut child, client) = serve(&database, None);
    let rows = client
        .get("/films?select=title,directors(name),actors(name),length:extra->length&tags=cs.{classic}&order=year")
        .rows();
    assert_eq!(
        json!(rows),
        json!([
            { "title": "M", "directors": { "name": "Fritz" }, "actors": [{ "name": "Peter" }], "length": null },
            { "title": "Cleo", "directors": { "name": "Agnes" }, "actors": [{ "name": "Corinne" }], "length": 90 },
        ])
    );
    assert_eq!(
        json!(client.get("/directors?select=name,films(title)&films.title=eq.M&films=not.is.null").rows()),
        json!([{ "name": "Fritz", "films": [{ "title": "M" }] }])
    );
    let made = client
        .with("prefer", "return=representation")
        .post("/films?select=id,title", json!({ "title": "New", "year": 2026 }));
    assert_eq!((made.status, json!(made.rows())), (201, json!([{ "id": 4, "title": "New" }])));
    assert_eq!(client.post("/films", json!({ "title": "New" })).refusal(), "409 23505");
    assert_eq!(client.patch("/films", json!({ "year": 2000 })).status, 204, "the plain dialect allows it");
    assert_eq!(client.get("/flims").json()["hint"], "Perhaps you meant 'films'");
    child.kill().unwrap();
    let (mut child, reader) = serve(&database, Some("film_reader"));
    assert_eq!(reader.get("/films?select=title&title=eq.M").rows().len(), 1);
    assert_eq!(reader.post("/films", json!({ "title": "No" })).refusal(), "403 42501");
    child.kill().unwrap();
}
