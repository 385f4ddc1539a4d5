//! `/today`: what to do now, what is planned, and the numbers that matter to this role.

use super::chart;
use super::data::{Ask, Fields, Row, text};
use super::format;
use super::icons::{icon, meaning};
use super::nouns::{label_of, singular};
use super::refused::{Answer, Refused};
use super::shell::{self, Page, empty, go, respond, toast, with_header, with_toast};
use super::visit::Visit;
use axum::response::{IntoResponse as _, Redirect, Response};
use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use maud::{Markup, html};
use records::Error;
use serde_json::Value;

/// `GET /`
pub(super) async fn front(visit: Result<Visit, Refused>) -> Response {
    match visit {
        Ok(_) => Redirect::to("/today").into_response(),
        Err(_) => Redirect::to("/sign-in").into_response(),
    }
}

/// Something that waits to be done.
struct Item {
    icon: &'static str,
    title: String,
    about: String,
    when: Option<String>,
    to: String,
    /// Smaller is more pressing.
    weight: i32,
    noun: &'static str,
    id: String,
    /// What one click does: (do, word).
    act: Option<(&'static str, &'static str)>,
    snooze: bool,
    late: bool,
}

/// `GET /today`
pub(super) async fn page(visit: Visit) -> Answer {
    let items = items(&visit).await?;
    let planned = planned(&visit).await?;
    let figures = figures(&visit).await?;
    let todo = html! {
        section aria-labelledby="do" {
            div class="card" {
                div class="head" { h2 id="do" { "To do " span class="quiet" { (items.len()) } } }
                @if items.is_empty() { (empty("action_queue", "Nothing waits for you", "New tasks, nudges and follow-ups appear here the moment they are due.", &html! {})) }
                ul class="rows" { @for i in items.iter().take(40) { (line(&visit, i)) } }
                @if items.len() > 40 { p class="inside quiet" { "And " (items.len() - 40) " more." } }
            }
        }
    };
    let schedule = html! {
        section aria-labelledby="schedule" {
            div class="card" {
                div class="head" { h2 id="schedule" { "Schedule" } }
                @if planned.is_empty() { p class="inside quiet" { "Nothing is planned for the next two weeks." } }
                div class="inside feed" {
                    @for (i, (day, sign, title, about, to)) in planned.iter().enumerate() {
                        @if i == 0 || planned[i - 1].0 != *day { div class="day" { (format::near(*day, visit.today())) } }
                        div class="it" { (icon(sign)) div { a href=(to) { (title) } div class="small quiet" { (about) } } }
                    }
                }
            }
        }
    };
    let body = html! {
        div class="today" id="today" data-live="nudges action_queue tasks sales_tasks leads applications invoices mentions activities" data-src="/today" {
            (todo) (schedule)
            section aria-labelledby="numbers" { h2 id="numbers" class="visually-hidden" { "Numbers" } div class="figures" { @for f in &figures { (f) } } }
        }
    };
    if visit.partial {
        return Ok(respond(html! { (body) }));
    }
    let hour = visit.now.to_zoned(visit.person.zone.clone()).hour();
    let greeting = match hour {
        5..=11 => "Good morning",
        12..=17 => "Good afternoon",
        _ => "Good evening",
    };
    let page = Page {
        title: format!("{greeting}, {}", visit.person.name.split(' ').next().unwrap_or_default()),
        count: Some(html! { (visit.today().strftime("%A, %-d %B").to_string()) }),
        live: "nudges action_queue tasks sales_tasks leads applications invoices mentions activities".into(),
        ..Page::default()
    };
    let page = shell::page(&visit, &page, &body);
    Ok(page)
}

fn line(visit: &Visit, item: &Item) -> Markup {
    let form = |what: &str, body: Markup| {
        html! {
            form method="post" action="/today/act" hx-post="/today/act" hx-swap="none" {
                input type="hidden" name="noun" value=(item.noun); input type="hidden" name="id" value=(item.id); input type="hidden" name="do" value=(what); (body)
            }
        }
    };
    html! {
        li {
            (icon(item.icon))
            div class="main" {
                a href=(item.to) class="clip" dir="auto" { (item.title) }
                div class="small quiet clip" { (item.about) @if let Some(when) = &item.when { " · " span class=[item.late.then_some("late")] { @if when.len() > 10 { (format::moment(visit, when)) } @else { (format::day(visit, when)) } } } }
            }
            span class="acts" {
                @if let Some((what, word)) = item.act { (form(what, html! { button class="b" type="submit" { (icon("check")) (word) } })) }
                @if item.snooze {
                    (form("snooze", html! { button class="b ghost icon" type="submit" { (meaning("clock", "Snooze until tomorrow")) } }))
                    (form("dismiss", html! { button class="b ghost icon" type="submit" { (meaning("x", "Dismiss")) } }))
                }
            }
        }
    }
}

