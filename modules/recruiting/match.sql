-- How well a person fits a job, 0 to 100 (DESIGN, "Rules that compute"): required skills 40, closeness in meaning 20,
-- experience 15, pay 15, availability 10. What stands in the way altogether comes first and makes the score 0. A score
-- sorts; it never rejects. Nothing here reads gender, marital status, date of birth, category, disability or a picture.

-- The formula's version: it stands in the log of scores and changes whenever the formula does.
create or replace function recruiting.match_version() returns text language sql immutable return '1';
comment on function recruiting.match_version() is 'The version of the formula of match scores.';

create or replace function recruiting.match_points(asked integer, held integer, close float8, low float8, years float8,
  pay float8, asks float8, negotiable boolean, accepted integer, free integer)
returns table (skills integer, meaning integer, experience integer, pay_fit integer, availability integer)
language sql immutable parallel safe rows 1 as $$
  select case when asked = 0 then 20 else floor(40.0::float8 * held / asked + 0.5)::int end,
         case when close is null then 10 else floor(20 * least(1, greatest(0, (close - 0.1) / 0.6)) + 0.5)::int end,
         case when coalesce(low, 0) = 0 then 15 when years is null then 8
              else floor(15 * least(1, years / low) + 0.5)::int end,
         case when pay is null or asks is null then 8 when asks <= pay then 15
              else floor(15 * greatest(0, 1 - case when negotiable then 2 else 4 end * (asks / pay - 1)) + 0.5)::int end,
         case when free is null then 5 when accepted is null or free <= accepted then 10
              else floor(10 * greatest(0, 1 - (free - accepted) / 60.0::float8) + 0.5)::int end
$$;
comment on function
  recruiting.match_points(integer, integer, float8, float8, float8, float8, float8, boolean, integer, integer)
  is 'The five parts of a match score; what is not known counts half.';

-- "3-5 years" asks for three, "18 months" for one and a half; without a number nothing is asked.
create or replace function recruiting.years_asked(said text) returns numeric language sql immutable parallel safe return
  round((regexp_match(said, '(\d{1,3}(?:\.\d)?)'))[1]::numeric / case when said ~* 'month' then 12 else 1 end, 1);
comment on function recruiting.years_asked(text) is 'The years of experience some words ask for, or null.';

-- "Immediate to 30 days" takes somebody within 30 days, "2 months" within 60.
create or replace function recruiting.days_accepted(said text) returns integer
language sql immutable parallel safe return
  coalesce((select max(m[1]::int * case when m[2] ~* '^m' then 30 when m[2] ~* '^w' then 7 else 1 end)
              from regexp_matches(said, '(\d{1,3})\s*(months?|weeks?|days?)?', 'gi') m),
           case when said ~* 'immediate|at once|right away' then 0 end);
comment on function recruiting.days_accepted(text) is 'The notice in days some words accept, or null.';

-- The skills a job asks for: those it requires; where it names none, those that help and its tools.
create or replace function recruiting.skills_asked(required jsonb, preferred jsonb, tools jsonb) returns jsonb
language sql immutable parallel safe return
  case when jsonb_array_length(kit.list_of(required)) > 0 then required
       else kit.list_of(preferred) || kit.list_of(tools) end;
comment on function recruiting.skills_asked(jsonb, jsonb, jsonb) is 'The skills a job asks for.';

-- What jobs ask for. Salaries are by the year: twelve months, 2,080 hours.
create or replace function recruiting.wants(jobs uuid[]) returns table (job_id uuid, skills text[], low float8,
  pay float8, currency text, per_hour boolean, accepted integer) language sql stable as $$
  select j.id, array(select distinct recruiting.plain_skill(s) from jsonb_array_elements_text(
           recruiting.skills_asked(j.required_skills, j.preferred_skills, j.tools_tech_stack)) s
           where recruiting.plain_skill(s) <> ''),
         recruiting.years_asked(j.experience_required)::float8,
         nullif(recruiting.a_year(coalesce(j.max_salary, j.min_salary), j.salary_unit), 0)::float8,
         coalesce(j.currency::text, o.currency::text), coalesce(j.salary_unit = 'hour', false),
         recruiting.days_accepted(j.notice_period_accepted)
    from recruiting.jobs j join identity.organizations o on o.org_id = j.org_id
   where j.org_id = kit.org_id() and j.id = any (jobs)
$$;
comment on function recruiting.wants(uuid[]) is 'What jobs ask for, as numbers and skills in one spelling.';

