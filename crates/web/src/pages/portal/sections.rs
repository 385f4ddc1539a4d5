//! The four sections of a portal. Every row comes through row security of role client.

use crate::guest::Refusal;
use crate::icons::icon;
use maud::{Markup, html};
use platform::Tx;

/// How each project stands: what is done, what comes next.
pub(super) async fn status(tx: &Tx) -> Result<Markup, Refusal> {
    let rows = tx
        .query(
            "select p.name, p.status::text, p.end_date::text, count(t.id), count(t.id) filter (where t.status = 'done'),
                    (select f.name from delivery.phases f where f.project_id = p.id and (f.status = 'active' or f.status = 'pending' and current_date between f.start_date and f.end_date) order by f.status = 'active' desc, f.position limit 1),
                    (select m.title || coalesce(' · ' || to_char(m.due_date, 'DD Mon YYYY'), '') from delivery.tasks m where m.project_id = p.id and m.is_milestone and m.status <> 'done' order by m.due_date nulls last, m.id limit 1),
                    count(t.id) filter (where t.status <> 'done' and t.is_critical and t.due_date < current_date)
               from delivery.projects p left join delivery.tasks t on t.project_id = p.id
              group by p.org_id, p.id order by p.status in ('completed', 'cancelled'), p.end_date nulls last, p.name",
            &[],
        )
        .await?;
    let shared = tx.query("select subject, to_char(occurred_at, 'DD Mon YYYY'), type::text from crm.activities order by occurred_at desc limit 8", &[]).await?;
    Ok(html! {
        @if rows.is_empty() { (nothing("No project yet", "As soon as we begin, you see here how it goes.")) }
        div class="portal-cards" {
            @for r in &rows {
                @let (all, done): (i64, i64) = (r.get(3), r.get(4));
                @let percent = if all == 0 { 0 } else { 100 * done / all };
                section class="card" {
                    div class="inside" {
                        div class="spread" {
                            h2 { (r.get::<_, &str>(0)) }
                            (pill(r.get(1)))
                        }
                        div class="bar-track" role="img" aria-label={ (percent) " percent of the tasks are done" } {
                            svg viewBox="0 0 100 2" preserveAspectRatio="none" {
                                rect class="track" width="100" height="2" {}
                                rect class="done" width=(percent) height="2" {}
                            }
                        }
                        p class="quiet small" { (done) " of " (all) " tasks done" }
                        dl class="facts" {
                            @if let Some(phase) = r.get::<_, Option<String>>(5) {
                                dt { "Now" }
                                dd { (phase) }
                            }
                            @if let Some(next) = r.get::<_, Option<String>>(6) {
                                dt { "Next milestone" }
                                dd { (next) }
                            }
                            @if let Some(end) = r.get::<_, Option<String>>(2) {
                                dt { "Done by" }
                                dd { (long(&end)) }
                            }
                            @if r.get::<_, i64>(7) > 0 {
                                dt { "Late" }
                                dd class="wrong" { (r.get::<_, i64>(7)) " critical" }
                            }
                        }
                    }
                }
            }
        }
        @if !shared.is_empty() {
            section class="card" {
                div class="head" {
                    h2 { "Shared with you" }
                }
                ul class="rows" {
                    @for s in &shared {
                        li {
                            div class="main" { (s.get::<_, &str>(0)) }
                            span class="quiet small" { (s.get::<_, &str>(1)) }
                        }
                    }
                }
            }
        }
    })
}

/// Every project with its phases.
pub(super) async fn projects(tx: &Tx) -> Result<Markup, Refusal> {
    let projects = tx
        .query(
            "select id, name, status::text, start_date::text, end_date::text, description::text from delivery.projects order by status in ('completed', 'cancelled'), start_date desc nulls last, name",
            &[],
        )
        .await?;
    let phases = tx.query("select project_id, name, status::text, start_date::text, end_date::text from delivery.phases order by position, id", &[]).await?;
    Ok(html! {
        @if projects.is_empty() { (nothing("No project yet", "As soon as we begin, it stands here.")) }
        @for p in &projects {
            section class="card" {
                div class="head spread" {
                    h2 { (p.get::<_, &str>(1)) }
                    (pill(p.get(2)))
                }
                p class="inside quiet" { (span(p.get(3), p.get(4))) }
                @if let Some(words) = p.get::<_, Option<String>>(5).filter(|w| !w.trim().is_empty()) {
                    p class="inside" { (words) }
                }
                ul class="rows" {
                    @for f in {
                        phases
                            .iter()
                            .filter(|f| {
                                f.get::<_, uuid::Uuid>(0) == p.get::<_, uuid::Uuid>(0)
                            })
                    } {
                        li {
                            ({
                                icon(
                                    match f.get(2) {
                                        "completed" => "circle-check",
                                        "active" => "circle-dot",
                                        _ => "clock",
                                    },
                                )
                            })
                            div class="main" { (f.get::<_, &str>(1)) }
                            span class="quiet small" { (span(f.get(3), f.get(4))) }
                            (pill(f.get(2)))
                        }
                    }
                }
            }
        }
    })
}

