-- Who may do what. One line a role and noun: the scope of reading, creating, updating and deleting.
-- The most exact line wins: "crm.leads" before "crm.*" before "*". Policies are made from this table; tests/golden/access.txt shows the result.
--
--   all        every row of the organisation
--   team       every row, or with the organisation's visibility = assigned: as "assigned"
--   assigned   what hangs on a client I own or am assigned to, what is my own, and what belongs to nobody yet
--              (creating: everything the row hangs on is mine to change)
--   own        what names me as owner, author or assignee
--   viewer     every row, or as "team" when the organisation's setting access.narrow_viewers is on
--   client     what belongs to my client (portal users)
--   candidate  what belongs to my candidate profile
--   public     what is published for everybody
--   none       nothing
create table kit.access (
  role text not null, noun text not null, reads text not null, creates text not null, updates text not null,
    deletes text not null,
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
  ('admin',      'recruiting.match_scores',       'all',       'none',      'none',      'none'),
  ('admin',      'identity.import_jobs',          'all',       'none',      'none',      'all'),
  ('admin',      'identity.saved_views',          'public',    'own',       'own',       'own'),
  ('admin',      'identity.mentions',             'own',       'all',       'own',       'own'),
  ('admin',      'identity.erasures',             'all',       'none',      'none',      'none'),
  ('admin',      'identity.passkeys',             'own',       'none',      'own',       'none'),

  ('admin',      'knowledge.embeddings',          'all',       'none',      'none',      'none'),
  ('admin',      'knowledge.document_versions',   'all',       'none',      'none',      'none'),
  ('admin',      'knowledge.document_chunks',     'all',       'none',      'none',      'none'),
  ('admin',      'crm.deal_stage_history',        'all',       'none',      'none',      'none'),
  ('admin',      'crm.forecast_snapshots',        'all',       'none',      'none',      'none'),
  ('admin',      'crm.nudges',                    'all',       'none',      'none',      'none'),
  ('admin',      'crm.portal_views',              'all',       'none',      'none',      'none'),
  ('admin',      'crm.client_health_snapshots',   'all',       'none',      'none',      'none'),
  ('admin',      'delivery.payments',             'all',       'none',      'none',      'all'),
  ('admin',      'identity.guest_links',          'all',       'none',      'none',      'none'),
  ('admin',      'recruiting.tickets',            'all',       'none',      'none',      'none'),
  ('admin',      'recruiting.ticket_renewals',    'all',       'none',      'none',      'none'),
  ('admin',      'recruiting.resume_readings',    'all',       'none',      'none',      'none'),
  ('admin',      'recruiting.resume_batches',     'all',       'none',      'none',      'none'),
  ('admin',      'recruiting.chat_messages',      'all',       'all',       'none',      'none'),
  ('admin',      'recruiting.chats',              'all',       'none',      'none',      'none'),
  ('admin',      'recruiting.application_answers','all',       'none',      'none',      'none'),
  ('admin',      'recruiting.application_forms',  'all',       'none',      'none',      'none'),
  ('admin',      'recruiting.interviews',         'all',       'none',      'none',      'none'),
  ('admin',      'recruiting.interviewers',       'all',       'none',      'none',      'none'),
  ('admin',      'recruiting.interview_slots',    'all',       'none',      'none',      'none'),
  ('admin',      'recruiting.scorecards',         'own',       'none',      'none',      'none'),
  ('admin',      'recruiting.calendar_sources',   'own',       'none',      'own',       'own'),
  ('admin',      'outreach.outbound_message_log', 'all',       'none',      'none',      'none'),
  ('admin',      'outreach.discovery_runs',       'all',       'none',      'none',      'all'),
  ('admin',      'outreach.discovery_results',    'all',       'none',      'none',      'none'),
  ('admin',      'outreach.search_providers',     'all',       'none',      'all',       'all'),
  ('admin',      'identity.model_providers',      'all',       'none',      'all',       'all'),
  ('admin',      'identity.model_uses',           'all',       'none',      'none',      'none'),
  ('admin',      'outreach.enrolments',           'all',       'none',      'none',      'none'),
  ('admin',      'outreach.whatsapp_opt_ins',     'all',       'all',       'none',      'all'),
  ('admin',      'outreach.replies',              'all',       'none',      'all',       'none'),
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
  ('manager',    'identity.passkeys',             'own',       'none',      'own',       'none'),
  ('manager',    'knowledge.files',               'all',       'all',       'all',       'own'),
  ('manager',    'knowledge.embeddings',          'all',       'none',      'none',      'none'),
  ('manager',    'knowledge.documents',           'all',       'all',       'all',       'all'),
  ('manager',    'knowledge.document_versions',   'all',       'none',      'none',      'none'),
  ('manager',    'knowledge.document_chunks',     'all',       'none',      'none',      'none'),
  ('manager',    'crm.activities',                'all',       'all',       'all',       'own'),
  ('manager',    'crm.activity_contacts',         'all',       'all',       'all',       'all'),
  ('manager',    'crm.lead_notes',                'all',       'all',       'all',       'own'),
  ('manager',    'crm.sales_tasks',               'all',       'all',       'all',       'own'),
  ('manager',    'delivery.task_contacts',        'all',       'all',       'all',       'all'),
  ('manager',    'delivery.time_entries',         'all',       'all',       'all',       'own'),
  ('manager',    'outreach.outreach_drafts',      'all',       'all',       'all',       'own'),
  ('manager',    'agent.*',                       'own',       'own',       'own',       'own'),
  ('manager',    'recruiting.application_timeline','all',      'none',      'none',      'none'),
  ('manager',    'recruiting.match_scores',       'all',       'none',      'none',      'none'),

  ('manager',    'crm.deal_stage_history',        'all',       'none',      'none',      'none'),
  ('manager',    'crm.forecast_snapshots',        'all',       'none',      'none',      'none'),
  ('manager',    'crm.nudges',                    'all',       'none',      'none',      'none'),
  ('manager',    'crm.portal_views',              'all',       'none',      'none',      'none'),
  ('manager',    'crm.territory_members',         'all',       'all',       'all',       'all'),
  ('manager',    'delivery.timers',               'own',       'own',       'own',       'own'),
  ('manager',    'delivery.timesheets',           'all',       'none',      'none',      'none'),
  ('manager',    'delivery.number_series',        'all',       'none',      'none',      'none'),
  ('manager',    'delivery.task_dependencies',    'all',       'all',       'all',       'all'),
  ('manager',    'delivery.invoices',             'all',       'all',       'all',       'all'),
  ('manager',    'delivery.invoice_lines',        'all',       'all',       'all',       'all'),
  ('manager',    'delivery.invoice_projects',     'all',       'all',       'all',       'all'),
  ('manager',    'delivery.payments',             'all',       'none',      'none',      'all'),
  ('manager',    'crm.client_health_snapshots',   'all',       'none',      'none',      'none'),
  ('manager',    'recruiting.demands',            'all',       'all',       'all',       'all'),
  ('manager',    'recruiting.placement_hours',    'all',       'all',       'all',       'all'),
  ('manager',    'identity.guest_links',          'all',       'none',      'none',      'none'),
  ('manager',    'recruiting.tickets',            'all',       'none',      'none',      'none'),
  ('manager',    'recruiting.ticket_renewals',    'all',       'none',      'none',      'none'),
  ('manager',    'recruiting.resume_readings',    'all',       'none',      'none',      'none'),
  ('manager',    'recruiting.resume_batches',     'all',       'none',      'none',      'none'),
  ('manager',    'recruiting.chat_messages',      'all',       'all',       'none',      'none'),
  ('manager',    'recruiting.chats',              'all',       'none',      'none',      'none'),
  ('manager',    'recruiting.job_questions',      'all',       'all',       'all',       'all'),
  ('manager',    'recruiting.application_answers','all',       'none',      'none',      'none'),
  ('manager',    'recruiting.application_forms',  'all',       'none',      'none',      'none'),
  ('manager',    'recruiting.interviews',         'all',       'none',      'none',      'none'),
  ('manager',    'recruiting.interviewers',       'all',       'none',      'none',      'none'),
  ('manager',    'recruiting.interview_slots',    'all',       'none',      'none',      'none'),
  ('manager',    'recruiting.scorecards',         'own',       'none',      'none',      'none'),
  ('manager',    'recruiting.scorecard_criteria', 'all',       'all',       'all',       'all'),
  ('manager',    'recruiting.calendar_sources',   'own',       'none',      'own',       'own'),
  ('manager',    'outreach.outbound_message_log', 'all',       'none',      'none',      'none'),
  ('manager',    'outreach.discovery_runs',       'all',       'none',      'none',      'none'),
  ('manager',    'outreach.discovery_results',    'all',       'none',      'none',      'none'),
  ('manager',    'outreach.search_providers',     'all',       'none',      'none',      'none'),
  ('manager',    'identity.model_providers',      'all',       'none',      'none',      'none'),
  ('manager',    'identity.model_uses',           'all',       'none',      'none',      'none'),
  ('manager',    'outreach.enrolments',           'all',       'none',      'none',      'none'),
  ('manager',    'outreach.replies',              'all',       'none',      'all',       'none'),
  ('manager',    'outreach.mailboxes',            'all',       'all',       'all',       'all'),
  ('manager',    'outreach.whatsapp_numbers',     'all',       'all',       'all',       'all'),
  ('manager',    'outreach.whatsapp_opt_ins',     'all',       'all',       'none',      'own'),
  ('manager',    'outreach.playbook_steps',       'all',       'all',       'all',       'all'),
  ('manager',    'identity.import_jobs',          'all',       'none',      'none',      'own'),
  ('manager',    'identity.background_jobs',      'all',       'none',      'none',      'none'),
  ('manager',    'identity.emails',               'all',       'all',       'all',       'own'),
  ('manager',    'identity.webhook_endpoints',    'all',       'none',      'none',      'none'),
  ('manager',    'identity.webhook_deliveries',   'all',       'none',      'none',      'none'),

-- A consultant creates, changes and deletes on own and assigned clients and what hangs on them; so nobody hangs a contact, deal or project on a client
-- they may not change. Deleting is guarded by references and can be undone.
  ('consultant', '*',                             'team',      'team',      'assigned',  'none'),
  ('consultant', 'crm.*',                         'team',      'assigned',  'assigned',  'none'),
  ('consultant', 'crm.clients',                   'team',      'assigned',  'assigned',  'assigned'),
  ('consultant', 'crm.contacts',                  'team',      'assigned',  'assigned',  'assigned'),
  ('consultant', 'crm.opportunities',             'team',      'assigned',  'assigned',  'assigned'),
  ('consultant', 'crm.competitor_mentions',       'team',      'assigned',  'assigned',  'assigned'),
  ('consultant', 'crm.leads',                     'team',      'assigned',  'assigned',  'own'),
  ('consultant', 'crm.activities',                'team',      'team',      'assigned',  'assigned'),
  ('consultant', 'crm.lead_notes',                'team',      'team',      'own',       'own'),
  ('consultant', 'delivery.*',                    'team',      'assigned',  'assigned',  'assigned'),
  ('consultant', 'delivery.payments',             'team',      'none',      'none',      'none'),

  ('staff',      '*',                             'team',      'team',      'assigned',  'none'),
  ('staff',      'crm.*',                         'team',      'assigned',  'assigned',  'none'),
  ('staff',      'crm.activities',                'team',      'team',      'assigned',  'own'),
  ('staff',      'crm.lead_notes',                'team',      'team',      'own',       'own'),
  ('staff',      'delivery.*',                    'team',      'assigned',  'assigned',  'none'),
  ('staff',      'delivery.payments',             'team',      'none',      'none',      'none'),

  ('sales',      '*',                             'team',      'none',      'none',      'none'),
  ('sales',      'crm.*',                         'team',      'assigned',  'assigned',  'none'),
  ('sales',      'crm.leads',                     'team',      'team',      'team',      'none'),
  ('sales',      'crm.activities',                'team',      'team',      'assigned',  'own'),
  ('sales',      'crm.lead_notes',                'team',      'team',      'own',       'own'),
  ('sales',      'outreach.*',                    'team',      'team',      'team',      'none'),
  ('sales',      'outreach.playbook_steps',       'team',      'team',      'team',      'team'),

  ('recruiter',  '*',                             'team',      'team',      'assigned',  'none'),
  ('recruiter',  'crm.*',                         'team',      'assigned',  'assigned',  'none'),
  ('recruiter',  'delivery.*',                    'team',      'assigned',  'assigned',  'none'),
  ('recruiter',  'delivery.payments',             'team',      'none',      'none',      'none'),
  ('recruiter',  'recruiting.*',                  'team',      'team',      'team',      'none'),
  ('recruiter',  'recruiting.demands',            'team',      'team',      'team',      'team'),
  ('recruiter',  'recruiting.placement_hours',    'team',      'team',      'team',      'team'),
  ('recruiter',  'recruiting.job_questions',      'team',      'team',      'team',      'team'),
  ('recruiter',  'recruiting.scorecard_criteria', 'team',      'team',      'team',      'team'),
  ('recruiter',  'crm.activities',                'team',      'team',      'assigned',  'own'),
  ('recruiter',  'crm.lead_notes',                'team',      'team',      'own',       'own'),

-- Viewers look at everything.
  ('viewer',     '*',                             'viewer',    'none',      'none',      'none'),
  ('viewer',     'knowledge.documents',           'all',       'none',      'none',      'none'),
  ('viewer',     'agent.*',                       'own',       'own',       'own',       'own'),
  ('viewer',     'delivery.timers',               'none',      'none',      'none',      'none'),
  ('viewer',     'identity.emails',               'own',       'none',      'none',      'none'),
  ('viewer',     'crm.client_health_snapshots',   'viewer',    'none',      'none',      'none'),
  ('viewer',     'crm.deal_stage_history',        'viewer',    'none',      'none',      'none'),
  ('viewer',     'crm.forecast_snapshots',        'viewer',    'none',      'none',      'none'),
  ('viewer',     'recruiting.tickets',            'viewer',    'none',      'none',      'none'),
  ('viewer',     'recruiting.ticket_renewals',    'viewer',    'none',      'none',      'none'),
  ('viewer',     'recruiting.chats',              'viewer',    'none',      'none',      'none'),
  ('viewer',     'recruiting.application_answers','viewer',    'none',      'none',      'none'),
  ('viewer',     'recruiting.application_forms',  'viewer',    'none',      'none',      'none'),
  ('viewer',     'recruiting.resume_readings',    'viewer',    'none',      'none',      'none'),
  ('viewer',     'recruiting.resume_batches',     'none',      'none',      'none',      'none'),
  ('viewer',     'crm.nudges',                    'viewer',    'none',      'none',      'none'),
  ('viewer',     'recruiting.application_timeline','viewer',   'none',      'none',      'none'),
  ('viewer',     'recruiting.match_scores',       'none',      'none',      'none',      'none'),
  ('viewer',     'outreach.discovery_runs',       'viewer',    'none',      'none',      'none'),
  ('viewer',     'outreach.discovery_results',    'viewer',    'none',      'none',      'none'),
  ('viewer',     'recruiting.interviews',         'viewer',    'none',      'none',      'none'),
  ('viewer',     'recruiting.interviewers',       'viewer',    'none',      'none',      'none'),
  ('viewer',     'recruiting.interview_slots',    'viewer',    'none',      'none',      'none'),
  ('viewer',     'recruiting.scorecards',         'none',      'none',      'none',      'none'),
  ('viewer',     'recruiting.calendar_sources',   'none',      'none',      'none',      'none'),

  ('client',     '*',                             'none',      'none',      'none',      'none'),
  ('client',     'identity.organizations',        'all',       'none',      'none',      'none'),
  ('client',     'identity.users',                'own',       'none',      'none',      'none'),
  ('client',     'identity.passkeys',             'own',       'none',      'own',       'none'),
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
  ('candidate',  'identity.passkeys',             'own',       'none',      'own',       'none'),
  ('candidate',  'recruiting.jobs',               'candidate', 'none',      'none',      'none'),
  ('candidate',  'recruiting.external_job_postings','public',  'none',      'none',      'none'),
  ('candidate',  'recruiting.job_questions',      'public',    'none',      'none',      'none'),
  ('candidate',  'recruiting.application_answers','candidate', 'none',      'none',      'none'),
  ('candidate',  'recruiting.candidates',         'candidate', 'none',      'candidate', 'none'),
  ('candidate',  'recruiting.candidate_work_history','candidate','candidate','candidate','candidate'),
  ('candidate',  'recruiting.applications',       'candidate', 'candidate', 'candidate', 'none'),
  ('candidate',  'recruiting.chat_messages',      'candidate', 'candidate', 'none',      'none'),

  ('anonymous',  '*',                             'none',      'none',      'none',      'none'),
  ('anonymous',  'identity.organizations',        'all',       'none',      'none',      'none'),
  ('anonymous',  'recruiting.jobs',               'public',    'none',      'none',      'none'),
  ('anonymous',  'recruiting.external_job_postings','public',  'none',      'none',      'none'),
  ('anonymous',  'recruiting.job_questions',      'public',    'none',      'none',      'none'),

-- Workers act for one organisation at a time; they see what a manager sees and may keep the queues tidy.
  ('system',     '*',                             'all',       'all',       'all',       'all'),
  ('system',     'identity.organizations',        'all',       'none',      'none',      'none'),
  ('system',     'identity.passkeys',             'none',      'none',      'none',      'none'),
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
  ('identity.passkeys',               'own',  'none', 'own',  'none'),
  ('crm.client_health_snapshots',     'team', 'none', 'none', 'none'),
  ('crm.client_portal_access',        'none', 'none', 'none', 'none'),
  ('crm.portal_views',                'none', 'none', 'none', 'none'),
  ('crm.territories',                 'all',  'none', 'none', 'none'),
  ('crm.territory_members',           'all',  'none', 'none', 'none'),
  ('crm.deal_stage_history',          'team', 'none', 'none', 'none'),
  ('crm.forecast_snapshots',          'team', 'none', 'none', 'none'),
  ('crm.nudges',                      'team', 'none', 'none', 'none'),
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
-- Adding some takes the setting knowledge.members_add (documents.sql).
  ('knowledge.documents',             'all',  'own',  'own',  'own'),
  ('knowledge.document_versions',     'all',  'none', 'none', 'none'),
  ('knowledge.document_chunks',       'all',  'none', 'none', 'none'),
  ('knowledge.embeddings',            'all',  'none', 'none', 'none'),
  ('recruiting.application_timeline', 'team', 'none', 'none', 'none'),
  ('recruiting.match_scores',         'team', 'none', 'none', 'none'),
  ('recruiting.tickets',              'team', 'none', 'none', 'none'),
  ('recruiting.ticket_renewals',      'team', 'none', 'none', 'none'),
  ('recruiting.chats',                'team', 'none', 'none', 'none'),
  ('recruiting.application_answers',  'team', 'none', 'none', 'none'),
  ('recruiting.application_forms',    'team', 'none', 'none', 'none'),
  ('recruiting.resume_readings',      'team', 'none', 'none', 'none'),
  ('outreach.discovery_runs',         'team', 'none', 'none', 'none'),
  ('outreach.discovery_results',      'team', 'none', 'none', 'none'),
  ('outreach.search_providers',       'none', 'none', 'none', 'none'),
  ('identity.model_providers',        'none', 'none', 'none', 'none'),
  ('identity.model_uses',             'own',  'none', 'none', 'none'),
  ('recruiting.interviews',           'team', 'none', 'none', 'none'),
  ('recruiting.interviewers',         'team', 'none', 'none', 'none'),
  ('recruiting.interview_slots',      'team', 'none', 'none', 'none'),
  ('recruiting.scorecards',           'own',  'none', 'none', 'none'),
  ('recruiting.calendar_sources',     'own',  'none', 'own',  'own'),
  ('outreach.enrolments',             'team', 'none', 'none', 'none'),
  ('outreach.replies',                'team', 'none', 'team', 'none'),
  ('recruiting.resume_batches',       'own',  'none', 'none', 'none'),
  ('identity.guest_links',            'own',  'none', 'none', 'none'),
  ('recruiting.action_queue',         'own',  'own',  'own',  'own')) shared (noun, reads, creates, updates, deletes)
