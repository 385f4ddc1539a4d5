create or replace function recruiting.offer_acceptance(days integer default 365)
returns table (label text, link text, tone text, acceptance float8, accepted float8, declined float8, ran_out float8,
  sent float8)
language sql stable set search_path = pg_catalog as $$
select to_char(date_trunc('month', o.sent_at), 'YYYY-MM'),
  '/offers?sent_at=gte.' || date_trunc('month', o.sent_at)::date
    || '&sent_at=lt.' || (date_trunc('month', o.sent_at) + interval '1 month')::date, null,
  (100.0 * count(*) filter (where o.status = 'accepted')
    / nullif(count(*) filter (where o.status in ('accepted', 'declined', 'expired')), 0))::float8,
  count(*) filter (where o.status = 'accepted')::float8, count(*) filter (where o.status = 'declined')::float8,
  count(*) filter (where o.status = 'expired')::float8, count(*)::float8
  from recruiting.offers o where o.sent_at >= current_date - days
 group by date_trunc('month', o.sent_at) order by 1
$$;
comment on function recruiting.offer_acceptance(integer) is
  'Offer acceptance. Of the offers that were answered or ran out, how many were accepted?
   @report(offers) @by(Month) @measures acceptance=percent accepted=count declined=count ran_out=count sent=count';
