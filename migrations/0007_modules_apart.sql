-- What imports did belongs to the organisation itself, whatever modules are here.
alter table outreach.import_jobs set schema identity;
alter type outreach.import_status set schema identity;
drop function if exists outreach.end_lost_imports();
delete from kit.nouns where noun = 'outreach.import_jobs';

-- Open jobs are counted where jobs are.
drop function if exists crm.active_jobs(crm.clients);
