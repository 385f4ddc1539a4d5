-- The agent's saved state at one moment of a conversation (LangGraph shape), with history and forks.
create table agent.checkpoints (
  org_id               uuid not null default kit.org_id(),
  id                   uuid not null default kit.new_id(),
  thread_id            uuid not null,                                          -- The conversation. @list
  namespace            text not null default '',                               -- The sub-graph.
  checkpoint_id        text not null,                                          -- The moment. @list
  parent_checkpoint_id text,                                                   -- The moment it grew from.
  checkpoint           jsonb not null,                                         -- The serialised state.
  metadata             jsonb not null default '{}',                            -- Step, source and writes.
  created_at           timestamptz not null default now(),
  updated_at           timestamptz not null default now(),
  primary key (org_id, id),
  constraint checkpoints_moment_taken unique (org_id, thread_id, namespace, checkpoint_id) -- This moment is already saved.
);
select kit.refers('agent.checkpoints', 'thread_id', 'agent.threads', 'cascade');
select kit.noun('agent.checkpoints', parents => '{thread_id}', own_when => 'agent.is_mine(row.thread_id)',
  audited => false);
