-- When and how often messages leave. The planner in Rust proposes; what is said here decides when one is taken.

-- The time zone somebody in a country works in: by its two letters or its name; the organisation's where it is not
-- known.
-- Of countries with several, one from which most of the country is at work.
create or replace function outreach.zones() returns table (country text,
  zone text) language sql immutable parallel safe as $$
  values ('de', 'Europe/Berlin'), ('germany', 'Europe/Berlin'), ('deutschland', 'Europe/Berlin'),
    ('at', 'Europe/Vienna'), ('austria', 'Europe/Vienna'), ('ch', 'Europe/Zurich'), ('switzerland', 'Europe/Zurich'),
    ('gb', 'Europe/London'), ('uk', 'Europe/London'), ('united kingdom', 'Europe/London'),
    ('england', 'Europe/London'), ('ie', 'Europe/Dublin'), ('ireland', 'Europe/Dublin'), ('fr', 'Europe/Paris'),
    ('france', 'Europe/Paris'), ('nl', 'Europe/Amsterdam'), ('netherlands', 'Europe/Amsterdam'),
    ('be', 'Europe/Brussels'), ('belgium', 'Europe/Brussels'), ('lu', 'Europe/Luxembourg'),
    ('luxembourg', 'Europe/Luxembourg'), ('es', 'Europe/Madrid'), ('spain', 'Europe/Madrid'),
    ('pt', 'Europe/Lisbon'), ('portugal', 'Europe/Lisbon'), ('it', 'Europe/Rome'), ('italy', 'Europe/Rome'),
    ('dk', 'Europe/Copenhagen'), ('denmark', 'Europe/Copenhagen'), ('se', 'Europe/Stockholm'),
    ('sweden', 'Europe/Stockholm'), ('no', 'Europe/Oslo'), ('norway', 'Europe/Oslo'), ('fi', 'Europe/Helsinki'),
    ('finland', 'Europe/Helsinki'), ('pl', 'Europe/Warsaw'), ('poland', 'Europe/Warsaw'), ('cz', 'Europe/Prague'),
    ('czechia', 'Europe/Prague'), ('hu', 'Europe/Budapest'), ('hungary', 'Europe/Budapest'),
    ('ro', 'Europe/Bucharest'), ('romania', 'Europe/Bucharest'), ('gr', 'Europe/Athens'),
    ('greece', 'Europe/Athens'), ('tr', 'Europe/Istanbul'), ('turkey', 'Europe/Istanbul'), ('ua', 'Europe/Kyiv'),
    ('ukraine', 'Europe/Kyiv'), ('il', 'Asia/Jerusalem'), ('israel', 'Asia/Jerusalem'), ('ae', 'Asia/Dubai'),
    ('united arab emirates', 'Asia/Dubai'), ('sa', 'Asia/Riyadh'), ('saudi arabia', 'Asia/Riyadh'),
    ('in', 'Asia/Kolkata'), ('india', 'Asia/Kolkata'), ('sg', 'Asia/Singapore'), ('singapore', 'Asia/Singapore'),
    ('hk', 'Asia/Hong_Kong'), ('hong kong', 'Asia/Hong_Kong'), ('cn', 'Asia/Shanghai'), ('china', 'Asia/Shanghai'),
    ('jp', 'Asia/Tokyo'), ('japan', 'Asia/Tokyo'), ('kr', 'Asia/Seoul'), ('south korea', 'Asia/Seoul'),
    ('au', 'Australia/Sydney'), ('australia', 'Australia/Sydney'), ('nz', 'Pacific/Auckland'),
    ('new zealand', 'Pacific/Auckland'), ('za', 'Africa/Johannesburg'), ('south africa', 'Africa/Johannesburg'),
    ('ng', 'Africa/Lagos'), ('nigeria', 'Africa/Lagos'), ('ke', 'Africa/Nairobi'), ('kenya', 'Africa/Nairobi'),
    ('eg', 'Africa/Cairo'), ('egypt', 'Africa/Cairo'), ('us', 'America/Chicago'), ('usa', 'America/Chicago'),
    ('united states', 'America/Chicago'), ('ca', 'America/Toronto'), ('canada', 'America/Toronto'),
    ('mx', 'America/Mexico_City'), ('mexico', 'America/Mexico_City'), ('br', 'America/Sao_Paulo'),
    ('brazil', 'America/Sao_Paulo'), ('ar', 'America/Argentina/Buenos_Aires'),
    ('argentina', 'America/Argentina/Buenos_Aires'), ('cl', 'America/Santiago'), ('chile', 'America/Santiago'),
    ('co', 'America/Bogota'), ('colombia', 'America/Bogota')
