-- The recruiting part of a demo organisation, where the module is installed; it runs after organisation.sql.

insert into recruiting.candidates (id, first_name, last_name, status, role, trade, charge_out_rate, pay_rate, internal_rating, compliance, linkedin_url, bio, is_actively_searching, highest_education, year_of_passing, skills, certificates, total_experience_years, current_title, expected_role,
  job_type_preference, current_locations, preferred_locations, ready_to_relocate, notice_period, availability_date, shift_preference, work_authorization, current_ctc, expected_ctc, currency, is_ctc_negotiable, sector_preference, dob, languages, has_driving_license, number_of_offers, has_current_offers, best_time_to_contact, preferred_contact_mode, time_zone, lat, lng, created_at)
select pg_temp.id('candidate', n), pg_temp.pick(first, 'qf' || n), pg_temp.pick(last, 'ql' || n), pg_temp.pick('{available,available,available,available,available,unavailable,do_not_use}', 'qs' || n)::recruiting.candidate_status, case when current_setting('demo.trade') = 'construction' then pg_temp.pick(trade, 'qt' || n) else pg_temp.pick('{Engineer,Analyst,Designer,Consultant,Architect}', 'qr' || n) end,
  case when current_setting('demo.trade') = 'construction' then pg_temp.pick(trade, 'qt' || n) end, 55 + n % 60, 32 + n % 40, 1 + n % 5,
  jsonb_build_array(jsonb_build_object('ticket', 'White card', 'number', 'WC' || (10000 + n), 'expires', current_date + (pg_temp.chance('qw' || n) * 400 - 30)::int), jsonb_build_object('ticket', 'Working at heights', 'number', 'WH' || (20000 + n), 'expires', current_date + (pg_temp.chance('qh' || n) * 300 - 20)::int)),
  'https://www.linkedin.example/in/candidate-' || n, 'Reliable, with experience in several large projects.', n % 3 > 0, pg_temp.pick('{B.Tech,M.Sc.,Apprenticeship,Diploma}', 'qe' || n), 1995 + n % 28,
  (select jsonb_agg(distinct pg_temp.pick(skill, 'qk' || n || i)) from generate_series(1, 5) i), '["First aid"]', (1 + n % 24), pg_temp.pick('{Senior engineer,Foreman,Team lead,Developer,Analyst}', 'qc' || n), pg_temp.pick('{Lead engineer,Supervisor,Architect,Manager}', 'qx' || n),
  pg_temp.pick('{Full-time,Contract}', 'qj' || n), jsonb_build_array(pg_temp.pick(city, 'qy' || n)), jsonb_build_array('Remote', pg_temp.pick(city, 'qz' || n)), pg_temp.pick('{yes,no,open_to_discussion}', 'qo' || n)::recruiting.relocation, 15 * (n % 6), current_date + (n % 60)::int, pg_temp.pick('{Day,Night,Flex}', 'qv' || n), pg_temp.pick('{Citizen,Work permit,Needs sponsorship}', 'qa' || n),
  40000 + n * 90, 48000 + n * 100, 'EUR', n % 2 = 0, pg_temp.pick('{Private,Government}', 'qp' || n), current_date - (22 * 365 + n * 20)::int, '["English"]', n % 4 > 0, (n % 3)::int, n % 3 > 0, 'Evenings', pg_temp.pick('{Email,Call,WhatsApp}', 'qm' || n), 'UTC',
  case when n % 9 > 0 then lat[1 + n % 10] + (pg_temp.chance('qla' || n) - 0.5) / 2 end, case when n % 9 > 0 then lng[1 + n % 10] + (pg_temp.chance('qlo' || n) - 0.5) / 2 end,
  now() - pg_temp.chance('qq' || n) * interval '500 days'
