-- Several people placed together, such as a crew.
-- @icon(users) @words(Crew, Crews) @menu(5)
create table recruiting.placement_groups (
  org_id     uuid not null default kit.org_id(),
  id         uuid not null default kit.new_id(),
  project_id uuid,                                                             -- The project they work on. @list
  name       text not null check (name <> ''),                                 -- Name, such as "Night crew". @list
  notes      text,                                                             -- Anything to know about them. @long
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id)
);
select kit.refers('recruiting.placement_groups', 'project_id', 'delivery.projects', 'cascade');
select kit.noun('recruiting.placement_groups', parents => '{project_id}', label => 'name');
