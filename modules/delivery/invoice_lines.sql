-- What a line bills.
create type delivery.line_kind as enum ('phase', 'time', 'deliverable', 'custom');

-- One line of an invoice: quantity × unit price.
create table delivery.invoice_lines (
  org_id      uuid not null default kit.org_id(),
  id          uuid not null default kit.new_id(),
  invoice_id  uuid not null,                                                   -- The invoice. @list
  position    integer not null default 1,                                      -- Its place on the invoice, from 1. @list
  kind        delivery.line_kind not null default 'custom',                    -- What it bills. @list
  phase_id    uuid,                                                            -- The phase it bills.
  description text not null check (description <> ''),                         -- Text on the invoice. @list
  quantity    numeric(12,3) not null default 1,                                -- How much or how many. @list
  unit_price  kit.money not null default 0,                                    -- Price of one. @list
  amount      kit.money not null generated always as (round(quantity * unit_price, 2)) stored, -- Quantity × unit price. @list
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (org_id, id)
);
select kit.refers('delivery.invoice_lines', 'invoice_id', 'delivery.invoices', 'cascade');
select kit.refers('delivery.invoice_lines', 'phase_id', 'delivery.phases', 'set null');
select kit.noun('delivery.invoice_lines', parents => '{invoice_id}');
