-- Who may do what. One line a role and noun: the scope of reading, creating, updating and deleting.
-- The most exact line wins: "crm.leads" before "crm.*" before "*". Policies are made from this table; tests/golden/access.txt shows the result.
--
--   all        every row of the organisation
--   team       every row, or with the organisation's visibility = assigned: as "assigned"
--   assigned   what hangs on a client I own or am assigned to, what is my own, and what belongs to nobody yet
--   own        what names me as owner, author or assignee
--   client     what belongs to my client (portal users)
--   candidate  what belongs to my candidate profile
--   public     what is published for everybody
--   none       nothing
create table kit.access (
  role text not null, noun text not null, reads text not null, creates text not null, updates text not null, deletes text not null,
  primary key (role, noun)
);
comment on table kit.access is 'Role × noun × verb → scope.';

delete from kit.access;
insert into kit.access (role, noun, reads, creates, updates, deletes) values
-- role          noun                             reads        creates      updates      deletes
  ('admin',      '*',                             'all',       'all',       'all',       'all'),
  ('admin',      'identity.organizations',        'all',       'none',      'all',       'none'),
  ('admin',      'identity.audit_log',            'all',       'none',      'none',      'none'),
  ('admin',      'identity.activity_logs',        'all',       'none',      'none',      'none'),
  ('admin',      'agent.*',                       'own',       'own',       'own',       'own'),
  ('admin',      'recruiting.application_timeline','all',      'none',      'none',      'none'),
  ('admin',      'outreach.import_jobs',          'all',       'all',       'all',       'all'),
  ('admin',      'identity.saved_views',          'public',    'own',       'own',       'own'),
  ('admin',      'identity.mentions',             'own',       'all',       'own',       'own'),
  ('admin',      'identity.erasures',             'all',       'none',      'none',      'none'),

  ('admin',      'crm.deal_stage_history',        'all',       'none',      'none',      'none'),
  ('admin',      'crm.forecast_snapshots',        'all',       'none',      'none',      'none'),
  ('admin',      'crm.portal_views',              'all',       'none',      'none',      'none'),
  ('admin',      'delivery.timers',               'own',       'own',       'own',       'own'),
  ('admin',      'delivery.timesheets',           'all',       'none',      'none',      'none'),
  ('admin',      'delivery.number_series',        'all',       'none',      'none',      'none'),
  ('admin',      'identity.background_jobs',      'all',       'none',      'none',      'none'),
  ('admin',      'identity.webhook_deliveries',   'all',       'none',      'none',      'none'),

  ('manager',    '*',                             'all',       'all',       'all',       'none'),
  ('manager',    'identity.organizations',        'all',       'none',      'none',      'none'),
  ('manager',    'identity.users',                'all',       'none',      'own',       'none'),
  ('manager',    'identity.system_settings',      'all',       'none',      'none',      'none'),
  ('manager',    'identity.audit_log',            'all',       'none',      'none',      'none'),
  ('manager',    'identity.activity_logs',        'all',       'none',      'none',      'none'),
  ('manager',    'identity.custom_fields',        'all',       'none',      'none',      'none'),
  ('manager',    'identity.saved_views',          'public',    'own',       'own',       'own'),
  ('manager',    'identity.mentions',             'own',       'all',       'own',       'own'),
  ('manager',    'identity.invitations',          'none',      'none',      'none',      'none'),
  ('manager',    'identity.erasures',             'all',       'none',      'none',      'none'),
  ('manager',    'knowledge.files',               'all',       'all',       'all',       'own'),
  ('manager',    'crm.activities',                'all',       'all',       'all',       'own'),
  ('manager',    'crm.activity_contacts',         'all',       'all',       'all',       'all'),
  ('manager',    'crm.lead_notes',                'all',       'all',       'all',       'own'),
  ('manager',    'crm.sales_tasks',               'all',       'all',       'all',       'own'),
  ('manager',    'delivery.task_contacts',        'all',       'all',       'all',       'all'),
  ('manager',    'delivery.time_entries',         'all',       'all',       'all',       'own'),
  ('manager',    'outreach.outreach_drafts',      'all',       'all',       'all',       'own'),
  ('manager',    'agent.*',                       'own',       'own',       'own',       'own'),
  ('manager',    'recruiting.application_timeline','all',      'none',      'none',      'none'),

  ('manager',    'crm.deal_stage_history',        'all',       'none',      'none',      'none'),
  ('manager',    'crm.forecast_snapshots',        'all',       'none',      'none',      'none'),
  ('manager',    'crm.portal_views',              'all',       'none',      'none',      'none'),
  ('manager',    'crm.territory_members',         'all',       'all',       'all',       'all'),
  ('manager',    'delivery.timers',               'own',       'own',       'own',       'own'),
  ('manager',    'delivery.timesheets',           'all',       'none',      'none',      'none'),
  ('manager',    'delivery.number_series',        'all',       'none',      'none',      'none'),
  ('manager',    'delivery.task_dependencies',    'all',       'all',       'all',       'all'),
  ('manager',    'delivery.invoices',             'all',       'all',       'all',       'all'),
  ('manager',    'delivery.invoice_lines',        'all',       'all',       'all',       'all'),
  ('manager',    'delivery.invoice_projects',     'all',       'all',       'all',       'all'),
  ('manager',    'delivery.payments',             'all',       'all',       'all',       'all'),
  ('manager',    'identity.background_jobs',      'all',       'none',      'none',      'none'),
  ('manager',    'identity.emails',               'all',       'all',       'all',       'own'),
  ('manager',    'identity.webhook_endpoints',    'all',       'none',      'none',      'none'),
  ('manager',    'identity.webhook_deliveries',   'all',       'none',      'none',      'none'),

  ('consultant', '*',                             'team',      'team',      'assigned',  'none'),
  ('consultant', 'crm.activities',                'team',      'team',      'assigned',  'own'),
  ('consultant', 'crm.lead_notes',                'team',      'team',      'own',       'own'),
  ('consultant', 'recruiting.*',                  'team',      'team',      'assigned',  'none'),

  ('staff',      '*',                             'team',      'team',      'assigned',  'none'),
  ('staff',      'crm.activities',                'team',      'team',      'assigned',  'own'),
  ('staff',      'crm.lead_notes',                'team',      'team',      'own',       'own'),

  ('sales',      '*',                             'team',      'none',      'none',      'none'),
  ('sales',      'crm.*',                         'team',      'team',      'assigned',  'none'),
  ('sales',      'crm.leads',                     'team',      'team',      'team',      'none'),
  ('sales',      'crm.activities',                'team',      'team',      'assigned',  'own'),
  ('sales',      'crm.lead_notes',                'team',      'team',      'own',       'own'),
  ('sales',      'outreach.*',                    'team',      'team',      'team',      'none'),

  ('recruiter',  '*',                             'team',      'team',      'assigned',  'none'),
  ('recruiter',  'recruiting.*',                  'team',      'team',      'team',      'none'),
  ('recruiter',  'crm.activities',                'team',      'team',      'assigned',  'own'),
  ('recruiter',  'crm.lead_notes',                'team',      'team',      'own',       'own'),

  ('viewer',     '*',                             'team',      'none',      'none',      'none'),
  ('viewer',     'agent.*',                       'own',       'own',       'own',       'own'),
  ('viewer',     'delivery.timers',               'none',      'none',      'none',      'none'),
  ('viewer',     'identity.emails',               'own',       'none',      'none',      'none'),

  ('client',     '*',                             'none',      'none',      'none',      'none'),
  ('client',     'identity.organizations',        'all',       'none',      'none',      'none'),
  ('client',     'identity.users',                'own',       'none',      'none',      'none'),
  ('client',     'crm.clients',                   'client',    'none',      'none',      'none'),
  ('client',     'crm.activities',                'client',    'none',      'none',      'none'),
  ('client',     'delivery.projects',             'client',    'none',      'none',      'none'),
  ('client',     'delivery.phases',               'client',    'none',      'none',      'none'),
  ('client',     'delivery.tasks',                'client',    'none',      'none',      'none'),
  ('client',     'delivery.invoices',             'client',    'none',      'none',      'none'),
  ('client',     'delivery.invoice_lines',        'client',    'none',      'none',      'none'),
  ('client',     'delivery.invoice_projects',     'client',    'none',      'none',      'none'),

  ('candidate',  '*',                             'none',      'none',      'none',      'none'),
  ('candidate',  'identity.organizations',        'all',       'none',      'none',      'none'),
  ('candidate',  'identity.users',                'own',       'none',      'none',      'none'),
  ('candidate',  'recruiting.jobs',               'public',    'none',      'none',      'none'),
  ('candidate',  'recruiting.external_job_postings','public',  'none',      'none',      'none'),
  ('candidate',  'recruiting.candidates',         'candidate', 'none',      'candidate', 'none'),
  ('candidate',  'recruiting.candidate_work_history','candidate','candidate','candidate','candidate'),
  ('candidate',  'recruiting.applications',       'candidate', 'candidate', 'none',      'none'),
  ('candidate',  'recruiting.chat_messages',      'candidate', 'candidate', 'none',      'none'),

  ('anonymous',  '*',                             'none',      'none',      'none',      'none'),
  ('anonymous',  'identity.organizations',        'all',       'none',      'none',      'none'),
  ('anonymous',  'recruiting.jobs',               'public',    'none',      'none',      'none'),
  ('anonymous',  'recruiting.external_job_postings','public',  'none',      'none',      'none'),

