-- Nouns whose records are found by their names: `@searched(column, …)` in a table's comment names the columns whose
-- words they are found by. Row security lets no index serve "contains"; so every word of a name stands here, in order,
-- and what it leads to is read from the noun's own table, as the person who asks.

create table kit.names (
  org_id uuid not null, noun text not null, word text collate "C" not null, id uuid not null,
  primary key (org_id, noun, word, id)
);
comment on table kit.names is 'Word → record: what records are called by.';

-- Whose records all stand in kit.names, but for those that are still unread.
create table kit.names_kept (org_id uuid not null, noun text not null, columns text[] not null,
  primary key (org_id, noun));
comment on table kit.names_kept is 'Nouns of organisations whose names were read, and which columns.';

-- An import's records, read soon after (crates/background/src/names.rs).
create table kit.unread_names (org_id uuid not null, id uuid not null default kit.new_id(), noun text not null,
  ids uuid[] not null, primary key (org_id, id));
comment on table kit.unread_names is 'Records that came in bulk and whose names are not read yet.';

create or replace function kit.searched_columns(noun text) returns text[] language sql stable return
  regexp_split_to_array(
    trim(substring(obj_description(noun::regclass, 'pg_class') from '@searched\(([^)]*)\)')), '\s*,\s*');
comment on function kit.searched_columns(text) is
  'The columns whose words a noun''s records are found by; null when they are not found by any.';

create or replace function kit.plain(said text) returns text language sql immutable parallel safe return
  translate(lower(said), e'!"#$%&''()*+,-./:;<=>?@[\\]^_`{|}~\t\n\r\u00a0«»·–—‘’“”„…', repeat(' ', 80));
comment on function kit.plain(text) is 'A text in lower case, with spaces for signs.';

create or replace function kit.words(said text) returns setof text language sql immutable parallel safe as $$
  select left(word, 60) from unnest(string_to_array(kit.plain(said), ' ')) word where word <> ''
$$;
comment on function kit.words(text) is 'The words of a text.';

-- What comes in bulk is only noted: an import does not wait for it.
create or replace function kit.note_names() returns trigger language plpgsql
security definer set search_path = pg_catalog as $$
begin
  if tg_op = 'INSERT' and kit.in_bulk() then
    insert into kit.unread_names (org_id, noun, ids)
    select org_id, tg_table_name, array_agg(id) from new_rows group by org_id;
  elsif tg_op = 'INSERT' then
    insert into kit.names (org_id, noun, word, id)
    select n.org_id, tg_table_name, w, n.id
      from new_rows n, to_jsonb(n) r, unnest(tg_argv) c, kit.words(r ->> c) w on conflict do nothing;
  elsif tg_op = 'UPDATE' then
    delete from kit.names k using unnest(tg_argv) c, kit.words(to_jsonb(old) ->> c) w
     where (k.org_id, k.noun, k.word, k.id) = (old.org_id, tg_table_name, w, old.id);
    insert into kit.names (org_id, noun, word, id)
    select new.org_id, tg_table_name, w, new.id
      from unnest(tg_argv) c, kit.words(to_jsonb(new) ->> c) w on conflict do nothing;
  else
    delete from kit.names k using old_rows o, to_jsonb(o) r, unnest(tg_argv) c, kit.words(r ->> c) w
     where (k.org_id, k.noun, k.word, k.id) = (o.org_id, tg_table_name, w, o.id);
  end if;
  return null;
end $$;
comment on function kit.note_names() is 'Keeps the words of names as records come, change and go.';

-- The triggers of every noun whose records are found by names, made anew from the comments. Where other columns are
-- searched than were, everything is read anew.
create or replace function kit.keep_names() returns void language plpgsql as $$
declare
  n record; verb text; changed text; columns text;
