-- How far a placement has come.
-- @tones active=good completed=good
create type recruiting.placement_status as enum ('draft', 'active', 'completed', 'cancelled');

-- A candidate at work on a project.
-- @icon(hard-hat) @menu(4) @named(role, candidate_id) @board(status) @calendar(end_date)
-- @card(candidate_id, project_id)
create table recruiting.placements (
  org_id             uuid not null default kit.org_id(),
  id                 uuid not null default kit.new_id(),
  candidate_id       uuid not null,                                            -- The person. @list
  project_id         uuid not null,                                            -- The project. @list
  placement_group_id uuid,                                                     -- The crew. @list
  job_id             uuid,                                                     -- The job it fills.
  status             recruiting.placement_status not null default 'draft',     -- How far it has come. @list
  role               text,                                                     -- What they do there. @list
  start_date         date,                                                     -- First day. @list
  end_date           date,                                                     -- Last day. @list
  charge_rate        kit.money check (charge_rate >= 0),                       -- What the client pays an hour.
  pay_rate           kit.money check (pay_rate >= 0),                          -- What the person is paid an hour.
  created_at         timestamptz not null default now(),
  updated_at         timestamptz not null default now(),
  primary key (org_id, id),
  constraint placements_dates_in_order check (end_date >= start_date)          -- The placement ends before it starts.
);
create index placements_status_idx on recruiting.placements (org_id, status, end_date);
select kit.refers('recruiting.placements', 'candidate_id', 'recruiting.candidates', 'restrict');
select kit.refers('recruiting.placements', 'project_id', 'delivery.projects', 'restrict');
select kit.refers('recruiting.placements', 'placement_group_id', 'recruiting.placement_groups', 'set null');
select kit.refers('recruiting.placements', 'job_id', 'recruiting.jobs', 'set null');
select kit.belongs('recruiting.placements', 'placement_group_id', 'project_id');
select kit.noun('recruiting.placements', parents => '{project_id}', label => 'role');

-- Placements that end soon.
create or replace view recruiting.placement_items with (security_invoker = true) as
  select 'placements' as noun, p.id,
    coalesce((select c.name from recruiting.candidates c where c.org_id = p.org_id and c.id = p.candidate_id),
    '') || ' leaves '
      || coalesce((select r.name from delivery.projects r where r.org_id = p.org_id and r.id = p.project_id),
        'the project') || ' soon' as title,
    'Placement ends; what follows?' as about,
    null::numeric as amount, null::text as currency, null::text as icon, null::text as link,
    22 as weight, null::integer as overdue, 21 as ahead,
    p.end_date as due_date, null::timestamptz as due_at,
    null::jsonb as acts
    from recruiting.placements p
   where p.status = 'active' and p.end_date >= current_date;
comment on view recruiting.placement_items is 'Placements that end soon. @today(placements)';
grant select on recruiting.placement_items to tl_admin, tl_manager, tl_recruiter;
