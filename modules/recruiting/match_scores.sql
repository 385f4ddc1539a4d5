-- How a match was scored, a row each time an application's score or its parts changed: what went in, what came out, by which
-- version of the formula. What people decided stands in the timeline of the application.
-- @icon(gauge) @words(Match score, Match scores) @named(score) @apart
create table recruiting.match_scores (
  org_id         uuid not null default kit.org_id(),
  id             uuid not null default kit.new_id(),
  application_id uuid not null,                         -- The application. @list
  score          kit.percent not null,                  -- The score, 0 to 100; 0 when something stands in the way. @list
  parts          jsonb not null,                        -- Each part with its points and the reason in words. @personal
  obstacles      jsonb not null default '[]',           -- What stands in the way altogether. @personal
  inputs         jsonb not null,                        -- What the parts were computed of. @personal
  version        text not null,                         -- The version of the formula. @list
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now(),
  primary key (org_id, id)
);
create index match_scores_application_idx on recruiting.match_scores (org_id, application_id, created_at desc);
select kit.refers('recruiting.match_scores', 'application_id', 'recruiting.applications', 'cascade');
select kit.noun('recruiting.match_scores', parents => '{application_id}', own_when => 'false', audited => false);

-- Scores these applications, or all that go on, and writes those whose score or parts are others now.
create or replace function recruiting.score_applications(about uuid[]) returns bigint language plpgsql security definer
  set search_path = pg_catalog, public as $$
declare
  work record; changed bigint := 0; n bigint;
begin
  -- One after the other within an organisation: two would write the same rows in other orders, and twice.
  perform pg_advisory_xact_lock(24, hashtext(kit.org_id()::text)), set_config('throughline.derived', 'on', true);
  for work in select a.job_id, array_agg(a.id) as ids, array_agg(a.candidate_id) as people
                from recruiting.applications a
               where a.org_id = kit.org_id() and a.is_active and (about is null or a.id = any (about))
               group by a.job_id loop
    with fresh as materialized (
      select a.id, t.* from unnest(work.ids, work.people) a (id, person)
        join recruiting.match_told(work.job_id, work.people) t on t.candidate_id = a.person),
    other as (
      select f.* from fresh f
        left join lateral (select s.score, s.parts, s.obstacles, s.version from recruiting.match_scores s
          where s.org_id = kit.org_id() and s.application_id = f.id order by s.created_at desc, s.id desc limit 1) s on true
       where (s.score, s.parts, s.obstacles, s.version) is distinct from
             (f.score, f.parts, f.obstacles, recruiting.match_version())),
    kept as (
      insert into recruiting.match_scores (application_id, score, parts, obstacles, inputs, version)
      select o.id, o.score, o.parts, o.obstacles, o.inputs, recruiting.match_version() from other o)
    update recruiting.applications a set match_score = f.score, ai_custom_summary = f.summary from fresh f
     where a.org_id = kit.org_id() and a.id = f.id
       and (a.match_score, a.ai_custom_summary) is distinct from (f.score, f.summary);
    get diagnostics n = row_count;
    changed := changed + n;
  end loop;
  perform recruiting.keep_new_matches(about);
  perform set_config('throughline.derived', '', true);
  return changed;
end $$;
comment on function recruiting.score_applications(uuid[]) is 'Scores applications, and keeps how.';
revoke execute on function recruiting.score_applications(uuid[]) from public;
grant execute on function recruiting.score_applications(uuid[]) to tl_system;

-- What a score rests on is looked at again soon after it changed.
create or replace trigger y_score_insert after insert on recruiting.applications referencing new table as new_rows
  for each statement execute function kit.note('score_applications', 'values (n.id)');
create or replace trigger y_score_update after update of required_skills, preferred_skills, tools_tech_stack,
  experience_required, min_salary, max_salary, salary_unit, currency, notice_period_accepted, work_mode, job_locations,
  offers_sponsorship, title, job_summary, responsibilities on recruiting.jobs for each row execute function kit.note('score_applications',
  'select a.id from recruiting.applications a where a.org_id = n.org_id and a.job_id = n.id and a.is_active');
create or replace trigger y_score_update after update of skills, certificates, compliance, trade, role, status,
  total_experience_years, expected_ctc, currency, pay_rate, is_ctc_negotiable, availability_date, notice_period,
  work_authorization, current_locations, preferred_locations, ready_to_relocate, ai_skills_vector
  on recruiting.candidates for each row execute function kit.note('score_applications',
  'select a.id from recruiting.applications a where a.org_id = n.org_id and a.candidate_id = n.id and a.is_active');
create or replace trigger y_score_insert after insert on recruiting.candidate_work_history
  referencing new table as new_rows for each statement execute function kit.note('score_applications',
  'select a.id from recruiting.applications a where a.org_id = n.org_id and a.candidate_id = n.candidate_id and a.is_active');
