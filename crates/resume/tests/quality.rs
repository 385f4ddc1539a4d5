//! How well the labelled résumés are read, with a margin to what is promised. `bench/resumes.py` tells the figures and what
//! was missed.

use resume::{Found, Month, Resume, ordered, read, skill};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

#[derive(Default)]
struct Count {
    hit: usize,
    missed: usize,
    wrong: usize,
}

impl Count {
    fn add(&mut self, wanted: &BTreeSet<String>, found: &BTreeSet<String>, allowed: &BTreeSet<String>) {
        self.hit += wanted.intersection(found).count();
        self.missed += wanted.difference(found).count();
        self.wrong += found.iter().filter(|f| !wanted.contains(*f) && !allowed.contains(*f)).count();
    }

    fn f1(&self) -> f64 {
        2.0 * self.hit as f64 / (2 * self.hit + self.missed + self.wrong) as f64
    }

    fn share(&self) -> f64 {
        self.hit as f64 / (self.hit + self.missed) as f64
    }
}

fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

fn first(found: &[Found<String>], as_said: fn(&str) -> String) -> BTreeSet<String> {
    found.first().map(|f| as_said(&f.value)).into_iter().collect()
}

fn words(label: &Value, as_said: impl Fn(&str) -> String) -> BTreeSet<String> {
    match label {
        Value::Array(all) => all.iter().filter_map(Value::as_str).map(as_said).collect(),
        one => one.as_str().map(as_said).into_iter().collect(),
    }
}

fn employers(resume: &Resume) -> BTreeSet<String> {
    let of = |p: &resume::Position| {
        let month = |m: &Option<Found<Month>>| m.as_ref().map(|m| m.value.to_string()).unwrap_or_default();
        let end = if p.is_current { "now".into() } else { month(&p.end) };
        format!("{} {} {end}", plain(p.company.as_ref().map_or("", |c| &c.value)), month(&p.start))
    };
    resume.positions.iter().map(of).collect()
}

#[test]
fn the_labelled_resumes_are_read_as_promised() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/resumes");
    let labels: Vec<Value> = serde_json::from_slice(&std::fs::read(folder.join("labels.json")).unwrap()).unwrap();
    assert!(labels.len() >= 60);
    for held_out in [false, true] {
        let [mut email, mut phone, mut name, mut work, mut skills] = [(); 5].map(|()| Count::default());
        let none = BTreeSet::new();
        for label in labels.iter().filter(|l| l["held_out"] == held_out) {
            let file = label["file"].as_str().unwrap();
            let laid = text::laid(std::fs::read(folder.join("files").join(file)).unwrap()).unwrap();
            assert_eq!(laid.text.needs_ocr, label["readable"] == false, "{file}");
            if laid.text.needs_ocr {
                continue;
            }
            let sheets = ordered(laid.text.pages, laid.pieces);
            let got = read(&sheets, Month { year: 2026, month: Some(11) });
            // Every place is where the value is.
            for found in got.contact.emails.iter().chain(&got.contact.phones) {
                let text: Vec<char> = sheets[found.at.page - 1].page.text.chars().collect();
                assert_eq!(text[found.at.from..found.at.to].iter().collect::<String>(), found.value, "{file}");
            }
            let untitled =
                |n: &str| plain(n.trim_start_matches("Dr. ").trim_start_matches("Dr ").trim_start_matches("Prof. "));
            email.add(&words(&label["email"], plain), &first(&got.contact.emails, plain), &none);
            phone.add(&words(&label["phone"], digits), &first(&got.contact.phones, digits), &none);
            let found = got.contact.name.as_ref().map(|n| plain(&n.value)).into_iter().collect();
            name.add(&words(&label["name"], untitled), &found, &none);
            let wanted = label["positions"].as_array().unwrap().iter().map(|p| {
                let text = |key: &str| p[key].as_str().unwrap_or_default();
                let end = if p["is_current"] == true { "now" } else { text("end") };
                format!("{} {} {end}", plain(text("company")), text("start"))
            });
            work.add(&wanted.collect(), &employers(&got), &none);
            let here = |s: &str| plain(&skill(s));
            let found = got.skills.iter().map(|s| plain(&s.value)).collect();
            skills.add(&words(&label["skills"], here), &found, &words(&label["also_skills"], here));
        }
        let half = if held_out { "held out" } else { "looked at" };
        for (what, is, promised) in [
            ("e-mail", email.share(), 0.99),
            ("phone", phone.share(), 0.99),
            ("name", name.share(), 0.95),
            ("employers with dates", work.f1(), 0.92),
            ("skills", skills.f1(), 0.90),
        ] {
            assert!(is >= promised, "{what}, {half}: {is:.3} is less than {promised}");
        }
    }
}
