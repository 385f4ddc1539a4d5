//! The chat about an application: who applied by a link without an account, recruiters, and a bot that asks what the job wants
//! to know.

use platform::database::Options;
use platform::{Actor, DbError};
use serde_json::{Value, json};
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};
use surfaces::{Server, Settings};
use tests::models::{Does, ModelServer};
use tests::{Client, World, wait, with_mail};

struct Scene {
    world: World,
    me: Client,
    job: String,
    application: String,
    person: String,
    /// Where the person chats.
    chat: String,
}

/// Somebody who was taken on for a job with two questions.
fn scene() -> Scene {
    scene_with(Settings { embed: platform::models::embedded(), ..with_mail() })
}

fn scene_with(settings: Settings) -> Scene {
    let world = World::with(settings, Options::default());
    let me = world.sign_in("recruiter@copilot");
    let client = me.made("clients", json!({ "name": "Secret Steel Holdings" }));
    let job = me.made(
        "jobs",
        json!({ "client_id": client, "title": "Night rigger", "status": "sourcing", "slug_url": "night-rigger-x",
            "job_locations": ["Sydney, NSW"], "country": "AU", "min_salary": 80000, "max_salary": 90000, "currency": "AUD",
            "salary_unit": "year", "assigned_recruiter_id": me.get("/auth/v1/user").json()["id"],
            "job_summary": "You rig steel by night.\nParking is free at the gate. We provide all tools and boots." }),
    );
    me.made(
        "job_questions",
        json!({ "job_id": job, "question": "May you work in Australia?", "wrong_answers": ["No"] }),
    );
    let years = json!({ "job_id": job, "question": "How many years have you rigged?", "kind": "number", "at_least": 2,
        "position": 2 });
    me.made("job_questions", years);
    let (person, application, chat) = applied(&me, &job, "ann@able.example");
    Scene { world, me, job, application, person, chat }
}

/// A new person with an application for the job, and where they chat.
fn applied(me: &Client, job: &str, email: &str) -> (String, String, String) {
    let person = json!({ "first_name": "Ann", "last_name": "Able", "email": email });
    let person = me.made("candidates", person);
    let taken = me.done("take_applicants", json!({ "job": job, "people": [person] }));
    let application = taken["applications"][0].as_str().unwrap().to_string();
    let link = me.done("renew_application_link", json!({ "application": application, "by": "link" }));
    let chat = format!("{}/chat", path(link["url"].as_str().unwrap()));
    (person, application, chat)
}

fn path(text: &str) -> String {
    text[text.find("/link/").expect("a link")..].split_whitespace().next().unwrap().to_string()
}

impl Scene {
    fn state(&self) -> String {
        let row = self.me.one(&format!("applications?id=eq.{}&select=automation_status", self.application));
        row["automation_status"].as_str().unwrap().to_string()
    }

    /// Does what the server does by itself soon after something was said.
    fn settle(&self) {
        work(&self.world);
    }

    /// The person says something, and the bot answers.
    fn say(&self, words: &str) -> String {
        let said = self.world.visitor().form(&self.chat, &[("act", "say"), ("words", words)]);
        assert_eq!(said.status, 303, "{words}: {}", said.text);
        self.settle();
        self.last()
    }

    /// The recruiter says something.
    fn write(&self, words: &str) {
        self.me.made("chat_messages", json!({ "application_id": self.application, "message_text": words }));
        self.settle();
    }

    fn messages(&self) -> Vec<Value> {
        let query = format!("/rest/v1/chat_messages?application_id=eq.{}&order=sent_at,id", self.application);
        self.me.get(&query).rows()
    }

    /// What was said last.
    fn last(&self) -> String {
        self.messages().last().map(|m| m["message_text"].as_str().unwrap().to_string()).unwrap_or_default()
    }

    fn start(&self) -> Value {
        self.me.done("start_chat", json!({ "application": self.application }))
    }

    /// The bot began, its letter is out, and the person is interested.
    fn begun(&self) -> String {
        self.start();
        self.goes_out("sent");
        self.say("yes")
    }

    /// What becomes of the letters that wait.
    fn goes_out(&self, status: &str) {
        let sql = format!(
            "select set_config('throughline.org', (select org_id::text from identity.organizations where slug = 'copilot'), false);
             update identity.emails set status = '{status}' where status in ('queued', 'sending')"
        );
        wait(self.world.sql().batch_execute(&sql)).unwrap();
    }

    /// Open actions about the person: what kind, how urgent, and what they say.
    fn actions(&self) -> Vec<(String, String, String)> {
        let query =
            format!("/rest/v1/action_queue?related_candidate_id=eq.{}&is_dismissed=is.false&order=type", self.person);
        let rows = self.world.sign_in("admin@copilot").get(&query).rows();
        let text = |row: &Value, key: &str| row[key].as_str().unwrap_or_default().to_string();
        rows.iter().map(|row| (text(row, "type"), text(row, "priority"), text(row, "title"))).collect()
    }

