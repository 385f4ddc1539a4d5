-- Hours somebody worked on a project.
create table delivery.time_entries (
  org_id      uuid not null default kit.org_id(),
  id          uuid not null default kit.new_id(),
  user_id     uuid not null default kit.user_id(),                             -- Who worked. @list
  project_id  uuid not null,                                                   -- The project. @list
  task_id     uuid,                                                            -- The task.
  invoice_id  uuid,                                                            -- The invoice it was billed on.
  hours       numeric(5,2) not null check (hours > 0 and hours <= 24),         -- Hours worked, at most 24. @list
  date        date not null default current_date,                              -- The day. @list
  description text,                                                            -- What was done. @list
  billable    boolean not null default true,                                   -- Whether the client pays for it. @list
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (org_id, id),
  constraint time_entries_billed_is_billable check (invoice_id is null or billable) -- Hours that are not billable can't be on an invoice.
);
create index time_entries_date_idx on delivery.time_entries (org_id, date);
select kit.refers('delivery.time_entries', 'user_id', 'identity.users', 'restrict');
select kit.refers('delivery.time_entries', 'project_id', 'delivery.projects', 'restrict');
select kit.refers('delivery.time_entries', 'task_id', 'delivery.tasks', 'set null');
select kit.refers('delivery.time_entries', 'invoice_id', 'delivery.invoices', 'set null');
select kit.noun('delivery.time_entries', parents => '{project_id}');
