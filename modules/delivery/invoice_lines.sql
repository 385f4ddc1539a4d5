-- What a line bills.
create type delivery.line_kind as enum ('phase', 'time', 'deliverable', 'custom');

-- How a line is taxed (EN 16931, categories S, Z, E and AE).
create type delivery.tax_category as enum ('standard', 'zero', 'exempt', 'reverse_charge');

-- One line of an invoice: quantity × unit price.
-- @icon(rows-3) @named(description) @sum(amount)
create table delivery.invoice_lines (
  org_id      uuid not null default kit.org_id(),
  id          uuid not null default kit.new_id(),
  invoice_id  uuid not null,                                                   -- The invoice. @list
  position    integer not null default 1,                                      -- Its place on the invoice, from 1. @list
  kind        delivery.line_kind not null default 'custom',                    -- What it bills. @list
  phase_id    uuid,                                                            -- The phase it bills.
  project_id  uuid,                                                            -- The project it bills.
  description text not null check (description <> ''),                         -- Text on the invoice. @list @long
  quantity    numeric(12,3) not null default 1,                                -- How much or how many. @list
  unit        text not null default 'piece',                                   -- What is counted: hour, day, piece.
  unit_price  kit.money not null default 0,                                    -- Price of one. @list
  amount      kit.money not null generated always as (round(quantity * unit_price, 2)) stored, -- Quantity × unit price. @list
  tax_category delivery.tax_category not null default 'standard',              -- How it is taxed.
  tax_rate    numeric(5,2) not null default 0 check (tax_rate between 0 and 100), -- Tax in percent. @list
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (org_id, id),
  constraint invoice_lines_untaxed_have_no_rate check (tax_category = 'standard' or tax_rate = 0) -- Only lines with standard tax have a rate.
);
select kit.refers('delivery.invoice_lines', 'invoice_id', 'delivery.invoices', 'cascade');
select kit.refers('delivery.invoice_lines', 'phase_id', 'delivery.phases', 'set null');
select kit.refers('delivery.invoice_lines', 'project_id', 'delivery.projects', 'set null');
select kit.belongs('delivery.invoice_lines', 'phase_id', 'project_id');
select kit.noun('delivery.invoice_lines', parents => '{invoice_id}');

-- The lines of an issued invoice stay; those of a draft make its totals. Tax is computed per rate on the sum of its lines, as EN 16931 asks (BR-CO-17).
create or replace function delivery.sum_lines() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
declare
  touched uuid[]; frozen text;
begin
  if tg_op = 'INSERT' then touched := array(select distinct n.invoice_id from new_rows n);
  elsif tg_op = 'DELETE' then touched := array(select distinct o.invoice_id from old_rows o);
  else touched := array(select n.invoice_id from new_rows n union select o.invoice_id from old_rows o); end if;
  select v.invoice_number into frozen from delivery.invoices v
    where v.org_id = kit.org_id() and v.id = any (touched) and v.status <> 'draft' limit 1;
  if frozen is not null then
    raise exception using errcode = '23514', constraint = 'invoices_issued_stay',
      message = format('Invoice %s was issued; its lines can''t change any more.', frozen),
      hint = 'Cancel it and draft another.';
  end if;
  -- Undo brings the totals back itself; but not even it touches what was issued.
  if kit.undoing() then return null; end if;
  update delivery.invoices v set subtotal = t.subtotal, tax_total = t.tax, amount = t.subtotal + t.tax
    from (select g.invoice_id, sum(g.net) as subtotal, sum(round(g.net * g.tax_rate / 100, 2)) as tax
            from (select l.invoice_id, l.tax_rate, sum(l.amount) as net from delivery.invoice_lines l
              where l.org_id = kit.org_id() and l.invoice_id = any (touched) group by l.invoice_id, l.tax_rate) g
              group by g.invoice_id) t
   where v.org_id = kit.org_id() and v.id = t.invoice_id and (v.subtotal, v.tax_total, v.amount) is distinct
     from (t.subtotal, t.tax, t.subtotal + t.tax);
  if tg_op <> 'INSERT' then
    update delivery.invoices v set subtotal = 0, tax_total = 0, amount = 0
     where v.org_id = kit.org_id() and v.id = any (touched)
       and not exists (select from delivery.invoice_lines l where l.org_id = v.org_id and l.invoice_id = v.id);
  end if;
  return null;
end $$;
comment on function delivery.sum_lines() is 'Keeps an invoice''s totals, and its lines once it is issued.';
create or replace trigger sum_lines_inserted after insert on delivery.invoice_lines referencing new table as new_rows
  for each statement execute function delivery.sum_lines();
create or replace trigger sum_lines_updated after update on delivery.invoice_lines referencing old table as old_rows new table as new_rows for each statement execute function delivery.sum_lines();
create or replace trigger sum_lines_deleted after delete on delivery.invoice_lines referencing old table as old_rows
  for each statement execute function delivery.sum_lines();

-- A line bills work of the invoice's own client.
create or replace function delivery.check_line() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
begin
  if kit.undoing() then return new; end if;
  if exists (select from delivery.projects p join delivery.invoices v on v.org_id = p.org_id and v.id = new.invoice_id
              where p.org_id = new.org_id and p.client_id <> v.client_id
                and p.id in (new.project_id,
                  (select f.project_id from delivery.phases f
                  where f.org_id = new.org_id and f.id = new.phase_id))) then
    raise exception using errcode = '23514', constraint = 'invoice_lines_of_one_client',
      column = case when new.phase_id is null then 'project_id' else 'phase_id' end, table = tg_table_name,
      schema = tg_table_schema,
      message = 'The line bills work of another client than the invoice''s.',
        hint = 'Choose a project or phase of the invoice''s client, or leave it out.';
  end if;
  return new;
end $$;
comment on function delivery.check_line() is 'Keeps the lines of an invoice to work for its client.';
create or replace trigger check_line before insert or update of invoice_id, phase_id,
  project_id on delivery.invoice_lines for each row
  when (new.phase_id is not null or new.project_id is not null) execute function delivery.check_line();
