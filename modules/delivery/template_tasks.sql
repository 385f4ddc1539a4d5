-- A task every project of a template gets.
-- @icon(list-todo) @named(title)
create table delivery.template_tasks (
  org_id            uuid not null default kit.org_id(),
  id                uuid not null default kit.new_id(),
  template_id       uuid not null,                                             -- The template. @list
  template_phase_id uuid,                                                      -- The phase it belongs to. @list
  after_id          uuid,                                                      -- The task it waits for.
  title             text not null check (title <> '' and length(title) <= 300), -- What to do. @list
  effort            delivery.effort not null default 'medium',                 -- How much work it is. @list
  start_day         integer not null default 0 check (start_day >= 0),         -- Days after the project's start on which it begins. @list
  days              integer not null default 5 check (days between 1 and 3650), -- Days until it is due. @list
  is_milestone      boolean not null default false,                            -- Marks a milestone.
  is_critical       boolean not null default false,                            -- Delays the project when late.
  created_at        timestamptz not null default now(),
  updated_at        timestamptz not null default now(),
  primary key (org_id, id)
);
select kit.refers('delivery.template_tasks', 'template_id', 'delivery.project_templates', 'cascade');
select kit.refers('delivery.template_tasks', 'template_phase_id', 'delivery.template_phases', 'set null');
select kit.refers('delivery.template_tasks', 'after_id', 'delivery.template_tasks', 'set null');
select kit.noun('delivery.template_tasks');
