create or replace function recruiting.active_applications() returns table (value float8, course float8[])
language sql stable set search_path = pg_catalog as $$
select (select count(*)::float8 from recruiting.applications where is_active),
       array(select coalesce(n, 0)::float8 from kit.last_weeks()
               left join (select date_trunc('week', applied_at) as week, count(*) as n from recruiting.applications
                           where applied_at > now() - interval '12 weeks' and true group by 1) x using (week)
              order by week)
$$;
comment on function recruiting.active_applications() is 'Active applications. @figure(applications) @link(/applications?view=board) @measures value=count @places recruiter=1';