/// Tasks, those under way first.
pub(super) async fn tasks(tx: &Tx) -> Result<Markup, Refusal> {
    let rows = tx
        .query(
            "select t.title, t.status::text, t.due_date::text, p.name, t.is_milestone, t.due_date < current_date and t.status <> 'done' from delivery.tasks t join delivery.projects p on p.id = t.project_id
              order by array_position('{in_progress,review,backlog,done}', t.status::text), t.due_date nulls last, t.id limit 500",
            &[],
        )
        .await?;
    Ok(html! {
        @if rows.is_empty() { (nothing("No tasks yet", "As soon as something is planned, it stands here.")) }
        @for (status, word) in {
            [
                ("in_progress", "Under way"),
                ("review", "In review"),
                ("backlog", "Planned"),
                ("done", "Done"),
            ]
        } {
            @let some: Vec<_> = rows
                .iter()
                .filter(|r| r.get::<_, &str>(1) == status)
                .collect();
            @if !some.is_empty() {
                section class="card" {
                    div class="head" {
                        h2 {
                            (word)
                            " "
                            span class="quiet" { (some.len()) }
                        }
                    }
                    ul class="rows" {
                        @for r in some {
                            li {
                                @if r.get::<_, bool>(4) { (icon("flag")) }
                                div class="main" {
                                    (r.get::<_, &str>(0))
                                    div class="quiet small" { (r.get::<_, &str>(3)) }
                                }
                                @if let Some(due) = r.get::<_, Option<String>>(2) {
                                    span
                                        class=({
                                            if r.get::<_, Option<bool>>(5) == Some(true) {
                                                "small wrong"
                                            } else {
                                                "small quiet"
                                            }
                                        })
                                    { (long(&due)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    })
}

/// Phases and milestones over time, one chart a project.
pub(super) async fn timeline(tx: &Tx) -> Result<Markup, Refusal> {
    let rows = tx
        .query(
            "select p.name, x.what, x.name, x.status, (x.start_date - '2000-01-01')::int, (x.end_date - '2000-01-01')::int, (current_date - '2000-01-01')::int, x.start_date::text, x.end_date::text, p.id
               from delivery.projects p join (
                 select f.project_id, 'phase' as what, f.name, f.status::text, f.start_date, f.end_date, f.position as place from delivery.phases f where f.start_date is not null and f.end_date is not null
                 union all
                 select t.project_id, 'milestone', t.title, t.status::text, t.due_date, t.due_date, 9999 from delivery.tasks t where t.is_milestone and t.due_date is not null) x on x.project_id = p.id
              order by p.status in ('completed', 'cancelled'), p.start_date nulls last, p.name, p.id, x.place, x.start_date, x.name",
            &[],
        )
        .await?;
    let mut projects: Vec<uuid::Uuid> = rows.iter().map(|r| r.get(9)).collect();
    projects.dedup();
    Ok(html! {
        @if rows.is_empty() { (nothing("No dates yet", "As soon as phases have dates, they stand here.")) }
        @for project in projects {
            @let some: Vec<_> = rows
                .iter()
                .filter(|r| r.get::<_, uuid::Uuid>(9) == project)
                .collect();
            @let from = some.iter().map(|r| r.get::<_, i32>(4)).min().unwrap_or_default();
            @let to = some
                .iter()
                .map(|r| r.get::<_, i32>(5))
                .max()
                .unwrap_or_default()
                .max(from + 1);
            @let at = |day: i32| f64::from(day - from) * 100.0 / f64::from(to - from + 1);
            @let today: i32 = some[0].get(6);
            section class="card" {
                div class="head" {
                    h2 { (some[0].get::<_, &str>(0)) }
                }
                ul class="gantt rows" {
                    @for r in &some {
                        @let (start, end): (i32, i32) = (r.get(4), r.get(5));
                        li {
                            div class="main" {
                                (r.get::<_, &str>(2))
                                div class="quiet small" {
                                    ({
                                        span(
                                            r.get(7),
                                            if r.get::<_, &str>(1) == "phase" { r.get(8) } else { None },
                                        )
                                    })
                                }
                            }
                            svg class="course"
                                viewBox="0 0 100 10"
                                preserveAspectRatio="none"
                                role="img"
                                aria-label={ (r.get::<_, &str>(2)) ", " (r.get::<_, &str>(3)) }
                            {
                                rect class="track" width="100" height="10" {}
                                @if r.get::<_, &str>(1) == "phase" {
                                    rect
                                        class=(r.get::<_, &str>(3))
                                        x=(at(start))
                                        width=(at(end + 1) - at(start))
                                        height="10" {}
                                } @else {
                                    rect class="milestone" x=((at(start) - 0.6).max(0.0)) width="1.8" height="10" {}
                                }
                                @if (from..=to).contains(&today) {
                                    rect class="today" x=(at(today)) width="0.4" height="10" {}
                                }
                            }
                        }
                    }
                }
            }
        }
    })
}

/// What is not there yet.
pub(super) fn nothing(title: &str, words: &str) -> Markup {
    html! {
        div class="empty" {
            h2 { (title) }
            p { (words) }
        }
    }
}

/// A status as people read it.
pub(super) fn pill(status: &str) -> Markup {
    let tone = match status {
        "completed" | "done" | "paid" => "good",
        "active" | "in_progress" | "sent" | "issued" => "info",
        "on_hold" | "overdue" => "warn",
        "cancelled" => "bad",
        _ => "plain",
    };
    let words = status.replace('_', " ");
    let mut letters = words.chars();
    let words: String = letters.next().map(|c| c.to_uppercase().chain(letters).collect()).unwrap_or_default();
    html! {
        span class={ "pill " (tone) } { (words) }
    }
}

/// 2026-11-21 → 21 Nov 2026.
pub(super) fn long(date: &str) -> String {
    date.parse::<jiff::civil::Date>().map_or_else(|_| date.to_string(), |d| d.strftime("%-d %b %Y").to_string())
}

fn span(from: Option<String>, to: Option<String>) -> String {
    match (from, to) {
        (Some(from), Some(to)) => format!("{} – {}", long(&from), long(&to)),
        (Some(from), None) => long(&from),
        (None, Some(to)) => format!("until {}", long(&to)),
        (None, None) => "No dates yet".into(),
    }
}
