-- Who is asking. The server sets these per transaction; a missing one reads as null, and null matches no row.
create or replace function kit.org_id() returns uuid language sql stable parallel safe
  return nullif(current_setting('throughline.org', true), '')::uuid;
comment on function kit.org_id() is 'The organisation this transaction works in.';

create or replace function kit.user_id() returns uuid language sql stable parallel safe
  return nullif(current_setting('throughline.user', true), '')::uuid;
comment on function kit.user_id() is 'The signed-in user, or null for the system and for visitors.';

create or replace function kit.client_id() returns uuid language sql stable parallel safe
  return nullif(current_setting('throughline.client', true), '')::uuid;
comment on function kit.client_id() is 'The client a client-portal user belongs to.';

create or replace function kit.candidate_id() returns uuid language sql stable parallel safe
  return nullif(current_setting('throughline.candidate', true), '')::uuid;
comment on function kit.candidate_id() is 'The candidate profile of a signed-in candidate.';

create or replace function kit.address() returns text language sql stable parallel safe
  return nullif(current_setting('throughline.ip', true), '');
comment on function kit.address() is 'The network address the request came from.';

create or replace function kit.user_agent() returns text language sql stable parallel safe
  return nullif(current_setting('throughline.agent', true), '');
comment on function kit.user_agent() is 'The program the request came from, in its own words.';

create or replace function kit.session_id() returns text language sql stable parallel safe
  return nullif(current_setting('throughline.session', true), '');
comment on function kit.session_id() is 'The session or API key the request used.';

-- The server itself, or whoever administers the database: what rules keep from people, they may.
create or replace function kit.is_server() returns boolean language sql stable parallel safe
  return current_user in ('tl_system', 'tl_auth', 'throughline_owner')
      or not starts_with(session_user, 'throughline_app');
comment on function kit.is_server() is 'Whether the server itself acts, not a person.';

-- The weeks a course is drawn over, the running one last.
create or replace function kit.last_weeks() returns table (week timestamptz) language sql stable parallel safe as $$
  select * from generate_series(date_trunc('week', now()) - interval '11 weeks', date_trunc('week', now()),
    interval '1 week')
$$;
comment on function kit.last_weeks() is 'The last twelve weeks, by their first moment.';

-- What consultants, staff, sales and recruiters create is theirs; what managers, admins, imports and the server create belongs to nobody yet.
create or replace function kit.owner() returns uuid language sql stable parallel safe
  return case when current_user in ('tl_consultant', 'tl_staff', 'tl_sales', 'tl_recruiter') then kit.user_id() end;
comment on function kit.owner() is 'Who owns a record that is being created and names no owner.';

-- A bulk import announces itself once instead of row by row.
create or replace function kit.in_bulk() returns boolean language sql stable parallel safe
  return coalesce(current_setting('throughline.bulk', true), '') = 'on';
comment on function kit.in_bulk() is 'Whether this transaction is part of a bulk import.';

-- The request a change belongs to. Changes of one operation can be undone together.
create or replace function kit.operation_id() returns uuid language sql stable parallel safe
  return nullif(current_setting('throughline.operation', true), '')::uuid;
comment on function kit.operation_id() is 'The operation this transaction belongs to; null when it can''t be undone.';

-- While something is undone, rows come back as they were: triggers that derive new facts stand still.
create or replace function kit.undoing() returns boolean language sql stable parallel safe
  return coalesce(current_setting('throughline.undoing', true), '') = 'on';
comment on function kit.undoing() is 'Whether this transaction undoes an operation.';

-- While two records become one, their rows are looked at when all of them are where they belong.
create or replace function kit.merging() returns boolean language sql stable parallel safe
  return coalesce(current_setting('throughline.merging', true), '') = 'on';
comment on function kit.merging() is 'Whether two records are becoming one.';
