create or replace function crm.open_pipeline() returns table (value float8, course float8[])
language sql stable set search_path = pg_catalog as $$
with weeks as (
  select case when created_at > now() - interval '12 weeks' then date_trunc('week', created_at) end as week,
         sum(value) as n, sum(value) filter (where stage not in ('closed_won', 'closed_lost')) as open
    from crm.opportunities group by 1)
select (select coalesce(sum(open), 0)::float8 from weeks),
       array(select coalesce(n, 0)::float8 from kit.last_weeks() left join weeks using (week) order by week)
$$;
comment on function crm.open_pipeline() is 'Open pipeline. @figure(opportunities) @link(/opportunities?view=board) @measures value=money @places sales=1 consultant=3 staff=3 admin=1 manager=1 viewer=1';
