-- A project an invoice covers.
create table delivery.invoice_projects (
  org_id     uuid not null default kit.org_id(),
  invoice_id uuid not null,                                                    -- The invoice. @list
  project_id uuid not null,                                                    -- The project. @list
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, invoice_id, project_id)
);
select kit.refers('delivery.invoice_projects', 'invoice_id', 'delivery.invoices', 'cascade');
select kit.refers('delivery.invoice_projects', 'project_id', 'delivery.projects', 'cascade');
select kit.noun('delivery.invoice_projects', parents => '{invoice_id}');
