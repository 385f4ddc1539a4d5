-- How far a batch has come. @tones running=info done=good failed=bad cancelled=warn
create type recruiting.batch_status as enum ('waiting', 'running', 'done', 'failed', 'cancelled');

-- Résumés that came in together: each makes a person, or is kept with the one it is about.
-- @icon(layers) @words(Résumé batch, Résumé batches) @named(name) @apart
create table recruiting.resume_batches (
  org_id      uuid not null default kit.org_id(),
  id          uuid not null default kit.new_id(),
  name        text not null check (name <> '' and length(name) <= 300),        -- What came in. @list
  status      recruiting.batch_status not null default 'waiting',              -- How far it has come. @list
  files       integer not null default 0,                                      -- Résumés in it. @list
  done        integer not null default 0,                                      -- Those that were dealt with. @list
  created     integer not null default 0,                                      -- People who are new. @list @label('New people')
  known       integer not null default 0,                                      -- Résumés of people who were known. @list @label('Known people')
  repeated    integer not null default 0,                                      -- Files that were kept already. @list
  failed      integer not null default 0,                                      -- Files that could not be read. @list
  report      jsonb not null default '[]' check (jsonb_typeof(report) = 'array'), -- What became of each file.
  reason      text,                                                            -- Why it stopped. @long
  job_id      uuid,                                                            -- The work that reads it.
  created_by  uuid default kit.user_id(),                                      -- Who brought it in. @list @stamped
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (org_id, id)
);
select kit.refers('recruiting.resume_batches', 'job_id', 'identity.background_jobs', 'set null');
select kit.refers('recruiting.resume_batches', 'created_by', 'identity.users', 'set null');
select kit.noun('recruiting.resume_batches', own_when => 'row.created_by = (select kit.user_id())', label => 'name',
  audited => false);

-- Open pages see how far a batch has come.
create or replace trigger tell_batch after insert or update on recruiting.resume_batches for each row
  execute function kit.tell_row();
