-- How far an offer has come.
-- @tones sent=info accepted=good declined=bad expired=warn
create type recruiting.offer_status as enum ('draft', 'sent', 'accepted', 'declined', 'withdrawn', 'expired');

-- What somebody who applied is offered. A draft may be changed; what was sent stays as it was sent.
-- @icon(handshake) @named(application_id) @board(status) @calendar(expires_date) @card(amount, start_date)
create table recruiting.offers (
  org_id         uuid not null default kit.org_id(),
  id             uuid not null default kit.new_id(),
  application_id uuid not null,                                                -- The application. @list
  status         recruiting.offer_status not null default 'draft',             -- How far it has come. @list
  amount         kit.money not null check (amount > 0),                        -- What is paid. @list @personal
  currency       kit.currency not null,                                        -- Currency of the amount.
  salary_unit    recruiting.salary_unit not null default 'year',               -- What the amount is per. @list
  start_date     date not null,                                                -- First day. @list
  end_date       date,                                                         -- Last day, where there is one.
  expires_date   date not null default current_date + 7,                       -- Last day on which it can be accepted. @list
  terms          text check (length(terms) <= 20000),                          -- What else is agreed; stands in the letter. @long @personal
  file_id        uuid,                                                         -- The letter as it was sent. @stamped
  sent_at        timestamptz,                                                  -- When it was sent. @stamped
  answered_at    timestamptz,                                                  -- When it was accepted or declined. @stamped
  accepted_name  text,                                                         -- The name typed by who accepted it. @stamped @personal
  answer_reason  text,                                                         -- Why it was declined or withdrawn. @stamped @long @personal
  created_by     uuid default kit.user_id(),                                   -- Who made it. @stamped
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now(),
  primary key (org_id, id),
  constraint offers_dates_in_order check (end_date >= start_date)              -- The last day is before the first.
);
create unique index offers_one_open on recruiting.offers (org_id, application_id)
  where status in ('draft', 'sent', 'accepted');
comment on index recruiting.offers_one_open is 'There is an offer already. Withdraw it before making another.';
create index offers_expiring_idx on recruiting.offers (org_id, expires_date) where status = 'sent';
select kit.refers('recruiting.offers', 'application_id', 'recruiting.applications', 'cascade');
select kit.refers('recruiting.offers', 'file_id', 'knowledge.files', 'set null');
select kit.refers('recruiting.offers', 'created_by', 'identity.users', 'set null');
select kit.noun('recruiting.offers', parents => '{application_id}');

-- Offers are sent, answered and withdrawn by their verbs; what was sent is not changed; nothing is offered where the application
-- has ended.
create or replace function recruiting.guard_offer() returns trigger language plpgsql as $$
begin
  if kit.undoing() or kit.is_server() or kit.in_bulk() then return coalesce(new, old); end if;
  if tg_op = 'DELETE' then
    if old.status <> 'draft' then
      raise exception using errcode = '23514', constraint = 'offers_sent_stay', table = 'offers', schema = 'recruiting',
        message = format('This offer is %s; it stays as it is.', old.status), hint = 'Withdraw it instead.';
    end if;
    return old;
  end if;
  if tg_op = 'INSERT' and new.status <> 'draft' or tg_op = 'UPDATE' and new.status <> old.status then
    raise exception using errcode = '42501', message = 'The status of an offer follows from what is done with it.',
      hint = 'Use send_offer, accept_offer, decline_offer or withdraw_offer.';
  end if;
  if tg_op = 'UPDATE' and old.status <> 'draft' then
    raise exception using errcode = '23514', constraint = 'offers_sent_stay', table = 'offers', schema = 'recruiting',
      message = format('This offer is %s; it stays as it is.', old.status), hint = 'Withdraw it, and make another.';
  end if;
  if tg_op = 'INSERT' and not exists (select from recruiting.applications a
    where a.org_id = new.org_id and a.id = new.application_id and a.is_active) then
    raise exception using errcode = '23514', constraint = 'offers_need_an_application', table = 'offers',
      schema = 'recruiting', column = 'application_id', message = 'This application has ended.',
      hint = 'Open it again first.';
  end if;
  return new;
