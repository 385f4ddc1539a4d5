-- How a source of openings is asked. @values json_ld='Career page' feed='Feed (RSS, Atom, XML)'
create type recruiting.job_source_kind as enum ('greenhouse', 'lever', 'ashby', 'workable', 'json_ld', 'feed');

-- Where openings of others are looked for every day; what is found becomes hot drops.
-- @icon(radar) @words(Job source, Job sources)
create table recruiting.job_sources (
  org_id          uuid not null default kit.org_id(),
  id              uuid not null default kit.new_id(),
  name            text not null check (trim(name) <> '' and length(name) <= 120), -- Name; hot drops show it. @list
  kind            recruiting.job_source_kind not null,                         -- How it is asked. @list
  address         text not null check (trim(address) <> '' and length(address) <= 2000), -- The board's short name at Greenhouse, Lever, Ashby or Workable, such as acme; else the address of the page or feed. @list
  company_name    text check (length(company_name) <= 300),                    -- Who hires, where the source does not say.
  only_with       jsonb not null default '[]',                                 -- Only openings with one of these words in title or place; all when empty. @several()
  is_active       boolean not null default true,                               -- It is asked every day. @list
  last_fetched_at timestamptz,                                                 -- When it was asked last. @list @stamped
  last_found      integer,                                                     -- How many openings it had then. @list @stamped
  last_error      text,                                                        -- Why it could not be read then. @list @stamped @long
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now(),
  primary key (org_id, id),
  constraint job_sources_taken unique (org_id, kind, address)                  -- This source is here already.
);
select kit.noun('recruiting.job_sources', label => 'name');
select kit.shaped('recruiting.job_sources', 'only_with', 'kit.is_words', 'Only with: a list of words, such as ["Rigger"].');

-- A short name is a part of an address and nothing else; what is no short name is a link.
create or replace function recruiting.check_job_source() returns trigger language plpgsql as $$
begin
  new.address := trim(new.address);
  if new.kind in ('greenhouse', 'lever', 'ashby', 'workable') and new.address !~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$' then
    raise exception using errcode = '23514', constraint = 'job_sources_short_name', table = 'job_sources',
      schema = 'recruiting', column = 'address', message = 'This is no short name of a board.',
      hint = 'It is the last part of the board''s address, such as acme of boards.greenhouse.io/acme.';
  end if;
  if new.kind in ('json_ld', 'feed') and new.address !~* '^https?://[^\s]+$' then
    raise exception using errcode = '23514', constraint = 'job_sources_link', table = 'job_sources',
      schema = 'recruiting', column = 'address', message = 'This is no link.', hint = 'A link begins with https://.';
  end if;
  return new;
end $$;
comment on function recruiting.check_job_source() is 'Refuses addresses that can''t be asked.';
create or replace trigger check_job_source before insert or update on recruiting.job_sources for each row
  execute function recruiting.check_job_source();

-- What a source had, as hot drops: new ones come, known ones live on, by their address. Answers how many are new.
create or replace function recruiting.take_hot_drops(source text, openings jsonb, hours integer) returns bigint
language plpgsql security definer set search_path = pg_catalog as $$
declare
  fresh bigint;
begin
  with said as (
    select distinct on (p.url) p.* from jsonb_to_recordset(openings) p (url text, title text, company text, location text,
      posted date, summary text, salary text, job_type text) order by p.url),
  kept as (
    insert into recruiting.external_job_postings as e (source, original_url, title, company_name, location, posted_date,
      summary, salary_text, job_type, expires_at)
    select take_hot_drops.source, s.url, s.title, s.company, s.location, s.posted, s.summary, s.salary, s.job_type,
           now() + make_interval(hours => take_hot_drops.hours) from said s
    on conflict on constraint external_job_postings_url_taken do update
      set title = excluded.title, company_name = coalesce(excluded.company_name, e.company_name),
          location = coalesce(excluded.location, e.location), posted_date = coalesce(excluded.posted_date, e.posted_date),
          summary = coalesce(excluded.summary, e.summary), salary_text = coalesce(excluded.salary_text, e.salary_text),
          job_type = coalesce(excluded.job_type, e.job_type), expires_at = excluded.expires_at
    returning (xmax = 0) as is_new)
  select count(*) filter (where is_new) into fresh from kept;
  return fresh;
end $$;
comment on function recruiting.take_hot_drops(text, jsonb, integer) is 'Keeps what a source had as hot drops.';
revoke execute on function recruiting.take_hot_drops(text, jsonb, integer) from public;
grant execute on function recruiting.take_hot_drops(text, jsonb, integer) to tl_system;
