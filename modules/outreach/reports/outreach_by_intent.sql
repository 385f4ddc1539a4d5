-- The whole way, from what a run found to a deal that was won, intent by intent. Previews are not counted.
create or replace function outreach.outreach_by_intent(days integer default 365)
returns table (label text, link text, tone text, found float8, accepted float8, drafted float8, sent float8,
  answered float8, met float8, won float8)
language sql stable set search_path = pg_catalog as $$
with reached as materialized (
  select r.lead_id, bool_or(r.sent) as sent, bool_or(r.answered) as answered, bool_or(r.met) as met, bool_or(r.won) as won
    from outreach.reached(days) r group by r.lead_id)
select coalesce(i.name, r.intent_name, 'Without an intent'),
       case when r.intent_id is not null then 'intent_id=eq.' || r.intent_id end, null::text, count(*)::float8,
       count(*) filter (where d.state in ('accepted', 'merged'))::float8, count(distinct l.lead_id)::float8,
       count(distinct l.lead_id) filter (where l.sent)::float8, count(distinct l.lead_id) filter (where l.answered)::float8,
       count(distinct l.lead_id) filter (where l.met)::float8, count(distinct l.lead_id) filter (where l.won)::float8
  from outreach.discovery_results d
  join outreach.discovery_runs r on r.org_id = d.org_id and r.id = d.run_id
  left join outreach.discovery_intents i on i.org_id = r.org_id and i.id = r.intent_id
  left join reached l on l.lead_id = d.lead_id
 where not r.dry_run and r.created_at >= current_date - days
 group by coalesce(i.name, r.intent_name, 'Without an intent'), r.intent_id order by 4 desc, 1 limit 60
$$;
comment on function outreach.outreach_by_intent(integer) is
  'From found to won. How far do those come that discovery finds, intent by intent?
   @report(discovery_runs) @by(Intent) @measures found=count accepted=count drafted=count sent=count answered=count met=count won=count';
