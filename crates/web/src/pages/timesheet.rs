//! `/timesheet`: one's own week, entered in a line or with the clock, handed in at its end; and the weeks of others, for who approves.

use crate::address::encode;
use crate::data::Fields;
use crate::fields::choice::pill;
use crate::icons::{icon, meaning};
use crate::nouns::sentence;
use crate::refused::{Answer, Refused};
use crate::shell::{self, Page, go};
use crate::verbs;
use crate::visit::Visit;
use jiff::Span;
use jiff::civil::Date;
use maud::{Markup, html};
use records::Error;
use serde_json::{Map, Value};
use uuid::Uuid;

/// One line of the week: a project, and what was worked on it each day.
struct ProjectWeek {
    project: Uuid,
    name: String,
    days: [f64; 7],
}

/// `GET /timesheet?week=…`
pub(super) async fn page(visit: Visit) -> Answer {
    if visit.actor.is_outsider() || !visit.may("time_entries", "INSERT") {
        return Err(Error::new(403, "42501", "Your role enters no hours").into());
    }
    let day = visit.param("week").and_then(|w| w.parse::<Date>().ok()).unwrap_or_else(|| visit.today());
    let monday = monday_of(day);
    let tx = visit.begin(&visit.actor).await?;
    let rows = tx
        .query(
            "select t.id, p.id, c.name || ' – ' || p.name, t.date - $1::text::date, t.hours::float8, t.description, t.billable, t.status::text, t.date::text, t.invoice_id is not null
               from delivery.time_entries t join delivery.projects p on p.id = t.project_id join crm.clients c on c.id = p.client_id
              where t.user_id = kit.user_id() and t.date between $1::text::date and $1::text::date + 6 order by t.date, t.created_at",
            &[&monday.to_string()],
        )
        .await
        .map_err(|e| visit.told_sql(e))?;
    let sheet = tx
        .query_opt("select id, status::text, note from delivery.timesheets where user_id = kit.user_id() and week_start_date = $1::text::date", &[&monday.to_string()])
        .await
        .map_err(|e| visit.told_sql(e))?;
    let timer = tx
        .query_opt(
            "select p.name, t.description, to_char(t.started_at at time zone $1, 'HH24:MI') from delivery.timers t join delivery.projects p on p.id = t.project_id where t.user_id = kit.user_id()",
            &[&visit.person.zone.iana_name().unwrap_or("UTC")],
        )
        .await
        .map_err(|e| visit.told_sql(e))?;
    let waiting = if matches!(visit.actor.role, "admin" | "manager") {
        tx.query(
            "select s.id, u.full_name, to_char(s.week_start_date, 'DD Mon YYYY'), s.hours::float8 from delivery.timesheets s join identity.users u on u.id = s.user_id where s.status = 'submitted' order by s.week_start_date, u.full_name limit 60",
            &[],
        )
        .await
        .map_err(|e| visit.told_sql(e))?
    } else {
        Vec::new()
    };
    visit.commit(tx).await?;
    let mut lines: Vec<ProjectWeek> = Vec::new();
    for row in &rows {
        let (project, place, hours): (Uuid, i32, f64) = (row.get(1), row.get(3), row.get(4));
        let at = lines.iter().position(|l| l.project == project).unwrap_or_else(|| {
            lines.push(ProjectWeek { project, name: row.get(2), days: [0.0; 7] });
            lines.len() - 1
        });
        lines[at].days[usize::try_from(place).unwrap_or_default().min(6)] += hours;
    }
    let status = sheet.as_ref().map_or("open", |s| s.get::<_, &str>(1)).to_string();
    let locked = matches!(status.as_str(), "submitted" | "approved");
    let go_to = |days: i64| format!("/timesheet?week={}", monday.checked_add(Span::new().days(days)).unwrap_or(monday));
    let acts = html! {
        a class="b icon" href=(go_to(-7)) { (meaning("chevron-left", "The week before")) }
        a class="b" href="/timesheet" { "This week" }
        a class="b icon" href=(go_to(7)) { (meaning("chevron-right", "The week after")) }
    };
    let body = html! {
        (clock(timer.as_ref().map(|t| (t.get(0), t.get(1), t.get(2)))))
        @if !locked { (quick(&monday)) }
        section class="card" {
            div class="head" {
                h2 { "Week of " (monday.strftime("%-d %B %Y").to_string()) }
                ({
                    pill(
                        visit.catalog().tone("timesheets", "status", &status),
                        &sentence(&status),
                    )
                })
            }
            @if let Some(note) = sheet.as_ref().and_then(|s| s.get::<_, Option<String>>(2)) {
                div class="inside" {
                    div class="note warn" {
                        (icon("message-square"))
                        span { "Sent back: " (note) }
                    }
                }
            }
            (grid(&visit, &lines, monday))
            @if !locked && !rows.is_empty() {
                form class="inside" method="post" action="/timesheet" hx-post="/timesheet" hx-swap="none" {
                    input type="hidden" name="do" value="submit_timesheet";
                    input type="hidden" name="week" value=(monday);
                    button class="b primary" type="submit" { (icon("send")) "Hand in this week" }
                }
            }
        }
        @if !rows.is_empty() {
            section class="card" {
                div class="head" {
                    h2 { "Entries" }
                }
                ul class="rows" {
                    @for r in &rows {
                        li {
                            span class="quiet small week-day" { (weekday(r.get::<_, i32>(3))) }
                            div class="main" {
                                (r.get::<_, &str>(2))
                                @if let Some(words) = r.get::<_, Option<&str>>(5) {
                                    div class="quiet small" { (words) }
                                }
                            }
                            @if !r.get::<_, bool>(6) {
                                span class="quiet small" { "not billable" }
                            }
                            @if r.get::<_, bool>(9) {
                                span class="quiet small" { "billed" }
                            }
                            strong class="num" { (hours(r.get(4))) }
                            @if r.get::<_, &str>(7) == "open" {
                                a   class="b ghost icon"
                                    href={
                                        "/time_entries/"
                                        (r.get::<_, Uuid>(0))
                                        "/edit?next="
                                        (encode(&format!("/timesheet?week={monday}")))
                                    }
                                { (meaning("pencil", "Change")) }
                            }
                        }
                    }
                }
            }
        }
        @if !waiting.is_empty() {
            section class="card" {
                div class="head" {
                    h2 {
                        "Waiting for approval "
                        span class="quiet" { (waiting.len()) }
                    }
                    a class="plain small" href="/timesheets" { "All" }
                }
                ul class="rows" {
                    @for w in &waiting {
                        @let id: Uuid = w.get(0);
                        li {
                            div class="main" {
                                a class="plain" href={ "/timesheets/" (id) } { (w.get::<_, &str>(1)) }
                                div class="quiet small" { "Week of " (w.get::<_, &str>(2)) }
                            }
                            strong class="num" { (hours(w.get(3))) }
                            form method="post" action="/timesheet" hx-post="/timesheet" hx-swap="none" {
                                input type="hidden" name="do" value="approve_timesheet";
                                input type="hidden" name="timesheet" value=(id);
                                button class="b" type="submit" { (icon("check")) "Approve" }
                            }
                            button
                                type="button"
                                class="b ghost"
                                hx-get={ "/verbs/reject_timesheet?subject=" (id) }
                                hx-target="#dialog"
                                data-opens-dialog
                            { "Send back" }
                        }
                    }
                }
            }
        }
    };
    Ok(shell::page(
        &visit,
        &Page {
            title: "Timesheet".into(),
            acts: Some(acts),
            live: "time_entries timesheets".into(),
            ..Page::default()
        },
        &body,
    ))
}

