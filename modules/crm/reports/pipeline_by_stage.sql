create or replace function crm.pipeline_by_stage()
returns table (label text, link text, tone text, value float8, weighted float8, deals float8)
language sql stable set search_path = pg_catalog as $$
select kit.in_words(stage::text), 'stage=in.(' || stage || ')',
  case stage when 'closed_won' then 'good' when 'closed_lost' then 'two' end,
       sum(value)::float8, sum(value * probability / 100)::float8, count(*)::float8
  from crm.opportunities group by stage order by stage
$$;
comment on function crm.pipeline_by_stage() is
  'Pipeline by stage. What is in each stage, and what is it worth?
   @report(opportunities) @by(Stage) @measures value=money weighted=money deals=count';
