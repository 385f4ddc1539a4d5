-- One demo organisation, deterministic and relative to today: only what a page, verb or job of the product can make too.
-- What an engine that is not there yet would find, answer or send is left out. Run as the owner, in the organisation's context, with
-- demo.slug and demo.trade ('construction', 'consulting', 'software', 'apparel', 'recruiting') set.

create or replace function pg_temp.id(kind text, n bigint) returns uuid language sql stable as
  $$ select md5(current_setting('demo.slug') || kind || n)::uuid $$;
create or replace function pg_temp.chance(seed text) returns float8 language sql stable as
  $$ select ('x' || substr(md5(current_setting('demo.slug') || seed), 1, 8))::bit(32)::bigint / 4294967296.0 $$;
create or replace function pg_temp.pick(list text[], seed text) returns text language sql stable as
  $$ select list[1 + floor(pg_temp.chance(seed) * cardinality(list))::int] $$;
create or replace function pg_temp.nth(list text[], n bigint) returns text language sql immutable as
  $$ select list[1 + (n % cardinality(list))::int] $$;
-- The n-th of the people who look after clients.
create or replace function pg_temp.colleague(n bigint) returns uuid language sql stable as
  $$ select id from (select id, row_number() over (order by email) - 1 as place, count(*) over () as people from identity.users
       where org_id = kit.org_id() and role in ('admin', 'manager', 'consultant', 'staff', 'sales', 'recruiter')) u where place = n % people $$;

create temp table pool (first text[], last text[], company text[], suffix text[], industry text[], region text[], trade text[], skill text[], title text[], deal text[], city text[], lat float8[], lng float8[]) on commit drop;
insert into pool select
  '{Ada,Ben,Clara,Dev,Elena,Farid,Grace,Hugo,Ines,Jonas,Keiko,Liam,Maya,Noor,Oscar,Priya,Quinn,Rosa,Sven,Tara,Umar,Vera,Will,Xenia,Yusuf,Zoe,Amara,Bruno,Chloe,Dmitri,Esther,Felix,Gita,Henrik,Isla,Jamal,Karin,Leo,Mina,Niko}',
  '{Abbott,Banerjee,Castillo,Dubois,Eriksen,Fischer,Garcia,Hughes,Ivanova,Jensen,Kumar,Larsen,Mbeki,Nguyen,Okafor,Patel,Quispe,Rossi,Santos,Tanaka,Ueda,Vargas,Walker,Xu,Young,Zhang,Ackerman,Brandt,Costa,Delgado,Evans,Fontaine,Greene,Holm,Iqbal,Jovanovic,Klein,Lindqvist,Murphy,Novak}',
  case current_setting('demo.trade')
    when 'construction' then '{Harbour,Ironbark,Southern Cross,Basalt,Redgum,Coastline,Meridian,Keystone,Granite,Blue Mountain,Pinnacle,Anchor,Riverbend,Summit,Westgate,Northpoint}'
    when 'apparel' then '{Maple,Oakfield,Brightside,Riverside,Hilltop,Lakeview,Sunrise,Elmwood,Cedar,Stonebridge,Fairview,Kingsway,Greenfield,Ashford,Windmill,Harvest}'
    else '{Northwind,Helix,Cobalt,Lumen,Vertex,Orchard,Quanta,Sable,Tidewater,Ember,Juniper,Atlas,Beacon,Cascade,Drift,Equinox}' end::text[],
  case current_setting('demo.trade')
    when 'construction' then '{Constructions,Civil,Builders,Infrastructure,Developments,Group,Projects,Contractors}'
    when 'apparel' then '{Academy,Primary School,Events,Agency,Sports Club,Brewing,Community Trust,Markets}'
    else '{Systems,Analytics,Health,Logistics,Energy,Bank,Retail,Media,Robotics,Insurance}' end::text[],
  case current_setting('demo.trade') when 'construction' then '{Civil,Commercial building,Rail,Roads,Utilities}' when 'apparel' then '{Education,Events,Hospitality,Charity,Sports}'
    else '{Software,Financial services,Healthcare,Logistics,Energy,Retail,Manufacturing}' end::text[],
  '{North,South,East,West,Central}',
  '{Electrician,Rigger,Carpenter,Crane operator,Steel fixer,Concreter,Plumber,Scaffolder,Welder,Traffic controller}',
  '{React,TypeScript,Rust,PostgreSQL,Python,Kubernetes,AWS,Java,Go,Terraform,SQL,Kafka,Node,Figma,Salesforce}',
  '{Chief Financial Officer,Head of Operations,Procurement Manager,CTO,Project Director,HR Director,Site Manager,IT Manager,Managing Director,Head of Marketing}',
  case current_setting('demo.trade') when 'construction' then '{Labour supply,Night-shift crew,Shutdown team,Formwork package,Site start-up}' when 'apparel' then '{Staff uniforms,Event shirts,School kit,Promo hoodies,Club merchandise}'
    when 'recruiting' then '{RPO programme,Executive search,Contract team,Graduate intake,Permanent hires}' else '{ITSM implementation,Data platform,Cloud migration,Process review,Training programme,Managed service}' end::text[],
  '{Sydney,Melbourne,Brisbane,Perth,Adelaide,Berlin,London,Bangalore,New York,Toronto}', '{-33.87,-37.81,-27.47,-31.95,-34.93,52.52,51.51,12.97,40.71,43.65}', '{151.21,144.96,153.03,115.86,138.60,13.40,-0.13,77.59,-74.01,-79.38}';

