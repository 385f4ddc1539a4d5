-- What interviews of a job are judged by. A job that has none is judged by what every job is.
-- @icon(list-todo) @words(Criterion, Scorecard criteria) @named(criterion)
create table recruiting.scorecard_criteria (
  org_id      uuid not null default kit.org_id(),
  id          uuid not null default kit.new_id(),
  job_id      uuid not null,                                                   -- The job. @list
  round       text check (trim(round) <> '' and length(round) <= 100),         -- The round it is for; every round when empty. @list
  position    integer not null default 1 check (position between 1 and 1000),  -- Its place among them. @list
  criterion   text not null check (trim(criterion) <> '' and length(criterion) <= 100), -- What is judged. @list
  description text check (length(description) <= 500),                         -- What to look for. @long
  weight      integer not null default 1 check (weight between 1 and 10),      -- How much it counts beside the others. @list
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (org_id, id)
);
select kit.refers('recruiting.scorecard_criteria', 'job_id', 'recruiting.jobs', 'cascade');
select kit.noun('recruiting.scorecard_criteria', parents => '{job_id}');

-- What an interview is judged by.
create or replace function recruiting.criteria_of(job uuid, of_round text)
returns table (criterion text, description text, weight integer) language sql stable security definer
  set search_path = pg_catalog as $$
  with own as (
    select c.criterion, c.description, c.weight, c.position, c.id from recruiting.scorecard_criteria c
     where c.org_id = kit.org_id() and c.job_id = job and (c.round is null or lower(trim(c.round)) = lower(trim(of_round)))),
  usual (criterion, description, weight, position) as (values
    ('Skills for the role', 'Can do what the job asks for; has shown it in examples.', 2, 1),
    ('Experience', 'Has done comparable work, and says what their own part was.', 1, 2),
    ('Problem solving', 'Takes a problem apart, asks, weighs, decides.', 1, 3),
    ('Communication', 'Listens, answers what was asked, explains so that others follow.', 1, 4),
    ('Motivation', 'Knows why this job, and what they want from it.', 1, 5))
  select c.criterion, c.description, c.weight from (
    select o.criterion, o.description, o.weight, o.position, o.id from own o
    union all
    select u.criterion, u.description, u.weight, u.position, null::uuid from usual u where not exists (select from own)) c
   order by c.position, c.id limit 20
$$;
comment on function recruiting.criteria_of(uuid, text) is 'What an interview is judged by.';
