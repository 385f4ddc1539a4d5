-- A task that waits for another to be done.
-- @icon(link) @named(task_id, depends_on_id)
create table delivery.task_dependencies (
  org_id        uuid not null default kit.org_id(),
  task_id       uuid not null,                                                 -- The task that waits. @list
  depends_on_id uuid not null,                                                 -- The task it waits for. @list
  created_at    timestamptz not null default now(),
  updated_at    timestamptz not null default now(),
  primary key (org_id, task_id, depends_on_id),
  constraint task_dependencies_not_itself check (task_id <> depends_on_id)     -- A task can't wait for itself.
);
select kit.refers('delivery.task_dependencies', 'task_id', 'delivery.tasks', 'cascade');
select kit.refers('delivery.task_dependencies', 'depends_on_id', 'delivery.tasks', 'cascade');
select kit.noun('delivery.task_dependencies', parents => '{task_id,depends_on_id}');

-- Tasks wait inside one project, and never for themselves by a detour.
create or replace function delivery.check_dependency() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
begin
  if (select count(distinct t.project_id) from delivery.tasks t
    where t.org_id = new.org_id and t.id in (new.task_id, new.depends_on_id)) > 1 then
    raise exception using errcode = '23514', constraint = 'task_dependencies_one_project',
      message = 'The two tasks belong to different projects.', hint = 'A task waits for tasks of its own project.';
  end if;
  if exists (
    with recursive before (id) as (
      select d.depends_on_id from delivery.task_dependencies d
        where d.org_id = new.org_id and d.task_id = new.depends_on_id
      union select d.depends_on_id from before b join delivery.task_dependencies d on d.org_id = new.org_id
        and d.task_id = b.id)
    select from before where id = new.task_id) then
    raise exception using errcode = '23514', constraint = 'task_dependencies_no_circle',
      message = 'The tasks would wait for each other.', hint = 'Remove the dependency the other way round first.';
  end if;
  return null;
end $$;
comment on function delivery.check_dependency() is 'Keeps dependencies inside a project and free of circles.';
create or replace trigger check_dependency after insert or update on delivery.task_dependencies for each row
  execute function delivery.check_dependency();
