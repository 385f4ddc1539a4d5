-- A time held by somebody: organisation, person and seconds, as one word. Two of them overlap when one person is meant twice
-- at a time; so a plain index holds what nobody may be: in two interviews at once.
create type recruiting.held_time as range (subtype = text, collation = "C");

-- Who holds an interview.
create table recruiting.interviewers (
  org_id       uuid not null default kit.org_id(),
  interview_id uuid not null,                                                  -- The interview. @list
  user_id      uuid not null,                                                  -- Who holds it. @list
  starts_at    timestamptz,                                                    -- When it begins, while it is scheduled. @derived
  ends_at      timestamptz,                                                    -- When it ends, while it is scheduled. @derived
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  primary key (org_id, interview_id, user_id),
  constraint interviewers_free exclude using gist (recruiting.held_time( -- Somebody who holds this interview has another one at that time.
    org_id::text || user_id::text || lpad(extract(epoch from starts_at at time zone 'UTC')::bigint::text, 12, '0'),
    org_id::text || user_id::text || lpad(extract(epoch from ends_at at time zone 'UTC')::bigint::text, 12, '0')) with &&)
    where (starts_at is not null)
);
create index interviewers_time_idx on recruiting.interviewers (org_id, user_id, starts_at);
select kit.refers('recruiting.interviewers', 'interview_id', 'recruiting.interviews', 'cascade', indexed => false);
select kit.refers('recruiting.interviewers', 'user_id', 'identity.users', 'cascade', indexed => false);
select kit.noun('recruiting.interviewers', parents => '{interview_id}');

-- Colleagues hold interviews, those who write.
create or replace function recruiting.check_interviewer() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
declare
  person identity.users;
begin
  if kit.undoing() then return new; end if;
  select * into person from identity.users u where u.org_id = new.org_id and u.id = new.user_id;
  if not found or person.status <> 'active' or person.role in ('client', 'candidate', 'viewer') then
    raise exception using errcode = '23514', constraint = 'interviewers_may', table = 'interviewers',
      schema = 'recruiting', column = 'user_id',
      message = format('%s holds no interviews.', coalesce(person.full_name, 'Somebody who is not there')),
      hint = 'Choose colleagues who are active and more than viewers.';
  end if;
  select case i.status when 'scheduled' then i.starts_at end, case i.status when 'scheduled' then i.ends_at end
    into new.starts_at, new.ends_at from recruiting.interviews i where i.org_id = new.org_id and i.id = new.interview_id;
  return new;
end $$;
comment on function recruiting.check_interviewer() is 'Lets colleagues hold interviews, and takes their time.';
create or replace trigger check_interviewer before insert on recruiting.interviewers for each row
  execute function recruiting.check_interviewer();

-- When people are taken: other interviews, meetings and calls they logged ahead, and what their calendars say. It names nothing
-- of what they do.
create or replace function recruiting.taken_times(people uuid[], since timestamptz, until timestamptz)
returns table (user_id uuid, starts_at timestamptz, ends_at timestamptz) language sql stable security definer
  set search_path = pg_catalog as $$
  select i.user_id, i.starts_at, i.ends_at from recruiting.interviewers i
   where i.org_id = kit.org_id() and i.user_id = any (people) and i.starts_at < until and i.ends_at > since
  union all
  select a.created_by, a.occurred_at, a.occurred_at + make_interval(mins => coalesce(nullif(a.duration_minutes, 0), 30))
    from crm.activities a
   where a.org_id = kit.org_id() and a.created_by = any (people) and a.type in ('meeting', 'call')
     and a.occurred_at < until and a.occurred_at > since - interval '1 day'
  union all
  select b.user_id, b.starts_at, b.ends_at from recruiting.busy_times b
   where b.org_id = kit.org_id() and b.user_id = any (people) and b.starts_at < until and b.ends_at > since
$$;
comment on function recruiting.taken_times(uuid[], timestamptz, timestamptz) is 'When people are taken.';
revoke execute on function recruiting.taken_times(uuid[], timestamptz, timestamptz) from public;
grant execute on function recruiting.taken_times(uuid[], timestamptz, timestamptz) to tl_system;

-- Times at which all of these people and the candidate are free: Monday to Friday within the organisation's hours, every half
-- hour of its own time zone, not before the notice is over.
create or replace function recruiting.free_times(application uuid, people uuid[], minutes integer, first date, last date,
  beside uuid)
returns table (starts_at timestamptz, ends_at timestamptz) language sql stable security definer
  set search_path = pg_catalog as $$
  with at as materialized (
    select recruiting.zone() as zone, kit.time_setting('interviews.opens_at', '09:00') as opens,
      kit.time_setting('interviews.closes_at', '17:00') as closes, first::timestamp - interval '2 days' as since,
      least(last, first + 60)::timestamp + interval '2 days' as until,
      now() + make_interval(hours => kit.number_setting('interviews.notice_hours', 24)::int) as soonest,
      (select a.candidate_id from recruiting.applications a where a.org_id = kit.org_id() and a.id = application) as person),
  taken as materialized (
    select range_agg(tstzrange(t.starts_at, t.ends_at)) as times from (
      select k.starts_at, k.ends_at from at, recruiting.taken_times(people, at.since at time zone 'UTC',
          at.until at time zone 'UTC') k
       where not exists (select from recruiting.interviews i where i.org_id = kit.org_id() and i.id = beside
         and i.status = 'scheduled' and (i.starts_at, i.ends_at) = (k.starts_at, k.ends_at))
      union all
      select i.starts_at, i.ends_at from at join recruiting.applications a on a.org_id = kit.org_id()
          and a.candidate_id = at.person
        join recruiting.interviews i on i.org_id = a.org_id and i.application_id = a.id
       where i.status = 'scheduled' and i.id is distinct from beside
      union all
      select b.start_date::timestamp at time zone at.zone, (b.end_date + 1)::timestamp at time zone at.zone
        from at join recruiting.absences b on b.org_id = kit.org_id() and b.candidate_id = at.person) t
     where t.ends_at > t.starts_at)
  select distinct w.starts_at, w.starts_at + make_interval(mins => free_times.minutes)
    from at cross join taken
    cross join lateral generate_series(first::timestamp, least(last, first + 60)::timestamp, interval '1 day') d (day)
    cross join lateral generate_series(d.day + at.opens,
      d.day + at.closes - make_interval(mins => free_times.minutes), interval '30 minutes') l (local)
    cross join lateral (select l.local at time zone at.zone as starts_at) w
   where extract(isodow from d.day) < 6 and w.starts_at > at.soonest
     and (taken.times is null
       or not taken.times && tstzrange(w.starts_at, w.starts_at + make_interval(mins => free_times.minutes)))
   order by 1
$$;
comment on function recruiting.free_times(uuid, uuid[], integer, date, date, uuid) is 'Times at which everybody is free.';
revoke execute on function recruiting.free_times(uuid, uuid[], integer, date, date, uuid) from public;
grant execute on function recruiting.free_times(uuid, uuid[], integer, date, date, uuid) to tl_system;
