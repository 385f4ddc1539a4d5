-- From the day a job was on the board to the day its last opening was accepted, as SHRM counts the time to fill.
create or replace function recruiting.time_to_fill(days integer default 365)
returns table (label text, link text, tone text, days_to_fill float8, openings float8, joined float8)
language sql stable set search_path = pg_catalog as $$
with joined as (
  select a.job_id, count(*) as n, max(coalesce(o.answered_at, a.joined_date::timestamptz, a.updated_at)) as at
    from recruiting.applications a
    left join recruiting.offers o on o.org_id = a.org_id and o.application_id = a.id and o.status = 'accepted'
   where a.follow_up_status = 'joined' group by a.job_id)
select j.title, '/jobs/' || j.id, null, greatest(0, extract(epoch from f.at - coalesce(j.published_at, j.created_at)) / 86400)::float8,
  j.number_of_openings::float8, f.n::float8
  from joined f join recruiting.jobs j on j.org_id = kit.org_id() and j.id = f.job_id
 where f.n >= j.number_of_openings and f.at >= current_date - days
 order by 4 desc, 1 limit 60
$$;
comment on function recruiting.time_to_fill(integer) is
  'Time to fill. How long from the board to the last opening accepted?
   @report(applications) @by(Job) @measures days_to_fill=days openings=count joined=count';
