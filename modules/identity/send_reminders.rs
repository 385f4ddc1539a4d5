//! A word in the morning to everybody who has something due.

use super::outbox::{Letter, post};
use platform::verb::{Call, Nothing, Verb};
use records::Result;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

/// How many were written to.
#[derive(Debug, Serialize, JsonSchema)]
struct Reminded {
    /// People.
    people: usize,
    /// The same in words.
    note: String,
}

pub(crate) fn verb() -> Verb {
    Verb::new(
        "send_reminders",
        "Writes to everybody who has something due: sales tasks, tasks, follow-ups, tenders that close within three days. The server does it every night, unless reminders.by_email is off.",
        &["admin", "system"],
        send_reminders,
    )
}

/// The verb: one letter a person, listing what is due today or late. Without a mail server nothing is written.
async fn send_reminders(call: Call<'_>, _: Nothing) -> Result<Reminded> {
    let off = call.setting("reminders.by_email", json!(true)).await? != json!(true);
    let missing = match (off, call.tools.sends_mail) {
        (true, true) => Some("Nobody was written to: the setting reminders.by_email is off"),
        (true, false) => {
            Some("Nobody was written to: the setting reminders.by_email is off, and there is no mail server")
        }
        (false, false) => Some("Nobody was written to: there is no mail server (--smtp-url)"),
        (false, true) => None,
    };
    if let Some(missing) = missing {
        return Ok(Reminded { people: 0, note: missing.into() });
    }
    let keys = call.keys().await?;
    call.as_system().await?;
    let rows = call
        .query(
            "select u.id, u.email::text, u.full_name, string_agg(due.line, E'\\n' order by due.day, due.line)
               from identity.users u join (
                 select t.assigned_to as person, t.due_date as day, '- ' || to_char(t.due_date, 'DD Mon') || '  ' || t.title || ' (' || coalesce(l.company_name, l.contact_name, m.title, 'lead') || ')' as line
                   from crm.sales_tasks t left join crm.leads l on l.id = t.lead_id left join crm.market_tenders m on m.id = t.tender_id
                  where not t.is_completed and t.due_date <= current_date
                 union all
                 select o.owner_id, m.closing_date, '- ' || to_char(m.closing_date, 'DD Mon') || '  Last day for offers: ' || m.title
                   from crm.market_tenders m join crm.opportunities o on o.id = m.opportunity_id
                  where m.is_pursuing and m.closing_date between current_date and current_date + 3 and o.stage not in ('closed_won', 'closed_lost')
                 union all
                 select t.assigned_to, t.due_date, '- ' || to_char(t.due_date, 'DD Mon') || '  ' || t.title || ' (' || p.name || ')'
                   from delivery.tasks t join delivery.projects p on p.id = t.project_id where t.status <> 'done' and t.due_date <= current_date and p.status in ('planning', 'active')
                 union all
                 select l.owner_id, l.next_follow_up_at::date, '- ' || to_char(l.next_follow_up_at, 'DD Mon') || '  Speak to ' || coalesce(l.company_name, l.contact_name, l.email::text)
                   from crm.leads l where l.next_follow_up_at < current_date + 1 and l.status not in ('converted', 'lost', 'archived')) due on due.person = u.id
              where u.status = 'active' group by u.id, u.email, u.full_name",
            &[],
        )
        .await?;
    for row in &rows {
        let (_, to, name, lines): (Uuid, String, String, String) = (row.get(0), row.get(1), row.get(2), row.get(3));
        let most = lines.lines().take(40).collect::<Vec<_>>().join("\n");
        let body = format!(
            "Good morning {name},\n\nthis is due today or late:\n\n{most}\n\n{}/today\n",
            call.tools.public_url
        );
        post(
            call,
            &keys,
            &Letter {
                to,
                name: Some(name),
                subject: format!("{} due today", lines.lines().count()),
                body,
                kind: "reminder_list",
                ..Letter::default()
            },
        )
        .await?;
    }
    Ok(Reminded { people: rows.len(), note: format!("{} people reminded", rows.len()) })
}