-- Workers act for one organisation at a time; they see what a manager sees and may keep the queues tidy.
  ('system',     '*',                             'all',       'all',       'all',       'all'),
  ('system',     'identity.organizations',        'all',       'none',      'none',      'none'),
  ('system',     'identity.audit_log',            'all',       'all',       'none',      'none'),
  ('system',     'identity.activity_logs',        'all',       'all',       'none',      'none'),
  ('system',     'agent.*',                       'none',      'none',      'none',      'none');

-- What all roles inside the organisation share.
insert into kit.access (role, noun, reads, creates, updates, deletes)
select role, noun, reads, creates, updates, deletes
  from unnest(array['consultant', 'staff', 'sales', 'recruiter', 'viewer']) role, (values
  ('identity.organizations',          'all',  'none', 'none', 'none'),
  ('identity.users',                  'all',  'none', 'own',  'none'),
  ('identity.system_settings',        'all',  'none', 'none', 'none'),
  ('identity.audit_log',              'none', 'none', 'none', 'none'),
  ('identity.activity_logs',          'own',  'none', 'none', 'none'),
  ('identity.custom_fields',          'all',  'none', 'none', 'none'),
  ('identity.saved_views',            'public', 'own', 'own', 'own'),
  ('identity.mentions',               'own',  'all',  'own',  'own'),
  ('identity.invitations',            'none', 'none', 'none', 'none'),
  ('identity.erasures',               'none', 'none', 'none', 'none'),
  ('crm.client_health_snapshots',     'team', 'none', 'none', 'none'),
  ('crm.client_portal_access',        'none', 'none', 'none', 'none'),
  ('crm.portal_views',                'none', 'none', 'none', 'none'),
  ('crm.territories',                 'all',  'none', 'none', 'none'),
  ('crm.territory_members',           'all',  'none', 'none', 'none'),
  ('crm.deal_stage_history',          'team', 'none', 'none', 'none'),
  ('crm.forecast_snapshots',          'team', 'none', 'none', 'none'),
  ('delivery.project_templates',      'all',  'none', 'none', 'none'),
  ('delivery.template_phases',        'all',  'none', 'none', 'none'),
  ('delivery.template_tasks',         'all',  'none', 'none', 'none'),
  ('delivery.timers',                 'own',  'own',  'own',  'own'),
  ('delivery.timesheets',             'own',  'none', 'none', 'none'),
  ('delivery.rates',                  'none', 'none', 'none', 'none'),
  ('delivery.number_series',          'none', 'none', 'none', 'none'),
  ('identity.background_jobs',        'none', 'none', 'none', 'none'),
  ('identity.emails',                 'own',  'none', 'own',  'none'),
  ('identity.webhook_endpoints',      'none', 'none', 'none', 'none'),
  ('identity.webhook_deliveries',     'none', 'none', 'none', 'none'),
  ('crm.client_assignments',          'all',  'none', 'none', 'none'),
  ('knowledge.documents',             'all',  'none', 'none', 'none'),
  ('knowledge.document_chunks',       'all',  'none', 'none', 'none'),
  ('recruiting.application_timeline', 'team', 'none', 'none', 'none'),
  ('recruiting.action_queue',         'own',  'own',  'own',  'own')) shared (noun, reads, creates, updates, deletes)
