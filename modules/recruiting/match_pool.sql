-- The people of the whole pool who fit a job best. Who has most of the skills asked for is looked at first, as long as the
-- others can still come among the best with all the points that are left to them; where the job asks for no skills, or few
-- people have any, those who are nearest in meaning are looked at as well.
create or replace function recruiting.match_pool(job uuid, most integer)
returns table (candidate_id uuid, score integer, looked_at bigint, in_the_way bigint) language plpgsql stable security definer
  set search_path = pg_catalog, public set jit = off as $$
declare
  w record; asked integer; ids uuid[]; counts integer[]; best integer[] := '{}'; first integer := 1; last integer;
  group_ids uuid[]; n integer; found_ids uuid[] := '{}'; found_scores integer[] := '{}'; seen bigint := 0; blocked bigint := 0;
  one record; target record; threshold integer := -1;
begin
  select * into w from recruiting.wants(array[job]);
  if not found then return; end if;
  asked := cardinality(w.skills);
  select array_agg(h.candidate_id order by h.n desc, h.candidate_id), array_agg(h.n order by h.n desc, h.candidate_id)
    into ids, counts
    from (select k.candidate_id, count(*)::int as n from recruiting.person_skills k
           where k.org_id = kit.org_id() and k.skill = any (w.skills) group by k.candidate_id) h;
  loop
    if first <= coalesce(cardinality(ids), 0) then
      n := counts[first];
      -- The counts stand in order: the group ends where the next smaller one begins.
      last := first - 1 + (select count(*) from unnest(counts[first:]) c where c = n);
      group_ids := ids[first:last];
      first := last + 1;
    elsif n is distinct from 0 then
      n := 0;
      select e.model, e.embedding, vector_dims(e.embedding) as size into target from knowledge.embeddings e
       where e.org_id = kit.org_id() and e.entity_type = 'jobs' and e.entity_id = job;
      if target.size is distinct from 384 then exit; end if;
      perform set_config('hnsw.iterative_scan', 'relaxed_order', true), set_config('hnsw.ef_search', '200', true);
      group_ids := array(select e.entity_id from knowledge.embeddings e
        where e.org_id = kit.org_id() and e.entity_type = 'candidates' and e.model = target.model
          and vector_dims(e.embedding) = 384
        order by e.embedding::halfvec(384) <=> target.embedding::halfvec(384) limit 500);
    else
      exit;
    end if;
    exit when threshold > case when asked = 0 then 20 else round(40.0 * n / asked) end + 60;
    for one in
      select f.candidate_id, p.skills + p.meaning + p.experience + p.pay_fit + p.availability as points
        from recruiting.match_facts(job, group_ids, w.currency, w.per_hour) f
        cross join lateral recruiting.match_points(asked, n, f.close, w.low, f.years, w.pay, f.asks, f.negotiable,
          w.accepted, f.free) p
       where f.status in ('available', 'placed') order by points desc, f.candidate_id
    loop
      seen := seen + 1;
      exit when cardinality(found_ids) >= most and one.points <= threshold;
      continue when one.candidate_id = any (found_ids);
      if exists (select from recruiting.match_obstacles(job, one.candidate_id)) then
        blocked := blocked + 1;
        exit when blocked >= 3000;
        continue;
      end if;
      found_ids := found_ids || one.candidate_id;
      found_scores := found_scores || one.points;
      if cardinality(found_scores) >= most then
        threshold := (select x from unnest(found_scores) x order by x desc offset most - 1 limit 1);
      end if;
    end loop;
  end loop;
  return query select f.id, f.points, seen, blocked from unnest(found_ids, found_scores) f (id, points)
    order by f.points desc, f.id limit most;
end $$;
comment on function recruiting.match_pool(uuid, integer) is 'The people of the whole pool who fit a job best.';
revoke execute on function recruiting.match_pool(uuid, integer) from public;
grant execute on function recruiting.match_pool(uuid, integer) to tl_system;
