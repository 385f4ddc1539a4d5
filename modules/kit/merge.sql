-- Points a column of a table at the row that stays, of one kind of record where the table is about many; answers how many
-- rows that were. A table that is not audited does not say by itself what became of it, so the undo is told here.
create or replace function kit.relink(child text, col text, keep uuid, gone uuid, about text default null)
returns integer language plpgsql set search_path = pg_catalog as $$
declare
  n integer;
  silent boolean := not exists (
    select from pg_trigger where tgrelid = child::regclass and tgname = 'z_audit_update' and tgenabled <> 'D');
begin
  execute format('with moved as (
      update %1$s t set %2$I = $1 where org_id = kit.org_id() and %2$I = $2 and %3$s returning to_jsonb(t) as row),
    kept as (
      insert into identity.undo_entries (org_id, operation_id, user_id, role, noun, key, action, before, after)
      select kit.org_id(), kit.operation_id(), kit.user_id(), current_setting(''role''), $3,
             (select jsonb_object_agg(k, row -> k) from unnest($4) k where k <> ''org_id''), ''update'',
             jsonb_build_object($5, $2), jsonb_build_object($5, $1)
        from moved where $6 and kit.operation_id() is not null)
    select count(*) from moved', child, col, case when about is null then 'true' else 'entity_type = $7' end)
    into n using keep, gone, child, kit.key_columns(child::regclass), col, silent, about;
  return n;
end $$;
comment on function kit.relink(text, text, uuid, uuid, text) is 'Points a column at the row that stays.';
revoke execute on function kit.relink(text, text, uuid, uuid, text) from public;

-- Two rows become one: everything that points at the one that goes is pointed at the one that stays.
-- Links that both have stay once. Runs inside an operation, so it can be undone.
create or replace function kit.merge(noun text, keep uuid, gone uuid,
  out relinked integer) language plpgsql security definer set search_path = pg_catalog as $$
declare
  r record; u record; same text; module text := split_part(noun, '.', 1);
begin
  relinked := 0;
  perform set_config('throughline.merging', 'on', true);
  -- What the noun's module refuses, or brings together, before rows are relinked: its function of this name.
  if to_regprocedure(format('%I.merge(text, uuid, uuid)', module)) is not null then
    execute format('select %I.merge($1, $2, $3)', module) using split_part(noun, '.', 2), keep, gone;
  end if;
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
    relinked := relinked + kit.relink(r.child, r.col, keep, gone);
  end loop;
  perform kit.relink('knowledge.files', 'entity_id', keep, gone, split_part(noun, '.', 2));
  perform kit.relink('knowledge.documents', 'entity_id', keep, gone, split_part(noun, '.', 2));
  perform kit.relink('identity.mentions', 'entity_id', keep, gone, split_part(noun, '.', 2));
  execute format('delete from %s where org_id = kit.org_id() and id = $1', noun) using gone;
  perform set_config('throughline.merging', '', true);
end $$;
comment on function kit.merge(text, uuid, uuid) is 'Merges two rows of a noun.';
revoke execute on function kit.merge(text, uuid, uuid) from public;
grant execute on function kit.merge(text, uuid, uuid) to tl_system;
