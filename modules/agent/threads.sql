-- One conversation with the agent; its person's own.
-- @icon(bot) @words(Conversation, Conversations) @menu(1)
create table agent.threads (
  org_id     uuid not null default kit.org_id(),
  id         uuid not null default kit.new_id(),
  user_id    uuid not null default kit.user_id(),                              -- Whose conversation. @list @stamped
  title      text,                                                             -- What it is about. @list
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id)
);
select kit.refers('agent.threads', 'user_id', 'identity.users', 'cascade');
select kit.noun('agent.threads');

-- Whether the conversation is the asking person's own.
create or replace function agent.is_mine(thread uuid) returns boolean language plpgsql stable security definer
  set search_path = pg_catalog as $$
begin
  return exists (select from agent.threads t where t.org_id = kit.org_id() and t.id = thread
    and t.user_id = kit.user_id());
end $$;
comment on function agent.is_mine(uuid) is 'Whether the conversation is the asking person''s own.';
