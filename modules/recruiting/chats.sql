-- Where the conversation about an application stands: whether the bot speaks in it, what it waits for, and whether the person
-- was written to. The state itself is the application's automation_status.
-- @icon(bot) @words(Chat, Chats) @named(application_id) @apart
create table recruiting.chats (
  org_id           uuid not null default kit.org_id(),
  id               uuid not null default kit.new_id(),
  application_id   uuid not null,                                              -- The application. @list
  has_bot          boolean not null default false,                             -- The bot answers; otherwise it is silent. @list
  asked            jsonb,                                                      -- What the bot waits for. @personal
  skipped          jsonb not null default '[]',                                -- What it asks no more, because the person would not say.
  misses           smallint not null default 0,                                -- How often in a row it did not understand.
  hand_over_reason text,                                                       -- Why somebody of us is needed. @list
  handed_over_at   timestamptz,                                                -- Since when. @list
  letter_id        uuid,                                                       -- The letter with the link.
  seen_at          timestamptz,                                                -- When the person last looked. @list
  mail_due_at      timestamptz,                                                -- When they are written to, unless they come before.
  mailed_at        timestamptz,                                                -- When they were written to, since they last looked.
  created_at       timestamptz not null default now(),
  updated_at       timestamptz not null default now(),
  primary key (org_id, id)
);
select kit.refers('recruiting.chats', 'application_id', 'recruiting.applications', 'cascade', uniquely => true);
select kit.refers('recruiting.chats', 'letter_id', 'identity.emails', 'set null');
select kit.noun('recruiting.chats', parents => '{application_id}', audited => false);
comment on constraint chats_application_id_taken on recruiting.chats is 'This application has a chat already.';

-- Where a chat may go from where it is. Everybody's words lead into the conversation; only from there it is over.
create or replace function recruiting.chat_arrows()
returns table (here recruiting.automation_status, there recruiting.automation_status) language sql immutable as $$
  select v.here::recruiting.automation_status, v.there::recruiting.automation_status from (values
    ('new', 'contacting'), ('new', 'live_chat'), ('new', 'intervention_needed'),
    ('contacting', 'awaiting_reply'), ('contacting', 'live_chat'), ('contacting', 'intervention_needed'),
    ('awaiting_reply', 'live_chat'), ('awaiting_reply', 'intervention_needed'),
    ('live_chat', 'intervention_needed'), ('live_chat', 'completed'), ('live_chat', 'declined'),
    ('intervention_needed', 'live_chat'),
    ('completed', 'live_chat'), ('completed', 'intervention_needed'),
    ('declined', 'live_chat'), ('declined', 'intervention_needed')) v (here, there)
$$;
comment on function recruiting.chat_arrows() is 'Where a chat may go from where it is.';

-- The state of a chat follows from what is said: nobody sets it, by no door, and undo does not turn it back.
create or replace function recruiting.guard_chat_state() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if new.automation_status <> 'new' and starts_with(session_user, 'throughline_app') and not kit.undoing() then
      raise exception using errcode = '23514', constraint = 'applications_chat_begins_new', table = 'applications',
        schema = 'recruiting', column = 'automation_status', message = 'The state of a chat follows from what is said.',
        hint = 'Leave it out; it begins as new.';
    end if;
    return new;
  end if;
  if new.automation_status = old.automation_status then return new; end if;
  if kit.undoing() then
    new.automation_status := old.automation_status;
  elsif current_user <> 'throughline_owner' then
    raise exception using errcode = '23514', constraint = 'applications_chat_follows', table = 'applications',
      schema = 'recruiting', column = 'automation_status', message = 'The state of a chat follows from what is said.',
      hint = 'Start the chat, take it over, hand it back, or write.';
  elsif not exists (select from recruiting.chat_arrows() w where w.here = old.automation_status
      and w.there = new.automation_status) then
    raise exception using errcode = '23514', constraint = 'applications_chat_goes', table = 'applications',
      schema = 'recruiting', column = 'automation_status',
      message = format('A chat does not go from %s to %s.', kit.in_words(old.automation_status::text),
        kit.in_words(new.automation_status::text)), hint = 'Look at where it is now.';
  end if;
  return new;
