-- The schema of the first version, frozen. Later files carry it forward; modules/ is the destination.
create domain kit.email as text check (value ~ '^[^@\s]+@[^@\s]+\.[^@\s]+$' and length(value) <= 320);

comment on domain kit.email is 'An e-mail address.';

create domain kit.phone as text check (value ~ '^[+0-9][0-9 ()./-]{3,39}$');

comment on domain kit.phone is 'A telephone number as people write it.';

create domain kit.url as text check (value ~* '^https?://\S+$' and length(value) <= 2048);

comment on domain kit.url is 'A web address, http or https.';

create domain kit.slug as text check (value ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(value) <= 200);

comment on domain kit.slug is 'A readable part of a web address: lower-case letters, digits and single hyphens.';

create domain kit.percent as smallint check (value between 0 and 100);

comment on domain kit.percent is 'A whole number from 0 to 100.';

create domain kit.money as numeric(14,2);

comment on domain kit.money is 'An amount of money; the currency stands beside it or is the organisation''s.';

create domain kit.currency as text check (value ~ '^[A-Z]{3}$');

comment on domain kit.currency is 'A currency by its ISO 4217 code, such as EUR.';

create domain kit.markdown as text;

comment on domain kit.markdown is 'Long text; may carry light formatting.';

create domain kit.pii as bytea;

comment on domain kit.pii is 'Personal text, encrypted at rest.';

create domain kit.pii_email as bytea;

comment on domain kit.pii_email is 'A person''s e-mail address, encrypted at rest; found by equality.';

create domain kit.pii_phone as bytea;

comment on domain kit.pii_phone is 'A person''s telephone number, encrypted at rest; found by equality.';

do $$ begin
  if current_setting('server_version_num')::int >= 180000 then
    execute 'create or replace function kit.new_id() returns uuid language sql volatile parallel safe return uuidv7()';
  else
    execute $f$
      create or replace function kit.new_id() returns uuid language sql volatile parallel safe return
        encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
          placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6),
          52, 1), 53, 1), 'hex')::uuid $f$;
  end if;
end $$;

comment on function kit.new_id() is 'A new UUIDv7.';

create or replace function kit.slugify(words text) returns text language sql immutable parallel safe return
  coalesce(nullif(left(trim(both '-' from regexp_replace(lower(words), '[^a-z0-9]+', '-', 'g')), 180), ''), 'untitled');

comment on function kit.slugify(text) is 'Words → the readable part of a web address.';

create or replace function kit.org_id() returns uuid language sql stable parallel safe
  return nullif(current_setting('throughline.org', true), '')::uuid;

comment on function kit.org_id() is 'The organisation this transaction works in.';

create or replace function kit.user_id() returns uuid language sql stable parallel safe
  return nullif(current_setting('throughline.user', true), '')::uuid;

comment on function kit.user_id() is 'The signed-in user, or null for the system and for visitors.';

create or replace function kit.client_id() returns uuid language sql stable parallel safe
  return nullif(current_setting('throughline.client', true), '')::uuid;

comment on function kit.client_id() is 'The client a client-portal user belongs to.';

create or replace function kit.candidate_id() returns uuid language sql stable parallel safe
  return nullif(current_setting('throughline.candidate', true), '')::uuid;

comment on function kit.candidate_id() is 'The candidate profile of a signed-in candidate.';

create or replace function kit.address() returns text language sql stable parallel safe
  return nullif(current_setting('throughline.ip', true), '');

comment on function kit.address() is 'The network address the request came from.';

create or replace function kit.user_agent() returns text language sql stable parallel safe
  return nullif(current_setting('throughline.agent', true), '');

comment on function kit.user_agent() is 'The program the request came from, in its own words.';

create or replace function kit.session_id() returns text language sql stable parallel safe
  return nullif(current_setting('throughline.session', true), '');

comment on function kit.session_id() is 'The session or API key the request used.';

create or replace function kit.in_bulk() returns boolean language sql stable parallel safe
  return coalesce(current_setting('throughline.bulk', true), '') = 'on';

comment on function kit.in_bulk() is 'Whether this transaction is part of a bulk import.';

create table kit.nouns (
  noun        text primary key,
  parents     text[] not null default '{}',
  client_when text,
  public_when text,
  own_when    text,
  label       text,
  feed        boolean not null default false
);

comment on table kit.nouns is 'The register of nouns: what kit.noun was told about each. Policies and the audit trigger read it.';

comment on table kit.nouns is 'Every noun and what decides who sees its rows.';

create or replace function kit.refers(noun text, col text, target text, on_delete text default 'restrict', uniquely boolean default false)
returns void language plpgsql as $$
declare
  short text := split_part(noun, '.', 2);
  action text := case on_delete when 'set null' then format('set null (%I)', col) else on_delete end;
begin
  if to_regclass(target) is null then return; end if;
  execute format('alter table %s add constraint %I foreign key (org_id, %I) references %s (org_id, id) on delete %s',
    noun, short || '_' || col || '_fkey', col, target, action);
  if uniquely then
    execute format('alter table %s add constraint %I unique (org_id, %I)', noun, short || '_' || col || '_taken', col);
  else
    execute format('create index %I on %s (org_id, %I)', short || '_' || col || '_idx', noun, col);
  end if;
end $$;

comment on function kit.refers(text, text, text, text, boolean) is 'Adds a reference inside the organisation, with its index.';

create or replace function kit.has_column(noun text, col text) returns boolean language sql stable return exists (
  select from pg_attribute where attrelid = noun::regclass and attname = col and attnum > 0 and not attisdropped);

comment on function kit.has_column(text, text) is 'Whether the table has this column.';

create or replace function kit.owner_columns(noun text) returns text[] language sql stable return coalesce((
  select array_agg(attname::text order by attname) from pg_attribute
   where attrelid = noun::regclass and attnum > 0 and not attisdropped
     and attname in ('owner_id', 'created_by', 'user_id', 'assigned_to', 'assigned_recruiter_id', 'consultant_id', 'triggered_by_id')), '{}');

comment on function kit.owner_columns(text) is 'The columns naming the person a row belongs to.';

create or replace function kit.condition(noun text, scope text, alias text) returns text language plpgsql stable as $$
declare
  n kit.nouns;
  parts text[] := '{}';
  loose text[] := '{}';
  col text; target text; inner_alias text; inner_condition text;
begin
  select * into n from kit.nouns k where k.noun = condition.noun;
  n.own_when := replace(n.own_when, 'row.', alias || '.');
  n.client_when := replace(n.client_when, 'row.', alias || '.');
  n.public_when := replace(n.public_when, 'row.', alias || '.');
  case scope
  when 'all' then return 'true';
  when 'none' then return 'false';
  when 'public' then return coalesce(n.public_when, 'false');
  when 'own' then
    if n.own_when is not null then return n.own_when; end if;
    select array_agg(format('%s.%I = (select kit.user_id())', alias, c)) into parts from unnest(kit.owner_columns(noun)) c;
    return coalesce('(' || array_to_string(parts, ' or ') || ')', 'false');
  when 'team' then
    if noun <> 'crm.clients' and not kit.has_column(noun, 'client_id') and n.parents = '{}' then return 'true'; end if;
    return format('((select kit.sees_all()) or %s)', kit.condition(noun, 'assigned', alias));
  when 'assigned' then
    if noun = 'crm.clients' then parts := parts || format('%s.id = any ((select kit.my_clients())::uuid[])', alias); end if;
    if kit.has_column(noun, 'client_id') then
      parts := parts || format('%s.client_id = any ((select kit.my_clients())::uuid[])', alias);
      loose := loose || format('%s.client_id is null', alias);
    end if;
    foreach col in array n.parents loop
      target := kit.target(noun, col);
      continue when target is null;
      inner_alias := alias || '_' || left(col, 3);
      inner_condition := kit.condition(target, 'assigned', inner_alias);
      loose := loose || format('%s.%I is null', alias, col);
      parts := parts || format('exists (select from %s %s where %s.org_id = %s.org_id and %s.id = %s.%I and %s)',
        target, inner_alias, inner_alias, alias, inner_alias, alias, col, inner_condition);
    end loop;
    if n.own_when is not null then parts := parts || n.own_when;
    else
      select parts || array_agg(format('%s.%I = (select kit.user_id())', alias, c)) into parts from unnest(kit.owner_columns(noun)) c;
      select loose || array_agg(format('%s.%I is null', alias, c)) into loose from unnest(kit.owner_columns(noun)) c where c <> 'created_by';
    end if;
    -- A row that hangs on nothing and belongs to nobody is everybody's to pick up.
    if loose <> '{}' and noun <> 'crm.clients' then parts := parts || ('(' || array_to_string(loose, ' and ') || ')'); end if;
    return case when parts = '{}' then 'true' else '(' || array_to_string(parts, ' or ') || ')' end;
  when 'client', 'candidate' then
    if noun = 'crm.clients' and scope = 'client' or noun = 'recruiting.candidates' and scope = 'candidate' then
      parts := array[format('%s.id = (select kit.%s_id())', alias, scope)];
    elsif kit.has_column(noun, scope || '_id') then
      parts := array[format('%s.%I = (select kit.%s_id())', alias, scope || '_id', scope)];
    else
      foreach col in array n.parents loop
        target := kit.target(noun, col);
        continue when target is null;
        inner_alias := alias || '_' || left(col, 3);
        parts := parts || format('exists (select from %s %s where %s.org_id = %s.org_id and %s.id = %s.%I and %s)',
          target, inner_alias, inner_alias, alias, inner_alias, alias, col, kit.condition(target, scope, inner_alias));
      end loop;
    end if;
    if parts = '{}' then return 'false'; end if;
    return '(' || array_to_string(parts, ' or ') || ')' || coalesce(case when scope = 'client' then ' and (' || n.client_when || ')' end, '');
  else
    raise exception 'access.sql: unknown scope "%" for %', scope, noun using hint = 'The scopes are listed at the head of modules/access.sql.';
  end case;
end $$;

comment on function kit.condition(text, text, text) is 'One scope on one noun, as SQL.';

create or replace function kit.target(noun text, col text) returns text language sql stable return (
  select tn.nspname || '.' || t.relname
    from pg_constraint k join pg_class t on t.oid = k.confrelid join pg_namespace tn on tn.oid = t.relnamespace
    join pg_attribute a on a.attrelid = k.conrelid and a.attname = col
   where k.conrelid = noun::regclass and k.contype = 'f' and k.conkey[cardinality(k.conkey)] = a.attnum limit 1);

comment on function kit.target(text, text) is 'The table a reference column points at.';

create or replace function kit.noun(noun text, parents text[] default '{}', client_when text default null, public_when text default null,
  own_when text default null, label text default null, audited boolean default true)
returns void language plpgsql as $$
begin
  insert into kit.nouns values (noun, parents, client_when, public_when, own_when, label, label is not null)
    on conflict on constraint nouns_pkey do update set parents = excluded.parents, client_when = excluded.client_when,
      public_when = excluded.public_when, own_when = excluded.own_when, label = excluded.label, feed = excluded.feed;
  execute format('alter table %s enable row level security', noun);
  execute format('alter table %s force row level security', noun);
  execute format('grant usage on schema kit, %I to tl_auth, %s', split_part(noun, '.', 1), (
    select string_agg(quote_ident('tl_' || role), ', ') from (select distinct role from kit.access) r));
  if kit.has_column(noun, 'updated_at') then
    execute format('create or replace trigger a_touch before update on %s for each row execute function kit.touch()', noun);
  end if;
  if audited then
    execute format('create or replace trigger z_audit_insert after insert on %s referencing new table as new_rows for each statement execute function kit.audit()', noun);
    execute format('create or replace trigger z_audit_update after update on %s referencing old table as old_rows new table as new_rows for each statement execute function kit.audit()', noun);
    execute format('create or replace trigger z_audit_delete after delete on %s referencing old table as old_rows for each statement execute function kit.audit()', noun);
  end if;
end $$;

comment on function kit.noun(text, text[], text, text, text, text, boolean) is 'Gives a table what every noun has.';

create or replace function kit.grant_access(noun text) returns void language plpgsql as $$
declare
  alias text := split_part(noun, '.', 2);
  org text := format('%s.org_id = (select kit.org_id())', split_part(noun, '.', 2));
  readable text; insertable text; outsider_readable text; changeable text;
  a record; p record;
