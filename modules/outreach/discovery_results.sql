-- How a result stands. @values preview='Only a preview' found='To be looked at' waiting='To review'
-- @tones waiting=info accepted=good merged=good skipped=warn suppressed=bad
create type outreach.result_state as enum ('found', 'waiting', 'preview', 'accepted', 'merged', 'skipped', 'suppressed');

-- A company or person a discovery run found, before anything is written.
-- @icon(sparkles) @words(Discovery result, Discovery results) @named(name, website) @apart
create table outreach.discovery_results (
  org_id             uuid not null default kit.org_id(),
  id                 uuid not null default kit.new_id(),
  run_id             uuid not null,                                            -- The run that found it. @list
  state              outreach.result_state not null default 'found',           -- How it stands. @list
  name               text,                                                     -- The company. @list
  website            kit.url,                                                  -- Its home page. @list
  industry           text,                                                     -- What it does.
  country            text,                                                     -- Where it is. @list
  size               text,                                                     -- How many people work there.
  description        text,                                                     -- What it says of itself. @long
  first_name         text,                                                     -- The person's first name. @personal
  last_name          text,                                                     -- The person's last name. @personal
  title              text,                                                     -- What the person does.
  email              kit.email,                                                -- E-mail address. @personal
  phone              kit.phone,                                                -- Telephone number. @personal
  linkedin_url       kit.url,                                                  -- LinkedIn profile. @personal
  score              kit.percent not null default 0,                           -- How well it fits what was looked for. @list
  discovery_metadata jsonb,                                                    -- Where it was found: source, time, method, relevance.
  source_url         kit.url,                                                  -- The page it was found on.
  why                text,                                                     -- Why it was skipped, or what it looks like. @list @long
  client_id          uuid,                                                     -- The client it became or belongs to.
  contact_id         uuid,                                                     -- The contact it became or belongs to.
  lead_id            uuid,                                                     -- The lead it became or belongs to.
  made_client        boolean not null default false,                           -- The client was made of it.
  made_contact       boolean not null default false,                           -- The contact was made of it.
  made_lead          boolean not null default false,                           -- The lead was made of it.
  reviewed_by        uuid,                                                     -- Who decided on it.
  reviewed_at        timestamptz,                                              -- When.
  once_key           text not null,                                            -- What makes it one result of its run.
  domain_key         text generated always as (kit.web_domain(website)) stored, -- The host of its home page.
  name_key           text generated always as (kit.plain_name(name)) stored,   -- The company without case, signs and legal form.
  email_key          text generated always as (lower(email)) stored,           -- The e-mail address in lower case. @personal
  created_at         timestamptz not null default now(),
  updated_at         timestamptz not null default now(),
  primary key (org_id, id),
  constraint discovery_results_once unique (org_id, run_id, once_key)          -- The run has this result already.
);
create index discovery_results_state_idx on outreach.discovery_results (org_id, run_id, state, score desc);
create index discovery_results_domain_idx on outreach.discovery_results (org_id, domain_key);
create index discovery_results_email_idx on outreach.discovery_results (org_id, email_key);
create index discovery_results_linkedin_idx on outreach.discovery_results (org_id, linkedin_url);
select kit.refers('outreach.discovery_results', 'run_id', 'outreach.discovery_runs', 'cascade', indexed => false);
select kit.refers('outreach.discovery_results', 'client_id', 'crm.clients', 'set null');
select kit.refers('outreach.discovery_results', 'contact_id', 'crm.contacts', 'set null');
select kit.refers('outreach.discovery_results', 'lead_id', 'crm.leads', 'set null');
select kit.refers('outreach.discovery_results', 'reviewed_by', 'identity.users', 'set null');
select kit.noun('outreach.discovery_results');

-- The counts of a run are those of its results, whatever writes them, undo as well.
create or replace function outreach.count_results() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
declare
  derived text := coalesce(current_setting('throughline.derived', true), '');
