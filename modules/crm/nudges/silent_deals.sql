-- Open deals nobody touched for a month, or that should have been decided: call, or say when they will be.
create or replace function crm.silent_deals(about uuid[]) returns setof crm.due_nudge language sql stable as $$
  select 'opportunities', o.id, 'silent_deals/' || o.id,
    (case when o.value >= (select kit.number_setting('nudges.silent_high_value', 50000)) then 'high'
      else 'medium' end)::crm.priority,
    format(case when o.late then '%s: %s (%s) should have closed on %s' else '%s: %s (%s) is silent since %s' end, c.name,
      o.name, crm.amount(o.value, coalesce(o.currency, (select crm.own_currency()))),
      crm.on_day(case when o.late then o.expected_close_date else o.touched end)),
    format('Stage %s, last touched on %s.', replace(o.stage::text, '_', ' '), crm.on_day(o.touched)),
    jsonb_build_array(crm.piece('opportunities', o.id, o.name), crm.piece('clients', c.id, c.name)),
    case when o.late then 'Set a new close date' else 'Log a call' end,
    case when o.late then jsonb_build_object('verb', 'move_close_date', 'asks', true, 'input',
        jsonb_build_object('opportunity', o.id, 'expected_close_date', current_date + 30))
      else jsonb_build_object('verb', 'log_activity', 'asks', true, 'input', jsonb_build_object('type', 'call',
        'subject', left('Where do we stand with ' || o.name || '?', 500), 'opportunity', o.id,
        'description', 'What changed since we last spoke? What is the next step, and who takes it?')) end,
    coalesce(o.owner_id, c.owner_id), o.client_id, null::timestamptz,
    jsonb_build_object('stage', o.stage), o.value
    from (select d.*, greatest(d.stage_entered_at, (
                   select max(a.occurred_at) from crm.activities a
                    where a.org_id = d.org_id and a.opportunity_id = d.id and a.occurred_at <= now()))::date as touched
            from (select true as late, o.* from crm.opportunities o where o.expected_close_date < current_date
                  union all
                  select false, o.* from crm.opportunities o
                   where coalesce(o.expected_close_date >= current_date, true)
                     and o.stage_entered_at < current_date - (select kit.number_setting('nudges.silent_days', 30))::int
                     and coalesce((select max(a.occurred_at) from crm.activities a
                           where a.org_id = o.org_id and a.opportunity_id = o.id and a.occurred_at <= now())
                       < current_date - (select kit.number_setting('nudges.silent_days', 30))::int, true)) d
           where d.stage not in ('closed_won', 'closed_lost')
             and (about is null or d.client_id = any (about) or d.id = any (about))
          offset 0) o
    join crm.clients c on c.org_id = o.org_id and c.id = o.client_id
$$;
comment on function crm.silent_deals(uuid[]) is
  'An open deal is silent for a month, or past the day it should have closed. @rule(zombie_hunter)';

-- The deal moved on, or was won.
create or replace function crm.silent_deals_came_good(deal uuid, client uuid, opened_at timestamptz, facts jsonb)
returns date language sql stable as $$
  select o.stage_entered_at::date from crm.opportunities o
   where o.org_id = kit.org_id() and o.id = deal and o.stage <> 'closed_lost'
     and o.stage > (facts ->> 'stage')::crm.deal_stage and o.stage_entered_at > opened_at
$$;
comment on function crm.silent_deals_came_good(uuid, uuid, timestamptz, jsonb) is
  'The day a silent deal moved on or was won.';
