-- The bytes of files. These tables are not nouns: only the server reaches them, for a person it saw read a file's row.

-- What files hold, named by its SHA-256 and kept once an organisation, however many files hold it.
create table knowledge.file_contents (
  org_id     uuid not null,
  sha256     text not null check (sha256 ~ '^[0-9a-f]{64}$'),                  -- Fingerprint of the bytes.
  size       bigint not null check (size >= 0),                                -- How many there are.
  place      text not null default 'database' check (place in ('database', 'outside', 'leaving')), -- Here in chunks, in the object store, or being removed from there.
  object     text,                                                             -- Its name in the object store, another at every move, so that nobody removes what somebody else put.
  unused_at  timestamptz,                                                      -- Since when no file holds it, while it is outside.
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, sha256),
  constraint file_contents_object_outside check ((place = 'database') = (object is null))
);
create index file_contents_place_idx on knowledge.file_contents (org_id, place, created_at);
select kit.private('knowledge.file_contents');

-- A piece of what a file holds.
create table knowledge.file_chunks (
  org_id  uuid not null,
  sha256  text not null,                                                       -- Fingerprint of the whole.
  number  integer not null check (number >= 0),                                -- Place of the piece, from 0.
  content bytea storage external not null,                                     -- Its bytes; most are compressed already. @secret
  primary key (org_id, sha256, number),
  constraint file_chunks_sha256_fkey foreign key (org_id, sha256)
    references knowledge.file_contents (org_id, sha256) on delete cascade
);
select kit.private('knowledge.file_chunks');

-- What no file holds any more goes: from here at once, from the object store by the work that looks after it.
create or replace function knowledge.let_contents_go() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
begin
  -- Somebody may be giving the same bytes to another file just now.
  perform 1 from knowledge.file_contents c where (c.org_id, c.sha256) in (select g.org_id, g.sha256 from gone g)
    order by c.sha256 for update;
  update knowledge.file_contents c set unused_at = now()
   where c.place = 'outside' and (c.org_id, c.sha256) in (select g.org_id, g.sha256 from gone g)
     and not exists (select from knowledge.files f where f.org_id = c.org_id and f.sha256 = c.sha256);
  delete from knowledge.file_contents c
   where c.place = 'database' and (c.org_id, c.sha256) in (select g.org_id, g.sha256 from gone g)
     and not exists (select from knowledge.files f where f.org_id = c.org_id and f.sha256 = c.sha256);
  return null;
end $$;
comment on function knowledge.let_contents_go() is 'Lets go of what no file holds any more.';
