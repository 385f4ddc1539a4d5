-- Outreach: suppression that binds, however a value is written; an erased address stays suppressed by its hash.

alter type outreach.suppression_type add value 'erased';
create type outreach.suppression_origin as enum ('by_hand', 'import', 'unsubscribe', 'bounce', 'complaint', 'reply',
  'erasure');

create or replace function outreach.address_key(address text) returns text language sql immutable parallel safe return
  nullif(regexp_replace(regexp_replace(lower(trim(both ' <>' from address)), '^mailto:', ''),
    '^([^@+]+)\+[^@]*@', '\1@'), '');
create or replace function outreach.domain_key(place text) returns text language sql immutable parallel safe return
  nullif(regexp_replace(regexp_replace(regexp_replace(regexp_replace(lower(trim(both ' <>' from place)),
    '^(mailto:|[a-z][a-z0-9+.-]*://)', ''), '[/?#].*$', ''), '^.*@', ''), '^www\.|\.?(:[0-9]+)?$', '', 'g'), '');
create or replace function outreach.company_key(company text) returns text language sql immutable parallel safe return
  nullif(coalesce(nullif(trim(regexp_replace(regexp_replace(kit.plain_name(company), '\s+', ' ', 'g'),
    '( (se|ug|ohg|oy|ab|as|aps|spa|nv|sarl|sas|sl|pte|llp|lp))+\s*$', '')), ''), lower(trim(company))), '');

alter table outreach.suppression_entries
  add column origin outreach.suppression_origin not null default 'by_hand',
  add column created_by uuid default kit.user_id(),
  add column key text not null default '';
alter table outreach.suppression_entries no force row level security;
alter table outreach.suppression_entries disable trigger user;
-- What can't be read stays what it is.
update outreach.suppression_entries set key = coalesce(case type when 'email' then outreach.address_key(value)
  when 'domain' then outreach.domain_key(value) when 'company' then outreach.company_key(value) end, lower(value));
alter table outreach.suppression_entries drop constraint suppression_entries_taken;
-- Of several ways of writing the same, the oldest stays.
delete from outreach.suppression_entries s using outreach.suppression_entries o
 where o.org_id = s.org_id and o.type = s.type and o.key = s.key and (o.created_at, o.id) < (s.created_at, s.id);
alter table outreach.suppression_entries enable trigger user;
alter table outreach.suppression_entries force row level security;
alter table outreach.suppression_entries add constraint suppression_entries_taken unique (org_id, type, key);
alter table outreach.suppression_entries add constraint suppression_entries_created_by_fkey
  foreign key (org_id, created_by) references identity.users (org_id, id) on delete set null (created_by) deferrable;
create index suppression_entries_created_by_idx on outreach.suppression_entries (org_id, created_by);

create table outreach.hash_keys (
  org_id     uuid not null default kit.org_id(),
  id         uuid not null default kit.new_id(),
  key        bytea not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id),
  constraint hash_keys_once unique (org_id)
);

drop function if exists identity.erase_person(text, uuid, text);

-- Playbooks have channels and follow-ups; leads go through them one message after the other.
alter table outreach.outreach_playbooks add column channel outreach.channel not null default 'email',
  add column language text check (language ~ '^[a-z]{2}(-[A-Z]{2})?$');

create table outreach.playbook_steps (
  org_id           uuid not null default kit.org_id(),
  id               uuid not null default kit.new_id(),
  playbook_id      uuid not null,
  position         smallint not null default 2 check (position between 2 and 20),
  wait_days        smallint not null default 3 check (wait_days between 1 and 180),
  subject_template text,
  body_template    kit.markdown not null check (body_template <> ''),
  created_at       timestamptz not null default now(),
  updated_at       timestamptz not null default now(),
  primary key (org_id, id),
  constraint playbook_steps_taken unique (org_id, playbook_id, position)
);
alter table outreach.playbook_steps add constraint playbook_steps_playbook_id_fkey foreign key (org_id, playbook_id)
  references outreach.outreach_playbooks (org_id, id) on delete cascade deferrable;

