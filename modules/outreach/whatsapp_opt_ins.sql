-- A lead that agreed to hear from us by WhatsApp, and how: WhatsApp asks for that before anybody is written to first.
-- @also(opt_ins)
-- @icon(badge-check) @words(WhatsApp agreement, WhatsApp agreements) @named(lead_id)
create table outreach.whatsapp_opt_ins (
  org_id      uuid not null default kit.org_id(),
  id          uuid not null default kit.new_id(),
  lead_id     uuid not null,                                                   -- The lead. @list
  how         text not null check (trim(how) <> '' and length(how) <= 500),    -- How and where they agreed. @list
  created_by  uuid default kit.user_id(),                                      -- Who noted it. @list @stamped
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (org_id, id),
  constraint whatsapp_opt_ins_once unique (org_id, lead_id)                    -- This lead's agreement is noted already.
);
select kit.refers('outreach.whatsapp_opt_ins', 'lead_id', 'crm.leads', 'cascade', indexed => false);
select kit.refers('outreach.whatsapp_opt_ins', 'created_by', 'identity.users', 'set null');
select kit.noun('outreach.whatsapp_opt_ins', parents => '{lead_id}', own_when => 'row.created_by = (select kit.user_id())');
