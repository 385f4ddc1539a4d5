//! A few records to look around with, in an organisation that has none.

use crate::data::Row;
use crate::icons::icon;
use crate::refused::Answer;
use crate::shell::go;
use crate::visit::Visit;
use maud::{Markup, html};
use serde_json::{Value, json};

pub(super) fn page(_visit: &Visit) -> Markup {
    html! {
        p {
            "Adds three clients with people, deals, a project, tasks and activities. It is one operation: undo takes all of it back."
        }
        p {}
        form method="post" action="/admin/sample" {
            button class="b primary" type="submit" { (icon("plus")) "Add sample records" }
        }
    }
}

pub(super) async fn act(visit: Visit) -> Answer {
    let (actor, operation) = visit.operation();
    let tx = visit.begin(&actor).await?;
    let day = |n: i64| visit.today().checked_add(jiff::Span::new().days(n)).map(|d| d.to_string()).unwrap_or_default();
    let me = visit.person.id.to_string();
    let row = |v: Value| -> Row { v.as_object().cloned().unwrap_or_default() };
    let samples = [
        (
            "Northwind Engineering (sample)",
            "Engineering",
            "active",
            "Ada",
            "Byron",
            "Head of IT",
            "champion",
            "Service desk rollout",
            84_000,
            "proposal",
        ),
        (
            "Harbour Logistics (sample)",
            "Logistics",
            "prospect",
            "Milan",
            "Novak",
            "Chief operating officer",
            "economic_buyer",
            "Warehouse staffing, spring",
            46_500,
            "discovery",
        ),
        (
            "Lumen Health (sample)",
            "Health care",
            "active",
            "Ines",
            "Duarte",
            "Programme lead",
            "technical_evaluator",
            "Data platform, phase 2",
            128_000,
            "negotiation",
        ),
    ];
    for (i, (client, industry, status, first, last, title, role, deal, value, stage)) in samples.into_iter().enumerate()
    {
        let i = i as i64;
        let client =
            visit.create_in(&tx, "clients", &row(json!({ "name": client, "industry": industry, "status": status, "owner_id": me, "meddpicc_identified_pain": "Too much is done by hand." }))).await?;
        let contact = visit.create_in(&tx, "contacts", &row(json!({ "client_id": client["id"], "first_name": first, "last_name": last, "title": title, "role_tags": [role], "is_key": true }))).await?;
        let deal = visit
            .create_in(&tx, "opportunities", &row(json!({ "client_id": client["id"], "name": deal, "value": value, "stage": stage, "owner_id": me, "expected_close_date": day(20 + i * 15) })))
            .await?;
        let call = visit
            .create_in(&tx, "activities", &row(json!({ "type": "call", "subject": "First conversation", "client_id": client["id"], "opportunity_id": deal["id"], "occurred_at": format!("{}T10:00:00Z", day(-2 - i)), "sentiment": "positive", "duration_minutes": 30 })))
            .await?;
        visit
            .create_in(
                &tx,
                "activity_contacts",
                &row(json!({ "activity_id": call["id"], "contact_id": contact["id"] })),
            )
            .await?;
        if status == "active" {
            let project = visit.create_in(&tx, "projects", &row(json!({ "client_id": client["id"], "name": format!("{} kick-off", deal["name"].as_str().unwrap_or_default()), "status": "active", "owner_id": me, "start_date": day(-10), "end_date": day(60) }))).await?;
            visit.create_in(&tx, "tasks", &row(json!({ "project_id": project["id"], "title": "Prepare the first workshop", "assigned_to": me, "due_date": day(3 + i) }))).await?;
        }
    }
    visit.commit(tx).await?;
    Ok(go(&visit, &format!("/clients?did={operation}&what=sample_records_added")))
}
