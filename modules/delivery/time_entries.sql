-- How far hours have come: open until the week is handed in, then submitted, then approved.
-- @tones open=info approved=good
create type delivery.time_status as enum ('open', 'submitted', 'approved');

-- Hours somebody worked on a project.
-- @icon(timer) @words(Time entry, Time) @menu(3) @key(h) @named(description, date) @calendar(date) @sum(hours)
-- @page(/timesheet, timer, Timesheet, w) @page(/workload, users, Workload)
create table delivery.time_entries (
  org_id      uuid not null default kit.org_id(),
  id          uuid not null default kit.new_id(),
  user_id     uuid default kit.user_id(),                                      -- Who worked. @list
  project_id  uuid not null,                                                   -- The project. @list
  task_id     uuid,                                                            -- The task.
  invoice_id  uuid,                                                            -- The invoice it was billed on. @stamped
  hours       numeric(5,2) not null check (hours > 0 and hours <= 24),         -- Hours worked, at most 24. @list
  date        date not null default current_date,                              -- The day. @list
  description text,                                                            -- What was done. @list @long
  billable    boolean not null default true,                                   -- Whether the client pays for it. @list
  status      delivery.time_status not null default 'open',                    -- How far they have come; kept by the timesheet. @list @stamped
  bill_rate   kit.money,                                                       -- What an hour is billed at, fixed when approved. @stamped
  cost_rate   kit.money,                                                       -- What an hour costs us, fixed when approved. @secret
  placement_id uuid,                                                           -- The placement whose person worked. @of(recruiting) @stamped
  worker      text,                                                            -- Who that is, and as what, as invoices say it. @list @stamped
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (org_id, id),
  constraint time_entries_of_somebody check (num_nonnulls(user_id, placement_id) = 1), -- Hours are of a colleague, or of a placed person.
  constraint time_entries_billed_is_billable check (invoice_id is null or billable) -- Hours that are not billable can't be on an invoice.
);
create index time_entries_person_idx on delivery.time_entries (org_id, user_id, date);
create index time_entries_date_idx on delivery.time_entries (org_id, date);
select kit.refers('delivery.time_entries', 'user_id', 'identity.users', 'restrict', indexed => false);
select kit.refers('delivery.time_entries', 'placement_id', 'recruiting.placements', 'restrict');
select kit.refers('delivery.time_entries', 'project_id', 'delivery.projects', 'restrict');
select kit.refers('delivery.time_entries', 'task_id', 'delivery.tasks', 'set null');
select kit.refers('delivery.time_entries', 'invoice_id', 'delivery.invoices', 'set null');
select kit.belongs('delivery.time_entries', 'task_id', 'project_id');
select kit.noun('delivery.time_entries', parents => '{project_id}');

-- Hours that were handed in, billed or lie in a closed period stay as they are; nobody works more than 24 hours a day; nobody approves their own.
create or replace function delivery.guard_time() returns trigger language plpgsql as $$
declare
  locked date; total numeric;
begin
  if kit.undoing() then return coalesce(new, old); end if;
  if tg_op <> 'INSERT' and (old.status <> 'open' or old.invoice_id is not null) then
    raise exception using errcode = '23514', constraint = 'time_entries_are_locked',
      message = case when old.invoice_id is not null then 'These hours are on an invoice; they can''t be changed.'
        else format('The week of these hours was %s; they can''t be changed.', old.status) end,
      hint = case when old.invoice_id is not null then 'Cancel the invoice first.'
        else 'Ask who approves timesheets to reject the week.' end;
  end if;
  locked := kit.date_setting('time.locked_until');
  if locked is not null and (tg_op <> 'INSERT' and old.date <= locked or tg_op <> 'DELETE' and new.date <= locked) then
    raise exception using errcode = '23514', constraint = 'time_entries_period_is_closed', column = 'date',
      message = format('The books are closed up to %s.', to_char(locked, 'DD Mon YYYY')),
      hint = 'Enter the hours on a later day, or ask an admin to change the setting time.locked_until.';
  end if;
  if tg_op = 'DELETE' then return old; end if;
  if new.date not between '2000-01-01' and current_date + 366 then
    raise exception using errcode = '23514', constraint = 'time_entries_day_is_near', column = 'date',
      message = 'Hours are entered for days since 2000, at most a year ahead.', hint = 'Check the year.';
  end if;
  if new.status <> 'open' or new.invoice_id is not null or new.bill_rate is not null or new.cost_rate is not null then
    raise exception using errcode = '42501',
      message = 'Status, invoice and rates of hours are kept by timesheets and invoices.',
      hint = 'Use submit_timesheet, approve_timesheet and draft_invoice.';
  end if;
  if exists (select from delivery.timesheets s where s.org_id = new.org_id and s.user_id = new.user_id
    and s.week_start_date = date_trunc('week', new.date)::date and s.status <> 'rejected') then
    raise exception using errcode = '23514', constraint = 'time_entries_week_is_handed_in', column = 'date',
      message = format('The week of %s was handed in already.', to_char(new.date, 'DD Mon YYYY')),
      hint = 'Ask who approves timesheets to reject the week.';
  end if;
  -- One at a time a person and day: what others enter meanwhile is counted.
  perform pg_advisory_xact_lock(hashtextextended(new.org_id::text || new.user_id || new.date, 24));
  select coalesce(sum(t.hours), 0) into total from delivery.time_entries t
    where t.org_id = new.org_id and t.user_id = new.user_id and t.date = new.date and t.id <> new.id;
  if total + new.hours > 24 then
    raise exception using errcode = '23514', constraint = 'time_entries_day_has_24_hours', column = 'hours',
      message = format('That would make %s hours on %s; a day has 24.', trim_scale(total + new.hours),
      to_char(new.date, 'DD Mon YYYY')), hint = format('%s hours are entered already.', trim_scale(total));
  end if;
  return new;
