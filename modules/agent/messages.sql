-- Who speaks in a conversation.
create type agent.message_role as enum ('user', 'assistant', 'system', 'tool');

-- One turn of a conversation.
-- @icon(message-square) @named(content)
create table agent.messages (
  org_id       uuid not null default kit.org_id(),
  id           uuid not null default kit.new_id(),
  thread_id    uuid not null,                                                  -- The conversation. @list
  role         agent.message_role not null,                                    -- Who speaks. @list
  content      kit.markdown not null,                                          -- What is said. @list
  tool_calls   jsonb,                                                          -- Tools called.
  tool_results jsonb,                                                          -- What they answered.
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  primary key (org_id, id)
);
select kit.refers('agent.messages', 'thread_id', 'agent.threads', 'cascade');
select kit.noun('agent.messages', parents => '{thread_id}', own_when => 'agent.is_mine(row.thread_id)',
  audited => false);
