-- What is worth most of what is open, and nobody has touched for days. The tenth that is worth most of the open deals, of
-- the leads and of the tenders each; one row each, with the words in which other modules look for people who fit.
create or replace function crm.large_untouched(about uuid[]) returns table (noun text, id uuid, name text, value numeric,
  currency text, client_id uuid, owner_id uuid, touched date, said text, facts jsonb) language sql stable as $$
  with deals as (
    select 'opportunities', o.id, o.name, o.value, o.currency, o.client_id, o.owner_id, greatest(o.stage_entered_at,
        (select max(a.occurred_at) from crm.activities a where a.org_id = o.org_id and a.opportunity_id = o.id
          and a.occurred_at <= now()))::date, o.name, jsonb_build_object('stage', o.stage)
      from crm.opportunities o
     where o.stage not in ('closed_won', 'closed_lost') and o.value > 0
       and o.stage_entered_at < now() - make_interval(days => (select kit.number_setting('nudges.untouched_days', 3))::int)
       and (about is null or o.client_id = any (about) or o.id = any (about))
       and o.value >= (select percentile_disc(1 - (select kit.number_setting('nudges.large_percent', 10)) / 100.0::float8)
         within group (order by x.value) from crm.opportunities x
         where x.stage not in ('closed_won', 'closed_lost') and x.value > 0)
       and not exists (select from crm.activities a where a.org_id = o.org_id and a.opportunity_id = o.id
         and a.occurred_at <= now() and a.occurred_at >= now()
           - make_interval(days => (select kit.number_setting('nudges.untouched_days', 3))::int))),
  leads as (
    select 'leads', l.id, n.name, l.estimated_value, null, l.client_id, l.owner_id, greatest(l.created_at,
        (select max(a.occurred_at) from crm.activities a where a.org_id = l.org_id and a.lead_id = l.id
          and a.occurred_at <= now()))::date,
        concat_ws(' ', n.name, l.service_type, l.discovery_metadata), jsonb_build_object('status', l.status)
      from crm.leads l
      cross join lateral (select coalesce(nullif(l.company_name, ''), nullif(l.contact_name, ''),
        nullif(concat_ws(' ', l.first_name, l.last_name), ''), 'A lead') as name) n
     where l.status not in ('converted', 'lost', 'archived') and l.estimated_value > 0
       and l.created_at < now() - make_interval(days => (select kit.number_setting('nudges.untouched_days', 3))::int)
       and (about is null or l.client_id = any (about) or l.id = any (about))
       and l.estimated_value >= (select percentile_disc(1
           - (select kit.number_setting('nudges.large_percent', 10)) / 100.0::float8)
         within group (order by x.estimated_value) from crm.leads x
         where x.status not in ('converted', 'lost', 'archived') and x.estimated_value > 0)
       and not exists (select from crm.activities a where a.org_id = l.org_id and a.lead_id = l.id
         and a.occurred_at <= now() and a.occurred_at >= now()
           - make_interval(days => (select kit.number_setting('nudges.untouched_days', 3))::int))),
  tenders as (
    select 'market_tenders', t.id, t.title, t.value, t.currency, t.client_id, c.owner_id, t.created_at::date,
        concat_ws(' ', t.title, t.summary), '{}'::jsonb
      from crm.market_tenders t left join crm.clients c on c.org_id = t.org_id and c.id = t.client_id
     where not t.is_pursuing and t.value > 0 and (t.closing_date is null or t.closing_date >= current_date)
       and t.created_at < now() - make_interval(days => (select kit.number_setting('nudges.untouched_days', 3))::int)
       and (about is null or t.client_id = any (about) or t.id = any (about))
       and t.value >= (select percentile_disc(1 - (select kit.number_setting('nudges.large_percent', 10)) / 100.0::float8)
         within group (order by x.value) from crm.market_tenders x
         where not x.is_pursuing and x.value > 0 and (x.closing_date is null or x.closing_date >= current_date)))
  select * from deals union all select * from leads union all select * from tenders
$$;
comment on function crm.large_untouched(uuid[]) is 'The deals, leads and tenders that are worth most and nobody has touched for days.';

-- What a person does about one of these.
create or replace function crm.large_action(noun text, id uuid, name text) returns jsonb language sql immutable as $$
  select case noun when 'market_tenders'
    then jsonb_build_object('verb', 'pursue_tender', 'input', jsonb_build_object('tender', id))
    else jsonb_build_object('verb', 'log_activity', 'asks', true, 'input', jsonb_build_object('type', 'call',
      'subject', left('What is the next step with ' || name || '?', 500),
      'description', 'What do they need, from when, and what would make them decide?',
      case noun when 'leads' then 'lead' else 'opportunity' end, id)) end
$$;
comment on function crm.large_action(text, uuid, text) is 'The action for a large deal, lead or tender.';

-- Without recruiting, value alone makes the nudge; with it, people have to be free (recruiting.people_for_large).
create or replace function crm.large_and_waiting(about uuid[]) returns setof crm.due_nudge language sql stable as $$
  select l.noun, l.id, 'large/' || l.id, 'medium'::crm.priority,
    coalesce(c.name || ': ', '') || format('%s (%s) waits since %s', l.name, crm.amount(l.value, l.currency), crm.on_day(l.touched)),
    'Among the tenth that is worth most, and nobody has touched it for days.',
    jsonb_build_array(crm.piece(l.noun, l.id, l.name)),
    case l.noun when 'market_tenders' then 'Open a deal for it' else 'Log a call' end,
    crm.large_action(l.noun, l.id, l.name), coalesce(l.owner_id, c.owner_id), l.client_id, null::timestamptz, l.facts, l.value
    from crm.large_untouched(about) l
    left join crm.clients c on c.org_id = kit.org_id() and c.id = l.client_id
   where not (select 'recruiting' = any (o.modules) from identity.organizations o where o.org_id = kit.org_id())
$$;
comment on function crm.large_and_waiting(uuid[]) is
  'A deal, lead or tender is among those worth most and nobody has touched it for days. @rule(rainmaker)';

-- Somebody touched it and it went on: a deal moved or was won, a lead advanced, a tender is pursued.
create or replace function crm.large_and_waiting_came_good(entity uuid, client uuid, opened_at timestamptz, facts jsonb)
returns date language sql stable as $$
  select min(day) from (
    select o.stage_entered_at::date as day from crm.opportunities o
     where o.org_id = kit.org_id() and o.id = entity and o.stage <> 'closed_lost' and o.stage_entered_at > opened_at
       and o.stage > (facts ->> 'stage')::crm.deal_stage
    union all
    select crm.silent_leads_came_good(entity, client, opened_at, facts)
    union all
    select t.updated_at::date from crm.market_tenders t
     where t.org_id = kit.org_id() and t.id = entity and t.is_pursuing) w
$$;
comment on function crm.large_and_waiting_came_good(uuid, uuid, timestamptz, jsonb) is
  'The day something large went on.';
