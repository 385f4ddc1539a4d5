-- Which rule raised it. @values pre_emptive_strike=PRE_EMPTIVE_STRIKE churn_interceptor=CHURN_INTERCEPTOR zombie_hunter=ZOMBIE_HUNTER client_stalker=CLIENT_STALKER rainmaker=RAINMAKER
create type crm.nudge_type as enum ('pre_emptive_strike', 'churn_interceptor', 'zombie_hunter', 'client_stalker',
  'rainmaker');

-- How urgent something is. @values high=High medium=Medium low=Low
-- @tones high=bad medium=warn
create type crm.priority as enum ('high', 'medium', 'low');

-- What became of a nudge. Closed means: its reason was gone before anybody acted.
-- @tones open=info acted=good snoozed=warn
create type crm.nudge_status as enum ('open', 'acted', 'dismissed', 'snoozed', 'closed');

-- What a rule says: the record it is about, one key for one reason, the words, the records it rests on, what its button
-- says and does ({"verb", "input"}; with "asks" the person looks at the input first), whom it is for, and what is kept
-- for telling later whether it came good. Of those of one priority, what is worth more comes first.
create type crm.due_nudge as (
  entity_type text, entity_id uuid, dedupe_key text, priority crm.priority, title text, description text,
  evidence jsonb, action text, action_payload jsonb, consultant_id uuid, client_id uuid, expires_at timestamptz,
  facts jsonb, worth numeric
);

-- A proactive hint: why now, on what evidence, and the one action that follows. Rules raise and close it; people act,
-- snooze and dismiss by verbs.
-- @icon(zap) @menu(8) @board(status) @card(type, client_id, consultant_id)
create table crm.nudges (
  org_id         uuid not null default kit.org_id(),
  id             uuid not null default kit.new_id(),
  type           crm.nudge_type not null,                                      -- The rule. @list
  priority       crm.priority not null default 'medium',                       -- How urgent it is. @list
  status         crm.nudge_status not null default 'open',                     -- What became of it. @list
  title          text not null check (title <> ''),                            -- The hint in a line. @list
  description    text,                                                         -- Why now. @long
  evidence       jsonb not null default '[]',                                  -- The records it rests on: noun, id and title of each.
  action_payload jsonb not null default '{}',                                  -- The action that follows: verb and input. @group(Rule)
  consultant_id  uuid,                                                         -- Whom it is for. @list
  client_id      uuid,                                                         -- The client it is about. @list
  dedupe_key     text,                                                         -- One open nudge per key. @group(Rule)
  expires_at     timestamptz,                                                  -- When it no longer matters.
  snooze_ends_at timestamptz,                                                  -- When a snoozed nudge comes back.
  rule           text,                                                         -- The function that raised it; empty when it was entered otherwise. @group(Rule) @stamped
  entity_type    text,                                                         -- The noun of the record it is about. @group(Rule) @stamped
  entity_id      uuid,                                                         -- That record. @group(Rule) @stamped
  action         text,                                                         -- What its button says. @group(Rule) @stamped
  dismiss_reason text,                                                         -- Why somebody dismissed it. @stamped @long
  settled_at     timestamptz,                                                  -- When it was acted on, dismissed or closed. @stamped
  settled_by     uuid,                                                         -- Who did; empty when its reason was gone. @stamped
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now(),
  primary key (org_id, id)
);
create unique index nudges_open_once on crm.nudges (org_id, dedupe_key) where status in ('open', 'snoozed');
create index nudges_status_idx on crm.nudges (org_id, status, priority);
create index nudges_entity_idx on crm.nudges (org_id, entity_id);
create index nudges_key_idx on crm.nudges (org_id, dedupe_key, settled_at);
select kit.refers('crm.nudges', 'consultant_id', 'identity.users', 'set null');
select kit.refers('crm.nudges', 'client_id', 'crm.clients', 'cascade');
select kit.refers('crm.nudges', 'settled_by', 'identity.users', 'set null');
select kit.noun('crm.nudges', label => 'title');
select kit.shaped('crm.nudges', 'evidence', 'crm.is_evidence',
  'Evidence is a list of records: [{"noun": "clients", "id": "…", "title": "Acme"}].');
select kit.shaped('crm.nudges', 'action_payload', 'crm.is_action',
  'An action is {"verb": "log_activity", "input": {…}}.');

create or replace function crm.is_evidence(value jsonb) returns boolean language sql immutable parallel safe return
  jsonb_typeof(value) = 'array' and not exists (
    select from jsonb_array_elements(case jsonb_typeof(value) when 'array' then value else '[]' end) e
     where jsonb_typeof(e -> 'noun') is distinct from 'string' or jsonb_typeof(e -> 'title') is distinct from 'string'
        or not pg_input_is_valid(coalesce(e ->> 'id', ''), 'uuid'));
comment on function crm.is_evidence(jsonb) is 'Whether it is a list of records with their titles.';

create or replace function crm.is_action(value jsonb) returns boolean language sql immutable parallel safe return
  jsonb_typeof(value) = 'object' and jsonb_typeof(value -> 'verb') = 'string'
    and jsonb_typeof(value -> 'input') = 'object';
comment on function crm.is_action(jsonb) is 'Whether it names a verb and its input.';

-- A record in evidence.
create or replace function crm.piece(noun text, id uuid, title text) returns jsonb language sql immutable parallel safe
  return jsonb_build_object('noun', noun, 'id', id, 'title', coalesce(nullif(title, ''), 'Untitled'));
