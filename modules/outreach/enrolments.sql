-- How a lead stands with a playbook.
-- @values active=Active answered=Answered
-- @tones active=info answered=good bounced=bad unsubscribed=bad stopped=warn
create type outreach.enrolment_status as enum ('active', 'answered', 'bounced', 'unsubscribed', 'stopped', 'finished');

-- A lead on its way through a playbook: which message comes next, and why there is none. @also(sequences)
-- @icon(route) @words(Sequence, Sequences) @menu(6) @named(lead_id, playbook_id) @board(status)
create table outreach.enrolments (
  org_id      uuid not null default kit.org_id(),
  id          uuid not null default kit.new_id(),
  lead_id     uuid not null,                                                   -- The lead. @list
  playbook_id uuid not null,                                                   -- The playbook. @list
  status      outreach.enrolment_status not null default 'active',             -- How it stands. @list @stamped
  step        smallint not null default 1,                                     -- The message that was drafted last. @list @stamped
  next_at     timestamptz,                                                     -- When the next message is drafted; empty while one waits, or when none comes. @list @stamped
  mailbox_id  uuid,                                                            -- The mailbox the first message left by; the others follow. @stamped
  ended_at    timestamptz,                                                     -- When it ended. @stamped
  reason      text,                                                            -- Why it ended. @stamped @long
  created_by  uuid default kit.user_id(),                                      -- Who began it. @list @stamped
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (org_id, id),
  constraint enrolments_once unique (org_id, lead_id, playbook_id)             -- This lead is in this playbook already.
);
create index enrolments_due_idx on outreach.enrolments (org_id, next_at) where status = 'active'
  and next_at is not null;
select kit.refers('outreach.enrolments', 'lead_id', 'crm.leads', 'cascade', indexed => false);
select kit.refers('outreach.enrolments', 'playbook_id', 'outreach.outreach_playbooks', 'cascade');
select kit.refers('outreach.enrolments', 'mailbox_id', 'outreach.mailboxes', 'set null');
select kit.refers('outreach.enrolments', 'created_by', 'identity.users', 'set null');
select kit.noun('outreach.enrolments', parents => '{lead_id}', own_when => 'row.created_by = (select kit.user_id())');

-- What was drafted in a sequence that is taken back does not leave.
create or replace function outreach.call_back_drafts() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
begin
  update outreach.outreach_drafts d set status = 'cancelled', send_at = null, reason = 'The sequence was taken back.'
   where d.org_id = old.org_id and d.enrolment_id = old.id and d.status in ('draft', 'approved') and d.claimed_at is null;
  return old;
end $$;
comment on function outreach.call_back_drafts() is 'Cancels the drafts of sequences that are taken back.';
create or replace trigger call_back_drafts before delete on outreach.enrolments for each row
  execute function outreach.call_back_drafts();
