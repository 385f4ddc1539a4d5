-- How far each folder of a mailbox was read. No role reads it.
create table outreach.mail_places (
  org_id     uuid not null default kit.org_id(),
  id         uuid not null default kit.new_id(),
  mailbox_id uuid not null,                                                    -- The mailbox.
  folder     text not null,                                                    -- Its folder.
  validity   bigint not null,                                                  -- The numbers below hold as long as the mail server says this.
  last_uid   bigint not null default 0,                                        -- The number of the last message that was read.
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id),
  constraint mail_places_once unique (org_id, mailbox_id, folder)              -- A folder has one place.
);
select kit.refers('outreach.mail_places', 'mailbox_id', 'outreach.mailboxes', 'cascade', indexed => false);
select kit.private('outreach.mail_places');

-- The messages that were read, by the hash of their Message-ID: however many mailboxes hold one, it is heard once.
create table outreach.heard_messages (
  org_id     uuid not null default kit.org_id(),
  id         uuid not null default kit.new_id(),
  mailbox_id uuid not null,                                                    -- The mailbox it was read in first.
  key        bytea not null,                                                   -- Hash of its Message-ID. @secret
  became     text not null,                                                    -- What it was: answered, bounced, …, kept, nothing, parked.
  parked     text,                                                             -- Why it could not be read.
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id),
  constraint heard_messages_once unique (org_id, key)                          -- A message is heard once.
);
create index heard_messages_mailbox_idx on outreach.heard_messages (org_id, mailbox_id, created_at);
select kit.refers('outreach.heard_messages', 'mailbox_id', 'outreach.mailboxes', 'cascade', indexed => false);
select kit.private('outreach.heard_messages');

-- Where reading a folder goes on. Another server, or another numbering, begins anew; nothing is heard twice all the same.
create or replace function outreach.mail_place(mailbox uuid, named text, numbering bigint) returns bigint
language plpgsql security definer set search_path = pg_catalog as $$
declare
  place outreach.mail_places;
begin
  insert into outreach.mail_places as p (mailbox_id, folder, validity) values (mailbox, named, numbering)
    on conflict on constraint mail_places_once do update
      set last_uid = case when p.validity = excluded.validity then p.last_uid else 0 end, validity = excluded.validity
    returning * into place;
  return place.last_uid;
end $$;
comment on function outreach.mail_place(uuid, text, bigint) is 'Where reading a folder goes on.';
revoke execute on function outreach.mail_place(uuid, text, bigint) from public;
grant execute on function outreach.mail_place(uuid, text, bigint) to tl_system;

-- Takes a message to be heard, in the transaction that hears it: "new" when it is this caller's, "known" when it was
-- heard before, in this mailbox or another, and "gone" when another process has come further.
create or replace function outreach.take_message(mailbox uuid, named text, numbering bigint, uid bigint, hash bytea)
returns text language plpgsql security definer set search_path = pg_catalog as $$
begin
  update outreach.mail_places p set last_uid = uid where p.org_id = kit.org_id() and p.mailbox_id = mailbox
    and p.folder = named and p.validity = numbering and p.last_uid < uid;
  if not found then return 'gone'; end if;
  insert into outreach.heard_messages (mailbox_id, key, became) values (mailbox, hash, 'nothing')
    on conflict on constraint heard_messages_once do nothing;
  return case when found then 'new' else 'known' end;
end $$;
comment on function outreach.take_message(uuid, text, bigint, bigint, bytea) is 'Takes a message to be heard, once.';
revoke execute on function outreach.take_message(uuid, text, bigint, bigint, bytea) from public;
grant execute on function outreach.take_message(uuid, text, bigint, bigint, bytea) to tl_system;

-- What became of a message that was taken.
create or replace function outreach.message_became(hash bytea, what text, why text default null) returns void
language sql security definer set search_path = pg_catalog as $$
  update outreach.heard_messages h set became = what, parked = left(why, 300)
   where h.org_id = kit.org_id() and h.key = hash
$$;
comment on function outreach.message_became(bytea, text, text) is 'Says what became of a message.';
revoke execute on function outreach.message_became(bytea, text, text) from public;
grant execute on function outreach.message_became(bytea, text, text) to tl_system;

-- What a mailbox heard in the last days, by what it was; and why messages could not be read.
create or replace function outreach.mailbox_heard(mailbox uuid, days integer default 30)
returns table (became text, messages bigint, why text) language sql stable security definer
  set search_path = pg_catalog as $$
  select h.became, count(*), max(h.parked) from outreach.heard_messages h
   where h.org_id = kit.org_id() and h.mailbox_id = mailbox and h.created_at > now() - make_interval(days => days)
   group by 1 order by 2 desc, 1
$$;
comment on function outreach.mailbox_heard(uuid, integer) is 'What a mailbox heard.';
revoke execute on function outreach.mailbox_heard(uuid, integer) from public;
grant execute on function outreach.mailbox_heard(uuid, integer) to tl_admin, tl_manager, tl_consultant, tl_staff,
  tl_sales, tl_recruiter, tl_viewer, tl_system;

-- A job that reads the mailbox then, and that nobody takes before this transaction ends; else there is another.
create or replace function outreach.ask_to_read(mailbox uuid, due timestamptz) returns void language plpgsql
security definer set search_path = pg_catalog as $$
begin
  perform from identity.background_jobs j where j.org_id = kit.org_id() and j.verb = 'read_mailbox'
    and j.status = 'waiting' and j.input ->> 'mailbox' = mailbox::text and j.run_at <= due
    limit 1 for update skip locked;
  if not found then
    insert into identity.background_jobs (verb, input, user_id, run_at, queue)
      values ('read_mailbox', jsonb_build_object('mailbox', mailbox), null, due, 'work');
  end if;
  if due <= now() then perform pg_notify('throughline_work', ''); end if;
end $$;
comment on function outreach.ask_to_read(uuid, timestamptz) is 'Puts reading a mailbox on the list.';
revoke execute on function outreach.ask_to_read(uuid, timestamptz) from public;
grant execute on function outreach.ask_to_read(uuid, timestamptz) to tl_system;

-- A mailbox that is read from now on is read at once; one whose server changed begins anew.
create or replace function outreach.read_from() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
begin
  if tg_op = 'UPDATE' and (new.read_host, coalesce(new.read_username, new.username))
    is distinct from (old.read_host, coalesce(old.read_username, old.username)) then
    delete from outreach.mail_places p where p.org_id = new.org_id and p.mailbox_id = new.id;
  end if;
  if new.is_read and new.is_active and (tg_op = 'INSERT' or not old.is_read or not old.is_active
    or new.read_password is distinct from old.read_password) and new.read_password is not null then
    perform outreach.ask_to_read(new.id, now());
  end if;
  return null;
end $$;
comment on function outreach.read_from() is 'Has a mailbox read.';
create or replace trigger read_from after insert or update of is_read, is_active, read_host, read_username, username,
  read_password on outreach.mailboxes for each row execute function outreach.read_from();
