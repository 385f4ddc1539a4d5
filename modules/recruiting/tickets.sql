-- A ticket a person has now: of several of one name the one that is good longest. The database keeps it from the tickets on the person (candidates.compliance).
-- @icon(badge-check) @words(Ticket, Tickets) @menu(8) @named(ticket) @calendar(expires_date) @card(candidate_id, expires_date)
create table recruiting.tickets (
  org_id       uuid not null default kit.org_id(),
  id           uuid not null default kit.new_id(),
  candidate_id uuid not null,                                                  -- The person. @list
  ticket       text not null,                                                  -- What it is called. @list
  number       text,                                                           -- Its number. @list
  issued_date  date,                                                           -- First day it is good. @label('First day')
  expires_date date,                                                           -- Last day it is good: as it says, or for as long as its kind is good. @list @label('Last day')
  issuer       text,                                                           -- Who gave it. @list
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  primary key (org_id, id)
);
create unique index tickets_once on recruiting.tickets (org_id, candidate_id, lower(ticket));
create index tickets_expire_idx on recruiting.tickets (org_id, expires_date);
create index tickets_name_idx on recruiting.tickets (org_id, lower(ticket), expires_date);
select kit.refers('recruiting.tickets', 'candidate_id', 'recruiting.candidates', 'cascade', indexed => false);
select kit.noun('recruiting.tickets', parents => '{candidate_id}', audited => false);

