//! `/interviews/<id>/scorecard`: filled in beside the profile; and scorecards that were handed in, for who may see them.

use super::appointment::at;
use crate::data::{Ask, Fields, Row, text};
use crate::icons::icon;
use crate::nouns::sentence;
use crate::refused::{Answer, Refused};
use crate::shell::{self, Page, go};
use crate::verbs;
use crate::visit::Visit;
use axum::extract::Path;
use maud::{Markup, PreEscaped, html};
use serde_json::{Value, json};
use uuid::Uuid;

const SAVE: &str = "save_scorecard";
const SCORES: [(&str, &str); 4] = [("1", "Weak"), ("2", "Mixed"), ("3", "Good"), ("4", "Strong")];
const RECOMMENDATIONS: [&str; 4] = ["strong_no", "no", "yes", "strong_yes"];

/// The cards of an interview that are handed in and that this person may see.
pub(super) async fn handed_in(visit: &Visit, interview: &str) -> Result<Markup, Refused> {
    if !visit.may("scorecards", "SELECT") {
        return Ok(PreEscaped(String::new()));
    }
    let query = format!(
        "select=id,recommendation,notes,scores,mean_score,user:user_id(full_name)&interview_id=eq.{interview}\
         &handed_in_at=not.is.null&order=handed_in_at&limit=20"
    );
    let cards = visit.find(Ask::new("scorecards", query)).await?.rows;
    if cards.is_empty() {
        return Ok(PreEscaped(String::new()));
    }
    Ok(html! {
        @for card in &cards { (one(card)) }
    })
}

fn one(card: &Row) -> Markup {
    let recommendation = text(card, "recommendation");
    let tone = match recommendation {
        "yes" | "strong_yes" => "pill good",
        "no" => "pill warn",
        _ => "pill bad",
    };
    let mean = card.get("mean_score").map(|mean| mean.as_str().map_or_else(|| mean.to_string(), str::to_string));
    let word = |value: &Value, key: &str| value[key].as_str().unwrap_or_default().to_string();
    html! {
        details class="scorecard" {
            summary {
                span class=(tone) { (sentence(recommendation)) }
                " "
                (word(card.get("user").unwrap_or(&Value::Null), "full_name"))
                " "
                span class="num quiet" { (mean.unwrap_or_default()) " of 4" }
            }
            dl class="facts" {
                @for score in card.get("scores").and_then(Value::as_array).into_iter().flatten() {
                    dt { (word(score, "criterion")) }
                    dd {
                        span class="num" { (score["score"]) }
                        " "
                        span class="quiet" dir="auto" { (word(score, "notes")) }
                    }
                }
            }
            @if !text(card, "notes").is_empty() {
                p dir="auto" { (text(card, "notes")) }
            }
            a class="small" href={ "/scorecards/" (text(card, "id")) } { "Open" }
        }
    }
}

/// `GET /interviews/<id>/scorecard`
pub(super) async fn page(visit: Visit, Path(id): Path<Uuid>) -> Answer {
    shown(&visit, id, None, None).await
}

/// `POST /interviews/<id>/scorecard`
pub(super) async fn act(visit: Visit, Path(id): Path<Uuid>, form: Fields) -> Answer {
    let verb = verbs::find(&visit, SAVE)?;
    let scores: Vec<Value> = form
        .all("criterion")
        .iter()
        .enumerate()
        .map(|(n, criterion)| {
            let score = form.filled(&format!("score-{n}")).and_then(|score| score.parse::<i32>().ok());
            json!({ "criterion": criterion, "score": score, "notes": form.filled(&format!("notes-{n}")) })
        })
        .collect();
    let hands_in = form.get("act") == Some("hand-in");
    let input = json!({ "interview": id, "scores": scores, "recommendation": form.filled("recommendation"),
        "notes": form.filled("notes"), "hand_in": hands_in });
    match verbs::perform(&visit, verb, input.clone()).await {
        Ok(_) => Ok(go(&visit, &format!("/interviews/{id}/scorecard"))),
        Err(Refused::Because(why)) if why.status < 500 => shown(&visit, id, Some(&why.message), Some(&input)).await,
        Err(why) => Err(why),
    }
}

