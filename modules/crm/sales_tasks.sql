-- Something to do for a lead, or for a tender.
-- @icon(list-todo) @menu(6) @calendar(due_date) @card(lead_id, due_date) @searched(title)
create table crm.sales_tasks (
  org_id       uuid not null default kit.org_id(),
  id           uuid not null default kit.new_id(),
  lead_id      uuid,                                                           -- The lead. @list
  title        text not null check (title <> ''),                              -- What to do. @list
  is_completed boolean not null default false,                                 -- Done. @list
  due_date     date,                                                           -- Until when. @list
  assigned_to  uuid default kit.user_id(),                                     -- Who does it. @list
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  tender_id    uuid,                                                           -- The tender. @list
  dropped_at   timestamptz,                                                    -- When it was closed because the tender was given up. @stamped
  primary key (org_id, id),
  constraint sales_tasks_about_one check (num_nonnulls(lead_id, tender_id) = 1) -- A task is about one lead, or about one tender.
);
create index sales_tasks_due_idx on crm.sales_tasks (org_id, due_date) where not is_completed;
select kit.refers('crm.sales_tasks', 'lead_id', 'crm.leads', 'cascade');
select kit.refers('crm.sales_tasks', 'assigned_to', 'identity.users', 'set null');
select kit.refers('crm.sales_tasks', 'tender_id', 'crm.market_tenders', 'cascade');
select kit.noun('crm.sales_tasks', parents => '{lead_id,tender_id}', label => 'title');

-- Tasks that wait for who does them.
create or replace view crm.sales_task_items with (security_invoker = true) as
  select 'sales_tasks' as noun, t.id, t.title as title,
    coalesce((select coalesce(l.company_name, l.contact_name) from crm.leads l
        where l.org_id = t.org_id and l.id = t.lead_id),
      (select m.title from crm.market_tenders m where m.org_id = t.org_id and m.id = t.tender_id), '') as about,
    null::numeric as amount, null::text as currency, null::text as icon, null::text as link,
    32 as weight, 10 as overdue, 7 as ahead,
    t.due_date as due_date, null::timestamptz as due_at,
    jsonb '[{"do": "done", "word": "Done", "set": {"is_completed": true}, "told": "Task done."}]' as acts
    from crm.sales_tasks t
   where t.assigned_to = kit.user_id() and not t.is_completed and t.due_date is not null;
comment on view crm.sales_task_items is 'Sales tasks that wait. @today(sales_tasks)';
grant select on crm.sales_task_items to tl_admin, tl_manager, tl_consultant, tl_staff, tl_sales, tl_recruiter,
  tl_viewer;

-- Last days of sales tasks, in the calendar of who does them.
create or replace view crm.sales_task_dates with (security_invoker = true) as
  select 'sales_tasks' as noun, t.id, t.title, coalesce(l.company_name, l.contact_name, m.title) as details,
    t.due_date,
    null::timestamptz as starts_at, null::integer as minutes, t.updated_at as changed_at
    from crm.sales_tasks t left join crm.leads l on l.org_id = t.org_id and l.id = t.lead_id
    left join crm.market_tenders m on m.org_id = t.org_id and m.id = t.tender_id
   where t.assigned_to = kit.user_id() and not t.is_completed and t.due_date is not null;
comment on view crm.sales_task_dates is 'Sales tasks in calendars. @dates()';
grant select on crm.sales_task_dates to tl_admin, tl_manager, tl_consultant, tl_staff, tl_sales, tl_recruiter,
  tl_viewer;
