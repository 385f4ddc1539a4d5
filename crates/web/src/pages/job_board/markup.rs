//! What search engines read of a job: schema.org's JobPosting.

use super::board::Board;
use super::posting::Posting;
use super::words::marked;
use maud::{Markup, PreEscaped, html};
use serde_json::{Map, Value, json};

/// The element; nothing when the job lacks what has to be said.
pub(super) fn job_posting(board: &Board, job: &Posting) -> Markup {
    html! {
        @if let Some(said) = said(board, job) {
            script type="application/ld+json" { (PreEscaped(inert(&said))) }
        }
    }
}

/// JSON that no text in it can make anything but data of: not a sign of markup is left.
fn inert(said: &Value) -> String {
    let mut out = String::new();
    for c in said.to_string().chars() {
        match c {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => out.push_str(&format!("\\u{:04x}", c as u32)),
            _ => out.push(c),
        }
    }
    out
}

fn said(board: &Board, job: &Posting) -> Option<Value> {
    let (country, summary) = (job.country.as_ref()?, job.summary.as_ref()?);
    let remote = job.work_mode == "remote";
    if !remote && job.places.is_empty() {
        return None;
    }
    let mut all = Map::new();
    let mut say = |key: &str, value: Value| {
        all.insert(key.into(), value);
    };
    say("@context", json!("https://schema.org/"));
    say("@type", json!("JobPosting"));
    say("title", json!(job.title));
    say("description", json!(description(job, summary)));
    say("identifier", json!({ "@type": "PropertyValue", "name": board.name, "value": job.id }));
    say("url", json!(board.address(&format!("/{}", job.slug))));
    say("datePosted", json!(job.published_at));
    if let Some(until) = job.deadline.as_deref().and_then(|day| end_of(day, &board.zone)) {
        say("validThrough", json!(until));
    }
    say("employmentType", json!(job.employment_type.to_uppercase()));
    say(
        "hiringOrganization",
        match &job.employer {
            None => json!("confidential"),
            Some(name) => {
                let mut employer = json!({ "@type": "Organization", "name": name });
                if let Some(website) = &job.website {
                    employer["sameAs"] = json!(website);
                }
                employer
            }
        },
    );
    if remote {
        say("jobLocationType", json!("TELECOMMUTE"));
        say("applicantLocationRequirements", json!({ "@type": "Country", "name": country }));
    } else {
        let places: Vec<Value> = job.places.iter().map(|place| location(place, country)).collect();
        say("jobLocation", if places.len() == 1 { places[0].clone() } else { json!(places) });
    }
    if let (Some(unit), Some(currency)) = (&job.unit, &job.currency)
        && (job.least.is_some() || job.most.is_some())
    {
        let mut value = json!({ "@type": "QuantitativeValue", "unitText": unit.to_uppercase() });
        match (job.least, job.most) {
            (Some(least), Some(most)) if least == most => value["value"] = json!(least),
            (least, most) => {
                for (key, amount) in [("minValue", least), ("maxValue", most)] {
                    if let Some(amount) = amount {
                        value[key] = json!(amount);
                    }
                }
            }
        }
        say("baseSalary", json!({ "@type": "MonetaryAmount", "currency": currency, "value": value }));
    }
    say("directApply", json!(true));
    say("totalJobOpenings", json!(job.openings));
    if let Some(months) = job.experience.as_deref().and_then(months) {
        say(
            "experienceRequirements",
            json!({ "@type": "OccupationalExperienceRequirements", "monthsOfExperience": months }),
        );
    }
    for (key, text) in [("industry", &job.industry), ("qualifications", &job.education)] {
        if let Some(text) = text {
            say(key, json!(text));
        }
    }
    for (key, words) in [("responsibilities", &job.duties), ("skills", &job.required), ("jobBenefits", &job.benefits)] {
        if !words.is_empty() {
            say(key, json!(words.join(", ")));
        }
    }
    Some(Value::Object(all))
}

/// The whole of what the page says the job is, in the elements search engines read.
fn description(job: &Posting, summary: &str) -> String {
    let list = |words: &[String]| html! { ul { @for word in words { li { (word) } } } };
    html! {
        (marked(summary))
        @if !job.duties.is_empty() { p { "What you do" } (list(&job.duties)) }
        @if !job.required.is_empty() { p { "What you need" } (list(&job.required)) }
        @if !job.benefits.is_empty() { p { "What you get" } (list(&job.benefits)) }
    }
    .into_string()
}

/// The months of "3-5 years": the fewest that are asked for.
fn months(experience: &str) -> Option<u32> {
    let digits: String =
        experience.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).take(2).collect();
    let years: u32 = digits.parse().ok()?;
    Some(if experience.to_lowercase().contains("month") { years } else { years * 12 })
}

/// "City, State" as an address.
pub(super) fn split(place: &str) -> (String, Option<String>) {
    match place.split_once(',') {
        Some((city, region)) => (city.trim().to_string(), Some(region.trim().to_string()).filter(|r| !r.is_empty())),
        None => (place.trim().to_string(), None),
    }
}

fn location(place: &str, country: &str) -> Value {
    let (city, region) = split(place);
    let mut address = json!({ "@type": "PostalAddress", "addressLocality": city, "addressCountry": country });
    if let Some(region) = region {
        address["addressRegion"] = json!(region);
    }
    json!({ "@type": "Place", "address": address })
}

/// The last second of a day where the organisation is.
fn end_of(day: &str, zone: &str) -> Option<String> {
    let date: jiff::civil::Date = day.parse().ok()?;
    let end = date.at(23, 59, 59, 0);
    let there = end.in_tz(zone).or_else(|_| end.in_tz("UTC")).ok()?;
    Some(there.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
}

#[cfg(test)]
mod tests {
    use super::{end_of, inert, months, split};
    use serde_json::json;

    #[test]
    fn nothing_in_the_data_ends_the_script_element() {
        let out = inert(&json!({ "title": "</script><script>alert(1)</script> & <!-- \u{2028}" }));
        assert!(!out.contains(['<', '>', '&', '\u{2028}']), "{out}");
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&out).unwrap()["title"],
            "</script><script>alert(1)</script> & <!-- \u{2028}"
        );
    }

    #[test]
    fn a_day_ends_where_the_organisation_is() {
        assert_eq!(end_of("2026-12-31", "Australia/Sydney").as_deref(), Some("2026-12-31T23:59:59+11:00"));
        assert_eq!(end_of("2026-07-01", "Europe/Berlin").as_deref(), Some("2026-07-01T23:59:59+02:00"));
        assert_eq!(end_of("2026-07-01", "Nowhere/Else").as_deref(), Some("2026-07-01T23:59:59+00:00"));
    }

    #[test]
    fn experience_is_told_in_months() {
        assert_eq!([months("3-5 years"), months("18 months"), months("some")], [Some(36), Some(18), None]);
    }

    #[test]
    fn a_place_is_a_city_and_perhaps_a_state() {
        assert_eq!(split("Sydney, NSW"), ("Sydney".into(), Some("NSW".into())));
        assert_eq!(split("Berlin"), ("Berlin".into(), None));
    }
}
