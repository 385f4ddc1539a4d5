-- What a record means, as a model understood it: rows of the nouns that are found by meaning (`@meaning` in their
-- comments). Personal and secret columns are never read for it. It is no noun people see; searches join it with the
-- record's own table, as the person who asks.
create table knowledge.embeddings (
  org_id      uuid not null default kit.org_id(),
  entity_type text not null,                            -- The noun of the record.
  entity_id   uuid not null,                            -- The record.
  model       text not null,                            -- The model; vectors of different models are never compared.
  digest      bytea not null,                           -- SHA-256 of the words it was made of.
  embedding   halfvec not null,                         -- The meaning, in as many numbers as the model has.
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  words       tsvector,                                 -- Its words, for full-text search, the organisation among them.
  primary key (org_id, entity_type, entity_id)
);
create index embeddings_words_idx on knowledge.embeddings using gin (words);
create index embeddings_384_idx on knowledge.embeddings
  using hnsw ((embedding::halfvec(384)) halfvec_cosine_ops) where vector_dims(embedding) = 384;
select kit.noun('knowledge.embeddings', audited => false);
create policy server_reads on knowledge.embeddings for select to tl_auth using (true);
grant select on knowledge.embeddings to tl_auth;

-- Records whose words are new or changed since they were read.
create table knowledge.embedding_queue (
  org_id      uuid not null default kit.org_id(),
  entity_type text not null,                            -- The noun of the record.
  entity_id   uuid not null,                            -- The record.
  due_at      timestamptz not null default clock_timestamp(), -- When it is to be read; whoever reads it puts that off.
  primary key (org_id, entity_type, entity_id)
);
create index embedding_queue_due_idx on knowledge.embedding_queue (due_at);
select kit.private('knowledge.embedding_queue');

-- Queues the records of one noun that were not read by this model; those of erased persons stay unread until somebody
-- changes them.
create or replace function knowledge.queue_unread(noun text, of_model text) returns bigint language plpgsql
security definer set search_path = pg_catalog as $$
declare
  n bigint;
begin
  -- A noun that keeps its own vectors says itself of which model they are.
  if kit.has_column(noun, 'embedding_model') then
    execute format('insert into knowledge.embedding_queue (org_id, entity_type, entity_id)
      select t.org_id, $1, t.id from %s t where t.org_id = kit.org_id() and t.embedding_model is distinct from $2
      on conflict do nothing', noun::regclass) using split_part(noun, '.', 2), of_model;
    get diagnostics n = row_count;
    return n;
  end if;
  execute format('insert into knowledge.embedding_queue (org_id, entity_type, entity_id)
    select t.org_id, $1, t.id from %s t where t.org_id = kit.org_id()
       and not exists (select from knowledge.embeddings e
                        where e.org_id = t.org_id and e.entity_type = $1 and e.entity_id = t.id and e.model = $2
                            and e.words is not null)
       and not exists (select from identity.erasures x
                        where x.org_id = t.org_id and x.noun = $1 and x.record_id = t.id)
    on conflict do nothing', noun::regclass) using split_part(noun, '.', 2), of_model;
  get diagnostics n = row_count;
  return n;
end $$;
comment on function knowledge.queue_unread(text, text) is
  'Queues what a model did not read yet, and answers how many records that are.';
revoke execute on function knowledge.queue_unread(text, text) from public;
grant execute on function knowledge.queue_unread(text, text) to tl_system;

select kit.keep_meanings();
