-- Clients for whom much less was worked in the last four weeks than in the four before. Only hours that were approved
-- count, so weeks that are not handed in yet are left out: both stretches end two weeks ago.
create or replace function delivery.hours_fall(about uuid[]) returns setof crm.due_nudge language sql stable as $$
  select 'clients', c.id, 'hours_fall/' || c.id, 'medium'::crm.priority,
    format('%s: approved hours fell from %s to %s in four weeks', c.name, round(t.before), round(t.after)),
    format('From %s to %s, against the four weeks before. Hours of the last two weeks may still come in and do not count.',
      crm.on_day(current_date - 41), crm.on_day(current_date - 14)),
    jsonb_build_array(crm.piece('clients', c.id, c.name)),
    'Log a call',
    jsonb_build_object('verb', 'log_activity', 'asks', true, 'input', jsonb_build_object('type', 'call',
      'client', c.id, 'subject', left('What comes next with ' || c.name || '?', 500),
      'description', 'We work less for you than a month ago. What is planned, and what holds it up?')),
    c.owner_id, c.id, null::timestamptz,
    jsonb_build_object('hours', t.after), t.before - t.after
    from (
      select p.org_id, p.client_id, coalesce(sum(e.hours) filter (where e.date < current_date - 41), 0) as before,
             coalesce(sum(e.hours) filter (where e.date >= current_date - 41), 0) as after
        from delivery.time_entries e
        join delivery.projects p on p.org_id = e.org_id and p.id = e.project_id
       where e.status = 'approved' and e.date >= current_date - 69 and e.date < current_date - 13
         and (about is null or p.client_id = any (about))
       group by p.org_id, p.client_id) t
    join crm.clients c on c.org_id = t.org_id and c.id = t.client_id
   where c.status = 'active' and t.before >= 20
     and t.after < t.before * (1 - (select kit.number_setting('nudges.hours_fall_percent', 40)) / 100)
$$;
comment on function delivery.hours_fall(uuid[]) is
  'Approved hours of a client fell by a lot from one four weeks to the next. @rule(churn_interceptor)';

-- Hours of four weeks rose again above what they were.
create or replace function delivery.hours_fall_came_good(entity uuid, client uuid, opened_at timestamptz, facts jsonb)
returns date language sql stable as $$
  select min(w.day) from (
    select e.date as day, sum(sum(e.hours)) over (order by e.date range between interval '27 days' preceding
             and current row) as hours
      from delivery.time_entries e
      join delivery.projects p on p.org_id = e.org_id and p.id = e.project_id
     where e.org_id = kit.org_id() and p.client_id = client and e.status = 'approved' and e.date > opened_at::date
     group by e.date) w
   where w.hours > (facts ->> 'hours')::numeric * 1.25
$$;
comment on function delivery.hours_fall_came_good(uuid, uuid, timestamptz, jsonb) is
  'The day the hours of a client had risen again by a quarter.';
