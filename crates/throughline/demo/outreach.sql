-- The outreach part of a demo organisation, where the module is installed; it runs after organisation.sql.

insert into outreach.outreach_playbooks (id, name, audience_type, subject_template, body_template, variables_schema, enabled)
select pg_temp.id('playbook', n), 'First contact: ' || a, a::outreach.audience_type, 'An idea for {{company.name}}', 'Hello {{contact.firstName}}, we have worked with others like {{company.name}}. Could we talk for ten minutes?', '{"contact.firstName": "string", "company.name": "string"}', n < 5 from unnest('{agencies,schools,businesses,events,tenders}'::text[]) with ordinality x (a, n);
insert into outreach.outreach_drafts (lead_id, playbook_id, channel, subject, body, status, created_by, approved_by)
select pg_temp.id('lead', n), pg_temp.id('playbook', 1 + n % 5), pg_temp.pick('{email,email,email,whatsapp,linkedin_manual}', 'rc' || n)::outreach.channel, 'An idea for your team', 'Hello, we have worked with others like you. Could we talk for ten minutes?', s::outreach.draft_status, pg_temp.colleague(n), case when s = 'approved' then pg_temp.colleague(n + 1) end
from generate_series(1, 420, 2) n, lateral (select pg_temp.pick('{draft,draft,draft,approved,approved,cancelled}', 'rs' || n) s) x;
insert into outreach.suppression_entries (type, value, reason) values ('domain', 'competitor.example', 'Competitor'), ('email', 'no-thanks@example.com', 'Asked not to be written to'), ('company', 'Do Not Contact Ltd', 'Legal dispute');
