-- Who of those that were found is here already, or must not be written to: in one pass over all of them, by website, e-mail
-- address, profile and name, against clients, contacts, leads and earlier runs. Known is a person, a company, what an earlier
-- run found; or it only looks alike.
create or replace function outreach.known_among(run uuid, names text[], websites text[], emails text[],
  email_indexes bytea[], profiles text[])
returns table (n integer, kind text, noun text, id uuid, client_id uuid, why text)
language sql stable security definer rows 1000 set search_path = pg_catalog
-- Many are looked up, each by an index; a plan for few would read whole tables, one for all would as well.
set enable_seqscan = off set enable_mergejoin = off set enable_hashjoin = off as $$
  with asked as materialized (
    select a.n::int as n, nullif(kit.plain_name(a.name), '') as name, kit.web_domain(a.website) as domain,
           lower(a.email) as email, a.email_index, lower(regexp_replace(a.profile, '^https?://(www\.)?|/+$', '', 'g')) as profile
      from unnest(names, websites, emails, email_indexes, profiles)
        with ordinality a (name, website, email, email_index, profile, n)),
  -- What is looked up is made beforehand: below row security an index serves no join whose other side calls a function.
  shorter as materialized (
    select a.n, regexp_replace(a.name, '\s+\S+$', '') as name from asked a where a.name ~ '\S+\s+\S+\s+\S+$'),
  spelled as materialized (
    select a.n, v.url from asked a cross join lateral (values ('https://www.' || a.profile), ('https://' || a.profile),
      ('https://www.' || a.profile || '/'), ('https://' || a.profile || '/'), ('http://www.' || a.profile)) v (url)
     where a.profile is not null),
  found as (
    select a.n, 1 as rank, 'company' as kind, 'clients' as noun, c.id, c.id as client_id, 'Its website is that of a client' as why
      from asked a join crm.clients c on c.org_id = (select kit.org_id()) and c.website_index = a.domain
    union all
    select a.n, 0, 'person', 'contacts', k.id, k.client_id, 'The e-mail address is that of a contact'
      from asked a join crm.contacts k on k.org_id = (select kit.org_id()) and k.email_index = a.email_index
    union all
    select a.n, 0, 'person', 'leads', l.id, l.client_id, 'The e-mail address is that of a lead'
      from asked a join crm.leads l on l.org_id = (select kit.org_id()) and l.address_index = a.email
    union all
    select s.n, 0, 'person', 'contacts', k.id, k.client_id, 'The profile is that of a contact'
      from spelled s join crm.contacts k on k.org_id = (select kit.org_id()) and k.linkedin_url = s.url
    union all
    select a.n, case when c.website_index <> a.domain then 8 else 2 end,
           case when c.website_index <> a.domain then 'alike' else 'company' end, 'clients', c.id, c.id,
           case when c.website_index <> a.domain then 'A client with another website has the same name'
             else 'A client has the same name' end
      from asked a join crm.clients c on c.org_id = (select kit.org_id()) and c.name_index = a.name
    union all
    select a.n, 3, 'company', 'leads', l.id, l.client_id, 'A lead has an e-mail address there'
      from asked a join crm.leads l on l.org_id = (select kit.org_id()) and l.domain_index = a.domain
    union all
    select a.n, 3, 'company', 'leads', l.id, l.client_id, 'A lead is of a company with the same name'
      from asked a join crm.leads l on l.org_id = (select kit.org_id()) and l.name_index = a.name
    union all
    select a.n, 4, 'run', 'discovery_results', d.id, d.client_id, 'An earlier run found it'
      from asked a join outreach.discovery_results d on d.org_id = (select kit.org_id()) and d.domain_key = a.domain
       and d.run_id <> run
       and (a.email is null and a.profile is null or d.email_key = a.email or d.linkedin_url in (
         'https://www.' || a.profile, 'https://' || a.profile))
    union all
    select a.n, 4, 'run', 'discovery_results', d.id, d.client_id, 'An earlier run found it'
      from asked a join outreach.discovery_results d on d.org_id = (select kit.org_id()) and d.email_key = a.email
       and d.run_id <> run
    union all
    select s.n, 4, 'run', 'discovery_results', d.id, d.client_id, 'An earlier run found it'
      from spelled s join outreach.discovery_results d on d.org_id = (select kit.org_id()) and d.linkedin_url = s.url
       and d.run_id <> run
    union all
    -- A longer name with the same beginning looks alike: Granite Labs and Granite Labs Services.
    select a.n, 9, 'alike', 'clients', c.id, c.id, 'A client is called nearly the same'
      from asked a join lateral (select c.id from crm.clients c where c.org_id = (select kit.org_id())
        and c.name_index > a.name || ' ' and c.name_index < a.name || '!' limit 1) c on length(a.name) >= 6
    union all
    select a.n, 9, 'alike', 'clients', c.id, c.id, 'A client is called nearly the same'
      from shorter a join crm.clients c on c.org_id = (select kit.org_id()) and c.name_index = a.name),
  -- Of earlier runs count what waits or was decided by somebody, and no previews.
  counted as (
    select f.* from found f where f.kind <> 'run' or exists (
      select from outreach.discovery_results d
        join outreach.discovery_runs r on r.org_id = d.org_id and r.id = d.run_id and not r.dry_run
       where d.org_id = (select kit.org_id()) and d.id = f.id
         and (d.state in ('waiting', 'accepted', 'merged') or d.state in ('skipped', 'suppressed') and d.reviewed_at is not null))),
  best as (select distinct on (f.n) f.* from counted f order by f.n, f.rank, f.id)
  select b.n, b.kind, b.noun, b.id, b.client_id, b.why from best b
$$;
comment on function outreach.known_among(uuid, text[], text[], text[], bytea[], text[])
  is 'Who of those that were found is here already.';
revoke execute on function outreach.known_among(uuid, text[], text[], text[], bytea[], text[]) from public;
grant execute on function outreach.known_among(uuid, text[], text[], text[], bytea[], text[]) to tl_system;
