-- Passkeys, and which of their challenges were answered.

create table identity.passkeys (
  org_id          uuid not null default kit.org_id(),
  id              uuid not null default kit.new_id(),
  user_id         uuid not null,
  name            text not null check (name <> '' and length(name) <= 100),
  credential_id   bytea not null,
  public_key      bytea not null,
  algorithm       integer not null,
  transports      text[] not null default '{}',
  sign_count      bigint not null default 0,
  backup_eligible boolean not null,
  backed_up       boolean not null,
  last_used_at    timestamptz,
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now(),
  primary key (org_id, id)
);
create unique index passkeys_credential_idx on identity.passkeys (credential_id);
alter table identity.passkeys add constraint passkeys_user_id_fkey foreign key (org_id, user_id)
  references identity.users (org_id, id) on delete cascade deferrable;
create index passkeys_user_id_idx on identity.passkeys (org_id, user_id);

create table identity.answered_challenges (
  org_id       uuid not null,
  id           uuid not null default kit.new_id(),
  challenge    bytea not null,
  expires_at   timestamptz not null,
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  primary key (org_id, id),
  constraint answered_challenges_taken unique (org_id, challenge)
);
select kit.private('identity.answered_challenges');
