-- How far a run has come. @values completed_with_errors='Completed with errors'
-- @tones pending=warn running=info completed=good failed=bad
create type outreach.run_status as enum ('pending', 'running', 'completed', 'completed_with_errors', 'failed',
  'cancelled');

-- Why a run takes place.
create type outreach.run_mode as enum ('daily', 'manual', 'test');

-- What started a run. @values test_script=test-script
create type outreach.run_trigger as enum ('cron', 'manual', 'test_script');

-- One search for companies, contacts and leads.
-- @icon(scan-search) @menu(1) @board(status)
create table outreach.discovery_runs (
  org_id                  uuid not null default kit.org_id(),
  id                      uuid not null default kit.new_id(),
  status                  outreach.run_status not null default 'pending',      -- How far it has come. @list @stamped
  mode                    outreach.run_mode not null default 'manual',         -- Why it takes place. @list
  dry_run                 boolean not null default false,                      -- A preview that creates nothing. @list
  intent_id               text,                                                -- The intent template.
  intent_name             text,                                                -- The intent in words. @list
  triggered_by            outreach.run_trigger not null default 'manual',      -- What started it. @stamped
  triggered_by_id         uuid,                                                -- Who started it. @stamped
  started_at              timestamptz not null default now(),                  -- When it started. @list @stamped
  finished_at             timestamptz,                                         -- When it ended. @stamped
  cancel_requested_at     timestamptz,                                         -- When somebody asked to stop it. @stamped
  cancel_requested_by     uuid,                                                -- Who asked to stop it. @stamped
  stats                   jsonb,                                               -- Counts and times of its steps. @stamped
  error                   text,                                                -- Why it failed. @stamped @long
  results                 jsonb not null default '[]',                         -- What it found, up to a limit. @stamped @also(results_json)
  created_companies_count integer not null default 0,                          -- Companies created. @list @stamped
  created_contacts_count  integer not null default 0,                          -- Contacts created. @list @stamped
  created_leads_count     integer not null default 0,                          -- Leads created. @list @stamped
  skipped_count           integer not null default 0,                          -- Duplicates skipped. @stamped
  error_count             integer not null default 0,                          -- Errors met. @stamped
  archived_at             timestamptz,                                         -- When it was archived. @stamped
  archived_by_id          uuid,                                                -- Who archived it. @stamped
  created_at              timestamptz not null default now(),
  updated_at              timestamptz not null default now(),
  primary key (org_id, id)
);
create index discovery_runs_status_idx on outreach.discovery_runs (org_id, status);
create index discovery_runs_started_at_idx on outreach.discovery_runs (org_id, started_at);
create index discovery_runs_mode_idx on outreach.discovery_runs (org_id, mode);
create index discovery_runs_intent_idx on outreach.discovery_runs (org_id, intent_id);
create index discovery_runs_archived_at_idx on outreach.discovery_runs (org_id, archived_at);
select kit.refers('outreach.discovery_runs', 'triggered_by_id', 'identity.users', 'set null');
select kit.refers('outreach.discovery_runs', 'cancel_requested_by', 'identity.users', 'set null');
select kit.refers('outreach.discovery_runs', 'archived_by_id', 'identity.users', 'set null');
select kit.noun('outreach.discovery_runs', label => 'intent_name');