/// What waits for this person, most pressing first.
async fn items(visit: &Visit) -> Result<Vec<Item>, Refused> {
    let me = visit.person.id;
    let today = visit.today();
    let soon = today.checked_add(7.days()).unwrap_or(today);
    let tickets = today.checked_add(30.days()).unwrap_or(today);
    let now = visit.now;
    let awake = format!("or=(snooze_ends_at.is.null,snooze_ends_at.lte.{now})");
    let business = !visit.actor.is_outsider();
    let leads_on = matches!(visit.actor.role, "admin" | "manager");
    let mut asks: Vec<(&'static str, Ask)> = Vec::new();
    let mut ask = |noun: &'static str, query: String| {
        if visit.may(noun, "SELECT") {
            asks.push((noun, Ask::new(noun, query)));
        }
    };
    ask(
        "action_queue",
        format!("select=id,title,description,priority,created_at,related_job_id,related_candidate_id&user_id=eq.{me}&is_dismissed=is.false&{awake}&order=priority,created_at&limit=30"),
    );
    if business {
        let mine = if leads_on { String::new() } else { format!("&consultant_id=eq.{me}") };
        ask(
            "nudges",
            format!(
                "select=id,title,description,priority,type,created_at,client_id&status=in.(open,snoozed){mine}&and=(or(status.eq.open,snooze_ends_at.lte.{now}),or(expires_at.is.null,expires_at.gt.{now}))&order=priority,id.desc&limit=20"
            ),
        );
        ask("tasks", format!("select=id,title,due_date,is_critical,project_id,project_label:project_id(name)&assigned_to=eq.{me}&status=neq.done&due_date=lte.{soon}&order=due_date&limit=30"));
        ask(
            "sales_tasks",
            format!("select=id,title,due_date,lead_id,lead_label:lead_id(company_name,contact_name)&assigned_to=eq.{me}&is_completed=is.false&due_date=lte.{soon}&order=due_date&limit=30"),
        );
        ask(
            "leads",
            format!(
                "select=id,company_name,contact_name,next_follow_up_at,classification&owner_id=eq.{me}&status=not.in.(converted,lost,archived)&next_follow_up_at=lte.{}T23:59:59Z&order=next_follow_up_at&limit=20",
                today
            ),
        );
        ask(
            "opportunities",
            format!(
                "select=id,name,expected_close_date,value,client_label:client_id(name)&owner_id=eq.{me}&stage=not.in.(closed_won,closed_lost)&expected_close_date=lt.{today}&order=value.desc&limit=15"
            ),
        );
        if matches!(visit.actor.role, "admin" | "manager" | "staff") {
            ask("invoices", format!("select=id,invoice_number,due_date,amount,currency,client_label:client_id(name)&status=in.(sent,overdue)&due_date=lt.{today}&order=due_date&limit=15"));
        }
        if matches!(visit.actor.role, "recruiter" | "admin" | "manager") {
            ask(
                "applications",
                format!(
                    "select=id,next_follow_up_date,follow_up_status,candidate_label:candidate_id(name),job_label:job_id(title)&is_active=is.true&next_follow_up_date=lte.{today}&order=next_follow_up_date&limit=20"
                ),
            );
            ask(
                "placements",
                format!(
                    "select=id,end_date,candidate_label:candidate_id(name),project_label:project_id(name)&status=eq.active&end_date=gte.{today}&end_date=lte.{}&order=end_date&limit=10",
                    today.checked_add(21.days()).unwrap_or(today)
                ),
            );
            ask("candidates", "select=id,name,compliance&status=in.(available,placed)&compliance=not.is.null&order=id.desc&limit=300".into());
        }
        ask("mentions", "select=id,excerpt,entity_type,entity_id,created_at,by:created_by(full_name)&read_at=is.null&order=id.desc&limit=20".into());
    }
    let found = visit.read(&asks.iter().map(|(_, a)| Ask::new(&a.noun, a.query.clone())).collect::<Vec<_>>()).await?;
    let mut items = Vec::new();
    for ((noun, _), found) in asks.iter().zip(found) {
        for row in &found.rows {
            items.extend(item(noun, row, today, tickets));
        }
    }
    items.sort_by(|a, b| a.weight.cmp(&b.weight).then_with(|| a.when.cmp(&b.when)));
    Ok(items)
}

