-- What changed and some verb looks at again soon after: a trigger notes the record in the writing transaction, the
-- background hands what was noted to the verb (crates/background/src/noted.rs). Without a record everything is meant.

create table kit.noted (org_id uuid not null, id uuid not null default kit.new_id(), verb text not null, about uuid,
  primary key (org_id, id));
comment on table kit.noted is 'Records that a verb looks at again soon.';

-- A trigger for statements or rows: the verb, and the records as SQL about a row n. An import is not noted; the night looks
-- at everything. Rows are only added, so that writers never wait for each other.
create or replace function kit.note() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
begin
  if kit.in_bulk() then return null; end if;
  if tg_level = 'ROW' then
    execute format('insert into kit.noted (org_id, verb, about)
      select distinct n.org_id, $2, about from (select ($1).*) n cross join lateral (%s) a (about)
       where about is not null', tg_argv[1]) using new, tg_argv[0];
  elsif tg_op = 'DELETE' then
    execute format('insert into kit.noted (org_id, verb, about)
      select distinct n.org_id, $1, about from old_rows n cross join lateral (%s) a (about) where about is not null',
      tg_argv[1]) using tg_argv[0];
  else
    execute format('insert into kit.noted (org_id, verb, about)
      select distinct n.org_id, $1, about from new_rows n cross join lateral (%s) a (about) where about is not null',
      tg_argv[1]) using tg_argv[0];
  end if;
  return null;
end $$;
comment on function kit.note() is 'Notes records that a verb looks at again soon.';

-- Takes some of what was noted for a verb in the organisation, unless another process has it: the records, or null when
-- everything is meant. It is gone when the transaction commits. No row when nothing was noted.
create or replace function kit.take_noted(for_verb text, most int) returns table (about uuid[]) language plpgsql
security definer set search_path = pg_catalog as $$
declare
  taken uuid[]; whole boolean;
begin
  with due as (select n.org_id, n.id from kit.noted n where n.org_id = kit.org_id() and n.verb = for_verb
      order by n.about is not null, n.id limit most for update skip locked),
    gone as (delete from kit.noted n using due d where (n.org_id, n.id) = (d.org_id, d.id) returning n.about)
  select array_agg(distinct g.about) filter (where g.about is not null), bool_or(g.about is null) into taken, whole
    from gone g;
  if whole is null then return; end if;
  if whole then delete from kit.noted n where n.org_id = kit.org_id() and n.verb = for_verb; end if;
  about := case when not whole then taken end;
  return next;
end $$;
comment on function kit.take_noted(text, int) is 'Takes what was noted for a verb.';

revoke execute on function kit.take_noted(text, int) from public;
grant execute on function kit.take_noted(text, int) to tl_system;
grant select on kit.noted to tl_auth;