begin
  for p in select polname from pg_policy where polrelid = noun::regclass loop
    execute format('drop policy %I on %s', p.polname, noun);
  end loop;
  execute format('revoke all on %s from public, %s', noun, (select string_agg(quote_ident('tl_' || role), ', ') from (select distinct role from kit.access) r));
  -- The owner runs triggers; even those stay inside the organisation.
  execute format('create policy inside_organisation on %s to throughline_owner using (%s) with check (%s)', noun, org, org);

  -- Blind indexes are searched by the server, never answered.
  select string_agg(quote_ident(attname), ', ') filter (where not tags ~ '@secret' or attname ~ '_index$'),
         string_agg(quote_ident(attname), ', ') filter (where not tags ~ '@(secret|internal)'),
         string_agg(quote_ident(attname), ', ') filter (where attname not in ('org_id', 'created_at', 'updated_at') and attgenerated = ''),
         string_agg(quote_ident(attname), ', ') filter (where attname not in ('org_id', 'id', 'created_at', 'updated_at') and attgenerated = '')
    into readable, outsider_readable, insertable, changeable
    from (select c.*, coalesce(col_description(attrelid, attnum), '') as tags from pg_attribute c
           where attrelid = noun::regclass and attnum > 0 and not attisdropped order by attnum) c;

  for a in select * from kit.access_of(noun) loop
    if a.reads <> 'none' then
      execute format('create policy %I on %s for select to %I using (%s and %s)', a.role || '_reads_' || a.reads, noun, 'tl_' || a.role, org, kit.condition(noun, a.reads, alias));
      execute format('grant select (%s) on %s to %I', case when a.role in ('client', 'candidate', 'anonymous') then outsider_readable else readable end, noun, 'tl_' || a.role);
    end if;
    if a.creates <> 'none' then
      execute format('create policy %I on %s for insert to %I with check (%s and %s)', a.role || '_creates_' || a.creates, noun, 'tl_' || a.role, org, kit.condition(noun, a.creates, alias));
      execute format('grant insert (%s) on %s to %I', insertable, noun, 'tl_' || a.role);
    end if;
    if a.updates <> 'none' then
      execute format('create policy %I on %s for update to %I using (%s and %s) with check (%s and %s)', a.role || '_updates_' || a.updates, noun, 'tl_' || a.role,
        org, kit.condition(noun, a.updates, alias), org, kit.condition(noun, a.reads, alias));
      execute format('grant update (%s) on %s to %I', changeable, noun, 'tl_' || a.role);
    end if;
    if a.deletes <> 'none' then
      execute format('create policy %I on %s for delete to %I using (%s and %s)', a.role || '_deletes_' || a.deletes, noun, 'tl_' || a.role, org, kit.condition(noun, a.deletes, alias));
      execute format('grant delete on %s to %I', noun, 'tl_' || a.role);
    end if;
  end loop;
end $$;

comment on function kit.grant_access(text) is 'Makes the policies and grants of one noun from access.sql.';

create or replace function kit.private(name text) returns void language plpgsql as $$
begin
  execute format('alter table %s enable row level security', name);
  execute format('alter table %s force row level security', name);
  execute format('drop policy if exists sign_in on %s', name);
  execute format('create policy sign_in on %s to tl_auth using (true) with check (true)', name);
  execute format('drop policy if exists inside_organisation on %s', name);
  execute format('create policy inside_organisation on %s to throughline_owner using (org_id = (select kit.org_id())) with check (org_id = (select kit.org_id()))', name);
  execute format('grant select, insert, update, delete on %s to tl_auth', name);
end $$;

comment on function kit.private(text) is 'Shuts a table to everything but sign-in.';

create table kit.access (
  role text not null, noun text not null, reads text not null, creates text not null, updates text not null, deletes text not null,
  primary key (role, noun)
);

comment on table kit.access is 'Who may do what. One line a role and noun: the scope of reading, creating, updating and deleting. The most exact line wins: "crm.leads" before "crm.*" before "*". Policies are made from this table; tests/golden/access.txt shows the result.  all        every row of the organisation team       every row, or with the organisation''s visibility = assigned: as "assigned" assigned   what hangs on a client I own or am assigned to, what is my own, and what belongs to nobody yet own        what names me as owner, author or assignee client     what belongs to my client (portal users) candidate  what belongs to my candidate profile public     what is published for everybody none       nothing';

comment on table kit.access is 'Role × noun × verb → scope.';

delete from kit.access;

insert into kit.access (role, noun, reads, creates, updates, deletes) values
-- role          noun                             reads        creates      updates      deletes
  ('admin',      '*',                             'all',       'all',       'all',       'all'),
  ('admin',      'identity.organizations',        'all',       'none',      'all',       'none'),
  ('admin',      'identity.audit_log',            'all',       'none',      'none',      'none'),
  ('admin',      'identity.activity_logs',        'all',       'none',      'none',      'none'),
  ('admin',      'agent.*',                       'own',       'own',       'own',       'own'),
  ('admin',      'recruiting.application_timeline','all',      'none',      'none',      'none'),
  ('admin',      'outreach.import_jobs',          'all',       'all',       'all',       'all'),

  ('manager',    '*',                             'all',       'all',       'all',       'none'),
  ('manager',    'identity.organizations',        'all',       'none',      'none',      'none'),
  ('manager',    'identity.users',                'all',       'none',      'own',       'none'),
  ('manager',    'identity.system_settings',      'all',       'none',      'none',      'none'),
  ('manager',    'identity.audit_log',            'all',       'none',      'none',      'none'),
  ('manager',    'identity.activity_logs',        'all',       'none',      'none',      'none'),
  ('manager',    'crm.activities',                'all',       'all',       'all',       'own'),
  ('manager',    'crm.activity_contacts',         'all',       'all',       'all',       'all'),
  ('manager',    'crm.lead_notes',                'all',       'all',       'all',       'own'),
  ('manager',    'crm.sales_tasks',               'all',       'all',       'all',       'own'),
  ('manager',    'delivery.task_contacts',        'all',       'all',       'all',       'all'),
  ('manager',    'delivery.time_entries',         'all',       'all',       'all',       'own'),
  ('manager',    'outreach.outreach_drafts',      'all',       'all',       'all',       'own'),
  ('manager',    'agent.*',                       'own',       'own',       'own',       'own'),
  ('manager',    'recruiting.application_timeline','all',      'none',      'none',      'none'),

  ('consultant', '*',                             'team',      'team',      'assigned',  'none'),
  ('consultant', 'crm.activities',                'team',      'team',      'assigned',  'own'),
  ('consultant', 'crm.lead_notes',                'team',      'team',      'own',       'own'),
  ('consultant', 'recruiting.*',                  'team',      'team',      'assigned',  'none'),

  ('staff',      '*',                             'team',      'team',      'assigned',  'none'),
  ('staff',      'crm.activities',                'team',      'team',      'assigned',  'own'),
  ('staff',      'crm.lead_notes',                'team',      'team',      'own',       'own'),

  ('sales',      '*',                             'team',      'none',      'none',      'none'),
  ('sales',      'crm.*',                         'team',      'team',      'assigned',  'none'),
  ('sales',      'crm.leads',                     'team',      'team',      'team',      'none'),
  ('sales',      'crm.activities',                'team',      'team',      'assigned',  'own'),
  ('sales',      'crm.lead_notes',                'team',      'team',      'own',       'own'),
  ('sales',      'outreach.*',                    'team',      'team',      'team',      'none'),

  ('recruiter',  '*',                             'team',      'team',      'assigned',  'none'),
  ('recruiter',  'recruiting.*',                  'team',      'team',      'team',      'none'),
  ('recruiter',  'crm.activities',                'team',      'team',      'assigned',  'own'),
  ('recruiter',  'crm.lead_notes',                'team',      'team',      'own',       'own'),

  ('viewer',     '*',                             'team',      'none',      'none',      'none'),
  ('viewer',     'agent.*',                       'own',       'own',       'own',       'own'),

  ('client',     '*',                             'none',      'none',      'none',      'none'),
  ('client',     'identity.organizations',        'all',       'none',      'none',      'none'),
  ('client',     'identity.users',                'own',       'none',      'none',      'none'),
  ('client',     'crm.clients',                   'client',    'none',      'none',      'none'),
  ('client',     'crm.activities',                'client',    'none',      'none',      'none'),
  ('client',     'delivery.projects',             'client',    'none',      'none',      'none'),
  ('client',     'delivery.phases',               'client',    'none',      'none',      'none'),
  ('client',     'delivery.tasks',                'client',    'none',      'none',      'none'),
  ('client',     'delivery.invoices',             'client',    'none',      'none',      'none'),
  ('client',     'delivery.invoice_lines',        'client',    'none',      'none',      'none'),
  ('client',     'delivery.invoice_projects',     'client',    'none',      'none',      'none'),

  ('candidate',  '*',                             'none',      'none',      'none',      'none'),
  ('candidate',  'identity.organizations',        'all',       'none',      'none',      'none'),
  ('candidate',  'identity.users',                'own',       'none',      'none',      'none'),
  ('candidate',  'recruiting.jobs',               'public',    'none',      'none',      'none'),
  ('candidate',  'recruiting.external_job_postings','public',  'none',      'none',      'none'),
  ('candidate',  'recruiting.candidates',         'candidate', 'none',      'candidate', 'none'),
  ('candidate',  'recruiting.candidate_work_history','candidate','candidate','candidate','candidate'),
  ('candidate',  'recruiting.applications',       'candidate', 'candidate', 'none',      'none'),
  ('candidate',  'recruiting.chat_messages',      'candidate', 'candidate', 'none',      'none'),

  ('anonymous',  '*',                             'none',      'none',      'none',      'none'),
  ('anonymous',  'identity.organizations',        'all',       'none',      'none',      'none'),
  ('anonymous',  'recruiting.jobs',               'public',    'none',      'none',      'none'),
  ('anonymous',  'recruiting.external_job_postings','public',  'none',      'none',      'none'),

-- Workers act for one organisation at a time; they see what a manager sees and may keep the queues tidy.
  ('system',     '*',                             'all',       'all',       'all',       'all'),
  ('system',     'identity.organizations',        'all',       'none',      'none',      'none'),
  ('system',     'identity.audit_log',            'all',       'all',       'none',      'none'),
  ('system',     'identity.activity_logs',        'all',       'all',       'none',      'none'),
  ('system',     'agent.*',                       'none',      'none',      'none',      'none');

insert into kit.access (role, noun, reads, creates, updates, deletes)
select role, noun, reads, creates, updates, deletes
  from unnest(array['consultant', 'staff', 'sales', 'recruiter', 'viewer']) role, (values
  ('identity.organizations',          'all',  'none', 'none', 'none'),
  ('identity.users',                  'all',  'none', 'own',  'none'),
  ('identity.system_settings',        'all',  'none', 'none', 'none'),
  ('identity.audit_log',              'none', 'none', 'none', 'none'),
  ('identity.activity_logs',          'own',  'none', 'none', 'none'),
  ('crm.client_portal_access',        'none', 'none', 'none', 'none'),
  ('crm.client_assignments',          'all',  'none', 'none', 'none'),
  ('knowledge.documents',             'all',  'none', 'none', 'none'),
  ('knowledge.document_chunks',       'all',  'none', 'none', 'none'),
  ('recruiting.application_timeline', 'team', 'none', 'none', 'none'),
  ('recruiting.action_queue',         'own',  'own',  'own',  'own')) shared (noun, reads, creates, updates, deletes)
on conflict do nothing;

insert into kit.access (role, noun, reads, creates, updates, deletes)
select role, noun, 'team', 'team', updates, 'own'
  from unnest(array['consultant', 'staff', 'recruiter', 'sales']) role, (values
  ('crm.sales_tasks', 'assigned'), ('outreach.outreach_drafts', 'own'), ('outreach.import_jobs', 'own')) drafts (noun, updates)
on conflict do nothing;

insert into kit.access (role, noun, reads, creates, updates, deletes)
select role, noun, 'team', 'team', 'assigned', 'assigned'
  from unnest(array['consultant', 'staff', 'recruiter', 'sales']) role, (values ('crm.activity_contacts'), ('delivery.task_contacts')) links (noun)
on conflict do nothing;

insert into kit.access (role, noun, reads, creates, updates, deletes)
select role, 'delivery.time_entries', 'team', 'own', 'own', 'own' from unnest(array['consultant', 'staff', 'recruiter', 'sales']) role
on conflict do nothing;

insert into kit.access (role, noun, reads, creates, updates, deletes)
select role, 'agent.*', 'own', 'own', 'own', 'own' from unnest(array['consultant', 'staff', 'recruiter', 'sales']) role
on conflict do nothing;

create table kit.pii_readers (role text primary key);

comment on table kit.pii_readers is 'Who reads personal data (kit.pii columns) in clear text; everybody else sees it masked.';

comment on table kit.pii_readers is 'The roles that read personal data in clear text.';

delete from kit.pii_readers;

insert into kit.pii_readers values ('admin'), ('manager'), ('consultant'), ('staff'), ('sales'), ('recruiter'), ('candidate'), ('system');

