//! Renewed tickets: asked for, sent through a link by who has no account, accepted or refused by a member.

use platform::database::Options;
use serde_json::{Value, json};
use tests::{Answer, Client, World, with_mail};

/// The smallest picture there is.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\x9cc\xf8\xff\xff?\0\x05\xfe\x02\xfe\xa75\x81\x84\0\0\0\0IEND\xaeB`\x82";

/// What is sent with the form, its file, and what is told.
type Sent<'a> = (&'a [(&'a str, &'a str)], Option<&'a [u8]>, &'a str);

struct Scene {
    world: World,
    me: Client,
    person: String,
}

fn scene() -> Scene {
    let world = World::with(with_mail(), Options::default());
    let me = world.sign_in("recruiter@copilot");
    let person = json!({ "first_name": "Ann", "last_name": "Able", "email": "ann@able.example", "phone": "+61 412 345 678",
        "compliance": [{ "ticket": "White Card", "number": "old", "expires": "2020-01-31" }, { "ticket": "EWP" }] });
    let person = me.made("candidates", person);
    Scene { world, me, person }
}

/// The address below the server of a link.
fn path(url: &str) -> String {
    let rest = &url[url.find("/link/").unwrap()..];
    rest.split_whitespace().next().unwrap().to_string()
}

impl Scene {
    fn ask(&self, by: &str) -> Answer {
        self.me.verb("request_ticket_renewal", json!({ "person": self.person, "ticket": "white card", "by": by }))
    }

    /// The path of a new link, and the renewal it is about.
    fn link(&self) -> (String, String) {
        let asked = self.ask("link").json();
        (path(asked["url"].as_str().unwrap()), asked["renewal"].as_str().unwrap().to_string())
    }

    fn day(&self, days: i32) -> String {
        self.world.value(&format!("select (current_date + {days})::text"))
    }

