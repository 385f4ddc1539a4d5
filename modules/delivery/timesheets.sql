-- How far a week's hours have come.
-- @tones approved=good rejected=bad
create type delivery.timesheet_status as enum ('submitted', 'approved', 'rejected');

-- One person's week, handed in for approval. Its hours are locked until it is rejected.
-- @icon(calendar-clock) @menu(5) @named(user_id, week_start_date) @board(status) @calendar(week_start_date)
-- @sum(hours) @card(hours)
create table delivery.timesheets (
  org_id          uuid not null default kit.org_id(),
  id              uuid not null default kit.new_id(),
  user_id         uuid not null default kit.user_id(),                         -- Whose week. @list
  week_start_date date not null check (extract(isodow from week_start_date) = 1), -- The Monday it begins on. @list
  status          delivery.timesheet_status not null default 'submitted',      -- How far it has come. @list
  hours           numeric(6,2) not null default 0,                             -- Hours of the week when it was handed in. @list
  submitted_at    timestamptz not null default now(),                          -- When it was handed in. @list
  decided_by      uuid,                                                        -- Who approved or rejected it. @list
  decided_at      timestamptz,                                                 -- When that was.
  note            text,                                                        -- Why it was rejected. @long
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now(),
  primary key (org_id, id),
  constraint timesheets_week_taken unique (org_id, user_id, week_start_date)   -- This week was handed in already.
);
create index timesheets_status_idx on delivery.timesheets (org_id, status, week_start_date);
select kit.refers('delivery.timesheets', 'user_id', 'identity.users', 'restrict');
select kit.refers('delivery.timesheets', 'decided_by', 'identity.users', 'set null');
select kit.noun('delivery.timesheets');
