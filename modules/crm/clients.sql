-- Where a company stands with us.
-- @tones lead=info prospect=info active=good inactive=warn churned=bad blacklisted=bad
create type crm.client_status as enum ('lead', 'prospect', 'active', 'inactive', 'churned', 'blacklisted');

-- How far automatic enrichment of a company has come.
-- @tones pending=warn success=good failed=bad
create type crm.enrichment_status as enum ('never', 'pending', 'success', 'failed');

-- How well a client relationship is. @values healthy=Healthy at_risk='At risk' critical=Critical
-- @tones critical=bad at_risk=warn healthy=good
create type crm.health_band as enum ('critical', 'at_risk', 'healthy');

-- A company we work with, hope to, or used to: account, asset owner, head contractor, hiring company. @also(companies, accounts, customers)
-- @icon(building-2) @menu(1) @key(c) @board(status) @calendar(contract_end_date) @card(industry, owner_id, tier) @meaning(name, industry, region, country, meddpicc_identified_pain)
-- @searched(name)
create table crm.clients (
  org_id                      uuid not null default kit.org_id(),
  id                          uuid not null default kit.new_id(),
  name                        text not null check (name <> '' and length(name) <= 300), -- Trading name. @list @also(company, company_name, account, account_name, client, client_name)
  status                      crm.client_status not null default 'active',     -- Where the company stands with us. @list
  industry                    text,                                            -- Line of business. @list @also(sector)
  website                     kit.url,                                         -- Home page. @also(url, homepage)
  country                     text,                                            -- Country. @group(Company)
  size                        text,                                            -- Head count range, such as 51-200. @group(Company) @also(employees)
  tier                        text,                                            -- Importance to us, such as A, B, C or Gold. @list
  region                      text,                                            -- Region we serve it from. @list
  owner_id                    uuid default kit.owner(),                                         -- Account manager. @list @also(account_manager_id, owner, account_manager)
  deadline                    date,                                            -- Date the client works towards. @group(Commercial)
  budget                      kit.money,                                       -- Money the client has set aside. @group(Commercial)
  currency                    kit.currency,                                    -- Currency it is billed in; empty means the organisation's. @group(Commercial)
  billing_address             text,                                            -- Address on invoices. @group(Commercial) @long
  corporate_identity          jsonb not null default '{}',                     -- Registration and tax numbers by name, such as gst, pan, vat. @group(Commercial)
  contract_start_date         date,                                            -- First day of the contract. @group(Commercial)
  contract_end_date           date,                                            -- Last day of the contract. @group(Commercial)
  reported_financials         jsonb not null default '{}',                     -- Figures as told elsewhere, brought along by an import. @group(Commercial)
  meddpicc_metrics            text,                                            -- Quantifiable measures of success. @label(Metrics) @group(MEDDPICC) @long
  meddpicc_decision_criteria  text,                                            -- How they judge success. @label('Decision criteria') @group(MEDDPICC) @long
  meddpicc_decision_process   text,                                            -- Steps and timeline to a decision. @label('Decision process') @group(MEDDPICC) @long
  meddpicc_paper_process      text,                                            -- Procurement, legal and contracts. @label('Paper process') @group(MEDDPICC) @long
  meddpicc_identified_pain    text,                                            -- The core business problem. @label('Identified pain') @group(MEDDPICC) @long
  meddpicc_competition        text,                                            -- Alternatives being considered. @label(Competition) @group(MEDDPICC) @long
  score                       kit.percent not null default 0,                  -- How well the company fits us, 0 to 100. @group(Discovery) @derived
  score_factors               jsonb,                                           -- The parts of the score: {"factors": [{name, value, reason}], "total"}. @group(Discovery) @derived
  enrichment_status           crm.enrichment_status not null default 'never',  -- How far enrichment has come. @group(Discovery) @derived
  enrichment_last_run_at      timestamptz,                                     -- When enrichment last ran. @group(Discovery) @derived
  enrichment_data             jsonb,                                           -- What enrichment found: website, industry, description, metadata. @group(Discovery) @stamped @apart
  discovery_metadata          jsonb,                                           -- Where discovery found it: source, time, method, relevance. @group(Discovery) @stamped
  created_from_lead_id        uuid,                                            -- The lead it was converted from. @stamped
  custom                      jsonb not null default '{}' check (jsonb_typeof(custom) = 'object'), -- Fields the organisation added.
  created_at                  timestamptz not null default now(),
  updated_at                  timestamptz not null default now(),
  name_index                  text generated always as (kit.plain_name(name)) stored, -- The name without case, signs and legal form. @secret
  website_index               text generated always as (kit.web_domain(website)) stored, -- The host of the home page. @secret
  primary key (org_id, id),
  constraint clients_contract_in_order check (contract_end_date >= contract_start_date) -- The contract ends before it starts.
);
create index clients_name_idx on crm.clients (org_id, lower(name));
create index clients_by_name_idx on crm.clients (org_id, name, id);
create index clients_name_index_idx on crm.clients (org_id, name_index);
create index clients_website_index_idx on crm.clients (org_id, website_index);
create index clients_status_idx on crm.clients (org_id, status);
create index clients_website_idx on crm.clients (org_id, website);
create index clients_contract_end_idx on crm.clients (org_id, contract_end_date);
create index clients_newest_idx on crm.clients (org_id, created_at desc, id desc);
select kit.refers('crm.clients', 'owner_id', 'identity.users', 'set null');
select kit.refers('crm.clients', 'created_from_lead_id', 'crm.leads', 'set null');
select kit.noun('crm.clients', label => 'name');
create or replace trigger check_custom before insert or update of custom on crm.clients for each row
  execute function identity.check_custom();
