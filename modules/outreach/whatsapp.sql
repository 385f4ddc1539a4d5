-- Messages by WhatsApp: what may go, who takes it, and what WhatsApp says of it.

-- When somebody wrote to us last by WhatsApp: for 24 hours after that, anything may be said to them.
create table outreach.whatsapp_conversations (
  org_id  uuid not null default kit.org_id(),
  number  text not null,                                                       -- Their number, in digits. @personal
  wrote_at timestamptz not null,                                               -- When they wrote last.
  primary key (org_id, number)
);
select kit.private('outreach.whatsapp_conversations');

-- What WhatsApp told us already, for it tells some things twice.
create table outreach.whatsapp_heard (
  org_id   uuid not null default kit.org_id(),
  message  bytea not null,                                                     -- SHA-256 of its own id.
  heard_at timestamptz not null default now(),                                 -- When.
  primary key (org_id, message)
);
create index whatsapp_heard_time_idx on outreach.whatsapp_heard (heard_at);
select kit.private('outreach.whatsapp_heard');

-- How a message may go at a moment: as what it says ('session') within 24 hours after they wrote; as its approved
-- template ('template') to who agreed, as long as nobody changed the text; else only by hand (nothing).
create or replace function outreach.whatsapp_way(lead uuid, recipient text, template text, body text, made_body text,
  at timestamptz default now()) returns text language sql stable security definer set search_path = pg_catalog as $$
  select case
    when exists (select from outreach.whatsapp_conversations c where c.org_id = kit.org_id()
      and c.number = outreach.phone_key(recipient) and c.wrote_at > at - interval '24 hours') then 'session'
    when template is not null and body = made_body
      and exists (select from outreach.whatsapp_opt_ins o where o.org_id = kit.org_id() and o.lead_id = lead)
      then 'template' end
$$;
comment on function outreach.whatsapp_way(uuid, text, text, text, text, timestamptz)
  is 'How a message may go by WhatsApp: session, template, or not at all.';
revoke execute on function outreach.whatsapp_way(uuid, text, text, text, text, timestamptz) from public;
grant execute on function outreach.whatsapp_way(uuid, text, text, text, text, timestamptz) to tl_admin, tl_manager,
  tl_consultant, tl_staff, tl_sales, tl_recruiter, tl_viewer, tl_system;

-- Takes a draft to be sent by a number, as claim_draft does by a mailbox.
create or replace function outreach.claim_whatsapp(draft uuid, number uuid, at timestamptz default now()) returns text
language plpgsql security definer set search_path = pg_catalog as $$
declare
  n outreach.whatsapp_numbers; d outreach.outreach_drafts; told text;
begin
  select * into n from outreach.whatsapp_numbers b where b.org_id = kit.org_id() and b.id = number for update;
  if n.id is null or not n.is_active or n.verified_at is null then return 'no number'; end if;
  select * into d from outreach.outreach_drafts t where t.org_id = kit.org_id() and t.id = draft for update skip locked;
  -- A number without its country is somebody else's elsewhere.
  if d.channel <> 'whatsapp' or trim(coalesce(d.recipient, '')) !~ '^(\+|00)' or outreach.phone_key(d.recipient) is null
    then return 'gone'; end if;
  told := outreach.may_leave(d, at);
  if told is not null then return told; end if;
  if outreach.whatsapp_way(d.lead_id, d.recipient, d.whatsapp_template, d.body, d.made_body, at) is null
    or (select count(*) from outreach.outbound_message_log l where l.org_id = d.org_id and l.whatsapp_number_id = n.id
        and l.created_at > at - interval '1 hour') >= n.per_hour
    or (select count(*) from outreach.outbound_message_log l where l.org_id = d.org_id and l.whatsapp_number_id = n.id
        and l.created_at > at - interval '24 hours') >= n.per_day then return 'later'; end if;
  insert into outreach.outbound_message_log (lead_id, channel, recipient, body_preview, status, draft_id,
      whatsapp_number_id, sent_by, created_at)
    values (d.lead_id, d.channel, d.recipient, left(d.body, 200), 'pending', d.id, n.id, d.approved_by, at);
  update outreach.outreach_drafts t set claimed_at = at, whatsapp_number_id = n.id, attempts = t.attempts + 1
   where t.org_id = d.org_id and t.id = d.id;
  return 'claimed';