fn item(noun: &'static str, row: &Row, today: Date, tickets: Date) -> Option<Item> {
    let id = text(row, "id").to_string();
    let priority = match text(row, "priority") {
        "high" => 0,
        "medium" => 20,
        _ => 40,
    };
    let overdue = |key: &str| text(row, key).get(..10).and_then(|d| d.parse::<Date>().ok()).is_some_and(|d| d < today);
    let due = |key: &str| Some(text(row, key).to_string()).filter(|d| !d.is_empty());
    let plain = Item {
        icon: super::nouns::special(noun).icon,
        title: String::new(),
        about: singular(noun),
        when: None,
        to: format!("/{noun}/{id}"),
        weight: 50,
        noun,
        id: id.clone(),
        act: None,
        snooze: false,
        late: false,
    };
    Some(match noun {
        "action_queue" => {
            Item { title: text(row, "title").into(), about: text(row, "description").into(), weight: priority, act: Some(("done", "Done")), snooze: true, when: due("created_at"), ..plain }
        }
        "nudges" => Item {
            title: text(row, "title").into(),
            about: [label_of(row.get("client_label")), text(row, "description").into()].iter().filter(|w| !w.is_empty()).cloned().collect::<Vec<_>>().join(" · "),
            weight: 5 + priority,
            act: Some(("acted", "Done")),
            snooze: true,
            ..plain
        },
        "tasks" => Item {
            title: text(row, "title").into(),
            about: label_of(row.get("project_label")),
            when: due("due_date"),
            weight: if overdue("due_date") { 8 } else { 30 },
            act: Some(("done", "Done")),
            late: overdue("due_date"),
            ..plain
        },
        "sales_tasks" => Item {
            title: text(row, "title").into(),
            about: label_of(row.get("lead_label")),
            when: due("due_date"),
            weight: if overdue("due_date") { 10 } else { 32 },
            act: Some(("done", "Done")),
            late: overdue("due_date"),
            ..plain
        },
        "leads" => {
            let name = Some(text(row, "company_name")).filter(|n| !n.is_empty()).unwrap_or(text(row, "contact_name"));
            Item {
                title: format!("Follow up with {name}"),
                about: format!("Lead, {}", text(row, "classification")),
                when: due("next_follow_up_at"),
                weight: if text(row, "classification") == "hot" { 4 } else { 24 },
                late: overdue("next_follow_up_at"),
                act: Some(("tomorrow", "Later")),
                ..plain
            }
        }
        "opportunities" => {
            Item { title: format!("{} is past its close date", text(row, "name")), about: label_of(row.get("client_label")), when: due("expected_close_date"), weight: 18, late: true, ..plain }
        }
        "invoices" => Item {
            title: format!("Invoice {} is overdue", text(row, "invoice_number")),
            about: format!("{} · {}", label_of(row.get("client_label")), format::money(&row.get("amount").map(Value::to_string).unwrap_or_default(), text(row, "currency"))),
            when: due("due_date"),
            weight: 12,
            late: true,
            ..plain
        },
        "applications" => Item {
            title: format!("Follow up with {}", label_of(row.get("candidate_label"))),
            about: label_of(row.get("job_label")),
            when: due("next_follow_up_date"),
            weight: 15,
            late: overdue("next_follow_up_date"),
            ..plain
        },
        "placements" => Item {
            title: format!("{} leaves {} soon", label_of(row.get("candidate_label")), label_of(row.get("project_label"))),
            about: "Placement ends; what follows?".into(),
            when: due("end_date"),
            weight: 22,
            ..plain
        },
        "candidates" => {
            let (name, expires) = expiring(row.get("compliance")?, tickets)?;
            Item {
                icon: "badge-check",
                title: format!("{}: {name} expires", text(row, "name")),
                about: "Ticket".into(),
                late: expires < today,
                when: Some(expires.to_string()),
                weight: if expires < today { 9 } else { 26 },
                ..plain
            }
        }
        "mentions" => Item {
            icon: "at-sign",
            title: format!("{} mentioned you", label_of(row.get("by"))),
            about: text(row, "excerpt").into(),
            when: due("created_at"),
            to: format!("/{}/{}?tab=timeline", text(row, "entity_type"), text(row, "entity_id")),
            weight: 2,
            act: Some(("read", "Read")),
            ..plain
        },
        _ => return None,
    })
}

