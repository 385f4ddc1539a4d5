-- Form of employment, as Google Jobs names it. @values full_time=FULL_TIME part_time=PART_TIME contractor=CONTRACTOR temporary=TEMPORARY intern=INTERN
create type recruiting.employment_type as enum ('full_time', 'part_time', 'contractor', 'temporary', 'intern');

-- Where the work is done. @values on_site=On-site
create type recruiting.work_mode as enum ('on_site', 'remote', 'hybrid');

-- What a salary is per. @values year=YEAR month=MONTH hour=HOUR
create type recruiting.salary_unit as enum ('year', 'month', 'hour');

-- How far a job has come. Sourcing, interview and offer are on the job board.
-- @tones sourcing=info interview=info offer=good
create type recruiting.job_status as enum ('draft', 'sourcing', 'interview', 'offer', 'closed');

-- An opening at a client.
-- @icon(briefcase) @menu(1) @key(o) @board(status) @calendar(application_deadline) @card(client_id, employment_type)
-- @meaning(title, industry, functional_area, work_mode, job_locations, required_skills, preferred_skills, tools_tech_stack, job_summary, responsibilities)
-- @searched(title)
create table recruiting.jobs (
  org_id                  uuid not null default kit.org_id(),
  id                      uuid not null default kit.new_id(),
  client_id               uuid not null,                                       -- The company hiring. @list
  assigned_recruiter_id   uuid,                                                -- The recruiter who fills it. @list
  title                   text not null check (title <> '' and length(title) <= 300), -- Job title. @list
  internal_job_id         text,                                                -- Our own number for it. @list
  employment_type         recruiting.employment_type not null default 'full_time', -- Form of employment. @list
  work_mode               recruiting.work_mode not null default 'on_site',     -- Where the work is done. @list
  industry                text,                                                -- Industry.
  functional_area         text,                                                -- Functional area.
  job_locations           jsonb not null default '[]',                         -- Places, each "City, State". @group('Location and compensation') @several()
  min_salary              bigint check (min_salary >= 0),                      -- Lowest salary. @group('Location and compensation')
  max_salary              bigint check (max_salary >= 0),                      -- Highest salary. @group('Location and compensation')
  currency                kit.currency,                                        -- Currency of the salary. @group('Location and compensation')
  salary_unit             recruiting.salary_unit,                              -- What the salary is per. @group('Location and compensation')
  benefits_perks          jsonb not null default '[]',                         -- Benefits. @group('Location and compensation') @several()
  about_company           kit.markdown,                                        -- About the company. @group('Description and requirements')
  job_summary             kit.markdown,                                        -- Full description. @group('Description and requirements')
  responsibilities        jsonb not null default '[]',                         -- Key duties. @group('Description and requirements') @several()
  experience_required     text,                                                -- Such as "3-5 years". @group('Description and requirements')
  education_qualification text,                                                -- Such as "B.Tech". @group('Description and requirements')
  required_skills         jsonb not null default '[]',                         -- Skills a person must have. @group('Description and requirements') @several()
  preferred_skills        jsonb not null default '[]',                         -- Skills that help. @group('Description and requirements') @several()
  tools_tech_stack        jsonb not null default '[]',                         -- Tools and technology. @group('Description and requirements') @several()
  number_of_openings      integer not null default 1 check (number_of_openings > 0), -- How many people are wanted. @group('Application and process')
  application_deadline    date,                                                -- Last day to apply. @list @group('Application and process')
  hiring_process_rounds   jsonb not null default '[]',                         -- Rounds by name, such as ["Screening", "Tech"]. @group('Application and process') @several()
  notice_period_accepted  text,                                                -- Such as "Immediate to 30 days". @group('Application and process')
  slug_url                kit.slug not null,                                   -- Readable web address; made from the title when empty. @group(SEO)
  meta_title              text,                                                -- Title for search engines. @group(SEO)
  meta_description        text,                                                -- Description for search engines. @group(SEO) @long
  status                  recruiting.job_status not null default 'draft',      -- How far it has come. @list
  custom                  jsonb not null default '{}' check (jsonb_typeof(custom) = 'object'), -- Fields the organisation added.
  country                 text,                                                -- Country of its places by two letters, such as AU; of remote work, where people may live. @group('Location and compensation')
  names_client            boolean not null default false,                      -- The job board names the client; otherwise it says that the client is confidential. @group('Application and process')
  published_at            timestamptz,                                         -- When it went on the job board. @derived
  posting_changed_at      timestamptz,                                         -- When what the job board says of it changed last. @derived
  board_words             tsvector generated always as (
    setweight(to_tsvector('english', title), 'A')
      || setweight(jsonb_to_tsvector('english', required_skills || preferred_skills || tools_tech_stack || job_locations,
        '["string"]'), 'B')
      || setweight(to_tsvector('english', coalesce(industry, '') || ' ' || coalesce(functional_area, '')), 'B')
      || to_tsvector('english', coalesce(left(job_summary, 20000), ''))) stored, -- Its words, for the search of the job board.
  created_at              timestamptz not null default now(),
  updated_at              timestamptz not null default now(),
  offers_sponsorship      boolean not null default false,                      -- Helps who needs a permit or visa. @group('Application and process')
  primary key (org_id, id),
  constraint jobs_slug_taken unique (org_id, slug_url),                        -- There is already a job with this web address.
  constraint jobs_salary_in_order check (max_salary >= min_salary),            -- The highest salary is below the lowest.
  constraint jobs_country_is_code check (country ~ '^[A-Z]{2}$')               -- The country is two capital letters, such as AU or DE.
);
create index jobs_board_idx on recruiting.jobs (org_id, published_at desc, id desc)
  where status in ('sourcing', 'interview', 'offer');
