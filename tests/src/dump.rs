//! A database's schema as text, the same however it came about.

use tokio_postgres::Client;

const LINES: &str = r"
with ours as (select oid, nspname from pg_namespace where nspname in ('kit', 'identity', 'crm', 'delivery', 'recruiting', 'outreach', 'knowledge', 'agent')),
tables as (select c.oid, n.nspname || '.' || c.relname as name, c.relkind, c.relacl, c.relowner, c.relrowsecurity, c.relforcerowsecurity, c.reloptions from pg_class c join ours n on n.oid = c.relnamespace where c.relkind in ('r', 'v') and n.nspname || '.' || c.relname not in ('kit.migrations', 'kit.installed'))
select line from (
  select 1 as part, t.name, a.attname::text as what, format('column %s.%s %s%s%s', t.name, a.attname, format_type(a.atttypid, a.atttypmod), case when a.attnotnull then ' not null' else '' end,
           coalesce(case when a.attgenerated <> '' then ' generated ' else ' default ' end || pg_get_expr(d.adbin, d.adrelid), '')) as line
    from tables t join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped left join pg_attrdef d on d.adrelid = t.oid and d.adnum = a.attnum
  union all select 2, t.name, k.conname, format('constraint %s.%s %s', t.name, k.conname, pg_get_constraintdef(k.oid)) from tables t join pg_constraint k on k.conrelid = t.oid where k.contype <> 'n'
  union all select 3, t.name, i.relname, pg_get_indexdef(i.oid) from tables t join pg_index x on x.indrelid = t.oid join pg_class i on i.oid = x.indexrelid
  union all select 4, t.name, g.tgname, pg_get_triggerdef(g.oid) from tables t join pg_trigger g on g.tgrelid = t.oid where not g.tgisinternal
  union all select 5, t.name, p.polname, format('policy %s on %s for %s to %s using %s check %s', p.polname, t.name, p.polcmd, (select string_agg(rolname, ',' order by rolname) from pg_roles where oid = any (p.polroles)), pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)) from tables t join pg_policy p on p.polrelid = t.oid
  union all select 6, t.name, coalesce(a.attname, ''), format('comment %s %s: %s', t.name, a.attname, d.description) from tables t join pg_description d on d.objoid = t.oid and d.classoid = 'pg_class'::regclass left join pg_attribute a on a.attrelid = t.oid and a.attnum = d.objsubid and d.objsubid > 0
  union all select 7, t.name, r.rolname || coalesce(a.attname, ''), format('grant %s on %s %s to %s', string_agg(distinct g.privilege_type, ',' order by g.privilege_type), t.name, a.attname, r.rolname)
    from tables t cross join lateral (select null::name as attname, x.* from aclexplode(t.relacl) x union all select at.attname, x.* from pg_attribute at cross join lateral aclexplode(at.attacl) x where at.attrelid = t.oid and at.attacl is not null) a (attname, grantor, grantee, privilege_type, is_grantable)
    cross join lateral (select a.privilege_type) g join pg_roles r on r.oid = a.grantee where r.oid <> t.relowner group by t.name, a.attname, r.rolname
  union all select 8, t.name, '', format('security %s row=%s forced=%s %s', t.name, t.relrowsecurity, t.relforcerowsecurity, t.reloptions) from tables t
  union all select 9, t.name, '', format('view %s as %s', t.name, pg_get_viewdef(t.oid)) from tables t where t.relkind = 'v'
  union all select 10, n.nspname || '.' || t.typname, '', format('type %s.%s %s %s', n.nspname, t.typname, coalesce((select string_agg(enumlabel, ',' order by enumsortorder) from pg_enum where enumtypid = t.oid), format_type(t.typbasetype, t.typtypmod)), (select string_agg(pg_get_constraintdef(oid), ' ' order by conname) from pg_constraint where contypid = t.oid)) || coalesce(' -- ' || obj_description(t.oid, 'pg_type'), '') from pg_type t join ours n on n.oid = t.typnamespace where t.typtype in ('e', 'd')
  union all select 11, n.nspname || '.' || p.proname, pg_get_function_identity_arguments(p.oid), format('function %s.%s(%s) -- %s', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid), obj_description(p.oid, 'pg_proc')) from pg_proc p join ours n on n.oid = p.pronamespace
) lines order by name, part, what, line";

/// Every table, column, constraint, index, trigger, policy, comment, grant, type and function, one a line.
pub async fn schema(client: &Client) -> String {
    let rows = client.query(LINES, &[]).await.expect("the catalog can be read");
    rows.iter().map(|r| r.get::<_, Option<String>>(0).unwrap_or_default().replace('\n', " ") + "\n").collect()
}