/// The first ticket of a candidate that ends before this day.
fn expiring(compliance: &Value, until: Date) -> Option<(String, Date)> {
    let entries: Vec<(String, &Value)> = match compliance {
        Value::Object(o) => o.iter().map(|(k, v)| (k.clone(), v)).collect(),
        Value::Array(a) => a.iter().map(|v| (v["name"].as_str().or_else(|| v["type"].as_str()).unwrap_or("Ticket").to_string(), v)).collect(),
        _ => return None,
    };
    let day = |v: &Value| {
        ["expires", "expiry", "expiry_date", "expires_at", "expires_on", "valid_until"].iter().find_map(|k| v[*k].as_str()).or_else(|| v.as_str()).and_then(|d| d.get(..10)?.parse::<Date>().ok())
    };
    entries.into_iter().filter_map(|(name, v)| Some((super::nouns::sentence(&name), day(v)?))).filter(|(_, d)| *d <= until).min_by_key(|(_, d)| *d)
}

type Planned = (Date, &'static str, String, String, String);

/// What is planned for the next two weeks.
async fn planned(visit: &Visit) -> Result<Vec<Planned>, Refused> {
    let me = visit.person.id;
    let (today, now) = (visit.today(), visit.now);
    let end = today.checked_add(14.days()).unwrap_or(today);
    let mut asks: Vec<(&'static str, Ask)> = Vec::new();
    let mut ask = |noun: &'static str, query: String| {
        if visit.may(noun, "SELECT") {
            asks.push((noun, Ask::new(noun, query)));
        }
    };
    ask("activities", format!("select=id,subject,type,occurred_at,client_label:client_id(name)&created_by=eq.{me}&occurred_at=gt.{now}&occurred_at=lt.{end}&order=occurred_at&limit=20"));
    ask("phases", format!("select=id,name,end_date,project_id,project_label:project_id(name)&status=neq.completed&end_date=gte.{today}&end_date=lte.{end}&order=end_date&limit=10"));
    ask(
        "opportunities",
        format!(
            "select=id,name,expected_close_date,client_label:client_id(name)&owner_id=eq.{me}&stage=not.in.(closed_won,closed_lost)&expected_close_date=gte.{today}&expected_close_date=lte.{end}&order=expected_close_date&limit=10"
        ),
    );
    ask("jobs", format!("select=id,title,application_deadline,client_label:client_id(name)&application_deadline=gte.{today}&application_deadline=lte.{end}&order=application_deadline&limit=10"));
    ask("market_tenders", format!("select=id,title,closing_date,client&closing_date=gte.{today}&closing_date=lte.{end}&order=closing_date&limit=10"));
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
                "activities" => ("occurred_at", if text(row, "type") == "call" { "phone" } else { "video" }, text(row, "subject").to_string()),
                "phases" => ("end_date", "flag", format!("{} ends", text(row, "name"))),
                "opportunities" => ("expected_close_date", "handshake", format!("{} should close", text(row, "name"))),
                "jobs" => ("application_deadline", "briefcase", format!("{}: last day to apply", text(row, "title"))),
                "market_tenders" => ("closing_date", "radar", format!("{} closes", text(row, "title"))),
                _ => ("next_follow_up_date", "user-check", format!("Interview with {}", label_of(row.get("candidate_label")))),
            };
            let at = text(row, key);
            let day = at.parse::<Date>().ok().or_else(|| at.parse::<Timestamp>().ok().map(|t| t.to_zoned(visit.person.zone.clone()).date()));
            let about = ["client_label", "project_label", "job_label"].iter().map(|k| label_of(row.get(*k))).find(|l| !l.is_empty()).unwrap_or_else(|| text(row, "client").to_string());
            all.extend(day.map(|d| (d, sign, title, about, format!("/{noun}/{}", text(row, "id")))));
        }
    }
    all.sort_by_key(|p| p.0);
    all.truncate(24);
    Ok(all)
}