$$;
comment on function outreach.zones() is 'The time zones people in a country work in.';

create or replace function outreach.zone() returns text language sql stable security definer set search_path = pg_catalog as $$
  select coalesce((select z.name from pg_timezone_names z where z.name = o.time_zone), 'UTC')
    from identity.organizations o where o.org_id = kit.org_id()
$$;
comment on function outreach.zone() is 'The organisation''s time zone.';

-- When people are at work, zone by zone: from the day before a moment on, for so many days; each day in the zone's own
-- time.
create or replace function outreach.open_hours(zones text[], since timestamptz, days integer)
returns table (zone text, starts_at timestamptz, ends_at timestamptz) language sql stable as $$
  select z.zone, (d.day + h.opens) at time zone z.zone,
         (case when h.closes > h.opens then d.day + h.closes else d.day + 1 + time '00:00' end) at time zone z.zone
    from (select kit.time_setting('outreach.opens_at', '09:00') as opens, kit.time_setting('outreach.closes_at',
      '17:00') as closes,
        kit.setting('outreach.weekends', 'false') = 'true' as weekends) h
   cross join unnest(zones) z (zone)
   cross join lateral (select ((since at time zone z.zone)::date - 1 + n) as day from generate_series(0, days) n) d
   where h.weekends or extract(isodow from d.day) < 6
$$;
comment on function outreach.open_hours(text[], timestamptz, integer) is 'When people in these zones are at work.';

-- Whether a draft that is held may leave at a moment: nothing when it may, else why not. Who said no meanwhile is not
-- written to.
create or replace function outreach.may_leave(d outreach.outreach_drafts, at timestamptz) returns text
language plpgsql security definer set search_path = pg_catalog as $$
declare
  told record; zone text;
begin
  if d.id is null or d.status <> 'approved' or d.claimed_at is not null then return 'gone'; end if;
  if d.not_before_at > at then return 'later'; end if;
  select * into told from outreach.suppressed_leads(array[d.lead_id], array[d.recipient]) s limit 1;
  if told.lead_id is not null then
    update outreach.outreach_drafts t set status = 'cancelled', send_at = null,
        reason = 'Suppressed before it left: ' || coalesce(told.reason, told.type::text)
     where t.org_id = d.org_id and t.id = d.id;
    perform outreach.end_sequences(d.lead_id, 'stopped', 'Suppressed');
    return 'suppressed';
  end if;
  if d.enrolment_id is not null and not exists (select from outreach.enrolments e where e.org_id = d.org_id
      and e.id = d.enrolment_id and e.status in ('active', 'finished')) then
    update outreach.outreach_drafts t set status = 'cancelled', send_at = null, reason = 'The sequence ended.'
     where t.org_id = d.org_id and t.id = d.id;
    return 'stopped';
  end if;
  select z.zone into zone from crm.leads l join outreach.zones() z on z.country = lower(trim(l.country))
   where l.org_id = d.org_id and l.id = d.lead_id;
  if not exists (select from outreach.open_hours(array[coalesce(zone, outreach.zone())], at, 2) h
      where at >= h.starts_at and at < h.ends_at) then return 'later'; end if;
  return null;
end $$;
comment on function outreach.may_leave(outreach.outreach_drafts, timestamptz) is 'Why a draft may not leave now, if so.';
revoke execute on function outreach.may_leave(outreach.outreach_drafts, timestamptz) from public;

