-- How far a lead has come.
-- @tones new=info contacted=info qualified=info proposal=info negotiation=warn converted=good lost=bad
create type crm.lead_status as enum ('new', 'contacted', 'qualified', 'proposal', 'negotiation', 'converted', 'lost',
  'archived');

-- How promising a lead is: hot from 70, warm from 40, else cold.
-- @tones hot=bad warm=warn
create type crm.lead_classification as enum ('hot', 'warm', 'cold');

-- What a lead wants from us. @values rpo=RPO executive_search='Executive Search'
create type crm.service_type as enum ('permanent', 'contract', 'rpo', 'executive_search');

-- Possible new business, found or come by itself.
-- @icon(target) @menu(4) @key(l) @named(company_name, contact_name, last_name, first_name, email) @board(status)
-- @calendar(next_follow_up_at) @sum(estimated_value) @card(contact_name, classification, estimated_value) @person
-- @searched(company_name, contact_name, first_name, last_name)
create table crm.leads (
  org_id                   uuid not null default kit.org_id(),
  id                       uuid not null default kit.new_id(),
  company_name             text,                                               -- Company. @list @also(company)
  contact_name             text,                                               -- Person, in one piece. @list @also(contact_person, contact, name)
  first_name               text,                                               -- First name.
  last_name                text,                                               -- Last name.
  email                    kit.email,                                          -- E-mail address. @list @personal @also(contact_email)
  phone                    kit.phone,                                          -- Telephone number. @personal @also(contact_phone)
  country                  text,                                               -- Country.
  status                   crm.lead_status not null default 'new',             -- How far it has come. @list
  score                    kit.percent not null default 0,                     -- How promising it is, 0 to 100; kept by the database. @list @derived
  score_factors            jsonb,                                              -- The parts of the score: {"factors": [{name, value, reason}], "total"}. @derived
  classification           crm.lead_classification not null default 'cold',    -- Hot, warm or cold. @list @derived
  scored_at                timestamptz,                                        -- When the score was last computed. @derived
  source                   text,                                               -- Channel it was found through: google, keyword, linkedin, social… @list
  business_source          text,                                               -- How the business came: referral, existing_customer, partner, inbound, outbound…
  service_type             crm.service_type,                                   -- What it wants from us.
  estimated_value          kit.money check (estimated_value >= 0),             -- What it may be worth. @list
  probability              kit.percent,                                        -- Chance of business, in percent.
  expected_close_date      date,                                               -- When we expect a decision.
  next_follow_up_at        timestamptz,                                        -- When to speak to them next. @list @also(next_follow_up)
  client_id                uuid,                                               -- The client it belongs to or became. @also(company_id)
  contact_id               uuid,                                               -- The contact it belongs to or became.
  owner_id                 uuid,                                               -- Who looks after it. @list @also(assigned_to_id, assigned_to)
  discovery_metadata       jsonb,                                              -- Where discovery found it: source, time, method, relevance. @group(Discovery) @stamped
  converted_opportunity_id uuid,                                               -- The deal it became. @stamped
  converted_at             timestamptz,                                        -- When it was converted. @stamped
  custom                   jsonb not null default '{}' check (jsonb_typeof(custom) = 'object'), -- Fields the organisation added.
  created_at               timestamptz not null default now(),
  updated_at               timestamptz not null default now(),
  name_index               text generated always as (kit.plain_name(company_name)) stored, -- The company without case, signs and legal form. @secret
  domain_index             text generated always as (kit.web_domain(email)) stored, -- The host of the e-mail address. @secret
  address_index            text generated always as (lower(email)) stored, -- The e-mail address in lower case. @secret
  primary key (org_id, id),
  constraint leads_need_a_name check (coalesce(company_name, contact_name, first_name, last_name, email::text, '') <> '') -- A lead needs a company, a person or an e-mail address.
);
create index leads_email_idx on crm.leads (org_id, lower(email));
create index leads_name_index_idx on crm.leads (org_id, name_index);
create index leads_domain_index_idx on crm.leads (org_id, domain_index);
create index leads_address_index_idx on crm.leads (org_id, address_index);
create index leads_status_idx on crm.leads (org_id, status);
create index leads_business_source_idx on crm.leads (org_id, business_source);
create index leads_follow_up_idx on crm.leads (org_id, next_follow_up_at);
create index leads_newest_idx on crm.leads (org_id, created_at desc, id desc);
select kit.refers('crm.leads', 'client_id', 'crm.clients', 'set null');
select kit.refers('crm.leads', 'contact_id', 'crm.contacts', 'set null');
select kit.refers('crm.leads', 'owner_id', 'identity.users', 'set null');
select kit.refers('crm.leads', 'converted_opportunity_id', 'crm.opportunities', 'set null');
select kit.noun('crm.leads', label => 'company_name');
create or replace trigger check_custom before insert or update of custom on crm.leads for each row
  execute function identity.check_custom();
