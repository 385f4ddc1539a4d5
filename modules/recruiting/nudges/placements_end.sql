-- People whose placements at a site end soon and who have nothing afterwards, by site and trade.
create or replace function recruiting.placements_end(about uuid[]) returns setof crm.due_nudge language sql stable as $$
  with ending as (
    select 'projects' as noun, r.id as site, r.name, r.client_id, r.owner_id, p.org_id, p.id, p.candidate_id, p.role,
           p.end_date
      from recruiting.placements p
      join delivery.projects r on r.org_id = p.org_id and r.id = p.project_id
     where p.status = 'active' and (about is null or r.client_id = any (about) or r.id = any (about))
       and p.end_date between current_date
         and current_date + (select kit.number_setting('nudges.ending_days', 21))::int
    union all
    select 'jobs', j.id, j.title, j.client_id, j.assigned_recruiter_id, p.org_id, p.id, p.candidate_id, p.role,
           p.end_date
      from recruiting.placements p
      join recruiting.jobs j on j.org_id = p.org_id and j.id = p.job_id
     where p.status = 'active' and p.project_id is null
       and (about is null or j.client_id = any (about) or j.id = any (about))
       and p.end_date between current_date
         and current_date + (select kit.number_setting('nudges.ending_days', 21))::int),
  crews as (
    select e.org_id, e.noun, e.site, e.name, e.client_id, e.owner_id, t.trade, count(*) as people,
           min(e.end_date) as first_day, max(e.end_date) as last_day,
           array_agg(e.id order by e.end_date, e.id) as placements,
           array_agg(distinct e.candidate_id) as candidates,
           jsonb_agg(crm.piece('placements', e.id, k.name || coalesce(', ' || nullif(e.role, ''), '') || ', to '
             || crm.on_day(e.end_date)) order by e.end_date, k.name, e.id) as pieces
      from ending e
      join recruiting.candidates k on k.org_id = e.org_id and k.id = e.candidate_id
      cross join lateral (select lower(coalesce(nullif(trim(k.trade), ''), nullif(trim(e.role), ''), 'person')) as trade) t
     where not exists (select from recruiting.placements f
       where f.org_id = e.org_id and f.candidate_id = e.candidate_id and f.status in ('draft', 'active')
         and f.start_date > e.end_date)
     group by e.org_id, e.noun, e.site, e.name, e.client_id, e.owner_id, t.trade)
  select w.noun, w.site, format('placements_end/%s/%s', w.site, w.trade),
    (case when w.first_day < current_date + 8 then 'high' else 'medium' end)::crm.priority,
    format('%s: %s %s %s, no follow-on', w.name, case w.trade when 'person' then case w.people when 1 then '1 person'
        else w.people || ' people' end else kit.counted(w.people, w.trade) end,
      case w.people when 1 then 'ends' else 'end' end, case when w.first_day = w.last_day
        then 'on ' || crm.on_day(w.first_day) else crm.on_day(w.first_day) || ' to ' || crm.on_day(w.last_day) end),
    format('%s at %s. Afterwards nobody of them is placed or drafted anywhere.',
      kit.counted(w.people, 'placement'), c.name),
    jsonb_build_array(crm.piece(w.noun, w.site, w.name), crm.piece('clients', c.id, c.name)) || w.pieces,
    format('Draft %s', kit.counted(w.people, 'follow-on placement')),
    jsonb_build_object('verb', 'draft_follow_on', 'input', jsonb_build_object('placements', to_jsonb(w.placements))),
    coalesce(w.owner_id, c.owner_id), w.client_id, (w.last_day + 1)::timestamptz,
    jsonb_build_object('people', to_jsonb(w.candidates), 'ends', w.first_day), w.people::numeric
    from crews w
    join crm.clients c on c.org_id = w.org_id and c.id = w.client_id
$$;
comment on function recruiting.placements_end(uuid[]) is
  'People at a site end within three weeks and have nothing afterwards. @rule(pre_emptive_strike)';

-- One of them was placed again.
create or replace function recruiting.placements_end_came_good(site uuid, client uuid, opened_at timestamptz,
  facts jsonb) returns date language sql stable as $$
  select min(p.created_at)::date from recruiting.placements p
   where p.org_id = kit.org_id() and p.status in ('active', 'completed') and p.created_at > opened_at
     and p.start_date > (facts ->> 'ends')::date
     and p.candidate_id in (select c::uuid from jsonb_array_elements_text(facts -> 'people') c)
$$;
comment on function recruiting.placements_end_came_good(uuid, uuid, timestamptz, jsonb) is
  'The day one of the people was placed again.';
