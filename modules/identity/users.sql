-- What a person may do. The scopes of each role are in access.sql.
create type identity.user_role as enum ('admin', 'manager', 'consultant', 'recruiter', 'sales', 'staff', 'viewer',
  'client', 'candidate');

-- Whether a person may sign in.
-- @tones active=good inactive=warn
create type identity.user_status as enum ('active', 'inactive');

-- A person who signs in. @also(profiles)
-- @icon(user) @searched(full_name)
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
  candidate_id   uuid,                                                         -- For role candidate: this person's profile. @of(recruiting)
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

-- Whether an address lies in the organisation's domains, whatever the case; clients and candidates come from anywhere.
create or replace function identity.check_domain(org uuid, email text, role identity.user_role) returns void
  language plpgsql security definer set search_path = pg_catalog as $$
declare
  domains text[] := array(
    select lower(d) from identity.organizations o, unnest(o.allowed_email_domains) d where o.org_id = org);
begin
  if domains <> '{}' and role not in ('client', 'candidate') and split_part(lower(email), '@', 2) <> all (domains) then
    raise exception using errcode = '23514', constraint = 'users_email_domain_allowed',
      message = format('The address %s is outside the organisation''s domains.', email),
      hint = 'Allowed: ' || array_to_string(domains, ', ') || '. An admin can change allowed_email_domains.';
  end if;
end $$;
comment on function identity.check_domain(uuid, text, identity.user_role)
  is 'Refuses addresses outside the allowed domains.';

-- Whoever found a key could else make a person who makes keys.
create or replace function identity.check_maker() returns void language plpgsql stable
  set search_path = pg_catalog as $$
begin
  if kit.session_id() like 'key %' then
    raise exception using errcode = '42501', message = 'A key makes nobody an admin.',
      hint = 'An admin who is signed in can.';
  end if;
end $$;
comment on function identity.check_maker() is 'Refuses new admins to API keys.';

-- An address outside the organisation's domains is refused, nobody raises their own role, and nobody changes their own
-- address on the side: that takes the password and a confirmation. Who is deactivated has no sessions to come back to.
create or replace function identity.check_user() returns trigger
  language plpgsql security definer set search_path = pg_catalog as $$
declare
  moved boolean := tg_op = 'UPDATE' and lower(new.email) <> lower(old.email);
begin
  if tg_op = 'INSERT' or moved or new.role <> old.role then
    perform identity.check_domain(new.org_id, new.email, new.role);
  end if;
  if new.role = 'admin' and (tg_op = 'INSERT' or old.role <> 'admin') then perform identity.check_maker(); end if;
  if tg_op = 'INSERT' then return new; end if;
  if new.id = kit.user_id() then
    if (new.role, new.status, new.client_id, new.candidate_id)
       is distinct from (old.role, old.status, old.client_id, old.candidate_id) then
      raise exception using errcode = '42501', message = 'Nobody changes their own role or status.',
        hint = 'Ask another admin.';
    end if;
    if moved then
      raise exception using errcode = '42501',
        message = 'A new sign-in address needs your password and has to be confirmed.',
        hint = 'Change it at /admin/sessions, or by PUT /auth/v1/user with email and current_password.';
    end if;
  elsif moved and kit.user_id() is not null then
    new.is_verified := false;
  end if;
  -- Whichever way it changed, the former address hears of it.
  if moved then
    insert into identity.background_jobs (verb, input, user_id)
    values ('tell_former_address', jsonb_build_object('user', new.id, 'former', old.email, 'new', new.email), null);
  end if;
  if moved or new.status <> old.status then
    delete from identity.mailed_links l where l.org_id = new.org_id and l.user_id = new.id;
  end if;
  if new.status <> old.status then
    update identity.sessions s set ended_at = now()
     where s.org_id = new.org_id and s.user_id = new.id and s.ended_at is null;
    delete from identity.calendar_feeds f where f.org_id = new.org_id and f.user_id = new.id;
  end if;
  return new;
end $$;
comment on function identity.check_user() is 'Keeps addresses in the allowed domains, and roles out of their holder''s hands.';
create or replace trigger check_user before insert or update on identity.users for each row
  execute function identity.check_user();

-- Nobody chooses the id of an account.
revoke insert (id) on identity.users from tl_admin;
grant insert (id) on identity.users to tl_importer;

-- Sign-in looks a person up before anybody is known, across organisations; it may touch nothing else of a user.
create policy sign_in_reads on identity.users for select to tl_auth using (true);
create policy sign_in_updates on identity.users for update to tl_auth using (true);
grant select on identity.users to tl_auth;
grant update (password_hash, last_login_at, last_active_at) on identity.users to tl_auth;