insert into identity.system_settings (key, value, description) values
  ('ENABLE_AI_PARSING', 'true', 'Read résumés automatically.'), ('MAINTENANCE_MODE', 'false', 'Shut everybody out but admins.'),
  ('pipeline.enforce_exit_criteria', 'false', 'Refuse a move to the next stage while its criteria are not met.'),
  ('pipeline.loss_reasons', '["Price", "Timing", "Lost to a competitor", "No decision", "Budget cut", "Went in-house"]', 'What people choose from when a deal is lost.');

insert into crm.clients (id, name, status, industry, website, country, size, tier, region, owner_id, deadline, budget, billing_address, corporate_identity, contract_start_date, contract_end_date, reported_financials,
  meddpicc_metrics, meddpicc_decision_criteria, meddpicc_decision_process, meddpicc_paper_process, meddpicc_identified_pain, meddpicc_competition, score, score_factors, enrichment_status, enrichment_last_run_at, enrichment_data, discovery_metadata, created_at)
select pg_temp.id('client', n), pg_temp.nth(company, n) || ' ' || pg_temp.nth(suffix, n / 16 + n), pg_temp.pick('{active,active,active,active,prospect,prospect,lead,inactive,churned,blacklisted}', 'cs' || n)::crm.client_status,
  pg_temp.pick(industry, 'ci' || n), 'https://' || kit.slugify(pg_temp.nth(company, n) || ' ' || pg_temp.nth(suffix, n / 16 + n)) || '.example', pg_temp.pick('{Australia,Germany,India,United Kingdom,United States}', 'cc' || n),
  pg_temp.pick('{1-10,11-50,51-200,201-500,501-1000}', 'cz' || n), pg_temp.pick('{A,B,B,C,C,C}', 'ct' || n), pg_temp.pick(region, 'cr' || n), case when n % 17 <> 0 then pg_temp.colleague(n) end,
  current_date + (pg_temp.chance('cd' || n) * 180)::int, round((10000 + pg_temp.chance('cb' || n) * 490000)::numeric, -2), (10 + n) || ' ' || pg_temp.pick(last, 'ca' || n) || ' Street, ' || pg_temp.pick(city, 'cy' || n),
  jsonb_build_object('vat', 'DE' || (100000000 + n * 7919), 'gst', '29ABCDE' || (1000 + n) || 'F1Z5'), current_date - (pg_temp.chance('cv' || n) * 700)::int, current_date + (pg_temp.chance('cw' || n) * 400 - 40)::int + 1,
  jsonb_build_object('ytd_revenue', round((pg_temp.chance('cf' || n) * 900000)::numeric), 'margin_percent', round((8 + pg_temp.chance('cm' || n) * 22)::numeric, 1)),
  case when n % 3 > 0 then 'Cut cost per unit by ' || (5 + n % 20) || '% within a year' end, case when n % 4 > 0 then 'Proven references, a fixed team, price within budget' end, case when n % 5 > 1 then 'Shortlist, pilot, board decision in the last week of the month' end,
  case when n % 6 > 2 then 'Framework contract through procurement, four weeks' end, case when n % 7 > 0 then 'Too few skilled people; projects start late' end, case when n % 2 = 0 then 'The incumbent supplier, or doing nothing' end,
  0, null, 'never', null, null, null, now() - interval '30 days' - pg_temp.chance('cp' || n) * interval '900 days'
from pool, generate_series(1, 160) n;

insert into crm.client_assignments (user_id, client_id, role)
select distinct on (u, c) u, c, r::crm.assignment_role from (
  select pg_temp.colleague(n) u, pg_temp.id('client', n) c, 'lead' r from generate_series(1, 160) n union all
  select pg_temp.colleague(n + 3), pg_temp.id('client', n), 'member' from generate_series(1, 160, 2) n) a;

insert into crm.contacts (id, client_id, first_name, last_name, title, linkedin_url, role_tags, engagement_level, is_key, created_at)
select pg_temp.id('contact', n), pg_temp.id('client', 1 + n % 160), pg_temp.pick(first, 'kf' || n), pg_temp.pick(last, 'kl' || n), pg_temp.pick(title, 'kt' || n), 'https://www.linkedin.example/in/person-' || n,
  case when n % 4 = 0 then array['champion'] when n % 4 = 1 then array['economic_buyer'] when n % 9 = 2 then array['blocker'] when n % 7 = 3 then array['technical_evaluator', 'user'] when n % 11 = 3 then array['coach'] else '{}'::text[] end::crm.meddpicc_role[],
  pg_temp.pick('{high,high,medium,medium,medium,low,disengaged}', 'ke' || n)::crm.engagement_level, n % 6 = 0, now() - pg_temp.chance('kc' || n) * interval '600 days'
