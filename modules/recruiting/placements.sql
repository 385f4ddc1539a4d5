-- How far a placement has come.
-- @tones active=good completed=good
create type recruiting.placement_status as enum ('draft', 'active', 'completed', 'cancelled');

-- When in the day somebody works. "Any" is the whole day and the night.
create type recruiting.shift as enum ('any', 'day', 'night');

-- A candidate at work on a project, or in a job at a client. A draft books nobody; from active on every rule holds.
-- @icon(hard-hat) @menu(4) @named(role, candidate_id) @board(status) @calendar(end_date)
-- @card(candidate_id, project_id) @page(/roster, calendar-clock, Roster, r)
create table recruiting.placements (
  org_id             uuid not null default kit.org_id(),
  id                 uuid not null default kit.new_id(),
  candidate_id       uuid not null,                                            -- The person. @list
  project_id         uuid,                                                     -- The project. @list
  placement_group_id uuid,                                                     -- The crew. @list
  job_id             uuid,                                                     -- The job it fills.
  status             recruiting.placement_status not null default 'draft',     -- How far it has come. @list
  role               text,                                                     -- What they do there. @list
  start_date         date,                                                     -- First day. @list
  end_date           date,                                                     -- Last day. @list
  shift              recruiting.shift not null default 'any',                  -- When in the day. @list
  charge_rate        kit.money check (charge_rate >= 0),                       -- What the client pays an hour.
  pay_rate           kit.money check (pay_rate >= 0),                          -- What the person is paid an hour. @personal
  override_reason    text,                                                     -- Why it stands although the person is away, unavailable or lacks a ticket. @stamped @long
  overridden_by      uuid,                                                     -- Who answers for that. @stamped
  replaces_id        uuid,                                                     -- The placement it took over from. @stamped
  created_at         timestamptz not null default now(),
  updated_at         timestamptz not null default now(),
  primary key (org_id, id),
  constraint placements_dates_in_order check (end_date >= start_date),         -- The placement ends before it starts.
  constraint placements_somewhere check (num_nonnulls(project_id, job_id) > 0) -- A placement is on a project, or fills a job.
);
create index placements_status_idx on recruiting.placements (org_id, status, end_date);
create index placements_booked_idx on recruiting.placements (org_id, candidate_id, end_date) where status = 'active';
select kit.refers('recruiting.placements', 'candidate_id', 'recruiting.candidates', 'restrict');
select kit.refers('recruiting.placements', 'project_id', 'delivery.projects', 'restrict');
select kit.refers('recruiting.placements', 'placement_group_id', 'recruiting.placement_groups', 'set null');
select kit.refers('recruiting.placements', 'job_id', 'recruiting.jobs', 'set null');
select kit.refers('recruiting.placements', 'overridden_by', 'identity.users', 'set null');
select kit.refers('recruiting.placements', 'replaces_id', 'recruiting.placements', 'set null');
select kit.belongs('recruiting.placements', 'placement_group_id', 'project_id');
select kit.noun('recruiting.placements', parents => '{project_id,job_id}', label => 'role');

-- A placement is drafted, becomes active, and is completed or cancelled; opening it again is a verb.
create or replace function recruiting.move_placement() returns trigger language plpgsql as $$
declare
  before recruiting.placement_status := case tg_op when 'UPDATE' then old.status end;
begin
  if kit.undoing() or kit.is_server() or new.status is not distinct from before then return new; end if;
  if before is null and (new.status in ('draft', 'active') or kit.in_bulk())
    or before = 'draft' and new.status in ('active', 'cancelled')
    or before = 'active' and new.status in ('completed', 'cancelled') then return new; end if;
  raise exception using errcode = '23514', constraint = 'placements_moves', table = 'placements', schema = 'recruiting',
    column = 'status',
    message = case when before is null then format('A placement does not begin as %s.', new.status)
      else format('A placement that is %s does not become %s.', before, new.status) end,
    hint = case when before in ('completed', 'cancelled') then 'Open it again with reopen_placement, saying why.'
      else 'It goes from draft to active, and from there to completed or cancelled.' end;
end $$;
comment on function recruiting.move_placement() is 'Keeps the way of a placement: draft, active, completed or cancelled.';
create or replace trigger move_placement before insert or update of status on recruiting.placements for each row
  execute function recruiting.move_placement();

