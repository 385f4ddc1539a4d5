create or replace function outreach.outreach_by_sender(days integer default 365)
returns table (label text, link text, tone text, sent float8, answered float8, met float8, won float8)
language sql stable set search_path = pg_catalog as $$
select coalesce(m.name || ' (' || m.address || ')', n.name, 'By hand'),
       'status=eq.sent&' || case when r.mailbox_id is not null then 'mailbox_id=eq.' || r.mailbox_id
         when r.whatsapp_number_id is not null then 'whatsapp_number_id=eq.' || r.whatsapp_number_id
         else 'mailbox_id=is.null&whatsapp_number_id=is.null' end, null::text,
       count(distinct r.lead_id)::float8, count(distinct r.lead_id) filter (where r.answered)::float8,
       count(distinct r.lead_id) filter (where r.met)::float8, count(distinct r.lead_id) filter (where r.won)::float8
  from outreach.reached(days) r
  left join outreach.mailboxes m on m.org_id = (select kit.org_id()) and m.id = r.mailbox_id
  left join outreach.whatsapp_numbers n on n.org_id = (select kit.org_id()) and n.id = r.whatsapp_number_id
 where r.sent group by r.mailbox_id, r.whatsapp_number_id, m.name, m.address, n.name order by 4 desc, 1
$$;
comment on function outreach.outreach_by_sender(integer) is
  'Outreach by sender. Which mailboxes and numbers are answered?
   @report(outreach_drafts) @by(Sender) @measures sent=count answered=count met=count won=count';
