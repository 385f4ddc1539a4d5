-- A note on a lead, for colleagues only.
-- @icon(sticky-note) @named(content) @meaning(content)
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

-- Notes on the timelines of their leads.
create or replace view crm.lead_note_entries with (security_invoker = true) as
  select 'leads' as about, n.lead_id as about_id, n.created_at as at, 'note' as kind, 'Note' as title,
    left(n.content, 3000) as body, n.user_id, null::text as who, null::text as link, null::jsonb as changes
    from crm.lead_notes n;
comment on view crm.lead_note_entries is 'Notes on timelines. @timeline(leads)';
grant select on crm.lead_note_entries to tl_admin, tl_manager, tl_consultant, tl_staff, tl_sales, tl_recruiter,
  tl_viewer;
