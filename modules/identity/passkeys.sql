-- A passkey: a person's device, or the keychain of several, that signs in instead of password and code.
-- @icon(key-round)
create table identity.passkeys (
  org_id          uuid not null default kit.org_id(),
  id              uuid not null default kit.new_id(),
  user_id         uuid not null,                                               -- Whose. @stamped
  name            text not null check (name <> '' and length(name) <= 100),    -- What its owner calls it, such as "Work laptop". @list
  credential_id   bytea not null,                                              -- The name the device knows it by. @secret
  public_key      bytea not null,                                              -- The key that verifies what the device signs (COSE). @secret
  algorithm       integer not null,                                            -- How the device signs (COSE), such as -7 for ES256. @stamped
  transports      text[] not null default '{}',                                -- How the device is reached, as the browser said. @stamped
  sign_count      bigint not null default 0,                                   -- Uses as the device counts them; 0 where it does not count. @stamped
  backup_eligible boolean not null,                                            -- Whether it may be copied to the owner's other devices. @stamped
  backed_up       boolean not null,                                            -- Whether it is kept on more than one device. @list @stamped
  last_used_at    timestamptz,                                                 -- When it last signed in. @list @stamped
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now(),
  primary key (org_id, id)
);
-- No key is anybody else's as well, whatever the organisation.
create unique index passkeys_credential_idx on identity.passkeys (credential_id);
select kit.refers('identity.passkeys', 'user_id', 'identity.users', 'cascade');
select kit.noun('identity.passkeys');

-- Sign-in finds, makes, counts and removes them; their owner reads and renames them.
create policy sign_in on identity.passkeys to tl_auth using (true) with check (true);
grant select, insert, update, delete on identity.passkeys to tl_auth;

-- Ten are enough for anybody, however many are made at once.
create or replace function identity.check_passkey() returns trigger
  language plpgsql security definer set search_path = pg_catalog as $$
begin
  perform from identity.users u where u.org_id = new.org_id and u.id = new.user_id for no key update;
  if (select count(*) from identity.passkeys p where p.org_id = new.org_id and p.user_id = new.user_id) >= 10 then
    raise exception using errcode = '23514', constraint = 'passkeys_are_few', message = 'You have ten passkeys.',
      hint = 'Remove one you no longer use.';
  end if;
  return new;
end $$;
comment on function identity.check_passkey() is 'Keeps a person''s passkeys at ten.';
create or replace trigger check_passkey before insert on identity.passkeys
  for each row execute function identity.check_passkey();
