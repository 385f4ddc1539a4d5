-- Whether a person can be placed.
-- @tones available=good placed=info do_not_use=bad
create type recruiting.candidate_status as enum ('available', 'placed', 'unavailable', 'do_not_use', 'archived');

-- Whether a person would move for a job. @values open_to_discussion='Open to Discussion'
create type recruiting.relocation as enum ('yes', 'no', 'open_to_discussion');

-- A person we can place: one person, one profile, independent of any job. @also(candidate_profiles)
-- @icon(user-check) @menu(2) @key(k) @board(status) @card(role, trade) @person
-- @meaning(role, trade, current_title, expected_role, skills, certificates, preferred_industries, highest_education, bio, projects_summary)
-- @searched(name)
create table recruiting.candidates (
  org_id                   uuid not null default kit.org_id(),
  id                       uuid not null default kit.new_id(),
  user_id                  uuid,                                               -- The account of the person, if they have one.
  first_name               text not null check (first_name <> ''),             -- First name.
  last_name                text not null default '',                           -- Last name. @also(surname)
  name                     text generated always as (trim(both from first_name || ' ' || last_name)) stored, -- Full name. @list
  email                    kit.pii_email,                                      -- E-mail address. @list
  email_index              bytea,                                              -- Blind index of the address. @secret
  phone                    kit.pii_phone,                                      -- Telephone number. @list @also(mobile)
  phone_index              bytea,                                              -- Blind index of the number. @secret
  status                   recruiting.candidate_status not null default 'available', -- Whether they can be placed. @list
  role                     text,                                               -- What they work as. @list
  trade                    text,                                               -- Trade on site, such as electrician or rigger. @list
  charge_out_rate          kit.money check (charge_out_rate >= 0),             -- What a client pays an hour. @list
  pay_rate                 kit.money check (pay_rate >= 0),                    -- What they are paid an hour. @personal
  internal_rating          smallint check (internal_rating between 1 and 5),   -- Our rating, 1 to 5.
  compliance               jsonb not null default '[]' check (jsonb_typeof(compliance) = 'array'), -- Tickets and licences, each with its last day. @label(Tickets) @rows(ticket=ticket_kinds, number, issued=date, expires=until, issuer, scan=file)
  linkedin_url             kit.url,                                            -- LinkedIn profile. @also(linkedin)
  portfolio_url            kit.url,                                            -- Portfolio.
  github_url               kit.url,                                            -- GitHub profile.
  resume_url               kit.url,                                            -- Master résumé.
  resume_last_updated_at   timestamptz,                                        -- When the résumé was last replaced. @stamped
  bio                      kit.markdown,                                       -- Professional summary.
  is_actively_searching    boolean not null default true,                      -- Looking for work now.
  highest_education        text,                                               -- Highest degree. @group('Skills and education')
  year_of_passing          integer check (year_of_passing between 1900 and 2200), -- Year of that degree. @group('Skills and education')
  skills                   jsonb not null default '[]',                        -- Skills. @group('Skills and education') @several()
  certificates             jsonb not null default '[]',                        -- Certificates. @group('Skills and education') @several()
  projects_summary         text,                                               -- Projects they are proud of. @group('Skills and education') @long
  ai_skills_vector         vector(1536) storage extended,                      -- Meaning of the profile, for matching. @derived @also(skills_vector)
  total_experience_years   numeric(4,1) check (total_experience_years >= 0),   -- Years of experience. @group('Job preferences')
  current_title            text,                                               -- Present job title. @group('Job preferences') @also(current_role)
  expected_role            text,                                               -- Role they want. @group('Job preferences')
  job_type_preference      text,                                               -- Full-time or contract. @group('Job preferences')
  current_locations        jsonb not null default '[]',                        -- Where they live. @group('Job preferences') @several()
  preferred_locations      jsonb not null default '[]',                        -- Where they would work. @group('Job preferences') @several()
  ready_to_relocate        recruiting.relocation,                              -- Whether they would move. @group('Job preferences')
  notice_period            integer check (notice_period >= 0),                 -- Notice period in days. @group('Job preferences')
  availability_date        date,                                               -- First day they could start. @group('Job preferences')
  shift_preference         text,                                               -- Day, night or flexible. @group('Job preferences')
  work_authorization       text,                                               -- Where they may work, and under what permit. @group('Job preferences')
  current_ctc              bigint check (current_ctc >= 0),                    -- Present pay a year (cost to company). @group(Salary) @personal
  expected_ctc             bigint check (expected_ctc >= 0),                   -- Expected pay a year. @group(Salary) @personal
  currency                 kit.currency,                                       -- Currency of pay. @group(Salary)
  is_ctc_negotiable        boolean,                                            -- Whether the expectation can move. @group(Salary)
  looking_for_jobs_abroad  boolean,                                            -- Wants to work abroad. @group(Personal)
  sector_preference        text,                                               -- Private or government. @group(Personal)
  preferred_industries     jsonb not null default '[]',                        -- Industries they prefer. @group(Personal) @several()
  gender                   text,                                               -- Gender. @group('Kept from decisions') @apart @personal
  marital_status           text,                                               -- Marital status. @group('Kept from decisions') @apart @personal
  dob                      date check (dob > '1900-01-01'),                    -- Date of birth. @group('Kept from decisions') @apart @label('Date of birth') @personal
  languages                jsonb not null default '[]',                        -- Languages. @group(Personal) @several()
  reservation_category     text,                                               -- General, OBC, SC or ST. @group('Kept from decisions') @apart @personal
  disability               text,                                               -- Disability in words, or empty. @group('Kept from decisions') @apart @personal
  willingness_to_travel    text,                                               -- How much they would travel. @group(Personal)
  has_driving_license      boolean,                                            -- Has a driving licence. @group(Personal)
  has_current_offers       boolean,                                            -- Has other offers. @group('Contact and availability')
  number_of_offers         integer check (number_of_offers >= 0),              -- How many. @group('Contact and availability')
  best_time_to_contact     text,                                               -- Best time to reach them. @group('Contact and availability')
  preferred_contact_mode   text,                                               -- E-mail, call or WhatsApp. @group('Contact and availability')
  alternate_email          kit.pii_email,                                      -- Second e-mail address. @group('Contact and availability')
  alternate_email_index    bytea,                                              -- Blind index of the second address. @secret
  alternate_phone          kit.pii_phone,                                      -- Second telephone number. @group('Contact and availability')
  alternate_phone_index    bytea,                                              -- Blind index of the second number. @secret
  time_zone                text,                                               -- Time zone they live in. @group('Contact and availability')
  custom                   jsonb not null default '{}' check (jsonb_typeof(custom) = 'object'), -- Fields the organisation added.
  next_ticket_expiry_date  date,                                               -- The soonest day one of their tickets runs out. @label('Next ticket expiry') @derived
  lat                      double precision check (lat between -90 and 90),    -- Latitude of where they live, in degrees. @group('Contact and availability')
  lng                      double precision check (lng between -180 and 180),  -- Longitude of where they live, in degrees. @group('Contact and availability')
  created_at               timestamptz not null default now(),
  updated_at               timestamptz not null default now(),
  trade_index              text generated always as (lower(trim(trade))) stored, -- The trade without case, to be found by. @secret
  role_index               text generated always as (lower(trim(role))) stored, -- The role without case, to be found by. @secret
  primary key (org_id, id)
);
create index candidates_name_idx on recruiting.candidates (org_id, lower(name));
create index candidates_email_idx on recruiting.candidates (org_id, email_index);
create index candidates_phone_idx on recruiting.candidates (org_id, phone_index);
create index candidates_alternate_email_idx on recruiting.candidates (org_id, alternate_email_index);
create index candidates_trade_idx on recruiting.candidates (org_id, status, trade);
create index candidates_trade_index_idx on recruiting.candidates (org_id, trade_index) include (id, role_index, status,
  internal_rating, charge_out_rate, lat, lng, availability_date);
