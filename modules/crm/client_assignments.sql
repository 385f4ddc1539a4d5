-- A colleague's part in a client's team.
-- @tones lead=info
create type crm.assignment_role as enum ('lead', 'member');

-- A colleague who works on a client.
create table crm.client_assignments (
  org_id      uuid not null default kit.org_id(),
  user_id     uuid not null,                                                   -- The colleague. @list
  client_id   uuid not null,                                                   -- The client. @list
  role        crm.assignment_role not null default 'member',                   -- Leads the work or takes part. @list
  assigned_at timestamptz not null default now(),                              -- Since when. @list
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (org_id, user_id, client_id)
);
select kit.refers('crm.client_assignments', 'user_id', 'identity.users', 'cascade');
select kit.refers('crm.client_assignments', 'client_id', 'crm.clients', 'cascade');
select kit.noun('crm.client_assignments');
