-- Applying is two steps: sending, and looking through what was read. Whoever applied without the page, by a recruiter or an
-- import, has sent no form and is not counted.
create or replace function recruiting.apply_drop_off(days integer default 365)
returns table (label text, link text, tone text, opened float8, sent float8, looked_through float8, share_sent float8)
language sql stable set search_path = pg_catalog as $$
with seen as (
  select v.job_id, sum(v.views) as opened from recruiting.apply_views v where v.date >= current_date - days group by v.job_id),
sent as (
  select a.job_id, count(distinct a.id) as sent, count(distinct a.id) filter (where f.checked_at is not null) as checked
    from recruiting.application_forms f join recruiting.applications a on a.org_id = f.org_id and a.id = f.application_id
   where f.created_at >= current_date - days group by a.job_id)
select j.title, 'job_id=eq.' || j.id, null, coalesce(v.opened, 0)::float8, coalesce(s.sent, 0)::float8,
  coalesce(s.checked, 0)::float8, least(100, 100.0 * coalesce(s.sent, 0) / nullif(v.opened, 0))::float8
  from recruiting.jobs j left join seen v on v.job_id = j.id left join sent s on s.job_id = j.id
 where j.org_id = kit.org_id() and (v.job_id is not null or s.job_id is not null)
 order by 4 desc, 1 limit 60
$$;
comment on function recruiting.apply_drop_off(integer) is
  'Drop-off on the apply page. How many who open it send it?
   @report(applications) @by(Job) @measures opened=count sent=count looked_through=count share_sent=percent';
