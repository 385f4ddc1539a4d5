create or replace function delivery.invoice_ageing()
returns table (label text, link text, tone text, amount float8, invoices float8)
language sql stable set search_path = pg_catalog as $$
select b.label, 'status=in.(issued,sent,overdue)&' || b.link, b.tone, coalesce(sum(i.balance), 0)::float8,
  count(i.id)::float8
  from (values
    (1, 'Not due yet', null, 'due_date=gte.' || current_date, current_date, 'infinity'::date),
    (2, '1 to 30 days', null, 'due_date=gte.' || (current_date - 30) || '&due_date=lt.' || current_date,
      current_date - 30, current_date),
    (3, '31 to 60 days', 'warn', 'due_date=gte.' || (current_date - 60) || '&due_date=lt.' || (current_date - 30),
      current_date - 60, current_date - 30),
    (4, '61 to 90 days', 'bad', 'due_date=gte.' || (current_date - 90) || '&due_date=lt.' || (current_date - 60),
      current_date - 90, current_date - 60),
    (5, 'Over 90 days', 'bad', 'due_date=lt.' || (current_date - 90), '-infinity', current_date - 90)) b (n, label,
      tone, link, since, until)
  left join delivery.invoices i on i.kind = 'invoice' and i.status in ('issued', 'sent', 'overdue')
    and i.due_date >= b.since and i.due_date < b.until
 group by b.n, b.label, b.tone, b.link order by b.n
$$;
comment on function delivery.invoice_ageing() is
  'Invoice ageing. How old is what clients owe?
   @report(invoices) @by(Overdue by) @measures amount=money invoices=count';