create index candidates_role_index_idx on recruiting.candidates (org_id, role_index) include (id, trade_index, status,
  internal_rating, charge_out_rate, lat, lng, availability_date);
create index candidates_skills_idx on recruiting.candidates using gin (skills jsonb_path_ops);
create index candidates_facts_idx on recruiting.candidates (org_id, id) include (status, total_experience_years, pay_rate,
  currency, expected_ctc, is_ctc_negotiable, availability_date, notice_period);
create index candidates_ticket_expiry_idx on recruiting.candidates (org_id, next_ticket_expiry_date);
create index candidates_newest_idx on recruiting.candidates (org_id, created_at desc, id desc);
select kit.refers('recruiting.candidates', 'user_id', 'identity.users', 'set null', uniquely => true);
select kit.noun('recruiting.candidates', label => 'name');
create or replace trigger check_custom before insert or update of custom on recruiting.candidates for each row
  execute function identity.check_custom();
comment on constraint candidates_user_id_taken on recruiting.candidates is 'This account already has a profile: one person, one profile.';

select kit.shaped('recruiting.candidates', 'skills', 'kit.is_words',
  'Skills: a list of words, such as ["One", "Two"].');
select kit.shaped('recruiting.candidates', 'certificates', 'kit.is_words',
  'Certificates: a list of words, such as ["One", "Two"].');
