-- What a field of the organisation's own holds.
create type identity.field_kind as enum ('text', 'number', 'date', 'boolean', 'choice', 'url');

-- A field the organisation added to a noun. Its values stand in the noun's column "custom", under the key.
-- @icon(sliders-horizontal) @words(Own field, Own fields) @named(label)
create table identity.custom_fields (
  org_id      uuid not null default kit.org_id(),
  id          uuid not null default kit.new_id(),
  noun        text not null check (noun in ('clients', 'contacts', 'opportunities', 'leads', 'projects', 'candidates', 'jobs')), -- What it belongs to. @list
  key         text not null check (key ~ '^[a-z][a-z0-9_]{0,49}$'),            -- Name for programs and addresses: lower-case letters, digits and _. @list
  label       text not null check (label <> '' and length(label) <= 100),      -- Name people read. @list
  kind        identity.field_kind not null default 'text',                     -- What it holds. @list
  options     text[] not null default '{}',                                    -- For a choice: the values.
  help        text,                                                            -- What to fill in. @long
  position    integer not null default 1,                                      -- Its place in the form. @list
  is_listed   boolean not null default false,                                  -- Shown in lists by default. @list
  is_archived boolean not null default false,                                  -- No longer shown; its values are kept. @list
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (org_id, id),
  constraint custom_fields_key_taken unique (org_id, noun, key),               -- This noun already has a field with this key.
  constraint custom_fields_choice_has_options check (kind <> 'choice' or cardinality(options) > 0) -- A choice needs its values.
);
select kit.noun('identity.custom_fields', label => 'label');

-- Values of own fields hold what their kind promises; unknown keys are left alone.
create or replace function identity.check_custom() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
declare
  f record; value text; fine boolean;
begin
  if tg_op = 'UPDATE' and new.custom = old.custom then return new; end if;
  if new.custom = '{}' then return new; end if;
  for f in select * from identity.custom_fields c where c.org_id = new.org_id and c.noun = tg_table_name
    and new.custom ? c.key loop
    value := new.custom ->> f.key;
    continue when value is null or value = '';
    fine := case f.kind
         when 'number' then value ~ '^-?[0-9]+(\.[0-9]+)?$'
         when 'date' then value ~ '^\d{4}-\d{2}-\d{2}$' and pg_input_is_valid(value, 'date')
         when 'boolean' then value in ('true', 'false')
         when 'choice' then value = any (f.options)
         when 'url' then value ~* '^https?://\S+$'
         else length(value) <= 10000 end;
    if not fine then
      raise exception using errcode = '23514', constraint = 'custom_' || f.key, column = 'custom',
        table = tg_table_name, schema = tg_table_schema,
        message = format('%s: %L is not %s.', f.label, left(value, 100),
          case f.kind when 'number' then 'a number' when 'date' then 'a date (2026-11-21)' when 'boolean'
          then 'yes or no'
          when 'choice' then 'one of ' || array_to_string(f.options, ', ') when 'url'
            then 'a web address with http or https' else 'a text of at most 10,000 letters' end),
        hint = 'The field belongs to the organisation''s own; an admin can change it.';
    end if;
  end loop;
  return new;
end $$;
comment on function identity.check_custom() is 'Keeps the values of own fields what their kind promises.';
