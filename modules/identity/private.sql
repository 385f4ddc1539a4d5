-- Behind sign-in. These tables are not nouns: only the server's own sign-in role reaches them.

-- A signed-in browser or program. The refresh token turns with every use; an older one seen again ends the session.
create table identity.sessions (
  org_id       uuid not null,
  id           uuid not null default kit.new_id(),
  user_id      uuid not null,                                                  -- Whose session.
  refresh_hash bytea not null,                                                 -- SHA-256 of the refresh token that is good now. @secret
  former_hash  bytea,                                                          -- SHA-256 of the token it replaced: good for a moment more. @secret
  rotated_at   timestamptz not null default now(),                             -- When the token last turned.
  expires_at   timestamptz not null,                                           -- After this the person signs in again.
  ip_address   text,                                                           -- Address it was opened from.
  user_agent   text,                                                           -- Program it was opened from.
  ended_at     timestamptz,                                                    -- When it was signed out.
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  primary key (org_id, id)
);
create unique index sessions_refresh_idx on identity.sessions (refresh_hash);
select kit.refers('identity.sessions', 'user_id', 'identity.users', 'cascade');
select kit.private('identity.sessions');

-- A key for programs: acts with one role inside one organisation, while its owner may. Only its hash is stored.
create table identity.api_keys (
  org_id       uuid not null,
  id           uuid not null default kit.new_id(),
  name         text not null check (name <> ''),                               -- What the key is for.
  key_hash     bytea not null,                                                 -- SHA-256 of the key. @secret
  prefix       text not null,                                                  -- First characters, to recognise it by.
  role         identity.user_role not null,                                    -- What it may do.
  user_id      uuid,                                                           -- The person it acts for.
  owner_id     uuid,                                                           -- Who answers for it; empty when it was made at the command line.
  expires_at   timestamptz,                                                    -- After this it no longer works; empty means never.
  last_used_at timestamptz,                                                    -- When it was last used.
  noted_at     timestamptz,                                                    -- When a use was last written into the audit log.
  noted_from   text,                                                           -- Address of that use.
  revoked_at   timestamptz,                                                    -- When it was revoked.
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  primary key (org_id, id)
);
create unique index api_keys_hash_idx on identity.api_keys (key_hash);
select kit.refers('identity.api_keys', 'user_id', 'identity.users', 'cascade');
select kit.refers('identity.api_keys', 'owner_id', 'identity.users', 'cascade');
select kit.private('identity.api_keys');

-- A write that may be sent twice and is done once.
create table identity.idempotency_keys (
  org_id       uuid not null,
  id           uuid not null default kit.new_id(),
  actor        text not null,                                                  -- Who sent it: a user, key or role.
  key          text not null check (length(key) between 1 and 255),            -- The caller's Idempotency-Key.
  request_hash bytea not null,                                                 -- SHA-256 of method, path and body.
  status       smallint,                                                       -- Status answered the first time.
  headers      jsonb,                                                          -- Headers answered the first time.
  body         bytea,                                                          -- Body answered the first time. @secret
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  primary key (org_id, id),
  constraint idempotency_keys_taken unique (org_id, actor, key)                -- This Idempotency-Key was used before.
);
create index idempotency_keys_created_at_idx on identity.idempotency_keys (created_at);

select kit.private('identity.idempotency_keys');

-- Tries to sign in, counted per account, known browser and address. They come back with time; who has none left waits.
create table identity.sign_in_attempts (
  org_id       uuid not null,
  id           uuid not null default kit.new_id(),
  subject      text not null,                                                  -- "account:…", "device:…" or "address:…".
  regained_at  timestamptz not null default now(),                             -- When every try is there again.
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  primary key (org_id, id),
  constraint sign_in_attempts_subject_taken unique (org_id, subject)           -- One counter a subject.
);
select kit.private('identity.sign_in_attempts');

-- The data keys that encrypt personal data: one or more an organisation, each wrapped by the master key.
create table identity.data_keys (
  org_id       uuid not null,
  id           uuid not null default kit.new_id(),
  number       integer not null,                                               -- Named in the header of every ciphertext.
  wrapped_key  bytea not null,                                                 -- The key, encrypted by the master key. @secret
  retired_at   timestamptz,                                                    -- When a newer key replaced it.
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  primary key (org_id, id),
  constraint data_keys_number_taken unique (org_id, number)                    -- One key a number.
);

select kit.private('identity.data_keys');

-- What an operation changed, so that it can be undone. Holds rows as they were stored; encrypted values stay encrypted.
create table identity.undo_entries (
  org_id       uuid not null,
  id           uuid not null default kit.new_id(),
  seq          bigint generated always as identity,                            -- Order in which things happened.
  operation_id uuid not null,                                                  -- The operation.
  user_id      uuid,                                                           -- Who did it.
  noun         text not null,                                                  -- The table.
  key          jsonb not null,                                                 -- The row.
  action       text not null check (action in ('create', 'update', 'delete')), -- What was done.
  before       jsonb,                                                          -- Former values: of the changed columns, or of the whole row. @secret
  after        jsonb,                                                          -- New values of the changed columns. @secret
  role         text,                                                           -- The database role it was done with: the person's own, or the server's in their name.
  kept         boolean not null default false,                                 -- While it is undone: others added to the row or changed it, so it stays.
  created_at   timestamptz not null default clock_timestamp(),
  updated_at   timestamptz not null default now(),
  primary key (org_id, id)
);
create index undo_entries_operation_idx on identity.undo_entries (org_id, operation_id, seq);
create index undo_entries_created_at_idx on identity.undo_entries (created_at);
select kit.private('identity.undo_entries');