/// `POST /timesheet`: a line, the clock, handing in, approving. Each is a verb.
pub(super) async fn act(visit: Visit, form: Fields) -> Answer {
    const VERBS: [&str; 4] = ["log_time", "stop_timer", "submit_timesheet", "approve_timesheet"];
    let name = form.get("do").unwrap_or_default();
    let verb =
        visit.server.verbs.iter().find(|v| v.name == name && VERBS.contains(&&*v.name)).ok_or_else(Refused::nothing)?;
    let mut input = Map::new();
    for key in ["text", "project", "week", "timesheet"] {
        if let Some(value) = form.filled(key).filter(|_| verb.input.parameter(key).is_some()) {
            input.insert(key.into(), Value::from(value));
        }
    }
    let (answer, operation) = verbs::perform(&visit, verb, Value::Object(input)).await?;
    let words = answer["note"].as_str().map_or_else(|| sentence(name), |n| format!("Entered {n}"));
    let week = form.filled("week").or_else(|| answer["date"].as_str()).unwrap_or_default();
    Ok(go(&visit, &format!("/timesheet?week={week}&did={operation}&what={}", encode(&words))))
}

fn clock(timer: Option<(&str, Option<&str>, &str)>) -> Markup {
    html! {
        @if let Some((project, words, since)) = timer {
            div class="note info" role="status" {
                (icon("timer"))
                div class="main" {
                    strong { (project) }
                    @if let Some(words) = words { " · " (words) }
                    span class="quiet small" { " since " (since) }
                }
                form method="post" action="/timesheet" hx-post="/timesheet" hx-swap="none" {
                    input type="hidden" name="do" value="stop_timer";
                    button class="b" type="submit" { (icon("check")) "Stop" }
                }
            }
        }
    }
}