on conflict do nothing;
insert into kit.access (role, noun, reads, creates, updates, deletes)
select role, noun, 'team', 'team', updates, 'own'
  from unnest(array['consultant', 'staff', 'recruiter', 'sales']) role, (values
  ('crm.sales_tasks', 'assigned'), ('outreach.outreach_drafts', 'own'), ('outreach.import_jobs', 'own')) drafts (noun, updates)
on conflict do nothing;
insert into kit.access (role, noun, reads, creates, updates, deletes)
select role, noun, 'team', 'team', 'assigned', 'assigned'
  from unnest(array['consultant', 'staff', 'recruiter', 'sales']) role, (values ('crm.activity_contacts'), ('delivery.task_contacts'), ('delivery.task_dependencies')) links (noun)
on conflict do nothing;
insert into kit.access (role, noun, reads, creates, updates, deletes)
select role, 'knowledge.files', 'team', 'team', 'own', 'own' from unnest(array['consultant', 'staff', 'recruiter', 'sales']) role
on conflict do nothing;
insert into kit.access (role, noun, reads, creates, updates, deletes)
select role, 'delivery.time_entries', 'team', 'own', 'own', 'own' from unnest(array['consultant', 'staff', 'recruiter', 'sales']) role
on conflict do nothing;
insert into kit.access (role, noun, reads, creates, updates, deletes)
select role, 'agent.*', 'own', 'own', 'own', 'own' from unnest(array['consultant', 'staff', 'recruiter', 'sales']) role
on conflict do nothing;

