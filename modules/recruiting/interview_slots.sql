-- A time that is proposed for an interview.
-- @icon(calendar-clock) @words(Proposed time, Proposed times) @named(starts_at) @apart
create table recruiting.interview_slots (
  org_id       uuid not null default kit.org_id(),
  id           uuid not null default kit.new_id(),
  interview_id uuid not null,                                                  -- The interview. @list
  starts_at    timestamptz not null,                                           -- When it would begin. @list
  ends_at      timestamptz not null,                                           -- When it would end.
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  primary key (org_id, id),
  constraint interview_slots_once unique (org_id, interview_id, starts_at),    -- This time is proposed already.
  constraint interview_slots_in_order check (ends_at > starts_at)              -- The time ends before it starts.
);
select kit.refers('recruiting.interview_slots', 'interview_id', 'recruiting.interviews', 'cascade', indexed => false);
select kit.noun('recruiting.interview_slots', parents => '{interview_id}');

-- The proposed times of an interview that can still be had: to come, and nobody who holds it is taken then by anything else.
create or replace function recruiting.open_slots(interview uuid)
returns table (starts_at timestamptz, ends_at timestamptz) language sql stable security definer
  set search_path = pg_catalog as $$
  select s.starts_at, s.ends_at
    from recruiting.interview_slots s join recruiting.interviews i on i.org_id = s.org_id and i.id = s.interview_id
   where s.org_id = kit.org_id() and s.interview_id = interview and s.starts_at > now()
     and not exists (select from recruiting.taken_times(array(select w.user_id from recruiting.interviewers w
         where w.org_id = s.org_id and w.interview_id = s.interview_id), s.starts_at, s.ends_at) t
       where t.starts_at < s.ends_at and t.ends_at > s.starts_at
         and (t.starts_at, t.ends_at) is distinct from (i.starts_at, i.ends_at))
   order by s.starts_at
$$;
comment on function recruiting.open_slots(uuid) is 'The proposed times of an interview that can still be had.';
