-- How much work a task is.
-- @tones medium=warn
create type delivery.effort as enum ('light', 'medium', 'heavy');

-- How far a task has come.
-- @tones in_progress=info review=warn done=good
create type delivery.task_status as enum ('backlog', 'in_progress', 'review', 'done');

-- One piece of work in a project.
-- @icon(circle-check) @menu(2) @key(b) @board(status) @calendar(due_date) @card(project_id, assigned_to, due_date)
-- @searched(title)
create table delivery.tasks (
  org_id       uuid not null default kit.org_id(),
  id           uuid not null default kit.new_id(),
  project_id   uuid not null,                                                  -- The project. @list
  phase_id     uuid,                                                           -- The phase it belongs to.
  assigned_to  uuid,                                                           -- Who does it. @list
  title        text not null check (title <> '' and length(title) <= 300),     -- What to do. @list
  description  kit.markdown,                                                   -- More about it.
  effort       delivery.effort not null default 'medium',                      -- How much work it is. @list
  status       delivery.task_status not null default 'backlog',                -- How far it has come. @list
  start_date   date,                                                           -- When work on it begins.
  due_date     date,                                                           -- Until when. @list
  is_milestone boolean not null default false,                                 -- Marks a milestone.
  is_critical  boolean not null default false,                                 -- Delays the project when late.
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  primary key (org_id, id)
);
create index tasks_status_idx on delivery.tasks (org_id, status);
create index tasks_due_idx on delivery.tasks (org_id, due_date) where status <> 'done';
create index tasks_newest_idx on delivery.tasks (org_id, created_at desc, id desc);
select kit.refers('delivery.tasks', 'project_id', 'delivery.projects', 'cascade');
select kit.refers('delivery.tasks', 'phase_id', 'delivery.phases', 'set null');
select kit.refers('delivery.tasks', 'assigned_to', 'identity.users', 'set null');
select kit.belongs('delivery.tasks', 'phase_id', 'project_id');
select kit.noun('delivery.tasks', parents => '{project_id}', label => 'title');

-- A task that is finished stands on its project's timeline; finished again, it stands there again.
create or replace function delivery.log_finished_task() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
  if kit.undoing() or kit.in_bulk() then return null; end if;
  insert into crm.activities (org_id, type, subject, project_id, created_by)
  values (new.org_id, 'task_completed', new.title, new.project_id, kit.user_id());
  return null;
end $$;
comment on function delivery.log_finished_task() is 'Puts a finished task on the timeline of its project.';
create or replace trigger log_finished_task after update of status on delivery.tasks for each row
  when (new.status = 'done' and old.status <> 'done') execute function delivery.log_finished_task();

-- Tasks that wait for who does them.
create or replace view delivery.task_items with (security_invoker = true) as
  select 'tasks' as noun, t.id, t.title as title,
    coalesce((select p.name from delivery.projects p where p.org_id = t.org_id and p.id = t.project_id), '') as about,
    null::numeric as amount, null::text as currency, null::text as icon, null::text as link,
    30 as weight, 8 as overdue, 7 as ahead,
    t.due_date as due_date, null::timestamptz as due_at,
    jsonb '[{"do": "done", "word": "Done", "set": {"status": "done"}, "told": "Task done."}]' as acts
    from delivery.tasks t
   where t.assigned_to = kit.user_id() and t.status <> 'done' and t.due_date is not null;
comment on view delivery.task_items is 'Tasks that wait. @today(tasks)';
grant select on delivery.task_items to tl_admin, tl_manager, tl_consultant, tl_staff, tl_sales, tl_recruiter, tl_viewer;

-- Last days of tasks, in the calendar of who does them.
create or replace view delivery.task_dates with (security_invoker = true) as
  select 'tasks' as noun, t.id, t.title, p.name as details, t.due_date, null::timestamptz as starts_at,
    null::integer as minutes, t.updated_at as changed_at
    from delivery.tasks t join delivery.projects p on p.org_id = t.org_id and p.id = t.project_id
   where t.assigned_to = kit.user_id() and t.status <> 'done' and t.due_date is not null;
comment on view delivery.task_dates is 'Tasks in calendars. @dates()';
grant select on delivery.task_dates to tl_admin, tl_manager, tl_consultant, tl_staff, tl_sales, tl_recruiter, tl_viewer;
