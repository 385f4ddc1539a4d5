-- What chats ask of recruiters: one action an application and reason, which is gone once the reason is. What was dismissed
-- comes back when something happened since.

-- Who looks after an application: the recruiter of its job, who last wrote to the person, the owner of the client, or who else
-- looks after applications.
create or replace function recruiting.recruiter_of(application uuid) returns uuid language sql stable
  set search_path = pg_catalog as $$
  select u.id from recruiting.applications a
    join recruiting.jobs j on j.org_id = a.org_id and j.id = a.job_id
    join crm.clients c on c.org_id = j.org_id and c.id = j.client_id
    left join lateral (select m.sent_by from recruiting.chat_messages m
      where m.org_id = a.org_id and m.application_id = a.id and m.sent_by is not null
      order by m.sent_at desc limit 1) w on true
    join identity.users u on u.org_id = a.org_id and u.status = 'active'
   where a.org_id = kit.org_id() and a.id = application
     and (u.id in (j.assigned_recruiter_id, w.sent_by, c.owner_id) or u.role in ('recruiter', 'manager', 'admin'))
   order by u.id = j.assigned_recruiter_id desc nulls last, u.id = w.sent_by desc nulls last,
     u.id = c.owner_id desc nulls last, array_position('{recruiter,manager,admin}', u.role::text), u.id limit 1
$$;
comment on function recruiting.recruiter_of(uuid) is 'Who looks after an application.';

create or replace function recruiting.keep_chat_actions(about uuid[]) returns integer language plpgsql security definer
  set search_path = pg_catalog as $$
declare
  n integer;
  hours interval := make_interval(hours => kit.number_setting('chat.followup_hours', 4)::integer);
  days interval := make_interval(days => kit.number_setting('chat.no_response_days', 3)::integer);
begin
  with looked_at as (
    select a.id, a.job_id, a.candidate_id, a.automation_status, p.name, j.title, c.hand_over_reason, c.handed_over_at,
           l.sender_type, l.sent_at, a.is_active,
           a.status in ('interview', 'offer') or a.is_recruiter_approved or a.match_score >= 85 as is_wanted
      from recruiting.chats c
      join recruiting.applications a on a.org_id = c.org_id and a.id = c.application_id
      join recruiting.candidates p on p.org_id = a.org_id and p.id = a.candidate_id
      join recruiting.jobs j on j.org_id = a.org_id and j.id = a.job_id
      left join lateral (select m.sender_type, m.sent_at from recruiting.chat_messages m
        where m.org_id = a.org_id and m.application_id = a.id order by m.sent_at desc, m.id desc limit 1) l on true
     where c.org_id = kit.org_id() and (about is null or c.application_id = any (about))),
  due as (
    select l.*, 'intervention_needed'::recruiting.action_type as type, 'high' as priority,
           greatest(l.handed_over_at, case l.sender_type when 'candidate' then l.sent_at end) as since, format('%s needs an answer from you: %s', l.name, l.title) as says
      from looked_at l where l.automation_status = 'intervention_needed'
    union all
    select l.*, 'chat_followup', case when l.is_wanted then 'high' else 'medium' end, l.sent_at,
           format('%s waits for an answer: %s', l.name, l.title)
      from looked_at l
     where l.automation_status <> 'intervention_needed' and l.sender_type = 'candidate' and l.sent_at <= now() - hours
    union all
    select l.*, 'no_response', case when l.is_wanted then 'medium' else 'low' end, l.sent_at,
           format('%s has not answered: %s', l.name, l.title)
      from looked_at l
     where l.automation_status in ('contacting', 'awaiting_reply', 'live_chat') and l.is_active
       and l.sender_type <> 'candidate' and l.sent_at <= now() - days),
  told as (
    select d.job_id, d.candidate_id, d.type, d.priority::recruiting.action_priority as priority, left(d.says, 500) as title,
           case d.type when 'intervention_needed' then d.hand_over_reason end as why, r.id as recruiter
      from due d cross join lateral (select recruiting.recruiter_of(d.id)) r (id)
     where r.id is not null and d.since > coalesce((select max(q.updated_at) from recruiting.action_queue q
       where q.org_id = kit.org_id() and q.type = d.type and q.related_job_id = d.job_id
         and q.related_candidate_id = d.candidate_id and q.is_dismissed and not recruiting.is_erasure(q.type, q.title)), '-infinity')),
  gone as (
    delete from recruiting.action_queue q using looked_at l
     where q.org_id = kit.org_id() and q.type in ('intervention_needed', 'chat_followup', 'no_response')
       and not q.is_dismissed and not recruiting.is_erasure(q.type, q.title) and q.related_job_id = l.job_id
       and q.related_candidate_id = l.candidate_id and not exists (select from told t where t.job_id = l.job_id
         and t.candidate_id = l.candidate_id and t.type = q.type and t.recruiter = q.user_id)),
  changed as (
    update recruiting.action_queue q set title = t.title, description = t.why, priority = t.priority from told t
     where q.org_id = kit.org_id() and q.type = t.type and not q.is_dismissed and not recruiting.is_erasure(q.type, q.title)
       and q.related_job_id = t.job_id and q.related_candidate_id = t.candidate_id and q.user_id = t.recruiter
       and (q.title, q.description, q.priority) is distinct from (t.title, t.why, t.priority))
  insert into recruiting.action_queue (user_id, type, title, description, priority, related_job_id, related_candidate_id)
  select t.recruiter, t.type, t.title, t.why, t.priority, t.job_id, t.candidate_id from told t
   where not exists (select from recruiting.action_queue q where q.org_id = kit.org_id() and q.type = t.type
     and not q.is_dismissed and not recruiting.is_erasure(q.type, q.title) and q.related_job_id = t.job_id
     and q.related_candidate_id = t.candidate_id and q.user_id = t.recruiter);
  get diagnostics n = row_count;
  return n;