create index jobs_status_idx on recruiting.jobs (org_id, status);
create index jobs_skills_idx on recruiting.jobs using gin (required_skills jsonb_path_ops);
create unique index jobs_internal_job_id_taken on recruiting.jobs (org_id, internal_job_id);
create index jobs_newest_idx on recruiting.jobs (org_id, created_at desc, id desc);
select kit.refers('recruiting.jobs', 'client_id', 'crm.clients', 'cascade');
select kit.refers('recruiting.jobs', 'assigned_recruiter_id', 'identity.users', 'set null');
select kit.noun('recruiting.jobs',
  public_when => 'recruiting.is_published(row.status, row.application_deadline, (select recruiting.today()))',
  label => 'title',
  candidate_when => $$(recruiting.is_published(row.status, row.application_deadline, (select recruiting.today()))
    or row.id = any ((select recruiting.my_jobs())::uuid[]))$$);
create or replace trigger check_custom before insert or update of custom on recruiting.jobs for each row
  execute function identity.check_custom();

-- The jobs a candidate applied for, whatever became of them.
create or replace function recruiting.my_jobs() returns uuid[] language plpgsql stable security definer
  set search_path = pg_catalog as $$
begin
  return array(select a.job_id from recruiting.applications a
    where a.org_id = kit.org_id() and a.candidate_id = kit.candidate_id());
end $$;
comment on function recruiting.my_jobs() is 'The jobs the asking candidate applied for.';

-- The day it is where the organisation is.
create or replace function recruiting.today() returns date language plpgsql stable security definer
  set search_path = pg_catalog as $$
declare
  zone text := (select o.time_zone from identity.organizations o where o.org_id = kit.org_id());
begin
  return (now() at time zone coalesce(zone, 'UTC'))::date;
exception when invalid_parameter_value then
  return current_date;
end $$;
comment on function recruiting.today() is 'The day it is in the time zone of the organisation.';

-- Whether a job is on the job board: it is being filled, and its last day has not passed where the organisation is.
create or replace function recruiting.is_published(status recruiting.job_status, application_deadline date, today date)
returns boolean language sql immutable parallel safe return
  status in ('sourcing', 'interview', 'offer') and coalesce(application_deadline >= today, true);
comment on function recruiting.is_published(recruiting.job_status, date, date)
  is 'Whether a job takes applications on this day.';

create or replace function recruiting.is_published(status recruiting.job_status,
  application_deadline date) returns boolean language sql stable return
  recruiting.is_published(status, application_deadline, recruiting.today());
comment on function recruiting.is_published(recruiting.job_status, date) is 'Whether a job takes applications.';

