-- A follow-up of a playbook: it is drafted so many days after the message before it, while nobody answered.
-- @also(steps)
-- @icon(list-ordered) @words(Playbook step, Playbook steps) @named(position, playbook_id)
create table outreach.playbook_steps (
  org_id           uuid not null default kit.org_id(),
  id               uuid not null default kit.new_id(),
  playbook_id      uuid not null,                                              -- The playbook. @list
  position         smallint not null default 2 check (position between 2 and 20), -- Its place; the playbook's own message is 1. @list
  wait_days        smallint not null default 3 check (wait_days between 1 and 180), -- Days after the message before it. @list
  subject_template text,                                                       -- Subject line; the first message's thread goes on when empty. @list
  body_template    kit.markdown not null check (body_template <> ''),          -- Text with {{variables}}.
  created_at       timestamptz not null default now(),
  updated_at       timestamptz not null default now(),
  whatsapp_template text check (whatsapp_template ~ '^[a-z0-9_]{1,255}$'),     -- WhatsApp: the approved template it goes as to who did not write first, with the same text.
  whatsapp_values  jsonb,                                                      -- WhatsApp: what stands in the template, in order, as a list such as ["{{contact.firstName}}"].
  primary key (org_id, id),
  constraint playbook_steps_taken unique (org_id, playbook_id, position)       -- The playbook has a step at this place already.
);
select kit.refers('outreach.playbook_steps', 'playbook_id', 'outreach.outreach_playbooks', 'cascade', indexed => false);
select kit.noun('outreach.playbook_steps');
select kit.shaped('outreach.playbook_steps', 'whatsapp_values', 'kit.is_words', 'What stands in a template is a list of texts.');
create or replace trigger check_playbook before insert or update on outreach.playbook_steps for each row
  execute function outreach.check_playbook();
