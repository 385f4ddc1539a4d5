-- Who is new, and with whom nothing was done yet, is not somebody we lose.
create or replace function crm.is_ours_to_lose(client uuid, since timestamptz) returns boolean language sql stable as $$
  select since < now() - interval '30 days'
      or exists (select from crm.activities a where a.org_id = kit.org_id() and a.client_id = client)
      or exists (select from crm.opportunities o where o.org_id = kit.org_id() and o.client_id = client
        and o.stage = 'closed_won')
      or exists (select from delivery.projects p where p.org_id = kit.org_id() and p.client_id = client)
      or exists (select from delivery.invoices v where v.org_id = kit.org_id() and v.client_id = client)
$$;
comment on function crm.is_ours_to_lose(uuid, timestamptz) is 'Whether a client is known for long or was served.';

-- Clients whose health is low, or fell a lot within a month; not those who are new and with whom nothing was done yet. Of
-- all of them, the last day's snapshots are read, which the night takes first; some, and those that came since, are scored
-- one by one, so that nobody else's contacts and activities are read.
create or replace function crm.clients_losing_touch(about uuid[]) returns setof crm.due_nudge language sql stable as $$
  with f as materialized (
    select kit.number_setting('nudges.health_below', 40) as low, kit.number_setting('nudges.health_fall', 15) as fall),
  taken as materialized (
    select (select s.date from crm.client_health_snapshots s where s.org_id = kit.org_id()
             order by s.date desc limit 1) as date
     where about is null),
  -- Those of the night that are low or fell, and those the night did not see.
  due as materialized (
    select n.id, n.score, n.best, n.is_unseen from f, (
      select c.id, c.created_at, s.score::int as score, s.best::int as best, s.client_id is null as is_unseen
        from crm.clients c
        left join (taken t join crm.client_health_snapshots s on s.org_id = (select kit.org_id()) and s.date = t.date)
          on s.client_id = c.id
       where about is null and c.org_id = (select kit.org_id()) and c.status = 'active' offset 0) n
     where case when n.is_unseen then crm.is_ours_to_lose(n.id, n.created_at)
       else n.score < f.low or n.best - n.score >= f.fall end
    union all
    select a.id, null, null, true from unnest(about) a (id)),
  scored as materialized (
    select d.id as client_id,
           case when d.is_unseen then (select h.score from crm.client_health h where h.client_id = d.id) else d.score end as score,
           case when d.is_unseen then (select max(s.score)::int from crm.client_health_snapshots s
             where s.org_id = kit.org_id() and s.client_id = d.id and s.date >= current_date - 30) else d.best end as best
      from due d)
  select 'clients', c.id, 'clients_losing_touch/' || c.id,
    (case when h.best - h.score >= f.fall or h.score < f.low / 2 then 'high' else 'medium' end)::crm.priority,
    case when h.best - h.score >= f.fall then format('%s: health fell from %s to %s', c.name, h.best, h.score)
      else format('%s: health is %s of 100', c.name, h.score) end,
    (select upper(left(w, 1)) || substr(w, 2) || '.' from (
       select string_agg(lower(x ->> 'name') || ': ' || (x ->> 'reason'), '; ' order by n) as w
         from jsonb_array_elements((select l.factors from crm.client_health l where l.client_id = c.id))
              with ordinality x (x, n) where (x ->> 'value')::numeric = 0) why),
    jsonb_build_array(crm.piece('clients', c.id, c.name)),
    'Log a call',
    jsonb_build_object('verb', 'log_activity', 'asks', true, 'input', jsonb_build_object('type', 'call',
      'client', c.id, 'subject', left('How are things going, ' || c.name || '?', 500),
      'description', 'What has gone well, what has not? What do they need from us in the next weeks?')),
    c.owner_id, c.id, null::timestamptz,
    jsonb_build_object('health', h.score), coalesce(h.best - h.score, 0)
    from f
    join scored h on h.score < f.low or h.best - h.score >= f.fall
    join crm.clients c on c.org_id = kit.org_id() and c.id = h.client_id
   where c.status = 'active'
     and crm.is_ours_to_lose(c.id, c.created_at)
$$;
comment on function crm.clients_losing_touch(uuid[]) is
  'The health of a client is low, or fell a lot within thirty days. @rule(churn_interceptor)';

-- Health rose by ten, or somebody was in touch.
create or replace function crm.clients_losing_touch_came_good(entity uuid, client uuid, opened_at timestamptz,
  facts jsonb) returns date language sql stable as $$
  select least(
    (select min(s.date) from crm.client_health_snapshots s where s.org_id = kit.org_id() and s.client_id = client
      and s.date > opened_at::date and s.score >= (facts ->> 'health')::numeric + 10),
    (select min(a.occurred_at)::date from crm.activities a where a.org_id = kit.org_id() and a.client_id = client
      and a.type <> 'note' and a.occurred_at > opened_at and a.occurred_at <= now()))
$$;
comment on function crm.clients_losing_touch_came_good(uuid, uuid, timestamptz, jsonb) is
  'The day a client''s health had risen by ten, or somebody was in touch.';
