create or replace function recruiting.time_to_hire(days integer default 365)
returns table (label text, link text, tone text, days_to_offer float8, offers float8)
language sql stable set search_path = pg_catalog as $$
select j.title, 'job_id=eq.' || j.id, null, avg(extract(epoch from t.created_at - a.applied_at) / 86400)::float8,
  count(*)::float8
  from recruiting.application_timeline t join recruiting.applications a on a.org_id = t.org_id
    and a.id = t.application_id
  join recruiting.jobs j on j.org_id = a.org_id and j.id = a.job_id
 where t.new_status = 'offer' and t.created_at >= current_date - days and t.created_at >= a.applied_at
 group by j.id, j.title order by 4 limit 40
$$;
comment on function recruiting.time_to_hire(integer) is
  'Time to hire. How long from application to offer?
   @report(applications) @by(Job) @measures days_to_offer=days offers=count';
