-- PostgreSQL's description of itself, as one JSON document. $1: the schemas that are exposed.
with recursive
exposed as (
  select c.oid, c.relname, n.nspname, c.relkind, c.relrowsecurity, c.relforcerowsecurity, obj_description(c.oid, 'pg_class') as comment,
         coalesce('security_invoker=true' = any (c.reloptions) or 'security_invoker=on' = any (c.reloptions), false) as invoker
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
   where n.nspname = any ($1) and c.relkind in ('r', 'v', 'm', 'p', 'f') and not c.relispartition
),
-- What each type in use comes down to: a domain over a domain over an enum is the enum. Read once, not for each column.
down as (
  select distinct t.oid as of, t.oid, t.typtype, t.typbasetype
    from exposed x join pg_attribute a on a.attrelid = x.oid join pg_type t on t.oid = a.atttypid
  union all
  select d.of, b.oid, b.typtype, b.typbasetype from down d join pg_type b on b.oid = d.typbasetype where d.typtype = 'd'
),
types as materialized (
  select d.of, base.typname as base, element.typname as element,
         (select json_agg(e.enumlabel order by e.enumsortorder) from pg_enum e where e.enumtypid = coalesce(nullif(base.typelem, 0), base.oid)) as labels,
         case when last.typtype = 'e' then ln.nspname || '.' || last.typname end as enum_name,
         obj_description(last.oid, 'pg_type') as enum_comment
    from down d join pg_type base on base.oid = d.oid
    left join pg_type element on element.oid = base.typelem and base.typcategory = 'A'
    join pg_type last on last.oid = coalesce(element.oid, base.oid) join pg_namespace ln on ln.oid = last.typnamespace
   where d.typtype <> 'd'
),
columns as (
  select a.attrelid, json_agg(json_build_object(
      'name', a.attname, 'number', a.attnum, 'type', format_type(a.atttypid, a.atttypmod),
      'domain', case when t.typtype = 'd' then tn.nspname || '.' || t.typname end,
      'base', y.base, 'element', y.element, 'enum', y.labels, 'enum_name', y.enum_name, 'enum_comment', y.enum_comment,
      'required', a.attnotnull or t.typnotnull, 'default', a.atthasdef and a.attgenerated = '' or a.attidentity <> '', 'default_sql', case when a.attgenerated = '' then pg_get_expr(d.adbin, d.adrelid) end,
      'generated', a.attgenerated <> '' or a.attidentity = 'a', 'comment', said.description,
      'acl', a.attacl::text) order by a.attnum) as list
    from pg_attribute a
    join exposed x on x.oid = a.attrelid
    join pg_type t on t.oid = a.atttypid
    join pg_namespace tn on tn.oid = t.typnamespace
    join types y on y.of = a.atttypid
    left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    left join pg_description said on said.classoid = 'pg_class'::regclass and said.objoid = a.attrelid and said.objsubid = a.attnum
   where a.attnum > 0 and not a.attisdropped
   group by a.attrelid
),
keys as (
  select k.conrelid, json_agg(json_build_object(
      'name', k.conname, 'kind', k.contype, 'comment', said.description,
      'columns', (select json_agg(a.attname order by o) from unnest(k.conkey) with ordinality u (n, o) join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.n),
      'target_schema', fn.nspname, 'target', f.relname,
      'target_columns', (select json_agg(a.attname order by o) from unnest(k.confkey) with ordinality u (n, o) join pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.n)) order by k.conname) as list
    from pg_constraint k join exposed x on x.oid = k.conrelid
    left join pg_description said on said.classoid = 'pg_constraint'::regclass and said.objoid = k.oid
    left join pg_class f on f.oid = k.confrelid left join pg_namespace fn on fn.oid = f.relnamespace
   where k.contype in ('p', 'u', 'f', 'c', 'x') and k.conparentid = 0
   group by k.conrelid
),
indexes as (
  select i.indrelid, json_agg(json_build_object('name', c.relname, 'unique', i.indisunique, 'partial', i.indpred is not null,
      'comment', obj_description(c.oid, 'pg_class'),
      'columns', (select json_agg(coalesce(a.attname, pg_get_indexdef(i.indexrelid, o::int, true)) order by o)
                    from unnest(i.indkey) with ordinality u (n, o) left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = u.n and u.n > 0)) order by c.relname) as list
    from pg_index i join exposed x on x.oid = i.indrelid join pg_class c on c.oid = i.indexrelid
   group by i.indrelid
),
computed as (
  select x.oid, json_agg(json_build_object('name', p.proname, 'schema', pn.nspname, 'type', format_type(p.prorettype, null), 'base', coalesce(bt.typname, t.typname),
      'enum', (select json_agg(e.enumlabel order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid),
      'enum_comment', obj_description(t.oid, 'pg_type'),
      'comment', obj_description(p.oid, 'pg_proc')) order by p.proname) as list
    from pg_proc p join pg_type a on p.pronargs = 1 and a.oid = p.proargtypes[0] and a.typtype = 'c'
    join exposed x on x.oid = a.typrelid
    join pg_namespace pn on pn.oid = p.pronamespace
    join pg_type t on t.oid = p.prorettype left join pg_type bt on bt.oid = t.typbasetype
   where not p.proretset and p.prokind = 'f' and p.provolatile <> 'v' and pn.nspname = any ($1)
   group by x.oid
),
policies as (
  select p.polrelid, json_agg(json_build_object('name', p.polname, 'verb', p.polcmd,
      'roles', (select json_agg(r.rolname) from pg_roles r where r.oid = any (p.polroles))) order by p.polname) as list
    from pg_policy p join exposed x on x.oid = p.polrelid group by p.polrelid
),
-- Which role may do what on each table, as PostgreSQL itself says.
grants as (
  select a.table_schema, a.table_name, json_object_agg(a.grantee, a.verbs) as list
    from (select n.nspname as table_schema, c.relname as table_name, r.rolname as grantee, json_agg(distinct g.privilege_type) as verbs
            from exposed x join pg_class c on c.oid = x.oid join pg_namespace n on n.oid = c.relnamespace
            cross join lateral (select * from aclexplode(c.relacl) union all
              select ca.* from pg_attribute at cross join lateral aclexplode(at.attacl) ca where at.attrelid = c.oid and at.attacl is not null) g
            join pg_roles r on r.oid = g.grantee
           where r.oid <> c.relowner group by 1, 2, 3) a
   group by 1, 2
),
-- Privileges on whole tables; those on columns stand with each column.
whole as (
  select x.oid, json_object_agg(g.grantee, g.verbs) as list
    from exposed x join lateral (
      select r.rolname as grantee, json_agg(e.privilege_type) as verbs
        from pg_class c cross join lateral aclexplode(c.relacl) e join pg_roles r on r.oid = e.grantee
       where c.oid = x.oid and r.oid <> c.relowner group by 1) g on true
   group by 1
),
-- What a view reads, column by column.
sources as (
  select r.ev_class, json_agg(json_build_object('schema', n.nspname, 'table', c.relname, 'column', a.attname)) as list
    from exposed x join pg_rewrite r on r.ev_class = x.oid and x.relkind = 'v'
    join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid and d.refclassid = 'pg_class'::regclass
     and d.refobjid <> r.ev_class and d.refobjsubid > 0
    join pg_class c on c.oid = d.refobjid join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum = d.refobjsubid
   group by 1
),
figures as (
  select coalesce(json_agg(json_build_object('schema', n.nspname, 'name', p.proname, 'comment', d.description,
      'columns', (select json_agg(p.proargnames[i] order by i) from generate_subscripts(p.proargmodes, 1) i where p.proargmodes[i] = 't'))
      order by array_position($1, n.nspname), p.proname), '[]') as list
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_description d on d.objoid = p.oid and d.classoid = 'pg_proc'::regclass
   where n.nspname = any ($1) and p.proretset and d.description ~ '@figure\('
),
reports as (
  select coalesce(json_agg(json_build_object('schema', n.nspname, 'name', p.proname, 'comment', d.description,
      'arguments', coalesce((select json_agg(p.proargnames[i] order by i) from generate_subscripts(p.proargmodes, 1) i where p.proargmodes[i] = 'i'), '[]'),
      'columns', (select json_agg(p.proargnames[i] order by i) from generate_subscripts(p.proargmodes, 1) i where p.proargmodes[i] = 't'))
      order by array_position($1, n.nspname), p.proname), '[]') as list
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_description d on d.objoid = p.oid and d.classoid = 'pg_proc'::regclass
   where n.nspname = any ($1) and p.proretset and d.description ~ '@report\('
),
-- Rules answer rows of one composite type, which says what they are about.
rules as (
  select coalesce(json_agg(json_build_object('schema', n.nspname, 'name', p.proname, 'comment', d.description,
      'takes', pg_get_function_identity_arguments(p.oid), 'answers', p.prorettype::regtype::text,
      'is_composite', t.typtype = 'c')
      order by array_position($1, n.nspname), p.proname), '[]') as list
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_type t on t.oid = p.prorettype
    join pg_description d on d.objoid = p.oid and d.classoid = 'pg_proc'::regclass
   where n.nspname = any ($1) and d.description ~ '@rule\('
)
select json_build_object(
  'version', current_setting('server_version_num')::int,
  'tables', (select coalesce(json_agg(json_build_object(
      'schema', x.nspname, 'name', x.relname, 'is_view', x.relkind in ('v', 'm'), 'comment', x.comment, 'row_security', x.relrowsecurity, 'forced', x.relforcerowsecurity, 'invoker', x.invoker,
      'columns', coalesce(c.list, '[]'), 'keys', coalesce(k.list, '[]'), 'indexes', coalesce(i.list, '[]'), 'computed', coalesce(f.list, '[]'),
      'policies', coalesce(p.list, '[]'), 'grants', coalesce(g.list, '{}'), 'whole_grants', coalesce(w.list, '{}'), 'sources', coalesce(s.list, '[]')) order by array_position($1, x.nspname), x.relname), '[]')
    from exposed x left join columns c on c.attrelid = x.oid left join keys k on k.conrelid = x.oid left join indexes i on i.indrelid = x.oid
    left join computed f on f.oid = x.oid left join policies p on p.polrelid = x.oid left join grants g on g.table_schema = x.nspname and g.table_name = x.relname
    left join whole w on w.oid = x.oid left join sources s on s.ev_class = x.oid),
  'modules', (select coalesce(json_agg(json_build_object('name', nspname, 'comment', obj_description(oid, 'pg_namespace'))
      order by array_position($1, nspname)), '[]') from pg_namespace where nspname = any ($1)),
  'figures', (select list from figures),
  'reports', (select list from reports),
  'rules', (select list from rules)
)::text
