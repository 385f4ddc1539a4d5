//! Applying on the job board without an account, and the page where one sees what became of it.

use platform::database::Options;
use serde_json::{Value, json};
use tests::{Answer, Client, World, with_mail};

const RESUME: &[u8] = b"Ann Able\nann@able.example\n\nExperience\nAcme, Rigger, 2019 - present\n";

/// What is sent, its file, and how it is refused.
type Refused<'a> = (Vec<(&'a str, &'a str)>, Option<(&'a str, &'a [u8])>, u16, &'a str);

pub(crate) struct Scene {
    pub(crate) world: World,
    pub(crate) me: Client,
    pub(crate) job: String,
    slug: String,
}

pub(crate) fn scene() -> Scene {
    let world = World::with(with_mail(), Options::default());
    let me = world.sign_in("recruiter@copilot");
    let client = me.get("/rest/v1/clients?select=id&limit=1").rows()[0]["id"].clone();
    let job = json!({ "client_id": client, "title": "Night rigger", "status": "sourcing", "slug_url": "night-rigger-x",
        "job_locations": ["Sydney, NSW"], "country": "AU", "job_summary": "You rig by night." });
    let job = me.made("jobs", job);
    Scene { world, me, job, slug: "night-rigger-x".into() }
}

/// A form as a browser sends it.
fn multipart(fields: &[(&str, &str)], file: Option<(&str, &[u8])>) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        let part = format!("--line\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    if let Some((name, bytes)) = file {
        let head = format!("--line\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--line--\r\n");
    body
}

/// The path of a link in a letter or an answer.
pub(crate) fn path(text: &str) -> String {
    text[text.find("/link/").expect("a link")..].split_whitespace().next().unwrap().to_string()
}

impl Scene {
    fn send(&self, to: &str, fields: &[(&str, &str)], file: Option<(&str, &[u8])>) -> Answer {
        let guest = self.world.visitor().with("content-type", "multipart/form-data; boundary=line");
        guest.send("POST", to, Some(multipart(fields, file)))
    }

    fn apply_to(&self, slug: &str, fields: &[(&str, &str)], file: Option<(&str, &[u8])>) -> Answer {
        self.send(&format!("/board/copilot/{slug}/apply"), fields, file)
    }

    pub(crate) fn apply(&self, fields: &[(&str, &str)], file: Option<(&str, &[u8])>) -> Answer {
        self.apply_to(&self.slug, fields, file)
    }

    /// Somebody applies with nothing but what is asked for.
    fn applied(&self, email: &str) -> Answer {
        let sent = self.apply(&[("first_name", "Ann"), ("email", email), ("consents", "yes")], None);
        assert_eq!(sent.status, 303, "{}", sent.text);
        sent
    }

    /// Applications for the job with their people, the oldest first.
    pub(crate) fn applications(&self) -> Vec<Value> {
        let query = format!("/rest/v1/applications?job_id=eq.{}&select=*,person:candidate_id(*)&order=id", self.job);
        self.me.get(&query).rows()
    }

    pub(crate) fn letters(&self) -> Vec<(String, String)> {
        self.world.letters_of("copilot", "key")
    }

    pub(crate) fn question(&self, row: Value) -> String {
        let mut whole = json!({ "job_id": self.job });
        whole.as_object_mut().unwrap().extend(row.as_object().unwrap().clone());
        self.me.made("job_questions", whole)
    }

    /// The page of the application of a new person, and what the application is.
    pub(crate) fn status(&self, email: &str) -> (String, Value) {
        self.applied(email);
        let letters = self.letters();
        let letter = letters.iter().rev().find(|(to, _)| to == email).expect("a letter");
        (path(&letter.1), self.applications().pop().unwrap())
    }

    pub(crate) fn act(&self, link: &str, fields: &[(&str, &str)]) -> Answer {
        self.world.visitor().form(link, fields)
    }
}

