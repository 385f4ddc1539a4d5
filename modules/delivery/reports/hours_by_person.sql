create or replace function delivery.hours_by_person(days integer default 365)
returns table (label text, link text, tone text, hours float8, billable float8, utilisation float8)
language sql stable set search_path = pg_catalog as $$
select u.full_name, 'user_id=eq.' || u.id || '&date=gte.' || (current_date - days), null,
       sum(t.hours)::float8, sum(t.hours) filter (where t.billable)::float8,
       (100.0 * coalesce(sum(t.hours) filter (where t.billable), 0)
         / greatest(8.0 * (select count(*) from generate_series(current_date - days, current_date, interval '1 day') d
           where extract(isodow from d) < 6), 1))::float8
  from delivery.time_entries t join identity.users u on u.org_id = t.org_id and u.id = t.user_id
 where t.date >= current_date - days group by u.id, u.full_name order by 4 desc limit 60
$$;
comment on function delivery.hours_by_person(integer) is
  'Hours and utilisation. How much is worked, and how much of it is billable? Utilisation is of eight hours a working day.
   @report(time_entries) @by(Person) @measures hours=hours billable=hours utilisation=percent';
