//! Follow-ups: what is due is drafted, and waits for approval like every message; where the organisation wants it, it goes by
//! itself, approved by who approved the message before it.

use super::draft_outreach::{VALUES, sender, values_of};
use super::template::{Approved, Template};
use platform::verb::Call;
use records::Result;
use serde_json::json;
use std::collections::HashMap;
use uuid::Uuid;

/// Follow-ups drafted in one go.
const AT_ONCE: i64 = 500;

/// Drafts what is due, as the server; answers how many sequences were due, and how many messages were drafted.
pub(super) async fn draft_due(call: Call<'_>) -> Result<(usize, usize)> {
    let sql = "
      select e.id, e.lead_id, e.playbook_id, p.channel::text, s.position, s.subject_template, s.body_template, f.subject,
             f.approved_by, e.created_by, s.whatsapp_template, s.whatsapp_values, p.language
        from outreach.enrolments e join outreach.outreach_playbooks p on p.org_id = e.org_id and p.id = e.playbook_id
        join lateral (select s.* from outreach.playbook_steps s where s.org_id = e.org_id and s.playbook_id = e.playbook_id
          and s.position > e.step order by s.position limit 1) s on true
        left join lateral (select d.subject, d.approved_by from outreach.outreach_drafts d where d.org_id = e.org_id
          and d.enrolment_id = e.id and d.status = 'sent' order by d.sent_at limit 1) f on true
       where e.status = 'active' and e.next_at <= now() and p.enabled
       order by e.next_at, e.id limit $1 for update of e skip locked";
    let due = call.query(sql, &[&AT_ONCE]).await?;
    if due.is_empty() {
        return Ok((0, 0));
    }
    let by_itself = call.setting("outreach.follow_ups_by_themselves", json!(false)).await? == json!(true);
    // Where two have to look, nothing goes by itself.
    let four_eyes = call.setting("outreach.four_eyes", json!(false)).await? == json!(true);
    let leads: Vec<Uuid> = due.iter().map(|row| row.get(1)).collect();
    let mut known = HashMap::new();
    for channel in ["email", "whatsapp", "linkedin_manual"] {
        if due.iter().any(|row| row.get::<_, &str>(3) == channel) {
            for row in call.query(VALUES, &[&leads, &channel]).await? {
                known.insert((row.get::<_, Uuid>(0), channel), row);
            }
        }
    }
    let recipients: Vec<Option<String>> =
        due.iter().map(|row| known.get(&(row.get(1), row.get::<_, &str>(3))).and_then(|known| known.get(1))).collect();
    let told = "select lead_id from outreach.suppressed_leads($1, $2)";
    let mut drafted = 0;
    let suppressed: Vec<Uuid> = call.query(told, &[&leads, &recipients]).await?.iter().map(|row| row.get(0)).collect();
    for (row, recipient) in due.iter().zip(recipients) {
        let (enrolment, lead, step): (Uuid, Uuid, i16) = (row.get(0), row.get(1), row.get(4));
        if suppressed.contains(&lead) {
            call.execute("select outreach.end_sequences($1, 'stopped', 'Suppressed')", &[&lead]).await?;
            continue;
        }
        let channel: &str = row.get(3);
        let Some(values) = known.get(&(lead, channel)) else {
            call.execute("select outreach.end_sequences($1, 'stopped', 'Its lead is gone')", &[&lead]).await?;
            continue;
        };
        let (by, approver): (Option<Uuid>, Option<Uuid>) = (row.get(9), row.get(8));
        let values = values_of(&values.get(2), &sender(call, approver.or(by)).await?);
        let subject: Option<String> = row.get(5);
        let body: String = row.get(6);
        let (approved, filled): (Option<String>, Option<serde_json::Value>) = (row.get(10), row.get(11));
        let approved = approved.filter(|_| channel == "whatsapp");
        let filled = filled.unwrap_or_default();
        let made = Template::new(subject.as_deref(), &body).and_then(|template| {
            let mut made = template.made(&values)?;
            let Some(name) = &approved else { return Ok((made, None)) };
            let approved = Approved::new(name, row.get(12), &filled)?;
            let filled = approved.filled(&values, &mut made)?;
            Ok((made, Some((approved.language, filled))))
        });
        let (made, filled) = match made {
            Ok(made) => made,
            // A step that can't be read ends the sequence, with the reason beside it.
            Err(e) => {
                let end = "update outreach.enrolments set status = 'stopped', next_at = null, ended_at = now(), reason = $2 where id = $1";
                call.execute(end, &[&enrolment, &e.message]).await?;
                continue;
            }
        };
        let first: Option<String> = row.get(7);
        let again = first.map(|first| if first.starts_with("Re: ") { first } else { format!("Re: {first}") });
        let subject = made.subject.clone().or(again);
        let insert = "
          insert into outreach.outreach_drafts (lead_id, enrolment_id, recipient, subject, body, made_subject, made_body,
            metadata, playbook_id, channel, step, created_by, mailbox_id, whatsapp_template, whatsapp_language, whatsapp_values)
          select $2::uuid, e.id, $3::text, $4::text, $5::text, $4, $5, $6::jsonb, e.playbook_id,
                 $7::text::outreach.channel, $8::smallint, $9::uuid, e.mailbox_id, $10::text, $11::text, $12::jsonb
            from outreach.enrolments e where e.id = $1 returning id";
        let metadata = json!(made);
        let (language, filled) = filled.map(|(language, filled)| (language, json!(filled))).unzip();
        let draft: Uuid = call
            .record(
                "sequence",
                insert,
                &[
                    &enrolment, &lead, &recipient, &subject, &made.body, &metadata, &channel, &step, &by, &approved,
                    &language, &filled,
                ],
            )
            .await?
            .get(0);
        call.execute("update outreach.enrolments set step = $2, next_at = null where id = $1", &[&enrolment, &step])
            .await?;
        drafted += 1;
        // What the database would refuse waits for a person.
        let subject_is_plain = subject.as_deref().is_none_or(is_plain);
        let is_written = is_plain(&made.body) && !made.body.trim().is_empty() && subject_is_plain;
        let is_whole = made.warnings.is_empty() && recipient.is_some() && channel == "email" && is_written;
        if by_itself && !four_eyes && is_whole && approver.is_some() {
            let approve = "update outreach.outreach_drafts set status = 'approved', approved_by = $2 where id = $1";
            call.execute(approve, &[&draft, &approver]).await?;
        }
    }
    Ok((due.len(), drafted))
}

/// Without variables that nothing filled in.
fn is_plain(text: &str) -> bool {
    !text.contains("{{") && !text.contains("{%")
}
