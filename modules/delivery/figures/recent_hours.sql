create or replace function delivery.recent_hours() returns table (value float8, course float8[])
language sql stable set search_path = pg_catalog as $$
select (select coalesce(sum(hours), 0)::float8 from delivery.time_entries where date > current_date - 7),
       array(select coalesce(n, 0)::float8 from kit.last_weeks()
               left join (select date_trunc('week', date) as week, sum(hours) as n from delivery.time_entries
                           where date > now() - interval '12 weeks' and true group by 1) x using (week)
              order by week)
$$;
comment on function delivery.recent_hours() is 'Hours, 7 days. @figure(time_entries) @link(/reports/hours_by_person) @measures value=hours @places recruiter=4 consultant=1 staff=1';
