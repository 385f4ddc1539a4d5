//! What is planned.

use crate::data::{Ask, text};
use crate::nouns::label_of;
use crate::refused::Refused;
use crate::visit::Visit;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};

/// Something planned: day, icon, title, what it is about, address.
pub(super) type Planned = (Date, &'static str, String, String, String);

/// What is planned for the next two weeks.
pub(super) async fn planned(visit: &Visit) -> Result<Vec<Planned>, Refused> {
    let me = visit.person.id;
    let (today, now) = (visit.today(), visit.now);
    let end = today.checked_add(14.days()).unwrap_or(today);
    let mut asks: Vec<(&'static str, Ask)> = Vec::new();
    let mut ask = |noun: &'static str, query: String| {
        if visit.shows(noun) && visit.may(noun, "SELECT") {
            asks.push((noun, Ask::new(noun, query)));
        }
    };
    ask(
        "activities",
        format!(
            "select=id,subject,type,occurred_at,client_label:client_id(name)&created_by=eq.{me}&occurred_at=gt.{now}&occurred_at=lt.{end}&order=occurred_at&limit=20"
        ),
    );
    ask(
        "phases",
        format!(
            "select=id,name,end_date,project_id,project_label:project_id(name)&status=neq.completed&end_date=gte.{today}&end_date=lte.{end}&order=end_date&limit=10"
        ),
    );
    ask(
        "opportunities",
        format!(
            "select=id,name,expected_close_date,client_label:client_id(name)&owner_id=eq.{me}&stage=not.in.(closed_won,closed_lost)&expected_close_date=gte.{today}&expected_close_date=lte.{end}&order=expected_close_date&limit=10"
        ),
    );
    ask(
        "jobs",
        format!(
            "select=id,title,application_deadline,client_label:client_id(name)&application_deadline=gte.{today}&application_deadline=lte.{end}&order=application_deadline&limit=10"
        ),
    );
    ask(
        "market_tenders",
        format!(
            "select=id,title,closing_date,client&closing_date=gte.{today}&closing_date=lte.{end}&order=closing_date&limit=10"
        ),
    );
    ask(
        "applications",
        format!(
            "select=id,next_follow_up_date,candidate_label:candidate_id(name),job_label:job_id(title)&follow_up_status=eq.int_scheduled&next_follow_up_date=gte.{today}&next_follow_up_date=lte.{end}&order=next_follow_up_date&limit=10"
        ),
    );
    if visit.actor.is_outsider() {
        asks.clear();
    }
    let found = visit.read(&asks.iter().map(|(_, a)| Ask::new(&a.noun, a.query.clone())).collect::<Vec<_>>()).await?;
    let mut all: Vec<Planned> = Vec::new();
    for ((noun, _), found) in asks.iter().zip(found) {
        for row in &found.rows {
            let (key, sign, title) = match *noun {
                "activities" => (
                    "occurred_at",
                    if text(row, "type") == "call" { "phone" } else { "video" },
                    text(row, "subject").to_string(),
                ),
                "phases" => ("end_date", "flag", format!("{} ends", text(row, "name"))),
                "opportunities" => ("expected_close_date", "handshake", format!("{} should close", text(row, "name"))),
                "jobs" => ("application_deadline", "briefcase", format!("{}: last day to apply", text(row, "title"))),
                "market_tenders" => ("closing_date", "radar", format!("{} closes", text(row, "title"))),
                _ => (
                    "next_follow_up_date",
                    "user-check",
                    format!("Interview with {}", label_of(row.get("candidate_label"))),
                ),
            };
            let at = text(row, key);
            let day = at
                .parse::<Date>()
                .ok()
                .or_else(|| at.parse::<Timestamp>().ok().map(|t| t.to_zoned(visit.person.zone.clone()).date()));
            let about = ["client_label", "project_label", "job_label"]
                .iter()
                .map(|k| label_of(row.get(*k)))
                .find(|l| !l.is_empty())
                .unwrap_or_else(|| text(row, "client").to_string());
            all.extend(day.map(|d| (d, sign, title, about, format!("/{noun}/{}", text(row, "id")))));
        }
    }
    all.sort_by_key(|p| p.0);
    all.truncate(24);
    Ok(all)
}
