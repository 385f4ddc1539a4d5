-- A calendar of a colleague, read from its private address (.ics): only when they are busy is kept, never with what; and,
-- where they say so, meetings with people we know, for them alone.
-- @icon(calendar-clock) @words(Calendar, Calendars) @named(name) @apart
create table recruiting.calendar_sources (
  org_id     uuid not null default kit.org_id(),
  id         uuid not null default kit.new_id(),
  user_id    uuid not null default kit.user_id(),                              -- Whose calendar. @list @stamped
  name       text not null check (trim(name) <> '' and length(name) <= 100),   -- What it is called here, such as Work. @list
  address    kit.pii not null,                                                 -- Where it is read: whoever knows this address reads the calendar. @secret
  read_at    timestamptz,                                                      -- When it was read last. @list @stamped
  tried_at   timestamptz,                                                      -- When reading it was last tried. @stamped
  failure    text,                                                             -- Why it could not be read. @list @stamped @long
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  logs_meetings boolean not null default false,                                -- Meetings with people we know go to their timelines; you alone see them. @list @label(Meetings to timelines)
  primary key (org_id, id)
);
select kit.refers('recruiting.calendar_sources', 'user_id', 'identity.users', 'cascade');
select kit.noun('recruiting.calendar_sources');

-- When somebody is busy by one of their calendars.
create table recruiting.busy_times (
  org_id     uuid not null,
  id         uuid not null default kit.new_id(),
  source_id  uuid not null,                                                    -- The calendar that says so.
  user_id    uuid not null,                                                    -- Who is busy.
  starts_at  timestamptz not null,                                             -- From when.
  ends_at    timestamptz not null,                                             -- Until when.
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id)
);
create index busy_times_person_idx on recruiting.busy_times (org_id, user_id, starts_at);
select kit.refers('recruiting.busy_times', 'source_id', 'recruiting.calendar_sources', 'cascade');
select kit.refers('recruiting.busy_times', 'user_id', 'identity.users', 'cascade', indexed => false);
select kit.private('recruiting.busy_times');

-- Keeps when a calendar's owner is busy, instead of what was kept before: moments as seconds since 1970.
create or replace function recruiting.keep_busy(source uuid, begins bigint[], ends bigint[]) returns void
  language plpgsql security definer set search_path = pg_catalog as $$
begin
  delete from recruiting.busy_times b where b.org_id = kit.org_id() and b.source_id = source;
  insert into recruiting.busy_times (org_id, source_id, user_id, starts_at, ends_at)
  select s.org_id, s.id, s.user_id, to_timestamp(t.b), to_timestamp(t.e)
    from recruiting.calendar_sources s cross join unnest(begins, ends) t (b, e)
   where s.org_id = kit.org_id() and s.id = source and t.e > t.b;
end $$;
comment on function recruiting.keep_busy(uuid, bigint[], bigint[]) is 'Keeps when a calendar''s owner is busy.';
revoke execute on function recruiting.keep_busy(uuid, bigint[], bigint[]) from public;
grant execute on function recruiting.keep_busy(uuid, bigint[], bigint[]) to tl_system;

-- Where a calendar is read, sealed: for the server, which reads it.
create or replace function recruiting.calendar_address(source uuid) returns bytea language sql stable security definer
  set search_path = pg_catalog as $$
  select c.address::bytea from recruiting.calendar_sources c where c.org_id = kit.org_id() and c.id = source
$$;
comment on function recruiting.calendar_address(uuid) is 'Where a calendar is read, sealed.';
revoke execute on function recruiting.calendar_address(uuid) from public;
grant execute on function recruiting.calendar_address(uuid) to tl_system;

-- Which entry of the timeline a meeting of a calendar is. No role reads it.
create table recruiting.calendar_meetings (
  org_id      uuid not null default kit.org_id(),
  id          uuid not null default kit.new_id(),
  source_id   uuid not null,                                                   -- The calendar.
  key         text not null,                                                   -- What the meeting is known by there.
  activity_id uuid not null,                                                   -- The entry.
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (org_id, id),
  constraint calendar_meetings_once unique (org_id, source_id, key)            -- A meeting is one entry.
);
select kit.refers('recruiting.calendar_meetings', 'source_id', 'recruiting.calendar_sources', 'cascade',
  indexed => false);
select kit.refers('recruiting.calendar_meetings', 'activity_id', 'crm.activities', 'cascade');
select kit.private('recruiting.calendar_meetings');

