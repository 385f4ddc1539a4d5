-- Money that came in for an invoice.
-- @icon(receipt) @menu(8) @named(paid_date, amount) @calendar(paid_date) @sum(amount)
create table delivery.payments (
  org_id     uuid not null default kit.org_id(),
  id         uuid not null default kit.new_id(),
  invoice_id uuid not null,                                                    -- The invoice. @list
  amount     kit.money not null check (amount > 0),                            -- How much, in the invoice's currency. @list
  paid_date  date not null default current_date,                               -- Day it came in. @list
  method     text,                                                             -- How it was paid, such as bank transfer. @list
  reference  text,                                                             -- The bank's reference. @list
  created_by uuid default kit.user_id(),                                       -- Who entered it. @stamped
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id)
);
select kit.refers('delivery.payments', 'invoice_id', 'delivery.invoices', 'restrict');
select kit.refers('delivery.payments', 'created_by', 'identity.users', 'set null');
select kit.noun('delivery.payments', parents => '{invoice_id}', own_when => 'row.created_by = (select kit.user_id())');

-- An invoice is paid when what came in covers it; never more, and never before it was issued.
create or replace function delivery.count_payments() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
declare
  v delivery.invoices; total numeric; last date;
begin
  for v in select i.* from delivery.invoices i where i.org_id = coalesce(new.org_id, old.org_id)
    and i.id in (new.invoice_id, old.invoice_id) for update loop
    select coalesce(sum(p.amount), 0), max(p.paid_date) into total, last from delivery.payments p
      where p.org_id = v.org_id and p.invoice_id = v.id;
    if tg_op <> 'DELETE' and v.id = new.invoice_id and not kit.undoing() then
      if new.paid_date not between '2000-01-01' and current_date + 1 then
        raise exception using errcode = '23514', constraint = 'payments_day_has_come', column = 'paid_date',
          message = 'A payment came in on a day since 2000, and not later than today.', hint = 'Check the year.';
      end if;
      if v.status in ('draft', 'cancelled') or v.kind = 'credit_note' then
        raise exception using errcode = '23514', constraint = 'payments_need_an_open_invoice',
          message = format('Invoice %s can''t be paid: it is %s.', v.invoice_number,
          case when v.kind = 'credit_note' then 'a credit note' when v.status = 'draft' then 'still a draft'
          else 'cancelled' end),
          hint = 'Only issued invoices are paid.';
      elsif total > v.amount then
        raise exception using errcode = '23514', constraint = 'payments_within_the_amount',
          message = format('Only %s is open on invoice %s.', v.amount - total + new.amount, v.invoice_number),
          hint = 'Enter what belongs to this invoice, and the rest on another.';
      end if;
    end if;
    update delivery.invoices i set paid_amount = total, paid_date = case when total >= v.amount then last end,
           status = case when total >= v.amount then 'paid'::delivery.invoice_status
                         when v.status <> 'paid' then v.status when v.due_date < current_date then 'overdue'
                           when v.sent_date is null then 'issued' else 'sent' end
     where i.org_id = v.org_id and i.id = v.id;
  end loop;
  return null;
end $$;
comment on function delivery.count_payments() is 'Keeps what is paid of an invoice.';
create or replace trigger count_payments after insert or update or delete on delivery.payments for each row
  execute function delivery.count_payments();
