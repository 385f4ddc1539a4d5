create or replace function delivery.margin_by_client(days integer default 365)
returns table (label text, link text, tone text, margin float8, revenue float8, share_of_revenue float8)
language sql stable set search_path = pg_catalog as $$
select c.name, '/clients/' || c.id, null, (m.x ->> 'margin')::float8, (m.x ->> 'revenue')::float8,
  (m.x ->> 'percent')::float8
  from (select p.client_id, array_agg(p.id) as projects from delivery.projects p
         where exists (select from delivery.time_entries t where t.project_id = p.id and t.status = 'approved'
           and t.date >= current_date - days)
         group by p.client_id) p
  join crm.clients c on c.id = p.client_id cross join lateral (select delivery.margin_of(p.projects) as x) m
 order by 4 desc nulls last limit 60
$$;
comment on function delivery.margin_by_client(integer) is
  'Margin by client. What do we earn with whom?
   @report(projects) @by(Client) @measures margin=money revenue=money share_of_revenue=percent';
