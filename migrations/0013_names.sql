-- The words that records are called by; the server reads those of existing records at its next start.

create table kit.names (
  org_id uuid not null, noun text not null, word text collate "C" not null, id uuid not null,
  primary key (org_id, noun, word, id)
);
create table kit.names_kept (org_id uuid not null, noun text not null, columns text[] not null,
  primary key (org_id, noun));
create table kit.unread_names (org_id uuid not null, id uuid not null default kit.new_id(), noun text not null,
  ids uuid[] not null, primary key (org_id, id));
