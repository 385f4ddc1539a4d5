create or replace function outreach.outreach_funnel(days integer default 365)
returns table (label text, link text, tone text, drafted float8, approved float8, sent float8, answered float8,
  met float8, won float8)
language sql stable set search_path = pg_catalog as $$
with d as (
  select d.playbook_id, d.lead_id, min(d.created_at) as since, bool_or(d.approved_at is not null
    or d.status = 'sent') as approved,
         bool_or(d.status = 'sent') as sent, bool_or(d.outcome = 'answered') as answered
    from outreach.outreach_drafts d where d.created_at >= current_date - days group by d.playbook_id, d.lead_id)
select coalesce(p.name, 'Without a playbook'), case when p.id is not null then
  'playbook_id=eq.' || p.id else 'playbook_id=is.null' end, null::text,
       count(*)::float8, count(*) filter (where d.approved)::float8, count(*) filter (where d.sent)::float8,
       count(*) filter (where d.answered)::float8,
       count(*) filter (where d.sent and exists (select from crm.activities a where a.org_id = l.org_id
         and a.lead_id = l.id
         and a.type = 'meeting' and a.occurred_at >= d.since))::float8,
       count(*) filter (where d.sent and o.stage = 'closed_won')::float8
  from d join crm.leads l on l.org_id = (select kit.org_id()) and l.id = d.lead_id
  left join outreach.outreach_playbooks p on p.org_id = l.org_id and p.id = d.playbook_id
  left join crm.opportunities o on o.org_id = l.org_id and o.id = l.converted_opportunity_id
 group by p.id, p.name order by count(*) desc, 1
$$;
comment on function outreach.outreach_funnel(integer) is
  'Outreach funnel. How far do leads come that we write to, playbook by playbook?
   @report(outreach_drafts) @by(Playbook) @measures drafted=count approved=count sent=count answered=count met=count won=count';