-- Takes a draft to be sent, at a moment: answers "claimed" when it is this caller's to send, once; else why not.
-- Whoever counts a mailbox or a domain has it alone, so that no limit is passed.
create or replace function outreach.claim_draft(draft uuid, mailbox uuid, at timestamptz default now()) returns text
language plpgsql security definer set search_path = pg_catalog as $$
declare
  m outreach.mailboxes; d outreach.outreach_drafts; told text; host text;
begin
  select * into m from outreach.mailboxes b where b.org_id = kit.org_id() and b.id = mailbox for update;
  if m.id is null or not m.is_active or m.verified_at is null then return 'no mailbox'; end if;
  select * into d from outreach.outreach_drafts t where t.org_id = kit.org_id() and t.id = draft for update skip locked;
  if d.channel <> 'email' then return 'gone'; end if;
  if d.mailbox_id <> mailbox then return 'later'; end if;
  told := outreach.may_leave(d, at);
  if told is not null then return told; end if;
  host := lower(split_part(d.recipient, '@', 2));
  perform pg_advisory_xact_lock(hashtextextended(d.org_id::text || coalesce(host, ''), 29));
  if (select count(*) from outreach.outbound_message_log l where l.org_id = d.org_id and l.mailbox_id = m.id
        and l.created_at > at - interval '1 hour') >= m.per_hour
    or (select count(*) from outreach.outbound_message_log l where l.org_id = d.org_id and l.mailbox_id = m.id
        and l.created_at > at - interval '24 hours') >= outreach.day_limit(m,
          (at at time zone 'UTC')::date - m.ramp_start_date)
    or (select count(*) from outreach.outbound_message_log l where l.org_id = d.org_id and l.domain = host
        and l.created_at > at - interval '1 hour') >= kit.number_setting('outreach.domain_per_hour', 5)
    or (select count(*) from outreach.outbound_message_log l where l.org_id = d.org_id and l.domain = host
        and l.created_at > at - interval '24 hours') >= kit.number_setting('outreach.domain_per_day', 20)
    then return 'later'; end if;
  insert into outreach.outbound_message_log (lead_id, channel, provider_message_id, recipient, subject, body_preview,
      status, draft_id, mailbox_id, domain, sent_by, created_at)
    values (d.lead_id, d.channel, format('<%s@%s>', d.id, outreach.domain_key(m.address)), d.recipient, d.subject,
      left(d.body, 200), 'pending', d.id, m.id, host, d.approved_by, at);
  update outreach.outreach_drafts t set claimed_at = at, mailbox_id = m.id, attempts = t.attempts + 1
   where t.org_id = d.org_id and t.id = d.id;
  return 'claimed';
end $$;
comment on function outreach.claim_draft(uuid, uuid,
  timestamptz) is 'Takes a draft to be sent, once, within every limit.';
revoke execute on function outreach.claim_draft(uuid, uuid, timestamptz) from public;
grant execute on function outreach.claim_draft(uuid, uuid, timestamptz) to tl_system;

-- How the sending of a claimed draft ended: sent, refused for good, later (nothing was handed over), or unknown.
create or replace function outreach.settle_draft(draft uuid, ending text, detail text, at timestamptz default now())
returns text language plpgsql security definer set search_path = pg_catalog as $$
declare
  d outreach.outreach_drafts; ended text := ending;
