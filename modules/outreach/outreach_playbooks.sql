-- Whom a playbook speaks to.
create type outreach.audience_type as enum ('agencies', 'schools', 'businesses', 'events', 'tenders');

-- A message template for an audience; follow-ups are its steps. @also(playbooks)
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
  channel          outreach.channel not null default 'email',                  -- The way its messages go. @list
  language         text check (language ~ '^[a-z]{2}(-[A-Z]{2})?$'),           -- Language it is written in, such as en or de-CH.
  whatsapp_template text check (whatsapp_template ~ '^[a-z0-9_]{1,255}$'),     -- WhatsApp: the approved template it goes as to who did not write first, with the same text.
  whatsapp_values  jsonb,                                                      -- WhatsApp: what stands in the template, in order, as a list such as ["{{contact.firstName}}"].
  primary key (org_id, id)
);
create index outreach_playbooks_enabled_idx on outreach.outreach_playbooks (org_id, enabled);
create index outreach_playbooks_audience_idx on outreach.outreach_playbooks (org_id, audience_type);
select kit.noun('outreach.outreach_playbooks', label => 'name');
select kit.shaped('outreach.outreach_playbooks', 'variables_schema', 'kit.is_object', 'The variables are an object.');

-- What can't become a message is refused when it is written.
create or replace function outreach.check_playbook() returns trigger language plpgsql as $$
begin
  if length(new.body_template) > 20000 or length(new.subject_template) > 500 then
    raise exception using errcode = '23514', constraint = tg_table_name || '_long', table = tg_table_name,
      schema = 'outreach', column = case when length(new.body_template) > 20000 then 'body_template'
        else 'subject_template' end, message = 'A message has at most 20,000 letters, its subject 500.',
      hint = 'Make it shorter.';
  end if;
  return new;
end $$;
comment on function outreach.check_playbook() is 'Refuses templates that are too long.';
select kit.shaped('outreach.outreach_playbooks', 'whatsapp_values', 'kit.is_words', 'What stands in a template is a list of texts.');
create or replace trigger check_playbook before insert or update on outreach.outreach_playbooks for each row
  execute function outreach.check_playbook();
