//! The way of an application: stages, rejection, offer, joining; by one and by many.

use crate::apply::{Scene, path, scene};
use serde_json::{Value, json};

impl Scene {
    fn application(&self, name: &str) -> String {
        let person = json!({ "first_name": name, "email": format!("{name}@able.example") });
        let person = self.me.made("candidates", person);
        self.me.made("applications", json!({ "job_id": self.job, "candidate_id": person }))
    }

    /// Status, follow-up and reason of an application.
    fn stands(&self, application: &str) -> String {
        let query = format!("applications?id=eq.{application}&select=status,follow_up_status,rejection_reason");
        let row = self.me.one(&query);
        let said = |key: &str| row[key].as_str().unwrap_or("-").to_string();
        format!("{} {} {}", said("status"), said("follow_up_status"), said("rejection_reason"))
    }

    fn offer(&self, application: &str, more: Value) -> String {
        let mut wish =
            json!({ "application": application, "amount": "61500.50", "currency": "aud", "start_date": "2031-03-03" });
        wish.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.me.done("make_offer", wish)["offer"].as_str().unwrap().to_string()
    }

    fn offered(&self, offer: &str) -> String {
        self.me.one(&format!("offers?id=eq.{offer}&select=status"))["status"].as_str().unwrap().to_string()
    }
}

#[test]
fn an_application_goes_from_stage_to_stage_and_what_ended_only_goes_on_when_it_is_opened_again() {
    let s = scene();
    let a = s.application("ada");
    for stage in ["screening", "interview", "offer"] {
        assert_eq!(s.me.done("advance_application", json!({ "application": a }))["status"], stage);
    }
    assert_eq!(s.me.verb("advance_application", json!({ "application": a })).status, 409);
    assert_eq!(
        s.me.done("advance_application", json!({ "application": a, "status": "interview" }))["status"],
        "interview"
    );
    let bare = s.me.patch(&format!("/rest/v1/applications?id=eq.{a}"), json!({ "status": "rejected" }));
    assert_eq!((bare.status, bare.code().as_str()), (400, "23514"), "{}", bare.text);
    let other = s.me.verb("reject_application", json!({ "application": a, "reason": "Because" }));
    assert!(other.status == 400 && other.text.contains("not on the list"), "{}", other.text);
    s.me.done("reject_application", json!({ "application": a, "reason": "Pay" }));
    assert_eq!(s.stands(&a), "rejected rejected Pay");
    for way in [json!({ "status": "screening" }), json!({ "status": "offer", "follow_up_status": "joined" })] {
        let moved = s.me.patch(&format!("/rest/v1/applications?id=eq.{a}"), way);
        assert!(moved.status == 400 && moved.text.contains("reopen_application"), "{}", moved.text);
    }
    assert_eq!(s.me.verb("reopen_application", json!({ "application": a, "reason": " " })).status, 400);
    s.me.done("reopen_application", json!({ "application": a, "reason": "The first choice left." }));
    assert_eq!(s.stands(&a), "interview under_follow_up -");
    s.me.done("withdraw_application", json!({ "application": a, "reason": "Took another job." }));
    assert_eq!(s.stands(&a), "withdrawn under_follow_up -");
    assert_eq!(s.me.verb("withdraw_application", json!({ "application": a, "reason": "Again" })).status, 409);
    let viewer = s.world.sign_in("viewer@copilot");
    assert_eq!(viewer.verb("reopen_application", json!({ "application": a, "reason": "I may not" })).status, 403);
}