create or replace function kit.access_of(of_noun text) returns setof kit.access language sql stable as $$
  select distinct on (role) role, of_noun, reads, creates, updates, deletes from kit.access
   where noun in (of_noun, split_part(of_noun, '.', 1) || '.*', '*')
   order by role, case noun when of_noun then 1 when '*' then 3 else 2 end
$$;

comment on function kit.access_of(text) is 'The access line that counts for each role on one noun.';

create or replace function kit.touch() returns trigger language plpgsql as $$
begin
  new.updated_at := greatest(clock_timestamp(), old.updated_at + interval '1 microsecond');
  return new;
end $$;

comment on function kit.touch() is 'Keeps updated_at true.';

create or replace function kit.unlogged() returns text[] language sql immutable parallel safe return
  '{updated_at,org_id,last_login_at,last_active_at,last_contact_date,stage_entered_at}'::text[];

comment on function kit.unlogged() is 'Columns whose changes are not logged.';

create or replace function kit.changes(before jsonb, after jsonb, hidden text[]) returns jsonb language sql immutable parallel safe return (
  select jsonb_object_agg(key, case when key = any (hidden) then '["hidden", "hidden"]'::jsonb else jsonb_build_array(before -> key, value) end)
    from jsonb_each(after) where value is distinct from before -> key and key <> all (kit.unlogged()));

comment on function kit.changes(jsonb, jsonb, text[]) is 'The difference of two rows, column by column.';

create or replace function kit.audit() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
declare
  name text := tg_table_schema || '.' || tg_table_name;
  hidden text[] := array(select attname::text from pg_attribute a left join pg_type t on t.oid = a.atttypid
    where attrelid = tg_relid and attnum > 0 and (t.typname like 'pii%' or coalesce(col_description(tg_relid, attnum), '') ~ '@secret'));
  verb text; source text; n kit.nouns; keyed boolean := kit.has_column(name, 'id');
begin
  -- Turning encryption keys changes no value; only the administrative login may say so.
  if session_user <> 'throughline_app' and coalesce(current_setting('throughline.maintenance', true), '') = 'on' then return null; end if;
  if tg_op = 'INSERT' then
    verb := 'create';
    source := 'select null::jsonb as before, to_jsonb(r) as after from new_rows r';
  elsif tg_op = 'DELETE' then
    verb := 'delete';
    source := 'select to_jsonb(r) as before, null::jsonb as after from old_rows r';
  else
    verb := 'update';
    source := format('select to_jsonb(o) as before, to_jsonb(n) as after from new_rows n join old_rows o on %s', (
      select string_agg(format('o.%1$I = n.%1$I', a.attname), ' and ') from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
       where i.indrelid = tg_relid and i.indisprimary)) || ' where to_jsonb(o) - kit.unlogged() is distinct from to_jsonb(n) - kit.unlogged()';
  end if;
  -- A create is told by the row itself and its later changes; a delete keeps the whole row.
  if tg_op = 'INSERT' and keyed then
    execute 'insert into identity.audit_log (org_id, user_id, action, resource_type, resource_id, ip_address, user_agent, session_id)
      select org_id, kit.user_id(), ''create'', $1, id, kit.address(), kit.user_agent(), kit.session_id() from new_rows' using tg_table_name;
  else
    execute format('insert into identity.audit_log (org_id, user_id, action, resource_type, resource_id, changes, ip_address, user_agent, session_id)
      select (coalesce(after, before) ->> ''org_id'')::uuid, kit.user_id(), $1::identity.audit_action, $2, (coalesce(after, before) ->> ''id'')::uuid,
        case $1 when ''update'' then kit.changes(before, after, $3) when ''delete'' then (before - $3) - ''org_id'' else (after - $3) - ''org_id'' end,
        kit.address(), kit.user_agent(), kit.session_id()
      from (%s) rows', source) using verb, tg_table_name, hidden;
  end if;
  select * into n from kit.nouns k where k.noun = name;
  if n.feed and not kit.in_bulk() then
    execute format('insert into identity.activity_logs (org_id, user_id, action_type, entity_type, entity_id, description, ip_address)
      select (row ->> ''org_id'')::uuid, kit.user_id(), $1, $2, (row ->> ''id'')::uuid,
        concat(coalesce((select full_name from identity.users u where u.org_id = (row ->> ''org_id'')::uuid and u.id = kit.user_id()), ''Throughline''), '' '', $3, '' '', $4, '': '', left(row ->> $5, 200)), kit.address()
      from (select coalesce(after, before) as row from (%s) s) r', source)
      using verb || 'd_' || kit.singular(tg_table_name), tg_table_name, verb || 'd', replace(kit.singular(tg_table_name), '_', ' '), n.label;
  end if;
  return null;
end $$;

comment on function kit.audit() is 'Writes audit_log and activity_logs for any noun.';

create or replace function kit.singular(words text) returns text language sql immutable parallel safe return
  case when words ~ 'ies$' then left(words, -3) || 'y' when words ~ '(ss|queue|history|timeline)$' then words when words ~ 's$' then left(words, -1) else words end;

comment on function kit.singular(text) is 'The singular of a table name: clients → client.';

create type agent.message_role as enum ('user', 'assistant', 'system', 'tool');

create type crm.activity_type as enum ('call', 'meeting', 'email', 'note', 'task_completed');

create type crm.sentiment as enum ('positive', 'neutral', 'negative');

create type crm.assignment_role as enum ('lead', 'member');

create type crm.portal_section as enum ('projects', 'tasks', 'timeline', 'status');

create type crm.client_status as enum ('lead', 'prospect', 'active', 'inactive', 'churned', 'blacklisted');

create type crm.enrichment_status as enum ('never', 'pending', 'success', 'failed');

create type crm.health_band as enum ('critical', 'at_risk', 'healthy');

create type crm.mention_status as enum ('active', 'displaced', 'lost_to');

create type crm.meddpicc_role as enum ('champion', 'economic_buyer', 'technical_evaluator', 'coach', 'blocker', 'user');

create type crm.engagement_level as enum ('high', 'medium', 'low', 'disengaged');

create type crm.lead_status as enum ('new', 'contacted', 'qualified', 'proposal', 'negotiation', 'converted', 'lost', 'archived');

create type crm.lead_classification as enum ('hot', 'warm', 'cold');

create type crm.service_type as enum ('permanent', 'contract', 'rpo', 'executive_search');

create type crm.nudge_type as enum ('pre_emptive_strike', 'churn_interceptor', 'zombie_hunter', 'client_stalker', 'rainmaker');

create type crm.priority as enum ('high', 'medium', 'low');

create type crm.nudge_status as enum ('open', 'acted', 'dismissed', 'snoozed');

create type crm.deal_stage as enum ('lead', 'qualified', 'discovery', 'proposal', 'negotiation', 'closed_won', 'closed_lost');

create type crm.deal_type as enum ('new', 'renewal', 'expansion');

create type crm.deal_source as enum ('referral', 'inbound', 'outbound', 'event', 'partner');

create type crm.deal_outcome as enum ('won', 'lost');

create type delivery.line_kind as enum ('phase', 'time', 'deliverable', 'custom');

create type delivery.invoice_status as enum ('draft', 'sent', 'paid', 'overdue', 'cancelled');

create type delivery.phase_status as enum ('pending', 'active', 'completed');

create type delivery.project_stage as enum ('tender', 'pipeline', 'won', 'construction', 'handover', 'closed');

create type delivery.project_status as enum ('planning', 'active', 'on_hold', 'completed', 'cancelled');

create type delivery.effort as enum ('light', 'medium', 'heavy');

create type delivery.task_status as enum ('backlog', 'in_progress', 'review', 'done');

create type identity.severity as enum ('info', 'warn', 'error', 'success');

create type identity.audit_action as enum ('create', 'read', 'update', 'delete', 'login', 'logout', 'export');

create type identity.visibility as enum ('open', 'assigned');

create type identity.user_role as enum ('admin', 'manager', 'consultant', 'recruiter', 'sales', 'staff', 'viewer', 'client', 'candidate');

create type identity.user_status as enum ('active', 'inactive');

create type outreach.run_status as enum ('pending', 'running', 'completed', 'completed_with_errors', 'failed', 'cancelled');

create type outreach.run_mode as enum ('daily', 'manual', 'test');

create type outreach.run_trigger as enum ('cron', 'manual', 'test_script');

create type outreach.import_status as enum ('pending', 'running', 'completed', 'failed', 'cancelled');

create type outreach.message_status as enum ('sent', 'failed', 'pending');

create type outreach.channel as enum ('email', 'whatsapp', 'linkedin_manual');

create type outreach.draft_status as enum ('draft', 'approved', 'sent', 'cancelled', 'failed');

create type outreach.audience_type as enum ('agencies', 'schools', 'businesses', 'events', 'tenders');

create type outreach.suppression_type as enum ('email', 'domain', 'company');

create type recruiting.action_type as enum ('new_matches', 'chat_followup', 'no_response', 'parse_failure', 'intervention_needed');

create type recruiting.action_priority as enum ('high', 'medium', 'low');

create type recruiting.application_status as enum ('new', 'screening', 'interview', 'offer', 'rejected', 'withdrawn');

create type recruiting.automation_status as enum ('new', 'contacting', 'awaiting_reply', 'live_chat', 'intervention_needed', 'completed', 'declined');

create type recruiting.follow_up_status as enum ('shortlisted', 'int_scheduled', 'offered', 'joined', 'no_show', 'under_follow_up', 'rejected');

create type recruiting.candidate_status as enum ('available', 'placed', 'unavailable', 'do_not_use', 'archived');

create type recruiting.relocation as enum ('yes', 'no', 'open_to_discussion');

create type recruiting.sender_type as enum ('candidate', 'bot', 'recruiter');

create type recruiting.employment_type as enum ('full_time', 'part_time', 'contractor', 'temporary', 'intern');

create type recruiting.work_mode as enum ('on_site', 'remote', 'hybrid');

create type recruiting.salary_unit as enum ('year', 'month', 'hour');

create type recruiting.job_status as enum ('draft', 'sourcing', 'interview', 'offer', 'closed');

create type recruiting.placement_status as enum ('draft', 'active', 'completed', 'cancelled');

create table agent.checkpoints (
  org_id               uuid not null default kit.org_id(),
  id                   uuid not null default kit.new_id(),
  thread_id            uuid not null,                                          -- The conversation. @list
  namespace            text not null default '',                               -- The sub-graph.
  checkpoint_id        text not null,                                          -- The moment. @list
  parent_checkpoint_id text,                                                   -- The moment it grew from.
  checkpoint           jsonb not null,                                         -- The serialised state.
  metadata             jsonb not null default '{}',                            -- Step, source and writes.
  created_at           timestamptz not null default now(),
  updated_at           timestamptz not null default now(),
  primary key (org_id, id),
  constraint checkpoints_moment_taken unique (org_id, thread_id, namespace, checkpoint_id) -- This moment is already saved.
);

create table agent.messages (
  org_id       uuid not null default kit.org_id(),
  id           uuid not null default kit.new_id(),
  thread_id    uuid not null,                                                  -- The conversation. @list
  role         agent.message_role not null,                                    -- Who speaks. @list
  content      kit.markdown not null,                                          -- What is said. @list
  tool_calls   jsonb,                                                          -- Tools called.
  tool_results jsonb,                                                          -- What they answered.
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  primary key (org_id, id)
);

create table agent.threads (
  org_id     uuid not null default kit.org_id(),
  id         uuid not null default kit.new_id(),
  user_id    uuid not null default kit.user_id(),                              -- Whose conversation. @list
  title      text,                                                             -- What it is about. @list
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id)
);

create table crm.activities (
  org_id           uuid not null default kit.org_id(),
  id               uuid not null default kit.new_id(),
  type             crm.activity_type not null,                                 -- What kind it was. @list
  subject          text not null check (subject <> '' and length(subject) <= 500), -- What it was about, in a line. @list
  description      kit.markdown,                                               -- What was said.
  occurred_at      timestamptz not null default now(),                         -- When it happened. @list
  duration_minutes integer check (duration_minutes >= 0),                      -- How long it took.
  client_id        uuid,                                                       -- The client; taken from the deal or project when empty. @list
  opportunity_id   uuid,                                                       -- The deal it was about.
  project_id       uuid,                                                       -- The project it was about.
  lead_id          uuid,                                                       -- The lead it was about.
  candidate_id     uuid,                                                       -- The candidate it was about.
  created_by       uuid default kit.user_id(),                                 -- Who did it. @list
  sentiment        crm.sentiment,                                              -- How it went. @list
  is_shared        boolean not null default false,                             -- The client may read it in the portal.
  created_at       timestamptz not null default now(),
  updated_at       timestamptz not null default now(),
  primary key (org_id, id),
  constraint activities_need_a_subject_record check (num_nonnulls(client_id, opportunity_id, project_id, lead_id, candidate_id) > 0) -- An activity is about at least one client, deal, project, lead or candidate.
);

create table crm.activity_contacts (
  org_id      uuid not null default kit.org_id(),
  activity_id uuid not null,                                                   -- The activity. @list
  contact_id  uuid not null,                                                   -- The person. @list
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (org_id, activity_id, contact_id)
);

create table crm.client_assignments (
  org_id      uuid not null default kit.org_id(),
  user_id     uuid not null,                                                   -- The colleague. @list
  client_id   uuid not null,                                                   -- The client. @list
  role        crm.assignment_role not null default 'member',                   -- Leads the work or takes part. @list
  assigned_at timestamptz not null default now(),                              -- Since when. @list
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (org_id, user_id, client_id)
);

create table crm.client_portal_access (
  org_id             uuid not null default kit.org_id(),
  id                 uuid not null default kit.new_id(),
  client_id          uuid not null,                                            -- The client. @list
  access_token       bytea,                                                    -- SHA-256 of the token in the link. @secret
  expires_at         timestamptz,                                              -- When the link stops working; empty means never. @list
  password_protected boolean not null generated always as (password_hash is not null) stored, -- Whether a password is asked as well.
  password_hash      text,                                                     -- Argon2id hash of the password. @secret
  allowed_sections   crm.portal_section[] not null default '{projects,tasks,timeline,status}', -- What the client may see. @list
  created_by         uuid default kit.user_id(),                               -- Who opened the portal.
  last_accessed_at   timestamptz,                                              -- When the client last looked. @list
  created_at         timestamptz not null default now(),
  updated_at         timestamptz not null default now(),
  primary key (org_id, id)
);

create table crm.clients (
  org_id                      uuid not null default kit.org_id(),
  id                          uuid not null default kit.new_id(),
  name                        text not null check (name <> '' and length(name) <= 300), -- Trading name. @list
  status                      crm.client_status not null default 'active',     -- Where the company stands with us. @list
  industry                    text,                                            -- Line of business. @list
  website                     kit.url,                                         -- Home page.
  country                     text,                                            -- Country. @group(Company)
  size                        text,                                            -- Head count range, such as 51-200. @group(Company)
  tier                        text,                                            -- Importance to us, such as A, B, C or Gold. @list
  region                      text,                                            -- Region we serve it from. @list
  owner_id                    uuid,                                            -- Account manager. @list
  deadline                    date,                                            -- Date the client works towards. @group(Commercial)
  budget                      kit.money,                                       -- Money the client has set aside. @group(Commercial)
  billing_address             text,                                            -- Address on invoices. @group(Commercial)
  corporate_identity          jsonb not null default '{}',                     -- Registration and tax numbers by name, such as gst, pan, vat. @group(Commercial)
  contract_start_date         date,                                            -- First day of the contract. @group(Commercial)
  contract_end_date           date,                                            -- Last day of the contract. @group(Commercial)
  financials                  jsonb not null default '{}',                     -- Year-to-date revenue and performance figures. @group(Commercial)
  meddpicc_metrics            text,                                            -- Quantifiable measures of success. @label(Metrics) @group(MEDDPICC)
  meddpicc_decision_criteria  text,                                            -- How they judge success. @label('Decision criteria') @group(MEDDPICC)
  meddpicc_decision_process   text,                                            -- Steps and timeline to a decision. @label('Decision process') @group(MEDDPICC)
  meddpicc_paper_process      text,                                            -- Procurement, legal and contracts. @label('Paper process') @group(MEDDPICC)
  meddpicc_identified_pain    text,                                            -- The core business problem. @label('Identified pain') @group(MEDDPICC)
  meddpicc_competition        text,                                            -- Alternatives being considered. @label(Competition) @group(MEDDPICC)
  score                       kit.percent not null default 0,                  -- How well the company fits us, 0 to 100. @group(Discovery)
  score_factors               jsonb,                                           -- The parts of the score: {"factors": [{name, value, reason}], "total"}. @group(Discovery)
  enrichment_status           crm.enrichment_status not null default 'never',  -- How far enrichment has come. @group(Discovery)
  enrichment_last_run_at      timestamptz,                                     -- When enrichment last ran. @group(Discovery)
  enrichment_data             jsonb,                                           -- What enrichment found: website, industry, description, metadata. @group(Discovery)
  discovery_metadata          jsonb,                                           -- Where discovery found it: source, time, method, relevance. @group(Discovery)
  created_from_lead_id        uuid,                                            -- The lead it was converted from.
  custom                      jsonb not null default '{}' check (jsonb_typeof(custom) = 'object'), -- Fields the organisation added.
  created_at                  timestamptz not null default now(),
  updated_at                  timestamptz not null default now(),
  primary key (org_id, id),
  constraint clients_contract_in_order check (contract_end_date >= contract_start_date) -- The contract ends before it starts.
);

create table crm.competitor_mentions (
  org_id         uuid not null default kit.org_id(),
  competitor_id  uuid not null,                                                -- The competitor. @list
  opportunity_id uuid not null,                                                -- The deal. @list
  status         crm.mention_status not null default 'active',                 -- What became of them. @list
  notes          text,                                                         -- What we know of their offer.
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now(),
  primary key (org_id, competitor_id, opportunity_id)
);

create table crm.competitors (
  org_id          uuid not null default kit.org_id(),
  id              uuid not null default kit.new_id(),
  name            text not null check (name <> ''),                            -- Trading name. @list
  website         kit.url,                                                     -- Home page. @list
  strengths       text,                                                        -- What they do well.
  weaknesses      text,                                                        -- Where they are weak.
  typical_pricing text,                                                        -- What they usually charge. @list
  notes           text,                                                        -- Anything else.
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now(),
  primary key (org_id, id),
  constraint competitors_name_taken unique (org_id, name)                      -- There is already a competitor with this name.
);

create table crm.contacts (
  org_id             uuid not null default kit.org_id(),
  id                 uuid not null default kit.new_id(),
  client_id          uuid,                                                     -- The company they work for. @list
  first_name         text,                                                     -- First name.
  last_name          text,                                                     -- Last name.
  name               text generated always as (trim(both from coalesce(first_name, '') || ' ' || coalesce(last_name, ''))) stored, -- Full name. @list
  title              text,                                                     -- Job title, position or role. @list
  email              kit.pii_email,                                            -- E-mail address. @list
  email_index        bytea,                                                    -- Blind index of the address. @secret
  phone              kit.pii_phone,                                            -- Telephone number. @list
  phone_index        bytea,                                                    -- Blind index of the number. @secret
  linkedin_url       kit.url,                                                  -- LinkedIn profile.
  role_tags          crm.meddpicc_role[] not null default '{}',                -- Parts they play in the decision. @list
  engagement_level   crm.engagement_level not null default 'medium',           -- How much they take part. @list
  is_key             boolean not null default false,                           -- One of the people who matter most.
  notes              kit.pii,                                                  -- Private notes.
  last_contact_date  date,                                                     -- Day of the last activity with them; kept by the database. @list
  discovery_metadata jsonb,                                                    -- Where discovery found them. @group(Discovery)
  custom             jsonb not null default '{}' check (jsonb_typeof(custom) = 'object'), -- Fields the organisation added.
  created_at         timestamptz not null default now(),
  updated_at         timestamptz not null default now(),
  primary key (org_id, id),
  constraint contacts_need_a_name check (coalesce(first_name, '') <> '' or coalesce(last_name, '') <> '') -- A contact needs a first or a last name.
);

create table crm.lead_notes (
  org_id     uuid not null default kit.org_id(),
  id         uuid not null default kit.new_id(),
  lead_id    uuid not null,                                                    -- The lead. @list
  user_id    uuid default kit.user_id(),                                       -- Who wrote it. @list
  content    kit.markdown not null check (content <> ''),                      -- The note. @list
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id)
);

