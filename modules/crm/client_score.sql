-- How well a company fits, 0 to 100: its size 20, its industry beside those where deals were won 30, signals such as openings
-- and tenders 25, how well it can be reached 25. One pass over all, or over some; only what changed is written.

create or replace function crm.head_count(size text) returns integer language sql immutable parallel safe return
  substring(replace(replace(size, ',', ''), '.', '') from '\d{1,7}')::integer;
comment on function crm.head_count(text) is 'The least number of people in a size such as 51-200.';

-- What each client looks for in public, from every module that knows: kind, how often, in words. A module's own part is its
-- function client_signals(uuid[]).
create or replace function crm.client_signals(clients uuid[]) returns table (client_id uuid, kind text, times bigint,
  words text)
language sql stable as $$
  select t.client_id, 'tender', count(*), kit.counted(count(*), 'tender') || ' within 90 days'
    from crm.market_tenders t
   where t.org_id = (select kit.org_id()) and t.client_id is not null
     and (clients is null or t.client_id = any (clients))
     and t.created_at > now() - interval '90 days'
   group by t.client_id
$$;
comment on function crm.client_signals(uuid[]) is 'Tenders of clients, as signals.';

create or replace function crm.all_signals(clients uuid[]) returns table (client_id uuid, points integer, words text)
language plpgsql stable security definer set search_path = pg_catalog as $$
declare
  parts text;