#[test]
fn who_is_rejected_is_written_to_later_in_the_words_of_a_template() {
    let s = scene();
    let a = s.application("ada");
    let admin = s.world.sign_in("admin@copilot");
    let lost = json!({ "name": "Odd", "subject": "No", "body": "Dear {persn}" });
    let lost = admin.post("/rest/v1/letter_templates", lost);
    assert!(lost.status == 400 && lost.text.contains("{persn}") && lost.text.contains("{person}"), "{}", lost.text);
    let words = json!({ "name": "Short", "subject": "On {job}", "body": "{person}: not this time.\n{organisation}" });
    let template = admin.made("letter_templates", words);
    let wish =
        json!({ "application": a, "reason": "Skills", "send_letter": true, "template": template, "send_in_days": 3 });
    let done = s.me.done("reject_application", wish);
    assert_eq!(done["note"], "Rejected; a letter goes out in 3 days");
    let letters = s.world.letters_of("copilot", "rejection");
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].0, "ada@able.example");
    assert!(letters[0].1.starts_with("ada: not this time.\n"), "{}", letters[0].1);
    let waits = s.world.value::<bool>(
        "select send_at between now() + interval '71 hours' and now() + interval '73 hours' and status = 'queued'
           from identity.emails where kind = 'rejection'",
    );
    assert!(waits, "the letter waits three days");
    // Nobody to write to: nothing is done.
    let nobody = s.me.made("candidates", json!({ "first_name": "Bo" }));
    let b = s.me.made("applications", json!({ "job_id": s.job, "candidate_id": nobody }));
    let refused = s.me.verb("reject_application", json!({ "application": b, "reason": "Skills", "send_letter": true }));
    assert_eq!(refused.status, 400, "{}", refused.text);
    assert_eq!(s.stands(&b), "new - -");
}

