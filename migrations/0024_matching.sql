-- How well people fit jobs is computed: what they can do stands a row a skill, scores are kept with what went in. Nothing
-- searches the vector on the person by its index, which made every change of a person slow.

create table recruiting.person_skills (
  org_id       uuid not null,
  candidate_id uuid not null,
  skill        text not null,
  primary key (org_id, skill, candidate_id)
);
alter table recruiting.person_skills add constraint person_skills_candidate_id_fkey foreign key (org_id, candidate_id)
  references recruiting.candidates (org_id, id) on delete cascade deferrable;
create index person_skills_candidate_id_idx on recruiting.person_skills (org_id, candidate_id);

create or replace function recruiting.plain_skill(said text) returns text language sql immutable parallel safe return
  (select case s when 'js' then 'javascript' when 'ts' then 'typescript' when 'k8s' then 'kubernetes'
      when 'postgres' then 'postgresql' when 'golang' then 'go' when 'gcp' then 'googlecloud'
      when 'googlecloudplatform' then 'googlecloud' when 'amazonwebservices' then 'aws' when 'msexcel' then 'excel'
      when 'microsoftexcel' then 'excel' when 'ml' then 'machinelearning' when 'ewp' then 'elevatedworkplatform'
      else s end
     from regexp_replace(regexp_replace(lower(said), '[^[:alnum:]+#]+', '', 'g'), '(?<=..)js$', '') s);

insert into recruiting.person_skills (org_id, candidate_id, skill)
select distinct c.org_id, c.id, recruiting.plain_skill(s.said) from recruiting.candidates c
  cross join lateral (
    select jsonb_array_elements_text(case jsonb_typeof(c.skills) when 'array' then c.skills else '[]' end) union all select jsonb_array_elements_text(case jsonb_typeof(c.certificates) when 'array' then c.certificates else '[]' end)
    union all select t ->> 'ticket' from jsonb_array_elements(case jsonb_typeof(c.compliance) when 'array' then c.compliance else '[]' end) t
    union all select c.trade union all select c.role
    union all select jsonb_array_elements_text(case jsonb_typeof(h.tools_used) when 'array' then h.tools_used else '[]' end) from recruiting.candidate_work_history h
      where h.org_id = c.org_id and h.candidate_id = c.id) s (said)
 where recruiting.plain_skill(s.said) <> '';

create table recruiting.match_scores (
  org_id         uuid not null default kit.org_id(),
  id             uuid not null default kit.new_id(),
  application_id uuid not null,
  score          kit.percent not null,
  parts          jsonb not null,
  obstacles      jsonb not null default '[]',
  inputs         jsonb not null,
  version        text not null,
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now(),
  primary key (org_id, id)
);
create index match_scores_application_idx on recruiting.match_scores (org_id, application_id, created_at desc);
alter table recruiting.match_scores add constraint match_scores_application_id_fkey foreign key (org_id, application_id)
  references recruiting.applications (org_id, id) on delete cascade deferrable;
create index match_scores_application_id_idx on recruiting.match_scores (org_id, application_id);

drop index if exists recruiting.candidates_vector_idx;
alter table recruiting.candidates alter column ai_skills_vector set storage extended;

alter table recruiting.jobs add column offers_sponsorship boolean not null default false;

create index candidates_facts_idx on recruiting.candidates (org_id, id) include (status, total_experience_years, pay_rate,
  currency, expected_ctc, is_ctc_negotiable, availability_date, notice_period);
