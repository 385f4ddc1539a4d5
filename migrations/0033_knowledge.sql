-- Documents that answer: versions, what they hang on, passages with their headings and the model of their meaning.

create type knowledge.document_status as enum ('waiting', 'reading', 'ready', 'needs_ocr', 'failed', 'cancelled');

alter table knowledge.documents drop constraint if exists documents_one_line;
alter table knowledge.documents drop constraint if exists documents_title_check;
-- What does not fit any more is mended first.
alter table knowledge.documents no force row level security;
alter table knowledge.documents disable trigger user;
update knowledge.documents set title = left(title, 500) where length(title) > 500;
update knowledge.documents set metadata = jsonb_build_object('before', metadata) where jsonb_typeof(metadata) <> 'object';
alter table knowledge.documents enable trigger user;
alter table knowledge.documents force row level security;
alter table knowledge.documents
  add constraint documents_title_check check (title <> '' and length(title) <= 500),
  add constraint documents_metadata_check check (jsonb_typeof(metadata) = 'object'),
  add column entity_type text check (entity_type in ('clients', 'projects', 'opportunities', 'candidates', 'jobs')),
  add column entity_id uuid,
  add column client_id uuid,
  add column is_private boolean not null default false,
  add column status knowledge.document_status not null default 'waiting',
  add column reason text,
  add column version integer not null default 0,
  add column file_id uuid,
  add column sha256 text,
  add column job_id uuid,
  add constraint documents_hang_whole check ((entity_type is null) = (entity_id is null));
create index documents_entity_idx on knowledge.documents (org_id, entity_type, entity_id);
create index documents_sha256_idx on knowledge.documents (org_id, sha256);
create index documents_status_idx on knowledge.documents (org_id, status, updated_at);
alter table knowledge.documents add constraint documents_client_id_fkey
  foreign key (org_id, client_id) references crm.clients (org_id, id) on delete set null (client_id) deferrable;
create index documents_client_id_idx on knowledge.documents (org_id, client_id);
alter table knowledge.documents add constraint documents_file_id_fkey
  foreign key (org_id, file_id) references knowledge.files (org_id, id) on delete set null (file_id) deferrable;
create index documents_file_id_idx on knowledge.documents (org_id, file_id);
alter table knowledge.documents add constraint documents_job_id_fkey
  foreign key (org_id, job_id) references identity.background_jobs (org_id, id) on delete set null (job_id) deferrable;
create index documents_job_id_idx on knowledge.documents (org_id, job_id);

create table knowledge.document_versions (
  org_id      uuid not null default kit.org_id(),
  id          uuid not null default kit.new_id(),
  document_id uuid not null,
  version     integer not null check (version > 0),
  name        text not null check (name <> ''),
  file_id     uuid,
  content     kit.markdown,
  metadata    jsonb not null default '{}',
  read_at     timestamptz,
  created_by  uuid default kit.user_id(),
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (org_id, id),
  constraint document_versions_number_taken unique (org_id, document_id, version)
);
alter table knowledge.document_versions add constraint document_versions_document_id_fkey
  foreign key (org_id, document_id) references knowledge.documents (org_id, id) on delete cascade deferrable;
alter table knowledge.document_versions add constraint document_versions_file_id_fkey
  foreign key (org_id, file_id) references knowledge.files (org_id, id) on delete set null (file_id) deferrable;
create index document_versions_file_id_idx on knowledge.document_versions (org_id, file_id);
alter table knowledge.document_versions add constraint document_versions_created_by_fkey
  foreign key (org_id, created_by) references identity.users (org_id, id) on delete set null (created_by) deferrable;
create index document_versions_created_by_idx on knowledge.document_versions (org_id, created_by);

alter table knowledge.document_chunks drop constraint if exists document_chunks_one_line;
drop index knowledge.document_chunks_embedding_idx;
drop index knowledge.document_chunks_document_id_idx;
alter table knowledge.document_chunks
  drop column words,
  add column embedding_model text,
  add column heading text,
  add column words tsvector generated always as (
    array_to_tsvector(array[org_id::text]) || setweight(to_tsvector('english', coalesce(heading, '')), 'A')
      || to_tsvector('english', content)) stored;
alter table knowledge.document_chunks alter column embedding set storage extended;
-- Of which model a vector is was not said; it is made anew.
alter table knowledge.document_chunks no force row level security;
alter table knowledge.document_chunks disable trigger user;
update knowledge.document_chunks set embedding = null where embedding is not null;
alter table knowledge.document_chunks enable trigger user;
alter table knowledge.document_chunks force row level security;
alter table knowledge.document_chunks add constraint document_chunks_has_model
  check (embedding is null or embedding_model is not null);
create index document_chunks_meaning_384_idx on knowledge.document_chunks
  using hnsw ((subvector(embedding, 1, 384)::halfvec(384)) halfvec_cosine_ops) where embedding is not null;
create index document_chunks_words_idx on knowledge.document_chunks using gin (words);

alter table knowledge.embeddings add column words tsvector;
create index embeddings_words_idx on knowledge.embeddings using gin (words);