end $$;
comment on function recruiting.guard_offer() is 'Keeps what was offered as it was sent.';
create or replace trigger guard_offer before insert or update or delete on recruiting.offers for each row
  execute function recruiting.guard_offer();

-- What is sent or answered moves the application; where the application ends, what is offered ends.
create or replace function recruiting.follow_offer() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
begin
  if kit.undoing() or kit.in_bulk() or tg_op = 'UPDATE' and new.status = old.status then return null; end if;
  if new.status in ('sent', 'accepted') then
    update recruiting.applications a set status = 'offer', follow_up_status = 'offered',
      next_follow_up_date = case new.status when 'sent' then new.expires_date else new.start_date end
     where a.org_id = new.org_id and a.id = new.application_id and a.is_active;
  elsif new.status = 'declined' then
    update recruiting.applications a set status = 'withdrawn', next_follow_up_date = null
     where a.org_id = new.org_id and a.id = new.application_id and a.is_active;
  end if;
  return null;
end $$;
comment on function recruiting.follow_offer() is 'Moves an application as its offer moves.';
create or replace trigger follow_offer after insert or update of status on recruiting.offers for each row
  execute function recruiting.follow_offer();

create or replace function recruiting.end_offers() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
begin
  if not kit.undoing() and new.follow_up_status is distinct from 'joined' then
    delete from recruiting.offers o
     where o.org_id = new.org_id and o.application_id = new.id and o.status = 'draft';
    update recruiting.offers o set status = 'withdrawn', answer_reason = 'The application has ended.'
     where o.org_id = new.org_id and o.application_id = new.id and o.status in ('sent', 'accepted');
  end if;
  return null;
end $$;
comment on function recruiting.end_offers() is 'Withdraws what is offered when the application ends.';
create or replace trigger end_offers after update on recruiting.applications for each row
  when (old.is_active and not new.is_active) execute function recruiting.end_offers();

-- Offers on the timeline of their application.
create or replace view recruiting.offer_entries with (security_invoker = true) as
  select 'applications' as about, o.application_id as about_id, coalesce(o.answered_at, o.sent_at, o.created_at) as at,
    'stage' as kind, 'Offer ' || case o.status when 'draft' then 'drafted' else o.status::text end as title, '' as body,
    o.created_by as user_id, null::text as who, '/offers/' || o.id as link, null::jsonb as changes
    from recruiting.offers o;
comment on view recruiting.offer_entries is 'Offers on timelines. @timeline(applications)';
grant select on recruiting.offer_entries to tl_admin, tl_manager, tl_consultant, tl_staff, tl_sales, tl_recruiter,
  tl_viewer;

-- Offers that run out, and people who accepted and have not joined yet.
create or replace view recruiting.offer_items with (security_invoker = true) as
  select 'offers' as noun, o.id,
    case o.status when 'sent' then 'Offer waits for ' else 'Offer accepted by ' end || c.name as title, j.title as about,
    null::numeric as amount, null::text as currency, null::text as icon, null::text as link,
    10 as weight, null::integer as overdue, 7 as ahead,
    case o.status when 'sent' then o.expires_date else o.start_date end as due_date, null::timestamptz as due_at,
    null::jsonb as acts
    from recruiting.offers o
    join recruiting.applications a on a.org_id = o.org_id and a.id = o.application_id and a.is_active
    join recruiting.candidates c on c.org_id = a.org_id and c.id = a.candidate_id
    join recruiting.jobs j on j.org_id = a.org_id and j.id = a.job_id
   where o.status in ('sent', 'accepted');
comment on view recruiting.offer_items is 'Offers that wait, and who joins soon. @today(offers)';
grant select on recruiting.offer_items to tl_admin, tl_manager, tl_recruiter;
