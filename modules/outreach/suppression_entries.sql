-- What is kept from outreach. An erased address is known by its keyed hash alone.
-- @values erased='Erased address' phone='Telephone number' linkedin='LinkedIn profile'
create type outreach.suppression_type as enum ('email', 'domain', 'company', 'erased', 'phone', 'linkedin');

-- How it came that nobody writes there any more.
-- @values by_hand='By hand' reply='Asked in a reply'
-- @tones unsubscribe=warn bounce=warn complaint=bad
create type outreach.suppression_origin as enum ('by_hand', 'import', 'unsubscribe', 'bounce', 'complaint', 'reply',
  'erasure');

-- Without what varies: case, and what stands behind a plus. The same for ann@acme.example and Ann+list@Acme.example.
create or replace function outreach.address_key(address text) returns text language sql immutable parallel safe return
  nullif(regexp_replace(regexp_replace(lower(trim(both ' <>' from address)), '^mailto:', ''),
    '^([^@+]+)\+[^@]*@', '\1@'), '');
comment on function outreach.address_key(text) is 'An e-mail address without case and plus part.';

-- A telephone number in digits, with its country where that is said by + or 00; nothing for what is none.
create or replace function outreach.phone_key(number text) returns text language sql immutable parallel safe return
  case when number ~ '@|[a-zA-Z]{2}' then null
    when length(regexp_replace(number, '\D', '', 'g')) not between 6 and 17 then null
    when trim(number) ~ '^(\+|00)' then regexp_replace(regexp_replace(number, '\(0\)|\D', '', 'g'), '^00', '')
    else regexp_replace(number, '\D', '', 'g') end;
comment on function outreach.phone_key(text) is 'A telephone number in digits.';

-- A LinkedIn profile or page, however its address is written; nothing for what is none.
create or replace function outreach.linkedin_key(address text) returns text language sql immutable parallel safe return
  substring(lower(trim(address)) from '^(?:https?://)?(?:[a-z0-9-]+\.)*linkedin\.com/(?:mwlite/)?((?:in|company|pub)/[^/?#\s]+)');
comment on function outreach.linkedin_key(text) is 'A LinkedIn profile without host and what follows it.';

-- What kind of address somebody is written at: a profile, a number, else an e-mail address.
create or replace function outreach.type_of(address text) returns outreach.suppression_type language sql immutable
  parallel safe return case when outreach.linkedin_key(address) is not null then 'linkedin'
    when address like '%@%' then 'email' when outreach.phone_key(address) is not null then 'phone'
    end::outreach.suppression_type;
comment on function outreach.type_of(text) is 'What kind of address this is.';

-- The host of a web address, an e-mail address or a plain domain, without www.
create or replace function outreach.domain_key(place text) returns text language sql immutable parallel safe return
  nullif(regexp_replace(regexp_replace(regexp_replace(regexp_replace(lower(trim(both ' <>' from place)),
    '^(mailto:|[a-z][a-z0-9+.-]*://)', ''), '[/?#].*$', ''), '^.*@', ''), '^www\.|\.?(:[0-9]+)?$', '', 'g'), '');
comment on function outreach.domain_key(text) is 'The host of a web address, e-mail address or domain, without www.';

-- A company's name without case, signs and legal form; of a name that is nothing else, the name.
create or replace function outreach.company_key(company text) returns text language sql immutable parallel safe return
  nullif(coalesce(nullif(trim(regexp_replace(regexp_replace(kit.plain_name(company), '\s+', ' ', 'g'),
    '( (se|ug|ohg|oy|ab|as|aps|spa|nv|sarl|sas|sl|pte|llp|lp))+\s*$', '')), ''), lower(trim(company))), '');
comment on function outreach.company_key(text) is 'A company name without case, signs and legal form.';

-- An address, domain or company nobody writes to. A company stands for all its contacts and leads, and for the domain
-- of its
-- client; a domain for what stands below it. @also(suppression, suppressions)
-- @icon(ban) @words(Suppression, Suppressions) @menu(5) @named(value)
create table outreach.suppression_entries (
  org_id     uuid not null default kit.org_id(),
  id         uuid not null default kit.new_id(),
  type       outreach.suppression_type not null,                               -- What the value is. @list
  value      text not null check (value <> ''),                                -- The address, domain or company name. @list
  reason     text,                                                             -- Why. @list @long
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  origin     outreach.suppression_origin not null default 'by_hand',           -- How it came. @list @stamped
  created_by uuid default kit.user_id(),                                       -- Who entered it. @stamped
  key        text not null default '',                                         -- What the value comes down to, however it is written. @derived
  primary key (org_id, id),
  constraint suppression_entries_taken unique (org_id, type, key)              -- This is already suppressed.
);
create index suppression_entries_value_idx on outreach.suppression_entries (org_id, value);
select kit.refers('outreach.suppression_entries', 'created_by', 'identity.users', 'set null');
select kit.noun('outreach.suppression_entries', label => 'value');