create type outreach.mail_security as enum ('tls', 'starttls', 'none');
create table outreach.mailboxes (
  org_id        uuid not null default kit.org_id(),
  id            uuid not null default kit.new_id(),
  user_id       uuid default kit.user_id(),
  name          text not null check (trim(name) <> '' and length(name) <= 100),
  address       kit.email not null,
  from_name     text check (length(from_name) <= 100),
  host          text not null check (host ~ '^[A-Za-z0-9]([A-Za-z0-9.:-]{0,252}[A-Za-z0-9])?$'),
  port          integer not null default 587 check (port between 1 and 65535),
  security      outreach.mail_security not null default 'starttls',
  username      text check (length(username) <= 320),
  password      kit.pii,
  signature     text check (length(signature) <= 2000),
  per_day       integer not null default 50 check (per_day between 1 and 10000),
  per_hour      integer not null default 10 check (per_hour between 1 and 5000),
  ramp_from     integer not null default 10 check (ramp_from between 1 and 10000),
  ramp_by       integer not null default 5 check (ramp_by between 0 and 10000),
  ramp_start_date    date not null default current_date,
  dkim_domain   text check (dkim_domain ~ '^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$'),
  dkim_selector text check (dkim_selector ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$'),
  dkim_key      kit.pii,
  is_active     boolean not null default true,
  verified_at   timestamptz,
  failure       text,
  created_at    timestamptz not null default now(),
  updated_at    timestamptz not null default now(),
  primary key (org_id, id),
  constraint mailboxes_address_taken unique (org_id, address)
);
alter table outreach.mailboxes add constraint mailboxes_user_id_fkey foreign key (org_id, user_id)
  references identity.users (org_id, id) on delete cascade deferrable;
create index mailboxes_user_id_idx on outreach.mailboxes (org_id, user_id);

create type outreach.enrolment_status as enum ('active', 'answered', 'bounced', 'unsubscribed', 'stopped', 'finished');
create table outreach.enrolments (
  org_id      uuid not null default kit.org_id(),
  id          uuid not null default kit.new_id(),
  lead_id     uuid not null,
  playbook_id uuid not null,
  status      outreach.enrolment_status not null default 'active',
  step        smallint not null default 1,
  next_at     timestamptz,
  mailbox_id  uuid,
  ended_at    timestamptz,
  reason      text,
  created_by  uuid default kit.user_id(),
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (org_id, id),
  constraint enrolments_once unique (org_id, lead_id, playbook_id)
);
create index enrolments_due_idx on outreach.enrolments (org_id, next_at) where status = 'active' and next_at is not null;
alter table outreach.enrolments add constraint enrolments_lead_id_fkey foreign key (org_id, lead_id)
  references crm.leads (org_id, id) on delete cascade deferrable;
alter table outreach.enrolments add constraint enrolments_playbook_id_fkey foreign key (org_id, playbook_id)
  references outreach.outreach_playbooks (org_id, id) on delete cascade deferrable;
create index enrolments_playbook_id_idx on outreach.enrolments (org_id, playbook_id);
alter table outreach.enrolments add constraint enrolments_mailbox_id_fkey foreign key (org_id, mailbox_id)
  references outreach.mailboxes (org_id, id) on delete set null (mailbox_id) deferrable;
create index enrolments_mailbox_id_idx on outreach.enrolments (org_id, mailbox_id);
alter table outreach.enrolments add constraint enrolments_created_by_fkey foreign key (org_id, created_by)
  references identity.users (org_id, id) on delete set null (created_by) deferrable;
create index enrolments_created_by_idx on outreach.enrolments (org_id, created_by);

create type outreach.outcome as enum ('answered', 'bounced', 'complained', 'unsubscribed', 'out_of_office');
alter table outreach.outreach_drafts
  add column enrolment_id uuid,
  add column step smallint not null default 1,
  add column recipient text,
  add column made_subject text,
  add column made_body text,
  add column reason text,
  add column approved_at timestamptz,
  add column not_before_at timestamptz,
  add column send_at timestamptz,
  add column claimed_at timestamptz,
  add column attempts smallint not null default 0,
  add column mailbox_id uuid,
  add column sent_at timestamptz,
  add column outcome outreach.outcome,
  add column outcome_at timestamptz;
-- Nothing was ever sent before, so what says otherwise was only said; and what is approved is looked at once more.
drop trigger if exists stamp_approval on outreach.outreach_drafts;
drop function if exists outreach.stamp_approval();
alter table outreach.outreach_drafts no force row level security;
alter table crm.leads no force row level security;
alter table outreach.outreach_drafts disable trigger user;
update outreach.outreach_drafts set status = 'draft', approved_by = null where status = 'approved';
update outreach.outreach_drafts d set recipient = l.email from crm.leads l
 where l.org_id = d.org_id and l.id = d.lead_id and d.channel = 'email';
alter table outreach.outreach_drafts enable trigger user;
alter table crm.leads force row level security;
alter table outreach.outreach_drafts force row level security;
create index outreach_drafts_waiting_idx on outreach.outreach_drafts (org_id, approved_at) where status = 'approved';
create index outreach_drafts_claimed_idx on outreach.outreach_drafts (org_id, claimed_at)
  where status = 'approved' and claimed_at is not null;
alter table outreach.outreach_drafts add constraint outreach_drafts_enrolment_id_fkey foreign key (org_id, enrolment_id)
  references outreach.enrolments (org_id, id) on delete set null (enrolment_id) deferrable;
create index outreach_drafts_enrolment_id_idx on outreach.outreach_drafts (org_id, enrolment_id);
alter table outreach.outreach_drafts add constraint outreach_drafts_mailbox_id_fkey foreign key (org_id, mailbox_id)
  references outreach.mailboxes (org_id, id) on delete set null (mailbox_id) deferrable;
create index outreach_drafts_mailbox_id_idx on outreach.outreach_drafts (org_id, mailbox_id);

alter table outreach.outbound_message_log
  add column draft_id uuid,
  add column mailbox_id uuid,
  add column domain text,
  add column sent_by uuid;
create unique index outbound_message_log_once on outreach.outbound_message_log (org_id, draft_id)
  where draft_id is not null and status <> 'failed';
create index outbound_message_log_mailbox_idx on outreach.outbound_message_log (org_id, mailbox_id, created_at);
create index outbound_message_log_domain_idx on outreach.outbound_message_log (org_id, domain, created_at);
alter table outreach.outbound_message_log add constraint outbound_message_log_draft_id_fkey foreign key (org_id, draft_id)
  references outreach.outreach_drafts (org_id, id) on delete set null (draft_id) deferrable;
create index outbound_message_log_draft_id_idx on outreach.outbound_message_log (org_id, draft_id);
alter table outreach.outbound_message_log add constraint outbound_message_log_mailbox_id_fkey foreign key (org_id, mailbox_id)
  references outreach.mailboxes (org_id, id) on delete set null (mailbox_id) deferrable;
alter table outreach.outbound_message_log add constraint outbound_message_log_sent_by_fkey foreign key (org_id, sent_by)
  references identity.users (org_id, id) on delete set null (sent_by) deferrable;
create index outbound_message_log_sent_by_idx on outreach.outbound_message_log (org_id, sent_by);
