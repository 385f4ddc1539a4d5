create or replace function crm.pipeline_by_owner()
returns table (label text, link text, tone text, value float8, weighted float8, deals float8)
language sql stable set search_path = pg_catalog as $$
select coalesce(u.full_name, 'Nobody'),
       case when u.id is null then 'owner_id=is.null'
         else 'owner_id=eq.' || u.id end || '&stage=not.in.(closed_won,closed_lost)', null,
       sum(o.value)::float8, sum(o.value * o.probability / 100)::float8, count(*)::float8
  from crm.opportunities o left join identity.users u on u.org_id = o.org_id and u.id = o.owner_id
 where o.stage not in ('closed_won', 'closed_lost') group by u.id, u.full_name order by 4 desc limit 40
$$;
comment on function crm.pipeline_by_owner() is
  'Pipeline by owner. Who carries which deals?
   @report(opportunities) @by(Owner) @measures value=money weighted=money deals=count';
