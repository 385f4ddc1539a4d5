-- Open pages hear of changes: kit.audit tells, LISTEN in the server hears, and each reader's own permissions decide what reaches the page.

-- Organisations with somebody looking. Only their changes are told, so nobody else's commits wait for NOTIFY's lock.
create table kit.listening (org_id uuid primary key, until timestamptz not null);
comment on table kit.listening is 'Organisations with open pages, and until when to tell them of changes.';

-- One message a statement: organisation, noun, what happened, who did it, and up to 100 ids (or * for more).
-- In the trigger's name space: new_rows and old_rows are the statement's rows.
create or replace function kit.tell(noun text, op text, source text) returns void language plpgsql security definer set search_path = pg_catalog as $$
declare
  ids text; total bigint;
begin
  if not exists (select from kit.listening l where l.org_id = kit.org_id() and l.until > now()) then return; end if;
  execute format('select count(*), string_agg(coalesce(after, before) ->> ''id'', '','') filter (where n <= 100) from (select row_number() over () as n, s.* from (%s) s) r', source) into total, ids;
  if total > 0 then
    perform pg_notify('throughline', concat_ws('|', kit.org_id(), split_part(noun, '.', 2), lower(op), kit.user_id(), case when total > 100 then '*' else coalesce(ids, '*') end));
  end if;
end $$;
comment on function kit.tell(text, text, text) is 'Tells open pages of a change.';

-- The server says who is looking.
grant select, insert, update on kit.listening to tl_auth;