async fn shown(visit: &Visit, id: Uuid, wrong: Option<&str>, typed: Option<&Value>) -> Answer {
    verbs::find(visit, SAVE)?;
    let me = visit.actor.user.unwrap_or_default();
    let asks = [
        Ask::new(
            "interviews",
            format!(
                "select=id,round,starts_at,status,application:application_id(id,candidate_id,job_id,ai_custom_summary,match_score,job:job_id(title))&id=eq.{id}"
            ),
        ),
        Ask::new("scorecards", format!("select=*&interview_id=eq.{id}&user_id=eq.{me}")),
    ];
    let mut found = visit.read(&asks).await?.into_iter().map(|found| found.rows);
    let (interviews, own) = (found.next().unwrap_or_default(), found.next().unwrap_or_default());
    let interview = interviews.first().ok_or_else(Refused::nothing)?;
    let application = interview.get("application").unwrap_or(&Value::Null);
    let of = |key: &str| application[key].as_str().unwrap_or_default();
    let tx = visit.begin(&visit.actor).await?;
    let sql = "select criterion, coalesce(description, ''), weight from recruiting.criteria_of($1, $2)";
    let job = Uuid::parse_str(of("job_id")).unwrap_or_default();
    let criteria = tx.query(sql, &[&job, &text(interview, "round")]).await.map_err(|e| visit.told_sql(e))?;
    visit.commit(tx).await?;
    let criteria: Vec<(String, String, i32)> =
        criteria.iter().map(|row| (row.get(0), row.get(1), row.get(2))).collect();
    let card = own.first();
    let is_handed_in = card.is_some_and(|card| !text(card, "handed_in_at").is_empty());
    let profile = profile(visit, of("candidate_id"), of("id"), application).await?;
    let stored = card.map(|card| {
        json!({ "scores": card.get("scores"), "recommendation": card.get("recommendation"), "notes": card.get("notes") })
    });
    let said = typed.cloned().or(stored).unwrap_or_default();
    let name = profile.0;
    let cards = handed_in(visit, &id.to_string()).await?;
    let body = html! {
        div class="judging" {
            div {
                @if let Some(words) = wrong {
                    div class="note warn" role="alert" { (icon("triangle-alert")) span { (words) } }
                }
                @if let Some(reason) = card.map(|card| text(card, "reopen_reason")).filter(|reason| !reason.is_empty() && !is_handed_in) {
                    div class="note" { (icon("undo-2")) span { "It was given back: " (reason) } }
                }
                @if is_handed_in {
                    section class="card" {
                        div class="head" { h2 { "Handed in" } span class="quiet small" { "It stays as it is." } }
                        div class="inside" { (cards) }
                    }
                } @else {
                    (form(id, &criteria, &said))
                }
            }
            (profile.1)
        }
    };
    let crumbs = vec![
        (visit.server.catalog.plural("interviews"), "/interviews".to_string()),
        (format!("{}: {name}", text(interview, "round")), format!("/interviews/{id}")),
    ];
    let count = html! { span class="quiet" { (at(text(interview, "starts_at"), &visit.person.zone)) } };
    Ok(shell::page(visit, &Page { title: "Scorecard".into(), crumbs, count: Some(count), ..Page::default() }, &body))
}

fn form(id: Uuid, criteria: &[(String, String, i32)], said: &Value) -> Markup {
    let of = |criterion: &str| {
        said["scores"]
            .as_array()
            .into_iter()
            .flatten()
            .find(|score| score["criterion"] == json!(criterion))
            .cloned()
            .unwrap_or_default()
    };
    html! {
        form class="card" method="post" action={ "/interviews/" (id) "/scorecard" } {
            div class="head" {
                h2 { "What you think" }
                span class="quiet small" { "Nobody else sees a draft." }
            }
            div class="inside fields" {
                @for (n, (criterion, description, weight)) in criteria.iter().enumerate() {
                    @let one = of(criterion);
                    fieldset class="field criterion" {
                        legend {
                            (criterion)
                            @if *weight > 1 { " " span class="pill" { "Counts " (weight) " times" } }
                        }
                        @if !description.is_empty() { span class="help" { (description) } }
                        input type="hidden" name="criterion" value=(criterion);
                        div class="checks" {
                            @for (score, word) in SCORES {
                                label {
                                    input type="radio" name={ "score-" (n) } value=(score) checked[one["score"] == json!(score.parse::<i32>().unwrap_or_default())];
                                    (score) " " span class="quiet" { (word) }
                                }
                            }
                        }
                        textarea class="in" name={ "notes-" (n) } rows="2" maxlength="2000" aria-label={ "Notes on " (criterion) } placeholder="What it rests on" {
                            (one["notes"].as_str().unwrap_or_default())
                        }
                    }
                }
                fieldset class="field" {
                    legend { "You recommend" }
                    div class="checks" {
                        @for word in RECOMMENDATIONS {
                            label {
                                input type="radio" name="recommendation" value=(word) checked[said["recommendation"] == json!(word)];
                                (sentence(word))
                            }
                        }
                    }
                }
                div class="field" {
                    label for="notes" { "Notes" }
                    textarea class="in" id="notes" name="notes" rows="4" maxlength="4000" { (said["notes"].as_str().unwrap_or_default()) }
                }
                div class="acts" {
                    button class="b primary" type="submit" name="act" value="hand-in" { (icon("check")) "Hand in" }
                    button class="b" type="submit" name="act" value="draft" { (icon("save")) "Keep as a draft" }
                }
                p class="quiet small" { "What is handed in stays. Then you see what others handed in." }
            }
        }
    }
}

