-- Résumés are read: what became of their values, and many at once.

create type recruiting.reading_status as enum ('read', 'failed');
create table recruiting.resume_readings (
  org_id       uuid not null default kit.org_id(),
  id           uuid not null default kit.new_id(),
  candidate_id uuid not null,
  file_id      uuid,
  status       recruiting.reading_status not null,
  failure      text,
  settled      jsonb not null default '[]' check (jsonb_typeof(settled) = 'array'),
  read_at      timestamptz not null default now(),
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  primary key (org_id, id),
  constraint resume_readings_once unique (org_id, candidate_id, file_id)
);
alter table recruiting.resume_readings add constraint resume_readings_candidate_id_fkey foreign key (org_id, candidate_id)
  references recruiting.candidates (org_id, id) on delete cascade deferrable;
create index resume_readings_candidate_id_idx on recruiting.resume_readings (org_id, candidate_id);
alter table recruiting.resume_readings add constraint resume_readings_file_id_fkey foreign key (org_id, file_id)
  references knowledge.files (org_id, id) on delete set null (file_id) deferrable;
create index resume_readings_file_id_idx on recruiting.resume_readings (org_id, file_id);

create type recruiting.batch_status as enum ('waiting', 'running', 'done', 'failed', 'cancelled');
create table recruiting.resume_batches (
  org_id      uuid not null default kit.org_id(),
  id          uuid not null default kit.new_id(),
  name        text not null check (name <> '' and length(name) <= 300),
  status      recruiting.batch_status not null default 'waiting',
  files       integer not null default 0,
  done        integer not null default 0,
  created     integer not null default 0,
  known       integer not null default 0,
  repeated    integer not null default 0,
  failed      integer not null default 0,
  report      jsonb not null default '[]' check (jsonb_typeof(report) = 'array'),
  reason      text,
  job_id      uuid,
  created_by  uuid default kit.user_id(),
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (org_id, id)
);
alter table recruiting.resume_batches add constraint resume_batches_job_id_fkey foreign key (org_id, job_id)
  references identity.background_jobs (org_id, id) on delete set null (job_id) deferrable;
create index resume_batches_job_id_idx on recruiting.resume_batches (org_id, job_id);
alter table recruiting.resume_batches add constraint resume_batches_created_by_fkey foreign key (org_id, created_by)
  references identity.users (org_id, id) on delete set null (created_by) deferrable;
create index resume_batches_created_by_idx on recruiting.resume_batches (org_id, created_by);

alter table recruiting.action_queue add column related_file_id uuid;
alter table recruiting.action_queue add constraint action_queue_related_file_id_fkey foreign key (org_id, related_file_id)
  references knowledge.files (org_id, id) on delete set null (related_file_id) deferrable;
create index action_queue_related_file_id_idx on recruiting.action_queue (org_id, related_file_id);
