-- Somebody who works a territory; leads go to its members in turn.
-- @icon(users) @words(Territory member, Territory members) @named(user_id, territory_id)
create table crm.territory_members (
  org_id           uuid not null default kit.org_id(),
  territory_id     uuid not null,                                              -- The territory. @list
  user_id          uuid not null,                                              -- The colleague. @list
  last_assigned_at timestamptz,                                                -- When they last got a lead here. @list
  created_at       timestamptz not null default now(),
  updated_at       timestamptz not null default now(),
  primary key (org_id, territory_id, user_id)
);
select kit.refers('crm.territory_members', 'territory_id', 'crm.territories', 'cascade');
select kit.refers('crm.territory_members', 'user_id', 'identity.users', 'cascade');
select kit.noun('crm.territory_members');
