-- A part of the portal a client may see.
create type crm.portal_section as enum ('projects', 'tasks', 'timeline', 'status');

-- A client's own window on its projects, opened by a link. The token is shown once and kept only as a hash. @also(portal_access)
-- @icon(globe) @words(Client portal access, Client portal access)
create table crm.client_portal_access (
  org_id             uuid not null default kit.org_id(),
  id                 uuid not null default kit.new_id(),
  client_id          uuid not null,                                            -- The client. @list
  access_token       bytea,                                                    -- SHA-256 of the token in the link. @secret
  expires_at         timestamptz,                                              -- When the link stops working; empty means never. @list
  password_protected boolean not null generated always as (password_hash is not null) stored, -- Whether a password is asked as well.
  password_hash      text,                                                     -- Argon2id hash of the password. @secret
  allowed_sections   crm.portal_section[] not null default '{projects,tasks,timeline,status}', -- What the client may see. @list
  created_by         uuid default kit.user_id(),                               -- Who opened the portal. @stamped
  last_accessed_at   timestamptz,                                              -- When the client last looked. @list @stamped
  created_at         timestamptz not null default now(),
  updated_at         timestamptz not null default now(),
  primary key (org_id, id)
);
create unique index client_portal_access_token_taken on crm.client_portal_access (access_token);
select kit.refers('crm.client_portal_access', 'client_id', 'crm.clients', 'cascade', uniquely => true);
select kit.refers('crm.client_portal_access', 'created_by', 'identity.users', 'set null');
select kit.noun('crm.client_portal_access');
comment on constraint client_portal_access_client_id_taken on crm.client_portal_access is 'This client already has a portal.';

-- Before a visitor is known to be of the client, the server looks the link up.
create policy sign_in_reads on crm.client_portal_access for select to tl_auth using (true);
grant select (org_id, id, client_id, access_token, expires_at, password_hash,
  allowed_sections) on crm.client_portal_access to tl_auth;