-- What search engines and whoever looks for work have to know of a job before it is on the board. Computed: ?select=*,board_lacks
create or replace function recruiting.board_lacks(job recruiting.jobs) returns text language sql stable as $$
  select nullif(concat_ws(', ',
    case when coalesce(trim(job.job_summary), '') = '' then 'a full description' end,
    case when job.work_mode <> 'remote' and job.job_locations in ('[]', '{}') then 'a place' end,
    case when job.country is null then case job.work_mode when 'remote' then 'the country people may live in'
      else 'the country' end end,
    case when num_nonnulls(job.min_salary, job.max_salary) > 0 and job.currency is null
      then 'the currency of the salary' end,
    case when num_nonnulls(job.min_salary, job.max_salary) > 0 and job.salary_unit is null
      then 'what the salary is per' end), '')
$$;
comment on function recruiting.board_lacks(recruiting.jobs) is 'What is missing before it can be on the job board.';

-- A job goes on the board with all that has to be said of it, and stays complete there; when it did, and when what is said of
-- it changed, is kept.
create or replace function recruiting.publish_job() returns trigger language plpgsql set search_path = pg_catalog as $$
declare
  is_new boolean := tg_op = 'INSERT' or old.status not in ('sourcing', 'interview', 'offer');
  lacks text;
begin
  if kit.undoing() or new.status not in ('sourcing', 'interview', 'offer') then return new; end if;
  lacks := recruiting.board_lacks(new);
  if lacks is not null and (is_new or recruiting.board_lacks(old) is null) then
    raise exception using errcode = '23514', constraint = 'jobs_ready_for_the_board', table = 'jobs',
      schema = 'recruiting', column = case when lacks ~ '^a full' then 'job_summary' when lacks ~ '^a place'
        then 'job_locations' when lacks ~ '^the country' then 'country' when lacks ~ '^the currency' then 'currency'
        else 'salary_unit' end,
      message = format('The job board needs %s.', lacks), hint = 'Fill it in, or keep the job a draft.';
  end if;
  if is_new then
    new.published_at := case tg_op when 'INSERT' then new.created_at else now() end;
    new.posting_changed_at := new.published_at;
  elsif (new.title, new.employment_type, new.work_mode, new.industry, new.functional_area, new.job_locations, new.country,
      new.min_salary, new.max_salary, new.currency, new.salary_unit, new.benefits_perks, new.about_company,
      new.job_summary, new.responsibilities, new.experience_required, new.education_qualification, new.required_skills,
      new.preferred_skills, new.tools_tech_stack, new.number_of_openings, new.application_deadline,
      new.hiring_process_rounds, new.notice_period_accepted, new.slug_url, new.meta_title, new.meta_description,
      new.names_client, new.client_id)
    is distinct from (old.title, old.employment_type, old.work_mode, old.industry, old.functional_area,
      old.job_locations, old.country, old.min_salary, old.max_salary, old.currency, old.salary_unit, old.benefits_perks,
      old.about_company, old.job_summary, old.responsibilities, old.experience_required, old.education_qualification,
      old.required_skills, old.preferred_skills, old.tools_tech_stack, old.number_of_openings, old.application_deadline,
      old.hiring_process_rounds, old.notice_period_accepted, old.slug_url, old.meta_title, old.meta_description,
      old.names_client, old.client_id) then
    new.posting_changed_at := now();
  end if;
  return new;
end $$;
comment on function recruiting.publish_job() is 'Lets a job on the job board when it is complete.';
create or replace trigger publish_job before insert or update on recruiting.jobs for each row
  execute function recruiting.publish_job();

-- Whose job it is, where the board may say so.
create or replace function recruiting.employer_of(job uuid) returns table (name text, website text) language sql stable
  security definer set search_path = pg_catalog as $$
  select c.name, c.website::text from recruiting.jobs j
    join crm.clients c on c.org_id = j.org_id and c.id = j.client_id
   where j.org_id = kit.org_id() and j.id = job and j.names_client
     and recruiting.is_published(j.status, j.application_deadline)
$$;
comment on function recruiting.employer_of(uuid) is 'The client of a job on the board, where the board may name it.';

-- The title of a job that was on the board and is there no more.
create or replace function recruiting.gone_from_board(slug text) returns text language sql stable security definer
  set search_path = pg_catalog as $$
  select j.title from recruiting.jobs j
   where j.org_id = kit.org_id() and j.slug_url::text = slug and j.published_at is not null
     and j.status <> 'draft' and not recruiting.is_published(j.status, j.application_deadline)