select kit.shaped('recruiting.candidates', 'current_locations', 'kit.is_words',
  'Current locations: a list of words, such as ["One", "Two"].');
select kit.shaped('recruiting.candidates', 'preferred_locations', 'kit.is_words',
  'Preferred locations: a list of words, such as ["One", "Two"].');
select kit.shaped('recruiting.candidates', 'preferred_industries', 'kit.is_words',
  'Preferred industries: a list of words, such as ["One", "Two"].');
select kit.shaped('recruiting.candidates', 'languages', 'kit.is_words',
  'Languages: a list of words, such as ["One", "Two"].');
select kit.shaped('recruiting.candidates', 'compliance', 'recruiting.are_tickets',
  'Tickets are a list such as [{"ticket": "White Card", "number": "123", "expires": "2027-02-28"}]; days are written like that and exist.');

create or replace function recruiting.is_day(value jsonb) returns boolean language sql immutable parallel safe return
  value is null or value = 'null' or value #>> '{}' = '' or jsonb_typeof(value) = 'string'
    and value #>> '{}' ~ '^\d{4}-\d\d-\d\d$' and pg_input_is_valid(value #>> '{}', 'date');
comment on function recruiting.is_day(jsonb) is 'Whether it is a day such as 2027-02-28, or nothing.';

-- Tickets and licences: each has a name, and its days are days of the calendar.
create or replace function recruiting.are_tickets(value jsonb) returns boolean language sql immutable parallel safe return
  value = '[]' or jsonb_typeof(value) = 'array' and jsonb_array_length(value) <= 200
    and not exists (select from jsonb_array_elements(case jsonb_typeof(value) when 'array' then value else '[]' end) t
                     where jsonb_typeof(t) <> 'object' or coalesce(trim(t ->> 'ticket'), '') = ''
                        or not recruiting.is_day(t -> 'expires') or not recruiting.is_day(t -> 'issued'));
comment on function recruiting.are_tickets(jsonb) is 'Whether it is a list of tickets.';

-- A day as people write it: 14 Dec 2026.
create or replace function recruiting.day(day date) returns text language sql stable parallel safe return
  to_char(day, 'FMDD Mon YYYY');
comment on function recruiting.day(date) is 'A day as people write it.';

-- The tickets some work asks of a person, and the first day of it on which they have none that is good. A site asks for
-- tickets by name, a kind of ticket for trades and roles. A ticket without a last day that says when it was issued is good
-- for as long as its kind says; one without either is good for ever.
create or replace function recruiting.lacking_tickets(person recruiting.candidates, site uuid, work text, first date, last date)
returns table (ticket text, day date, words text) language sql stable as $$
  with asked as (
    select min(name) as name from (
      select k.name from recruiting.ticket_kinds k
       where k.org_id = person.org_id and (k.is_for_all or exists (
         select from jsonb_array_elements_text(k.trades) t
          where lower(trim(t)) in (lower(trim(person.trade)), lower(trim(work)))))
      union all
      select trim(t) from delivery.projects p cross join jsonb_array_elements_text(p.required_tickets) t
       where p.org_id = person.org_id and p.id = site) all_of_them
     group by lower(trim(name))),
  had as (
    select lower(trim(t ->> 'ticket')) as name,
      case when recruiting.is_day(t -> 'issued') then nullif(t ->> 'issued', '')::date end as issued,
      case when recruiting.is_day(t -> 'expires') then nullif(t ->> 'expires', '')::date end as expires
      from jsonb_array_elements(person.compliance) t),
  good as (
    select a.name, count(h.name) as having_it,
           range_agg(daterange(h.issued, e.last, '[]'))
             filter (where h.name is not null and (h.issued > e.last) is not true) as days
      from asked a left join had h on h.name = lower(trim(a.name))
      left join recruiting.ticket_kinds k on k.org_id = person.org_id and lower(trim(k.name)) = lower(trim(a.name))
      cross join lateral (select coalesce(h.expires,
        (h.issued + make_interval(months => k.validity_months))::date) as last) e
     group by a.name),
  lacking as (
    select g.*, lower(datemultirange(daterange(first, last, '[]')) - coalesce(g.days, datemultirange())) as day from good g)
  select l.name, l.day, case when l.having_it = 0 then format('%s is missing.', l.name)
      else format('%s is not good on %s.', l.name, recruiting.day(l.day)) end
    from lacking l where l.day is not null
