-- Signing in: tries that come back with time, links by mail, second factors, owners of keys, invitations for outsiders.

drop index identity.sessions_former_idx;
alter table identity.sign_in_attempts drop column failures, drop column window_at;
alter table identity.sign_in_attempts add column regained_at timestamptz not null default now();

alter table identity.api_keys add column owner_id uuid, add column noted_at timestamptz, add column noted_from text;
select kit.refers('identity.api_keys', 'owner_id', 'identity.users', 'cascade');

alter type identity.audit_action add value 'login_failed';

alter table identity.invitations drop constraint invitations_role_check;
alter table identity.invitations add column client_id uuid, add column candidate_id uuid,
  add constraint invitations_client_named check ((role = 'client') = (client_id is not null)),
  add constraint invitations_candidate_named check ((role = 'candidate') = (candidate_id is not null));
select kit.refers('identity.invitations', 'client_id', 'crm.clients', 'cascade');
select kit.refers('identity.invitations', 'candidate_id', 'recruiting.candidates', 'cascade');

create table identity.mailed_links (
  org_id       uuid not null,
  id           uuid not null default kit.new_id(),
  user_id      uuid not null,
  purpose      text not null check (purpose in ('sign_in', 'email')),
  email        kit.email,
  token_hash   bytea not null,
  expires_at   timestamptz not null,
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  primary key (org_id, id)
);
create unique index mailed_links_token_idx on identity.mailed_links (token_hash);
select kit.refers('identity.mailed_links', 'user_id', 'identity.users', 'cascade');
select kit.private('identity.mailed_links');

create table identity.second_factors (
  org_id       uuid not null,
  id           uuid not null,
  user_id      uuid not null,
  confirmed_at timestamptz,
  last_step    bigint not null default 0,
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  primary key (org_id, id)
);
select kit.refers('identity.second_factors', 'user_id', 'identity.users', 'cascade', uniquely => true);
select kit.private('identity.second_factors');

create table identity.recovery_codes (
  org_id       uuid not null,
  id           uuid not null default kit.new_id(),
  user_id      uuid not null,
  code_hash    bytea not null,
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  primary key (org_id, id)
);
select kit.refers('identity.recovery_codes', 'user_id', 'identity.users', 'cascade');
select kit.private('identity.recovery_codes');
