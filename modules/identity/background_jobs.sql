-- How far a piece of background work has come. Dead means: it failed as often as it may, and waits for a person.
-- @tones running=info done=good
create type identity.work_status as enum ('waiting', 'running', 'done', 'dead', 'cancelled');

-- A piece of work the server does by itself: a verb with its input, at a time, as often as needed until it succeeds.
-- @icon(refresh-cw) @words(Background job, Background jobs) @named(verb, run_at) @board(status)
create table identity.background_jobs (
  org_id              uuid not null default kit.org_id(),
  id                  uuid not null default kit.new_id(),
  verb                text not null check (verb <> ''),                        -- What is done. @list
  input               jsonb not null default '{}',                             -- With what.
  status              identity.work_status not null default 'waiting',         -- How far it has come. @list
  run_at              timestamptz not null default now(),                      -- When it is due. @list
  attempts            integer not null default 0,                              -- How often it was tried. @list
  max_attempts        integer not null default 8 check (max_attempts > 0),     -- How often it may be tried.
  progress            kit.percent not null default 0,                          -- How much of it is done, in percent. @list
  note                text,                                                    -- What it is doing, or did. @list @long
  error               text,                                                    -- Why it last failed. @list @long
  output              jsonb,                                                   -- What it answered.
  mark                jsonb,                                                   -- Where work in steps stands: it goes on from here.
  once_key            text,                                                    -- A second job with the same key is not taken.
  worker              text,                                                    -- The server process that has it.
  queue               text not null default 'default' check (queue <> ''),     -- The queue it waits in.
  priority            smallint not null default 0,                             -- Higher ones are taken first.
  started_at          timestamptz,                                             -- When it was last begun.
  seen_at             timestamptz,                                             -- When its process last gave a sign; after two minutes of silence another takes over.
  finished_at         timestamptz,                                             -- When it ended.
  cancel_requested_at timestamptz,                                             -- When somebody asked to stop it.
  user_id             uuid default kit.user_id(),                              -- Who asked for it; empty for the schedule. @list
  api_key_id          uuid,                                                    -- The API key it was asked for with; it works with the key's role.
  created_at          timestamptz not null default now(),
  updated_at          timestamptz not null default now(),
  primary key (org_id, id),
  constraint background_jobs_once unique (org_id, once_key)                    -- This work is under way or done already.
);
create index background_jobs_due_idx on identity.background_jobs (queue, priority desc, run_at)
  where status = 'waiting';
create index background_jobs_running_idx on identity.background_jobs (seen_at) where status = 'running';
create index background_jobs_status_idx on identity.background_jobs (org_id, status, run_at);
create index background_jobs_newest_idx on identity.background_jobs (org_id, created_at desc, id desc);
-- Without its person or key a job would be the server's own.
select kit.refers('identity.background_jobs', 'user_id', 'identity.users', 'cascade');
select kit.refers('identity.background_jobs', 'api_key_id', 'identity.api_keys', 'cascade');
select kit.noun('identity.background_jobs', audited => false);

-- Open pages see how far work has come.
create or replace trigger tell_job after insert or update on identity.background_jobs for each row
  execute function kit.tell_row();

-- The worker looks across organisations for what is due; it does the work inside the one the job belongs to.
create policy workers_take on identity.background_jobs to tl_auth using (true) with check (true);
grant select, insert, update, delete on identity.background_jobs to tl_auth;