create table crm.leads (
  org_id                   uuid not null default kit.org_id(),
  id                       uuid not null default kit.new_id(),
  company_name             text,                                               -- Company. @list
  contact_name             text,                                               -- Person, in one piece. @list
  first_name               text,                                               -- First name.
  last_name                text,                                               -- Last name.
  email                    kit.email,                                          -- E-mail address. @list
  phone                    kit.phone,                                          -- Telephone number.
  country                  text,                                               -- Country.
  status                   crm.lead_status not null default 'new',             -- How far it has come. @list
  score                    kit.percent not null default 0,                     -- How promising it is, 0 to 100. @list
  score_factors            jsonb,                                              -- The parts of the score: {"factors": [{name, value, reason}], "total"}.
  classification           crm.lead_classification not null default 'cold',    -- Hot, warm or cold. @list
  scored_at                timestamptz,                                        -- When the score was last computed.
  source                   text,                                               -- Channel it was found through: google, keyword, linkedin, social… @list
  business_source          text,                                               -- How the business came: referral, existing_customer, partner, inbound, outbound…
  service_type             crm.service_type,                                   -- What it wants from us.
  estimated_value          kit.money check (estimated_value >= 0),             -- What it may be worth. @list
  probability              kit.percent,                                        -- Chance of business, in percent.
  expected_close_date      date,                                               -- When we expect a decision.
  next_follow_up_at        timestamptz,                                        -- When to speak to them next. @list
  client_id                uuid,                                               -- The client it belongs to or became.
  contact_id               uuid,                                               -- The contact it belongs to or became.
  owner_id                 uuid,                                               -- Who looks after it. @list
  discovery_metadata       jsonb,                                              -- Where discovery found it: source, time, method, relevance. @group(Discovery)
  converted_opportunity_id uuid,                                               -- The deal it became.
  custom                   jsonb not null default '{}' check (jsonb_typeof(custom) = 'object'), -- Fields the organisation added.
  created_at               timestamptz not null default now(),
  updated_at               timestamptz not null default now(),
  primary key (org_id, id),
  constraint leads_need_a_name check (coalesce(company_name, contact_name, first_name, last_name, email::text, '') <> '') -- A lead needs a company, a person or an e-mail address.
);

create table crm.market_tenders (
  org_id       uuid not null default kit.org_id(),
  id           uuid not null default kit.new_id(),
  title        text not null check (title <> ''),                              -- What is asked for. @list
  client       text,                                                           -- Who asks, as published. @list
  client_id    uuid,                                                           -- The client of ours that asks.
  location     text,                                                           -- Where the work is. @list
  value        kit.money,                                                      -- What it is worth. @list
  currency     kit.currency,                                                   -- Currency of the value.
  closing_date date,                                                           -- Last day for offers. @list
  is_pursuing  boolean not null default false,                                 -- We are going for it. @list
  url          kit.url,                                                        -- Where it is published.
  summary      text,                                                           -- What it is about.
  ocid         text,                                                           -- Open Contracting ID.
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  primary key (org_id, id),
  constraint market_tenders_ocid_taken unique (org_id, ocid)                   -- This tender is already here.
);

create table crm.nudges (
  org_id         uuid not null default kit.org_id(),
  id             uuid not null default kit.new_id(),
  type           crm.nudge_type not null,                                      -- The rule. @list
  priority       crm.priority not null default 'medium',                       -- How urgent it is. @list
  status         crm.nudge_status not null default 'open',                     -- What became of it. @list
  title          text not null check (title <> ''),                            -- The hint in a line. @list
  description    text,                                                         -- Why now.
  evidence       jsonb not null default '[]',                                  -- The records it rests on.
  action_payload jsonb not null default '{}',                                  -- The action that follows: verb and input.
  consultant_id  uuid,                                                         -- Whom it is for. @list
  client_id      uuid,                                                         -- The client it is about. @list
  dedupe_key     text,                                                         -- One open nudge per key.
  expires_at     timestamptz,                                                  -- When it no longer matters.
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now(),
  primary key (org_id, id)
);

create table crm.opportunities (
  org_id              uuid not null default kit.org_id(),
  id                  uuid not null default kit.new_id(),
  client_id           uuid not null,                                           -- The client. @list
  name                text not null check (name <> '' and length(name) <= 300),-- Title, such as "EasyVista ITSM implementation". @list
  type                crm.deal_type not null default 'new',                    -- New business, renewal or expansion. @list
  source              crm.deal_source,                                         -- How it came to us.
  stage               crm.deal_stage not null default 'lead',                  -- How far it has come. @list
  value               kit.money not null default 0 check (value >= 0),         -- What it is worth. @list
  currency            kit.currency,                                            -- Currency of the value; empty means the organisation's.
  probability         kit.percent not null generated always as (
    case stage when 'lead' then 10 when 'qualified' then 25 when 'discovery' then 40 when 'proposal' then 60
               when 'negotiation' then 80 when 'closed_won' then 100 else 0 end) stored, -- Chance of winning, in percent, given by the stage. @list
  stage_entered_at    timestamptz not null default now(),                      -- When it came into this stage; kept by the database.
  expected_close_date date,                                                    -- When we expect the decision. @list
  actual_close_date   date,                                                    -- When it was decided.
  outcome             crm.deal_outcome generated always as (
    case stage when 'closed_won' then 'won'::crm.deal_outcome when 'closed_lost' then 'lost'::crm.deal_outcome end) stored, -- Won or lost, once closed.
  loss_reason         text,                                                    -- Why it was lost; required for lost deals.
  owner_id            uuid,                                                    -- Who runs the deal. @list
  created_by          uuid default kit.user_id(),                              -- Who entered it.
  custom              jsonb not null default '{}' check (jsonb_typeof(custom) = 'object'), -- Fields the organisation added.
  created_at          timestamptz not null default now(),
  updated_at          timestamptz not null default now(),
  primary key (org_id, id),
  constraint opportunities_loss_needs_a_reason check (stage <> 'closed_lost' or coalesce(loss_reason, '') <> '') -- A lost deal needs a loss reason.
);

