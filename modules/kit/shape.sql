-- What a value looks like inside: one-line texts, and jsonb of a known shape. The constraints are made anew at every upgrade and hold for what is written
-- from then on; a value from before stays readable and is refused the next time its row is written.

create or replace function kit.is_line(words text) returns boolean language sql immutable parallel safe return
  words !~ '[\u0001-\u001f\u007f-\u009f]';
comment on function kit.is_line(text) is 'Whether a text has no line breaks or other control characters.';

-- Deep or huge values break whoever reads them. A jsonb of 256 bytes can't be deeper than 32: a level takes eight.
create or replace function kit.is_bounded(value jsonb) returns boolean language sql immutable parallel safe return
  pg_column_size(value) <= 256
    or (octet_length(value::text) <= 1048576 and not jsonb_path_exists(value, 'strict $.**{33 to last}'));
comment on function kit.is_bounded(jsonb) is 'Whether a value is at most 32 levels deep and 1 MB long.';

create or replace function kit.is_words(value jsonb) returns boolean language sql immutable parallel safe return
  value = '[]' or jsonb_typeof(value) = 'array' and jsonb_array_length(value) <= 500
    and not exists (select from jsonb_array_elements(case jsonb_typeof(value) when 'array' then value else '[]' end) e
                     where jsonb_typeof(e) <> 'string' or length(e #>> '{}') > 500 or not kit.is_line(e #>> '{}'));
comment on function kit.is_words(jsonb) is 'Whether it is a list of short texts.';

create or replace function kit.is_flat(value jsonb) returns boolean language sql immutable parallel safe return
  value = '{}' or jsonb_typeof(value) = 'object'
    and not exists (select from jsonb_each(case jsonb_typeof(value) when 'object' then value else '{}' end) e
                     where jsonb_typeof(e.value) in ('object', 'array') or length(e.value #>> '{}') > 2000);
comment on function kit.is_flat(jsonb) is 'Whether it is an object of plain values.';

create or replace function kit.is_object(value jsonb) returns boolean language sql immutable parallel safe return jsonb_typeof(value) = 'object';
comment on function kit.is_object(jsonb) is 'Whether it is an object.';

create or replace function kit.is_list(value jsonb) returns boolean language sql immutable parallel safe return jsonb_typeof(value) = 'array';
comment on function kit.is_list(jsonb) is 'Whether it is a list.';

-- Columns of lists let {} through, as nothing.
create or replace function kit.list_of(value jsonb) returns jsonb language sql immutable parallel safe return
  case jsonb_typeof(value) when 'array' then value else '[]' end;
comment on function kit.list_of(jsonb) is 'A list; nothing when it is none.';

-- {"factors": [{name, value, reason}], "total"}: the parts of a score.
create or replace function kit.is_score(value jsonb) returns boolean language sql immutable parallel safe return
  jsonb_typeof(value) = 'object' and jsonb_typeof(value -> 'factors') = 'array'
    and jsonb_typeof(value -> 'total') = 'number'
    and not exists (select
      from jsonb_array_elements(case jsonb_typeof(value -> 'factors') when 'array' then value -> 'factors'
      else '[]' end) f
                     where jsonb_typeof(f -> 'name') is distinct
                       from 'string' or jsonb_typeof(f -> 'value') is distinct from 'number');
comment on function kit.is_score(jsonb) is 'Whether it is a score with its factors.';

-- A column holds what a function says it may; the words are the message people read when it does not.
create or replace function kit.shaped(noun text, col text, shape text, words text) returns void language plpgsql as $$
declare
  name text := split_part(noun, '.', 2) || '_' || col || '_shape';
begin
  execute format('alter table %s drop constraint if exists %I', noun, name);
  -- Most rows say nothing; they are let through without a call.
  execute format('alter table %1$s add constraint %2$I check (%4$I is null or %4$I in (''{}'', ''[]'') or %3$s(%4$I)) not valid', noun, name, shape, col);
  execute format('comment on constraint %I on %s is %L', name, noun, words);
end $$;
comment on function kit.shaped(text, text, text, text) is 'Makes a column hold what a function says it may.';

-- What every table's own columns promise: texts that are not @long are one line, jsonb is bounded.
create or replace function kit.keep_values(noun text) returns void language plpgsql as $$
declare
  short text := split_part(noun, '.', 2);
  lines text; bounded text; ranged text;
begin
  select string_agg(format('coalesce(%I, '''')', a.attname), ' || ' order by a.attnum)
         filter (where b.typname = 'text' and t.typname <> 'markdown'
           and coalesce(col_description(a.attrelid, a.attnum), '') !~ '@long'),
         string_agg(format('kit.is_bounded(%I)', a.attname), ' and '
           order by a.attnum) filter (where t.typname = 'jsonb'),
         string_agg(case when coalesce(b.typname, t.typname) in ('numeric', 'float8', 'float4')
           then format('(%1$I is null or abs(%1$I) < ''Infinity'')', a.attname)
                         else format('(%1$I is null or %1$I >= ''1800-01-01'' and %1$I < ''3000-01-01'')',
                           a.attname) end, ' and ' order by a.attname)
         filter (where coalesce(b.typname, t.typname) in ('numeric', 'float8', 'float4', 'date', 'timestamptz'))
    into lines, bounded, ranged
    from pg_attribute a join pg_type t on t.oid = a.atttypid left
      join pg_type b on b.oid = coalesce(nullif(t.typbasetype, 0), t.oid)
   where a.attrelid = noun::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = '';
  execute format('alter table %s drop constraint if exists %I, drop constraint if exists %I, drop constraint if exists %I',
    noun, short || '_one_line', short || '_bounded', short || '_in_range');
  if lines is not null then
    execute format('alter table %s add constraint %I check (kit.is_line(%s)) not valid', noun, short || '_one_line',
      lines);
    execute format('comment on constraint %I on %s is %L', short || '_one_line', noun,
      'A field of one line holds a line break or another control character.');
  end if;
  if bounded is not null then
    execute format('alter table %s add constraint %I check (%s) not valid', noun, short || '_bounded', bounded);
    execute format('comment on constraint %I on %s is %L', short || '_bounded', noun,
      'A structured value is nested deeper than 32 levels or longer than 1 MB.');
  end if;
  -- NaN is larger than every number and infinity later than every day: both would pass any bound of a column.
  if ranged is not null then
    execute format('alter table %s add constraint %I check (%s) not valid', noun, short || '_in_range', ranged);
    execute format('comment on constraint %I on %s is %L', short || '_in_range', noun,
      'A number is not finite, or a day is not between the years 1800 and 2999.');
  end if;
end $$;
comment on function kit.keep_values(text) is 'Keeps one-line texts one line, structured values bounded, numbers finite and days within 1800 and 2999.';

-- Two references of a row agree: where a row names both a thing and that thing's parent, the parents are the same.
-- kit.belongs('delivery.tasks', 'phase_id', 'project_id'): the phase of a task is a phase of the task's project.
create or replace function kit.belongs(noun text, col text, parent text) returns void language plpgsql as $$
declare
  target text := kit.target(noun, col);
  name text := split_part(noun, '.', 2) || '_' || col || '_same_' || parent;
begin
  if target is null then return; end if;
  execute format('create or replace trigger %I before insert or update of %I, %I on %s for each row when (new.%I is not null and new.%I is not null) execute function kit.check_parent(%L, %L, %L, %L)',
    name, col, parent, noun, col, parent, target, col, parent, name);
  execute format('create or replace trigger %I before update of %I on %s for each row when (new.%I is distinct from old.%I) execute function kit.check_children(%L, %L, %L, %L)',
    name, parent, target, parent, parent, noun, col, parent, name);
end $$;
comment on function kit.belongs(text, text, text) is 'Makes two references of a row agree.';

create or replace function kit.check_parent() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
declare
  target text := tg_argv[0]; col text := tg_argv[1]; parent text := tg_argv[2]; row jsonb := to_jsonb(new);
    stranger boolean;
begin
  if kit.undoing() or kit.merging() then return new; end if;
  -- The share lock keeps the other row where it is until this one is there.
  execute format('select t.%1$I is distinct from $3::uuid and t.%1$I is not null from %2$s t where t.org_id = $1 and t.id = $2 for key share', parent, target)
    into stranger using new.org_id, (row ->> col)::uuid, row ->> parent;
  if stranger then
    raise exception using errcode = '23514', constraint = tg_argv[3], column = col, table = tg_table_name,
      schema = tg_table_schema,
      message = format('The %s belongs to another %s.', replace(regexp_replace(col, '_id$', ''), '_', ' '),
        replace(regexp_replace(parent, '_id$', ''), '_', ' ')),
      hint = format('Choose one of the same %s, or leave it out.',
        replace(regexp_replace(parent, '_id$', ''), '_', ' '));
  end if;
  return new;
end $$;
comment on function kit.check_parent() is 'Refuses a reference to what belongs elsewhere.';

create or replace function kit.check_children() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
declare
  used boolean;
begin
  if kit.undoing() or kit.merging() then return new; end if;
  execute format('select exists (select from %s c where c.org_id = $1 and c.%I = $2 and c.%I is not null)', tg_argv[0],
    tg_argv[1], tg_argv[2]) into used using new.org_id, new.id;
  if used then
    raise exception using errcode = '23514', constraint = tg_argv[3], column = tg_argv[2], table = tg_table_name,
      schema = tg_table_schema,
      message = format('It can''t go to another %s: %s hang on it.',
        replace(regexp_replace(tg_argv[2], '_id$', ''), '_', ' '), replace(split_part(tg_argv[0], '.', 2), '_', ' ')),
      hint = 'Remove or move what hangs on it first.';
  end if;
  return new;
end $$;
comment on function kit.check_children() is 'Keeps what others hang on where it is.';
