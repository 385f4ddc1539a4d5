-- Tenders that become deals, with their tasks and checklist; releases and clients that are suggested.

alter table crm.market_tenders add column opportunity_id uuid;
alter table crm.market_tenders add column drop_reason text;
alter table crm.market_tenders add column checklist jsonb not null default '[]' check (jsonb_typeof(checklist) = 'array');
alter table crm.market_tenders add column published_at timestamptz;
alter table crm.market_tenders add column suggested_client_id uuid;
alter table crm.market_tenders add constraint market_tenders_opportunity_id_fkey foreign key (org_id, opportunity_id)
  references crm.opportunities (org_id, id) on delete set null (opportunity_id) deferrable;
alter table crm.market_tenders add constraint market_tenders_opportunity_id_taken unique (org_id, opportunity_id);
alter table crm.market_tenders add constraint market_tenders_suggested_client_id_fkey
  foreign key (org_id, suggested_client_id)
  references crm.clients (org_id, id) on delete set null (suggested_client_id) deferrable;
create index market_tenders_suggested_client_id_idx on crm.market_tenders (org_id, suggested_client_id);

alter table crm.sales_tasks alter column lead_id drop not null;
alter table crm.sales_tasks add column tender_id uuid;
alter table crm.sales_tasks add column dropped_at timestamptz;
alter table crm.sales_tasks add constraint sales_tasks_about_one check (num_nonnulls(lead_id, tender_id) = 1);
alter table crm.sales_tasks add constraint sales_tasks_tender_id_fkey foreign key (org_id, tender_id)
  references crm.market_tenders (org_id, id) on delete cascade deferrable;
create index sales_tasks_tender_id_idx on crm.sales_tasks (org_id, tender_id);
