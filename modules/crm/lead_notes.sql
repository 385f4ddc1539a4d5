-- A note on a lead, for colleagues only.
-- @icon(sticky-note) @named(content)
create table crm.lead_notes (
  org_id     uuid not null default kit.org_id(),
  id         uuid not null default kit.new_id(),
  lead_id    uuid not null,                                                    -- The lead. @list
  user_id    uuid default kit.user_id(),                                       -- Who wrote it. @list @stamped
  content    kit.markdown not null check (content <> ''),                      -- The note. @list
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id)
);
create index lead_notes_created_at_idx on crm.lead_notes (org_id, created_at);
select kit.refers('crm.lead_notes', 'lead_id', 'crm.leads', 'cascade');
select kit.refers('crm.lead_notes', 'user_id', 'identity.users', 'cascade');
select kit.noun('crm.lead_notes', parents => '{lead_id}', own_when => 'row.user_id = (select kit.user_id())');