on conflict do nothing;
insert into kit.access (role, noun, reads, creates, updates, deletes)
select role, noun, 'team', 'team', updates, 'own'
  from unnest(array['consultant', 'staff', 'recruiter', 'sales']) role, (values
  ('crm.sales_tasks', 'assigned'), ('outreach.outreach_drafts', 'own')) drafts (noun, updates)
on conflict do nothing;
insert into kit.access (role, noun, reads, creates, updates, deletes)
select role, noun, 'team', creates, 'none', deletes
  from unnest(array['consultant', 'staff', 'recruiter', 'sales']) role,
       (values ('outreach.whatsapp_numbers', 'none', 'none'),
         ('outreach.whatsapp_opt_ins', 'team', 'own')) numbers (noun, creates, deletes)
on conflict do nothing;
insert into kit.access (role, noun, reads, creates, updates, deletes)
select role, 'outreach.mailboxes', 'all', 'own', 'own', 'own'
  from unnest(array['consultant', 'staff', 'recruiter', 'sales']) role
on conflict do nothing;
insert into kit.access (role, noun, reads, creates, updates, deletes)
select role, noun, 'team', 'team', 'assigned', 'assigned'
  from unnest(array['consultant', 'staff', 'recruiter', 'sales']) role,
    (values ('crm.activity_contacts'), ('delivery.task_contacts'), ('delivery.task_dependencies')) links (noun)
