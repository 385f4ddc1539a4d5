-- What every noun has, attached by one line at the foot of its file.

-- The register of nouns: what kit.noun was told about each. Policies and the audit trigger read it.
create table kit.nouns (
  noun        text primary key,
  parents     text[] not null default '{}',
  client_when text,
  public_when text,
  own_when    text,
  label       text,
  feed        boolean not null default false,
  candidate_when text
);
comment on table kit.nouns is 'Every noun and what decides who sees its rows.';

-- A reference that can't leave the organisation: composite with org_id, and indexed. It is checked at once; kit.undo puts the check off until all is back.
-- A reference into a module that is not installed stays a plain id.
create or replace function kit.refers(noun text, col text, target text, on_delete text default 'restrict',
  uniquely boolean default false, indexed boolean default true)
returns void language plpgsql as $$
declare
  short text := split_part(noun, '.', 2);
  action text := case on_delete when 'set null' then format('set null (%I)', col) else on_delete end;
begin
  if to_regclass(target) is null then return; end if;
  execute format('alter table %s add constraint %I foreign key (org_id, %I) references %s (org_id, id) on delete %s deferrable',
    noun, short || '_' || col || '_fkey', col, target, action);
  if uniquely then
    execute format('alter table %s add constraint %I unique (org_id, %I)', noun, short || '_' || col || '_taken', col);
  elsif indexed then
    execute format('create index %I on %s (org_id, %I)', short || '_' || col || '_idx', noun, col);
  end if;
end $$;
comment on function kit.refers(text, text, text, text, boolean, boolean)
  is 'Adds a reference inside the organisation, with its index; indexed => false when a longer one of the table begins alike.';

create or replace function kit.has_column(noun text, col text) returns boolean language sql stable return exists (
  select from pg_attribute where attrelid = noun::regclass and attname = col and attnum > 0 and not attisdropped);
comment on function kit.has_column(text, text) is 'Whether the table has this column.';

-- The columns that make a row somebody's own.
create or replace function kit.owner_columns(noun text) returns text[] language sql stable return coalesce((
  select array_agg(attname::text order by attname) from pg_attribute
   where attrelid = noun::regclass and attnum > 0 and not attisdropped
     and attname in ('owner_id', 'created_by', 'user_id', 'assigned_to', 'assigned_recruiter_id', 'consultant_id',
       'triggered_by_id')), '{}');
comment on function kit.owner_columns(text) is 'The columns naming the person a row belongs to.';

-- The SQL condition of one scope on one noun, for the row named by alias.
create or replace function kit.condition(noun text, scope text, alias text) returns text language plpgsql stable as $$
declare
  n kit.nouns;
  parts text[] := '{}';
  loose text[] := '{}';
  col text;
