-- The people of the whole pool who fit a job best. First everybody who has a skill it asks for is given the points that need
-- no look at meanings, as if they were as close as can be; then they are looked at closely from the top down, as long as
-- somebody can still come among the best. Where the job asks for no skills, or who has some fits less than that, those
-- nearest in meaning are looked at as well.
create or replace function recruiting.match_pool(job uuid, most integer)
returns table (candidate_id uuid, score integer, in_the_way bigint) language plpgsql stable security definer
  set search_path = pg_catalog, public set jit = off set enable_seqscan = off as $$
declare
  w record; one record; target record; asked integer; first integer := 1; near uuid[]; nears boolean := false;
  ids uuid[]; counts integer[]; uppers integer[]; found_ids uuid[] := '{}'; found_scores integer[] := '{}';
  blocked bigint := 0; threshold integer := -1;
  at_once constant integer := 300; rough constant integer := 3000;
begin
  select * into w from recruiting.wants(array[job]);
  if not found then return; end if;
  asked := cardinality(w.skills);
  select e.model, e.embedding, vector_dims(e.embedding) as size into target from knowledge.embeddings e
   where e.org_id = kit.org_id() and e.entity_type = 'jobs' and e.entity_id = job;
  select array_agg(r.candidate_id order by r.upper desc, r.candidate_id), array_agg(r.n order by r.upper desc, r.candidate_id),
         array_agg(r.upper order by r.upper desc, r.candidate_id) into ids, counts, uppers
    from (select h.candidate_id, h.n, p.skills + p.meaning + p.experience + p.pay_fit + p.availability as upper
            from (select k.candidate_id, count(*)::int as n from recruiting.person_skills k
                   where k.org_id = kit.org_id() and k.skill = any (w.skills) group by k.candidate_id) h
            join recruiting.match_facts(w.currency, w.per_hour) f on f.candidate_id = h.candidate_id
            cross join lateral recruiting.match_points(asked, h.n, 1, w.low, f.years, w.pay, f.asks, f.negotiable,
              w.accepted, f.free) p
           where f.status in ('available', 'placed') order by upper desc, h.candidate_id limit rough) r;
  loop
    if first > coalesce(cardinality(ids), 0) or uppers[first] <= threshold then
      exit when nears or threshold >= case when asked = 0 then 80 else 60 end;
      nears := true;
      exit when target.size is distinct from 384;
      perform set_config('hnsw.iterative_scan', 'relaxed_order', true), set_config('hnsw.ef_search', '200', true);
      near := array(select e.entity_id from knowledge.embeddings e
        where e.org_id = kit.org_id() and e.entity_type = 'candidates' and e.model = target.model
          and vector_dims(e.embedding) = 384
        order by e.embedding::halfvec(384) <=> target.embedding::halfvec(384) limit 200);
      select array_agg(n), array_agg(0), array_agg(100) into ids, counts, uppers from unnest(near) n
       where ids is null or n <> all (ids);
      first := 1;
      exit when ids is null;
    end if;
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
  return query select f.id, f.points, blocked from unnest(found_ids, found_scores) f (id, points)
    order by f.points desc, f.id limit most;
end $$;
comment on function recruiting.match_pool(uuid, integer) is 'The people of the whole pool who fit a job best.';
revoke execute on function recruiting.match_pool(uuid, integer) from public;
grant execute on function recruiting.match_pool(uuid, integer) to tl_system;
