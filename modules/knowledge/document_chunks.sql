-- A piece of a document, found by meaning (embedding) and by words.
-- @icon(file-text) @named(content)
create table knowledge.document_chunks (
  org_id      uuid not null default kit.org_id(),
  id          uuid not null default kit.new_id(),
  document_id uuid not null,                                                   -- The document. @list
  chunk_index integer not null check (chunk_index >= 0),                       -- Its place in the document, from 0. @list
  content     text not null,                                                   -- The text. @list @long
  embedding   vector(1536),                                                    -- Its meaning; shorter models are padded with zeros.
  words       tsvector generated always as (to_tsvector('english', content)) stored, -- Its words, for full-text search.
  metadata    jsonb not null default '{}',                                     -- Page, heading and the like.
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (org_id, id),
  constraint document_chunks_place_taken unique (org_id, document_id, chunk_index) -- The document already has a chunk at this place.
);
create index document_chunks_embedding_idx on knowledge.document_chunks using hnsw (embedding vector_cosine_ops);
create index document_chunks_words_idx on knowledge.document_chunks using gin (words);
select kit.refers('knowledge.document_chunks', 'document_id', 'knowledge.documents', 'cascade');
select kit.noun('knowledge.document_chunks', audited => false);
