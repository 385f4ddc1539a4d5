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
  primary key (org_id, id)
);
create index outbound_message_log_channel_idx on outreach.outbound_message_log (org_id, channel);
create index outbound_message_log_status_idx on outreach.outbound_message_log (org_id, status);
create index outbound_message_log_created_at_idx on outreach.outbound_message_log (org_id, created_at);
select kit.refers('outreach.outbound_message_log', 'lead_id', 'crm.leads', 'set null');
select kit.noun('outreach.outbound_message_log', parents => '{lead_id}');

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
