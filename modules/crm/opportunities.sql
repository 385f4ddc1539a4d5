-- How far a deal has come. Each stage has its probability: 10, 25, 40, 60, 80, 100, 0. @values closed_won='Closed won' closed_lost='Closed lost'
-- @tones lead=info qualified=info discovery=info proposal=info negotiation=warn closed_won=good closed_lost=bad
create type crm.deal_stage as enum ('lead', 'qualified', 'discovery', 'proposal', 'negotiation', 'closed_won',
  'closed_lost');

-- What kind of business it is.
-- @tones new=info
create type crm.deal_type as enum ('new', 'renewal', 'expansion');

-- How the deal came to us.
create type crm.deal_source as enum ('referral', 'inbound', 'outbound', 'event', 'partner');

-- How a closed deal ended.
-- @tones won=good lost=bad
create type crm.deal_outcome as enum ('won', 'lost');

-- A deal with a client, from first idea to won or lost. @also(deals)
-- @icon(handshake) @words(Deal, Deals) @menu(3) @key(d) @board(stage) @calendar(expected_close_date) @sum(value)
-- @card(client_id, value, owner_id) @searched(name) @meaning(name)
create table crm.opportunities (
  org_id              uuid not null default kit.org_id(),
  id                  uuid not null default kit.new_id(),
  client_id           uuid not null,                                           -- The client. @list @also(company)
  name                text not null check (name <> '' and length(name) <= 300),-- Title, such as "EasyVista ITSM implementation". @list @also(title, deal, deal_name)
  type                crm.deal_type not null default 'new',                    -- New business, renewal or expansion. @list
  source              crm.deal_source,                                         -- How it came to us.
  stage               crm.deal_stage not null default 'lead',                  -- How far it has come. @list
  value               kit.money not null default 0 check (value >= 0),         -- What it is worth. @list @also(amount)
  currency            kit.currency,                                            -- Currency of the value; empty means the organisation's.
  probability         kit.percent not null generated always as (
    case stage when 'lead' then 10 when 'qualified' then 25 when 'discovery' then 40 when 'proposal' then 60
               when 'negotiation' then 80 when 'closed_won' then 100 else 0 end) stored, -- Chance of winning, in percent, given by the stage. @list
  stage_entered_at    timestamptz not null default now(),                      -- When it came into this stage; kept by the database. @stamped
  expected_close_date date,                                                    -- When we expect the decision. @list @also(close_date)
  actual_close_date   date,                                                    -- When it was decided.
  outcome             crm.deal_outcome generated always as (
    case stage when 'closed_won' then 'won'::crm.deal_outcome when 'closed_lost' then 'lost'::crm.deal_outcome end) stored, -- Won or lost, once closed.
  loss_reason         text,                                                    -- Why it was lost; required for lost deals. @long
  renewal_date        date,                                                    -- For a renewal: the contract end it follows.
  owner_id            uuid default kit.owner(),                                                 -- Who runs the deal. @list
  created_by          uuid default kit.user_id(),                              -- Who entered it. @stamped
  custom              jsonb not null default '{}' check (jsonb_typeof(custom) = 'object'), -- Fields the organisation added.
  created_at          timestamptz not null default now(),
  updated_at          timestamptz not null default now(),
  primary key (org_id, id),
  constraint opportunities_loss_needs_a_reason check (stage <> 'closed_lost' or trim(coalesce(loss_reason, '')) <> '') -- A lost deal needs a loss reason.
);
create index opportunities_stage_idx on crm.opportunities (org_id, stage);
create index opportunities_close_idx on crm.opportunities (org_id, expected_close_date);
create unique index opportunities_renewed_once on crm.opportunities (org_id, client_id, renewal_date)
  where renewal_date is not null;
create index opportunities_newest_idx on crm.opportunities (org_id, created_at desc, id desc);
select kit.refers('crm.opportunities', 'client_id', 'crm.clients', 'cascade');
select kit.refers('crm.opportunities', 'owner_id', 'identity.users', 'set null');
select kit.refers('crm.opportunities', 'created_by', 'identity.users', 'set null');
select kit.noun('crm.opportunities', label => 'name');
create or replace trigger check_custom before insert or update of custom on crm.opportunities for each row
  execute function identity.check_custom();

