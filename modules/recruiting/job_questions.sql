-- What kind of answer a question wants. @values yes_no='Yes or no'
create type recruiting.question_kind as enum ('yes_no', 'number', 'date', 'text', 'choice');

-- A question people answer when they apply for a job. An answer can mark an application; it never rejects one.
-- @icon(circle-question-mark) @words(Screening question, Screening questions) @named(question)
create table recruiting.job_questions (
  org_id         uuid not null default kit.org_id(),
  id             uuid not null default kit.new_id(),
  job_id         uuid not null,                                                -- The job. @list
  position       integer not null default 1 check (position between 1 and 1000), -- Its place among them. @list
  question       text not null check (trim(question) <> '' and length(question) <= 300), -- What is asked. @list
  kind           recruiting.question_kind not null default 'yes_no',           -- What kind of answer it wants. @list
  choices        jsonb not null default '[]',                                  -- For a choice: the answers there are. @several()
  is_required    boolean not null default true,                                -- Nobody applies without an answer. @list
  wrong_answers  jsonb not null default '[]',                                  -- Answers that mark an application: yes, no or choices. Who applies does not see which. @label('Knock-out answers') @list @several()
  at_least       numeric(14,2),                                                -- A number below this marks an application. @label('Knock-out below')
  at_most        numeric(14,2),                                                -- A number above this marks an application. @label('Knock-out above')
  latest_date  date,                                                         -- A day after this marks an application. @label('Knock-out after')
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now(),
  primary key (org_id, id),
  constraint job_questions_choices_given check (kind <> 'choice' or jsonb_typeof(choices) = 'array' and choices -> 1 is not null) -- A choice needs at least two answers.
);
select kit.refers('recruiting.job_questions', 'job_id', 'recruiting.jobs', 'cascade');
select kit.noun('recruiting.job_questions', parents => '{job_id}',
  public_when => 'exists (select from recruiting.jobs j where j.org_id = row.org_id and j.id = row.job_id)');
select kit.shaped('recruiting.job_questions', 'choices', 'kit.is_words',
  'Choices: a list of words, such as ["One", "Two"].');
select kit.shaped('recruiting.job_questions', 'wrong_answers', 'kit.is_words',
  'Knock-out answers: a list of words, such as ["No"].');

-- What an answer has to be instead; nothing when it fits.
create or replace function recruiting.answer_wants(kind recruiting.question_kind, choices jsonb, answer text)
returns text language sql immutable parallel safe return
  case kind
    when 'yes_no' then case when lower(answer) not in ('yes', 'no') then 'Yes or no' end
    when 'number' then case when answer !~ '^-?\d{1,12}([.]\d{1,4})?$' then 'A number' end
    when 'date' then case when answer !~ '^\d{4}-\d\d-\d\d$' or not pg_input_is_valid(answer, 'date')
      or answer not between '1900-01-01' and '2199-12-31' then 'A day of the calendar' end
    when 'choice' then case when not choices @> to_jsonb(array[answer]) then 'One of the answers there are' end
  end;
comment on function recruiting.answer_wants(recruiting.question_kind, jsonb, text)
  is 'What an answer has to be instead; null when it fits.';

-- Whether a question marks an answer that fits.
create or replace function recruiting.knocks_out(asked recruiting.job_questions, answer text) returns boolean language sql
  immutable as $$
  select coalesce(case
    when asked.kind in ('yes_no', 'choice') then exists (select from jsonb_array_elements_text(kit.list_of(asked.wrong_answers)) w
      where lower(trim(w)) = lower(answer))
    when asked.kind = 'number' then answer::numeric < asked.at_least or answer::numeric > asked.at_most
    when asked.kind = 'date' then answer::date > asked.latest_date end, false)
$$;
comment on function recruiting.knocks_out(recruiting.job_questions, text) is 'Whether a question marks this answer.';
