create or replace function outreach.deliverability(days integer default 90)
returns table (label text, link text, tone text, sent float8, bounced float8, complained float8, unsubscribed float8)
language sql stable set search_path = pg_catalog as $$
select l.domain, 'domain=eq.' || l.domain, case when count(*) filter (where d.outcome in ('bounced',
  'complained')) * 20 > count(*) then 'bad' end,
       count(*)::float8, count(*) filter (where d.outcome = 'bounced')::float8,
         count(*) filter (where d.outcome = 'complained')::float8,
       count(*) filter (where d.outcome = 'unsubscribed')::float8
  from outreach.outbound_message_log l left join outreach.outreach_drafts d on d.org_id = l.org_id and d.id = l.draft_id
 where l.channel = 'email' and l.domain is not null and l.created_at >= current_date - days
 group by l.domain order by count(*) desc, 1 limit 200
$$;
comment on function outreach.deliverability(integer) is
  'Deliverability. What becomes of e-mails, domain by domain?
   @report(outbound_message_log) @by(Domain) @measures sent=count bounced=count complained=count unsubscribed=count';
