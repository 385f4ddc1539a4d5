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
