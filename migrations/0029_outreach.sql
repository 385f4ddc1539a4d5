-- Outreach: suppression that binds, however a value is written; an erased address stays suppressed by its hash.

alter type outreach.suppression_type add value 'erased';
create type outreach.suppression_origin as enum ('by_hand', 'import', 'unsubscribe', 'bounce', 'complaint', 'reply',
  'erasure');

create or replace function outreach.address_key(address text) returns text language sql immutable parallel safe return
  nullif(regexp_replace(regexp_replace(lower(trim(both ' <>' from address)), '^mailto:', ''),
    '^([^@+]+)\+[^@]*@', '\1@'), '');
create or replace function outreach.domain_key(place text) returns text language sql immutable parallel safe return
  nullif(regexp_replace(regexp_replace(regexp_replace(regexp_replace(lower(trim(both ' <>' from place)),
    '^(mailto:|[a-z][a-z0-9+.-]*://)', ''), '[/?#].*$', ''), '^.*@', ''), '^www\.|\.?(:[0-9]+)?$', '', 'g'), '');
create or replace function outreach.company_key(company text) returns text language sql immutable parallel safe return
  nullif(coalesce(nullif(trim(regexp_replace(regexp_replace(kit.plain_name(company), '\s+', ' ', 'g'),
    '( (se|ug|ohg|oy|ab|as|aps|spa|nv|sarl|sas|sl|pte|llp|lp))+\s*$', '')), ''), lower(trim(company))), '');

alter table outreach.suppression_entries
  add column origin outreach.suppression_origin not null default 'by_hand',
  add column created_by uuid default kit.user_id(),
  add column key text not null default '';
-- What can't be read stays what it is.
update outreach.suppression_entries set key = coalesce(case type when 'email' then outreach.address_key(value)
  when 'domain' then outreach.domain_key(value) when 'company' then outreach.company_key(value) end, lower(value));
alter table outreach.suppression_entries drop constraint suppression_entries_taken;
-- Of several ways of writing the same, the oldest stays.
delete from outreach.suppression_entries s using outreach.suppression_entries o
 where o.org_id = s.org_id and o.type = s.type and o.key = s.key and (o.created_at, o.id) < (s.created_at, s.id);
alter table outreach.suppression_entries add constraint suppression_entries_taken unique (org_id, type, key);
alter table outreach.suppression_entries add constraint suppression_entries_created_by_fkey
  foreign key (org_id, created_by) references identity.users (org_id, id) on delete set null (created_by) deferrable;
create index suppression_entries_created_by_idx on outreach.suppression_entries (org_id, created_by);

create table outreach.hash_keys (
  org_id     uuid not null default kit.org_id(),
  id         uuid not null default kit.new_id(),
  key        bytea not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id),
  constraint hash_keys_once unique (org_id)
);

drop function if exists identity.erase_person(text, uuid, text);
