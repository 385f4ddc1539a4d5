-- Every change leaves two traces: audit_log (who changed what, before and after) and, for nouns with a label, activity_logs (the feed people read).

-- updated_at is the row's version: it always grows, so it can stand in an ETag.
create or replace function kit.touch() returns trigger language plpgsql as $$
begin
  new.updated_at := greatest(clock_timestamp(), old.updated_at + interval '1 microsecond');
  return new;
end $$;
comment on function kit.touch() is 'Keeps updated_at true.';

-- Columns the database keeps by itself; a change in these alone is no news.
create or replace function kit.unlogged() returns text[] language sql immutable parallel safe return
  '{updated_at,org_id,last_login_at,last_active_at,last_used_at,sign_count,last_contact_date,stage_entered_at,scored_at,
    board_words}'::text[];
comment on function kit.unlogged() is 'Columns whose changes are not logged.';

-- A value as the log keeps it. One from before values were bounded is kept as its text, so that it can be mended or
-- deleted.
create or replace function kit.as_logged(value jsonb) returns jsonb language sql immutable parallel safe return
  case when kit.is_bounded(value) then value else to_jsonb(left(value::text, 400000)) end;
comment on function kit.as_logged(jsonb) is 'A value, or its text when it is deeper or longer than a value may be.';

-- What changed between two rows: {"column": [before, after]}. Encrypted and secret values are named, never copied.
create or replace function kit.changes(before jsonb, after jsonb,
  hidden text[]) returns jsonb language sql immutable parallel safe return (
  select jsonb_object_agg(key, case when key = any (hidden) then '["hidden", "hidden"]'::jsonb
    else jsonb_build_array(kit.as_logged(before -> key), kit.as_logged(value)) end)
    from jsonb_each(after) where value is distinct from before -> key and key <> all (kit.unlogged()));
comment on function kit.changes(jsonb, jsonb, text[]) is 'The difference of two rows, column by column.';

-- Runs once per statement over all its rows, so bulk work stays cheap. Owned by throughline_owner: nobody else may write the log.
create or replace function kit.audit() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
declare
  name text := tg_table_schema || '.' || tg_table_name;
  hidden text[]; verb text; source text; n kit.nouns; keyed boolean := kit.has_column(name, 'id'); total bigint;
    ids text;
begin
  -- Turning encryption keys changes no value; only the administrative login may say so.
  if not starts_with(session_user, 'throughline_app')
     and coalesce(current_setting('throughline.maintenance', true), '') = 'on' then return null; end if;
  -- Values the database derives are no news.
  if coalesce(current_setting('throughline.derived', true), '') = 'on' then return null; end if;
  if tg_op = 'INSERT' then
    verb := 'create';
    source := 'select null::jsonb as before, to_jsonb(r) as after from new_rows r';
  elsif tg_op = 'DELETE' then
    verb := 'delete';
    source := 'select to_jsonb(r) as before, null::jsonb as after from old_rows r';
  else
    verb := 'update';
    source := format('select to_jsonb(o) as before, to_jsonb(n) as after from new_rows n join old_rows o on %s', (
      select string_agg(format('o.%1$I = n.%1$I', a.attname), ' and ') from pg_index i
        join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
       where i.indrelid = tg_relid
         and i.indisprimary)) || ' where to_jsonb(o) - kit.unlogged() is distinct from to_jsonb(n) - kit.unlogged()';
  end if;
  -- A create is told by the row itself and its later changes; a delete keeps the whole row.
  if tg_op = 'INSERT' and keyed then
    execute 'insert into identity.audit_log (org_id, user_id, action, resource_type, resource_id, ip_address, user_agent, session_id)
      select org_id, kit.user_id(), ''create'', $1, id, kit.address(), kit.user_agent(), kit.session_id() from new_rows' using tg_table_name;
  else
    -- What is for some alone is told to nobody: the log keeps that something happened, the feed nothing.
    hidden := array(select attname::text from pg_attribute a left join pg_type t on t.oid = a.atttypid
      where attrelid = tg_relid and attnum > 0
        and (t.typname like 'pii%' or coalesce(col_description(tg_relid, attnum), '') ~ '@(secret|personal|untold)'));
    execute format('insert into identity.audit_log (org_id, user_id, action, resource_type, resource_id, changes, ip_address, user_agent, session_id)
      select (coalesce(after, before) ->> ''org_id'')::uuid, kit.user_id(), $1::identity.audit_action, $2, (coalesce(after, before) ->> ''id'')::uuid,
        case when before ->> ''only_for'' is not null or after ->> ''only_for'' is not null
            or ''true'' in (before ->> ''is_private'', after ->> ''is_private'') then null
          when $1 = ''update'' then kit.changes(before, after, $3) when $1 = ''delete'' then (select jsonb_object_agg(key, kit.as_logged(value)) from jsonb_each(before - $3 - ''org_id'')) else (after - $3) - ''org_id'' end,
        kit.address(), kit.user_agent(), kit.session_id()
      from (%s) rows', source) using verb, tg_table_name, hidden;
  end if;
  if kit.operation_id() is not null then
    execute kit.remember(tg_op, keyed, source) using name, kit.key_columns(tg_relid), verb,
      kit.derived_columns(tg_relid);
  end if;
  if kit.is_heard() then
    execute format('select count(*), string_agg(coalesce(after, before) ->> ''id'', '','') filter (where n <= 100) from (select row_number() over () as n, s.* from (%s) s) r', source) into total, ids;
    perform kit.tell(name, tg_op, total, ids);
  end if;
  select * into n from kit.nouns k where k.noun = name;
  if n.feed and not kit.in_bulk() then
    execute format('insert into identity.activity_logs (org_id, user_id, action_type, entity_type, entity_id, description, ip_address)
      select (row ->> ''org_id'')::uuid, kit.user_id(), $1, $2, (row ->> ''id'')::uuid,
        concat(coalesce((select full_name from identity.users u where u.org_id = (row ->> ''org_id'')::uuid and u.id = kit.user_id()), ''Throughline''), '' '', $3, '' '', $4, '': '', left(row ->> $5, 200)), kit.address()
      from (select coalesce(after, before) as row from (%s) s) r where row ->> ''only_for'' is null and row ->> ''is_private'' is distinct from ''true''', source)
      using verb || 'd_' || kit.singular(tg_table_name), tg_table_name, verb || 'd',
        replace(kit.singular(tg_table_name), '_', ' '), n.label;
  end if;
  return null;
end $$;
comment on function kit.audit() is 'Writes audit_log and activity_logs for any noun.';

create or replace function kit.singular(words text) returns text language sql immutable parallel safe return
  case when words ~ 'ies$' then left(words, -3) || 'y' when words ~ '(ss|queue|history|timeline)$' then words
    when words ~ 's$' then left(words, -1) else words end;
comment on function kit.singular(text) is 'The singular of a table name: clients → client.';
