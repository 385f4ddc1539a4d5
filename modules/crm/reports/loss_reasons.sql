create or replace function crm.loss_reasons(days integer default 365)
returns table (label text, link text, tone text, deals float8, value float8)
language sql stable set search_path = pg_catalog as $$
select loss_reason,
       'stage=in.(closed_lost)&loss_reason=eq.' || replace(replace(replace(loss_reason, '%', '%25'), '&', '%26'), '+',
         '%2B'), 'bad',
       count(*)::float8, sum(value)::float8
  from crm.opportunities where stage = 'closed_lost' and actual_close_date >= current_date - days
 group by loss_reason order by 4 desc limit 30
$$;
comment on function crm.loss_reasons(integer) is
  'Loss reasons. Why are deals lost?
   @report(opportunities) @by(Reason) @measures deals=count value=money';