from pool, generate_series(1, 480) n;

insert into crm.opportunities (id, client_id, name, type, source, stage, value, stage_entered_at, expected_close_date, actual_close_date, loss_reason, owner_id, created_by, created_at)
select pg_temp.id('deal', n), pg_temp.id('client', 1 + (n * 7) % 160), pg_temp.pick(deal, 'dn' || n) || ' ' || extract(year from current_date), pg_temp.pick('{new,new,new,renewal,expansion}', 'dt' || n)::crm.deal_type,
  pg_temp.pick('{referral,inbound,outbound,event,partner}', 'ds' || n)::crm.deal_source, stage::crm.deal_stage, round((5000 + power(pg_temp.chance('dv' || n), 3) * 395000)::numeric, -2),
  case stage when 'lead' then created else entered end, current_date + (pg_temp.chance('dx' || n) * 150 - 25)::int, case when stage like 'closed%' then entered::date end,
  case when stage = 'closed_lost' then pg_temp.pick('{Price,Timing,Lost to a competitor,No decision,Budget cut,Went in-house}', 'dl' || n) end, pg_temp.colleague(n), pg_temp.colleague(n), created
from pool, generate_series(1, 260) n, lateral (select pg_temp.pick('{lead,lead,qualified,qualified,discovery,discovery,proposal,proposal,negotiation,closed_won,closed_won,closed_won,closed_lost,closed_lost}', 'dg' || n) stage) s,
  lateral (select case when stage like 'closed%' then now() - pg_temp.chance('da' || n) * interval '300 days' else now() - pg_temp.chance('de' || n) * interval '70 days' end as entered) e,
  lateral (select entered - interval '5 days' - pg_temp.chance('dc' || n) * interval '300 days' as created) c;
-- Every deal began as a lead and moved to where it is.
update crm.deal_stage_history h set previous_stage = 'lead', moved_by = o.owner_id from crm.opportunities o where h.org_id = kit.org_id() and o.org_id = h.org_id and o.id = h.opportunity_id and o.stage <> 'lead';
insert into crm.deal_stage_history (opportunity_id, stage, entered_at, left_at, moved_by)
select id, 'lead', created_at, stage_entered_at, owner_id from crm.opportunities where org_id = kit.org_id() and stage <> 'lead';


insert into crm.competitors (id, name, website, strengths, weaknesses, typical_pricing, notes)
select pg_temp.id('competitor', n), name, 'https://' || kit.slugify(name) || '.example', 'Large bench, known brand', 'Slow to answer, rotating staff', 'Day rate about ' || (80 + n * 5) || '% of ours', 'Seen in public tenders'
from unnest('{BigFour Partners,Hays & Sons,QuickCrew,TalentPool,Nimbus Consulting,LocalHands}'::text[]) with ordinality c (name, n);
insert into crm.competitor_mentions (competitor_id, opportunity_id, status, notes)
select distinct on (c, o) c, o, s::crm.mention_status, 'Offer known from the client' from (
  select pg_temp.id('competitor', 1 + n % 6) c, d.id o, case when d.stage = 'closed_lost' then 'lost_to' when d.stage = 'closed_won' then 'displaced' else 'active' end s
    from generate_series(1, 260, 3) n join crm.opportunities d on d.id = pg_temp.id('deal', n)) m;

insert into crm.activities (id, type, subject, description, occurred_at, duration_minutes, client_id, opportunity_id, created_by, sentiment, is_shared, created_at)
select pg_temp.id('activity', n), kind::crm.activity_type, pg_temp.pick('{Quarterly review,Scope call,Follow-up on the offer,Introduction,Status update,Contract questions,Site visit,Lunch,Price discussion}', 'as' || n),
  'Spoke about ' || lower(pg_temp.pick('{Budget,Timing,Team size,References,Start date,Quality,Safety}', 'ad' || n)) || '. Next step agreed.', at, case when kind in ('call', 'meeting') then 15 * (1 + n % 6) end, pg_temp.id('client', client),
  case when n % 3 = 0 then (select d.id from crm.opportunities d where d.org_id = kit.org_id() and d.client_id = pg_temp.id('client', client) order by d.id limit 1) end, pg_temp.colleague(n), pg_temp.pick('{positive,positive,neutral,neutral,negative}', 'am' || n)::crm.sentiment, n % 8 = 0, at
