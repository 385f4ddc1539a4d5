-- An opening seen elsewhere ("hot drop"), kept until it expires.
-- @icon(megaphone) @words(Hot drop, Hot drops) @menu(6) @calendar(expires_at)
create table recruiting.external_job_postings (
  org_id       uuid not null default kit.org_id(),
  id           uuid not null default kit.new_id(),
  source       text not null default 'AI_Scraper',                             -- Where it was seen: AI_Scraper, LinkedIn, Indeed… @list
  original_url kit.url not null,                                               -- The posting. @list
  title        text not null check (title <> ''),                              -- Job title. @list
  company_name text,                                                           -- Company. @list
  location     text,                                                           -- Place. @list
  posted_date  date,                                                           -- Day it was posted. @list
  summary      text,                                                           -- What it is about. @long
  salary_text  text,                                                           -- Salary as written, such as "$100k - $120k". @list
  job_type     text,                                                           -- Remote, contract, full-time.
  fetched_at   timestamptz not null default now(),                             -- When we found it.
  expires_at   timestamptz not null default now() + interval '24 hours',       -- When it is no longer shown. @list
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  primary key (org_id, id),
  constraint external_job_postings_url_taken unique (org_id, original_url)     -- This posting is already here.
);
create index external_job_postings_expires_idx on recruiting.external_job_postings (org_id, expires_at);
select kit.noun('recruiting.external_job_postings', public_when => 'row.expires_at > now()', label => 'title');

-- What the rules of nudges watch.
create or replace trigger y_noted_insert after insert on recruiting.external_job_postings referencing new table as new_rows
  for each statement execute function kit.note('keep_nudges', 'values (n.id)');

-- Who looks for people is worth a call: openings of clients, for their score.
create or replace function recruiting.client_signals(clients uuid[]) returns table (client_id uuid, kind text,
  times bigint, words text)
language sql stable as $$
  select c.id, 'opening', count(*), kit.counted(count(*), 'opening') || ' within 60 days'
    from recruiting.external_job_postings p
    join crm.clients c on c.org_id = p.org_id and c.name_index = kit.plain_name(p.company_name)
   where p.org_id = (select kit.org_id()) and p.fetched_at > now() - interval '60 days' and p.company_name <> ''
     and c.name_index <> '' and (clients is null or c.id = any (clients))
   group by c.id
$$;
comment on function recruiting.client_signals(uuid[]) is 'Openings of clients, as signals.';
revoke execute on function recruiting.client_signals(uuid[]) from public;
create or replace trigger y_scored_insert after insert on recruiting.external_job_postings referencing new table as new_rows
  for each statement execute function kit.note('score_clients',
    'select c.id from crm.clients c where c.org_id = n.org_id and c.name_index = kit.plain_name(n.company_name)');
