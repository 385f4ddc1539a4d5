-- How far an application has come.
-- @tones new=info screening=info interview=info offer=good rejected=bad
create type recruiting.application_status as enum ('new', 'screening', 'interview', 'offer', 'rejected', 'withdrawn');

-- What the automatic co-pilot is doing. @values contacting=Contacting... awaiting_reply='Awaiting Reply' live_chat='Live Chat' intervention_needed='Intervention Needed'
-- @tones new=info contacting=info awaiting_reply=warn live_chat=info intervention_needed=warn completed=good
create type recruiting.automation_status as enum ('new', 'contacting', 'awaiting_reply', 'live_chat',
  'intervention_needed', 'completed', 'declined');

-- Where the recruiter's own follow-up stands. @values int_scheduled=Int-scheduled no_show='No Show' under_follow_up='Under Follow-up'
-- @tones shortlisted=good int_scheduled=info offered=good joined=good no_show=bad under_follow_up=warn rejected=bad
create type recruiting.follow_up_status as enum ('shortlisted', 'int_scheduled', 'offered', 'joined', 'no_show',
  'under_follow_up', 'rejected');

-- One candidate on one job.
-- @icon(clipboard-list) @menu(3) @named(candidate_id, job_id) @board(status) @calendar(next_follow_up_date)
-- @card(job_id, match_score, follow_up_status)
create table recruiting.applications (
  org_id                uuid not null default kit.org_id(),
  id                    uuid not null default kit.new_id(),
  job_id                uuid not null,                                         -- The job. @list
  candidate_id          uuid not null,                                         -- The person. @list
  applied_at            timestamptz not null default now(),                    -- When they applied. @list @stamped
  status                recruiting.application_status not null default 'new',  -- How far it has come. @list
  is_active             boolean not null generated always as (
    status not in ('rejected', 'withdrawn') and coalesce(follow_up_status not in ('joined', 'no_show', 'rejected'), true)) stored, -- The process goes on: not rejected, withdrawn or hired.
  match_score           kit.percent,                                           -- How well the person fits this job, 0 to 100. @list @derived
  ai_custom_summary     text,                                                  -- Why they fit or do not, in words. @label(Summary) @derived @long @personal
  automation_status     recruiting.automation_status not null default 'new',   -- What the co-pilot is doing. @derived
  is_recruiter_approved boolean not null default false,                        -- A recruiter vouches for the person.
  follow_up_status      recruiting.follow_up_status,                           -- Where the recruiter's follow-up stands. @list
  next_follow_up_date   date,                                                  -- When to follow up next. @list
  follow_up_remarks     text,                                                  -- Recruiter's notes. @long
  is_knocked_out        boolean not null default false,                        -- An answer is one that the job marks; what follows is decided by people. @label('Marked by an answer') @derived
  source                text,                                                  -- Where they came from, as the link said: a board, a feed, friend. @group('How they came') @stamped
  utm_source            text,                                                  -- utm_source of the link. @group('How they came') @stamped
  utm_medium            text,                                                  -- utm_medium of the link. @group('How they came') @stamped
  utm_campaign          text,                                                  -- utm_campaign of the link. @group('How they came') @stamped
  utm_term              text,                                                  -- utm_term of the link. @group('How they came') @stamped
  utm_content           text,                                                  -- utm_content of the link. @group('How they came') @stamped
  referred_by_id        uuid,                                                  -- Who told them of the job. @group('How they came') @stamped
  consented_at          timestamptz,                                           -- When they agreed that their data is kept. @group(Consent) @stamped
  consent_text          text,                                                  -- What they agreed to. @group(Consent) @stamped @long
  retention_end_date          date,                                                  -- Until when they agreed to it. @group(Consent) @stamped
  joins_talent_pool     boolean not null default false,                        -- They agreed to hear of other jobs. @group(Consent) @stamped
  created_at            timestamptz not null default now(),
  updated_at            timestamptz not null default now(),
  rejection_reason      text,                                                  -- Why they were rejected; a rejected application needs it.
  joined_date           date,                                                  -- Their first day.
  asked_again_at        timestamptz,                                           -- When they were asked whether their data may be kept longer. @group(Consent) @stamped
  primary key (org_id, id),
  constraint applications_once unique (org_id, job_id, candidate_id)           -- This person already applied for this job.
);
create index applications_status_idx on recruiting.applications (org_id, status);
create index applications_follow_up_idx on recruiting.applications (org_id, next_follow_up_date);
create index applications_newest_idx on recruiting.applications (org_id, created_at desc, id desc);
select kit.refers('recruiting.applications', 'job_id', 'recruiting.jobs', 'cascade');
select kit.refers('recruiting.applications', 'candidate_id', 'recruiting.candidates', 'cascade');
select kit.refers('recruiting.applications', 'referred_by_id', 'recruiting.candidates', 'set null');
select kit.noun('recruiting.applications', parents => '{job_id}');