from generate_series(1, 1600) n, lateral (select 1 + floor(power(pg_temp.chance('ac' || n), 1.7) * 160)::int client, pg_temp.pick('{call,call,meeting,meeting,email,email,email,note}', 'ak' || n) kind, now() - power(pg_temp.chance('at' || n), 2) * interval '400 days' as at) x;
insert into crm.activity_contacts (activity_id, contact_id)
select a.id, k.id from crm.activities a join lateral (select id from crm.contacts k where k.org_id = a.org_id and k.client_id = a.client_id order by md5(a.id::text || k.id::text) limit 2) k on true where a.org_id = kit.org_id();

insert into crm.leads (id, company_name, contact_name, first_name, last_name, email, phone, country, status, source, business_source, service_type, estimated_value, probability, expected_close_date, next_follow_up_at, owner_id, client_id, contact_id, converted_opportunity_id, converted_at, created_at)
select pg_temp.id('lead', n), c, f || ' ' || l, f, l, lower(f || '.' || l || n || '@' || kit.slugify(c) || '.example'), '+49 30 ' || (100000 + n * 37), pg_temp.pick('{Australia,Germany,India,United Kingdom,United States}', 'lc' || n),
  status::crm.lead_status, pg_temp.pick('{website,trade_fair,linkedin,phone}', 'lo' || n), pg_temp.pick('{referral,existing_customer,partner,inbound,outbound}', 'lb' || n),
  pg_temp.pick('{permanent,contract,rpo,executive_search}', 'lt' || n)::crm.service_type, round((2000 + pg_temp.chance('lv' || n) * 148000)::numeric, -2), (10 * (1 + n % 8))::int, current_date + (pg_temp.chance('lx' || n) * 120)::int,
  now() + (pg_temp.chance('lf' || n) * 20 - 6) * interval '1 day', case when n % 4 > 0 then pg_temp.colleague(n) end, case when n % 9 = 0 or status = 'converted' then client end,
  case when status = 'converted' then (select k.id from crm.contacts k where k.org_id = kit.org_id() and k.client_id = client order by k.id limit 1) end,
  case when status = 'converted' then (select o.id from crm.opportunities o where o.org_id = kit.org_id() and o.client_id = client order by o.id limit 1) end,
  case when status = 'converted' then now() - pg_temp.chance('lk' || n) * interval '20 days' end, now() - interval '20 days' - pg_temp.chance('lz' || n) * interval '100 days'
from pool, generate_series(1, 420) n, lateral (select pg_temp.pick(first, 'lg' || n) f, pg_temp.pick(last, 'lh' || n) l, pg_temp.pick(company, 'li' || n) || ' ' || pg_temp.pick('{Works,Labs,Partners,Trading,Studio}', 'lj' || n) c,
  pg_temp.id('client', 1 + n % 160) client, pg_temp.pick('{new,new,new,contacted,contacted,qualified,proposal,negotiation,converted,lost,archived}', 'ls' || n) status) x;
insert into crm.lead_notes (lead_id, user_id, content, created_at)
select pg_temp.id('lead', n), pg_temp.colleague(n), pg_temp.pick('{Asked for references.,Budget is there after the summer.,Call again next week.,Knows us from a trade fair.}', 'no' || n), now() - pg_temp.chance('np' || n) * interval '60 days' from generate_series(1, 420, 2) n;
insert into crm.sales_tasks (lead_id, title, is_completed, due_date, assigned_to)
select pg_temp.id('lead', n), pg_temp.pick('{Send the deck,Call back,Arrange a visit,Check the budget}', 'st' || n), n % 4 = 0, current_date + (pg_temp.chance('sd' || n) * 20 - 8)::int, pg_temp.colleague(n) from generate_series(1, 420, 3) n;
insert into crm.market_tenders (id, title, client, client_id, location, value, currency, closing_date, is_pursuing, url, summary, ocid)
select pg_temp.id('tender', n), pg_temp.pick('{School extension,Road resurfacing,Data centre fit-out,IT service desk,Uniform supply,Bridge repair,Hospital wing}', 'tt' || n) || ' ' || n, pg_temp.pick('{City Council,Ministry of Works,State Health,Rail Authority}', 'tc' || n), case when n % 5 = 0 or n % 4 = 0 then pg_temp.id('client', n) end,
  pg_temp.pick(city, 'tl' || n), round((50000 + pg_temp.chance('tv' || n) * 4950000)::numeric, -3), 'EUR', current_date + (pg_temp.chance('tx' || n) * 60 - 5)::int, n % 4 = 0, 'https://tenders.example/' || n, 'Open procedure, lots possible.', 'ocds-' || current_setting('demo.slug') || '-' || n from pool, generate_series(1, 60) n;
insert into crm.client_portal_access (client_id, access_token, expires_at, allowed_sections, created_by)
select pg_temp.id('client', n), sha256(convert_to(gen_random_uuid()::text, 'utf8')), now() + interval '90 days', '{projects,status}', pg_temp.colleague(n) from generate_series(1, 160, 8) n;

