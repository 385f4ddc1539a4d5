-- Open pages hear of changes: kit.audit tells, LISTEN in the server hears, and each reader's own permissions decide what reaches the page.

-- Organisations with somebody looking. Only their changes are told, so nobody else's commits wait for NOTIFY's lock.
create table kit.listening (org_id uuid primary key, until timestamptz not null);
comment on table kit.listening is 'Organisations with open pages, and until when to tell them of changes.';

create or replace function kit.is_heard() returns boolean language plpgsql stable security definer
  set search_path = pg_catalog as $$
begin
  return exists (select from kit.listening l where l.org_id = kit.org_id() and l.until > now());
end $$;
comment on function kit.is_heard() is 'Whether somebody of the organisation has a page open.';

-- One message a statement: organisation, noun, what happened, who did it, and up to 100 ids (or * for more).
create or replace function kit.tell(noun text, op text, total bigint, ids text) returns void language sql as $$
  select pg_notify('throughline',
    concat_ws('|', kit.org_id(), split_part(noun, '.', 2), lower(op), kit.user_id(),
    case when total > 100 then '*' else coalesce(ids, '*') end)) where total > 0
$$;
comment on function kit.tell(text, text, bigint, text) is 'Tells open pages of a change.';

-- What no audit tells of is told by a trigger of the noun.
create or replace function kit.tell_row() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
begin
  if kit.org_id() = new.org_id and kit.is_heard()
    then perform kit.tell(tg_table_schema || '.' || tg_table_name, tg_op, 1, new.id::text); end if;
  return null;
end $$;
comment on function kit.tell_row() is 'Tells open pages of a change of one row; as a trigger of its noun.';

-- The server says who is looking.
grant select, insert, update on kit.listening to tl_auth;