create or replace trigger drop_guest_links after delete on recruiting.applications referencing old table as gone
  for each statement execute function identity.drop_guest_links('applications');

-- A candidate applies to what is published, and may withdraw; the rest is the recruiter's.
create or replace function recruiting.guard_application() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
begin
  if kit.candidate_id() is null or kit.undoing() then return new; end if;
  if tg_op = 'INSERT' then
    if not exists (select from recruiting.jobs j where j.org_id = new.org_id and j.id = new.job_id
      and recruiting.is_published(j.status, j.application_deadline)) then
      raise exception using errcode = '23514', constraint = 'applications_need_an_open_job', table = 'applications',
        schema = 'recruiting',
        message = 'This job takes no applications.', hint = 'Look at /jobs for those that do.';
    end if;
    new.status := 'new';
  elsif new.status <> 'withdrawn' and new.status <> old.status then
    raise exception using errcode = '42501',
      message = 'You may withdraw an application; its other stages are the recruiter''s.',
      hint = 'Set the status to withdrawn.';
  elsif new.status <> old.status and not old.is_active then
    raise exception using errcode = '23514', constraint = 'applications_ended', table = 'applications',
      schema = 'recruiting',
      message = 'This application has ended.', hint = 'Apply for another job.';
  end if;
  return new;
end $$;
comment on function recruiting.guard_application() is 'What candidates may do with their applications.';
create or replace trigger guard_application before insert or update on recruiting.applications for each row
  execute function recruiting.guard_application();

-- An application moves freely while it goes on. What ended goes on only by reopen_application; a rejection says why; who
-- joined had an offer.
create or replace function recruiting.move_application() returns trigger language plpgsql as $$
begin
  if kit.undoing() then return new; end if;
  if tg_op = 'UPDATE' and not old.is_active and not kit.is_server() and (new.status not in ('rejected', 'withdrawn')
      and (new.status <> old.status or new.follow_up_status is distinct from old.follow_up_status)
    or new.follow_up_status = 'joined' and old.follow_up_status is distinct from 'joined'
    or new.status <> old.status and old.follow_up_status = 'joined') then
    raise exception using errcode = '23514', constraint = 'applications_moves', table = 'applications',
      schema = 'recruiting', column = 'status', message = 'This application has ended.',
      hint = 'Open it again with reopen_application, saying why.';
  end if;
  if new.follow_up_status = 'joined' and new.status not in ('rejected', 'withdrawn') then
    new.status := 'offer';
  elsif new.follow_up_status = 'rejected' and new.status <> 'withdrawn' then
    new.status := 'rejected';
  end if;
  if new.status <> 'rejected' then
    new.rejection_reason := null;
  elsif trim(coalesce(new.rejection_reason, '')) = '' and not kit.in_bulk()
    and (tg_op = 'INSERT' or (old.status, old.rejection_reason) is distinct from (new.status, new.rejection_reason)) then
    raise exception using errcode = '23514', constraint = 'applications_rejection_needs_a_reason',
      table = 'applications', schema = 'recruiting', column = 'rejection_reason',
      message = 'A rejection needs a reason.', hint = 'Say why in a few words, or use reject_application.';
  elsif new.follow_up_status is distinct from 'no_show' then
    new.follow_up_status := 'rejected';
  end if;
  return new;