select kit.shaped('crm.clients', 'corporate_identity', 'kit.is_object',
  'Registration and tax numbers are names with values, such as {"vat": "DE123456789"}.');
select kit.shaped('crm.clients', 'reported_financials', 'kit.is_flat',
  'Financial figures are names with values, such as {"ytd_revenue": 120000}.');
select kit.shaped('crm.clients', 'score_factors', 'kit.is_score',
  'A score has "factors", each with name, value and reason, and their "total".');
select kit.shaped('crm.clients', 'enrichment_data', 'kit.is_object', 'Enrichment data is an object.');
select kit.shaped('crm.clients', 'discovery_metadata', 'kit.is_object', 'Discovery metadata is an object.');

-- A client that is made or renamed and looks like one that is there is pointed out, whichever door it came by: in the feed (an import says it once for all its
-- rows), and to who wrote it, by the ids kept in this transaction. Merging is offered at /duplicates/clients.
create or replace function crm.point_out_twins() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
declare
  twin record; found bigint := 0; renamed uuid[]; told uuid[] := '{}';
begin
  if kit.undoing() then return null; end if;
  if tg_op = 'UPDATE' then
    renamed := array(select n.id from new_rows n join old_rows o on o.org_id = n.org_id and o.id = n.id
      where n.name_index <> o.name_index);
    if renamed = '{}' then return null; end if;
  end if;
  for twin in
    select n.id, n.name, t.name as other, t.id as other_id from new_rows n
      join crm.clients t on t.org_id = kit.org_id() and t.name_index = n.name_index and t.id <> n.id
     where (renamed is null or n.id = any (renamed)) and n.name_index <> ''
       and not exists (select from new_rows m where m.id = t.id and m.id > n.id)
     limit case when kit.in_bulk() then 1000 else 20 end
  loop
    found := found + 1;
    -- Who imports hears how many of the rows; everybody else, what they look like.
    told := told || case when kit.in_bulk() then twin.id else twin.other_id end;
    if not kit.in_bulk() then
      insert into identity.activity_logs (user_id, action_type, severity, entity_type, entity_id, description,
        ip_address)
      values (kit.user_id(), 'possible_twin', 'warn', 'clients', twin.id,
        left(format('%s looks like %s (/clients/%s). Merge them at /duplicates/clients.', twin.name, twin.other,
        twin.other_id), 500), kit.address());
    end if;
  end loop;
  if found > 0 and kit.in_bulk() then
    insert into identity.activity_logs (user_id, action_type, severity, entity_type, description, ip_address)
    values (kit.user_id(), 'possible_twin', 'warn', 'clients',
      format('%s imported clients look like others. Merge them at /duplicates/clients.', found), kit.address());
  end if;
  if found > 0 then
    perform set_config('throughline.twins',
      concat_ws(',', nullif(current_setting('throughline.twins', true), ''),
      array_to_string(array(select distinct unnest(told)), ',')), true);
  end if;
  return null;
end $$;
comment on function crm.point_out_twins() is 'Points out clients that look alike.';
create or replace trigger point_out_twins after insert on crm.clients referencing new table as new_rows
  for each statement execute function crm.point_out_twins();
create or replace trigger point_out_renamed after update on crm.clients referencing old table as old_rows new table as new_rows for each statement execute function crm.point_out_twins();

-- Whose clients are mine: those I own and those I am assigned to.
create or replace function kit.my_clients() returns uuid[] language plpgsql stable security definer
  set search_path = pg_catalog as $$
begin
  return array(
    select id from crm.clients where org_id = kit.org_id() and owner_id = kit.user_id()
    union all
    select client_id from crm.client_assignments where org_id = kit.org_id() and user_id = kit.user_id());
end $$;
comment on function kit.my_clients() is 'The clients the asking person owns or is assigned to.';

