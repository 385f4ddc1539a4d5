//! `/hours`: a week of the people placed on a site, one grid; entered, approved, opened again.

use crate::address::encode;
use crate::data::Fields;
use crate::icons::{icon, meaning};
use crate::refused::{Answer, Refused};
use crate::shell::{self, Page, go};
use crate::verbs;
use crate::visit::Visit;
use jiff::civil::Date;
use maud::{Markup, html};
use platform::Tx;
use records::Error;
use serde_json::{Value, json};
use uuid::Uuid;

/// What a field of the grid begins with; the placement and the day follow.
const CELL: &str = "hours:";
/// What the field beside it begins with, which says what the page was made with.
const WAS: &str = "was:";

/// A placed person's week.
pub(super) struct Line {
    placement: Uuid,
    name: String,
    role: String,
    crew: Option<String>,
    /// First and last day of the placement, counted from the Monday.
    days: (i32, i32),
    /// Hours and whether they are approved, day by day.
    hours: [Option<(String, bool)>; 7],
}

/// `GET /hours?project=…&week=…`
pub(super) async fn page(visit: Visit) -> Answer {
    if visit.actor.is_outsider() || !visit.may("placement_hours", "SELECT") || !visit.shows("placement_hours") {
        return Err(Error::new(403, "42501", "Your role sees no hours of placed people").into());
    }
    let day = visit.param("week").and_then(|w| w.parse::<Date>().ok()).unwrap_or_else(|| visit.today());
    let monday = day.saturating_sub(jiff::Span::new().days(i64::from(day.weekday().to_monday_zero_offset())));
    let project = visit.param("project").and_then(|p| p.parse::<Uuid>().ok());
    let sites = sites(&visit, monday).await?;
    let body = match project {
        Some(project) => site(&visit, project, monday, &sites).await?,
        None => all(&sites, monday),
    };
    let at = |week: Date| {
        let site = project.map(|p| format!("&project={p}")).unwrap_or_default();
        format!("/hours?week={week}{site}")
    };
    let week = |n: i64| at(monday.saturating_add(jiff::Span::new().days(7 * n)));
    let acts = html! {
        a class="b icon" href=(week(-1)) { (meaning("chevron-left", "The week before")) }
        a class="b" href=(at(visit.today())) { "This week" }
        a class="b icon" href=(week(1)) { (meaning("chevron-right", "The week after")) }
    };
    let crumbs = match project {
        Some(_) => vec![("Hours of crews".to_string(), format!("/hours?week={monday}"))],
        None => Vec::new(),
    };
    let title = match project.and_then(|p| sites.iter().find(|s| s.id == p)) {
        Some(site) => site.name.clone(),
        None => "Hours of crews".into(),
    };
    let page = Page { title, crumbs, acts: Some(acts), live: "placement_hours placements".into(), ..Page::default() };
    Ok(shell::page(&visit, &page, &body))
}

/// `POST /hours`: what the grid says, and what follows.
pub(super) async fn act(visit: Visit, form: Fields) -> Answer {
    let (project, week) = (form.filled("project").unwrap_or_default(), form.filled("week").unwrap_or_default());
    let back = format!("/hours?project={}&week={}", encode(project), encode(week));
    let mut done = None;
    let entries = changes(&form.0);
    if !entries.is_empty() {
        done = Some(verbs::perform(&visit, verbs::find(&visit, "enter_hours")?, json!({ "entries": entries })).await?);
    }
    let monday: Date = week.parse().map_err(|_| Error::new(400, "TL100", "Say which week"))?;
    let (from, to) = (monday.to_string(), monday.saturating_add(jiff::Span::new().days(6)).to_string());
    match form.get("do") {
        Some("approve") => {
            let input = json!({ "project": project, "from_date": from, "to_date": to });
            done = Some(verbs::perform(&visit, verbs::find(&visit, "approve_hours")?, input).await?);
        }
        Some("reopen") => {
            let reason = form.get("reason").unwrap_or_default();
            let input = json!({ "project": project, "from_date": from, "to_date": to, "reason": reason });
            done = Some(verbs::perform(&visit, verbs::find(&visit, "reopen_hours")?, input).await?);
        }
        _ => {}
    }
    let Some((answer, operation)) = done else { return Ok(go(&visit, &back)) };
    let words = answer["note"].as_str().unwrap_or("done").to_string();
    Ok(go(&visit, &format!("{back}&did={operation}&what={}", encode(&words))))
}

