-- Who sees a client's records: everybody in the organisation, or only those assigned to the client. @values open=Open assigned='Assigned only'
-- @tones open=info
create type identity.visibility as enum ('open', 'assigned');

-- A firm that uses Throughline. Its rows are invisible to every other.
-- @icon(building-2) @words(Organisation, Organisations)
create table identity.organizations (
  org_id                uuid not null default kit.new_id(),                    -- Itself: an organisation is its own tenant.
  id                    uuid generated always as (org_id) stored not null,
  name                  text not null check (name <> ''),                      -- Name as shown to people. @list
  slug                  kit.slug not null,                                     -- Short name for addresses and the command line. @list
  modules               text[] not null default '{identity,crm,delivery,recruiting,outreach,knowledge,agent}', -- Modules shown, in menu order. Rights do not depend on it.
  allowed_email_domains text[] not null default '{}',                          -- Users may only have addresses in these domains; empty allows all.
  visibility            identity.visibility not null default 'open',           -- Whether colleagues see every client or only assigned ones. @list
  currency              kit.currency not null default 'USD',                   -- Currency of amounts that name none.
  time_zone             text not null default 'UTC',                           -- IANA time zone in which days begin.
  created_at            timestamptz not null default now(),
  updated_at            timestamptz not null default now(),
  primary key (org_id, id),
  constraint organizations_slug_taken unique (slug)                            -- There is already an organisation with this short name.
);
select kit.noun('identity.organizations');

-- A module that is newly shown is one there is, and each stands once.
create or replace function identity.check_modules() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
declare
  there text[] := array(select distinct split_part(n.noun, '.', 1) from kit.nouns n order by 1);
  unknown text := (select string_agg(m, ', ') from unnest(new.modules) m
    where m <> all (there || coalesce(old.modules, '{}')));
begin
  -- A new organisation shows what is here; the default names every module there may be.
  if tg_op = 'INSERT' then
    new.modules := array(select m from unnest(new.modules) with ordinality u (m, place) where m = any (there)
      order by place);
  elsif unknown is not null and not kit.undoing() then
    raise exception using errcode = '23514', constraint = 'organizations_modules_known', table = 'organizations',
      schema = 'identity',
      message = format('There is no module %s.', unknown),
        hint = format('The modules are %s.', array_to_string(there, ', '));
  end if;
  new.modules := array(select m from unnest(new.modules) with ordinality u (m, place) group by m order by min(place));
  return new;
end $$;
comment on function identity.check_modules() is 'Refuses modules that are not there.';
create or replace trigger check_modules before insert or update of modules on identity.organizations for each row
  execute function identity.check_modules();

-- Whether the asking person's organisation shows every client to every member.
create or replace function kit.sees_all() returns boolean language plpgsql stable security definer
  set search_path = pg_catalog as $$
begin
  return (select visibility = 'open' from identity.organizations where org_id = kit.org_id());
end $$;
comment on function kit.sees_all() is 'Whether colleagues see every client.';

-- Viewers look at everything, unless the organisation narrows them to what its visibility shows.
create or replace function kit.viewers_see_all() returns boolean language sql stable as $$
  select kit.setting('access.narrow_viewers', 'false') <> 'true'::jsonb
$$;
comment on function kit.viewers_see_all() is 'Whether viewers see every record, whatever the visibility.';

create policy sign_in_reads on identity.organizations for select to tl_auth using (true);
grant select on identity.organizations to tl_auth;

-- Short names are unique across organisations, so trying one out would tell whether it is taken. Only the command line sets them.
revoke update (slug) on identity.organizations from tl_admin;