begin
  perform set_config('throughline.derived', 'on', true);
  if tg_op = 'INSERT' then
    update outreach.discovery_runs r set found_count = r.found_count + d.found,
        waiting_count = r.waiting_count + d.waiting, skipped_count = r.skipped_count + d.skipped
      from (select n.run_id, count(*) as found, count(*) filter (where n.state = 'waiting') as waiting,
                   count(*) filter (where n.state in ('skipped', 'suppressed')) as skipped
              from new_rows n group by n.run_id) d
     where r.org_id = kit.org_id() and r.id = d.run_id;
  elsif tg_op = 'DELETE' then
    update outreach.discovery_runs r set found_count = r.found_count - d.found,
        waiting_count = r.waiting_count - d.waiting, skipped_count = r.skipped_count - d.skipped
      from (select o.run_id, count(*) as found, count(*) filter (where o.state = 'waiting') as waiting,
                   count(*) filter (where o.state in ('skipped', 'suppressed')) as skipped
              from old_rows o group by o.run_id) d
     where r.org_id = kit.org_id() and r.id = d.run_id;
  else
    update outreach.discovery_runs r set waiting_count = r.waiting_count + d.waiting,
        skipped_count = r.skipped_count + d.skipped, created_companies_count = r.created_companies_count + d.companies,
        created_contacts_count = r.created_contacts_count + d.contacts,
        created_leads_count = r.created_leads_count + d.leads
      from (select n.run_id, sum((n.state = 'waiting')::int - (o.state = 'waiting')::int) as waiting,
                   sum((n.state in ('skipped', 'suppressed'))::int - (o.state in ('skipped', 'suppressed'))::int) as skipped,
                   sum(n.made_client::int - o.made_client::int) as companies,
                   sum(n.made_contact::int - o.made_contact::int) as contacts,
                   sum(n.made_lead::int - o.made_lead::int) as leads
              from new_rows n join old_rows o on o.org_id = n.org_id and o.id = n.id group by n.run_id) d
     where r.org_id = kit.org_id() and r.id = d.run_id and (d.waiting, d.skipped, d.companies, d.contacts, d.leads) <> (0, 0, 0, 0, 0);
  end if;
  perform set_config('throughline.derived', derived, true);
  return null;
end $$;
comment on function outreach.count_results() is 'Keeps the counts of runs true.';
create or replace trigger y_count_insert after insert on outreach.discovery_results referencing new table as new_rows
  for each statement execute function outreach.count_results();
create or replace trigger y_count_delete after delete on outreach.discovery_results referencing old table as old_rows
  for each statement execute function outreach.count_results();
create or replace trigger y_count_update after update on outreach.discovery_results
  referencing old table as old_rows new table as new_rows for each statement execute function outreach.count_results();

-- What a run found, kept with the run that is still running: rows that are new in it, and those it should have a closer look
-- at. The audit log does not repeat what machines find. Answers how many are new.
create or replace function outreach.keep_results(run uuid, results jsonb) returns bigint language plpgsql
security definer set search_path = pg_catalog as $$
declare
  kept bigint; room integer;
begin
  perform set_config('throughline.derived', 'on', true);
  select i.max_results - r.found_count into room from outreach.discovery_runs r
    left join outreach.discovery_intents i on i.org_id = r.org_id and i.id = r.intent_id
   where r.org_id = kit.org_id() and r.id = run and r.status = 'running';
  insert into outreach.discovery_results (run_id, state, name, website, industry, country, size, description, first_name,
      last_name, title, email, phone, linkedin_url, score, discovery_metadata, source_url, why, client_id, contact_id,
      lead_id, once_key)
  select run, s.state, s.name, s.website, s.industry, s.country, s.size, s.description, s.first_name, s.last_name,
         s.title, s.email, s.phone, s.linkedin_url, s.score, s.discovery_metadata, s.source_url, s.why, s.client_id,
         s.contact_id, s.lead_id, s.once_key
    from jsonb_to_recordset(results) s (n integer, state outreach.result_state, name text, website text, industry text,
      country text, size text, description text, first_name text, last_name text, title text, email text, phone text,
      linkedin_url text, score integer, discovery_metadata jsonb, source_url text, why text, client_id uuid,
      contact_id uuid, lead_id uuid, once_key text)
   where not exists (select from outreach.discovery_results k
                      where k.org_id = kit.org_id() and k.run_id = run and k.once_key = s.once_key)
   order by s.n limit greatest(0, coalesce(room, 0))
  on conflict on constraint discovery_results_once do nothing;
  get diagnostics kept = row_count;
  perform set_config('throughline.derived', '', true);
  return kept;
end $$;
comment on function outreach.keep_results(uuid, jsonb) is 'Keeps what a run found.';

