-- Files hold their bytes in chunks, once an organisation, named by what they are.

create table knowledge.file_contents (
  org_id     uuid not null,
  sha256     text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  size       bigint not null check (size >= 0),
  place      text not null default 'database' check (place in ('database', 'outside', 'leaving')),
  object     text,
  unused_at  timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, sha256),
  constraint file_contents_object_outside check ((place = 'database') = (object is null))
);
create index file_contents_place_idx on knowledge.file_contents (org_id, place, created_at);
create table knowledge.file_chunks (
  org_id  uuid not null,
  sha256  text not null,
  number  integer not null check (number >= 0),
  content bytea storage external not null,
  primary key (org_id, sha256, number),
  constraint file_chunks_sha256_fkey foreign key (org_id, sha256) references knowledge.file_contents (org_id, sha256) on delete cascade
);

alter table knowledge.files no force row level security;
update knowledge.files set sha256 = encode(sha256(content), 'hex'), size = length(content);
insert into knowledge.file_contents (org_id, sha256, size)
select distinct org_id, sha256, size from knowledge.files where sha256 is not null;
insert into knowledge.file_chunks (org_id, sha256, number, content)
select f.org_id, f.sha256, n, substring(f.content from (n * 262144 + 1)::integer for 262144)
  from (select distinct on (org_id, sha256) org_id, sha256, size, content from knowledge.files where sha256 is not null) f
 cross join generate_series(0, (f.size - 1) / 262144) n;
alter table knowledge.files force row level security;
alter table knowledge.files drop column content;
alter table knowledge.files add constraint files_sha256_fkey foreign key (org_id, sha256)
  references knowledge.file_contents (org_id, sha256) deferrable;
create index files_sha256_idx on knowledge.files (org_id, sha256);
drop policy if exists sign_in_reads on knowledge.files;
select kit.private('knowledge.file_contents');
select kit.private('knowledge.file_chunks');
