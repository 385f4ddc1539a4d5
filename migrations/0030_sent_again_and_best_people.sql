-- What somebody sends who applied before: their answers and what they agreed to stand with the form.
alter table recruiting.application_forms
  add column answers jsonb not null default '{}',
  add column consent_text text,
  add column retention_months integer,
  add column joins_talent_pool boolean not null default false;

-- Everything the best people of a trade are chosen by stands in the index.
drop index recruiting.candidates_trade_index_idx;
create index candidates_trade_index_idx on recruiting.candidates (org_id, trade_index) include (id, role_index, status,
  internal_rating, charge_out_rate, lat, lng, availability_date);
drop index recruiting.candidates_role_index_idx;
create index candidates_role_index_idx on recruiting.candidates (org_id, role_index) include (id, trade_index, status,
  internal_rating, charge_out_rate, lat, lng, availability_date);

-- What 0016 and 0021 meant to fill in, and row security, which holds for the owner too, kept from them.
alter table recruiting.jobs no force row level security;
alter table recruiting.jobs disable trigger user;
update recruiting.jobs set published_at = created_at, posting_changed_at = coalesce(posting_changed_at, updated_at)
 where status <> 'draft' and published_at is null;
alter table recruiting.jobs enable trigger user;
alter table recruiting.jobs force row level security;
alter table recruiting.candidates no force row level security;
alter table recruiting.tickets no force row level security;
alter table recruiting.ticket_kinds no force row level security;
alter table recruiting.candidates disable trigger user;
alter table recruiting.tickets disable trigger user;
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
   and not exists (select from recruiting.tickets h where h.org_id = c.org_id and h.candidate_id = c.id)
 order by c.org_id, c.id, lower(n.ticket), l.last desc nulls first, n.issued desc nulls last;
update recruiting.candidates c set next_ticket_expiry_date = n.day
  from (select k.org_id, k.candidate_id, min(k.expires_date) as day from recruiting.tickets k group by 1, 2) n
 where c.org_id = n.org_id and c.id = n.candidate_id and n.day is not null and c.next_ticket_expiry_date is null;
alter table recruiting.tickets enable trigger user;
alter table recruiting.candidates enable trigger user;
alter table recruiting.ticket_kinds force row level security;
alter table recruiting.tickets force row level security;
alter table recruiting.candidates force row level security;