#[test]
fn a_stranger_applies_and_is_written_where_to_see_it() {
    let s = scene();
    let form = s.world.visitor().get("/board/copilot/night-rigger-x/apply?source=paper&utm_campaign=spring");
    assert!(
        form.text.contains("may keep what I send for 12 months") && !form.text.contains("<script"),
        "{}",
        form.text
    );
    assert!(form.text.contains("name=\"source\" value=\"paper\""), "{}", form.text);
    assert_eq!(form.header("x-robots-tag"), "noindex, nofollow");
    let fields = [
        ("first_name", "Ann"),
        ("last_name", "Able"),
        ("email", "Ann@Able.example"),
        ("phone", "+61 412 345 678"),
        ("consents", "yes"),
        ("joins_talent_pool", "yes"),
        ("source", "paper"),
        ("utm_campaign", "spring"),
        ("status", "offer"),
        ("match_score", "100"),
        ("pay_rate", "900"),
    ];
    let sent = s.apply(&fields, Some(("../../cv.exe", RESUME)));
    assert_eq!(sent.status, 303, "{}", sent.text);
    let thanks = s.world.visitor().get(sent.header("location"));
    assert!(thanks.text.contains("Thank you") && thanks.text.contains("ann@able.example"), "{}", thanks.text);
    let all = s.applications();
    assert_eq!(all.len(), 1);
    let (application, person) = (&all[0], &all[0]["person"]);
    for (column, value) in [
        ("status", json!("new")),
        ("source", json!("paper")),
        ("utm_campaign", json!("spring")),
        ("joins_talent_pool", json!(true)),
        ("match_score", Value::Null),
        ("is_knocked_out", json!(false)),
    ] {
        assert_eq!(application[column], value, "{column}");
    }
    assert!(application["consent_text"].as_str().unwrap().contains("Co-Pilot Labour Hire may keep"));
    let year: String = s.world.value("select (recruiting.today() + interval '12 months')::date::text from (select set_config('throughline.org', (select org_id::text from identity.organizations where slug = 'copilot'), false)) x");
    assert_eq!(application["retention_end_date"], json!(year));
    for (column, value) in [("name", "Ann Able"), ("email", "ann@able.example"), ("phone", "+61 412 345 678")] {
        assert_eq!(person[column], value, "{column}");
    }
    assert_eq!((&person["status"], &person["pay_rate"]), (&json!("available"), &Value::Null), "nothing is forged");
    let file =
        s.me.one(&format!("files?entity_type=eq.applications&entity_id=eq.{}", application["id"].as_str().unwrap()));
    assert_eq!((&file["name"], &file["content_type"]), (&json!("Résumé, Night rigger.txt"), &json!("text/plain")));
    let letters = s.letters();
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].0, "ann@able.example");
    assert!(!letters[0].1.contains("Ann"), "a stranger's words are mailed to nobody: {}", letters[0].1);
    let page = s.world.visitor().get(&path(&letters[0].1));
    assert!(
        page.status == 200 && page.text.contains("Received") && page.text.contains("Night rigger"),
        "{}",
        page.text
    );
    // The letter is for its reader: colleagues do not read it and become the person.
    assert!(s.me.get("/rest/v1/emails?kind=eq.key").rows().is_empty());
    // What the server does for strangers nobody else may ask for.
    for verb in ["receive_application", "check_application_form", "ask_for_erasure", "apply_again"] {
        assert_eq!(s.world.sign_in("admin@copilot").verb(verb, json!({})).refusal(), "403 42501", "{verb}");
    }
}

#[test]
fn who_is_known_stays_as_they_are_and_nobody_learns_that_they_are_known() {
    let s = scene();
    let known = json!({ "first_name": "Anna", "last_name": "Known", "email": "ann@able.example", "skills": ["Welding"],
        "phone": "+61 400 000 000", "pay_rate": 40 });
    let known = s.me.made("candidates", known);
    let apply = |email: &str| {
        let fields = [
            ("first_name", "Mallory"),
            ("last_name", "Fake"),
            ("email", email),
            ("phone", "+61 499 999 999"),
            ("consents", "yes"),
        ];
        s.apply(&fields, Some(("cv.txt", RESUME)))
    };
    let (theirs, new) = (apply("ANN@able.example"), apply("new@able.example"));
    assert_eq!((theirs.status, new.status), (303, 303));
    let plain = |answer: &Answer| {
        let text = s.world.visitor().get(answer.header("location")).text;
        text.replace("ann@able.example", "@")
            .replace("new@able.example", "@")
            .replace(answer.header("location"), "/link/x")
    };
    assert_eq!(plain(&theirs), plain(&new), "both are told the same");
    assert!(!plain(&theirs).contains("Anna") && !plain(&theirs).contains("Welding"));
    let person = s.me.one(&format!("candidates?id=eq.{known}"));
    for (column, value) in [
        ("name", json!("Anna Known")),
        ("phone", json!("+61 400 000 000")),
        ("pay_rate", json!(40.0)),
        ("skills", json!(["Welding"])),
    ] {
        assert_eq!(person[column], value, "{column}");
    }
    let application = s.me.one(&format!("applications?candidate_id=eq.{known}"));
    let id = application["id"].as_str().unwrap();
    // Who sent it puts right what was read; the profile of who is known does not move.
    let check = [
        ("first_name", "Mallory"),
        ("phone", "+61 499 999 999"),
        ("skills", "Rigging\nWelding"),
        ("current_title", "Rigger"),
        ("company-0", "Acme"),
        ("title-0", "Rigger"),
        ("start-0", "2019-02"),
    ];
    let checked = s.act(theirs.header("location"), &check);
    assert_eq!(checked.status, 303, "{}", checked.text);
    assert_eq!(s.me.one(&format!("candidates?id=eq.{known}&select=current_title"))["current_title"], Value::Null);
    let browser = s.world.browser("recruiter@copilot");
    let shown = browser.get(&format!("/applications/{id}")).text;
    assert!(shown.contains("The person was known") && shown.contains("Rigging, Welding"), "{shown}");
    let form = s.me.one(&format!("application_forms?application_id=eq.{id}"));
    assert_eq!(s.me.done("read_application_form", json!({ "form": form["id"] }))["current_title"], "Rigger");
    // A recruiter takes over what is empty, and only that.
    s.me.done("take_over_application_form", json!({ "form": form["id"] }));
    let person = s.me.one(&format!("candidates?id=eq.{known}"));
    assert_eq!((&person["current_title"], &person["skills"]), (&json!("Rigger"), &json!(["Welding"])));
    assert_eq!((&person["name"], &person["phone"]), (&json!("Anna Known"), &json!("+61 400 000 000")));
    let held = s.me.one(&format!("candidate_work_history?candidate_id=eq.{known}"));
    assert_eq!((&held["company_name"], &held["start_date"]), (&json!("Acme"), &json!("2019-02-01")));
    assert_eq!(s.me.verb("take_over_application_form", json!({ "form": form["id"] })).refusal(), "409 TL409");
    for who in ["sales@copilot", "viewer@copilot"] {
        let refused = s.world.sign_in(who).verb("take_over_application_form", json!({ "form": form["id"] }));
        assert_eq!(refused.status, 403, "{who}");
    }
    assert_eq!(
        s.world.sign_in("recruiter@yourco").verb("read_application_form", json!({ "form": form["id"] })).refusal(),
        "404 TL404"
    );
}

