create or replace function recruiting.margin_by_site(days integer default 365)
returns table (label text, link text, tone text, margin float8, revenue float8, hours float8, share_of_revenue float8)
language sql stable set search_path = pg_catalog as $$
select s.label, '/projects/' || s.id, null, (m.revenue - m.cost)::float8, m.revenue::float8, m.hours::float8,
  (100 * (m.revenue - m.cost) / nullif(m.revenue, 0))::float8
  from (select x.id, x.label, array_agg(p.id) as placements
          from recruiting.placements p join delivery.projects o on o.org_id = p.org_id and o.id = p.project_id
          left join recruiting.placement_groups g on g.org_id = p.org_id and g.id = p.placement_group_id
          cross join lateral (select o.id, o.name as label) x
         where p.end_date >= current_date - days group by x.id, x.label) s
  cross join lateral recruiting.margin_of(s.placements, current_date - days) m
 where m.hours > 0 order by 4 desc nulls last limit 60
$$;
comment on function recruiting.margin_by_site(integer) is
  'Margin by site. Which sites earn what with placed people?
   @report(placement_hours) @by(Site) @measures margin=money revenue=money hours=hours share_of_revenue=percent';
