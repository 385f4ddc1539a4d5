-- A look a client took at its portal.
-- @icon(eye) @words(Portal view, Portal views) @named(section, viewed_at) @calendar(viewed_at)
create table crm.portal_views (
  org_id     uuid not null default kit.org_id(),
  id         uuid not null default kit.new_id(),
  client_id  uuid not null,                                                    -- The client. @list
  user_id    uuid,                                                             -- The signed-in person; empty for the link. @list
  section    text not null,                                                    -- The page, such as projects. @list
  viewed_at  timestamptz not null default now(),                               -- When. @list
  ip_address text,                                                             -- Address it came from. @list
  user_agent text,                                                             -- Program it came from. @long
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id)
);
create index portal_views_time_idx on crm.portal_views (org_id, client_id, viewed_at);
select kit.refers('crm.portal_views', 'client_id', 'crm.clients', 'cascade');
select kit.refers('crm.portal_views', 'user_id', 'identity.users', 'cascade');
select kit.noun('crm.portal_views', audited => false);
