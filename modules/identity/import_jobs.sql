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
  options       jsonb not null default '{}',                                   -- How the file is read: what was said of its headers, its key, sheet and decimals.
  dry_run       boolean not null default false,                                -- Everything is checked, nothing is written. @list
  source_url    kit.url,                                                       -- Where it was fetched, without what stands behind the question mark.
  size          bigint not null default 0,                                     -- Bytes to read in all.
  bytes_read    bigint not null default 0,                                     -- Bytes read so far.
  rows_in       integer not null default 0,                                    -- Rows read so far. @list
  rows_success  integer not null default 0,                                    -- Rows written. @list
  rows_created  integer not null default 0,                                    -- Of those, rows that are new.
  rows_updated  integer not null default 0,                                    -- Of those, rows that were there.
  rows_error    integer not null default 0,                                    -- Rows rejected. @list
  rows_duplicate integer not null default 0,                                   -- Of those, rows that are there already or stand in the file twice.
  rows_alike    integer not null default 0,                                    -- Rows written that look like others.
  status        identity.import_status not null default 'pending',             -- How far it has come. @list
  finished_at   timestamptz,                                                   -- When it ended.
  error_message text,                                                          -- Why it failed. @long
  job_id        uuid,                                                          -- The background job that brings it in; none at the command line.
  created_by    uuid default kit.user_id(),                                    -- Who brought it. @list
  created_at    timestamptz not null default now(),
  updated_at    timestamptz not null default now(),
  primary key (org_id, id)
);
create index import_jobs_status_idx on identity.import_jobs (org_id, status);
create index import_jobs_created_at_idx on identity.import_jobs (org_id, created_at);
select kit.refers('identity.import_jobs', 'created_by', 'identity.users', 'set null');
select kit.refers('identity.import_jobs', 'job_id', 'identity.background_jobs', 'set null');
select kit.noun('identity.import_jobs', audited => false);

-- Rows of an import that were set aside, as CSV with line and reason, a piece a batch. Only the server reads them, for
-- who brought the file.
create table identity.import_rejects (
  org_id        uuid not null,
  id            uuid not null default kit.new_id(),
  import_job_id uuid not null,                                                 -- The import.
  number        integer not null check (number >= 0),                          -- Place of the piece, from 0; the first begins with the headers.
  content       bytea not null,                                                -- The rows, encrypted. @secret
  created_at    timestamptz not null default now(),
  updated_at    timestamptz not null default now(),
  primary key (org_id, id),
  constraint import_rejects_number unique (org_id, import_job_id, number),
  constraint import_rejects_import_job_id_fkey foreign key (org_id, import_job_id)
    references identity.import_jobs (org_id, id) on delete cascade
);
select kit.private('identity.import_rejects');

-- An import nobody works on any more says so. One at the command line gave no sign for five minutes; another's job ended.
create or replace function identity.end_lost_imports() returns bigint language sql security definer
  set search_path = pg_catalog as $$
  with lost as (
    update identity.import_jobs i set finished_at = now(),
           status = case when exists (select from identity.background_jobs j where j.org_id = i.org_id and j.id = i.job_id
                                         and j.status = 'cancelled') then 'cancelled' else 'failed' end::identity.import_status,
           error_message = format('The server stopped while it brought this in. %s rows are kept; it goes on from there.',
                                  rows_success)
     where org_id = kit.org_id() and status = 'running' and updated_at < now() - interval '5 minutes'
       and not exists (select from identity.background_jobs j where j.org_id = i.org_id and j.id = i.job_id
                          and j.status in ('waiting', 'running'))
    returning 1)
  select count(*) from lost
$$;
comment on function identity.end_lost_imports() is 'Ends imports that nobody works on any more.';
revoke execute on function identity.end_lost_imports() from public;
grant execute on function identity.end_lost_imports() to tl_system;
