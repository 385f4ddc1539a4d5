-- A kind of project we do again and again: its phases and tasks, ready to be laid out from a start day.
-- @icon(layers) @menu(6)
create table delivery.project_templates (
  org_id      uuid not null default kit.org_id(),
  id          uuid not null default kit.new_id(),
  name        text not null check (name <> ''),                                -- Name. @list
  description text,                                                            -- What it is for. @list @long
  is_default  boolean not null default false,                                  -- Used for won deals when nobody says otherwise. @list
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (org_id, id),
  constraint project_templates_name_taken unique (org_id, name)                -- There is already a template with this name.
);
create unique index project_templates_one_default on delivery.project_templates (org_id) where is_default;
select kit.noun('delivery.project_templates', label => 'name');

-- Lays a template out on a project: phases, tasks and what each waits for, counted from the start day.
create or replace function delivery.apply_template(project uuid, template uuid,
  start date) returns integer language plpgsql as $$
declare
  made integer;
begin
  insert into delivery.phases (id, project_id, name, position, start_date, end_date)
  select md5(project::text || p.id::text)::uuid, project, p.name,
    coalesce((select max(position) from delivery.phases x where x.org_id = p.org_id and x.project_id = project),
    0) + row_number() over (order by p.position, p.id),
         start + p.start_day, start + p.start_day + p.days - 1
    from delivery.template_phases p where p.org_id = kit.org_id() and p.template_id = template
  on conflict do nothing;
  get diagnostics made = row_count;
  insert into delivery.tasks (id, project_id, phase_id, title, effort, start_date, due_date, is_milestone, is_critical)
  select md5(project::text || t.id::text)::uuid, project, md5(project::text || t.template_phase_id::text)::uuid,
    t.title, t.effort, start + t.start_day, start + t.start_day + t.days - 1, t.is_milestone, t.is_critical
    from delivery.template_tasks t where t.org_id = kit.org_id() and t.template_id = template
  on conflict do nothing;
  insert into delivery.task_dependencies (task_id, depends_on_id)
  select md5(project::text || t.id::text)::uuid, md5(project::text || t.after_id::text)::uuid
    from delivery.template_tasks t where t.org_id = kit.org_id() and t.template_id = template and t.after_id is not null
  on conflict do nothing;
  update delivery.projects p set template_id = template, start_date = coalesce(p.start_date, start),
         end_date = coalesce(p.end_date,
           (select max(f.end_date) from delivery.phases f where f.org_id = p.org_id and f.project_id = p.id))
   where p.org_id = kit.org_id() and p.id = project;
  return made;
end $$;
comment on function delivery.apply_template(uuid, uuid, date) is 'Gives a project the phases and tasks of a template.';
