-- What is worth most and untouched, with the people who are free for it: of the trades it names, or that worked for its
-- client before. It takes the place of crm.large_and_waiting, whose key it shares.
create or replace function recruiting.people_for_large(about uuid[]) returns setof crm.due_nudge language sql stable as $$
  with free as (
    select lower(trim(k.trade)) as trade, count(*) as people from recruiting.candidates k
     where k.status = 'available' and trim(k.trade) <> '' group by 1),
  worked as (
    select distinct r.client_id, lower(trim(k.trade)) as trade
      from recruiting.placements p
      join recruiting.candidates k on k.org_id = p.org_id and k.id = p.candidate_id
      join delivery.projects r on r.org_id = p.org_id and r.id = p.project_id
     where p.status in ('active', 'completed') and (about is null or r.client_id = any (about))),
  fitting as (
    select l.*, f.trade, f.people,
           row_number() over (partition by l.id order by position(f.trade in lower(l.said)) = 0, f.people desc, f.trade) as nth
      from (select u.* from crm.large_untouched(about) u where exists (select from free)) l
      join free f on position(f.trade in lower(l.said)) > 0
        or exists (select from worked w where w.client_id = l.client_id and w.trade = f.trade))
  select l.noun, l.id, 'large/' || l.id, 'high'::crm.priority,
    coalesce(c.name || ': ', '') || format('%s (%s) waits since %s, %s %s free', l.name, crm.amount(l.value, l.currency), crm.on_day(l.touched),
      kit.counted(l.people, l.trade), case l.people when 1 then 'is' else 'are' end),
    'Among the tenth that is worth most, nobody has touched it for days, and people who fit are free.',
    jsonb_build_array(crm.piece(l.noun, l.id, l.name)) || (
      select coalesce(jsonb_agg(crm.piece('candidates', k.id, k.name)), '[]') from (
        select k.id, k.name from recruiting.candidates k
         where k.org_id = kit.org_id() and k.status = 'available' and lower(trim(k.trade)) = l.trade
         order by k.internal_rating desc nulls last, k.id limit 3) k),
    case l.noun when 'market_tenders' then 'Open a deal for it' else 'Log a call' end,
    crm.large_action(l.noun, l.id, l.name), coalesce(l.owner_id, c.owner_id), l.client_id, null::timestamptz, l.facts, l.value
    from fitting l
    left join crm.clients c on c.org_id = kit.org_id() and c.id = l.client_id
   where l.nth = 1
     and (select 'recruiting' = any (o.modules) from identity.organizations o where o.org_id = kit.org_id())
$$;
comment on function recruiting.people_for_large(uuid[]) is
  'A deal, lead or tender among those worth most is untouched for days, and people who fit are free. @rule(rainmaker)';

create or replace function recruiting.people_for_large_came_good(entity uuid, client uuid, opened_at timestamptz,
  facts jsonb) returns date language sql stable as $$
  select crm.large_and_waiting_came_good(entity, client, opened_at, facts)
$$;
comment on function recruiting.people_for_large_came_good(uuid, uuid, timestamptz, jsonb) is
  'The day something large went on.';
