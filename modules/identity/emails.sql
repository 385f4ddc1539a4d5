-- How far an e-mail has come. Unknown means: the connection broke after the message was handed over; it is not sent again by itself.
-- @tones sent=info failed=bad
create type identity.email_status as enum ('draft', 'queued', 'sending', 'sent', 'failed', 'unknown', 'cancelled');

-- An e-mail that waits, is under way or was sent. It is written in the same transaction as its cause.
-- @icon(mail) @words(E-mail, Outbox) @named(subject) @board(status) @card(recipient_name, sent_at)
create table identity.emails (
  org_id          uuid not null default kit.org_id(),
  id              uuid not null default kit.new_id(),
  recipient       kit.pii_email not null,                                      -- Address. @list
  recipient_index bytea,                                                       -- Blind index of the address. @secret
  recipient_name  text,                                                        -- Name of who receives it. @list
  subject         text not null check (subject <> '' and length(subject) <= 500), -- Subject. @list
  body            kit.pii not null,                                            -- Text.
  status          identity.email_status not null default 'draft',              -- How far it has come. @list
  kind            text not null default 'message',                             -- What it is: invoice, reminder, portal, message, security, key. @list
  file_id         uuid,                                                        -- The file sent with it.
  client_id       uuid,                                                        -- The client it goes to. @list
  invoice_id      uuid,                                                        -- The invoice it is about.
  attempts        integer not null default 0,                                  -- How often it was tried. @stamped
  send_at         timestamptz not null default now(),                          -- Not before.
  sent_at         timestamptz,                                                 -- When the mail server took it. @list @stamped
  error           text,                                                        -- Why it was not sent. @list @stamped @long
  created_by      uuid default kit.user_id(),                                  -- Who wrote it. @list @stamped
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now(),
  entity_type     text,                                                        -- The kind of record it is about. @stamped
  entity_id       uuid,                                                        -- The record it is about. @stamped
  calendar        kit.pii,                                                     -- An entry for calendars that goes with it (iCalendar). @stamped
  primary key (org_id, id)
);
create index emails_status_idx on identity.emails (org_id, status, send_at);
create index emails_recipient_idx on identity.emails (org_id, recipient_index);
create index emails_due_idx on identity.emails (send_at) where status = 'queued';
create index emails_under_way_idx on identity.emails (updated_at) where status = 'sending';
create index emails_entity_idx on identity.emails (org_id, entity_type, entity_id) where entity_id is not null;
create index emails_newest_idx on identity.emails (org_id, created_at desc, id desc);
select kit.refers('identity.emails', 'file_id', 'knowledge.files', 'set null');
select kit.refers('identity.emails', 'client_id', 'crm.clients', 'set null');
select kit.refers('identity.emails', 'invoice_id', 'delivery.invoices', 'set null');
select kit.refers('identity.emails', 'created_by', 'identity.users', 'set null');
select kit.noun('identity.emails', label => 'subject', own_when => 'row.created_by = (select kit.user_id())');

-- A message that is under way or was sent stays as it is; people hand drafts over and call queued ones back, the server does the rest.
create or replace function identity.guard_email() returns trigger language plpgsql as $$
begin
  if kit.is_server() or kit.undoing() then return coalesce(new, old); end if;
  if tg_op = 'DELETE' and old.status not in ('draft', 'cancelled', 'failed') or tg_op = 'UPDATE'
    and old.status in ('sending', 'sent') then
    raise exception using errcode = '23514', constraint = 'emails_sent_stay',
      message = format('This e-mail is %s; it can''t be changed.', old.status), hint = 'Write another.';
  end if;
  if tg_op <> 'DELETE' and new.status in ('sending', 'sent', 'unknown', 'failed')
    and (tg_op = 'INSERT' or new.status <> old.status) then
    raise exception using errcode = '42501', message = 'Only the server says whether an e-mail was sent.',
      hint = 'Set it to queued to have it sent, or to cancelled.';
  end if;
  if tg_op = 'UPDATE' and new.status = 'queued' and old.status in ('failed', 'unknown', 'cancelled')
    then new.attempts := 0; new.error := null; new.send_at := now(); end if;
  return coalesce(new, old);
end $$;
comment on function identity.guard_email() is 'Keeps what was sent as it was sent.';
create or replace trigger guard_email before insert or update or delete on identity.emails for each row
  execute function identity.guard_email();

-- The mailer looks across organisations for what is due; it sends each inside its own.
create policy mailer_looks on identity.emails for select to tl_auth using (true);
grant select (org_id, id, status, send_at, updated_at) on identity.emails to tl_auth;

-- A letter with a link that opens an account is for its reader alone; nobody else opens it here, whatever their role.
create policy keys_stay_sealed on identity.emails as restrictive
  to tl_admin, tl_manager, tl_consultant, tl_staff, tl_sales, tl_recruiter, tl_viewer
  using (kind <> 'key') with check (kind <> 'key');
