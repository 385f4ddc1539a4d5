create or replace function recruiting.people_placed() returns table (value float8, course float8[])
language sql stable set search_path = pg_catalog as $$
select (select count(*)::float8 from recruiting.placements where status = 'active'),
       array(select coalesce(n, 0)::float8 from kit.last_weeks()
               left join (select date_trunc('week', start_date) as week, count(*) as n from recruiting.placements
                           where start_date > now() - interval '12 weeks' and true group by 1) x using (week)
              order by week)
$$;
comment on function recruiting.people_placed() is 'People placed. @figure(placements) @link(/placements?status=in.%28active%29) @measures value=count @places recruiter=2 admin=4 manager=4 viewer=4';
