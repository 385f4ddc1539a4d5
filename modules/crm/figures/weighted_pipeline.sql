create or replace function crm.weighted_pipeline() returns table (value float8, course float8[])
language sql stable set search_path = pg_catalog as $$
with weeks as (
  select case when stage_entered_at > now() - interval '12 weeks' then date_trunc('week', stage_entered_at) end as week,
         sum(value * probability / 100) as n, sum(value * probability / 100) filter (where stage not in ('closed_won', 'closed_lost')) as open
    from crm.opportunities group by 1)
select (select coalesce(sum(open), 0)::float8 from weeks),
       array(select coalesce(n, 0)::float8 from kit.last_weeks() left join weeks using (week) order by week)
$$;
comment on function crm.weighted_pipeline() is 'Weighted. @figure(opportunities) @link(/reports/forecast) @measures value=money @places sales=2';
