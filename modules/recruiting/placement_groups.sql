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
create or replace trigger drop_guest_links after delete on recruiting.placement_groups referencing old table as gone
  for each statement execute function identity.drop_guest_links('placement_groups');

-- What a crew has to know: where, when, what to bring, whom to ask, and who comes.
create or replace function recruiting.crew_sheet(crew uuid) returns jsonb language sql stable set search_path = pg_catalog as $$
  select jsonb_build_object('crew', g.name, 'organisation', o.name, 'site', p.name, 'location', p.location, 'lat', p.lat,
      'lng', p.lng, 'rules', coalesce(p.site_logistics, '{}'), 'ppe', coalesce(p.ppe, '[]'),
      'tickets', coalesce(p.required_tickets, '[]'), 'notes', g.notes,
      'start_date', min(w.start_date), 'end_date', max(w.end_date),
      'people', coalesce(jsonb_agg(jsonb_build_object('name', c.name, 'role', w.role, 'shift', w.shift, 'start_date', w.start_date,
        'end_date', w.end_date) order by c.name, w.start_date) filter (where w.id is not null), '[]'))
    from recruiting.placement_groups g join identity.organizations o on o.org_id = g.org_id
    left join delivery.projects p on p.org_id = g.org_id and p.id = g.project_id
    left join recruiting.placements w on w.org_id = g.org_id and w.placement_group_id = g.id and w.status = 'active'
     and w.end_date >= current_date
    left join recruiting.candidates c on c.org_id = w.org_id and c.id = w.candidate_id
   where g.id = crew
   group by g.org_id, g.id, g.name, g.notes, o.name, p.org_id, p.id, p.name, p.location, p.lat, p.lng, p.site_logistics, p.ppe,
     p.required_tickets
$$;
comment on function recruiting.crew_sheet(uuid) is 'What a crew has to know about its work.';
