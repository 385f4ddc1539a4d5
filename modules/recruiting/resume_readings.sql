-- How a reading went. @tones failed=bad
create type recruiting.reading_status as enum ('read', 'failed');

-- A reading of a person's résumé: which of its values went into the profile, and which were left out of it.
-- @icon(scan-search) @words(Résumé reading, Résumé readings) @named(candidate_id, read_at) @apart
create table recruiting.resume_readings (
  org_id       uuid not null default kit.org_id(),
  id           uuid not null default kit.new_id(),
  candidate_id uuid not null,                                                  -- The person. @list
  file_id      uuid,                                                           -- The file that was read. @list
  status       recruiting.reading_status not null,                             -- How it went. @list
  failure      text,                                                           -- Why it could not be read. @list @long
  settled      jsonb not null default '[]' check (jsonb_typeof(settled) = 'array'), -- The values that were taken over or left, each with its place in the file.
  read_at      timestamptz not null default now(),                             -- When it was read. @list
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  primary key (org_id, id),
  constraint resume_readings_once unique (org_id, candidate_id, file_id)       -- This file was read already.
);
select kit.refers('recruiting.resume_readings', 'candidate_id', 'recruiting.candidates', 'cascade');
select kit.refers('recruiting.resume_readings', 'file_id', 'knowledge.files', 'set null');
select kit.noun('recruiting.resume_readings', parents => '{candidate_id}');

-- A résumé by its name; without such a word, the first document that is kept with a person.
create or replace function recruiting.is_resume(name text) returns boolean language sql immutable parallel safe return
  name ~* '\.(pdf|docx?|odt|rtf|txt|html?)$'
    and name ~* '(r[eé]sum[eé]|lebenslauf|curric|\mcv\M|_cv|cv_|\mvita|hoja[ _-]de[ _-]vida|profil)';
comment on function recruiting.is_resume(text) is 'Whether a file is a résumé, by its name.';

create or replace function recruiting.is_document(name text) returns boolean language sql immutable parallel safe return
  name ~* '\.(docx?|odt|rtf)$';
comment on function recruiting.is_document(text) is 'Whether a file is a written document, by its name.';

-- A résumé that comes in is noted on the person and, where the organisation wants it, read soon. A reader that keeps files
-- itself says so.
create or replace function recruiting.take_resume() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
begin
  if not recruiting.is_resume(new.name) and not (recruiting.is_document(new.name) and not exists (
      select from knowledge.files f where f.org_id = new.org_id and f.entity_type = 'candidates'
         and f.entity_id = new.entity_id and f.id <> new.id and (recruiting.is_resume(f.name) or recruiting.is_document(f.name))))
    then return null; end if;
  update recruiting.candidates set resume_last_updated_at = now() where org_id = new.org_id and id = new.entity_id;
  if found and coalesce(current_setting('throughline.reading', true), '') <> 'on'
     and kit.setting('ENABLE_AI_PARSING', 'true') = 'true' then
    insert into identity.background_jobs (org_id, verb, input, user_id, max_attempts)
    values (new.org_id, 'read_resume', jsonb_build_object('candidate', new.entity_id, 'file', new.id), null, 3);
  end if;
  return null;
end $$;
comment on function recruiting.take_resume() is 'Notes that a résumé came in, and has it read.';
create or replace trigger take_resume after insert on knowledge.files for each row
  when (new.entity_type = 'candidates') execute function recruiting.take_resume();