select kit.belongs('crm.leads', 'contact_id', 'client_id');
select kit.shaped('crm.leads', 'discovery_metadata', 'kit.is_object', 'Discovery metadata is an object.');
select kit.shaped('crm.leads', 'score_factors', 'kit.is_score',
  'A score has "factors", each with name, value and reason, and their "total".');

-- How a lead came is written in one way, whoever writes it: "Existing Customer" is existing_customer.
create or replace function crm.name_source() returns trigger language plpgsql as $$
begin
  new.source := nullif(trim(both '_' from lower(regexp_replace(new.source, '[^[:alnum:]]+', '_', 'g'))), '');
  new.business_source := nullif(trim(both '_'
    from lower(regexp_replace(new.business_source, '[^[:alnum:]]+', '_', 'g'))), '');
  return new;
end $$;
comment on function crm.name_source() is 'Writes sources of leads in one way.';
create or replace trigger name_source before insert or update of source, business_source on crm.leads for each row
  execute function crm.name_source();

-- Converted is what convert_lead makes of a lead; nobody just says so. An admin's import may bring converted leads along.
create or replace function crm.guard_conversion() returns trigger language plpgsql as $$
begin
  if kit.is_server() or kit.undoing() or current_user = 'tl_importer' then return new; end if;
  if new.status = 'converted' and (tg_op = 'INSERT' or old.status <> 'converted') then
    raise exception using errcode = '23514', constraint = 'leads_converted_by_conversion', table = 'leads',
      schema = 'crm',
      message = 'A lead is converted by converting it: that makes its client, contact and deal.',
        hint = 'Use convert_lead, or the button "Convert".';
  elsif tg_op = 'UPDATE' and old.status = 'converted' and new.status <> 'converted' then
    raise exception using errcode = '23514', constraint = 'leads_converted_stay', table = 'leads', schema = 'crm',
      message = 'This lead was converted; its status stays.', hint = 'Undo the conversion to take it back.';
  end if;
  return new;
end $$;
comment on function crm.guard_conversion() is 'Keeps the status of leads and their conversion together.';
create or replace trigger guard_conversion before insert or update of status on crm.leads for each row
  execute function crm.guard_conversion();

-- Leads whose owner should speak to them.
create or replace view crm.lead_items with (security_invoker = true) as
  select 'leads' as noun, l.id,
    'Follow up with ' || coalesce(nullif(l.company_name, ''), l.contact_name, 'a lead') as title,
    concat_ws(', ', 'Lead', l.classification::text) as about,
    null::numeric as amount, null::text as currency, null::text as icon, null::text as link,
    case l.classification when 'hot' then 4 else 24 end as weight, null::integer as overdue, 0 as ahead,
    null::date as due_date, l.next_follow_up_at as due_at,
    jsonb '[{"do": "tomorrow", "word": "Later", "set": {"next_follow_up_at": "@tomorrow"}, "told": "Follow up tomorrow at 8."}]' as acts
    from crm.leads l
   where l.owner_id = kit.user_id() and l.status not in ('converted', 'lost', 'archived')
     and l.next_follow_up_at is not null;
