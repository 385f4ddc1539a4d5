//! `/link/<token>` of a form that was sent: thanks, and what was read from the résumé, to be put right by who sent it. It
//! shows what they sent and nothing of who they may be to the organisation.

use crate::data::Fields;
use crate::guest::{Followed, Frame, Guest, Opened, Purpose, Refusal, Whose};
use axum::extract::{FromRequest as _, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use modules::recruiting::receive_application::FORM;
use modules::recruiting::sent_details::{Details, Held};
use records::Error;
use serde_json::json;

pub(crate) const PURPOSE: Purpose = Purpose {
    name: FORM,
    show: |guest, link| Box::pin(show(guest, link)),
    take: |guest, link, request| -> Opened<'_> { Box::pin(take(guest, link, request)) },
};

/// Positions a form may have.
const POSITIONS: usize = 70;

/// The form a link is about.
struct Sent {
    organisation: String,
    job: String,
    details: Details,
    /// Something was read, and nobody looked through it.
    asks: bool,
    has_file: bool,
}

impl Sent {
    /// The résumé says something that nobody typed.
    fn says_more(&self) -> bool {
        let d = &self.details;
        !d.skills.is_empty() || !d.positions.is_empty() || d.current_title.is_some() || d.highest_education.is_some()
    }
}

async fn show(guest: &Guest, link: &Followed) -> Result<Response, Refusal> {
    let sent = found(guest, link).await?;
    Ok(page(guest, link, &sent, &sent.details, None))
}

async fn take(guest: &Guest, link: &Followed, request: Request) -> Result<Response, Refusal> {
    let sent = found(guest, link).await?;
    let Ok(fields) = Fields::from_request(request, &guest.server).await else {
        let broken = Error::new(400, "TL120", "The form did not arrive whole.");
        return Ok(page(guest, link, &sent, &sent.details, Some(&broken)));
    };
    let details = typed(&fields, &sent.details.email);
    let input = json!({ "form": link.record, "details": details });
    match guest.server.call(&link.actor(guest), "check_application_form", input).await {
        Ok(_) => Ok(Redirect::to(&link.base).into_response()),
        Err(e) if e.status == 409 => Ok(Redirect::to(&link.base).into_response()),
        Err(e) if e.status < 500 => Ok(page(guest, link, &sent, &details, Some(&e))),
        Err(e) => {
            tracing::warn!("a form that was looked through: {}", e.message);
            Err(Refusal::Busy(None))
        }
    }
}

async fn found(guest: &Guest, link: &Followed) -> Result<Sent, Refusal> {
    let actor = link.actor(guest);
    let tx = guest.server.door.begin(&actor).await?;
    let sql = "select o.name, j.title, f.checked_at is null and f.taken_over_at is null and f.read_error is null,
                      f.file_id is not null
                 from recruiting.application_forms f join recruiting.applications a on a.id = f.application_id
                 join recruiting.jobs j on j.id = a.job_id join identity.organizations o on o.org_id = f.org_id
                where f.id = $1";
    let row = tx.query_opt(sql, &[&link.record]).await?.ok_or(Refusal::Unknown)?;
    tx.commit().await?;
    let said = guest.server.call(&actor, "read_application_form", json!({ "form": link.record })).await;
    let said = said.map_err(|_| Refusal::Unknown)?;
    let details: Details = serde_json::from_value(said).unwrap_or_default();
    let has_file: bool = row.get(3);
    Ok(Sent { organisation: row.get(0), job: row.get(1), details, asks: row.get::<_, bool>(2) && has_file, has_file })
}

/// What was typed.
fn typed(fields: &Fields, email: &str) -> Details {
    let said = |name: &str| fields.filled(name).map(str::to_string);
    let lines = |name: &str| fields.get(name).unwrap_or_default().lines().map(str::to_string).collect();
    let held = |n: usize| Held {
        company_name: said(&format!("company-{n}")).unwrap_or_default(),
        job_title: said(&format!("title-{n}")),
        start_date: said(&format!("start-{n}")),
        end_date: said(&format!("end-{n}")),
        is_current: fields.get(&format!("current-{n}")).is_some(),
        responsibilities: said(&format!("did-{n}")),
    };
    let many = (0..POSITIONS).take_while(|n| fields.get(&format!("company-{n}")).is_some()).count();
    Details {
        first_name: said("first_name").unwrap_or_default(),
        last_name: said("last_name").unwrap_or_default(),
        email: email.to_string(),
        phone: said("phone").unwrap_or_default(),
        current_title: said("current_title"),
        bio: said("bio"),
        highest_education: said("highest_education"),
        year_of_passing: said("year_of_passing").and_then(|year| year.parse().ok()),
        total_experience_years: said("total_experience_years").and_then(|years| years.replace(',', ".").parse().ok()),
        linkedin_url: said("linkedin_url"),
        github_url: said("github_url"),
        portfolio_url: said("portfolio_url"),
        skills: lines("skills"),
        certificates: lines("certificates"),
        languages: lines("languages"),
        current_locations: lines("current_locations"),
        positions: (0..many).map(held).collect(),
    }
}

fn page(guest: &Guest, link: &Followed, sent: &Sent, details: &Details, wrong: Option<&Error>) -> Response {
    let frame = Frame { title: "Thank you", whose: Whose::Of(&sent.organisation), look: guest.look, scripts: false };
    let mut response = frame.page(&html! {
        main id="main" class="portal-body" {
            h1 { "Thank you, your application was sent" }
            p { (sent.job) " at " (sent.organisation) "." }
            @if guest.server.tools.sends_mail {
                p {
                    "We are writing to "
                    strong { (sent.details.email) }
                    ". The letter has a link to a page where you see how it goes, change your profile, add files, or withdraw."
                }
            }
            @if sent.asks || wrong.is_some() {
                @if sent.says_more() {
                    h2 { "What we read in your résumé" }
                    p class="quiet" {
                        "Please put right what is wrong, and fill in what is missing. You may also leave it as it is."
                    }
                } @else {
                    h2 { "More about you" }
                    p class="quiet" {
                        "We have your résumé, but a program finds little in it. You may fill in more, or leave it as it is."
                    }
                }
                (form(link, details, wrong))
            } @else if sent.has_file {
                p class="quiet" { "We have your résumé. Nothing more is needed from you." }
            }
        }
    });
    if let Some(wrong) = wrong {
        *response.status_mut() = StatusCode::from_u16(wrong.status).unwrap_or(StatusCode::BAD_REQUEST);
    }
    response
}

fn form(link: &Followed, details: &Details, wrong: Option<&Error>) -> Markup {
    let line = |field: &str, label: &str, value: &str| line(field, label, value, wrong);
    let said = |value: &Option<String>| value.clone().unwrap_or_default();
    let years = details.total_experience_years.map(|years| years.to_string()).unwrap_or_default();
    let year = details.year_of_passing.map(|year| year.to_string()).unwrap_or_default();
    html! {
        form class="applying" method="post" action=(link.base) {
            div class="two" {
                (line("first_name", "First name", &details.first_name))
                (line("last_name", "Last name", &details.last_name))
            }
            div class="two" {
                (line("phone", "Telephone", &details.phone))
                (line("current_title", "Present job title", &said(&details.current_title)))
            }
            div class="two" {
                (line("total_experience_years", "Years of experience", &years))
                (line("highest_education", "Highest degree", &said(&details.highest_education)))
            }
            div class="two" {
                (line("year_of_passing", "Year of that degree", &year))
                (line("linkedin_url", "LinkedIn", &said(&details.linkedin_url)))
            }
            div class="two" {
                (line("github_url", "GitHub", &said(&details.github_url)))
                (line("portfolio_url", "Portfolio", &said(&details.portfolio_url)))
            }
            (area("bio", "About you", &said(&details.bio), 4))
            div class="two" {
                (lines("skills", "Skills", &details.skills))
                (lines("certificates", "Certificates and tickets", &details.certificates))
            }
            div class="two" {
                (lines("languages", "Languages", &details.languages))
                (lines("current_locations", "Where you live", &details.current_locations))
            }
            h3 { "Where you worked" }
            // There is room for one that was not read.
            @for n in 0..=details.positions.len().min(POSITIONS - 1) {
                (position(n, details.positions.get(n), wrong))
            }
            button class="b primary large" type="submit" { "This is right" }
        }
    }
}

fn position(n: usize, held: Option<&Held>, wrong: Option<&Error>) -> Markup {
    let word = if held.is_some() { "Position" } else { "Another position" };
    let held = held.cloned().unwrap_or_default();
    let said = |value: &Option<String>| value.clone().unwrap_or_default();
    html! {
        fieldset {
            legend { (word) }
            div class="two" {
                (line(&format!("company-{n}"), "Employer", &held.company_name, wrong))
                (line(&format!("title-{n}"), "Job title", &said(&held.job_title), wrong))
            }
            div class="two" {
                (line(&format!("start-{n}"), "From, such as 2021-03", &said(&held.start_date), wrong))
                (line(&format!("end-{n}"), "Until", &said(&held.end_date), wrong))
            }
            label class="check" {
                input type="checkbox" name={ "current-" (n) } checked[held.is_current];
                span { "I work there now" }
            }
            (area(&format!("did-{n}"), "What you did", &said(&held.responsibilities), 3))
        }
    }
}

fn line(field: &str, label: &str, value: &str, wrong: Option<&Error>) -> Markup {
    let wrong = wrong.filter(|e| e.field.as_deref() == Some(field)).map(|e| e.message.as_str());
    html! {
        div class="field" {
            label for=(field) { (label) }
            input
                class="in"
                id=(field)
                name=(field)
                value=(value)
                maxlength="300"
                autocomplete="off"
                aria-invalid=[wrong.map(|_| "true")]
                aria-describedby=[wrong.map(|_| format!("{field}-wrong"))];
            @if let Some(words) = wrong {
                span class="wrong" id={ (field) "-wrong" } role="alert" { (words) }
            }
        }
    }
}

fn area(field: &str, label: &str, value: &str, rows: usize) -> Markup {
    html! {
        div class="field" {
            label for=(field) { (label) }
            textarea class="in" id=(field) name=(field) rows=(rows) { (value) }
        }
    }
}

fn lines(field: &str, label: &str, all: &[String]) -> Markup {
    area(field, &format!("{label}, one a line"), &all.join("\n"), all.len().clamp(2, 8))
}