$$;
comment on function recruiting.lacking_tickets(recruiting.candidates, uuid, text, date, date)
  is 'Tickets that work asks for and a person does not have on a day of it.';

-- Whether a person is placed today.
create or replace function recruiting.standing(org uuid, person uuid) returns recruiting.candidate_status language sql stable
  set search_path = pg_catalog as $$
  select case when exists (select from recruiting.placements p where p.org_id = org and p.candidate_id = person
    and p.status = 'active' and current_date between p.start_date and p.end_date) then 'placed' else 'available'
    end::recruiting.candidate_status
$$;
comment on function recruiting.standing(uuid, uuid) is 'Whether a person is placed today, or available.';

create or replace function recruiting.keep_standing(org uuid, people uuid[]) returns void language sql
  set search_path = pg_catalog as $$
  update recruiting.candidates c set status = recruiting.standing(org, c.id)
   where c.org_id = org and c.id = any (people) and c.status in ('available', 'placed')
     and c.status <> recruiting.standing(org, c.id)
$$;
comment on function recruiting.keep_standing(uuid, uuid[]) is 'Makes the status of people follow from their placements.';

-- Nobody says that somebody is placed; placements do.
create or replace function recruiting.stand() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
begin
  new.status := recruiting.standing(new.org_id, new.id);
  return new;
end $$;
comment on function recruiting.stand() is 'Makes available or placed what the placements say.';
create or replace trigger stand before insert or update of status on recruiting.candidates for each row
  when (new.status in ('available', 'placed')) execute function recruiting.stand();

-- Activities on the timelines of candidates.
create or replace view recruiting.candidate_entries with (security_invoker = true) as
  select 'candidates' as about, a.candidate_id as about_id, a.occurred_at as at, a.type::text as kind,
    a.subject as title,
    left(coalesce(a.description, ''), 3000) as body, a.created_by as user_id, a.writer as who,
      '/activities/' || a.id as link,
    null::jsonb as changes
    from crm.activities a;
comment on view recruiting.candidate_entries is 'Activities on timelines of candidates. @timeline(candidates)';
grant select on recruiting.candidate_entries to tl_admin, tl_manager, tl_consultant, tl_staff, tl_sales, tl_recruiter,
  tl_viewer;

-- People on maps: where they live.
create or replace view recruiting.candidate_places with (security_invoker = true) as
  select 'candidates' as noun, c.id, c.name as title, coalesce(c.trade, c.role) as details, c.lat, c.lng,
    c.status not in ('archived', 'do_not_use') as is_current
    from recruiting.candidates c;
comment on view recruiting.candidate_places is 'People on maps. @placed(candidates)';
grant select on recruiting.candidate_places to tl_admin, tl_manager, tl_consultant, tl_staff, tl_sales, tl_recruiter,
  tl_viewer;

-- Ways candidates may be one.
create or replace view recruiting.candidate_twins with (security_invoker = true) as
  select 'candidates' as noun, t.id, 'Same e-mail address' as way,
    encode(t.email_index, 'hex') as key
    from recruiting.candidates t
   where t.email_index is not null
  union all
  select 'candidates', t.id, 'Same telephone number',
    encode(t.phone_index, 'hex')
    from recruiting.candidates t
   where t.phone_index is not null
  union all
  select 'candidates', t.id, 'Same name',
    lower(t.name)
    from recruiting.candidates t
   where t.name <> '';
