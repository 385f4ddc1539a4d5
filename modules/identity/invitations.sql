-- An invitation to join the organisation: a link that works once, until it expires.
-- @icon(user-plus) @named(email)
create table identity.invitations (
  org_id      uuid not null default kit.org_id(),
  id          uuid not null default kit.new_id(),
  email       kit.email not null,                                              -- Who is invited. @list
  full_name   text,                                                            -- Their name, if known. @list
  role        identity.user_role not null default 'consultant',                -- What they will be. @list
  client_id   uuid,                                                            -- For role client: the client they belong to.
  candidate_id uuid,                                                           -- For role candidate: their profile. @of(recruiting)
  token_hash  bytea,                                                           -- SHA-256 of the link's token. @secret
  expires_at  timestamptz not null default now() + interval '7 days',          -- After this the link no longer works. @list
  accepted_at timestamptz,                                                     -- When they joined. @list @stamped
  invited_by  uuid default kit.user_id(),                                      -- Who invited them. @list @stamped
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (org_id, id),
  constraint invitations_client_named check ((role = 'client') = (client_id is not null)),          -- An invitation as client names the client the person belongs to, and only that one does.
  constraint invitations_candidate_named check ((role = 'candidate') = (candidate_id is not null))  -- An invitation as candidate names the person's profile, and only that one does.
);
create unique index invitations_token_idx on identity.invitations (token_hash);
create unique index invitations_open_once on identity.invitations (org_id, lower(email)) where accepted_at is null;
select kit.refers('identity.invitations', 'invited_by', 'identity.users', 'set null');
select kit.refers('identity.invitations', 'client_id', 'crm.clients', 'cascade');
select kit.refers('identity.invitations', 'candidate_id', 'recruiting.candidates', 'cascade');
select kit.noun('identity.invitations', label => 'email');

-- Sign-in opens the link before anybody is known.
create policy sign_in_accepts on identity.invitations to tl_auth using (true) with check (true);
grant select, update on identity.invitations to tl_auth;

-- Who could not become a user is not invited.
create or replace function identity.check_invitation() returns trigger
  language plpgsql security definer set search_path = pg_catalog as $$
begin
  perform identity.check_domain(new.org_id, new.email, new.role);
  if new.role = 'admin' then perform identity.check_maker(); end if;
  return new;
end $$;
comment on function identity.check_invitation() is 'Refuses invitations to addresses outside the allowed domains.';
create or replace trigger check_invitation before insert or update of email, role on identity.invitations
  for each row execute function identity.check_invitation();
