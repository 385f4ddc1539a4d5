-- The outreach part of a demo organisation, where the module is installed; it runs after organisation.sql.

insert into outreach.outreach_playbooks (id, name, audience_type, subject_template, body_template, variables_schema, enabled)
select pg_temp.id('playbook', n), 'First contact: ' || a, a::outreach.audience_type, 'An idea for {{company.name}}', 'Hello {{contact.firstName}}, we have worked with others like {{company.name}}. Could we talk for ten minutes?', '{"contact.firstName": "string", "company.name": "string"}', n < 5 from unnest('{agencies,schools,businesses,events,tenders}'::text[]) with ordinality x (a, n);
insert into outreach.playbook_steps (playbook_id, position, wait_days, body_template)
select pg_temp.id('playbook', n), 1 + s, 3 + s, case s when 1 then 'Hello {{contact.firstName|default(''there'')}}, did my note about {{company.name}} reach you?' else 'Hello {{contact.firstName|default(''there'')}}, shall I close this, or is another time better?' end
from generate_series(1, 5) n, generate_series(1, 2) s;
insert into outreach.mailboxes (user_id, name, address, host, port, per_day, per_hour)
values (null, 'Office', 'office@mail.example', 'smtp.mail.example', 587, 50, 10);
insert into outreach.enrolments (id, lead_id, playbook_id, status, ended_at, reason, created_by)
select pg_temp.id('enrolment', n), pg_temp.id('lead', n), pg_temp.id('playbook', 1 + n % 5), (case s when 'cancelled' then 'stopped' else 'active' end)::outreach.enrolment_status,
  case s when 'cancelled' then now() end, case s when 'cancelled' then 'Too early for them' end, pg_temp.colleague(n)
from generate_series(1, 420, 2) n, lateral (select pg_temp.pick('{draft,draft,draft,approved,approved,cancelled}', 'rs' || n) s) x;
insert into outreach.outreach_drafts (lead_id, playbook_id, enrolment_id, channel, subject, body, made_subject, made_body, metadata, status, reason, created_by)
select l.id, pg_temp.id('playbook', 1 + n % 5), pg_temp.id('enrolment', n), c::outreach.channel, m.subject, m.body || case when n % 7 = 0 then ' I am in town next week.' else '' end, m.subject, m.body,
  jsonb_build_object('missingFields', case when f is null then '["contact.firstName"]' else '[]' end::jsonb, 'warnings', case when f is null then '["Missing contact first name"]' else '[]' end::jsonb,
    'variables', jsonb_strip_nulls(jsonb_build_object('contact.firstName', f, 'company.name', l.company_name))),
  (case s when 'cancelled' then 'cancelled' else 'draft' end)::outreach.draft_status, case s when 'cancelled' then 'Too early for them' end, pg_temp.colleague(n)
from generate_series(1, 420, 2) n cross join lateral (select pg_temp.pick('{draft,draft,draft,approved,approved,cancelled}', 'rs' || n) s, pg_temp.pick('{email,email,email,whatsapp,linkedin_manual}', 'rc' || n) c) x
join crm.leads l on l.id = pg_temp.id('lead', n) cross join lateral (select nullif(split_part(l.contact_name, ' ', 1), '') f) g
cross join lateral (select 'An idea for ' || coalesce(l.company_name, 'your team') subject, 'Hello ' || coalesce(f, '') || ', we have worked with others like ' || coalesce(l.company_name, 'you') || '. Could we talk for ten minutes?' body) m;
update outreach.outreach_drafts d set status = 'approved', approved_by = pg_temp.colleague(n + 1)
from generate_series(1, 420, 2) n where d.enrolment_id = pg_temp.id('enrolment', n) and d.status = 'draft' and coalesce(d.recipient, '') <> ''
  and pg_temp.pick('{draft,draft,draft,approved,approved,cancelled}', 'rs' || n) = 'approved';
insert into outreach.whatsapp_numbers (name, number_id, is_active) values ('Sales on WhatsApp', '100200300400500', false);
insert into outreach.whatsapp_opt_ins (lead_id, how, created_by)
select l.id, 'Agreed on the form of our site', pg_temp.colleague(n) from generate_series(1, 420, 6) n join crm.leads l on l.id = pg_temp.id('lead', n) where l.phone is not null;
insert into outreach.suppression_entries (type, value, reason) values ('domain', 'competitor.example', 'Competitor'), ('email', 'no-thanks@example.com', 'Asked not to be written to'), ('company', 'Do Not Contact Ltd', 'Legal dispute');

-- What is looked for, and two runs that took place: one to be reviewed, one that is.
insert into outreach.discovery_intents (id, name, channel, audience, words, places, industries, exclusions, sites, boards, is_daily, enabled)
select pg_temp.id('intent', n), name, channel::outreach.discovery_channel, audience::outreach.audience_type, words::jsonb, places::jsonb, industries::jsonb, '["franchise"]', sites::jsonb, boards::jsonb, false, n < 3
from (values (1, 'Builders nearby', 'keyword', 'businesses', '["construction", "site"]', '["Sydney", "Perth"]', '["Construction"]', '["https://builders.example", "https://harbour-works.example"]', '[]'),
  (2, 'Who is hiring', 'keyword', 'businesses', '["operations"]', '[]', '[]', '[]', '["greenhouse/harbourworks", "lever/northline"]'),
  (3, 'Schools on the web', 'google', 'schools', '["independent school"]', '["Melbourne"]', '["Education"]', '[]', '[]')) i (n, name, channel, audience, words, places, industries, sites, boards);
