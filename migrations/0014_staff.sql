-- Placements hold their rules: shifts, tickets by kind, absences, and who answers for an exception.

create type recruiting.shift as enum ('any', 'day', 'night');
create table recruiting.ticket_kinds (
  org_id          uuid not null default kit.org_id(),
  id              uuid not null default kit.new_id(),
  name            text not null check (trim(name) <> '' and length(name) <= 100),
  validity_months integer check (validity_months between 1 and 600),
  trades          jsonb not null default '[]',
  is_for_all      boolean not null default false,
  notes           text,
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now(),
  primary key (org_id, id)
);
create unique index ticket_kinds_name_taken on recruiting.ticket_kinds (org_id, lower(trim(name)));
create table recruiting.absences (
  org_id       uuid not null default kit.org_id(),
  id           uuid not null default kit.new_id(),
  candidate_id uuid not null,
  start_date   date not null,
  end_date     date not null,
  reason       text,
  created_by   uuid default kit.user_id(),
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  primary key (org_id, id),
  constraint absences_dates_in_order check (end_date >= start_date)
);
create index absences_days_idx on recruiting.absences (org_id, candidate_id, end_date);
alter table recruiting.absences add constraint absences_candidate_id_fkey foreign key (org_id, candidate_id)
  references recruiting.candidates (org_id, id) on delete cascade deferrable;
alter table recruiting.absences add constraint absences_created_by_fkey foreign key (org_id, created_by)
  references identity.users (org_id, id) on delete set null (created_by) deferrable;
create index absences_created_by_idx on recruiting.absences (org_id, created_by);

alter table delivery.projects add column required_tickets jsonb not null default '[]';
alter table recruiting.placements alter column project_id drop not null;
alter table recruiting.placements add column shift recruiting.shift not null default 'any';
alter table recruiting.placements add column override_reason text;
alter table recruiting.placements add column overridden_by uuid;
alter table recruiting.placements add constraint placements_somewhere check (num_nonnulls(project_id, job_id) > 0);
alter table recruiting.placements add constraint placements_overridden_by_fkey foreign key (org_id, overridden_by)
  references identity.users (org_id, id) on delete set null (overridden_by) deferrable;
create index placements_overridden_by_idx on recruiting.placements (org_id, overridden_by);
create index placements_booked_idx on recruiting.placements (org_id, candidate_id, end_date) where status = 'active';
