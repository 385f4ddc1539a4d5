-- Somebody was named in a note or message.
-- @icon(at-sign) @named(excerpt) @apart
create table identity.mentions (
  org_id      uuid not null default kit.org_id(),
  id          uuid not null default kit.new_id(),
  user_id     uuid not null,                                                   -- Who was named. @list
  entity_type text not null check (entity_type <> ''),                         -- The kind of record it stands on, such as clients. @list
  entity_id   uuid not null,                                                   -- The record it stands on.
  excerpt     text not null default '' check (length(excerpt) <= 500),         -- The words around it. @list @long
  created_by  uuid default kit.user_id(),                                      -- Who named them. @list @stamped
  read_at     timestamptz,                                                     -- When they saw it. @list
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (org_id, id)
);
create index mentions_unread_idx on identity.mentions (org_id, user_id, created_at) where read_at is null;
select kit.refers('identity.mentions', 'user_id', 'identity.users', 'cascade');
select kit.refers('identity.mentions', 'created_by', 'identity.users', 'set null');
select kit.noun('identity.mentions', own_when => 'row.user_id = (select kit.user_id())');