-- A deal that moves starts counting its days anew; one that closes is dated.
create or replace function crm.move_deal() returns trigger language plpgsql as $$
declare
  begun crm.opportunities;
begin
  if tg_op = 'INSERT' or new.stage <> old.stage then
    if tg_op = 'UPDATE' and old.stage = 'closed_lost' and new.stage = 'closed_won' and not kit.undoing() then
      raise exception using errcode = '23514', constraint = 'opportunities_reopened_first',
        message = 'This deal was lost.', hint = 'Reopen it first.';
    end if;
    if tg_op = 'UPDATE' and not kit.undoing() then new.stage_entered_at := now(); end if;
    if new.stage in ('closed_won', 'closed_lost')
      then new.actual_close_date := coalesce(new.actual_close_date, current_date);
    else new.actual_close_date := null; end if;
    if new.stage <> 'closed_lost' then new.loss_reason := null;
    elsif regexp_replace(new.loss_reason, '[\s\u00a0\u200b-\u200f\u2000-\u200a\u2028-\u202f\u205f\u2060\u3000\ufeff]',
      '', 'g') = '' then
      raise exception using errcode = '23514', constraint = 'opportunities_loss_needs_a_reason',
        column = 'loss_reason', message = 'A lost deal needs a loss reason', hint = 'Say why in a few words.';
    end if;
    -- A deal that begins at a later stage came through the earlier ones; only an admin's import brings history along as it was.
    if not kit.undoing() and new.stage not in ('lead', 'closed_lost')
      and kit.setting('pipeline.enforce_exit_criteria', 'false') = 'true'::jsonb then
      if tg_op = 'INSERT' and current_user <> 'tl_importer' then
        begun := new;
        begun.stage := 'lead';
        perform crm.check_exit_criteria(begun, new.stage);
      elsif tg_op = 'UPDATE' and old.stage < new.stage then
        perform crm.check_exit_criteria(old, new.stage);
      end if;
    end if;
  end if;
  return new;
end $$;
comment on function crm.move_deal() is 'Keeps stage_entered_at, actual_close_date and loss_reason true, and the exit criteria when they bind.';
create or replace trigger move_deal before insert or update on crm.opportunities for each row
  execute function crm.move_deal();

create or replace function crm.days_in_stage(opportunity crm.opportunities) returns integer language sql stable as $$
  select greatest(0, extract(day from now() - opportunity.stage_entered_at))::int
$$;
comment on function crm.days_in_stage(crm.opportunities) is 'Whole days since the deal came into its stage.';

create or replace function crm.weighted_value(opportunity crm.opportunities) returns numeric language sql immutable
  as $$
  select round(opportunity.value * opportunity.probability / 100, 2)
$$;
comment on function crm.weighted_value(crm.opportunities) is 'Value times probability.';

-- What must hold before a deal leaves its stage (source: yourco, "DealStage"), each with whether it does.
create or replace function crm.exit_criteria(opportunity crm.opportunities) returns jsonb language sql stable as $$
  select coalesce(jsonb_agg(jsonb_build_object('stage', stage, 'criterion', criterion, 'met', met) order by position),
    '[]')
    from (select c.*, num_nonnulls(nullif(c.meddpicc_metrics, ''), nullif(c.meddpicc_decision_criteria, ''),
      nullif(c.meddpicc_decision_process, ''),
                   nullif(c.meddpicc_paper_process, ''), nullif(c.meddpicc_identified_pain, ''),
                     nullif(c.meddpicc_competition, '')) as filled
            from crm.clients c where c.org_id = opportunity.org_id and c.id = opportunity.client_id) c
    cross join lateral (values
      (1, 'lead'::crm.deal_stage, 'Initial contact made',
        exists (select from crm.activities a where a.org_id = c.org_id and a.client_id = c.id)),
      (2, 'qualified', 'MEDDPICC fields populated', c.filled >= 4),
      (3, 'qualified', 'Champion identified',
        exists (select from crm.contacts k where k.org_id = c.org_id and k.client_id = c.id
        and 'champion' = any (k.role_tags))),
      (4, 'discovery', 'Pain identified', coalesce(c.meddpicc_identified_pain, '') <> ''),
      (5, 'discovery', 'Metrics defined', coalesce(c.meddpicc_metrics, '') <> ''),
      (6, 'proposal', 'Proposal delivered',
        exists (select from crm.activities a where a.org_id = c.org_id and a.opportunity_id = opportunity.id
        and a.type in ('email', 'meeting'))),
      (7, 'proposal', 'Economic buyer engaged',
        exists (select from crm.contacts k where k.org_id = c.org_id and k.client_id = c.id
            and 'economic_buyer' = any (k.role_tags) and k.last_contact_date >= current_date - 30)),
      (8, 'negotiation', 'Terms being finalised', coalesce(c.meddpicc_paper_process, '') <> '')) criteria (position,
        stage, criterion, met)