from pool, generate_series(1, 260) n;
insert into recruiting.candidate_work_history (candidate_id, company_name, job_title, start_date, end_date, is_current, responsibilities, tools_used, ctc_at_role)
select pg_temp.id('candidate', n), pg_temp.pick(company, 'wc' || n || i) || ' ' || pg_temp.pick(suffix, 'ws' || n || i), pg_temp.pick('{Engineer,Foreman,Analyst,Developer}', 'wt' || n || i), current_date - (365 * (i + 1) * 2), case when i > 0 then current_date - (365 * i * 2) end, i = 0, 'Planned and carried out the work.', '["Excel"]', '45k' from pool, generate_series(1, 260) n, generate_series(0, 1) i;
insert into recruiting.jobs (id, client_id, assigned_recruiter_id, title, internal_job_id, employment_type, work_mode, industry, functional_area, job_locations, min_salary, max_salary, currency, salary_unit, benefits_perks, about_company, job_summary, responsibilities, experience_required, education_qualification,
  required_skills, preferred_skills, tools_tech_stack, number_of_openings, application_deadline, hiring_process_rounds, notice_period_accepted, slug_url, meta_title, meta_description, status, country, names_client, created_at)
select pg_temp.id('job', n), pg_temp.id('client', 1 + (n * 5) % 160), pg_temp.colleague(n), t, 'JOB-' || (1000 + n), pg_temp.pick('{full_time,full_time,contractor,part_time,temporary,intern}', 'je' || n)::recruiting.employment_type, pg_temp.pick('{on_site,remote,hybrid}', 'jw' || n)::recruiting.work_mode, pg_temp.pick(industry, 'ji' || n), pg_temp.pick('{Engineering,Operations,Sales}', 'jf' || n),
  jsonb_build_array(pg_temp.pick(city, 'jl' || n)), 40000 + (n % 9) * 5000, 60000 + (n % 9) * 6000, 'EUR', 'year', '["30 days of leave", "Bike leasing"]', 'A growing company with a calm culture.', 'You join a small team and own your work from the first sketch to its use.', '["Plan", "Build", "Explain"]', '3-5 years', 'B.Tech',
  (select jsonb_agg(distinct pg_temp.pick(skill, 'jk' || n || i)) from generate_series(1, 3) i), (select jsonb_agg(distinct pg_temp.pick(skill, 'jp' || n || i)) from generate_series(1, 2) i), '["Git"]', 1 + n % 4, current_date + 10 + (n % 50)::int, '["Screening", "Technical", "Offer"]', 'Immediate to 30 days', kit.slugify(t) || '-' || n, t, 'Apply in two minutes.', pg_temp.pick('{draft,sourcing,sourcing,sourcing,interview,offer,closed}', 'js' || n)::recruiting.job_status, (array['AU', 'AU', 'AU', 'AU', 'AU', 'DE', 'GB', 'IN', 'US', 'CA'])[array_position(city, pg_temp.pick(city, 'jl' || n))], n % 3 = 0, now() - pg_temp.chance('jc' || n) * interval '90 days'
from pool, generate_series(1, 70) n, lateral (select case when current_setting('demo.trade') = 'construction' then pg_temp.pick(trade, 'jt' || n) else pg_temp.pick('{Rust developer,Data engineer,Product designer,IT consultant,Site manager,Account executive}', 'jt' || n) end t) x;
insert into recruiting.applications (id, job_id, candidate_id, applied_at, created_at, status, is_recruiter_approved, follow_up_status, rejection_reason, joined_date, next_follow_up_date, follow_up_remarks)
select distinct on (j, c) pg_temp.id('application', n), j, c, at, at, status, n % 5 = 0,
  case status when 'screening' then pg_temp.pick('{shortlisted,under_follow_up}', 'yf' || n) when 'offer' then case when joins then 'joined' else 'offered' end when 'rejected' then 'rejected' end::recruiting.follow_up_status,
  case when status = 'rejected' then pg_temp.pick('{Skills,Experience,Pay,Availability}', 'yr' || n) end, case when joins then at::date + 30 end,
  case when status in ('screening', 'offer') and not joins then current_date + (n % 14 - 3)::int end, 'Prefers a call in the evening.'
from generate_series(1, 420) n, lateral (select pg_temp.id('job', 1 + n % 70) j, pg_temp.id('candidate', 1 + (n * 13) % 260) c, now() - pg_temp.chance('ya' || n) * interval '60 days' as at, pg_temp.pick('{new,new,screening,screening,interview,offer,rejected,withdrawn}', 'ys' || n)::recruiting.application_status as status) x,
  lateral (select n <= 70 and status = 'offer' as joins) y order by j, c, n;