#[test]
fn what_was_read_is_put_right_once_by_who_sent_it() {
    let s = scene();
    let sent =
        s.apply(&[("first_name", "An"), ("email", "ann@able.example"), ("consents", "yes")], Some(("cv.txt", RESUME)));
    let link = sent.header("location").to_string();
    assert!(s.world.visitor().get(&link).text.contains("This is right"));
    let wrong = s.act(&link, &[("first_name", "Ann"), ("phone", "call me")]);
    assert!(wrong.status == 400 && wrong.text.contains("telephone number in digits"), "{}", wrong.text);
    let right = [
        ("first_name", "Ann"),
        ("last_name", "Able"),
        ("email", "other@able.example"),
        ("skills", "Rigging\nrigging\nTIG"),
        ("total_experience_years", "7.5"),
        ("linkedin_url", "linkedin.com/in/ann"),
        ("company-0", "Acme"),
        ("start-0", "2019"),
        ("current-0", "on"),
        ("company-1", ""),
    ];
    assert_eq!(s.act(&link, &right).status, 303);
    let person = s.applications()[0]["person"].clone();
    for (column, value) in [
        ("name", json!("Ann Able")),
        ("email", json!("ann@able.example")),
        ("skills", json!(["Rigging", "TIG"])),
        ("total_experience_years", json!(7.5)),
        ("linkedin_url", json!("https://linkedin.com/in/ann")),
    ] {
        assert_eq!(person[column], value, "{column}");
    }
    let held = s.me.one(&format!("candidate_work_history?candidate_id=eq.{}", person["id"].as_str().unwrap()));
    assert_eq!((&held["company_name"], &held["is_current"]), (&json!("Acme"), &json!(true)));
    assert!(!s.world.visitor().get(&link).text.contains("This is right"), "it is done");
    s.act(&link, &[("first_name", "Mallory")]);
    assert_eq!(s.applications()[0]["person"]["first_name"], "Ann", "and not done again");
}