comment on view recruiting.candidate_twins is 'Ways candidates may be one. @duplicates(candidates)';
grant select on recruiting.candidate_twins to tl_admin, tl_manager, tl_consultant, tl_staff, tl_sales, tl_recruiter,
  tl_viewer;

-- Who else may be this person, by what is the same; found by index, so that a page can say it.
create or replace function recruiting.twins_of(person uuid) returns table (id uuid, way text) language sql stable
  security definer set search_path = pg_catalog as $$
  select t.id, string_agg(t.way, ', ' order by t.way) from recruiting.candidates c
    cross join lateral (
      select e.id, 'same e-mail address' as way from recruiting.candidates e
       where e.org_id = c.org_id and e.email_index = c.email_index
      union all
      select p.id, 'same telephone number' from recruiting.candidates p
       where p.org_id = c.org_id and p.phone_index = c.phone_index
      union all
      select n.id, 'same name' from recruiting.candidates n
       where n.org_id = c.org_id and lower(n.name) = lower(c.name) and n.name <> '') t
   where c.org_id = kit.org_id() and c.id = person and t.id <> c.id
   group by t.id limit 20
$$;
comment on function recruiting.twins_of(uuid) is 'Who else may be this person, and why.';
revoke execute on function recruiting.twins_of(uuid) from public;
grant execute on function recruiting.twins_of(uuid) to tl_admin, tl_manager, tl_consultant, tl_staff, tl_recruiter;

-- Two records of one person: they are not placed on the same days, tickets of both count, and who is not to be used stays so.
create or replace function recruiting.merge(about text, keep uuid, gone uuid) returns void language plpgsql
  set search_path = pg_catalog as $$
declare
  twice record; other recruiting.candidates;
begin
  if about <> 'candidates' then return; end if;
  perform 1 from recruiting.candidates c where c.org_id = kit.org_id() and c.id in (keep, gone) order by c.id
    for no key update;
  -- One of two applications for one job goes with the record that goes; what was said and agreed in it would go as well.
  select j.title into twice from recruiting.applications a
    join recruiting.applications b on b.org_id = a.org_id and b.job_id = a.job_id and b.candidate_id = gone
    join recruiting.jobs j on j.org_id = a.org_id and j.id = a.job_id
   where a.org_id = kit.org_id() and a.candidate_id = keep
     and (exists (select from recruiting.offers o where o.org_id = b.org_id and o.application_id = b.id)
       or exists (select from recruiting.interviews i where i.org_id = b.org_id and i.application_id = b.id)
       or exists (select from recruiting.chat_messages m where m.org_id = b.org_id and m.application_id = b.id)) limit 1;
  if found then
    raise exception using errcode = '23514', constraint = 'candidates_applied_once', table = 'candidates',
      schema = 'recruiting', message = format('Both applied for %s, and there is an offer, an interview or a chat with the record that goes.',
        twice.title), hint = 'Keep the other record, or end and delete that application first.';
  end if;
  select c.name, a.start_date, a.end_date, b.start_date as also_start, b.end_date as also_end into twice
    from recruiting.placements a
    join recruiting.placements b on b.org_id = a.org_id and b.candidate_id = gone and b.status = 'active'
     and b.start_date <= a.end_date and b.end_date >= a.start_date
     and (a.shift = b.shift or 'any' in (a.shift, b.shift))
    join recruiting.candidates c on c.org_id = a.org_id and c.id = keep
   where a.org_id = kit.org_id() and a.candidate_id = keep and a.status = 'active'
   order by a.start_date, b.start_date limit 1;
  if found then
    raise exception using errcode = '23514', constraint = 'candidates_placed_once', table = 'candidates',
      schema = 'recruiting',
      message = format('Both records of %s are placed on the same days: from %s to %s, and from %s to %s.', twice.name,
        recruiting.day(twice.start_date), recruiting.day(twice.end_date), recruiting.day(twice.also_start),
        recruiting.day(twice.also_end)),
      hint = 'Move, end or cancel one of these placements first.';
  end if;
  select * into other from recruiting.candidates c where c.org_id = kit.org_id() and c.id = gone;
  update recruiting.candidates c
     set compliance = c.compliance || coalesce((
           select jsonb_agg(t.ticket order by t.n) from jsonb_array_elements(other.compliance) with ordinality t (ticket, n)
            where not c.compliance @> jsonb_build_array(t.ticket)), '[]'),
         status = case other.status when 'do_not_use' then other.status else c.status end
   where c.org_id = kit.org_id() and c.id = keep
     and (other.status = 'do_not_use' and c.status <> 'do_not_use' or not c.compliance @> other.compliance);