insert into recruiting.apply_views (job_id, date, views) select j.id, current_date - d, 2 + (pg_temp.chance('av' || j.id || d) * 9)::int from recruiting.jobs j, generate_series(0, 2) d where j.org_id = kit.org_id() and j.status <> 'draft';
insert into recruiting.job_sources (name, kind, address, is_active) values ('Careers at Acme', 'json_ld', 'https://acme.example/careers', false), ('Trades feed', 'feed', 'https://jobs.example/trades.xml', false);
-- What was offered, and what letters are made of.
insert into recruiting.offers (application_id, status, amount, currency, salary_unit, start_date, expires_date, sent_at, answered_at, accepted_name, created_by, created_at)
select a.id, case a.follow_up_status when 'joined' then 'accepted' else 'sent' end::recruiting.offer_status, 52000, 'EUR', 'year', coalesce(a.joined_date, current_date + 30), case a.follow_up_status when 'joined' then a.applied_at::date + 20 else current_date + 5 end,
  a.applied_at + interval '10 days', case a.follow_up_status when 'joined' then a.applied_at + interval '12 days' end, case a.follow_up_status when 'joined' then c.name end, pg_temp.colleague(1), a.applied_at + interval '10 days'
from recruiting.applications a join recruiting.candidates c on c.org_id = a.org_id and c.id = a.candidate_id where a.org_id = kit.org_id() and a.status = 'offer';
insert into recruiting.letter_templates (name, kind, subject, body, is_default) values
  ('Kind no', 'rejection', 'Your application: {job}', E'Hello {person},\n\nthank you for applying for {job}. We have decided to go on with others this time.\n\n{organisation}\n', true),
  ('Filled', 'rejection', '{job} is filled', E'Hello {person},\n\nthe position {job} is filled. May we write to you when something like it comes up?\n\n{organisation}\n', false);
update recruiting.applications set status = 'interview' where org_id = kit.org_id() and status = 'screening' and pg_temp.chance('yi' || id) > 0.7;
-- Only the candidate with an account can have answered.
insert into recruiting.chat_messages (application_id, sender_type, message_text, sent_at, created_at, sent_by)
select a.id, sender::recruiting.sender_type, words, a.applied_at + i * interval '2 hours', a.applied_at + i * interval '2 hours',
  case sender when 'recruiter' then pg_temp.colleague(1) end
from recruiting.applications a, (values (1, 'recruiter', 'Hello! Are you still interested in the role?'), (2, 'candidate', 'Yes, when could we talk?'), (3, 'recruiter', 'Tomorrow at six would be fine.')) m (i, sender, words)
where a.org_id = kit.org_id() and (i = 1 and pg_temp.chance('yc' || a.id) < 0.05 or a.candidate_id = (select f.candidate_id from recruiting.applications f where f.org_id = kit.org_id() order by f.id limit 1));
-- The bot wrote to some, who did not answer yet.
select recruiting.begin_chat(a.id) from recruiting.applications a
 where a.org_id = kit.org_id() and a.is_active and a.automation_status = 'new' and pg_temp.chance('yb' || a.id) < 0.03;
insert into recruiting.chat_messages (application_id, sender_type, message_text)
select a.id, 'bot', format('Hello %s, I am the bot of %s, a program. It is about %s. I have 2 short questions, and I answer yours about the job. '
    || E'You can ask for a person at any time.\n\nAre you interested?', c.first_name, o.name, j.title)
  from recruiting.applications a join recruiting.candidates c on c.org_id = a.org_id and c.id = a.candidate_id
  join recruiting.jobs j on j.org_id = a.org_id and j.id = a.job_id join identity.organizations o on o.org_id = a.org_id
 where a.org_id = kit.org_id() and a.automation_status = 'contacting';
select recruiting.move_chat(a.id, 'awaiting_reply') from recruiting.applications a
 where a.org_id = kit.org_id() and a.automation_status = 'contacting';