insert into outreach.search_providers (name, kind, address, is_active) values ('Our search', 'searxng', 'https://search.example', false);
insert into outreach.discovery_runs (id, status, mode, intent_id, intent_name, channel, triggered_by, triggered_by_id, started_at, finished_at, stats, error_count, created_at)
select pg_temp.id('run', n), case n when 1 then 'completed_with_errors' else 'completed' end::outreach.run_status, 'manual', pg_temp.id('intent', 1), 'Builders nearby', 'keyword', 'manual', pg_temp.colleague(n), at, at + interval '4 minutes',
  jsonb_build_object('asked', 1, 'sources', jsonb_build_array(jsonb_build_object('source', 'Sites', 'found', 12, 'kept', 12, 'error', null)), 'sites', 12, 'pages', 41, 'unread', case n when 1 then 1 else 0 end,
    'reasons', case n when 1 then jsonb_build_array(jsonb_build_object('at', 'https://shut.example', 'error', 'Its robots.txt forbids to read this.')) else '[]' end, 'seconds', 236, 'note', '12 results of 1 sources, 12 sites looked at'),
  case n when 1 then 1 else 0 end, at
from generate_series(1, 2) n, lateral (select now() - n * interval '2 days' as at) a;
insert into outreach.discovery_results (run_id, state, name, website, industry, country, size, description, email, phone, score, discovery_metadata, source_url, why, once_key, created_at)
select pg_temp.id('run', r), case when r = 1 and n < 10 then 'waiting' else 'skipped' end::outreach.result_state, name, site, 'Construction', pg_temp.pick('{Australia,Australia,New Zealand}', 'xc' || n), pg_temp.pick('{11-50,51-200,201-500}', 'xs' || n),
  name || ' builds and maintains sites for public and private clients.', case when n % 3 > 0 then 'office@' || kit.slugify(name) || '.example' end, case when n % 2 = 0 then '+61 8 9300 ' || 1000 + n end, s.score,
  jsonb_build_object('discoverySource', 'keyword', 'discoveryTimestamp', to_char(now() - r * interval '2 days', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'discoveryMethod', 'Site ' || site, 'relevanceScore', s.score,
    'relevanceReasons', jsonb_build_array('Speaks of construction', case when n % 4 = 0 then 'None of the places' else 'Place: Perth' end, case when n % 3 > 0 then 'Can be written to' else 'No way to reach them is known' end),
    'channel', 'keyword', 'scrapedDescription', name || ' builds and maintains sites for public and private clients.'),
  site || '/contact', case when r = 1 and n < 10 then null when n % 2 = 0 then 'Its website is that of a client' else 'Left out by hand' end, kit.slugify(name) || '.example', now() - r * interval '2 days'
from generate_series(1, 2) r, unnest('{Harbour Works,Northline Build,Quayside Civil,Ironbark Projects,Redgum Construction,Saltwater Piling,Blue Ridge Homes,Tasman Formwork,Coastal Cranes,Kestrel Steel,Wattle Group,Granite Paving}'::text[]) with ordinality x (name, n),
  lateral (select 'https://' || kit.slugify(name) || '.example' as site) w, lateral (select 95 - n::int * 5 as score) s
where r = 1 or n < 5;

-- Three messages left two days ago, and this is what came back: one lead is interested, one asks, one is away.
create temporary table came_back on commit drop as
select d.id as draft, d.lead_id as lead, d.recipient, d.subject, d.body, d.created_by, m.id as mailbox, r.*, now() - r.n * interval '5 hours' as at, gen_random_uuid() as activity
from (select row_number() over (order by d.id) as n, d.* from outreach.outreach_drafts d where d.channel = 'email' and d.status = 'approved' and d.recipient <> '') d
join (values (1, 'answered', 'interested', 'Sounds good. Could you call me on Thursday?', null::date), (2, 'answered', 'question', 'What would that cost for twelve people?', null),
  (3, 'out_of_office', null, 'I am out of office and back in two weeks.', current_date + 14)) r (n, outcome, sentiment, words, back) on r.n = d.n
cross join (select id from outreach.mailboxes order by address limit 1) m;
insert into outreach.outbound_message_log (lead_id, channel, provider_message_id, recipient, subject, body_preview, status, draft_id, mailbox_id, domain, sent_by, created_at)
select lead, 'email', '<' || draft || '@mail.example>', recipient, subject, left(body, 200), 'sent', draft, mailbox, split_part(recipient, '@', 2), created_by, now() - interval '2 days' from came_back;
update outreach.outreach_drafts d set status = 'sent', sent_at = now() - interval '2 days', claimed_at = now() - interval '2 days', mailbox_id = c.mailbox from came_back c where d.id = c.draft;
update crm.leads l set status = 'contacted' from came_back c where l.id = c.lead and l.status = 'new';
select outreach.hear(lead, outcome::outreach.outcome, case outcome when 'answered' then 'Answered by e-mail' else 'Out of office' end, draft, back::timestamptz, at) from came_back;
insert into crm.activities (id, type, subject, description, occurred_at, client_id, lead_id, created_by, sentiment, message_key, writer, thread_key)
select c.activity, 'email', 'Re: ' || c.subject, c.words, c.at, l.client_id, c.lead, null, (case c.sentiment when 'interested' then 'positive' else 'neutral' end)::crm.sentiment, 'answer-' || c.draft, c.recipient, c.draft || '@mail.example'
from came_back c join crm.leads l on l.id = c.lead where c.outcome = 'answered';
insert into outreach.replies (lead_id, draft_id, mailbox_id, activity_id, outcome, sentiment, sender, subject, words, received_at, until_date, settled_at)
select lead, draft, mailbox, case when outcome = 'answered' then activity end, outcome::outreach.outcome, sentiment::outreach.reply_sentiment, recipient, 'Re: ' || subject, words, at, back, case when outcome = 'out_of_office' then now() end from came_back;
drop table came_back;
