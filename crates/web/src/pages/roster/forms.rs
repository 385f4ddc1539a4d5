//! What is asked for before the roster changes: who is to be booked where, and what is to become of a placement.

use crate::data::Fields;
use crate::icons::{icon, meaning};
use crate::refused::{Answer, Refused};
use crate::shell::{self, Page};
use crate::verbs;
use crate::visit::Visit;
use axum::extract::Path;
use axum::http::StatusCode;
use maud::{Markup, html};
use records::Error;
use serde_json::Value;
use uuid::Uuid;

/// Verbs that may be tried before they are done.
const TRIED: [&str; 4] = ["book_people", "move_placements", "replace_person", "swap_people"];

/// `GET /roster/book?people=…&from=…&to=…`: where they are to work.
pub(in crate::pages) async fn book(visit: Visit) -> Answer {
    if !visit.may("placements", "INSERT") {
        return Err(Error::new(403, "42501", "Your role books nobody").into());
    }
    let asked = visit.param("people").unwrap_or_default();
    let ids: Vec<Uuid> = asked.split(',').filter_map(|id| id.trim().parse().ok()).take(200).collect();
    let tx = visit.begin(&visit.actor).await?;
    let sql = "select id, name, coalesce(trade, role) from recruiting.candidates where id = any ($1) order by name";
    let people = tx.query(sql, &[&ids]).await.map_err(|e| visit.told_sql(e))?;
    visit.commit(tx).await?;
    if people.is_empty() {
        return Err(Error::new(404, "TL404", "Pick somebody first").into());
    }
    let day = |name: &str| visit.param(name).unwrap_or_default();
    let trades: std::collections::HashSet<Option<&str>> = people.iter().map(|row| row.get(2)).collect();
    let role = if trades.len() == 1 { trades.into_iter().flatten().next().unwrap_or_default() } else { "" };
    let body = html! {
        p {
            @for (n, row) in people.iter().enumerate().take(12) {
                @if n > 0 { ", " }
                strong { (row.get::<_, &str>(1)) }
            }
            @if people.len() > 12 { " and " (people.len() - 12) " more" }
        }
        @for row in &people { input type="hidden" name="people" value=(row.get::<_, Uuid>(0)); }
        (picker("project", "Site", "projects", "Find a project…", true))
        div class="halves" { (date("start_date", "First day", &day("from"), true)) (date("end_date", "Last day", &day("to"), true)) }
        (line("role", "Works as", role, "Each person's own trade when empty."))
        div class="field" {
            label for="roster-shift" { "Shift" }
            select class="in" id="roster-shift" name="shift" {
                option value="any" { "Any: the whole day" }
                option value="day" { "Day" }
                option value="night" { "Night" }
            }
        }
        div class="halves" {
            (line("charge_rate", "Charge rate an hour", "", "Each person's own when empty."))
            (line("pay_rate", "Pay rate an hour", "", "Each person's own when empty."))
        }
        @if people.len() > 1 { (line("crew_name", "Name of the new crew", "", "Leave empty to make no crew.")) }
        (picker("crew", "Joins the crew", "placement_groups", "Find a crew…", false))
    };
    Ok(dialog(&visit, "Book", &html! { (form("book_people", "Book", &body)) }))
}

