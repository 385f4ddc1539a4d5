-- Projects that end soon and nothing follows with the client: no project that goes on longer, no open deal.
create or replace function delivery.projects_end(about uuid[]) returns setof crm.due_nudge language sql stable as $$
  select 'projects', p.id, 'projects_end/' || p.id,
    (case when p.end_date < current_date + 8 then 'high' else 'medium' end)::crm.priority,
    format('%s ends on %s, nothing follows', p.name, crm.on_day(p.end_date))
      || coalesce(' (' || crm.amount(nullif(p.budget, 0), p.currency) || ')', ''),
    format('%s has no other project that goes on, and no open deal.', c.name),
    jsonb_build_array(crm.piece('projects', p.id, p.name), crm.piece('clients', c.id, c.name)),
    'Open a follow-on deal',
    jsonb_build_object('verb', 'open_follow_on', 'input', jsonb_build_object('project', p.id)),
    coalesce(p.owner_id, c.owner_id), p.client_id, (p.end_date + 1)::timestamptz,
    jsonb_build_object('ends', p.end_date), p.budget
    from delivery.projects p
    join crm.clients c on c.org_id = p.org_id and c.id = p.client_id
   where p.status in ('planning', 'active')
     and p.end_date between current_date and current_date + (select kit.number_setting('nudges.ending_days', 21))::int
     and (about is null or p.client_id = any (about) or p.id = any (about))
     and not exists (select from delivery.projects f
       where f.org_id = p.org_id and f.client_id = p.client_id and f.id <> p.id
         and f.status in ('planning', 'active') and (f.end_date > p.end_date or f.end_date is null))
     and not exists (select from crm.opportunities o
       where o.org_id = p.org_id and o.client_id = p.client_id and o.stage not in ('closed_won', 'closed_lost'))
$$;
comment on function delivery.projects_end(uuid[]) is
  'A project ends within three weeks and nothing follows with its client. @rule(pre_emptive_strike)';

-- Something follows: a project that goes on longer, or a deal that was won.
create or replace function delivery.projects_end_came_good(project uuid, client uuid, opened_at timestamptz,
  facts jsonb) returns date language sql stable as $$
  select least(
    (select min(f.created_at)::date from delivery.projects f
      where f.org_id = kit.org_id() and f.client_id = client and f.id <> project and f.created_at > opened_at
        and f.status <> 'cancelled' and (f.end_date > (facts ->> 'ends')::date or f.end_date is null)),
    (select min(o.stage_entered_at)::date from crm.opportunities o
      where o.org_id = kit.org_id() and o.client_id = client and o.stage = 'closed_won'
        and o.stage_entered_at > opened_at))
$$;
comment on function delivery.projects_end_came_good(uuid, uuid, timestamptz, jsonb) is
  'The day something followed a project.';