    /// Makes everything that was said so much older.
    fn later(&self, by: &str) {
        self.world.behind(&format!(
            "update recruiting.chat_messages set sent_at = sent_at - interval '{by}' where application_id = '{0}';
             update recruiting.chats set mail_due_at = mail_due_at - interval '{by}' where application_id = '{0}';
             update identity.background_jobs set run_at = run_at - interval '{by}', once_key = null where verb in ('mail_chat', 'keep_chats')",
            self.application
        ));
    }

    fn letters(&self) -> Vec<(String, String)> {
        self.world.letters_of("copilot", "key")
    }
}

fn work(world: &World) {
    for queue in ["chats", "default"] {
        wait(surfaces::background::work_off_queue(&world.server, queue)).unwrap();
    }
    let orgs = world.rows("select distinct org_id, verb from kit.noted where verb = 'keep_chats'", &[]);
    for org in orgs {
        let server: &Server = &world.server;
        let actor = Actor::system(org.get(0));
        wait(server.call(&actor, "keep_chats", json!({}))).unwrap();
    }
    world.behind("delete from kit.noted where verb = 'keep_chats'");
}

/// What the server itself may do in the database.
fn as_server(world: &World, sql: &str) -> Result<u64, DbError> {
    let org: uuid::Uuid = world.value("select org_id from identity.organizations where slug = 'copilot'");
    wait(async {
        let tx = world.server.door.begin(&Actor::system(org)).await?;
        let done = tx.execute(sql, &[]).await.map_err(DbError::from)?;
        tx.commit().await?;
        Ok(done)
    })
}

#[test]
fn a_bot_asks_what_the_job_wants_to_know_and_keeps_what_was_agreed_to() {
    let s = scene();
    assert_eq!(s.state(), "new");
    let started = s.start();
    assert_eq!((&started["url"], s.state().as_str()), (&Value::Null, "contacting"), "a letter goes out");
    let letters = s.letters();
    let (to, letter) = letters.last().unwrap();
    assert!(to == "ann@able.example" && letter.contains("/chat") && !letter.contains("Ann"), "{letter}");
    s.goes_out("sent");
    assert_eq!(s.state(), "awaiting_reply");
    // The letter's link opens the chat.
    let page = s.world.visitor().get(&path(letter));
    assert!(page.status == 200 && page.text.contains("I have 6 short questions"), "{}", page.text);
    assert!(s.last().contains("Hello Ann, I am the bot of Co-Pilot Labour Hire, a program."), "{}", s.last());
    assert!(s.say("yep").contains("May you work in Australia?"));
    assert_eq!(s.state(), "live_chat");
    assert_eq!(s.say("I do not"), "I understood: No. Is that right?");
    let answers =
        || s.me.get(&format!("/rest/v1/application_answers?application_id=eq.{}&order=id", s.application)).rows();
    assert!(answers().is_empty(), "nothing is kept before they agree");
    assert!(s.say("nope").contains("misunderstood"));
    assert_eq!(s.say("yeah, sure"), "I understood: Yes. Is that right?");
    assert!(s.say("yes").contains("How many years have you rigged?"));
    assert_eq!(s.say("around 1 year I think"), "I understood: 1. Is that right?");
    assert!(s.say("that's right").contains("first day you could start"));
    let kept: Vec<(Value, Value)> =
        answers().iter().map(|a| (a["answer"].clone(), a["is_knock_out"].clone())).collect();
    assert_eq!(kept, [(json!("Yes"), json!(false)), (json!("1"), json!(true))], "marked as the form marks");
    let application = format!("applications?id=eq.{}&select=is_knocked_out,status", s.application);
    assert_eq!(s.me.one(&application), json!({ "is_knocked_out": true, "status": "new" }), "and nothing else follows");
    let profile = || s.me.one(&format!("candidates?id=eq.{}", s.person));
    s.say("3rd of March 2031");
    assert_eq!(profile()["availability_date"], Value::Null);
    s.say("correct");
    assert_eq!(profile()["availability_date"], "2031-03-03");
    s.say("two weeks");
    s.say("yes");
    s.say("85k");
    s.say("yes");
    s.say("Newcastle");
    assert!(s.say("yes").contains("that is all"));
    let profile = profile();
    for (column, value) in [
        ("notice_period", json!(14)),
        ("expected_ctc", json!(85000)),
        ("currency", json!("AUD")),
        ("current_locations", json!(["Newcastle"])),
    ] {
        assert_eq!(profile[column], value, "{column}");
    }
    assert_eq!(s.state(), "completed");
    // What it knows it does not ask again; what they ask later it answers.
    assert!(s.say("Is there parking?").contains("“Parking is free at the gate.”"));
    assert_eq!(s.state(), "completed");
    assert_eq!(s.me.verb("start_chat", json!({ "application": s.application })).refusal(), "409 TL409");
    // It answers once, however often it is asked to.
    let many = s.messages().len();
    let actor = Actor::system(s.world.value("select org_id from identity.organizations where slug = 'copilot'"));
    let again = wait(s.world.server.call(&actor, "answer_chat", json!({ "application": s.application }))).unwrap();
    assert_eq!((again["answered"].clone(), s.messages().len()), (json!(false), many));
}

