-- An invitation to join the organisation: a link that works once, until it expires.
create table identity.invitations (
  org_id      uuid not null default kit.org_id(),
  id          uuid not null default kit.new_id(),
  email       kit.email not null,                                              -- Who is invited. @list
  full_name   text,                                                            -- Their name, if known. @list
  role        identity.user_role not null default 'consultant' check (role not in ('client', 'candidate')), -- What they will be. @list
  token_hash  bytea,                                                           -- SHA-256 of the link's token. @secret
  expires_at  timestamptz not null default now() + interval '7 days',          -- After this the link no longer works. @list
  accepted_at timestamptz,                                                     -- When they joined. @list @stamped
  invited_by  uuid default kit.user_id(),                                      -- Who invited them. @list @stamped
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (org_id, id)
);
create unique index invitations_token_idx on identity.invitations (token_hash);
create unique index invitations_open_once on identity.invitations (org_id, lower(email)) where accepted_at is null;
select kit.refers('identity.invitations', 'invited_by', 'identity.users', 'set null');
select kit.noun('identity.invitations', label => 'email');

-- Sign-in opens the link before anybody is known.
create policy sign_in_accepts on identity.invitations to tl_auth using (true) with check (true);
grant select, update on identity.invitations to tl_auth;
