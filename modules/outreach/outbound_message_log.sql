-- What became of a message.
-- @tones sent=info failed=bad pending=warn
create type outreach.message_status as enum ('sent', 'failed', 'pending');

-- A message that went out, for audit and rate limits. @also(message_log, outbound_messages)
-- @icon(mail) @words(Sent message, Sent messages) @menu(4) @named(subject, recipient)
create table outreach.outbound_message_log (
  org_id              uuid not null default kit.org_id(),
  id                  uuid not null default kit.new_id(),
  lead_id             uuid,                                                    -- The lead. @list
  channel             outreach.channel not null,                               -- The way it went. @list
  provider_message_id text,                                                    -- The provider's own number for it.
  recipient           text not null,                                           -- Address or number it went to. @list @personal @also(to)
  subject             text,                                                    -- Subject line. @list @personal
  body_preview        text check (length(body_preview) <= 200),                -- First 200 characters. @personal @long
  status              outreach.message_status not null default 'pending',      -- What became of it. @list
  error               text,                                                    -- Why it failed. @long
  created_at          timestamptz not null default now(),
  updated_at          timestamptz not null default now(),
  draft_id            uuid,                                                    -- The draft it was.
  mailbox_id          uuid,                                                    -- The mailbox it left by.
  domain              text,                                                    -- The recipient's domain.
  sent_by             uuid,                                                    -- Who approved it, or sent it by hand.
  whatsapp_number_id  uuid,                                                    -- The WhatsApp number it left by.
  delivered_at        timestamptz,                                             -- When it reached them, as WhatsApp says.
  read_at             timestamptz,                                             -- When they read it, as WhatsApp says.
  primary key (org_id, id)
);
-- A draft leaves once: whatever happens, there are no two messages of it under way or sent.
create unique index outbound_message_log_once on outreach.outbound_message_log (org_id, draft_id)
  where draft_id is not null and status <> 'failed';
comment on index outreach.outbound_message_log_once is 'This message was sent already.';
create index outbound_message_log_mailbox_idx on outreach.outbound_message_log (org_id, mailbox_id, created_at);
create index outbound_message_log_provider_idx on outreach.outbound_message_log (org_id, provider_message_id);
create index outbound_message_log_domain_idx on outreach.outbound_message_log (org_id, domain, created_at);
create index outbound_message_log_number_idx on outreach.outbound_message_log (org_id, whatsapp_number_id, created_at);
create index outbound_message_log_phone_idx on outreach.outbound_message_log (org_id, outreach.phone_key(recipient))
  where channel = 'whatsapp';
create index outbound_message_log_channel_idx on outreach.outbound_message_log (org_id, channel);
create index outbound_message_log_status_idx on outreach.outbound_message_log (org_id, status);
create index outbound_message_log_created_at_idx on outreach.outbound_message_log (org_id, created_at);
select kit.refers('outreach.outbound_message_log', 'lead_id', 'crm.leads', 'set null');
select kit.refers('outreach.outbound_message_log', 'draft_id', 'outreach.outreach_drafts', 'set null');
select kit.refers('outreach.outbound_message_log', 'mailbox_id', 'outreach.mailboxes', 'set null', indexed => false);
select kit.refers('outreach.outbound_message_log', 'whatsapp_number_id', 'outreach.whatsapp_numbers', 'set null',
  indexed => false);
select kit.refers('outreach.outbound_message_log', 'sent_by', 'identity.users', 'set null');
select kit.noun('outreach.outbound_message_log', parents => '{lead_id}');

-- What went out stays as it was. The engine says once how a message ended, and what WhatsApp says of it afterwards:
-- delivered, read, or failed after all; erasing a person takes theirs away.
create or replace function outreach.keep_log() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
declare
  kept text[] := '{org_id,id,lead_id,draft_id,mailbox_id,whatsapp_number_id,sent_by,updated_at,status,error,
    provider_message_id,delivered_at,read_at}';
  is_told boolean := old.channel = 'whatsapp' and kit.is_server() and not kit.undoing();
begin
  if tg_op = 'DELETE' then
    if coalesce(current_setting('throughline.erasing', true), '') = 'on' then return old; end if;
  elsif to_jsonb(new) - kept = to_jsonb(old) - kept
    and (new.status = old.status and (new.error, new.provider_message_id) is not distinct from
      (old.error, old.provider_message_id) or old.status = 'pending'
      or is_told and old.status = 'sent' and new.status = 'failed' and old.delivered_at is null)
    and (is_told or (new.delivered_at, new.read_at) is not distinct from (old.delivered_at, old.read_at))
    and (old.delivered_at is null or new.delivered_at = old.delivered_at)
    and (old.read_at is null or new.read_at = old.read_at)
    and (new.lead_id is null or new.lead_id = old.lead_id or kit.merging() or kit.undoing())
    and (new.draft_id is null or new.draft_id = old.draft_id)
    and (new.mailbox_id is null or new.mailbox_id = old.mailbox_id)
    and (new.whatsapp_number_id is null or new.whatsapp_number_id = old.whatsapp_number_id) and (new.sent_by is null
      or new.sent_by = old.sent_by) then
    return new;
  end if;
  raise exception using errcode = '23514', constraint = 'outbound_message_log_stays', table = 'outbound_message_log',
    schema = 'outreach', message = 'The log of messages is added to, never changed.',
    hint = 'A person''s messages go when the person is erased.';
end $$;
comment on function outreach.keep_log() is 'Keeps the log of messages as it was written.';
create or replace trigger keep_log before update or delete on outreach.outbound_message_log for each row
  execute function outreach.keep_log();

-- Messages on the timelines of the leads they went to.
create or replace view outreach.message_entries with (security_invoker = true) as
  select 'leads' as about, m.lead_id as about_id, m.created_at as at, 'message' as kind,
    coalesce(m.subject, m.channel::text) as title, coalesce(m.body_preview, '') as body, null::uuid as user_id,
      m.recipient as who,
    '/outbound_message_log/' || m.id as link, null::jsonb as changes
    from outreach.outbound_message_log m;
comment on view outreach.message_entries is 'Messages on timelines. @timeline(leads)';
grant select on outreach.message_entries to tl_admin, tl_manager, tl_consultant, tl_staff, tl_sales, tl_recruiter,
  tl_viewer;