-- What addresses are hashed with, one an organisation. No role reads it.
create table outreach.hash_keys (
  org_id     uuid not null default kit.org_id(),
  id         uuid not null default kit.new_id(),
  key        bytea not null,                                                   -- 32 bytes of chance. @secret
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id),
  constraint hash_keys_once unique (org_id)                                    -- An organisation has one key for hashes.
);
select kit.private('outreach.hash_keys');

-- What a value comes down to.
create or replace function outreach.suppression_key(what outreach.suppression_type, value text) returns text
  language sql immutable parallel safe return case what::text when 'email' then outreach.address_key(value)
    when 'domain' then outreach.domain_key(value) when 'company' then outreach.company_key(value)
    when 'phone' then outreach.phone_key(value) when 'linkedin' then outreach.linkedin_key(value) else lower(value) end;
comment on function outreach.suppression_key(outreach.suppression_type,
  text) is 'What a suppressed value comes down to.';

-- What is suppressed says what it is, and stays what it is: whoever asked not to be written to is not made somebody
-- else.
create or replace function outreach.check_suppression() returns trigger language plpgsql as $$
declare
  key text := outreach.suppression_key(new.type, new.value);
begin
  new.key := coalesce(key, '');
  if kit.undoing() then return new; end if;
  if tg_op = 'UPDATE' then
    if (new.type, new.value) is distinct from (old.type, old.value) then
      raise exception using errcode = '23514', constraint = 'suppression_entries_stay', table = 'suppression_entries',
        schema = 'outreach', column = 'value', message = 'A suppression stays what it is; only its reason changes.',
        hint = 'Enter another one. An admin removes one that is wrong.';
    end if;
    return new;
  end if;
  new.value := trim(new.value);
  if new.type = 'erased' and not kit.is_server() and current_user <> 'tl_importer' then
    raise exception using errcode = '23514', constraint = 'suppression_entries_erased', table = 'suppression_entries',
      schema = 'outreach', column = 'type', message = 'An erased address comes of erasing a person.',
      hint = 'Enter an e-mail address, a domain or a company.';
  end if;
  if new.type = 'email' and coalesce(key, '') !~ '^[^@\s]+@[^@\s]+\.[^@\s.]+$'
    or new.type = 'domain' and coalesce(key, '') !~ '^[^\s@.]+(\.[^\s@.]+)+$'
    or new.type in ('company', 'phone', 'linkedin') and key is null then
    raise exception using errcode = '23514', constraint = 'suppression_entries_readable',
      table = 'suppression_entries', schema = 'outreach', column = 'value',
      message = case new.type when 'email' then 'This is no e-mail address.' when 'domain' then 'This is no domain.'
        when 'phone' then 'This is no telephone number.' when 'linkedin' then 'This is no LinkedIn profile.' else 'This is no name of a company.' end,
      hint = case new.type when 'domain' then 'A domain looks like example.com; an address of a page is taken, too.'
        when 'linkedin' then 'A profile looks like linkedin.com/in/ann-example.'
        else 'Look at the type as well.' end;
  end if;
  if kit.in_bulk() and new.origin = 'by_hand' then new.origin := 'import'; end if;
  return new;
end $$;
comment on function outreach.check_suppression() is 'Refuses what suppresses nothing, and changing what is suppressed.';
create or replace trigger check_suppression before insert or update on outreach.suppression_entries for each row
  execute function outreach.check_suppression();

-- What is left of an erased address: nobody reads it back, and it is known again. Nothing while nobody was erased.
create or replace function outreach.address_hash(address text, key bytea) returns text language sql immutable
  parallel safe return encode(sha256(key || sha256(key || convert_to(case outreach.type_of(address)::text
    when 'phone' then 'tel:' || outreach.phone_key(address) when 'linkedin' then 'in:' || outreach.linkedin_key(address)
    else outreach.address_key(address) end, 'UTF8'))), 'hex');
comment on function outreach.address_hash(text, bytea) is 'The keyed hash of an address.';

