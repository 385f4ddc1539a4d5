create or replace function crm.won_this_quarter() returns table (value float8, course float8[])
language sql stable set search_path = pg_catalog as $$
select (select coalesce(sum(value), 0)::float8 from crm.opportunities
          where stage = 'closed_won' and actual_close_date >= date_trunc('quarter', now())),
       array(select coalesce(n, 0)::float8 from kit.last_weeks()
               left join (select date_trunc('week', actual_close_date) as week, sum(value) as n from crm.opportunities
                           where actual_close_date > now() - interval '12 weeks' and stage = 'closed_won' group by 1) x
                             using (week)
              order by week)
$$;
comment on function crm.won_this_quarter() is 'Won this quarter. @figure(opportunities) @link(/opportunities?stage=in.%28closed_won%29) @measures value=money @places sales=3 admin=2 manager=2 viewer=2';
