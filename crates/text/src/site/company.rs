//! schema.org Organization, LocalBusiness and Person in the JSON-LD of a page.

use super::line::line;
use crate::markup::resolved;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// How deep is looked.
const DEEP: usize = 6;
/// People of a page.
const PEOPLE: usize = 50;

/// A company, as its page names it.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub struct Organisation {
    /// Its name.
    pub name: Option<String>,
    /// The name it is registered by.
    pub legal_name: Option<String>,
    /// What it is about.
    pub description: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Telephone number.
    pub phone: Option<String>,
    /// Address, on one line.
    pub address: Option<String>,
    /// Town.
    pub town: Option<String>,
    /// Country, as it says it.
    pub country: Option<String>,
    /// How many people work there.
    pub employees: Option<u32>,
    /// Its profiles elsewhere.
    pub same_as: Vec<String>,
}

/// A person a page names.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub struct Person {
    /// Name.
    pub name: String,
    /// What they do.
    pub title: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Profile at LinkedIn.
    pub linkedin: Option<String>,
}

/// What the data of a page says.
#[derive(Default)]
pub(super) struct Said {
    pub(super) organisation: Option<Organisation>,
    pub(super) people: Vec<Person>,
    pub(super) postings: usize,
}

pub(super) fn read(data: &[&str]) -> Said {
    let mut said = Said::default();
    for script in data {
        if let Ok(value) = serde_json::from_str::<Value>(script.trim()) {
            look(&value, 0, &mut said);
        }
    }
    said
}

fn look(value: &Value, depth: usize, said: &mut Said) {
    if depth > DEEP {
        return;
    }
    match value {
        Value::Array(all) => all.iter().take(500).for_each(|one| look(one, depth + 1, said)),
        Value::Object(parts) => {
            let kinds: Vec<&str> = match &value["@type"] {
                Value::Array(all) => all.iter().filter_map(Value::as_str).collect(),
                one => one.as_str().into_iter().collect(),
            };
            if kinds.contains(&"JobPosting") {
                said.postings += 1;
                return;
            }
            if kinds.contains(&"Person") && said.people.len() < PEOPLE {
                said.people.extend(person(value));
            }
            let is_company = |kind: &&str| {
                let kind = kind.trim_start_matches("https://schema.org/").trim_start_matches("http://schema.org/");
                kind.ends_with("Organization")
                    || kind.ends_with("Business")
                    || kind.ends_with("Service")
                    || ["Corporation", "Contractor", "GeneralContractor", "EmploymentAgency", "Store"].contains(&kind)
            };
            if kinds.iter().any(is_company) {
                let found = organisation(value);
                if found.name.is_some() && said.organisation.is_none() {
                    said.organisation = Some(found);
                }
            }
            parts.values().for_each(|one| look(one, depth + 1, said));
        }
        _ => {}
    }
}

fn organisation(value: &Value) -> Organisation {
    let address = match &value["address"] {
        Value::Array(all) => all.first().unwrap_or(&Value::Null),
        one => one,
    };
    let country = text(&address["addressCountry"]).or_else(|| text(&address["addressCountry"]["name"]));
    let town = text(&address["addressLocality"]);
    let place: Vec<String> = [text(&address["postalCode"]), town.clone()].into_iter().flatten().collect();
    let place = (!place.is_empty()).then(|| place.join(" "));
    let parts: Vec<String> = [text(&address["streetAddress"]), place, text(&address["addressRegion"]), country.clone()]
        .into_iter()
        .flatten()
        .collect();
    let count = &value["numberOfEmployees"];
    let count = [count, &count["value"], &count["maxValue"]].into_iter().find_map(number);
    let same_as = match &value["sameAs"] {
        Value::Array(all) => all.iter().filter_map(text).take(20).collect(),
        one => text(one).into_iter().collect(),
    };
    Organisation {
        name: text(&value["name"]),
        legal_name: text(&value["legalName"]),
        description: text(&value["description"]),
        email: text(&value["email"]).or_else(|| text(&value["contactPoint"]["email"])),
        phone: text(&value["telephone"]).or_else(|| text(&value["contactPoint"]["telephone"])),
        address: (!parts.is_empty()).then(|| line(&parts.join(", "), 300)).or_else(|| text(address)),
        town,
        country,
        employees: count,
        same_as,
    }
}

fn person(value: &Value) -> Option<Person> {
    let same_as = match &value["sameAs"] {
        Value::Array(all) => all.iter().filter_map(text).collect::<Vec<_>>(),
        one => text(one).into_iter().collect(),
    };
    let name = text(&value["name"])?;
    let is_name = name.contains(' ') && name.chars().count() <= 80;
    is_name.then(|| Person {
        name,
        title: text(&value["jobTitle"]),
        email: text(&value["email"]).map(|e| e.trim_start_matches("mailto:").to_lowercase()),
        linkedin: same_as.into_iter().find(|url| url.contains("linkedin.com/in/")),
    })
}

fn number(value: &Value) -> Option<u32> {
    let number = value.as_u64().or_else(|| value.as_str()?.trim().parse().ok())?;
    u32::try_from(number).ok().filter(|n| (1..=5_000_000).contains(n))
}

fn text(value: &Value) -> Option<String> {
    let words = line(&resolved(value.as_str()?), 600);
    (!words.is_empty()).then_some(words)
}
