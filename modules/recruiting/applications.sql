-- How far an application has come.
create type recruiting.application_status as enum ('new', 'screening', 'interview', 'offer', 'rejected', 'withdrawn');

-- What the automatic co-pilot is doing. @values contacting=Contacting... awaiting_reply='Awaiting Reply' live_chat='Live Chat' intervention_needed='Intervention Needed'
create type recruiting.automation_status as enum ('new', 'contacting', 'awaiting_reply', 'live_chat', 'intervention_needed', 'completed', 'declined');

-- Where the recruiter's own follow-up stands. @values int_scheduled=Int-scheduled no_show='No Show' under_follow_up='Under Follow-up'
create type recruiting.follow_up_status as enum ('shortlisted', 'int_scheduled', 'offered', 'joined', 'no_show', 'under_follow_up', 'rejected');

-- One candidate on one job.
create table recruiting.applications (
  org_id                uuid not null default kit.org_id(),
  id                    uuid not null default kit.new_id(),
  job_id                uuid not null,                                         -- The job. @list
  candidate_id          uuid not null,                                         -- The person. @list
  applied_at            timestamptz not null default now(),                    -- When they applied. @list
  status                recruiting.application_status not null default 'new',  -- How far it has come. @list
  is_active             boolean not null generated always as (
    status not in ('rejected', 'withdrawn') and coalesce(follow_up_status not in ('joined', 'no_show', 'rejected'), true)) stored, -- The process goes on: not rejected, withdrawn or hired.
  match_score           kit.percent,                                           -- How well the person fits this job, 0 to 100. @internal @list
  ai_custom_summary     text,                                                  -- Why they fit or do not, in words. @internal
  automation_status     recruiting.automation_status not null default 'new',   -- What the co-pilot is doing. @internal
  is_recruiter_approved boolean not null default false,                        -- A recruiter vouches for the person. @internal
  follow_up_status      recruiting.follow_up_status,                           -- Where the recruiter's follow-up stands. @internal @list
  next_follow_up_date   date,                                                  -- When to follow up next. @internal @list
  follow_up_remarks     text,                                                  -- Recruiter's notes. @internal
  created_at            timestamptz not null default now(),
  updated_at            timestamptz not null default now(),
  primary key (org_id, id),
  constraint applications_once unique (org_id, job_id, candidate_id)           -- This person already applied for this job.
);
create index applications_status_idx on recruiting.applications (org_id, status);
create index applications_follow_up_idx on recruiting.applications (org_id, next_follow_up_date);
select kit.refers('recruiting.applications', 'job_id', 'recruiting.jobs', 'cascade');
select kit.refers('recruiting.applications', 'candidate_id', 'recruiting.candidates', 'cascade');
select kit.noun('recruiting.applications', parents => '{job_id}');
