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

-- Where somebody was named and has not looked yet.
create or replace view identity.mention_items with (security_invoker = true) as
  select 'mentions' as noun, m.id,
    coalesce((select u.full_name from identity.users u where u.org_id = m.org_id and u.id = m.created_by),
    'Somebody') || ' mentioned you' as title,
    m.excerpt as about,
    null::numeric as amount, null::text as currency, 'at-sign' as icon,
      '/' || m.entity_type || '/' || m.entity_id || '?tab=timeline' as link,
    2 as weight, null::integer as overdue, null::integer as ahead,
    null::date as due_date, m.created_at as due_at,
    jsonb '[{"do": "read", "word": "Read", "set": {"read_at": "@now"}, "told": "Read."}]' as acts
    from identity.mentions m
   where m.user_id = kit.user_id() and m.read_at is null;
comment on view identity.mention_items is 'Mentions that wait. @today(mentions)';
grant select on identity.mention_items to tl_admin, tl_manager, tl_consultant, tl_staff, tl_sales, tl_recruiter,
  tl_viewer;