#[test]
fn what_a_resume_in_two_columns_says_is_shown_for_correction_and_becomes_the_profile() {
    let s = scene();
    let fields = [("first_name", "Owen"), ("email", "owen@stranger.example"), ("consents", "yes")];
    let pdf = include_bytes!("../resumes/files/26-twocol.pdf");
    let sent = s.apply(&fields, Some(("cv.pdf", pdf)));
    assert_eq!(sent.status, 303, "{}", sent.text);
    let page = s.world.visitor().get(sent.header("location")).text;
    for words in
        ["What we read in your résumé", "Taff Vale Steelworks", "Maintenance Fitter", "2014-10", "Welding", "Rhondda"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    let person = s.applications()[0]["person"].clone();
    for (column, value) in [
        ("name", "Owen"),
        ("email", "owen@stranger.example"),
        ("phone", "07700 900455"),
        ("current_title", "Maintenance Fitter"),
    ] {
        assert_eq!(person[column], value, "{column}: what is typed of oneself counts, the rest is read");
    }
    assert!(person["skills"].as_array().unwrap().contains(&json!("Welding")), "{person}");
    let held =
        format!("/rest/v1/candidate_work_history?candidate_id=eq.{}&order=start_date", person["id"].as_str().unwrap());
    let held: Vec<Value> = s.me.get(&held).rows().iter().map(|row| row["company_name"].clone()).collect();
    assert_eq!(held, [json!("Rhondda Engineering"), json!("Taff Vale Steelworks")]);
    // The profile is saved as it stands, whatever a number without its country is.
    let link = path(&s.letters()[0].1);
    assert_eq!(
        s.act(&link, &[("act", "profile"), ("phone", "07700 900455"), ("expected_role", "Lead fitter")]).status,
        303
    );
}

#[test]
fn what_somebody_changed_meanwhile_stays() {
    let s = scene();
    let sent =
        s.apply(&[("first_name", "An"), ("email", "ann@able.example"), ("consents", "yes")], Some(("cv.txt", RESUME)));
    let person = s.applications()[0]["person"]["id"].as_str().unwrap().to_string();
    let own = json!({ "first_name": "Annabel", "current_title": "Foreman" });
    assert_eq!(s.me.patch(&format!("/rest/v1/candidates?id=eq.{person}"), own).status, 204);
    s.me.made("candidate_work_history", json!({ "candidate_id": person, "company_name": "Known Ltd" }));
    let right = [("first_name", "Ann"), ("current_title", "Rigger"), ("skills", "TIG"), ("company-0", "Acme")];
    assert_eq!(s.act(sent.header("location"), &right).status, 303);
    let now = s.me.one(&format!("candidates?id=eq.{person}"));
    assert_eq!(
        (&now["first_name"], &now["current_title"], &now["skills"]),
        (&json!("Annabel"), &json!("Foreman"), &json!(["TIG"]))
    );
    assert_eq!(s.me.get(&format!("/rest/v1/candidate_work_history?candidate_id=eq.{person}")).rows().len(), 2);
}

#[test]
fn what_is_sent_again_and_again_does_not_pile_up() {
    let s = scene();
    for n in 0..9 {
        let text = format!("Ann Able {n}");
        let sent = s.apply(
            &[("first_name", "Ann"), ("email", "ann@able.example"), ("consents", "yes")],
            Some(("cv.txt", text.as_bytes())),
        );
        assert_eq!(sent.status, 303, "{}", sent.text);
    }
    let id = s.applications()[0]["id"].as_str().unwrap().to_string();
    let forms = s.me.get(&format!("/rest/v1/application_forms?application_id=eq.{id}&order=id")).rows();
    assert_eq!((forms.len(), &forms[0]["made_profile"]), (6, &json!(true)), "the first, and the newest");
    assert_eq!(s.me.get(&format!("/rest/v1/files?entity_id=eq.{id}")).rows().len(), 6);
}

#[test]
fn questions_are_answered_and_an_answer_marks_but_never_rejects() {
    let s = scene();
    let may = s.question(json!({ "question": "May you work here?", "wrong_answers": ["No"] }));
    let years = s.question(json!({ "question": "Years as a rigger?", "kind": "number", "at_least": 2, "position": 2 }));
    let start = s.question(json!({ "question": "When?", "kind": "date", "latest_date": "2030-01-31", "is_required": false, "position": 3 }));
    let shift = s.question(json!({ "question": "Shift?", "kind": "choice", "choices": ["Day", "Night"], "wrong_answers": ["Day"], "is_required": false, "position": 4 }));
    assert_eq!(
        s.me.post(
            "/rest/v1/job_questions",
            json!({ "job_id": s.job, "question": "?", "kind": "choice", "choices": ["One"] })
        )
        .status,
        400
    );
    let form = s.world.visitor().get("/board/copilot/night-rigger-x/apply").text;
    assert!(
        form.contains("May you work here?") && form.find("Years as a rigger?") > form.find("May you work here?"),
        "{form}"
    );
    let anonymous = s.world.visitor().with("throughline-organisation", "copilot");
    assert_eq!(anonymous.get(&format!("/rest/v1/job_questions?job_id=eq.{}&select=question", s.job)).rows().len(), 4);
    for hidden in ["wrong_answers", "at_least", "latest_date"] {
        assert!(
            anonymous.get(&format!("/rest/v1/job_questions?select={hidden}")).status >= 400,
            "{hidden} is for recruiters"
        );
    }
    let field = |id: &str| format!("question-{id}");
    let apply = |email: &str, answers: &[(&str, &str)]| {
        let mut fields = vec![("first_name".to_string(), "Ann"), ("email".into(), email), ("consents".into(), "yes")];
        fields.extend(answers.iter().map(|(id, answer)| (field(id), *answer)));
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        s.apply(&fields, None)
    };
    let missing = apply("a@b.example", &[(&may, "Yes")]);
    assert!(missing.status == 400 && missing.text.contains("Please answer this."), "{}", missing.text);
    for (years_said, start_said, words) in [("many", "", "a number"), ("3", "2026-02-31", "a day of the calendar")] {
        let wrong = apply("a@b.example", &[(&may, "Yes"), (&years, years_said), (&start, start_said)]);
        assert!(wrong.status == 400 && wrong.text.contains(words), "{words}: {}", wrong.text);
    }
    assert!(s.applications().is_empty());
    assert_eq!(
        apply("good@b.example", &[(&may, "Yes"), (&years, "2"), (&start, "2030-01-31"), (&shift, "Night")]).status,
        303
    );
    let cases: [(&str, &[(&str, &str)]); 4] = [
        ("no@b.example", &[(&may, "No"), (&years, "5")]),
        ("few@b.example", &[(&may, "Yes"), (&years, "1.5")]),
        ("late@b.example", &[(&may, "Yes"), (&years, "5"), (&start, "2030-02-01")]),
        ("day@b.example", &[(&may, "Yes"), (&years, "5"), (&shift, "Day")]),
    ];
    for (email, answers) in cases {
        let sent = apply(email, answers);
        assert_eq!(sent.status, 303, "{}", sent.text);
        let thanks = s.world.visitor().get(sent.header("location")).text;
        assert!(thanks.contains("Thank you") && !thanks.contains("arked"), "who applies does not see it: {thanks}");
    }
    let marked: Vec<(String, bool, String)> = s
        .applications()
        .iter()
        .map(|a| {
            (
                a["person"]["email"].as_str().unwrap().into(),
                a["is_knocked_out"].as_bool().unwrap(),
                a["status"].as_str().unwrap().into(),
            )
        })
        .collect();
    for (email, is_marked, status) in &marked {
        assert_eq!((*is_marked, status.as_str()), (email != "good@b.example", "new"), "{email}");
    }
    let id = s.applications()[1]["id"].as_str().unwrap().to_string();
    let shown = s.world.browser("recruiter@copilot").get(&format!("/applications/{id}")).text;
    assert!(shown.contains("Marked") && shown.contains("What follows from them is decided by people."), "{shown}");
    let letter = s.letters().into_iter().find(|(to, _)| to == "no@b.example").unwrap().1;
    let page = s.world.visitor().get(&path(&letter)).text;
    assert!(page.contains("May you work here?") && !page.contains("arked") && !page.contains("knock"), "{page}");
    // Nobody writes answers afterwards.
    let forged = json!({ "application_id": id, "question": "?", "answer": "Yes" });
    assert_eq!(s.world.sign_in("admin@copilot").post("/rest/v1/application_answers", forged).status, 403);
}

#[test]
fn what_is_wrong_is_told_at_its_field_and_nothing_is_kept() {
    let s = scene();
    let good = [("first_name", "Ann"), ("email", "ann@able.example"), ("consents", "yes")];
    let people = || s.world.value::<i64>("select count(*) from recruiting.candidates");
    let files = || s.world.value::<i64>("select count(*) from knowledge.files");
    let before = (people(), files());
    let without = |name: &str| good.iter().filter(|(n, _)| *n != name).copied().collect::<Vec<_>>();
    let large = vec![b'a'; (10 << 20) + 1];
    let cases: Vec<Refused<'_>> = vec![
        (without("first_name"), None, 400, "Please fill in your first name."),
        (without("email"), None, 400, "Please fill in your e-mail address"),
        ([("email", "ann at able")].into_iter().chain(without("email")).collect(), None, 400, "e-mail address"),
        ([("phone", "<b>")].into_iter().chain(good).collect(), None, 400, "telephone number in digits"),
        (without("consents"), None, 400, "Please agree"),
        (good.to_vec(), Some(("cv.pdf", b"MZ\x90\0\x03\0\0\0\x04")), 415, "This is no PDF"),
        (good.to_vec(), Some(("cv.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")), 415, "This is no PDF"),
        (good.to_vec(), Some(("cv.txt", &large)), 413, "larger than 10 MB"),
    ];
    for (fields, file, status, words) in cases {
        let refused = s.apply(&fields, file);
        assert_eq!(refused.status, status, "{words}: {}", refused.text);
        assert!(refused.text.contains(words) && refused.text.contains("role=\"alert\""), "{words}: {}", refused.text);
    }
    let broken = s.world.visitor().form("/board/copilot/night-rigger-x/apply", &good);
    assert!(broken.status == 400 && broken.text.contains("did not arrive whole"), "{}", broken.text);
    // A program fills in what nobody sees; it is thanked, and nothing is kept.
    let trapped = s.apply(&[("homepage", "https://spam.example")].into_iter().chain(good).collect::<Vec<_>>(), None);
    assert!(trapped.status == 200 && trapped.text.contains("Thank you"), "{}", trapped.text);
    assert_eq!((people(), files()), before);
    assert!(s.letters().is_empty() && s.applications().is_empty());
    let escaped = s.apply(
        &[("first_name", "<img src=x onerror=alert(1)>"), ("email", "x@y.example"), ("consents", "yes")],
        Some(("a", b"hi")),
    );
    let thanks = s.world.visitor().get(escaped.header("location")).text;
    assert!(thanks.contains("&lt;img src=x") && !thanks.contains("<img"), "{thanks}");
}

