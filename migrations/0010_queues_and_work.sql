-- Queues of jobs, and work that steps between transactions.

alter table identity.background_jobs add column queue text not null default 'default' check (queue <> '');
alter table identity.background_jobs add column priority smallint not null default 0;
alter table identity.background_jobs add column mark jsonb;
drop index identity.background_jobs_due_idx;
create index background_jobs_due_idx on identity.background_jobs (queue, priority desc, run_at) where status = 'waiting';
