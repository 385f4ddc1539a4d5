-- What became of an invoice.
-- @tones sent=info paid=good overdue=bad
create type delivery.invoice_status as enum ('draft', 'issued', 'sent', 'paid', 'overdue', 'cancelled');

-- A bill, or the note that takes one back.
create type delivery.invoice_kind as enum ('invoice', 'credit_note');

-- A bill to a client over one or more projects.
-- @icon(receipt) @menu(4) @key(i) @board(status) @calendar(due_date) @sum(amount) @card(client_id, amount, due_date)
-- @searched(invoice_number) @meaning(invoice_number, notes)
create table delivery.invoices (
  org_id               uuid not null default kit.org_id(),
  id                   uuid not null default kit.new_id(),
  client_id            uuid not null,                                          -- The client. @list
  kind                 delivery.invoice_kind not null default 'invoice',       -- A bill, or the note that takes one back. @stamped
  invoice_number       text not null default 'draft-' || left(md5(random()::text), 8) check (invoice_number <> ''), -- Number, unique in the organisation; a draft gets its own when it is issued. @list @stamped
  credited_invoice_id  uuid,                                                   -- For a credit note: the invoice it takes back. @stamped
  subtotal             kit.money not null default 0,                           -- Total before tax; the sum of the lines. @stamped
  tax_total            kit.money not null default 0,                           -- Tax; by rate, on the sum of the lines with that rate. @stamped
  amount               kit.money not null default 0,                           -- Total. @list @stamped
  paid_amount          kit.money not null default 0,                           -- What came in so far. @stamped
  balance              numeric generated always as (
    case when status = 'cancelled' or kind = 'credit_note' then 0 else amount - paid_amount end) stored, -- What is still to be paid.
  currency             kit.currency,                                           -- Currency of the amount; the client's or the organisation's when left out. @list
  exchange_rate        numeric(18,8) check (exchange_rate > 0),                -- One unit of the currency in the organisation's currency; needed when they differ.
  status               delivery.invoice_status not null default 'draft',       -- What became of it. @list @stamped
  issue_date           date,                                                   -- Day it was issued. @list @stamped
  due_date             date not null default current_date + 30,                -- Day by which to pay. @list
  sent_date            date,                                                   -- Day it was sent. @stamped
  paid_date            date,                                                   -- Day it was paid. @stamped
  recipient_contact_id uuid,                                                   -- Who receives it, usually the economic buyer. @also(recipient_stakeholder_id)
  notes                text,                                                   -- Text on the invoice. @long
  parties              jsonb,                                                  -- Seller and buyer as they were when it was issued. @stamped
  reminder_level       smallint not null default 0,                            -- How many reminders were sent. @stamped
  last_reminder_date   date,                                                   -- Day of the last reminder. @stamped
  created_at           timestamptz not null default now(),
  updated_at           timestamptz not null default now(),
  primary key (org_id, id),
  constraint invoices_number_taken unique (org_id, invoice_number),            -- There is already an invoice with this number.
  constraint invoices_paid_has_a_date check (status <> 'paid' or paid_date is not null) -- A paid invoice needs the day it was paid.
);
create index invoices_status_idx on delivery.invoices (org_id, status, due_date);
create index invoices_newest_idx on delivery.invoices (org_id, created_at desc, id desc);
select kit.refers('delivery.invoices', 'client_id', 'crm.clients', 'restrict');
select kit.refers('delivery.invoices', 'credited_invoice_id', 'delivery.invoices', 'restrict', uniquely => true);
select kit.refers('delivery.invoices', 'recipient_contact_id', 'crm.contacts', 'set null');
select kit.belongs('delivery.invoices', 'recipient_contact_id', 'client_id');
select kit.noun('delivery.invoices', client_when => $$row.status <> 'draft'$$, label => 'invoice_number');
select kit.shaped('delivery.invoices', 'parties', 'kit.is_object', 'Seller and buyer are an object.');
comment on constraint invoices_credited_invoice_id_taken on delivery.invoices is 'This invoice was taken back already.';

