-- Who wrote a chat message. @values candidate=CANDIDATE bot=BOT recruiter=RECRUITER
create type recruiting.sender_type as enum ('candidate', 'bot', 'recruiter');

-- One message of the conversation about an application. It stays as it was sent.
-- @icon(message-square) @named(message_text)
create table recruiting.chat_messages (
  org_id         uuid not null default kit.org_id(),
  id             uuid not null default kit.new_id(),
  application_id uuid not null,                                                -- The application it is about. @list
  sender_type    recruiting.sender_type not null default 'recruiter',                        -- Who wrote it. @list @derived
  message_text   text not null check (message_text <> ''),                     -- The message. @list @personal @long
  sent_at        timestamptz not null default now(),                           -- When it was sent. @list @derived
  is_read        boolean not null default false,                               -- The other side has seen it. @derived
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now(),
  sent_by        uuid,                                                         -- The colleague who wrote it. @derived
  primary key (org_id, id)
);
create index chat_messages_time_idx on recruiting.chat_messages (org_id, application_id, sent_at);
create index chat_messages_unread_idx on recruiting.chat_messages (org_id, application_id)
  where sender_type = 'candidate' and not is_read;
select kit.refers('recruiting.chat_messages', 'application_id', 'recruiting.applications', 'cascade');
select kit.refers('recruiting.chat_messages', 'sent_by', 'identity.users', 'set null');
select kit.noun('recruiting.chat_messages', parents => '{application_id}');

-- Who writes is who speaks, whichever door it comes by: a candidate as candidate, a colleague as recruiter; only the server
-- speaks as the bot.
create or replace function recruiting.sign_message() returns trigger language plpgsql as $$
begin
  if kit.undoing() or not starts_with(session_user, 'throughline_app') then return new; end if;
  if kit.in_bulk() then
    raise exception using errcode = '23514', constraint = 'chat_messages_are_written', table = 'chat_messages',
      schema = 'recruiting',
      message = 'Messages are written by who says them; they can''t be imported.',
      hint = 'Keep an older conversation as a file with the person.';
  end if;
  new.sender_type := case when kit.candidate_id() is not null then 'candidate' when kit.is_server() then 'bot'
    else 'recruiter' end;
  new.sent_by := case when new.sender_type = 'recruiter' then kit.user_id() end;
  new.sent_at := clock_timestamp();
  new.is_read := false;
  new.message_text := btrim(translate(new.message_text, E'\r', ''), E' \t\n');
  if length(new.message_text) not between 1 and 4000 then
    raise exception using errcode = '23514', constraint = 'chat_messages_length', table = 'chat_messages',
      schema = 'recruiting', column = 'message_text', message = case new.message_text when '' then 'Write something first.'
        else 'A message has at most 4,000 letters.' end, hint = 'Say it in one to 4,000 letters.';
  end if;
  return new;
end $$;
comment on function recruiting.sign_message() is 'Keeps who speaks honest.';
create or replace trigger sign_message before insert on recruiting.chat_messages for each row
  execute function recruiting.sign_message();

-- What was said stays: nobody changes it, nobody takes it back, and only the other side says that it was read. It goes with
-- its application, and when its person is erased.
create or replace function recruiting.keep_message() returns trigger language plpgsql as $$
declare
  by_rule boolean := current_user = 'throughline_owner' or not starts_with(session_user, 'throughline_app');
begin
  if tg_op = 'DELETE' then
    -- What was sent with an operation that is undone was said all the same.
    if kit.undoing() and pg_trigger_depth() = 1 then return null; end if;
    if by_rule or pg_trigger_depth() > 1 then return old; end if;
  elsif kit.undoing() then
    old.application_id := new.application_id;
    return old;
  elsif (new.message_text, new.sender_type, new.sent_at, new.org_id, new.id)
      = (old.message_text, old.sender_type, old.sent_at, old.org_id, old.id)
    and (new.sent_by is not distinct from old.sent_by or new.sent_by is null and pg_trigger_depth() > 1)
    and (new.application_id = old.application_id or kit.merging())
    and (new.is_read = old.is_read or new.is_read
      and (by_rule or (old.sender_type = 'candidate') = (kit.candidate_id() is null))) then
    return new;
  end if;
  raise exception using errcode = '23514', constraint = 'chat_messages_stay', table = 'chat_messages',
    schema = 'recruiting', message = 'What was said stays as it was said.', hint = 'Write another message.';
end $$;
comment on function recruiting.keep_message() is 'Keeps messages as they were sent.';
create or replace trigger keep_message before update or delete on recruiting.chat_messages for each row
  execute function recruiting.keep_message();

-- Messages of the person that nobody of us has read. Computed: ?select=*,unread_messages
create or replace function recruiting.unread_messages(application recruiting.applications) returns integer
language sql stable as $$
  select count(*)::integer from recruiting.chat_messages m
   where m.org_id = application.org_id and m.application_id = application.id and m.sender_type = 'candidate'
     and not m.is_read
$$;
comment on function recruiting.unread_messages(recruiting.applications)
  is 'Messages of the person that nobody of us has read.';

-- The chat on the timeline of its application.
create or replace view recruiting.chat_entries with (security_invoker = true) as
  select 'applications' as about, m.application_id as about_id, m.sent_at as at, 'chat' as kind,
    initcap(m.sender_type::text) as title, left(m.message_text, 3000) as body, null::uuid as user_id, null::text as who,
    null::text as link, null::jsonb as changes
    from recruiting.chat_messages m;
comment on view recruiting.chat_entries is 'The chat on timelines. @timeline(applications)';
grant select on recruiting.chat_entries to tl_admin, tl_manager, tl_consultant, tl_staff, tl_sales, tl_recruiter,
  tl_viewer, tl_candidate;