-- Why a person can't have a placement: the rules in the order people are told them. Beside stands what does not count,
-- because it is moved at the same time. Only the first rule (nobody is in two places) holds against a manager.
create or replace function recruiting.obstacles(person recruiting.candidates, wanted recruiting.placements, beside uuid[])
returns table (place integer, rule text, col text, words text, advice text) language sql stable as $$
  (select 1, 'free', 'start_date', format('%s is placed from %s to %s already.', person.name, recruiting.day(p.start_date),
      recruiting.day(p.end_date)), 'Choose other days, another shift or somebody else.'
     from recruiting.placements p
    where p.org_id = person.org_id and p.candidate_id = person.id and p.status = 'active' and p.id <> wanted.id
      and p.id <> all (beside) and p.start_date <= wanted.end_date and p.end_date >= wanted.start_date
      and (p.shift = wanted.shift or 'any' in (p.shift, wanted.shift))
    order by p.start_date limit 1)
  union all
  select 2, 'usable', 'candidate_id', format('%s is %s.', person.name,
      case person.status when 'do_not_use' then 'not to be used' else person.status::text end),
      'A manager may book them all the same, saying why (override_placement).'
   where person.status in ('do_not_use', 'unavailable', 'archived')
  union all
  (select 3, 'there', 'start_date', format('%s is away from %s to %s.', person.name, recruiting.day(a.start_date),
      recruiting.day(a.end_date)),
      'Choose other days. A manager may book them all the same, saying why (override_placement).'
     from recruiting.absences a
    where a.org_id = person.org_id and a.candidate_id = person.id
      and a.start_date <= wanted.end_date and a.end_date >= wanted.start_date
    order by a.start_date limit 1)
  union all
  (select 4, 'tickets', 'candidate_id', format('%s lacks what the work asks for. %s', person.name,
      string_agg(l.words, ' ' order by l.ticket)),
      'Enter the ticket, or choose somebody else. A manager may book them all the same, saying why (override_placement).'
     from recruiting.lacking_tickets(person, wanted.project_id, wanted.role, wanted.start_date, wanted.end_date) l
   having count(*) > 0)
$$;
comment on function recruiting.obstacles(recruiting.candidates, recruiting.placements, uuid[])
  is 'Why a person can''t have a placement.';

-- What an active placement needs, and that its person can be there on every day of it. Bookings of one person wait for each
-- other, so that none is made twice.
create or replace function recruiting.book() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
declare
  person recruiting.candidates; wrong record; client uuid; lacking text;
begin
  if new.project_id is not null and new.job_id is not null then
    select p.client_id into client from delivery.projects p where p.org_id = new.org_id and p.id = new.project_id;
    if client is distinct from (select j.client_id from recruiting.jobs j where j.org_id = new.org_id and j.id = new.job_id) then
      perform recruiting.refuse_placement('client', 'job_id', 'The job and the project belong to different clients.', null);
    end if;
  end if;
  if new.status <> 'active' then return new; end if;
  lacking := concat_ws(', ', case when coalesce(trim(new.role), '') = '' then 'role' end,
    case when new.start_date is null then 'first day' end, case when new.end_date is null then 'last day' end,
    case when new.charge_rate is null then 'charge rate' end, case when new.pay_rate is null then 'pay rate' end);
  if lacking <> '' then
    perform recruiting.refuse_placement('complete', 'status', format('An active placement needs: %s.', lacking),
      'Fill it in, or leave the placement a draft.');
  end if;
  if tg_op = 'UPDATE' and old.status = 'active' and (new.override_reason is not distinct from old.override_reason)
    and (new.candidate_id, new.project_id, new.start_date, new.end_date, new.shift, new.role) is not distinct from
        (old.candidate_id, old.project_id, old.start_date, old.end_date, old.shift, old.role) then return new; end if;
  -- What somebody answered for was this person, here, on these days. Two records of one person are that person.
  if tg_op = 'UPDATE' and new.override_reason is not distinct from old.override_reason
    and not kit.merging() and not kit.undoing() then
    new.override_reason := null;
    new.overridden_by := null;
  end if;
  select * into person from recruiting.candidates c where c.org_id = new.org_id and c.id = new.candidate_id
    for no key update;
  select * into wrong from recruiting.obstacles(person, new, '{}') o
   where (new.override_reason is null or o.rule = 'free') and not (o.rule = 'usable' and kit.merging())
   order by o.place limit 1;
  if found then
    perform recruiting.refuse_placement(wrong.rule, wrong.col, wrong.words, wrong.advice);
  end if;
  return new;
end $$;
comment on function recruiting.book() is 'Refuses an active placement whose person can''t be there.';
create or replace trigger book before insert or update on recruiting.placements for each row
  execute function recruiting.book();

-- Who is placed on a project in a job is so at one client: neither goes to another without the other.
create or replace function recruiting.keep_one_client() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
declare
  other text;
