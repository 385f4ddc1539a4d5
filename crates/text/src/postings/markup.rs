//! schema.org JobPosting in the JSON-LD of a page.

use super::posting::{MOST, Posting, pay, text};
use serde_json::Value;

/// How deep openings are looked for in what a page says.
const DEEP: usize = 6;

/// The openings a page says it shows.
pub(super) fn read(page: &str) -> Vec<Posting> {
    let mut found = Vec::new();
    for script in scripts(page) {
        if let Ok(said) = serde_json::from_str::<Value>(script.trim()) {
            look(&said, 0, &mut found);
        }
    }
    found
}

/// What stands in the scripts that are data: the content of a script ends where `</script` begins, whatever is in it.
fn scripts(page: &str) -> Vec<&str> {
    let lower = page.to_ascii_lowercase();
    let mut all = Vec::new();
    let mut at = 0;
    while let Some(begin) = lower[at..].find("<script").map(|n| at + n) {
        let Some(inside) = lower[begin..].find('>').map(|n| begin + n + 1) else { break };
        let end = lower[inside..].find("</script").map_or(page.len(), |n| inside + n);
        if lower[begin..inside].contains("application/ld+json") {
            all.push(&page[inside..end]);
        }
        at = end;
    }
    all
}

fn look(said: &Value, depth: usize, found: &mut Vec<Posting>) {
    if depth > DEEP || found.len() >= MOST {
        return;
    }
    match said {
        Value::Array(all) => all.iter().for_each(|one| look(one, depth + 1, found)),
        Value::Object(parts) => {
            let is_posting = |kind: &Value| kind == "JobPosting";
            let kind = &said["@type"];
            if is_posting(kind) || kind.as_array().is_some_and(|all| all.iter().any(is_posting)) {
                found.extend(posting(said));
            } else {
                parts.values().for_each(|one| look(one, depth + 1, found));
            }
        }
        _ => {}
    }
}

fn posting(said: &Value) -> Option<Posting> {
    let organisation = &said["hiringOrganization"];
    let places = match &said["jobLocation"] {
        Value::Array(all) => all.iter().filter_map(place).collect::<Vec<_>>(),
        one => place(one).into_iter().collect(),
    };
    let remote = said["jobLocationType"] == "TELECOMMUTE";
    let base = &said["baseSalary"];
    let value = &base["value"];
    Some(Posting {
        url: text(&said["url"]).or_else(|| text(&said["@id"])).or_else(|| text(&said["identifier"]["value"]))?,
        title: text(&said["title"]).or_else(|| text(&said["name"]))?,
        company: text(&organisation["name"]).or_else(|| text(organisation)),
        location: (!places.is_empty()).then(|| places.join("; ")).or_else(|| remote.then(|| "Remote".to_string())),
        posted: text(&said["datePosted"]),
        summary: text(&said["description"]),
        salary: pay(
            &[&value["minValue"], &value["maxValue"], &value["value"]],
            base["currency"].as_str(),
            value["unitText"].as_str().map(str::to_lowercase).as_deref(),
        ),
        job_type: match &said["employmentType"] {
            Value::Array(all) => Some(all.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", ")),
            one => text(one),
        },
    })
}

fn place(said: &Value) -> Option<String> {
    let address = &said["address"];
    let country = text(&address["addressCountry"]).or_else(|| text(&address["addressCountry"]["name"]));
    let parts = [text(&address["addressLocality"]), text(&address["addressRegion"]), country];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", ")).or_else(|| text(address)).or_else(|| text(&said["name"]))
}
