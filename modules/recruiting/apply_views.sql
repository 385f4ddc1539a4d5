-- How often the page was opened on which one applies for a job, a day. It counts pages, and nothing of who opened them.
-- @icon(eye) @words(Apply page count, Apply page counts) @named(date)
create table recruiting.apply_views (
  org_id     uuid not null default kit.org_id(),
  id         uuid not null default kit.new_id(),
  job_id     uuid not null,                                                    -- The job. @list
  date       date not null default current_date,                               -- The day. @list
  views      integer not null default 0 check (views >= 0),                    -- How often the page was opened. @list
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id),
  constraint apply_views_once unique (org_id, job_id, date)
);
select kit.refers('recruiting.apply_views', 'job_id', 'recruiting.jobs', 'cascade');
select kit.noun('recruiting.apply_views', parents => '{job_id}', own_when => 'false', audited => false);

-- Counts one more. Whoever opens the page is nobody, so the server does it.
create or replace function recruiting.count_apply_view(job uuid) returns void language sql security definer
  set search_path = pg_catalog as $$
  insert into recruiting.apply_views (job_id, date, views) values (job, recruiting.today(), 1)
  on conflict on constraint apply_views_once do update set views = recruiting.apply_views.views + 1
$$;
comment on function recruiting.count_apply_view(uuid) is 'Counts that the page was opened on which one applies.';
revoke execute on function recruiting.count_apply_view(uuid) from public;
grant execute on function recruiting.count_apply_view(uuid) to tl_system;
