-- How far an import has come.
create type outreach.import_status as enum ('pending', 'running', 'completed', 'failed', 'cancelled');

-- One file brought in. @also(imports)
create table outreach.import_jobs (
  org_id        uuid not null default kit.org_id(),
  id            uuid not null default kit.new_id(),
  type          text not null check (type <> ''),                              -- The noun the rows become, such as clients. @list
  filename      text not null,                                                 -- Name of the file. @list
  fingerprint   text,                                                          -- SHA-256 of the file, to resume by.
  mapping       jsonb not null default '{}',                                   -- Header → column, as used.
  rows_in       integer not null default 0,                                    -- Rows read so far. @list
  rows_success  integer not null default 0,                                    -- Rows written. @list
  rows_error    integer not null default 0,                                    -- Rows rejected. @list
  status        outreach.import_status not null default 'pending',             -- How far it has come. @list
  finished_at   timestamptz,                                                   -- When it ended.
  error_message text,                                                          -- Why it failed. @long
  created_by    uuid default kit.user_id(),                                    -- Who brought it. @list
  created_at    timestamptz not null default now(),
  updated_at    timestamptz not null default now(),
  primary key (org_id, id)
);
create index import_jobs_status_idx on outreach.import_jobs (org_id, status);
create index import_jobs_created_at_idx on outreach.import_jobs (org_id, created_at);
select kit.refers('outreach.import_jobs', 'created_by', 'identity.users', 'set null');
select kit.noun('outreach.import_jobs', audited => false);
