-- The way something was found. @values google='Web search' linkedin=LinkedIn
create type outreach.discovery_channel as enum ('google', 'keyword', 'linkedin', 'social');

-- What is looked for, and where: the template of discovery runs. @also(intents)
-- @icon(compass) @words(Intent, Intents) @menu(1) @named(name)
create table outreach.discovery_intents (
  org_id         uuid not null default kit.org_id(),
  id             uuid not null default kit.new_id(),
  name           text not null check (trim(name) <> '' and length(name) <= 200), -- What is looked for, in short. @list
  channel        outreach.discovery_channel not null default 'google',         -- The way it is found. Web search asks your search provider; LinkedIn and social take rows, files and feeds. @list
  audience       outreach.audience_type not null default 'businesses',         -- Whom it looks for. @list
  words          jsonb not null default '[]',                                  -- Words a company should use, such as scaffolding. @several()
  places         jsonb not null default '[]',                                  -- Where it should be: towns or countries. @several()
  industries     jsonb not null default '[]',                                  -- Industries it should be in. @several()
  exclusions     jsonb not null default '[]',                                  -- Words it must not use, and sites that are left out. @several()
  sites          jsonb not null default '[]',                                  -- Sites to look at, each with its address. @group(Sources) @several()
  lists          jsonb not null default '[]',                                  -- Pages that list companies, such as members of an association; the sites they lead to are looked at. @group(Sources) @several()
  feeds          jsonb not null default '[]',                                  -- Feeds (RSS, Atom) and career pages. @group(Sources) @several()
  boards         jsonb not null default '[]',                                  -- Job boards, such as greenhouse/acme, lever/acme, ashby/acme or workable/acme. @group(Sources) @several()
  tenders        jsonb not null default '[]',                                  -- Addresses of published tenders (OCDS). @group(Sources) @several()
  pasted         text check (length(pasted) <= 1000000),                       -- Rows with a head, or profiles one a line; files kept with the intent are read as well. @group(Sources) @long @personal
  max_results    integer not null default 100 check (max_results between 1 and 10000),  -- Results of a run at most. @group(Limits)
  max_per_domain integer not null default 3 check (max_per_domain between 1 and 100),  -- Results of one company at most. @group(Limits)
  max_per_day    integer not null default 500 check (max_per_day between 1 and 50000), -- Results of a day at most. @group(Limits)
  max_pages      integer not null default 6 check (max_pages between 1 and 15), -- Pages read of one site at most. @group(Limits)
  accept_from    kit.percent,                                                  -- Results with at least this score are taken over by themselves; all wait for somebody when empty. @group(Limits)
  is_daily       boolean not null default false,                               -- It runs every night. @list
  enabled        boolean not null default true,                                -- In use. @list
  created_by     uuid default kit.user_id(),                                   -- Who made it. @stamped
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now(),
  primary key (org_id, id),
  constraint discovery_intents_taken unique (org_id, name)                     -- There is an intent with this name already.
);
create index discovery_intents_enabled_idx on outreach.discovery_intents (org_id, enabled, is_daily);
select kit.refers('outreach.discovery_intents', 'created_by', 'identity.users', 'set null');
select kit.noun('outreach.discovery_intents', label => 'name');
select kit.shaped('outreach.discovery_intents', 'words', 'kit.is_words', 'Words: a list such as ["scaffolding"].');
select kit.shaped('outreach.discovery_intents', 'places', 'kit.is_words', 'Places: a list such as ["Perth"].');
select kit.shaped('outreach.discovery_intents', 'industries', 'kit.is_words', 'Industries: a list such as ["Construction"].');
select kit.shaped('outreach.discovery_intents', 'exclusions', 'kit.is_words', 'Exclusions: a list such as ["franchise"].');

-- Sources are addresses. LinkedIn's are not read; what people bring from there is pasted.
create or replace function outreach.are_links(value jsonb) returns boolean language sql immutable parallel safe return
  kit.is_words(value) and not exists (select from jsonb_array_elements_text(kit.list_of(value)) e
    where e !~* '^https?://[^\s/@]+(/\S*)?$' or kit.web_domain(e) ~ '(^|\.)linkedin\.com$');
comment on function outreach.are_links(jsonb) is 'Whether it is a list of web addresses that may be read.';
create or replace function outreach.are_boards(value jsonb) returns boolean language sql immutable parallel safe return
  kit.is_words(value) and not exists (select from jsonb_array_elements_text(kit.list_of(value)) e
    where e !~ '^(greenhouse|lever|ashby|workable)/[A-Za-z0-9][A-Za-z0-9._-]{0,99}$');
comment on function outreach.are_boards(jsonb) is 'Whether it is a list of job boards.';
select kit.shaped('outreach.discovery_intents', 'sites', 'outreach.are_links',
  'Sites: a list of addresses that begin with https://; LinkedIn is not read.');
select kit.shaped('outreach.discovery_intents', 'lists', 'outreach.are_links',
  'Lists: a list of addresses that begin with https://; LinkedIn is not read.');
select kit.shaped('outreach.discovery_intents', 'feeds', 'outreach.are_links',
  'Feeds: a list of addresses that begin with https://; LinkedIn is not read.');
select kit.shaped('outreach.discovery_intents', 'tenders', 'outreach.are_links',
  'Tenders: a list of addresses that begin with https://; LinkedIn is not read.');
select kit.shaped('outreach.discovery_intents', 'boards', 'outreach.are_boards', 'Job boards: a list such as ["greenhouse/acme"].');
