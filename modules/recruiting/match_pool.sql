-- The people of the whole pool who fit a job best. Those nearest to it in meaning are looked at first; nobody else is nearer
-- than the last of them, so the most that anybody else can reach is known without a look at their meaning. Then come those
-- who have the skills it asks for, the most skills first, from the top down, as long as somebody can still come among the
-- best.
create or replace function recruiting.match_pool(job uuid, most integer)
returns table (candidate_id uuid, score integer, in_the_way bigint) language plpgsql stable security definer
  set search_path = pg_catalog, public set jit = off set enable_seqscan = off as $$
declare
  w record; bucket record; one record; target record; asked integer; first integer; near uuid[] := '{}'; last float8;
  nearness integer := 10; ids uuid[]; counts integer[]; uppers integer[];
  found_ids uuid[] := '{}'; found_scores integer[] := '{}'; blocked bigint := 0; threshold integer := -1;
  at_once constant integer := 300; rough constant integer := 1500; nearest integer := 100;
begin
  select * into w from recruiting.wants(array[job]);
  if not found then return; end if;
  asked := cardinality(w.skills);
  -- Where no skills are asked for, nobody else is looked at.
  if asked = 0 then nearest := 200; end if;
  select e.model, e.embedding, vector_dims(e.embedding) as size into target from knowledge.embeddings e
   where e.org_id = kit.org_id() and e.entity_type = 'jobs' and e.entity_id = job;
  if target.size = 384 then
    perform set_config('hnsw.iterative_scan', 'relaxed_order', true), set_config('hnsw.ef_search', nearest::text, true);
    select coalesce(array_agg(n.id), '{}'), 1 - max(n.far) into near, last from (
      select e.entity_id as id, e.embedding::halfvec(384) <=> target.embedding::halfvec(384) as far
        from knowledge.embeddings e
       where e.org_id = kit.org_id() and e.entity_type = 'candidates' and e.model = target.model
         and vector_dims(e.embedding) = 384
       order by e.embedding::halfvec(384) <=> target.embedding::halfvec(384) limit nearest) n;
    -- Whoever is not among them is farther, or was not read yet, which counts half.
    if cardinality(near) = nearest then
      nearness := (select greatest(10, p.meaning) from recruiting.match_points(0, 0, last, null, null, null, null, null, null, null) p);
    end if;
  end if;
  for bucket in
    select 0 as place, null::integer as held, near as people
    union all
    select 1, h.n, array_agg(h.candidate_id)
      from (select k.candidate_id, count(*)::int as n from recruiting.person_skills k
             where k.org_id = kit.org_id() and k.skill = any (w.skills) group by k.candidate_id) h group by h.n
    order by place, held desc
  loop
    if bucket.place = 0 then
      select coalesce(array_agg(g.id), '{}'), array_agg(h.n), array_agg(100) into ids, counts, uppers
        from unnest(near) g (id)
        cross join lateral (select count(*)::int as n from recruiting.person_skills k
          where k.org_id = kit.org_id() and k.candidate_id = g.id and k.skill = any (w.skills)) h;
    else
      exit when floor(40.0 * bucket.held / asked + 0.5) + nearness + 40 <= threshold;
      select coalesce(array_agg(r.candidate_id order by r.upper desc, r.candidate_id), '{}'),
             array_agg(bucket.held), array_agg(r.upper order by r.upper desc, r.candidate_id)
        into ids, counts, uppers
        from (select f.candidate_id, p.skills + nearness + p.experience + p.pay_fit + p.availability as upper
                from recruiting.match_facts(w.currency, w.per_hour) f
                cross join lateral recruiting.match_points(asked, bucket.held, null, w.low, f.years, w.pay, f.asks,
                  f.negotiable, w.accepted, f.free) p
               where f.candidate_id = any (bucket.people) and f.status in ('available', 'placed')
                 and p.skills + nearness + p.experience + p.pay_fit + p.availability > threshold
               order by upper desc, f.candidate_id limit rough) r;
    end if;
    first := 1;
    while first <= cardinality(ids) and uppers[first] > threshold loop
      for one in
        select f.candidate_id, p.skills + p.meaning + p.experience + p.pay_fit + p.availability as points
          from unnest(ids[first : first + at_once - 1], counts[first : first + at_once - 1]) g (id, n)
          left join lateral (select 1 - (e.embedding <=> target.embedding) as close from knowledge.embeddings e
            where e.org_id = kit.org_id() and e.entity_type = 'candidates' and e.entity_id = g.id
              and e.model = target.model offset 0) m on true
          cross join lateral (select * from recruiting.match_facts(w.currency, w.per_hour) f
            where f.candidate_id = g.id offset 0) f
          cross join lateral recruiting.match_points(asked, g.n, m.close, w.low, f.years, w.pay, f.asks, f.negotiable,
            w.accepted, f.free) p
         where f.status in ('available', 'placed') order by points desc, f.candidate_id
      loop
        exit when one.points <= threshold;
        continue when bucket.place = 1 and one.candidate_id = any (near);
        if exists (select from recruiting.match_obstacles(job, one.candidate_id)) then
          blocked := blocked + 1;
          continue;
        end if;
        found_ids := found_ids || one.candidate_id;
        found_scores := found_scores || one.points;
        if cardinality(found_scores) >= most then
          threshold := (select x from unnest(found_scores) x order by x desc offset most - 1 limit 1);
        end if;
      end loop;
      first := first + at_once;
    end loop;
  end loop;
  return query select f.id, f.points, blocked from unnest(found_ids, found_scores) f (id, points)
    order by f.points desc, f.id limit most;
end $$;
comment on function recruiting.match_pool(uuid, integer) is 'The people of the whole pool who fit a job best.';
revoke execute on function recruiting.match_pool(uuid, integer) from public;
grant execute on function recruiting.match_pool(uuid, integer) to tl_system;
