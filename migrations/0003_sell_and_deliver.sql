-- Verbs I: leads, pipeline, delivery, invoices, portal, background work, mail, webhooks.

alter type delivery.invoice_status add value 'issued' before 'sent';

create type delivery.invoice_kind as enum ('invoice', 'credit_note');

create type delivery.tax_category as enum ('standard', 'zero', 'exempt', 'reverse_charge');

create type delivery.time_status as enum ('open', 'submitted', 'approved');

create type delivery.timesheet_status as enum ('submitted', 'approved', 'rejected');

create type identity.work_status as enum ('waiting', 'running', 'done', 'dead', 'cancelled');

create type identity.email_status as enum ('draft', 'queued', 'sending', 'sent', 'failed', 'unknown', 'cancelled');

create type identity.delivery_status as enum ('waiting', 'delivered', 'failed', 'cancelled');

create table delivery.project_templates (
  org_id      uuid not null default kit.org_id(),
  id          uuid not null default kit.new_id(),
  name        text not null check (name <> ''),
  description text,
  is_default  boolean not null default false,
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (org_id, id),
  constraint project_templates_name_taken unique (org_id, name)
);

create table delivery.template_phases (
  org_id      uuid not null default kit.org_id(),
  id          uuid not null default kit.new_id(),
  template_id uuid not null,
  name        text not null check (name <> ''),
  position    integer not null default 1,
  start_day   integer not null default 0 check (start_day >= 0),
  days        integer not null default 10 check (days between 1 and 3650),
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (org_id, id)
);

create table delivery.template_tasks (
  org_id            uuid not null default kit.org_id(),
  id                uuid not null default kit.new_id(),
  template_id       uuid not null,
  template_phase_id uuid,
  after_id          uuid,
  title             text not null check (title <> '' and length(title) <= 300),
  effort            delivery.effort not null default 'medium',
  start_day         integer not null default 0 check (start_day >= 0),
  days              integer not null default 5 check (days between 1 and 3650),
  is_milestone      boolean not null default false,
  is_critical       boolean not null default false,
  created_at        timestamptz not null default now(),
  updated_at        timestamptz not null default now(),
  primary key (org_id, id)
);

create table delivery.task_dependencies (
  org_id        uuid not null default kit.org_id(),
  task_id       uuid not null,
  depends_on_id uuid not null,
  created_at    timestamptz not null default now(),
  updated_at    timestamptz not null default now(),
  primary key (org_id, task_id, depends_on_id),
  constraint task_dependencies_not_itself check (task_id <> depends_on_id)
);

create table delivery.timers (
  org_id      uuid not null default kit.org_id(),
  id          uuid not null default kit.new_id(),
  user_id     uuid not null default kit.user_id(),
  project_id  uuid not null,
  task_id     uuid,
  description text,
  started_at  timestamptz not null default now(),
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (org_id, id)
);

create table delivery.timesheets (
  org_id          uuid not null default kit.org_id(),
  id              uuid not null default kit.new_id(),
  user_id         uuid not null default kit.user_id(),
  week_start_date date not null check (extract(isodow from week_start_date) = 1),
  status          delivery.timesheet_status not null default 'submitted',
  hours           numeric(6,2) not null default 0,
  submitted_at    timestamptz not null default now(),
  decided_by      uuid,
  decided_at      timestamptz,
  note            text,
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now(),
  primary key (org_id, id),
  constraint timesheets_week_taken unique (org_id, user_id, week_start_date)
);

create table delivery.rates (
  org_id     uuid not null default kit.org_id(),
  id         uuid not null default kit.new_id(),
  user_id    uuid,
  role       identity.user_role,
  project_id uuid,
  bill_rate  kit.money not null check (bill_rate >= 0),
  cost_rate  kit.money not null default 0 check (cost_rate >= 0),
  start_date date not null default '2000-01-01',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id),
  constraint rates_person_or_role check (user_id is null or role is null),
  constraint rates_once unique nulls not distinct (org_id, project_id, user_id, role, start_date)
);

