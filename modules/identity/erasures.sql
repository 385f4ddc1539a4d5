-- The receipt of an erasure: whose personal data was removed, when, by whom, and what remained for what reason.
create table identity.erasures (
  org_id      uuid not null default kit.org_id(),
  id          uuid not null default kit.new_id(),
  noun        text not null check (noun in ('contacts', 'candidates', 'leads')), -- The kind of person. @list
  record_id   uuid not null,                                                   -- The record that was erased.
  reason      text not null check (reason <> ''),                              -- Why, such as a request under Article 17 GDPR. @list
  removed     jsonb not null default '{}',                                     -- Table → number of rows removed or emptied. @list
  erased_by   uuid default kit.user_id(),                                      -- Who did it. @list
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (org_id, id)
);
select kit.refers('identity.erasures', 'erased_by', 'identity.users', 'set null');
select kit.noun('identity.erasures', audited => true);