/// What changed in the grid, as the verb takes it: fields that hold what the page was made with say nothing, so that what
/// others entered meanwhile stays. Hours may be written 7,5 or 7:30.
pub(super) fn changes(fields: &[(String, String)]) -> Vec<Value> {
    let was =
        |cell: &str| fields.iter().find(|(key, _)| key.strip_prefix(WAS) == Some(cell)).map_or("", |(_, v)| v.trim());
    let typed = fields.iter().filter_map(|(key, value)| Some((key.strip_prefix(CELL)?, value.trim())));
    let changed = typed.filter(|(cell, value)| *value != was(cell));
    changed.filter_map(|(cell, value)| entry(cell, value)).collect()
}

fn entry(cell: &str, value: &str) -> Option<Value> {
    let (placement, date) = cell.split_once(':')?;
    let value = value.replace(',', ".");
    let hours = match value.split_once(':') {
        Some((h, m)) => match (h.parse::<f64>(), m.parse::<f64>()) {
            (Ok(h), Ok(m)) if (0.0..60.0).contains(&m) => format!("{:.2}", h + m / 60.0),
            _ => value.clone(),
        },
        None => value,
    };
    Some(json!({ "placement": placement, "date": date, "hours": hours }))
}

/// A site with placed people in a week.
struct Site {
    id: Uuid,
    name: String,
    client: String,
    people: i64,
    open: String,
    approved: String,
}

async fn sites(visit: &Visit, monday: Date) -> Result<Vec<Site>, Refused> {
    let sql = "select o.id, o.name, c.name, count(distinct p.candidate_id),
             coalesce(sum(h.hours) filter (where h.status = 'open'), 0)::text,
             coalesce(sum(h.hours) filter (where h.status = 'approved'), 0)::text
        from recruiting.placements p
        join delivery.projects o on o.org_id = p.org_id and o.id = p.project_id
        join crm.clients c on c.org_id = o.org_id and c.id = o.client_id
        left join recruiting.placement_hours h on h.org_id = p.org_id and h.placement_id = p.id
         and h.date between $1::text::date and $1::text::date + 6
       where p.status in ('active', 'completed') and p.start_date <= $1::text::date + 6 and p.end_date >= $1::text::date
       group by o.id, o.name, c.name order by o.name, o.id limit 500";
    let tx = visit.begin(&visit.actor).await?;
    let rows = tx.query(sql, &[&monday.to_string()]).await.map_err(|e| visit.told_sql(e))?;
    visit.commit(tx).await?;
    let site = |row: &tokio_postgres::Row| Site {
        id: row.get(0),
        name: row.get(1),
        client: row.get(2),
        people: row.get(3),
        open: row.get(4),
        approved: row.get(5),
    };
    Ok(rows.iter().map(site).collect())
}