on conflict do nothing;
-- Written by the server as things happen: logs and messages are added to, never changed.
insert into kit.access (role, noun, reads, creates, updates, deletes)
select role, noun, 'team', creates, 'none', deletes
  from unnest(array['consultant', 'staff', 'recruiter', 'sales']) role,
       (values ('identity.import_jobs', 'none', 'own'),
         ('outreach.outbound_message_log', 'none', 'none')) written (noun, creates, deletes)
on conflict do nothing;
insert into kit.access (role, noun, reads, creates, updates, deletes)
select role, 'recruiting.chat_messages', 'team', creates, 'none', 'none'
  from (values ('recruiter', 'team'), ('consultant', 'assigned'), ('staff', 'assigned'),
    ('sales', 'none')) writers (role, creates)
on conflict do nothing;
insert into kit.access (role, noun, reads, creates, updates, deletes)
select role, 'recruiting.placement_hours', 'team', 'assigned', 'assigned', 'assigned'
  from unnest(array['consultant', 'staff']) role
on conflict do nothing;
insert into kit.access (role, noun, reads, creates, updates, deletes)
select role, 'knowledge.files', 'team', 'team', 'own', 'own'
  from unnest(array['consultant', 'staff', 'recruiter', 'sales']) role
on conflict do nothing;
insert into kit.access (role, noun, reads, creates, updates, deletes)
select role, 'delivery.time_entries', 'team', 'own', 'own', 'own'
  from unnest(array['consultant', 'staff', 'recruiter', 'sales']) role
