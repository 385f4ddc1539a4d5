-- The people who suit some work best, and why. They are of the trade, free on all its days, and their tickets are good for all
-- of it. Points of 100: rating 30, days worked for this client 25, rate against the budget 25, distance from the site 20; what
-- is not known counts half.
create or replace function recruiting.best_people(site uuid, work text, first date, last date, at recruiting.shift,
  budget numeric, most integer, without uuid[])
returns table (candidate_id uuid, name text, score integer, reasons jsonb, charge_rate numeric, pay_rate numeric)
language sql stable security definer set search_path = pg_catalog as $$
  with place as (
    select p.client_id, p.lat, p.lng from delivery.projects p where p.org_id = kit.org_id() and p.id = site),
  known as (
    select w.candidate_id, sum(least(w.end_date, current_date) - w.start_date + 1) as days
      from place join delivery.projects o on o.org_id = kit.org_id() and o.client_id = place.client_id
      join recruiting.placements w on w.org_id = o.org_id and w.project_id = o.id
     where w.status in ('active', 'completed') and w.start_date <= current_date
     group by w.candidate_id),
  pool as (
    select c.id, c.internal_rating as rating, c.charge_out_rate as rate, c.lat, c.lng, c.status, c.availability_date
      from recruiting.candidates c where c.org_id = kit.org_id() and c.trade_index = lower(trim(work))
    union all
    select c.id, c.internal_rating, c.charge_out_rate, c.lat, c.lng, c.status, c.availability_date
      from recruiting.candidates c where c.org_id = kit.org_id() and c.role_index = lower(trim(work))
       and c.trade_index is distinct from c.role_index),
  scored as materialized (
    select p.id, p.rating, p.rate, k.days, d.km,
      case when p.rating is null then 15 else 30.0::float8 * (p.rating - 1) / 4 end as for_rating,
      25.0::float8 * least(coalesce(k.days, 0), 60) / 60 as for_days,
      case when coalesce(budget, 0) = 0 or p.rate is null then 12.5
           else 25 * least(1, greatest(0, 1 - 4 * (p.rate::float8 / budget::float8 - 1))) end as for_rate,
      case when d.km is null then 10 else 20 * greatest(0, 1 - d.km / 100) end as for_distance
      from pool p cross join place left join known k on k.candidate_id = p.id
      cross join lateral (select kit.distance(p.lat, p.lng, place.lat, place.lng) as km) d
     where p.status in ('available', 'placed') and coalesce(p.availability_date <= first, true) and p.id <> all (without)),
  -- The best first, so that placements, absences and then tickets are read of no more people than it takes.
  ordered as (
    select s.*, floor(s.for_rating + s.for_days + s.for_rate + s.for_distance + 0.5) as points
      from scored s order by points desc, s.id),
  free as (
    select o.* from ordered o
     where not exists (select from recruiting.placements p
             where p.org_id = kit.org_id() and p.candidate_id = o.id and p.status = 'active' and p.start_date <= last
               and p.end_date >= first and (p.shift = at or 'any' in (p.shift, at)))
       and not exists (select from recruiting.absences a
             where a.org_id = kit.org_id() and a.candidate_id = o.id and a.start_date <= last and a.end_date >= first)
     order by o.points desc, o.id limit 3000),
  fit as (
    select c as person, f.* from free f join recruiting.candidates c on c.org_id = kit.org_id() and c.id = f.id
     where not exists (select from recruiting.lacking_tickets(c, site, work, first, last))
     order by f.points desc, f.id limit most)
  select f.id, (f.person).name, f.points::integer, jsonb_build_array(
      jsonb_build_object('part', 'rating', 'points', round(f.for_rating::numeric), 'of', 30,
        'words', coalesce('rated ' || f.rating || ' of 5', 'not rated yet')),
      jsonb_build_object('part', 'client', 'points', round(f.for_days::numeric), 'of', 25,
        'words', case when f.days > 0 then kit.counted(f.days, 'day') || ' for this client' else 'new to this client' end),
      jsonb_build_object('part', 'rate', 'points', round(f.for_rate::numeric), 'of', 25,
        'words', case when f.rate is null then 'no rate known' when budget is null then f.rate || ' an hour'
          when f.rate <= budget then f.rate || ' an hour, within the budget'
          else f.rate || ' an hour, ' || f.rate - budget || ' over the budget' end),
      jsonb_build_object('part', 'distance', 'points', round(f.for_distance::numeric), 'of', 20,
        'words', coalesce(round(f.km) || ' km from the site', 'distance not known'))),
    f.rate, (f.person).pay_rate
    from fit f order by f.points desc, f.id
$$;
comment on function recruiting.best_people(uuid, text, date, date, recruiting.shift, numeric, integer, uuid[])
  is 'The people who suit some work best, and why.';
revoke execute on function recruiting.best_people(uuid, text, date, date, recruiting.shift, numeric, integer, uuid[]) from public;
grant execute on function recruiting.best_people(uuid, text, date, date, recruiting.shift, numeric, integer, uuid[]) to tl_system;

-- How many of a trade don't suit some work, by what stands in the way: each is counted once, by the first rule.
create or replace function recruiting.left_out(site uuid, work text, first date, last date, at recruiting.shift)
returns table (placed bigint, away bigint, unavailable bigint, tickets bigint) language sql stable security definer
  set search_path = pg_catalog as $$
  select count(*) filter (where o.rule = 'free'), count(*) filter (where o.rule = 'there'),
         count(*) filter (where o.rule = 'usable'), count(*) filter (where o.rule = 'tickets')
    from (select c from recruiting.candidates c
           where c.org_id = kit.org_id() and lower(trim(work)) in (lower(trim(c.trade)), lower(trim(c.role)))
           limit 300) p (c)
    cross join lateral (select * from recruiting.obstacles(p.c,
      jsonb_populate_record(null::recruiting.placements, jsonb_build_object('id', kit.new_id(), 'project_id', site, 'role', work,
        'start_date', first, 'end_date', last, 'shift', at)), '{}') o order by o.place limit 1) o
$$;
comment on function recruiting.left_out(uuid, text, date, date, recruiting.shift)
  is 'How many of a trade do not suit some work, by what stands in the way; of the first 300.';
revoke execute on function recruiting.left_out(uuid, text, date, date, recruiting.shift) from public;
grant execute on function recruiting.left_out(uuid, text, date, date, recruiting.shift) to tl_system;