#[test]
fn without_a_way_to_write_the_link_is_passed_on() {
    let s = scene();
    s.me.patch(&format!("/rest/v1/candidates?id=eq.{}", s.person), json!({ "email": null }));
    let by_mail = json!({ "application": s.application, "by": "mail" });
    assert_eq!(s.me.verb("start_chat", by_mail).refusal(), "400 TL100");
    let url = s.start()["url"].as_str().unwrap().to_string();
    assert!(s.world.visitor().get(&path(&url)).text.contains("Are you interested?"));
    assert_eq!(s.state(), "awaiting_reply");
    // A letter that does not go out needs somebody.
    let (_, application, _) = applied(&s.me, &s.job, "bo@able.example");
    let other = Scene { application, ..s };
    other.start();
    other.goes_out("failed");
    assert_eq!(other.state(), "intervention_needed");
    for who in ["sales@copilot", "viewer@copilot"] {
        let refused = other.world.sign_in(who).verb("start_chat", json!({ "application": other.application }));
        assert_eq!(refused.refusal(), "403 42501", "{who}");
    }
    let elsewhere = other.world.sign_in("recruiter@yourco");
    for verb in ["start_chat", "take_over_chat", "hand_back_chat", "send_chat_reminder", "mark_chat_read"] {
        assert_eq!(elsewhere.verb(verb, json!({ "application": other.application })).refusal(), "404 TL404", "{verb}");
    }
    for verb in ["answer_chat", "mail_chat", "keep_chats"] {
        assert_eq!(other.world.sign_in("admin@copilot").verb(verb, json!({})).refusal(), "403 42501", "{verb}");
    }
}

