-- Tenders of the last days by companies that are our clients, by reference or by name.
create or replace function crm.tenders_of_clients(about uuid[]) returns setof crm.due_nudge language sql stable as $$
  with recent as materialized (
    select t.*, kit.plain_name(t.client) as called from crm.market_tenders t
     where not t.is_pursuing and (t.closing_date is null or t.closing_date >= current_date)
       and t.created_at >= now() - make_interval(days => (select kit.number_setting('nudges.seen_days', 7))::int)
       and (about is null or t.id = any (about) or t.client_id = any (about) or t.client_id is null
         and kit.plain_name(t.client) in (select c.name_index from crm.clients c where c.id = any (about)))),
  known as materialized (
    select k.* from crm.clients_called(array(select r.client from recent r where r.client_id is null)) k),
  meant as materialized (
    select r.*, coalesce(r.client_id, k.client_id) as meant from recent r left join known k on k.called = r.called)
  select 'market_tenders', t.id, 'tenders_of_clients/' || t.id,
    (case when t.closing_date < current_date + 14 then 'high' else 'medium' end)::crm.priority,
    format('%s asks for: %s', c.name, t.title) || coalesce(' (' || crm.amount(t.value, t.currency) || ')', '')
      || coalesce(', closes ' || crm.on_day(t.closing_date), ''),
    coalesce(nullif(left(t.summary, 500), ''), 'A client of ours has put this out to tender.'),
    jsonb_build_array(crm.piece('market_tenders', t.id, t.title), crm.piece('clients', c.id, c.name)),
    'Open a deal for it',
    jsonb_build_object('verb', 'pursue_tender', 'input', jsonb_build_object('tender', t.id, 'client', c.id)),
    c.owner_id, c.id, (t.closing_date + 1)::timestamptz,
    '{}'::jsonb, t.value
    from meant t
    -- One by one: below row security the planner does not know how few are blacklisted, and might read all clients for each.
    cross join lateral (select c.id, c.name, c.owner_id from crm.clients c
      where c.org_id = t.org_id and c.id = t.meant and c.status <> 'blacklisted' limit 1) c
   where about is null or c.id = any (about) or t.id = any (about)
$$;
comment on function crm.tenders_of_clients(uuid[]) is
  'A client of ours has put something out to tender in the last days. @rule(client_stalker)';

-- A deal was opened for that client.
create or replace function crm.tenders_of_clients_came_good(tender uuid, client uuid, opened_at timestamptz,
  facts jsonb) returns date language sql stable as $$
  select min(o.created_at)::date from crm.opportunities o
   where o.org_id = kit.org_id() and o.client_id = client and o.created_at > opened_at
$$;
comment on function crm.tenders_of_clients_came_good(uuid, uuid, timestamptz, jsonb) is
  'The day a deal was opened for the client of the tender.';
