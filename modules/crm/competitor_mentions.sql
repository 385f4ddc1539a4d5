-- What became of a competitor in a deal. @values lost_to='Lost to'
-- @tones active=good
create type crm.mention_status as enum ('active', 'displaced', 'lost_to');

-- A competitor seen in a deal.
create table crm.competitor_mentions (
  org_id         uuid not null default kit.org_id(),
  competitor_id  uuid not null,                                                -- The competitor. @list
  opportunity_id uuid not null,                                                -- The deal. @list
  status         crm.mention_status not null default 'active',                 -- What became of them. @list
  notes          text,                                                         -- What we know of their offer. @long
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now(),
  primary key (org_id, competitor_id, opportunity_id)
);
select kit.refers('crm.competitor_mentions', 'competitor_id', 'crm.competitors', 'cascade');
select kit.refers('crm.competitor_mentions', 'opportunity_id', 'crm.opportunities', 'cascade');
select kit.noun('crm.competitor_mentions', parents => '{opportunity_id}');