comment on view crm.lead_items is 'Follow-ups of leads. @today(leads)';
grant select on crm.lead_items to tl_admin, tl_manager, tl_consultant, tl_staff, tl_sales, tl_recruiter, tl_viewer;

-- Ways leads may be one.
create or replace view crm.lead_twins with (security_invoker = true) as
  select 'leads' as noun, t.id, 'Same e-mail address' as way,
    lower(t.email) as key
    from crm.leads t
   where t.email is not null
  union all
  select 'leads', t.id, 'Same company and person',
    lower(t.company_name) || '|' || lower(coalesce(t.contact_name, ''))
    from crm.leads t
   where t.company_name is not null and t.status <> 'converted';
comment on view crm.lead_twins is 'Ways leads may be one. @duplicates(leads)';
grant select on crm.lead_twins to tl_admin, tl_manager, tl_consultant, tl_staff, tl_sales, tl_recruiter, tl_viewer;

-- Activities on the timelines of leads.
create or replace view crm.lead_entries with (security_invoker = true) as
  select 'leads' as about, a.lead_id as about_id, a.occurred_at as at, a.type::text as kind, a.subject as title,
    left(coalesce(a.description, ''), 3000) as body, a.created_by as user_id, a.writer as who,
      '/activities/' || a.id as link,
    null::jsonb as changes
    from crm.activities a;
comment on view crm.lead_entries is 'Activities on timelines of leads. @timeline(leads)';
grant select on crm.lead_entries to tl_admin, tl_manager, tl_consultant, tl_staff, tl_sales, tl_recruiter, tl_viewer;

-- An erased person: the nudges about them, and their name in the evidence of others. An erased lead: its notes.
create or replace function crm.erase(about text, person uuid) returns jsonb language plpgsql
  set search_path = pg_catalog as $$
declare
  removed jsonb := '{}'; n integer;
begin
  perform crm.erase_evidence(array[person]);
  delete from crm.nudges where org_id = kit.org_id() and entity_type = about and entity_id = person;
  get diagnostics n = row_count; removed := removed || jsonb_build_object('nudges', n);
  if about <> 'leads' then return removed; end if;
  delete from crm.lead_notes where org_id = kit.org_id() and lead_id = person;
  get diagnostics n = row_count; removed := removed || jsonb_build_object('lead_notes', n);
  return removed;
end $$;
comment on function crm.erase(text, uuid) is 'Erases what the module knows of a person; the rows by table.';
revoke execute on function crm.erase(text, uuid) from public;

-- When to speak to leads, in the calendar of their owner.
create or replace view crm.lead_dates with (security_invoker = true) as
  select 'leads' as noun, l.id, 'Follow up: ' || coalesce(l.company_name, l.contact_name, l.email::text) as title,
    null::text as details, null::date as due_date, l.next_follow_up_at as starts_at, 15 as minutes,
    l.updated_at as changed_at
    from crm.leads l
   where l.owner_id = kit.user_id() and l.next_follow_up_at > now() - interval '30 days'
     and l.status not in ('converted', 'lost', 'archived');
comment on view crm.lead_dates is 'Follow-ups in calendars. @dates()';
grant select on crm.lead_dates to tl_admin, tl_manager, tl_consultant, tl_staff, tl_sales, tl_recruiter, tl_viewer;

-- What the rules of nudges watch.
create or replace trigger y_noted_insert after insert on crm.leads referencing new table as new_rows
  for each statement execute function kit.note('keep_nudges', 'values (n.client_id), (n.id)');
create or replace trigger y_noted_update after update on crm.leads for each row
  when ((old.status, old.estimated_value, old.owner_id, old.client_id, old.company_name, old.expected_close_date)
    is distinct from (new.status, new.estimated_value, new.owner_id, new.client_id, new.company_name, new.expected_close_date))
  execute function kit.note('keep_nudges', 'values (n.client_id), (n.id)');
create or replace trigger y_noted_delete after delete on crm.leads referencing old table as old_rows
  for each statement execute function kit.note('keep_nudges', 'values (n.client_id), (n.id)');
