-- A public or private tender worth a look. @also(tenders)
-- @icon(radar) @menu(7) @calendar(closing_date) @sum(value)
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