#[test]
fn an_offer_is_sent_with_its_letter_and_accepted_by_name_on_the_page_of_the_application() {
    let s = scene();
    let (link, application) = s.status("ann@able.example");
    let a = application["id"].as_str().unwrap();
    let offer = s.offer(a, json!({ "terms": "Four weeks of leave" }));
    let twice = s
        .me
        .verb("make_offer", json!({ "application": a, "amount": 1, "currency": "AUD", "start_date": "2031-01-01" }));
    assert_eq!((twice.status, twice.code().as_str()), (409, "23505"), "{}", twice.text);
    assert!(!s.world.visitor().get(&link).text.contains("Our offer"), "a draft is not seen");
    let before = s.world.browser("recruiter@copilot").get(&format!("/offers/{offer}/pdf"));
    assert!(before.status == 200 && before.header("content-type") == "application/pdf", "{}", before.status);
    s.me.done("send_offer", json!({ "offer": offer }));
    assert_eq!(s.stands(a), "offer offered -");
    let letter = s.letters().pop().unwrap();
    assert_eq!(path(&letter.1).split('#').nth(1), Some("offer"));
    let page = s.world.visitor().get(&link);
    for words in ["Our offer", "61,500.50 AUD per year", "3 March 2031", "Four weeks of leave", "Waits for you"] {
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    let pdf = s.world.visitor().get(&format!("{link}?as=letter"));
    assert!(pdf.status == 200 && pdf.header("content-type") == "application/pdf", "{}", pdf.text);
    let changed = s.me.patch(&format!("/rest/v1/offers?id=eq.{offer}"), json!({ "amount": 1 }));
    assert!(changed.status == 400 && changed.text.contains("stays as it is"), "{}", changed.text);
    let forged = s.me.patch(&format!("/rest/v1/offers?id=eq.{offer}"), json!({ "status": "accepted" }));
    assert_eq!(forged.status, 403, "{}", forged.text);

    let unnamed = s.act(&link, &[("act", "accept-offer"), ("offer", &offer), ("name", " ")]);
    assert!(unnamed.status == 400 && unnamed.text.contains("Please type your name"), "{}", unnamed.text);
    let other = s.act(
        &link,
        &[("act", "accept-offer"), ("offer", "018f0000-0000-7000-8000-000000000000"), ("name", "Ann Able")],
    );
    assert_eq!(other.status, 409, "{}", other.text);
    let said = [("act", "accept-offer"), ("offer", offer.as_str()), ("name", "Ann Able")];
    let taken = s.act(&link, &said);
    assert_eq!(taken.status, 303, "{}", taken.text);
    assert_eq!(s.offered(&offer), "accepted");
    assert_eq!(s.me.one(&format!("offers?id=eq.{offer}&select=accepted_name"))["accepted_name"], "Ann Able");
    assert_eq!(s.act(&link, &said).status, 409, "accepted once");
    assert!(s.world.visitor().get(&link).text.contains("You accepted"));
}

#[test]
fn an_offer_that_ran_out_is_not_accepted_and_one_that_is_declined_ends_the_application() {
    let s = scene();
    let (link, application) = s.status("ann@able.example");
    let a = application["id"].as_str().unwrap();
    let offer = s.offer(a, json!({}));
    s.me.done("send_offer", json!({ "offer": offer }));
    s.world.behind("update recruiting.offers set expires_date = current_date - 2");
    let late = s.act(&link, &[("act", "accept-offer"), ("offer", &offer), ("name", "Ann")]);
    assert!(late.status == 409 && late.text.contains("does not stand any more"), "{}", late.text);
    s.world.sign_in("admin@copilot").done("expire_offers", json!({}));
    assert_eq!(s.offered(&offer), "expired");
    let next = s.offer(a, json!({}));
    let by = s.me.done("send_offer", json!({ "offer": next, "by": "link" }));
    assert!(by["url"].as_str().unwrap().contains("/link/"), "{by}");
    let fields = [("act", "decline-offer"), ("offer", next.as_str()), ("reason", "<b>Too far</b>")];
    assert_eq!(s.act(&link, &fields).status, 303);
    assert_eq!((s.offered(&next).as_str(), s.stands(a).as_str()), ("declined", "withdrawn offered -"));
    let page = s.world.browser("recruiter@copilot").get(&format!("/offers/{next}")).text;
    assert!(page.contains("&lt;b&gt;Too far") && !page.contains("<b>Too far"), "{page}");
}

#[test]
fn whoever_joins_fills_an_opening_and_the_last_one_closes_the_job() {
    let s = scene();
    s.me.patch(&format!("/rest/v1/jobs?id=eq.{}", s.job), json!({ "employment_type": "contractor" }));
    let (a, b) = (s.application("ada"), s.application("bo"));
    let offer = s.offer(&a, json!({ "salary_unit": "hour", "amount": 48, "end_date": "2031-06-30" }));
    s.me.done("send_offer", json!({ "offer": offer }));
    s.me.done("accept_offer", json!({ "offer": offer, "name": "Ada" }));
    let joined = s.me.done("mark_joined", json!({ "application": a }));
    assert_eq!(joined["closed_job"], true, "{joined}");
    let placed = s.me.one(&format!("placements?id=eq.{}", joined["placement"].as_str().unwrap()));
    for (column, value) in [
        ("status", json!("draft")),
        ("role", json!("Night rigger")),
        ("start_date", json!("2031-03-03")),
        ("end_date", json!("2031-06-30")),
        ("pay_rate", json!(48.0)),
    ] {
        assert_eq!(placed[column], value, "{column}");
    }
    assert_eq!(s.world.visitor().get("/board/copilot/night-rigger-x").status, 410);
    // The opening is taken, whichever way it is said.
    s.me.done("advance_application", json!({ "application": b, "status": "offer" }));
    let late = s.me.verb("mark_joined", json!({ "application": b }));
    assert!(late.status == 400 && late.text.contains("filled already"), "{}", late.text);
    let late = s.me.patch(&format!("/rest/v1/applications?id=eq.{b}"), json!({ "follow_up_status": "joined" }));
    assert!(late.status == 400 && late.text.contains("filled already"), "{}", late.text);
    assert_eq!(s.stands(&a), "offer joined -");
}

#[test]
fn two_who_join_the_last_opening_at_once_do_not_both() {
    let s = scene();
    let all = [s.application("ada"), s.application("bo"), s.application("cy")];
    let answers: Vec<u16> = std::thread::scope(|scope| {
        let joins = all.iter().map(|a| {
            let me = s.me.clone();
            scope.spawn(move || {
                let said = json!({ "status": "offer", "follow_up_status": "joined" });
                me.patch(&format!("/rest/v1/applications?id=eq.{a}"), said).status
            })
        });
        let joins: Vec<_> = joins.collect();
        joins.into_iter().map(|join| join.join().unwrap()).collect()
    });
    assert_eq!(answers.iter().filter(|status| **status < 300).count(), 1, "{answers:?}");
}

#[test]
fn two_who_move_one_card_do_not_move_it_twice() {
    let s = scene();
    let a = s.application("ada");
    let moved = |from: &str, to: &str| {
        let board = s.world.browser("recruiter@copilot").with("hx-request", "true");
        board.form("/applications/move", &[("id", &a), ("column", "status"), ("value", to), ("from", from)])
    };
    assert_eq!(moved("new", "screening").status, 200);
    let late = moved("new", "interview");
    assert!(late.status == 409 && late.text.contains("Somebody moved"), "{}", late.text);
    // Both saw it in screening, and both let go at once.
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let tries = ["interview", "offer"].map(|to| {
            let (me, a) = (s.me.clone(), a.clone());
            scope.spawn(move || {
                let input = json!({ "application": a, "status": to, "from": "screening" });
                me.verb("advance_application", input).status
            })
        });
        tries.map(|one| one.join().unwrap()).to_vec()
    });
    assert_eq!(statuses.iter().filter(|status| **status == 409).count(), 1, "{statuses:?}");
    let steps = s.me.get(&format!("/rest/v1/application_timeline?application_id=eq.{a}&new_status=not.is.null"));
    assert_eq!(steps.rows().len(), 3, "received, screening and one move more: {}", steps.text);
}

