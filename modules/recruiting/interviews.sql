-- How far an interview has come: times are proposed, one is picked, it took place, was called off, or nobody came.
-- @tones proposed=warn scheduled=info completed=good no_show=bad
create type recruiting.interview_status as enum ('proposed', 'scheduled', 'completed', 'cancelled', 'no_show');

-- An interview about an application: one round of the job's hiring process. Verbs move it; invitations follow by themselves.
-- @icon(video) @words(Interview, Interviews) @menu(3) @named(round, application_id) @board(status) @calendar(starts_at)
-- @card(application_id, starts_at)
create table recruiting.interviews (
  org_id          uuid not null default kit.org_id(),
  id              uuid not null default kit.new_id(),
  application_id  uuid not null,                                               -- The application. @list
  round           text not null check (trim(round) <> '' and length(round) <= 100), -- The round, as the job's hiring process names it. @list
  status          recruiting.interview_status not null default 'proposed',     -- How far it has come. @list @stamped
  starts_at       timestamptz,                                                 -- When it begins; empty while times are proposed. @list @stamped
  ends_at         timestamptz,                                                 -- When it ends. @stamped
  minutes         integer not null default 45 check (minutes between 10 and 480), -- How long it takes. @stamped
  time_zone       text not null default 'UTC' check (length(time_zone) <= 60), -- IANA time zone in which the candidate is told times. @stamped
  location        text check (length(location) <= 300),                        -- Where it is, or who calls whom. @stamped
  meeting_url     kit.url,                                                     -- Link to the video meeting. @stamped
  organizer_id    uuid,                                                        -- Who arranges it. @list @stamped
  reason          text check (length(reason) <= 1000),                         -- Why it was moved or called off. @long @stamped
  candidate_words text check (length(candidate_words) <= 1000),                -- What the candidate wrote when no time fits. @long @stamped @personal
  sequence        integer not null default 0,                                  -- Grows with each change that invitations tell of. @group(Invitations) @derived
  told_sequence   integer not null default 0,                                  -- The sequence that was told last. @group(Invitations) @derived
  is_invited      boolean not null default false,                              -- It stands in the calendars of who takes part. @group(Invitations) @derived
  reminder_ids    uuid[] not null default '{}',                                -- Reminders that wait in the outbox. @group(Invitations) @derived
  letter_ids      uuid[] not null default '{}',                                -- Letters that told of it. @group(Invitations) @derived
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now(),
  primary key (org_id, id),
  constraint interviews_times_in_order check (ends_at > starts_at),            -- The interview ends before it starts.
  constraint interviews_have_a_time check (status in ('proposed', 'cancelled') or num_nulls(starts_at, ends_at) = 0) -- A scheduled interview has a time.
);
create index interviews_time_idx on recruiting.interviews (org_id, starts_at);
create index interviews_status_idx on recruiting.interviews (org_id, status, starts_at);
select kit.refers('recruiting.interviews', 'application_id', 'recruiting.applications', 'cascade');
select kit.refers('recruiting.interviews', 'organizer_id', 'identity.users', 'set null');
select kit.noun('recruiting.interviews', parents => '{application_id}',
  own_when => 'row.id = any ((select recruiting.my_interviews())::uuid[])');

-- The interviews the asking person holds or arranges.
create or replace function recruiting.my_interviews() returns uuid[] language plpgsql stable security definer
  set search_path = pg_catalog as $$
begin
  return array(select i.interview_id from recruiting.interviewers i
    where i.org_id = kit.org_id() and i.user_id = kit.user_id()
    union select v.id from recruiting.interviews v where v.org_id = kit.org_id() and v.organizer_id = kit.user_id());
end $$;
comment on function recruiting.my_interviews() is 'The interviews the asking person holds or arranges.';

-- A moment as people say it, where they are.
create or replace function recruiting.moment(at timestamptz, zone text) returns text language sql stable
  return to_char(at at time zone zone, 'FMDay, FMDD ') || trim(to_char(at at time zone zone, 'Month'))
    || to_char(at at time zone zone, ' YYYY, HH24:MI');
comment on function recruiting.moment(timestamptz, text) is 'A moment in words, in a time zone.';

-- An interview goes from proposed to scheduled, may be moved, proposed anew or called off until it took place, and ends
-- there. It is arranged while the application goes on.
create or replace function recruiting.guard_interview() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
declare
  refused text; advice text := 'Propose another interview.';