begin
  select * into d from outreach.outreach_drafts t where t.org_id = kit.org_id() and t.id = draft
    and t.status = 'approved' and t.claimed_at is not null for update;
  if d.id is null then return 'gone'; end if;
  if ended = 'later' and d.attempts >= 6 then ended := 'refused'; end if;
  update outreach.outbound_message_log l set status = (case ended when 'sent' then
    'sent' else 'failed' end)::outreach.message_status,
      error = detail where l.org_id = d.org_id and l.draft_id = d.id and l.status = 'pending';
  if ended = 'later' then
    update outreach.outreach_drafts t set claimed_at = null, send_at = null, reason = detail,
        not_before_at = at + make_interval(mins => least(240, 5 * power(2, t.attempts - 1)::integer))
     where t.org_id = d.org_id and t.id = d.id;
    -- Who answered while it was in hand is not written to after that.
    update outreach.outreach_drafts t set status = 'cancelled', reason = 'The sequence ended.'
     where t.org_id = d.org_id and t.id = d.id and exists (select from outreach.outreach_drafts o
       where o.org_id = t.org_id and o.lead_id = t.lead_id and o.outcome <> 'out_of_office' and o.outcome_at >= d.claimed_at);
    perform outreach.ask_to_send(greatest(at, now()) + make_interval(mins => 5));
    return ended;
  end if;
  update outreach.outreach_drafts t set status = (case ended when 'sent' then
    'sent' else 'failed' end)::outreach.draft_status,
      sent_at = case ended when 'sent' then at end, send_at = null,
      reason = case ended when 'sent' then null when 'unknown' then 'May have been sent. ' || coalesce(detail, '')
        else coalesce(detail, '') end
   where t.org_id = d.org_id and t.id = d.id;
  if ended = 'sent' then perform outreach.go_on(d, at); end if;
  return ended;
end $$;
comment on function outreach.settle_draft(uuid, text, text, timestamptz) is 'Says how sending a draft ended.';
revoke execute on function outreach.settle_draft(uuid, text, text, timestamptz) from public;
grant execute on function outreach.settle_draft(uuid, text, text, timestamptz) to tl_system;

-- After a message was sent: its sequence goes on, and its lead has been contacted.
create or replace function outreach.go_on(d outreach.outreach_drafts, at timestamptz) returns void language plpgsql
security definer set search_path = pg_catalog as $$
begin
  update crm.leads l set status = 'contacted' where l.org_id = d.org_id and l.id = d.lead_id and l.status = 'new';
  update outreach.enrolments e set mailbox_id = coalesce(e.mailbox_id, d.mailbox_id),
      next_at = s.due, status = case when s.due is null then 'finished'::outreach.enrolment_status else e.status end,
      ended_at = case when s.due is null then at end
    from (select min(at + make_interval(days => p.wait_days)) as due from (
      select p.wait_days from outreach.playbook_steps p where p.org_id = d.org_id and p.playbook_id = d.playbook_id
         and p.position > d.step order by p.position limit 1) p) s
   where e.org_id = d.org_id and e.id = d.enrolment_id and e.status = 'active';
end $$;
comment on function outreach.go_on(outreach.outreach_drafts, timestamptz) is 'Lets a sequence go on after a message.';
revoke execute on function outreach.go_on(outreach.outreach_drafts, timestamptz) from public;

-- What a process had in hand when it ended: nobody knows whether it left, so it is not sent again by itself.
create or replace function outreach.park_lost(at timestamptz default now()) returns integer language plpgsql
security definer set search_path = pg_catalog as $$
declare
  one uuid; n integer := 0;
begin
  for one in select d.id from outreach.outreach_drafts d where d.org_id = kit.org_id() and d.status = 'approved'
      and d.claimed_at < at - interval '3 minutes' loop
    perform outreach.settle_draft(one, 'unknown', 'The server stopped while it sent this.', at);
    n := n + 1;
  end loop;
  return n;
end $$;
comment on function outreach.park_lost(timestamptz) is 'Sets aside what was being sent when a process ended.';
revoke execute on function outreach.park_lost(timestamptz) from public;
grant execute on function outreach.park_lost(timestamptz) to tl_system;

-- Ends a lead's sequences, and cancels what was drafted to it and has not left.
create or replace function outreach.end_sequences(lead uuid, ending outreach.enrolment_status, why text) returns integer
language plpgsql security definer set search_path = pg_catalog as $$
declare
  n integer;
begin
  update outreach.enrolments e set status = ending, next_at = null, ended_at = now(), reason = why
   where e.org_id = kit.org_id() and e.lead_id = lead and e.status = 'active';
  get diagnostics n = row_count;
  update outreach.outreach_drafts d set status = 'cancelled', send_at = null, reason = why
   where d.org_id = kit.org_id() and d.lead_id = lead and d.status in ('draft', 'approved') and d.claimed_at is null;
  return n;
