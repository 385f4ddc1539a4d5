-- A public or private tender worth a look. @also(tenders)
-- @icon(radar) @menu(7) @calendar(closing_date) @sum(value) @searched(title)
create table crm.market_tenders (
  org_id       uuid not null default kit.org_id(),
  id           uuid not null default kit.new_id(),
  title        text not null check (title <> ''),                              -- What is asked for. @list
  client       text,                                                           -- Who asks, as published. @list
  client_id    uuid,                                                           -- The client of ours that asks.
  location     text,                                                           -- Where the work is. @list
  value        kit.money,                                                      -- What it is worth. @list
  currency     kit.currency,                                                   -- Currency of the value.
  closing_date date,                                                           -- Last day for offers. @list
  is_pursuing  boolean not null default false,                                 -- We are going for it. @list
  url          kit.url,                                                        -- Where it is published.
  summary      text,                                                           -- What it is about. @long
  ocid         text,                                                           -- Open Contracting ID.
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  primary key (org_id, id),
  constraint market_tenders_ocid_taken unique (org_id, ocid)                   -- This tender is already here.
);
create index market_tenders_closing_idx on crm.market_tenders (org_id, closing_date);
select kit.refers('crm.market_tenders', 'client_id', 'crm.clients', 'set null');
select kit.noun('crm.market_tenders', label => 'title');

-- Tenders with their last day.
create or replace view crm.tender_items with (security_invoker = true) as
  select 'market_tenders' as noun, t.id, t.title || ' closes' as title,
    coalesce(t.client, '') as about,
    null::numeric as amount, null::text as currency, null::text as icon, null::text as link,
    null::integer as weight, null::integer as overdue, null::integer as ahead,
    t.closing_date as due_date, null::timestamptz as due_at,
    null::jsonb as acts
    from crm.market_tenders t
   where t.closing_date is not null;
comment on view crm.tender_items is 'Tenders that close. @today(market_tenders)';
grant select on crm.tender_items to tl_admin, tl_manager, tl_consultant, tl_staff, tl_sales, tl_recruiter, tl_viewer;

-- What the rules of nudges watch.
create or replace trigger y_noted_insert after insert on crm.market_tenders referencing new table as new_rows
  for each statement execute function kit.note('keep_nudges', 'values (n.client_id), (n.id)');
create or replace trigger y_noted_update after update on crm.market_tenders referencing new table as new_rows
  for each statement execute function kit.note('keep_nudges', 'values (n.client_id), (n.id)');
create or replace trigger y_noted_delete after delete on crm.market_tenders referencing old table as old_rows
  for each statement execute function kit.note('keep_nudges', 'values (n.client_id), (n.id)');
