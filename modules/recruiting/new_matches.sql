-- New applications that fit well wait in their recruiter's queue: one action a job, which names whom it is about, grows and
-- shrinks with them, and is gone once none of them is new any more. What was dismissed comes back for others only.
create or replace function recruiting.keep_new_matches(about uuid[]) returns void language plpgsql security definer
  set search_path = pg_catalog as $$
begin
  with looked_at as (
    select j.id, j.title, coalesce(j.assigned_recruiter_id, c.owner_id) as recruiter
      from recruiting.jobs j join crm.clients c on c.org_id = j.org_id and c.id = j.client_id
     where j.org_id = kit.org_id() and (about is null or j.id in (
       select a.job_id from recruiting.applications a where a.org_id = j.org_id and a.id = any (about)))),
  fits as (
    select l.id, l.title, l.recruiter, count(*) as n, max(a.match_score) as best,
           string_agg(p.name, ', ' order by a.match_score desc, a.id) filter (where a.place <= 3) as names,
           min(a.ai_custom_summary) filter (where a.place = 1) as why
      from looked_at l
      cross join lateral (
        select a.*, row_number() over (order by a.match_score desc, a.id) as place from recruiting.applications a
         where a.org_id = kit.org_id() and a.job_id = l.id and a.is_active and a.status = 'new'
           and a.match_score >= kit.number_setting('matching.new_from', 70)
           and a.created_at > coalesce((select max(q.updated_at) from recruiting.action_queue q
             where q.org_id = a.org_id and q.type = 'new_matches' and q.related_job_id = l.id and q.is_dismissed), '-infinity')
      ) a
      join recruiting.candidates p on p.org_id = kit.org_id() and p.id = a.candidate_id
     where l.recruiter is not null group by l.id, l.title, l.recruiter),
  told as (
    select f.id, f.recruiter, f.why,
           case when f.best >= 85 then 'high' else 'medium' end::recruiting.action_priority as priority,
           left(format('%s for %s: %s', case f.n when 1 then '1 new match' else f.n || ' new matches' end, f.title, f.names)
             || case when f.n > 3 then format(' and %s more', f.n - 3) else '' end, 500) as title
      from fits f),
  gone as (
    delete from recruiting.action_queue q using looked_at l
     where q.org_id = kit.org_id() and q.type = 'new_matches' and not q.is_dismissed and q.related_job_id = l.id
       and not exists (select from told t where t.id = l.id and t.recruiter = q.user_id)),
  changed as (
    update recruiting.action_queue q set title = t.title, description = t.why, priority = t.priority from told t
     where q.org_id = kit.org_id() and q.type = 'new_matches' and not q.is_dismissed and q.related_job_id = t.id
       and q.user_id = t.recruiter and (q.title, q.description, q.priority) is distinct from (t.title, t.why, t.priority))
  insert into recruiting.action_queue (user_id, type, title, description, priority, related_job_id)
  select t.recruiter, 'new_matches', t.title, t.why, t.priority, t.id from told t
   where not exists (select from recruiting.action_queue q where q.org_id = kit.org_id() and q.type = 'new_matches'
     and not q.is_dismissed and q.related_job_id = t.id and q.user_id = t.recruiter);
end $$;
comment on function recruiting.keep_new_matches(uuid[]) is 'Keeps the actions that tell of new applications that fit.';
revoke execute on function recruiting.keep_new_matches(uuid[]) from public;

-- Somebody took one in hand.
create or replace trigger y_matches_update after update of status on recruiting.applications for each row
  when (new.status <> old.status) execute function kit.note('score_applications', 'values (n.id)');