#[test]
fn a_model_answers_from_the_job_when_it_shows_where_that_stands() {
    let model = ModelServer::start();
    let settings = model.settings(Settings { embed: platform::models::embedded(), ..with_mail() });
    let s = scene_with(settings);
    s.begun();
    let admin = s.world.sign_in("admin@copilot");
    let row = json!({ "name": "Here", "kind": "openai", "address": model.address, "model": "small-1" });
    let provider = admin.done("add_model_provider", row)["provider"].clone();
    admin.done("try_model_provider", json!({ "provider": provider }));
    model.says(r#"{"answer":"You can park for free.","quote":"Parking is free at the gate"}"#);
    let said = s.say("Can I leave my car somewhere?");
    assert!(said.contains("You can park for free.") && said.contains("“Parking is free at the gate”"), "{said}");
    let (_, _, asked) = model.asked().pop().unwrap();
    assert!(asked.to_string().contains("Parking is free") && !asked.to_string().contains("Secret Steel"), "{asked}");
    // What it makes up is not said: the job is quoted as without a model.
    model.says(r#"{"answer":"It pays a million.","quote":"AUD 1000000 a year"}"#);
    let said = s.say("What is the salary?");
    assert!(said.contains("AUD 80") && !said.contains("million"), "{said}");
    // Nor does anything wait for a model that is away.
    model.next(Does::Refuses(500, "Oops".into()));
    let said = s.say("Is it full time?");
    assert!(said.contains("full time"), "{said}");
}

#[test]
fn the_job_is_quoted_and_what_it_does_not_say_is_handed_over() {
    let s = scene();
    s.begun();
    for (asked, words) in [
        ("What is the salary?", "AUD 80"),
        ("how much does it pay", "AUD 80"),
        ("Where would I work?", "Sydney, NSW"),
        ("Do you provide the tools?", "We provide all tools and boots."),
        ("Is there parking?", "Parking is free at the gate."),
        ("Is it full time?", "full time"),
    ] {
        let said = s.say(asked);
        assert!(said.contains("The description of the job says: “") && said.contains(words), "{asked}: {said}");
        assert!(said.contains("May you work in Australia?"), "and it goes on: {said}");
    }
    assert_eq!(s.state(), "live_chat");
    let said = s.say("Who is the client?");
    assert!(said.contains("asked a colleague"), "{said}");
    assert_eq!(s.state(), "intervention_needed");
    assert!(s.messages().iter().all(|m| !m["message_text"].as_str().unwrap().contains("Secret Steel")));
    // From now on the bot is silent, and somebody is told.
    let many = s.messages().len();
    s.say("hello?");
    assert_eq!(s.messages().len(), many + 1);
    let actions = s.actions();
    assert_eq!(actions.len(), 1, "{actions:?}");
    assert_eq!(actions[0].0, "intervention_needed");
    assert_eq!(
        (actions[0].1.as_str(), actions[0].2.contains("Ann Able") && actions[0].2.contains("Night rigger")),
        ("high", true)
    );
    let today = s.world.browser("recruiter@copilot").get("/today").text;
    assert!(today.contains(&format!("/applications/{}/chat", s.application)), "one button that leads there");
    s.me.done("hand_back_chat", json!({ "application": s.application }));
    assert!(s.last().contains("May you work in Australia?") && s.state() == "live_chat");
    s.settle();
    assert!(s.actions().is_empty(), "the reason is gone");
}

#[test]
fn who_is_not_understood_asks_for_a_person_or_says_no_is_heard() {
    let s = scene();
    s.begun();
    assert!(s.say("purple").contains("did not understand"));
    assert!(s.say("green").contains("colleague"));
    assert_eq!(s.state(), "intervention_needed");
    s.me.done("hand_back_chat", json!({ "application": s.application }));
    assert!(s.say("can I talk to a person?").contains("colleague"));
    assert_eq!(s.state(), "intervention_needed");
    s.me.done("hand_back_chat", json!({ "application": s.application }));
    assert!(s.say("STOP").contains("will not ask any more"));
    assert_eq!(s.state(), "declined");
    assert_eq!(s.me.verb("hand_back_chat", json!({ "application": s.application })).refusal(), "409 TL409");
    assert!(s.me.verb("send_chat_reminder", json!({ "application": s.application })).refusal() == "409 TL409");
    s.say("I changed it, I am interested");
    assert_eq!(s.state(), "intervention_needed", "no bot answers who said no");
    // No to the first question is no.
    let (_, application, chat) = applied(&s.me, &s.job, "bo@able.example");
    let s = Scene { application, chat, ..s };
    s.start();
    s.say("no");
    assert_eq!(s.state(), "declined");
}

#[test]
fn a_recruiter_who_writes_has_the_word_until_it_is_handed_back() {
    let s = scene();
    s.begun();
    s.write("Hello Ann, this is Riley.");
    assert_eq!(s.state(), "live_chat");
    let many = s.messages().len();
    s.say("yes");
    assert_eq!((s.messages().len(), s.state().as_str()), (many + 1, "live_chat"), "the bot is silent");
    assert_eq!(s.me.verb("take_over_chat", json!({ "application": s.application })).refusal(), "409 TL409");
    s.me.done("hand_back_chat", json!({ "application": s.application }));
    assert!(s.last().contains("May you work in Australia?"));
    assert_eq!(s.me.verb("hand_back_chat", json!({ "application": s.application })).refusal(), "409 TL409");
    s.me.done("take_over_chat", json!({ "application": s.application }));
    let many = s.messages().len();
    s.say("yes");
    assert_eq!(s.messages().len(), many + 1);
    // Who writes where nobody is waits for somebody.
    let (_, application, chat) = applied(&s.me, &s.job, "bo@able.example");
    let s = Scene { application, chat, ..s };
    s.say("Is anybody there?");
    assert_eq!(s.state(), "intervention_needed");
    s.write("I am.");
    assert_eq!(s.state(), "live_chat");
}

#[test]
fn nobody_sets_where_a_chat_stands() {
    let s = scene();
    let admin = s.world.sign_in("admin@copilot");
    let at = format!("/rest/v1/applications?id=eq.{}", s.application);
    assert_eq!(admin.patch(&at, json!({ "automation_status": "completed" })).refusal(), "400 428C9");
    // An import makes applications as well; what its column says counts for nothing.
    let person = s.me.made("candidates", json!({ "first_name": "Imported", "last_name": "Person" }));
    let file = format!("Job,Candidate,Automation status\n{},{person},completed\n", s.job);
    s.world.import(&admin, "applications", file.as_bytes());
    let at = format!("/rest/v1/applications?candidate_id=eq.{person}&select=automation_status");
    assert!(admin.get(&at).rows().iter().all(|row| row["automation_status"] == "new"), "nor an import");
    let set = |to: &str| {
        let sql =
            format!("update recruiting.applications set automation_status = '{to}' where id = '{}'", s.application);
        as_server(&s.world, &sql)
    };
    assert_eq!(set("completed").unwrap_err().code, "23514", "nor the server itself");
    let arrows = s.world.rows("select here::text, there::text from recruiting.chat_arrows()", &[]);
    let all: Vec<(String, String)> = arrows.iter().map(|row| (row.get(0), row.get(1))).collect();
    let states = ["new", "contacting", "awaiting_reply", "live_chat", "intervention_needed", "completed", "declined"];
    for here in states {
        for there in states.iter().filter(|there| **there != here) {
            s.world.behind(&format!(
                "update recruiting.applications set automation_status = '{here}' where id = '{}'",
                s.application
            ));
            let moved = as_server(&s.world, &format!("select recruiting.move_chat('{}', '{there}')", s.application));
            let may = all.contains(&(here.to_string(), (*there).to_string()));
            assert_eq!(moved.is_ok(), may, "{here} to {there}");
        }
    }
}

#[test]
fn undo_turns_no_chat_back_and_takes_back_no_word() {
    let s = scene();
    let started = s.me.verb("start_chat", json!({ "application": s.application }));
    let operation = started.header("operation").to_string();
    s.me.verb("undo", json!({ "operation": operation }));
    assert_eq!((s.state().as_str(), s.messages().len()), ("contacting", 1));
    // A reminder a recruiter sent was said, whatever becomes of the operation.
    s.me.done("take_over_chat", json!({ "application": s.application }));
    let reminded = s.me.verb("send_chat_reminder", json!({ "application": s.application }));
    assert_eq!(reminded.status, 200, "{}", reminded.text);
    let many = s.messages().len();
    s.me.verb("undo", json!({ "operation": reminded.header("operation") }));
    assert_eq!(s.messages().len(), many);
    // What goes with an application comes back with it.
    let browser = s.world.browser("admin@copilot").with("hx-request", "true");
    let gone = browser.form(&format!("/applications/{}/delete", s.application), &[]);
    assert!(s.messages().is_empty(), "{}", gone.text);
    let undo = gone.header("hx-redirect").to_string();
    let operation = undo.split("did=").nth(1).unwrap().split('&').next().unwrap();
    let admin = s.world.sign_in("admin@copilot");
    assert_eq!(admin.verb("undo", json!({ "operation": operation })).status, 200);
    assert_eq!((s.state().as_str(), s.messages().len()), ("live_chat", many));
}

#[test]
fn nobody_speaks_as_another_or_changes_what_was_said() {
    let s = scene();
    s.begun();
    let admin = s.world.sign_in("admin@copilot");
    let row = |words: &str| json!({ "application_id": s.application, "message_text": words });
    for (column, value) in [
        ("sender_type", json!("candidate")),
        ("sender_type", json!("bot")),
        ("sent_at", json!("2020-01-01T00:00:00Z")),
        ("is_read", json!(true)),
        ("sent_by", json!(s.person)),
    ] {
        let mut forged = row("I accept less");
        forged[column] = value;
        assert_eq!(admin.post("/rest/v1/chat_messages", forged).refusal(), "400 428C9", "{column}");
    }
    let file = format!("Application,Message text,Sender type\n{},I accept less,CANDIDATE\n", s.application);
    let many = s.messages().len();
    s.world.import(&admin, "chat_messages", file.as_bytes());
    assert_eq!(s.messages().len(), many, "what was said is not imported");
    let said = s.messages().last().unwrap()["id"].as_str().unwrap().to_string();
    for who in [&s.me, &admin] {
        let at = format!("/rest/v1/chat_messages?id=eq.{said}");
        assert_eq!(who.patch(&at, json!({ "message_text": "No" })).status, 403);
        assert_eq!(who.patch(&at, json!({ "is_read": true })).status, 403);
        assert_eq!(who.delete(&at).status, 403);
    }
    // The server neither: it says what the bot says, and no more.
    for sql in [
        format!("update recruiting.chat_messages set message_text = 'x' where id = '{said}'"),
        format!("update recruiting.chat_messages set sender_type = 'candidate' where id = '{said}'"),
        format!("update recruiting.chat_messages set sent_at = now() where id = '{said}'"),
        format!("update recruiting.chat_messages set is_read = true where id = '{said}'"),
        format!("delete from recruiting.chat_messages where id = '{said}'"),
    ] {
        assert_eq!(as_server(&s.world, &sql).unwrap_err().code, "23514", "{sql}");
    }
    let forged = format!(
        "insert into recruiting.chat_messages (application_id, sender_type, message_text) values ('{}', 'candidate', 'x')",
        s.application
    );
    as_server(&s.world, &forged).unwrap();
    assert_eq!(s.messages().last().unwrap()["sender_type"], "bot");
    // Length, nothing, and hostile text.
    let guest = s.world.visitor();
    for (words, refused) in
        [(" \n\t ".to_string(), "Write something first"), ("x".repeat(4001), "at most 4,000 letters")]
    {
        let answer = guest.form(&s.chat, &[("act", "say"), ("words", &words)]);
        assert!(answer.status == 400 && answer.text.contains(refused), "{refused}: {}", answer.text);
        assert_eq!(s.me.post("/rest/v1/chat_messages", row(&words)).status, 400);
    }
    let hostile = "<script>alert(1)</script><img src=x onerror=alert(2)> {{7*7}} \u{202e}gnp.exe";
    guest.form(&s.chat, &[("act", "say"), ("words", hostile), ("sender_type", "recruiter")]);
    let page = guest.get(&s.chat).text;
    let browser = s.world.browser("recruiter@copilot");
    for page in [page, browser.get(&format!("/applications/{}", s.application)).text] {
        assert!(page.contains("&lt;script&gt;alert(1)") && !page.contains("<script>alert"), "{page}");
        assert!(!page.contains("<img src=x"));
    }
    assert_eq!(s.messages().last().unwrap()["sender_type"], "candidate", "whatever the form says");
}

#[test]
fn a_link_opens_its_own_chat_and_no_other() {
    let s = scene();
    s.write("A word for Ann.");
    let (_, application, chat) = applied(&s.me, &s.job, "bo@able.example");
    let guest = s.world.visitor();
    assert!(!guest.get(&chat).text.contains("A word for Ann"));
    // The same person's other application is another chat.
    let client = s.me.get("/rest/v1/clients?select=id&limit=1").rows()[0]["id"].clone();
    let job = s.me.made("jobs", json!({ "client_id": client, "title": "Other", "slug_url": "other-x" }));
    let taken = s.me.done("take_applicants", json!({ "job": job, "people": [s.person] }));
    let link = s.me.done("renew_application_link", json!({ "application": taken["applications"][0], "by": "link" }));
    assert!(!guest.get(&format!("{}/chat", path(link["url"].as_str().unwrap()))).text.contains("A word for Ann"));
    let forged =
        [("act", "say"), ("words", "Hm"), ("application_id", s.application.as_str()), ("application", &s.application)];
    assert_eq!(guest.form(&chat, &forged).status, 303);
    assert_eq!(s.messages().len(), 1, "it is said in their own");
    let of_other = format!("/rest/v1/chat_messages?application_id=eq.{application}");
    assert_eq!(s.me.get(&of_other).rows().len(), 1);
    // Links that do not work, and those of another purpose.
    for dead in ["/link/nothing/chat", "/link/nothing/chat/stream"] {
        assert_eq!(guest.get(dead).status, 404, "{dead}");
    }
    assert_eq!(guest.form("/link/nothing/chat", &[("act", "say"), ("words", "x")]).status, 404);
    s.world.behind("update identity.guest_links set purpose = 'application_form'");
    assert_eq!(guest.get(&chat).status, 404);
    s.world.behind("update identity.guest_links set purpose = 'application', expires_at = now() - interval '1 day'");
    assert_eq!(guest.get(&chat).status, 410);
    assert_eq!(guest.form(&chat, &[("act", "say"), ("words", "x")]).status, 410);
}

#[test]
fn each_side_sees_what_the_other_wrote_and_read() {
    let s = scene();
    s.write("Hello.");
    let guest = s.world.visitor();
    let status = guest.get(s.chat.trim_end_matches("/chat")).text;
    assert!(status.contains("1 unread") && status.contains("Open the chat"), "{status}");
    let page = guest.get(&s.chat).text;
    assert!(page.contains("Hello.") && page.contains("Mark as read") && page.contains("name=\"words\""), "{page}");
    assert!(!s.messages()[0]["is_read"].as_bool().unwrap(), "a program that follows a link has not read");
    guest.form(&s.chat, &[("act", "read")]);
    assert!(s.messages()[0]["is_read"].as_bool().unwrap());
    let browser = s.world.browser("recruiter@copilot");
    let at = format!("/applications/{}", s.application);
    assert!(browser.get(&at).text.contains("data-read-mark"), "who wrote it sees that");
    s.say("Hello back.");
    let shown = browser.get(&at).text;
    assert!(
        shown.contains("Hello back.") && shown.contains("1 unread message") && shown.contains("Mark read"),
        "{shown}"
    );
    let unread =
        || s.me.one(&format!("applications?id=eq.{}&select=unread_messages", s.application))["unread_messages"].clone();
    assert_eq!(unread(), 1);
    let today = browser.get("/today").text;
    assert!(today.contains("Ann Able wrote to you"), "{today}");
    let read = browser.form(&format!("{at}/chat"), &[("act", "read")]);
    assert_eq!((read.status, unread()), (303, json!(0)));
    assert!(guest.get(&s.chat).text.contains("data-read-mark"));
    // Written from the page; nobody but who may write does.
    assert_eq!(browser.form(&format!("{at}/chat"), &[("act", "say"), ("words", "From the page.")]).status, 303);
    assert_eq!(s.last(), "From the page.");
    let sales = s.world.browser("sales@copilot");
    assert!(sales.form(&format!("{at}/chat"), &[("act", "say"), ("words", "x")]).status >= 400);
    assert!(
        !s.world.browser("viewer@copilot").get(&at).text.contains("From the page."),
        "personal words are not for viewers"
    );
    let page = guest.get(&s.chat).text;
    let first = s.me.get("/auth/v1/user").json();
    let first = first["user_metadata"]["full_name"].as_str().unwrap_or_default().split(' ').next().unwrap().to_string();
    assert!(page.contains(&first) && !first.is_empty(), "a colleague by the first name: {first}");
}

#[test]
fn who_is_away_is_written_to_once() {
    let s = scene();
    let letters = || s.letters().iter().filter(|(_, body)| body.contains("there is a message for you")).count();
    s.write("Are you there?");
    assert_eq!(letters(), 0, "not at once");
    s.later("11 minutes");
    s.settle();
    assert_eq!(letters(), 1);
    let (_, body) = s.letters().pop().unwrap();
    assert!(s.world.visitor().get(&path(&body)).text.contains("Are you there?"));
    s.write("And now?");
    s.later("2 hours");
    s.settle();
    assert_eq!(letters(), 1, "once, until they come back");
    s.say("I am here");
    s.write("Good.");
    s.later("11 minutes");
    s.settle();
    assert_eq!(letters(), 2);
    // What was read is written about to nobody.
    s.world.visitor().form(&s.chat, &[("act", "read")]);
    s.write("Read this at once.");
    s.world.visitor().form(&s.chat, &[("act", "read")]);
    s.later("1 hour");
    s.settle();
    assert_eq!(letters(), 2);
}

#[test]
fn the_queue_says_who_waits_and_who_does_not_answer() {
    let s = scene();
    s.me.done("take_over_chat", {
        s.start();
        json!({ "application": s.application })
    });
    s.say("I can start on Monday.");
    assert!(s.actions().is_empty(), "not at once");
    s.later("5 hours");
    s.settle();
    let actions = s.actions();
    assert_eq!(actions.len(), 1, "{actions:?}");
    assert_eq!((actions[0].0.as_str(), actions[0].1.as_str()), ("chat_followup", "medium"));
    assert_eq!(actions[0].2, "Ann Able waits for an answer: Night rigger");
    // Consequence is priority, and one stays one.
    s.me.patch(&format!("/rest/v1/applications?id=eq.{}", s.application), json!({ "is_recruiter_approved": true }));
    s.say("Hello?");
    s.later("5 hours");
    s.settle();
    assert_eq!(s.actions().iter().map(|a| a.1.as_str()).collect::<Vec<_>>(), ["high"]);
    s.write("Monday is fine.");
    assert!(s.actions().is_empty(), "it is closed by the answer");
    s.later("4 days");
    s.settle();
    wait(s.world.server.call(
        &Actor::system(s.world.value("select org_id from identity.organizations where slug = 'copilot'")),
        "keep_chats",
        json!({}),
    ))
    .unwrap();
    let actions = s.actions();
    assert_eq!((actions.len(), actions[0].0.as_str()), (1, "no_response"));
    // One button sends a reminder, and that ends it.
    let browser = s.world.browser("recruiter@copilot");
    let action = s.me.one(&format!("action_queue?related_candidate_id=eq.{}&is_dismissed=is.false", s.person));
    let act = [("noun", "action_queue"), ("id", action["id"].as_str().unwrap()), ("do", "remind")];
    let before = s.letters().len();
    assert_eq!(browser.form("/today/act", &act).status, 303);
    s.settle();
    assert_eq!(s.letters().len(), before + 1);
    assert!(s.last().contains("reminder") && s.actions().is_empty());
    // What was dismissed comes back when something happens, and who asks to be forgotten stays.
    s.say("Sorry, I was away");
    s.later("5 hours");
    s.settle();
    let id =
        s.me.one(&format!("action_queue?related_candidate_id=eq.{}&is_dismissed=is.false", s.person))["id"].clone();
    let at = format!("/rest/v1/action_queue?id=eq.{}", id.as_str().unwrap());
    assert_eq!(s.me.patch(&at, json!({ "is_dismissed": true })).status, 204);
    s.say("?");
    s.settle();
    assert!(s.actions().is_empty());
    s.world.visitor().form(s.chat.trim_end_matches("/chat"), &[("act", "erase")]);
    s.write("We will.");
    let actions = s.actions();
    assert_eq!(actions.len(), 1, "{actions:?}");
    assert!(actions[0].2.ends_with("asks for the erasure of their data"));
}

#[test]
fn an_erased_persons_chat_goes_with_them() {
    let s = scene();
    s.begun();
    s.say("I live at 7 Secret Lane");
    let admin = s.world.sign_in("admin@copilot");
    admin.done("erase_person", json!({ "noun": "candidates", "id": s.person, "reason": "Asked for" }));
    assert!(s.messages().is_empty());
    let left: i64 =
        s.world.value(&format!("select count(*) from recruiting.chats where application_id = '{}'", s.application));
    assert_eq!(left, 0);
    let left: i64 = s.world.value(
        "select (select count(*) from identity.undo_entries where before::text like '%Secret Lane%' or after::text like '%Secret Lane%')
              + (select count(*) from identity.audit_log where changes::text like '%Secret Lane%')
              + (select count(*) from identity.background_jobs where input::text like '%Secret Lane%')",
    );
    assert_eq!(left, 0);
    assert_eq!(s.world.visitor().get(&s.chat).status, 404, "and so does the link");
}

#[test]
fn many_write_at_once_and_nothing_is_lost() {
    let s = scene();
    s.begun();
    std::thread::scope(|scope| {
        for n in 0..3 {
            let (chat, guest) = (&s.chat, s.world.visitor());
            scope.spawn(move || {
                for m in 0..4 {
                    let sent = guest.form(chat, &[("act", "say"), ("words", &format!("Theirs {n} {m}"))]);
                    assert_eq!(sent.status, 303, "{}", sent.text);
                }
            });
            let (me, application) = (s.me.clone(), &s.application);
            scope.spawn(move || {
                for m in 0..4 {
                    me.made(
                        "chat_messages",
                        json!({ "application_id": application, "message_text": format!("Ours {n} {m}") }),
                    );
                    let back = me.verb("hand_back_chat", json!({ "application": application }));
                    assert!(matches!(back.status, 200 | 409), "{}", back.text);
                }
            });
        }
    });
    let all = s.messages();
    let of = |sender: &str| all.iter().filter(|m| m["sender_type"] == sender).count();
    assert_eq!((of("candidate"), of("recruiter")), (13, 12));
    assert_eq!(s.state(), "live_chat");
}

/// What a stream says until it says this; at most some seconds.
fn heard(stream: &mut TcpStream, words: &str) -> (String, Duration) {
    stream.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
    let (begin, mut all, mut buffer) = (Instant::now(), String::new(), [0; 4096]);
    while begin.elapsed() < Duration::from_secs(10) && !all.contains(words) {
        match stream.read(&mut buffer) {
            Ok(0) => break,
            Ok(n) => all.push_str(&String::from_utf8_lossy(&buffer[..n])),
            Err(_) => {}
        }
    }
    assert!(all.contains(words), "{words}: {all}");
    (all, begin.elapsed())
}

fn listens(who: &Client, path: &str) -> TcpStream {
    let mut stream = who.begin("GET", path, "");
    stream.flush().unwrap();
    stream
}

#[test]
fn both_sides_hear_each_other_at_once() {
    let s = scene();
    s.write("First.");
    let mut theirs = listens(&s.world.visitor(), &format!("{}/stream", s.chat));
    let (all, _) = heard(&mut theirs, "First.");
    assert!(all.contains("event: said") && all.contains("text/event-stream"), "{all}");
    let browser = s.world.browser("recruiter@copilot");
    let ours = format!("/events?on=chat_messages&record=applications/{}", s.application);
    let mut ours = listens(&browser, &ours);
    heard(&mut ours, "event: ready");
    s.write("Second.");
    let (_, took) = heard(&mut theirs, "Second.");
    assert!(took < Duration::from_secs(1), "{took:?}");
    s.world.visitor().form(&s.chat, &[("act", "typing")]);
    heard(&mut ours, "event: sign");
    browser.form(&format!("/applications/{}/chat", s.application), &[("act", "typing")]);
    heard(&mut theirs, "event: sign");
    s.world.visitor().form(&s.chat, &[("act", "say"), ("words", "Third.")]);
    let (_, took) = heard(&mut ours, "\"noun\":\"chat_messages\"");
    assert!(took < Duration::from_secs(1), "{took:?}");
    s.write("Fourth.");
    let (all, _) = heard(&mut theirs, "event: read");
    assert!(!all.contains("Second."), "nothing is said twice: {all}");
    // Another's stream hears nothing of it.
    let (_, _, other) = applied(&s.me, &s.job, "bo@able.example");
    let mut others = listens(&s.world.visitor(), &format!("{other}/stream"));
    heard(&mut others, "event: ready");
    s.write("Fifth.");
    heard(&mut theirs, "Fifth.");
    s.me.made("chat_messages", json!({ "application_id": s.application, "message_text": "Sixth." }));
    let mut buffer = [0; 4096];
    let quiet =
        others.read(&mut buffer).map(|n| String::from_utf8_lossy(&buffer[..n]).into_owned()).unwrap_or_default();
    assert!(!quiet.contains("Fifth") && !quiet.contains("Sixth"), "{quiet}");
}
