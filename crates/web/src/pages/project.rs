//! A project's plan over time, and its money.

use super::extra::Extra;
use crate::about::Record;
use crate::data::Row;
use crate::format;
use crate::icons::icon;
use crate::refused::Refused;
use crate::visit::Visit;
use maud::{Markup, html};
use serde_json::Value;
use uuid::Uuid;

pub(super) const PAGE: Extra = Extra {
    noun: "projects",
    beside: Some(|visit, record| Box::pin(beside(visit, record))),
    tabs: &[("plan", "Plan", |visit, record| Box::pin(plan(visit, record))), super::knowledge::TAB],
    near: Some(near),
    ..Extra::NONE
};

/// The roster narrowed to who lives near.
fn near(visit: &Visit, id: &str, km: &str) -> Vec<(String, &'static str)> {
    let there = visit.may("placements", "SELECT") && visit.may("candidates", "SELECT") && visit.shows("candidates");
    there.then(|| (format!("/roster?near={id}&km={km}"), "Roster of who lives there")).into_iter().collect()
}

/// Beside the fields: what it earned so far.
async fn beside(visit: &Visit, record: &Record<'_>) -> Result<Markup, Refused> {
    let tx = visit.begin(&visit.actor).await?;
    let row = tx
        .query_opt("select delivery.margin(p), to_jsonb(kit.number_setting('margin.floor_percent', 20)) from delivery.projects p where p.id = $1", &[&Uuid::parse_str(&record.id).unwrap_or_default()])
        .await
        .map_err(|e| visit.told_sql(e))?;
    visit.commit(tx).await?;
    let Some(row) = row else { return Ok(html! {}) };
    let (margin, floor): (Value, Value) = (row.get(0), row.get(1));
    Ok(card(visit, "Money so far", &margin, &floor, budget(&record.row)))
}

fn budget(row: &Row) -> Option<f64> {
    row.get("budget").and_then(Value::as_f64).filter(|b| *b > 0.0)
}

/// Revenue, cost and margin, with a warning below the floor.
pub(super) fn card(visit: &Visit, title: &str, margin: &Value, floor: &Value, budget: Option<f64>) -> Markup {
    let money = |key: &str| format::money(&margin[key].to_string(), &visit.person.currency);
    let floor = floor.as_f64().unwrap_or_default();
    let percent = margin["percent"].as_f64();
    let hours = margin["hours"].as_f64().unwrap_or_default();
    html! {
        section class="card" {
            div class="head" {
                h2 { (title) }
                @if let Some(p) = percent {
                    span class={ "pill " (if p < floor { "bad" } else { "good" }) } { (format!("{p:.1} % margin")) }
                }
            }
            div class="inside" {
                @if hours == 0.0 {
                    p class="quiet" { "No approved hours yet. Revenue and cost come from them and the rates." }
                } @else {
                    dl class="facts" {
                        dt { "Hours" }
                        dd { (format::grouped(&hours.to_string())) }
                        dt { "Revenue" }
                        dd { (money("revenue")) }
                        dt { "Cost" }
                        dd { (money("cost")) }
                        dt { "Margin" }
                        dd {
                            strong { (money("margin")) }
                        }
                        @if let Some(budget) = budget {
                            dt { "Of the budget" }
                            dd { ({
                                format!(
                                    "{:.0} %",
                                    100.0 * margin["revenue"].as_f64().unwrap_or_default()
                                        / budget,
                                )
                            }) }
                        }
                    }
                    @if percent.is_some_and(|p| p < floor) {
                        div class="note bad" {
                            (icon("triangle-alert"))
                            span { "Below the floor of " (floor) " %." }
                        }
                    }
                }
            }
        }
    }
}

/// One bar of the plan.
struct Bar {
    id: Uuid,
    task: bool,
    name: String,
    status: String,
    start: i32,
    end: i32,
    milestone: bool,
    critical: bool,
    who: Option<String>,
    waits_for: Vec<Uuid>,
    dates: String,
}