-- A person's calendar feed: whoever has the link reads the calendar, nothing else.
create table identity.calendar_feeds (
  org_id       uuid not null,
  id           uuid not null default kit.new_id(),
  user_id      uuid not null,                                                  -- Whose calendar.
  token_hash   bytea not null,                                                 -- SHA-256 of the token in the link. @secret
  last_read_at timestamptz,                                                    -- When it was last read.
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  primary key (org_id, id)
);
create unique index calendar_feeds_token_idx on identity.calendar_feeds (token_hash);
select kit.refers('identity.calendar_feeds', 'user_id', 'identity.users', 'cascade', uniquely => true);
select kit.private('identity.calendar_feeds');

-- Links sent by mail: one signs a person in, one confirms a new address. Each works once, for a short time.
create table identity.mailed_links (
  org_id       uuid not null,
  id           uuid not null default kit.new_id(),
  user_id      uuid not null,                                                  -- Whose link.
  purpose      text not null check (purpose in ('sign_in', 'email')),          -- What it does.
  email        kit.email,                                                      -- The new address it confirms.
  token_hash   bytea not null,                                                 -- SHA-256 of the token in the link. @secret
  expires_at   timestamptz not null,                                           -- After this it no longer works.
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  primary key (org_id, id)
);
create unique index mailed_links_token_idx on identity.mailed_links (token_hash);
select kit.refers('identity.mailed_links', 'user_id', 'identity.users', 'cascade');
select kit.private('identity.mailed_links');

-- A person's second factor: an app that shows codes. Its secret is derived from the master key and this id, not stored.
create table identity.second_factors (
  org_id       uuid not null,
  id           uuid not null,
  user_id      uuid not null,                                                  -- Whose.
  confirmed_at timestamptz,                                                    -- When a first code was right; asked for from then on.
  last_step    bigint not null default 0,                                      -- The half minute of the last code taken; none is taken twice.
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  primary key (org_id, id)
);
select kit.refers('identity.second_factors', 'user_id', 'identity.users', 'cascade', uniquely => true);
select kit.private('identity.second_factors');

-- What a person signs in with who lost the app: each code works once.
create table identity.recovery_codes (
  org_id       uuid not null,
  id           uuid not null default kit.new_id(),
  user_id      uuid not null,                                                  -- Whose.
  code_hash    bytea not null,                                                 -- Keyed hash of the code. @secret
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  primary key (org_id, id)
);
select kit.refers('identity.recovery_codes', 'user_id', 'identity.users', 'cascade');
select kit.private('identity.recovery_codes');

-- A passkey's challenge that was answered, until it is too old anyway: none is answered twice.
create table identity.answered_challenges (
  org_id       uuid not null,
  id           uuid not null default kit.new_id(),
  challenge    bytea not null,                                                 -- The challenge.
  expires_at   timestamptz not null,                                           -- After this it is refused for its age.
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  primary key (org_id, id),
  constraint answered_challenges_taken unique (org_id, challenge)              -- This challenge was answered before.
);
select kit.private('identity.answered_challenges');

-- An API key works while its owner may sign in, and makes nobody an admin whose owner is none.
create or replace function identity.is_good(k identity.api_keys) returns boolean language sql stable
  set search_path = pg_catalog return k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
  and (k.user_id is null or exists (
    select from identity.users u where u.org_id = k.org_id and u.id = k.user_id and u.status = 'active'))
  and (k.owner_id is null or exists (
    select from identity.users u where u.org_id = k.org_id and u.id = k.owner_id and u.status = 'active'
       and (u.role = 'admin' or k.role <> 'admin')));
comment on function identity.is_good(identity.api_keys) is 'Whether an API key opens anything now.';

-- Every server process forgets at once what it knew of people when a role, a session or a key changes.
create or replace function identity.tell_access() returns trigger language plpgsql as $$
begin
  perform pg_notify('throughline_access', coalesce(new.org_id, old.org_id)::text);
  return null;
end $$;
comment on function identity.tell_access() is 'Tells every server process that somebody''s access changed.';
create or replace trigger tell_access after update on identity.sessions for each row
  when (new.ended_at is distinct from old.ended_at) execute function identity.tell_access();
create or replace trigger tell_access after update on identity.api_keys for each row
  when ((new.revoked_at, new.owner_id) is distinct from (old.revoked_at, old.owner_id))
  execute function identity.tell_access();
create or replace trigger tell_access after update on identity.users for each row
  when ((new.role, new.status, new.client_id, new.candidate_id)
        is distinct from (old.role, old.status, old.client_id, old.candidate_id))
  execute function identity.tell_access();
create or replace trigger tell_leaving after delete on identity.users for each row
  execute function identity.tell_access();
create or replace trigger tell_access after insert or update on identity.system_settings for each row
  when (new.key in ('MAINTENANCE_MODE', 'public.host')) execute function identity.tell_access();
create or replace trigger tell_leaving after delete on identity.system_settings for each row
  when (old.key in ('MAINTENANCE_MODE', 'public.host')) execute function identity.tell_access();