insert into delivery.projects (id, client_id, name, description, stage, status, budget, value, start_date, end_date, location, lat, lng, ppe, site_logistics, owner_id)
select pg_temp.id('project', n), pg_temp.id('client', 1 + (n * 3) % 160), pg_temp.pick(company, 'pn' || n) || ' ' || pg_temp.pick('{Tower,Bypass,Depot,Rollout,Programme,Upgrade,Terminal}', 'pm' || n), 'In several phases, with a fixed team.', pg_temp.pick('{tender,pipeline,won,construction,construction,handover,closed}', 'ps' || n)::delivery.project_stage,
  pg_temp.pick('{planning,active,active,active,on_hold,completed,cancelled}', 'pt' || n)::delivery.project_status, round((20000 + pg_temp.chance('pb' || n) * 480000)::numeric, -3), round((100000 + pg_temp.chance('pv' || n) * 9900000)::numeric, -3), current_date - (pg_temp.chance('pd' || n) * 300)::int,
  current_date + (pg_temp.chance('pe' || n) * 200 - 10)::int + 1, city[1 + n % 10], lat[1 + n % 10] + (pg_temp.chance('pl' || n) - 0.5) / 4, lng[1 + n % 10] + (pg_temp.chance('pg' || n) - 0.5) / 4, '["Hard hat", "Hi-vis vest", "Safety boots"]', '{"induction": "Online, 45 minutes", "parking": "Gate 3", "start": "06:30"}', pg_temp.colleague(n)
from pool, generate_series(1, 60) n;
insert into delivery.phases (id, project_id, name, position, start_date, end_date, status)
select md5(p.id::text || i)::uuid, p.id, (array['Discovery', 'Design', 'Delivery', 'Handover'])[i], i, p.start_date + (i - 1) * 30, p.start_date + i * 30, case when p.start_date + i * 30 < current_date then 'completed' when p.start_date + (i - 1) * 30 <= current_date then 'active' else 'pending' end::delivery.phase_status
from delivery.projects p, generate_series(1, 4) i where p.org_id = kit.org_id();
insert into delivery.tasks (id, project_id, phase_id, assigned_to, title, effort, status, due_date, is_milestone, is_critical)
select md5(f.id::text || 't' || i)::uuid, f.project_id, f.id, pg_temp.colleague(i + f.position), pg_temp.pick('{Collect requirements,Draft the plan,Review with client,Build,Test,Train users,Sign off,Order material}', f.id::text || i), pg_temp.pick('{light,medium,medium,heavy}', 'te' || f.id || i)::delivery.effort,
  case when f.status = 'completed' then 'done' else pg_temp.pick('{backlog,backlog,in_progress,review,done}', 'tw' || f.id || i) end::delivery.task_status, f.end_date - (3 - i) * 5, i = 3, pg_temp.chance('tk' || f.id || i) > 0.8
from delivery.phases f, generate_series(1, 3) i where f.org_id = kit.org_id();
insert into delivery.task_contacts (task_id, contact_id)
select t.id, k.id from delivery.tasks t join delivery.projects p on p.org_id = t.org_id and p.id = t.project_id join lateral (select id from crm.contacts k where k.org_id = t.org_id and k.client_id = p.client_id order by id limit 1) k on true where t.org_id = kit.org_id() and t.is_milestone;
insert into identity.system_settings (key, value, description) values
  ('company.address', '"12 Harbour Street\n10115 Berlin"', 'Address on invoices.'), ('company.country', '"DE"', 'Country on invoices, two letters.'), ('company.vat', '"DE123456789"', 'VAT number on invoices.'),
  ('company.iban', '"DE02120300000000202051"', 'Bank account on invoices.'), ('company.email', to_jsonb('accounts@' || current_setting('demo.slug') || '.example'), 'Address for questions on invoices, and sender of e-mails.'), ('invoice.tax_rate', '19', 'Tax on new invoice lines, in percent.');
update identity.organizations set currency = 'EUR' where org_id = kit.org_id();
create temp table billed on commit drop as
select pg_temp.id('invoice', n) as id, p.id as project_id, p.client_id, n, pg_temp.pick('{draft,issued,issued,paid,paid,paid,overdue,cancelled}', 'is' || n) as s from (select *, row_number() over (order by id) n from delivery.projects where org_id = kit.org_id()) p where n <= 90;
insert into delivery.invoices (id, client_id, currency, due_date, recipient_contact_id, notes)
select b.id, b.client_id, 'EUR', case s when 'overdue' then current_date - (5 + n % 60)::int when 'paid' then current_date + (4 - n % 60)::int else current_date + (5 + n % 25)::int end,
  (select k.id from crm.contacts k where k.org_id = kit.org_id() and k.client_id = b.client_id and 'economic_buyer' = any (k.role_tags) order by k.id limit 1), 'Thank you for your business.'
