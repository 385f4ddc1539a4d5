-- What a letter is for. @values offer_email='E-mail with an offer' offer_letter='Offer letter'
create type recruiting.letter_kind as enum ('rejection', 'offer_email', 'offer_letter');

-- A text that letters to people who applied are made of. Words in braces are filled in for each of them.
-- @icon(mail) @words(Letter template, Letter templates)
create table recruiting.letter_templates (
  org_id     uuid not null default kit.org_id(),
  id         uuid not null default kit.new_id(),
  name       text not null check (trim(name) <> '' and length(name) <= 120),   -- Name, to choose it by. @list
  kind       recruiting.letter_kind not null default 'rejection',              -- What it is for. @list
  subject    text not null check (trim(subject) <> '' and length(subject) <= 200), -- Subject of the e-mail; heading of a letter. @list
  body       text not null check (trim(body) <> '' and length(body) <= 20000), -- The text, with {person}, {job} and {organisation}; of offers also {amount}, {start}, {end}, {expires} and {link}. @long
  is_default boolean not null default false,                                   -- It is taken when nobody chooses another. @list
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id),
  constraint letter_templates_name_taken unique (org_id, kind, name)           -- There is already a template of this kind with this name.
);
create unique index letter_templates_default_taken on recruiting.letter_templates (org_id, kind) where is_default;
comment on index recruiting.letter_templates_default_taken is 'Another template of this kind is the default. Take that back first.';
select kit.noun('recruiting.letter_templates', label => 'name');

-- Words in braces that nothing would fill in are refused; an offer by e-mail needs its link.
create or replace function recruiting.check_letter() returns trigger language plpgsql as $$
declare
  known text[] := array['person', 'job', 'organisation'] || case when new.kind <> 'rejection'
    then array['amount', 'start', 'end', 'expires'] else '{}' end || case when new.kind = 'offer_email'
    then array['link'] else '{}' end;
  other text := (select m[1] from regexp_matches(new.subject || ' ' || new.body, '\{([^{}]*)\}', 'g') m
    where m[1] <> all (known) limit 1);
begin
  if other is not null then
    raise exception using errcode = '23514', constraint = 'letter_templates_words', table = 'letter_templates',
      schema = 'recruiting', column = 'body', message = format('Nothing is known as {%s}.', left(other, 40)),
      hint = format('There are: {%s}.', array_to_string(known, '}, {'));
  end if;
  if new.kind = 'offer_email' and new.body not like '%{link}%' then
    raise exception using errcode = '23514', constraint = 'letter_templates_link', table = 'letter_templates',
      schema = 'recruiting', column = 'body', message = 'An e-mail with an offer needs {link}, where it is accepted.',
      hint = 'Put {link} where the address should stand.';
  end if;
  return new;
end $$;
comment on function recruiting.check_letter() is 'Refuses words in braces that are not known.';
create or replace trigger check_letter before insert or update on recruiting.letter_templates for each row
  execute function recruiting.check_letter();
