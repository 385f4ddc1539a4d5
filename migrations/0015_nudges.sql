-- Nudges are raised, closed and graded by rules; what changed and a verb looks at again is noted.

create table kit.noted (org_id uuid not null, id uuid not null default kit.new_id(), verb text not null, about uuid,
  primary key (org_id, id));

alter type crm.nudge_status add value 'closed';
create type crm.due_nudge as (
  entity_type text, entity_id uuid, dedupe_key text, priority crm.priority, title text, description text,
  evidence jsonb, action text, action_payload jsonb, consultant_id uuid, client_id uuid, expires_at timestamptz,
  facts jsonb, worth numeric
);
alter table crm.nudges add column rule text;
alter table crm.nudges add column entity_type text;
alter table crm.nudges add column entity_id uuid;
alter table crm.nudges add column action text;
alter table crm.nudges add column dismiss_reason text;
alter table crm.nudges add column settled_at timestamptz;
alter table crm.nudges add column settled_by uuid;
alter table crm.nudges add constraint nudges_settled_by_fkey foreign key (org_id, settled_by)
  references identity.users (org_id, id) on delete set null (settled_by) deferrable;
create index nudges_settled_by_idx on crm.nudges (org_id, settled_by);
create index nudges_entity_idx on crm.nudges (org_id, entity_id);
create index nudges_key_idx on crm.nudges (org_id, dedupe_key, settled_at);
-- A snoozed nudge counts as there; of two with one key the older keeps it.
alter table crm.nudges no force row level security;
update crm.nudges n set dedupe_key = null where n.status in ('open', 'snoozed') and exists (
  select from crm.nudges o where o.org_id = n.org_id and o.dedupe_key = n.dedupe_key and o.status in ('open', 'snoozed')
    and (o.created_at, o.id) < (n.created_at, n.id));
alter table crm.nudges force row level security;
drop index crm.nudges_open_once;
create unique index nudges_open_once on crm.nudges (org_id, dedupe_key) where status in ('open', 'snoozed');

create table crm.nudge_grades (
  org_id      uuid not null default kit.org_id(),
  id          uuid not null default kit.new_id(),
  type        crm.nudge_type not null,
  rule        text not null,
  dedupe_key  text not null,
  entity_type text,
  entity_id   uuid,
  client_id   uuid,
  facts       jsonb not null default '{}',
  opened_at   timestamptz not null default now(),
  is_held_out boolean not null,
  became      text not null default 'open',
  good_date   date,
  graded_at   timestamptz,
  primary key (org_id, id)
);
create index nudge_grades_key_idx on crm.nudge_grades (org_id, dedupe_key, opened_at);
create index nudge_grades_due_idx on crm.nudge_grades (org_id, opened_at) where graded_at is null;
create index nudge_grades_entity_idx on crm.nudge_grades (org_id, entity_id);
alter table crm.nudge_grades add constraint nudge_grades_client_id_fkey foreign key (org_id, client_id)
  references crm.clients (org_id, id) on delete cascade deferrable;
create index nudge_grades_client_id_idx on crm.nudge_grades (org_id, client_id);
