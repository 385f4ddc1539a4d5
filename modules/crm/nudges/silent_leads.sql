-- Leads nobody spoke to for a month, or whose day of decision has passed.
create or replace function crm.silent_leads(about uuid[]) returns setof crm.due_nudge language sql stable as $$
  select 'leads', l.id, 'silent_leads/' || l.id,
    (case l.classification when 'hot' then 'high' when 'warm' then 'medium' else 'low' end)::crm.priority,
    l.name || coalesce(' (' || crm.amount(nullif(l.estimated_value, 0), (select crm.own_currency())) || ')', '')
      || case when l.late then ' should have decided on ' || crm.on_day(l.expected_close_date)
           else ' is silent since ' || crm.on_day(l.touched) end,
    format('Lead, %s, %s.', replace(l.status::text, '_', ' '), l.classification),
    jsonb_build_array(crm.piece('leads', l.id, l.name)),
    'Log a call',
    jsonb_build_object('verb', 'log_activity', 'asks', true, 'input', jsonb_build_object('type', 'call', 'lead', l.id,
      'subject', left('Is this still of interest to ' || l.name || '?', 500),
      'description', 'Do they still want it? Who decides, and by when?')),
    l.owner_id, l.client_id, null::timestamptz,
    jsonb_build_object('status', l.status), l.estimated_value
    from (select l.*, l.expected_close_date < current_date as late,
                 coalesce(nullif(l.company_name, ''), nullif(l.contact_name, ''),
                   nullif(concat_ws(' ', l.first_name, l.last_name), ''), 'A lead') as name,
                 greatest(l.created_at, (select max(a.occurred_at) from crm.activities a
                   where a.org_id = l.org_id and a.lead_id = l.id and a.occurred_at <= now()))::date as touched
            from crm.leads l
           where l.status not in ('converted', 'lost', 'archived')
             and (about is null or l.client_id = any (about) or l.id = any (about))
             and (l.expected_close_date < current_date
               or l.created_at < current_date - (select kit.number_setting('nudges.silent_days', 30))::int
                 and not exists (select from crm.activities a
                   where a.org_id = l.org_id and a.lead_id = l.id and a.occurred_at <= now()
                     and a.occurred_at >= current_date - (select kit.number_setting('nudges.silent_days', 30))::int))
          offset 0) l
$$;
comment on function crm.silent_leads(uuid[]) is
  'A lead is silent for a month, or past the day it should have decided. @rule(zombie_hunter)';

-- Somebody spoke to the lead and it advanced: further on than it was, or converted.
create or replace function crm.silent_leads_came_good(lead uuid, client uuid, opened_at timestamptz, facts jsonb)
returns date language sql stable as $$
  select coalesce(l.converted_at::date, (select min(a.occurred_at)::date from crm.activities a
      where a.org_id = l.org_id and a.lead_id = l.id and a.occurred_at > opened_at and a.occurred_at <= now()))
    from crm.leads l
   where l.org_id = kit.org_id() and l.id = lead and l.status not in ('lost', 'archived')
     and l.status > (facts ->> 'status')::crm.lead_status
$$;
comment on function crm.silent_leads_came_good(uuid, uuid, timestamptz, jsonb) is 'The day a silent lead advanced.';
