-- How far a document has come. Its pages are pictures where it needs text recognition.
-- @tones reading=info ready=good needs_ocr=warn failed=bad cancelled=warn @values needs_ocr='Needs OCR'
create type knowledge.document_status as enum ('waiting', 'reading', 'ready', 'needs_ocr', 'failed', 'cancelled');

-- A text the organisation knows: a file, page or note. It may hang on a record, and is then seen by exactly who sees that.
-- @icon(file-text) @menu(1) @apart @named(title) @searched(title) @page(/knowledge, book-open, Knowledge, n, seen)
-- @page(/ask, message-square, Ask, q, seen)
create table knowledge.documents (
  org_id      uuid not null default kit.org_id(),
  id          uuid not null default kit.new_id(),
  title       text not null check (title <> '' and length(title) <= 500),      -- Title. @list
  content     kit.markdown,                                                    -- Full text of the version that counts; a form feed parts pages. @untold @apart @group(Text)
  file_path   text,                                                            -- Where the file of the version that counts is read. @derived @apart @group(Keeping)
  file_type   text,                                                            -- pdf, docx, url… @list
  metadata    jsonb not null default '{}' check (jsonb_typeof(metadata) = 'object'), -- Author, date, language, pages and address as the file says them, and tags.
  created_by  uuid default kit.user_id(),                                      -- Who added it. @list @stamped
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  entity_type text check (entity_type in ('clients', 'projects', 'opportunities', 'candidates', 'jobs')), -- The kind of record it hangs on, such as clients; nothing when it is everybody's. @list @label('Hangs on')
  entity_id   uuid,                                                            -- The record it hangs on. @apart @group(Keeping)
  client_id   uuid,                                                            -- The client of that record. @list @derived
  is_private  boolean not null default false,                                  -- Only who added it, and admins, see it.
  status      knowledge.document_status not null default 'waiting',            -- How far it has come. @list @derived
  reason      text,                                                            -- Why it could not be read. @long @derived
  version     integer not null default 0,                                      -- The version whose text this is; 0 before the first was read. @derived @apart @group(Keeping)
  file_id     uuid,                                                            -- The file of its newest version. @derived @apart @group(Keeping)
  sha256      text,                                                            -- Fingerprint of that file's bytes. @derived @apart @group(Keeping)
  job_id      uuid,                                                            -- The work that reads it. @derived @apart @group(Keeping)
  primary key (org_id, id),
  constraint documents_hang_whole check ((entity_type is null) = (entity_id is null)) -- A document hangs on a record by its kind and its id, or on nothing.
);
create index documents_words_idx on knowledge.documents using gin (to_tsvector('simple', title));
create index documents_entity_idx on knowledge.documents (org_id, entity_type, entity_id);
create index documents_sha256_idx on knowledge.documents (org_id, sha256);
create index documents_status_idx on knowledge.documents (org_id, status, updated_at);
select kit.refers('knowledge.documents', 'created_by', 'identity.users', 'set null');
select kit.refers('knowledge.documents', 'client_id', 'crm.clients', 'set null');
select kit.refers('knowledge.documents', 'file_id', 'knowledge.files', 'set null');
select kit.refers('knowledge.documents', 'job_id', 'identity.background_jobs', 'set null');
select kit.noun('knowledge.documents', own_when => 'row.created_by = (select kit.user_id())', label => 'title');

-- Seen by who sees the record; made for the records whose modules are installed.
select kit.hangs_on('knowledge.documents',
  '{crm.clients, delivery.projects, crm.opportunities, recruiting.candidates, recruiting.jobs}');

create policy private_documents on knowledge.documents as restrictive
  using (not is_private or created_by = (select kit.user_id())
    or current_user in ('tl_admin', 'tl_importer', 'tl_system', 'tl_auth', 'throughline_owner', 'throughline_keeper'));

-- What is found among all documents is asked for again as the person who asks (search.rs).
create policy server_reads on knowledge.documents for select to tl_auth using (true);
grant select (org_id, id, file_type, client_id, entity_type, entity_id, metadata, created_at) on knowledge.documents
  to tl_auth;

-- Who adds documents, and what hangs on what.
create or replace function knowledge.place_document() returns trigger language plpgsql
  set search_path = pg_catalog as $$
begin
  if kit.undoing() or kit.merging() then return new; end if;
  if tg_op = 'INSERT' and current_user in ('tl_consultant', 'tl_staff', 'tl_sales', 'tl_recruiter')
     and kit.setting('knowledge.members_add', 'false') <> 'true' then
    raise exception using errcode = '42501',
      message = 'Managers and admins add documents here; the setting knowledge.members_add lets everybody.',
      hint = 'Ask an admin to switch it on, or a manager to add them.';
  end if;
  new.client_id := case new.entity_type when 'clients' then new.entity_id
    else kit.client_of(new.entity_type, new.entity_id) end;
  return new;
end $$;
comment on function knowledge.place_document() is 'Refuses who may not add documents, and notes the client.';
create or replace trigger place_document before insert or update of entity_type, entity_id on knowledge.documents
  for each row execute function knowledge.place_document();

