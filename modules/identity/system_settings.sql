-- A value the organisation may change: thresholds, switches, texts. @also(settings)
-- @icon(settings) @words(Setting, Settings)
create table identity.system_settings (
  org_id      uuid not null default kit.org_id(),
  id          uuid not null default kit.new_id(),
  key         text not null check (key ~ '^[A-Za-z][A-Za-z0-9_.]{1,99}$'),     -- Name, such as pipeline.enforce_exit_criteria. @list
  value       jsonb not null,                                                  -- A boolean, number, text or object. @list
  description text,                                                            -- What it does. @list @long
  updated_by  uuid,                                                            -- Who changed it last. @stamped
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (org_id, id),
  constraint system_settings_key_taken unique (org_id, key)                    -- There is already a setting with this key.
);
-- A host name leads to one organisation of the server.
create unique index system_settings_host_taken on identity.system_settings ((value #>> '{}'))
  where key = 'public.host' and value <> '""';
select kit.refers('identity.system_settings', 'updated_by', 'identity.users', 'set null');
select kit.noun('identity.system_settings', label => 'key');
comment on index identity.system_settings_host_taken
  is 'Another organisation of this server has this host. Take another, or ask whoever runs the server.';

-- Every setting the product reads: its key, what it holds, its value when nobody set it, its bounds, and what it does. The pages, the check below and whoever
-- reads a setting rest on this list. Flags of the organisation's own begin with "flag." and are on or off.
create or replace function identity.known_settings() returns table (key text, holds text, initial jsonb,
  lowest numeric, highest numeric, words text)
language sql immutable as $$ values
  ('MAINTENANCE_MODE', 'switch', 'false'::jsonb, null::numeric, null::numeric, 'Shut everybody out but admins'),
  ('maintenance.until', 'text', '""', null, null,
    'What people read meanwhile: until when, such as 18:00 or Monday morning'),
  ('ENABLE_AI_PARSING', 'switch', 'true', null, null, 'Read résumés automatically'),
  ('access.narrow_viewers', 'switch', 'false', null, null,
    'Viewers see only what the organisation''s visibility shows them, instead of everything'),
  ('sign_up.is_open', 'switch', 'false', null, null,
    'People with an address in the organisation''s allowed domains make their own account, as staff'),
  ('audit.page_reads', 'switch', 'false', null, null, 'Note in the audit log who opened the page of a record'),
  ('pipeline.enforce_exit_criteria', 'switch', 'false', null, null,
    'Deals may only move on when the exit criteria of their stage are met'),
  ('pipeline.import_opens_projects', 'switch', 'false', null, null, 'Won deals that are imported open their projects'),
  ('pipeline.loss_reasons', 'words', '[]', null, null, 'Reasons offered when a deal is lost'),
  ('company.legal_name', 'text', '""', null, null, 'Name of the company on invoices; the organisation''s when empty'),
  ('company.address', 'long', '""', null, null, 'Address on invoices'),
  ('company.country', 'text', '""', null, null, 'Country on invoices'),
  ('company.vat', 'text', '""', null, null, 'VAT number on invoices'),
  ('company.registration', 'text', '""', null, null, 'Registration or tax number on invoices'),
  ('company.email', 'email', '""', null, null, 'E-mail address on invoices'),
  ('company.phone', 'text', '""', null, null, 'Telephone number on invoices'),
  ('company.website', 'text', '""', null, null, 'Home page on invoices'),
  ('company.bank', 'text', '""', null, null, 'Name of the bank'),
  ('company.iban', 'text', '""', null, null, 'Account invoices are paid to (IBAN)'),
  ('company.bic', 'text', '""', null, null, 'Bank of that account (BIC)'),
  ('invoice.number_format', 'number_format', '"{year}-{number}"', null, null,
    'Numbers of invoices, made of {year} and {number}'),
  ('invoice.tax_rate', 'number', '0', 0, 100, 'Tax on invoices, in percent'),
  ('invoice.payment_days', 'whole', '30', 0, 365, 'Days until an invoice is due'),
  ('invoice.reminder_days', 'whole', '7', 1, 365,
    'Days after the due date, and between reminders, until one is drafted'),
  ('margin.floor_percent', 'number', '20', -100, 100, 'Warn when the margin is below this, in percent'),
  ('renewal.days_before', 'whole', '90', 1, 730, 'Days before a contract ends on which its renewal is proposed'),
  ('time.round_minutes', 'whole', '6', 1, 120, 'The timer counts whole steps of this many minutes'),
  ('time.locked_until', 'day', '""', null, null, 'Hours up to this day can''t be entered or changed'),
  ('models.inside_only', 'switch', 'false', null, null,
    'Models are asked in the house only: nothing that people write leaves it'),
  ('models.month_cost', 'number', '0', 0, 1000000, 'What models may cost in a month, by the prices of their providers; 0 is no limit'),
  ('models.person_month_tokens', 'whole', '0', 0, 1000000000, 'Tokens a person may use in a month; 0 is no limit'),
  ('enrichment.cache_hours', 'whole', '24', 0, 720,
    'Hours in which the site of a company is not read again for another company at the same address'),
  ('discovery.contact', 'text', '""', null, null,
    'How sites that discovery reads reach you: an address of the web or of mail; this server''s when empty'),
  ('crews.link_days', 'whole', '30', 1, 90, 'Days for which the link of a crew works'),
  ('hours.overtime_after', 'number', '8', 1, 24, 'Hours a day from which on placed people work overtime'),
  ('hours.overtime_factor', 'number', '1.5', 1, 5, 'What an hour of overtime counts, for charge and pay'),
  ('hours.weekend_factor', 'number', '1.5', 1, 5, 'What an hour on Saturday or Sunday counts, for charge and pay'),
  ('hours.night_factor', 'number', '1.25', 1, 5, 'What an hour of a night shift counts, for charge and pay'),
  ('leads.hot_from', 'whole', '70', 0, 100, 'A lead is hot from this score'),
  ('leads.warm_from', 'whole', '40', 0, 100, 'A lead is warm from this score, below it cold'),
  ('matching.new_from', 'whole', '70', 0, 100, 'New applications with this match score wait in their recruiter''s queue'),
  ('tickets.link_days', 'whole', '14', 1, 90, 'Days the link works with which somebody sends a renewed ticket'),
  ('tickets.renewal_text', 'long', '""', null, null,
    'What people are written who have to renew a ticket, with {person}, {ticket}, {link} and {organisation}; ours when empty'),
  ('jobs.nightly_at', 'time', '"02:00"', null, null, 'When the night''s work begins, in the organisation''s time zone'),
  ('jobs.schedule', 'words', '[]', null, null,
    'What of the night''s work is done at other times: a verb and when, such as "score_leads 30 6 * * 1-5" (minute, hour, day, month, weekday), or "send_reminders off"'),
  ('reminders.by_email', 'switch', 'true', null, null, 'Write to people in the morning what is due'),
  ('health.healthy_from', 'whole', '70', 0, 100, 'A client is healthy from this score'),
  ('health.at_risk_from', 'whole', '40', 0, 100, 'A client is at risk from this score, below it critical'),
  ('nudges.ending_days', 'whole', '21', 1, 180,
    'A nudge says that placements or a project end this many days before, when nothing follows'),
  ('nudges.health_below', 'whole', '40', 0, 100, 'A nudge says that a client''s health is below this'),
  ('nudges.health_fall', 'whole', '15', 1, 100, 'A nudge says that a client''s health fell by this within 30 days'),
  ('nudges.hours_fall_percent', 'whole', '40', 1, 100,
    'A nudge says that approved hours of a client fell by this from one four weeks to the next, in percent'),
  ('nudges.silent_days', 'whole', '30', 1, 365, 'A nudge says that an open deal or lead is silent for this many days'),
  ('nudges.silent_high_value', 'whole', '50000', 0, 1000000000, 'Nudges of silent deals worth this much are urgent'),
  ('nudges.seen_days', 'whole', '7', 1, 90,
    'A nudge says that a client''s tender or posting was seen within this many days'),
  ('nudges.untouched_days', 'whole', '3', 1, 90,
    'A nudge says that something among what is worth most is untouched for this many days'),
  ('nudges.large_percent', 'number', '10', 1, 100, 'How much of what is open counts as worth most, in percent'),
  ('nudges.dismissed_days', 'whole', '60', 0, 730, 'A dismissed nudge stays away this many days while its reason stays'),
  ('nudges.acted_days', 'whole', '14', 0, 730,
    'A nudge somebody acted on stays away this many days while its reason stays'),
  ('nudges.most_each', 'whole', '15', 1, 1000,
    'Nobody has more open nudges of one kind than this; what is urgent and worth most comes first'),
  ('nudges.held_out_percent', 'number', '10', 0, 50,
    'How many nudges are recorded but not shown, to learn what showing the others is worth, in percent'),
  ('public.host', 'host', '""', null, null,
    'Host of your own for pages without an account, such as portal.acme.example; it has to lead to this server'),
  ('board.is_open', 'switch', 'true', null, null, 'Show published jobs to everybody on the job board'),
  ('board.shows_hot_drops', 'switch', 'true', null, null, 'Show hot drops in a section of the job board'),
  ('board.hot_drop_hours', 'whole', '36', 1, 720,
    'Hours an opening of others is shown after it was found at its source last'),
  ('board.welcome', 'long', '""', null, null, 'What stands above the jobs of the job board'),
  ('applications.consent_text', 'long', '""', null, null,
    'What people agree to when they apply, with {organisation} and {months}; ours when empty'),
  ('applications.retention_months', 'whole', '12', 1, 60,
    'Months for which people agree that what they send with an application is kept'),
  ('applications.link_days', 'whole', '180', 7, 365,
    'Days the link works with which somebody who applied sees how it goes'),
  ('applications.ask_again_days', 'whole', '30', 0, 180,
    'Days before the consent of somebody who applied runs out on which they are asked again; 0 asks nobody'),
  ('applications.erases_expired', 'switch', 'false', null, null,
    'Erase people every night whose consent has run out and with whom nothing goes on; off shows them to admins instead'),
  ('applications.rejection_reasons', 'words',
    '["Skills", "Experience", "Pay", "Availability", "Location", "Somebody else was chosen", "The job was filled", "No answer", "Other"]',
    null, null, 'Reasons offered when an application is rejected'),
  ('interviews.opens_at', 'time', '"09:00"', null, null,
    'Interviews are proposed from this time of day on, in the organisation''s time zone'),
  ('interviews.closes_at', 'time', '"17:00"', null, null, 'Interviews that are proposed end by this time of day'),
  ('interviews.notice_hours', 'whole', '24', 0, 336, 'Hours that lie between now and the first time that is proposed'),
  ('chat.mail_after_minutes', 'whole', '10', 1, 1440,
    'Minutes after which somebody who applied is written to, when they have not read what we wrote in the chat'),
  ('chat.followup_hours', 'whole', '4', 1, 168,
    'Hours after which a message of somebody who applied waits in the recruiter''s queue, when nobody answered'),
  ('chat.no_response_days', 'whole', '3', 1, 60,
    'Days after which the recruiter''s queue says that somebody who applied does not answer in the chat'),
  ('chat.asks_profile', 'switch', 'true', null, null,
    'The bot asks for what a profile lacks: availability, notice period, expected pay, where somebody lives'),
  ('knowledge.members_add', 'switch', 'false', null, null,
    'Everybody who writes in the organisation may add documents, not only managers and admins'),
  ('knowledge.passage_size', 'whole', '200', 40, 200,
    'How long a passage of a document is at most, in pieces of words as the model counts them'),
  ('outreach.four_eyes', 'switch', 'false', null, null, 'Messages are approved by somebody else than who drafted them'),
  ('outreach.follow_ups_by_themselves', 'switch', 'false', null, null,
    'Follow-ups go by themselves once the first message was approved; off has each of them approved'),
  ('outreach.hold_minutes', 'whole', '2', 0, 1440,
    'Minutes an approved message waits, in which its approval can be taken back'),
  ('outreach.opens_at', 'time', '"09:00"', null, null,
    'Messages leave from this time of day on, in the time zone of whom they go to'),
  ('outreach.closes_at', 'time', '"17:00"', null, null, 'Messages leave until this time of day; 00:00 is midnight'),
  ('outreach.weekends', 'switch', 'false', null, null, 'Messages leave on Saturday and Sunday, too'),
  ('outreach.domain_per_hour', 'whole', '5', 1, 10000, 'Messages to one domain in an hour at most'),
  ('outreach.domain_per_day', 'whole', '20', 1, 100000, 'Messages to one domain in 24 hours at most'),
  ('outreach.pause_seconds', 'whole', '40', 0, 3600,
    'Seconds between two messages of a mailbox, more or less by half'),
  ('outreach.away_days', 'whole', '7', 1, 180,
    'Days the next message waits for somebody who is out of office and does not say until when'),
  ('outreach.read_days', 'whole', '14', 1, 365, 'Days back a mailbox is read that is read for the first time'),
  ('outreach.read_megabytes', 'whole', '5', 1, 25, 'Of a message larger than so many megabytes only the headers are read'),
  ('feature.reports', 'switch', 'true', null, null, 'Reports'),
  ('feature.duplicates', 'switch', 'true', null, null, 'Duplicate search')
$$;
comment on function identity.known_settings() is 'Every setting with what it holds, its initial value, its bounds and what it does.';

-- What a value must be to fit, in words; null when it fits.
create or replace function identity.setting_wants(holds text, value jsonb, lowest numeric,
  highest numeric) returns text language sql immutable as $$
  select case
    when holds = 'switch' then case when jsonb_typeof(value) <> 'boolean' then 'on or off (true or false)' end
    when holds in ('number', 'whole') then case
      when jsonb_typeof(value) <> 'number' or (value #>> '{}')::numeric not between lowest and highest
        or holds = 'whole' and (value #>> '{}')::numeric % 1 <> 0
      then format('a %snumber from %s to %s', case holds when 'whole' then 'whole ' else '' end, lowest, highest) end
    when holds = 'words' then case when not kit.is_words(value) then 'a list of short texts' end
    when jsonb_typeof(value) <> 'string' then 'a text'
    when value = '""' then null
    when holds = 'day' then case when value #>> '{}' !~ '^\d{4}-\d\d-\d\d$'
      or not pg_input_is_valid(value #>> '{}', 'date') then 'a day such as 2026-12-31' end
    when holds = 'time' then case when value #>> '{}' !~ '^([01]\d|2[0-3]):[0-5]\d$'
      then 'a time of day such as 02:00' end
    when holds = 'email' then case when value #>> '{}' !~ '^[^@\s]+@[^@\s]+\.[^@\s]+$' then 'an e-mail address' end
    when holds = 'host' then case when length(value #>> '{}') > 253
      or value #>> '{}' !~ '^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?[.])+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$'
      then 'the name of a host such as portal.acme.example, without https:// and port' end
    when holds = 'number_format' then case when value #>> '{}' !~ '\{number\}' or length(value #>> '{}') > 60
      or not kit.is_line(value #>> '{}') then 'a text of at most 60 letters with {number} in it' end
    when holds = 'long' then case when length(value #>> '{}') > 2000 then 'a text of at most 2,000 letters' end
    when length(value #>> '{}') > 500 or not kit.is_line(value #>> '{}') then 'one line of at most 500 letters' end
$$;
comment on function identity.setting_wants(text, jsonb, numeric, numeric)
  is 'What a setting wants instead of this value; null when the value fits.';

-- A setting is known, fits, and remembers who changed it, whichever way it is written.
create or replace function identity.check_setting() returns trigger language plpgsql as $$
declare
  k record; wanted text;
begin
  new.updated_by := coalesce(kit.user_id(), new.updated_by);
  if kit.undoing() or tg_op = 'UPDATE' and new.key = old.key and new.value = old.value then return new; end if;
  select * into k from identity.known_settings() s where s.key = new.key;
  if k.key is null and new.key !~ '^flag\.' then
    raise exception using errcode = '23514', constraint = 'system_settings_known', table = 'system_settings',
      schema = 'identity',
      message = format('There is no setting %s.', new.key),
        hint = 'The settings are listed at /admin/settings; flags of your own begin with "flag.".';
  end if;
  if k.holds = 'host' and jsonb_typeof(new.value) = 'string' then
    new.value := to_jsonb(lower(btrim(new.value #>> '{}')));
  end if;
  wanted := identity.setting_wants(coalesce(k.holds, 'switch'), new.value, k.lowest, k.highest);
  if wanted is not null then
    raise exception using errcode = '23514', constraint = 'system_settings_fit', table = 'system_settings',
      schema = 'identity',
      message = format('%s: %s is not %s.', new.key, left(new.value #>> '{}', 60), wanted),
        hint = coalesce(k.words, 'A flag is on or off') || '.';
  end if;
  new.description := coalesce(new.description, k.words);
  return new;
end $$;
comment on function identity.check_setting() is 'Refuses settings nobody knows and values that do not fit.';
create or replace trigger check_setting before insert or update on identity.system_settings for each row
  execute function identity.check_setting();

-- A setting's value, or the default when the organisation has not set it.
create or replace function kit.setting(key text,
  otherwise jsonb) returns jsonb language plpgsql stable security definer set search_path = pg_catalog as $$
begin
  return coalesce((select s.value from identity.system_settings s
    where s.org_id = kit.org_id() and s.key = setting.key), otherwise);
end $$;
comment on function kit.setting(text, jsonb) is 'A setting of the organisation, or the default.';

create or replace function kit.setting(key text) returns jsonb language sql stable return
  kit.setting(key, (select s.initial from identity.known_settings() s where s.key = setting.key));
comment on function kit.setting(text) is 'A setting of the organisation, or its initial value.';

-- Values from before settings were checked never make a reader fail.
create or replace function kit.number_setting(key text, otherwise numeric) returns numeric language sql stable return
  (select case jsonb_typeof(s) when 'number' then (s #>> '{}')::numeric else otherwise end
    from kit.setting(key, 'null') s);
comment on function kit.number_setting(text, numeric) is 'A setting that is a number, or the default.';

create or replace function kit.date_setting(key text) returns date language sql stable return
  (select case when pg_input_is_valid(nullif(s #>> '{}', ''), 'date') then (s #>> '{}')::date end
    from kit.setting(key, 'null') s);
comment on function kit.date_setting(text) is 'A setting that is a day, or null.';

create or replace function kit.time_setting(key text, otherwise time) returns time language sql stable return
  (select case when pg_input_is_valid(nullif(s #>> '{}', ''), 'time') then (s #>> '{}')::time else otherwise end
    from kit.setting(key, 'null') s);
comment on function kit.time_setting(text, time) is 'A setting that is a time of day, or the default.';

-- Sign-in asks whether an organisation is closed for maintenance, which one has the host that was asked for, and which ones
-- let people make accounts.
create policy sign_in_reads on identity.system_settings for select to tl_auth
  using (key in ('MAINTENANCE_MODE', 'maintenance.until', 'public.host', 'sign_up.is_open'));
grant select (org_id, key, value) on identity.system_settings to tl_auth;
