-- The way a message goes. @values whatsapp=WhatsApp linkedin_manual='LinkedIn (by hand)' email=E-mail
create type outreach.channel as enum ('email', 'whatsapp', 'linkedin_manual');

-- How far a draft has come.
-- @tones approved=good sent=info failed=bad
create type outreach.draft_status as enum ('draft', 'approved', 'sent', 'cancelled', 'failed');

-- What came of a message that was sent.
-- @values out_of_office='Out of office'
-- @tones answered=good bounced=bad complained=bad unsubscribed=warn
create type outreach.outcome as enum ('answered', 'bounced', 'complained', 'unsubscribed', 'out_of_office');

-- A message to one lead, made from a playbook. @also(drafts)
-- @icon(send) @words(Draft, Drafts) @menu(3) @named(subject, lead_id) @board(status) @card(lead_id, channel)
create table outreach.outreach_drafts (
  org_id       uuid not null default kit.org_id(),
  id           uuid not null default kit.new_id(),
  lead_id      uuid not null,                                                  -- The lead. @list
  playbook_id  uuid,                                                           -- The playbook it was made from. @list
  channel      outreach.channel not null default 'email',                      -- The way it goes. @list
  subject      text,                                                           -- Subject line. @list
  body         kit.markdown not null default '',                               -- Text.
  status       outreach.draft_status not null default 'draft',                 -- How far it has come. @list
  metadata     jsonb,                                                          -- missingFields, warnings and variables of the making. @also(metadata_json)
  created_by   uuid default kit.user_id(),                                     -- Who made it. @list @stamped
  approved_by  uuid,                                                           -- Who approved it. @stamped
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  enrolment_id uuid,                                                           -- The lead's way through the playbook. @stamped
  step         smallint not null default 1,                                    -- Which message of the playbook it is. @stamped
  recipient    text,                                                           -- Address, number or profile it goes to, as it stood when it was approved. @list @personal @stamped
  made_subject text,                                                           -- Subject as the template made it. @stamped
  made_body    text,                                                           -- Text as the template made it. @stamped @long
  reason       text,                                                           -- Why it was rejected, cancelled or failed. @long @stamped
  approved_at  timestamptz,                                                    -- When it was approved. @stamped
  not_before_at timestamptz,                                                  -- It waits until then. @stamped
  send_at      timestamptz,                                                    -- When it leaves, as planned last. @list @stamped
  claimed_at   timestamptz,                                                    -- When it was taken to be sent. @stamped
  attempts     smallint not null default 0,                                    -- How often sending was tried. @stamped
  mailbox_id   uuid,                                                           -- The mailbox it leaves by. @stamped
  sent_at      timestamptz,                                                    -- When it was sent. @list @stamped
  outcome      outreach.outcome,                                               -- What came of it. @list @stamped
  outcome_at   timestamptz,                                                    -- When that was. @stamped
  whatsapp_template text,                                                      -- The approved template it goes as, to who did not write first. @stamped
  whatsapp_values jsonb,                                                       -- What stands in the template, in order. @stamped
  whatsapp_language text,                                                      -- The template's language. @stamped
  whatsapp_number_id uuid,                                                     -- The WhatsApp number it leaves by. @stamped
  edited_by    uuid,                                                           -- Who wrote its words last. @stamped
  primary key (org_id, id)
);
create index outreach_drafts_status_idx on outreach.outreach_drafts (org_id, status);
create index outreach_drafts_created_at_idx on outreach.outreach_drafts (org_id, created_at);
create index outreach_drafts_waiting_idx on outreach.outreach_drafts (org_id, approved_at) where status = 'approved';
create index outreach_drafts_claimed_idx on outreach.outreach_drafts (org_id, claimed_at)
  where status = 'approved' and claimed_at is not null;
select kit.refers('outreach.outreach_drafts', 'lead_id', 'crm.leads', 'cascade');
select kit.refers('outreach.outreach_drafts', 'playbook_id', 'outreach.outreach_playbooks', 'set null');
select kit.refers('outreach.outreach_drafts', 'created_by', 'identity.users', 'set null');
select kit.refers('outreach.outreach_drafts', 'approved_by', 'identity.users', 'set null');
select kit.refers('outreach.outreach_drafts', 'enrolment_id', 'outreach.enrolments', 'set null');
select kit.refers('outreach.outreach_drafts', 'mailbox_id', 'outreach.mailboxes', 'set null');
select kit.refers('outreach.outreach_drafts', 'whatsapp_number_id', 'outreach.whatsapp_numbers', 'set null');
select kit.refers('outreach.outreach_drafts', 'edited_by', 'identity.users', 'set null');
select kit.noun('outreach.outreach_drafts', parents => '{lead_id}',
  own_when => 'row.created_by = (select kit.user_id())', label => 'subject');
