//! The public boards of the large applicant systems, by the names their answers have.

use super::posting::{Posting, pay as pay_of, text};
use anyhow::bail;
use serde_json::Value;

/// The openings of an answer: Lever's is a list, the others' have `jobs`.
///
/// # Errors
/// When it is none of them.
pub(super) fn read(json: &Value) -> anyhow::Result<Vec<Posting>> {
    let (jobs, company) = match json {
        Value::Array(all) => (all.as_slice(), None),
        _ => match json["jobs"].as_array() {
            Some(all) => (all.as_slice(), text(&json["name"])),
            None => bail!("There are no openings in this answer."),
        },
    };
    if !jobs.is_empty() && jobs.iter().all(|job| address(job).is_none()) {
        bail!("These are no openings of Greenhouse, Lever, Ashby or Workable.");
    }
    Ok(jobs.iter().filter_map(|job| one(job, company.as_deref())).collect())
}

fn address(job: &Value) -> Option<String> {
    ["absolute_url", "hostedUrl", "jobUrl", "url", "shortlink"].iter().find_map(|key| text(&job[*key]))
}

fn one(job: &Value, company: Option<&str>) -> Option<Posting> {
    if job["isListed"] == false {
        return None;
    }
    let first = |places: &[&Value]| places.iter().find_map(|place| text(place));
    let town = [&job["city"], &job["state"], &job["country"]].into_iter().filter_map(text).collect::<Vec<_>>();
    Some(Posting {
        url: address(job)?,
        title: first(&[&job["title"], &job["text"]])?,
        company: first(&[&job["company_name"]]).or_else(|| company.map(str::to_string)),
        location: first(&[&job["location"]["name"], &job["categories"]["location"], &job["location"]])
            .or_else(|| (!town.is_empty()).then(|| town.join(", "))),
        posted: first(&[
            &job["first_published"],
            &job["publishedAt"],
            &job["published_on"],
            &job["createdAt"],
            &job["created_at"],
            &job["updated_at"],
        ]),
        summary: first(&[&job["descriptionPlain"], &job["content"], &job["descriptionHtml"], &job["description"]]),
        salary: first(&[&job["compensation"]["compensationTierSummary"]]).or_else(|| pay(&job["salaryRange"])),
        job_type: first(&[&job["employmentType"], &job["employment_type"], &job["categories"]["commitment"]]),
    })
}

fn pay(range: &Value) -> Option<String> {
    pay_of(
        &[&range["min"], &range["max"]],
        range["currency"].as_str(),
        range["interval"].as_str().map(|said| said.trim_start_matches("per-").trim_end_matches("-salary")),
    )
}
