//! On an application's page: what was answered, with what the job marks, what was sent beside the profile, and why it scores as
//! it does.

mod beside;
mod queue;

use super::extra::Extra;
use super::{interview, matching};
use crate::about::Record;
use crate::data::{Ask, Row, text};
use crate::format;
use crate::icons::icon;
use crate::refused::Refused;
use crate::visit::Visit;
use maud::{Markup, html};
use serde_json::{Value, json};

pub(super) const PAGE: Extra = Extra {
    noun: "applications",
    inside: Some(|visit, record| Box::pin(inside(visit, record))),
    beside: Some(|visit, record| Box::pin(beside(visit, record))),
    ..Extra::NONE
};

/// What a form may say, and how people read it.
const SAID: [(&str, &str); 12] = [
    ("phone", "Telephone"),
    ("current_title", "Present job title"),
    ("total_experience_years", "Years of experience"),
    ("highest_education", "Highest degree"),
    ("year_of_passing", "Year of that degree"),
    ("skills", "Skills"),
    ("certificates", "Certificates"),
    ("languages", "Languages"),
    ("current_locations", "Where they live"),
    ("linkedin_url", "LinkedIn"),
    ("github_url", "GitHub"),
    ("portfolio_url", "Portfolio"),
];

async fn beside(visit: &Visit, record: &Record<'_>) -> Result<Markup, Refused> {
    Ok(html! {
        (matching::scored(visit, record).await?)
        (beside::parts(visit, record).await?)
    })
}

async fn inside(visit: &Visit, record: &Record<'_>) -> Result<Markup, Refused> {
    Ok(html! {
        (queue::place(visit, record).await?)
        (sent_with(visit, record).await?)
    })
}

async fn sent_with(visit: &Visit, record: &Record<'_>) -> Result<Markup, Refused> {
    if !visit.may("application_answers", "SELECT") || !visit.may("application_forms", "SELECT") {
        return Ok(html! {});
    }
    let id = &record.id;
    let interviews = interview::of_application(visit, record).await?;
    // Who does not read personal data sees that there is an answer, and whether it is marked.
    let reads = visit
        .catalog()
        .table("application_answers")
        .is_some_and(|t| t.column("answer").is_some_and(|column| t.may(visit.actor.role, "SELECT", column)));
    let answer = if reads { "answer," } else { "" };
    let asks = [
        Ask::new(
            "application_answers",
            format!("select=question,{answer}is_knock_out&application_id=eq.{id}&order=id&limit=100"),
        ),
        Ask::new(
            "application_forms",
            format!(
                "select=id,made_profile,checked_at,taken_over_at,read_error,created_at,file:file_id(id,name)\
                 &application_id=eq.{id}&order=created_at.desc,id.desc&limit=5"
            ),
        ),
    ];
    let mut found = visit.read(&asks).await?.into_iter().map(|found| found.rows);
    let (answers, forms) = (found.next().unwrap_or_default(), found.next().unwrap_or_default());
    let mut shown = Vec::new();
    for form in &forms {
        shown.push(sent(visit, record, form).await?);
    }
    Ok(html! {
        (interviews)
        @if !answers.is_empty() {
            section class="card" {
                div class="head" { h2 { "Answers" } }
                ul class="rows" {
                    @for row in &answers {
                        @let marked = row.get("is_knock_out") == Some(&Value::Bool(true));
                        li {
                            div class="main" {
                                div class="quiet small" dir="auto" { (text(row, "question")) }
                                div dir="auto" { (text(row, "answer")) }
                            }
                            @if marked { span class="pill bad" { (icon("flag")) "Marked" } }
                        }
                    }
                }
                @if answers.iter().any(|row| row.get("is_knock_out") == Some(&Value::Bool(true))) {
                    p class="inside small quiet" { "The job marks such answers. What follows from them is decided by people." }
                }
            }
        }
        @for one in shown { (one) }
        (super::chat::section(visit, record).await?)
    })
}

/// One form that was sent.
async fn sent(visit: &Visit, record: &Record<'_>, form: &Row) -> Result<Markup, Refused> {
    let id = text(form, "id");
    let is_made = form.get("made_profile") == Some(&Value::Bool(true));
    let waits = !is_made && text(form, "taken_over_at").is_empty();
    let verb = visit.server.verb("read_application_form")?;
    let details = if waits && verb.roles.contains(&visit.actor.role) {
        visit.server.call(&visit.actor, "read_application_form", json!({ "form": id })).await?
    } else {
        Value::Null
    };
    let file = form.get("file").unwrap_or(&Value::Null);
    let of_file = |key: &str| file[key].as_str().unwrap_or_default();
    Ok(html! {
        section class="card" {
            div class="head" {
                h2 { "Sent with the application" }
                span class="quiet small" { (format::moment(visit, text(form, "created_at"))) }
            }
            div class="inside" {
                @if !of_file("id").is_empty() {
                    p {
                        a class="b" href={ "/files/" (of_file("id")) "/content" } { (icon("paperclip")) (of_file("name")) }
                        " "
                        a class="small" href={ "/files/" (of_file("id")) "/text" } { "Read its text" }
                    }
                }
                @if !text(form, "read_error").is_empty() {
                    p class="late" { "It could not be read: " (text(form, "read_error")) }
                }
                @if is_made {
                    p class="quiet" { "The profile was made from it." }
                } @else if !waits {
                    p class="quiet" { "It is part of the profile." }
                } @else {
                    p { "The person was known, so their profile is as it was. This was sent now:" }
                    dl class="facts" {
                        @for (word, words) in said(&details) {
                            dt { (word) }
                            dd dir="auto" { (words) }
                        }
                    }
                    @if record.changes {
                        div class="acts" {
                            (button(id, false, "Fill what is empty"))
                            (button(id, true, "Take over all of it"))
                        }
                    }
                }
            }
        }
    })
}

fn said(details: &Value) -> Vec<(&'static str, String)> {
    let name = [&details["first_name"], &details["last_name"]];
    let name: Vec<&str> = name.iter().filter_map(|part| part.as_str()).filter(|part| !part.is_empty()).collect();
    let words = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Array(all) => all.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", "),
        _ => String::new(),
    };
    let positions: Vec<String> = details["positions"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|p| {
            let parts = [&p["job_title"], &p["company_name"]];
            parts.iter().filter_map(|part| part.as_str()).collect::<Vec<_>>().join(", ")
        })
        .collect();
    let mut all = vec![("Name", name.join(" "))];
    all.extend(SAID.iter().map(|(key, word)| (*word, words(&details[*key]))));
    all.push(("Positions", positions.join(" · ")));
    all.retain(|(_, words)| !words.is_empty());
    all
}

fn button(form: &str, replaces: bool, word: &str) -> Markup {
    html! {
        form method="post" action="/verbs/take_over_application_form" hx-post="/verbs/take_over_application_form"
            hx-swap="none"
        {
            input type="hidden" name="form" value=(form);
            @if replaces { input type="hidden" name="replaces" value="true"; }
            button class="b" type="submit" { (word) }
        }
    }
}
