create or replace function recruiting.funnel_by_job(days integer default 365)
returns table (label text, link text, tone text, applied float8, screened float8, interviewed float8, offered float8,
  joined float8, share_joined float8)
language sql stable set search_path = pg_catalog as $$
select j.title, 'job_id=eq.' || j.id || '&applied_at=gte.' || (current_date - days), null, count(*)::float8,
  count(*) filter (where c.stage >= 2)::float8, count(*) filter (where c.stage >= 3)::float8,
  count(*) filter (where c.stage >= 4)::float8, count(*) filter (where c.joined)::float8,
  (100.0 * count(*) filter (where c.joined) / count(*))::float8
  from recruiting.came_how_far(days) c join recruiting.jobs j on j.org_id = kit.org_id() and j.id = c.job_id
 group by j.id, j.title order by 4 desc, 1 limit 60
$$;
comment on function recruiting.funnel_by_job(integer) is
  'Funnel by job. How many who applied for a job come how far?
   @report(applications) @by(Job) @measures applied=count screened=count interviewed=count offered=count joined=count share_joined=percent';