select kit.shaped('outreach.outreach_drafts', 'metadata', 'kit.is_object', 'Metadata is an object.');

-- Which way a draft may go. Only the engine sends: what it took may have left, so nobody else moves it any more.
create or replace function outreach.may_go(old_status outreach.draft_status, new_status outreach.draft_status,
  is_engine boolean, is_claimed boolean) returns boolean language sql immutable parallel safe return
  old_status = new_status or case
    when is_engine then (old_status, new_status) in (('approved', 'sent'), ('approved', 'failed'),
      ('approved', 'cancelled'), ('draft', 'approved'), ('draft', 'cancelled'), ('sent', 'failed'))
    when is_claimed then false
    else (old_status, new_status) in (('draft', 'approved'), ('draft', 'cancelled'), ('approved', 'draft'),
      ('approved', 'cancelled'), ('cancelled', 'draft'), ('failed', 'draft')) end;
comment on function outreach.may_go(outreach.draft_status, outreach.draft_status, boolean, boolean)
  is 'Whether a draft may go from one status to another.';

-- What a lead is written at, by channel.
create or replace function outreach.address_of(lead uuid, by_channel outreach.channel) returns text language sql stable
  security definer set search_path = pg_catalog as $$
  select case by_channel when 'email' then l.email::text when 'whatsapp' then l.phone::text else coalesce((
      select c.linkedin_url::text from crm.contacts c where c.org_id = l.org_id and c.id = l.contact_id), '') end
    from crm.leads l where l.org_id = kit.org_id() and l.id = lead
$$;
comment on function outreach.address_of(uuid, outreach.channel) is 'What a lead is written at.';

-- Holds at every door: REST, import, pages, verbs.
create or replace function outreach.guard_draft() returns trigger language plpgsql as $$
declare
  is_engine boolean := kit.is_server() and not kit.undoing();
  problem text; hint text; rule text := 'drafts_way';
begin
  if tg_op = 'INSERT' then
    -- What comes back with its lead comes back as it was.
    if kit.undoing() then return new; end if;
    if new.status not in ('draft', 'cancelled') then
      problem := 'A message begins as a draft.'; hint := 'Enter it as a draft, then have it approved.';
    end if;
    new.recipient := coalesce(new.recipient, outreach.address_of(new.lead_id, new.channel));
  else
    -- The undo of a merge brings a message back to the lead it was sent to.
    if old.status in ('sent', 'failed') and (new.subject, new.body) is not distinct from (old.subject, old.body)
      and kit.undoing() and new.status = old.status then return new; end if;
    -- What was approved is what was read: an undo changes no text of it, and approves nothing again.
    if kit.undoing() and (old.status = 'approved' and new.status = 'approved'
        and (new.subject, new.body, new.lead_id, new.channel) is distinct from (old.subject, old.body, old.lead_id,
          old.channel) or new.status = 'approved' and old.status <> 'approved') then return null; end if;
    if old.status in ('sent', 'failed') and (new.subject, new.body, new.lead_id, new.channel, new.recipient)
      is distinct from (old.subject, old.body, old.lead_id, old.channel, old.recipient) and not is_engine
      and not (old.status = 'failed' and new.status = 'draft') then
      problem := 'A message that was sent stays as it was.'; hint := 'Draft another one.';
    elsif not outreach.may_go(old.status, new.status, is_engine, old.claimed_at is not null) then
      -- The undo of an approval leaves what has left meanwhile.
      if kit.undoing() then return null; end if;
      problem := case when new.status in ('sent', 'failed') then 'Only sending a message makes it sent or failed.'
        when old.status = 'sent' then 'This message was sent.'
        when old.claimed_at is not null then 'This message is leaving just now.'
        else format('A message that is %s does not become %s.', old.status, new.status) end;
      hint := case when old.status = 'draft' then 'Approve it; it leaves by itself.' else 'Draft another one.' end;
    elsif old.status = 'approved' and new.status = 'approved' and not is_engine and not kit.undoing()
      and (new.subject, new.body, new.lead_id, new.channel) is distinct from (old.subject, old.body, old.lead_id,
        old.channel) then
      problem := 'This message is approved as it stands.'; hint := 'Take the approval back to change it.';
    end if;
    if (new.subject, new.body) is distinct from (old.subject, old.body) and not is_engine then
      new.edited_by := kit.user_id();
    end if;
    if (new.lead_id, new.channel) is distinct from (old.lead_id, old.channel) and not kit.merging()
      and not kit.undoing() then
      new.recipient := outreach.address_of(new.lead_id, new.channel);
    end if;
  end if;
  if problem is null and new.status = 'approved' and (tg_op = 'INSERT' or old.status <> 'approved')
    and not kit.undoing() then
    -- A follow-up that goes by itself is approved by who approved the message before it.
    if not is_engine then
      new.approved_by := kit.user_id();
      new.recipient := outreach.address_of(new.lead_id, new.channel);
    end if;
    new.approved_at := clock_timestamp();
    new.reason := null;
    rule := 'drafts_approval';
    if new.approved_by is null then
      problem := 'A person approves a message; a program does not.'; hint := 'Let somebody look at it.';
    elsif not is_engine and kit.user_id() in (new.created_by, new.edited_by)
      and coalesce(kit.setting('outreach.four_eyes', 'false') = 'true', false) then
      problem := 'Somebody else approves what you wrote.'; hint := 'Ask a colleague to look at it.';
    elsif coalesce(new.recipient, '') = '' then
      problem := case new.channel when 'email' then 'The lead has no e-mail address.'
        when 'whatsapp' then 'The lead has no telephone number.' else 'The lead''s contact has no LinkedIn profile.' end;
      hint := 'Add it to the lead first.';
    elsif trim(new.body) = '' or new.channel = 'email' and trim(coalesce(new.subject, '')) = '' and new.step = 1 then
      problem := 'The message is empty, or has no subject.'; hint := 'Write it first.';
    elsif new.body ~ '\{\{|\{%' or new.subject ~ '\{\{|\{%' then
      problem := 'There are variables left that nothing fills in.'; hint := 'Replace what stands in {{ }}.';
    end if;
  end if;
  if problem is not null then
    raise exception using errcode = '23514', constraint = rule, table = 'outreach_drafts', schema = 'outreach',
      column = 'status', message = problem, hint = hint;
  end if;
  if tg_op = 'UPDATE' and new.status = 'draft' and old.status <> 'draft' then
    new.approved_by := null; new.approved_at := null; new.send_at := null; new.claimed_at := null; new.attempts := 0;
  end if;
  return new;
