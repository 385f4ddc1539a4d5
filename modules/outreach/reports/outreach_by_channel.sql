create or replace function outreach.outreach_by_channel(days integer default 365)
returns table (label text, link text, tone text, drafted float8, approved float8, sent float8, answered float8,
  met float8, won float8)
language sql stable set search_path = pg_catalog as $$
select case r.channel when 'email' then 'E-mail' when 'whatsapp' then 'WhatsApp' else 'LinkedIn, by hand' end,
       'channel=eq.' || r.channel, null::text,
       count(distinct r.lead_id)::float8, count(distinct r.lead_id) filter (where r.approved)::float8,
       count(distinct r.lead_id) filter (where r.sent)::float8,
       count(distinct r.lead_id) filter (where r.answered)::float8,
       count(distinct r.lead_id) filter (where r.met)::float8, count(distinct r.lead_id) filter (where r.won)::float8
  from outreach.reached(days) r group by r.channel order by 4 desc, 1
$$;
comment on function outreach.outreach_by_channel(integer) is
  'Outreach by channel. How far do leads come, by the way they are written to?
   @report(outreach_drafts) @by(Channel) @measures drafted=count approved=count sent=count answered=count met=count won=count';