#[test]
fn a_verb_is_done_for_many_at_once_and_says_for_whom_not() {
    let s = scene();
    let (a, b) = (s.application("ada"), s.application("bo"));
    s.me.done("withdraw_application", json!({ "application": b, "reason": "Ill" }));
    let browser = s.world.browser("recruiter@copilot").with("hx-request", "true");
    let board = browser.get("/applications?view=board");
    assert!(board.text.contains("/applications/bulk/verb/reject_application"), "the bar is on the board");
    assert!(
        board.text.contains("class=\"deal\"") && board.text.contains("type=\"checkbox\" name=\"id\""),
        "cards are picked"
    );
    let asked = browser.get("/applications/bulk/verb/reject_application");
    assert!(asked.text.contains("Somebody else was chosen") && asked.text.contains("data-bulk"), "{}", asked.text);
    let fields =
        [("do", "verb"), ("verb", "reject_application"), ("reason", "Pay"), ("id", a.as_str()), ("id", b.as_str())];
    let done = browser.form("/applications/bulk", &fields);
    assert!(done.status == 200 && done.text.contains("1 done. 1 not: This application is withdrawn."), "{}", done.text);
    assert_eq!((s.stands(&a).as_str(), s.stands(&b).as_str()), ("rejected rejected Pay", "withdrawn - -"));
    // Only what is meant for many is.
    let other = browser.form("/applications/bulk", &[("do", "verb"), ("verb", "make_offer"), ("id", a.as_str())]);
    assert_eq!(other.status, 404, "{}", other.text);
}

#[test]
fn the_page_of_an_application_leads_on_to_the_next_of_its_stage() {
    let s = scene();
    let all = [s.application("ada"), s.application("bo"), s.application("cy")];
    for (n, a) in all.iter().enumerate() {
        s.world.behind(&format!("update recruiting.applications set match_score = {} where id = '{a}'", 90 - n));
    }
    let browser = s.world.browser("recruiter@copilot");
    let page = browser.get(&format!("/applications/{}", all[1])).text;
    for words in [
        "2 of 3 in new".to_string(),
        format!("/applications/{}?stage=new\" data-key=\"j\"", all[2]),
        format!("/applications/{}?stage=new\" data-key=\"k\"", all[0]),
        "data-key=\"a\"".to_string(),
        "data-key=\"r\"".to_string(),
    ] {
        assert!(page.contains(&words), "{words}");
    }
    // Who was moved out of the stage keeps their place until one walks on.
    s.me.done("advance_application", json!({ "application": all[1] }));
    let page = browser.get(&format!("/applications/{}?stage=new", all[1])).text;
    assert!(page.contains("2 of 3 in new") && page.contains(&format!("/applications/{}?stage=new", all[2])), "{page}");
    let twin = s.me.made("candidates", json!({ "first_name": "ada", "email": "Ada@able.example" }));
    let page = browser.get(&format!("/applications/{}", all[0])).text;
    assert!(page.contains("Perhaps the same person") && page.contains(&twin), "{page}");
}

