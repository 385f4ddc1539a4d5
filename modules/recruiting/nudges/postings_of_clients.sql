-- Openings seen elsewhere in the last days that a client of ours has posted.
create or replace function recruiting.postings_of_clients(about uuid[]) returns setof crm.due_nudge language sql stable
as $$
  with recent as materialized (
    select p.*, kit.plain_name(p.company_name) as called from recruiting.external_job_postings p
     where p.fetched_at >= now() - make_interval(days => (select kit.number_setting('nudges.seen_days', 7))::int)
       and (about is null or p.id = any (about)
         or kit.plain_name(p.company_name) in (select c.name_index from crm.clients c where c.id = any (about)))),
  known as materialized (select k.* from crm.clients_called(array(select r.company_name from recent r)) k)
  select 'external_job_postings', p.id, 'postings_of_clients/' || p.id, 'medium'::crm.priority,
    format('%s looks for: %s', c.name, p.title) || coalesce(', ' || nullif(p.location, ''), ''),
    format('Seen on %s on %s. They look for people without us.', p.source, crm.on_day(p.fetched_at::date)),
    jsonb_build_array(crm.piece('external_job_postings', p.id, p.title), crm.piece('clients', c.id, c.name)),
    'Log a call',
    jsonb_build_object('verb', 'log_activity', 'asks', true, 'input', jsonb_build_object('type', 'call',
      'client', c.id, 'subject', left('You look for: ' || p.title, 500),
      'description', 'Seen: ' || p.original_url || '. How many do they need, from when, and what would make it easy?')),
    c.owner_id, c.id, null::timestamptz, '{}'::jsonb, null::numeric
    from recent p
    join known k on k.called = p.called
    join crm.clients c on c.org_id = p.org_id and c.id = k.client_id
   where about is null or c.id = any (about) or p.id = any (about)
$$;
comment on function recruiting.postings_of_clients(uuid[]) is
  'A client of ours has posted an opening elsewhere in the last days. @rule(client_stalker)';

-- A deal or an opening of ours was made for that client.
create or replace function recruiting.postings_of_clients_came_good(posting uuid, client uuid, opened_at timestamptz,
  facts jsonb) returns date language sql stable as $$
  select least(
    (select min(o.created_at)::date from crm.opportunities o
      where o.org_id = kit.org_id() and o.client_id = client and o.created_at > opened_at),
    (select min(j.created_at)::date from recruiting.jobs j
      where j.org_id = kit.org_id() and j.client_id = client and j.created_at > opened_at))
$$;
comment on function recruiting.postings_of_clients_came_good(uuid, uuid, timestamptz, jsonb) is
  'The day a deal or an opening was made for the client of the posting.';
