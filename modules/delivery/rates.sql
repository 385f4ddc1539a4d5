-- What an hour is billed at and what it costs us. The most exact rate counts: project and person, project and role, project, person, role, everybody.
-- @icon(hash) @menu(7) @named(role, user_id, project_id)
create table delivery.rates (
  org_id     uuid not null default kit.org_id(),
  id         uuid not null default kit.new_id(),
  user_id    uuid,                                                             -- For this person. @list
  role       identity.user_role,                                               -- For everybody with this role. @list
  project_id uuid,                                                             -- On this project. @list
  bill_rate  kit.money not null check (bill_rate >= 0),                        -- What the client pays an hour, in the organisation's currency. @list
  cost_rate  kit.money not null default 0 check (cost_rate >= 0),              -- What an hour costs us, in the organisation's currency. @list
  start_date date not null default '2000-01-01',                               -- From this day on. @list
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id),
  constraint rates_person_or_role check (user_id is null or role is null),     -- A rate is for a person or for a role, not both.
  constraint rates_once unique nulls not distinct (org_id, project_id, user_id, role, start_date) -- There is already a rate for this from this day on.
);
select kit.refers('delivery.rates', 'user_id', 'identity.users', 'cascade');
select kit.refers('delivery.rates', 'project_id', 'delivery.projects', 'cascade');
select kit.noun('delivery.rates');

-- The rate of a person on a project on a day; no row when none is set.
create or replace function delivery.rate_of(person uuid, project uuid, day date) returns table (bill_rate kit.money,
  cost_rate kit.money)
language sql stable security definer set search_path = pg_catalog as $$
  select r.bill_rate, r.cost_rate
    from delivery.rates r join identity.users u on u.org_id = r.org_id and u.id = person
   where r.org_id = kit.org_id() and r.start_date <= day
     and (r.user_id is null or r.user_id = person) and (r.role is null or r.role = u.role)
       and (r.project_id is null or r.project_id = project)
   order by r.project_id is null, r.user_id is null, r.role is null, r.start_date desc limit 1
$$;
comment on function delivery.rate_of(uuid, uuid, date)
  is 'What an hour of a person on a project is billed at and costs.';
revoke execute on function delivery.rate_of(uuid, uuid, date) from public;
grant execute on function delivery.rate_of(uuid, uuid, date) to tl_system;