$$;
comment on function crm.exit_criteria(crm.opportunities) is 'The checklist of the stages: what must hold before the deal moves on.';

create or replace function crm.check_exit_criteria(opportunity crm.opportunities,
  target crm.deal_stage) returns void language plpgsql stable as $$
declare
  missing text;
begin
  select string_agg(c ->> 'criterion', ', ') into missing from jsonb_array_elements(crm.exit_criteria(opportunity)) c
   where (c ->> 'stage')::crm.deal_stage < target and (c ->> 'stage')::crm.deal_stage >= opportunity.stage
     and not (c ->> 'met')::boolean;
  if missing is not null then
    raise exception using errcode = 'TL410', constraint = 'opportunities_exit_criteria',
      message = format('The deal can''t move to %s yet: %s.', target, missing),
      hint = 'Fulfil the criteria, or switch off the setting pipeline.enforce_exit_criteria.';
  end if;
end $$;
comment on function crm.check_exit_criteria(crm.opportunities, crm.deal_stage)
  is 'Refuses a move whose exit criteria are not met.';

-- Money earned with the deal's client so far, so that the next price is set knowing the last margin.
create or replace function crm.client_margin(opportunity crm.opportunities) returns jsonb language sql stable as $$
  select delivery.margin_of(array(select p.id from delivery.projects p
    where p.org_id = opportunity.org_id and p.client_id = opportunity.client_id))
      || jsonb_build_object('floor', kit.number_setting('margin.floor_percent', 20))
$$;
comment on function crm.client_margin(crm.opportunities) is 'Revenue, cost and margin of the client''s projects, and the floor set in margin.floor_percent.';

-- Proposes a renewal for every client whose contract ends soon: once for each contract end. Worth what was won with the client last.
create or replace function crm.propose_renewals() returns bigint language sql volatile as $$
  with made as (
    insert into crm.opportunities (client_id, name, type, stage, value, expected_close_date, renewal_date, owner_id)
    select c.id, 'Renewal ' || extract(year from c.contract_end_date) || ': ' || left(c.name, 280), 'renewal', 'lead',
      coalesce(w.value, 0), c.contract_end_date, c.contract_end_date, c.owner_id
      from crm.clients c
      left join lateral (select o.value from crm.opportunities o
        where o.org_id = c.org_id and o.client_id = c.id and o.stage = 'closed_won'
        order by o.actual_close_date desc nulls last limit 1) w on true
     where c.org_id = kit.org_id() and c.status = 'active'
       and c.contract_end_date between current_date
         and current_date + kit.number_setting('renewal.days_before', 90)::int
       and not exists (select from crm.opportunities o where o.org_id = c.org_id and o.client_id = c.id
         and o.type = 'renewal' and o.stage not in ('closed_won', 'closed_lost'))
    on conflict (org_id, client_id, renewal_date) where renewal_date is not null do nothing
    returning 1)
  select count(*) from made
$$;
comment on function crm.propose_renewals() is 'Opens renewal deals for contracts that end soon.';

