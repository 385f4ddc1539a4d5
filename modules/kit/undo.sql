-- What an operation changed, kept whole (ciphertext included) so that it can be undone; behind the scenes, and thrown away after thirty days.
-- The statement that keeps the rows of one statement; the audit trigger runs it, for only there new_rows and old_rows are known.
-- $1 is the noun, $2 its key columns, $3 what happened, $4 the columns that follow by themselves.
create or replace function kit.remember(op text, keyed boolean, source text) returns text language sql immutable return
  case when op = 'INSERT' and keyed
    then $q$insert into identity.undo_entries (org_id, operation_id, user_id, role, noun, key, action)
    select org_id, kit.operation_id(), kit.user_id(), current_setting('role'), $1, jsonb_build_object('id', id), $3
      from new_rows where $2::text[] is not null and $4::text[] is not null$q$
  else format($q$insert into identity.undo_entries (org_id, operation_id, user_id, role, noun, key, action, before,
    after)
    select (row ->> 'org_id')::uuid, kit.operation_id(), kit.user_id(), current_setting('role'), $1,
      (select jsonb_object_agg(k, row -> k) from unnest($2) k where k <> 'org_id'), $3,
      case $3 when 'update' then (select jsonb_object_agg(k, before -> k) from unnest(changed) k) when 'delete'
        then before end,
      case $3 when 'update' then (select jsonb_object_agg(k, after -> k) from unnest(changed) k) end
    from (select coalesce(after, before) as row, before, after,
            case when $3 = 'update'
              then array(select key from jsonb_each(after) where value is distinct
              from before -> key and key <> all ($4)) end as changed
          from (%s) s) r
    where $3 <> 'update' or changed <> '{}'$q$, source) end;
comment on function kit.remember(text, boolean, text) is 'The statement that keeps what another changed.';

create or replace function kit.key_columns(relid oid) returns text[] language sql stable return (
  select array_agg(a.attname::text order by a.attnum) from pg_catalog.pg_index i
    join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
   where i.indrelid = relid and i.indisprimary);
comment on function kit.key_columns(oid) is 'The columns of the primary key.';

create or replace function kit.derived_columns(relid oid) returns text[] language sql stable return (
  select array_agg(attname::text) || '{updated_at}' from pg_catalog.pg_attribute
    where attrelid = relid and attnum > 0 and (attgenerated <> '' or attname = 'updated_at'));
comment on function kit.derived_columns(oid) is 'The columns the database computes by itself.';

-- What follows from other values and is written by rules soon after, such as a score: that it moved on keeps no undo.
create or replace function kit.following_columns(relid oid) returns text[] language sql stable return (
  select coalesce(array_agg(attname::text), '{}') from pg_catalog.pg_attribute
    where attrelid = relid and attnum > 0 and col_description(attrelid, attnum) ~ '@derived');
comment on function kit.following_columns(oid) is 'The columns rules write that follow from others.';

-- What was created and stays, because it is no longer the operation's alone: somebody changed it since, or something hangs on it that came from elsewhere
-- (a contact a colleague added to the new client), or something that stays. Links that are just emptied when a row goes keep nothing; nor does what the
-- database itself writes about a row. Answers how many entries the operation has.
create or replace function kit.undo_begin(operation uuid) returns bigint language plpgsql security definer
  set search_path = pg_catalog as $$
declare
  org uuid := kit.org_id(); ended timestamptz; r record; n integer; more integer;
