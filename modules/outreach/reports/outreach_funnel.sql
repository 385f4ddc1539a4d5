create or replace function outreach.outreach_funnel(days integer default 365)
returns table (label text, link text, tone text, drafted float8, approved float8, sent float8, answered float8,
  met float8, won float8)
language sql stable set search_path = pg_catalog as $$
select coalesce(p.name, 'Without a playbook'), case when p.id is not null then
  'playbook_id=eq.' || p.id else 'playbook_id=is.null' end, null::text,
       count(distinct r.lead_id)::float8, count(distinct r.lead_id) filter (where r.approved)::float8,
       count(distinct r.lead_id) filter (where r.sent)::float8,
       count(distinct r.lead_id) filter (where r.answered)::float8,
       count(distinct r.lead_id) filter (where r.met)::float8, count(distinct r.lead_id) filter (where r.won)::float8
  from outreach.reached(days) r
  left join outreach.outreach_playbooks p on p.org_id = (select kit.org_id()) and p.id = r.playbook_id
 group by p.id, p.name order by 4 desc, 1
$$;
comment on function outreach.outreach_funnel(integer) is
  'Outreach funnel. How far do leads come that we write to, playbook by playbook?
   @report(outreach_drafts) @by(Playbook) @measures drafted=count approved=count sent=count answered=count met=count won=count';