select recruiting.keep_chat_actions(null);
-- What jobs ask, and what was answered.
insert into recruiting.job_questions (id, job_id, position, question, kind, choices, is_required, wrong_answers, at_least, latest_date)
select pg_temp.id('question', n * 10 + place), pg_temp.id('job', n), place, question, kind::recruiting.question_kind, choices::jsonb, required, wrong::jsonb, least, latest
from generate_series(2, 70, 2) n, (values
  (1, 'May you work in the country of this job?', 'yes_no', '[]', true, '["No"]', null, null),
  (2, 'How many years have you done this work?', 'number', '[]', true, '[]', 1, null),
  (3, 'When could you start?', 'date', '[]', false, '[]', null, current_date + 120),
  (4, 'Which shift suits you?', 'choice', '["Day", "Night", "Either"]', false, '[]', null, null)) q (place, question, kind, choices, required, wrong, least, latest);
insert into recruiting.application_answers (application_id, question_id, question, answer, created_at)
select a.id, q.id, q.question, case q.kind when 'yes_no' then pg_temp.pick('{Yes,Yes,Yes,Yes,No}', 'qa' || a.id) when 'number' then (1 + pg_temp.chance('qn' || a.id) * 12)::int::text
  when 'date' then (a.applied_at::date + 20)::text else 'Either' end, a.applied_at
from recruiting.applications a join recruiting.job_questions q on q.org_id = a.org_id and q.job_id = a.job_id where a.org_id = kit.org_id();
insert into recruiting.application_forms (application_id, made_profile, checked_at, created_at)
select a.id, true, a.applied_at, a.applied_at from recruiting.applications a where a.org_id = kit.org_id() order by a.id limit 20;
insert into recruiting.placement_groups (id, project_id, name, notes) select pg_temp.id('crew', n), pg_temp.id('project', n), pg_temp.pick('{Night crew,Day crew,Formwork gang,Steel team,Support team}', 'gn' || n), 'Meets at gate 3.' from generate_series(1, 40) n;
-- Who is not to be used or not there is not booked.
insert into recruiting.placements (candidate_id, project_id, placement_group_id, job_id, status, role, start_date, end_date, shift, charge_rate, pay_rate)
select c.id, p.id, pg_temp.id('crew', 1 + n % 40), case when n % 3 = 0 then (select j.id from recruiting.jobs j where j.org_id = p.org_id and j.client_id = p.client_id order by j.id limit 1) end,
  case when c.status in ('unavailable', 'do_not_use') then 'cancelled' else pg_temp.pick('{draft,active,active,active,completed,cancelled}', 'ms' || n)::recruiting.placement_status end,
  coalesce(c.trade, pg_temp.pick('{Foreman,Worker,Specialist}', 'mr' || n)), current_date - 30 - (n % 60)::int, current_date + (n % 90 - 10)::int, pg_temp.pick('{any,day,day,night}', 'mt' || n)::recruiting.shift, 60 + n % 50, 35 + n % 30
from generate_series(1, 180) n join recruiting.candidates c on c.id = pg_temp.id('candidate', 1 + (n * 3) % 260) join delivery.projects p on p.id = pg_temp.id('project', 1 + n % 40);
insert into recruiting.placement_hours (placement_id, date, hours)
select p.id, d::date, 6.5 + (extract(day from d)::int % 5) * 0.75 from recruiting.placements p cross join generate_series(current_date - 12, current_date - 1, interval '1 day') d
where p.org_id = kit.org_id() and p.status = 'active' and d::date between p.start_date and p.end_date and extract(isodow from d) < 6;
insert into recruiting.demands (project_id, trade, people, start_date, end_date, shift, charge_rate, notes)
select pg_temp.id('project', n), w.role, w.people + (n % 3), current_date - 7, current_date + 14 + n % 30, 'any', 75, 'Start at seven at the gate.'
from generate_series(1, 16) n cross join lateral (
  select p.role, count(*)::int as people from recruiting.placements p
   where p.org_id = kit.org_id() and p.project_id = pg_temp.id('project', n) and p.status = 'active' group by p.role order by 2 desc, 1 limit 2) w;