fn quick(monday: &Date) -> Markup {
    html! {
        section class="card" {
            form class="inside composer" method="post" action="/timesheet" hx-post="/timesheet" hx-swap="none" {
                input type="hidden" name="do" value="log_time";
                input type="hidden" name="week" value=(monday);
                div class="line" {
                    div class="field grow" {
                        label for="line" { "What did you work on?" }
                        input
                            class="in"
                            id="line"
                            name="text"
                            required
                            autofocus
                            autocomplete="off"
                            placeholder="2h acme design, 90m audit yesterday, 1:30 support on monday";
                        span class="help" { "The duration, then words of the client or project, then what you did." }
                    }
                    button class="b primary" type="submit" { (icon("plus")) "Enter" }
                    button type="button" class="b" hx-get="/verbs/start_timer" hx-target="#dialog" data-opens-dialog {
                        (icon("timer"))
                        "Start timer"
                    }
                }
            }
        }
    }
}

fn grid(visit: &Visit, lines: &[ProjectWeek], monday: Date) -> Markup {
    let day = |n: usize| monday.checked_add(Span::new().days(n as i64)).unwrap_or(monday);
    let of_day = |n: usize| lines.iter().map(|l| l.days[n]).sum::<f64>();
    html! {
        @if lines.is_empty() {
            p class="inside quiet" { "No hours yet. Enter the first in the line above." }
        } @else {
            div class="scroll" {
                table class="plain week" {
                    thead {
                        tr {
                            th { "Project" }
                            @for n in 0..7 {
                                th  class={
                                        "num"
                                        @if day(n) == visit.today() { " now" }
                                    }
                                { (day(n).strftime("%a %-d").to_string()) }
                            }
                            th class="num" { "Together" }
                        }
                    }
                    tbody {
                        @for l in lines {
                            tr {
                                td {
                                    a class="plain" href={ "/projects/" (l.project) } { (l.name) }
                                }
                                @for h in l.days {
                                    td class="num" { (if h > 0.0 { hours(h) } else { String::new() }) }
                                }
                                td class="num" {
                                    strong { (hours(l.days.iter().sum())) }
                                }
                            }
                        }
                    }
                    tfoot {
                        tr {
                            td {
                                strong { "Together" }
                            }
                            @for n in 0..7 {
                                td class="num" { (hours(of_day(n))) }
                            }
                            td class="num" {
                                strong { (hours((0..7).map(of_day).sum())) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn monday_of(day: Date) -> Date {
    day.checked_sub(Span::new().days(i64::from(day.weekday().to_monday_zero_offset()))).unwrap_or(day)
}

fn hours(n: f64) -> String {
    let text = format!("{n:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

fn weekday(n: i32) -> &'static str {
    ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
        .get(usize::try_from(n).unwrap_or_default())
        .copied()
        .unwrap_or_default()
}

/// `GET /workload`: who has how much to do, from the effort of open tasks: light 2 hours, medium 8, heavy 24.
pub(super) async fn workload(visit: Visit) -> Answer {
    if visit.actor.is_outsider() {
        return Err(Error::new(403, "42501", "This page is for members of the organisation").into());
    }
    let today = visit.today();
    let tx = visit.begin(&visit.actor).await?;
    let rows = tx
        .query(
            "with weeks as (select n, date_trunc('week', $1::text::date)::date + 7 * n as monday from generate_series(0, 5) n),
                  open as (
                    select t.assigned_to, case t.effort when 'light' then 2.0 when 'medium' then 8.0 else 24.0 end as hours,
                           greatest(coalesce(t.start_date, least(t.due_date, $1::text::date)), $1::text::date) as first, greatest(coalesce(t.due_date, $1::text::date + 13), $1::text::date) as last
                      from delivery.tasks t join delivery.projects p on p.id = t.project_id where t.status <> 'done' and p.status in ('planning', 'active')),
                  spread as (
                    select o.assigned_to, w.n, sum(o.hours * greatest(0, least(o.last, w.monday + 6) - greatest(least(o.first, o.last), w.monday) + 1) / (o.last - least(o.first, o.last) + 1)) as hours
                      from open o cross join weeks w group by 1, 2)
             select u.id, u.full_name, array(select coalesce(s.hours, 0)::float8 from weeks w left join spread s on s.n = w.n and s.assigned_to = u.id order by w.n),
                    (select count(*) from delivery.tasks t where t.assigned_to = u.id and t.status <> 'done'), (select count(*) from delivery.tasks t where t.assigned_to = u.id and t.status <> 'done' and t.due_date < $1::text::date)
               from identity.users u where u.status = 'active' and u.role not in ('client', 'candidate', 'viewer') order by (select sum(s.hours) from spread s where s.assigned_to = u.id) desc nulls last, u.full_name limit 200",
            &[&today.to_string()],
        )
        .await
        .map_err(|e| visit.told_sql(e))?;
    visit.commit(tx).await?;
    let monday = monday_of(today);
    let body = html! {
        p class="quiet" {
            "Open tasks of running projects, spread over the days until they are due. A light task counts 2 hours, a medium one 8, a heavy one 24; a week has 40."
        }
        section class="card" {
            div class="scroll" {
                table class="plain week" {
                    thead {
                        tr {
                            th { "Person" }
                            @for n in 0..6 {
                                th class="num" {
                                    ({
                                        monday
                                            .checked_add(Span::new().days(7 * n))
                                            .unwrap_or(monday)
                                            .strftime("%-d %b")
                                            .to_string()
                                    })
                                }
                            }
                            th class="num" { "Open" }
                            th class="num" { "Late" }
                        }
                    }
                    tbody {
                        @for r in &rows {
                            @let id: Uuid = r.get(0);
                            tr {
                                td {
                                    a class="plain" href={ "/tasks?assigned_to=eq." (id) "&status=neq.done" } {
                                        (r.get::<_, &str>(1))
                                    }
                                }
                                @for h in r.get::<_, Vec<f64>>(2) {
                                    td  class={
                                            "num load "
                                            ({
                                                if h > 40.0 {
                                                    "bad"
                                                } else if h > 32.0 {
                                                    "warn"
                                                } else if h > 0.0 {
                                                    "good"
                                                } else {
                                                    ""
                                                }
                                            })
                                        }
                                    { (if h > 0.0 { format!("{h:.0} h") } else { String::new() }) }
                                }
                                td class="num" { (r.get::<_, i64>(3)) }
                                td  class={
                                        "num"
                                        @if r.get::<_, i64>(4) > 0 { " late" }
                                    }
                                { (r.get::<_, i64>(4)) }
                            }
                        }
                    }
                }
            }
        }
    };
    Ok(shell::page(&visit, &Page { title: "Workload".into(), live: "tasks".into(), ..Page::default() }, &body))
}