on conflict do nothing;
insert into kit.access (role, noun, reads, creates, updates, deletes)
select role, 'agent.*', 'own', 'own', 'own', 'own' from unnest(array['consultant', 'staff', 'recruiter', 'sales']) role
on conflict do nothing;

insert into kit.access (role, noun, reads, creates, updates, deletes)
select role, noun, 'team', 'assigned', 'assigned', 'assigned'
  from unnest(array['consultant', 'staff']) role,
    (values ('delivery.invoice_lines'), ('delivery.invoice_projects')) parts (noun)
on conflict do nothing;

-- What outsiders see and set of a row, column by column; besides, only its keys and times. What is not listed does not exist for them.
create table kit.outsider_columns (
  role text not null, noun text not null, reads text[] not null default '{}', creates text[] not null default '{}',
    updates text[] not null default '{}',
  primary key (role, noun)
);
comment on table kit.outsider_columns is 'Role × noun → the columns an outsider reads, creates with and updates.';
delete from kit.outsider_columns;
insert into kit.outsider_columns (role, noun, reads, creates, updates)
select role, noun, string_to_array(reads, ' '), coalesce(string_to_array(creates, ' '), '{}'),
  coalesce(string_to_array(updates, ' '), '{}') from (values
  ('client', 'identity.organizations', 'name currency time_zone', null, null),
  ('client', 'identity.users', 'email full_name role avatar_url client_id last_login_at', null, null),
  ('client', 'identity.passkeys', 'user_id name backed_up last_used_at', null, 'name'),
  ('client', 'crm.clients', 'name billing_address', null, null),
  ('client', 'crm.activities', 'type subject description occurred_at duration_minutes client_id project_id is_shared',
    null, null),
  ('client', 'delivery.projects', 'client_id name description stage status start_date end_date location', null, null),
  ('client', 'delivery.phases', 'project_id name position start_date end_date status', null, null),
  ('client', 'delivery.tasks',
    'project_id phase_id title description status start_date due_date is_milestone is_critical', null, null),
  ('client', 'delivery.invoices',
    'client_id kind invoice_number credited_invoice_id subtotal tax_total amount paid_amount balance currency status issue_date due_date sent_date paid_date notes parties', null, null),
  ('client', 'delivery.invoice_lines',
    'invoice_id position kind phase_id project_id description quantity unit unit_price amount tax_category tax_rate',
    null, null),
  ('client', 'delivery.invoice_projects', 'invoice_id project_id', null, null),
  ('candidate', 'identity.organizations', 'name currency time_zone', null, null),
  ('candidate', 'identity.users', 'email full_name role avatar_url candidate_id last_login_at', null, null),
  ('candidate', 'identity.passkeys', 'user_id name backed_up last_used_at', null, 'name'),
  ('candidate', 'recruiting.candidates',
    'name first_name last_name email phone role trade pay_rate compliance linkedin_url portfolio_url github_url resume_url resume_last_updated_at bio is_actively_searching'
    ' highest_education year_of_passing skills certificates projects_summary total_experience_years current_title expected_role job_type_preference current_locations'
    ' preferred_locations ready_to_relocate notice_period availability_date shift_preference work_authorization current_ctc expected_ctc currency is_ctc_negotiable'
    ' looking_for_jobs_abroad sector_preference preferred_industries gender marital_status dob languages reservation_category disability willingness_to_travel'
    ' has_driving_license has_current_offers number_of_offers best_time_to_contact preferred_contact_mode alternate_email alternate_phone time_zone', null,
    'first_name last_name phone linkedin_url portfolio_url github_url resume_url bio is_actively_searching highest_education year_of_passing skills certificates'
    ' projects_summary total_experience_years current_title expected_role job_type_preference current_locations preferred_locations ready_to_relocate notice_period'
    ' availability_date shift_preference work_authorization current_ctc expected_ctc currency is_ctc_negotiable looking_for_jobs_abroad sector_preference'
    ' preferred_industries gender marital_status dob languages reservation_category disability willingness_to_travel has_driving_license has_current_offers'
    ' number_of_offers best_time_to_contact preferred_contact_mode alternate_email alternate_phone time_zone'),
  ('candidate', 'recruiting.candidate_work_history',
    'candidate_id company_name job_title start_date end_date is_current responsibilities tools_used ctc_at_role',
    'candidate_id company_name job_title start_date end_date is_current responsibilities tools_used ctc_at_role',
    'company_name job_title start_date end_date is_current responsibilities tools_used ctc_at_role'),
  ('candidate', 'recruiting.applications', 'job_id candidate_id applied_at status', 'job_id candidate_id', 'status'),
  ('candidate', 'recruiting.application_answers', 'application_id question answer', null, null),
  ('candidate', 'recruiting.chat_messages', 'application_id sender_type message_text sent_at is_read',
    'application_id message_text', null),
  ('anonymous', 'identity.organizations', 'name slug currency time_zone', null, null)) listed (role, noun, reads, creates, updates)