/// The tab "Plan": phases and tasks as bars, what waits for what as lines, milestones as diamonds.
async fn plan(visit: &Visit, record: &Record<'_>) -> Result<Markup, Refused> {
    let id = Uuid::parse_str(&record.id).unwrap_or_default();
    let tx = visit.begin(&visit.actor).await?;
    let rows = tx
        .query(
            "select x.id, x.task, x.name, x.status, (x.first - '2000-01-01')::int, (greatest(x.first, x.last) - '2000-01-01')::int, x.milestone, x.critical, u.full_name,
                    array(select d.depends_on_id from delivery.task_dependencies d where d.task_id = x.id), to_char(x.first, 'DD Mon') || ' – ' || to_char(greatest(x.first, x.last), 'DD Mon YYYY')
               from (
                 select f.id, false as task, f.name, f.status::text, coalesce(f.start_date, f.end_date) as first, coalesce(f.end_date, f.start_date) as last, false as milestone, false as critical, null::uuid as who, f.position as place, 0 as level
                   from delivery.phases f where f.project_id = $1 and coalesce(f.start_date, f.end_date) is not null
                 union all
                 select t.id, true, t.title, t.status::text, coalesce(t.start_date, t.due_date), coalesce(t.due_date, t.start_date), t.is_milestone, t.is_critical, t.assigned_to, coalesce(f.position, 9999), 1
                   from delivery.tasks t left join delivery.phases f on f.id = t.phase_id where t.project_id = $1 and coalesce(t.start_date, t.due_date) is not null) x
               left join identity.users u on u.id = x.who
              order by x.place, x.level, x.first, x.name limit 400",
            &[&id],
        )
        .await
        .map_err(|e| visit.told_sql(e))?;
    let undated: i64 = tx
        .query_one(
            "select count(*) from delivery.tasks where project_id = $1 and start_date is null and due_date is null",
            &[&id],
        )
        .await
        .map_err(|e| visit.told_sql(e))?
        .get(0);
    visit.commit(tx).await?;
    let bars: Vec<Bar> = rows
        .iter()
        .map(|r| Bar {
            id: r.get(0),
            task: r.get(1),
            name: r.get(2),
            status: r.get(3),
            start: r.get(4),
            end: r.get(5),
            milestone: r.get(6),
            critical: r.get(7),
            who: r.get(8),
            waits_for: r.get(9),
            dates: r.get(10),
        })
        .collect();
    if bars.is_empty() {
        return Ok(html! {
            ({
                crate::shell::empty(
                    record.noun.table.icon(),
                    "No plan yet",
                    "Phases and tasks with dates stand here over time.",
                    &html! {
                        button type = "button" class = "b primary" hx - get = {
                        "/verbs/apply_template?subject="(record.id) } hx - target =
                        "#dialog" data - opens - dialog { (icon("layers"))
                        "Apply template" } a class = "b" href = {
                        "/tasks/new?project_id="(record.id) } { (icon("plus"))
                        "Add task" }
                    },
                )
            })
        });
    }
    let today = visit.today().since(jiff::civil::date(2000, 1, 1)).map_or(0, |s| s.get_days());
    Ok(html! {
        section class="card" {
            div class="head" {
                h2 { "Plan" }
                span class="small quiet" { "Bars are phases and tasks, diamonds milestones; red ones are critical." }
            }
            div class="scroll" { (chart(&bars, today)) }
            @if undated > 0 {
                p class="inside quiet small" { (undated) " tasks have no dates yet." }
            }
        }
    })
}

const ROW: i32 = 26;
const NAMES: i32 = 280;
const WIDTH: i32 = 900;

fn chart(bars: &[Bar], today: i32) -> Markup {
    let from = bars.iter().map(|b| b.start).min().unwrap_or_default() - 1;
    let to = bars.iter().map(|b| b.end).max().unwrap_or_default() + 2;
    let x = |day: i32| f64::from(NAMES) + f64::from(day - from) * f64::from(WIDTH) / f64::from((to - from).max(1));
    let height = ROW * bars.len() as i32 + 28;
    let base = jiff::civil::date(2000, 1, 1);
    let mondays: Vec<(i32, String)> = (from..to)
        .filter_map(|d| Some((d, base.checked_add(jiff::Span::new().days(i64::from(d))).ok()?)))
        .filter(|(_, date)| date.weekday() == jiff::civil::Weekday::Monday)
        .map(|(d, date)| (d, date.strftime("%-d %b").to_string()))
        .collect();
    let every = mondays.len() / 12 + 1;
    let y = |n: usize| 28 + ROW * n as i32;
    html! {
        svg class="plan"
            viewBox={ "0 0 " (NAMES + WIDTH) " " (height) }
            width=(NAMES + WIDTH)
            height=(height)
            role="group"
            aria-label="Plan of the project over time"
        {
            @for (n, (day, word)) in mondays.iter().enumerate() {
                line class="grid" x1=(x(*day)) x2=(x(*day)) y1="20" y2=(height) {}
                @if n % every == 0 {
                    text class="axis" x=(x(*day) + 3.0) y="14" { (word) }
                }
            }
            @if (from..to).contains(&today) {
                line class="today" x1=(x(today)) x2=(x(today)) y1="20" y2=(height) {}
            }
            @for (n, b) in bars.iter().enumerate() {
                @for before in {
                    b.waits_for
                        .iter()
                        .filter_map(|w| bars.iter().position(|o| o.id == *w))
                } {
                    @let (ax, ay, bx, by) = (
                        x(bars[before].end + 1),
                        y(before) + ROW / 2,
                        x(b.start),
                        y(n) + ROW / 2,
                    );
                    path class="waits" d={ "M" (ax) " " (ay) " H" (ax.max(bx - 6.0).min(ax + 6.0)) " V" (by) " H" (bx) } {}
                }
            }
            @for (n, b) in bars.iter().enumerate() {
                @let top = y(n);
                @let class = format!(
                    "{}{}",
                    b.status,
                    if b.critical { " critical" } else { "" },
                );
                a href={ "/" (if b.task { "tasks" } else { "phases" }) "/" (b.id) } {
                    title {
                        (b.name)
                        ", "
                        (b.dates)
                        @if let Some(who) = &b.who { ", " (who) }
                    }
                    text class=(if b.task { "name" } else { "name phase" }) x=(if b.task { 16 } else { 4 }) y=(top + 17) {
                        (b.name.chars().take(38).collect::<String>())
                        @if b.name.chars().count() > 38 { "…" }
                    }
                    @if b.milestone {
                        path class={ "milestone " (class) } d={ "M" (x(b.end) + 7.0) " " (top + 5) " l8 8 l-8 8 l-8 -8 z" } {}
                    } @else {
                        rect
                            class=({
                                if b.task {
                                    class.clone()
                                } else {
                                    format!("phase {class}")
                                }
                            })
                            x=(x(b.start))
                            y=(top + if b.task { 7 } else { 9 })
                            width=((x(b.end + 1) - x(b.start)).max(3.0))
                            height=(if b.task { 12 } else { 8 })
                            rx="3" {}
                    }
                }
            }
        }
    }
}
