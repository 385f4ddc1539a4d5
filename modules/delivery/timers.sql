-- A clock that runs while somebody works. One a person; stopping it makes a time entry.
-- @icon(timer) @named(description, started_at)
create table delivery.timers (
  org_id      uuid not null default kit.org_id(),
  id          uuid not null default kit.new_id(),
  user_id     uuid not null default kit.user_id(),                             -- Who works. @list
  project_id  uuid not null,                                                   -- The project. @list
  task_id     uuid,                                                            -- The task.
  description text,                                                            -- What is being done. @list @long
  started_at  timestamptz not null default now(),                              -- Since when. @list
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (org_id, id)
);
select kit.refers('delivery.timers', 'user_id', 'identity.users', 'cascade', uniquely => true);
select kit.refers('delivery.timers', 'project_id', 'delivery.projects', 'cascade');
select kit.refers('delivery.timers', 'task_id', 'delivery.tasks', 'set null');
select kit.belongs('delivery.timers', 'task_id', 'project_id');
select kit.noun('delivery.timers', parents => '{project_id}', audited => false);
comment on constraint timers_user_id_taken on delivery.timers is 'A timer is already running.';