end $$;
comment on function outreach.end_sequences(uuid, outreach.enrolment_status, text) is 'Ends a lead''s sequences.';
revoke execute on function outreach.end_sequences(uuid, outreach.enrolment_status, text) from public;
grant execute on function outreach.end_sequences(uuid, outreach.enrolment_status, text) to tl_system;

-- The one place where it is told what a lead said to a message, whoever heard it: a mailbox, a link, a webhook, a
-- person.
-- An answer ends its sequences; a bounce, a complaint and a no suppress the address besides; an absence puts the next
-- message off. The draft is the one they speak of; the last that was sent to them without it.
create or replace function outreach.hear(lead uuid, said outreach.outcome, words text default null,
  draft uuid default null,
  until timestamptz default null, at timestamptz default now()) returns void language plpgsql security definer
  set search_path = pg_catalog as $$
declare
  about uuid := coalesce(draft, (select d.id from outreach.outreach_drafts d where d.org_id = kit.org_id()
    and d.lead_id = lead and d.status = 'sent' order by d.sent_at desc nulls last, d.id desc limit 1));
  wrote text;
begin
  select d.recipient into wrote from outreach.outreach_drafts d where d.org_id = kit.org_id() and d.id = about;
  if said = 'out_of_office' then
    update outreach.outreach_drafts d set outcome = said, outcome_at = at
     where d.org_id = kit.org_id() and d.id = about and d.outcome is null;
    update outreach.enrolments e set next_at = greatest(e.next_at, until) where e.org_id = kit.org_id()
      and e.lead_id = lead
      and e.status = 'active' and e.next_at is not null;
    update outreach.outreach_drafts d set not_before_at = greatest(d.not_before_at, until), send_at = null
     where d.org_id = kit.org_id() and d.lead_id = lead and d.status in ('draft', 'approved') and d.claimed_at is null;
    return;
  end if;
  -- What weighs more stays: nobody answers a complaint away.
  update outreach.outreach_drafts d set outcome = said, outcome_at = at
   where d.org_id = kit.org_id() and d.id = about and d.status = 'sent' and (d.outcome is null
     or d.outcome = 'out_of_office'
     or d.outcome = 'answered' and said in ('complained', 'unsubscribed'));
  if said in ('bounced', 'complained', 'unsubscribed') then
    -- Where they were written to; and where that is not known, wherever they could be.
    wrote := coalesce(nullif(wrote, ''), (select coalesce(l.email::text, l.phone::text, outreach.address_of(lead,
      'linkedin_manual')) from crm.leads l where l.org_id = kit.org_id() and l.id = lead));
    if outreach.type_of(wrote) is not null then
      perform outreach.suppress(outreach.type_of(wrote), wrote, coalesce(words, kit.in_words(said::text)),
        case said when 'bounced' then 'bounce'
        when 'complained' then 'complaint' else 'unsubscribe' end::outreach.suppression_origin);
    end if;
  end if;
  perform outreach.end_sequences(lead, case said when 'answered' then 'answered' when 'bounced' then 'bounced'
    else 'unsubscribed' end::outreach.enrolment_status, coalesce(words, kit.in_words(said::text)));
end $$;
comment on function outreach.hear(uuid, outreach.outcome, text, uuid, timestamptz, timestamptz)
  is 'What a lead said to a message, and all that follows.';
revoke execute on function outreach.hear(uuid, outreach.outcome, text, uuid, timestamptz, timestamptz) from public;
grant execute on function outreach.hear(uuid, outreach.outcome, text, uuid, timestamptz, timestamptz) to tl_system;

-- Where a message went; also when it is gone with its lead, as long as the log knows.
create or replace function outreach.written_to(draft uuid) returns text language sql stable security definer
  set search_path = pg_catalog as $$
  select coalesce((select d.recipient from outreach.outreach_drafts d where d.org_id = kit.org_id() and d.id = draft),
    (select l.recipient from outreach.outbound_message_log l where l.org_id = kit.org_id() and l.channel = 'email'
       and starts_with(l.provider_message_id, '<' || draft || '@') limit 1))