begin
  if kit.undoing() then
    -- Calendars only take what is newer.
    if tg_op = 'UPDATE' then new.sequence := greatest(old.sequence, new.sequence) + 1; end if;
    return new;
  end if;
  if tg_op = 'UPDATE' then
    new.application_id := old.application_id;
    if new.status = old.status and old.status in ('completed', 'cancelled', 'no_show')
      and (new.starts_at, new.ends_at) is distinct from (old.starts_at, old.ends_at)
      or new.status <> old.status and not (old.status = 'proposed' and new.status in ('scheduled', 'cancelled')
        or old.status = 'scheduled' and new.status in ('proposed', 'completed', 'cancelled', 'no_show')) then
      refused := format('An interview that is %s stays so.', replace(old.status::text, '_', ' '));
    elsif new.status <> old.status and new.status in ('completed', 'no_show') and old.starts_at > now() then
      refused := 'The interview has not begun.'; advice := 'Wait until it has, or call it off.';
    elsif new.status = 'proposed' then
      new.starts_at := null; new.ends_at := null;
    end if;
  end if;
  if refused is null and new.status in ('proposed', 'scheduled')
    and (tg_op = 'INSERT' and not kit.in_bulk() or new.status <> (to_jsonb(old) ->> 'status')::recruiting.interview_status)
    and not exists (select from recruiting.applications a where a.org_id = new.org_id and a.id = new.application_id
      and a.is_active) then
    refused := 'This application has ended.'; advice := 'Reopen it first.';
  end if;
  if refused is not null then
    raise exception using errcode = '23514', constraint = 'interviews_moves', table = 'interviews',
      schema = 'recruiting', column = 'status', message = refused, hint = advice;
  end if;
  if tg_op = 'UPDATE' and (new.status, new.starts_at, new.ends_at, new.location, new.meeting_url)
    is distinct from (old.status, old.starts_at, old.ends_at, old.location, old.meeting_url) then
    new.sequence := old.sequence + 1;
  end if;
  return new;
end $$;
comment on function recruiting.guard_interview() is 'Keeps the way of an interview, and counts what invitations tell of.';
create or replace trigger guard_interview before insert or update on recruiting.interviews for each row
  execute function recruiting.guard_interview();

-- Who holds an interview is taken while it is scheduled.
create or replace function recruiting.hold_interviewers() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
declare
  person uuid;
begin
  -- One after the other in one order, so that two that meet wait for each other and never both.
  for person in select i.user_id from recruiting.interviewers i where i.org_id = new.org_id and i.interview_id = new.id
    order by i.user_id loop
    update recruiting.interviewers i
       set starts_at = case new.status when 'scheduled' then new.starts_at end,
           ends_at = case new.status when 'scheduled' then new.ends_at end
     where i.org_id = new.org_id and i.interview_id = new.id and i.user_id = person;
  end loop;
  return null;
end $$;
comment on function recruiting.hold_interviewers() is 'Keeps the time of interviewers.';
create or replace trigger hold_interviewers after update of status, starts_at, ends_at on recruiting.interviews
  for each row execute function recruiting.hold_interviewers();

-- The application follows: a scheduled interview makes it one that is interviewed, with the day to look at it again; what
-- took place or was called off is followed up; that somebody did not come ends it.
create or replace function recruiting.follow_interview() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
declare
  nearest timestamptz := (select min(i.starts_at) from recruiting.interviews i where i.org_id = new.org_id
    and i.application_id = new.application_id and i.status = 'scheduled');
begin
  if kit.undoing() or kit.in_bulk() or tg_op = 'UPDATE'
    and (new.status, new.starts_at) is not distinct from (old.status, old.starts_at) then return null; end if;
  if new.status = 'no_show' then
    update recruiting.applications a set follow_up_status = 'no_show', next_follow_up_date = recruiting.today()
     where a.org_id = new.org_id and a.id = new.application_id and a.is_active;
  elsif nearest is not null then
    update recruiting.applications a set follow_up_status = 'int_scheduled',
           next_follow_up_date = (nearest at time zone recruiting.zone())::date,
           status = case when a.status in ('new', 'screening') then 'interview' else a.status end
     where a.org_id = new.org_id and a.id = new.application_id and a.is_active;
  else
    update recruiting.applications a set follow_up_status = 'under_follow_up', next_follow_up_date = recruiting.today()
     where a.org_id = new.org_id and a.id = new.application_id and a.is_active and a.follow_up_status = 'int_scheduled';
  end if;
  return null;
end $$;
comment on function recruiting.follow_interview() is 'Keeps the follow-up of applications true to their interviews.';
create or replace trigger follow_interview after insert or update on recruiting.interviews for each row
  execute function recruiting.follow_interview();

-- The time zone of the organisation, or UTC when nobody knows it.
create or replace function recruiting.zone() returns text language plpgsql stable security definer
  set search_path = pg_catalog as $$
declare
  zone text := (select o.time_zone from identity.organizations o where o.org_id = kit.org_id());
begin
  perform now() at time zone zone;
  return coalesce(zone, 'UTC');