insert into recruiting.ticket_kinds (name, validity_months, trades, is_for_all, notes) values
  ('White card', null, '["Labourer"]', false, 'General construction induction; one day of training.'),
  ('Working at heights', 24, '["Rigger", "Scaffolder"]', false, 'Renewed every two years.'),
  ('First aid', 36, '[]', false, null);
-- One renewal waits for the person, one for us with its picture, and one was refused.
insert into knowledge.file_contents (org_id, sha256, size)
select kit.org_id(), encode(sha256(bytes), 'hex'), length(bytes) from (select decode(
     'iVBORw0KGgoAAAANSUhEUgAAAPAAAACWAgMAAACdlu1GAAAADFBMVEXm6Oj8/PoUbm6qtrYSRARFAAAAXUlEQVR42u3YIRaAIBRFQQrF1VHMbs'
  || '3M/sifTNDA8RBwbp/Gf4GUtLKjTnbDMAzD8O44n5MVGIYf8RVD7ac43oM/xZ4nbElgSwLD7tmSwLAlsSQwDPvGg+FdsNbVAfyUY4wuIeYaAAAA'
  || 'AElFTkSuQmCC', 'base64') as bytes) picture;
insert into knowledge.file_chunks (org_id, sha256, number, content)
select kit.org_id(), encode(sha256(bytes), 'hex'), 0, bytes from (select decode(
     'iVBORw0KGgoAAAANSUhEUgAAAPAAAACWAgMAAACdlu1GAAAADFBMVEXm6Oj8/PoUbm6qtrYSRARFAAAAXUlEQVR42u3YIRaAIBRFQQrF1VHMbs'
  || '3M/sifTNDA8RBwbp/Gf4GUtLKjTnbDMAzD8O44n5MVGIYf8RVD7ac43oM/xZ4nbElgSwLD7tmSwLAlsSQwDPvGg+FdsNbVAfyUY4wuIeYaAAAA'
  || 'AElFTkSuQmCC', 'base64') as bytes) picture;
insert into recruiting.ticket_renewals (candidate_id, ticket, status, asked_by, created_at)
select c.id, 'White card', 'requested', pg_temp.colleague(n), now() - n * interval '1 day'
  from generate_series(1, 3) n join recruiting.candidates c on c.id = pg_temp.id('candidate', n);
insert into knowledge.files (entity_type, entity_id, name, content_type, size, sha256, created_at)
select 'candidates', r.candidate_id, 'White card, renewed.png', 'image/png', f.size, f.sha256, now()
  from recruiting.ticket_renewals r join knowledge.file_contents f on f.org_id = r.org_id and f.size = 174
 where r.org_id = kit.org_id() and r.candidate_id <> pg_temp.id('candidate', 1);
update recruiting.ticket_renewals r set status = 'received', number = 'WC20417', issued_date = current_date - 4,
       expires_date = current_date + 1090, received_at = now() - interval '2 hours', file_id = f.id
  from knowledge.files f where r.org_id = kit.org_id() and f.org_id = r.org_id and f.entity_id = r.candidate_id
   and f.name = 'White card, renewed.png';
update recruiting.ticket_renewals set status = 'refused', refusal_reason = 'The photograph is too dark to read.',
       decided_by = pg_temp.colleague(1), decided_at = now() - interval '1 hour'
 where org_id = kit.org_id() and candidate_id = pg_temp.id('candidate', 3);
-- One résumé was read, one can't be, and a batch is done.
select set_config('throughline.reading', 'on', true);
create temporary table demo_resumes on commit drop as
select n, name, convert_to(words, 'utf8') as bytes, pg_temp.id('candidate', n) as person from (values
  (7, 'Résumé.txt', E'Robin Sample\nrobin.sample@example.org | +49 30 23125 077 | Berlin\n\nEXPERIENCE\nForeman    Jan 2019 – Present\n'
    || E'Example Build GmbH, Berlin\n- Crews of twelve on housing sites.\n\nSKILLS\nFormwork, Steel fixing, AutoCAD\n\nLANGUAGES\nGerman, English\n'),
  (8, 'Résumé, scanned.png', '')) r (n, name, words);
