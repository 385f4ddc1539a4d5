-- People a site needs: so many of one trade on each of these days. What is booked follows from the placements.
-- @icon(clipboard-list) @words(Demand, Demands) @menu(4) @named(trade, project_id) @calendar(start_date)
create table recruiting.demands (
  org_id      uuid not null default kit.org_id(),
  id          uuid not null default kit.new_id(),
  project_id  uuid not null,                                                   -- The site. @list
  trade       text not null check (trim(trade) <> '' and length(trade) <= 100), -- The trade or role asked for. @list
  people      integer not null check (people between 1 and 1000),              -- How many, on each day. @list
  start_date  date not null,                                                   -- First day. @list
  end_date    date not null,                                                   -- Last day. @list
  shift       recruiting.shift not null default 'any',                         -- When in the day; any counts people of every shift. @list
  charge_rate kit.money check (charge_rate >= 0),                              -- What the client pays an hour at most.
  notes       text,                                                            -- What else the site asks for. @long
  created_by  uuid default kit.user_id(),                                      -- Who entered it. @stamped
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (org_id, id),
  constraint demands_dates_in_order check (end_date >= start_date)             -- The demand ends before it starts.
);
create index demands_days_idx on recruiting.demands (org_id, end_date);
select kit.refers('recruiting.demands', 'project_id', 'delivery.projects', 'cascade');
select kit.refers('recruiting.demands', 'created_by', 'identity.users', 'set null');
select kit.noun('recruiting.demands', parents => '{project_id}');

-- How a site's demand is met, day after day: spans of days on which as many are asked for and as many are booked. Lines of one
-- trade and shift are one. Somebody counts who works there as that trade, or is of it; people for the whole day count as people
-- of the day.
create or replace function recruiting.cover(sites uuid[], first date, last date)
returns table (project_id uuid, trade text, shift recruiting.shift, start_date date, end_date date, asked bigint, booked bigint)
language sql stable set search_path = pg_catalog as $$
  with lines as (
    select d.project_id, lower(trim(d.trade)) as trade, d.shift, d.people,
           greatest(d.start_date, first) as start_date, least(d.end_date, last) as end_date
      from recruiting.demands d
     where d.project_id = any (sites) and d.start_date <= last and d.end_date >= first),
  kinds as (
    select distinct l.project_id, l.trade, l.shift from lines l),
  there as (
    select k.project_id, k.trade, k.shift, greatest(p.start_date, first) as start_date, least(p.end_date, last) as end_date
      from kinds k
      join recruiting.placements p on p.project_id = k.project_id and p.status in ('active', 'completed')
       and p.start_date <= last and p.end_date >= first
       and (k.shift in ('any', p.shift) or k.shift = 'day' and p.shift = 'any')
      join recruiting.candidates c on c.org_id = p.org_id and c.id = p.candidate_id
       and k.trade in (lower(trim(p.role)), lower(trim(c.trade)))),
  edges as (
    select l.project_id, l.trade, l.shift, l.start_date as day, l.people as asked, 0 as booked from lines l
    union all select l.project_id, l.trade, l.shift, l.end_date + 1, -l.people, 0 from lines l
    union all select t.project_id, t.trade, t.shift, t.start_date, 0, 1 from there t
    union all select t.project_id, t.trade, t.shift, t.end_date + 1, 0, -1 from there t),
  spans as (
    select e.project_id, e.trade, e.shift, e.day as start_date, lead(e.day) over days - 1 as end_date,
           sum(sum(e.asked)) over days as asked, sum(sum(e.booked)) over days as booked
      from edges e group by e.project_id, e.trade, e.shift, e.day
    window days as (partition by e.project_id, e.trade, e.shift order by e.day))
  select s.project_id, s.trade, s.shift, s.start_date, s.end_date, s.asked::bigint, s.booked::bigint
    from spans s where s.end_date is not null and s.asked > 0
   order by s.project_id, s.trade, s.shift, s.start_date
$$;
comment on function recruiting.cover(uuid[], date, date) is 'How the demand of sites is met, in spans of days.';
grant execute on function recruiting.cover(uuid[], date, date) to tl_admin, tl_manager, tl_consultant, tl_staff, tl_sales,
  tl_recruiter, tl_viewer, tl_system;

-- How many people lack on the worst day still to come.
create or replace function recruiting.missing(demand recruiting.demands) returns integer language sql stable as $$
  select coalesce(max(greatest(c.asked - c.booked, 0)), 0)::integer
    from recruiting.cover(array[demand.project_id], greatest(demand.start_date, current_date), demand.end_date) c
   where c.trade = lower(trim(demand.trade)) and c.shift = demand.shift
$$;
comment on function recruiting.missing(recruiting.demands) is 'People who lack on the worst day still to come. @list';

-- Demand of the next two weeks that nobody is booked for.
create or replace view recruiting.demand_items with (security_invoker = true) as
  select 'demands' as noun, d.id, p.name || ' needs ' || recruiting.missing(d) || ' more: ' || d.trade as title,
    'People asked for and not booked' as about,
    null::numeric as amount, null::text as currency, 'clipboard-list' as icon, null::text as link,
    15 as weight, null::integer as overdue, 14 as ahead,
    greatest(d.start_date, current_date) as due_date, null::timestamptz as due_at,
    null::jsonb as acts
    from (select * from recruiting.demands d
           where d.end_date >= current_date and d.start_date <= current_date + 14 order by d.start_date limit 200) d
    join delivery.projects p on p.org_id = d.org_id and p.id = d.project_id
   where recruiting.missing(d) > 0;
comment on view recruiting.demand_items is 'Demand nobody is booked for. @today(demands)';
grant select on recruiting.demand_items to tl_admin, tl_manager, tl_recruiter, tl_staff, tl_consultant;