begin
  for n in select noun, split_part(noun, '.', 2) as short, kit.searched_columns(noun) as columns from kit.nouns loop
    delete from kit.names_kept k where k.noun = n.short and k.columns is distinct from n.columns;
    if found then delete from kit.names k where k.noun = n.short; end if;
    if n.columns is null then
      foreach verb in array array['insert', 'update', 'delete'] loop
        execute format('drop trigger if exists y_names_%s on %s', verb, n.noun);
      end loop;
      continue;
    end if;
    select string_agg(quote_literal(c), ', '), string_agg(format('old.%1$I is distinct from new.%1$I', c), ' or ')
      into columns, changed from unnest(n.columns) c;
    execute format('create or replace trigger y_names_insert after insert on %s
      referencing new table as new_rows for each statement execute function kit.note_names(%s)', n.noun, columns);
    execute format('create or replace trigger y_names_update after update on %s
      for each row when (%s) execute function kit.note_names(%s)', n.noun, changed, columns);
    execute format('create or replace trigger y_names_delete after delete on %s
      referencing old table as old_rows for each statement execute function kit.note_names(%s)', n.noun, columns);
  end loop;
end $$;
comment on function kit.keep_names() is 'Makes the triggers of nouns whose records are found by their names.';

-- Notes every record of the organisation's nouns that were never read: after an upgrade, a restore, for a new one.
create or replace function kit.queue_names() returns bigint language plpgsql
security definer set search_path = pg_catalog as $$
declare
  n record; queued bigint := 0; batches bigint;
begin
  for n in select noun, split_part(noun, '.', 2) as short, kit.searched_columns(noun) as columns from kit.nouns loop
    continue when n.columns is null;
    insert into kit.names_kept values (kit.org_id(), n.short, n.columns) on conflict do nothing;
    continue when not found;
    execute format('insert into kit.unread_names (org_id, noun, ids) select kit.org_id(), $1, array_agg(id)
      from (select id, row_number() over (order by id) / 5000 as part from %s where org_id = kit.org_id()) t
      group by part', n.noun) using n.short;
    get diagnostics batches = row_count;
    queued := queued + batches;
  end loop;
  return queued;
end $$;
comment on function kit.queue_names() is 'Notes what was never read, and answers how many batches that are.';

-- Reads one batch of the organisation, unless another process has it.
create or replace function kit.read_names() returns bigint language plpgsql
security definer set search_path = pg_catalog as $$
declare
  due record; columns text;
begin
  select u.id, u.noun, u.ids, n.noun as whole_name into due
    from kit.unread_names u left join kit.nouns n on split_part(n.noun, '.', 2) = u.noun
   where u.org_id = kit.org_id() order by u.id limit 1 for update of u skip locked;
  if not found then return 0; end if;
  select string_agg(format('t.%I', c), ', ') into columns from unnest(kit.searched_columns(due.whole_name)) c;
  if columns is not null then
    execute format('insert into kit.names (org_id, noun, word, id)
      select t.org_id, $1, w, t.id from %s t, kit.words(concat_ws('' '', %s)) w
       where t.org_id = kit.org_id() and t.id = any ($2) order by w, t.id on conflict do nothing',
      due.whole_name, columns) using due.noun, due.ids;
  end if;
  delete from kit.unread_names u where u.org_id = kit.org_id() and u.id = due.id;
  return 1;
end $$;
comment on function kit.read_names() is 'Reads the names of one batch, and answers how many batches it read.';

-- Records of nouns (with their schemas) called so: candidates, whoever may see them. The typed word of the fewest records
-- leads to them; whole says that these are all. Where there are none, and these are all, nothing is answered.
create or replace function kit.called(nouns text[], said text) returns table (noun text, ids uuid[], whole boolean)
language plpgsql stable security definer set search_path = pg_catalog as $$
declare
  most constant int := 500;
  typed text[] := array(select distinct w from kit.words(said) w);
  short text; begun text; few uuid[];
begin
  if typed = '{}' then return; end if;
  foreach noun in array nouns loop
    short := split_part(noun, '.', 2);
    ids := null;
    foreach begun in array typed loop
      few := array(select k.id from kit.names k
        where k.org_id = kit.org_id() and k.noun = short
          and k.word >= begun and k.word < begun || chr(1114111)
        order by k.word, k.id limit most + 1);
      if ids is null or cardinality(few) < cardinality(ids) then ids := few; end if;
      exit when ids = '{}';
    end loop;
    whole := cardinality(ids) <= most
      and exists (select from kit.names_kept k where k.org_id = kit.org_id() and k.noun = short)
      and not exists (select from kit.unread_names u where u.org_id = kit.org_id() and u.noun = short);
    if ids <> '{}' or not whole then return next; end if;
  end loop;
end $$;
comment on function kit.called(text[], text) is 'Records whose names have words that begin like those typed.';

-- Some records called so, of those the asking person sees; short names of nouns. The candidates come first, in the order
-- of their words; where they do not suffice, all that are the person's are looked through.
create or replace function kit.search(nouns text[], said text, most int) returns table (noun text, id uuid)
language plpgsql stable set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  called record; found uuid[]; is_called text;
  patterns text[] := array(select '% ' || replace(w, '\', '\\') || '%' from kit.words(said) w);
begin
  for called in select c.noun, c.ids, c.whole from kit.called(nouns, said) c loop
    select format('('' '' || kit.plain(concat_ws('' '', %s)) like all ($2))', string_agg(format('t.%I', c), ', '))
      into is_called from unnest(kit.searched_columns(called.noun)) c;
    execute format('select array(select t.id from unnest($1) c (id) join %s t on t.org_id = kit.org_id() and t.id = c.id
      where %s limit $3)', called.noun, is_called) into found using called.ids, patterns, most;
    if not called.whole and cardinality(found) < most then
      execute format('select $1 || array(select t.id from %s t where t.id <> all ($1) and %s and %s limit $3)',
        called.noun, is_called, kit.theirs(called.noun, current_user)) into found using found, patterns, most;
    end if;
    return query select split_part(called.noun, '.', 2), f from unnest(found) f;
  end loop;
end $$;
comment on function kit.search(text[], text, int) is 'Records found by their names, of those the asking person sees.';

-- Where few are somebody's to see, they are named one by one, and nothing else is looked at.
create or replace function kit.all_theirs(noun text, most int) returns uuid[] language plpgsql stable as $$
declare
  few uuid[];
begin
  execute format('select array(select t.id from %s t where %s limit $1)', noun, kit.theirs(noun, current_user))
    into few using most + 1;
  return case when cardinality(few) <= most then few end;
end $$;
comment on function kit.all_theirs(text, int) is 'Every record the asking person sees, if these are no more than so many.';

revoke execute on function kit.queue_names(), kit.read_names() from public;
grant execute on function kit.queue_names(), kit.read_names() to tl_system;
grant select on kit.names_kept, kit.unread_names to tl_auth;