insert into kit.access (role, noun, reads, creates, updates, deletes)
select role, noun, 'team', 'team', 'assigned', 'assigned'
  from unnest(array['consultant', 'staff']) role, (values ('delivery.invoice_lines'), ('delivery.invoice_projects')) parts (noun)
on conflict do nothing;

-- Who reads personal data (kit.pii columns) in clear text; everybody else sees it masked.
create table kit.pii_readers (role text primary key);
comment on table kit.pii_readers is 'The roles that read personal data in clear text.';
delete from kit.pii_readers;
insert into kit.pii_readers values ('admin'), ('manager'), ('consultant'), ('staff'), ('sales'), ('recruiter'), ('candidate'), ('system');

-- The line that counts for each role on one noun: the exact one, else the module's, else the role's "*".
create or replace function kit.access_of(of_noun text) returns setof kit.access language sql stable as $$
  select distinct on (role) role, of_noun, reads, creates, updates, deletes from kit.access
   where noun in (of_noun, split_part(of_noun, '.', 1) || '.*', '*')
   order by role, case noun when of_noun then 1 when '*' then 3 else 2 end
$$;
comment on function kit.access_of(text) is 'The access line that counts for each role on one noun.';

-- The admin pages show this table.
grant select on kit.access, kit.pii_readers to tl_admin, tl_manager;
