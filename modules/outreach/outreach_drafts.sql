-- The way a message goes. @values whatsapp=WhatsApp linkedin_manual='LinkedIn (by hand)' email=E-mail
create type outreach.channel as enum ('email', 'whatsapp', 'linkedin_manual');

-- How far a draft has come.
-- @tones approved=good sent=info failed=bad
create type outreach.draft_status as enum ('draft', 'approved', 'sent', 'cancelled', 'failed');

-- A message to one lead, made from a playbook. @also(drafts)
-- @icon(send) @words(Draft, Drafts) @menu(3) @named(subject, lead_id) @board(status) @card(lead_id, channel)
create table outreach.outreach_drafts (
  org_id      uuid not null default kit.org_id(),
  id          uuid not null default kit.new_id(),
  lead_id     uuid not null,                                                   -- The lead. @list
  playbook_id uuid,                                                            -- The playbook it was made from. @list
  channel     outreach.channel not null default 'email',                       -- The way it goes. @list
  subject     text,                                                            -- Subject line. @list
  body        kit.markdown not null default '',                                -- Text.
  status      outreach.draft_status not null default 'draft',                  -- How far it has come. @list
  metadata    jsonb,                                                           -- missingFields, warnings and variables of the making. @also(metadata_json)
  created_by  uuid default kit.user_id(),                                      -- Who made it. @list @stamped
  approved_by uuid,                                                            -- Who approved it. @stamped
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (org_id, id)
);
create index outreach_drafts_status_idx on outreach.outreach_drafts (org_id, status);
create index outreach_drafts_created_at_idx on outreach.outreach_drafts (org_id, created_at);
select kit.refers('outreach.outreach_drafts', 'lead_id', 'crm.leads', 'cascade');
select kit.refers('outreach.outreach_drafts', 'playbook_id', 'outreach.outreach_playbooks', 'set null');
select kit.refers('outreach.outreach_drafts', 'created_by', 'identity.users', 'set null');
select kit.refers('outreach.outreach_drafts', 'approved_by', 'identity.users', 'set null');
select kit.noun('outreach.outreach_drafts', parents => '{lead_id}',
  own_when => 'row.created_by = (select kit.user_id())', label => 'subject');

-- Who approves a draft stands on it.
create or replace function outreach.stamp_approval() returns trigger language plpgsql as $$
begin
  if not kit.undoing() and new.status = 'approved' and (tg_op = 'INSERT' or old.status <> 'approved')
    and kit.user_id() is not null then new.approved_by := kit.user_id(); end if;
  return new;
end $$;
comment on function outreach.stamp_approval() is 'Remembers who approved a draft.';
create or replace trigger stamp_approval before insert or update of status on outreach.outreach_drafts for each row
  execute function outreach.stamp_approval();
select kit.shaped('outreach.outreach_drafts', 'metadata', 'kit.is_object', 'Metadata is an object.');

-- An erased lead: what was written to it.
create or replace function outreach.erase(about text, person uuid) returns jsonb language plpgsql
  set search_path = pg_catalog as $$
declare
  removed jsonb := '{}'; n integer;
begin
  if about in ('leads', 'contacts') then
    delete from outreach.discovery_results d where d.org_id = kit.org_id() and person in (d.lead_id, d.contact_id);
    get diagnostics n = row_count; removed := removed || jsonb_build_object('discovery_results', n);
  end if;
  if about <> 'leads' then return removed; end if;
  delete from outreach.outbound_message_log where org_id = kit.org_id() and lead_id = person;
  get diagnostics n = row_count; removed := removed || jsonb_build_object('outbound_message_log', n);
  delete from outreach.outreach_drafts where org_id = kit.org_id() and lead_id = person;
  get diagnostics n = row_count; removed := removed || jsonb_build_object('outreach_drafts', n);
  return removed;
end $$;
comment on function outreach.erase(text, uuid) is 'Erases what the module knows of a person; the rows by table.';
revoke execute on function outreach.erase(text, uuid) from public;
