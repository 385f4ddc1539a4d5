-- Close the holes: columns by role, authorship, undo, values in shape.

alter table kit.nouns add column candidate_when text;
create table kit.outsider_columns (
  role text not null, noun text not null, reads text[] not null default '{}', creates text[] not null default '{}', updates text[] not null default '{}',
  primary key (role, noun)
);
-- These have other parameters now.
drop function if exists kit.noun(text, text[], text, text, text, text, boolean);
drop function if exists kit.undo(uuid);

alter table identity.undo_entries add column role text, add column kept boolean not null default false;
drop trigger if exists stamp_setting on identity.system_settings;
drop function if exists identity.stamp_setting();

-- What consultants and sales create is theirs; the function's last word is in modules/kit/context.sql.
create function kit.owner() returns uuid language sql stable return nullif(current_setting('throughline.user', true), '')::uuid;
alter table crm.clients add column currency kit.currency;
alter table crm.clients alter column owner_id set default kit.owner();
alter table crm.opportunities alter column owner_id set default kit.owner();
alter table delivery.projects alter column owner_id set default kit.owner();

-- A blank is no reason. Outside of any organisation the owner sees rows only while row security is not forced.
alter table crm.opportunities no force row level security;
alter table crm.opportunities disable trigger user;
update crm.opportunities set loss_reason = 'Not stated' where stage = 'closed_lost' and trim(coalesce(loss_reason, '')) = '';
alter table crm.opportunities enable trigger user;
alter table crm.opportunities force row level security;
alter table crm.opportunities drop constraint opportunities_loss_needs_a_reason;
alter table crm.opportunities add constraint opportunities_loss_needs_a_reason check (stage <> 'closed_lost' or trim(coalesce(loss_reason, '')) <> '');

drop function if exists delivery.balance(delivery.invoices);
alter table delivery.invoices add column balance numeric generated always as (
  case when status = 'cancelled' or kind = 'credit_note' then 0 else amount - paid_amount end) stored;
alter table delivery.invoices alter column currency drop not null, alter column currency drop default;

alter table recruiting.chat_messages alter column sender_type set default 'recruiter';

alter table outreach.import_jobs add column cancel_requested_at timestamptz, add column rejects bytea;

-- Newest first is how lists are mostly asked for.
create index clients_newest_idx on crm.clients (org_id, created_at desc, id desc);
create index contacts_newest_idx on crm.contacts (org_id, created_at desc, id desc);
create index leads_newest_idx on crm.leads (org_id, created_at desc, id desc);
create index opportunities_newest_idx on crm.opportunities (org_id, created_at desc, id desc);
create index projects_newest_idx on delivery.projects (org_id, created_at desc, id desc);
create index invoices_newest_idx on delivery.invoices (org_id, created_at desc, id desc);
create index tasks_newest_idx on delivery.tasks (org_id, created_at desc, id desc);
create index candidates_newest_idx on recruiting.candidates (org_id, created_at desc, id desc);
create index jobs_newest_idx on recruiting.jobs (org_id, created_at desc, id desc);
create index applications_newest_idx on recruiting.applications (org_id, created_at desc, id desc);
create index emails_newest_idx on identity.emails (org_id, created_at desc, id desc);
create index background_jobs_newest_idx on identity.background_jobs (org_id, created_at desc, id desc);

create or replace function crm.plain_name(name text) returns text language sql immutable parallel safe return
  trim(regexp_replace(regexp_replace(lower(name), '[^[:alnum:]]+', ' ', 'g'), '\m(gmbh|ag|kg|ltd|limited|llc|inc|corp|corporation|co|plc|pty|sa|srl|bv|company)\M', '', 'g'));
create index clients_plain_name_idx on crm.clients (org_id, crm.plain_name(name));
