-- Who searches the web for us. @values searxng=SearXNG brave=Brave
create type outreach.search_kind as enum ('searxng', 'brave');

-- A search of the web that discovery asks.
-- @icon(globe) @words(Search provider, Search providers) @named(name) @apart
create table outreach.search_providers (
  org_id     uuid not null default kit.org_id(),
  id         uuid not null default kit.new_id(),
  name       text not null check (trim(name) <> '' and length(name) <= 100),   -- What it is called here. @list
  kind       outreach.search_kind not null,                                    -- Who it is. @list
  address    kit.url,                                                          -- Where it is asked; of SearXNG the address of its start page. @list
  key        kit.pii,                                                          -- Its key, sealed. @secret
  is_active  boolean not null default true,                                    -- It is asked; the one that is there longest is. @list
  last_error text,                                                             -- Why it could not be asked last. @list @stamped @long
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id),
  constraint search_providers_taken unique (org_id, name)                      -- There is a provider with this name already.
);
select kit.noun('outreach.search_providers');

-- The provider that is asked, with its key, sealed: for the server.
create or replace function outreach.search_provider() returns table (id uuid, name text, kind text, address text,
  key bytea)
language sql stable security definer set search_path = pg_catalog as $$
  select p.id, p.name, p.kind::text, p.address::text, p.key::bytea from outreach.search_providers p
   where p.org_id = kit.org_id() and p.is_active order by p.created_at, p.id limit 1
$$;
comment on function outreach.search_provider() is 'The search provider that is asked, with its key, sealed.';
revoke execute on function outreach.search_provider() from public;
grant execute on function outreach.search_provider() to tl_system;

-- A key goes where it was given for.
create or replace function outreach.keep_search_key() returns trigger language plpgsql as $$
begin
  if old.key is not null and new.key is not distinct from old.key and not kit.undoing()
    and (new.kind, new.address) is distinct from (old.kind, old.address) then
    raise exception using errcode = '23514', constraint = 'search_providers_keep_their_key', table = 'search_providers',
      schema = 'outreach', message = 'The key of this provider belongs to its address.',
      hint = 'Add the other address as a provider of its own, with its key.';
  end if;
  return new;
end $$;
comment on function outreach.keep_search_key() is 'Keeps a key at the address it was given for.';
create or replace trigger keep_search_key before update on outreach.search_providers for each row
  execute function outreach.keep_search_key();
