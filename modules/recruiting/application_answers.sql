-- What somebody answered to a question of the job they apply for. Written when they apply, and as it was asked.
-- @icon(circle-question-mark) @words(Answer, Answers) @named(question)
create table recruiting.application_answers (
  org_id         uuid not null default kit.org_id(),
  id             uuid not null default kit.new_id(),
  application_id uuid not null,                                                -- The application. @list
  question_id    uuid,                                                         -- The question; empty when the job asks it no more.
  question       text not null,                                                -- What was asked. @list
  answer         text not null check (answer <> '' and length(answer) <= 2000), -- What was answered. @list @personal @long
  is_knock_out   boolean not null default false,                               -- The job marks this answer. @list @label('Marked') @derived
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now(),
  primary key (org_id, id)
);
select kit.refers('recruiting.application_answers', 'application_id', 'recruiting.applications', 'cascade');
select kit.refers('recruiting.application_answers', 'question_id', 'recruiting.job_questions', 'set null');
select kit.noun('recruiting.application_answers', parents => '{application_id}');

-- An answer fits its question, is kept with its words, and is marked as the question says.
create or replace function recruiting.check_answer() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
declare
  asked recruiting.job_questions; wants text;
begin
  if kit.undoing() then return new; end if;
  select q.* into asked from recruiting.job_questions q where q.org_id = new.org_id and q.id = new.question_id;
  if not found then return new; end if;
  wants := recruiting.answer_wants(asked.kind, asked.choices, new.answer);
  if wants is not null then
    raise exception using errcode = '23514', constraint = 'application_answers_fit', table = 'application_answers',
      schema = 'recruiting', column = 'answer', message = format('%s is not what “%s” asks for.', left(new.answer, 60),
      asked.question), hint = format('%s is.', wants);
  end if;
  new.question := asked.question;
  new.is_knock_out := recruiting.knocks_out(asked, new.answer);
  return new;
end $$;
comment on function recruiting.check_answer() is 'Refuses answers that do not fit, and marks those that the job marks.';
create or replace trigger check_answer before insert or update of question_id, answer on recruiting.application_answers
  for each row execute function recruiting.check_answer();

-- An application is marked while one of its answers is.
create or replace function recruiting.mark_application() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
declare
  about uuid := case tg_op when 'DELETE' then old.application_id else new.application_id end;
  org uuid := case tg_op when 'DELETE' then old.org_id else new.org_id end;
  marked boolean := exists (select from recruiting.application_answers w
    where w.org_id = org and w.application_id = about and w.is_knock_out);
begin
  if kit.undoing() then return null; end if;
  perform set_config('throughline.derived', 'on', true);
  update recruiting.applications a set is_knocked_out = marked
   where a.org_id = org and a.id = about and a.is_knocked_out <> marked;
  perform set_config('throughline.derived', '', true);
  return null;
end $$;
comment on function recruiting.mark_application() is 'Keeps is_knocked_out of applications.';
create or replace trigger mark_application after insert or update or delete on recruiting.application_answers for each row
  execute function recruiting.mark_application();
