//! What waits for a person.

use crate::data::{Ask, Row, text};
use crate::format;
use crate::nouns::{label_of, sentence};
use crate::refused::Refused;
use crate::visit::Visit;
use jiff::ToSpan as _;
use jiff::civil::Date;
use serde_json::Value;

/// Something that waits to be done.
pub(super) struct Item {
    pub(super) icon: String,
    pub(super) title: String,
    pub(super) about: String,
    pub(super) when: Option<String>,
    pub(super) to: String,
    /// Smaller is more pressing.
    pub(super) weight: i32,
    pub(super) noun: &'static str,
    pub(super) id: String,
    /// What one click does: (do, word).
    pub(super) act: Option<(&'static str, &'static str)>,
    pub(super) snooze: bool,
    pub(super) late: bool,
}

/// What waits for this person, most pressing first.
pub(super) async fn items(visit: &Visit) -> Result<Vec<Item>, Refused> {
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
        if visit.shows(noun) && visit.may(noun, "SELECT") {
            asks.push((noun, Ask::new(noun, query)));
        }
    };
    ask(
        "action_queue",
        format!(
            "select=id,title,description,priority,created_at,related_job_id,related_candidate_id&user_id=eq.{me}&is_dismissed=is.false&{awake}&order=priority,created_at&limit=30"
        ),
    );
    if business {
        let mine = if leads_on { String::new() } else { format!("&consultant_id=eq.{me}") };
        ask(
            "nudges",
            format!(
                "select=id,title,description,priority,type,created_at,client_label:client_id(name)&status=in.(open,snoozed){mine}&and=(or(status.eq.open,snooze_ends_at.lte.{now}),or(expires_at.is.null,expires_at.gt.{now}))&order=priority,id.desc&limit=20"
            ),
        );
        ask(
            "tasks",
            format!(
                "select=id,title,due_date,is_critical,project_id,project_label:project_id(name)&assigned_to=eq.{me}&status=neq.done&due_date=lte.{soon}&order=due_date&limit=30"
            ),
        );
        ask(
            "sales_tasks",
            format!(
                "select=id,title,due_date,lead_id,lead_label:lead_id(company_name,contact_name)&assigned_to=eq.{me}&is_completed=is.false&due_date=lte.{soon}&order=due_date&limit=30"
            ),
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
            ask(
                "invoices",
                format!(
                    "select=id,invoice_number,due_date,amount,currency,client_label:client_id(name)&kind=eq.invoice&status=in.(issued,sent,overdue)&due_date=lt.{today}&order=due_date&limit=15"
                ),
            );
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
            ask(
                "candidates",
                "select=id,name,compliance&status=in.(available,placed)&compliance=not.is.null&order=id.desc&limit=300"
                    .into(),
            );
        }
        ask("mentions", "select=id,excerpt,entity_type,entity_id,created_at,by:created_by(full_name)&read_at=is.null&order=id.desc&limit=20".into());
    }
    let found = visit.read(&asks.iter().map(|(_, a)| Ask::new(&a.noun, a.query.clone())).collect::<Vec<_>>()).await?;
    let mut items = Vec::new();
    for ((noun, _), found) in asks.iter().zip(found) {
        for row in &found.rows {
            items.extend(item(visit, noun, row, today, tickets));
        }
    }
    items.sort_by(|a, b| a.weight.cmp(&b.weight).then_with(|| a.when.cmp(&b.when)));
    Ok(items)
}

fn item(visit: &Visit, noun: &'static str, row: &Row, today: Date, tickets: Date) -> Option<Item> {
    let id = text(row, "id").to_string();
    let priority = match text(row, "priority") {
        "high" => 0,
        "medium" => 20,
        _ => 40,
    };
    let overdue = |key: &str| text(row, key).get(..10).and_then(|d| d.parse::<Date>().ok()).is_some_and(|d| d < today);
    let due = |key: &str| Some(text(row, key).to_string()).filter(|d| !d.is_empty());
    let plain = Item {
        icon: visit.catalog().icon(noun).to_string(),
        title: String::new(),
        about: visit.catalog().singular(noun),
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
        "action_queue" => Item {
            title: text(row, "title").into(),
            about: text(row, "description").into(),
            weight: priority,
            act: Some(("done", "Done")),
            snooze: true,
            when: due("created_at"),
            ..plain
        },
        "nudges" => Item {
            title: text(row, "title").into(),
            about: [label_of(row.get("client_label")), text(row, "description").into()]
                .iter()
                .filter(|w| !w.is_empty())
                .cloned()
                .collect::<Vec<_>>()
                .join(" · "),
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
        "opportunities" => Item {
            title: format!("{} is past its close date", text(row, "name")),
            about: label_of(row.get("client_label")),
            when: due("expected_close_date"),
            weight: 18,
            late: true,
            ..plain
        },
        "invoices" => Item {
            title: format!("Invoice {} is overdue", text(row, "invoice_number")),
            about: format!(
                "{} · {}",
                label_of(row.get("client_label")),
                format::money(&row.get("amount").map(Value::to_string).unwrap_or_default(), text(row, "currency"))
            ),
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
            title: format!(
                "{} leaves {} soon",
                label_of(row.get("candidate_label")),
                label_of(row.get("project_label"))
            ),
            about: "Placement ends; what follows?".into(),
            when: due("end_date"),
            weight: 22,
            ..plain
        },
        "candidates" => {
            let (name, expires) = expiring(row.get("compliance")?, tickets)?;
            Item {
                icon: "badge-check".into(),
                title: format!("{}: {name} expires", text(row, "name")),
                about: "Ticket".into(),
                late: expires < today,
                when: Some(expires.to_string()),
                weight: if expires < today { 9 } else { 26 },
                ..plain
            }
        }
        "mentions" => Item {
            icon: "at-sign".into(),
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
        Value::Array(a) => a
            .iter()
            .map(|v| {
                (["ticket", "name", "type"].iter().find_map(|k| v[*k].as_str()).unwrap_or("Ticket").to_string(), v)
            })
            .collect(),
        _ => return None,
    };
    let day = |v: &Value| {
        ["expires", "expiry", "expiry_date", "expires_at", "expires_on", "valid_until"]
            .iter()
            .find_map(|k| v[*k].as_str())
            .or_else(|| v.as_str())
            .and_then(|d| d.get(..10)?.parse::<Date>().ok())
    };
    entries
        .into_iter()
        .filter_map(|(name, v)| Some((sentence(&name), day(v)?)))
        .filter(|(_, d)| *d <= until)
        .min_by_key(|(_, d)| *d)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_that_expires_is_found_in_either_form() {
        let until: Date = "2026-12-01".parse().unwrap();
        let object =
            serde_json::json!({ "white_card": { "expires": "2026-11-30" }, "forklift": { "expires": "2027-01-01" } });
        assert_eq!(expiring(&object, until).unwrap().0, "White card");
        let list = serde_json::json!([{ "ticket": "EWP", "number": "123", "expires": "2026-11-01" }]);
        assert_eq!(expiring(&list, until).unwrap().0, "EWP");
        let older = serde_json::json!([{ "name": "Dogging", "expiry": "2026-11-01" }]);
        assert_eq!(expiring(&older, until).unwrap().0, "Dogging");
        assert!(expiring(&serde_json::json!({}), until).is_none());
    }
}
