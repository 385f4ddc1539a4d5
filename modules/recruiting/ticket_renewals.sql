-- How far a renewal has come. @tones received=warn accepted=good refused=bad
create type recruiting.renewal_status as enum ('requested', 'received', 'accepted', 'refused', 'withdrawn');

-- A renewed ticket a person was asked for: they send it through a link, a member accepts or refuses it.
-- @icon(badge-check) @words(Ticket renewal, Ticket renewals) @named(ticket, candidate_id) @board(status) @card(candidate_id, expires_date)
create table recruiting.ticket_renewals (
  org_id       uuid not null default kit.org_id(),
  id           uuid not null default kit.new_id(),
  candidate_id uuid not null,                                                  -- The person. @list
  ticket       text not null check (trim(ticket) <> '' and length(ticket) <= 200), -- The ticket. @list
  status       recruiting.renewal_status not null default 'requested',         -- How far it has come. @list
  number       text check (length(number) <= 100),                             -- Number of the new ticket, as the person typed it. @list
  issued_date  date,                                                           -- First day of the new ticket. @label('First day')
  expires_date date,                                                           -- Last day of the new ticket. @list @label('Last day')
  file_id      uuid,                                                           -- Photograph or scan of it.
  refusal_reason text,                                                         -- Why it was refused. @long
  asked_by     uuid default kit.user_id(),                                     -- Who asked for it. @list
  received_at  timestamptz,                                                    -- When it came in. @list
  decided_by   uuid,                                                           -- Who accepted or refused it.
  decided_at   timestamptz,                                                    -- When.
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  primary key (org_id, id),
  constraint ticket_renewals_days_in_order check (expires_date >= issued_date) -- The ticket ends before it begins.
);
create index ticket_renewals_open_idx on recruiting.ticket_renewals (org_id, status, received_at);
select kit.refers('recruiting.ticket_renewals', 'candidate_id', 'recruiting.candidates', 'cascade');
select kit.refers('recruiting.ticket_renewals', 'file_id', 'knowledge.files', 'set null');
select kit.refers('recruiting.ticket_renewals', 'asked_by', 'identity.users', 'set null');
select kit.refers('recruiting.ticket_renewals', 'decided_by', 'identity.users', 'set null');
select kit.noun('recruiting.ticket_renewals', parents => '{candidate_id}', label => 'ticket');
create or replace trigger drop_guest_links after delete on recruiting.ticket_renewals referencing old table as gone
  for each statement execute function identity.drop_guest_links('ticket_renewals');

-- Renewals that came in wait for a decision.
create or replace view recruiting.renewal_items with (security_invoker = true) as
  select 'ticket_renewals' as noun, r.id,
    coalesce((select c.name from recruiting.candidates c where c.org_id = r.org_id and c.id = r.candidate_id), '')
      || ' sent a new ' || r.ticket as title,
    'Accept or refuse it' as about,
    null::numeric as amount, null::text as currency, null::text as icon, '/candidates/' || r.candidate_id as link,
    8 as weight, null::integer as overdue, null::integer as ahead,
    null::date as due_date, r.received_at as due_at,
    null::jsonb as acts
    from recruiting.ticket_renewals r
   where r.status = 'received';
comment on view recruiting.renewal_items is 'Renewed tickets that wait for a decision. @today(ticket_renewals)';
grant select on recruiting.renewal_items to tl_admin, tl_manager, tl_recruiter;
