-- Nouns that are found by meaning: `@meaning(column, …)` in a table's comment names the columns whose words are read
-- for it. What is new or changed is queued here, in the transaction that wrote it; the server reads the queue
-- (knowledge/embed_changes.rs).

create or replace function kit.meaning_columns(noun text) returns text[] language sql stable return
  regexp_split_to_array(
    trim(substring(obj_description(noun::regclass, 'pg_class') from '@meaning\(([^)]*)\)')), '\s*,\s*');
comment on function kit.meaning_columns(text) is
  'The columns whose words are read for a noun''s meaning; null when it is not found by it.';

-- Once for all rows of a statement that creates or deletes; row by row for those whose words changed, which the
-- triggers' conditions tell apart.
create or replace function kit.note_meaning() returns trigger language plpgsql
security definer set search_path = pg_catalog as $$
begin
  if tg_op = 'INSERT' then
    insert into knowledge.embedding_queue (org_id, entity_type, entity_id)
    select org_id, tg_table_name, id from new_rows
      on conflict (org_id, entity_type, entity_id) do update set due_at = excluded.due_at;
  elsif tg_op = 'UPDATE' then
    insert into knowledge.embedding_queue (org_id, entity_type, entity_id) values (new.org_id, tg_table_name, new.id)
      on conflict (org_id, entity_type, entity_id) do update set due_at = excluded.due_at;
  else
    delete from knowledge.embeddings e using old_rows o
     where e.org_id = o.org_id and e.entity_type = tg_table_name and e.entity_id = o.id;
    delete from knowledge.embedding_queue q using old_rows o
     where q.org_id = o.org_id and q.entity_type = tg_table_name and q.entity_id = o.id;
  end if;
  return null;
end $$;
comment on function kit.note_meaning() is
  'Queues what is to be read for its meaning, and forgets what was deleted.';

-- The triggers of every noun that is found by meaning, made anew from the comments.
create or replace function kit.keep_meanings() returns void language plpgsql as $$
declare
  n record; verb text; changed text;
begin
  for n in select noun, kit.meaning_columns(noun) as columns from kit.nouns loop
    if n.columns is null then
      foreach verb in array array['insert', 'update', 'delete'] loop
        execute format('drop trigger if exists y_meaning_%s on %s', verb, n.noun);
      end loop;
      continue;
    end if;
    execute format('create or replace trigger y_meaning_insert after insert on %s
      referencing new table as new_rows for each statement execute function kit.note_meaning()', n.noun);
    select string_agg(format('old.%1$I is distinct from new.%1$I', c), ' or ') into changed from unnest(n.columns) c;
    execute format('create or replace trigger y_meaning_update after update on %s
      for each row when (%s) execute function kit.note_meaning()', n.noun, changed);
    execute format('create or replace trigger y_meaning_delete after delete on %s
      referencing old table as old_rows for each statement execute function kit.note_meaning()', n.noun);
  end loop;
end $$;
comment on function kit.keep_meanings() is 'Makes the triggers of nouns that are found by meaning.';
