create or replace function crm.recent_activities() returns table (value float8, course float8[])
language sql stable set search_path = pg_catalog as $$
select (select count(*)::float8 from crm.activities where occurred_at > now() - interval '7 days'
  and occurred_at <= now()),
       array(select coalesce(n, 0)::float8 from kit.last_weeks()
               left join (select date_trunc('week', occurred_at) as week, count(*) as n from crm.activities
                           where occurred_at > now() - interval '12 weeks' and occurred_at <= now() group by 1) x
                             using (week)
              order by week)
$$;
comment on function crm.recent_activities() is 'Activities, 7 days. @figure(activities) @link(/reports/activity_by_person) @measures value=count @places recruiter=3 sales=4 consultant=2 staff=2';
