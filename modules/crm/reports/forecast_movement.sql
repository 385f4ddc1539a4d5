create or replace function crm.forecast_movement(days integer default 365)
returns table (label text, link text, tone text, weighted_change float8, value_then float8, value_now float8)
language sql stable set search_path = pg_catalog as $$
select c.name || ': ' || c.change, '/opportunities/' || c.opportunity_id, null,
       c.weighted_change::float8, c.before_value::float8, c.value::float8
  from crm.forecast_changes(current_date - days) c limit 60
$$;
comment on function crm.forecast_movement(integer) is
  'What changed in the forecast. What came, went, grew or moved since then?
   @report(opportunities) @by(Deal) @measures weighted_change=money value_then=money value_now=money';