comment on function crm.piece(text, uuid, text) is 'A record in the evidence of a nudge.';

-- What evidence calls somebody who was erased, and whatever else was called by their name.
create or replace function crm.erase_evidence(records uuid[]) returns void language sql set search_path = pg_catalog as $$
  update crm.nudges n set evidence = (
      select jsonb_agg(case when (e ->> 'id')::uuid = any (records) then e || '{"title": "Erased person"}' else e end order by i)
        from jsonb_array_elements(n.evidence) with ordinality x (e, i))
   where n.org_id = kit.org_id() and exists (
     select from jsonb_array_elements(n.evidence) e where (e ->> 'id')::uuid = any (records))
$$;
comment on function crm.erase_evidence(uuid[]) is 'Makes evidence nameless.';
revoke execute on function crm.erase_evidence(uuid[]) from public;

-- A day and an amount as people write them: 12 Dec, 120,000 EUR.
create or replace function crm.on_day(day date) returns text language sql stable parallel safe return
  to_char(day, case when extract(year from day) = extract(year from current_date) then 'FMDD Mon'
    else 'FMDD Mon YYYY' end);
comment on function crm.on_day(date) is 'A day as people write it, with its year when it is another.';
-- The organisation's currency stands in a function of its own: what looks up nothing itself is written into the query.
create or replace function crm.own_currency() returns text language sql stable return
  (select o.currency from identity.organizations o where o.org_id = kit.org_id());
comment on function crm.own_currency() is 'The currency of the organisation.';
create or replace function crm.amount(value numeric, currency text) returns text language sql stable return
  trim(to_char(value, 'FM999,999,999,999,990') || ' ' || coalesce(currency, crm.own_currency()));
comment on function crm.amount(numeric, text) is 'An amount as people write it, in its currency or the organisation''s.';

-- Which client each of these names means: the oldest one called so, if any.
create or replace function crm.clients_called(names text[]) returns table (called text, client_id uuid)
language sql stable as $$
  select n.called, c.id from (select distinct kit.plain_name(n) as called from unnest(names) n) n
    cross join lateral (select c.id from crm.clients c where c.org_id = kit.org_id() and c.name_index = n.called
      and c.status <> 'blacklisted' order by c.created_at, c.id limit 1) c
   where n.called <> ''
$$;
comment on function crm.clients_called(text[]) is 'The client that each of some names means.';

-- What was said of a nudge goes into its grade, whoever said it, and out again with an undo.
create or replace function crm.follow_nudge() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
begin
  update crm.nudge_grades g set became = new.status where g.org_id = new.org_id and g.dedupe_key = new.dedupe_key
    and not g.is_held_out and g.opened_at <= new.created_at and g.became is distinct from new.status::text
    and not exists (select from crm.nudge_grades l where l.org_id = g.org_id and l.dedupe_key = g.dedupe_key
      and l.opened_at > g.opened_at and l.opened_at <= new.created_at);
  return null;
end $$;
comment on function crm.follow_nudge() is 'Notes what became of a nudge.';
create or replace trigger follow_nudge after update of status on crm.nudges for each row
  when (new.status is distinct from old.status) execute function crm.follow_nudge();

-- What the rules ask of a person; managers and admins see those that are nobody's.
create or replace view crm.nudge_items with (security_invoker = true) as
  select 'nudges' as noun, n.id, n.title as title,
    concat_ws(' · ', nullif(coalesce((select c.name from crm.clients c
      where c.org_id = n.org_id and c.id = n.client_id and position(c.name in n.title) = 0), ''), ''), nullif(n.description, '')) as about,
    null::numeric as amount, null::text as currency, null::text as icon, null::text as link,
    case n.priority when 'high' then 5 when 'medium' then 25 else 45 end as weight, null::integer as overdue,
      null::integer as ahead,
    null::date as due_date, null::timestamptz as due_at,
    case when n.action is null then '[]' else jsonb_build_array(jsonb_build_object('do', 'act', 'word', n.action,
      'verb', 'act_on_nudge', 'input', jsonb_build_object('nudge', n.id),
      'page', case when n.action_payload ? 'asks' then '/nudges/' || n.id || '/act' end, 'told', 'Done.')) end
    || jsonb_build_array(
      jsonb_build_object('do', 'snooze', 'word', 'Snooze until tomorrow', 'icon', 'clock', 'verb', 'snooze_nudge',
        'input', jsonb_build_object('nudge', n.id, 'until', '@tomorrow'), 'told', 'Back tomorrow at 8.'),
      jsonb_build_object('do', 'dismiss', 'word', 'Dismiss, saying why', 'icon', 'x', 'verb', 'dismiss_nudge',
        'input', jsonb_build_object('nudge', n.id), 'page', '/verbs/dismiss_nudge?subject=' || n.id,
        'told', 'Dismissed.')) as acts
    from crm.nudges n
   where (n.status = 'open' or n.status = 'snoozed' and n.snooze_ends_at <= now())
     and (n.expires_at is null or n.expires_at > now())
     and (n.consultant_id = kit.user_id() or n.consultant_id is null and current_user in ('tl_admin', 'tl_manager'));
comment on view crm.nudge_items is 'Nudges that wait. @today(nudges)';
grant select on crm.nudge_items to tl_admin, tl_manager, tl_consultant, tl_staff, tl_sales, tl_recruiter, tl_viewer;
