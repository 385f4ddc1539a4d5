create or replace function recruiting.recruiting_funnel(days integer default 365)
returns table (label text, link text, tone text, applications float8, share float8, mean_match float8)
language sql stable set search_path = pg_catalog as $$
select kit.in_words(status::text), 'status=in.(' || status || ')&applied_at=gte.' || (current_date - days),
       case when status = 'offer' then 'good' when status in ('rejected', 'withdrawn') then 'two' end,
       count(*)::float8, (100.0 * count(*) / sum(count(*)) over ())::float8, avg(match_score)::float8
  from recruiting.applications where applied_at >= current_date - days group by status order by status
$$;
comment on function recruiting.recruiting_funnel(integer) is
  'Recruiting funnel. How far do applications come?
   @report(applications) @by(Status) @measures applications=count share=percent mean_match=percent';
