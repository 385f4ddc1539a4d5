create or replace function recruiting.time_in_application_stage(days integer default 365)
returns table (label text, link text, tone text, mean float8, longest float8, applications float8)
language sql stable set search_path = pg_catalog as $$
with stays as (
  select t.application_id, t.new_status, t.created_at as since,
         coalesce(lead(t.created_at) over (partition by t.application_id order by t.created_at, t.id), case when a.is_active
           then now() end) as until
    from recruiting.application_timeline t join recruiting.applications a on a.org_id = t.org_id and a.id = t.application_id
   where t.new_status is distinct from t.previous_status)
select kit.in_words(s.new_status), 'status=eq.' || s.new_status || '&is_active=eq.true', null,
  avg(extract(epoch from s.until - s.since) / 86400)::float8,
  max(extract(epoch from s.until - s.since) / 86400)::float8, count(distinct s.application_id)::float8
  from stays s
 where s.new_status in ('new', 'screening', 'interview', 'offer') and s.until is not null and s.since >= current_date - days
 group by s.new_status order by array_position('{new,screening,interview,offer}', s.new_status)
$$;
comment on function recruiting.time_in_application_stage(integer) is
  'Time in stage of applications. Where do people who applied wait?
   @report(applications) @by(Stage) @measures mean=days longest=days applications=count';
