-- What runs found and what of it people took over, by intent. Previews are not counted.
create or replace function outreach.discovery_funnel(days integer default 365)
returns table (label text, link text, tone text, found float8, to_review float8, accepted float8, left_out float8,
  share_accepted float8)
language sql stable set search_path = pg_catalog as $$
  select coalesce(i.name, r.intent_name, 'Without an intent') || coalesce(' (' || kit.in_words(r.channel::text) || ')', ''),
         case when r.intent_id is not null then 'intent_id=eq.' || r.intent_id end, null, count(*)::float8,
         count(*) filter (where d.state in ('waiting', 'found'))::float8,
         count(*) filter (where d.state in ('accepted', 'merged'))::float8,
         count(*) filter (where d.state in ('skipped', 'suppressed'))::float8,
         (100.0 * count(*) filter (where d.state in ('accepted', 'merged')) / count(*))::float8
    from outreach.discovery_results d
    join outreach.discovery_runs r on r.org_id = d.org_id and r.id = d.run_id
    left join outreach.discovery_intents i on i.org_id = r.org_id and i.id = r.intent_id
   where not r.dry_run and r.created_at >= current_date - days
   group by coalesce(i.name, r.intent_name, 'Without an intent'), r.channel, r.intent_id
   order by 4 desc, 1 limit 60
$$;
comment on function outreach.discovery_funnel(integer) is
  'Discovery, from found to accepted. Which intents and channels find what we take over?
   @report(discovery_runs) @by(Intent) @measures found=count to_review=count accepted=count left_out=count share_accepted=percent';
