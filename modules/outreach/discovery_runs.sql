-- How far a run has come. @values completed_with_errors='Completed with errors'
-- @tones pending=warn running=info completed=good completed_with_errors=warn failed=bad
create type outreach.run_status as enum ('pending', 'running', 'completed', 'completed_with_errors', 'failed',
  'cancelled');

-- Why a run takes place.
create type outreach.run_mode as enum ('daily', 'manual', 'test');

-- What started a run. @values test_script=test-script
create type outreach.run_trigger as enum ('cron', 'manual', 'test_script');

-- One search for companies, contacts and leads.
-- @icon(scan-search) @menu(2) @named(intent_name, started_at) @hides(archived_at)
create table outreach.discovery_runs (
  org_id                  uuid not null default kit.org_id(),
  id                      uuid not null default kit.new_id(),
  status                  outreach.run_status not null default 'pending',      -- How far it has come. @list @stamped
  mode                    outreach.run_mode not null default 'manual',         -- Why it takes place. @list
  dry_run                 boolean not null default false,                      -- A preview that creates nothing. @list @label(Preview)
  intent_id               uuid,                                                -- The intent template. @stamped
  intent_name             text,                                                -- The intent in words. @list
  triggered_by            outreach.run_trigger not null default 'manual',      -- What started it. @stamped
  triggered_by_id         uuid,                                                -- Who started it. @stamped @apart
  started_at              timestamptz not null default now(),                  -- When it started. @list @stamped
  finished_at             timestamptz,                                         -- When it ended. @stamped
  cancel_requested_at     timestamptz,                                         -- When somebody asked to stop it. @stamped @apart
  cancel_requested_by     uuid,                                                -- Who asked to stop it. @stamped @apart
  stats                   jsonb,                                               -- Counts and times of its steps. @stamped @apart
  error                   text,                                                -- Why it failed. @stamped @apart @long
  results                 jsonb not null default '[]',                         -- What it found, up to a limit. @stamped @apart @also(results_json)
  created_companies_count integer not null default 0,                          -- Companies created. @stamped @label('Companies made')
  created_contacts_count  integer not null default 0,                          -- Contacts created. @stamped @label('Contacts made')
  created_leads_count     integer not null default 0,                          -- Leads created. @list @stamped @label('Leads made')
  skipped_count           integer not null default 0,                          -- Duplicates skipped. @stamped @label('Left out')
  error_count             integer not null default 0,                          -- Errors met. @stamped @label(Errors)
  archived_at             timestamptz,                                         -- When it was archived. @stamped @apart
  archived_by_id          uuid,                                                -- Who archived it. @stamped @apart
  created_at              timestamptz not null default now(),
  updated_at              timestamptz not null default now(),
  channel                 outreach.discovery_channel,                          -- The way it looked. @list @stamped
  found_count             integer not null default 0,                          -- Results, skipped ones among them. @list @stamped @label(Found)
  waiting_count           integer not null default 0,                          -- Results somebody has to look at. @list @stamped @label('To review')
  job_id                  uuid,                                                -- The work that does it. @stamped @apart
  primary key (org_id, id)
);
create index discovery_runs_status_idx on outreach.discovery_runs (org_id, status);
create index discovery_runs_started_at_idx on outreach.discovery_runs (org_id, started_at);
create index discovery_runs_mode_idx on outreach.discovery_runs (org_id, mode);
create index discovery_runs_archived_at_idx on outreach.discovery_runs (org_id, archived_at);
select kit.refers('outreach.discovery_runs', 'triggered_by_id', 'identity.users', 'set null');
select kit.refers('outreach.discovery_runs', 'cancel_requested_by', 'identity.users', 'set null');
select kit.refers('outreach.discovery_runs', 'archived_by_id', 'identity.users', 'set null');
select kit.refers('outreach.discovery_runs', 'job_id', 'identity.background_jobs', 'set null');
select kit.refers('outreach.discovery_runs', 'intent_id', 'outreach.discovery_intents', 'set null');
select kit.noun('outreach.discovery_runs', label => 'intent_name');

-- Open pages see how far a run is.
create or replace trigger tell_run after update of stats on outreach.discovery_runs for each row
  when (old.stats is distinct from new.stats) execute function kit.tell_row();

-- Only the engine says how far a run has come, and only forwards: nobody opens what ended.
create or replace function outreach.guard_run() returns trigger language plpgsql as $$
begin
  if not kit.is_server() then
    raise exception using errcode = '23514', constraint = 'discovery_runs_status_by_engine', table = 'discovery_runs',
      schema = 'outreach', column = 'status', message = 'How far a run has come is for the engine to say.',
      hint = 'Start one with start_discovery, stop it with cancel_discovery.';
  elsif not (old.status = 'pending' and new.status in ('running', 'cancelled', 'failed')
      or old.status = 'running' and new.status in ('completed', 'completed_with_errors', 'failed', 'cancelled')) then
    raise exception using errcode = '23514', constraint = 'discovery_runs_status_in_order', table = 'discovery_runs',
      schema = 'outreach', column = 'status', message = 'A run that is ' || replace(old.status::text, '_', ' ')
        || ' does not become ' || replace(new.status::text, '_', ' ') || '.', hint = 'Start a new run.';
  end if;
  return new;
end $$;
comment on function outreach.guard_run() is 'Keeps the status of runs with the engine, and in order.';
create or replace trigger guard_run before update of status on outreach.discovery_runs for each row
  when (old.status is distinct from new.status) execute function outreach.guard_run();

-- When the work of a run ends by another hand, stopped or given up, the run ends with it.
create or replace function outreach.follow_work() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
begin
  update outreach.discovery_runs r
     set status = case new.status when 'cancelled' then 'cancelled' else 'failed' end::outreach.run_status,
         error = new.error, finished_at = now()
   where r.org_id = new.org_id and r.job_id = new.id and r.status in ('pending', 'running');
  return null;
end $$;
comment on function outreach.follow_work() is 'Ends the run whose work ended.';
create or replace trigger follow_run after update of status on identity.background_jobs for each row
  when (new.verb = 'run_discovery' and new.status in ('cancelled', 'dead') and old.status <> new.status)
  execute function outreach.follow_work();