$$;
comment on function recruiting.gone_from_board(text) is 'The title of a job that was on the board and is there no more.';

-- A salary as if it were paid for a year: twelve months, or 52 weeks of 40 hours.
create or replace function recruiting.a_year(amount bigint, unit recruiting.salary_unit) returns bigint language sql
  immutable parallel safe return least(amount, 1000000000000) * case unit when 'month' then 12 when 'hour' then 2080 else 1 end;
comment on function recruiting.a_year(bigint, recruiting.salary_unit) is 'A salary as if it were paid for a year.';

-- A job without a web address gets one from its title; a taken one gets a number.
create or replace function recruiting.name_job() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
declare
  base text := kit.slugify(new.title);
begin
  if coalesce(new.slug_url, '') = '' then
    new.slug_url := base;
    if exists (select from recruiting.jobs where org_id = new.org_id and slug_url = base) then
      new.slug_url := base || '-' || right(new.id::text, 6);
    end if;
  end if;
  return new;
end $$;
comment on function recruiting.name_job() is 'Fills slug_url.';
create or replace trigger name_job before insert on recruiting.jobs for each row execute function recruiting.name_job();
select kit.shaped('recruiting.jobs', 'job_locations', 'kit.is_words',
  'Job locations: a list of words, such as ["One", "Two"].');
select kit.shaped('recruiting.jobs', 'benefits_perks', 'kit.is_words',
  'Benefits perks: a list of words, such as ["One", "Two"].');
select kit.shaped('recruiting.jobs', 'responsibilities', 'kit.is_words',
  'Responsibilities: a list of words, such as ["One", "Two"].');
select kit.shaped('recruiting.jobs', 'required_skills', 'kit.is_words',
  'Required skills: a list of words, such as ["One", "Two"].');
select kit.shaped('recruiting.jobs', 'preferred_skills', 'kit.is_words',
  'Preferred skills: a list of words, such as ["One", "Two"].');
select kit.shaped('recruiting.jobs', 'tools_tech_stack', 'kit.is_words',
  'Tools tech stack: a list of words, such as ["One", "Two"].');
select kit.shaped('recruiting.jobs', 'hiring_process_rounds', 'kit.is_words',
  'Hiring process rounds: a list of words, such as ["One", "Two"].');

-- Computed of a client: ?select=*,active_jobs. What goes on for them: projects under way, people placed today or later, and
-- openings that are being filled.
create or replace function recruiting.active_jobs(client crm.clients) returns integer language sql stable as $$
  select (select count(*) from recruiting.jobs j where j.org_id = client.org_id and j.client_id = client.id
            and j.status in ('sourcing', 'interview', 'offer'))::int
       + (select count(*) from delivery.projects p where p.org_id = client.org_id and p.client_id = client.id
            and p.status = 'active')::int
       + (select count(*) from recruiting.placements w where w.org_id = client.org_id and w.status = 'active'
            and w.end_date >= current_date
            and (exists (select from delivery.projects p where p.org_id = w.org_id and p.id = w.project_id
                   and p.client_id = client.id)
              or w.project_id is null and exists (select from recruiting.jobs j where j.org_id = w.org_id
                   and j.id = w.job_id and j.client_id = client.id)))::int
$$;
comment on function recruiting.active_jobs(crm.clients)
  is 'What goes on for them: active projects, people placed and openings being filled, together.';

-- Jobs with their last day.
create or replace view recruiting.job_items with (security_invoker = true) as
  select 'jobs' as noun, j.id, j.title || ': last day to apply' as title,
    coalesce((select c.name from crm.clients c where c.org_id = j.org_id and c.id = j.client_id), '') as about,
    null::numeric as amount, null::text as currency, null::text as icon, null::text as link,
    null::integer as weight, null::integer as overdue, null::integer as ahead,
    j.application_deadline as due_date, null::timestamptz as due_at,
    null::jsonb as acts
    from recruiting.jobs j
   where j.application_deadline is not null;
comment on view recruiting.job_items is 'Last days to apply. @today(jobs)';
grant select on recruiting.job_items to tl_admin, tl_manager, tl_consultant, tl_staff, tl_sales, tl_recruiter,
  tl_viewer;
