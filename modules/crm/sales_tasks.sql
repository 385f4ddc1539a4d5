-- Something to do for a lead.
-- @icon(list-todo) @menu(6) @calendar(due_date) @card(lead_id, due_date)
create table crm.sales_tasks (
  org_id       uuid not null default kit.org_id(),
  id           uuid not null default kit.new_id(),
  lead_id      uuid not null,                                                  -- The lead. @list
  title        text not null check (title <> ''),                              -- What to do. @list
  is_completed boolean not null default false,                                 -- Done. @list
  due_date     date,                                                           -- Until when. @list
  assigned_to  uuid default kit.user_id(),                                     -- Who does it. @list
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  primary key (org_id, id)
);
create index sales_tasks_due_idx on crm.sales_tasks (org_id, due_date) where not is_completed;
select kit.refers('crm.sales_tasks', 'lead_id', 'crm.leads', 'cascade');
select kit.refers('crm.sales_tasks', 'assigned_to', 'identity.users', 'set null');
select kit.noun('crm.sales_tasks', parents => '{lead_id}', label => 'title');
