-- The public job board: what it says of jobs, the questions jobs ask, and what people send who apply.

alter table recruiting.jobs add column country text;
alter table recruiting.jobs add column names_client boolean not null default false;
alter table recruiting.jobs add column published_at timestamptz;
alter table recruiting.jobs add column posting_changed_at timestamptz;
alter table recruiting.jobs add column board_words tsvector generated always as (
  setweight(to_tsvector('english', title), 'A')
    || setweight(jsonb_to_tsvector('english', required_skills || preferred_skills || tools_tech_stack || job_locations,
      '["string"]'), 'B')
    || setweight(to_tsvector('english', coalesce(industry, '') || ' ' || coalesce(functional_area, '')), 'B')
    || to_tsvector('english', coalesce(left(job_summary, 20000), ''))) stored;
alter table recruiting.jobs add constraint jobs_country_is_code check (country ~ '^[A-Z]{2}$');
create index jobs_board_idx on recruiting.jobs (org_id, published_at desc, id desc)
  where status in ('sourcing', 'interview', 'offer');
-- A job that is no draft was published when it was made, as far as anybody knows.
update recruiting.jobs set published_at = created_at, posting_changed_at = updated_at where status <> 'draft';

alter table recruiting.applications add column is_knocked_out boolean not null default false;
alter table recruiting.applications add column source text;
alter table recruiting.applications add column utm_source text;
alter table recruiting.applications add column utm_medium text;
alter table recruiting.applications add column utm_campaign text;
alter table recruiting.applications add column utm_term text;
alter table recruiting.applications add column utm_content text;
alter table recruiting.applications add column referred_by_id uuid;
alter table recruiting.applications add column consented_at timestamptz;
alter table recruiting.applications add column consent_text text;
alter table recruiting.applications add column retention_end_date date;
alter table recruiting.applications add column joins_talent_pool boolean not null default false;
alter table recruiting.applications add constraint applications_referred_by_id_fkey
  foreign key (org_id, referred_by_id)
  references recruiting.candidates (org_id, id) on delete set null (referred_by_id) deferrable;
create index applications_referred_by_id_idx on recruiting.applications (org_id, referred_by_id);

create type recruiting.question_kind as enum ('yes_no', 'number', 'date', 'text', 'choice');
create table recruiting.job_questions (
  org_id         uuid not null default kit.org_id(),
  id             uuid not null default kit.new_id(),
  job_id         uuid not null,
  position       integer not null default 1 check (position between 1 and 1000),
  question       text not null check (trim(question) <> '' and length(question) <= 300),
  kind           recruiting.question_kind not null default 'yes_no',
  choices        jsonb not null default '[]',
  is_required    boolean not null default true,
  wrong_answers  jsonb not null default '[]',
  at_least       numeric(14,2),
  at_most        numeric(14,2),
  latest_date  date,
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now(),
  primary key (org_id, id),
  constraint job_questions_choices_given check (kind <> 'choice' or jsonb_typeof(choices) = 'array' and choices -> 1 is not null)
);
alter table recruiting.job_questions add constraint job_questions_job_id_fkey foreign key (org_id, job_id)
  references recruiting.jobs (org_id, id) on delete cascade deferrable;
create index job_questions_job_id_idx on recruiting.job_questions (org_id, job_id);

create table recruiting.application_answers (
  org_id         uuid not null default kit.org_id(),
  id             uuid not null default kit.new_id(),
  application_id uuid not null,
  question_id    uuid,
  question       text not null,
  answer         text not null check (answer <> '' and length(answer) <= 2000),
  is_knock_out   boolean not null default false,
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now(),
  primary key (org_id, id)
);
alter table recruiting.application_answers add constraint application_answers_application_id_fkey
  foreign key (org_id, application_id) references recruiting.applications (org_id, id) on delete cascade deferrable;
create index application_answers_application_id_idx on recruiting.application_answers (org_id, application_id);
alter table recruiting.application_answers add constraint application_answers_question_id_fkey
  foreign key (org_id, question_id)
  references recruiting.job_questions (org_id, id) on delete set null (question_id) deferrable;
create index application_answers_question_id_idx on recruiting.application_answers (org_id, question_id);

create table recruiting.application_forms (
  org_id         uuid not null default kit.org_id(),
  id             uuid not null default kit.new_id(),
  application_id uuid not null,
  details        kit.pii,
  made_profile   boolean not null default false,
  file_id        uuid,
  read_error     text,
  checked_at     timestamptz,
  taken_over_at  timestamptz,
  taken_over_by  uuid,
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now(),
  primary key (org_id, id)
);
alter table recruiting.application_forms add constraint application_forms_application_id_fkey
  foreign key (org_id, application_id) references recruiting.applications (org_id, id) on delete cascade deferrable;
create index application_forms_application_id_idx on recruiting.application_forms (org_id, application_id);
alter table recruiting.application_forms add constraint application_forms_file_id_fkey foreign key (org_id, file_id)
  references knowledge.files (org_id, id) on delete set null (file_id) deferrable;
create index application_forms_file_id_idx on recruiting.application_forms (org_id, file_id);
alter table recruiting.application_forms add constraint application_forms_taken_over_by_fkey
  foreign key (org_id, taken_over_by)
  references identity.users (org_id, id) on delete set null (taken_over_by) deferrable;
create index application_forms_taken_over_by_idx on recruiting.application_forms (org_id, taken_over_by);
