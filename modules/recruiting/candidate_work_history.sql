-- A job a candidate had or has. @also(work_history)
-- @icon(history) @words(Position held, Work history) @named(job_title, company_name)
create table recruiting.candidate_work_history (
  org_id           uuid not null default kit.org_id(),
  id               uuid not null default kit.new_id(),
  candidate_id     uuid not null,                                              -- The person. @list @also(profile_id)
  company_name     text not null check (company_name <> ''),                   -- Employer. @list
  job_title        text,                                                       -- Job title. @list
  start_date       date,                                                       -- First day. @list
  end_date         date,                                                       -- Last day; empty while it lasts. @list
  is_current       boolean not null default false,                             -- They work there now.
  responsibilities text,                                                       -- What they did. @long
  tools_used       jsonb not null default '[]',                                -- Tools they used. @several()
  ctc_at_role      text,                                                       -- Pay there, in their own words.
  created_at       timestamptz not null default now(),
  updated_at       timestamptz not null default now(),
  primary key (org_id, id),
  constraint candidate_work_history_dates_in_order check (end_date >= start_date) -- The job ends before it starts.
);
select kit.refers('recruiting.candidate_work_history', 'candidate_id', 'recruiting.candidates', 'cascade');
select kit.noun('recruiting.candidate_work_history', parents => '{candidate_id}');
select kit.shaped('recruiting.candidate_work_history', 'tools_used', 'kit.is_words',
  'Tools used: a list of words, such as ["One", "Two"].');
