-- How far an import has come.
-- @tones pending=warn running=info completed=good failed=bad
create type identity.import_status as enum ('pending', 'running', 'completed', 'failed', 'cancelled');

-- One file brought in. @also(imports)
-- @icon(upload) @words(Import, Imports) @named(filename)
create table identity.import_jobs (
  org_id        uuid not null default kit.org_id(),
  id            uuid not null default kit.new_id(),
  type          text not null check (type <> ''),                              -- The noun the rows become, such as clients. @list
  filename      text not null,                                                 -- Name of the file. @list
  fingerprint   text,                                                          -- SHA-256 of the file, to resume by.
  mapping       jsonb not null default '{}',                                   -- Header → column, as used.
  rows_in       integer not null default 0,                                    -- Rows read so far. @list
  rows_success  integer not null default 0,                                    -- Rows written. @list
  rows_error    integer not null default 0,                                    -- Rows rejected. @list
  status        identity.import_status not null default 'pending',             -- How far it has come. @list
  finished_at   timestamptz,                                                   -- When it ended.
  error_message text,                                                          -- Why it failed. @long
  cancel_requested_at timestamptz,                                             -- When somebody asked to stop it.
  rejects       bytea,                                                         -- The rows set aside, encrypted. @secret
  created_by    uuid default kit.user_id(),                                    -- Who brought it. @list
  created_at    timestamptz not null default now(),
  updated_at    timestamptz not null default now(),
  primary key (org_id, id)
);
create index import_jobs_status_idx on identity.import_jobs (org_id, status);
create index import_jobs_created_at_idx on identity.import_jobs (org_id, created_at);
select kit.refers('identity.import_jobs', 'created_by', 'identity.users', 'set null');
select kit.noun('identity.import_jobs', audited => false);

-- The rows set aside are answered by the server, opened, once the person was seen to have brought the file.
create policy sign_in_reads on identity.import_jobs for select to tl_auth using (true);
grant select (org_id, id, rejects) on identity.import_jobs to tl_auth;

-- An import whose server went away says so: nobody gave a sign of it for five minutes.
create or replace function identity.end_lost_imports() returns bigint language sql security definer
  set search_path = pg_catalog as $$
  with lost as (
    update identity.import_jobs set status = 'failed', finished_at = now(),
           error_message = format('The server stopped while it brought this in. %s rows are kept; send the file again with resume to go on.', rows_success)
     where org_id = kit.org_id() and status = 'running' and updated_at < now() - interval '5 minutes' returning 1)
  select count(*) from lost
$$;
comment on function identity.end_lost_imports() is 'Fails imports that nobody works on any more.';
revoke execute on function identity.end_lost_imports() from public;
grant execute on function identity.end_lost_imports() to tl_system;
