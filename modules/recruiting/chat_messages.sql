-- Who wrote a chat message. @values candidate=CANDIDATE bot=BOT recruiter=RECRUITER
create type recruiting.sender_type as enum ('candidate', 'bot', 'recruiter');

-- One message of the conversation about an application.
-- @icon(message-square) @named(message_text)
create table recruiting.chat_messages (
  org_id         uuid not null default kit.org_id(),
  id             uuid not null default kit.new_id(),
  application_id uuid not null,                                                -- The application it is about. @list
  sender_type    recruiting.sender_type not null default 'recruiter',                        -- Who wrote it. @list @stamped
  message_text   text not null check (message_text <> ''),                     -- The message. @list @personal @long
  sent_at        timestamptz not null default now(),                           -- When it was sent. @list @stamped
  is_read        boolean not null default false,                               -- The other side has seen it. @stamped
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now(),
  primary key (org_id, id)
);
create index chat_messages_time_idx on recruiting.chat_messages (org_id, application_id, sent_at);
select kit.refers('recruiting.chat_messages', 'application_id', 'recruiting.applications', 'cascade');
select kit.noun('recruiting.chat_messages', parents => '{application_id}');

-- Who writes is who speaks: a candidate as candidate, a colleague as recruiter; only the server speaks as the bot. Messages stay as they were sent.
create or replace function recruiting.sign_message() returns trigger language plpgsql as $$
begin
  if kit.candidate_id() is not null then new.sender_type := 'candidate';
  elsif not kit.is_server() and current_user <> 'tl_importer' then new.sender_type := 'recruiter'; end if;
  return new;
end $$;
comment on function recruiting.sign_message() is 'Keeps sender_type honest.';
create or replace trigger sign_message before insert on recruiting.chat_messages for each row
  execute function recruiting.sign_message();

-- The chat on the timeline of its application.
create or replace view recruiting.chat_entries with (security_invoker = true) as
  select 'applications' as about, m.application_id as about_id, m.sent_at as at, 'chat' as kind,
    initcap(m.sender_type::text) as title, left(m.message_text, 3000) as body, null::uuid as user_id, null::text as who,
    null::text as link, null::jsonb as changes
    from recruiting.chat_messages m;
comment on view recruiting.chat_entries is 'The chat on timelines. @timeline(applications)';
grant select on recruiting.chat_entries to tl_admin, tl_manager, tl_consultant, tl_staff, tl_sales, tl_recruiter,
  tl_viewer, tl_candidate;