#[test]
fn only_what_is_on_the_board_takes_applications() {
    let s = scene();
    let good = [("first_name", "Ann"), ("email", "ann@able.example"), ("consents", "yes")];
    let at = |path: &str| s.send(path, &good, None);
    assert_eq!(at("/board/yourco/night-rigger-x/apply").status, 404, "another organisation's job");
    assert_eq!(at("/board/copilot/nothing/apply").status, 404);
    let change = |status: &str| {
        assert_eq!(s.me.patch(&format!("/rest/v1/jobs?id=eq.{}", s.job), json!({ "status": status })).status, 204)
    };
    change("closed");
    let closed = at("/board/copilot/night-rigger-x/apply");
    assert!(closed.status == 410 && closed.text.contains("takes no applications any more"), "{}", closed.text);
    assert_eq!(s.world.visitor().get("/board/copilot/night-rigger-x/apply").status, 410);
    s.world.behind(&format!("update recruiting.jobs set published_at = null, status = 'draft' where id = '{}'", s.job));
    assert_eq!(at("/board/copilot/night-rigger-x/apply").status, 404, "a draft is nobody's to know");
    assert!(s.applications().is_empty());
}

#[test]
fn applying_twice_is_applying_once() {
    let s = scene();
    let first = s.applied("ann@able.example");
    let again = s.applied("Ann@Able.Example");
    assert_ne!(first.header("location"), again.header("location"));
    assert_eq!(s.applications().len(), 1);
    assert_eq!(s.letters().len(), 1, "nobody's mailbox is filled by a stranger");
    let first_link = path(&s.letters()[0].1);
    s.world.behind("update identity.emails set created_at = now() - interval '1 hour'");
    s.applied("ann@able.example");
    let letters = s.letters();
    assert_eq!(letters.len(), 2);
    let told = |n: usize| letters[n].1.contains("you applied for Night rigger before");
    assert!(told(0) != told(1), "{letters:?}");
    assert_eq!(s.world.visitor().get(&first_link).status, 200, "the link they have goes on working");
}