end $$;
comment on function outreach.guard_draft() is 'Keeps drafts on their way, and approval with people.';
create or replace trigger guard_draft before insert or update on outreach.outreach_drafts for each row
  execute function outreach.guard_draft();

-- What was sent, or may have been, is not taken away; it goes with its lead.
create or replace function outreach.keep_sent() returns trigger language plpgsql as $$
begin
  if not kit.is_server() and (old.status = 'sent' or old.claimed_at is not null) then
    raise exception using errcode = '23514', constraint = 'drafts_sent_stay', table = 'outreach_drafts',
      schema = 'outreach', message = 'A message that was sent stays.', hint = 'It goes when its lead is erased.';
  end if;
  return old;
end $$;
comment on function outreach.keep_sent() is 'Keeps messages that were sent.';
create or replace trigger keep_sent before delete on outreach.outreach_drafts for each row
  execute function outreach.keep_sent();

-- Which of these leads nobody writes to, with the address beside each: by the address, the lead's own, its company, its
-- client, and its contact's client.
create or replace function outreach.suppressed_leads(leads uuid[], recipients text[])
returns table (lead_id uuid, entry_id uuid, type outreach.suppression_type, reason text)
language sql stable security definer set search_path = pg_catalog as $$
  with asked as materialized (
    select row_number() over () as n, l.id, w.address, w.website, w.company, a.recipient
      from unnest(leads, recipients) a (lead, recipient)
      join crm.leads l on l.org_id = (select kit.org_id()) and l.id = a.lead
      left join crm.clients c on c.org_id = l.org_id and c.id = l.client_id
      left join crm.contacts p on p.org_id = l.org_id and p.id = l.contact_id
      left join crm.clients k on k.org_id = l.org_id and k.id = p.client_id
     cross join lateral (values (a.recipient, c.website::text, l.company_name), (l.email::text, k.website::text,
       c.name),
       (l.phone::text, null, k.name), (p.linkedin_url::text, null, null)) w (address, website, company)
     where num_nonnulls(w.address, w.website, w.company) > 0),
  lists as (select array_agg(a.address order by a.n) as addresses, array_agg(a.website order by a.n) as websites,
      array_agg(a.company order by a.n) as companies from asked a)
  select distinct on (a.id) a.id, s.entry_id, s.type, s.reason
    from lists cross join lateral outreach.suppressed_among(lists.addresses, lists.websites, lists.companies) s
    join asked a on a.n = s.place
    join outreach.suppression_entries e on e.org_id = (select kit.org_id()) and e.id = s.entry_id
   -- Where nobody is reached says nothing of other ways to them.
   where e.origin <> 'bounce' or a.address = a.recipient order by a.id, s.type