exception when invalid_parameter_value then
  return 'UTC';
end $$;
comment on function recruiting.zone() is 'The time zone of the organisation.';

-- An application that ends calls off what is arranged.
create or replace function recruiting.call_off_interviews() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
begin
  if kit.undoing() then return null; end if;
  update recruiting.interviews i set status = 'cancelled', reason = 'The application has ended.'
   where i.org_id = new.org_id and i.application_id = new.id and i.status in ('proposed', 'scheduled')
     and (i.starts_at is null or i.starts_at > now());
  return null;
end $$;
comment on function recruiting.call_off_interviews() is 'Calls off the interviews of applications that end.';
create or replace trigger call_off_interviews after update on recruiting.applications for each row
  when (old.is_active and not new.is_active) execute function recruiting.call_off_interviews();

-- Who takes part is told soon after a change.
create or replace trigger y_told_update after update on recruiting.interviews for each row
  when (new.told_sequence <> new.sequence) execute function kit.note('tell_of_interviews', 'values (n.id)');

-- An interview that stands in calendars is called off before its application is deleted, so that everybody hears of it.
create or replace function recruiting.keep_arranged() returns trigger language plpgsql
  set search_path = pg_catalog as $$
begin
  if kit.is_server() or kit.undoing() then return old; end if;
  if exists (select from recruiting.interviews i where i.org_id = old.org_id and i.application_id = old.id
    and i.status = 'scheduled' and i.starts_at > now()) then
    raise exception using errcode = '23514', constraint = 'applications_called_off_first', table = 'applications',
      schema = 'recruiting', message = 'An interview is arranged, and stands in calendars.',
      hint = 'Call it off first, with cancel_interview; everybody is told then.';
  end if;
  return old;
end $$;
comment on function recruiting.keep_arranged() is 'Refuses to delete applications with an interview to come.';
create or replace trigger keep_arranged before delete on recruiting.applications for each row
  execute function recruiting.keep_arranged();

-- With an interview that is deleted go the reminders that wait.
create or replace function recruiting.drop_reminders() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
begin
  update identity.emails e set status = 'cancelled'
   where e.org_id = old.org_id and e.id = any (old.reminder_ids) and e.status = 'queued';
  return null;
end $$;
comment on function recruiting.drop_reminders() is 'Calls back the reminders of interviews that are gone.';
create or replace trigger drop_reminders after delete on recruiting.interviews for each row
  execute function recruiting.drop_reminders();

-- Interviews to come, of who holds or arranges them.
create or replace view recruiting.planned_interviews with (security_invoker = true) as
  select 'interviews' as noun, i.id, 'Interview with ' || coalesce((select c.name from recruiting.candidates c
      where c.org_id = i.org_id and c.id = a.candidate_id), '') as title,
    i.round || coalesce(': ' || (select j.title from recruiting.jobs j where j.org_id = i.org_id and j.id = a.job_id), '')
      as about,
    null::numeric as amount, null::text as currency, 'video' as icon, null::text as link,
    null::integer as weight, null::integer as overdue, null::integer as ahead,
    null::date as due_date, i.starts_at as due_at, null::jsonb as acts
    from recruiting.interviews i
    left join recruiting.applications a on a.org_id = i.org_id and a.id = i.application_id
   where i.status = 'scheduled' and i.id = any ((select recruiting.my_interviews())::uuid[]);
comment on view recruiting.planned_interviews is 'Interviews to come. @today(interviews)';
grant select on recruiting.planned_interviews to tl_admin, tl_manager, tl_consultant, tl_staff, tl_sales, tl_recruiter;

-- Proposed times of which none fits wait for who arranges the interview.
create or replace view recruiting.refused_times with (security_invoker = true) as
  select 'interviews' as noun, i.id, coalesce((select c.name from recruiting.candidates c
      where c.org_id = i.org_id and c.id = a.candidate_id), '') || ' can make none of the proposed times' as title,
    i.round as about, null::numeric as amount, null::text as currency, 'calendar-clock' as icon,
    '/applications/' || i.application_id || '/interview?again=' || i.id as link,
    5 as weight, null::integer as overdue, null::integer as ahead,
    null::date as due_date, i.updated_at as due_at, null::jsonb as acts
    from recruiting.interviews i
    left join recruiting.applications a on a.org_id = i.org_id and a.id = i.application_id
   where i.status = 'proposed' and i.candidate_words is not null
     and i.id = any ((select recruiting.my_interviews())::uuid[]);
comment on view recruiting.refused_times is 'Proposed times of which none fits. @today(interviews)';
grant select on recruiting.refused_times to tl_admin, tl_manager, tl_consultant, tl_staff, tl_sales, tl_recruiter;

