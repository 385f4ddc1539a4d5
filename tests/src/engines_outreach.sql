-- The rows of outreach that only its engines make; after engines.sql.
insert into outreach.discovery_runs (org_id, status, intent_name, triggered_by) select org_id, 'completed', 'Schools nearby', 'cron' from identity.organizations;
insert into outreach.outbound_message_log (org_id, lead_id, channel, recipient, status)
select org_id, pg_temp.some(org_id, 'crm.leads'), 'email', 'office@lead.example', 'sent' from identity.organizations;