insert into knowledge.file_contents (org_id, sha256, size)
select kit.org_id(), encode(sha256(bytes), 'hex'), length(bytes) from demo_resumes where bytes <> '';
insert into knowledge.file_chunks (org_id, sha256, number, content)
select kit.org_id(), encode(sha256(bytes), 'hex'), 0, bytes from demo_resumes where bytes <> '';
insert into knowledge.files (entity_type, entity_id, name, content_type, size, sha256)
select 'candidates', r.person, r.name, 'text/plain', length(r.bytes), encode(sha256(r.bytes), 'hex')
  from demo_resumes r where r.bytes <> ''
union all
select 'candidates', r.person, r.name, 'image/png', f.size, f.sha256
  from demo_resumes r join knowledge.file_contents f on f.org_id = kit.org_id() and f.size = 174 where r.bytes = '';
insert into recruiting.resume_readings (candidate_id, file_id, status, failure, read_at)
select r.person, f.id, case when r.bytes = '' then 'failed' else 'read' end::recruiting.reading_status,
       case when r.bytes = '' then 'Its pages are pictures without text.' end, now() - interval '3 hours'
  from demo_resumes r join knowledge.files f on f.org_id = kit.org_id() and f.entity_id = r.person and f.name = r.name;
insert into recruiting.action_queue (user_id, type, title, description, priority, related_candidate_id, related_file_id)
select pg_temp.colleague(1), 'parse_failure', 'The résumé of ' || c.name || ' could not be read', g.failure, 'medium', c.id, g.file_id
  from recruiting.resume_readings g join recruiting.candidates c on c.org_id = g.org_id and c.id = g.candidate_id
 where g.org_id = kit.org_id() and g.status = 'failed';
insert into recruiting.resume_batches (name, status, files, done, created, known, failed, report, created_by)
select 'Applicants of the fair.zip', 'done', 3, 3, 1, 1, 1, jsonb_build_array(
    jsonb_build_object('name', 'one.pdf', 'outcome', 'created', 'candidate', a.id, 'person', a.name),
    jsonb_build_object('name', 'two.docx', 'outcome', 'known', 'candidate', b.id, 'person', b.name),
    jsonb_build_object('name', 'three.png', 'outcome', 'failed', 'reason', 'Its pages are pictures without text.')),
    pg_temp.colleague(1)
  from recruiting.candidates a, recruiting.candidates b
 where a.org_id = kit.org_id() and b.org_id = kit.org_id() and a.id = pg_temp.id('candidate', 9) and b.id = pg_temp.id('candidate', 10);
insert into identity.guest_links (purpose, entity_type, entity_id, token_hash, expires_at, used_at, created_by)
select 'ticket_renewal', 'ticket_renewals', r.id, sha256(convert_to(gen_random_uuid()::text, 'utf8')),
       now() + interval '14 days', r.received_at, r.asked_by
  from recruiting.ticket_renewals r where r.org_id = kit.org_id();
insert into identity.saved_views (noun, name, query, is_shared, position, user_id)
select 'tickets', 'Run out in ' || days || ' days',
       'expires_date=gte.@today&expires_date=lte.@today%2B' || days || '&order=expires_date', true, n, u.id
  from identity.users u, (values (1, 7), (2, 30), (3, 60)) v (n, days) where u.org_id = kit.org_id() and u.role = 'admin';
insert into recruiting.absences (candidate_id, start_date, end_date, reason)
select c.id, current_date + 3, current_date + 9, pg_temp.pick('{Holiday,Family,Training}', 'ab' || c.id) from recruiting.candidates c
where c.org_id = kit.org_id() and c.status = 'available' and not exists (select from recruiting.placements p where p.candidate_id = c.id and p.status in ('draft', 'active')) order by c.id limit 12;
-- Interviews that took place, that are to come, and whose times are proposed; nobody holds two at once.
insert into recruiting.scorecard_criteria (job_id, round, position, criterion, description, weight)
select pg_temp.id('job', n), round, place, criterion, description, weight from generate_series(1, 70, 3) n, (values
  ('Technical', 1, 'Craft', 'Shows how they work; the work is sound.', 3), ('Technical', 2, 'Safety', 'Sees what is dangerous, and says so.', 2),
  (null, 3, 'Teamwork', 'Works with others, also under pressure.', 1)) c (round, place, criterion, description, weight);
