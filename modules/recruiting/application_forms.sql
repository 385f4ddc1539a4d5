-- What somebody sent with an application: their details and their résumé. It stands beside the profile, which only a person
-- who is known, or a recruiter, makes it part of.
-- @icon(file-text) @words(Sent form, Sent forms) @named(created_at) @apart
create table recruiting.application_forms (
  org_id         uuid not null default kit.org_id(),
  id             uuid not null default kit.new_id(),
  application_id uuid not null,                                                -- The application. @list
  details        kit.pii,                                                      -- What was filled in, column by column. @long
  made_profile   boolean not null default false,                               -- The profile was made from it. @list
  file_id        uuid,                                                         -- The résumé. @list
  read_error     text,                                                         -- Why the résumé could not be read. @long
  checked_at     timestamptz,                                                  -- When who sent it had looked through what was read. @list
  taken_over_at  timestamptz,                                                  -- When it was made part of the profile. @list
  taken_over_by  uuid,                                                         -- Who did that; empty for the person.
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now(),
  answers        jsonb not null default '{}',                                  -- What was answered again, by question; it counts when the form is taken over. @personal
  consent_text   text,                                                         -- What was agreed to. @long
  retention_months integer,                                                    -- For how many months.
  joins_talent_pool boolean not null default false,                            -- They agreed to hear of other jobs.
  primary key (org_id, id)
);
select kit.refers('recruiting.application_forms', 'application_id', 'recruiting.applications', 'cascade');
select kit.refers('recruiting.application_forms', 'file_id', 'knowledge.files', 'set null');
select kit.refers('recruiting.application_forms', 'taken_over_by', 'identity.users', 'set null');
select kit.shaped('recruiting.application_forms', 'answers', 'kit.is_object', 'Answers are an object.');
select kit.noun('recruiting.application_forms', parents => '{application_id}');
create or replace trigger drop_guest_links after delete on recruiting.application_forms referencing old table as gone
  for each statement execute function identity.drop_guest_links('application_forms');
