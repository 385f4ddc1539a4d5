create or replace function outreach.outreach_results(days integer default 365)
returns table (label text, link text, tone text, messages float8, leads float8)
language sql stable set search_path = pg_catalog as $$
select kit.in_words(status::text), 'status=in.(' || status || ')&created_at=gte.' || (current_date - days),
       case when status = 'failed' then 'bad' end, count(*)::float8, count(distinct lead_id)::float8
  from outreach.outbound_message_log where created_at >= current_date - days group by status order by status
$$;
comment on function outreach.outreach_results(integer) is
  'Outreach results. What becomes of what is sent?
   @report(outbound_message_log) @by(Result) @measures messages=count leads=count';