union all
select role, noun, string_to_array(reads, ' '), '{}', '{}' from unnest(array['candidate', 'anonymous']) role, (values
  ('recruiting.jobs', 'title employment_type work_mode industry functional_area job_locations min_salary max_salary currency salary_unit benefits_perks about_company'
    ' job_summary responsibilities experience_required education_qualification required_skills preferred_skills tools_tech_stack number_of_openings application_deadline'
    ' hiring_process_rounds notice_period_accepted slug_url meta_title meta_description status country names_client'
    ' published_at posting_changed_at board_words'),
  ('recruiting.job_questions', 'job_id position question kind choices is_required'),
  ('recruiting.external_job_postings',
    'source original_url title company_name location posted_date summary salary_text job_type fetched_at expires_at')) jobs (noun, reads);

-- Who reads personal data (kit.pii and @personal columns) in clear text; others see what is encrypted masked, and the rest not at all.
create table kit.pii_readers (role text primary key);
comment on table kit.pii_readers is 'The roles that read personal data in clear text.';
delete from kit.pii_readers;
insert into kit.pii_readers values ('admin'), ('manager'), ('consultant'), ('staff'), ('sales'), ('recruiter'),
  ('candidate'), ('system');

-- The line that counts for each role on one noun: the exact one, else the module's, else the role's "*".
create or replace function kit.access_of(of_noun text) returns setof kit.access language sql stable as $$
  select distinct on (role) role, of_noun, reads, creates, updates, deletes from kit.access
   where noun in (of_noun, split_part(of_noun, '.', 1) || '.*', '*')
   order by role, case noun when of_noun then 1 when '*' then 3 else 2 end
$$;
comment on function kit.access_of(text) is 'The access line that counts for each role on one noun.';

-- The admin pages show this table.
grant select on kit.access, kit.outsider_columns, kit.pii_readers to tl_admin, tl_manager;
grant execute on function kit.columns_of(text, text) to tl_admin, tl_manager;