-- Keeps the meetings of a calendar with people we know on their timelines, for its owner alone: what is new is entered,
-- what was moved moves, and what is there no more goes, from a moment on. Two who meet the same people share the entry.
-- Of each: key, starts, ends (seconds since 1970), title, addresses, and their blind indexes (hex).
create or replace function recruiting.keep_meetings(source uuid, meetings jsonb, since bigint) returns integer
language plpgsql security definer set search_path = pg_catalog as $$
declare
  s recruiting.calendar_sources; m jsonb; entry uuid; kept text[] := '{}'; n integer := 0;
  indexes bytea[]; people uuid[]; client uuid; lead uuid; candidate uuid; at timestamptz; minutes integer;
begin
  select * into s from recruiting.calendar_sources c where c.org_id = kit.org_id() and c.id = source;
  for m in select * from jsonb_array_elements(meetings) loop
    indexes := array(select decode(i, 'hex') from jsonb_array_elements_text(m -> 'indexes') i);
    people := array(select p.id from crm.contacts p where p.org_id = s.org_id and p.email_index = any (indexes)
      order by p.client_id nulls last, p.id limit 50);
    client := (select p.client_id from crm.contacts p where p.org_id = s.org_id and p.id = any (people)
      order by p.client_id nulls last limit 1);
    lead := (select l.id from crm.leads l where l.org_id = s.org_id and l.address_index in (
      select jsonb_array_elements_text(m -> 'people')) order by l.created_at desc limit 1);
    candidate := (select c.id from recruiting.candidates c where c.org_id = s.org_id
      and c.email_index = any (indexes) order by c.id limit 1);
    continue when num_nonnulls(client, lead, candidate) = 0;
    at := to_timestamp((m ->> 'starts')::bigint);
    minutes := least(1440, ((m ->> 'ends')::bigint - (m ->> 'starts')::bigint) / 60);
    kept := kept || (m ->> 'key');
    n := n + 1;
    entry := (select k.activity_id from recruiting.calendar_meetings k where k.org_id = s.org_id and k.source_id = s.id
      and k.key = m ->> 'key');
    if entry is null then
      insert into crm.activities (type, subject, occurred_at, duration_minutes, client_id, lead_id, candidate_id,
          created_by, message_key, only_for)
        values ('meeting', m ->> 'title', at, minutes, client, lead, candidate, s.user_id,
          'calendar ' || s.user_id || ' ' || (m ->> 'key'), array[s.user_id])
        on conflict (org_id, message_key) where message_key is not null do nothing returning id into entry;
      if entry is null then
        update crm.activities a set only_for = case when a.only_for @> array[s.user_id] then a.only_for
            else a.only_for || s.user_id end
         where a.org_id = s.org_id and a.message_key = 'calendar ' || s.user_id || ' ' || (m ->> 'key') returning a.id into entry;
      end if;
      insert into recruiting.calendar_meetings (source_id, key, activity_id) values (s.id, m ->> 'key', entry);
      insert into crm.activity_contacts (activity_id, contact_id) select entry, unnest(people) on conflict do nothing;
    else
      update crm.activities a set subject = m ->> 'title', occurred_at = at, duration_minutes = minutes
       where a.org_id = s.org_id and a.id = entry
         and (a.subject, a.occurred_at, a.duration_minutes) is distinct from (m ->> 'title', at, minutes);
    end if;
  end loop;
  -- What is no longer in the calendar, in the time that was looked at.
  for entry in delete from recruiting.calendar_meetings k using crm.activities a
      where k.org_id = s.org_id and k.source_id = s.id and k.key <> all (kept) and a.org_id = k.org_id
        and a.id = k.activity_id and a.occurred_at >= to_timestamp(since) returning k.activity_id loop
    if exists (select from recruiting.calendar_meetings o where o.org_id = s.org_id and o.activity_id = entry) then
      update crm.activities a set only_for = array_remove(a.only_for, s.user_id) where a.org_id = s.org_id
        and a.id = entry and not exists (select from recruiting.calendar_meetings o
          join recruiting.calendar_sources c on c.org_id = o.org_id and c.id = o.source_id
         where o.org_id = s.org_id and o.activity_id = entry and c.user_id = s.user_id);
    else
      delete from crm.activities a where a.org_id = s.org_id and a.id = entry;
    end if;
  end loop;
  return n;
end $$;
comment on function recruiting.keep_meetings(uuid, jsonb, bigint) is 'Keeps the meetings of a calendar on timelines.';
revoke execute on function recruiting.keep_meetings(uuid, jsonb, bigint) from public;
grant execute on function recruiting.keep_meetings(uuid, jsonb, bigint) to tl_system;