    /// Sends the form of the page.
    fn send(&self, path: &str, fields: &[(&str, &str)], file: Option<&[u8]>) -> Answer {
        let mut body = Vec::new();
        for (name, value) in fields {
            let part = format!("--line\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(part.as_bytes());
        }
        if let Some(bytes) = file {
            let head = "--line\r\ncontent-disposition: form-data; name=\"file\"; filename=\"../../<script>.png\"\r\n\
                        content-type: text/html\r\n\r\n";
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--line--\r\n");
        let guest = self.world.visitor().with("content-type", "multipart/form-data; boundary=line");
        guest.send("POST", path, Some(body))
    }

    /// Sends a good one.
    fn send_good(&self, path: &str) -> Answer {
        self.send(path, &[("number", "WC 77"), ("issued", &self.day(-3)), ("expires", &self.day(900))], Some(PNG))
    }

    fn renewal(&self, id: &str) -> Value {
        self.me.one(&format!("ticket_renewals?id=eq.{id}"))
    }

    fn tickets(&self) -> Value {
        self.me.one(&format!("candidates?id=eq.{}&select=compliance", self.person))["compliance"].clone()
    }

    fn files(&self) -> usize {
        self.me.get(&format!("/rest/v1/files?entity_id=eq.{}", self.person)).rows().len()
    }
}

#[test]
fn a_renewed_ticket_comes_in_by_the_link_and_becomes_one_when_accepted() {
    let s = scene();
    let (link, renewal) = s.link();
    let page = s.world.visitor().get(&link);
    assert!(page.text.contains("Your White Card") && page.text.contains("31 Jan 2020"), "{}", page.text);
    assert!(!page.text.contains("Able") && !page.text.contains("ann@able"), "no more than is needed is shown");
    let sent = s.send_good(&link);
    assert_eq!((sent.status, sent.header("location")), (303, link.as_str()), "{}", sent.text);
    assert!(s.world.visitor().get(&link).text.contains("Thank you"));
    let came = s.renewal(&renewal);
    assert_eq!((came["status"].clone(), came["number"].clone()), (json!("received"), json!("WC 77")));
    let file = s.me.one(&format!("files?id=eq.{}", came["file_id"].as_str().unwrap()));
    assert_eq!(
        (file["name"].clone(), file["content_type"].clone(), file["entity_id"].clone()),
        (json!("White Card, renewed.png"), json!("image/png"), json!(s.person)),
        "what the sender calls it counts for nothing"
    );
    // It waits for a member, with its picture in view.
    let browser = s.world.browser("recruiter@copilot");
    assert!(browser.get("/today?all=1").text.contains("Ann Able sent a new White Card"));
    let picture = format!("/files/{}/picture", came["file_id"].as_str().unwrap());
    let shown = browser.get(&format!("/candidates/{}", s.person)).text;
    assert!(shown.contains(&picture) && shown.contains("WC 77"), "{shown}");
    let picture = browser.get(&picture);
    assert_eq!((picture.status, picture.header("content-type")), (200, "image/png"));
    assert!(picture.header("content-security-policy").contains("sandbox"));
    assert_eq!(s.tickets()[0]["number"], "old", "nothing is a ticket before it is accepted");
    let done = s.me.done("accept_ticket_renewal", json!({ "renewal": renewal, "number": "WC 78" }));
    assert_eq!(done["status"], "accepted");
    let new = json!({ "ticket": "White Card", "number": "WC 78", "issued": s.day(-3), "expires": s.day(900), "scan": came["file_id"] });
    assert_eq!(s.tickets(), json!([{ "ticket": "EWP" }, new]), "the one that ran out goes");
    assert_eq!(s.me.verb("accept_ticket_renewal", json!({ "renewal": renewal })).refusal(), "409 TL409");
    assert_eq!(s.me.verb("refuse_ticket_renewal", json!({ "renewal": renewal, "reason": "x" })).refusal(), "409 TL409");
    assert_eq!(s.send_good(&link).status, 409, "after it was accepted");
}

#[test]
fn a_refused_one_says_why_and_changes_nothing() {
    let s = scene();
    let (link, renewal) = s.link();
    let refuse = |reason: &str| s.me.verb("refuse_ticket_renewal", json!({ "renewal": renewal, "reason": reason }));
    assert_eq!(refuse("Too dark").refusal(), "409 TL409", "nothing came in yet");
    assert_eq!(s.send_good(&link).status, 303);
    assert_eq!(refuse(" ").refusal(), "400 TL100");
    let sales = s.world.sign_in("sales@copilot");
    assert_eq!(sales.verb("refuse_ticket_renewal", json!({ "renewal": renewal, "reason": "x" })).status, 403);
    assert_eq!(s.ask("link").refusal(), "409 TL409", "one that waits is decided first");
    assert_eq!(refuse("The photograph is too dark.").json()["status"], "refused");
    assert!(s.world.visitor().get(&link).text.contains("The photograph is too dark."));
    assert_eq!(s.tickets()[0]["number"], "old");
    assert_eq!(s.ask("link").status, 200, "and may be asked for again");
}

#[test]
fn what_is_wrong_is_told_at_its_field_and_nothing_is_kept() {
    let s = scene();
    let (link, renewal) = s.link();
    let good = s.day(900);
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".as_slice();
    let cases: [Sent<'_>; 9] = [
        (&[("number", "1"), ("expires", &good)], None, "Please choose a photograph"),
        (&[("number", "1"), ("expires", &good)], Some(b""), "Please choose a photograph"),
        (&[("number", "1"), ("expires", &good)], Some(svg), "neither a photograph"),
        (&[("number", "1"), ("expires", &good)], Some(b"<html><script>alert(1)</script>"), "neither a photograph"),
        (&[("number", "1"), ("expires", &good)], Some(b"MZ\x90\0"), "neither a photograph"),
        (&[("number", " "), ("expires", &good)], Some(PNG), "the number that is on the ticket"),
        (&[("number", "1"), ("expires", "2031-02-31")], Some(PNG), "no day of the calendar"),
        (&[("number", "1"), ("expires", "2020-01-01")], Some(PNG), "has run out already"),
        (&[("number", "1")], Some(PNG), "the first or the last day"),
    ];
    for (fields, file, words) in cases {
        let refused = s.send(&link, fields, file);
        assert!((400..500).contains(&refused.status) && refused.text.contains(words), "{words}: {}", refused.text);
    }
    let typed = s.send(&link, &[("number", "A\"<b>"), ("expires", "2031-02-31")], Some(PNG)).text;
    assert!(typed.contains("value=\"A&quot;&lt;b&gt;\"") && typed.contains("2031-02-31"), "{typed}");
    let large = vec![0xff_u8; (10 << 20) + 1];
    let refused = s.send(&link, &[("number", "1"), ("expires", &good)], Some(&large));
    assert!(refused.status == 413 && refused.text.contains("larger than 10 MB"), "{}", refused.text);
    let many: Vec<(&str, &str)> = (0..40).map(|_| ("number", "1")).collect();
    assert_eq!(s.send(&link, &many, Some(PNG)).status, 400);
    let long = "x".repeat(5000);
    assert_eq!(s.send(&link, &[("number", &long)], Some(PNG)).status, 400);
    let torn = s.world.visitor().with("content-type", "multipart/form-data; boundary=line");
    assert_eq!(torn.send("POST", &link, Some(b"--line\r\ncontent-disp".to_vec())).status, 400);
    assert_eq!((s.renewal(&renewal)["status"].clone(), s.files()), (json!("requested"), 0));
    assert_eq!(s.send_good(&link).status, 303, "and it still works");
}

#[test]
fn two_that_come_in_at_once_are_one() {
    let s = scene();
    let (link, _) = s.link();
    let answers: Vec<u16> = std::thread::scope(|scope| {
        let all: Vec<_> = (0..4).map(|_| scope.spawn(|| s.send_good(&link).status)).collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(answers.iter().filter(|status| **status == 303).count(), 1, "{answers:?}");
    assert!(answers.iter().all(|status| matches!(status, 303 | 409)), "{answers:?}");
    assert_eq!(s.files(), 1);
}

#[test]
fn a_person_who_is_erased_is_asked_no_more() {
    let s = scene();
    let (link, renewal) = s.link();
    assert_eq!(s.send_good(&link).status, 303);
    let admin = s.world.sign_in("admin@copilot");
    admin.done("erase_person", json!({ "noun": "candidates", "id": s.person, "reason": "Request by letter" }));
    assert_eq!((s.world.visitor().get(&link).status, s.send_good(&link).status), (404, 404));
    assert_eq!(s.files(), 0);
    assert!(s.me.get(&format!("/rest/v1/ticket_renewals?id=eq.{renewal}")).rows().is_empty());
    assert!(s.me.get(&format!("/rest/v1/tickets?candidate_id=eq.{}", s.person)).rows().is_empty());
    assert_eq!(s.me.verb("accept_ticket_renewal", json!({ "renewal": renewal })).refusal(), "404 TL404");
}

#[test]
fn the_link_goes_by_mail_or_as_a_message_and_in_the_words_of_the_organisation() {
    let s = scene();
    let admin = s.world.sign_in("admin@copilot");
    let setting = |key: &str, value: Value| {
        let upsert = admin.with("prefer", "resolution=merge-duplicates");
        let set = upsert.post("/rest/v1/system_settings?on_conflict=key", json!({ "key": key, "value": value }));
        assert_eq!(set.status, 201, "{}", set.text);
    };
    let mailed = s.ask("mail").json();
    let letters = s.world.letters_of("copilot", "ticket_renewal");
    let (to, body) = letters.last().unwrap();
    assert_eq!(to, "ann@able.example");
    assert!(body.contains("Hello Ann") && body.contains("White Card ended on 31 Jan 2020"), "{body}");
    assert!(body.contains(mailed["url"].as_str().unwrap()), "{body}");
    assert_eq!(s.world.visitor().get(&path(body)).status, 200);
    setting("tickets.link_days", json!(3));
    setting("tickets.renewal_text", json!("G'day {person}: {ticket} please, {organisation}"));
    let message = s.ask("whatsapp").json();
    let link = message["link"].as_str().unwrap();
    assert!(link.starts_with("https://wa.me/61412345678?text=G%27day%20Ann%3A%20White%20Card%20please"), "{link}");
    // The address itself, as an address writes it.
    let written = message["url"].as_str().unwrap().replace(':', "%3A").replace('/', "%2F").replace('-', "%2D");
    assert!(link.contains(&written.replace('.', "%2E").replace('_', "%5F")), "{link}");
    let days: i32 = s.world.value(
        "select round(extract(epoch from expires_at - created_at) / 86400)::int from identity.guest_links order by id desc limit 1",
    );
    assert_eq!(days, 3);
    assert_eq!(s.world.visitor().get(&path(mailed["url"].as_str().unwrap())).status, 404, "the former link is dead");
    // Nobody to write to.
    let row = json!({ "email": null, "phone": "0412 345 678" });
    assert_eq!(s.me.patch(&format!("/rest/v1/candidates?id=eq.{}", s.person), row).status, 204);
    assert_eq!(s.ask("mail").refusal(), "400 TL100");
    let local = s.ask("whatsapp");
    assert!(local.refusal() == "400 TL100" && local.text.contains("with its country"), "{}", local.text);
    assert_eq!(s.ask("pigeon").refusal(), "400 TL100");
    let nobody = json!({ "person": s.person, "ticket": " ", "by": "link" });
    assert_eq!(s.me.verb("request_ticket_renewal", nobody).refusal(), "400 TL100");
    let elsewhere = json!({ "person": s.person, "ticket": "White Card", "by": "link" });
    assert_eq!(s.world.sign_in("admin@yourco").verb("request_ticket_renewal", elsewhere).refusal(), "404 TL404");
}

#[test]
fn a_scan_is_for_who_reads_the_person_and_only_pictures_are_shown() {
    let s = scene();
    let (link, renewal) = s.link();
    let fields = [("number", "1"), ("expires", &*s.day(30))];
    assert_eq!(s.send(&link, &fields, Some(b"%PDF-1.7 a scan")).status, 303);
    let file = s.renewal(&renewal)["file_id"].as_str().unwrap().to_string();
    let recruiter = s.world.browser("recruiter@copilot");
    assert_eq!(recruiter.get(&format!("/files/{file}/picture")).status, 404, "a document is only ever saved");
    assert!(recruiter.get(&format!("/files/{file}/content")).header("content-disposition").starts_with("attachment"));
    for other in ["client@copilot", "admin@yourco"] {
        let other = s.world.browser(other);
        assert_eq!(
            (other.get(&format!("/files/{file}/content")).status, other.get(&format!("/files/{file}/picture")).status),
            (404, 404)
        );
    }
    assert_eq!(
        s.me.verb("receive_ticket_renewal", json!({ "renewal": renewal, "number": "1", "file": file })).status,
        403
    );
}
