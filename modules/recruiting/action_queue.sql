-- Why something waits for a recruiter. @values new_matches=NEW_MATCHES chat_followup=CHAT_FOLLOWUP no_response=NO_RESPONSE parse_failure=PARSE_FAILURE intervention_needed=INTERVENTION_NEEDED
-- @tones intervention_needed=warn
create type recruiting.action_type as enum ('new_matches', 'chat_followup', 'no_response', 'parse_failure',
  'intervention_needed');

-- How urgent it is. @values high=High medium=Medium low=Low
-- @tones high=bad medium=warn
create type recruiting.action_priority as enum ('high', 'medium', 'low');

-- Something that waits for a recruiter.
-- @icon(inbox) @words(Action, Action queue)
create table recruiting.action_queue (
  org_id               uuid not null default kit.org_id(),
  id                   uuid not null default kit.new_id(),
  user_id              uuid not null default kit.user_id(),                    -- The recruiter who needs to see it. @list
  type                 recruiting.action_type not null,                        -- Why it waits. @list
  title                text not null check (title <> ''),                      -- What it is, in a line. @list
  description          text,                                                   -- More about it. @long
  priority             recruiting.action_priority not null default 'medium',   -- How urgent it is. @list
  related_job_id       uuid,                                                   -- The job it is about.
  related_candidate_id uuid,                                                   -- The candidate it is about.
  is_dismissed         boolean not null default false,                         -- Done or dismissed. @list
  snooze_ends_at       timestamptz,                                            -- Not shown before this.
  related_file_id      uuid,                                                   -- The file it is about.
  created_at           timestamptz not null default now(),
  updated_at           timestamptz not null default now(),
  primary key (org_id, id)
);
create index action_queue_open_idx on recruiting.action_queue (org_id, user_id, priority) where not is_dismissed;
select kit.refers('recruiting.action_queue', 'user_id', 'identity.users', 'cascade');
select kit.refers('recruiting.action_queue', 'related_job_id', 'recruiting.jobs', 'cascade');
select kit.refers('recruiting.action_queue', 'related_candidate_id', 'recruiting.candidates', 'cascade');
select kit.refers('recruiting.action_queue', 'related_file_id', 'knowledge.files', 'set null');
select kit.noun('recruiting.action_queue');

-- What waits for a recruiter.
create or replace view recruiting.action_items with (security_invoker = true) as
  select 'action_queue' as noun, q.id, q.title as title,
    coalesce(q.description, '') as about,
    null::numeric as amount, null::text as currency, null::text as icon,
    case when q.type = 'parse_failure' and q.related_candidate_id is not null and q.related_file_id is not null
      then format('/candidates/%s/resume/%s', q.related_candidate_id, q.related_file_id)
      when q.type = 'new_matches' and q.related_job_id is not null
      then format('/applications?job_id=eq.%s&status=eq.new&order=match_score.desc.nullslast', q.related_job_id)
      when t.id is not null then format('/applications/%s#chat', t.id) end as link,
    case q.priority when 'high' then 0 when 'medium' then 20 else 40 end as weight, null::integer as overdue,
      null::integer as ahead,
    null::date as due_date, q.created_at as due_at,
    case when q.type = 'parse_failure' and q.related_candidate_id is not null and q.related_file_id is not null
      then jsonb_build_array(jsonb_build_object('do', 'read', 'word', 'Read it again', 'verb', 'read_resume',
        'input', jsonb_build_object('candidate', q.related_candidate_id, 'file', q.related_file_id),
        'told', 'It was read again.'))
      when q.type = 'no_response' and t.id is not null
      then jsonb_build_array(jsonb_build_object('do', 'remind', 'word', 'Send a reminder', 'verb', 'send_chat_reminder',
        'input', jsonb_build_object('application', t.id), 'told', 'The reminder is on its way.'))
      when t.id is not null
      then jsonb_build_array(jsonb_build_object('do', 'open', 'word', 'Answer', 'page',
        format('/applications/%s/chat', t.id), 'told', 'Answered.')) else '[]' end
    || jsonb '[{"do": "done", "word": "Done", "set": {"is_dismissed": true}, "told": "Done."},
      {"do": "snooze", "word": "Snooze until tomorrow", "icon": "clock", "set": {"snooze_ends_at": "@tomorrow"}, "told": "Back tomorrow at 8."},
      {"do": "dismiss", "word": "Dismiss", "icon": "x", "set": {"is_dismissed": true}, "told": "Done."}]' as acts
    from recruiting.action_queue q
    left join recruiting.applications t on t.org_id = q.org_id and t.job_id = q.related_job_id
      and t.candidate_id = q.related_candidate_id and q.type in ('chat_followup', 'no_response', 'intervention_needed')
      and q.title not like '% asks for the erasure of their data'
   where q.user_id = kit.user_id() and not q.is_dismissed and (q.snooze_ends_at is null or q.snooze_ends_at <= now());
comment on view recruiting.action_items is 'Actions that wait. @today(action_queue)';
grant select on recruiting.action_items to tl_admin, tl_manager, tl_consultant, tl_staff, tl_sales, tl_recruiter,
  tl_viewer;
