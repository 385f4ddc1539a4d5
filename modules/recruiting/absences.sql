-- Days a person is not there: holidays, illness, another engagement.
-- @icon(calendar-clock) @words(Absence, Absences) @menu(8) @named(reason, candidate_id) @calendar(start_date)
create table recruiting.absences (
  org_id       uuid not null default kit.org_id(),
  id           uuid not null default kit.new_id(),
  candidate_id uuid not null,                                                  -- The person. @list
  start_date   date not null,                                                  -- First day away. @list
  end_date     date not null,                                                  -- Last day away. @list
  reason       text,                                                           -- Why, such as Holiday. @list
  created_by   uuid default kit.user_id(),                                     -- Who entered it. @stamped
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  primary key (org_id, id),
  constraint absences_dates_in_order check (end_date >= start_date)            -- The absence ends before it starts.
);
create index absences_days_idx on recruiting.absences (org_id, candidate_id, end_date);
select kit.refers('recruiting.absences', 'candidate_id', 'recruiting.candidates', 'cascade', indexed => false);
select kit.refers('recruiting.absences', 'created_by', 'identity.users', 'set null');
select kit.noun('recruiting.absences');

-- Who is placed is not away; placements are ended or moved first.
create or replace function recruiting.check_absence() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
declare
  taken recruiting.placements;
begin
  perform 1 from recruiting.candidates c where c.org_id = new.org_id and c.id = new.candidate_id for no key update;
  select * into taken from recruiting.placements p
   where p.org_id = new.org_id and p.candidate_id = new.candidate_id and p.status = 'active'
     and p.start_date <= new.end_date and p.end_date >= new.start_date and p.override_reason is null limit 1;
  if found then
    raise exception using errcode = '23514', constraint = 'absences_free', table = 'absences', schema = 'recruiting',
      column = 'start_date',
      message = format('This person is placed from %s to %s.', recruiting.day(taken.start_date), recruiting.day(taken.end_date)),
      hint = 'End or move the placement first.';
  end if;
  return new;
end $$;
comment on function recruiting.check_absence() is 'Keeps absences and placements apart.';
create or replace trigger check_absence before insert or update of candidate_id, start_date, end_date
  on recruiting.absences for each row execute function recruiting.check_absence();