create table delivery.payments (
  org_id     uuid not null default kit.org_id(),
  id         uuid not null default kit.new_id(),
  invoice_id uuid not null,
  amount     kit.money not null check (amount > 0),
  paid_date  date not null default current_date,
  method     text,
  reference  text,
  created_by uuid default kit.user_id(),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id)
);

create table delivery.number_series (
  org_id      uuid not null default kit.org_id(),
  id          uuid not null default kit.new_id(),
  year        integer not null,
  last_number integer not null default 0,
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (org_id, id),
  constraint number_series_year_taken unique (org_id, year)
);

create table crm.territories (
  org_id           uuid not null default kit.org_id(),
  id               uuid not null default kit.new_id(),
  name             text not null check (name <> ''),
  position         integer not null default 1,
  countries        text[] not null default '{}',
  business_sources text[] not null default '{}',
  service_types    crm.service_type[] not null default '{}',
  is_active        boolean not null default true,
  created_at       timestamptz not null default now(),
  updated_at       timestamptz not null default now(),
  primary key (org_id, id),
  constraint territories_name_taken unique (org_id, name)
);

create table crm.territory_members (
  org_id           uuid not null default kit.org_id(),
  territory_id     uuid not null,
  user_id          uuid not null,
  last_assigned_at timestamptz,
  created_at       timestamptz not null default now(),
  updated_at       timestamptz not null default now(),
  primary key (org_id, territory_id, user_id)
);

create table crm.deal_stage_history (
  org_id         uuid not null default kit.org_id(),
  id             uuid not null default kit.new_id(),
  opportunity_id uuid not null,
  previous_stage crm.deal_stage,
  stage          crm.deal_stage not null,
  entered_at     timestamptz not null default now(),
  left_at        timestamptz,
  moved_by       uuid,
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now(),
  primary key (org_id, id)
);

create table crm.forecast_snapshots (
  org_id              uuid not null default kit.org_id(),
  id                  uuid not null default kit.new_id(),
  date                date not null default current_date,
  opportunity_id      uuid not null,
  stage               crm.deal_stage not null,
  value               kit.money not null,
  probability         kit.percent not null,
  expected_close_date date,
  created_at          timestamptz not null default now(),
  updated_at          timestamptz not null default now(),
  primary key (org_id, id),
  constraint forecast_snapshots_day_taken unique (org_id, opportunity_id, date)
);

create table crm.portal_views (
  org_id     uuid not null default kit.org_id(),
  id         uuid not null default kit.new_id(),
  client_id  uuid not null,
  user_id    uuid,
  section    text not null,
  viewed_at  timestamptz not null default now(),
  ip_address text,
  user_agent text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id)
);

create table identity.background_jobs (
  org_id              uuid not null default kit.org_id(),
  id                  uuid not null default kit.new_id(),
  verb                text not null check (verb <> ''),
  input               jsonb not null default '{}',
  status              identity.work_status not null default 'waiting',
  run_at              timestamptz not null default now(),
  attempts            integer not null default 0,
  max_attempts        integer not null default 8 check (max_attempts > 0),
  progress            kit.percent not null default 0,
  note                text,
  error               text,
  output              jsonb,
  once_key            text,
  worker              text,
  started_at          timestamptz,
  seen_at             timestamptz,
  finished_at         timestamptz,
  cancel_requested_at timestamptz,
  user_id             uuid default kit.user_id(),
  created_at          timestamptz not null default now(),
  updated_at          timestamptz not null default now(),
  primary key (org_id, id),
  constraint background_jobs_once unique (org_id, once_key)
);

create table identity.emails (
  org_id          uuid not null default kit.org_id(),
  id              uuid not null default kit.new_id(),
  recipient       kit.pii_email not null,
  recipient_index bytea,
  recipient_name  text,
  subject         text not null check (subject <> '' and length(subject) <= 500),
  body            kit.pii not null,
  status          identity.email_status not null default 'draft',
  kind            text not null default 'message',
  file_id         uuid,
  client_id       uuid,
  invoice_id      uuid,
  attempts        integer not null default 0,
  send_at         timestamptz not null default now(),
  sent_at         timestamptz,
  error           text,
  created_by      uuid default kit.user_id(),
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now(),
  primary key (org_id, id)
);