begin
  select max(created_at) into ended from identity.undo_entries e where e.org_id = org and e.operation_id = operation;
  -- The entries are newer than all statistics and look like one to the planner: they are laid out and counted first.
  drop table if exists pg_temp.created;
  create temp table created on commit drop as
    select e.seq, e.noun, e.key, (e.key ->> 'id')::uuid as id, false as kept
      from identity.undo_entries e where e.org_id = org and e.operation_id = operation and e.action = 'create';
  alter table pg_temp.created add primary key (seq);
  analyze pg_temp.created;
  update pg_temp.created c set kept = true from (
    select distinct a.resource_type, a.resource_id from identity.audit_log a
      left join (select split_part(g.noun, '.', 2) as name, kit.following_columns(g.noun::regclass) as names
                   from (select distinct c.noun from pg_temp.created c) g) f on f.name = a.resource_type
     where a.org_id = org and a.action = 'update' and a.occurred_at > ended and a.occurred_at < now()
       and not coalesce(jsonb_typeof(a.changes) = 'object' and array(select jsonb_object_keys(a.changes)) <@ f.names,
         false)) a
   where a.resource_type = split_part(c.noun, '.', 2) and a.resource_id = c.id;
  loop
    more := 0;
    for r in
      select g.noun, k.conrelid::regclass::text as child, a.attname as col,
             (select string_agg(format('%L, x.%I', c, c), ', ') from unnest(kit.key_columns(k.conrelid)) c
               where c <> 'org_id') as key
        from (select distinct c.noun from pg_temp.created c) g
        join pg_constraint k on k.contype = 'f' and k.confrelid = g.noun::regclass and k.confdeltype in ('c', 'r', 'a')
        join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[cardinality(k.conkey)]
       where k.confdeltype <> 'c'
         or exists (select from kit.nouns t join kit.access_of(t.noun) x on x.role <> 'system' and x.creates <> 'none'
         where t.noun = k.conrelid::regclass::text)
    loop
      execute format('update pg_temp.created e set kept = true where e.noun = $2 and not e.kept and exists (
          select from %s x where x.org_id = $1 and x.%I = e.id and not exists (
            select from pg_temp.created c where c.noun = $3 and not c.kept and c.key = jsonb_build_object(%s)))',
        r.child, r.col, r.key) using org, r.noun, r.child;
      get diagnostics n = row_count;
      more := more + n;
    end loop;
    update pg_temp.created e set kept = true where not e.kept and exists (
       select from knowledge.files f where f.org_id = org and f.entity_type = split_part(e.noun, '.', 2)
         and f.entity_id = e.id and not exists (
         select from pg_temp.created c where c.noun = 'knowledge.files' and c.id = f.id))
       -- A document that was brought in takes its first file along.
       and not (e.noun = 'knowledge.documents' and not exists (select from knowledge.document_versions v
         where v.org_id = org and v.document_id = e.id and v.version > 1));
    get diagnostics n = row_count;
    more := more + n;
    update pg_temp.created e set kept = true where not e.kept and exists (
       select from knowledge.documents d where d.org_id = org and d.entity_type = split_part(e.noun, '.', 2)
         and d.entity_id = e.id and not exists (
         select from pg_temp.created c where c.noun = 'knowledge.documents' and c.id = d.id and not c.kept));
    get diagnostics n = row_count;
    more := more + n;
    exit when more = 0;
  end loop;
  update identity.undo_entries e set kept = not e.kept
   where e.org_id = org and e.operation_id = operation
     and e.kept <> coalesce((select c.kept from pg_temp.created c where c.seq = e.seq), false);
  return (select count(*) from identity.undo_entries e where e.org_id = org and e.operation_id = operation);
end $$;
comment on function kit.undo_begin(uuid) is 'Marks what of an operation stays when it is undone, and counts its entries.';

-- Puts the newest changes of an operation back as they were, at most so many at once, newest first. What somebody changed since stays as it is and is counted.
-- A row that was created disappears, one that was deleted comes back with everything that went with it, one that was changed gets its former values.
create or replace function kit.undo_step(operation uuid, most integer, out undone integer, out kept integer,
  out remaining bigint)
language plpgsql security definer set search_path = pg_catalog as $$
declare
  g record; cols record; n integer; keyed text; list text; from_seq bigint;