-- A new text or file is a new version, and is read soon. What the reader itself writes is none.
create or replace function knowledge.note_version() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
declare
  next integer; job uuid;
begin
  if coalesce(current_setting('throughline.reading', true), '') = 'on' then return null; end if;
  if tg_op = 'INSERT' and new.content is null and new.file_id is null then return null; end if;
  -- What comes back has its versions, and is read again for its passages.
  if not kit.undoing() then
    select coalesce(max(v.version), 0) + 1 into next from knowledge.document_versions v
     where v.org_id = new.org_id and v.document_id = new.id;
    -- The text that was goes to the version it was of.
    if tg_op = 'UPDATE' and new.file_id is not distinct from old.file_id then
      update knowledge.document_versions v set content = old.content
       where v.org_id = new.org_id and v.document_id = new.id and v.version = old.version and v.content is null;
    end if;
    insert into knowledge.document_versions (org_id, document_id, version, name, file_id)
    select new.org_id, new.id, next, coalesce(f.name, new.title), f.id
      from (select) one left join knowledge.files f
        on f.org_id = new.org_id and f.id = new.file_id
           and (tg_op = 'INSERT' or new.file_id is distinct from old.file_id);
  end if;
  insert into identity.background_jobs (org_id, verb, input, queue, user_id, max_attempts)
  values (new.org_id, 'read_document', jsonb_build_object('document', new.id), 'documents', null, 3) returning id into job;
  perform set_config('throughline.reading', 'on', true);
  update knowledge.documents d set status = 'waiting', reason = null, job_id = job
   where d.org_id = new.org_id and d.id = new.id;
  perform set_config('throughline.reading', '', true);
  return null;
end $$;
comment on function knowledge.note_version() is 'Notes a new version of a document, and has it read.';
create or replace trigger note_version_insert after insert on knowledge.documents for each row
  execute function knowledge.note_version();
create or replace trigger note_version_update after update of content, file_id on knowledge.documents for each row
  when (new.content is distinct from old.content or new.file_id is distinct from old.file_id and new.file_id is not null)
  execute function knowledge.note_version();

-- A title stands above every passage.
create or replace function knowledge.retitle() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
begin
  -- What stands above is part of what it means.
  update knowledge.document_chunks c set embedding = null, embedding_model = null, heading = new.title || substr(c.heading, length(old.title) + 1)
   where c.org_id = new.org_id and c.document_id = new.id and starts_with(c.heading, old.title);
  return null;
end $$;
comment on function knowledge.retitle() is 'Renames what stands above the passages of a document.';
create or replace trigger retitle after update of title on knowledge.documents for each row
  when (new.title <> old.title) execute function knowledge.retitle();

-- Open pages see how far it has come.
create or replace trigger tell_document after update on knowledge.documents for each row
  execute function kit.tell_row();

-- The files of a document are seen by who sees it.
create policy files_of_documents on knowledge.files as restrictive
  for all to tl_manager, tl_consultant, tl_staff, tl_sales, tl_recruiter, tl_viewer
  using (entity_type is distinct from 'documents' or exists (
    select from knowledge.documents d where d.org_id = files.org_id and d.id = files.entity_id));

-- A document that was deleted comes back while its operation can be undone.
create or replace function knowledge.can_come_back(document uuid) returns boolean language plpgsql stable
  security definer set search_path = pg_catalog as $$
begin
  return exists (select from identity.undo_entries e where e.org_id = kit.org_id()
    and e.noun = 'knowledge.documents' and e.action = 'delete' and e.key = jsonb_build_object('id', document));
end $$;
comment on function knowledge.can_come_back(uuid) is 'Whether a deleted document can be brought back.';
revoke execute on function knowledge.can_come_back(uuid) from public;
grant execute on function knowledge.can_come_back(uuid) to tl_system;

-- Documents that never were read, such as those from before there were passages: each becomes its first version.
create or replace function knowledge.queue_documents() returns bigint language plpgsql
  security definer set search_path = pg_catalog as $$
declare
  n bigint;
begin
  with due as (
    select d.org_id, d.id, d.title, d.created_by from knowledge.documents d
     where d.org_id = kit.org_id() and d.content is not null and not exists (
       select from knowledge.document_versions v where v.org_id = d.org_id and v.document_id = d.id)),
  noted as (
    insert into knowledge.document_versions (org_id, document_id, version, name, created_by)
    select org_id, id, 1, title, created_by from due
    on conflict on constraint document_versions_number_taken do nothing returning document_id)
  insert into identity.background_jobs (org_id, verb, input, queue, user_id, max_attempts)
  select kit.org_id(), 'read_document', jsonb_build_object('document', document_id), 'documents', null, 3 from noted;
  get diagnostics n = row_count;
  return n;
end $$;
comment on function knowledge.queue_documents() is 'Has documents read that never were, and answers how many these are.';
revoke execute on function knowledge.queue_documents() from public;
grant execute on function knowledge.queue_documents() to tl_system;
