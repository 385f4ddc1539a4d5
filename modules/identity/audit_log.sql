-- What was done. @values read=Read
create type identity.audit_action as enum ('create', 'read', 'update', 'delete', 'login', 'logout', 'export',
  'login_failed');

-- Who did what to which record, with before and after. Written by the database; nobody can change it. @also(audit_logs)
-- @icon(shield) @words(Audit entry, Audit log) @named(action, resource_type) @calendar(occurred_at)
create table identity.audit_log (
  org_id        uuid not null default kit.org_id(),
  id            uuid not null default kit.new_id(),
  user_id       uuid,                                                          -- Who; empty for the system. @list
  action        identity.audit_action not null,                                -- What was done. @list
  resource_type text not null,                                                 -- The kind of record, such as clients. @list
  resource_id   uuid,                                                          -- The record; empty for rows without an id of their own. @list
  changes       jsonb,                                                         -- For an update {"column": [before, after]}; for a delete the whole row.
  ip_address    text,                                                          -- Address the request came from. @list
  user_agent    text,                                                          -- Program the request came from. @long
  session_id    text,                                                          -- Session or API key that was used. @long
  occurred_at   timestamptz not null default clock_timestamp(),                -- When. @list @also(timestamp)
  created_at    timestamptz not null default now(),
  updated_at    timestamptz not null default now(),
  primary key (org_id, id)
);
create index audit_log_resource_idx on identity.audit_log (org_id, resource_type, resource_id);
create index audit_log_user_idx on identity.audit_log (org_id, user_id);
create index audit_log_time_idx on identity.audit_log using brin (occurred_at);
select kit.noun('identity.audit_log', audited => false);

-- What was changed on a record, on its timeline.
create or replace view identity.change_entries with (security_invoker = true) as
  select l.resource_type as about, l.resource_id as about_id, l.occurred_at as at, 'change' as kind,
    l.action::text as title,
    '' as body, l.user_id, case when l.user_id is null then 'Throughline' end as who, null::text as link, l.changes
    from identity.audit_log l
   where l.action in ('create', 'update');
comment on view identity.change_entries is 'Changes on timelines. @timeline()';
grant select on identity.change_entries to tl_admin, tl_manager;