begin
  undone := 0; kept := 0;
  perform set_config('throughline.undoing', 'on', true);
  -- Rows come back in any order; when all are there, every reference must hold again.
  set constraints all deferred;
  select min(seq) into from_seq
    from (select seq from identity.undo_entries e where e.org_id = kit.org_id() and e.operation_id = operation
    order by seq desc limit most) newest;
  for g in
    select noun, action, min(seq) as lo, max(seq) as hi, count(*)::int as total
      from (select e.*, row_number() over (order by seq) - row_number() over (partition by noun, action
        order by seq) as run
              from identity.undo_entries e where e.org_id = kit.org_id() and e.operation_id = operation
                and e.seq >= from_seq) r
     group by noun, action, run order by max(seq) desc
  loop
    select string_agg(format('t.%1$I = (e.key ->> %1$L)::uuid', k), ' and ') into keyed
      from unnest(kit.key_columns(g.noun::regclass)) k where k <> 'org_id';
    keyed := 't.org_id = e.org_id and ' || keyed;
    if g.action = 'create' then
      execute format('delete from %s t using identity.undo_entries e where e.org_id = $1 and e.operation_id = $2 and e.seq between $3 and $4 and not e.kept and %s', g.noun, keyed)
        using kit.org_id(), operation, g.lo, g.hi;
      get diagnostics n = row_count;
      undone := undone + n;
      -- What is gone already, by somebody's hand or with its parent, is not kept.
      kept := kept + (select count(*)::int from identity.undo_entries e
        where e.org_id = kit.org_id() and e.operation_id = operation and e.seq between g.lo and g.hi and e.kept);
    elsif g.action = 'delete' then
      select string_agg(quote_ident(attname), ', ' order by attnum) into list from pg_attribute
        where attrelid = g.noun::regclass and attnum > 0 and not attisdropped and attgenerated = '';
      execute format('insert into %1$s (%2$s) select %3$s from identity.undo_entries e, jsonb_populate_record(null::%1$s, e.before) r
        where e.org_id = $1 and e.operation_id = $2 and e.seq between $3 and $4 order by e.seq desc on conflict do nothing', g.noun, list, 'r.' || replace(list, ', ', ', r.'))
        using kit.org_id(), operation, g.lo, g.hi;
      get diagnostics n = row_count;
      undone := undone + n; kept := kept + g.total - n;
    else
      for cols in select array(select jsonb_object_keys(before) order by 1) as names, count(*)::int as total
                    from identity.undo_entries e where e.org_id = kit.org_id() and e.operation_id = operation
                      and seq between g.lo and g.hi group by 1
      loop
        execute format('update %1$s t set %2$s from identity.undo_entries e, jsonb_populate_record(null::%1$s, e.before) r
          where e.org_id = $1 and e.operation_id = $2 and e.seq between $3 and $4 and %3$s and array(select jsonb_object_keys(e.before) order by 1) = $5 and to_jsonb(t) @> (e.after - (select kit.following_columns(%4$L::regclass)))',
          g.noun, (select string_agg(format('%1$I = r.%1$I', c), ', ') from unnest(cols.names) c), keyed, g.noun)
          using kit.org_id(), operation, g.lo, g.hi, cols.names;
        get diagnostics n = row_count;
        undone := undone + n; kept := kept + cols.total - n;
      end loop;
    end if;
  end loop;
  delete from identity.undo_entries e where e.org_id = kit.org_id() and e.operation_id = operation
    and e.seq >= from_seq;
  select count(*) into remaining from identity.undo_entries e
    where e.org_id = kit.org_id() and e.operation_id = operation;
  perform set_config('throughline.undoing', '', true);
end $$;
comment on function kit.undo_step(uuid, integer) is 'Undoes the newest changes of an operation.';
revoke execute on function kit.undo_begin(uuid), kit.undo_step(uuid, integer) from public;
grant execute on function kit.undo_begin(uuid), kit.undo_step(uuid, integer) to tl_system;
