-- A link that opens one page about one record for somebody without an account. Its token is shown once and kept only as a hash.
-- @icon(link) @words(Guest link, Guest links) @named(purpose, entity_type) @apart
create table identity.guest_links (
  org_id      uuid not null default kit.org_id(),
  id          uuid not null default kit.new_id(),
  purpose     text not null check (purpose ~ '^[a-z][a-z_]{1,39}$'),           -- What its page is for, such as ticket_renewal. @list
  entity_type text not null check (entity_type <> ''),                         -- The kind of record it is about. @list
  entity_id   uuid not null,                                                   -- The record it is about.
  token_hash  bytea not null,                                                  -- SHA-256 of the token in the link. @secret
  expires_at  timestamptz not null,                                            -- After this the link no longer works. @list
  used_at     timestamptz,                                                     -- When what it is for was done last. @list @stamped
  revoked_at  timestamptz,                                                     -- When it was called back. @list @stamped
  created_by  uuid default kit.user_id(),                                      -- Who made it. @list @stamped
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (org_id, id)
);
create unique index guest_links_token_taken on identity.guest_links (token_hash);
create index guest_links_entity_idx on identity.guest_links (org_id, entity_type, entity_id);
select kit.refers('identity.guest_links', 'created_by', 'identity.users', 'set null');
select kit.noun('identity.guest_links');

-- Before it is known of which organisation a guest is, the server looks the link up.
create policy sign_in_reads on identity.guest_links for select to tl_auth using (true);
grant select (org_id, id, purpose, entity_type, entity_id, token_hash, expires_at,
  revoked_at) on identity.guest_links to tl_auth;

-- Links about a record that goes stop working.
create or replace function identity.drop_guest_links() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
begin
  delete from identity.guest_links l using gone g
   where l.org_id = g.org_id and l.entity_type = tg_argv[0] and l.entity_id = g.id;
  return null;
end $$;
comment on function identity.drop_guest_links() is 'Removes the links about records that are removed; as a trigger of their noun.';