from billed b;
insert into delivery.invoice_projects (invoice_id, project_id) select id, project_id from billed;
insert into delivery.invoice_lines (invoice_id, position, kind, phase_id, project_id, description, quantity, unit, unit_price, tax_rate)
select b.id, i, case when i = 1 then 'phase' else 'time' end::delivery.line_kind, case when i = 1 then md5(b.project_id::text || i)::uuid end, b.project_id, case when i = 1 then 'Discovery phase' else 'Consulting' end, case when i = 1 then 1 else 8 * i end, case when i = 1 then 'piece' else 'hour' end, case when i = 1 then 4500 else 125 end, 19
from billed b, generate_series(1, 3) i;
update delivery.invoices v set status = 'issued', issue_date = current_date - (10 + b.n % 60)::int from billed b where v.org_id = kit.org_id() and v.id = b.id and b.s <> 'draft';
update delivery.invoices v set status = b.s::delivery.invoice_status from billed b where v.org_id = kit.org_id() and v.id = b.id and b.s in ('overdue', 'cancelled');
-- What was issued and then cancelled was taken back by a credit note.
insert into delivery.invoices (id, client_id, kind, credited_invoice_id, currency, due_date, recipient_contact_id, notes)
select pg_temp.id('credit', b.n), v.client_id, 'credit_note', v.id, v.currency, current_date, v.recipient_contact_id, 'Takes back invoice ' || v.invoice_number || '.'
from billed b join delivery.invoices v on v.org_id = kit.org_id() and v.id = b.id where b.s = 'cancelled';
insert into delivery.invoice_projects (invoice_id, project_id) select pg_temp.id('credit', n), project_id from billed where s = 'cancelled';
insert into delivery.invoice_lines (invoice_id, position, kind, phase_id, project_id, description, quantity, unit, unit_price, tax_category, tax_rate)
select pg_temp.id('credit', b.n), l.position, l.kind, l.phase_id, l.project_id, l.description, -l.quantity, l.unit, l.unit_price, l.tax_category, l.tax_rate
from billed b join delivery.invoice_lines l on l.org_id = kit.org_id() and l.invoice_id = b.id where b.s = 'cancelled';
update delivery.invoices v set status = 'issued' where v.org_id = kit.org_id() and v.kind = 'credit_note';
insert into delivery.payments (invoice_id, amount, paid_date, method, reference, created_by)
select v.id, case when b.s = 'paid' then v.amount else 1000 end, current_date - (b.n % 9)::int, 'Bank transfer', v.invoice_number, pg_temp.colleague(1) from billed b join delivery.invoices v on v.org_id = kit.org_id() and v.id = b.id where b.s = 'paid' or b.s = 'issued' and b.n % 5 = 0;

insert into delivery.project_templates (id, name, description, is_default) values (pg_temp.id('template', 1), 'Consulting engagement', 'From discovery to handover in ten weeks.', true), (pg_temp.id('template', 2), 'Site start-up', 'Crew, inductions and first shifts.', false);
insert into delivery.template_phases (id, template_id, name, position, start_day, days)
select pg_temp.id('tphase' || t, n), pg_temp.id('template', t), name, n, (n - 1) * 14, 14 from generate_series(1, 2) t, lateral unnest(case t when 1 then '{Discovery,Design,Delivery,Handover}' else '{Mobilise,Induct,Run}' end::text[]) with ordinality x (name, n);
insert into delivery.template_tasks (id, template_id, template_phase_id, after_id, title, effort, start_day, days, is_milestone, is_critical)
select pg_temp.id('ttask' || p.id, i), p.template_id, p.id, case when i > 1 then pg_temp.id('ttask' || p.id, i - 1) end, (array['Agree the goal', 'Do the work', 'Sign off'])[i] || ': ' || lower(p.name), (array['light', 'heavy', 'light'])[i]::delivery.effort, p.start_day + (array[0, 3, 13])[i], (array[3, 10, 1])[i], i = 3, i = 2
from delivery.template_phases p, generate_series(1, 3) i where p.org_id = kit.org_id();
update delivery.tasks t set start_date = t.due_date - case effort when 'light' then 2 when 'medium' then 5 else 10 end where org_id = kit.org_id();
insert into delivery.task_dependencies (task_id, depends_on_id) select md5(f.id::text || 't' || i)::uuid, md5(f.id::text || 't' || (i - 1))::uuid from delivery.phases f, generate_series(2, 3) i where f.org_id = kit.org_id();
insert into delivery.rates (role, bill_rate, cost_rate) values (null, 110, 62), ('consultant', 135, 71), ('manager', 165, 90), ('staff', 95, 48);
insert into delivery.time_entries (user_id, project_id, task_id, hours, date, description, billable)
select pg_temp.colleague(n), t.project_id, t.id, 0.5 + (n % 15) / 2.0, current_date - (pg_temp.chance('hd' || n) * 90)::int, t.title, n % 7 > 0
from (select n, 1 + n % (select count(*) from delivery.tasks where org_id = kit.org_id()) as r from generate_series(1, 1200) n) n join (select *, row_number() over (order by id) r from delivery.tasks where org_id = kit.org_id()) t using (r);

