-- A passage of a document, found by meaning (embedding) and by words. Seen by who sees the document.
-- @icon(file-text) @apart @named(content) @meaning(heading, content)
create table knowledge.document_chunks (
  org_id          uuid not null default kit.org_id(),
  id              uuid not null default kit.new_id(),
  document_id     uuid not null,                                               -- The document. @list
  chunk_index     integer not null check (chunk_index >= 0),                   -- Its place in the document, from 0. @list
  content         text not null,                                               -- The text. @list @long
  embedding       vector(1536) storage extended,                               -- Its meaning; shorter models are padded with zeros. @derived
  metadata        jsonb not null default '{}',                                 -- Page, from 1; offset, the characters of the page before it; length in characters.
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now(),
  embedding_model text,                                                        -- The model its meaning is of, with its version; models are never compared. @derived
  heading         text,                                                        -- The title and the headings it stands under.
  words           tsvector generated always as (
    array_to_tsvector(array[org_id::text]) || setweight(to_tsvector('english', coalesce(heading, '')), 'A')
      || to_tsvector('english', content)) stored,                              -- Its words, headings first, for full-text search; the organisation is one of them, so that an index leads to its own.
  primary key (org_id, id),
  constraint document_chunks_place_taken unique (org_id, document_id, chunk_index) -- The document already has a chunk at this place.
);
alter table knowledge.document_chunks add constraint document_chunks_has_model
  check (embedding is null or embedding_model is not null);
-- An index of the size of the model inside; those of other sizes are compared one by one.
create index document_chunks_meaning_384_idx on knowledge.document_chunks
  using hnsw ((subvector(embedding, 1, 384)::halfvec(384)) halfvec_cosine_ops) where embedding is not null;
create index document_chunks_words_idx on knowledge.document_chunks using gin (words);
select kit.refers('knowledge.document_chunks', 'document_id', 'knowledge.documents', 'cascade', indexed => false);
select kit.noun('knowledge.document_chunks', audited => false);

create policy follows_document on knowledge.document_chunks as restrictive
  for all to tl_manager, tl_consultant, tl_staff, tl_sales, tl_recruiter, tl_viewer
  using (exists (select from knowledge.documents d
    where d.org_id = document_chunks.org_id and d.id = document_chunks.document_id));

-- The index of words serves only who no policy keeps rows from: the server finds candidates of one organisation, and what of
-- them the asking person sees is asked as them (search.rs).
create policy server_reads on knowledge.document_chunks for select to tl_auth using (true);
grant select (org_id, id, document_id, words, embedding, embedding_model) on knowledge.document_chunks to tl_auth;