-- Computed values: not stored, always true. Ask for them by name: ?select=*,health_score,health_band
create or replace function crm.twins(client crm.clients) returns jsonb language sql stable as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name) order by t.created_at, t.id), '[]')
    from (select c.id, c.name, c.created_at from crm.clients c
           where c.org_id = client.org_id and c.id <> client.id and kit.plain_name(client.name) <> ''
             and c.name_index = kit.plain_name(client.name) limit 20) t
$$;
comment on function crm.twins(crm.clients) is 'Clients whose name is the same but for case, signs and legal form.';

create or replace function crm.last_contact(client crm.clients) returns timestamptz language sql stable as $$
  select max(a.occurred_at) from crm.activities a where a.org_id = client.org_id and a.client_id = client.id
    and a.occurred_at <= now() and a.type <> 'note'
$$;
comment on function crm.last_contact(crm.clients) is 'When somebody last called, met or wrote to the client.';

create or replace function crm.key_contacts(client crm.clients) returns jsonb language sql stable as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'name', c.name, 'title', c.title, 'role_tags', c.role_tags)
    order by c.name, c.id), '[]')
    from crm.contacts c where c.org_id = client.org_id and c.client_id = client.id
     and (c.is_key or c.role_tags && '{champion,economic_buyer}'::crm.meddpicc_role[])
$$;
comment on function crm.key_contacts(crm.clients) is 'The people who matter most: marked as key, champions and economic buyers.';

create or replace function crm.health_score(client crm.clients) returns integer language sql stable as $$
  select score from crm.client_health h where h.org_id = client.org_id and h.client_id = client.id
$$;
comment on function crm.health_score(crm.clients) is 'Health of the relationship, 0 to 100.';

create or replace function crm.health_band(client crm.clients) returns crm.health_band language sql stable as $$
  select band from crm.client_health h where h.org_id = client.org_id and h.client_id = client.id
$$;
comment on function crm.health_band(crm.clients) is 'Healthy, at risk or critical.';

create or replace function crm.health_factors(client crm.clients) returns jsonb language sql stable as $$
  select factors from crm.client_health h where h.org_id = client.org_id and h.client_id = client.id
$$;
comment on function crm.health_factors(crm.clients) is 'Each part of the health score with value, weight and reason.';

-- Ways clients may be one: legal forms and everything but letters and digits say nothing about who a company is.
create or replace view crm.client_twins with (security_invoker = true) as
  select 'clients' as noun, t.id, 'Same name' as way,
    nullif(regexp_replace(regexp_replace(lower(t.name),
      '\m(inc|llc|ltd|limited|gmbh|ag|sa|sas|bv|nv|plc|pty|pte|co|corp|corporation|company|group|holding|holdings)\M\.?', '', 'g'),
      '[^[:alnum:]]+', '', 'g'), '') as key
    from crm.clients t
  union all
  select 'clients', t.id, 'Same website',
    lower(regexp_replace(regexp_replace(t.website, '^https?://(www\.)?', ''), '/.*$', ''))
    from crm.clients t
   where t.website is not null;
comment on view crm.client_twins is 'Ways clients may be one. @duplicates(clients)';
grant select on crm.client_twins to tl_admin, tl_manager, tl_consultant, tl_staff, tl_sales, tl_recruiter, tl_viewer;

-- Activities on the timelines of clients. Each kind of record has its own view: of a union, PostgreSQL would not walk the
-- index by time.
create or replace view crm.client_entries with (security_invoker = true) as
  select 'clients' as about, a.client_id as about_id, a.occurred_at as at, a.type::text as kind, a.subject as title,
    left(coalesce(a.description, ''), 3000) as body, a.created_by as user_id, a.writer as who,
      '/activities/' || a.id as link,
    null::jsonb as changes
    from crm.activities a;
comment on view crm.client_entries is 'Activities on timelines of clients. @timeline(clients)';
grant select on crm.client_entries to tl_admin, tl_manager, tl_consultant, tl_staff, tl_sales, tl_recruiter, tl_viewer;

-- Open pages see what became of enrichment.
create or replace trigger tell_enrichment after update of enrichment_status on crm.clients for each row
  when (old.enrichment_status is distinct from new.enrichment_status) execute function kit.tell_row();

-- What the rules of nudges watch.
create or replace trigger y_noted_update after update on crm.clients for each row
  when ((old.status, old.owner_id, old.name, old.meddpicc_metrics, old.meddpicc_decision_criteria, old.meddpicc_decision_process, old.meddpicc_paper_process, old.meddpicc_identified_pain, old.meddpicc_competition)
    is distinct from (new.status, new.owner_id, new.name, new.meddpicc_metrics, new.meddpicc_decision_criteria, new.meddpicc_decision_process, new.meddpicc_paper_process, new.meddpicc_identified_pain, new.meddpicc_competition))
  execute function kit.note('keep_nudges', 'values (n.id)');