#[test]
fn so_many_from_one_place_wait() {
    let s = scene();
    let statuses: Vec<u16> = (0..20)
        .map(|n| {
            let email = format!("a{n}@b.example");
            s.apply(&[("first_name", "Ann"), ("email", &email), ("consents", "yes")], None).status
        })
        .collect();
    assert_eq!(statuses[..15], [303; 15]);
    assert!(statuses[15..].iter().all(|status| *status == 429), "{statuses:?}");
    let told = s.apply(&[("first_name", "Ann"), ("email", "z@b.example"), ("consents", "yes")], None);
    assert!(told.text.contains("Too many applications") && !told.header("retry-after").is_empty(), "{}", told.text);
    assert_eq!(s.applications().len(), 15);
    assert_eq!(s.world.visitor().get("/board/copilot").status, 200, "and may look");
}

#[test]
fn a_resume_that_cannot_be_read_waits_for_the_recruiter() {
    let s = scene();
    let me = s.me.get("/auth/v1/user").json()["id"].clone();
    assert_eq!(
        s.me.patch(&format!("/rest/v1/jobs?id=eq.{}", s.job), json!({ "assigned_recruiter_id": me })).status,
        204
    );
    let sent = s.apply(
        &[("first_name", "Ann"), ("last_name", "Able"), ("email", "ann@able.example"), ("consents", "yes")],
        Some(("cv.pdf", b"%PDF-1.7 broken")),
    );
    assert_eq!(sent.status, 303, "who applies is not held up: {}", sent.text);
    assert!(s.world.visitor().get(sent.header("location")).text.contains("We have your résumé."));
    let action =
        s.me.one("action_queue?type=eq.parse_failure&title=like.*Ann*&select=title,related_job_id,is_dismissed");
    assert_eq!(action["title"], "The résumé of Ann Able could not be read");
    assert_eq!(action["related_job_id"], json!(s.job));
    let id = s.applications()[0]["id"].as_str().unwrap().to_string();
    assert!(
        s.world.browser("recruiter@copilot").get(&format!("/applications/{id}")).text.contains("It could not be read:")
    );
    // Where nobody wants it read, nothing is.
    let off = s.world.sign_in("admin@copilot");
    let off = off.patch("/rest/v1/system_settings?key=eq.ENABLE_AI_PARSING", json!({ "value": false }));
    assert_eq!(off.status, 204, "{}", off.text);
    s.apply(
        &[("first_name", "Bo"), ("email", "bo@able.example"), ("consents", "yes")],
        Some(("cv.pdf", b"%PDF-1.7 broken")),
    );
    assert!(s.me.get("/rest/v1/action_queue?type=eq.parse_failure&title=like.*Bo*").rows().is_empty());
}