create table crm.sales_tasks (
  org_id       uuid not null default kit.org_id(),
  id           uuid not null default kit.new_id(),
  lead_id      uuid not null,                                                  -- The lead. @list
  title        text not null check (title <> ''),                              -- What to do. @list
  is_completed boolean not null default false,                                 -- Done. @list
  due_date     date,                                                           -- Until when. @list
  assigned_to  uuid default kit.user_id(),                                     -- Who does it. @list
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  primary key (org_id, id)
);

create table delivery.invoice_lines (
  org_id      uuid not null default kit.org_id(),
  id          uuid not null default kit.new_id(),
  invoice_id  uuid not null,                                                   -- The invoice. @list
  position    integer not null default 1,                                      -- Its place on the invoice, from 1. @list
  kind        delivery.line_kind not null default 'custom',                    -- What it bills. @list
  phase_id    uuid,                                                            -- The phase it bills.
  description text not null check (description <> ''),                         -- Text on the invoice. @list
  quantity    numeric(12,3) not null default 1,                                -- How much or how many. @list
  unit_price  kit.money not null default 0,                                    -- Price of one. @list
  amount      kit.money not null generated always as (round(quantity * unit_price, 2)) stored, -- Quantity × unit price. @list
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (org_id, id)
);

create table delivery.invoice_projects (
  org_id     uuid not null default kit.org_id(),
  invoice_id uuid not null,                                                    -- The invoice. @list
  project_id uuid not null,                                                    -- The project. @list
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, invoice_id, project_id)
);

create table delivery.invoices (
  org_id               uuid not null default kit.org_id(),
  id                   uuid not null default kit.new_id(),
  client_id            uuid not null,                                          -- The client. @list
  invoice_number       text not null check (invoice_number <> ''),             -- Number, unique in the organisation. @list
  amount               kit.money not null default 0,                           -- Total. @list
  currency             kit.currency not null default 'USD',                    -- Currency of the amount. @list
  status               delivery.invoice_status not null default 'draft',       -- What became of it. @list
  due_date             date not null,                                          -- Day by which to pay. @list
  sent_date            date,                                                   -- Day it was sent.
  paid_date            date,                                                   -- Day it was paid.
  recipient_contact_id uuid,                                                   -- Who receives it, usually the economic buyer.
  notes                text,                                                   -- Text on the invoice.
  created_at           timestamptz not null default now(),
  updated_at           timestamptz not null default now(),
  primary key (org_id, id),
  constraint invoices_number_taken unique (org_id, invoice_number),            -- There is already an invoice with this number.
  constraint invoices_paid_has_a_date check (status <> 'paid' or paid_date is not null) -- A paid invoice needs the day it was paid.
);

create table delivery.phases (
  org_id     uuid not null default kit.org_id(),
  id         uuid not null default kit.new_id(),
  project_id uuid not null,                                                    -- The project. @list
  name       text not null check (name <> ''),                                 -- Title. @list
  position   integer not null default 1,                                       -- Its place in the order, from 1. @list
  start_date date,                                                             -- First day. @list
  end_date   date,                                                             -- Last day. @list
  status     delivery.phase_status not null default 'pending',                 -- How far it has come. @list
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id),
  constraint phases_dates_in_order check (end_date >= start_date)              -- The phase ends before it starts.
);

create table delivery.projects (
  org_id         uuid not null default kit.org_id(),
  id             uuid not null default kit.new_id(),
  client_id      uuid not null,                                                -- The client. @list
  opportunity_id uuid,                                                         -- The won deal it came from.
  name           text not null check (name <> '' and length(name) <= 300),     -- Title. @list
  description    kit.markdown,                                                 -- What it is about.
  stage          delivery.project_stage not null default 'pipeline',           -- Where it stands in its life on site. @list
  status         delivery.project_status not null default 'planning',          -- Whether work goes on. @list
  budget         kit.money check (budget >= 0),                                -- Money to spend; taken from the deal. @list
  value          kit.money check (value >= 0),                                 -- What the whole construction project is worth.
  currency       kit.currency,                                                 -- Currency of budget and value; empty means the organisation's.
  start_date     date,                                                         -- First day. @list
  end_date       date,                                                         -- Day of completion. @list
  location       text,                                                         -- Where it is. @list
  lat            double precision check (lat between -90 and 90),              -- Latitude in degrees. @group(Site)
  lng            double precision check (lng between -180 and 180),            -- Longitude in degrees. @group(Site)
  ppe            jsonb not null default '[]',                                  -- Protective equipment required on site. @group(Site)
  site_logistics jsonb not null default '{}',                                  -- Inductions, access, parking and other site rules. @group(Site)
  owner_id       uuid,                                                         -- Who leads it. @list
  custom         jsonb not null default '{}' check (jsonb_typeof(custom) = 'object'), -- Fields the organisation added.
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now(),
  primary key (org_id, id),
  constraint projects_dates_in_order check (end_date >= start_date)            -- The project ends before it starts.
);

create table delivery.task_contacts (
  org_id     uuid not null default kit.org_id(),
  task_id    uuid not null,                                                    -- The task. @list
  contact_id uuid not null,                                                    -- The person. @list
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, task_id, contact_id)
);

create table delivery.tasks (
  org_id       uuid not null default kit.org_id(),
  id           uuid not null default kit.new_id(),
  project_id   uuid not null,                                                  -- The project. @list
  phase_id     uuid,                                                           -- The phase it belongs to.
  assigned_to  uuid,                                                           -- Who does it. @list
  title        text not null check (title <> '' and length(title) <= 300),     -- What to do. @list
  description  kit.markdown,                                                   -- More about it.
  effort       delivery.effort not null default 'medium',                      -- How much work it is. @list
  status       delivery.task_status not null default 'backlog',                -- How far it has come. @list
  due_date     date,                                                           -- Until when. @list
  is_milestone boolean not null default false,                                 -- Marks a milestone.
  is_critical  boolean not null default false,                                 -- Delays the project when late.
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  primary key (org_id, id)
);

create table delivery.time_entries (
  org_id      uuid not null default kit.org_id(),
  id          uuid not null default kit.new_id(),
  user_id     uuid not null default kit.user_id(),                             -- Who worked. @list
  project_id  uuid not null,                                                   -- The project. @list
  task_id     uuid,                                                            -- The task.
  invoice_id  uuid,                                                            -- The invoice it was billed on.
  hours       numeric(5,2) not null check (hours > 0 and hours <= 24),         -- Hours worked, at most 24. @list
  date        date not null default current_date,                              -- The day. @list
  description text,                                                            -- What was done. @list
  billable    boolean not null default true,                                   -- Whether the client pays for it. @list
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (org_id, id),
  constraint time_entries_billed_is_billable check (invoice_id is null or billable) -- Hours that are not billable can't be on an invoice.
);

create table identity.activity_logs (
  org_id      uuid not null default kit.org_id(),
  id          uuid not null default kit.new_id(),
  user_id     uuid,                                                            -- Who; empty for the system. @list
  action_type text not null check (action_type <> ''),                         -- The event, such as created_job, applied, converted_lead, login. @list
  severity    identity.severity not null default 'info',                       -- How serious it is. @list
  entity_type text,                                                            -- The kind of record it is about, such as jobs.
  entity_id   uuid,                                                            -- The record it is about.
  description text not null default '',                                        -- What happened, in words. @list
  ip_address  text,                                                            -- Address the request came from.
  created_at  timestamptz not null default clock_timestamp(),
  updated_at  timestamptz not null default now(),
  primary key (org_id, id)
);

create table identity.audit_log (
  org_id        uuid not null default kit.org_id(),
  id            uuid not null default kit.new_id(),
  user_id       uuid,                                                          -- Who; empty for the system. @list
  action        identity.audit_action not null,                                -- What was done. @list
  resource_type text not null,                                                 -- The kind of record, such as clients. @list
  resource_id   uuid,                                                          -- The record; empty for rows without an id of their own. @list
  changes       jsonb,                                                         -- For an update {"column": [before, after]}; for a delete the whole row.
  ip_address    text,                                                          -- Address the request came from. @list
  user_agent    text,                                                          -- Program the request came from.
  session_id    text,                                                          -- Session or API key that was used.
  occurred_at   timestamptz not null default clock_timestamp(),                -- When. @list
  created_at    timestamptz not null default now(),
  updated_at    timestamptz not null default now(),
  primary key (org_id, id)
);

create table identity.organizations (
  org_id                uuid not null default kit.new_id(),                    -- Itself: an organisation is its own tenant.
  id                    uuid generated always as (org_id) stored not null,
  name                  text not null check (name <> ''),                      -- Name as shown to people. @list
  slug                  kit.slug not null,                                     -- Short name for addresses and the command line. @list
  modules               text[] not null default '{identity,crm,delivery,recruiting,outreach,knowledge,agent}', -- Modules switched on, in menu order.
  allowed_email_domains text[] not null default '{}',                          -- Users may only have addresses in these domains; empty allows all.
  visibility            identity.visibility not null default 'open',           -- Whether colleagues see every client or only assigned ones. @list
  currency              kit.currency not null default 'USD',                   -- Currency of amounts that name none.
  time_zone             text not null default 'UTC',                           -- IANA time zone in which days begin.
  created_at            timestamptz not null default now(),
  updated_at            timestamptz not null default now(),
  primary key (org_id, id),
  constraint organizations_slug_taken unique (slug)                            -- There is already an organisation with this short name.
);

create table identity.sessions (
  org_id       uuid not null,
  id           uuid not null default kit.new_id(),
  user_id      uuid not null,                                                  -- Whose session.
  refresh_hash bytea not null,                                                 -- SHA-256 of the refresh token that is good now. @secret
  former_hash  bytea,                                                          -- SHA-256 of the token it replaced. @secret
  rotated_at   timestamptz not null default now(),                             -- When the token last turned.
  expires_at   timestamptz not null,                                           -- After this the person signs in again.
  ip_address   text,                                                           -- Address it was opened from.
  user_agent   text,                                                           -- Program it was opened from.
  ended_at     timestamptz,                                                    -- When it was signed out.
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  primary key (org_id, id)
);

create table identity.api_keys (
  org_id       uuid not null,
  id           uuid not null default kit.new_id(),
  name         text not null check (name <> ''),                               -- What the key is for.
  key_hash     bytea not null,                                                 -- SHA-256 of the key. @secret
  prefix       text not null,                                                  -- First characters, to recognise it by.
  role         identity.user_role not null,                                    -- What it may do.
  user_id      uuid,                                                           -- The person it acts for.
  expires_at   timestamptz,                                                    -- After this it no longer works; empty means never.
  last_used_at timestamptz,                                                    -- When it was last used.
  revoked_at   timestamptz,                                                    -- When it was revoked.
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  primary key (org_id, id)
);

create table identity.idempotency_keys (
  org_id       uuid not null,
  id           uuid not null default kit.new_id(),
  actor        text not null,                                                  -- Who sent it: a user, key or role.
  key          text not null check (length(key) between 1 and 255),            -- The caller's Idempotency-Key.
  request_hash bytea not null,                                                 -- SHA-256 of method, path and body.
  status       smallint,                                                       -- Status answered the first time.
  headers      jsonb,                                                          -- Headers answered the first time.
  body         bytea,                                                          -- Body answered the first time. @secret
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  primary key (org_id, id),
  constraint idempotency_keys_taken unique (org_id, actor, key)                -- This Idempotency-Key was used before.
);

create table identity.sign_in_attempts (
  org_id       uuid not null,
  id           uuid not null default kit.new_id(),
  subject      text not null,                                                  -- "account:…" or "address:…".
  failures     integer not null default 0,                                     -- Failures in the current window.
  window_at    timestamptz not null default now(),                             -- When the window began.
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  primary key (org_id, id),
  constraint sign_in_attempts_subject_taken unique (org_id, subject)           -- One counter a subject.
);