$$;
comment on function outreach.written_to(uuid) is 'The address a message went to.';
revoke execute on function outreach.written_to(uuid) from public;
grant execute on function outreach.written_to(uuid) to tl_system;

-- What is approved leaves by itself: its sending is put on the list, in the transaction that approves.
create or replace function outreach.send_soon() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
begin
  if kit.in_bulk() then return null; end if;
  if exists (select from new_rows n join old_rows o on o.org_id = n.org_id and o.id = n.id
      where n.status = 'approved' and n.channel <> 'linkedin_manual' and o.status <> 'approved') then
    perform outreach.ask_to_send(now() + make_interval(secs => 60 * kit.number_setting('outreach.hold_minutes',
      2)::float8));
  end if;
  return null;
end $$;
comment on function outreach.send_soon() is 'Has approved messages sent.';
create or replace trigger send_soon after update on outreach.outreach_drafts
  referencing old table as old_rows new table as new_rows for each statement execute function outreach.send_soon();

-- A mailbox that can send now lets what waited for it leave.
create or replace function outreach.send_from() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
begin
  perform outreach.ask_to_send(now());
  return null;
end $$;
comment on function outreach.send_from() is 'Has what waited for a mailbox sent.';
create or replace trigger send_from after update of verified_at, is_active, per_day, per_hour on outreach.mailboxes
  for each row when (new.verified_at is not null and new.is_active) execute function outreach.send_from();

-- A job that waits for then, and that nobody takes before this transaction ends, will see what it wrote; else there is another.
create or replace function outreach.ask_to_send(due timestamptz) returns void language plpgsql security definer
  set search_path = pg_catalog as $$
begin
  perform from identity.background_jobs j where j.org_id = kit.org_id() and j.verb = 'send_outreach'
    and j.status = 'waiting' and j.run_at <= due and j.run_at > due - interval '1 minute'
    limit 1 for update skip locked;
  if not found then
    insert into identity.background_jobs (verb, input, user_id, run_at, queue)
      values ('send_outreach', '{}', null, due, 'work');
  end if;
  if due <= now() then perform pg_notify('throughline_work', ''); end if;
end $$;
comment on function outreach.ask_to_send(timestamptz) is 'Puts sending on the list.';
revoke execute on function outreach.ask_to_send(timestamptz) from public;
grant execute on function outreach.ask_to_send(timestamptz) to tl_system;

-- A message somebody sent by hand: it is in the log like every other, and who said no meanwhile is not written to.
create or replace function outreach.mark_sent(draft uuid, at timestamptz default now()) returns text language plpgsql
security definer set search_path = pg_catalog as $$
declare
  d outreach.outreach_drafts; told record;
begin
  select * into d from outreach.outreach_drafts t where t.org_id = kit.org_id() and t.id = draft
    and t.status = 'approved' and t.channel <> 'email' and t.claimed_at is null for update;
  if d.id is null then return 'gone'; end if;
  select * into told from outreach.suppressed_leads(array[d.lead_id], array[d.recipient]) s limit 1;
  if told.lead_id is not null then
    update outreach.outreach_drafts t set status = 'cancelled', reason = 'Suppressed before it was sent'
      where t.org_id = d.org_id and t.id = d.id;
    return 'suppressed';
  end if;
  insert into outreach.outbound_message_log (lead_id, channel, recipient, subject, body_preview, status, draft_id,
    sent_by, created_at)
    values (d.lead_id, d.channel, d.recipient, d.subject, left(d.body, 200), 'sent', d.id, kit.user_id(), at);
  update outreach.outreach_drafts t set status = 'sent', sent_at = at, claimed_at = at where t.org_id = d.org_id
    and t.id = d.id;
  perform outreach.go_on(d, at);
  return 'sent';
end $$;
comment on function outreach.mark_sent(uuid, timestamptz) is 'Counts a message as sent that somebody sent by hand.';
revoke execute on function outreach.mark_sent(uuid, timestamptz) from public;
grant execute on function outreach.mark_sent(uuid, timestamptz) to tl_system;
