-- How a connection to a mail server is kept private.
-- @values tls='TLS from the first byte' starttls=STARTTLS none=None
create type outreach.mail_security as enum ('tls', 'starttls', 'none');

-- How one signs in to read. @values token='Token (OAuth)'
create type outreach.mail_login as enum ('password', 'token');

-- What of the mail with people we know goes to their timelines, beside the answers to our messages.
-- @values answers='Answers only' headers='Subjects, no texts' everything='Everything'
create type outreach.mail_kept as enum ('answers', 'headers', 'everything');

-- A mailbox messages leave by, and answers are read from: of a person, or shared by all. Its passwords are set by a verb
-- of its own and read by nobody.
-- @icon(at-sign) @words(Mailbox, Mailboxes) @menu(7) @named(name, address)
create table outreach.mailboxes (
  org_id        uuid not null default kit.org_id(),
  id            uuid not null default kit.new_id(),
  user_id       uuid default kit.user_id(),                                    -- Whose it is; everybody's when empty. @list
  name          text not null check (trim(name) <> '' and length(name) <= 100), -- What it is called here. @list
  address       kit.email not null,                                            -- The address it writes from. @list
  from_name     text check (length(from_name) <= 100),                         -- The name beside the address; the person's when empty.
  host          text not null check (host ~ '^[A-Za-z0-9]([A-Za-z0-9.:-]{0,252}[A-Za-z0-9])?$'), -- Mail server for sending (SMTP), such as smtp.example.com.
  port          integer not null default 587 check (port between 1 and 65535), -- Its port: 587 for STARTTLS, 465 for TLS.
  security      outreach.mail_security not null default 'starttls',            -- How the connection is kept private.
  username      text check (length(username) <= 320),                          -- Name it signs in with; none where no sign-in is asked.
  password      kit.pii,                                                       -- Password. @secret
  signature     text check (length(signature) <= 2000),                        -- What stands below every message. @long
  per_day       integer not null default 50 check (per_day between 1 and 10000), -- Messages in 24 hours at most. @list
  per_hour      integer not null default 10 check (per_hour between 1 and 5000), -- Messages in an hour at most. @list
  ramp_from     integer not null default 10 check (ramp_from between 1 and 10000), -- Messages in 24 hours on its first day.
  ramp_by       integer not null default 5 check (ramp_by between 0 and 10000), -- So many more each day, up to the limit.
  ramp_start_date date not null default current_date,                         -- Its first day.
  dkim_domain   text check (dkim_domain ~ '^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$'), -- Domain that signs (DKIM); its mail server signs when empty.
  dkim_selector text check (dkim_selector ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$'), -- Selector of the key in the DNS.
  dkim_key      kit.pii,                                                       -- Private key that signs. @secret
  is_active     boolean not null default true,                                 -- It sends. @list
  verified_at   timestamptz,                                                   -- When it last sent to itself; it sends nothing before. @list @stamped
  failure       text,                                                          -- Why it could not. @list @stamped @long
  created_at    timestamptz not null default now(),
  updated_at    timestamptz not null default now(),
  is_read       boolean not null default false,                                -- What arrives is read: answers, bounces and absences are heard. @list @group(Reading) @label(Read what arrives)
  read_host     text check (read_host ~ '^[A-Za-z0-9]([A-Za-z0-9.:-]{0,252}[A-Za-z0-9])?$'), -- Mail server for reading (IMAP), such as imap.example.com. @group(Reading) @label(Server for reading)
  read_port     integer not null default 993 check (read_port between 1 and 65535), -- Its port: 993 for TLS, 143 for STARTTLS. @group(Reading) @label(Port for reading)
  read_security outreach.mail_security not null default 'tls',                 -- How the connection is kept private. @group(Reading) @label(Security for reading)
  read_login    outreach.mail_login not null default 'password',               -- How it signs in for reading. @group(Reading) @label(Signs in with)
  read_username text check (length(read_username) <= 320),                     -- Name it signs in with for reading; the one for sending when empty. @group(Reading) @label(Name for reading)
  read_password kit.pii,                                                       -- Password or token for reading. @secret
  inbox_folder  text not null default 'INBOX' check (trim(inbox_folder) <> '' and length(inbox_folder) <= 200), -- Folder of what comes in. No other is read, but that of what was sent. @group(Reading)
  sent_folder   text check (length(sent_folder) <= 200),                       -- Folder of what was sent; found by itself when empty. @group(Reading)
  read_minutes  integer not null default 5 check (read_minutes between 1 and 1440), -- Minutes from one reading to the next. @group(Reading) @label(Minutes between readings)
  keeps         outreach.mail_kept not null default 'answers',                 -- What of the mail with people we know goes to their timelines. @group(Privacy) @label(Kept on timelines)
  is_shared     boolean not null default false,                                -- Colleagues read its mail on timelines; else its owner alone. @group(Privacy) @label(Shared with colleagues)
  never_domains jsonb not null default '[]',                                   -- Domains whose mail never goes to timelines, beside the organisation's own. @group(Privacy) @several() @label(Never these domains)
  last_read_at  timestamptz,                                                   -- When it was read last. @list @stamped
  read_failure  text,                                                          -- Why it could not be read. @stamped @long
  primary key (org_id, id),
  constraint mailboxes_address_taken unique (org_id, address),                 -- There is a mailbox of this address already.
  constraint mailboxes_read_host check (not is_read or read_host is not null)  -- Enter the mail server it is read from (IMAP).
);
select kit.refers('outreach.mailboxes', 'user_id', 'identity.users', 'cascade');
select kit.noun('outreach.mailboxes', label => 'name');
select kit.shaped('outreach.mailboxes', 'never_domains', 'kit.is_words', 'Domains: a list such as ["family.example"].');

-- A password is for the server it was given for; another server never hears it. What changed is tried before it sends.
create or replace function outreach.keep_mailbox() returns trigger language plpgsql as $$
begin
  -- Whose mail it is says who reads it.
  if old.user_id is not null and old.user_id is distinct from kit.user_id() and (not kit.is_server() or kit.undoing())
    and (new.user_id, new.is_shared, new.keeps, new.inbox_folder, new.sent_folder, new.never_domains)
      is distinct from (old.user_id, old.is_shared, old.keeps, old.inbox_folder, old.sent_folder, old.never_domains) then
    raise exception using errcode = '42501', column = 'user_id',
      message = 'What of its mail is read, and who sees it, is its owner''s to say.',
      hint = 'Ask them, or delete the mailbox and connect another one.';
  end if;
  if new.user_id is distinct from old.user_id then new.read_password := null; end if;
  if (new.read_host, new.read_port, new.read_security, new.read_login, coalesce(new.read_username, new.username))
    is distinct from (old.read_host, old.read_port, old.read_security, old.read_login,
      coalesce(old.read_username, old.username)) then
    new.read_password := case when not kit.undoing() and new.read_password is distinct from old.read_password then new.read_password end;
    new.read_failure := null;
  end if;
  if kit.is_server() and not kit.undoing() and new.verified_at is distinct from old.verified_at then return new; end if;
  if (new.host, new.port, new.security, new.username) is distinct from (old.host, old.port, old.security,
    old.username) then
    new.password := case when not kit.undoing() and new.password is distinct from old.password then new.password end;
    new.verified_at := null;
  end if;
  if new.address is distinct from old.address then new.verified_at := null; end if;
  if new.dkim_domain is distinct from old.dkim_domain and new.dkim_key is not distinct from old.dkim_key then
    new.dkim_key := null; end if;
  return new;
end $$;
comment on function outreach.keep_mailbox() is 'Forgets a password when the server it is for changes.';
create or replace trigger keep_mailbox before update on outreach.mailboxes for each row
  execute function outreach.keep_mailbox();

-- What a mailbox may send in the 24 hours before a moment: it begins small and grows day by day.
create or replace function outreach.day_limit(m outreach.mailboxes, ramp_days integer) returns integer language sql
  immutable parallel safe return least(m.per_day::bigint, m.ramp_from + m.ramp_by::bigint * greatest(ramp_days,
    0))::integer;
comment on function outreach.day_limit(outreach.mailboxes,
  integer) is 'What a mailbox may send in a day, so many days after its first.';

-- What sender and reader need of a mailbox, with what is sealed.
create or replace function outreach.mailbox_secrets(mailbox uuid, out password bytea, out dkim_key bytea,
  out read_password bytea) language sql stable security definer set search_path = pg_catalog as $$
  select m.password::bytea, m.dkim_key::bytea, m.read_password::bytea from outreach.mailboxes m where m.org_id = kit.org_id() and m.id = mailbox
$$;
comment on function outreach.mailbox_secrets(uuid) is 'What of a mailbox is sealed.';
revoke execute on function outreach.mailbox_secrets(uuid) from public;
grant execute on function outreach.mailbox_secrets(uuid) to tl_system;
