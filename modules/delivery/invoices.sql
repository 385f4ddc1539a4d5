-- What became of an invoice.
create type delivery.invoice_status as enum ('draft', 'sent', 'paid', 'overdue', 'cancelled');

-- A bill to a client over one or more projects.
create table delivery.invoices (
  org_id               uuid not null default kit.org_id(),
  id                   uuid not null default kit.new_id(),
  client_id            uuid not null,                                          -- The client. @list
  invoice_number       text not null check (invoice_number <> ''),             -- Number, unique in the organisation. @list
  amount               kit.money not null default 0,                           -- Total. @list
  currency             kit.currency not null default 'USD',                    -- Currency of the amount. @list
  status               delivery.invoice_status not null default 'draft',       -- What became of it. @list
  due_date             date not null,                                          -- Day by which to pay. @list
  sent_date            date,                                                   -- Day it was sent.
  paid_date            date,                                                   -- Day it was paid.
  recipient_contact_id uuid,                                                   -- Who receives it, usually the economic buyer.
  notes                text,                                                   -- Text on the invoice.
  created_at           timestamptz not null default now(),
  updated_at           timestamptz not null default now(),
  primary key (org_id, id),
  constraint invoices_number_taken unique (org_id, invoice_number),            -- There is already an invoice with this number.
  constraint invoices_paid_has_a_date check (status <> 'paid' or paid_date is not null) -- A paid invoice needs the day it was paid.
);
create index invoices_status_idx on delivery.invoices (org_id, status, due_date);
select kit.refers('delivery.invoices', 'client_id', 'crm.clients', 'restrict');
select kit.refers('delivery.invoices', 'recipient_contact_id', 'crm.contacts', 'set null');
select kit.noun('delivery.invoices', client_when => $$row.status <> 'draft'$$, label => 'invoice_number');