-- Deals on the timelines of their clients, at the stage they have come to.
create or replace view crm.deal_entries with (security_invoker = true) as
  select 'clients' as about, o.client_id as about_id, o.stage_entered_at as at, 'deal' as kind,
    'Deal ' || o.name || ': ' || replace(o.stage::text, '_', ' ') as title, '' as body, o.owner_id as user_id,
      null::text as who,
    '/opportunities/' || o.id as link, null::jsonb as changes
    from crm.opportunities o;
comment on view crm.deal_entries is 'Deals on timelines. @timeline(clients)';
grant select on crm.deal_entries to tl_admin, tl_manager, tl_consultant, tl_staff, tl_sales, tl_recruiter, tl_viewer;

-- Deals of their owner: past the day they should close on, and those to come.
create or replace view crm.deal_items with (security_invoker = true) as
  select 'opportunities' as noun, o.id, o.name || ' is past its close date' as title,
    coalesce((select c.name from crm.clients c where c.org_id = o.org_id and c.id = o.client_id), '') as about,
    null::numeric as amount, null::text as currency, null::text as icon, null::text as link,
    18 as weight, null::integer as overdue, -1 as ahead,
    o.expected_close_date as due_date, null::timestamptz as due_at,
    null::jsonb as acts
    from crm.opportunities o
   where o.owner_id = kit.user_id() and o.stage not in ('closed_won', 'closed_lost')
     and o.expected_close_date is not null
  union all
  select 'opportunities', o.id, o.name || ' should close',
    coalesce((select c.name from crm.clients c where c.org_id = o.org_id and c.id = o.client_id), ''),
    null, null, null, null, null, null, null, o.expected_close_date, null, null
    from crm.opportunities o
   where o.owner_id = kit.user_id() and o.stage not in ('closed_won', 'closed_lost')
     and o.expected_close_date is not null;
comment on view crm.deal_items is 'Deals that wait or come up. @today(opportunities)';
grant select on crm.deal_items to tl_admin, tl_manager, tl_consultant, tl_staff, tl_sales, tl_recruiter, tl_viewer;

-- Activities on the timelines of deals.
create or replace view crm.opportunity_entries with (security_invoker = true) as
  select 'opportunities' as about, a.opportunity_id as about_id, a.occurred_at as at, a.type::text as kind,
    a.subject as title,
    left(coalesce(a.description, ''), 3000) as body, a.created_by as user_id, a.writer as who,
      '/activities/' || a.id as link,
    null::jsonb as changes
    from crm.activities a;
comment on view crm.opportunity_entries is 'Activities on timelines of opportunities. @timeline(opportunities)';
grant select on crm.opportunity_entries to tl_admin, tl_manager, tl_consultant, tl_staff, tl_sales, tl_recruiter,
  tl_viewer;

-- Days on which deals should be decided, in the calendar of their owner.
create or replace view crm.deal_dates with (security_invoker = true) as
  select 'opportunities' as noun, o.id, 'Decision: ' || o.name as title, null::text as details,
    o.expected_close_date as due_date, null::timestamptz as starts_at, null::integer as minutes,
    o.updated_at as changed_at
    from crm.opportunities o
   where o.owner_id = kit.user_id() and o.stage not in ('closed_won', 'closed_lost')
     and o.expected_close_date is not null;
comment on view crm.deal_dates is 'Decisions in calendars. @dates()';
grant select on crm.deal_dates to tl_admin, tl_manager, tl_consultant, tl_staff, tl_sales, tl_recruiter, tl_viewer;

-- What the rules of nudges watch.
create or replace trigger y_noted_insert after insert on crm.opportunities referencing new table as new_rows
  for each statement execute function kit.note('keep_nudges', 'values (n.client_id), (n.id)');
create or replace trigger y_noted_update after update on crm.opportunities for each row
  when ((old.stage, old.value, old.owner_id, old.client_id, old.name, old.expected_close_date)
    is distinct from (new.stage, new.value, new.owner_id, new.client_id, new.name, new.expected_close_date))
  execute function kit.note('keep_nudges', 'values (n.client_id), (n.id)');
create or replace trigger y_noted_delete after delete on crm.opportunities referencing old table as old_rows
  for each statement execute function kit.note('keep_nudges', 'values (n.client_id), (n.id)');