-- What is known of people that a job asks about, beside their skills and what they mean; all of it stands in
-- `candidates_facts_idx`.
create or replace function recruiting.match_facts(currency text, per_hour boolean) returns table (candidate_id uuid,
  status recruiting.candidate_status, years float8, asks float8, negotiable boolean, free integer)
language sql stable as $$
  select c.id, c.status, c.total_experience_years::float8,
         case when per_hour and c.pay_rate is not null then c.pay_rate::float8 * 2080
              when c.currency is null or currency is null or c.currency::text = currency
                then c.expected_ctc::float8 end,
         coalesce(c.is_ctc_negotiable, false),
         case when c.availability_date is not null or c.notice_period is not null
           then greatest(0, c.availability_date - current_date, c.notice_period) end
    from recruiting.candidates c where c.org_id = kit.org_id()
$$;
comment on function recruiting.match_facts(text, boolean) is 'What is known of people that a job asks about.';

-- How close a person and a job are in meaning, as one model read both: the cosine.
create or replace function recruiting.match_close(job uuid, person uuid) returns float8 language sql stable as $$
  select 1 - (e.embedding <=> t.embedding) from knowledge.embeddings t
    join knowledge.embeddings e on e.org_id = t.org_id and e.entity_type = 'candidates' and e.entity_id = person
     and e.model = t.model
   where t.org_id = kit.org_id() and t.entity_type = 'jobs' and t.entity_id = job
$$;
comment on function recruiting.match_close(uuid, uuid) is 'How close a person and a job are in meaning.';

-- What stands in the way of a person and a job altogether: not to be used, somewhere else, without a permit, without a
-- ticket.
create or replace function recruiting.match_obstacles(job uuid, person uuid)
returns table (place integer, rule text, words text) language sql stable as $$
  with it as (
    select c, j, array(select kit.town(t) from jsonb_array_elements_text(kit.list_of(j.job_locations)) t) as towns,
           array(select kit.town(t) from jsonb_array_elements_text(kit.list_of(c.current_locations)) t) as lives,
           array(select kit.town(t) from jsonb_array_elements_text(kit.list_of(c.preferred_locations)) t) as wishes
      from recruiting.candidates c join recruiting.jobs j on j.org_id = c.org_id
     where c.org_id = kit.org_id() and c.id = person and j.id = job)
  select 1, 'usable', case (i.c).status when 'do_not_use' then 'Not to be used.'
      else initcap((i.c).status::text) || '.' end
    from it i where (i.c).status in ('do_not_use', 'unavailable', 'archived')
  union all
  select 2, 'place', case when cardinality(i.lives) = 0 or 'remote' = any (i.wishes) then 'Wants to work remotely only.'
      else format('Lives in %s and would not move to %s.', initcap(array_to_string(i.lives, ', ')),
        initcap(array_to_string(i.towns, ' or '))) end
    from it i
   where (i.j).work_mode <> 'remote' and cardinality(i.towns) > 0 and not i.towns && (i.lives || i.wishes)
     and ((i.c).ready_to_relocate = 'no' and cardinality(i.lives) > 0
       or i.wishes = '{remote}' and (i.c).ready_to_relocate is distinct from 'yes')
  union all
  select 3, 'authorization', format('Needs a permit to work: %s', left((i.c).work_authorization, 200))
    from it i
   where not (i.j).offers_sponsorship
     and (i.c).work_authorization ~* '(need|require)[a-z]* .*(sponsor|visa|permit)|^\s*(none|no|not authori[sz]ed.*)\s*$'
     and (i.c).work_authorization !~* '\m(no|not|without)\M[^.]*(need|require|sponsor)'
  union all
  (select 4, 'tickets', string_agg(l.words, ' ' order by l.ticket)
     from it i cross join lateral (select greatest(current_date, (i.c).availability_date) as day) d
     cross join lateral recruiting.lacking_tickets(i.c, null, (i.j).title, d.day, d.day) l
   having count(*) > 0)
$$;
comment on function recruiting.match_obstacles(uuid, uuid) is 'What stands in the way of a person and a job altogether.';

