-- How serious an event is. @values info=INFO warn=WARN error=ERROR success=SUCCESS
-- @tones info=info warn=warn error=bad success=good
create type identity.severity as enum ('info', 'warn', 'error', 'success');

-- The feed: what happened, in a sentence. Dashboards, notifications and webhooks read it.
-- @icon(activity) @words(Event, Activity feed) @named(description)
create table identity.activity_logs (
  org_id      uuid not null default kit.org_id(),
  id          uuid not null default kit.new_id(),
  user_id     uuid,                                                            -- Who; empty for the system. @list
  action_type text not null check (action_type <> ''),                         -- The event, such as created_job, applied, converted_lead, login. @list
  severity    identity.severity not null default 'info',                       -- How serious it is. @list
  entity_type text,                                                            -- The kind of record it is about, such as jobs.
  entity_id   uuid,                                                            -- The record it is about.
  description text not null default '',                                        -- What happened, in words. @list @long
  ip_address  text,                                                            -- Address the request came from.
  created_at  timestamptz not null default clock_timestamp(),
  updated_at  timestamptz not null default now(),
  primary key (org_id, id)
);
create index activity_logs_created_at_idx on identity.activity_logs (org_id, created_at);
create index activity_logs_entity_idx on identity.activity_logs (org_id, entity_type, entity_id);
create index activity_logs_user_idx on identity.activity_logs (org_id, user_id);
create index activity_logs_action_idx on identity.activity_logs (org_id, action_type);
select kit.noun('identity.activity_logs', audited => false);

-- What a verb did, in words that begin with who did it: "Ada Adams converted lead: Acme".
create or replace function identity.report_event(event text, of_type text, of_id uuid,
  words text) returns void language sql security definer set search_path = pg_catalog as $$
  insert into identity.activity_logs (user_id, action_type, entity_type, entity_id, description, ip_address)
  values (kit.user_id(), event, of_type, of_id,
    concat(coalesce((select u.full_name from identity.users u where u.org_id = kit.org_id() and u.id = kit.user_id()),
    'Throughline'), ' ', left(words, 500)), kit.address())
$$;
comment on function identity.report_event(text, text, uuid, text) is 'Adds an event to the feed.';

-- How serious an event is follows from what happened, whoever reports it.
create or replace function identity.weigh_event() returns trigger language plpgsql as $$
begin
  if new.severity <> 'info' then return new; end if;
  new.severity := case
    when new.action_type in ('won_deal', 'paid_invoice', 'converted_lead', 'approved_timesheet', 'hired_candidate',
      'sent_email') then 'success'
    when new.action_type in ('lost_deal', 'login_failed', 'failed_email', 'unknown_email', 'rejected_timesheet',
      'overdue_invoice', 'disabled_webhook', 'cancelled_invoice') then 'warn'
    when new.action_type in ('job_failed', 'failed_import') then 'error' else 'info' end;
  return new;
end $$;
comment on function identity.weigh_event() is 'Gives events their severity.';
create or replace trigger weigh_event before insert on identity.activity_logs for each row
  execute function identity.weigh_event();

-- What happened to a record, on its timeline; who reads the audit log sees the changes themselves.
create or replace view identity.event_entries with (security_invoker = true) as
  select l.entity_type as about, l.entity_id as about_id, l.created_at as at, 'change' as kind, l.description as title,
    '' as body, null::uuid as user_id, null::text as who, null::text as link, null::jsonb as changes
    from identity.activity_logs l
   where not has_any_column_privilege('identity.audit_log', 'select');
comment on view identity.event_entries is 'Events on timelines. @timeline()';
grant select on identity.event_entries to tl_admin, tl_manager, tl_consultant, tl_staff, tl_sales, tl_recruiter,
  tl_viewer;
