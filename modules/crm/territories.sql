-- A share of the market and the people who work it. A lead goes to the first territory that covers it, to its members in turn.
-- @icon(map-pin) @menu(10)
create table crm.territories (
  org_id           uuid not null default kit.org_id(),
  id               uuid not null default kit.new_id(),
  name             text not null check (name <> ''),                           -- Name. @list
  position         integer not null default 1,                                 -- Territories are tried in this order. @list
  countries        text[] not null default '{}',                               -- Countries it covers; empty covers all. @list
  business_sources text[] not null default '{}',                               -- Ways of coming to us it covers, such as referral; empty covers all. @list
  service_types    crm.service_type[] not null default '{}',                   -- Services it covers; empty covers all.
  is_active        boolean not null default true,                              -- Takes leads. @list
  created_at       timestamptz not null default now(),
  updated_at       timestamptz not null default now(),
  primary key (org_id, id),
  constraint territories_name_taken unique (org_id, name)                      -- There is already a territory with this name.
);
select kit.noun('crm.territories', label => 'name');

-- Whose turn it is: the first territory that covers the lead, and there the active member who has waited longest. Locks the turn.
create or replace function crm.next_in_turn(lead_id uuid) returns table (territory_id uuid,
  user_id uuid) language sql volatile as $$
  select m.territory_id, m.user_id
    from crm.leads lead
    join crm.territory_members m on m.org_id = lead.org_id
    join identity.users u on u.org_id = m.org_id and u.id = m.user_id and u.status = 'active'
   where lead.org_id = kit.org_id() and lead.id = lead_id and m.territory_id = (
     select t.id from crm.territories t
      where t.org_id = lead.org_id and t.is_active
        and (t.countries = '{}' or lower(lead.country) = any (select lower(c) from unnest(t.countries) c))
        and (t.business_sources = '{}' or lead.business_source = any (t.business_sources))
        and (t.service_types = '{}' or lead.service_type = any (t.service_types))
        and exists (select from crm.territory_members w join identity.users a on a.org_id = w.org_id
          and a.id = w.user_id and a.status = 'active' where w.org_id = t.org_id and w.territory_id = t.id)
      order by t.position, t.name limit 1)
   order by m.last_assigned_at nulls first, u.full_name limit 1 for update of m
$$;
comment on function crm.next_in_turn(uuid) is 'The territory and person a lead goes to.';
revoke execute on function crm.next_in_turn(uuid) from public;
grant execute on function crm.next_in_turn(uuid) to tl_system;