end $$;
comment on function recruiting.merge(text, uuid, uuid) is 'Refuses or prepares that two records of the module become one.';
revoke execute on function recruiting.merge(text, uuid, uuid) from public;

-- Who worked, without the name: what they worked as, and what the hours are paid at.
create or replace function recruiting.nameless(worker text, role text) returns text language sql immutable parallel safe
  return concat_ws(', ', 'Erased person', role, substring(worker from ', ((?:overtime|weekend|night) × [0-9.]+)$'));
comment on function recruiting.nameless(text, text) is 'Who worked, without the name.';

-- What was said of a person at their placements: why they were booked against a rule, ended or replaced, and who they are in
-- the evidence of nudges.
create or replace function recruiting.erase_words(person uuid) returns void language plpgsql set search_path = pg_catalog as $$
declare
  theirs uuid[] := array(select p.id from recruiting.placements p where p.org_id = kit.org_id() and p.candidate_id = person);
  before uuid[] := array(select p.replaces_id from recruiting.placements p
    where p.org_id = kit.org_id() and p.candidate_id = person and p.replaces_id is not null);
begin
  update recruiting.placements set override_reason = 'Erased' where org_id = kit.org_id() and id = any (theirs)
    and override_reason is not null;
  update recruiting.placement_hours set notes = null where org_id = kit.org_id() and placement_id = any (theirs)
    and notes is not null;
  update identity.audit_log l set changes = l.changes - '{override_reason,notes}'::text[] where l.org_id = kit.org_id()
    and l.changes ?| '{override_reason,notes}' and (l.resource_type = 'placements' and l.resource_id = any (theirs)
      or l.resource_type = 'placement_hours' and l.resource_id in (
        select h.id from recruiting.placement_hours h where h.org_id = l.org_id and h.placement_id = any (theirs)));
  update identity.activity_logs l set description = 'Erased' where l.org_id = kit.org_id()
    and l.entity_type = 'placements' and l.entity_id = any (theirs || before);
  perform crm.erase_evidence(theirs);
end $$;
comment on function recruiting.erase_words(uuid) is 'Erases what was said of a person at their placements.';
revoke execute on function recruiting.erase_words(uuid) from public;

-- When a person was away and why, and what the logs and the undo say of it.
create or replace function recruiting.erase_absences(person uuid) returns jsonb language plpgsql
  set search_path = pg_catalog as $$
declare
  theirs uuid[] := array(select a.id from recruiting.absences a where a.org_id = kit.org_id() and a.candidate_id = person
    union select l.resource_id from identity.audit_log l where l.org_id = kit.org_id() and l.resource_type = 'absences'
      and l.changes ->> 'candidate_id' = person::text);
  n integer;
begin
  delete from recruiting.absences where org_id = kit.org_id() and candidate_id = person;
  get diagnostics n = row_count;
  update identity.audit_log set changes = null where org_id = kit.org_id() and resource_type = 'absences'
    and resource_id = any (theirs);
  update identity.activity_logs set description = 'Erased' where org_id = kit.org_id() and entity_type = 'absences'
    and entity_id = any (theirs);
  delete from identity.undo_entries where org_id = kit.org_id() and noun = 'recruiting.absences'
    and (key ->> 'id')::uuid = any (theirs);
  return jsonb_build_object('absences', n);
end $$;
comment on function recruiting.erase_absences(uuid) is 'Erases when a person was away and why.';
revoke execute on function recruiting.erase_absences(uuid) from public;

-- What a person sent when they applied, what they answered, and the links they have. That they applied stays.
create or replace function recruiting.erase_applications(person uuid) returns jsonb language plpgsql
  set search_path = pg_catalog as $$
declare
  theirs uuid[] := array(select a.id from recruiting.applications a where a.org_id = kit.org_id() and a.candidate_id = person);
  removed jsonb; n integer;