/// The numbers of this role, each with its course over twelve weeks.
async fn figures(visit: &Visit) -> Result<Vec<Markup>, Refused> {
    if visit.actor.is_outsider() {
        return Ok(Vec::new());
    }
    let currency = visit.person.currency.clone();
    // Name, what it counts, its course, whether it is money, where its rows are, the noun it needs.
    let weeks = |noun: &str, at: &str, what: &str, condition: &str| {
        format!(
            "select coalesce((select array_agg(coalesce(n, 0)::float8 order by w) from generate_series(date_trunc('week', now()) - interval '11 weeks', date_trunc('week', now()), interval '1 week') w left join (select date_trunc('week', {at}) as w, {what} as n from {noun} where {at} > now() - interval '12 weeks' and {condition} group by 1) x using (w)), '{{}}')"
        )
    };
    let open = "stage not in ('closed_won', 'closed_lost')";
    let all: Vec<(&str, String, String, bool, &str, &str)> = vec![
        (
            "Open pipeline",
            format!("select coalesce(sum(value), 0)::float8 from crm.opportunities where {open}"),
            weeks("crm.opportunities", "created_at", "sum(value)", "true"),
            true,
            "/opportunities?view=board",
            "opportunities",
        ),
        (
            "Weighted",
            format!("select coalesce(sum(value * probability / 100), 0)::float8 from crm.opportunities where {open}"),
            weeks("crm.opportunities", "stage_entered_at", "sum(value * probability / 100)", "true"),
            true,
            "/reports/forecast",
            "opportunities",
        ),
        (
            "Won this quarter",
            "select coalesce(sum(value), 0)::float8 from crm.opportunities where stage = 'closed_won' and actual_close_date >= date_trunc('quarter', now())".into(),
            weeks("crm.opportunities", "actual_close_date", "sum(value)", "stage = 'closed_won'"),
            true,
            "/opportunities?stage=in.(closed_won)",
            "opportunities",
        ),
        (
            "Activities, 7 days",
            "select count(*)::float8 from crm.activities where occurred_at > now() - interval '7 days' and occurred_at <= now()".into(),
            weeks("crm.activities", "occurred_at", "count(*)", "occurred_at <= now()"),
            false,
            "/reports/activity",
            "activities",
        ),
        (
            "Hours, 7 days",
            "select coalesce(sum(hours), 0)::float8 from delivery.time_entries where date > current_date - 7".into(),
            weeks("delivery.time_entries", "date", "sum(hours)", "true"),
            false,
            "/reports/hours",
            "time_entries",
        ),
        (
            "Unpaid invoices",
            "select coalesce(sum(amount), 0)::float8 from delivery.invoices where status in ('sent', 'overdue')".into(),
            weeks("delivery.invoices", "sent_date", "sum(amount)", "true"),
            true,
            "/reports/ageing",
            "invoices",
        ),
        (
            "Active applications",
            "select count(*)::float8 from recruiting.applications where is_active".into(),
            weeks("recruiting.applications", "applied_at", "count(*)", "true"),
            false,
            "/applications?view=board",
            "applications",
        ),
        (
            "People placed",
            "select count(*)::float8 from recruiting.placements where status = 'active'".into(),
            weeks("recruiting.placements", "start_date", "count(*)", "true"),
            false,
            "/placements?status=in.(active)",
            "placements",
        ),
    ];
    let first = match visit.actor.role {
        "recruiter" => ["Active applications", "People placed", "Activities, 7 days", "Hours, 7 days"],
        "sales" => ["Open pipeline", "Weighted", "Won this quarter", "Activities, 7 days"],
        "consultant" | "staff" => ["Hours, 7 days", "Activities, 7 days", "Open pipeline", "Unpaid invoices"],
        _ => ["Open pipeline", "Won this quarter", "Unpaid invoices", "People placed"],
    };
    let module = |noun: &str| visit.server.catalog.table(noun).is_some_and(|t| visit.person.modules.contains(&t.schema));
    let chosen: Vec<_> = first.iter().filter_map(|name| all.iter().find(|a| a.0 == *name)).filter(|a| visit.may(a.5, "SELECT") && module(a.5)).collect();
    let tx = visit.begin(&visit.actor).await?;
    let mut out = Vec::new();
    for (name, value, course, is_money, to, _) in chosen {
        let row = tx.query_one(&format!("select ({value}), ({course})"), &[]).await.map_err(|e| visit.told_sql(e))?;
        let (value, course): (f64, Vec<f64>) = (row.get(0), row.get(1));
        out.push(html! { a href=(to) { span class="v" { (if *is_money { format::short_money(value, &currency) } else { format::short(value) }) } (chart::spark(&course, 96.0, 24.0)) span class="quiet small" { (name) } } });
    }
    visit.commit(tx).await?;
    Ok(out)
}

