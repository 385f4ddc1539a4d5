-- People are found by what they work as where row security lets an index find it, and the status of those placed by one
-- statement is kept by one.

alter table recruiting.candidates add column trade_index text generated always as (lower(trim(trade))) stored;
alter table recruiting.candidates add column role_index text generated always as (lower(trim(role))) stored;
drop index recruiting.candidates_works_as_idx;
drop index recruiting.candidates_role_idx;
create index candidates_trade_index_idx on recruiting.candidates (org_id, trade_index);
create index candidates_role_index_idx on recruiting.candidates (org_id, role_index);

drop trigger if exists follow_placements on recruiting.placements;
drop function if exists recruiting.keep_standing(uuid, uuid);
