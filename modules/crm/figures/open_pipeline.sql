create or replace function crm.open_pipeline() returns table (value float8, course float8[])
language sql stable set search_path = pg_catalog as $$
select (select coalesce(sum(value), 0)::float8 from crm.opportunities where stage not in ('closed_won', 'closed_lost')),
       array(select coalesce(n, 0)::float8 from kit.last_weeks()
               left join (select date_trunc('week', created_at) as week, sum(value) as n from crm.opportunities
                           where created_at > now() - interval '12 weeks' and true group by 1) x using (week)
              order by week)
$$;
comment on function crm.open_pipeline() is 'Open pipeline. @figure(opportunities) @link(/opportunities?view=board) @measures value=money @places sales=1 consultant=3 staff=3 admin=1 manager=1 viewer=1';