/// `GET /roster/placement/<id>`: everything that can become of it.
pub(in crate::pages) async fn placement(visit: Visit, Path(id): Path<Uuid>) -> Answer {
    let tx = visit.begin(&visit.actor).await?;
    let sql = "select c.name, coalesce(o.name, j.title, ''), p.status::text, p.start_date::text, p.end_date::text, p.role, g.name, g.id
        from recruiting.placements p join recruiting.candidates c on c.org_id = p.org_id and c.id = p.candidate_id
        left join delivery.projects o on o.org_id = p.org_id and o.id = p.project_id
        left join recruiting.jobs j on j.org_id = p.org_id and j.id = p.job_id
        left join recruiting.placement_groups g on g.org_id = p.org_id and g.id = p.placement_group_id where p.id = $1";
    let row = tx.query_opt(sql, &[&id]).await.map_err(|e| visit.told_sql(e))?;
    visit.commit(tx).await?;
    let row = row.ok_or_else(Refused::nothing)?;
    let (name, place, status): (&str, &str, &str) = (row.get(0), row.get(1), row.get(2));
    let (first, last): (Option<&str>, Option<&str>) = (row.get(3), row.get(4));
    let (crew, crew_id): (Option<&str>, Option<Uuid>) = (row.get(6), row.get(7));
    let table = visit.catalog().table("placements").ok_or_else(Refused::nothing)?;
    let changes = matches!(status, "draft" | "active") && visit.may_change(table, &id.to_string()).await?;
    let this = html! { input type="hidden" name="placements" value=(id); };
    let whole = |it: &str| {
        html! {
            @if let (Some(crew), Some(group)) = (crew, crew_id) {
                label class="choice" {
                    input type="checkbox" name="crew" value=(group);
                    span { (it) " the whole crew “" (crew) "”" }
                }
            }
        }
    };
    let body = html! {
        p class="quiet" {
            (place)
            @if let Some(role) = row.get::<_, Option<&str>>(5) { " · " (role) }
            @if let Some(crew) = crew { " · " (crew) }
        }
        @if changes {
            (form("move_placements", "Move", &html! {
                (this)
                div class="halves" {
                    (date("start_date", "First day", first.unwrap_or_default(), false))
                    (date("end_date", "Last day", last.unwrap_or_default(), false))
                }
            }))
            (form("move_placements", "Shift by days", &html! {
                (this)
                (line("days", "Days later", "", "Fewer than none is earlier: -7 is a week before."))
                (whole("Shift"))
            }))
            (form("end_placements", "End", &html! {
                (this)
                div class="halves" { (date("last_day", "Last day", &visit.today().to_string(), true)) (line("reason", "Why", "", "")) }
                (whole("End"))
            }))
            (form("replace_person", "Replace", &html! {
                input type="hidden" name="placement" value=(id);
                (picker("person", "Who takes over", "candidates", "Find a person…", true))
                div class="halves" { (date("from_date", "From", "", false)) (line("reason", "Why", "", "")) }
                a class="b ghost" href={ "/placements/" (id) "/fill" } { (icon("scan-search")) "Who could take over" }
            }))
            (form("swap_people", "Change places", &html! {
                input type="hidden" name="placement" value=(id);
                (picker("with", "With the placement", "placements", "Find a placement…", true))
            }))
        }
        a class="b" href={ "/placements/" (id) } { (icon("external-link")) "Open the placement" }
    };
    Ok(dialog(&visit, name, &html! { div class="body" { (body) } }))
}

/// `POST /roster/try/<verb>`: whether it would be done, in words: 200, or 409 with what stands in the way. Nothing is kept.
pub(in crate::pages) async fn attempt(visit: Visit, Path(name): Path<String>, form: Fields) -> Answer {
    if !TRIED.contains(&name.as_str()) {
        return Err(Refused::nothing());
    }
    let verb = verbs::find(&visit, &name)?;
    let mut input = verbs::inputs::read(verb, &form)?;
    input["dry_run"] = Value::Bool(true);
    let tx = visit.begin(&visit.actor).await?;
    let answer = visit.server.run_verb(verb, &tx, &visit.actor, input).await;
    drop(tx);
    let (status, words) = match answer {
        Ok(answer) => (StatusCode::OK, answer["note"].as_str().unwrap_or_default().to_string()),
        Err(e) if e.status < 500 => (StatusCode::CONFLICT, e.message),
        Err(e) => return Err(e.into()),
    };
    Ok(server::http::typed(status, "text/plain; charset=utf-8", words))
}

fn dialog(visit: &Visit, title: &str, body: &Markup) -> axum::response::Response {
    let whole = html! {
        div class="head" {
            h2 { (title) }
            button type="button" class="b ghost icon" data-close { (meaning("x", "Close")) }
        }
        (body)
    };
    if visit.partial {
        return shell::respond(whole);
    }
    let page = Page { title: title.into(), crumbs: vec![("Roster".into(), "/roster".into())], ..Page::default() };
    shell::page(visit, &page, &html! { div class="card" { (whole) } })
}

fn form(verb: &str, button: &str, fields: &Markup) -> Markup {
    html! {
        form class="body roster-form" method="post" action={ "/verbs/" (verb) } hx-post={ "/verbs/" (verb) } hx-swap="none" {
            (fields)
            button type="submit" class="b primary" { (button) }
        }
    }
}

fn picker(name: &str, label: &str, noun: &str, words: &str, required: bool) -> Markup {
    let id = format!("roster-{name}");
    html! {
        div class="field" {
            label for=(id) { (label) }
            div class="pick" data-pick=(noun) {
                input type="hidden" name=(name) value="";
                input type="hidden" name={ (name) ".was" } value="";
                input
                    class="in"
                    type="text"
                    id=(id)
                    name={ (name) ".name" }
                    placeholder=(words)
                    required[required]
                    role="combobox"
                    aria-expanded="false"
                    aria-autocomplete="list"
                    autocomplete="off"
                    spellcheck="false";
            }
        }
    }
}

fn date(name: &str, label: &str, value: &str, required: bool) -> Markup {
    html! {
        div class="field" {
            label { (label) input class="in" type="date" name=(name) value=(value) required[required]; }
        }
    }
}

fn line(name: &str, label: &str, value: &str, help: &str) -> Markup {
    html! {
        div class="field" {
            label { (label) input class="in" name=(name) value=(value) autocomplete="off"; }
            @if !help.is_empty() { span class="help" { (help) } }
        }
    }
}
