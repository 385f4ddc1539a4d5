-- What somebody wants who answered, as far as simple rules tell.
-- @values not_now='Not now' no='Not interested'
-- @tones interested=good no=bad question=info not_now=warn
create type outreach.reply_sentiment as enum ('interested', 'not_now', 'no', 'question', 'unclear');

-- What came back to a message: an answer, a no, a bounce, a complaint, an absence.
-- @icon(inbox) @words(Reply, Replies) @menu(8) @named(subject, sender) @board(outcome) @card(lead_id, sentiment)
create table outreach.replies (
  org_id      uuid not null default kit.org_id(),
  id          uuid not null default kit.new_id(),
  lead_id     uuid not null,                                                   -- The lead. @list @stamped
  draft_id    uuid,                                                            -- The message it is about. @stamped
  mailbox_id  uuid,                                                            -- The mailbox it was read in. @stamped
  activity_id uuid,                                                            -- The entry of the timeline it became. @stamped
  outcome     outreach.outcome not null,                                       -- What it was. @list @stamped
  sentiment   outreach.reply_sentiment,                                        -- What they want, by simple rules; people correct it. @list
  sender      text,                                                            -- Who wrote it. @list @personal @stamped
  subject     text,                                                            -- Subject line. @list @personal @stamped
  words       text check (length(words) <= 10000),                             -- What is new in it, without what it quotes. @personal @long @stamped
  is_lasting  boolean,                                                         -- Of a bounce: nothing will ever arrive there. @stamped
  until_date  date,                                                            -- When they are back, as they say. @stamped
  received_at timestamptz not null default now(),                              -- When it came. @list @stamped
  settled_at  timestamptz,                                                     -- When somebody had dealt with it. @list
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (org_id, id)
);
create index replies_received_idx on outreach.replies (org_id, received_at);
create index replies_waiting_idx on outreach.replies (org_id, lead_id) where settled_at is null;
select kit.refers('outreach.replies', 'lead_id', 'crm.leads', 'cascade');
select kit.refers('outreach.replies', 'draft_id', 'outreach.outreach_drafts', 'set null');
select kit.refers('outreach.replies', 'mailbox_id', 'outreach.mailboxes', 'set null');
select kit.refers('outreach.replies', 'activity_id', 'crm.activities', 'set null');
select kit.noun('outreach.replies', parents => '{lead_id}');

-- Which message of ours something speaks of: by the Message-IDs it names, the first first; else the last message that
-- went to this address by the mailbox within two months, where a sender is given.
create or replace function outreach.spoken_of(ids text[], sender text, mailbox uuid)
returns table (lead_id uuid, draft_id uuid, recipient text, by_id boolean) language plpgsql stable security definer
  set search_path = pg_catalog as $$
begin
  return query select l.lead_id, l.draft_id, l.recipient, true from outreach.outbound_message_log l
     where l.org_id = kit.org_id() and l.channel = 'email' and l.provider_message_id = any (ids)
     order by array_position(ids, l.provider_message_id) limit 1;
  if found or outreach.address_key(sender) is null then return; end if;
  return query select l.lead_id, l.draft_id, l.recipient, false from outreach.outbound_message_log l
     where l.org_id = kit.org_id() and l.channel = 'email' and l.domain = outreach.domain_key(sender)
       and l.status = 'sent' and outreach.address_key(l.recipient) = outreach.address_key(sender)
       and l.mailbox_id = mailbox and l.created_at > now() - interval '60 days'
     order by l.created_at desc limit 1;
end $$;
comment on function outreach.spoken_of(text[], text, uuid) is 'Which message of ours something speaks of.';
revoke execute on function outreach.spoken_of(text[], text, uuid) from public;
grant execute on function outreach.spoken_of(text[], text, uuid) to tl_system;

-- Answers somebody waits for a reaction to, for who looks after the lead.
create or replace view outreach.reply_items with (security_invoker = true) as
  select 'replies' as noun, r.id, coalesce(r.subject, 'An answer') as title,
    coalesce(l.company_name, l.contact_name, r.sender, '') as about,
    null::numeric as amount, null::text as currency, 'inbox' as icon, '/leads/' || r.lead_id || '?tab=timeline' as link,
    1 as weight, null::integer as overdue, null::integer as ahead,
    null::date as due_date, r.received_at as due_at,
    jsonb '[{"do": "settled", "word": "Done", "icon": "check", "set": {"settled_at": "@now"}, "told": "Done."}]' as acts
    from outreach.replies r join crm.leads l on l.org_id = r.org_id and l.id = r.lead_id
    left join outreach.outreach_drafts d on d.org_id = r.org_id and d.id = r.draft_id
   where r.settled_at is null and r.outcome::text in ('answered', 'unsubscribed', 'complained')
     and coalesce(l.owner_id, d.created_by) = kit.user_id();
comment on view outreach.reply_items is 'Answers that wait. @today(replies)';
grant select on outreach.reply_items to tl_admin, tl_manager, tl_consultant, tl_staff, tl_sales, tl_recruiter, tl_viewer;

-- What is no activity stands on the timeline of the lead by itself.
create or replace view outreach.reply_entries with (security_invoker = true) as
  select 'leads' as about, r.lead_id as about_id, r.received_at as at, 'reply' as kind,
    kit.in_words(r.outcome::text) || coalesce(': ' || r.subject, '') as title, left(coalesce(r.words, ''), 1000) as body,
    null::uuid as user_id, r.sender as who, '/replies/' || r.id as link, null::jsonb as changes
    from outreach.replies r where r.activity_id is null;
comment on view outreach.reply_entries is 'Bounces and absences on timelines. @timeline(leads)';
grant select on outreach.reply_entries to tl_admin, tl_manager, tl_consultant, tl_staff, tl_sales, tl_recruiter,
  tl_viewer;

-- What other modules say of a message: each that listens has a function of this name. It is told the letters a message
-- answers, the blind indexes of the other side's addresses, and what is new in it; it answers {"heard": true} when the
-- message was for it, and {"candidate": id} for a person of its own.
create or replace function outreach.tell_modules(mail jsonb) returns jsonb language plpgsql security definer
  set search_path = pg_catalog as $$
declare
  listens text; said jsonb; told jsonb := '{}';
begin
  for listens in select distinct split_part(n.noun, '.', 1) from kit.nouns n order by 1 loop
    continue when to_regprocedure(format('%I.hear_mail(jsonb)', listens)) is null;
    execute format('select %I.hear_mail($1)', listens) into said using mail;
    told := told || coalesce(said, '{}');
  end loop;
  return told;
end $$;
comment on function outreach.tell_modules(jsonb) is 'What other modules say of a message.';
revoke execute on function outreach.tell_modules(jsonb) from public;
grant execute on function outreach.tell_modules(jsonb) to tl_system;
