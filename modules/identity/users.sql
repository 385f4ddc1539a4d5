-- What a person may do. The scopes of each role are in access.sql.
create type identity.user_role as enum ('admin', 'manager', 'consultant', 'recruiter', 'sales', 'staff', 'viewer', 'client', 'candidate');

-- Whether a person may sign in.
create type identity.user_status as enum ('active', 'inactive');

-- A person who signs in. @also(profiles)
create table identity.users (
  org_id         uuid not null default kit.org_id(),
  id             uuid not null default kit.new_id(),
  email          kit.email not null,                                           -- Sign-in address. @list
  full_name      text not null check (full_name <> ''),                        -- Name as shown to colleagues. @list @also(name)
  role           identity.user_role not null default 'staff',                  -- What the person may do. @list
  status         identity.user_status not null default 'active',               -- Inactive people can't sign in; their work stays. @list
  avatar_url     kit.url,                                                      -- Picture.
  is_verified    boolean not null default false,                               -- The address was confirmed. @stamped
  client_id      uuid,                                                         -- For role client: the client this person belongs to.
  candidate_id   uuid,                                                         -- For role candidate: this person's profile.
  password_hash  text,                                                         -- Argon2id (or imported bcrypt) hash. @secret
  last_login_at  timestamptz,                                                  -- When the person last signed in. @list @stamped @also(last_login)
  last_active_at timestamptz,                                                  -- When the person last did anything. @stamped
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now(),
  primary key (org_id, id),
  constraint users_client_role_needs_client check (role <> 'client' or client_id is not null), -- A user with role client needs the client they belong to.
  constraint users_outsider_is_not_member check (client_id is null or role = 'client')          -- Only users with role client belong to a client.
);
create unique index users_email_taken on identity.users (org_id, lower(email));
create index users_email_idx on identity.users (lower(email));
create index users_role_idx on identity.users (org_id, role);
select kit.refers('identity.users', 'client_id', 'crm.clients', 'restrict');
select kit.refers('identity.users', 'candidate_id', 'recruiting.candidates', 'set null');
select kit.noun('identity.users', own_when => 'row.id = (select kit.user_id())', label => 'full_name');

-- An address outside the organisation's domains is refused, and nobody raises their own role.
create or replace function identity.check_user() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
declare
  domains text[];
begin
  select allowed_email_domains into domains from identity.organizations where org_id = new.org_id;
  if domains <> '{}' and new.role not in ('client', 'candidate') and not split_part(lower(new.email), '@', 2) = any (domains)
     and (tg_op = 'INSERT' or new.email <> old.email or new.role <> old.role) then
    raise exception using errcode = '23514', constraint = 'users_email_domain_allowed',
      message = format('The address %s is outside the organisation''s domains.', new.email),
      hint = 'Allowed: ' || array_to_string(domains, ', ') || '. An admin can change allowed_email_domains.';
  end if;
  if tg_op = 'UPDATE' and new.id = kit.user_id() and (new.role, new.status, new.client_id, new.candidate_id) is distinct from (old.role, old.status, old.client_id, old.candidate_id) then
    raise exception using errcode = '42501', message = 'Nobody changes their own role or status.', hint = 'Ask another admin.';
  end if;
  return new;
end $$;
comment on function identity.check_user() is 'Keeps addresses inside the allowed domains and roles out of their holder''s hands.';
create or replace trigger check_user before insert or update on identity.users for each row execute function identity.check_user();

-- Nobody chooses the id of an account.
revoke insert (id) on identity.users from tl_admin;
grant insert (id) on identity.users to tl_importer;

-- Sign-in looks a person up before anybody is known, across organisations; it may touch nothing else of a user.
create policy sign_in_reads on identity.users for select to tl_auth using (true);
create policy sign_in_updates on identity.users for update to tl_auth using (true);
grant select on identity.users to tl_auth;
grant update (password_hash, last_login_at, last_active_at) on identity.users to tl_auth;
