-- A phase every project of a template gets.
-- @icon(layers)
create table delivery.template_phases (
  org_id      uuid not null default kit.org_id(),
  id          uuid not null default kit.new_id(),
  template_id uuid not null,                                                   -- The template. @list
  name        text not null check (name <> ''),                                -- Title. @list
  position    integer not null default 1,                                      -- Its place in the order, from 1. @list
  start_day   integer not null default 0 check (start_day >= 0),               -- Days after the project's start on which it begins. @list
  days        integer not null default 10 check (days between 1 and 3650),     -- How many days it takes. @list
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (org_id, id)
);
select kit.refers('delivery.template_phases', 'template_id', 'delivery.project_templates', 'cascade');
select kit.noun('delivery.template_phases');