#[test]
fn a_friend_is_told_of_and_named() {
    let s = scene();
    let (link, application) = s.status("ann@able.example");
    let page = s.world.visitor().get(&link).text;
    let share = page
        .split("href=\"/board/copilot/night-rigger-x")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .replace("&amp;", "&");
    let form = s.world.visitor().get(&format!("/board/copilot/night-rigger-x/apply{share}")).text;
    let id = application["id"].as_str().unwrap();
    assert!(form.contains(&format!("name=\"ref\" value=\"{id}\"")), "{form}");
    let fields =
        [("first_name", "Bo"), ("email", "bo@able.example"), ("consents", "yes"), ("source", "friend"), ("ref", id)];
    assert_eq!(s.apply(&fields, None).status, 303);
    let second = s.applications().pop().unwrap();
    assert_eq!((&second["source"], &second["referred_by_id"]), (&json!("friend"), &application["candidate_id"]));
    let nobody = [("first_name", "Cy"), ("email", "cy@able.example"), ("consents", "yes"), ("ref", "no-such-id")];
    assert_eq!(s.apply(&nobody, None).status, 303);
    assert_eq!(s.applications().pop().unwrap()["referred_by_id"], Value::Null);
}

#[test]
fn a_person_sees_their_stages_and_withdraws() {
    let s = scene();
    let (link, application) = s.status("ann@able.example");
    let id = application["id"].as_str().unwrap();
    let change = json!({ "status": "screening", "follow_up_remarks": "Smells of trouble" });
    assert_eq!(s.me.patch(&format!("/rest/v1/applications?id=eq.{id}"), change).status, 204);
    let page = s.world.visitor().get(&link);
    assert!(page.text.contains("Being looked at") && page.text.contains("Received"), "{}", page.text);
    assert!(!page.text.contains("Smells of trouble"), "remarks are the recruiters' own");
    assert_eq!((page.header("referrer-policy"), page.header("x-robots-tag")), ("no-referrer", "noindex, nofollow"));
    assert_eq!(s.act(&link, &[("act", "withdraw")]).status, 303);
    assert_eq!(s.me.one(&format!("applications?id=eq.{id}&select=status"))["status"], "withdrawn");
    assert!(s.world.visitor().get(&link).text.contains("Withdrawn"));
    assert_eq!(
        s.me.patch(
            &format!("/rest/v1/applications?id=eq.{id}"),
            json!({ "status": "rejected", "rejection_reason": "Late" })
        )
        .status,
        204
    );
    let over = s.act(&link, &[("act", "withdraw")]);
    assert!(over.status == 400 && over.text.contains("This application has ended."), "{}", over.text);
    assert_eq!(s.act(&link, &[("act", "hire")]).status, 400);
    s.world.behind("update identity.guest_links set expires_at = now() - interval '1 second'");
    assert_eq!(s.world.visitor().get(&link).status, 410);
}

#[test]
fn who_lost_the_link_gets_a_new_one() {
    let s = scene();
    let (link, application) = s.status("ann@able.example");
    let input = |by: &str| json!({ "application": application["id"], "by": by });
    let made = s.me.done("renew_application_link", input("link"));
    let url = path(made["url"].as_str().unwrap());
    assert_eq!((s.world.visitor().get(&link).status, s.world.visitor().get(&url).status), (404, 200));
    let sent = s.me.done("renew_application_link", input("mail"));
    assert!(sent["url"].is_null() && !sent["email"].is_null(), "{sent}");
    let mailed = path(&s.letters()[1].1);
    assert_eq!((s.world.visitor().get(&url).status, s.world.visitor().get(&mailed).status), (404, 200));
    assert_eq!(s.me.verb("renew_application_link", input("pigeon")).refusal(), "400 TL100");
    assert_eq!(s.world.sign_in("viewer@copilot").verb("renew_application_link", input("link")).status, 403);
    let other = s.world.sign_in("recruiter@yourco").verb("renew_application_link", input("link"));
    assert_eq!(other.refusal(), "404 TL404");
}

