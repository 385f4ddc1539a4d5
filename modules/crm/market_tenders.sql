-- A public or private tender worth a look. @also(tenders)
-- @icon(radar) @menu(7) @calendar(closing_date) @sum(value) @searched(title) @meaning(title, client, location, summary)
create table crm.market_tenders (
  org_id       uuid not null default kit.org_id(),
  id           uuid not null default kit.new_id(),
  title        text not null check (title <> ''),                              -- What is asked for. @list
  client       text,                                                           -- Who asks, as published. @list @label('Who asks')
  client_id    uuid,                                                           -- The client of ours that asks.
  location     text,                                                           -- Where the work is. @list
  value        kit.money,                                                      -- What it is worth. @list
  currency     kit.currency,                                                   -- Currency of the value.
  closing_date date,                                                           -- Last day for offers. @list
  is_pursuing  boolean not null default false,                                 -- We are going for it. @list
  url          kit.url,                                                        -- Where it is published. @label(Link)
  summary      text,                                                           -- What it is about. @long
  ocid         text,                                                           -- Open Contracting ID. @label(OCID)
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  opportunity_id uuid,                                                         -- The deal it became; opened by the database when we go for it. @stamped
  drop_reason  text,                                                           -- Why we do not go for it any more. @long
  checklist    jsonb not null default '[]' check (jsonb_typeof(checklist) = 'array'), -- Points to settle before we hand in. @label('Go or no-go') @rows(point, answer, notes=long)
  published_at timestamptz,                                                    -- Day of the newest release that was read. @stamped
  suggested_client_id uuid,                                                    -- A client of ours that is called like who asks; not linked before somebody says so. @stamped
  primary key (org_id, id),
  constraint market_tenders_ocid_taken unique (org_id, ocid)                   -- This tender is already here.
);
create index market_tenders_closing_idx on crm.market_tenders (org_id, closing_date);
select kit.refers('crm.market_tenders', 'client_id', 'crm.clients', 'set null');
select kit.refers('crm.market_tenders', 'opportunity_id', 'crm.opportunities', 'set null', uniquely => true);
select kit.refers('crm.market_tenders', 'suggested_client_id', 'crm.clients', 'set null');
select kit.noun('crm.market_tenders', label => 'title');
comment on constraint market_tenders_opportunity_id_taken on crm.market_tenders is 'This deal is another tender''s.';

create or replace function crm.is_checklist(value jsonb) returns boolean language sql immutable parallel safe return
  value = '[]' or jsonb_typeof(value) = 'array' and jsonb_array_length(value) <= 100
    and not exists (select from jsonb_array_elements(case jsonb_typeof(value) when 'array' then value else '[]' end) p
                     where not kit.is_flat(p) or coalesce(trim(p ->> 'point'), '') = '');
comment on function crm.is_checklist(jsonb) is 'Whether it is a list of points, each with a name.';
select kit.shaped('crm.market_tenders', 'checklist', 'crm.is_checklist',
  'The checklist is a list of points, such as [{"point": "Is there time?", "answer": "Yes"}].');

-- What is asked before we go for a tender, where nobody wrote a list of their own.
create or replace function crm.go_or_no_go() returns jsonb language sql immutable parallel safe return
  jsonb '[{"point": "Can we do the work?"}, {"point": "Do we meet every requirement?"},
          {"point": "Do we know who asks?"}, {"point": "Is the price worth it?"}, {"point": "Is there time to hand in?"}]';
comment on function crm.go_or_no_go() is 'The points of a new checklist.';

-- Going for a tender opens its deal, once; whoever gives it up says why. A deal that was lost with the tender is opened
-- again with it.
create or replace function crm.pursue_tender() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
declare
  deal crm.opportunities;
