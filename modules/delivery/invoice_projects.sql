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

-- An invoice covers projects of its own client, and its lines bill them.
create or replace function delivery.check_invoice_project() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
begin
  if new.project_id is not null and not kit.undoing()
     and exists (select from delivery.invoices i join delivery.projects p on p.org_id = i.org_id
       and p.id = new.project_id where i.org_id = new.org_id and i.id = new.invoice_id
       and p.client_id <> i.client_id) then
    raise exception using errcode = '23514', constraint = tg_table_name || '_project_same_client_id',
      table = tg_table_name, schema = 'delivery',
      message = 'The project belongs to another client than the invoice.',
        hint = 'Choose a project of the same client.';
  end if;
  return new;
end $$;
comment on function delivery.check_invoice_project() is 'Keeps invoices on projects of their own client.';
create or replace trigger check_invoice_project before insert or update on delivery.invoice_projects for each row
  execute function delivery.check_invoice_project();
create or replace trigger check_invoice_project before insert or update of project_id,
  invoice_id on delivery.invoice_lines for each row execute function delivery.check_invoice_project();