end $$;
comment on function recruiting.move_application() is 'Keeps the way of an application.';
create or replace trigger move_application before insert or update on recruiting.applications for each row
  execute function recruiting.move_application();

-- No more people join than there are openings, and the last one closes the job. Those who join one job wait for each other.
create or replace function recruiting.fill_job() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
declare
  wanted integer; joined integer;
begin
  if kit.undoing() or new.follow_up_status is distinct from 'joined'
    or tg_op = 'UPDATE' and old.follow_up_status = 'joined' and old.job_id = new.job_id then return null; end if;
  select j.number_of_openings into wanted from recruiting.jobs j where j.org_id = new.org_id and j.id = new.job_id
    for no key update;
  select count(*) into joined from recruiting.applications a
   where a.org_id = new.org_id and a.job_id = new.job_id and a.follow_up_status = 'joined';
  if joined > wanted and not kit.in_bulk() then
    raise exception using errcode = '23514', constraint = 'applications_openings_left', table = 'applications',
      schema = 'recruiting', column = 'follow_up_status',
      message = case wanted when 1 then 'The opening is filled already.' else format('All %s openings are filled already.',
        wanted) end, hint = 'Raise the number of openings of the job first.';
  end if;
  if joined >= wanted then
    update recruiting.jobs j set status = 'closed'
     where j.org_id = new.org_id and j.id = new.job_id and j.status <> 'closed';
  end if;
  return null;
end $$;
comment on function recruiting.fill_job() is 'Closes a job when all its openings are filled.';
create or replace trigger fill_job after insert or update of follow_up_status, job_id on recruiting.applications for each row
  execute function recruiting.fill_job();

-- Applications to follow up.
create or replace view recruiting.application_items with (security_invoker = true) as
  select 'applications' as noun, a.id,
    'Follow up with ' || coalesce((select c.name from recruiting.candidates c
    where c.org_id = a.org_id and c.id = a.candidate_id), '') as title,
    coalesce((select j.title from recruiting.jobs j where j.org_id = a.org_id and j.id = a.job_id), '') as about,
    null::numeric as amount, null::text as currency, null::text as icon, null::text as link,
    15 as weight, null::integer as overdue, 0 as ahead,
    a.next_follow_up_date as due_date, null::timestamptz as due_at,
    null::jsonb as acts
    from recruiting.applications a
   where a.is_active and a.next_follow_up_date is not null
     and (a.follow_up_status is distinct from 'int_scheduled' or not exists (select from recruiting.interviews i
       where i.org_id = a.org_id and i.application_id = a.id and i.status = 'scheduled'));
comment on view recruiting.application_items is 'Applications to follow up. @today(applications)';
grant select on recruiting.application_items to tl_admin, tl_manager, tl_recruiter;

-- Interviews to come that somebody only noted as a follow-up; arranged ones are planned_interviews.
create or replace view recruiting.interview_items with (security_invoker = true) as
  select 'applications' as noun, a.id,
    'Interview with ' || coalesce((select c.name from recruiting.candidates c
    where c.org_id = a.org_id and c.id = a.candidate_id), '') as title,
    coalesce((select j.title from recruiting.jobs j where j.org_id = a.org_id and j.id = a.job_id), '') as about,
    null::numeric as amount, null::text as currency, 'user-check' as icon, null::text as link,
    null::integer as weight, null::integer as overdue, null::integer as ahead,
    a.next_follow_up_date as due_date, null::timestamptz as due_at,
    null::jsonb as acts
    from recruiting.applications a
   where a.follow_up_status = 'int_scheduled' and a.next_follow_up_date is not null
     and not exists (select from recruiting.interviews i
       where i.org_id = a.org_id and i.application_id = a.id and i.status = 'scheduled');
comment on view recruiting.interview_items is 'Interviews to come. @today(applications)';
grant select on recruiting.interview_items to tl_admin, tl_manager, tl_consultant, tl_staff, tl_sales, tl_recruiter,
  tl_viewer;
