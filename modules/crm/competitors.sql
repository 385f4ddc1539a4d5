-- A company that sells against us, or an alternative the client weighs.
-- @icon(swords) @menu(9) @searched(name)
create table crm.competitors (
  org_id          uuid not null default kit.org_id(),
  id              uuid not null default kit.new_id(),
  name            text not null check (name <> ''),                            -- Trading name. @list
  website         kit.url,                                                     -- Home page. @list
  strengths       text,                                                        -- What they do well. @long
  weaknesses      text,                                                        -- Where they are weak. @long
  typical_pricing text,                                                        -- What they usually charge. @list @long
  notes           text,                                                        -- Anything else. @long
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now(),
  primary key (org_id, id),
  constraint competitors_name_taken unique (org_id, name)                      -- There is already a competitor with this name.
);
select kit.noun('crm.competitors', label => 'name');

-- Ways competitors may be one.
create or replace view crm.competitor_twins with (security_invoker = true) as
  select 'competitors' as noun, t.id, 'Same name' as way,
    lower(regexp_replace(t.name, '[^[:alnum:]]+', '', 'g')) as key
    from crm.competitors t;
comment on view crm.competitor_twins is 'Ways competitors may be one. @duplicates(competitors)';
grant select on crm.competitor_twins to tl_admin, tl_manager, tl_consultant, tl_staff, tl_sales, tl_recruiter,
  tl_viewer;
