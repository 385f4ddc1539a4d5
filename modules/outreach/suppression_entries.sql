-- What is kept from outreach.
create type outreach.suppression_type as enum ('email', 'domain', 'company');

-- An address, domain or company nobody writes to. @also(suppression, suppressions)
-- @icon(ban) @words(Suppression, Suppressions) @menu(5) @named(value)
create table outreach.suppression_entries (
  org_id     uuid not null default kit.org_id(),
  id         uuid not null default kit.new_id(),
  type       outreach.suppression_type not null,                               -- What the value is. @list
  value      text not null check (value <> ''),                                -- The address, domain or company name. @list
  reason     text,                                                             -- Why. @list @long
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id),
  constraint suppression_entries_taken unique (org_id, type, value)            -- This is already suppressed.
);
create index suppression_entries_value_idx on outreach.suppression_entries (org_id, value);
select kit.noun('outreach.suppression_entries', label => 'value');
