-- Tickets by their last day, renewals through a link, and links for people without an account.

create table identity.guest_links (
  org_id      uuid not null default kit.org_id(),
  id          uuid not null default kit.new_id(),
  purpose     text not null check (purpose ~ '^[a-z][a-z_]{1,39}$'),
  entity_type text not null check (entity_type <> ''),
  entity_id   uuid not null,
  token_hash  bytea not null,
  expires_at  timestamptz not null,
  used_at     timestamptz,
  revoked_at  timestamptz,
  created_by  uuid default kit.user_id(),
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (org_id, id)
);
create unique index guest_links_token_taken on identity.guest_links (token_hash);
create index guest_links_entity_idx on identity.guest_links (org_id, entity_type, entity_id);
alter table identity.guest_links add constraint guest_links_created_by_fkey foreign key (org_id, created_by)
  references identity.users (org_id, id) on delete set null (created_by) deferrable;
create index guest_links_created_by_idx on identity.guest_links (org_id, created_by);

create table recruiting.tickets (
  org_id       uuid not null default kit.org_id(),
  id           uuid not null default kit.new_id(),
  candidate_id uuid not null,
  ticket       text not null,
  number       text,
  issued_date  date,
  expires_date date,
  issuer       text,
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  primary key (org_id, id)
);
create unique index tickets_once on recruiting.tickets (org_id, candidate_id, lower(ticket));
create index tickets_expire_idx on recruiting.tickets (org_id, expires_date);
create index tickets_name_idx on recruiting.tickets (org_id, lower(ticket), expires_date);
alter table recruiting.tickets add constraint tickets_candidate_id_fkey foreign key (org_id, candidate_id)
  references recruiting.candidates (org_id, id) on delete cascade deferrable;

create type recruiting.renewal_status as enum ('requested', 'received', 'accepted', 'refused', 'withdrawn');
create table recruiting.ticket_renewals (
  org_id       uuid not null default kit.org_id(),
  id           uuid not null default kit.new_id(),
  candidate_id uuid not null,
  ticket       text not null check (trim(ticket) <> '' and length(ticket) <= 200),
  status       recruiting.renewal_status not null default 'requested',
  number       text check (length(number) <= 100),
  issued_date  date,
  expires_date date,
  file_id      uuid,
  refusal_reason text,
  asked_by     uuid default kit.user_id(),
  received_at  timestamptz,
  decided_by   uuid,
  decided_at   timestamptz,
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  primary key (org_id, id),
  constraint ticket_renewals_days_in_order check (expires_date >= issued_date)
);
create index ticket_renewals_open_idx on recruiting.ticket_renewals (org_id, status, received_at);
alter table recruiting.ticket_renewals add constraint ticket_renewals_candidate_id_fkey
  foreign key (org_id, candidate_id) references recruiting.candidates (org_id, id) on delete cascade deferrable;
create index ticket_renewals_candidate_id_idx on recruiting.ticket_renewals (org_id, candidate_id);
alter table recruiting.ticket_renewals add constraint ticket_renewals_file_id_fkey foreign key (org_id, file_id)
  references knowledge.files (org_id, id) on delete set null (file_id) deferrable;
create index ticket_renewals_file_id_idx on recruiting.ticket_renewals (org_id, file_id);
alter table recruiting.ticket_renewals add constraint ticket_renewals_asked_by_fkey foreign key (org_id, asked_by)
  references identity.users (org_id, id) on delete set null (asked_by) deferrable;
create index ticket_renewals_asked_by_idx on recruiting.ticket_renewals (org_id, asked_by);
alter table recruiting.ticket_renewals add constraint ticket_renewals_decided_by_fkey foreign key (org_id, decided_by)
  references identity.users (org_id, id) on delete set null (decided_by) deferrable;
create index ticket_renewals_decided_by_idx on recruiting.ticket_renewals (org_id, decided_by);

-- What was computed when somebody asked stands on the person now.
drop view if exists recruiting.ticket_items;
drop function if exists recruiting.first_ticket(jsonb);
drop function if exists recruiting.next_ticket_expiry(recruiting.candidates);
alter table recruiting.candidates add column next_ticket_expiry_date date;
create index candidates_ticket_expiry_idx on recruiting.candidates (org_id, next_ticket_expiry_date);

insert into recruiting.tickets (org_id, candidate_id, ticket, number, issued_date, expires_date, issuer)
select distinct on (c.org_id, c.id, lower(n.ticket)) c.org_id, c.id, n.ticket,
       nullif(left(trim(regexp_replace(t ->> 'number', '[[:cntrl:][:space:]]+', ' ', 'g')), 200), ''), n.issued, l.last,
       nullif(left(trim(regexp_replace(t ->> 'issuer', '[[:cntrl:][:space:]]+', ' ', 'g')), 200), '')
  from recruiting.candidates c
 cross join lateral jsonb_array_elements(case jsonb_typeof(c.compliance) when 'array' then c.compliance else '[]' end) t
 cross join lateral (select
   nullif(left(trim(regexp_replace(t ->> 'ticket', '[[:cntrl:][:space:]]+', ' ', 'g')), 200), '') as ticket,
   case when t ->> 'issued' ~ '^\d{4}-\d\d-\d\d$' and pg_input_is_valid(t ->> 'issued', 'date')
     and t ->> 'issued' between '1800-01-01' and '2999-12-31' then (t ->> 'issued')::date end as issued,
   case when t ->> 'expires' ~ '^\d{4}-\d\d-\d\d$' and pg_input_is_valid(t ->> 'expires', 'date')
     and t ->> 'expires' between '1800-01-01' and '2999-12-31' then (t ->> 'expires')::date end as expires) n
  left join recruiting.ticket_kinds k on k.org_id = c.org_id and lower(trim(k.name)) = lower(n.ticket)
 cross join lateral (select
   coalesce(n.expires, (n.issued + make_interval(months => k.validity_months))::date) as last) l
 where n.ticket is not null
 order by c.org_id, c.id, lower(n.ticket), l.last desc nulls first, n.issued desc nulls last;
update recruiting.candidates c set next_ticket_expiry_date = n.day
  from (select k.org_id, k.candidate_id, min(k.expires_date) as day from recruiting.tickets k group by 1, 2) n
 where c.org_id = n.org_id and c.id = n.candidate_id and n.day is not null;