$$;
comment on function outreach.suppressed_leads(uuid[], text[]) is 'Which leads are suppressed, and why.';
revoke execute on function outreach.suppressed_leads(uuid[], text[]) from public;
grant execute on function outreach.suppressed_leads(uuid[], text[]) to tl_admin, tl_manager, tl_consultant, tl_staff,
  tl_sales, tl_recruiter, tl_viewer, tl_system;

-- Nobody is drafted to or approved for who said no: one look for all rows of a statement.
create or replace function outreach.refuse_suppressed() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
declare
  found record;
begin
  if kit.undoing() and tg_op = 'INSERT' then return null; end if;
  if tg_op = 'INSERT' then
    select s.*, coalesce(l.company_name, l.email::text) as named into found
      from outreach.suppressed_leads((select array_agg(n.lead_id order by n.id) from new_rows n
        where n.status = 'draft'),
        (select array_agg(n.recipient order by n.id) from new_rows n where n.status = 'draft')) s
      join crm.leads l on l.org_id = kit.org_id() and l.id = s.lead_id limit 1;
  else
    select s.*, coalesce(l.company_name, l.email::text) as named into found from (
        select array_agg(n.lead_id order by n.id) as leads, array_agg(n.recipient order by n.id) as recipients
          from new_rows n join old_rows o on o.org_id = n.org_id and o.id = n.id
         where n.status = 'approved' and o.status <> 'approved') a
      cross join lateral outreach.suppressed_leads(a.leads, a.recipients) s
      join crm.leads l on l.org_id = kit.org_id() and l.id = s.lead_id limit 1;
  end if;
  if found.lead_id is not null then
    raise exception using errcode = '23514', constraint = 'drafts_not_suppressed', table = 'outreach_drafts',
      schema = 'outreach', column = 'lead_id',
      message = format('%s is not written to: its %s is suppressed.', coalesce(found.named, 'This lead'),
        case found.type when 'email' then 'address' when 'erased' then 'address' when 'phone' then 'number'
          when 'linkedin' then 'profile' else found.type::text end),
      hint = coalesce(found.reason, 'Look at the suppressions.');
  end if;
  return null;
end $$;
comment on function outreach.refuse_suppressed() is 'Refuses drafts and approvals to who is suppressed.';
create or replace trigger refuse_suppressed_new after insert on outreach.outreach_drafts
  referencing new table as new_rows for each statement execute function outreach.refuse_suppressed();
create or replace trigger refuse_suppressed after update on outreach.outreach_drafts
  referencing old table as old_rows new table as new_rows for each statement execute function outreach.refuse_suppressed();

-- An erased lead: what was written to it.
create or replace function outreach.erase(about text, person uuid) returns jsonb language plpgsql
  set search_path = pg_catalog as $$
declare
  removed jsonb := '{}'; n integer; gone uuid[];
begin
  if about in ('leads', 'contacts') then
    delete from outreach.discovery_results d where d.org_id = kit.org_id() and person in (d.lead_id, d.contact_id);
    get diagnostics n = row_count; removed := removed || jsonb_build_object('discovery_results', n);
  end if;
  if about <> 'leads' then return removed; end if;
  -- What was written to them stands in the history as well.
  gone := array(select d.id from outreach.outreach_drafts d where d.org_id = kit.org_id() and d.lead_id = person
    union all select m.id from outreach.outbound_message_log m where m.org_id = kit.org_id() and m.lead_id = person);
  perform set_config('throughline.erasing', 'on', true);
  delete from outreach.outbound_message_log where org_id = kit.org_id() and lead_id = person;
  get diagnostics n = row_count; removed := removed || jsonb_build_object('outbound_message_log', n);
  perform set_config('throughline.erasing', '', true);
  delete from outreach.replies where org_id = kit.org_id() and lead_id = person;
  delete from outreach.enrolments where org_id = kit.org_id() and lead_id = person;
  delete from outreach.outreach_drafts where org_id = kit.org_id() and lead_id = person;
  get diagnostics n = row_count; removed := removed || jsonb_build_object('outreach_drafts', n);
  update identity.audit_log a set changes = null where a.org_id = kit.org_id()
    and a.resource_type in ('outreach_drafts', 'outbound_message_log') and a.resource_id = any (gone)
    and a.changes is not null;
  return removed;
end $$;
comment on function outreach.erase(text, uuid) is 'Erases what the module knows of a person; the rows by table.';
revoke execute on function outreach.erase(text, uuid) from public;
