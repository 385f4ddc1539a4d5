-- What an interviewer recommends. @values strong_no='Strong no' strong_yes='Strong yes'
-- @tones strong_no=bad no=warn yes=good strong_yes=good
create type recruiting.recommendation as enum ('strong_no', 'no', 'yes', 'strong_yes');

-- What one interviewer thinks of one interview, criterion by criterion from 1 to 4. A draft is its author's alone; handed in it
-- stays, and who holds the same interview sees it once they have handed in their own.
-- @icon(clipboard-list) @words(Scorecard, Scorecards) @named(user_id, interview_id) @apart
create table recruiting.scorecards (
  org_id         uuid not null default kit.org_id(),
  id             uuid not null default kit.new_id(),
  interview_id   uuid not null,                                                -- The interview. @list
  user_id        uuid not null,                                                -- Whose it is. @list
  scores         jsonb not null default '[]',                                  -- Each criterion with its weight, the score from 1 to 4, and notes. @rows(criterion, weight, score, notes=long) @personal
  recommendation recruiting.recommendation,                                    -- What they recommend. @personal
  notes          text check (length(notes) <= 4000),                           -- The rest, in words. @long @personal
  handed_in_at   timestamptz,                                                  -- When it was handed in; empty for a draft. @list @stamped
  reopened_by    uuid,                                                         -- Who gave it back last. @stamped
  reopen_reason  text,                                                         -- Why. @stamped @long
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now(),
  primary key (org_id, id),
  constraint scorecards_once unique (org_id, interview_id, user_id)            -- There is a scorecard of theirs already.
);
select kit.refers('recruiting.scorecards', 'interview_id', 'recruiting.interviews', 'cascade', indexed => false);
select kit.refers('recruiting.scorecards', 'user_id', 'identity.users', 'cascade');
select kit.refers('recruiting.scorecards', 'reopened_by', 'identity.users', 'set null');
select kit.noun('recruiting.scorecards', own_when => '(row.user_id = (select kit.user_id()) or row.handed_in_at is not null
  and recruiting.sees_scorecards(row.interview_id, current_user in (''tl_admin'', ''tl_manager'', ''tl_importer'')))');

-- Whether the asking person sees what others handed in about an interview. Who holds it hands in their own first, whatever
-- their role; besides, those who lead, who arranged it, and the recruiter of the job.
create or replace function recruiting.sees_scorecards(interview uuid, leads boolean) returns boolean language plpgsql
  stable security definer set search_path = pg_catalog as $$
begin
  if exists (select from recruiting.interviewers w where w.org_id = kit.org_id() and w.interview_id = interview
    and w.user_id = kit.user_id()) then
    return exists (select from recruiting.scorecards s where s.org_id = kit.org_id() and s.interview_id = interview
      and s.user_id = kit.user_id() and s.handed_in_at is not null);
  end if;
  return leads or exists (select from recruiting.interviews i
    join recruiting.applications a on a.org_id = i.org_id and a.id = i.application_id
    join recruiting.jobs j on j.org_id = a.org_id and j.id = a.job_id
    where i.org_id = kit.org_id() and i.id = interview and kit.user_id() in (i.organizer_id, j.assigned_recruiter_id));
end $$;
comment on function recruiting.sees_scorecards(uuid, boolean)
  is 'Whether the asking person sees what others handed in about an interview.';

-- The mean of the scores, each by its weight.
create or replace function recruiting.mean_score(card recruiting.scorecards) returns numeric language sql stable as $$
  select round(sum((s ->> 'score')::numeric * coalesce((s ->> 'weight')::numeric, 1))
    / nullif(sum(coalesce((s ->> 'weight')::numeric, 1)) filter (where s ->> 'score' is not null), 0), 2)
    from jsonb_array_elements(kit.list_of(card.scores)) s
$$;
comment on function recruiting.mean_score(recruiting.scorecards) is 'Mean of the scores, each by its weight.';

-- A card is of who held the interview, once it has begun; scores are from 1 to 4, whole when it is handed in; and what was
-- handed in stays until it is given back.
create or replace function recruiting.check_scorecard() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
declare
  refused text; advice text := ''; col text := 'scores'; held recruiting.interviews;