create table identity.data_keys (
  org_id       uuid not null,
  id           uuid not null default kit.new_id(),
  number       integer not null,                                               -- Named in the header of every ciphertext.
  wrapped_key  bytea not null,                                                 -- The key, encrypted by the master key. @secret
  retired_at   timestamptz,                                                    -- When a newer key replaced it.
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  primary key (org_id, id),
  constraint data_keys_number_taken unique (org_id, number)                    -- One key a number.
);

create table identity.system_settings (
  org_id      uuid not null default kit.org_id(),
  id          uuid not null default kit.new_id(),
  key         text not null check (key ~ '^[A-Za-z][A-Za-z0-9_.]{1,99}$'),     -- Name, such as pipeline.enforce_exit_criteria. @list
  value       jsonb not null,                                                  -- A boolean, number, text or object. @list
  description text,                                                            -- What it does. @list
  updated_by  uuid,                                                            -- Who changed it last.
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (org_id, id),
  constraint system_settings_key_taken unique (org_id, key)                    -- There is already a setting with this key.
);

create table identity.users (
  org_id         uuid not null default kit.org_id(),
  id             uuid not null default kit.new_id(),
  email          kit.email not null,                                           -- Sign-in address. @list
  full_name      text not null check (full_name <> ''),                        -- Name as shown to colleagues. @list
  role           identity.user_role not null default 'staff',                  -- What the person may do. @list
  status         identity.user_status not null default 'active',               -- Inactive people can't sign in; their work stays. @list
  avatar_url     kit.url,                                                      -- Picture.
  is_verified    boolean not null default false,                               -- The address was confirmed.
  client_id      uuid,                                                         -- For role client: the client this person belongs to.
  candidate_id   uuid,                                                         -- For role candidate: this person's profile.
  password_hash  text,                                                         -- Argon2id (or imported bcrypt) hash. @secret
  last_login_at  timestamptz,                                                  -- When the person last signed in. @list
  last_active_at timestamptz,                                                  -- When the person last did anything.
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now(),
  primary key (org_id, id),
  constraint users_client_role_needs_client check (role <> 'client' or client_id is not null), -- A user with role client needs the client they belong to.
  constraint users_outsider_is_not_member check (client_id is null or role = 'client')          -- Only users with role client belong to a client.
);

create table knowledge.document_chunks (
  org_id      uuid not null default kit.org_id(),
  id          uuid not null default kit.new_id(),
  document_id uuid not null,                                                   -- The document. @list
  chunk_index integer not null check (chunk_index >= 0),                       -- Its place in the document, from 0. @list
  content     text not null,                                                   -- The text. @list
  embedding   vector(1536),                                                    -- Its meaning; shorter models are padded with zeros.
  words       tsvector generated always as (to_tsvector('english', content)) stored, -- Its words, for full-text search. @internal
  metadata    jsonb not null default '{}',                                     -- Page, heading and the like.
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (org_id, id),
  constraint document_chunks_place_taken unique (org_id, document_id, chunk_index) -- The document already has a chunk at this place.
);

create table knowledge.documents (
  org_id     uuid not null default kit.org_id(),
  id         uuid not null default kit.new_id(),
  title      text not null check (title <> ''),                                -- Title. @list
  content    kit.markdown,                                                     -- Full text.
  file_path  text,                                                             -- Where the file is stored.
  file_type  text,                                                             -- pdf, docx, url… @list
  metadata   jsonb not null default '{}',                                      -- Author, date, tags.
  created_by uuid default kit.user_id(),                                       -- Who added it. @list
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id)
);

create table outreach.discovery_runs (
  org_id                  uuid not null default kit.org_id(),
  id                      uuid not null default kit.new_id(),
  status                  outreach.run_status not null default 'pending',      -- How far it has come. @list
  mode                    outreach.run_mode not null default 'manual',         -- Why it takes place. @list
  dry_run                 boolean not null default false,                      -- A preview that creates nothing. @list
  intent_id               text,                                                -- The intent template.
  intent_name             text,                                                -- The intent in words. @list
  triggered_by            outreach.run_trigger not null default 'manual',      -- What started it.
  triggered_by_id         uuid,                                                -- Who started it.
  started_at              timestamptz not null default now(),                  -- When it started. @list
  finished_at             timestamptz,                                         -- When it ended.
  cancel_requested_at     timestamptz,                                         -- When somebody asked to stop it.
  cancel_requested_by     uuid,                                                -- Who asked to stop it.
  stats                   jsonb,                                               -- Counts and times of its steps.
  error                   text,                                                -- Why it failed.
  results                 jsonb not null default '[]',                         -- What it found, up to a limit.
  created_companies_count integer not null default 0,                          -- Companies created. @list
  created_contacts_count  integer not null default 0,                          -- Contacts created. @list
  created_leads_count     integer not null default 0,                          -- Leads created. @list
  skipped_count           integer not null default 0,                          -- Duplicates skipped.
  error_count             integer not null default 0,                          -- Errors met.
  archived_at             timestamptz,                                         -- When it was archived.
  archived_by_id          uuid,                                                -- Who archived it.
  created_at              timestamptz not null default now(),
  updated_at              timestamptz not null default now(),
  primary key (org_id, id)
);

create table outreach.import_jobs (
  org_id        uuid not null default kit.org_id(),
  id            uuid not null default kit.new_id(),
  type          text not null check (type <> ''),                              -- The noun the rows become, such as clients. @list
  filename      text not null,                                                 -- Name of the file. @list
  fingerprint   text,                                                          -- SHA-256 of the file, to resume by.
  mapping       jsonb not null default '{}',                                   -- Header → column, as used.
  rows_in       integer not null default 0,                                    -- Rows read so far. @list
  rows_success  integer not null default 0,                                    -- Rows written. @list
  rows_error    integer not null default 0,                                    -- Rows rejected. @list
  status        outreach.import_status not null default 'pending',             -- How far it has come. @list
  finished_at   timestamptz,                                                   -- When it ended.
  error_message text,                                                          -- Why it failed.
  created_by    uuid default kit.user_id(),                                    -- Who brought it. @list
  created_at    timestamptz not null default now(),
  updated_at    timestamptz not null default now(),
  primary key (org_id, id)
);

create table outreach.outbound_message_log (
  org_id              uuid not null default kit.org_id(),
  id                  uuid not null default kit.new_id(),
  lead_id             uuid,                                                    -- The lead. @list
  channel             outreach.channel not null,                               -- The way it went. @list
  provider_message_id text,                                                    -- The provider's own number for it.
  recipient           text not null,                                           -- Address or number it went to. @list
  subject             text,                                                    -- Subject line. @list
  body_preview        text check (length(body_preview) <= 200),                -- First 200 characters.
  status              outreach.message_status not null default 'pending',      -- What became of it. @list
  error               text,                                                    -- Why it failed.
  created_at          timestamptz not null default now(),
  updated_at          timestamptz not null default now(),
  primary key (org_id, id)
);

create table outreach.outreach_drafts (
  org_id      uuid not null default kit.org_id(),
  id          uuid not null default kit.new_id(),
  lead_id     uuid not null,                                                   -- The lead. @list
  playbook_id uuid,                                                            -- The playbook it was made from. @list
  channel     outreach.channel not null default 'email',                       -- The way it goes. @list
  subject     text,                                                            -- Subject line. @list
  body        kit.markdown not null default '',                                -- Text.
  status      outreach.draft_status not null default 'draft',                  -- How far it has come. @list
  metadata    jsonb,                                                           -- missingFields, warnings and variables of the making.
  created_by  uuid default kit.user_id(),                                      -- Who made it. @list
  approved_by uuid,                                                            -- Who approved it.
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (org_id, id)
);

create table outreach.outreach_playbooks (
  org_id           uuid not null default kit.org_id(),
  id               uuid not null default kit.new_id(),
  name             text not null check (name <> ''),                           -- Name. @list
  audience_type    outreach.audience_type not null default 'businesses',       -- Whom it speaks to. @list
  subject_template text,                                                       -- Subject line with {{variables}}. @list
  body_template    kit.markdown not null check (body_template <> ''),          -- Text with {{variables}}.
  variables_schema jsonb,                                                      -- The variables it may use.
  enabled          boolean not null default true,                              -- In use. @list
  created_at       timestamptz not null default now(),
  updated_at       timestamptz not null default now(),
  primary key (org_id, id)
);

create table outreach.suppression_entries (
  org_id     uuid not null default kit.org_id(),
  id         uuid not null default kit.new_id(),
  type       outreach.suppression_type not null,                               -- What the value is. @list
  value      text not null check (value <> ''),                                -- The address, domain or company name. @list
  reason     text,                                                             -- Why. @list
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id),
  constraint suppression_entries_taken unique (org_id, type, value)            -- This is already suppressed.
);

create table recruiting.action_queue (
  org_id               uuid not null default kit.org_id(),
  id                   uuid not null default kit.new_id(),
  user_id              uuid not null default kit.user_id(),                    -- The recruiter who needs to see it. @list
  type                 recruiting.action_type not null,                        -- Why it waits. @list
  title                text not null check (title <> ''),                      -- What it is, in a line. @list
  description          text,                                                   -- More about it.
  priority             recruiting.action_priority not null default 'medium',   -- How urgent it is. @list
  related_job_id       uuid,                                                   -- The job it is about.
  related_candidate_id uuid,                                                   -- The candidate it is about.
  is_dismissed         boolean not null default false,                         -- Done or dismissed. @list
  created_at           timestamptz not null default now(),
  updated_at           timestamptz not null default now(),
  primary key (org_id, id)
);

create table recruiting.application_timeline (
  org_id          uuid not null default kit.org_id(),
  id              uuid not null default kit.new_id(),
  application_id  uuid not null,                                               -- The application. @list
  previous_status text,                                                        -- Status before; empty at the start. @list
  new_status      text not null,                                               -- Status after. @list
  changed_by      uuid,                                                        -- Who changed it; empty for the system. @list
  remarks         text,                                                        -- The recruiter's remark at that moment.
  created_at      timestamptz not null default clock_timestamp(),
  updated_at      timestamptz not null default now(),
  primary key (org_id, id)
);

create table recruiting.applications (
  org_id                uuid not null default kit.org_id(),
  id                    uuid not null default kit.new_id(),
  job_id                uuid not null,                                         -- The job. @list
  candidate_id          uuid not null,                                         -- The person. @list
  applied_at            timestamptz not null default now(),                    -- When they applied. @list
  status                recruiting.application_status not null default 'new',  -- How far it has come. @list
  is_active             boolean not null generated always as (
    status not in ('rejected', 'withdrawn') and coalesce(follow_up_status not in ('joined', 'no_show', 'rejected'), true)) stored, -- The process goes on: not rejected, withdrawn or hired.
  match_score           kit.percent,                                           -- How well the person fits this job, 0 to 100. @internal @list
  ai_custom_summary     text,                                                  -- Why they fit or do not, in words. @internal
  automation_status     recruiting.automation_status not null default 'new',   -- What the co-pilot is doing. @internal
  is_recruiter_approved boolean not null default false,                        -- A recruiter vouches for the person. @internal
  follow_up_status      recruiting.follow_up_status,                           -- Where the recruiter's follow-up stands. @internal @list
  next_follow_up_date   date,                                                  -- When to follow up next. @internal @list
  follow_up_remarks     text,                                                  -- Recruiter's notes. @internal
  created_at            timestamptz not null default now(),
  updated_at            timestamptz not null default now(),
  primary key (org_id, id),
  constraint applications_once unique (org_id, job_id, candidate_id)           -- This person already applied for this job.
);

create table recruiting.candidate_work_history (
  org_id           uuid not null default kit.org_id(),
  id               uuid not null default kit.new_id(),
  candidate_id     uuid not null,                                              -- The person. @list
  company_name     text not null check (company_name <> ''),                   -- Employer. @list
  job_title        text,                                                       -- Job title. @list
  start_date       date,                                                       -- First day. @list
  end_date         date,                                                       -- Last day; empty while it lasts. @list
  is_current       boolean not null default false,                             -- They work there now.
  responsibilities text,                                                       -- What they did.
  tools_used       jsonb not null default '[]',                                -- Tools they used.
  ctc_at_role      text,                                                       -- Pay there, in their own words.
  created_at       timestamptz not null default now(),
  updated_at       timestamptz not null default now(),
  primary key (org_id, id),
  constraint candidate_work_history_dates_in_order check (end_date >= start_date) -- The job ends before it starts.
);