-- A day has 24 hours.
delete from delivery.time_entries t using (select id, sum(hours) over (partition by user_id, date order by id) as so_far from delivery.time_entries where org_id = kit.org_id()) d where t.org_id = kit.org_id() and t.id = d.id and d.so_far > 24;

insert into delivery.timesheets (user_id, week_start_date, status, hours, submitted_at, decided_by, decided_at)
select t.user_id, date_trunc('week', t.date)::date, case when max(t.date) < current_date - 14 then 'approved' else 'submitted' end::delivery.timesheet_status, sum(t.hours), now() - interval '3 days', case when max(t.date) < current_date - 14 then pg_temp.colleague(case when t.user_id = pg_temp.colleague(0) then 2 else 0 end) end, case when max(t.date) < current_date - 14 then now() - interval '2 days' end
from delivery.time_entries t where t.org_id = kit.org_id() and t.date < date_trunc('week', current_date)::date group by 1, 2;
update delivery.time_entries t set status = case s.status when 'approved' then 'approved' else 'submitted' end::delivery.time_status, bill_rate = case when s.status = 'approved' then (select r.bill_rate from delivery.rate_of(t.user_id, t.project_id, t.date) r) end, cost_rate = case when s.status = 'approved' then (select r.cost_rate from delivery.rate_of(t.user_id, t.project_id, t.date) r) end
from delivery.timesheets s where t.org_id = kit.org_id() and s.org_id = t.org_id and s.user_id = t.user_id and s.week_start_date = date_trunc('week', t.date)::date;
insert into delivery.timers (user_id, project_id, description, started_at) select u.id, (select p.id from delivery.projects p where p.org_id = kit.org_id() order by p.id limit 1), 'Design', now() - interval '25 minutes' from identity.users u where u.org_id = kit.org_id() and u.role in ('admin', 'staff');

-- The feed tells of the rows above, in the words their events have.
insert into identity.activity_logs (user_id, action_type, entity_type, entity_id, description, ip_address, created_at)
select e.who, e.event, e.noun, e.id, u.full_name || ' ' || e.words, '127.0.0.1', e.at
from (
  select owner_id, case stage when 'closed_won' then 'won_deal' else 'lost_deal' end, 'opportunities', id, case stage when 'closed_won' then 'won ' || name else 'lost ' || name || ': ' || loss_reason end, stage_entered_at from crm.opportunities where org_id = kit.org_id() and stage in ('closed_won', 'closed_lost') and stage_entered_at > now() - interval '90 days'
  union all select owner_id, 'converted_lead', 'leads', id, 'converted lead: ' || company_name, converted_at from crm.leads where org_id = kit.org_id() and converted_at is not null
  union all select p.created_by, 'paid_invoice', 'invoices', v.id, format('paid: %s %s %s', v.invoice_number, v.amount, v.currency), p.paid_date + time '10:00' from delivery.payments p join delivery.invoices v on v.org_id = p.org_id and v.id = p.invoice_id where p.org_id = kit.org_id() and v.status = 'paid'
) e (who, event, noun, id, words, at) join identity.users u on u.org_id = kit.org_id() and u.id = e.who where e.at <= now() order by e.at;

insert into crm.client_health_snapshots (client_id, date, score)
select c.id, current_date - 7 * w, greatest(5, least(98, round(h.score - w * (pg_temp.chance('hd' || c.id) * 3 - 1.2) + 6 * sin(w + pg_temp.chance('hs' || c.id) * 6))))::int
  from crm.clients c join crm.client_health h on h.org_id = c.org_id and h.client_id = c.id, generate_series(0, 12) w where c.org_id = kit.org_id();
update crm.client_health_snapshots s set best = (select max(b.score) from crm.client_health_snapshots b
  where b.org_id = s.org_id and b.client_id = s.client_id and b.date between s.date - 30 and s.date) where s.org_id = kit.org_id();
insert into identity.custom_fields (noun, key, label, kind, options, help, position, is_listed) values
  ('clients', 'contract_style', 'Contract style', 'choice', '{Time and materials,Fixed price,Retainer}', 'How we usually bill this client.', 1, false),
  ('clients', 'nda_until', 'NDA until', 'date', '{}', 'Last day of the confidentiality agreement.', 2, false),
  ('opportunities', 'next_step', 'Next step', 'text', '{}', 'What happens next, and who does it.', 1, false);
update crm.clients set custom = jsonb_build_object('contract_style', pg_temp.pick('{Time and materials,Fixed price,Retainer}', 'cs' || id)) where org_id = kit.org_id() and pg_temp.chance('cu' || id) < 0.4;
insert into identity.saved_views (noun, name, query, is_shared, user_id)
select v.noun, v.name, v.query, v.shared, u.id from identity.users u, (values
  ('opportunities', 'My open deals', 'owner_id=eq.@me&stage=not.in.(closed_won,closed_lost)&order=value.desc.nullslast', false),
  ('clients', 'Contract ends in 90 days', 'contract_end_date=gte.@today&contract_end_date=lte.@today%2B90&order=contract_end_date', true)) v (noun, name, query, shared)
 where u.org_id = kit.org_id() and (v.shared and u.role = 'admin' or not v.shared and u.role in ('admin', 'manager', 'sales'));
