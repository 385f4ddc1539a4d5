-- The last number given in a series, so that numbers have no gaps: one series a year, for invoices and credit notes together.
-- @icon(hash) @words(Number series, Number series) @named(year)
create table delivery.number_series (
  org_id      uuid not null default kit.org_id(),
  id          uuid not null default kit.new_id(),
  year        integer not null,                                                -- The year. @list
  last_number integer not null default 0,                                      -- The last number given. @list
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (org_id, id),
  constraint number_series_year_taken unique (org_id, year)                    -- There is one series a year.
);
select kit.noun('delivery.number_series');

-- The next number of a year. The row stays locked until the transaction ends: one that fails gives its number back.
create or replace function delivery.next_number(in_year integer) returns text language plpgsql security definer
  set search_path = pg_catalog as $$
declare
  n integer; given text;
begin
  -- A number that was given is never taken back: nothing from here on can be undone.
  perform set_config('throughline.operation', '', true);
  loop
    insert into delivery.number_series as s (year, last_number) values (in_year, 1)
    on conflict on constraint number_series_year_taken do update set last_number = s.last_number + 1
      returning s.last_number into n;
    given := replace(replace(coalesce(kit.setting('invoice.number_format', '"{year}-{number}"') #>> '{}',
      '{year}-{number}'), '{year}', in_year::text), '{number}', lpad(n::text, greatest(4, length(n::text)), '0'));
    -- Invoices that came from another system keep their numbers; the series goes on behind them.
    exit when not exists (select from delivery.invoices v where v.org_id = kit.org_id() and v.invoice_number = given);
  end loop;
  return given;
end $$;
comment on function delivery.next_number(integer) is 'The next invoice number of a year, without gaps.';
revoke execute on function delivery.next_number(integer) from public;
