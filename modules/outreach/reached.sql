-- How far each lead came that was written to since a day, by playbook, channel and what the messages left by: what the
-- reports of the funnel are counted from. As who asks.
create or replace function outreach.reached(days integer)
returns table (lead_id uuid, playbook_id uuid, channel outreach.channel, mailbox_id uuid, whatsapp_number_id uuid,
  approved boolean, sent boolean, answered boolean, met boolean, won boolean)
language sql stable set search_path = pg_catalog as $$
  select d.lead_id, d.playbook_id, d.channel, d.mailbox_id, d.whatsapp_number_id, d.approved, d.sent, d.answered,
         d.sent and exists (select from crm.activities a where a.org_id = l.org_id and a.lead_id = l.id
           and a.type = 'meeting' and a.occurred_at >= d.since),
         d.sent and o.stage is not distinct from 'closed_won'
    from (
      select d.lead_id, d.playbook_id, d.channel, d.mailbox_id, d.whatsapp_number_id, min(d.created_at) as since,
             bool_or(d.approved_at is not null or d.status = 'sent') as approved, bool_or(d.status = 'sent') as sent,
             bool_or(d.outcome is not distinct from 'answered') as answered
        from outreach.outreach_drafts d where d.created_at >= current_date - days
       group by d.lead_id, d.playbook_id, d.channel, d.mailbox_id, d.whatsapp_number_id) d
    join crm.leads l on l.org_id = (select kit.org_id()) and l.id = d.lead_id
    left join crm.opportunities o on o.org_id = l.org_id and o.id = l.converted_opportunity_id
$$;
comment on function outreach.reached(integer) is 'How far each lead came that was written to.';