begin
  delete from recruiting.chats c where c.org_id = kit.org_id() and c.application_id = any (theirs);
  -- What was said in chats of applications that are gone.
  delete from identity.undo_entries e where e.org_id = kit.org_id() and e.noun = 'recruiting.chat_messages'
    and ((e.before ->> 'application_id')::uuid = any (theirs) or e.before ->> 'application_id' in (
      select g.key ->> 'id' from identity.undo_entries g where g.org_id = e.org_id
         and g.noun = 'recruiting.applications' and g.before ->> 'candidate_id' = person::text));
  delete from recruiting.application_forms f where f.org_id = kit.org_id() and f.application_id = any (theirs);
  get diagnostics n = row_count; removed := jsonb_build_object('application_forms', n);
  delete from recruiting.application_answers w where w.org_id = kit.org_id() and w.application_id = any (theirs);
  get diagnostics n = row_count; removed := removed || jsonb_build_object('application_answers', n);
  delete from knowledge.files f where f.org_id = kit.org_id() and f.entity_type = 'applications'
    and f.entity_id = any (theirs);
  get diagnostics n = row_count; removed := removed || jsonb_build_object('application_files', n);
  removed := removed || recruiting.erase_interviews(theirs);
  delete from identity.emails e where e.org_id = kit.org_id() and e.entity_type = 'applications'
    and e.entity_id = any (theirs);
  get diagnostics n = row_count; removed := removed || jsonb_build_object('letters', n);
  delete from identity.undo_entries e where e.org_id = kit.org_id() and (e.noun = 'recruiting.offers'
    and (e.key ->> 'id')::uuid in (select o.id from recruiting.offers o where o.org_id = e.org_id and o.application_id = any (theirs))
    or e.noun = 'recruiting.applications' and (e.key ->> 'id')::uuid = any (theirs));
  delete from recruiting.offers o where o.org_id = kit.org_id() and o.application_id = any (theirs);
  get diagnostics n = row_count; removed := removed || jsonb_build_object('offers', n);
  update recruiting.application_timeline t set remarks = null
   where t.org_id = kit.org_id() and t.application_id = any (theirs) and t.remarks is not null;
  update identity.audit_log l set changes = null where l.org_id = kit.org_id() and l.resource_type = 'applications'
    and l.resource_id = any (theirs) and l.changes is not null;
  update identity.activity_logs l set description = 'Erased' where l.org_id = kit.org_id()
    and l.entity_type = 'applications' and l.entity_id = any (theirs);
  delete from identity.guest_links l where l.org_id = kit.org_id() and l.entity_type = 'applications'
    and l.entity_id = any (theirs);
  delete from recruiting.match_scores s where s.org_id = kit.org_id() and s.application_id = any (theirs);
  get diagnostics n = row_count; removed := removed || jsonb_build_object('match_scores', n);
  perform set_config('throughline.derived', 'on', true);
  update recruiting.applications a set match_score = null, ai_custom_summary = null, follow_up_remarks = null,
         rejection_reason = case when a.status = 'rejected' then 'Erased' end
   where a.org_id = kit.org_id() and a.id = any (theirs);
  -- Actions name whom they are about; what tells of several is told anew of the others.
  update recruiting.action_queue q set title = 'Something about an erased person', description = null, is_dismissed = true
   where q.org_id = kit.org_id() and q.related_candidate_id = person and q.type <> 'parse_failure';
  delete from recruiting.action_queue q where q.org_id = kit.org_id() and q.type = 'new_matches' and q.related_job_id in (
    select a.job_id from recruiting.applications a where a.org_id = q.org_id and a.id = any (theirs));
  perform set_config('throughline.derived', '', true);
  return removed;
end $$;
comment on function recruiting.erase_applications(uuid) is 'Erases what a person sent with applications.';
revoke execute on function recruiting.erase_applications(uuid) from public;

-- An erased candidate: the chat, the positions, the renewals, the absences, the passkeys, and activities about nobody else.
-- They are placed nowhere from now on: what has not begun is cancelled, what runs ends today, and its hours are billed
-- without the name.
create or replace function recruiting.erase(about text, person uuid) returns jsonb language plpgsql
  set search_path = pg_catalog as $$