-- The matches of people and a job in words: each part with its points and a sentence.
create or replace function recruiting.match_told(job uuid, people uuid[])
returns table (candidate_id uuid, score integer, parts jsonb, obstacles jsonb, summary text, inputs jsonb)
language sql stable security definer set search_path = pg_catalog, public as $$
  with w as materialized (select * from recruiting.wants(array[job])),
  known as (
    select f.*, n.close, h.held, h.lacks, o.obstacles, p.*
      from w cross join lateral recruiting.match_facts(w.currency, w.per_hour) f
      cross join lateral (select recruiting.match_close(job, f.candidate_id) as close) n
      cross join lateral (
        select (count(*) filter (where k.skill is not null))::int as held,
               string_agg(q.said, ', ' order by q.n) filter (where k.skill is null) as lacks
          from (select recruiting.plain_skill(s.said) as skill, min(s.said) as said, min(s.n) as n
                  from recruiting.jobs j, jsonb_array_elements_text(
                    recruiting.skills_asked(j.required_skills, j.preferred_skills, j.tools_tech_stack)) with ordinality s (said, n)
                 where j.org_id = kit.org_id() and j.id = job group by 1) q
          left join recruiting.person_skills k on k.org_id = kit.org_id() and k.skill = q.skill
           and k.candidate_id = f.candidate_id
         where q.skill = any (w.skills)) h
      cross join lateral (
        select coalesce(jsonb_agg(jsonb_build_object('rule', o.rule, 'words', o.words) order by o.place), '[]')
            as obstacles
          from recruiting.match_obstacles(job, f.candidate_id) o) o
      cross join lateral recruiting.match_points(cardinality(w.skills), h.held, n.close, w.low, f.years, w.pay, f.asks,
        f.negotiable, w.accepted, f.free) p
     where f.candidate_id = any (people)),
  told as (
    select k.*, jsonb_build_array(
      jsonb_build_object('part', 'skills', 'points', k.skills, 'of', 40, 'words',
        case when cardinality(w.skills) = 0 then 'The job asks for no skills'
          when k.lacks is null and k.held = 1 then 'The skill asked for'
          when k.lacks is null then format('All %s skills asked for', k.held)
          else format('%s of %s skills asked for, without %s', k.held, cardinality(w.skills), k.lacks) end),
      jsonb_build_object('part', 'meaning', 'points', k.meaning, 'of', 20, 'words',
        case when k.close is null then 'Not read for its meaning yet' when k.meaning >= 14 then 'Close in meaning'
          when k.meaning >= 7 then 'Related in meaning' else 'Far in meaning' end),
      jsonb_build_object('part', 'experience', 'points', k.experience, 'of', 15, 'words',
        case when coalesce(w.low, 0) = 0 then 'The job asks for no experience'
          when k.years is null then 'Experience not known'
          else format('%s of %s years of experience', k.years, w.low) end),
      jsonb_build_object('part', 'pay', 'points', k.pay_fit, 'of', 15, 'words',
        case when w.pay is null then 'The job names no pay' when k.asks is null then 'Expected pay not known'
          when k.asks <= w.pay then 'Within the budget'
          else format('%s %% over the budget%s', round(100 * (k.asks / w.pay - 1)),
            case when k.negotiable then ', negotiable' else '' end) end),
      jsonb_build_object('part', 'availability', 'points', k.availability, 'of', 10, 'words',
        case when k.free is null then 'Availability not known' when k.free = 0 then 'Can start at once'
          else format('Can start in %s', kit.counted(k.free, 'day')) end)) as parts,
      jsonb_build_object('asked', to_jsonb(w.skills), 'held', k.held, 'close', round(k.close::numeric, 3),
        'years_asked', w.low, 'years', k.years, 'pay', w.pay, 'asks', k.asks, 'negotiable', k.negotiable,
        'accepted', w.accepted, 'free', k.free) as inputs
      from known k, w)
  select t.candidate_id, case when t.obstacles <> '[]' then 0
      else t.skills + t.meaning + t.experience + t.pay_fit + t.availability end,
    t.parts, t.obstacles,
    concat_ws(' ', (select string_agg(x ->> 'words', ' ' order by n)
        from jsonb_array_elements(t.obstacles) with ordinality x (x, n)),
      (select string_agg(x ->> 'words', '. ' order by n) || '.'
         from jsonb_array_elements(t.parts) with ordinality x (x, n))),
    t.inputs
    from told t
$$;
comment on function recruiting.match_told(uuid, uuid[]) is 'How well people fit a job, in points and sentences.';
revoke execute on function recruiting.match_told(uuid, uuid[]) from public;
grant execute on function recruiting.match_told(uuid, uuid[]) to tl_system;
