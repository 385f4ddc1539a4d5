-- The chat co-pilot: where each conversation stands, and which colleague wrote.

alter table recruiting.chat_messages add column sent_by uuid;
alter table recruiting.chat_messages add constraint chat_messages_sent_by_fkey foreign key (org_id, sent_by)
  references identity.users (org_id, id) on delete set null (sent_by) deferrable;
create index chat_messages_sent_by_idx on recruiting.chat_messages (org_id, sent_by);
create index chat_messages_unread_idx on recruiting.chat_messages (org_id, application_id)
  where sender_type = 'candidate' and not is_read;

create table recruiting.chats (
  org_id           uuid not null default kit.org_id(),
  id               uuid not null default kit.new_id(),
  application_id   uuid not null,
  has_bot          boolean not null default false,
  asked            jsonb,
  skipped          jsonb not null default '[]',
  misses           smallint not null default 0,
  hand_over_reason text,
  handed_over_at   timestamptz,
  letter_id        uuid,
  seen_at          timestamptz,
  mail_due_at      timestamptz,
  mailed_at        timestamptz,
  created_at       timestamptz not null default now(),
  updated_at       timestamptz not null default now(),
  primary key (org_id, id)
);
alter table recruiting.chats add constraint chats_application_id_fkey foreign key (org_id, application_id)
  references recruiting.applications (org_id, id) on delete cascade deferrable;
alter table recruiting.chats add constraint chats_application_id_taken unique (org_id, application_id);
alter table recruiting.chats add constraint chats_letter_id_fkey foreign key (org_id, letter_id)
  references identity.emails (org_id, id) on delete set null (letter_id) deferrable;
create index chats_letter_id_idx on recruiting.chats (org_id, letter_id);
