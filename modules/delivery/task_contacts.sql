-- A contact mentioned in a task.
create table delivery.task_contacts (
  org_id     uuid not null default kit.org_id(),
  task_id    uuid not null,                                                    -- The task. @list
  contact_id uuid not null,                                                    -- The person. @list
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, task_id, contact_id)
);
select kit.refers('delivery.task_contacts', 'task_id', 'delivery.tasks', 'cascade');
select kit.refers('delivery.task_contacts', 'contact_id', 'crm.contacts', 'cascade');
select kit.noun('delivery.task_contacts', parents => '{task_id}');