begin
  select string_agg(format('select * from %I.client_signals($1)', n.nspname), ' union all ' order by n.nspname) into parts
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
   where p.proname = 'client_signals' and p.prorettype = 'record'::regtype and p.pronargs = 1;
  return query execute format('select s.client_id, least(25, sum(least(15, case s.kind when ''tender'' then 10 else 5 end * s.times)))::int,
      string_agg(s.words, ''; '' order by s.kind) from (%s) s group by s.client_id', parts) using clients;
end $$;
comment on function crm.all_signals(uuid[]) is 'Signals of clients from all modules, with their points.';
revoke execute on function crm.all_signals(uuid[]), crm.client_signals(uuid[]) from public;

-- What the score of each client is made of.
create or replace function crm.client_facts(clients uuid[] default null)
returns table (id uuid, score integer, factors jsonb, size integer, industry integer, signals integer, reach integer,
  said_size text, said_industry text, said_signals text, said_reach text)
language sql stable as $$
  with won as materialized (
    select lower(c.industry) as industry, count(distinct c.id) as won
      from crm.opportunities o join crm.clients c on c.org_id = o.org_id and c.id = o.client_id
     where o.org_id = (select kit.org_id()) and o.stage = 'closed_won' and c.industry is not null group by 1),
  people as materialized (
    select k.client_id, count(*) as people, count(k.email_index) as mails, count(k.phone_index) as phones,
           max(k.last_contact_date) as last
      from crm.contacts k where k.org_id = (select kit.org_id()) and k.client_id is not null
       and (client_facts.clients is null or k.client_id = any (client_facts.clients)) group by k.client_id)
  select c.id, c.score::int, c.score_factors,
         case when h.n is null then 0 when h.n < 10 then 6 when h.n < 50 then 12 when h.n < 1000 then 20 else 16 end,
         case when w.won is null then 0 when w.won < 3 then 15 when w.won < 6 then 22 else 30 end,
         coalesce(s.points, 0),
         case when c.website_index is null then 0 else 5 end + case when p.mails > 0 then 10 else 0 end
           + case when p.phones > 0 then 5 else 0 end + case when p.last > current_date - 90 then 5 else 0 end,
         coalesce('About ' || h.n || ' people or more', 'How many people work there is not known'),
         case when coalesce(c.industry, '') = '' then 'Its industry is not known'
              when w.won is null then 'No deal was won in ' || left(c.industry, 100) || ' yet'
              else 'Deals were won with ' || kit.counted(w.won, 'client') || ' in ' || left(c.industry, 100) end,
         coalesce(s.words, 'No openings or tenders were seen lately'),
         concat_ws(', ', case when c.website_index is null then 'No website' else 'Website' end,
           case coalesce(p.mails, 0) when 0 then 'no e-mail address' when 1 then 'one e-mail address'
             else p.mails || ' e-mail addresses' end,
           case coalesce(p.phones, 0) when 0 then 'no telephone number' when 1 then 'one telephone number'
             else p.phones || ' telephone numbers' end,
           case when p.last > current_date - 90 then 'in touch lately' else 'not in touch lately' end)
    from crm.clients c
    left join lateral (select crm.head_count(c.size) as n) h on true
    left join won w on w.industry = lower(c.industry)
    left join people p on p.client_id = c.id
    left join crm.all_signals(client_facts.clients) s on s.client_id = c.id
   where c.org_id = (select kit.org_id()) and (client_facts.clients is null or c.id = any (client_facts.clients))
$$;
comment on function crm.client_facts(uuid[]) is 'What the score of each client is made of.';
revoke execute on function crm.client_facts(uuid[]) from public;

-- Scores these clients, or all, and the leads whose points change with theirs. Derived values: the audit log does not
-- repeat them. Answers how many changed.
create or replace function crm.score_clients(clients uuid[] default null) returns bigint language plpgsql
security definer set search_path = pg_catalog as $$
declare
  changed bigint; leads uuid[];
begin
  perform set_config('throughline.derived', 'on', true);
  with facts as materialized (
    select f.id, f.score, f.factors, f.size + f.industry + f.signals + f.reach as total,
           jsonb_build_object('factors', jsonb_build_array(
             jsonb_build_object('name', 'Size', 'value', f.size, 'reason', f.said_size),
             jsonb_build_object('name', 'Industry fit', 'value', f.industry, 'reason', f.said_industry),
             jsonb_build_object('name', 'Signals', 'value', f.signals, 'reason', f.said_signals),
             jsonb_build_object('name', 'Reachability', 'value', f.reach, 'reason', f.said_reach)),
             'total', f.size + f.industry + f.signals + f.reach) as fresh
      from crm.client_facts(score_clients.clients) f),
  written as (
    update crm.clients c set score = f.total, score_factors = f.fresh from facts f
     where c.org_id = kit.org_id() and c.id = f.id and (f.score, f.factors) is distinct from (f.total, f.fresh)
    returning c.id, f.score / 10 <> f.total / 10 as moves)
  select count(*), (select array_agg(l.id) from crm.leads l
                     where l.org_id = kit.org_id() and l.client_id in (select w.id from written w where w.moves))
    into changed, leads from written;
  if leads is not null then perform crm.score_leads(leads); end if;
  perform set_config('throughline.derived', '', true);
  return changed;
end $$;
comment on function crm.score_clients(uuid[]) is 'Scores clients in one pass.';
revoke execute on function crm.score_clients(uuid[]) from public;
grant execute on function crm.score_clients(uuid[]) to tl_system;

-- What the score rests on is looked at again soon after it changed; the industries of won deals are for the night.
create or replace trigger y_scored_insert after insert on crm.clients referencing new table as new_rows
  for each statement execute function kit.note('score_clients', 'values (n.id)');
create or replace trigger y_scored_update after update on crm.clients for each row
  when ((old.size, old.industry, old.website) is distinct from (new.size, new.industry, new.website))
  execute function kit.note('score_clients', 'values (n.id)');
create or replace trigger y_scored_insert after insert on crm.contacts referencing new table as new_rows
  for each statement execute function kit.note('score_clients', 'values (n.client_id)');
create or replace trigger y_scored_update after update on crm.contacts for each row
  when ((old.client_id, old.email_index, old.phone_index, old.last_contact_date)
    is distinct from (new.client_id, new.email_index, new.phone_index, new.last_contact_date))
  execute function kit.note('score_clients', 'values (n.client_id)');
create or replace trigger y_scored_delete after delete on crm.contacts referencing old table as old_rows
  for each statement execute function kit.note('score_clients', 'values (n.client_id)');
create or replace trigger y_scored_insert after insert on crm.market_tenders referencing new table as new_rows
  for each statement execute function kit.note('score_clients', 'values (n.client_id)');
create or replace trigger y_scored_update after update on crm.market_tenders for each row
  when (old.client_id is distinct from new.client_id)
  execute function kit.note('score_clients', 'values (n.client_id)');
create or replace trigger y_scored_update after update on crm.opportunities for each row
  when (old.stage is distinct from new.stage and (old.stage = 'closed_won' or new.stage = 'closed_won'))
  execute function kit.note('score_clients', 'values (n.client_id)');