begin
  select * into n from kit.nouns k where k.noun = condition.noun;
  n.own_when := replace(n.own_when, 'row.', alias || '.');
  n.client_when := replace(n.client_when, 'row.', alias || '.');
  n.public_when := replace(n.public_when, 'row.', alias || '.');
  n.candidate_when := replace(n.candidate_when, 'row.', alias || '.');
  case scope
  when 'all' then return 'true';
  when 'none' then return 'false';
  when 'public' then return coalesce(n.public_when, 'false');
  when 'viewer' then return format('((select kit.viewers_see_all()) or %s)', kit.condition(noun, 'team', alias));
  when 'own' then
    if n.own_when is not null then return n.own_when; end if;
    select array_agg(format('%s.%I = (select kit.user_id())', alias, c)) into parts
      from unnest(kit.owner_columns(noun)) c;
    return coalesce('(' || array_to_string(parts, ' or ') || ')', 'false');
  -- Everything a new row hangs on is the person's to change, and the row is theirs or nobody's.
  when 'hangs' then
    if noun <> 'crm.clients' and kit.has_column(noun, 'client_id') then
      parts := parts || format('(%1$s.client_id is null or %1$s.client_id = any ((select kit.my_clients())::uuid[]))',
        alias);
    end if;
    foreach col in array n.parents loop
      continue when kit.target(noun, col) is null;
      parts := parts || format('(%s.%I is null or %s)', alias, col, kit.through(noun, col, 'assigned', alias));
    end loop;
    return '(' || array_to_string(parts || kit.condition(noun, 'assigned', alias), ' and ') || ')';
  when 'team' then
    col := kit.condition(noun, 'theirs', alias);
    return case col when 'true' then col else format('((select kit.sees_all()) or %s)', col) end;
  -- What is left of team where colleagues do not see everything.
  when 'theirs' then
    if noun <> 'crm.clients' and not kit.has_column(noun, 'client_id') and n.parents = '{}' then return 'true'; end if;
    return kit.condition(noun, 'assigned', alias);
  when 'assigned' then
    if noun = 'crm.clients' then parts := parts || format('%s.id = any ((select kit.my_clients())::uuid[])', alias);
      end if;
    if kit.has_column(noun, 'client_id') then
      parts := parts || format('%s.client_id = any ((select kit.my_clients())::uuid[])', alias);
      loose := loose || format('%s.client_id is null', alias);
    end if;
    foreach col in array n.parents loop
      continue when kit.target(noun, col) is null;
      loose := loose || format('%s.%I is null', alias, col);
      parts := parts || kit.through(noun, col, 'assigned', alias);
    end loop;
    if n.own_when is not null then parts := parts || n.own_when;
    else
      select parts || array_agg(format('%s.%I = (select kit.user_id())', alias, c)) into parts
        from unnest(kit.owner_columns(noun)) c;
      select loose || array_agg(format('%s.%I is null', alias, c)) into loose from unnest(kit.owner_columns(noun)) c
        where c <> 'created_by';
    end if;
    -- A row that hangs on nothing and belongs to nobody is everybody's to pick up.
    if loose <> '{}' and noun <> 'crm.clients' then parts := parts || ('(' || array_to_string(loose, ' and ') || ')');
      end if;
    return case when parts = '{}' then 'true' else '(' || array_to_string(parts, ' or ') || ')' end;
  when 'client', 'candidate' then
    if scope = 'candidate' and n.candidate_when is not null then return n.candidate_when; end if;
    if noun = 'crm.clients' and scope = 'client' or noun = 'recruiting.candidates' and scope = 'candidate' then
      parts := array[format('%s.id = (select kit.%s_id())', alias, scope)];
    elsif kit.has_column(noun, scope || '_id') then
      parts := array[format('%s.%I = (select kit.%s_id())', alias, scope || '_id', scope)];
    else
      foreach col in array n.parents loop
        continue when kit.target(noun, col) is null;
        parts := parts || kit.through(noun, col, scope, alias);
      end loop;
    end if;
    if parts = '{}' then return 'false'; end if;
    return '(' || array_to_string(parts, ' or ') || ')' || coalesce(case when scope = 'client'
      then ' and (' || n.client_when || ')' end, '');
  else
    raise exception 'access.sql: unknown scope "%" for %', scope, noun
      using hint = 'The scopes are listed at the head of modules/access.sql.';
  end case;
end $$;
comment on function kit.condition(text, text, text) is 'One scope on one noun, as SQL.';

-- What a role's reading policy comes to for who asks now, as a condition that indexes can serve: whether they see
-- everything, who they are and which clients are theirs is answered, not asked of every row, so that the planner knows how
-- little it is. It spares looking at what is not theirs; the policy stays the rule.
create or replace function kit.theirs(noun text, of_role text) returns text language plpgsql stable
security definer set search_path = pg_catalog as $$
declare
  scope text := (select a.reads from kit.access_of(noun) a where 'tl_' || a.role = of_role);
begin
  if scope = 'viewer' then scope := case when kit.viewers_see_all() then 'all' else 'team' end; end if;
  if scope = 'team' then scope := case when kit.sees_all() then 'all' else 'theirs' end; end if;
  return replace(replace(kit.condition(noun, coalesce(scope, 'none'), 't'),
    '(select kit.my_clients())::uuid[]', format('%L::uuid[]', kit.my_clients())),
    '(select kit.user_id())', format('%L::uuid', kit.user_id()));
end $$;
comment on function kit.theirs(text, text) is 'What a role reads of a noun now, as SQL about the row t.';

-- The scope of the row a reference points at, for the row named by alias.
create or replace function kit.through(noun text, col text, scope text,
  alias text) returns text language plpgsql stable as $$
declare
  target text := kit.target(noun, col);
  inner_alias text := alias || '_' || left(col, 3);
begin
  return format('exists (select from %1$s %2$s where %2$s.org_id = %3$s.org_id and %2$s.id = %3$s.%4$I and %5$s)',
    target, inner_alias, alias, col, kit.condition(target, scope, inner_alias));
