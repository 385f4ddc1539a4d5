-- The receipt of an erasure: whose personal data was removed, when, by whom, and what remained for what reason.
-- @icon(trash-2) @named(reason)
create table identity.erasures (
  org_id      uuid not null default kit.org_id(),
  id          uuid not null default kit.new_id(),
  noun        text not null check (noun in ('contacts', 'candidates', 'leads')), -- The kind of person. @list
  record_id   uuid not null,                                                   -- The record that was erased.
  reason      text not null check (reason <> ''),                              -- Why, such as a request under Article 17 GDPR. @list @long
  removed     jsonb not null default '{}',                                     -- Table → number of rows removed or emptied. @list
  erased_by   uuid default kit.user_id(),                                      -- Who did it. @list
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (org_id, id)
);
select kit.refers('identity.erasures', 'erased_by', 'identity.users', 'set null');
select kit.noun('identity.erasures', audited => true);

-- Removes a person: names become "Erased person", addresses, numbers, notes and conversations go, and so do their traces in the logs. What the firm must keep
-- (that there was an application, a placement, a deal) stays without the person. Answers the receipt.
-- Addresses that are sealed are told by whoever can open them.
create or replace function identity.erase_person(about text, person uuid, why text, addresses text[] default '{}')
returns uuid language plpgsql security definer set search_path = pg_catalog as $$
declare
  removed jsonb := '{}'; n integer; receipt uuid; full_table text; col record; texts text[] := '{}'; address text;
begin
  select noun into full_table from kit.nouns where split_part(noun, '.', 2) = about
    and obj_description(noun::regclass, 'pg_class') ~ '@person';
  if full_table is null then raise exception using errcode = '22023',
    message = 'Only contacts, leads and candidates are persons.'; end if;
  -- Every column that may speak of the person, by its type or name.
  for col in
    select a.attname, a.attnotnull, coalesce(d.typname, b.typname) as kind, b.typname as base
      from pg_attribute a join pg_type d on d.oid = a.atttypid left
        join pg_type b on b.oid = coalesce(nullif(d.typbasetype, 0), d.oid)
     where a.attrelid = full_table::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
       and a.attname not in ('org_id', 'id', 'created_at', 'updated_at', 'user_id', 'client_id', 'status', 'owner_id')
       and (d.typname like 'pii%' or col_description(a.attrelid, a.attnum) ~ '@personal\M'
         or a.attname ~ '(_index|email|phone|linkedin|notes|bio|address|birth|url|avatar|photo|remarks|summary|resume|custom|metadata|compliance|vector|company_name|contact_name|gender|nationality|skills|certificates|current|expected|education|^lat|^lng)$' or b.typname in ('jsonb', 'vector'))
  loop
    texts := texts || format('%I = %s', col.attname, case when not col.attnotnull then 'null' when col.base = 'jsonb'
      then case when col.attname = 'custom' or col.attname ~ 'metadata' then $q$'{}'$q$ else $q$'[]'$q$ end
      when col.base = 'bool' then 'false' else quote_literal('') end);
  end loop;
  -- Modules that keep something of an address, once it is gone, have a function for it.
  for col in select a.attname from pg_attribute a
      where a.attrelid = full_table::regclass and (a.atttypid in ('kit.email'::regtype, 'kit.phone'::regtype) or a.attname = 'linkedin_url' and not a.attisdropped) loop
    execute format('select $1 || array(select t.%1$I::text from %2$s t
      where t.org_id = kit.org_id() and t.id = $2 and t.%1$I is not null)', col.attname, full_table)
      into addresses using addresses, person;
  end loop;
  for col in select distinct split_part(noun, '.', 1) as module from kit.nouns order by 1 loop
    continue when to_regprocedure(format('%I.erase_address(text)', col.module)) is null;
    foreach address in array addresses loop
      execute format('select %I.erase_address($1)', col.module) using address;
    end loop;
  end loop;
  if kit.has_column(full_table, 'first_name')
    then texts := texts || array[$q$first_name = 'Erased'$q$, $q$last_name = 'person'$q$]; end if;
  if about = 'leads' then texts := texts || array[$q$company_name = 'Erased person'$q$];
    texts := array(select distinct on (split_part(t, ' = ', 1)) t from unnest(texts) with ordinality x (t, i)
    order by split_part(t, ' = ', 1), i desc); end if;
  execute format('update %s set %s where org_id = kit.org_id() and id = $1', full_table, array_to_string(texts, ', '))
    using person;
  get diagnostics n = row_count;
  if n = 0 then raise exception using errcode = 'P0002', message = 'There is no such person.'; end if;
  removed := removed || jsonb_build_object(about, n);
  -- What else the modules know of the person: each that knows something has a function of this name.
  for col in select distinct split_part(noun, '.', 1) as module from kit.nouns order by 1 loop
    continue when to_regprocedure(format('%I.erase(text, uuid)', col.module)) is null;
    execute format('select $1 || %I.erase($2, $3)', col.module) into removed using removed, about, person;
  end loop;
  -- The logs keep that something happened, not what it said of the person.
  update identity.audit_log set changes = null where org_id = kit.org_id() and resource_type = about
    and resource_id = person and changes is not null;
  get diagnostics n = row_count; removed := removed || jsonb_build_object('audit_log', n);
  update identity.activity_logs set description = 'Erased' where org_id = kit.org_id() and entity_type = about
    and entity_id = person;
  get diagnostics n = row_count; removed := removed || jsonb_build_object('activity_logs', n);
  delete from identity.undo_entries where org_id = kit.org_id() and (key ->> 'id')::uuid = person;
  delete from identity.mentions where org_id = kit.org_id() and entity_type = about and entity_id = person;
  delete from knowledge.embeddings where org_id = kit.org_id() and entity_type = about and entity_id = person;
  delete from knowledge.embedding_queue where org_id = kit.org_id() and entity_type = about and entity_id = person;
  insert into identity.erasures (noun, record_id, reason, removed) values (about, person, why, removed)
    returning id into receipt;
  return receipt;
end $$;
comment on function identity.erase_person(text, uuid, text, text[]) is 'Erases a person and answers the receipt.';
revoke execute on function identity.erase_person(text, uuid, text, text[]) from public;
grant execute on function identity.erase_person(text, uuid, text, text[]) to tl_system;