/// `GET /bell`: what is new, for the menu at the top.
pub(super) async fn bell(visit: Visit) -> Answer {
    let items = items(&visit).await?;
    let news: Vec<&Item> = items.iter().filter(|i| matches!(i.noun, "mentions" | "nudges" | "action_queue")).collect();
    Ok(respond(html! {
        span class="label" { "Notifications" }
        @if news.is_empty() { p class="item quiet" { "Nothing new." } }
        @for i in news.iter().take(12) { a class="item" href=(i.to) { (icon(i.icon)) span class="clip" { (i.title) } } }
        hr;
        a class="item" href="/today" { (icon("house")) "All of today" }
        span hidden data-bell=(news.len()) {}
    }))
}

/// `POST /today/act`: done, snoozed, dismissed; undo for ten seconds and longer.
pub(super) async fn act(visit: Visit, form: Fields) -> Answer {
    let noun = form.filled("noun").unwrap_or_default().to_string();
    let id = form.filled("id").unwrap_or_default();
    let what = form.filled("do").unwrap_or_default();
    let about = visit.noun(&noun)?;
    let tomorrow = visit.today().tomorrow().ok().and_then(|d| d.at(8, 0, 0, 0).to_zoned(visit.person.zone.clone()).ok()).map_or_else(|| visit.now.to_string(), |z| z.timestamp().to_string());
    let (pairs, words): (Vec<(&str, Value)>, &str) = match (noun.as_str(), what) {
        ("action_queue", "done" | "dismiss") => (vec![("is_dismissed", true.into())], "Done."),
        ("action_queue", "snooze") => (vec![("snooze_ends_at", tomorrow.into())], "Back tomorrow at 8."),
        ("nudges", "acted") => (vec![("status", "acted".into())], "Done."),
        ("nudges", "dismiss") => (vec![("status", "dismissed".into())], "Dismissed."),
        ("nudges", "snooze") => (vec![("status", "snoozed".into()), ("snooze_ends_at", tomorrow.into())], "Back tomorrow at 8."),
        ("tasks", "done") => (vec![("status", "done".into())], "Task done."),
        ("sales_tasks", "done") => (vec![("is_completed", true.into())], "Task done."),
        ("leads", "tomorrow") => (vec![("next_follow_up_at", tomorrow.into())], "Follow up tomorrow at 8."),
        ("mentions", "read") => (vec![("read_at", visit.now.to_string().into())], "Read."),
        _ => return Err(Error::new(400, "TL100", "This can't be done here").into()),
    };
    let row: Row = pairs.into_iter().map(|(k, v)| (k.to_string(), v)).collect();
    let (actor, operation) = visit.operation();
    super::form::save(&visit, &actor, &about, id, row, None).await?;
    if visit.partial {
        return Ok(with_header(with_toast(&html! {}, &toast(words, Some(operation))), "hx-trigger", "rows-changed"));
    }
    Ok(go(&visit, "/today"))
}

