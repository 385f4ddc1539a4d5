-- How far hours have come: open until they are approved, then they can be billed.
-- @tones open=info approved=good
create type recruiting.hours_status as enum ('open', 'approved');

-- Hours a placed person worked on a day. Approved, they become time entries at the placement's rates.
-- @icon(timer) @words(Placement hours, Placement hours) @menu(10) @named(placement_id, date) @calendar(date) @sum(hours)
-- @page(/hours, timer, Hours of crews)
create table recruiting.placement_hours (
  org_id       uuid not null default kit.org_id(),
  id           uuid not null default kit.new_id(),
  placement_id uuid not null,                                                  -- The placement. @list
  date         date not null,                                                  -- The day. @list
  hours        numeric(4,2) not null check (hours > 0 and hours <= 24),        -- Hours worked, at most 24. @list
  notes        text,                                                           -- What was special about the day. @long
  status       recruiting.hours_status not null default 'open',                -- How far they have come; kept by approve_hours. @list @stamped
  signed_by    text,                                                           -- Who on site entered them, when not one of us. @stamped
  approved_by  uuid,                                                           -- Who approved them. @stamped
  approved_at  timestamptz,                                                    -- When. @stamped
  created_by   uuid default kit.user_id(),                                     -- Who entered them. @stamped
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  primary key (org_id, id),
  constraint placement_hours_once unique (org_id, placement_id, date)          -- The hours of this day are entered already.
);
create index placement_hours_date_idx on recruiting.placement_hours (org_id, date);
select kit.refers('recruiting.placement_hours', 'placement_id', 'recruiting.placements', 'restrict', indexed => false);
select kit.refers('recruiting.placement_hours', 'approved_by', 'identity.users', 'set null');
select kit.refers('recruiting.placement_hours', 'created_by', 'identity.users', 'set null');
select kit.noun('recruiting.placement_hours', parents => '{placement_id}');

-- Hours lie on a day of their placement, not ahead of it, not in closed books; approved ones stay.
create or replace function recruiting.guard_hours() returns trigger language plpgsql set search_path = pg_catalog as $$
declare
  booked recruiting.placements; locked date := kit.date_setting('time.locked_until'); wrong text; advice text;
begin
  if tg_op <> 'INSERT' and old.status = 'approved' and not kit.is_server() and not kit.undoing() then
    wrong := 'These hours are approved; they can''t be changed.';
    advice := 'Open them again with reopen_hours, saying why.';
  elsif tg_op <> 'INSERT' and old.date <= locked or tg_op <> 'DELETE' and new.date <= locked then
    wrong := format('The books are closed up to %s.', recruiting.day(locked));
    advice := 'Ask an admin to change the setting time.locked_until.';
  elsif tg_op = 'INSERT' or tg_op = 'UPDATE'
    and (new.placement_id, new.date, new.hours) is distinct from (old.placement_id, old.date, old.hours) then
    select * into booked from recruiting.placements p where p.org_id = new.org_id and p.id = new.placement_id;
    if booked.status not in ('active', 'completed') then
      wrong := format('This placement is %s; nobody works on it.', booked.status);
      advice := 'Hours belong to active and completed placements.';
    elsif new.date not between booked.start_date and booked.end_date then
      wrong := format('The placement lasts from %s to %s; %s is not a day of it.', recruiting.day(booked.start_date),
        recruiting.day(booked.end_date), recruiting.day(new.date));
      advice := 'Lengthen the placement first, or enter the hours on another day.';
    elsif new.date > current_date + 1 then
      wrong := 'Hours are entered when they are worked, not ahead.';
      advice := 'Check the day.';
    end if;
  end if;
  if wrong is not null then
    raise exception using errcode = '23514', constraint = 'placement_hours_fit', table = 'placement_hours',
      schema = 'recruiting', column = 'date', message = wrong, hint = advice;
  end if;
  -- What one of us changes is not what was signed on site.
  if tg_op = 'UPDATE' and new.hours <> old.hours and kit.user_id() is not null and not kit.undoing() then
    new.signed_by := null;
  end if;
  return coalesce(new, old);
end $$;
comment on function recruiting.guard_hours() is 'Keeps hours on days of their placement, and approved ones as they are.';
create or replace trigger guard_hours before insert or delete or update of placement_id, date, hours, status
  on recruiting.placement_hours for each row execute function recruiting.guard_hours();

-- Hours stay with who worked them: a placement that has some changes its person only by replace_person, which cuts it.
create or replace function recruiting.keep_worker() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  if not kit.is_server() and not kit.undoing() and exists (select from recruiting.placement_hours h
    where h.org_id = old.org_id and h.placement_id = old.id) then
    perform recruiting.refuse_placement('worked', 'candidate_id', 'Hours are entered for this placement; they stay with who worked them.',
      'Use replace_person, which cuts a placement at a day.');
  end if;
  return new;
end $$;
comment on function recruiting.keep_worker() is 'Keeps hours with who worked them.';
create or replace trigger keep_worker before update of candidate_id on recruiting.placements for each row
  when (new.candidate_id <> old.candidate_id) execute function recruiting.keep_worker();

-- A day's hours by what they are paid at: nights and weekends by their factor, what goes beyond the daily limit by the
-- overtime factor; the higher one counts, they are not multiplied.
create or replace function recruiting.hour_parts(hours numeric, day date, at recruiting.shift)
returns table (part text, hours numeric, factor numeric) language sql stable set search_path = pg_catalog as $$
  with rules as (
    select kit.number_setting('hours.overtime_after', 8) as most, kit.number_setting('hours.overtime_factor', 1.5) as over,
      kit.number_setting('hours.weekend_factor', 1.5) as weekend, kit.number_setting('hours.night_factor', 1.25) as night),
  base as (
    select r.most, r.over,
      greatest(1, case when extract(isodow from day) in (6, 7) then r.weekend end, case when at = 'night' then r.night end)
        as factor from rules r),
  parts as (
    select least(hours, b.most) as hours, b.factor, 0 as place from base b
    union all select hours - b.most, greatest(b.factor, b.over), 1 from base b where hours > b.most)
  select case when p.factor = 1 then '' when max(p.place) = 1 and min(p.place) = 1 then 'overtime'
      when extract(isodow from day) in (6, 7) then 'weekend' when at = 'night' then 'night' else 'overtime' end,
    sum(p.hours), p.factor
    from parts p where p.hours > 0 group by p.factor order by p.factor
$$;
comment on function recruiting.hour_parts(numeric, date, recruiting.shift) is 'A day''s hours by what they are paid at.';
grant execute on function recruiting.hour_parts(numeric, date, recruiting.shift) to tl_system;

-- Money of several placements since a day. Rates stay hidden; the sums do not.
create or replace function recruiting.margin_of(placements uuid[], since date)
returns table (hours numeric, revenue numeric, cost numeric) language sql stable security definer
  set search_path = pg_catalog as $$
  select coalesce(sum(t.hours), 0), coalesce(sum(round(t.hours * t.bill_rate, 2)), 0),
         coalesce(sum(round(t.hours * t.cost_rate, 2)), 0)
    from delivery.time_entries t
   where t.org_id = kit.org_id() and t.placement_id = any (placements) and t.status = 'approved' and t.date >= since
$$;
comment on function recruiting.margin_of(uuid[], date) is 'Approved hours, revenue and cost of several placements since a day.';
revoke execute on function recruiting.margin_of(uuid[], date) from public;
grant execute on function recruiting.margin_of(uuid[], date) to tl_admin, tl_manager, tl_consultant, tl_staff, tl_sales,
  tl_recruiter, tl_viewer, tl_system;