begin
  if kit.undoing() and (tg_op = 'INSERT' or old.handed_in_at is null or new.handed_in_at is not null) then return new; end if;
  select * into held from recruiting.interviews i where i.org_id = new.org_id and i.id = new.interview_id;
  if tg_op = 'UPDATE' and (new.interview_id, new.user_id) is distinct from (old.interview_id, old.user_id) then
    refused := 'A scorecard stays with its interview and its author.'; col := 'interview_id';
  elsif kit.undoing() then
    refused := 'A scorecard that was handed in stays so.'; advice := 'A manager can give it back, with the reason.';
  elsif tg_op = 'UPDATE' and old.handed_in_at is not null and new.handed_in_at is not null
    and (new.scores, new.recommendation, new.notes) is distinct from (old.scores, old.recommendation, old.notes) then
    refused := 'This scorecard is handed in; it stays as it is.'; advice := 'A manager can give it back, with the reason.';
  elsif not exists (select from recruiting.interviewers w where w.org_id = new.org_id and w.interview_id = new.interview_id
    and w.user_id = new.user_id) then
    refused := 'Only who holds an interview has a scorecard of it.'; col := 'user_id';
  elsif coalesce(held.status not in ('scheduled', 'completed') or held.starts_at > now(), true) then
    refused := 'The interview has not taken place.'; col := 'interview_id';
  elsif jsonb_typeof(new.scores) <> 'array' or jsonb_array_length(new.scores) > 20 or exists (
    select from jsonb_array_elements(new.scores) s where jsonb_typeof(s) <> 'object'
      or coalesce(jsonb_typeof(s -> 'criterion'), '') <> 'string' or length(s ->> 'criterion') > 100
      or length(s ->> 'notes') > 2000 or coalesce(s ->> 'score', '1') !~ '^[1-4]$'
      or coalesce(s ->> 'weight', '1') !~ '^([1-9]|10)$') then
    refused := 'Scores are from 1 to 4, one for each criterion.';
  elsif new.handed_in_at is not null and (new.scores = '[]' or exists (
    select from jsonb_array_elements(new.scores) s where s ->> 'score' is null)) then
    refused := 'Every criterion needs a score before the card is handed in.';
  elsif new.handed_in_at is not null and new.recommendation is null then
    refused := 'Say what you recommend before the card is handed in.'; col := 'recommendation';
  end if;
  if refused is not null then
    raise exception using errcode = '23514', constraint = 'scorecards_fit', table = 'scorecards',
      schema = 'recruiting', column = col, message = refused, hint = advice;
  end if;
  return new;
end $$;
comment on function recruiting.check_scorecard() is 'Keeps scorecards with who held the interview, whole and as handed in.';
create or replace trigger check_scorecard before insert or update on recruiting.scorecards for each row
  execute function recruiting.check_scorecard();

-- An interview somebody judged has taken place.
create or replace function recruiting.complete_by_scorecard() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
begin
  if kit.undoing() then return null; end if;
  update recruiting.interviews i set status = 'completed'
   where i.org_id = new.org_id and i.id = new.interview_id and i.status = 'scheduled';
  return null;
end $$;
comment on function recruiting.complete_by_scorecard() is 'Completes interviews that were judged.';
create or replace trigger complete_by_scorecard after insert or update of handed_in_at on recruiting.scorecards
  for each row when (new.handed_in_at is not null) execute function recruiting.complete_by_scorecard();

-- Scorecards that are missing, of who held the interview.
create or replace view recruiting.missing_scorecards with (security_invoker = true) as
  select 'interviews' as noun, i.id, 'Hand in your scorecard: ' || coalesce((select c.name from recruiting.candidates c
      where c.org_id = i.org_id and c.id = a.candidate_id), '') as title,
    i.round || coalesce(': ' || (select j.title from recruiting.jobs j where j.org_id = i.org_id and j.id = a.job_id), '')
      as about,
    null::numeric as amount, null::text as currency, 'clipboard-list' as icon,
    '/interviews/' || i.id || '/scorecard' as link,
    case when i.ends_at < now() - interval '1 day' then 4 else 9 end as weight, null::integer as overdue,
    null::integer as ahead, null::date as due_date, i.ends_at as due_at, null::jsonb as acts
    from recruiting.interviewers w join recruiting.interviews i on i.org_id = w.org_id and i.id = w.interview_id
    left join recruiting.applications a on a.org_id = i.org_id and a.id = i.application_id
   where w.user_id = (select kit.user_id()) and i.status in ('scheduled', 'completed') and i.ends_at <= now()
     and i.ends_at > now() - interval '60 days'
     and not exists (select from recruiting.scorecards s where s.org_id = i.org_id and s.interview_id = i.id
       and s.user_id = w.user_id and s.handed_in_at is not null);
comment on view recruiting.missing_scorecards is 'Scorecards that are missing. @today(interviews)';
grant select on recruiting.missing_scorecards to tl_admin, tl_manager, tl_consultant, tl_staff, tl_sales, tl_recruiter;