#[test]
fn consent_is_asked_for_again_before_it_ends_and_who_does_not_give_it_is_erased_where_that_is_wanted() {
    let s = scene();
    let admin = s.world.sign_in("admin@copilot");
    let (link, application) = s.status("ann@able.example");
    let (a, person) = (application["id"].as_str().unwrap(), application["candidate_id"].as_str().unwrap());
    // Nobody else's ends here.
    s.world.behind(&format!("update recruiting.applications set retention_end_date = null where id <> '{a}'"));
    let ends = |days: i32| {
        let set =
            format!("update recruiting.applications set retention_end_date = current_date + {days} where id = '{a}'");
        s.world.behind(&set);
    };
    ends(10);
    assert_eq!(admin.done("review_consents", json!({}))["asked"], 1);
    assert_eq!(admin.done("review_consents", json!({}))["asked"], 0, "asked once");
    let letter = s.letters().pop().unwrap();
    assert!(letter.1.contains("May we keep it longer") && letter.1.contains("#consent"), "{}", letter.1);
    assert_eq!(s.act(&link, &[("act", "keep")]).status, 303);
    let until = s.me.one(&format!("applications?id=eq.{a}&select=retention_end_date,asked_again_at"));
    assert!(
        until["retention_end_date"].as_str().unwrap() > "2026-12-31" && until["asked_again_at"].is_null(),
        "{until}"
    );

    let forged = s.me.verb("renew_consent", json!({ "application": a }));
    assert_eq!(forged.status, 403, "nobody agrees for them");

    // While something goes on nobody is erased; after it, only where the organisation wants it.
    ends(-1);
    let on = json!({ "key": "applications.erases_expired", "value": true });
    assert_eq!(admin.done("review_consents", json!({}))["waiting"], 0);
    s.me.done("withdraw_application", json!({ "application": a, "reason": "Moved away" }));
    let shown = admin.done("review_consents", json!({}));
    assert_eq!((&shown["waiting"], shown["erased"].as_array().unwrap().len()), (&json!(1), 0), "{shown}");
    let today = s.world.browser("admin@copilot").get("/today").text;
    assert!(today.contains("The consent of Ann has run out"), "{today}");
    admin.made("system_settings", on);
    let done = admin.done("review_consents", json!({}));
    let receipts = done["erased"].as_array().unwrap();
    assert_eq!((receipts.len(), &done["waiting"]), (1, &json!(0)), "{done}");
    let receipt = admin.one(&format!("erasures?id=eq.{}", receipts[0].as_str().unwrap()));
    assert!(receipt["reason"].as_str().unwrap().starts_with("The consent to keep the data ended on"), "{receipt}");
    assert_eq!(admin.one(&format!("candidates?id=eq.{person}&select=email"))["email"], Value::Null);
}

#[test]
fn an_offer_is_taken_back_declined_by_telephone_or_ends_with_its_application() {
    let s = scene();
    let a = s.application("ada");
    let offer = s.offer(&a, json!({}));
    let letter = s.me.done("offer_letter", json!({ "offer": offer }));
    assert_eq!((&letter["file"], letter["name"].as_str()), (&Value::Null, Some("Offer ada.pdf")));
    s.me.done("withdraw_offer", json!({ "offer": offer, "reason": "A wrong amount" }));
    assert_eq!((s.offered(&offer).as_str(), s.stands(&a).as_str()), ("withdrawn", "new - -"));
    let next = s.offer(&a, json!({}));
    s.me.done("send_offer", json!({ "offer": next }));
    let letter = s.me.done("offer_letter", json!({ "offer": next }));
    assert!(letter["file"].is_string(), "{letter}");
    s.me.done("decline_offer", json!({ "offer": next, "reason": "Too far away" }));
    assert_eq!((s.offered(&next).as_str(), s.stands(&a).as_str()), ("declined", "withdrawn offered -"));

    let b = s.application("bo");
    let offer = s.offer(&b, json!({}));
    s.me.done("send_offer", json!({ "offer": offer }));
    s.me.done("mark_not_started", json!({ "application": b, "remarks": "Nobody came on Monday" }));
    assert_eq!(s.stands(&b), "offer no_show -");
    s.me.done("reopen_application", json!({ "application": b, "reason": "Was ill" }));
    s.me.done("reject_application", json!({ "application": b, "reason": "Availability" }));
    assert_eq!(s.offered(&offer), "withdrawn");
    let viewer = s.world.sign_in("viewer@copilot");
    let seen = viewer.get(&format!("/rest/v1/offers?id=eq.{offer}&select=amount"));
    assert!(!seen.text.contains("61500"), "a viewer reads no amounts: {}", seen.text);
    assert_eq!(viewer.verb("offer_letter", json!({ "offer": offer })).status, 403);
}

