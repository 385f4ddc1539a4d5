create or replace function crm.activity_by_person(days integer default 365)
returns table (label text, link text, tone text, activities float8, calls_and_meetings float8, clients float8)
language sql stable set search_path = pg_catalog as $$
select coalesce(u.full_name, 'Nobody'),
       case when u.id is null then 'created_by=is.null'
         else 'created_by=eq.' || u.id end || '&occurred_at=gte.' || (current_date - days), null,
       count(*)::float8, count(*) filter (where a.type in ('call', 'meeting'))::float8,
         count(distinct a.client_id)::float8
  from crm.activities a left join identity.users u on u.org_id = a.org_id and u.id = a.created_by
 where a.occurred_at >= current_date - days and a.occurred_at <= now() group by u.id, u.full_name
   order by 4 desc limit 40
$$;
comment on function crm.activity_by_person(integer) is
  'Activity per person. Who speaks with clients, and how?
   @report(activities) @by(Person) @measures activities=count calls_and_meetings=count clients=count';
