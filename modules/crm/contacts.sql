-- What part a person plays in a decision (MEDDPICC). @values champion='⭐ Champion' economic_buyer='💰 Economic buyer' technical_evaluator='🔧 Technical evaluator' coach='🎯 Coach' blocker='🚫 Blocker' user='👤 User'
create type crm.meddpicc_role as enum ('champion', 'economic_buyer', 'technical_evaluator', 'coach', 'blocker', 'user');

-- How much a person takes part: actively, when asked, slowly, or no longer.
-- @tones high=bad medium=warn disengaged=bad
create type crm.engagement_level as enum ('high', 'medium', 'low', 'disengaged');

-- A person at a client: stakeholder, decision-maker, contact. @also(stakeholders, people)
-- @icon(contact) @menu(2) @key(p) @board(engagement_level) @calendar(last_contact_date) @card(title, client_id) @person
-- @searched(name)
create table crm.contacts (
  org_id             uuid not null default kit.org_id(),
  id                 uuid not null default kit.new_id(),
  client_id          uuid,                                                     -- The company they work for. @list @also(company, account)
  first_name         text,                                                     -- First name.
  last_name          text,                                                     -- Last name. @also(surname)
  name               text generated always as (trim(both from coalesce(first_name, '') || ' ' || coalesce(last_name, ''))) stored, -- Full name. @list
  title              text,                                                     -- Job title, position or role. @list @also(position, role, job_title)
  email              kit.pii_email,                                            -- E-mail address. @list
  email_index        bytea,                                                    -- Blind index of the address. @secret
  phone              kit.pii_phone,                                            -- Telephone number. @list @also(mobile)
  phone_index        bytea,                                                    -- Blind index of the number. @secret
  linkedin_url       kit.url,                                                  -- LinkedIn profile. @also(linkedin)
  role_tags          crm.meddpicc_role[] not null default '{}',                -- Parts they play in the decision. @list
  engagement_level   crm.engagement_level not null default 'medium',           -- How much they take part. @list
  is_key             boolean not null default false,                           -- One of the people who matter most.
  notes              kit.pii,                                                  -- Private notes.
  last_contact_date  date,                                                     -- Day of the last activity with them; kept by the database. @list @derived
  discovery_metadata jsonb,                                                    -- Where discovery found them. @group(Discovery) @stamped
  custom             jsonb not null default '{}' check (jsonb_typeof(custom) = 'object'), -- Fields the organisation added.
  created_at         timestamptz not null default now(),
  updated_at         timestamptz not null default now(),
  primary key (org_id, id),
  constraint contacts_need_a_name check (coalesce(first_name, '') <> '' or coalesce(last_name, '') <> '') -- A contact needs a first or a last name.
);
create index contacts_name_idx on crm.contacts (org_id, lower(name));
create index contacts_email_idx on crm.contacts (org_id, email_index);
create index contacts_phone_idx on crm.contacts (org_id, phone_index);
create index contacts_linkedin_idx on crm.contacts (org_id, linkedin_url);
create index contacts_newest_idx on crm.contacts (org_id, created_at desc, id desc);
select kit.refers('crm.contacts', 'client_id', 'crm.clients', 'cascade');
select kit.noun('crm.contacts', label => 'name');
create or replace trigger check_custom before insert or update of custom on crm.contacts for each row
  execute function identity.check_custom();
select kit.shaped('crm.contacts', 'discovery_metadata', 'kit.is_object', 'Discovery metadata is an object.');

-- Ways contacts may be one.
create or replace view crm.contact_twins with (security_invoker = true) as
  select 'contacts' as noun, t.id, 'Same e-mail address' as way,
    encode(t.email_index, 'hex') as key
    from crm.contacts t
   where t.email_index is not null
  union all
  select 'contacts', t.id, 'Same telephone number',
    encode(t.phone_index, 'hex')
    from crm.contacts t
   where t.phone_index is not null
  union all
  select 'contacts', t.id, 'Same name at the same client',
    t.client_id::text || lower(t.name)
    from crm.contacts t
   where t.client_id is not null;
comment on view crm.contact_twins is 'Ways contacts may be one. @duplicates(contacts)';
grant select on crm.contact_twins to tl_admin, tl_manager, tl_consultant, tl_staff, tl_sales, tl_recruiter, tl_viewer;

-- What the rules of nudges watch.
create or replace trigger y_noted_insert after insert on crm.contacts referencing new table as new_rows
  for each statement execute function kit.note('keep_nudges', 'values (n.client_id)');
create or replace trigger y_noted_update after update on crm.contacts for each row
  when ((old.client_id, old.role_tags, old.engagement_level, old.last_contact_date)
    is distinct from (new.client_id, new.role_tags, new.engagement_level, new.last_contact_date))
  execute function kit.note('keep_nudges', 'values (n.client_id)');
create or replace trigger y_noted_delete after delete on crm.contacts referencing old table as old_rows
  for each statement execute function kit.note('keep_nudges', 'values (n.client_id)');
