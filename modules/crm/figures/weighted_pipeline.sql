create or replace function crm.weighted_pipeline() returns table (value float8, course float8[])
language sql stable set search_path = pg_catalog as $$
select (select coalesce(sum(value * probability / 100), 0)::float8 from crm.opportunities
  where stage not in ('closed_won', 'closed_lost')),
       array(select coalesce(n, 0)::float8 from kit.last_weeks()
               left join (select date_trunc('week', stage_entered_at) as week, sum(value * probability / 100) as n
                 from crm.opportunities
                           where stage_entered_at > now() - interval '12 weeks' and true group by 1) x using (week)
              order by week)
$$;
comment on function crm.weighted_pipeline() is 'Weighted. @figure(opportunities) @link(/reports/forecast) @measures value=money @places sales=2';
