-- The rows of recruiting that only its engines make; after engines.sql.
insert into recruiting.action_queue (org_id, user_id, type, title)
select o.org_id, u.id, 'new_matches', 'New matches' from identity.organizations o join identity.users u on u.org_id = o.org_id and u.role in ('admin', 'recruiter');
insert into recruiting.external_job_postings (org_id, original_url, title)
select org_id, 'https://jobs.example/' || slug, 'Crane operator' from identity.organizations;
insert into recruiting.calendar_sources (org_id, user_id, name, address)
select o.org_id, u.id, 'Work', '\x00' from identity.organizations o join identity.users u on u.org_id = o.org_id and u.role in ('admin', 'recruiter');
