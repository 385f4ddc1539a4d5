-- A number of the WhatsApp Business Cloud API messages leave by. Its secrets are set by a verb of its own and read by
-- nobody. @also(whatsapp)
-- @icon(message-square) @words(WhatsApp number, WhatsApp numbers) @menu(8) @named(name, shown_as)
create table outreach.whatsapp_numbers (
  org_id        uuid not null default kit.org_id(),
  id            uuid not null default kit.new_id(),
  name          text not null check (trim(name) <> '' and length(name) <= 100), -- What it is called here. @list
  number_id     text not null check (number_id ~ '^[0-9]{5,30}$'),             -- Its phone number ID, as Meta shows it; not the number itself. @list
  address       kit.url not null default 'https://graph.facebook.com/v23.0',   -- Where the Cloud API is asked, with its version.
  token         kit.pii,                                                       -- Access token. @secret
  app_secret    kit.pii,                                                       -- App secret, by which what WhatsApp tells us is known to be from it. @secret
  shown_as      text check (length(shown_as) <= 100),                          -- Number and name people see. @list @stamped
  per_day       integer not null default 200 check (per_day between 1 and 100000), -- Messages in 24 hours at most. @list
  per_hour      integer not null default 40 check (per_hour between 1 and 50000), -- Messages in an hour at most. @list
  is_active     boolean not null default true,                                 -- It sends. @list
  verified_at   timestamptz,                                                   -- When WhatsApp last knew it; it sends nothing before. @list @stamped
  heard_at      timestamptz,                                                   -- When WhatsApp last told us something. @list @stamped
  failure       text,                                                          -- Why it could not. @list @stamped @long
  created_at    timestamptz not null default now(),
  updated_at    timestamptz not null default now(),
  primary key (org_id, id),
  constraint whatsapp_numbers_taken unique (org_id, number_id)                 -- This number is here already.
);
select kit.noun('outreach.whatsapp_numbers', label => 'name');

-- A token goes where it was given for. What changed is verified before it sends.
create or replace function outreach.keep_whatsapp_number() returns trigger language plpgsql as $$
begin
  if kit.is_server() and not kit.undoing() and new.verified_at is distinct from old.verified_at then return new; end if;
  if (new.number_id, new.address) is distinct from (old.number_id, old.address) then
    new.token := case when not kit.undoing() and new.token is distinct from old.token then new.token end;
    new.verified_at := null;
    new.shown_as := null;
  end if;
  return new;
end $$;
comment on function outreach.keep_whatsapp_number() is 'Forgets a token when the address it is for changes.';
create or replace trigger keep_whatsapp_number before update on outreach.whatsapp_numbers for each row
  execute function outreach.keep_whatsapp_number();
create or replace trigger send_from after update of verified_at, is_active, per_day, per_hour
  on outreach.whatsapp_numbers for each row when (new.verified_at is not null and new.is_active)
  execute function outreach.send_from();

-- What the sender and the listener need of a number, with what is sealed.
create or replace function outreach.whatsapp_secrets(number uuid, out token bytea, out app_secret bytea) language sql
  stable security definer set search_path = pg_catalog as $$
  select n.token::bytea, n.app_secret::bytea from outreach.whatsapp_numbers n where n.org_id = kit.org_id() and n.id = number
$$;
comment on function outreach.whatsapp_secrets(uuid) is 'What of a number is sealed.';
revoke execute on function outreach.whatsapp_secrets(uuid) from public;
grant execute on function outreach.whatsapp_secrets(uuid) to tl_system;

-- The link WhatsApp tells us things by goes with its number.
create or replace trigger drop_guest_links after delete on outreach.whatsapp_numbers
  referencing old table as gone for each statement execute function identity.drop_guest_links('whatsapp_numbers');
