-- The roster: what sites ask for, where people live, who took over from whom; and the hours of placed people.

create table recruiting.demands (
  org_id      uuid not null default kit.org_id(),
  id          uuid not null default kit.new_id(),
  project_id  uuid not null,
  trade       text not null check (trim(trade) <> '' and length(trade) <= 100),
  people      integer not null check (people between 1 and 1000),
  start_date  date not null,
  end_date    date not null,
  shift       recruiting.shift not null default 'any',
  charge_rate kit.money check (charge_rate >= 0),
  notes       text,
  created_by  uuid default kit.user_id(),
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (org_id, id),
  constraint demands_dates_in_order check (end_date >= start_date)
);
create index demands_days_idx on recruiting.demands (org_id, end_date);
alter table recruiting.demands add constraint demands_project_id_fkey foreign key (org_id, project_id)
  references delivery.projects (org_id, id) on delete cascade deferrable;
create index demands_project_id_idx on recruiting.demands (org_id, project_id);
alter table recruiting.demands add constraint demands_created_by_fkey foreign key (org_id, created_by)
  references identity.users (org_id, id) on delete set null (created_by) deferrable;
create index demands_created_by_idx on recruiting.demands (org_id, created_by);

alter table recruiting.placements add column replaces_id uuid;
alter table recruiting.placements add constraint placements_replaces_id_fkey foreign key (org_id, replaces_id)
  references recruiting.placements (org_id, id) on delete set null (replaces_id) deferrable;
create index placements_replaces_id_idx on recruiting.placements (org_id, replaces_id);

alter table recruiting.candidates add column lat double precision check (lat between -90 and 90);
alter table recruiting.candidates add column lng double precision check (lng between -180 and 180);
create index candidates_works_as_idx on recruiting.candidates (org_id, lower(trim(trade)));
create index candidates_role_idx on recruiting.candidates (org_id, lower(trim(role)));

create type recruiting.hours_status as enum ('open', 'approved');
create table recruiting.placement_hours (
  org_id       uuid not null default kit.org_id(),
  id           uuid not null default kit.new_id(),
  placement_id uuid not null,
  date         date not null,
  hours        numeric(4,2) not null check (hours > 0 and hours <= 24),
  notes        text,
  status       recruiting.hours_status not null default 'open',
  signed_by    text,
  approved_by  uuid,
  approved_at  timestamptz,
  created_by   uuid default kit.user_id(),
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  primary key (org_id, id),
  constraint placement_hours_once unique (org_id, placement_id, date)
);
create index placement_hours_date_idx on recruiting.placement_hours (org_id, date);
alter table recruiting.placement_hours add constraint placement_hours_placement_id_fkey foreign key (org_id, placement_id)
  references recruiting.placements (org_id, id) on delete restrict deferrable;
alter table recruiting.placement_hours add constraint placement_hours_approved_by_fkey foreign key (org_id, approved_by)
  references identity.users (org_id, id) on delete set null (approved_by) deferrable;
create index placement_hours_approved_by_idx on recruiting.placement_hours (org_id, approved_by);
alter table recruiting.placement_hours add constraint placement_hours_created_by_fkey foreign key (org_id, created_by)
  references identity.users (org_id, id) on delete set null (created_by) deferrable;
create index placement_hours_created_by_idx on recruiting.placement_hours (org_id, created_by);

alter table delivery.time_entries alter column user_id drop not null;
alter table delivery.time_entries add column placement_id uuid;
alter table delivery.time_entries add column worker text;
alter table delivery.time_entries add constraint time_entries_of_somebody check (num_nonnulls(user_id, placement_id) = 1);
alter table delivery.time_entries add constraint time_entries_placement_id_fkey foreign key (org_id, placement_id)
  references recruiting.placements (org_id, id) on delete restrict deferrable;
create index time_entries_placement_id_idx on delivery.time_entries (org_id, placement_id);

-- What clients earn us is computed from invoices and hours; what was typed in stays as what was told elsewhere.
alter table crm.clients rename column financials to reported_financials;
alter table crm.clients drop constraint if exists clients_financials_shape;