end $$;
comment on function recruiting.guard_chat_state() is 'Keeps the state of a chat to what was said.';
create or replace trigger guard_chat_state before insert or update of automation_status on recruiting.applications
  for each row execute function recruiting.guard_chat_state();

-- Moves a chat; where it is already there nothing happens.
create or replace function recruiting.move_chat(about uuid, target recruiting.automation_status) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
  update recruiting.applications a set automation_status = target
   where a.org_id = kit.org_id() and a.id = about and a.automation_status <> target;
end $$;
comment on function recruiting.move_chat(uuid, recruiting.automation_status) is 'Moves a chat along.';

-- The chat of an application, both locked; made when it is missing.
create or replace function recruiting.chat_of(about uuid) returns recruiting.chats language plpgsql security definer
  set search_path = pg_catalog as $$
declare
  c recruiting.chats;
begin
  -- Always in this order, so that nobody waits for each other.
  perform 1 from recruiting.applications a where a.org_id = kit.org_id() and a.id = about for no key update;
  insert into recruiting.chats (application_id) values (about)
    on conflict on constraint chats_application_id_taken do nothing;
  select * into c from recruiting.chats t where t.org_id = kit.org_id() and t.application_id = about for update;
  return c;
end $$;
comment on function recruiting.chat_of(uuid) is 'The chat of an application, locked.';

-- Somebody of us is needed: the bot is silent from now on.
create or replace function recruiting.hand_over_chat(about uuid, why text) returns void language plpgsql security definer
  set search_path = pg_catalog as $$
declare
  c recruiting.chats := recruiting.chat_of(about);
begin
  update recruiting.chats t set has_bot = false, asked = null, misses = 0, hand_over_reason = why, handed_over_at = now()
   where t.org_id = c.org_id and t.id = c.id;
  perform recruiting.move_chat(about, 'intervention_needed');
end $$;
comment on function recruiting.hand_over_chat(uuid, text) is 'Hands a chat over to people.';

-- What follows from a message: who writes has read what the other side wrote; a colleague's words silence the bot; the
-- person's are answered by the bot where it speaks, and wait for somebody where nobody does; and who is away is written to.
create or replace function recruiting.follow_message() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
declare
  c recruiting.chats; a recruiting.applications;
begin
  if kit.undoing() then return null; end if;
  c := recruiting.chat_of(new.application_id);
  select * into a from recruiting.applications t where t.org_id = new.org_id and t.id = new.application_id;
  if new.sender_type <> 'bot' or c.has_bot then
    update recruiting.chat_messages m set is_read = true
     where m.org_id = new.org_id and m.application_id = new.application_id and not m.is_read and m.id <> new.id
       and (m.sender_type = 'candidate') <> (new.sender_type = 'candidate');
  end if;
  if new.sender_type = 'candidate' then
    update recruiting.chats t set seen_at = now(), mail_due_at = null, mailed_at = null
     where t.org_id = c.org_id and t.id = c.id;
    if c.has_bot and a.is_active then
      perform recruiting.move_chat(a.id, 'live_chat');
      insert into identity.background_jobs (verb, input, queue, user_id)
        values ('answer_chat', jsonb_build_object('application', a.id), 'chats', null);
      perform pg_notify('throughline_work', '');
    elsif a.automation_status not in ('live_chat', 'intervention_needed') or c.has_bot then
      perform recruiting.hand_over_chat(a.id, 'They wrote, and nobody was there.');
    end if;
    insert into identity.background_jobs (verb, input, user_id, run_at, once_key)
      select 'keep_chats', jsonb_build_object('about', jsonb_build_array(a.id)), null, due, format('keep_chats %s %s', a.id, due)
        from (select date_bin('10 minutes', now() + make_interval(
          hours => kit.number_setting('chat.followup_hours', 4)::integer), '2000-01-01') + interval '10 minutes' as due) d
       where not kit.in_bulk() on conflict do nothing;
  else
    if new.sender_type = 'recruiter' then
      update recruiting.chats t set has_bot = false, asked = null, misses = 0, hand_over_reason = null,
             handed_over_at = null where t.org_id = c.org_id and t.id = c.id;
      perform recruiting.move_chat(a.id, 'live_chat');
    end if;
    if c.mailed_at is null and (c.mail_due_at is null or c.mail_due_at <= now()) and not kit.in_bulk() then
      update recruiting.chats t set mail_due_at = now() + make_interval(
          mins => kit.number_setting('chat.mail_after_minutes', 10)::integer)
       where t.org_id = c.org_id and t.id = c.id returning * into c;
      insert into identity.background_jobs (verb, input, user_id, run_at)
        values ('mail_chat', jsonb_build_object('application', a.id), null, c.mail_due_at);
    end if;
  end if;
  if not kit.in_bulk() then
    insert into kit.noted (org_id, verb, about) values (new.org_id, 'keep_chats', a.id);
  end if;
  return null;
