-- Two rows become one: everything that points at the one that goes is pointed at the one that stays.
-- Links that both have stay once. Runs inside an operation, so it can be undone.
create or replace function kit.merge(noun text, keep uuid, gone uuid,
  out relinked integer) language plpgsql security definer set search_path = pg_catalog as $$
declare
  r record; u record; n integer; same text;
begin
  relinked := 0;
  for r in
    select k.conrelid::regclass::text as child, a.attname as col, k.conrelid
      from pg_constraint k join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[cardinality(k.conkey)]
     where k.contype = 'f' and k.confrelid = noun::regclass and k.conrelid <> 'identity.undo_entries'::regclass
  loop
    -- What is unique together with the reference, and is there for both, is kept once.
    for u in
      select i.indexrelid, array_agg(a.attname::text) as cols from pg_index i
        join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
       where i.indrelid = r.conrelid and i.indisunique and i.indpred is null and i.indexprs is null
         group by i.indexrelid having r.col = any (array_agg(a.attname)) and count(*) > 1
    loop
      select string_agg(format('a.%1$I = b.%1$I', c), ' and ') into same from unnest(u.cols) c where c <> r.col;
      execute format('delete from %1$s a using %1$s b where a.%2$I = $2 and b.%2$I = $1 and %3$s', r.child, r.col,
        same) using keep, gone;
    end loop;
    execute format('update %s set %I = $1 where org_id = kit.org_id() and %I = $2', r.child, r.col, r.col) using keep,
      gone;
    get diagnostics n = row_count;
    relinked := relinked + n;
  end loop;
  update knowledge.files set entity_id = keep where org_id = kit.org_id() and entity_type = split_part(noun, '.', 2)
    and entity_id = gone;
  update identity.mentions set entity_id = keep where org_id = kit.org_id() and entity_type = split_part(noun, '.', 2)
    and entity_id = gone;
  execute format('delete from %s where org_id = kit.org_id() and id = $1', noun) using gone;
end $$;
comment on function kit.merge(text, uuid, uuid) is 'Merges two rows of a noun.';
revoke execute on function kit.merge(text, uuid, uuid) from public;
grant execute on function kit.merge(text, uuid, uuid) to tl_system;
