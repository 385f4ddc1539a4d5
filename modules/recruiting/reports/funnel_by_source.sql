create or replace function recruiting.funnel_by_source(days integer default 365)
returns table (label text, link text, tone text, applied float8, screened float8, interviewed float8, offered float8,
  joined float8, share_joined float8)
language sql stable set search_path = pg_catalog as $$
select coalesce(nullif(trim(c.source), ''), 'Not said'),
  case when coalesce(trim(c.source), '') = '' then 'source=is.null' else 'source=eq.' || replace(replace(replace(c.source, '%', '%25'), '&', '%26'), '+', '%2B') end
    || '&applied_at=gte.' || (current_date - days), null, count(*)::float8,
  count(*) filter (where c.stage >= 2)::float8, count(*) filter (where c.stage >= 3)::float8,
  count(*) filter (where c.stage >= 4)::float8, count(*) filter (where c.joined)::float8,
  (100.0 * count(*) filter (where c.joined) / count(*))::float8
  from recruiting.came_how_far(days) c group by c.source order by 4 desc, 1 limit 60
$$;
comment on function recruiting.funnel_by_source(integer) is
  'Funnel by source. Which ways bring people who join?
   @report(applications) @by(Source) @measures applied=count screened=count interviewed=count offered=count joined=count share_joined=percent';