-- Interviews in the calendars of who holds them.
create or replace view recruiting.interview_dates with (security_invoker = true) as
  select 'interviews' as noun, i.id, i.round || ' interview' || coalesce(': ' || (select c.name
      from recruiting.candidates c where c.org_id = i.org_id and c.id = a.candidate_id), '') as title,
    concat_ws(E'\n', (select j.title from recruiting.jobs j where j.org_id = i.org_id and j.id = a.job_id), i.location,
      i.meeting_url) as details,
    null::date as due_date, i.starts_at, (extract(epoch from i.ends_at - i.starts_at) / 60)::integer as minutes,
    i.updated_at as changed_at
    from recruiting.interviews i
    left join recruiting.applications a on a.org_id = i.org_id and a.id = i.application_id
   where i.status in ('scheduled', 'completed') and i.starts_at > now() - interval '90 days'
     and exists (select from recruiting.interviewers w where w.org_id = i.org_id and w.interview_id = i.id
       and w.user_id = (select kit.user_id()));
comment on view recruiting.interview_dates is 'Interviews in calendars. @dates()';
grant select on recruiting.interview_dates to tl_admin, tl_manager, tl_consultant, tl_staff, tl_sales, tl_recruiter;

-- Interviews on the timeline of their application.
create or replace view recruiting.interview_entries with (security_invoker = true) as
  select 'applications' as about, i.application_id as about_id, i.created_at as at, 'stage' as kind,
    i.round || ' interview ' || replace(i.status::text, '_', ' ')
      || coalesce(': ' || recruiting.moment(i.starts_at, (select recruiting.zone())), '') as title,
    coalesce(i.reason, '') as body, i.organizer_id as user_id, null::text as who,
    '/interviews/' || i.id as link, null::jsonb as changes
    from recruiting.interviews i;
comment on view recruiting.interview_entries is 'Interviews on timelines. @timeline(applications)';
grant select on recruiting.interview_entries to tl_admin, tl_manager, tl_consultant, tl_staff, tl_sales, tl_recruiter,
  tl_viewer;

-- What an erased person said of times, and what was judged of them.
create or replace function recruiting.erase_interviews(applications uuid[]) returns jsonb language plpgsql
  set search_path = pg_catalog as $$
declare
  theirs uuid[] := array(select i.id from recruiting.interviews i where i.org_id = kit.org_id()
    and i.application_id = any (applications));
  n integer;
begin
  delete from identity.emails e using recruiting.interviews i
   where i.org_id = kit.org_id() and i.id = any (theirs) and e.org_id = i.org_id and e.id = any (i.letter_ids || i.reminder_ids);
  update recruiting.interviews i set status = 'cancelled'
   where i.org_id = kit.org_id() and i.id = any (theirs) and i.status in ('proposed', 'scheduled');
  -- Who had it in their calendar hears that it is off, by what is told soon after; nobody else is told anything.
  update recruiting.interviews i set candidate_words = null, reason = null, letter_ids = '{}', reminder_ids = '{}',
         told_sequence = case when i.is_invited then i.told_sequence else i.sequence end
   where i.org_id = kit.org_id() and i.id = any (theirs);
  update identity.audit_log l set changes = l.changes - '{reason}'::text[] where l.org_id = kit.org_id()
    and l.resource_type = 'interviews' and l.resource_id = any (theirs) and l.changes ? 'reason';
  update identity.activity_logs l set description = 'Erased' where l.org_id = kit.org_id()
    and l.entity_type = 'interviews' and l.entity_id = any (theirs);
  delete from recruiting.scorecards s where s.org_id = kit.org_id() and s.interview_id = any (theirs);
  get diagnostics n = row_count;
  delete from identity.undo_entries u where u.org_id = kit.org_id() and u.noun = 'recruiting.interviews'
    and (u.key ->> 'id')::uuid = any (theirs);
  return jsonb_build_object('scorecards', n);
end $$;
comment on function recruiting.erase_interviews(uuid[]) is 'Erases what interviews say of a person.';
revoke execute on function recruiting.erase_interviews(uuid[]) from public;

-- A moment as programs read it.
create or replace function recruiting.stamp(at timestamptz) returns text language sql stable
  return to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"');
comment on function recruiting.stamp(timestamptz) is 'A moment as programs read it.';

-- A moment that was typed: with its offset, or where the organisation is.
create or replace function recruiting.moment_of(typed text) returns timestamptz language plpgsql stable
  set search_path = pg_catalog as $$
begin
  if typed ~ '(Z|[+-]\d\d(:?\d\d)?)$' and typed ~ 'T|\d \d' then return typed::timestamptz; end if;
  return typed::timestamp at time zone recruiting.zone();
end $$;
comment on function recruiting.moment_of(text) is 'A moment that was typed: with its offset, or where the organisation is.';
