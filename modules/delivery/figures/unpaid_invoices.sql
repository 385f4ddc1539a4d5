create or replace function delivery.unpaid_invoices() returns table (value float8, course float8[])
language sql stable set search_path = pg_catalog as $$
select (select coalesce(sum(balance), 0)::float8 from delivery.invoices
          where kind = 'invoice' and status in ('issued', 'sent', 'overdue')),
       array(select coalesce(n, 0)::float8 from kit.last_weeks()
               left join (select date_trunc('week', issue_date) as week, sum(amount) as n from delivery.invoices
                           where issue_date > now() - interval '12 weeks' and kind = 'invoice' group by 1) x
                             using (week)
              order by week)
$$;
comment on function delivery.unpaid_invoices() is 'Unpaid invoices. @figure(invoices) @link(/reports/invoice_ageing) @measures value=money @places consultant=4 staff=4 admin=3 manager=3 viewer=3';