#[test]
fn a_person_writes_what_is_theirs_and_nothing_else() {
    let s = scene();
    let (link, application) = s.status("ann@able.example");
    let id = application["candidate_id"].as_str().unwrap();
    let page = s.world.visitor().get(&link).text;
    for (section, field) in [
        ("Skills and education", "skills"),
        ("Job preferences", "expected_role"),
        ("Salary", "expected_ctc"),
        ("Personal", "languages"),
        ("Contact and availability", "best_time_to_contact"),
    ] {
        assert!(page.contains(section) && page.contains(&format!("name=\"{field}\"")), "{section}: {page}");
    }
    for hidden in ["pay_rate", "internal_rating", "charge_out_rate", "compliance", "user_id", "email_index"] {
        assert!(!page.contains(&format!("name=\"{hidden}\"")), "{hidden}");
    }
    let change = [
        ("act", "profile"),
        ("first_name", "Ann"),
        ("last_name", "Able"),
        ("phone", "+61 412 345 678"),
        ("skills", "Rigging\n\nTIG"),
        ("expected_ctc", "90 000"),
        ("ready_to_relocate", "yes"),
        ("has_driving_license", "true"),
        ("availability_date", "2027-02-01"),
        ("bio", "Two\nlines"),
        ("pay_rate", "900"),
        ("status", "do_not_use"),
        ("internal_rating", "5"),
        ("email", "other@able.example"),
    ];
    let done = s.act(&link, &change);
    assert_eq!(done.status, 303, "{}", done.text);
    let person = s.me.one(&format!("candidates?id=eq.{id}"));
    for (column, value) in [
        ("name", json!("Ann Able")),
        ("phone", json!("+61 412 345 678")),
        ("skills", json!(["Rigging", "TIG"])),
        ("expected_ctc", json!(90000)),
        ("ready_to_relocate", json!("yes")),
        ("has_driving_license", json!(true)),
        ("availability_date", json!("2027-02-01")),
        ("pay_rate", Value::Null),
        ("status", json!("available")),
        ("internal_rating", Value::Null),
        ("email", json!("ann@able.example")),
    ] {
        assert_eq!(person[column], value, "{column}");
    }
    for (field, value, words) in [
        ("expected_ctc", "lots", "is a number."),
        ("phone", "call me", "telephone number"),
        ("availability_date", "2027-02-31", "2027-02-31"),
        ("github_url", "javascript:alert(1)", "github_url"),
    ] {
        let wrong = s.act(&link, &[("act", "profile"), (field, value)]);
        assert_eq!(wrong.status, 400, "{field}: {}", wrong.text);
        assert!(wrong.text.contains(words), "{field}, {words}: {}", wrong.text);
    }
    // Positions: theirs are added, changed, removed; another's are not.
    assert_eq!(
        s.act(
            &link,
            &[("act", "add-position"), ("company_name", "Acme"), ("start_date", "2020-01-01"), ("is_current", "true")]
        )
        .status,
        303
    );
    let held = || s.me.get(&format!("/rest/v1/candidate_work_history?candidate_id=eq.{id}")).rows();
    assert_eq!(held().len(), 1);
    let own = held()[0]["id"].as_str().unwrap().to_string();
    assert_eq!(
        s.act(
            &link,
            &[("act", "change-position"), ("position", &own), ("company_name", "Acme Ltd"), ("is_current", "false")]
        )
        .status,
        303
    );
    assert_eq!(held()[0]["company_name"], "Acme Ltd");
    let other = s.me.get(&format!("/rest/v1/candidate_work_history?candidate_id=neq.{id}&limit=1")).rows()[0].clone();
    let their = other["id"].as_str().unwrap();
    s.act(&link, &[("act", "drop-position"), ("position", their)]);
    s.act(&link, &[("act", "change-position"), ("position", their), ("company_name", "Mine now")]);
    assert_eq!(
        s.me.one(&format!("candidate_work_history?id=eq.{their}&select=company_name"))["company_name"],
        other["company_name"]
    );
    assert_eq!(s.act(&link, &[("act", "drop-position"), ("position", &own)]).status, 303);
    assert!(held().is_empty());
}

#[test]
fn a_person_sends_files_and_asks_to_be_forgotten() {
    let s = scene();
    let (link, application) = s.status("ann@able.example");
    let person = application["candidate_id"].as_str().unwrap();
    let sent = s.send(&link, &[], Some(("../../My cv.txt", RESUME)));
    assert_eq!(sent.status, 303, "{}", sent.text);
    let file = s.me.one(&format!("files?entity_type=eq.candidates&entity_id=eq.{person}"));
    assert_eq!(file["name"], "My cv.txt");
    assert!(s.world.visitor().get(&link).text.contains("My cv.txt"));
    let refused = s.send(&link, &[], Some(("tool.exe", b"MZ\x90\0\x03\0")));
    assert!(refused.status == 415 && refused.text.contains("This is no PDF"), "{}", refused.text);
    assert_eq!(s.send(&link, &[], None).status, 400);
    for _ in 0..2 {
        assert_eq!(s.act(&link, &[("act", "erase")]).status, 303);
    }
    assert!(s.world.visitor().get(&link).text.contains("You asked us to erase your data."));
    let admin = s.world.sign_in("admin@copilot");
    let asked: i64 = s.world.value("select count(*) from recruiting.action_queue where title = 'Ann asks for the erasure of their data' and priority = 'high'");
    assert_eq!(asked, 1, "once, whoever asks twice");
    s.apply(&[("first_name", "Ann"), ("email", "ann@able.example"), ("consents", "yes")], Some(("cv.txt", RESUME)));
    admin.done(
        "erase_person",
        json!({ "noun": "candidates", "id": person, "reason": "Asked on the page of the application" }),
    );
    let application = application["id"].as_str().unwrap();
    for left in [
        format!("application_forms?application_id=eq.{application}"),
        format!("application_answers?application_id=eq.{application}"),
        format!("files?entity_id=in.({application},{person})"),
    ] {
        assert!(admin.get(&format!("/rest/v1/{left}")).rows().is_empty(), "{left}");
    }
    assert_eq!(s.world.visitor().get(&link).status, 404, "the link is gone");
    assert_eq!(
        admin.get(&format!("/rest/v1/applications?id=eq.{application}")).rows().len(),
        1,
        "that they applied stays"
    );
}
