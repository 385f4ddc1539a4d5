-- How far a phase has come.
-- @tones pending=warn active=good completed=good
create type delivery.phase_status as enum ('pending', 'active', 'completed');

-- A stretch of a project, in order: a phase or milestone.
-- @icon(layers) @board(status) @calendar(end_date) @card(project_id, end_date)
create table delivery.phases (
  org_id     uuid not null default kit.org_id(),
  id         uuid not null default kit.new_id(),
  project_id uuid not null,                                                    -- The project. @list
  name       text not null check (name <> ''),                                 -- Title. @list
  position   integer not null default 1,                                       -- Its place in the order, from 1. @list @also(order)
  start_date date,                                                             -- First day. @list
  end_date   date,                                                             -- Last day. @list
  status     delivery.phase_status not null default 'pending',                 -- How far it has come. @list
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id),
  constraint phases_dates_in_order check (end_date >= start_date)              -- The phase ends before it starts.
);
select kit.refers('delivery.phases', 'project_id', 'delivery.projects', 'cascade');
select kit.noun('delivery.phases', parents => '{project_id}');

-- Phases that end.
create or replace view delivery.phase_items with (security_invoker = true) as
  select 'phases' as noun, f.id, f.name || ' ends' as title,
    coalesce((select p.name from delivery.projects p where p.org_id = f.org_id and p.id = f.project_id), '') as about,
    null::numeric as amount, null::text as currency, 'flag' as icon, null::text as link,
    null::integer as weight, null::integer as overdue, null::integer as ahead,
    f.end_date as due_date, null::timestamptz as due_at,
    null::jsonb as acts
    from delivery.phases f
   where f.status <> 'completed' and f.end_date is not null;
comment on view delivery.phase_items is 'Phases that end. @today(phases)';
grant select on delivery.phase_items to tl_admin, tl_manager, tl_consultant, tl_staff, tl_sales, tl_recruiter,
  tl_viewer;
