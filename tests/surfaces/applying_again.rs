//! Who applied before and applies again: nothing a stranger sends in their name counts until the person says so on the page
//! of their application.

use crate::apply::{Scene, scene};
use serde_json::{Value, json};

impl Scene {
    /// The same address applies again, with another answer; the letter comes later than a quarter of an hour.
    fn again(&self, question: &str, answer: &str) {
        self.world.behind("update identity.emails set created_at = now() - interval '1 hour'");
        let field = format!("question-{question}");
        let fields = [
            ("first_name", "Ann"),
            ("email", "ann@able.example"),
            ("phone", "+61 499 999 999"),
            ("consents", "yes"),
            ("joins_talent_pool", "yes"),
            (&*field, answer),
        ];
        let sent = self.apply(&fields, None);
        assert_eq!(sent.status, 303, "{}", sent.text);
    }

    fn answers(&self, application: &Value) -> Vec<Value> {
        let query = format!(
            "/rest/v1/application_answers?select=answer&application_id=eq.{}",
            application["id"].as_str().unwrap()
        );
        self.me.get(&query).rows()
    }
}

#[test]
fn what_is_sent_again_counts_when_the_person_says_so() {
    let s = scene();
    let question = s.question(json!({ "question": "Do you rig at night?", "kind": "yes_no", "is_required": false }));
    let (link, application) = s.status("ann@able.example");
    s.world.behind("update recruiting.applications set retention_end_date = recruiting.today() + 9");
    s.again(&question, "yes");
    assert!(s.answers(&application).is_empty(), "anybody may know the address");
    assert_eq!(s.applications()[0]["joins_talent_pool"], false);

    let page = s.world.visitor().get(&link).text;
    for words in ["Do you rig at night?", "+61 499 999 999", "With it you agree again", "hear of other jobs"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let form = s.me.get("/rest/v1/application_forms?order=created_at.desc,id.desc&limit=1").rows()[0]["id"].clone();
    let taken = s.act(&link, &[("act", "take-over"), ("form", form.as_str().unwrap())]);
    assert_eq!(taken.status, 303, "{}", taken.text);
    assert_eq!(s.answers(&application)[0]["answer"], "yes");
    let now = s.applications().pop().unwrap();
    assert_eq!(now["joins_talent_pool"], true);
    assert_eq!(now["retention_end_date"], application["retention_end_date"], "a year from now, and not nine days");
    assert!(!s.world.visitor().get(&link).text.contains("let it count"));
}

#[test]
fn a_recruiter_who_takes_it_over_agrees_to_nothing_for_the_person() {
    let s = scene();
    let question = s.question(json!({ "question": "Do you rig at night?", "kind": "yes_no", "is_required": false }));
    let (_, application) = s.status("ann@able.example");
    s.again(&question, "no");
    let form = s.me.get("/rest/v1/application_forms?order=created_at.desc,id.desc&limit=1").rows()[0]["id"].clone();
    s.me.done("take_over_application_form", json!({ "form": form }));
    assert_eq!(s.answers(&application)[0]["answer"], "no");
    assert_eq!(s.applications()[0]["joins_talent_pool"], false);
}

#[test]
fn who_withdrew_applies_again_while_the_job_is_open() {
    let s = scene();
    let (link, application) = s.status("ann@able.example");
    let again = || s.act(&link, &[("act", "apply-again")]);
    assert_eq!(again().status, 409, "it goes on");
    assert_eq!(s.act(&link, &[("act", "withdraw")]).status, 303);
    assert!(s.world.visitor().get(&link).text.contains("Apply again"));
    assert_eq!(again().status, 303);
    assert_eq!(s.applications()[0]["status"], "new");
    let queue =
        format!("/rest/v1/action_queue?related_candidate_id=eq.{}", application["candidate_id"].as_str().unwrap());
    let told: Vec<Value> = s.me.get(&queue).rows();
    assert!(told.iter().any(|row| row["title"] == "Ann withdrew and applies again"), "{told:?}");

    assert_eq!(s.act(&link, &[("act", "withdraw")]).status, 303);
    let closed = s.me.patch(&format!("/rest/v1/jobs?id=eq.{}", s.job), json!({ "status": "closed" }));
    assert_eq!(closed.status, 204, "{}", closed.text);
    assert_eq!(again().status, 409, "nobody applies for what is closed");
    assert!(!s.world.visitor().get(&link).text.contains("Apply again"));
}
