-- Interviews: times are proposed and picked, invitations follow, and what interviewers think of them.

alter table identity.emails add column calendar kit.pii;

create type recruiting.interview_status as enum ('proposed', 'scheduled', 'completed', 'cancelled', 'no_show');
create table recruiting.interviews (
  org_id          uuid not null default kit.org_id(),
  id              uuid not null default kit.new_id(),
  application_id  uuid not null,
  round           text not null check (trim(round) <> '' and length(round) <= 100),
  status          recruiting.interview_status not null default 'proposed',
  starts_at       timestamptz,
  ends_at         timestamptz,
  minutes         integer not null default 45 check (minutes between 10 and 480),
  time_zone       text not null default 'UTC' check (length(time_zone) <= 60),
  location        text check (length(location) <= 300),
  meeting_url     kit.url,
  organizer_id    uuid,
  reason          text check (length(reason) <= 1000),
  candidate_words text check (length(candidate_words) <= 1000),
  sequence        integer not null default 0,
  told_sequence   integer not null default 0,
  is_invited      boolean not null default false,
  reminder_ids    uuid[] not null default '{}',
  letter_ids      uuid[] not null default '{}',
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now(),
  primary key (org_id, id),
  constraint interviews_times_in_order check (ends_at > starts_at),
  constraint interviews_have_a_time check (status in ('proposed', 'cancelled') or num_nulls(starts_at, ends_at) = 0)
);
create index interviews_time_idx on recruiting.interviews (org_id, starts_at);
create index interviews_status_idx on recruiting.interviews (org_id, status, starts_at);
alter table recruiting.interviews add constraint interviews_application_id_fkey foreign key (org_id, application_id)
  references recruiting.applications (org_id, id) on delete cascade deferrable;
create index interviews_application_id_idx on recruiting.interviews (org_id, application_id);
alter table recruiting.interviews add constraint interviews_organizer_id_fkey foreign key (org_id, organizer_id)
  references identity.users (org_id, id) on delete set null (organizer_id) deferrable;
create index interviews_organizer_id_idx on recruiting.interviews (org_id, organizer_id);

create type recruiting.held_time as range (subtype = text, collation = "C");
create table recruiting.interviewers (
  org_id       uuid not null default kit.org_id(),
  interview_id uuid not null,
  user_id      uuid not null,
  starts_at    timestamptz,
  ends_at      timestamptz,
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  primary key (org_id, interview_id, user_id),
  constraint interviewers_free exclude using gist (recruiting.held_time(
    org_id::text || user_id::text || lpad(extract(epoch from starts_at at time zone 'UTC')::bigint::text, 12, '0'),
    org_id::text || user_id::text || lpad(extract(epoch from ends_at at time zone 'UTC')::bigint::text, 12, '0')) with &&)
    where (starts_at is not null)
);
create index interviewers_time_idx on recruiting.interviewers (org_id, user_id, starts_at);
alter table recruiting.interviewers add constraint interviewers_interview_id_fkey foreign key (org_id, interview_id)
  references recruiting.interviews (org_id, id) on delete cascade deferrable;
alter table recruiting.interviewers add constraint interviewers_user_id_fkey foreign key (org_id, user_id)
  references identity.users (org_id, id) on delete cascade deferrable;

create table recruiting.interview_slots (
  org_id       uuid not null default kit.org_id(),
  id           uuid not null default kit.new_id(),
  interview_id uuid not null,
  starts_at    timestamptz not null,
  ends_at      timestamptz not null,
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  primary key (org_id, id),
  constraint interview_slots_once unique (org_id, interview_id, starts_at),
  constraint interview_slots_in_order check (ends_at > starts_at)
);
alter table recruiting.interview_slots add constraint interview_slots_interview_id_fkey
  foreign key (org_id, interview_id) references recruiting.interviews (org_id, id) on delete cascade deferrable;

create table recruiting.calendar_sources (
  org_id     uuid not null default kit.org_id(),
  id         uuid not null default kit.new_id(),
  user_id    uuid not null default kit.user_id(),
  name       text not null check (trim(name) <> '' and length(name) <= 100),
  address    kit.pii not null,
  read_at    timestamptz,
  tried_at   timestamptz,
  failure    text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id)
);
alter table recruiting.calendar_sources add constraint calendar_sources_user_id_fkey foreign key (org_id, user_id)
  references identity.users (org_id, id) on delete cascade deferrable;
create index calendar_sources_user_id_idx on recruiting.calendar_sources (org_id, user_id);

create table recruiting.busy_times (
  org_id     uuid not null,
  id         uuid not null default kit.new_id(),
  source_id  uuid not null,
  user_id    uuid not null,
  starts_at  timestamptz not null,
  ends_at    timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id)
);
create index busy_times_person_idx on recruiting.busy_times (org_id, user_id, starts_at);
alter table recruiting.busy_times add constraint busy_times_source_id_fkey foreign key (org_id, source_id)
  references recruiting.calendar_sources (org_id, id) on delete cascade deferrable;
create index busy_times_source_id_idx on recruiting.busy_times (org_id, source_id);
alter table recruiting.busy_times add constraint busy_times_user_id_fkey foreign key (org_id, user_id)
  references identity.users (org_id, id) on delete cascade deferrable;

create table recruiting.scorecard_criteria (
  org_id      uuid not null default kit.org_id(),
  id          uuid not null default kit.new_id(),
  job_id      uuid not null,
  round       text check (trim(round) <> '' and length(round) <= 100),
  position    integer not null default 1 check (position between 1 and 1000),
  criterion   text not null check (trim(criterion) <> '' and length(criterion) <= 100),
  description text check (length(description) <= 500),
  weight      integer not null default 1 check (weight between 1 and 10),
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (org_id, id)
);
alter table recruiting.scorecard_criteria add constraint scorecard_criteria_job_id_fkey foreign key (org_id, job_id)
  references recruiting.jobs (org_id, id) on delete cascade deferrable;
create index scorecard_criteria_job_id_idx on recruiting.scorecard_criteria (org_id, job_id);

create type recruiting.recommendation as enum ('strong_no', 'no', 'yes', 'strong_yes');
create table recruiting.scorecards (
  org_id         uuid not null default kit.org_id(),
  id             uuid not null default kit.new_id(),
  interview_id   uuid not null,
  user_id        uuid not null,
  scores         jsonb not null default '[]',
  recommendation recruiting.recommendation,
  notes          text check (length(notes) <= 4000),
  handed_in_at   timestamptz,
  reopened_by    uuid,
  reopen_reason  text,
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now(),
  primary key (org_id, id),
  constraint scorecards_once unique (org_id, interview_id, user_id)
);
alter table recruiting.scorecards add constraint scorecards_interview_id_fkey foreign key (org_id, interview_id)
  references recruiting.interviews (org_id, id) on delete cascade deferrable;
alter table recruiting.scorecards add constraint scorecards_user_id_fkey foreign key (org_id, user_id)
  references identity.users (org_id, id) on delete cascade deferrable;
create index scorecards_user_id_idx on recruiting.scorecards (org_id, user_id);
alter table recruiting.scorecards add constraint scorecards_reopened_by_fkey foreign key (org_id, reopened_by)
  references identity.users (org_id, id) on delete set null (reopened_by) deferrable;
create index scorecards_reopened_by_idx on recruiting.scorecards (org_id, reopened_by);