begin
  if kit.undoing() then return new; end if;
  if new.client_id is not null then new.suggested_client_id := null; end if;
  if new.is_pursuing and (tg_op = 'INSERT' or not old.is_pursuing) then
    if new.client_id is null then
      raise exception using errcode = '23514', constraint = 'market_tenders_pursued_for_a_client', column = 'client_id',
        message = 'A tender is pursued for a client.', hint = 'Link the client that asks first.';
    end if;
    new.drop_reason := null;
    if new.checklist = '[]' then new.checklist := crm.go_or_no_go(); end if;
    select * into deal from crm.opportunities o
     where o.org_id = new.org_id and o.id = new.opportunity_id and o.client_id = new.client_id for update;
    if deal.id is null then
      insert into crm.opportunities (org_id, client_id, name, value, currency, expected_close_date, owner_id)
      values (new.org_id, new.client_id, left(new.title, 300), greatest(new.value, 0), new.currency,
        new.closing_date, kit.user_id())
      returning id into new.opportunity_id;
    elsif deal.stage = 'closed_lost' then
      update crm.opportunities o set stage = 'lead', expected_close_date = new.closing_date
       where o.org_id = deal.org_id and o.id = deal.id;
    end if;
  elsif tg_op = 'UPDATE' and old.is_pursuing and not new.is_pursuing and regexp_replace(coalesce(new.drop_reason, ''),
    '[\s\u00a0\u200b-\u200f\u2000-\u200a\u2028-\u202f\u205f\u2060\u3000\ufeff]', '', 'g') = '' then
    raise exception using errcode = '23514', constraint = 'market_tenders_dropped_for_a_reason', column = 'drop_reason',
      message = 'A tender that is given up needs a reason.', hint = 'Say why in a few words.';
  end if;
  return new;
end $$;
comment on function crm.pursue_tender() is 'Opens the deal of a tender we go for; asks why one is given up.';
create or replace trigger pursue_tender before insert or update on crm.market_tenders for each row
  execute function crm.pursue_tender();

-- Nobody hangs a deal on a client they may not change, by way of a tender either.
create or replace function crm.may_pursue() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  if new.is_pursuing and (tg_op = 'INSERT' or not old.is_pursuing) and not kit.undoing() and not kit.is_server()
    and current_user not in ('tl_admin', 'tl_manager') and not new.client_id = any (kit.my_clients()) then
    raise exception using errcode = '42501', message = 'This client is not yours to open a deal for.',
      hint = 'Ask who owns the client, or a manager.';
  end if;
  return new;
end $$;
comment on function crm.may_pursue() is 'Lets a tender be pursued only for a client of one''s own.';
create or replace trigger may_pursue before insert or update on crm.market_tenders for each row
  execute function crm.may_pursue();

-- What is to be done for a tender we go for, and in time; a tender given up takes its tasks and its early deal along.
create or replace function crm.plan_tender() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
declare
  late date := new.closing_date - 3;
  hand_in date := case when new.closing_date is not null then greatest(new.closing_date - 2, current_date) end;
begin
  if kit.undoing() then return null; end if;
  if new.is_pursuing and (tg_op = 'INSERT' or not old.is_pursuing) then
    update crm.sales_tasks t set is_completed = false, dropped_at = null
     where t.org_id = new.org_id and t.tender_id = new.id and t.dropped_at is not null;
    if not exists (select from crm.sales_tasks t where t.org_id = new.org_id and t.tender_id = new.id) then
      insert into crm.sales_tasks (org_id, tender_id, title, due_date, assigned_to)
      values (new.org_id, new.id, 'Read the documents', greatest(least(current_date + 2, late), current_date),
          kit.user_id()),
        (new.org_id, new.id, 'Go or no-go', greatest(least(current_date + 5, late), current_date), kit.user_id()),
        (new.org_id, new.id, 'Hand in the offer', hand_in, kit.user_id());
    end if;
  elsif tg_op = 'INSERT' then return null;
  elsif old.is_pursuing and not new.is_pursuing then
    update crm.sales_tasks t set is_completed = true, dropped_at = now()
     where t.org_id = new.org_id and t.tender_id = new.id and not t.is_completed;
    update crm.opportunities o set stage = 'closed_lost', loss_reason = new.drop_reason
     where o.org_id = new.org_id and o.id = new.opportunity_id and o.stage = 'lead';
  elsif new.is_pursuing and new.closing_date is distinct from old.closing_date then
    -- What was planned by the last day goes with it; what people moved themselves stays.
    update crm.opportunities o set expected_close_date = new.closing_date
     where o.org_id = new.org_id and o.id = new.opportunity_id and o.stage not in ('closed_won', 'closed_lost')
       and o.expected_close_date is not distinct from old.closing_date;
    update crm.sales_tasks t set due_date = hand_in
     where t.org_id = new.org_id and t.tender_id = new.id and not t.is_completed
       and t.due_date is not distinct from old.closing_date - 2;
  end if;
  return null;