create table identity.webhook_endpoints (
  org_id          uuid not null default kit.org_id(),
  id              uuid not null default kit.new_id(),
  url             kit.url not null,
  description     text,
  events          text[] not null default '{}',
  is_active       boolean not null default true,
  secret_number   integer not null default 1 check (secret_number > 0),
  failures        integer not null default 0,
  disabled_reason text,
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now(),
  primary key (org_id, id)
);

create table identity.webhook_deliveries (
  org_id          uuid not null default kit.org_id(),
  id              uuid not null default kit.new_id(),
  endpoint_id     uuid not null,
  event_id        uuid not null,
  status          identity.delivery_status not null default 'waiting',
  attempts        integer not null default 0,
  next_attempt_at timestamptz not null default now(),
  response_status integer,
  response_body   text,
  error           text,
  duration_ms     integer,
  delivered_at    timestamptz,
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now(),
  primary key (org_id, id)
);

create table identity.calendar_feeds (
  org_id       uuid not null,
  id           uuid not null default kit.new_id(),
  user_id      uuid not null,
  token_hash   bytea not null,
  last_read_at timestamptz,
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  primary key (org_id, id)
);

create unique index project_templates_one_default on delivery.project_templates (org_id) where is_default;

create index timesheets_status_idx on delivery.timesheets (org_id, status, week_start_date);

create index deal_stage_history_open_idx on crm.deal_stage_history (org_id, opportunity_id, entered_at);

create index forecast_snapshots_date_idx on crm.forecast_snapshots (org_id, date);

create index portal_views_time_idx on crm.portal_views (org_id, client_id, viewed_at);

create index background_jobs_due_idx on identity.background_jobs (run_at) where status = 'waiting';

create index background_jobs_running_idx on identity.background_jobs (seen_at) where status = 'running';

create index background_jobs_status_idx on identity.background_jobs (org_id, status, run_at);

create index emails_status_idx on identity.emails (org_id, status, send_at);

create index emails_recipient_idx on identity.emails (org_id, recipient_index);

create index emails_due_idx on identity.emails (send_at) where status = 'queued';

create index emails_under_way_idx on identity.emails (updated_at) where status = 'sending';

create index webhook_deliveries_due_idx on identity.webhook_deliveries (next_attempt_at) where status = 'waiting';

create unique index calendar_feeds_token_idx on identity.calendar_feeds (token_hash);


alter table crm.leads add column converted_at timestamptz;

alter table crm.activities add column message_key text;
create unique index activities_message_once on crm.activities (org_id, message_key) where message_key is not null;

alter table crm.opportunities add column renewal_date date;
create unique index opportunities_renewed_once on crm.opportunities (org_id, client_id, renewal_date) where renewal_date is not null;

alter table delivery.projects add column template_id uuid;
select kit.refers('delivery.projects', 'template_id', 'delivery.project_templates', 'set null');

alter table delivery.tasks add column start_date date;

alter table delivery.time_entries
  add column status    delivery.time_status not null default 'open',
  add column bill_rate kit.money,
  add column cost_rate kit.money;
drop index delivery.time_entries_user_id_idx;
create index time_entries_person_idx on delivery.time_entries (org_id, user_id, date);

alter table delivery.invoices
  add column kind                delivery.invoice_kind not null default 'invoice',
  add column credited_invoice_id uuid,
  add column subtotal            kit.money not null default 0,
  add column tax_total           kit.money not null default 0,
  add column paid_amount         kit.money not null default 0,
  add column exchange_rate       numeric(18,8) check (exchange_rate > 0),
  add column issue_date          date,
  add column parties             jsonb,
  add column reminder_level      smallint not null default 0,
  add column last_reminder_date  date,
  alter column invoice_number set default 'draft-' || left(md5(random()::text), 8),
  alter column due_date set default current_date + 30;
select kit.refers('delivery.invoices', 'credited_invoice_id', 'delivery.invoices', 'restrict', uniquely => true);

alter table delivery.invoice_lines
  add column project_id   uuid,
  add column unit         text not null default 'piece',
  add column tax_category delivery.tax_category not null default 'standard',
  add column tax_rate     numeric(5,2) not null default 0 check (tax_rate between 0 and 100),
  add constraint invoice_lines_untaxed_have_no_rate check (tax_category = 'standard' or tax_rate = 0);
