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

-- Organisations that let people make their own account, and that this address belongs to; nobody's when it has one there.
create or replace function identity.open_to(email text) returns table (org_id uuid, name text)
  language sql stable as $$
  select o.org_id, o.name from identity.organizations o
    join identity.system_settings s on s.org_id = o.org_id and s.key = 'sign_up.is_open' and s.value = 'true'
   where split_part(lower(email), '@', 2) in (select lower(d) from unnest(o.allowed_email_domains) d)
     and not exists (select from identity.users u where u.org_id = o.org_id and lower(u.email) = lower(open_to.email))
$$;
comment on function identity.open_to(text) is 'Organisations in which somebody with this address may make an account.';
revoke execute on function identity.open_to(text) from public;
grant execute on function identity.open_to(text) to tl_auth;

-- Whether anybody may make an account: in this organisation, or in any.
create or replace function identity.takes_sign_ups(org uuid) returns boolean
  language sql stable as $$
  select exists (select from identity.organizations o
    join identity.system_settings s on s.org_id = o.org_id and s.key = 'sign_up.is_open' and s.value = 'true'
   where o.allowed_email_domains <> '{}' and (org is null or o.org_id = org))
$$;
comment on function identity.takes_sign_ups(uuid) is 'Whether people make accounts by themselves.';
revoke execute on function identity.takes_sign_ups(uuid) from public;
grant execute on function identity.takes_sign_ups(uuid) to tl_auth;

-- Somebody invites themselves: the letter that goes to the address is what confirms it. Who was invited already becomes what
-- the invitation says, everybody else staff.
create or replace function identity.sign_up(org uuid, email text, full_name text, token_hash bytea) returns void
  language plpgsql security definer set search_path = pg_catalog as $$
#variable_conflict use_column
begin
  if not exists (select from identity.open_to(sign_up.email) t where t.org_id = org) then return; end if;
  insert into identity.invitations as i (org_id, email, full_name, role, token_hash, invited_by)
  values (org, lower(sign_up.email), sign_up.full_name, 'staff', sign_up.token_hash, null)
  on conflict (org_id, lower(email)) where accepted_at is null do update
    -- What an admin said long ago says nothing of today.
    set role = case when i.expires_at > now() then i.role else 'staff' end,
        client_id = case when i.expires_at > now() then i.client_id end,
        candidate_id = case when i.expires_at > now() then i.candidate_id end,
        token_hash = excluded.token_hash, expires_at = now() + interval '7 days';
end $$;
comment on function identity.sign_up(uuid, text, text, bytea) is 'Invites who asks for an account.';
revoke execute on function identity.sign_up(uuid, text, text, bytea) from public;
grant execute on function identity.sign_up(uuid, text, text, bytea) to tl_auth;