create table recruiting.candidates (
  org_id                   uuid not null default kit.org_id(),
  id                       uuid not null default kit.new_id(),
  user_id                  uuid,                                               -- The account of the person, if they have one.
  first_name               text not null check (first_name <> ''),             -- First name.
  last_name                text not null default '',                           -- Last name.
  name                     text generated always as (trim(both from first_name || ' ' || last_name)) stored, -- Full name. @list
  email                    kit.pii_email,                                      -- E-mail address. @list
  email_index              bytea,                                              -- Blind index of the address. @secret
  phone                    kit.pii_phone,                                      -- Telephone number. @list
  phone_index              bytea,                                              -- Blind index of the number. @secret
  status                   recruiting.candidate_status not null default 'available', -- Whether they can be placed. @list
  role                     text,                                               -- What they work as. @list
  trade                    text,                                               -- Trade on site, such as electrician or rigger. @list
  charge_out_rate          kit.money check (charge_out_rate >= 0),             -- What a client pays an hour. @internal @list
  pay_rate                 kit.money check (pay_rate >= 0),                    -- What they are paid an hour.
  internal_rating          smallint check (internal_rating between 1 and 5),   -- Our rating, 1 to 5. @internal
  compliance               jsonb not null default '[]' check (jsonb_typeof(compliance) = 'array'), -- Tickets and licences: [{"ticket", "number", "expires"}].
  linkedin_url             kit.url,                                            -- LinkedIn profile.
  portfolio_url            kit.url,                                            -- Portfolio.
  github_url               kit.url,                                            -- GitHub profile.
  resume_url               kit.url,                                            -- Master résumé.
  resume_last_updated_at   timestamptz,                                        -- When the résumé was last replaced.
  bio                      kit.markdown,                                       -- Professional summary.
  is_actively_searching    boolean not null default true,                      -- Looking for work now.
  highest_education        text,                                               -- Highest degree. @group('Skills and education')
  year_of_passing          integer check (year_of_passing between 1900 and 2200), -- Year of that degree. @group('Skills and education')
  skills                   jsonb not null default '[]',                        -- Skills, a list of words. @group('Skills and education')
  certificates             jsonb not null default '[]',                        -- Certificates, a list of words. @group('Skills and education')
  projects_summary         text,                                               -- Projects they are proud of. @group('Skills and education')
  ai_skills_vector         vector(1536),                                       -- Meaning of the profile, for matching. @internal
  total_experience_years   numeric(4,1) check (total_experience_years >= 0),   -- Years of experience. @group('Job preferences')
  current_title            text,                                               -- Present job title. @group('Job preferences')
  expected_role            text,                                               -- Role they want. @group('Job preferences')
  job_type_preference      text,                                               -- Full-time or contract. @group('Job preferences')
  current_locations        jsonb not null default '[]',                        -- Where they live. @group('Job preferences')
  preferred_locations      jsonb not null default '[]',                        -- Where they would work. @group('Job preferences')
  ready_to_relocate        recruiting.relocation,                              -- Whether they would move. @group('Job preferences')
  notice_period            integer check (notice_period >= 0),                 -- Notice period in days. @group('Job preferences')
  availability_date        date,                                               -- First day they could start. @group('Job preferences')
  shift_preference         text,                                               -- Day, night or flexible. @group('Job preferences')
  work_authorization       text,                                               -- Where they may work, and under what permit. @group('Job preferences')
  current_ctc              bigint check (current_ctc >= 0),                    -- Present pay a year (cost to company). @group(Salary)
  expected_ctc             bigint check (expected_ctc >= 0),                   -- Expected pay a year. @group(Salary)
  currency                 kit.currency,                                       -- Currency of pay. @group(Salary)
  is_ctc_negotiable        boolean,                                            -- Whether the expectation can move. @group(Salary)
  looking_for_jobs_abroad  boolean,                                            -- Wants to work abroad. @group(Personal)
  sector_preference        text,                                               -- Private or government. @group(Personal)
  preferred_industries     jsonb not null default '[]',                        -- Industries they prefer. @group(Personal)
  gender                   text,                                               -- Gender. @group(Personal)
  marital_status           text,                                               -- Marital status. @group(Personal)
  dob                      date check (dob > '1900-01-01'),                    -- Date of birth. @group(Personal) @label('Date of birth')
  languages                jsonb not null default '[]',                        -- Languages. @group(Personal)
  reservation_category     text,                                               -- General, OBC, SC or ST. @group(Personal)
  disability               text,                                               -- Disability in words, or empty. @group(Personal)
  willingness_to_travel    text,                                               -- How much they would travel. @group(Personal)
  has_driving_license      boolean,                                            -- Has a driving licence. @group(Personal)
  has_current_offers       boolean,                                            -- Has other offers. @group('Contact and availability')
  number_of_offers         integer check (number_of_offers >= 0),              -- How many. @group('Contact and availability')
  best_time_to_contact     text,                                               -- Best time to reach them. @group('Contact and availability')
  preferred_contact_mode   text,                                               -- E-mail, call or WhatsApp. @group('Contact and availability')
  alternate_email          kit.pii_email,                                      -- Second e-mail address. @group('Contact and availability')
  alternate_email_index    bytea,                                              -- Blind index of the second address. @secret
  alternate_phone          kit.pii_phone,                                      -- Second telephone number. @group('Contact and availability')
  alternate_phone_index    bytea,                                              -- Blind index of the second number. @secret
  time_zone                text,                                               -- Time zone they live in. @group('Contact and availability')
  custom                   jsonb not null default '{}' check (jsonb_typeof(custom) = 'object'), -- Fields the organisation added.
  created_at               timestamptz not null default now(),
  updated_at               timestamptz not null default now(),
  primary key (org_id, id)
);

create table recruiting.chat_messages (
  org_id         uuid not null default kit.org_id(),
  id             uuid not null default kit.new_id(),
  application_id uuid not null,                                                -- The application it is about. @list
  sender_type    recruiting.sender_type not null,                              -- Who wrote it. @list
  message_text   text not null check (message_text <> ''),                     -- The message. @list
  sent_at        timestamptz not null default now(),                           -- When it was sent. @list
  is_read        boolean not null default false,                               -- The other side has seen it.
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now(),
  primary key (org_id, id)
);

create table recruiting.external_job_postings (
  org_id       uuid not null default kit.org_id(),
  id           uuid not null default kit.new_id(),
  source       text not null default 'AI_Scraper',                             -- Where it was seen: AI_Scraper, LinkedIn, Indeed… @list
  original_url kit.url not null,                                               -- The posting. @list
  title        text not null check (title <> ''),                              -- Job title. @list
  company_name text,                                                           -- Company. @list
  location     text,                                                           -- Place. @list
  posted_date  date,                                                           -- Day it was posted. @list
  summary      text,                                                           -- What it is about.
  salary_text  text,                                                           -- Salary as written, such as "$100k - $120k". @list
  job_type     text,                                                           -- Remote, contract, full-time.
  fetched_at   timestamptz not null default now(),                             -- When we found it.
  expires_at   timestamptz not null default now() + interval '24 hours',       -- When it is no longer shown. @list
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  primary key (org_id, id),
  constraint external_job_postings_url_taken unique (org_id, original_url)     -- This posting is already here.
);

create table recruiting.jobs (
  org_id                  uuid not null default kit.org_id(),
  id                      uuid not null default kit.new_id(),
  client_id               uuid not null,                                       -- The company hiring. @internal @list
  assigned_recruiter_id   uuid,                                                -- The recruiter who fills it. @internal @list
  title                   text not null check (title <> '' and length(title) <= 300), -- Job title. @list
  internal_job_id         text,                                                -- Our own number for it. @list
  employment_type         recruiting.employment_type not null default 'full_time', -- Form of employment. @list
  work_mode               recruiting.work_mode not null default 'on_site',     -- Where the work is done. @list
  industry                text,                                                -- Industry.
  functional_area         text,                                                -- Functional area.
  job_locations           jsonb not null default '[]',                         -- Places, each "City, State". @group('Location and compensation')
  min_salary              bigint check (min_salary >= 0),                      -- Lowest salary. @group('Location and compensation')
  max_salary              bigint check (max_salary >= 0),                      -- Highest salary. @group('Location and compensation')
  currency                kit.currency,                                        -- Currency of the salary. @group('Location and compensation')
  salary_unit             recruiting.salary_unit,                              -- What the salary is per. @group('Location and compensation')
  benefits_perks          jsonb not null default '[]',                         -- Benefits. @group('Location and compensation')
  about_company           kit.markdown,                                        -- About the company. @group('Description and requirements')
  job_summary             kit.markdown,                                        -- Full description. @group('Description and requirements')
  responsibilities        jsonb not null default '[]',                         -- Key duties. @group('Description and requirements')
  experience_required     text,                                                -- Such as "3-5 years". @group('Description and requirements')
  education_qualification text,                                                -- Such as "B.Tech". @group('Description and requirements')
  required_skills         jsonb not null default '[]',                         -- Skills a person must have. @group('Description and requirements')
  preferred_skills        jsonb not null default '[]',                         -- Skills that help. @group('Description and requirements')
  tools_tech_stack        jsonb not null default '[]',                         -- Tools and technology. @group('Description and requirements')
  number_of_openings      integer not null default 1 check (number_of_openings > 0), -- How many people are wanted. @group('Application and process')
  application_deadline    date,                                                -- Last day to apply. @list @group('Application and process')
  hiring_process_rounds   jsonb not null default '[]',                         -- Rounds by name, such as ["Screening", "Tech"]. @group('Application and process')
  notice_period_accepted  text,                                                -- Such as "Immediate to 30 days". @group('Application and process')
  slug_url                kit.slug not null,                                   -- Readable web address; made from the title when empty. @group(SEO)
  meta_title              text,                                                -- Title for search engines. @group(SEO)
  meta_description        text,                                                -- Description for search engines. @group(SEO)
  status                  recruiting.job_status not null default 'draft',      -- How far it has come. @list
  custom                  jsonb not null default '{}' check (jsonb_typeof(custom) = 'object'), -- Fields the organisation added. @internal
  created_at              timestamptz not null default now(),
  updated_at              timestamptz not null default now(),
  primary key (org_id, id),
  constraint jobs_slug_taken unique (org_id, slug_url),                        -- There is already a job with this web address.
  constraint jobs_salary_in_order check (max_salary >= min_salary)             -- The highest salary is below the lowest.
);

create table recruiting.placement_groups (
  org_id     uuid not null default kit.org_id(),
  id         uuid not null default kit.new_id(),
  project_id uuid,                                                             -- The project they work on. @list
  name       text not null check (name <> ''),                                 -- Name, such as "Night crew". @list
  notes      text,                                                             -- Anything to know about them.
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id)
);

create table recruiting.placements (
  org_id             uuid not null default kit.org_id(),
  id                 uuid not null default kit.new_id(),
  candidate_id       uuid not null,                                            -- The person. @list
  project_id         uuid not null,                                            -- The project. @list
  placement_group_id uuid,                                                     -- The crew. @list
  job_id             uuid,                                                     -- The job it fills.
  status             recruiting.placement_status not null default 'draft',     -- How far it has come. @list
  role               text,                                                     -- What they do there. @list
  start_date         date,                                                     -- First day. @list
  end_date           date,                                                     -- Last day. @list
  charge_rate        kit.money check (charge_rate >= 0),                       -- What the client pays an hour.
  pay_rate           kit.money check (pay_rate >= 0),                          -- What the person is paid an hour.
  created_at         timestamptz not null default now(),
  updated_at         timestamptz not null default now(),
  primary key (org_id, id),
  constraint placements_dates_in_order check (end_date >= start_date)          -- The placement ends before it starts.
);

select kit.refers('agent.checkpoints', 'thread_id', 'agent.threads', 'cascade');

select kit.refers('agent.messages', 'thread_id', 'agent.threads', 'cascade');

select kit.refers('agent.threads', 'user_id', 'identity.users', 'cascade');

select kit.refers('crm.activities', 'client_id', 'crm.clients', 'cascade');

select kit.refers('crm.activities', 'opportunity_id', 'crm.opportunities', 'cascade');

select kit.refers('crm.activities', 'project_id', 'delivery.projects', 'cascade');

select kit.refers('crm.activities', 'lead_id', 'crm.leads', 'cascade');

select kit.refers('crm.activities', 'candidate_id', 'recruiting.candidates', 'cascade');

select kit.refers('crm.activities', 'created_by', 'identity.users', 'set null');

select kit.refers('crm.activity_contacts', 'activity_id', 'crm.activities', 'cascade');

select kit.refers('crm.activity_contacts', 'contact_id', 'crm.contacts', 'cascade');

select kit.refers('crm.client_assignments', 'user_id', 'identity.users', 'cascade');

select kit.refers('crm.client_assignments', 'client_id', 'crm.clients', 'cascade');

select kit.refers('crm.client_portal_access', 'client_id', 'crm.clients', 'cascade', uniquely => true);

