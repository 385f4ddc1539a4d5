-- People who applied and whose agreement that their data is kept has run out, with the day it did: nothing of theirs goes on,
-- nobody placed them, none of their applications is kept longer, and they have no account.
create or replace function recruiting.ended_consents() returns table (candidate_id uuid, ended_date date) language sql
  stable as $$
  select a.candidate_id, max(a.retention_end_date) from recruiting.applications a
   where a.org_id = kit.org_id()
   group by a.org_id, a.candidate_id
  having max(a.retention_end_date) < current_date
     and bool_and(a.retention_end_date is not null and not a.is_active and a.follow_up_status is distinct from 'joined')
     and not exists (select from recruiting.placements p where p.org_id = a.org_id and p.candidate_id = a.candidate_id)
     and not exists (select from identity.users u where u.org_id = a.org_id and u.candidate_id = a.candidate_id)
     and not exists (select from identity.erasures x where x.org_id = a.org_id and x.noun = 'candidates'
       and x.record_id = a.candidate_id)
$$;
comment on function recruiting.ended_consents() is 'People whose consent has run out, and since when.';

-- Erases one of them; who can't be erased keeps nobody else from it.
create or replace function recruiting.erase_ended(person uuid, why text) returns uuid language plpgsql
  set search_path = pg_catalog as $$
begin
  return identity.erase_person('candidates', person, why);
exception when others then
  raise warning 'a person whose consent ended is not erased: %', sqlerrm;
  return null;
end $$;
comment on function recruiting.erase_ended(uuid, text) is 'Erases a person whose consent has run out; null where that fails.';
revoke execute on function recruiting.erase_ended(uuid, text) from public;
grant execute on function recruiting.erase_ended(uuid, text) to tl_system;

-- They wait for an admin, who erases them, as long as the organisation does not have that done by itself.
create or replace view recruiting.consent_items with (security_invoker = true) as
  select 'candidates' as noun, e.candidate_id as id, 'The consent of ' || c.name || ' has run out' as title,
    'Erase them, or ask them again.' as about, null::numeric as amount, null::text as currency, 'shield' as icon,
    null::text as link, 2 as weight, null::integer as overdue, 0 as ahead, e.ended_date as due_date,
    null::timestamptz as due_at, null::jsonb as acts
    from recruiting.ended_consents() e
    join recruiting.candidates c on c.org_id = kit.org_id() and c.id = e.candidate_id
   where kit.setting('applications.erases_expired', 'false') <> 'true';
comment on view recruiting.consent_items is 'People whose consent has run out. @today(candidates)';
grant select on recruiting.consent_items to tl_admin;