insert into recruiting.interviews (id, application_id, round, status, starts_at, ends_at, minutes, time_zone, meeting_url, organizer_id, is_invited, created_at)
select pg_temp.id('interview', n), a.id, case when n % 2 = 0 then 'Technical' else 'Screening' end, s.status::recruiting.interview_status,
  case when s.status <> 'proposed' then t.at end, case when s.status <> 'proposed' then t.at + interval '45 minutes' end, 45, recruiting.zone(),
  'https://meet.example/interview-' || n, pg_temp.colleague(n), s.status in ('completed', 'scheduled'), now() - interval '12 days' + n * interval '1 hour'
from (select f.id, row_number() over (order by f.id) as n from (select distinct on (b.candidate_id) b.id from recruiting.applications b
        where b.org_id = kit.org_id() and b.is_active and b.status in ('screening', 'interview') order by b.candidate_id, b.id) f) a
cross join lateral (select case when n <= 12 then 'completed' when n <= 18 then 'scheduled' else 'proposed' end as status,
  current_date + case when n <= 12 then n - 16 else n - 11 end::int as day) s
cross join lateral (select (s.day + case extract(isodow from s.day) when 6 then 2 when 7 then 1 else 0 end + make_time((9 + n % 7)::int, 0, 0))
  at time zone recruiting.zone() as at) t
where n <= 21;
insert into recruiting.interviewers (interview_id, user_id)
select i.id, pg_temp.colleague(n + k) from generate_series(1, 21) n cross join generate_series(0, 1) k join recruiting.interviews i on i.id = pg_temp.id('interview', n);
insert into recruiting.interview_slots (interview_id, starts_at, ends_at)
select i.id, t.at, t.at + interval '45 minutes' from generate_series(19, 21) n join recruiting.interviews i on i.id = pg_temp.id('interview', n)
cross join generate_series(3, 6) d cross join lateral (select (current_date + d + make_time((9 + (n + d) % 7)::int, 30, 0)) at time zone recruiting.zone() as at) t;
insert into recruiting.scorecards (interview_id, user_id, scores, recommendation, notes, handed_in_at, created_at)
select i.id, w.user_id, (select jsonb_agg(jsonb_build_object('criterion', c.criterion, 'weight', c.weight, 'score', 1 + (pg_temp.chance('sc' || i.id || w.user_id || c.criterion) * 3.99)::int % 4, 'notes', 'Gave an example of their own.'))
    from recruiting.criteria_of(a.job_id, i.round) c),
  pg_temp.pick('{strong_no,no,yes,yes,strong_yes}', 'sr' || i.id || w.user_id)::recruiting.recommendation, 'Pleasant to talk with; prepared.', i.ends_at + interval '2 hours', i.ends_at
from recruiting.interviews i join recruiting.interviewers w on w.interview_id = i.id join recruiting.applications a on a.id = i.application_id
where i.org_id = kit.org_id() and i.status = 'completed' and i.id not in (pg_temp.id('interview', 11), pg_temp.id('interview', 12)) and pg_temp.chance('sh' || i.id || w.user_id) < 0.8;
-- The feed tells of the jobs, in the words their events have.
insert into identity.activity_logs (user_id, action_type, entity_type, entity_id, description, ip_address, created_at)
select e.who, e.event, e.noun, e.id, u.full_name || ' ' || e.words, '127.0.0.1', e.at
from (
  select assigned_recruiter_id, 'created_job', 'jobs', id, 'created job: ' || title, created_at from recruiting.jobs where org_id = kit.org_id() and created_at > now() - interval '40 days'
) e (who, event, noun, id, words, at) join identity.users u on u.org_id = kit.org_id() and u.id = e.who where e.at <= now() order by e.at;

-- How well everybody who applied fits, by the rules.
select recruiting.score_applications(null);
