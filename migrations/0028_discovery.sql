-- Discovery: intents and the runs they start, what was found before anything is written, who searches the web; and the
-- hosts and names by which companies are known again.

create or replace function kit.web_domain(address text) returns text language sql immutable parallel safe return
  rtrim(substring(lower(address)
    from '^\s*(?:[a-z][a-z0-9+.-]*://)?(?:[^/?#@\s]*@)?(?:www\.)?([^/?#:@\s]+\.[^/?#:@\s]+)'), '.');

alter table crm.clients add column website_index text generated always as (kit.web_domain(website)) stored;
create index clients_website_index_idx on crm.clients (org_id, website_index);
alter table crm.leads add column name_index text generated always as (kit.plain_name(company_name)) stored,
  add column domain_index text generated always as (kit.web_domain(email)) stored,
  add column address_index text generated always as (lower(email)) stored;
create index leads_name_index_idx on crm.leads (org_id, name_index);
create index leads_domain_index_idx on crm.leads (org_id, domain_index);
create index leads_address_index_idx on crm.leads (org_id, address_index);

create type outreach.search_kind as enum ('searxng', 'brave');
create table outreach.search_providers (
  org_id     uuid not null default kit.org_id(),
  id         uuid not null default kit.new_id(),
  name       text not null check (trim(name) <> '' and length(name) <= 100),
  kind       outreach.search_kind not null,
  address    kit.url,
  key        kit.pii,
  is_active  boolean not null default true,
  last_error text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id),
  constraint search_providers_taken unique (org_id, name)
);

create type outreach.discovery_channel as enum ('google', 'keyword', 'linkedin', 'social');
create table outreach.discovery_intents (
  org_id         uuid not null default kit.org_id(),
  id             uuid not null default kit.new_id(),
  name           text not null check (trim(name) <> '' and length(name) <= 200),
  channel        outreach.discovery_channel not null default 'google',
  audience       outreach.audience_type not null default 'businesses',
  words          jsonb not null default '[]',
  places         jsonb not null default '[]',
  industries     jsonb not null default '[]',
  exclusions     jsonb not null default '[]',
  sites          jsonb not null default '[]',
  lists          jsonb not null default '[]',
  feeds          jsonb not null default '[]',
  boards         jsonb not null default '[]',
  tenders        jsonb not null default '[]',
  pasted         text check (length(pasted) <= 1000000),
  max_results    integer not null default 100 check (max_results between 1 and 10000),
  max_per_domain integer not null default 3 check (max_per_domain between 1 and 100),
  max_per_day    integer not null default 500 check (max_per_day between 1 and 50000),
  max_pages      integer not null default 6 check (max_pages between 1 and 15),
  accept_from    kit.percent,
  is_daily       boolean not null default false,
  enabled        boolean not null default true,
  created_by     uuid default kit.user_id(),
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now(),
  primary key (org_id, id),
  constraint discovery_intents_taken unique (org_id, name)
);
create index discovery_intents_enabled_idx on outreach.discovery_intents (org_id, enabled, is_daily);
alter table outreach.discovery_intents add constraint discovery_intents_created_by_fkey foreign key (org_id, created_by)
  references identity.users (org_id, id) on delete set null (created_by) deferrable;
create index discovery_intents_created_by_idx on outreach.discovery_intents (org_id, created_by);

-- Intents were only names; no run had one.
drop index outreach.discovery_runs_intent_idx;
-- The check of its texts names the column; it is made anew afterwards.
alter table outreach.discovery_runs drop constraint if exists discovery_runs_one_line;
alter table outreach.discovery_runs alter column intent_id type uuid using null,
  add column channel outreach.discovery_channel,
  add column found_count integer not null default 0,
  add column waiting_count integer not null default 0,
  add column job_id uuid;
alter table outreach.discovery_runs add constraint discovery_runs_intent_id_fkey foreign key (org_id, intent_id)
  references outreach.discovery_intents (org_id, id) on delete set null (intent_id) deferrable;
create index discovery_runs_intent_id_idx on outreach.discovery_runs (org_id, intent_id);
alter table outreach.discovery_runs add constraint discovery_runs_job_id_fkey foreign key (org_id, job_id)
  references identity.background_jobs (org_id, id) on delete set null (job_id) deferrable;
create index discovery_runs_job_id_idx on outreach.discovery_runs (org_id, job_id);

create type outreach.result_state as enum ('found', 'waiting', 'preview', 'accepted', 'merged', 'skipped', 'suppressed');
create table outreach.discovery_results (
  org_id             uuid not null default kit.org_id(),
  id                 uuid not null default kit.new_id(),
  run_id             uuid not null,
  state              outreach.result_state not null default 'found',
  name               text,
  website            kit.url,
  industry           text,
  country            text,
  size               text,
  description        text,
  first_name         text,
  last_name          text,
  title              text,
  email              kit.email,
  phone              kit.phone,
  linkedin_url       kit.url,
  score              kit.percent not null default 0,
  discovery_metadata jsonb,
  source_url         kit.url,
  why                text,
  client_id          uuid,
  contact_id         uuid,
  lead_id            uuid,
  made_client        boolean not null default false,
  made_contact       boolean not null default false,
  made_lead          boolean not null default false,
  reviewed_by        uuid,
  reviewed_at        timestamptz,
  once_key           text not null,
  domain_key         text generated always as (kit.web_domain(website)) stored,
  name_key           text generated always as (kit.plain_name(name)) stored,
  email_key          text generated always as (lower(email)) stored,
  created_at         timestamptz not null default now(),
  updated_at         timestamptz not null default now(),
  primary key (org_id, id),
  constraint discovery_results_once unique (org_id, run_id, once_key)
);
create index discovery_results_state_idx on outreach.discovery_results (org_id, run_id, state, score desc);
create index discovery_results_domain_idx on outreach.discovery_results (org_id, domain_key);
create index discovery_results_email_idx on outreach.discovery_results (org_id, email_key);
create index discovery_results_linkedin_idx on outreach.discovery_results (org_id, linkedin_url);
alter table outreach.discovery_results add constraint discovery_results_run_id_fkey foreign key (org_id, run_id)
  references outreach.discovery_runs (org_id, id) on delete cascade deferrable;
alter table outreach.discovery_results add constraint discovery_results_client_id_fkey foreign key (org_id, client_id)
  references crm.clients (org_id, id) on delete set null (client_id) deferrable;
create index discovery_results_client_id_idx on outreach.discovery_results (org_id, client_id);
alter table outreach.discovery_results add constraint discovery_results_contact_id_fkey foreign key (org_id, contact_id)
  references crm.contacts (org_id, id) on delete set null (contact_id) deferrable;
create index discovery_results_contact_id_idx on outreach.discovery_results (org_id, contact_id);
alter table outreach.discovery_results add constraint discovery_results_lead_id_fkey foreign key (org_id, lead_id)
  references crm.leads (org_id, id) on delete set null (lead_id) deferrable;
create index discovery_results_lead_id_idx on outreach.discovery_results (org_id, lead_id);
alter table outreach.discovery_results add constraint discovery_results_reviewed_by_fkey foreign key (org_id, reviewed_by)
  references identity.users (org_id, id) on delete set null (reviewed_by) deferrable;
create index discovery_results_reviewed_by_idx on outreach.discovery_results (org_id, reviewed_by);
