-- The best health of a client within thirty days stands beside each day's, so that a fall is seen without reading a month;
-- and what a client's name comes down to stands beside the name, where row security lets an index find it.

alter table crm.client_health_snapshots add column best kit.percent;
create index client_health_snapshots_date_idx on crm.client_health_snapshots (org_id, date);

-- A company's name without what varies: case, signs, legal form.
create or replace function kit.plain_name(name text) returns text language sql immutable parallel safe return
  trim(regexp_replace(regexp_replace(lower(name), '[^[:alnum:]]+', ' ', 'g'),
    '\m(gmbh|ag|kg|ltd|limited|llc|inc|corp|corporation|co|plc|pty|sa|srl|bv|company)\M', '', 'g'));

alter table crm.clients add column name_index text generated always as (kit.plain_name(name)) stored;
drop index crm.clients_plain_name_idx;
drop function crm.plain_name;
create index clients_name_index_idx on crm.clients (org_id, name_index);
