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
insert into outreach.suppression_entries (type, value, reason) values ('domain', 'competitor.example', 'Competitor'), ('email', 'no-thanks@example.com', 'Asked not to be written to'), ('company', 'Do Not Contact Ltd', 'Legal dispute');