#[test]
fn reports_of_recruiting_count_what_happened() {
    let s = scene();
    // Nothing of the demo counts.
    s.world.behind("delete from recruiting.applications");
    let (link, application) = s.status("ann@able.example");
    let a = application["id"].as_str().unwrap();
    s.world.visitor().get("/board/copilot/night-rigger-x/apply");
    s.me.done("advance_application", json!({ "application": a }));
    s.me.done("advance_application", json!({ "application": a }));
    let b = s.application("bo");
    s.me.done("reject_application", json!({ "application": b, "reason": "Pay" }));
    let offer = s.offer(a, json!({}));
    s.me.done("send_offer", json!({ "offer": offer }));
    s.act(&link, &[("act", "accept-offer"), ("offer", &offer), ("name", "Ann Able")]);
    s.me.done("mark_joined", json!({ "application": a }));
    let line = |report: &str, label: &str| -> Value {
        let rows = s.me.get(&format!("/rest/v1/rpc/{report}")).rows();
        rows.into_iter().find(|row| row["label"] == label).unwrap_or_default()
    };
    let picked =
        |row: &Value, names: &[&str]| names.iter().map(|n| row[*n].as_f64().unwrap_or(-1.0)).collect::<Vec<_>>();
    let steps = ["applied", "screened", "interviewed", "offered", "joined", "share_joined"];
    let job = line("funnel_by_job", "Night rigger");
    assert_eq!(picked(&job, &steps), [2.0, 1.0, 1.0, 1.0, 1.0, 50.0], "{job}");
    let source = line("funnel_by_source", "Not said");
    assert_eq!(picked(&source, &steps)[..2], [2.0, 1.0], "{source}");
    let stage = line("time_in_application_stage", "New");
    assert_eq!(picked(&stage, &["applications"]), [2.0], "{stage}");
    let fill = line("time_to_fill", "Night rigger");
    assert_eq!(picked(&fill, &["openings", "joined"]), [1.0, 1.0], "{fill}");
    let offers = s.me.get("/rest/v1/rpc/offer_acceptance").rows();
    assert_eq!(
        picked(&offers[offers.len() - 1], &["acceptance", "accepted", "declined"])[1..],
        [1.0, 0.0],
        "{offers:?}"
    );
    let drop = line("apply_drop_off", "Night rigger");
    assert_eq!(picked(&drop, &["opened", "sent", "looked_through"]), [1.0, 1.0, 0.0], "{drop}");
}

#[test]
fn while_the_organisation_is_closed_for_maintenance_its_pages_say_until_when_and_admins_work() {
    let s = scene();
    let (link, _) = s.status("ann@able.example");
    let admin = s.world.sign_in("admin@copilot");
    admin.made("system_settings", json!({ "key": "maintenance.until", "value": "Monday morning" }));
    let until = "Monday morning";
    assert!(!s.world.visitor().get(&link).text.contains(until), "it is open");
    let shut = admin.patch("/rest/v1/system_settings?key=eq.MAINTENANCE_MODE", json!({ "value": true }));
    assert_eq!(shut.status, 204, "{}", shut.text);
    for page in
        [link.as_str(), "/board/copilot", "/board/copilot/night-rigger-x", "/board/copilot/night-rigger-x/apply"]
    {
        let shut = s.world.visitor().get(page);
        assert!(shut.status == 503 && shut.text.contains(until), "{page}: {} {}", shut.status, shut.text);
    }
    assert_eq!(s.act(&link, &[("act", "withdraw")]).status, 503);
    let shut = s.me.get("/rest/v1/applications");
    assert!(shut.status == 503 && shut.text.contains(until), "{}", shut.text);
    assert_eq!(admin.get("/rest/v1/applications?limit=1").status, 200);
    assert_eq!(s.world.visitor().get("/board/yourco").status, 200, "the other organisation is open");
}

