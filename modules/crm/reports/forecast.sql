create or replace function crm.forecast()
returns table (label text, link text, tone text, weighted float8, value float8, deals float8)
language sql stable set search_path = pg_catalog as $$
select to_char(m, 'Mon YY'),
       'stage=not.in.(closed_won,closed_lost)&expected_close_date=gte.' || m::date || '&expected_close_date=lt.' || (m + interval '1 month')::date, null,
       coalesce(sum(o.value * o.probability / 100), 0)::float8, coalesce(sum(o.value), 0)::float8, count(o.id)::float8
  from generate_series(date_trunc('month', current_date), date_trunc('month', current_date) + interval '8 months',
    interval '1 month') m
  left join crm.opportunities o on o.stage not in ('closed_won', 'closed_lost')
        and o.expected_close_date >= m and o.expected_close_date < m + interval '1 month'
 group by m order by m
$$;
comment on function crm.forecast() is
  'Forecast. What will close when, weighted by probability?
   @report(opportunities) @by(Month) @drawn(layers) @measures weighted=money value=money deals=count';
