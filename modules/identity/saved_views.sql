-- A list, board or calendar as somebody arranged it: filters, order, columns, grouping.
-- @icon(bookmark) @apart
create table identity.saved_views (
  org_id     uuid not null default kit.org_id(),
  id         uuid not null default kit.new_id(),
  noun       text not null check (noun <> ''),                                 -- What it lists, such as opportunities. @list
  name       text not null check (name <> '' and length(name) <= 100),         -- Name in the menu. @list
  query      text not null default '' check (length(query) <= 8000),           -- The address behind "?": filters, order, columns and layout. @long
  is_shared  boolean not null default false,                                   -- Everybody in the organisation sees it. @list
  is_default boolean not null default false,                                   -- Opens when its person opens the list.
  position   integer not null default 1,                                       -- Its place in the menu.
  user_id    uuid not null default kit.user_id(),                              -- Who made it. @list
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id),
  constraint saved_views_name_taken unique (org_id, user_id, noun, name)       -- You already have a view with this name.
);
create index saved_views_noun_idx on identity.saved_views (org_id, noun);
select kit.refers('identity.saved_views', 'user_id', 'identity.users', 'cascade');
select kit.noun('identity.saved_views', public_when => 'row.is_shared or row.user_id = (select kit.user_id())',
  own_when => 'row.user_id = (select kit.user_id())', audited => true);