declare
  removed jsonb := '{}'; n integer;
begin
  if about <> 'candidates' then return removed; end if;
  delete from recruiting.chat_messages m using recruiting.applications a
    where m.org_id = kit.org_id() and a.org_id = m.org_id and a.id = m.application_id and a.candidate_id = person;
  get diagnostics n = row_count; removed := removed || jsonb_build_object('chat_messages', n);
  delete from recruiting.candidate_work_history where org_id = kit.org_id() and candidate_id = person;
  get diagnostics n = row_count; removed := removed || jsonb_build_object('candidate_work_history', n);
  removed := removed || recruiting.erase_applications(person);
  delete from recruiting.ticket_renewals where org_id = kit.org_id() and candidate_id = person;
  get diagnostics n = row_count; removed := removed || jsonb_build_object('ticket_renewals', n);
  delete from recruiting.resume_readings where org_id = kit.org_id() and candidate_id = person;
  get diagnostics n = row_count; removed := removed || jsonb_build_object('resume_readings', n);
  update recruiting.resume_batches b set report = coalesce((
      select jsonb_agg(case e ->> 'candidate' when person::text then e - '{name,person}'::text[] else e end order by i)
        from jsonb_array_elements(b.report) with ordinality r (e, i)), '[]')
   where b.org_id = kit.org_id() and b.report @> jsonb_build_array(jsonb_build_object('candidate', person));
  update recruiting.action_queue q set title = 'The résumé of an erased person could not be read', description = null,
      related_file_id = null, is_dismissed = true
   where q.org_id = kit.org_id() and q.related_candidate_id = person and q.type = 'parse_failure';
  update recruiting.placements p
     set status = case when p.status = 'active' and p.start_date <= current_date then 'completed' else 'cancelled'
           end::recruiting.placement_status,
         end_date = case when p.status = 'active' and p.start_date <= current_date then least(p.end_date, current_date)
           else p.end_date end
   where p.org_id = kit.org_id() and p.candidate_id = person and p.status in ('draft', 'active');
  get diagnostics n = row_count; removed := removed || jsonb_build_object('placements', n);
  -- Nothing of what follows is told by the log, which would keep what goes.
  perform set_config('throughline.derived', 'on', true);
  removed := removed || recruiting.erase_absences(person);
  perform recruiting.erase_words(person);
  update recruiting.candidates set status = 'archived', lat = null, lng = null
   where org_id = kit.org_id() and id = person;
  delete from identity.passkeys p using identity.users u
   where p.org_id = kit.org_id() and u.org_id = p.org_id and u.id = p.user_id and u.candidate_id = person;
  get diagnostics n = row_count; removed := removed || jsonb_build_object('passkeys', n);
  -- What is issued stays as it was sent; a draft says no name any more.
  update delivery.invoice_lines l set description = replace(l.description, t.worker, recruiting.nameless(t.worker, t.role))
    from (select distinct e.invoice_id, e.project_id, e.worker, p.role from delivery.time_entries e
            join recruiting.placements p on p.org_id = e.org_id and p.id = e.placement_id
           where e.org_id = kit.org_id() and p.candidate_id = person and e.worker <> '') t
    join delivery.invoices v on v.org_id = kit.org_id() and v.id = t.invoice_id and v.status = 'draft'
   where l.org_id = kit.org_id() and l.invoice_id = t.invoice_id and l.project_id = t.project_id
     and strpos(l.description, t.worker) > 0;
  update delivery.time_entries t set worker = recruiting.nameless(t.worker, p.role) from recruiting.placements p
   where t.org_id = kit.org_id() and p.org_id = t.org_id and p.id = t.placement_id and p.candidate_id = person;
  get diagnostics n = row_count; removed := removed || jsonb_build_object('time_entries', n);
  perform set_config('throughline.derived', '', true);
  delete from crm.activities where org_id = kit.org_id() and candidate_id = person
    and num_nonnulls(client_id, opportunity_id, project_id, lead_id) = 0;
  get diagnostics n = row_count; removed := removed || jsonb_build_object('activities', n);
  return removed;
end $$;
comment on function recruiting.erase(text, uuid) is 'Erases what the module knows of a person; the rows by table.';
revoke execute on function recruiting.erase(text, uuid) from public;