-- Who of many is suppressed: by address (none, or null), by web address and by company; the lists go side by side, and
-- the
-- answer says the place in them, from 1. Of several reasons the most exact is told. One pass, however many are asked.
create or replace function outreach.suppressed_among(addresses text[], websites text[], companies text[])
returns table (place integer, entry_id uuid, type outreach.suppression_type, reason text)
language sql stable security definer set search_path = pg_catalog as $$
  with asked as materialized (
    select a.place::integer as place, a.address, a.website, a.company
      from unnest(addresses, websites, companies) with ordinality a (address, website, company, place)),
  hosts as (
    select a.place, h.host from asked a
     cross join lateral (values (case when a.address like '%@%' then outreach.domain_key(a.address) end),
       (outreach.domain_key(a.website))) h (host)
     where h.host is not null),
  -- A domain stands for what is below it.
  above as (
    select distinct h.place, array_to_string(p.parts[n:], '.') as host
      from hosts h cross join lateral (select string_to_array(h.host, '.') as parts) p
     cross join lateral generate_series(1, greatest(1, cardinality(p.parts) - 1)) n),
  secret as materialized (select k.key from outreach.hash_keys k where k.org_id = (select kit.org_id())),
  keys as (
    select a.place, 'email'::outreach.suppression_type as type, outreach.address_key(a.address) as key from asked a
     where a.address like '%@%'
    union all
    select a.place, 'erased', outreach.address_hash(a.address, s.key) from asked a cross join secret s
     where a.address is not null
    union all
    select a.place, outreach.type_of(a.address), outreach.suppression_key(outreach.type_of(a.address), a.address)
      from asked a where outreach.type_of(a.address)::text in ('phone', 'linkedin')
    union all
    select a.place, 'domain', a.host from above a
    union all
    select a.place, 'company', outreach.company_key(a.company) from asked a where a.company is not null),
  -- A company's addresses are those at its client's domain.
  homes as materialized (
    select outreach.domain_key(c.website) as host, s.id, s.reason, s.origin
      from outreach.suppression_entries s
      join crm.clients c on c.org_id = s.org_id and c.name_index = kit.plain_name(s.value) and c.website is not null
     where s.org_id = (select kit.org_id()) and s.type = 'company'),
  found as (
    select k.place, s.id, s.type, s.reason, s.origin from keys k
      join outreach.suppression_entries s on s.org_id = (select kit.org_id()) and s.type = k.type and s.key = k.key
    union all
    select a.place, h.id, 'company', h.reason, h.origin from above a join homes h on h.host = a.host)
  select distinct on (f.place) f.place, f.id, f.type, f.reason from found f
   order by f.place, f.origin = 'bounce', f.type, f.id
$$;
comment on function outreach.suppressed_among(text[], text[], text[]) is 'Who of many is suppressed, and why.';
revoke execute on function outreach.suppressed_among(text[], text[], text[]) from public;
grant execute on function outreach.suppressed_among(text[], text[], text[]) to tl_admin, tl_manager, tl_consultant,
  tl_staff, tl_sales, tl_recruiter, tl_viewer, tl_system;

-- Suppresses an address, domain or company, once; answers the entry.
create or replace function outreach.suppress(what outreach.suppression_type, named text, why text,
  came outreach.suppression_origin) returns uuid language plpgsql security definer set search_path = pg_catalog as $$
declare
  entry uuid;
begin
  insert into outreach.suppression_entries as s (type, value, reason, origin) values (what, named, why, came)
    on conflict on constraint suppression_entries_taken do update set reason = coalesce(s.reason, excluded.reason), origin = case
      when excluded.origin = 'bounce' then s.origin when s.origin in ('by_hand', 'bounce') then excluded.origin else s.origin end
    returning s.id into entry;
  return entry;
end $$;
comment on function outreach.suppress(outreach.suppression_type, text, text, outreach.suppression_origin)
  is 'Suppresses once, and answers the entry.';
revoke execute on function outreach.suppress(outreach.suppression_type, text, text, outreach.suppression_origin)
  from public;
grant execute on function outreach.suppress(outreach.suppression_type, text, text, outreach.suppression_origin)
  to tl_system;

-- The address of somebody who is erased: nobody writes there again, and nobody reads here where that was.
create or replace function outreach.erase_address(address text) returns void language plpgsql security definer
  set search_path = pg_catalog as $$
declare
  secret bytea; gone uuid[];
begin
  if outreach.type_of(address) is null then return; end if;
  insert into outreach.hash_keys (key)
    values (sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())))
    on conflict on constraint hash_keys_once do nothing;
  select k.key into secret from outreach.hash_keys k where k.org_id = kit.org_id();
  perform outreach.suppress('erased', outreach.address_hash(address, secret), 'Erased on request', 'erasure');
  with readable as (
    delete from outreach.suppression_entries s where s.org_id = kit.org_id() and s.type = outreach.type_of(address)
      and s.key = outreach.suppression_key(s.type, address) returning s.id)
  select array_agg(r.id) into gone from readable r;
  update identity.audit_log a set changes = null where a.org_id = kit.org_id()
    and a.resource_type = 'suppression_entries' and a.resource_id = any (gone) and a.changes is not null;
  update identity.activity_logs a set description = 'Erased' where a.org_id = kit.org_id()
    and a.entity_type = 'suppression_entries' and a.entity_id = any (gone);
  delete from identity.undo_entries u where u.org_id = kit.org_id() and u.noun = 'outreach.suppression_entries'
    and (u.key ->> 'id')::uuid = any (gone);
end $$;
comment on function outreach.erase_address(text) is 'Keeps an erased address from being written to, by its hash alone.';
revoke execute on function outreach.erase_address(text) from public;
