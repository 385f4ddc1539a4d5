-- Applications are rejected with a reason, offers are sent and answered, who joins has a first day. When a deal was touched
-- last is found by index.

alter table recruiting.applications add column rejection_reason text;
alter table recruiting.applications add column joined_date date;
alter table recruiting.applications add column asked_again_at timestamptz;

-- Its answer lost a column.
drop function if exists recruiting.match_pool(uuid, integer);

alter table identity.emails add column entity_type text;
alter table identity.emails add column entity_id uuid;
create index emails_entity_idx on identity.emails (org_id, entity_type, entity_id) where entity_id is not null;

drop index crm.activities_opportunity_id_idx;
create index activities_opportunity_time_idx on crm.activities (org_id, opportunity_id, occurred_at);

create type recruiting.letter_kind as enum ('rejection', 'offer_email', 'offer_letter');
create table recruiting.letter_templates (
  org_id     uuid not null default kit.org_id(),
  id         uuid not null default kit.new_id(),
  name       text not null check (trim(name) <> '' and length(name) <= 120),
  kind       recruiting.letter_kind not null default 'rejection',
  subject    text not null check (trim(subject) <> '' and length(subject) <= 200),
  body       text not null check (trim(body) <> '' and length(body) <= 20000),
  is_default boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id),
  constraint letter_templates_name_taken unique (org_id, kind, name)
);
create unique index letter_templates_default_taken on recruiting.letter_templates (org_id, kind) where is_default;

create type recruiting.offer_status as enum ('draft', 'sent', 'accepted', 'declined', 'withdrawn', 'expired');
create table recruiting.offers (
  org_id         uuid not null default kit.org_id(),
  id             uuid not null default kit.new_id(),
  application_id uuid not null,
  status         recruiting.offer_status not null default 'draft',
  amount         kit.money not null check (amount > 0),
  currency       kit.currency not null,
  salary_unit    recruiting.salary_unit not null default 'year',
  start_date     date not null,
  end_date       date,
  expires_date   date not null default current_date + 7,
  terms          text check (length(terms) <= 20000),
  file_id        uuid,
  sent_at        timestamptz,
  answered_at    timestamptz,
  accepted_name  text,
  answer_reason  text,
  created_by     uuid default kit.user_id(),
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now(),
  primary key (org_id, id),
  constraint offers_dates_in_order check (end_date >= start_date)
);
create unique index offers_one_open on recruiting.offers (org_id, application_id)
  where status in ('draft', 'sent', 'accepted');
create index offers_expiring_idx on recruiting.offers (org_id, expires_date) where status = 'sent';
alter table recruiting.offers add constraint offers_application_id_fkey foreign key (org_id, application_id)
  references recruiting.applications (org_id, id) on delete cascade deferrable;
alter table recruiting.offers add constraint offers_file_id_fkey foreign key (org_id, file_id)
  references knowledge.files (org_id, id) on delete set null (file_id) deferrable;
alter table recruiting.offers add constraint offers_created_by_fkey foreign key (org_id, created_by)
  references identity.users (org_id, id) on delete set null (created_by) deferrable;
create index offers_application_id_idx on recruiting.offers (org_id, application_id);
create index offers_file_id_idx on recruiting.offers (org_id, file_id);
create index offers_created_by_idx on recruiting.offers (org_id, created_by);

create table recruiting.apply_views (
  org_id     uuid not null default kit.org_id(),
  id         uuid not null default kit.new_id(),
  job_id     uuid not null,
  date       date not null default current_date,
  views      integer not null default 0 check (views >= 0),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id),
  constraint apply_views_once unique (org_id, job_id, date)
);
alter table recruiting.apply_views add constraint apply_views_job_id_fkey foreign key (org_id, job_id)
  references recruiting.jobs (org_id, id) on delete cascade deferrable;
create index apply_views_job_id_idx on recruiting.apply_views (org_id, job_id);

create type recruiting.job_source_kind as enum ('greenhouse', 'lever', 'ashby', 'workable', 'json_ld', 'feed');
create table recruiting.job_sources (
  org_id          uuid not null default kit.org_id(),
  id              uuid not null default kit.new_id(),
  name            text not null check (trim(name) <> '' and length(name) <= 120),
  kind            recruiting.job_source_kind not null,
  address         text not null check (trim(address) <> '' and length(address) <= 2000),
  company_name    text check (length(company_name) <= 300),
  only_with       jsonb not null default '[]',
  is_active       boolean not null default true,
  last_fetched_at timestamptz,
  last_found      integer,
  last_error      text,
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now(),
  primary key (org_id, id),
  constraint job_sources_taken unique (org_id, kind, address)
);