end $$;
comment on function recruiting.keep_chat_actions(uuid[]) is 'Keeps the actions that tell what chats ask of recruiters.';
revoke execute on function recruiting.keep_chat_actions(uuid[]), recruiting.recruiter_of(uuid) from public;
grant execute on function recruiting.keep_chat_actions(uuid[]) to tl_system;

-- Somebody who asks to be forgotten needs a person as well, and no word in the chat settles that.
create or replace function recruiting.is_erasure(type recruiting.action_type, title text) returns boolean language sql
  immutable parallel safe return type = 'intervention_needed' and title like '% asks for the erasure of their data';
comment on function recruiting.is_erasure(recruiting.action_type, text) is 'Whether somebody asks to be forgotten.';

-- What somebody wrote and nobody of us has read, until an action tells of it.
create or replace view recruiting.chat_items with (security_invoker = true) as
  select 'applications' as noun, a.id, p.name || ' wrote to you' as title, j.title as about,
    null::numeric as amount, null::text as currency, 'message-square' as icon,
    format('/applications/%s#chat', a.id) as link,
    10 as weight, null::integer as overdue, null::integer as ahead,
    null::date as due_date, m.since as due_at,
    jsonb_build_array(jsonb_build_object('do', 'open', 'word', 'Answer', 'page', format('/applications/%s/chat', a.id),
      'told', 'Answered.')) as acts
    from (select m.org_id, m.application_id, max(m.sent_at) as since from recruiting.chat_messages m
           where m.sender_type = 'candidate' and not m.is_read group by m.org_id, m.application_id) m
    join recruiting.applications a on a.org_id = m.org_id and a.id = m.application_id
    join recruiting.candidates p on p.org_id = a.org_id and p.id = a.candidate_id
    join recruiting.jobs j on j.org_id = a.org_id and j.id = a.job_id
    join crm.clients c on c.org_id = j.org_id and c.id = j.client_id
   where coalesce(j.assigned_recruiter_id, c.owner_id) = kit.user_id() and not exists (
     select from recruiting.action_queue q where q.org_id = a.org_id and q.user_id = kit.user_id()
        and q.type in ('chat_followup', 'intervention_needed') and not q.is_dismissed and q.related_job_id = a.job_id
        and q.related_candidate_id = a.candidate_id);
comment on view recruiting.chat_items is 'Chats with something unread. @today(applications)';
grant select on recruiting.chat_items to tl_admin, tl_manager, tl_consultant, tl_staff, tl_recruiter;
