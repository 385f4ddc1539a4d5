-- Which rule raised it. @values pre_emptive_strike=PRE_EMPTIVE_STRIKE churn_interceptor=CHURN_INTERCEPTOR zombie_hunter=ZOMBIE_HUNTER client_stalker=CLIENT_STALKER rainmaker=RAINMAKER
create type crm.nudge_type as enum ('pre_emptive_strike', 'churn_interceptor', 'zombie_hunter', 'client_stalker',
  'rainmaker');

-- How urgent something is. @values high=High medium=Medium low=Low
-- @tones high=bad medium=warn
create type crm.priority as enum ('high', 'medium', 'low');

-- What became of a nudge.
-- @tones open=info acted=good snoozed=warn
create type crm.nudge_status as enum ('open', 'acted', 'dismissed', 'snoozed');

-- A proactive hint: why now, on what evidence, and the one action that follows.
-- @icon(zap) @menu(8) @board(status) @card(type, client_id, consultant_id)
create table crm.nudges (
  org_id         uuid not null default kit.org_id(),
  id             uuid not null default kit.new_id(),
  type           crm.nudge_type not null,                                      -- The rule. @list
  priority       crm.priority not null default 'medium',                       -- How urgent it is. @list
  status         crm.nudge_status not null default 'open',                     -- What became of it. @list
  title          text not null check (title <> ''),                            -- The hint in a line. @list
  description    text,                                                         -- Why now. @long
  evidence       jsonb not null default '[]',                                  -- The records it rests on.
  action_payload jsonb not null default '{}',                                  -- The action that follows: verb and input.
  consultant_id  uuid,                                                         -- Whom it is for. @list
  client_id      uuid,                                                         -- The client it is about. @list
  dedupe_key     text,                                                         -- One open nudge per key.
  expires_at     timestamptz,                                                  -- When it no longer matters.
  snooze_ends_at timestamptz,                                                  -- When a snoozed nudge comes back.
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now(),
  primary key (org_id, id)
);
create unique index nudges_open_once on crm.nudges (org_id, dedupe_key) where status = 'open';
create index nudges_status_idx on crm.nudges (org_id, status, priority);
select kit.refers('crm.nudges', 'consultant_id', 'identity.users', 'set null');
select kit.refers('crm.nudges', 'client_id', 'crm.clients', 'cascade');
select kit.noun('crm.nudges', label => 'title');

-- What the rules ask of a person; managers and admins see everybody's.
create or replace view crm.nudge_items with (security_invoker = true) as
  select 'nudges' as noun, n.id, n.title as title,
    concat_ws(' · ', nullif(coalesce((select c.name from crm.clients c
      where c.org_id = n.org_id and c.id = n.client_id), ''), ''), nullif(n.description, '')) as about,
    null::numeric as amount, null::text as currency, null::text as icon, null::text as link,
    case n.priority when 'high' then 5 when 'medium' then 25 else 45 end as weight, null::integer as overdue,
      null::integer as ahead,
    null::date as due_date, null::timestamptz as due_at,
    jsonb '[{"do": "acted", "word": "Done", "set": {"status": "acted"}, "told": "Done."},
      {"do": "snooze", "word": "Snooze until tomorrow", "icon": "clock", "set": {"status": "snoozed", "snooze_ends_at": "@tomorrow"}, "told": "Back tomorrow at 8."},
      {"do": "dismiss", "word": "Dismiss", "icon": "x", "set": {"status": "dismissed"}, "told": "Dismissed."}]' as acts
    from crm.nudges n
   where (n.status = 'open' or n.status = 'snoozed' and n.snooze_ends_at <= now())
     and (n.expires_at is null or n.expires_at > now())
     and (current_user in ('tl_admin', 'tl_manager') or n.consultant_id = kit.user_id());
comment on view crm.nudge_items is 'Nudges that wait. @today(nudges)';
grant select on crm.nudge_items to tl_admin, tl_manager, tl_consultant, tl_staff, tl_sales, tl_recruiter, tl_viewer;
