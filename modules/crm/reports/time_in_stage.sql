create or replace function crm.time_in_stage()
returns table (label text, link text, tone text, mean float8, longest float8, deals float8)
language sql stable set search_path = pg_catalog as $$
select kit.in_words(stage::text), 'stage=in.(' || stage || ')', null,
       avg(extract(epoch from now() - stage_entered_at) / 86400)::float8,
       max(extract(epoch from now() - stage_entered_at) / 86400)::float8, count(*)::float8
  from crm.opportunities where stage not in ('closed_won', 'closed_lost') group by stage order by stage
$$;
comment on function crm.time_in_stage() is
  'Time in stage. Where do deals wait?
   @report(opportunities) @by(Stage) @measures mean=days longest=days deals=count';
