-- A ticket or licence people on site must have, how long it is good for, and who must have it.
-- @icon(badge-check) @words(Ticket kind, Ticket kinds) @menu(9)
create table recruiting.ticket_kinds (
  org_id          uuid not null default kit.org_id(),
  id              uuid not null default kit.new_id(),
  name            text not null check (trim(name) <> '' and length(name) <= 100), -- What it is called, such as White Card. @list
  validity_months integer check (validity_months between 1 and 600),            -- Months it is good for, where a ticket says only when it was issued. @list
  trades          jsonb not null default '[]',                                  -- Trades and roles that must have it. @list @several()
  is_for_all      boolean not null default false,                               -- Everybody who is placed must have it. @list
  notes           text,                                                         -- How one gets it, and what else to know. @long
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now(),
  primary key (org_id, id)
);
create unique index ticket_kinds_name_taken on recruiting.ticket_kinds (org_id, lower(trim(name)));
select kit.noun('recruiting.ticket_kinds', label => 'name');
select kit.shaped('recruiting.ticket_kinds', 'trades', 'kit.is_words',
  'Trades are a list of words, such as ["Electrician", "Rigger"].');
