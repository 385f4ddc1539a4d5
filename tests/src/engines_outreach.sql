-- The rows of outreach that only its engines make; after engines.sql.
insert into outreach.outbound_message_log (org_id, lead_id, channel, recipient, status)
select org_id, pg_temp.some(org_id, 'crm.leads'), 'email', 'office@lead.example', 'sent' from identity.organizations;
