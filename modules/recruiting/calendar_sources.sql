-- A calendar of a colleague, read from its private address (.ics): only when they are busy is kept, never with what.
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
