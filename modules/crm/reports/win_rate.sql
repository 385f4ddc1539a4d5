create or replace function crm.win_rate(days integer default 365)
returns table (label text, link text, tone text, win_rate float8, won float8, decided float8)
language sql stable set search_path = pg_catalog as $$
select to_char(m, 'Mon YY'),
       'stage=in.(closed_won,closed_lost)&actual_close_date=gte.' || m::date || '&actual_close_date=lt.' || (m + interval '1 month')::date, null,
       (100.0 * count(o.id) filter (where o.stage = 'closed_won') / nullif(count(o.id), 0))::float8,
       count(o.id) filter (where o.stage = 'closed_won')::float8, count(o.id)::float8
  from generate_series(date_trunc('month', current_date - days), date_trunc('month', current_date),
    interval '1 month') m
  left join crm.opportunities o on o.stage in ('closed_won', 'closed_lost')
        and o.actual_close_date >= m and o.actual_close_date < m + interval '1 month'
 group by m order by m
$$;
comment on function crm.win_rate(integer) is
  'Win rate. How much of what is decided is won?
   @report(opportunities) @by(Month) @drawn(columns) @measures win_rate=percent won=count decided=count';