end $$;
comment on function kit.through(text, text, text, text) is 'One scope on what a reference points at, as SQL.';

create or replace function kit.target(noun text, col text) returns text language sql stable return (
  select tn.nspname || '.' || t.relname
    from pg_constraint k join pg_class t on t.oid = k.confrelid join pg_namespace tn on tn.oid = t.relnamespace
    join pg_attribute a on a.attrelid = k.conrelid and a.attname = col
   where k.conrelid = noun::regclass and k.contype = 'f' and k.conkey[cardinality(k.conkey)] = a.attnum limit 1);
comment on function kit.target(text, text) is 'The table a reference column points at.';

-- Row security, updated_at, audit and feed for one noun; policies and grants follow when all nouns are known.
--   parents     the references through which a row hangs on a client, when it has no client_id of its own
--   client_when what else must hold before a client's own people see the row
--   public_when what must hold before a visitor without an account sees the row
--   own_when    what makes a row somebody's own, when no owner column says it
--               (in these conditions "row." stands for the row)
--   candidate_when  what makes a row a candidate's, when no candidate_id or parent says it
--   label       the column that names a row in the feed; null keeps the noun out of the feed
create or replace function kit.noun(noun text, parents text[] default '{}', client_when text default null,
  public_when text default null,
  own_when text default null, label text default null, audited boolean default true, candidate_when text default null)
returns void language plpgsql as $$
begin
  insert into kit.nouns
    values (noun, parents, client_when, public_when, own_when, label, label is not null, candidate_when)
    on conflict on constraint nouns_pkey do update set parents = excluded.parents, client_when = excluded.client_when,
      public_when = excluded.public_when, own_when = excluded.own_when, label = excluded.label, feed = excluded.feed,
        candidate_when = excluded.candidate_when;
  perform kit.keep_values(noun);
  execute format('alter table %s enable row level security', noun);
  execute format('alter table %s force row level security', noun);
  execute format('grant usage on schema kit, %I to tl_auth, throughline_keeper, %s', split_part(noun, '.', 1), (
    select string_agg(quote_ident('tl_' || role), ', ') from (select distinct role from kit.access) r));
  if kit.has_column(noun, 'updated_at') then
    execute format('create or replace trigger a_touch before update on %s for each row execute function kit.touch()',
      noun);
  end if;
  if audited then
    execute format('create or replace trigger z_audit_insert after insert on %s referencing new table as new_rows for each statement execute function kit.audit()', noun);
    execute format('create or replace trigger z_audit_update after update on %s referencing old table as old_rows new table as new_rows for each statement execute function kit.audit()', noun);
    execute format('create or replace trigger z_audit_delete after delete on %s referencing old table as old_rows for each statement execute function kit.audit()', noun);
  end if;
end $$;
comment on function kit.noun(text, text[], text, text, text, text, boolean, text)
  is 'Gives a table what every noun has.';

-- The columns of a noun by what a role may do with them, for grants; tests/golden/access.txt shows them.
--   reads    all but secrets; blind indexes are searched by the server, never answered. Personal columns only for who reads personal data in clear text.
--   creates, updates  all but what the database derives (@derived) and the server stamps (@stamped)
--   stamped  what an admin's import may bring along besides
-- Outsiders have a short positive list, kit.outsider_columns, and besides it only the keys and times of a row.
create or replace function kit.columns_of(noun text, of_role text, out reads text[], out creates text[],
  out updates text[], out stamped text[]) language plpgsql stable as $$
declare
  o kit.outsider_columns;
