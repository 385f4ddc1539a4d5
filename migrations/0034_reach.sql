-- WhatsApp: numbers messages leave by, templates, who agreed, what was delivered; and people without an e-mail address
-- who are suppressed all the same.

alter type outreach.suppression_type add value 'phone';
alter type outreach.suppression_type add value 'linkedin';

create table outreach.whatsapp_numbers (
  org_id        uuid not null default kit.org_id(),
  id            uuid not null default kit.new_id(),
  name          text not null check (trim(name) <> '' and length(name) <= 100),
  number_id     text not null check (number_id ~ '^[0-9]{5,30}$'),
  address       kit.url not null default 'https://graph.facebook.com/v23.0',
  token         kit.pii,
  app_secret    kit.pii,
  shown_as      text check (length(shown_as) <= 100),
  per_day       integer not null default 200 check (per_day between 1 and 100000),
  per_hour      integer not null default 40 check (per_hour between 1 and 50000),
  is_active     boolean not null default true,
  verified_at   timestamptz,
  heard_at      timestamptz,
  failure       text,
  created_at    timestamptz not null default now(),
  updated_at    timestamptz not null default now(),
  primary key (org_id, id),
  constraint whatsapp_numbers_taken unique (org_id, number_id)
);

create table outreach.whatsapp_opt_ins (
  org_id      uuid not null default kit.org_id(),
  id          uuid not null default kit.new_id(),
  lead_id     uuid not null,
  how         text not null check (trim(how) <> '' and length(how) <= 500),
  created_by  uuid default kit.user_id(),
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (org_id, id),
  constraint whatsapp_opt_ins_once unique (org_id, lead_id)
);
alter table outreach.whatsapp_opt_ins add constraint whatsapp_opt_ins_lead_id_fkey foreign key (org_id, lead_id)
  references crm.leads (org_id, id) on delete cascade deferrable;
alter table outreach.whatsapp_opt_ins add constraint whatsapp_opt_ins_created_by_fkey foreign key (org_id, created_by)
  references identity.users (org_id, id) on delete set null (created_by) deferrable;
create index whatsapp_opt_ins_created_by_idx on outreach.whatsapp_opt_ins (org_id, created_by);

create table outreach.whatsapp_conversations (
  org_id  uuid not null default kit.org_id(),
  number  text not null,
  wrote_at timestamptz not null,
  primary key (org_id, number)
);
create table outreach.whatsapp_heard (
  org_id   uuid not null default kit.org_id(),
  message  bytea not null,
  heard_at timestamptz not null default now(),
  primary key (org_id, message)
);
create index whatsapp_heard_time_idx on outreach.whatsapp_heard (heard_at);

alter table outreach.outreach_playbooks
  add column whatsapp_template text check (whatsapp_template ~ '^[a-z0-9_]{1,255}$'),
  add column whatsapp_values jsonb;
alter table outreach.playbook_steps
  add column whatsapp_template text check (whatsapp_template ~ '^[a-z0-9_]{1,255}$'),
  add column whatsapp_values jsonb;
alter table outreach.outreach_drafts
  add column whatsapp_template text,
  add column whatsapp_values jsonb,
  add column whatsapp_language text,
  add column whatsapp_number_id uuid,
  add column edited_by uuid;
alter table outreach.outreach_drafts add constraint outreach_drafts_edited_by_fkey
  foreign key (org_id, edited_by) references identity.users (org_id, id) on delete set null (edited_by) deferrable;
create index outreach_drafts_edited_by_idx on outreach.outreach_drafts (org_id, edited_by);
alter table outreach.outreach_drafts add constraint outreach_drafts_whatsapp_number_id_fkey
  foreign key (org_id, whatsapp_number_id) references outreach.whatsapp_numbers (org_id, id)
  on delete set null (whatsapp_number_id) deferrable;
create index outreach_drafts_whatsapp_number_id_idx on outreach.outreach_drafts (org_id, whatsapp_number_id);
alter table outreach.outbound_message_log
  add column whatsapp_number_id uuid,
  add column delivered_at timestamptz,
  add column read_at timestamptz;
alter table outreach.outbound_message_log add constraint outbound_message_log_whatsapp_number_id_fkey
  foreign key (org_id, whatsapp_number_id) references outreach.whatsapp_numbers (org_id, id)
  on delete set null (whatsapp_number_id) deferrable;
create index outbound_message_log_number_idx on outreach.outbound_message_log (org_id, whatsapp_number_id, created_at);
create or replace function outreach.phone_key(number text) returns text language sql immutable parallel safe return
  case when number ~ '@|[a-zA-Z]{2}' then null
    when length(regexp_replace(number, '\D', '', 'g')) not between 6 and 17 then null
    when trim(number) ~ '^(\+|00)' then regexp_replace(regexp_replace(number, '\(0\)|\D', '', 'g'), '^00', '')
    else regexp_replace(number, '\D', '', 'g') end;
create index outbound_message_log_phone_idx on outreach.outbound_message_log (org_id, outreach.phone_key(recipient))
  where channel = 'whatsapp';

-- Models that answer, and what was asked of them.
create type identity.model_kind as enum ('openai', 'anthropic', 'gemini', 'mistral', 'groq', 'deepseek', 'xai', 'ollama');
create table identity.model_providers (
  org_id        uuid not null default kit.org_id(),
  id            uuid not null default kit.new_id(),
  name          text not null check (trim(name) <> '' and length(name) <= 100),
  kind          identity.model_kind not null,
  address       kit.url,
  model         text not null check (trim(model) <> '' and length(model) <= 200),
  key           kit.pii,
  price_read    numeric(12,4) not null default 0 check (price_read >= 0),
  price_written numeric(12,4) not null default 0 check (price_written >= 0),
  is_active     boolean not null default true,
  verified_at   timestamptz,
  last_error    text,
  created_at    timestamptz not null default now(),
  updated_at    timestamptz not null default now(),
  primary key (org_id, id),
  constraint model_providers_taken unique (org_id, name)
);
create table identity.model_uses (
  org_id         uuid not null default kit.org_id(),
  id             uuid not null default kit.new_id(),
  provider_id    uuid,
  model          text not null,
  purpose        text not null,
  user_id        uuid,
  read_tokens    integer not null default 0 check (read_tokens >= 0),
  written_tokens integer not null default 0 check (written_tokens >= 0),
  cost           numeric(14,6) not null default 0,
  error          text,
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now(),
  primary key (org_id, id)
);
create index model_uses_time_idx on identity.model_uses (org_id, created_at);
create index model_uses_person_idx on identity.model_uses (org_id, user_id, created_at);
alter table identity.model_uses add constraint model_uses_provider_id_fkey foreign key (org_id, provider_id)
  references identity.model_providers (org_id, id) on delete set null (provider_id) deferrable;
create index model_uses_provider_id_idx on identity.model_uses (org_id, provider_id);
alter table identity.model_uses add constraint model_uses_user_id_fkey foreign key (org_id, user_id)
  references identity.users (org_id, id) on delete set null (user_id) deferrable;
