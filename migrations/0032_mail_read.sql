-- Mailboxes are read: answers, bounces and absences are heard, and mail with known people stands on timelines.

drop function if exists outreach.mailbox_secrets(uuid);

create type outreach.mail_login as enum ('password', 'token');
create type outreach.mail_kept as enum ('answers', 'headers', 'everything');
alter table outreach.mailboxes
  add column is_read boolean not null default false,
  add column read_host text check (read_host ~ '^[A-Za-z0-9]([A-Za-z0-9.:-]{0,252}[A-Za-z0-9])?$'),
  add column read_port integer not null default 993 check (read_port between 1 and 65535),
  add column read_security outreach.mail_security not null default 'tls',
  add column read_login outreach.mail_login not null default 'password',
  add column read_username text check (length(read_username) <= 320),
  add column read_password kit.pii,
  add column inbox_folder text not null default 'INBOX' check (trim(inbox_folder) <> '' and length(inbox_folder) <= 200),
  add column sent_folder text check (length(sent_folder) <= 200),
  add column read_minutes integer not null default 5 check (read_minutes between 1 and 1440),
  add column keeps outreach.mail_kept not null default 'answers',
  add column is_shared boolean not null default false,
  add column never_domains jsonb not null default '[]',
  add column last_read_at timestamptz,
  add column read_failure text,
  add constraint mailboxes_read_host check (not is_read or read_host is not null);

create table outreach.mail_places (
  org_id     uuid not null default kit.org_id(),
  id         uuid not null default kit.new_id(),
  mailbox_id uuid not null,
  folder     text not null,
  validity   bigint not null,
  last_uid   bigint not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id),
  constraint mail_places_once unique (org_id, mailbox_id, folder)
);
alter table outreach.mail_places add constraint mail_places_mailbox_id_fkey foreign key (org_id, mailbox_id)
  references outreach.mailboxes (org_id, id) on delete cascade deferrable;

create table outreach.heard_messages (
  org_id     uuid not null default kit.org_id(),
  id         uuid not null default kit.new_id(),
  mailbox_id uuid not null,
  key        bytea not null,
  became     text not null,
  parked     text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id),
  constraint heard_messages_once unique (org_id, key)
);
create index heard_messages_mailbox_idx on outreach.heard_messages (org_id, mailbox_id, created_at);
alter table outreach.heard_messages add constraint heard_messages_mailbox_id_fkey foreign key (org_id, mailbox_id)
  references outreach.mailboxes (org_id, id) on delete cascade deferrable;

create type outreach.reply_sentiment as enum ('interested', 'not_now', 'no', 'question', 'unclear');
create table outreach.replies (
  org_id      uuid not null default kit.org_id(),
  id          uuid not null default kit.new_id(),
  lead_id     uuid not null,
  draft_id    uuid,
  mailbox_id  uuid,
  activity_id uuid,
  outcome     outreach.outcome not null,
  sentiment   outreach.reply_sentiment,
  sender      text,
  subject     text,
  words       text check (length(words) <= 10000),
  is_lasting  boolean,
  until_date  date,
  received_at timestamptz not null default now(),
  settled_at  timestamptz,
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (org_id, id)
);
create index replies_received_idx on outreach.replies (org_id, received_at);
create index replies_waiting_idx on outreach.replies (org_id, lead_id) where settled_at is null;
alter table outreach.replies
  add constraint replies_lead_id_fkey foreign key (org_id, lead_id) references crm.leads (org_id, id)
    on delete cascade deferrable,
  add constraint replies_draft_id_fkey foreign key (org_id, draft_id) references outreach.outreach_drafts (org_id, id)
    on delete set null (draft_id) deferrable,
  add constraint replies_mailbox_id_fkey foreign key (org_id, mailbox_id) references outreach.mailboxes (org_id, id)
    on delete set null (mailbox_id) deferrable,
  add constraint replies_activity_id_fkey foreign key (org_id, activity_id) references crm.activities (org_id, id)
    on delete set null (activity_id) deferrable;
create index replies_lead_id_idx on outreach.replies (org_id, lead_id);
create index replies_draft_id_idx on outreach.replies (org_id, draft_id);
create index replies_mailbox_id_idx on outreach.replies (org_id, mailbox_id);
create index replies_activity_id_idx on outreach.replies (org_id, activity_id);

create index outbound_message_log_provider_idx on outreach.outbound_message_log (org_id, provider_message_id);

alter table crm.activities
  add column writer text,
  add column thread_key text,
  add column only_for uuid[];
create index activities_thread_idx on crm.activities (org_id, thread_key) where thread_key is not null;

-- Meetings with people we know, of calendars that are read.
alter table recruiting.calendar_sources add column logs_meetings boolean not null default false;
create table recruiting.calendar_meetings (
  org_id      uuid not null default kit.org_id(),
  id          uuid not null default kit.new_id(),
  source_id   uuid not null,
  key         text not null,
  activity_id uuid not null,
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (org_id, id),
  constraint calendar_meetings_once unique (org_id, source_id, key)
);
alter table recruiting.calendar_meetings
  add constraint calendar_meetings_source_id_fkey foreign key (org_id, source_id)
    references recruiting.calendar_sources (org_id, id) on delete cascade deferrable,
  add constraint calendar_meetings_activity_id_fkey foreign key (org_id, activity_id)
    references crm.activities (org_id, id) on delete cascade deferrable;
create index calendar_meetings_activity_id_idx on recruiting.calendar_meetings (org_id, activity_id);
