-- Signing in: tries that come back with time, links by mail, second factors, owners of keys, invitations for outsiders.

drop index identity.sessions_former_idx;
alter table identity.sign_in_attempts drop column failures, drop column window_at;
alter table identity.sign_in_attempts add column regained_at timestamptz not null default now();

alter table identity.api_keys add column owner_id uuid, add column noted_at timestamptz, add column noted_from text;
alter table identity.api_keys add constraint api_keys_owner_id_fkey foreign key (org_id, owner_id)
  references identity.users (org_id, id) on delete cascade deferrable;
create index api_keys_owner_id_idx on identity.api_keys (org_id, owner_id);

alter type identity.audit_action add value 'login_failed';

alter table identity.invitations drop constraint invitations_role_check;
alter table identity.invitations add column client_id uuid, add column candidate_id uuid,
  add constraint invitations_client_named check ((role = 'client') = (client_id is not null)),
  add constraint invitations_candidate_named check ((role = 'candidate') = (candidate_id is not null));
alter table identity.invitations add constraint invitations_client_id_fkey foreign key (org_id, client_id)
  references crm.clients (org_id, id) on delete cascade deferrable;
create index invitations_client_id_idx on identity.invitations (org_id, client_id);
alter table identity.invitations add constraint invitations_candidate_id_fkey foreign key (org_id, candidate_id)
  references recruiting.candidates (org_id, id) on delete cascade deferrable;
create index invitations_candidate_id_idx on identity.invitations (org_id, candidate_id);

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
alter table identity.mailed_links add constraint mailed_links_user_id_fkey foreign key (org_id, user_id)
  references identity.users (org_id, id) on delete cascade deferrable;
create index mailed_links_user_id_idx on identity.mailed_links (org_id, user_id);
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
alter table identity.second_factors add constraint second_factors_user_id_fkey foreign key (org_id, user_id)
  references identity.users (org_id, id) on delete cascade deferrable;
alter table identity.second_factors add constraint second_factors_user_id_taken unique (org_id, user_id);
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
alter table identity.recovery_codes add constraint recovery_codes_user_id_fkey foreign key (org_id, user_id)
  references identity.users (org_id, id) on delete cascade deferrable;
create index recovery_codes_user_id_idx on identity.recovery_codes (org_id, user_id);
select kit.private('identity.recovery_codes');