end $$;
comment on function outreach.claim_whatsapp(uuid, uuid, timestamptz)
  is 'Takes a draft to be sent by WhatsApp, once, within every limit.';
revoke execute on function outreach.claim_whatsapp(uuid, uuid, timestamptz) from public;
grant execute on function outreach.claim_whatsapp(uuid, uuid, timestamptz) to tl_system;

-- What WhatsApp says of a message that was handed over: delivered, read, or failed after all; the latter ends what else
-- was to come. Answers the lead it went to.
create or replace function outreach.whatsapp_status(wamid text, said text, detail text, unreachable boolean,
  at timestamptz) returns uuid language plpgsql security definer set search_path = pg_catalog as $$
declare
  l outreach.outbound_message_log;
begin
  select * into l from outreach.outbound_message_log m where m.org_id = kit.org_id() and m.channel = 'whatsapp'
    and m.provider_message_id = wamid for update;
  if l.id is null then return null; end if;
  if said in ('delivered', 'read') then
    update outreach.outbound_message_log m set delivered_at = coalesce(m.delivered_at, at),
        read_at = case when said = 'read' then coalesce(m.read_at, at) else m.read_at end
     where m.org_id = l.org_id and m.id = l.id
       and (m.delivered_at is null or said = 'read' and m.read_at is null);
  elsif said = 'failed' and l.status <> 'failed' and l.delivered_at is null then
    update outreach.outbound_message_log m set status = 'failed', error = detail
     where m.org_id = l.org_id and m.id = l.id;
    update outreach.outreach_drafts d set status = 'failed', reason = detail
     where d.org_id = l.org_id and d.id = l.draft_id and d.status = 'sent';
    if unreachable then
      perform outreach.hear(l.lead_id, 'bounced', detail, l.draft_id);
    else
      perform outreach.end_sequences(l.lead_id, 'stopped', detail);
    end if;
  end if;
  return l.lead_id;
end $$;
comment on function outreach.whatsapp_status(text, text, text, boolean, timestamptz)
  is 'What WhatsApp says of a message that was handed over.';
revoke execute on function outreach.whatsapp_status(text, text, text, boolean, timestamptz) from public;
grant execute on function outreach.whatsapp_status(text, text, text, boolean, timestamptz) to tl_system;

-- Somebody wrote to us by WhatsApp: who it is, and the message they answer; nothing when it was heard before. A
-- conversation is open from then on. The lead is the one the quoted message went to, else the one their number was
-- written to last, else one that has the number.
create or replace function outreach.whatsapp_wrote(wamid text, sender text, quoted text, at timestamptz,
  out lead uuid, out draft uuid, out is_new boolean) language plpgsql security definer set search_path = pg_catalog as $$
begin
  delete from outreach.whatsapp_heard h where h.heard_at < now() - interval '30 days';
  delete from outreach.whatsapp_conversations c where c.wrote_at < now() - interval '2 days';
  insert into outreach.whatsapp_heard (message) values (sha256(convert_to(wamid, 'UTF8'))) on conflict do nothing;
  is_new := found;
  if not is_new then return; end if;
  insert into outreach.whatsapp_conversations as c (number, wrote_at) values (outreach.phone_key(sender), least(at, now()))
    on conflict (org_id, number) do update set wrote_at = greatest(c.wrote_at, excluded.wrote_at);
  select m.lead_id, m.draft_id into lead, draft from outreach.outbound_message_log m
   where m.org_id = kit.org_id() and m.channel = 'whatsapp' and m.provider_message_id = quoted;
  if lead is null then
    select m.lead_id, m.draft_id into lead, draft from outreach.outbound_message_log m
     where m.org_id = kit.org_id() and m.channel = 'whatsapp' and outreach.phone_key(m.recipient) = outreach.phone_key(sender)
       and m.lead_id is not null and m.status = 'sent' order by m.created_at desc limit 1;
  end if;
  if lead is null then
    select l.id into lead from crm.leads l where l.org_id = kit.org_id() and l.phone is not null
       and outreach.phone_key(l.phone) = outreach.phone_key(sender) order by l.created_at desc limit 1;
  end if;
end $$;
comment on function outreach.whatsapp_wrote(text, text, text, timestamptz) is 'Who wrote to us by WhatsApp, once.';
revoke execute on function outreach.whatsapp_wrote(text, text, text, timestamptz) from public;
grant execute on function outreach.whatsapp_wrote(text, text, text, timestamptz) to tl_system;
