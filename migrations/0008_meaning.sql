-- What records mean, and which are still to be read for it.

create table knowledge.embeddings (
  org_id      uuid not null default kit.org_id(),
  entity_type text not null,
  entity_id   uuid not null,
  model       text not null,
  digest      bytea not null,
  embedding   halfvec not null,
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (org_id, entity_type, entity_id)
);
create index embeddings_384_idx on knowledge.embeddings
  using hnsw ((embedding::halfvec(384)) halfvec_cosine_ops) where vector_dims(embedding) = 384;

create table knowledge.embedding_queue (
  org_id      uuid not null default kit.org_id(),
  entity_type text not null,
  entity_id   uuid not null,
  due_at      timestamptz not null default clock_timestamp(),
  primary key (org_id, entity_type, entity_id)
);
create index embedding_queue_due_idx on knowledge.embedding_queue (due_at);