select kit.refers('delivery.invoice_lines', 'project_id', 'delivery.projects', 'set null');

-- What invoices of former versions add up to. Row security holds for the owner too; it steps aside for this.
alter table delivery.invoices no force row level security;
alter table delivery.invoices disable trigger user;
update delivery.invoices set subtotal = amount, paid_amount = case when status = 'paid' then amount else 0 end, issue_date = case when status <> 'draft' then coalesce(sent_date, created_at::date) end;
alter table delivery.invoices enable trigger user;
alter table delivery.invoices force row level security;

select kit.refers('delivery.template_phases', 'template_id', 'delivery.project_templates', 'cascade');

select kit.refers('delivery.template_tasks', 'template_id', 'delivery.project_templates', 'cascade');

select kit.refers('delivery.template_tasks', 'template_phase_id', 'delivery.template_phases', 'set null');

select kit.refers('delivery.template_tasks', 'after_id', 'delivery.template_tasks', 'set null');

select kit.refers('delivery.task_dependencies', 'task_id', 'delivery.tasks', 'cascade');

select kit.refers('delivery.task_dependencies', 'depends_on_id', 'delivery.tasks', 'cascade');

select kit.refers('delivery.timers', 'user_id', 'identity.users', 'cascade', uniquely => true);

select kit.refers('delivery.timers', 'project_id', 'delivery.projects', 'cascade');

select kit.refers('delivery.timers', 'task_id', 'delivery.tasks', 'set null');

select kit.refers('delivery.timesheets', 'user_id', 'identity.users', 'restrict');

select kit.refers('delivery.timesheets', 'decided_by', 'identity.users', 'set null');

select kit.refers('delivery.rates', 'user_id', 'identity.users', 'cascade');

select kit.refers('delivery.rates', 'project_id', 'delivery.projects', 'cascade');

select kit.refers('delivery.payments', 'invoice_id', 'delivery.invoices', 'restrict');

select kit.refers('delivery.payments', 'created_by', 'identity.users', 'set null');

select kit.refers('crm.territory_members', 'territory_id', 'crm.territories', 'cascade');

select kit.refers('crm.territory_members', 'user_id', 'identity.users', 'cascade');

select kit.refers('crm.deal_stage_history', 'opportunity_id', 'crm.opportunities', 'cascade');

select kit.refers('crm.deal_stage_history', 'moved_by', 'identity.users', 'set null');

select kit.refers('crm.forecast_snapshots', 'opportunity_id', 'crm.opportunities', 'cascade');

select kit.refers('crm.portal_views', 'client_id', 'crm.clients', 'cascade');

select kit.refers('crm.portal_views', 'user_id', 'identity.users', 'cascade');

select kit.refers('identity.background_jobs', 'user_id', 'identity.users', 'set null');

select kit.refers('identity.emails', 'file_id', 'knowledge.files', 'set null');

select kit.refers('identity.emails', 'client_id', 'crm.clients', 'set null');

select kit.refers('identity.emails', 'invoice_id', 'delivery.invoices', 'set null');

select kit.refers('identity.emails', 'created_by', 'identity.users', 'set null');

select kit.refers('identity.webhook_deliveries', 'endpoint_id', 'identity.webhook_endpoints', 'cascade');

select kit.refers('identity.webhook_deliveries', 'event_id', 'identity.activity_logs', 'cascade');

select kit.refers('identity.calendar_feeds', 'user_id', 'identity.users', 'cascade', uniquely => true);

-- As in 0002: references can be checked at the end of a transaction.
do $$
declare
  k record;
begin
  for k in select conrelid::regclass as noun, conname from pg_constraint where contype = 'f' and not condeferrable and connamespace::regnamespace::text in ('identity', 'crm', 'delivery', 'recruiting', 'outreach', 'knowledge', 'agent') loop
    execute format('alter table %s alter constraint %I deferrable', k.noun, k.conname);
  end loop;
end $$;

drop function kit.refers(text, text, text, text, boolean);
