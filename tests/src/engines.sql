-- Rows that only engines make, which are not there yet: tests want some of every noun in every organisation. No trigger
-- fires.
create or replace function pg_temp.some(org uuid, noun text) returns uuid language plpgsql as $$
declare found uuid;
begin
  execute format('select id from %s where org_id = $1 order by id limit 1', noun) into found using org;
  return found;
end $$;

insert into crm.nudges (org_id, type, priority, title, consultant_id, client_id, dedupe_key)
select o.org_id, 'zombie_hunter', 'medium', 'A deal has been silent for a month', u.id, pg_temp.some(o.org_id, 'crm.clients'), 'tests ' || u.id
  from identity.organizations o join identity.users u on u.org_id = o.org_id and u.role in ('admin', 'consultant');
insert into identity.import_jobs (org_id, type, filename, status) select org_id, 'leads', 'trade-fair.xlsx', 'completed' from identity.organizations;
insert into identity.erasures (org_id, noun, record_id, reason, removed) select org_id, 'contacts', gen_random_uuid(), 'Request by letter', '{"contacts": 1}' from identity.organizations;
insert into agent.threads (org_id, user_id, title)
select org_id, id, 'Which clients need a call?' from identity.users where role not in ('client', 'candidate');
insert into agent.messages (org_id, thread_id, role, content) select org_id, id, 'user', 'Which of my clients are at risk?' from agent.threads;
insert into agent.checkpoints (org_id, thread_id, checkpoint_id, checkpoint) select org_id, id, 'step-1', '{"v": 1}' from agent.threads;
