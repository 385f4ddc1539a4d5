-- A version of a document: what was brought in, when and by whom. Earlier ones stay and can be opened.
-- @icon(layers) @words(Document version, Document versions) @named(name, version) @apart
create table knowledge.document_versions (
  org_id      uuid not null default kit.org_id(),
  id          uuid not null default kit.new_id(),
  document_id uuid not null,                                                   -- The document. @list
  version     integer not null check (version > 0),                            -- Its number, from 1. @list
  name        text not null check (name <> ''),                                -- The name of its file, or the title it had. @list
  file_id     uuid,                                                            -- Its file; nothing when it was typed.
  content     kit.markdown,                                                    -- Its text, once a later version counts; before, the document has it. @untold
  metadata    jsonb not null default '{}',                                     -- What the file says of itself.
  read_at     timestamptz,                                                     -- When it was read; nothing while it was not. @list
  created_by  uuid default kit.user_id(),                                      -- Who brought it in. @list @stamped
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (org_id, id),
  constraint document_versions_number_taken unique (org_id, document_id, version) -- The document has this version already.
);
select kit.refers('knowledge.document_versions', 'document_id', 'knowledge.documents', 'cascade', indexed => false);
select kit.refers('knowledge.document_versions', 'file_id', 'knowledge.files', 'set null');
select kit.refers('knowledge.document_versions', 'created_by', 'identity.users', 'set null');
select kit.noun('knowledge.document_versions');

create policy follows_document on knowledge.document_versions as restrictive
  for all to tl_manager, tl_consultant, tl_staff, tl_sales, tl_recruiter, tl_viewer
  using (exists (select from knowledge.documents d
    where d.org_id = document_versions.org_id and d.id = document_versions.document_id));
