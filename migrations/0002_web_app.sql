-- The web app: saved views, own fields, mentions, invitations, erasures, files, health snapshots, undo, live pages.

create table kit.listening (org_id uuid primary key, until timestamptz not null);

create table identity.saved_views (
  org_id     uuid not null default kit.org_id(),
  id         uuid not null default kit.new_id(),
  noun       text not null check (noun <> ''),
  name       text not null check (name <> '' and length(name) <= 100),
  query      text not null default '' check (length(query) <= 8000),
  is_shared  boolean not null default false,
  is_default boolean not null default false,
  position   integer not null default 1,
  user_id    uuid not null default kit.user_id(),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id),
  constraint saved_views_name_taken unique (org_id, user_id, noun, name)
);

create index saved_views_noun_idx on identity.saved_views (org_id, noun);

select kit.refers('identity.saved_views', 'user_id', 'identity.users', 'cascade');

create type identity.field_kind as enum ('text', 'number', 'date', 'boolean', 'choice', 'url');

create table identity.custom_fields (
  org_id      uuid not null default kit.org_id(),
  id          uuid not null default kit.new_id(),
  noun        text not null check (noun in ('clients', 'contacts', 'opportunities', 'leads', 'projects', 'candidates', 'jobs')),
  key         text not null check (key ~ '^[a-z][a-z0-9_]{0,49}$'),
  label       text not null check (label <> '' and length(label) <= 100),
  kind        identity.field_kind not null default 'text',
  options     text[] not null default '{}',
  help        text,
  position    integer not null default 1,
  is_listed   boolean not null default false,
  is_archived boolean not null default false,
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (org_id, id),
  constraint custom_fields_key_taken unique (org_id, noun, key),
  constraint custom_fields_choice_has_options check (kind <> 'choice' or cardinality(options) > 0)
);

create table identity.mentions (
  org_id      uuid not null default kit.org_id(),
  id          uuid not null default kit.new_id(),
  user_id     uuid not null,
  entity_type text not null check (entity_type <> ''),
  entity_id   uuid not null,
  excerpt     text not null default '' check (length(excerpt) <= 500),
  created_by  uuid default kit.user_id(),
  read_at     timestamptz,
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (org_id, id)
);

create index mentions_unread_idx on identity.mentions (org_id, user_id, created_at) where read_at is null;

select kit.refers('identity.mentions', 'user_id', 'identity.users', 'cascade');

select kit.refers('identity.mentions', 'created_by', 'identity.users', 'set null');

create table identity.invitations (
  org_id      uuid not null default kit.org_id(),
  id          uuid not null default kit.new_id(),
  email       kit.email not null,
  full_name   text,
  role        identity.user_role not null default 'consultant' check (role not in ('client', 'candidate')),
  token_hash  bytea,
  expires_at  timestamptz not null default now() + interval '7 days',
  accepted_at timestamptz,
  invited_by  uuid default kit.user_id(),
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (org_id, id)
);

create unique index invitations_token_idx on identity.invitations (token_hash);

create unique index invitations_open_once on identity.invitations (org_id, lower(email)) where accepted_at is null;

select kit.refers('identity.invitations', 'invited_by', 'identity.users', 'set null');

create table identity.erasures (
  org_id      uuid not null default kit.org_id(),
  id          uuid not null default kit.new_id(),
  noun        text not null check (noun in ('contacts', 'candidates', 'leads')),
  record_id   uuid not null,
  reason      text not null check (reason <> ''),
  removed     jsonb not null default '{}',
  erased_by   uuid default kit.user_id(),
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (org_id, id)
);

select kit.refers('identity.erasures', 'erased_by', 'identity.users', 'set null');

create table knowledge.files (
  org_id       uuid not null default kit.org_id(),
  id           uuid not null default kit.new_id(),
  entity_type  text not null check (entity_type <> ''),
  entity_id    uuid not null,
  client_id    uuid,
  name         text not null check (name <> '' and length(name) <= 300),
  content_type text not null default 'application/octet-stream',
  size         bigint not null default 0 check (size >= 0),
  sha256       text,
  content      bytea,
  created_by   uuid default kit.user_id(),
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  primary key (org_id, id)
);

create index files_entity_idx on knowledge.files (org_id, entity_type, entity_id);

select kit.refers('knowledge.files', 'client_id', 'crm.clients', 'cascade');

select kit.refers('knowledge.files', 'created_by', 'identity.users', 'set null');

create table crm.client_health_snapshots (
  org_id     uuid not null default kit.org_id(),
  id         uuid not null default kit.new_id(),
  client_id  uuid not null,
  date       date not null default current_date,
  score      kit.percent not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id),
  constraint client_health_snapshots_day_taken unique (org_id, client_id, date)
);

select kit.refers('crm.client_health_snapshots', 'client_id', 'crm.clients', 'cascade');

create table identity.undo_entries (
  org_id       uuid not null,
  id           uuid not null default kit.new_id(),
  seq          bigint generated always as identity,
  operation_id uuid not null,
  user_id      uuid,
  noun         text not null,
  key          jsonb not null,
  action       text not null check (action in ('create', 'update', 'delete')),
  before       jsonb,
  after        jsonb,
  created_at   timestamptz not null default clock_timestamp(),
  updated_at   timestamptz not null default now(),
  primary key (org_id, id)
);

create index undo_entries_operation_idx on identity.undo_entries (org_id, operation_id, seq);

create index undo_entries_created_at_idx on identity.undo_entries (created_at);

select kit.private('identity.undo_entries');

alter table crm.nudges add column snooze_ends_at timestamptz;

alter table recruiting.action_queue add column snooze_ends_at timestamptz;

-- Lists by name.
create index clients_by_name_idx on crm.clients (org_id, name, id);

-- References can be checked at the end of a transaction, so that an undo may put rows back in any order.
do $$
declare
  k record;
begin
  for k in select conrelid::regclass as noun, conname from pg_constraint where contype = 'f' and not condeferrable and connamespace::regnamespace::text in ('identity', 'crm', 'delivery', 'recruiting', 'outreach', 'knowledge', 'agent') loop
    execute format('alter table %s alter constraint %I deferrable', k.noun, k.conname);
  end loop;
end $$;