insert into identity.mentions (user_id, entity_type, entity_id, excerpt, created_by)
select u.id, 'clients', pg_temp.id('client', 3), 'Could you look at the contract before Friday?', pg_temp.colleague(1) from identity.users u where u.org_id = kit.org_id() and u.role in ('admin', 'consultant');
insert into identity.invitations (email, full_name, role, token_hash, invited_by) values ('new.starter@' || current_setting('demo.slug') || '.example', 'Nina Starter', 'consultant', sha256(convert_to(gen_random_uuid()::text, 'utf8')), pg_temp.colleague(0));
insert into knowledge.file_contents (org_id, sha256, size) select kit.org_id(), encode(sha256(t.bytes), 'hex'), length(t.bytes) from (values ('A framework agreement, text.'::bytea)) t (bytes);
insert into knowledge.file_chunks (org_id, sha256, number, content) select kit.org_id(), encode(sha256(t.bytes), 'hex'), 0, t.bytes from (values ('A framework agreement, text.'::bytea)) t (bytes);
insert into knowledge.files (entity_type, entity_id, client_id, name, content_type, size, sha256, created_by)
select 'clients', c.id, c.id, 'Framework agreement.txt', 'text/plain', f.size, f.sha256, pg_temp.colleague(0)
from (select id from crm.clients where org_id = kit.org_id() order by id limit 12) c, knowledge.file_contents f where f.org_id = kit.org_id();

insert into crm.territories (id, name, position, countries, business_sources) values (pg_temp.id('territory', 1), 'Europe', 1, '{Germany,United Kingdom}', '{}'), (pg_temp.id('territory', 2), 'Rest of the world', 2, '{}', '{}');
insert into crm.territory_members (territory_id, user_id) select t.id, u.id from crm.territories t, identity.users u where t.org_id = kit.org_id() and u.org_id = kit.org_id() and u.role in ('sales', 'consultant');
insert into crm.forecast_snapshots (date, opportunity_id, stage, value, probability, expected_close_date)
select day, o.id, case when o.stage_entered_at::date > day then 'lead' else o.stage end, round(o.value * (1 - w * pg_temp.chance('fv' || o.id) / 20)::numeric, 2), case when o.stage_entered_at::date > day then 10 else o.probability end, o.expected_close_date - (w * 3)
from crm.opportunities o, generate_series(1, 4) w, lateral (select current_date - 7 * w as day) d where o.org_id = kit.org_id() and o.created_at::date <= day;
insert into crm.portal_views (client_id, section, viewed_at, ip_address, created_at) select p.client_id, 'projects', now() - interval '2 days', '203.0.113.7', now() - interval '2 days' from crm.client_portal_access p where p.org_id = kit.org_id();
update crm.client_portal_access set last_accessed_at = now() - interval '2 days' where org_id = kit.org_id();
insert into identity.webhook_endpoints (id, url, description, events) values (pg_temp.id('hook', 1), 'https://hooks.example/throughline', 'Tells the data warehouse.', '{won_deal,paid_invoice}');
insert into identity.webhook_deliveries (endpoint_id, event_id, status, attempts, response_status, delivered_at, duration_ms)
select pg_temp.id('hook', 1), l.id, 'delivered', 1, 204, l.created_at + interval '2 seconds', 84 from (select id, created_at from identity.activity_logs where org_id = kit.org_id() and action_type in ('won_deal', 'paid_invoice') order by created_at desc limit 3) l;
insert into identity.background_jobs (verb, status, run_at, attempts, progress, note, output, started_at, finished_at, once_key, user_id)
select verb, 'done', at, 1, 100, n || words, jsonb_build_object(counted, n, 'note', n || words), at, at, verb || ' ' || (current_date - 1), null
from (values ('score_leads', 0, ' scores changed', 'changed'), ('mark_overdue', 2, ' invoices marked overdue', 'marked')) j (verb, n, words, counted), (select now() - interval '9 hours' as at) t;

-- The server says soon after its start what the rules have to say of all this.
insert into kit.noted (org_id, verb) values (kit.org_id(), 'keep_nudges');

-- Companies and their leads score as the night would have it.
select crm.score_clients();

-- A model that was tried for a while, and is not asked at present.
insert into identity.model_providers (id, name, kind, address, model, is_active) values (pg_temp.id('model', 1), 'In the house', 'ollama', 'http://localhost:11434/v1/', 'llama3.1:8b', false);
insert into identity.model_uses (provider_id, model, purpose, user_id, read_tokens, written_tokens, created_at)
select pg_temp.id('model', 1), 'llama3.1:8b', 'opening', pg_temp.colleague(n), 380 + 17 * n, 24 + n, now() - n * interval '1 day' from generate_series(3, 9) n;