-- Seller and buyer as they stand on the invoice.
create or replace function delivery.parties_of(client uuid) returns jsonb language sql stable security definer
  set search_path = pg_catalog as $$
  select jsonb_build_object(
    'seller', jsonb_build_object('name',
      coalesce(nullif(kit.setting('company.legal_name', 'null') #>> '{}', ''), o.name)) || coalesce((
      select jsonb_object_agg(substr(s.key, 9), s.value) from identity.system_settings s
        where s.org_id = o.org_id and s.key like 'company.%' and s.key <> 'company.legal_name'), '{}'),
    'buyer', jsonb_build_object('name', c.name, 'address', c.billing_address, 'country', c.country, 'vat',
      c.corporate_identity ->> 'vat'))
    from crm.clients c join identity.organizations o on o.org_id = c.org_id
      where c.org_id = kit.org_id() and c.id = client
$$;
comment on function delivery.parties_of(uuid) is 'Seller and buyer of an invoice to this client.';
revoke execute on function delivery.parties_of(uuid) from public;
grant execute on function delivery.parties_of(uuid) to tl_system;

-- What an issued invoice may still become, and that nothing else of it changes. Issuing gives the number, the day and the parties.
create or replace function delivery.guard_invoice() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
declare
  loose text[] := '{status,sent_date,paid_date,paid_amount,balance,recipient_contact_id,reminder_level,last_reminder_date,updated_at}';
  own text; changed text;
begin
  if kit.undoing() then return coalesce(new, old); end if;
  if tg_op = 'DELETE' then
    if old.status <> 'draft' then
      raise exception using errcode = '23514', constraint = 'invoices_issued_stay',
        message = format('Invoice %s was issued; it can''t be deleted.', old.invoice_number),
        hint = 'Cancel it: that makes a credit note.';
    end if;
    return old;
  end if;
  if tg_op = 'INSERT' then
    new.currency := coalesce(new.currency,
      (select c.currency from crm.clients c where c.org_id = new.org_id and c.id = new.client_id),
      (select o.currency from identity.organizations o where o.org_id = new.org_id));
    -- Invoices of another system, brought along by an admin's import or the server, come with their status and number.
    if new.status <> 'draft' then
      new.issue_date := coalesce(new.issue_date, new.sent_date, current_date);
      if new.status = 'paid' then new.paid_amount := new.amount; end if;
    end if;
    return new;
  end if;
  if old.status = 'draft' and new.status = 'draft' or old.status = 'draft' and new.status = 'cancelled'
    then return new; end if;
  if old.status = 'draft' then
    if new.amount = 0 and not exists (select from delivery.invoice_lines l
      where l.org_id = new.org_id and l.invoice_id = new.id) then
      raise exception using errcode = '23514', constraint = 'invoices_need_lines',
        message = 'There is nothing on this invoice.', hint = 'Add a line, or bill approved hours.';
    end if;
    select o.currency into own from identity.organizations o where o.org_id = new.org_id;
    if new.currency <> own and new.exchange_rate is null then
      raise exception using errcode = '23514', constraint = 'invoices_currency_needs_a_rate',
        message = format('The invoice is in %s and your books are in %s, but no exchange rate is given.', new.currency,
        own), hint = 'Set exchange_rate: one ' || new.currency || ' in ' || own || '.';
    end if;
    new.issue_date := coalesce(new.issue_date, current_date);
    if new.invoice_number like 'draft-%' and new.issue_date not between current_date - 1100 and current_date + 31 then
      raise exception using errcode = '23514', constraint = 'invoices_issue_day_is_near', column = 'issue_date',
        message = 'An invoice is issued for a day of the last three years or the next month.',
        hint = 'The number is of that year; check it.';
    end if;
    if new.kind = 'invoice' and new.amount < 0 then
      raise exception using errcode = '23514', constraint = 'invoices_are_not_negative',
        message = format('This invoice is over %s.', new.amount),
        hint = 'Money given back is a credit note: cancel the invoice it belongs to.';
    end if;
    new.parties := delivery.parties_of(new.client_id);
    if new.invoice_number like 'draft-%'
      then new.invoice_number := delivery.next_number(extract(year from new.issue_date)::int); end if;
    if new.status = 'sent' then new.sent_date := coalesce(new.sent_date, current_date); end if;
    if new.status = 'paid' then new.paid_amount := new.amount; new.paid_date := coalesce(new.paid_date, current_date);
      end if;
    -- A number that was given is never taken back.
    perform set_config('throughline.operation', '', true);
    return new;
  end if;
  select string_agg(replace(k.key, '_', ' '), ', ') into changed from jsonb_each(to_jsonb(new)) k
    where k.key <> all (loose) and k.value is distinct from to_jsonb(old) -> k.key;
  if changed is not null then
    raise exception using errcode = '23514', constraint = 'invoices_issued_stay',
      message = format('Invoice %s was issued; its %s can''t change any more.', old.invoice_number, changed),
      hint = 'Cancel it and draft another.';
  end if;
  if new.status <> old.status then
    if new.status = 'draft' or old.status = 'cancelled' then
      raise exception using errcode = '23514', constraint = 'invoices_status_fits',
        message = format('Invoice %s is %s; it can''t become %s.', old.invoice_number, old.status, new.status),
        hint = 'Draft another invoice.';
    elsif new.status = 'cancelled' and old.paid_amount > 0 then
      raise exception using errcode = '23514', constraint = 'invoices_paid_stay',
        message = format('Invoice %s is paid%s; it can''t be cancelled.', old.invoice_number,
        case when old.paid_amount < old.amount then ' in part' else '' end),
        hint = 'Remove the payment first, if it was entered by mistake.';
    elsif old.status = 'paid' and old.paid_amount >= new.amount and new.paid_amount >= new.amount then
      raise exception using errcode = '23514', constraint = 'invoices_status_fits',
        message = format('Invoice %s is paid.', old.invoice_number),
        hint = 'Remove the payment first, if it was entered by mistake.';
    end if;
    if new.status = 'sent' then new.sent_date := coalesce(new.sent_date, current_date); end if;
    if new.status = 'paid' then new.paid_amount := new.amount; new.paid_date := coalesce(new.paid_date, current_date);
      end if;
  end if;
  return new;
end $$;
comment on function delivery.guard_invoice() is 'Keeps issued invoices as they are.';
create or replace trigger guard_invoice before insert or update or delete on delivery.invoices for each row
  execute function delivery.guard_invoice();

-- The feed, and with it webhooks, hear what became of an invoice, however it came about.
create or replace function delivery.report_invoice() returns trigger language plpgsql as $$
begin
  if not kit.undoing() and not kit.in_bulk() and new.status <> old.status then
    perform identity.report_event(new.status || '_invoice', 'invoices', new.id,
      format('%s: %s %s %s', replace(new.status::text, '_', ' '), new.invoice_number, new.amount, new.currency));
  end if;
  return null;
end $$;
comment on function delivery.report_invoice() is 'Tells the feed what became of an invoice.';
create or replace trigger report_invoice after update of status on delivery.invoices for each row
  execute function delivery.report_invoice();

-- Once the mail server took it, an invoice counts as sent and a reminder as given.
create or replace function delivery.mail_was_sent() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
begin
  if new.kind = 'invoice' then
    update delivery.invoices v set status = 'sent', sent_date = current_date
      where v.org_id = new.org_id and v.id = new.invoice_id and v.status = 'issued';
  elsif new.kind = 'reminder' then
    update delivery.invoices v set reminder_level = v.reminder_level + 1, last_reminder_date = current_date
      where v.org_id = new.org_id and v.id = new.invoice_id;
  end if;
  return null;
end $$;
comment on function delivery.mail_was_sent() is 'Marks invoices whose mail went out.';
create or replace trigger mail_was_sent after update of status on identity.emails for each row
  when (new.status = 'sent' and old.status <> 'sent' and new.invoice_id is not null)
  execute function delivery.mail_was_sent();

-- Invoices on the timelines of their clients.
create or replace view delivery.invoice_entries with (security_invoker = true) as
  select 'clients' as about, i.client_id as about_id,
    coalesce(i.paid_date, i.sent_date, i.issue_date)::timestamp at time zone 'utc' as at, 'money' as kind,
    'Invoice ' || i.invoice_number || ' ' || i.status as title, i.amount || ' ' || i.currency as body,
      null::uuid as user_id,
    null::text as who, '/invoices/' || i.id as link, null::jsonb as changes
    from delivery.invoices i;
comment on view delivery.invoice_entries is 'Invoices on timelines. @timeline(clients)';
grant select on delivery.invoice_entries to tl_admin, tl_manager, tl_consultant, tl_staff, tl_sales, tl_recruiter,
  tl_viewer;

-- A function, because a view may not name a value that a migration of the same upgrade adds.
create or replace function delivery.unpaid() returns delivery.invoice_status[] language sql immutable parallel safe
  as $$
  select '{issued,sent,overdue}'::delivery.invoice_status[]
$$;
comment on function delivery.unpaid() is 'The statuses of invoices that are out and not paid.';

-- Invoices that are overdue, for who looks after money.
create or replace view delivery.invoice_items with (security_invoker = true) as
  select 'invoices' as noun, i.id, 'Invoice ' || i.invoice_number || ' is overdue' as title,
    coalesce((select c.name from crm.clients c where c.org_id = i.org_id and c.id = i.client_id), '') as about,
    i.amount as amount, i.currency::text as currency, null::text as icon, null::text as link,
    12 as weight, null::integer as overdue, -1 as ahead,
    i.due_date as due_date, null::timestamptz as due_at,
    null::jsonb as acts
    from delivery.invoices i
   where i.kind = 'invoice' and i.status = any (delivery.unpaid());
comment on view delivery.invoice_items is 'Invoices that are overdue. @today(invoices)';
grant select on delivery.invoice_items to tl_admin, tl_manager, tl_staff;

-- Computed of a client: ?select=*,financials. This year's figures in the organisation's currency, from issued invoices (credit
-- notes take back what they credit) and approved hours; nothing of it is typed in.
create or replace function delivery.financials(client crm.clients) returns jsonb language sql stable security definer
  set search_path = pg_catalog as $$
  select jsonb_build_object('revenue_ytd', i.revenue, 'cost_ytd', h.cost, 'margin_ytd', i.revenue - h.cost,
      'margin_percent', round(100 * (i.revenue - h.cost) / nullif(i.revenue, 0), 1), 'outstanding', i.outstanding,
      'overdue', i.overdue)
    from (select coalesce(sum(v.subtotal * coalesce(v.exchange_rate, 1))
              filter (where v.issue_date >= date_trunc('year', current_date)), 0)::numeric(14, 2) as revenue,
            coalesce(sum(v.balance * coalesce(v.exchange_rate, 1)), 0)::numeric(14, 2) as outstanding,
            coalesce(sum(v.balance * coalesce(v.exchange_rate, 1)) filter (where v.due_date < current_date), 0)::numeric(14, 2)
              as overdue
            from delivery.invoices v
           where v.org_id = kit.org_id() and v.client_id = client.id and v.issue_date is not null) i,
         (select coalesce(sum(round(t.hours * coalesce(t.cost_rate, 0), 2)), 0) as cost
            from delivery.time_entries t join delivery.projects p on p.org_id = t.org_id and p.id = t.project_id
           where t.org_id = kit.org_id() and p.client_id = client.id and t.status = 'approved'
             and t.date >= date_trunc('year', current_date)) h
   where client.org_id = kit.org_id()
$$;
comment on function delivery.financials(crm.clients)
  is 'Revenue, cost and margin of this year, and what is outstanding and overdue, in the organisation''s currency.';
revoke execute on function delivery.financials(crm.clients) from public;
grant execute on function delivery.financials(crm.clients) to tl_admin, tl_manager, tl_consultant, tl_staff, tl_sales, tl_recruiter,
  tl_viewer, tl_system;
