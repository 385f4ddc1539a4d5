create or replace function crm.win_rate_by_competitor(days integer default 365)
returns table (label text, link text, tone text, win_rate float8, won float8, decided float8)
language sql stable set search_path = pg_catalog as $$
select c.name, '/competitors/' || c.id || '?tab=competitor_mentions.competitor_id', null,
       (100.0 * count(*) filter (where o.stage = 'closed_won') / nullif(count(*), 0))::float8,
       count(*) filter (where o.stage = 'closed_won')::float8, count(*)::float8
  from crm.competitor_mentions m join crm.competitors c on c.org_id = m.org_id and c.id = m.competitor_id
  join crm.opportunities o on o.org_id = m.org_id and o.id = m.opportunity_id
 where o.stage in ('closed_won', 'closed_lost') and o.actual_close_date >= current_date - days
 group by c.id, c.name order by 6 desc limit 30
$$;
comment on function crm.win_rate_by_competitor(integer) is
  'Win rate by competitor. Against whom do we win?
   @report(opportunities) @by(Competitor) @measures win_rate=percent won=count decided=count';