begin
  if kit.undoing() or kit.merging() then return new; end if;
  select case tg_table_name when 'projects' then j.title else r.name end into other
    from recruiting.placements p
    join recruiting.jobs j on j.org_id = p.org_id and j.id = p.job_id
    join delivery.projects r on r.org_id = p.org_id and r.id = p.project_id
   where p.org_id = new.org_id and p.status in ('draft', 'active')
     and case tg_table_name when 'projects' then r.id = new.id and j.client_id <> new.client_id
           else j.id = new.id and r.client_id <> new.client_id end limit 1;
  if found then
    raise exception using errcode = '23514', constraint = tg_table_name || '_placements_at_one_client',
      table = tg_table_name, schema = tg_table_schema, column = 'client_id',
      message = format('Somebody is placed here and with %s, which stays with the former client.', other),
      hint = 'End or cancel those placements first.';
  end if;
  return new;
end $$;
comment on function recruiting.keep_one_client() is 'Keeps the project and the job of a placement at one client.';
create or replace trigger keep_one_client before update of client_id on delivery.projects for each row
  when (new.client_id is distinct from old.client_id) execute function recruiting.keep_one_client();
create or replace trigger keep_one_client before update of client_id on recruiting.jobs for each row
  when (new.client_id is distinct from old.client_id) execute function recruiting.keep_one_client();

create or replace function recruiting.refuse_placement(rule text, col text, words text, advice text) returns void
  language plpgsql set search_path = pg_catalog as $$
begin
  raise exception using errcode = '23514', constraint = 'placements_' || rule, table = 'placements',
    schema = 'recruiting', column = col, message = words, hint = coalesce(advice, '');
end $$;
comment on function recruiting.refuse_placement(text, text, text, text) is 'Refuses a placement by one of its rules.';

-- Whether somebody is placed follows from their placements.
create or replace function recruiting.follow_placements() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
begin
  if tg_op = 'INSERT' then
    perform recruiting.keep_standing(n.org_id, array_agg(n.candidate_id)) from new_rows n where n.status = 'active'
      group by n.org_id;
  elsif tg_op = 'DELETE' then
    perform recruiting.keep_standing(o.org_id, array_agg(o.candidate_id)) from old_rows o where o.status = 'active'
      group by o.org_id;
  else
    perform recruiting.keep_standing(c.org_id, array_agg(c.person)) from (
      select n.org_id, unnest(array[n.candidate_id, o.candidate_id]) as person
        from new_rows n join old_rows o on o.org_id = n.org_id and o.id = n.id
       where (n.status, n.candidate_id, n.start_date, n.end_date) is distinct from
             (o.status, o.candidate_id, o.start_date, o.end_date)) c group by c.org_id;
  end if;
  return null;
end $$;
comment on function recruiting.follow_placements() is 'Keeps the status of people true to their placements.';
create or replace trigger follow_on_insert after insert on recruiting.placements
  referencing new table as new_rows for each statement execute function recruiting.follow_placements();
create or replace trigger follow_on_update after update on recruiting.placements
  referencing old table as old_rows new table as new_rows for each statement
  execute function recruiting.follow_placements();
create or replace trigger follow_on_delete after delete on recruiting.placements
  referencing old table as old_rows for each statement execute function recruiting.follow_placements();

-- Placements that end soon.
create or replace view recruiting.placement_items with (security_invoker = true) as
  select 'placements' as noun, p.id,
    coalesce((select c.name from recruiting.candidates c where c.org_id = p.org_id and c.id = p.candidate_id),
    '') || ' leaves '
      || coalesce((select r.name from delivery.projects r where r.org_id = p.org_id and r.id = p.project_id),
        'the project') || ' soon' as title,
    'Placement ends; what follows?' as about,
    null::numeric as amount, null::text as currency, null::text as icon, null::text as link,
    22 as weight, null::integer as overdue, 21 as ahead,
    p.end_date as due_date, null::timestamptz as due_at,
    null::jsonb as acts
    from recruiting.placements p
   where p.status = 'active' and p.end_date >= current_date;
comment on view recruiting.placement_items is 'Placements that end soon. @today(placements)';
grant select on recruiting.placement_items to tl_admin, tl_manager, tl_recruiter;

-- What the rules of nudges watch.
create or replace trigger y_noted_insert after insert on recruiting.placements referencing new table as new_rows
  for each statement execute function kit.note('keep_nudges', 'values (n.project_id), (n.job_id)');
create or replace trigger y_noted_update after update on recruiting.placements referencing new table as new_rows
  for each statement execute function kit.note('keep_nudges', 'values (n.project_id), (n.job_id)');
create or replace trigger y_noted_delete after delete on recruiting.placements referencing old table as old_rows
  for each statement execute function kit.note('keep_nudges', 'values (n.project_id), (n.job_id)');
