-- An import is a piece of work: its file waits in the store, its counters say where it stands.

alter table knowledge.files add column is_private boolean not null default false;

alter table identity.background_jobs add column api_key_id uuid;

alter table identity.import_jobs add column options jsonb not null default '{}';
alter table identity.import_jobs add column dry_run boolean not null default false;
alter table identity.import_jobs add column source_url kit.url;
alter table identity.import_jobs add column size bigint not null default 0;
alter table identity.import_jobs add column bytes_read bigint not null default 0;
alter table identity.import_jobs add column rows_created integer not null default 0;
alter table identity.import_jobs add column rows_updated integer not null default 0;
alter table identity.import_jobs add column rows_duplicate integer not null default 0;
alter table identity.import_jobs add column rows_alike integer not null default 0;
alter table identity.import_jobs add column job_id uuid;

create table identity.import_rejects (
  org_id        uuid not null,
  id            uuid not null default kit.new_id(),
  import_job_id uuid not null,
  number        integer not null check (number >= 0),
  content       bytea not null,
  created_at    timestamptz not null default now(),
  updated_at    timestamptz not null default now(),
  primary key (org_id, id),
  constraint import_rejects_number unique (org_id, import_job_id, number),
  constraint import_rejects_import_job_id_fkey foreign key (org_id, import_job_id)
    references identity.import_jobs (org_id, id) on delete cascade
);
alter table identity.import_jobs no force row level security;
insert into identity.import_rejects (org_id, id, import_job_id, number, content)
select org_id, id, id, 0, rejects from identity.import_jobs where rejects is not null;
update identity.import_jobs set rows_created = rows_success;
alter table identity.import_jobs force row level security;
drop policy if exists sign_in_reads on identity.import_jobs;
alter table identity.import_jobs drop column rejects;
alter table identity.import_jobs drop column cancel_requested_at;
select kit.private('identity.import_rejects');
alter table identity.background_jobs add constraint background_jobs_api_key_id_fkey foreign key (org_id, api_key_id)
  references identity.api_keys (org_id, id) on delete cascade deferrable;
create index background_jobs_api_key_id_idx on identity.background_jobs (org_id, api_key_id);
alter table identity.import_jobs add constraint import_jobs_job_id_fkey foreign key (org_id, job_id)
  references identity.background_jobs (org_id, id) on delete set null (job_id) deferrable;
create index import_jobs_job_id_idx on identity.import_jobs (org_id, job_id);
alter table identity.background_jobs drop constraint background_jobs_user_id_fkey;
alter table identity.background_jobs add constraint background_jobs_user_id_fkey foreign key (org_id, user_id)
  references identity.users (org_id, id) on delete cascade deferrable;