end $$;
comment on function crm.plan_tender() is 'Keeps tasks and deal of a tender in step with whether we go for it.';
create or replace trigger plan_tender after insert or update on crm.market_tenders for each row
  execute function crm.plan_tender();

-- A company by the words of its name, in any order, without its legal form and what says nothing.
create or replace function crm.name_words(name text) returns text language sql immutable parallel safe return (
  select string_agg(distinct word, ' ' order by word) from kit.words(kit.plain_name(name)) word
   where word not in ('the', 'of', 'and', 'for', 'und', 'der', 'die', 'das', 'se', 'ug', 'ohg', 'mbh', 'ab', 'oy', 'as',
     'nv', 'spa', 'sarl', 'sas', 'llp', 'lp', 'group'));
comment on function crm.name_words(text) is 'The words of a company''s name that tell it from others.';

-- Suggests clients for tenders that have none: those that alone are called like who asks.
create or replace function crm.suggest_tender_clients(ocids text[]) returns bigint language sql volatile as $$
  with called as (
    select crm.name_words(c.name) as words, min(c.id::text)::uuid as client
      from crm.clients c where c.org_id = kit.org_id() group by 1 having count(*) = 1),
  made as (
    update crm.market_tenders t set suggested_client_id = k.client
      from called k
     where t.org_id = kit.org_id() and t.ocid = any (ocids) and t.client_id is null
       and k.words = crm.name_words(t.client) and t.suggested_client_id is distinct from k.client
    returning 1)
  select count(*) from made
$$;
comment on function crm.suggest_tender_clients(text[]) is 'Suggests clients for the tenders of these OCIDs.';

-- Tenders with their last day.
create or replace view crm.tender_items with (security_invoker = true) as
  select 'market_tenders' as noun, t.id, t.title || ' closes' as title,
    coalesce(t.client, '') as about,
    null::numeric as amount, null::text as currency, null::text as icon, null::text as link,
    null::integer as weight, null::integer as overdue, null::integer as ahead,
    t.closing_date as due_date, null::timestamptz as due_at,
    null::jsonb as acts
    from crm.market_tenders t
   where t.closing_date is not null;
comment on view crm.tender_items is 'Tenders that close. @today(market_tenders)';
grant select on crm.tender_items to tl_admin, tl_manager, tl_consultant, tl_staff, tl_sales, tl_recruiter, tl_viewer;

-- What the rules of nudges watch.
create or replace trigger y_noted_insert after insert on crm.market_tenders referencing new table as new_rows
  for each statement execute function kit.note('keep_nudges', 'values (n.client_id), (n.id)');
create or replace trigger y_noted_update after update on crm.market_tenders referencing new table as new_rows
  for each statement execute function kit.note('keep_nudges', 'values (n.client_id), (n.id)');
create or replace trigger y_noted_delete after delete on crm.market_tenders referencing old table as old_rows
  for each statement execute function kit.note('keep_nudges', 'values (n.client_id), (n.id)');