-- What a closer look at one result found.
create or replace function outreach.settle_result(result uuid, looked jsonb) returns void language plpgsql
security definer set search_path = pg_catalog as $$
begin
  perform set_config('throughline.derived', 'on', true);
  update outreach.discovery_results d
     set (state, name, website, industry, country, size, description, email, phone, linkedin_url, score,
          discovery_metadata, why, client_id, contact_id, lead_id)
       = (select s.state, s.name, s.website, s.industry, s.country, s.size, s.description, s.email, s.phone,
                 s.linkedin_url, s.score, s.discovery_metadata, s.why, s.client_id, s.contact_id, s.lead_id
            from jsonb_to_record(looked) s (state outreach.result_state, name text, website text, industry text,
              country text, size text, description text, email text, phone text, linkedin_url text, score integer,
              discovery_metadata jsonb, why text, client_id uuid, contact_id uuid, lead_id uuid))
   where d.org_id = kit.org_id() and d.id = result and d.state = 'found';
  perform set_config('throughline.derived', '', true);
end $$;
comment on function outreach.settle_result(uuid, jsonb) is 'Keeps what a closer look at a result found.';

-- What became of results that were accepted. Thousands may be at once: the log tells of what was made of them, and the undo
-- is told here what to put back.
create or replace function outreach.mark_accepted(results uuid[], clients uuid[], made boolean[], contacts uuid[],
  leads uuid[]) returns void language plpgsql security definer set search_path = pg_catalog as $$
begin
  perform set_config('throughline.derived', 'on', true);
  with said as (
    select n.id, n.client, n.made, n.contact, n.lead
      from unnest(results, clients, made, contacts, leads) n (id, client, made, contact, lead)),
  before as (
    select d.id, jsonb_build_object('state', d.state, 'why', d.why, 'client_id', d.client_id, 'contact_id', d.contact_id,
        'lead_id', d.lead_id, 'made_client', d.made_client, 'made_contact', d.made_contact, 'made_lead', d.made_lead,
        'reviewed_by', d.reviewed_by, 'reviewed_at', d.reviewed_at) as row
      from outreach.discovery_results d where d.org_id = kit.org_id() and d.id = any (results)),
  changed as (
    update outreach.discovery_results d
       set state = 'accepted', why = null, client_id = s.client, contact_id = s.contact, lead_id = s.lead,
           made_client = s.made, made_contact = s.contact is not null, made_lead = s.lead is not null,
           reviewed_by = kit.user_id(), reviewed_at = now()
      from said s where d.org_id = kit.org_id() and d.id = s.id
    returning d.id, jsonb_build_object('state', d.state, 'client_id', d.client_id, 'contact_id', d.contact_id,
        'lead_id', d.lead_id) as row)
  insert into identity.undo_entries (org_id, operation_id, user_id, role, noun, key, action, before, after)
  select kit.org_id(), kit.operation_id(), kit.user_id(), current_setting('role'), 'outreach.discovery_results',
         jsonb_build_object('id', c.id), 'update', b.row, c.row
    from changed c join before b on b.id = c.id where kit.operation_id() is not null;
  perform set_config('throughline.derived', '', true);
end $$;
comment on function outreach.mark_accepted(uuid[], uuid[], boolean[], uuid[], uuid[]) is 'Says what became of results.';
revoke execute on function outreach.mark_accepted(uuid[], uuid[], boolean[], uuid[], uuid[]) from public;
grant execute on function outreach.mark_accepted(uuid[], uuid[], boolean[], uuid[], uuid[]) to tl_system;

-- The run as its source document has it: the best results, up to a limit.
create or replace function outreach.told_results(run uuid) returns jsonb language sql stable security definer
  set search_path = pg_catalog as $$
  select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('id', d.id, 'status', d.state, 'company', left(d.name, 200),
      'website', left(d.website, 300), 'country', left(d.country, 100), 'why', left(d.why, 300),
      'discoveryMetadata', d.discovery_metadata || jsonb_build_object('scrapedDescription',
        left(d.discovery_metadata ->> 'scrapedDescription', 300)))) order by d.score desc, d.id), '[]')
    from (select * from outreach.discovery_results r where r.org_id = kit.org_id() and r.run_id = run
             -- Whoever sees the run may not see the companies that were here.
             and (r.client_id is null or r.state = 'accepted') order by r.score desc, r.id limit 200) d
$$;
comment on function outreach.told_results(uuid) is 'The best results of a run, as JSON.';
revoke execute on function outreach.keep_results(uuid, jsonb), outreach.settle_result(uuid, jsonb),
  outreach.told_results(uuid) from public;
grant execute on function outreach.keep_results(uuid, jsonb), outreach.settle_result(uuid, jsonb),
  outreach.told_results(uuid) to tl_system;
