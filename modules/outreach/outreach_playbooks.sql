-- Whom a playbook speaks to.
create type outreach.audience_type as enum ('agencies', 'schools', 'businesses', 'events', 'tenders');

-- A message template for an audience. @also(playbooks)
-- @icon(book-open) @words(Playbook, Playbooks) @menu(2)
create table outreach.outreach_playbooks (
  org_id           uuid not null default kit.org_id(),
  id               uuid not null default kit.new_id(),
  name             text not null check (name <> ''),                           -- Name. @list
  audience_type    outreach.audience_type not null default 'businesses',       -- Whom it speaks to. @list
  subject_template text,                                                       -- Subject line with {{variables}}. @list
  body_template    kit.markdown not null check (body_template <> ''),          -- Text with {{variables}}.
  variables_schema jsonb,                                                      -- The variables it may use.
  enabled          boolean not null default true,                              -- In use. @list
  created_at       timestamptz not null default now(),
  updated_at       timestamptz not null default now(),
  primary key (org_id, id)
);
create index outreach_playbooks_enabled_idx on outreach.outreach_playbooks (org_id, enabled);
create index outreach_playbooks_audience_idx on outreach.outreach_playbooks (org_id, audience_type);
select kit.noun('outreach.outreach_playbooks', label => 'name');