#[test]
fn what_ended_is_not_hired_by_another_word_and_what_was_offered_ends_with_it() {
    let s = scene();
    let patched = |a: &str, row: Value| s.me.patch(&format!("/rest/v1/applications?id=eq.{a}"), row);
    let a = s.application("ada");
    s.me.done("reject_application", json!({ "application": a, "reason": "Pay" }));
    let hired = patched(&a, json!({ "follow_up_status": "joined" }));
    assert!(hired.status == 400 && hired.text.contains("This application has ended."), "{}", hired.text);
    let b = s.application("bo");
    let silent = patched(&b, json!({ "follow_up_status": "rejected" }));
    assert!(silent.status == 400 && silent.text.contains("A rejection needs a reason."), "{}", silent.text);
    let offer = s.offer(&b, json!({}));
    s.me.done("send_offer", json!({ "offer": offer }));
    assert_eq!(patched(&b, json!({ "follow_up_status": "no_show" })).status, 204);
    assert_eq!(s.offered(&offer), "withdrawn");
    s.me.done("reopen_application", json!({ "application": b, "reason": "Was ill" }));
    assert_eq!(s.stands(&b), "offer under_follow_up -");
    // Whoever joined neither withdraws nor is declined.
    let next = s.offer(&b, json!({}));
    s.me.done("send_offer", json!({ "offer": next }));
    s.me.done("accept_offer", json!({ "offer": next, "name": "Bo" }));
    s.me.done("mark_joined", json!({ "application": b }));
    assert_eq!(s.me.verb("decline_offer", json!({ "offer": next, "reason": "Changed my mind" })).status, 409);
    assert_eq!(patched(&b, json!({ "status": "withdrawn" })).status, 400);
    assert_eq!((s.stands(&b).as_str(), s.offered(&next).as_str()), ("offer joined -", "accepted"));
    let steps =
        s.me.get(&format!("/rest/v1/application_timeline?application_id=eq.{b}&select=new_status&order=created_at"));
    assert_eq!(steps.rows().last().unwrap()["new_status"], "offer");
}

#[test]
fn a_letter_of_an_offer_is_for_who_may_read_the_offer_and_goes_with_the_person() {
    let s = scene();
    let (_, application) = s.status("ann@able.example");
    let (a, person) = (application["id"].as_str().unwrap(), application["candidate_id"].as_str().unwrap());
    let offer = s.offer(a, json!({ "terms": "Four weeks of leave" }));
    s.me.done("send_offer", json!({ "offer": offer }));
    s.me.done("withdraw_offer", json!({ "offer": offer, "reason": "Ann Able asked for more" }));
    let viewer = s.world.sign_in("viewer@copilot");
    assert_eq!(viewer.get(&format!("/rest/v1/files?entity_id=eq.{a}&select=name")).rows(), Vec::<Value>::new());
    s.me.done(
        "reject_application",
        json!({ "application": a, "reason": "Pay", "send_letter": true, "send_in_days": 5 }),
    );
    s.me.done("reopen_application", json!({ "application": a, "reason": "We were wrong" }));
    let status = "select status::text from identity.emails where kind = 'rejection'";
    assert_eq!(s.world.value::<String>(status), "cancelled", "nobody is turned down who goes on");
    s.me.done(
        "reject_application",
        json!({ "application": a, "reason": "Pay", "send_letter": true, "send_in_days": 5 }),
    );
    let admin = s.world.sign_in("admin@copilot");
    admin.done("erase_person", json!({ "noun": "candidates", "id": person, "reason": "Asked for it" }));
    for (what, query) in [
        ("letters", format!("select count(*) from identity.emails where entity_id = '{a}'")),
        ("offers", format!("select count(*) from recruiting.offers where application_id = '{a}'")),
        ("remarks", format!("select count(remarks) from recruiting.application_timeline where application_id = '{a}'")),
        ("log", format!("select count(changes) from identity.audit_log where resource_id = '{a}'")),
        (
            "feed",
            format!("select count(*) from identity.activity_logs where entity_id = '{a}' and description ~ 'Ann'"),
        ),
    ] {
        assert_eq!(s.world.value::<i64>(&query), 0, "{what}");
    }
}

#[test]
fn two_records_of_one_person_who_applied_twice_are_not_merged_over_an_offer() {
    let s = scene();
    let (a, b) = (s.application("ada"), s.application("ada"));
    let person = |a: &str| {
        let row = s.me.one(&format!("applications?id=eq.{a}&select=candidate_id"));
        row["candidate_id"].as_str().unwrap().to_string()
    };
    s.offer(&b, json!({}));
    let admin = s.world.sign_in("admin@copilot");
    let merge = |keep: &str, gone: &str| {
        admin.verb("merge_records", json!({ "noun": "candidates", "keep": person(keep), "gone": person(gone) }))
    };
    let lost = merge(&a, &b);
    assert!(lost.status == 400 && lost.text.contains("Both applied for Night rigger"), "{}", lost.text);
    assert_eq!(merge(&b, &a).status, 200);
}