/// A time as people write it: `now`, `yesterday 15:00`, `monday`, `in 3 days`, `2026-11-21 14:30`.
pub(super) fn when(words: &str, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
    let words = words.trim().to_lowercase();
    let local = now.to_zoned(zone.clone());
    if words.is_empty() || words == "now" {
        return Some(now);
    }
    let (mut date, mut time): (Date, Option<Time>) = (local.date(), None);
    let mut parts = words.split([' ', 't', ',']).filter(|p| !p.is_empty() && *p != "at").collect::<Vec<_>>();
    // "today" and "tomorrow" begin with the letter that separates a date from its time.
    if words.starts_with("today") || words.starts_with("tomorrow") {
        parts = words.split([' ', ',']).filter(|p| !p.is_empty() && *p != "at").collect();
    } else if !words.starts_with(|c: char| c.is_ascii_digit()) {
        parts = words.split([' ', ',']).filter(|p| !p.is_empty() && *p != "at" && *p != "last" && *p != "on").collect();
    }
    let mut i = 0;
    while i < parts.len() {
        let part = parts[i];
        let weekday = [
            ("mon", Weekday::Monday),
            ("tue", Weekday::Tuesday),
            ("wed", Weekday::Wednesday),
            ("thu", Weekday::Thursday),
            ("fri", Weekday::Friday),
            ("sat", Weekday::Saturday),
            ("sun", Weekday::Sunday),
        ]
        .into_iter()
        .find(|(w, _)| part.starts_with(w));
        match part {
            "today" => {}
            "yesterday" => date = date.yesterday().ok()?,
            "tomorrow" => date = date.tomorrow().ok()?,
            "in" => {
                let n: i64 = parts.get(i + 1)?.parse().ok()?;
                date = match *parts.get(i + 2)? {
                    "day" | "days" => date.checked_add(n.days()).ok()?,
                    "week" | "weeks" => date.checked_add((n * 7).days()).ok()?,
                    _ => return None,
                };
                i += 2;
            }
            // What was said of a weekday is about the last one; a log looks back.
            _ if weekday.is_some() => date = (1..=7).filter_map(|n: i64| date.checked_sub(n.days()).ok()).find(|d| Some(d.weekday()) == weekday.map(|(_, w)| w))?,
            _ if part.contains(':') || part.ends_with("am") || part.ends_with("pm") => time = Some(clock(part)?),
            _ => date = part.parse().ok()?,
        }
        i += 1;
    }
    let time = time.unwrap_or(if date == local.date() { local.time() } else { Time::constant(12, 0, 0, 0) });
    date.to_datetime(time).to_zoned(zone.clone()).ok().map(|z| z.timestamp())
}

fn clock(text: &str) -> Option<Time> {
    let (digits, afternoon) = match text {
        t if t.ends_with("pm") => (t.trim_end_matches("pm"), Some(true)),
        t if t.ends_with("am") => (t.trim_end_matches("am"), Some(false)),
        t => (t, None),
    };
    let (h, m) = digits.split_once(':').unwrap_or((digits, "0"));
    let (h, m): (i8, i8) = (h.parse().ok()?, m.parse().ok()?);
    let h = match afternoon {
        Some(true) if h < 12 => h + 12,
        Some(false) if h == 12 => 0,
        _ => h,
    };
    Time::new(h, m, 0, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(words: &str, expect: &str) {
        let now: Timestamp = "2026-11-21T14:30:00Z".parse().unwrap();
        let got = when(words, now, &TimeZone::UTC).map(|t| t.to_string()).unwrap_or_else(|| "?".into());
        assert_eq!(got, expect, "{words}");
    }

    #[test]
    fn times_are_understood_as_people_write_them() {
        check("now", "2026-11-21T14:30:00Z");
        check("today 9:15", "2026-11-21T09:15:00Z");
        check("yesterday", "2026-11-20T12:00:00Z");
        check("yesterday at 3pm", "2026-11-20T15:00:00Z");
        check("Monday 9:00", "2026-11-16T09:00:00Z");
        check("tomorrow 8am", "2026-11-22T08:00:00Z");
        check("in 3 days", "2026-11-24T12:00:00Z");
        check("2026-11-02 08:05", "2026-11-02T08:05:00Z");
        check("2026-11-02T08:05", "2026-11-02T08:05:00Z");
        check("whenever", "?");
    }

    #[test]
    fn a_ticket_that_expires_is_found_in_either_form() {
        let until: Date = "2026-12-01".parse().unwrap();
        let object = serde_json::json!({ "white_card": { "expires": "2026-11-30" }, "forklift": { "expires": "2027-01-01" } });
        assert_eq!(expiring(&object, until).unwrap().0, "White card");
        let list = serde_json::json!([{ "name": "EWP", "expiry": "2026-11-01" }]);
        assert_eq!(expiring(&list, until).unwrap().0, "EWP");
        assert!(expiring(&serde_json::json!({}), until).is_none());
    }
}