begin
  select array_agg(c.name) filter (where not tags ~ '@secret' or c.name ~ '_index$'),
         array_agg(c.name) filter (where not kept and (of_role = 'system' or not tags ~ '@(derived|stamped)')),
         array_agg(c.name) filter (where not kept and c.name <> 'id'
           and (of_role = 'system' or not tags ~ '@(derived|stamped)')),
         coalesce(array_agg(c.name) filter (where not kept and tags ~ '@stamped'), '{}')
    into reads, creates, updates, stamped
    from (select attname::text as name, coalesce(col_description(attrelid, attnum), '') as tags,
      attname in ('org_id', 'created_at', 'updated_at') or attgenerated <> '' as kept
            from pg_attribute where attrelid = noun::regclass and attnum > 0 and not attisdropped order by attnum) c;
  if of_role in ('client', 'candidate', 'anonymous') then
    select * into o from kit.outsider_columns c where c.role = of_role and c.noun = columns_of.noun;
    reads := array(select r from unnest(reads) r where r = any (o.reads) or r in ('org_id', 'created_at', 'updated_at')
      or r = any (kit.key_columns(noun::regclass)));
    creates := array(select c from unnest(creates) c where c = any (o.creates) or c = 'id' and o.creates <> '{}'
      or regexp_replace(c, '_index$', '') = any (o.creates));
    updates := array(select u from unnest(updates) u where u = any (o.updates)
      or regexp_replace(u, '_index$', '') = any (o.updates));
    stamped := '{}';
  elsif not exists (select from kit.pii_readers p where p.role = of_role) then
    reads := array(select r from unnest(reads) r
      where coalesce(col_description(noun::regclass,
      (select attnum from pg_attribute where attrelid = noun::regclass and attname = r)), '') !~ '@personal');
  end if;
end $$;
comment on function kit.columns_of(text, text) is 'The columns of a noun that a role reads, creates with and updates.';

create or replace function kit.list(columns text[]) returns text language sql immutable return
  (select string_agg(quote_ident(c), ', ') from unnest(columns) c);
comment on function kit.list(text[]) is 'Column names for a grant.';

-- Whoever installs, backs up and restores sees every row; on somebody else's PostgreSQL that is no superuser.
create or replace function kit.keep(name text) returns void language plpgsql as $$
begin
  execute format('drop policy if exists keeper on %s', name);
  execute format('create policy keeper on %s to throughline_keeper using (true) with check (true)', name);
  execute format('grant select, insert, update, delete on %s to throughline_keeper', name);
end $$;
comment on function kit.keep(text) is 'Opens a table to the login that looks after the database.';

-- The policies and grants of one noun, made anew from access.sql.
create or replace function kit.grant_access(noun text) returns void language plpgsql as $$
declare
  alias text := split_part(noun, '.', 2);
  org text := format('%s.org_id = (select kit.org_id())', split_part(noun, '.', 2));
  a record; p record; c record;
begin
  for p in select polname from pg_policy where polrelid = noun::regclass loop
    execute format('drop policy %I on %s', p.polname, noun);
  end loop;
  execute format('revoke all on %s from public, tl_importer, %s', noun,
    (select string_agg(quote_ident('tl_' || role), ', ') from (select distinct role from kit.access) r));
  -- The owner runs triggers; even those stay inside the organisation.
  execute format('create policy inside_organisation on %s to throughline_owner using (%s) with check (%s)', noun, org,
    org);
  perform kit.keep(noun);

  for a in select * from kit.access_of(noun) loop
    select * into c from kit.columns_of(noun, a.role);
    if a.reads <> 'none' then
      execute format('create policy %I on %s for select to %I using (%s and %s)', a.role || '_reads_' || a.reads, noun,
        'tl_' || a.role, org, kit.condition(noun, a.reads, alias));
      execute format('grant select (%s) on %s to %I', kit.list(c.reads), noun, 'tl_' || a.role);
      if a.role = 'admin' then execute format('grant select (%s) on %s to tl_importer', kit.list(c.reads), noun);
        end if;
    end if;
    if a.creates <> 'none' then
      execute format('create policy %I on %s for insert to %I with check (%s and %s)',
        a.role || '_creates_' || a.creates, noun, 'tl_' || a.role, org,
        kit.condition(noun, case a.creates when 'assigned' then 'hangs' else a.creates end, alias));
      execute format('grant insert (%s) on %s to %I', kit.list(c.creates), noun, 'tl_' || a.role);
      if a.role = 'admin' then
        execute format('grant insert (%s) on %s to tl_importer',
          kit.list(c.creates || c.stamped || case when kit.has_column(noun, 'created_at') then '{created_at}'
          else '{}' end::text[]), noun);
      end if;
    end if;
    if a.updates <> 'none' then
      execute format('create policy %I on %s for update to %I using (%s and %s) with check (%s and %s)',
        a.role || '_updates_' || a.updates, noun, 'tl_' || a.role,
        org, kit.condition(noun, a.updates, alias), org, kit.condition(noun, a.reads, alias));
      if c.updates <> '{}' then
        execute format('grant update (%s) on %s to %I', kit.list(c.updates), noun, 'tl_' || a.role); end if;
      if a.role = 'admin' then
        execute format('grant update (%s) on %s to tl_importer', kit.list(c.updates || c.stamped), noun); end if;
    end if;
    if a.deletes <> 'none' then
      execute format('create policy %I on %s for delete to %I using (%s and %s)', a.role || '_deletes_' || a.deletes,
        noun, 'tl_' || a.role, org, kit.condition(noun, a.deletes, alias));
      execute format('grant delete on %s to %I', noun, 'tl_' || a.role);
    end if;
  end loop;
