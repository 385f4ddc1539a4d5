-- The score of leads, 0 to 100 (DESIGN, "Rules that compute"): status 30, how the business came 25, completeness 15, the company's own score 10, engagement in 30 days 20.
-- One formula in two parts: the number, quick enough for a pass over all leads; and its factors in words, for those that changed.

create or replace function crm.lead_points(status crm.lead_status, business_source text, filled integer,
  company_score integer, engaged bigint)
returns table (stage integer, origin integer, completeness integer, company integer, engagement integer)
language sql immutable parallel safe rows 1 as $$
  select case status when 'new' then 5 when 'contacted' then 15 when 'lost' then 0 when 'archived' then 0 else 30 end,
         case lower(business_source) when 'referral' then 25 when 'existing_customer' then 25 when 'partner' then 20
           when 'inbound' then 15 when 'outbound' then 5 else 0 end,
         filled * 3, coalesce(company_score, 0) / 10, least(20, engaged * 5)::int
$$;
comment on function crm.lead_points(crm.lead_status, text, integer, integer, bigint)
  is 'The five parts of a lead''s score.';

create or replace function crm.engaged_words(engaged bigint) returns text language sql immutable parallel safe return
  case engaged when 0 then 'No activity in 30 days' when 1 then 'One activity in 30 days'
               else engaged || ' activities in 30 days' end;
comment on function crm.engaged_words(bigint) is 'How often somebody was in touch with a lead lately, in words.';

-- One expression, so that PostgreSQL takes it into a pass over many rows.
create or replace function crm.lead_words(status crm.lead_status, business_source text, filled integer,
  company_score integer, engaged bigint, stage integer, origin integer, completeness integer, company integer,
  engagement integer)
returns jsonb language sql stable parallel safe as $$
  select jsonb_build_object('factors', jsonb_build_array(
      jsonb_build_object('name', 'Status', 'value', stage, 'reason', 'It is ' || replace(status::text, '_', ' ')),
      jsonb_build_object('name', 'Business source', 'value', origin, 'reason',
        coalesce('Came by ' || replace(nullif(business_source, ''), '_', ' '), 'How it came is not known')),
      jsonb_build_object('name', 'Completeness', 'value', completeness, 'reason',
        filled || ' of 5 facts known: company, person, e-mail, phone, country'),
      jsonb_build_object('name', 'Company score', 'value', company, 'reason',
        coalesce('The company scores ' || company_score, 'The company is not linked')),
      jsonb_build_object('name', 'Engagement', 'value', engagement, 'reason', crm.engaged_words(engaged))),
    'total', stage + origin + completeness + company + engagement)
$$;
comment on function crm.lead_words(crm.lead_status, text, integer, integer, bigint, integer, integer, integer, integer, integer) is 'The parts of a lead''s score, each with its reason.';

create or replace function crm.lead_class(score integer) returns crm.lead_classification language sql stable as $$
  select case when score >= kit.number_setting('leads.hot_from', 70)::int then 'hot'
    when score >= kit.number_setting('leads.warm_from', 40)::int then 'warm' else 'cold' end::crm.lead_classification
$$;
comment on function crm.lead_class(integer) is 'Hot from 70, warm from 40, else cold; the settings leads.hot_from and leads.warm_from move the limits.';

-- A lead that is written is scored at once.
create or replace function crm.score_lead() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
declare
  filled integer := num_nonnulls(nullif(new.company_name, ''),
    nullif(coalesce(new.contact_name, new.first_name, new.last_name), ''), new.email, new.phone,
    nullif(new.country, ''));
  company_score integer; engaged_times bigint := 0;
begin
  -- A pass over many leads brings their scores with it.
  if kit.undoing() or coalesce(current_setting('throughline.derived', true), '') = 'on' then return new; end if;
  if new.client_id is not null
    then company_score := (select c.score from crm.clients c where c.org_id = new.org_id and c.id = new.client_id);
    end if;
  if tg_op = 'UPDATE' then
    engaged_times := (select count(*) from crm.activities a where a.org_id = new.org_id and a.lead_id = new.id
      and a.occurred_at > now() - interval '30 days' and a.occurred_at <= now());
  end if;
  new.score_factors := (select crm.lead_words(new.status, new.business_source, filled, company_score, engaged_times,
    p.stage, p.origin, p.completeness, p.company, p.engagement)
    from crm.lead_points(new.status, new.business_source, filled, company_score, engaged_times) p);
  new.score := (new.score_factors ->> 'total')::int;
  new.classification := crm.lead_class(new.score);
  new.scored_at := now();
  return new;
end $$;
comment on function crm.score_lead() is 'Scores a lead that is written.';
create or replace trigger score_lead before insert or update of status, business_source, company_name, contact_name,
  first_name, last_name, email, phone, country, client_id, score, classification on crm.leads
  for each row execute function crm.score_lead();

-- What the score of each lead rests on, and what it should be now; null when it tells of another number of activities
-- than there were.
create or replace function crm.lead_facts(leads uuid[] default null) returns table (id uuid, status crm.lead_status,
  business_source text, filled integer, company integer, engaged bigint, score integer, fresh integer)