-- A day as tickets write it; nothing where it is none, or so far away that it is never.
create or replace function recruiting.day_of(value jsonb) returns date language sql immutable parallel safe return
  case when recruiting.is_day(value) and value #>> '{}' between '1800-01-01' and '2999-12-31'
    then (value #>> '{}')::date end;
comment on function recruiting.day_of(jsonb) is 'A day such as 2027-02-28, or nothing.';

-- A word of a ticket, in one line.
create or replace function recruiting.line_of(value text) returns text language sql immutable parallel safe return
  nullif(left(trim(regexp_replace(value, '[[:cntrl:][:space:]]+', ' ', 'g')), 200), '');
comment on function recruiting.line_of(text) is 'A word in one line, or nothing.';

-- The tickets somebody has by their list, one of each name: the one that is good longest.
create or replace function recruiting.tickets_of(org uuid, compliance jsonb)
returns table (ticket text, number text, issued_date date, expires_date date, issuer text) language sql stable
  set search_path = pg_catalog as $$
  select distinct on (lower(n.ticket)) n.ticket, recruiting.line_of(t ->> 'number'), n.issued, l.last,
         recruiting.line_of(t ->> 'issuer')
    from jsonb_array_elements(case jsonb_typeof(compliance) when 'array' then compliance else '[]' end) t
   cross join lateral (select recruiting.line_of(t ->> 'ticket') as ticket, recruiting.day_of(t -> 'issued') as issued) n
    left join recruiting.ticket_kinds k on k.org_id = org and lower(trim(k.name)) = lower(n.ticket)
   cross join lateral (select coalesce(recruiting.day_of(t -> 'expires'),
     (n.issued + make_interval(months => k.validity_months))::date) as last) l
   where n.ticket is not null
   order by lower(n.ticket), l.last desc nulls first, n.issued desc nulls last
$$;
comment on function recruiting.tickets_of(uuid, jsonb) is 'The tickets of a list, one of each name.';

-- Makes the tickets of people what their lists say.
create or replace function recruiting.keep_tickets(org uuid, people uuid[]) returns void language sql
  set search_path = pg_catalog as $$
  with has as (
    select c.id as person, t.* from recruiting.candidates c cross join lateral recruiting.tickets_of(org, c.compliance) t
     where c.org_id = org and c.id = any (people)),
  lost as (
    delete from recruiting.tickets k where k.org_id = org and k.candidate_id = any (people)
      and not exists (select from has h where h.person = k.candidate_id and lower(h.ticket) = lower(k.ticket)))
  insert into recruiting.tickets as k (org_id, candidate_id, ticket, number, issued_date, expires_date, issuer)
  select org, h.person, h.ticket, h.number, h.issued_date, h.expires_date, h.issuer from has h
  on conflict (org_id, candidate_id, lower(ticket)) do update
    set ticket = excluded.ticket, number = excluded.number, issued_date = excluded.issued_date,
        expires_date = excluded.expires_date, issuer = excluded.issuer
  where (k.ticket, k.number, k.issued_date, k.expires_date, k.issuer) is distinct from
        (excluded.ticket, excluded.number, excluded.issued_date, excluded.expires_date, excluded.issuer)
$$;
comment on function recruiting.keep_tickets(uuid, uuid[]) is 'Makes the tickets of people what their lists say.';
revoke execute on function recruiting.keep_tickets(uuid, uuid[]) from public;

create or replace function recruiting.keep_tickets_of_people() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
begin
  if tg_op = 'INSERT' then
    perform recruiting.keep_tickets(n.org_id, array_agg(n.id)) from new_rows n where n.compliance <> '[]' group by n.org_id;
  else
    perform recruiting.keep_tickets(n.org_id, array_agg(n.id)) from new_rows n
      join old_rows o on o.org_id = n.org_id and o.id = n.id
     where n.compliance is distinct from o.compliance group by n.org_id;
  end if;
  return null;
end $$;
comment on function recruiting.keep_tickets_of_people() is 'Keeps the tickets of people whose list changed.';
create or replace trigger keep_tickets_on_insert after insert on recruiting.candidates
  referencing new table as new_rows for each statement execute function recruiting.keep_tickets_of_people();
create or replace trigger keep_tickets_on_update after update on recruiting.candidates
  referencing old table as old_rows new table as new_rows for each statement
  execute function recruiting.keep_tickets_of_people();

-- The soonest last day of a person's tickets stands on the person, so that people are found by it.
create or replace function recruiting.stand_expiry() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
begin
  new.next_ticket_expiry_date := (select min(t.expires_date) from recruiting.tickets_of(new.org_id, new.compliance) t);
  return new;
end $$;
comment on function recruiting.stand_expiry() is 'Keeps the soonest last day of a person''s tickets.';
create or replace trigger stand_expiry_on_insert before insert on recruiting.candidates for each row
  when (new.compliance <> '[]') execute function recruiting.stand_expiry();
create or replace trigger stand_expiry_on_update before update of compliance on recruiting.candidates for each row
  when (new.compliance is distinct from old.compliance) execute function recruiting.stand_expiry();

-- A kind that is good for another time, or is called otherwise, changes the tickets of its name.
create or replace function recruiting.follow_ticket_kind() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
declare
  org uuid := case tg_op when 'DELETE' then old.org_id else new.org_id end;
  names text[] := array_remove(array[case when tg_op <> 'INSERT' then lower(trim(old.name)) end,
    case when tg_op <> 'DELETE' then lower(trim(new.name)) end], null);
  people uuid[] := array(select k.candidate_id from recruiting.tickets k where k.org_id = org and lower(k.ticket) = any (names));
begin
  perform recruiting.keep_tickets(org, people);
  update recruiting.candidates c set next_ticket_expiry_date = n.day
    from (select k.candidate_id, min(k.expires_date) as day from recruiting.tickets k
           where k.org_id = org and k.candidate_id = any (people) group by k.candidate_id) n
   where c.org_id = org and c.id = n.candidate_id and c.next_ticket_expiry_date is distinct from n.day;
  return null;
end $$;
comment on function recruiting.follow_ticket_kind() is 'Keeps the last days of tickets true to their kind.';
create or replace trigger follow_kind_on_insert after insert on recruiting.ticket_kinds for each row
  when (new.validity_months is not null) execute function recruiting.follow_ticket_kind();
create or replace trigger follow_kind_on_update after update of name, validity_months on recruiting.ticket_kinds for each row
  when (new.name <> old.name or new.validity_months is distinct from old.validity_months)
  execute function recruiting.follow_ticket_kind();
create or replace trigger follow_kind_on_delete after delete on recruiting.ticket_kinds for each row
  when (old.validity_months is not null) execute function recruiting.follow_ticket_kind();

-- Where two people become one, tickets stay with the list they come from, and go with it.
create or replace function recruiting.leave_ticket() returns trigger language plpgsql as $$
begin
  return null;
end $$;
comment on function recruiting.leave_ticket() is 'Keeps a ticket with its person.';
create or replace trigger leave_ticket before update of candidate_id on recruiting.tickets for each row
  when (new.candidate_id <> old.candidate_id) execute function recruiting.leave_ticket();

-- Tickets of people who work or could, before they end: each person's first.
create or replace view recruiting.ticket_items with (security_invoker = true) as
  select 'candidates' as noun, c.id, c.name || ': ' || t.ticket || ' expires' as title,
    'Ticket' as about,
    null::numeric as amount, null::text as currency, 'badge-check' as icon, null::text as link,
    26 as weight, 9 as overdue, 30 as ahead,
    t.expires_date as due_date, null::timestamptz as due_at,
    null::jsonb as acts
    from recruiting.candidates c
    cross join lateral (select k.ticket, k.expires_date from recruiting.tickets k
      where k.org_id = c.org_id and k.candidate_id = c.id and k.expires_date = c.next_ticket_expiry_date limit 1) t
   where c.status in ('available', 'placed')
     and c.next_ticket_expiry_date between current_date - 60 and current_date + 30;
comment on view recruiting.ticket_items is 'Tickets that end. @today(candidates)';
grant select on recruiting.ticket_items to tl_admin, tl_manager, tl_recruiter;