end $$;
comment on function kit.grant_access(text) is 'Makes the policies and grants of one noun from access.sql.';

-- A noun whose rows hang on a record by entity_type and entity_id is seen, and written, by exactly who sees that record,
-- whatever else its policies say. Made for the records that are installed.
create or replace function kit.hangs_on(noun text, targets text[]) returns void language plpgsql as $$
declare
  alias text := split_part(noun, '.', 2); a record; target text; scope text; seen text; cases text;
begin
  for a in select * from kit.access_of(noun) where reads <> 'none' loop
    cases := '';
    foreach target in array targets loop
      continue when to_regclass(target) is null;
      select t.reads into scope from kit.access_of(target) t where t.role = a.role;
      seen := format('exists (select from %1$s t where t.org_id = %2$s.org_id and t.id = %2$s.entity_id)', target, alias);
      -- Who sees every row of it need not be asked of each.
      seen := case coalesce(scope, 'none') when 'none' then 'false' when 'all' then 'true'
        when 'team' then format('((select kit.sees_all()) or %s)', seen)
        when 'viewer' then format('((select kit.viewers_see_all()) or (select kit.sees_all()) or %s)', seen)
        else seen end;
      cases := cases || format(' when %L then %s', split_part(target, '.', 2), seen);
    end loop;
    continue when a.role = 'system';
    execute format('create policy %I on %s as restrictive for all to %I using (case %s.entity_type%s else %s.entity_type is null end)',
      a.role || '_sees_record', noun, 'tl_' || a.role, alias, cases, alias);
  end loop;
  foreach target in array targets loop
    continue when to_regclass(target) is null;
    execute format('create or replace trigger %I after delete on %s referencing old table as gone
      for each statement execute function kit.drop_hanging(%L)', 'x_drop_' || alias, target, noun);
  end loop;
end $$;
comment on function kit.hangs_on(text, text[]) is 'Shows rows of a noun to who sees the record each hangs on.';

-- What hung on a record goes with it.
create or replace function kit.drop_hanging() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
begin
  execute format('delete from %s h using gone g
    where h.org_id = g.org_id and h.entity_type = %L and h.entity_id = g.id', tg_argv[0], tg_table_name);
  return null;
end $$;
comment on function kit.drop_hanging() is 'Deletes what hung on records that were deleted.';

-- The client of a record; nothing when it has none.
create or replace function kit.client_of(kind text, record uuid) returns uuid language plpgsql stable security definer
  set search_path = pg_catalog as $$
declare
  noun text := (select n.noun from kit.nouns n where split_part(n.noun, '.', 2) = kind); client uuid;
begin
  if noun is null or not kit.has_column(noun, 'client_id') then return null; end if;
  execute format('select client_id from %s where org_id = kit.org_id() and id = $1', noun) into client using record;
  return client;
end $$;
comment on function kit.client_of(text, uuid) is 'The client a record belongs to.';

-- A table behind the scenes: row security on, reachable by the server's sign-in role only.
create or replace function kit.private(name text) returns void language plpgsql as $$
begin
  execute format('alter table %s enable row level security', name);
  execute format('alter table %s force row level security', name);
  execute format('drop policy if exists sign_in on %s', name);
  execute format('create policy sign_in on %s to tl_auth using (true) with check (true)', name);
  execute format('drop policy if exists inside_organisation on %s', name);
  execute format('create policy inside_organisation on %s to throughline_owner using (org_id = (select kit.org_id())) with check (org_id = (select kit.org_id()))', name);
  execute format('grant select, insert, update, delete on %s to tl_auth', name);
  perform kit.keep(name);
end $$;
comment on function kit.private(text) is 'Shuts a table to everything but sign-in.';
