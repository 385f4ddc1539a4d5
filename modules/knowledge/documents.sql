-- A text the organisation knows: a file, page or note.
-- @icon(file-text) @menu(1) @searched(title)
create table knowledge.documents (
  org_id     uuid not null default kit.org_id(),
  id         uuid not null default kit.new_id(),
  title      text not null check (title <> ''),                                -- Title. @list
  content    kit.markdown,                                                     -- Full text.
  file_path  text,                                                             -- Where the file is stored.
  file_type  text,                                                             -- pdf, docx, url… @list
  metadata   jsonb not null default '{}',                                      -- Author, date, tags.
  created_by uuid default kit.user_id(),                                       -- Who added it. @list @stamped
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id)
);
create index documents_words_idx on knowledge.documents using gin (to_tsvector('simple', title));
select kit.refers('knowledge.documents', 'created_by', 'identity.users', 'set null');
select kit.noun('knowledge.documents', label => 'title');