select kit.refers('crm.client_portal_access', 'created_by', 'identity.users', 'set null');

select kit.refers('crm.clients', 'owner_id', 'identity.users', 'set null');

select kit.refers('crm.clients', 'created_from_lead_id', 'crm.leads', 'set null');

select kit.refers('crm.competitor_mentions', 'competitor_id', 'crm.competitors', 'cascade');

select kit.refers('crm.competitor_mentions', 'opportunity_id', 'crm.opportunities', 'cascade');

select kit.refers('crm.contacts', 'client_id', 'crm.clients', 'cascade');

select kit.refers('crm.lead_notes', 'lead_id', 'crm.leads', 'cascade');

select kit.refers('crm.lead_notes', 'user_id', 'identity.users', 'cascade');

select kit.refers('crm.leads', 'client_id', 'crm.clients', 'set null');

select kit.refers('crm.leads', 'contact_id', 'crm.contacts', 'set null');

select kit.refers('crm.leads', 'owner_id', 'identity.users', 'set null');

select kit.refers('crm.leads', 'converted_opportunity_id', 'crm.opportunities', 'set null');

select kit.refers('crm.market_tenders', 'client_id', 'crm.clients', 'set null');

select kit.refers('crm.nudges', 'consultant_id', 'identity.users', 'set null');

select kit.refers('crm.nudges', 'client_id', 'crm.clients', 'cascade');

select kit.refers('crm.opportunities', 'client_id', 'crm.clients', 'cascade');

select kit.refers('crm.opportunities', 'owner_id', 'identity.users', 'set null');

select kit.refers('crm.opportunities', 'created_by', 'identity.users', 'set null');

select kit.refers('crm.sales_tasks', 'lead_id', 'crm.leads', 'cascade');

select kit.refers('crm.sales_tasks', 'assigned_to', 'identity.users', 'set null');

select kit.refers('delivery.invoice_lines', 'invoice_id', 'delivery.invoices', 'cascade');

select kit.refers('delivery.invoice_lines', 'phase_id', 'delivery.phases', 'set null');

select kit.refers('delivery.invoice_projects', 'invoice_id', 'delivery.invoices', 'cascade');

select kit.refers('delivery.invoice_projects', 'project_id', 'delivery.projects', 'cascade');

select kit.refers('delivery.invoices', 'client_id', 'crm.clients', 'restrict');

select kit.refers('delivery.invoices', 'recipient_contact_id', 'crm.contacts', 'set null');

select kit.refers('delivery.phases', 'project_id', 'delivery.projects', 'cascade');

select kit.refers('delivery.projects', 'client_id', 'crm.clients', 'cascade');

select kit.refers('delivery.projects', 'opportunity_id', 'crm.opportunities', 'set null', uniquely => true);

select kit.refers('delivery.projects', 'owner_id', 'identity.users', 'set null');

select kit.refers('delivery.task_contacts', 'task_id', 'delivery.tasks', 'cascade');

select kit.refers('delivery.task_contacts', 'contact_id', 'crm.contacts', 'cascade');

select kit.refers('delivery.tasks', 'project_id', 'delivery.projects', 'cascade');

select kit.refers('delivery.tasks', 'phase_id', 'delivery.phases', 'set null');

select kit.refers('delivery.tasks', 'assigned_to', 'identity.users', 'set null');

select kit.refers('delivery.time_entries', 'user_id', 'identity.users', 'restrict');

select kit.refers('delivery.time_entries', 'project_id', 'delivery.projects', 'restrict');

select kit.refers('delivery.time_entries', 'task_id', 'delivery.tasks', 'set null');

select kit.refers('delivery.time_entries', 'invoice_id', 'delivery.invoices', 'set null');

select kit.refers('identity.sessions', 'user_id', 'identity.users', 'cascade');

select kit.refers('identity.api_keys', 'user_id', 'identity.users', 'cascade');

select kit.refers('identity.system_settings', 'updated_by', 'identity.users', 'set null');

select kit.refers('identity.users', 'client_id', 'crm.clients', 'restrict');

select kit.refers('identity.users', 'candidate_id', 'recruiting.candidates', 'set null');

select kit.refers('knowledge.document_chunks', 'document_id', 'knowledge.documents', 'cascade');

select kit.refers('knowledge.documents', 'created_by', 'identity.users', 'set null');

select kit.refers('outreach.discovery_runs', 'triggered_by_id', 'identity.users', 'set null');

select kit.refers('outreach.discovery_runs', 'cancel_requested_by', 'identity.users', 'set null');

select kit.refers('outreach.discovery_runs', 'archived_by_id', 'identity.users', 'set null');

select kit.refers('outreach.import_jobs', 'created_by', 'identity.users', 'set null');

select kit.refers('outreach.outbound_message_log', 'lead_id', 'crm.leads', 'set null');

select kit.refers('outreach.outreach_drafts', 'lead_id', 'crm.leads', 'cascade');

select kit.refers('outreach.outreach_drafts', 'playbook_id', 'outreach.outreach_playbooks', 'set null');

select kit.refers('outreach.outreach_drafts', 'created_by', 'identity.users', 'set null');

select kit.refers('outreach.outreach_drafts', 'approved_by', 'identity.users', 'set null');

select kit.refers('recruiting.action_queue', 'user_id', 'identity.users', 'cascade');

select kit.refers('recruiting.action_queue', 'related_job_id', 'recruiting.jobs', 'cascade');

select kit.refers('recruiting.action_queue', 'related_candidate_id', 'recruiting.candidates', 'cascade');

select kit.refers('recruiting.application_timeline', 'application_id', 'recruiting.applications', 'cascade');

select kit.refers('recruiting.application_timeline', 'changed_by', 'identity.users', 'set null');

select kit.refers('recruiting.applications', 'job_id', 'recruiting.jobs', 'cascade');

select kit.refers('recruiting.applications', 'candidate_id', 'recruiting.candidates', 'cascade');

select kit.refers('recruiting.candidate_work_history', 'candidate_id', 'recruiting.candidates', 'cascade');

select kit.refers('recruiting.candidates', 'user_id', 'identity.users', 'set null', uniquely => true);

select kit.refers('recruiting.chat_messages', 'application_id', 'recruiting.applications', 'cascade');

select kit.refers('recruiting.jobs', 'client_id', 'crm.clients', 'cascade');

select kit.refers('recruiting.jobs', 'assigned_recruiter_id', 'identity.users', 'set null');

select kit.refers('recruiting.placement_groups', 'project_id', 'delivery.projects', 'cascade');

select kit.refers('recruiting.placements', 'candidate_id', 'recruiting.candidates', 'restrict');

select kit.refers('recruiting.placements', 'project_id', 'delivery.projects', 'restrict');

select kit.refers('recruiting.placements', 'placement_group_id', 'recruiting.placement_groups', 'set null');

select kit.refers('recruiting.placements', 'job_id', 'recruiting.jobs', 'set null');

create index activities_client_time_idx on crm.activities (org_id, client_id, occurred_at);

create index activities_time_idx on crm.activities (org_id, occurred_at);

create unique index client_portal_access_token_taken on crm.client_portal_access (access_token);

create index clients_name_idx on crm.clients (org_id, lower(name));

create index clients_status_idx on crm.clients (org_id, status);

create index clients_website_idx on crm.clients (org_id, website);

create index clients_contract_end_idx on crm.clients (org_id, contract_end_date);

create index contacts_name_idx on crm.contacts (org_id, lower(name));

create index contacts_email_idx on crm.contacts (org_id, email_index);

create index contacts_phone_idx on crm.contacts (org_id, phone_index);

create index contacts_linkedin_idx on crm.contacts (org_id, linkedin_url);

create index lead_notes_created_at_idx on crm.lead_notes (org_id, created_at);

create index leads_email_idx on crm.leads (org_id, lower(email));

create index leads_status_idx on crm.leads (org_id, status);

create index leads_business_source_idx on crm.leads (org_id, business_source);

create index leads_follow_up_idx on crm.leads (org_id, next_follow_up_at);

create index market_tenders_closing_idx on crm.market_tenders (org_id, closing_date);

create unique index nudges_open_once on crm.nudges (org_id, dedupe_key) where status = 'open';

create index nudges_status_idx on crm.nudges (org_id, status, priority);

create index opportunities_stage_idx on crm.opportunities (org_id, stage);

create index opportunities_close_idx on crm.opportunities (org_id, expected_close_date);

create index sales_tasks_due_idx on crm.sales_tasks (org_id, due_date) where not is_completed;

create index invoices_status_idx on delivery.invoices (org_id, status, due_date);

create index projects_status_idx on delivery.projects (org_id, status);

create index projects_end_idx on delivery.projects (org_id, end_date);

create index tasks_status_idx on delivery.tasks (org_id, status);

create index tasks_due_idx on delivery.tasks (org_id, due_date) where status <> 'done';

create index time_entries_date_idx on delivery.time_entries (org_id, date);

create index activity_logs_created_at_idx on identity.activity_logs (org_id, created_at);

create index activity_logs_entity_idx on identity.activity_logs (org_id, entity_type, entity_id);

create index activity_logs_user_idx on identity.activity_logs (org_id, user_id);

create index activity_logs_action_idx on identity.activity_logs (org_id, action_type);

create index audit_log_resource_idx on identity.audit_log (org_id, resource_type, resource_id);

create index audit_log_user_idx on identity.audit_log (org_id, user_id);

create index audit_log_time_idx on identity.audit_log using brin (occurred_at);

create unique index sessions_refresh_idx on identity.sessions (refresh_hash);

create index sessions_former_idx on identity.sessions (former_hash);

create unique index api_keys_hash_idx on identity.api_keys (key_hash);

create index idempotency_keys_created_at_idx on identity.idempotency_keys (created_at);

create unique index users_email_taken on identity.users (org_id, lower(email));

create index users_email_idx on identity.users (lower(email));

create index users_role_idx on identity.users (org_id, role);

create index document_chunks_embedding_idx on knowledge.document_chunks using hnsw (embedding vector_cosine_ops);

create index document_chunks_words_idx on knowledge.document_chunks using gin (words);

create index documents_words_idx on knowledge.documents using gin (to_tsvector('simple', title));

create index discovery_runs_status_idx on outreach.discovery_runs (org_id, status);

create index discovery_runs_started_at_idx on outreach.discovery_runs (org_id, started_at);

create index discovery_runs_mode_idx on outreach.discovery_runs (org_id, mode);

create index discovery_runs_intent_idx on outreach.discovery_runs (org_id, intent_id);

create index discovery_runs_archived_at_idx on outreach.discovery_runs (org_id, archived_at);

create index import_jobs_status_idx on outreach.import_jobs (org_id, status);

create index import_jobs_created_at_idx on outreach.import_jobs (org_id, created_at);

create index outbound_message_log_channel_idx on outreach.outbound_message_log (org_id, channel);

create index outbound_message_log_status_idx on outreach.outbound_message_log (org_id, status);

create index outbound_message_log_created_at_idx on outreach.outbound_message_log (org_id, created_at);

create index outreach_drafts_status_idx on outreach.outreach_drafts (org_id, status);

create index outreach_drafts_created_at_idx on outreach.outreach_drafts (org_id, created_at);

create index outreach_playbooks_enabled_idx on outreach.outreach_playbooks (org_id, enabled);

create index outreach_playbooks_audience_idx on outreach.outreach_playbooks (org_id, audience_type);

create index suppression_entries_value_idx on outreach.suppression_entries (org_id, value);

create index action_queue_open_idx on recruiting.action_queue (org_id, user_id, priority) where not is_dismissed;

create index applications_status_idx on recruiting.applications (org_id, status);

create index applications_follow_up_idx on recruiting.applications (org_id, next_follow_up_date);

create index candidates_name_idx on recruiting.candidates (org_id, lower(name));

create index candidates_email_idx on recruiting.candidates (org_id, email_index);

create index candidates_phone_idx on recruiting.candidates (org_id, phone_index);

create index candidates_alternate_email_idx on recruiting.candidates (org_id, alternate_email_index);

create index candidates_trade_idx on recruiting.candidates (org_id, status, trade);

create index candidates_skills_idx on recruiting.candidates using gin (skills jsonb_path_ops);

create index candidates_vector_idx on recruiting.candidates using hnsw (ai_skills_vector vector_cosine_ops);

create index chat_messages_time_idx on recruiting.chat_messages (org_id, application_id, sent_at);

create index external_job_postings_expires_idx on recruiting.external_job_postings (org_id, expires_at);

create index jobs_status_idx on recruiting.jobs (org_id, status);

create index jobs_skills_idx on recruiting.jobs using gin (required_skills jsonb_path_ops);

create unique index jobs_internal_job_id_taken on recruiting.jobs (org_id, internal_job_id);

create index placements_status_idx on recruiting.placements (org_id, status, end_date);