end $$;
comment on function delivery.guard_time() is 'Keeps hours that count from being changed.';
create or replace trigger guard_time before insert or update or delete on delivery.time_entries for each row
  when (not kit.is_server()) execute function delivery.guard_time();

-- Nobody, not even the server, moves hours from one invoice to another.
create or replace function delivery.refuse_second_bill() returns trigger language plpgsql as $$
begin
  raise exception using errcode = '23514', constraint = 'time_entries_billed_once',
    message = 'These hours are on an invoice already.', hint = 'Cancel that invoice first.';
end $$;
comment on function delivery.refuse_second_bill() is 'Keeps hours on one invoice.';
-- Hours on an issued invoice stay on it as they were billed, whatever is undone.
create or replace function delivery.keep_billed() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
declare
  number text := (select i.invoice_number from delivery.invoices i
    where i.org_id = old.org_id and i.id = old.invoice_id
      and (i.status not in ('draft', 'cancelled') or tg_op = 'DELETE' and i.status = 'draft'));
begin
  if number is not null then
    raise exception using errcode = '23514', constraint = 'time_entries_billed_stay', table = 'time_entries',
      schema = 'delivery',
      message = case when number like 'draft-%' then 'These hours are on a draft invoice.'
        else format('These hours are on invoice %s, which was issued.', number) end, hint = 'Cancel the invoice first.';
  end if;
  return coalesce(new, old);
end $$;
comment on function delivery.keep_billed() is 'Keeps billed hours as they were billed.';
create or replace trigger keep_billed before update on delivery.time_entries for each row
  when (old.invoice_id is not null
    and (old.invoice_id, old.status, old.hours, old.project_id, old.bill_rate) is distinct
    from (new.invoice_id, new.status, new.hours, new.project_id, new.bill_rate))
  execute function delivery.keep_billed();
create or replace trigger keep_billed_from_deletion before delete on delivery.time_entries for each row
  when (old.invoice_id is not null) execute function delivery.keep_billed();

create or replace trigger refuse_second_bill before update on delivery.time_entries for each row
  when (old.invoice_id <> new.invoice_id) execute function delivery.refuse_second_bill();

-- Whatever puts hours on an invoice: they are approved, billable, of its client, and it is a draft.
create or replace function delivery.check_billing() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
declare
  wrong record;
begin
  if kit.undoing() then return null; end if;
  -- Set against set: ten thousand hours at once are usual.
  select p.name, i.invoice_number, f.status, i.status as invoice_status,
    p.client_id <> i.client_id as stranger into wrong
    from (select distinct x.project_id, x.invoice_id, x.status
            from (select n.id, n.project_id, n.invoice_id, n.status from new_rows n where n.invoice_id is not null
                  except select o.id, o.project_id, o.invoice_id, o.status from old_rows o) x) f
    join delivery.projects p on p.org_id = kit.org_id() and p.id = f.project_id
      join delivery.invoices i on i.org_id = kit.org_id() and i.id = f.invoice_id
   where p.client_id <> i.client_id or f.status <> 'approved' or i.status <> 'draft' limit 1;
  if found then
    raise exception using errcode = '23514', constraint = 'time_entries_billing_fits',
      message = case when wrong.stranger
        then format('The hours on %s belong to another client than invoice %s.', wrong.name, wrong.invoice_number)
                     when wrong.status <> 'approved' then format('Hours on %s are not approved yet.', wrong.name)
                       else format('Invoice %s is no draft any more.', wrong.invoice_number) end,
      hint = 'An invoice bills approved hours of its own client, while it is a draft.';
  end if;
  return null;
end $$;
comment on function delivery.check_billing() is 'Keeps hours on the invoices of their own client.';
create or replace trigger check_billing after update on delivery.time_entries referencing old table as old_rows new table as new_rows for each statement execute function delivery.check_billing();

-- What the rules of nudges watch.
create or replace trigger y_noted_update after update on delivery.time_entries for each row
  when ((old.status)
    is distinct from (new.status))
  execute function kit.note('keep_nudges', 'select r.client_id from delivery.projects r where r.org_id = n.org_id and r.id = n.project_id');
