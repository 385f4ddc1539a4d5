-- A client's health on one day, so that a trend can be seen.
-- @icon(heart-pulse) @words(Health snapshot, Health snapshots) @named(date) @apart
create table crm.client_health_snapshots (
  org_id     uuid not null default kit.org_id(),
  id         uuid not null default kit.new_id(),
  client_id  uuid not null,                                                    -- The client. @list
  date       date not null default current_date,                               -- The day. @list
  score      kit.percent not null,                                             -- Health on that day, 0 to 100. @list
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  best       kit.percent,                                                      -- The highest of the thirty days before and that day, 0 to 100. @derived
  primary key (org_id, id),
  constraint client_health_snapshots_day_taken unique (org_id, client_id, date) -- There is already a snapshot of this client for this day.
);
create index client_health_snapshots_date_idx on crm.client_health_snapshots (org_id, date);
select kit.refers('crm.client_health_snapshots', 'client_id', 'crm.clients', 'cascade');
select kit.noun('crm.client_health_snapshots', audited => false);