fn all(sites: &[Site], monday: Date) -> Markup {
    if sites.is_empty() {
        let acts = html! {
            a class="b primary" href="/roster" { (icon("calendar-clock")) "Roster" }
        };
        return shell::empty(
            "timer",
            "Nobody is placed in this week",
            "People on the roster have their hours here.",
            &acts,
        );
    }
    html! {
        section class="card" {
            div class="head" {
                h2 { "Week of " (monday.strftime("%-d %B %Y").to_string()) }
            }
            div class="scroll" {
                table class="plain" {
                    thead {
                        tr {
                            th { "Site" }
                            th class="num" { "People" }
                            th class="num" { "Open hours" }
                            th class="num" { "Approved" }
                        }
                    }
                    tbody {
                        @for site in sites {
                            tr {
                                td {
                                    a class="plain" href={ "/hours?project=" (site.id) "&week=" (monday) } { (site.name) }
                                    div class="quiet small" { (site.client) }
                                }
                                td class="num" { (site.people) }
                                td class="num" { (short(&site.open)) }
                                td class="num" { (short(&site.approved)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Hours without trailing zeros.
fn short(hours: &str) -> String {
    if hours.contains('.') { hours.trim_end_matches('0').trim_end_matches('.').to_string() } else { hours.to_string() }
}

/// Whose weeks are read.
pub(super) enum Those {
    /// Everybody on a site.
    Site(Uuid),
    /// A crew.
    Crew(Uuid),
}

/// The weeks of placed people, read as whoever the transaction is.
pub(super) async fn lines(tx: &Tx, those: &Those, monday: Date) -> Result<Vec<Line>, tokio_postgres::Error> {
    let (site, crew) = match those {
        Those::Site(id) => (Some(*id), None),
        Those::Crew(id) => (None, Some(*id)),
    };
    let sql =
        "select p.id, c.name, coalesce(p.role, ''), g.name, p.start_date - $2::text::date, p.end_date - $2::text::date,
             h.date - $2::text::date, h.hours::text, h.status = 'approved'
        from recruiting.placements p
        join recruiting.candidates c on c.org_id = p.org_id and c.id = p.candidate_id
        left join recruiting.placement_groups g on g.org_id = p.org_id and g.id = p.placement_group_id
        left join recruiting.placement_hours h on h.org_id = p.org_id and h.placement_id = p.id
         and h.date between $2::text::date and $2::text::date + 6
       where (p.project_id = $1 or p.placement_group_id = $3) and p.status in ('active', 'completed')
         and p.start_date <= $2::text::date + 6 and p.end_date >= $2::text::date
       order by g.name nulls last, c.name, p.id limit 3500";
    let rows = tx.query(sql, &[&site, &monday.to_string(), &crew]).await?;
    let mut lines: Vec<Line> = Vec::new();
    for row in &rows {
        let placement: Uuid = row.get(0);
        if lines.last().is_none_or(|line| line.placement != placement) {
            lines.push(Line {
                placement,
                name: row.get(1),
                role: row.get(2),
                crew: row.get(3),
                days: (row.get(4), row.get(5)),
                hours: Default::default(),
            });
        }
        if let (Some(day), Some(line)) = (row.get::<_, Option<i32>>(6), lines.last_mut())
            && let Some(cell) = usize::try_from(day).ok().and_then(|day| line.hours.get_mut(day))
        {
            *cell = Some((short(row.get(7)), row.get(8)));
        }
    }
    Ok(lines)
}

async fn site(visit: &Visit, project: Uuid, monday: Date, sites: &[Site]) -> Result<Markup, Refused> {
    let tx = visit.begin(&visit.actor).await?;
    let lines = lines(&tx, &Those::Site(project), monday).await.map_err(|e| visit.told_sql(e))?;
    visit.commit(tx).await?;
    if lines.is_empty() {
        let acts = html! {
            a class="b" href={ "/hours?week=" (monday) } { "All sites" }
        };
        let words = "Choose another week, or book somebody on the roster.";
        return Ok(shell::empty("timer", "Nobody is placed here in this week", words, &acts));
    }
    let enters = visit.may("placement_hours", "INSERT");
    let decides = visit.server.verb("approve_hours").is_ok_and(|v| v.roles.contains(&visit.actor.role));
    let of = sites.iter().find(|s| s.id == project);
    let (open, approved) = (of.map_or("0", |s| &s.open), of.map_or("0", |s| &s.approved));
    let some = |hours: &str| hours.parse::<f64>().unwrap_or_default() > 0.0;
    Ok(html! {
        form class="card" method="post" action="/hours" hx-post="/hours" hx-swap="none" {
            input type="hidden" name="project" value=(project);
            input type="hidden" name="week" value=(monday);
            div class="head" {
                h2 { "Week of " (monday.strftime("%-d %B %Y").to_string()) }
                span class="quiet" { (short(open)) " open, " (short(approved)) " approved" }
            }
            (grid(&lines, monday, visit.today(), enters))
            div class="inside feet" {
                @if enters {
                    button class="b primary" type="submit" name="do" value="enter" { (icon("save")) "Save" }
                }
                @if enters && decides {
                    button class="b" type="submit" name="do" value="approve" { (icon("circle-check")) "Save and approve" }
                }
            }
        }
        @if decides && some(approved) {
            form class="card" method="post" action="/hours" hx-post="/hours" hx-swap="none" {
                input type="hidden" name="project" value=(project);
                input type="hidden" name="week" value=(monday);
                div class="inside feet" {
                    label class="field" {
                        "Why open the approved hours again?"
                        input class="in" name="reason" required autocomplete="off";
                    }
                    button class="b" type="submit" name="do" value="reopen" { (icon("undo-2")) "Open again" }
                }
            }
        }
    })
}

/// The grid of a week; with fields where something can be entered.
pub(super) fn grid(lines: &[Line], monday: Date, today: Date, enters: bool) -> Markup {
    let day = |n: i64| monday.saturating_add(jiff::Span::new().days(n));
    let today = (today - monday).get_days();
    html! {
        div class="scroll" {
            table class="plain week crew-week" {
                thead {
                    tr {
                        th { "Person" }
                        @for n in 0..7 { th class="num" { (day(n).strftime("%a %-d").to_string()) } }
                        th class="num" { "Sum" }
                    }
                }
                tbody {
                    @for (at, line) in lines.iter().enumerate() {
                        @if line.crew.is_some() && (at == 0 || lines[at - 1].crew != line.crew) {
                            tr {
                                th colspan="9" class="quiet small" { (line.crew.as_deref().unwrap_or_default()) }
                            }
                        }
                        tr {
                            th scope="row" {
                                (line.name)
                                div class="quiet small" { (line.role) }
                            }
                            @for n in 0..7i32 {
                                @let known = line.hours[usize::try_from(n).unwrap_or_default()].as_ref();
                                td class="num" {
                                    @if known.is_some_and(|(_, approved)| *approved) {
                                        strong title="Approved" { (known.map_or("", |(hours, _)| hours)) }
                                    } @else if !(line.days.0..=line.days.1).contains(&n) || n > today + 1 {
                                        span class="quiet" aria-label="Not on site" { "–" }
                                    } @else if enters {
                                        @if let Some((hours, _)) = known {
                                            input type="hidden" name={ (WAS) (line.placement) ":" (day(n.into())) } value=(hours);
                                        }
                                        input
                                            class="in num"
                                            inputmode="decimal"
                                            size="4"
                                            name={ (CELL) (line.placement) ":" (day(n.into())) }
                                            value=(known.map_or("", |(hours, _)| hours))
                                            aria-label={ (line.name) ", " (day(n.into()).strftime("%A").to_string()) }
                                            autocomplete="off";
                                    } @else {
                                        (known.map_or("", |(hours, _)| hours))
                                    }
                                }
                            }
                            td class="num" { (sum(line)) }
                        }
                    }
                }
            }
        }
    }
}

fn sum(line: &Line) -> String {
    let sum: f64 = line.hours.iter().flatten().filter_map(|(hours, _)| hours.parse::<f64>().ok()).sum();
    if sum == 0.0 { String::new() } else { short(&format!("{sum:.2}")) }
}
