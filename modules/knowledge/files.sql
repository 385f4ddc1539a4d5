-- A file kept with a record: a contract, an offer, a photograph.
-- @icon(paperclip) @menu(2) @apart
create table knowledge.files (
  org_id       uuid not null default kit.org_id(),
  id           uuid not null default kit.new_id(),
  entity_type  text not null check (entity_type <> ''),                        -- The kind of record it belongs to, such as clients. @list
  entity_id    uuid not null,                                                  -- The record it belongs to.
  client_id    uuid,                                                           -- The client it belongs to, so that the client's visibility holds for it.
  name         text not null check (name <> '' and length(name) <= 300),       -- Name of the file. @list
  content_type text not null default 'application/octet-stream',               -- What it holds, as a media type. @list
  size         bigint not null default 0 check (size >= 0),                    -- Bytes. @list @derived
  sha256       text,                                                           -- Fingerprint of its bytes; nothing while there are none. @derived
  is_private   boolean not null default false,                                 -- Only who added it, and admins, see it.
  created_by   uuid default kit.user_id(),                                     -- Who added it. @list @stamped
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  primary key (org_id, id)
);
create index files_entity_idx on knowledge.files (org_id, entity_type, entity_id);
select kit.refers('knowledge.files', 'client_id', 'crm.clients', 'cascade');
select kit.refers('knowledge.files', 'created_by', 'identity.users', 'set null');
select kit.noun('knowledge.files', own_when => 'row.created_by = (select kit.user_id())', label => 'name',
  audited => false);

alter table knowledge.files add constraint files_sha256_fkey foreign key (org_id, sha256)
  references knowledge.file_contents (org_id, sha256) deferrable;
create index files_sha256_idx on knowledge.files (org_id, sha256);

create policy private_files on knowledge.files as restrictive
  using (not is_private or created_by = (select kit.user_id())
    or current_user in ('tl_admin', 'tl_importer', 'tl_system', 'tl_auth'));

-- The server alone says which bytes a file holds, so that nobody gets bytes by their fingerprint.
create policy server_fills on knowledge.files for update to tl_auth using (true) with check (true);
create policy server_reads on knowledge.files for select to tl_auth using (true);
grant select (org_id, id, sha256) on knowledge.files to tl_auth;
grant update (sha256, size) on knowledge.files to tl_auth;

create or replace trigger let_contents_go after delete on knowledge.files referencing old table as gone
  for each statement execute function knowledge.let_contents_go();

-- An erased person: the files kept with them.
create or replace function knowledge.erase(about text, person uuid) returns jsonb language plpgsql
  set search_path = pg_catalog as $$
declare
  removed jsonb := '{}'; n integer; gone uuid[]; parts uuid[];
begin
  delete from knowledge.files where org_id = kit.org_id() and entity_type = about and entity_id = person;
  get diagnostics n = row_count; removed := removed || jsonb_build_object('files', n);
  gone := array(select d.id from knowledge.documents d
    where d.org_id = kit.org_id() and d.entity_type = about and d.entity_id = person);
  parts := array(select v.id from knowledge.document_versions v
    where v.org_id = kit.org_id() and v.document_id = any (gone));
  delete from knowledge.files f
   where f.org_id = kit.org_id() and f.entity_type = 'documents' and f.entity_id = any (gone);
  delete from knowledge.documents d where d.org_id = kit.org_id() and d.id = any (gone);
  get diagnostics n = row_count; removed := removed || jsonb_build_object('documents', n);
  -- Nor does the history say what stood there, or an undo bring it back.
  update identity.audit_log a set changes = null where a.org_id = kit.org_id()
    and a.resource_type in ('documents', 'document_versions') and a.resource_id = any (gone || parts)
    and a.changes is not null;
  update identity.activity_logs a set description = 'Erased' where a.org_id = kit.org_id()
    and a.entity_type = 'documents' and a.entity_id = any (gone);
  delete from identity.undo_entries u where u.org_id = kit.org_id() and u.noun like 'knowledge.document%'
    and (u.key ->> 'id')::uuid = any (gone || parts);
  return removed;
end $$;
comment on function knowledge.erase(text, uuid) is 'Erases what the module knows of a person; the rows by table.';
revoke execute on function knowledge.erase(text, uuid) from public;