end $$;
comment on function recruiting.follow_message() is 'What follows from a message.';
create or replace trigger follow_message after insert on recruiting.chat_messages for each row
  execute function recruiting.follow_message();

-- The bot begins, with what it says first.
create or replace function recruiting.begin_chat(about uuid) returns void language plpgsql security definer
  set search_path = pg_catalog as $$
declare
  c recruiting.chats := recruiting.chat_of(about);
begin
  update recruiting.chats t set has_bot = true, asked = '{"about": "opening"}', misses = 0, mailed_at = now(),
         mail_due_at = null where t.org_id = c.org_id and t.id = c.id;
  perform recruiting.move_chat(about, 'contacting');
end $$;
comment on function recruiting.begin_chat(uuid) is 'The bot begins a chat.';

-- The bot speaks again, or is silent from now on; in the middle of the conversation.
create or replace function recruiting.turn_chat(about uuid, to_bot boolean) returns void language plpgsql security definer
  set search_path = pg_catalog as $$
declare
  c recruiting.chats := recruiting.chat_of(about);
begin
  update recruiting.chats t set has_bot = to_bot, asked = null, misses = 0, hand_over_reason = null, handed_over_at = null
   where t.org_id = c.org_id and t.id = c.id;
  perform recruiting.move_chat(about, 'live_chat');
end $$;
comment on function recruiting.turn_chat(uuid, boolean) is 'Gives a chat to the bot or takes it.';

revoke execute on function recruiting.move_chat(uuid, recruiting.automation_status), recruiting.chat_of(uuid),
  recruiting.hand_over_chat(uuid, text), recruiting.begin_chat(uuid), recruiting.turn_chat(uuid, boolean) from public;
grant execute on function recruiting.move_chat(uuid, recruiting.automation_status), recruiting.chat_of(uuid),
  recruiting.hand_over_chat(uuid, text), recruiting.begin_chat(uuid), recruiting.turn_chat(uuid, boolean) to tl_system;

-- The letter with the link is out, or did not go out.
create or replace function recruiting.follow_letter() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
declare
  about uuid := (select c.application_id from recruiting.chats c join recruiting.applications a
      on a.org_id = c.org_id and a.id = c.application_id
    where c.org_id = kit.org_id() and c.letter_id = new.id and a.automation_status = 'contacting');
begin
  if about is null or kit.undoing() then return null; end if;
  if new.status = 'sent' then
    perform recruiting.move_chat(about, 'awaiting_reply');
  else
    perform recruiting.hand_over_chat(about, 'The letter with the link did not go out.');
  end if;
  insert into kit.noted (org_id, verb, about) values (kit.org_id(), 'keep_chats', about);
  return null;
end $$;
comment on function recruiting.follow_letter() is 'What follows when the letter with the link is out.';
create or replace trigger follow_letter after update of status on identity.emails for each row
  when (new.status in ('sent', 'failed', 'unknown', 'cancelled') and new.status <> old.status)
  execute function recruiting.follow_letter();