/// The candidate's name, and what this person's role reads of them.
async fn profile(
    visit: &Visit,
    candidate: &str,
    application: &str,
    about: &Value,
) -> Result<(String, Markup), Refused> {
    let id = Uuid::parse_str(candidate).map_err(|_| Refused::nothing())?;
    let asks = [
        Ask::new(
            "candidates",
            format!("select=id,name,current_title,total_experience_years,highest_education,skills,bio&id=eq.{id}"),
        ),
        Ask::new(
            "resume_readings",
            format!(
                "select=file_id,file:file_id(name)&candidate_id=eq.{id}&file_id=not.is.null&order=read_at.desc&limit=3"
            ),
        ),
        Ask::new(
            "candidate_work_history",
            format!(
                "select=job_title,company_name,start_date,end_date&candidate_id=eq.{id}&order=start_date.desc.nullslast&limit=6"
            ),
        ),
    ];
    let mut found = visit.read(&asks).await?.into_iter().map(|found| found.rows);
    let mut next = || found.next().unwrap_or_default();
    let (people, resumes, positions) = (next(), next(), next());
    let person = people.first().ok_or_else(Refused::nothing)?;
    let skills: Vec<&str> =
        person.get("skills").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    let years = person.get("total_experience_years").filter(|years| !years.is_null());
    let markup = html! {
        aside {
            section class="card" {
                div class="head" {
                    h2 { a class="plain" href={ "/candidates/" (id) } { (text(person, "name")) } }
                    a class="small" href={ "/applications/" (application) } { "Application" }
                }
                div class="inside" {
                    dl class="facts" {
                        dt { "For" }
                        dd { (about["job"]["title"].as_str().unwrap_or_default()) }
                        @if !text(person, "current_title").is_empty() { dt { "Now" } dd { (text(person, "current_title")) } }
                        @if let Some(years) = years {
                            dt { "Experience" }
                            dd { (years.as_str().map_or_else(|| years.to_string(), str::to_string)) " years" }
                        }
                        @if !text(person, "highest_education").is_empty() { dt { "Degree" } dd { (text(person, "highest_education")) } }
                        @if !skills.is_empty() { dt { "Skills" } dd { (skills.join(", ")) } }
                    }
                    @if !text(person, "bio").is_empty() { p class="quiet" dir="auto" { (text(person, "bio")) } }
                    @for resume in &resumes {
                        p {
                            a class="b" href={ "/candidates/" (id) "/resume/" (text(resume, "file_id")) } {
                                (icon("file-text"))
                                (resume["file"]["name"].as_str().unwrap_or("Résumé"))
                            }
                        }
                    }
                }
            }
            @if !positions.is_empty() {
                section class="card" {
                    div class="head" { h2 { "Where they worked" } }
                    ul class="rows" {
                        @for row in &positions {
                            li {
                                div class="main" {
                                    (text(row, "job_title"))
                                    div class="quiet small" { (text(row, "company_name")) }
                                }
                                span class="quiet small" {
                                    (text(row, "start_date").get(..4).unwrap_or_default()) "–" (text(row, "end_date").get(..4).unwrap_or_default())
                                }
                            }
                        }
                    }
                }
            }
        }
    };
    Ok((text(person, "name").to_string(), markup))
}