language sql stable as $$
  select l.id, l.status, l.business_source, f.filled, c.score::int, coalesce(e.n, 0), l.score::int,
         case l.score_factors #>> '{factors,4,reason}' when crm.engaged_words(coalesce(e.n, 0))
           then p.stage + p.origin + p.completeness + p.company + p.engagement end
    from crm.leads l
    left join crm.clients c on c.org_id = l.org_id and c.id = l.client_id
    left join (select a.lead_id, count(*) as n from crm.activities a
      where a.org_id = kit.org_id() and a.lead_id is not null and (leads is null or a.lead_id = any (leads))
      and a.occurred_at > now() - interval '30 days' and a.occurred_at <= now()
      group by a.lead_id) e on e.lead_id = l.id
    cross join lateral (select num_nonnulls(nullif(l.company_name, ''),
      nullif(coalesce(l.contact_name, l.first_name, l.last_name), ''), l.email, l.phone,
      nullif(l.country, '')) as filled) f
    cross join lateral crm.lead_points(l.status, l.business_source, f.filled, c.score::int, coalesce(e.n, 0)) p
   where l.org_id = kit.org_id() and (leads is null or l.id = any (leads))
$$;
comment on function crm.lead_facts(uuid[]) is 'The facts behind each lead''s score.';
revoke execute on function crm.lead_facts(uuid[]) from public;
grant execute on function crm.lead_facts(uuid[]) to tl_system;

-- Scores these leads, or all: finds those whose score, or what it tells of engagement, is another now, and writes only
-- them. Derived values: the audit log does not repeat them.
create or replace function crm.score_leads(leads uuid[] default null) returns bigint language plpgsql security definer
  set search_path = pg_catalog as $$
declare
  hot integer := kit.number_setting('leads.hot_from', 70)::int;
    warm integer := kit.number_setting('leads.warm_from', 40)::int; changed bigint;
  ids uuid[]; stati crm.lead_status[]; sources text[]; fills integer[]; companies integer[]; engagements bigint[];
begin
  perform set_config('throughline.derived', 'on', true);
  -- Two statements, two plans: a session that passed over all leads must not do so for one that was called.
  if leads is null then
    select array_agg(f.id), array_agg(f.status), array_agg(f.business_source), array_agg(f.filled),
      array_agg(f.company), array_agg(f.engaged) into ids, stati, sources, fills, companies, engagements
      from crm.lead_facts() f where f.score is distinct from f.fresh;
  else
    select array_agg(f.id), array_agg(f.status), array_agg(f.business_source), array_agg(f.filled),
      array_agg(f.company), array_agg(f.engaged) into ids, stati, sources, fills, companies, engagements
      from crm.lead_facts(leads) f where f.score is distinct from f.fresh;
  end if;
  update crm.leads l set score = p.stage + p.origin + p.completeness + p.company + p.engagement, scored_at = now(),
         score_factors = crm.lead_words(f.status, f.business_source, f.filled, f.company, f.engaged, p.stage, p.origin,
           p.completeness, p.company, p.engagement),
         classification = case when p.stage + p.origin + p.completeness + p.company + p.engagement >= hot then 'hot'
           when p.stage + p.origin + p.completeness + p.company + p.engagement >= warm then 'warm'
           else 'cold' end::crm.lead_classification
    from unnest(ids, stati, sources, fills, companies, engagements) f (id, status, business_source, filled, company,
      engaged)
    cross join lateral crm.lead_points(f.status, f.business_source, f.filled, f.company, f.engaged) p
   where l.org_id = kit.org_id() and l.id = f.id;
  get diagnostics changed = row_count;
  perform set_config('throughline.derived', '', true);
  return changed;
end $$;
comment on function crm.score_leads(uuid[]) is 'Scores leads in one pass.';
revoke execute on function crm.score_leads(uuid[]) from public;
grant execute on function crm.score_leads(uuid[]) to tl_system;

-- Talking to a lead warms it.
create or replace function crm.lead_was_touched() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
declare
  touched uuid[];
begin
  if kit.undoing() then return null; end if;
  if tg_op = 'DELETE' then touched := array(select distinct lead_id from old_rows where lead_id is not null);
  elsif tg_op = 'INSERT' then touched := array(select distinct lead_id from new_rows where lead_id is not null);
  else touched := array(select n.lead_id from new_rows n where n.lead_id is not null union select o.lead_id
    from old_rows o where o.lead_id is not null); end if;
  if touched <> '{}' then perform crm.score_leads(touched); end if;
  return null;
end $$;
comment on function crm.lead_was_touched() is 'Scores the leads of activities that change.';
create or replace trigger lead_was_touched_by_insert after insert on crm.activities referencing new table as new_rows
  for each statement execute function crm.lead_was_touched();
create or replace trigger lead_was_touched_by_update after update on crm.activities referencing old table as old_rows new table as new_rows for each statement execute function crm.lead_was_touched();
create or replace trigger lead_was_touched_by_delete after delete on crm.activities referencing old table as old_rows
  for each statement execute function crm.lead_was_touched();
