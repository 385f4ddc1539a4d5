-- Where a project stands in its life on site.
-- @tones won=good
create type delivery.project_stage as enum ('tender', 'pipeline', 'won', 'construction', 'handover', 'closed');

-- Whether work on a project goes on.
-- @tones planning=info active=good on_hold=warn completed=good
create type delivery.project_status as enum ('planning', 'active', 'on_hold', 'completed', 'cancelled');

-- One engagement with a client: a consulting project or a construction site.
-- @icon(folder-kanban) @menu(1) @key(j) @board(status) @calendar(end_date) @sum(budget)
-- @card(client_id, budget, end_date) @searched(name) @meaning(name, description, location)
create table delivery.projects (
  org_id         uuid not null default kit.org_id(),
  id             uuid not null default kit.new_id(),
  client_id      uuid not null,                                                -- The client. @list @also(company)
  opportunity_id uuid,                                                         -- The won deal it came from.
  name           text not null check (name <> '' and length(name) <= 300),     -- Title. @list
  description    kit.markdown,                                                 -- What it is about.
  stage          delivery.project_stage not null default 'pipeline',           -- Where it stands in its life on site. @list
  status         delivery.project_status not null default 'planning',          -- Whether work goes on. @list
  budget         kit.money check (budget >= 0),                                -- Money to spend; taken from the deal. @list
  value          kit.money check (value >= 0),                                 -- What the whole construction project is worth.
  currency       kit.currency,                                                 -- Currency of budget and value; empty means the organisation's.
  start_date     date,                                                         -- First day. @list
  end_date       date,                                                         -- Day of completion. @list @also(completion_date)
  location       text,                                                         -- Where it is. @list
  lat            double precision check (lat between -90 and 90),              -- Latitude in degrees. @group(Site)
  lng            double precision check (lng between -180 and 180),            -- Longitude in degrees. @group(Site)
  ppe            jsonb not null default '[]',                                  -- What everybody on site wears. @label('Protective equipment') @group(Site) @several()
  site_logistics jsonb not null default '{}',                                  -- What people on site have to know. @label('Site rules') @group(Site) @parts(induction=long, gate, hours, parking, contact, notes=long)
  template_id    uuid,                                                         -- The template it was laid out from.
  owner_id       uuid default kit.owner(),                                                      -- Who leads it. @list
  custom         jsonb not null default '{}' check (jsonb_typeof(custom) = 'object'), -- Fields the organisation added.
  required_tickets jsonb not null default '[]',                                -- Tickets everybody on site must have, by name. @group(Site) @several(ticket_kinds)
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now(),
  primary key (org_id, id),
  constraint projects_dates_in_order check (end_date >= start_date)            -- The project ends before it starts.
);
create index projects_status_idx on delivery.projects (org_id, status);
create index projects_end_idx on delivery.projects (org_id, end_date);
create index projects_newest_idx on delivery.projects (org_id, created_at desc, id desc);
select kit.refers('delivery.projects', 'client_id', 'crm.clients', 'cascade');
select kit.refers('delivery.projects', 'opportunity_id', 'crm.opportunities', 'set null', uniquely => true);
select kit.refers('delivery.projects', 'template_id', 'delivery.project_templates', 'set null');
select kit.refers('delivery.projects', 'owner_id', 'identity.users', 'set null');
select kit.belongs('delivery.projects', 'opportunity_id', 'client_id');
select kit.noun('delivery.projects', label => 'name');
create or replace trigger check_custom before insert or update of custom on delivery.projects for each row
  execute function identity.check_custom();
select kit.shaped('delivery.projects', 'ppe', 'kit.is_words',
  'Protective equipment is a list of words, such as ["Helmet", "Boots"].');
select kit.shaped('delivery.projects', 'required_tickets', 'kit.is_words',
  'Tickets are a list of names, such as ["White Card", "Working at Heights"].');
select kit.shaped('delivery.projects', 'site_logistics', 'kit.is_object',
  'Site rules are an object, such as {"gate": "North", "parking": "none"}.');
comment on constraint projects_opportunity_id_taken on delivery.projects is 'This deal already has its project.';

-- Stage and status of a project say the same: what is completed is closed, and what is closed is completed or cancelled. Whoever sets one sets the other.
create or replace function delivery.agree_project() returns trigger language plpgsql as $$
declare
  moved boolean := tg_op = 'INSERT' or new.stage <> old.stage;
    turned boolean := tg_op = 'INSERT' or new.status <> old.status;
begin
  if kit.undoing() then return new; end if;
  if new.stage = 'closed' and new.status not in ('completed', 'cancelled') then
    if tg_op = 'UPDATE' and turned and not moved then new.stage := 'handover';
    elsif tg_op = 'INSERT' or not turned then new.status := 'completed';
    else
      raise exception using errcode = '23514', constraint = 'projects_stage_fits_status', table = 'projects',
        schema = 'delivery',
        message = format('A closed project is completed or cancelled, not %s.', replace(new.status::text, '_', ' ')),
          hint = 'Set the status to completed, or leave the stage.';
    end if;
  elsif new.status = 'completed' and new.stage not in ('handover', 'closed') then
    if tg_op = 'UPDATE' and moved and not turned then new.status := 'active'; else new.stage := 'closed'; end if;
  end if;
  return new;
end $$;
comment on function delivery.agree_project() is 'Keeps stage and status of a project in agreement.';
create or replace trigger agree_project before insert or update of stage, status on delivery.projects for each row
  execute function delivery.agree_project();

-- A project goes to another client only while nothing bills it; hours that no invoice has go with it.
create or replace function delivery.keep_billed_client() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
declare
  bill delivery.invoices;
begin
  if kit.undoing() or kit.merging() then return new; end if;
  select v.* into bill from delivery.invoices v
   where v.org_id = new.org_id and v.client_id <> new.client_id and v.status <> 'cancelled'
     and v.id in (
       select i.invoice_id from delivery.invoice_projects i where i.org_id = new.org_id and i.project_id = new.id
       union select l.invoice_id from delivery.invoice_lines l where l.org_id = new.org_id and l.project_id = new.id
       union select t.invoice_id from delivery.time_entries t where t.org_id = new.org_id and t.project_id = new.id)
   order by v.status = 'draft', v.id limit 1;
  if found then
    raise exception using errcode = '23514', constraint = 'projects_billed_to_one_client', table = 'projects',
      schema = 'delivery', column = 'client_id',
      message = format('%s is billed to its client %s; it can''t go to another.', new.name,
        case bill.status when 'draft' then 'on a draft invoice' else 'on invoice ' || bill.invoice_number end),
      hint = case bill.status when 'draft' then 'Delete the draft first; its hours can be billed to the other client then.'
        else 'Cancel the invoice, or open another project for the other client.' end;
  end if;
  return new;
end $$;
comment on function delivery.keep_billed_client() is 'Keeps a project that is billed with its client.';
create or replace trigger keep_billed_client before update of client_id on delivery.projects for each row
  when (new.client_id is distinct from old.client_id) execute function delivery.keep_billed_client();

-- Winning a deal opens its project, once, with the deal's value as budget and the phases and tasks of a template.
create or replace function delivery.open_project() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
declare
  project uuid; is_new boolean; template uuid; wish text := coalesce(current_setting('throughline.template', true), '');
begin
  if kit.undoing() then return null; end if;
  -- Deals won long ago, brought along by an import, open projects only where the organisation asks for it.
  if kit.in_bulk() and kit.setting('pipeline.import_opens_projects', 'false') <> 'true'::jsonb then return null; end if;
  insert into delivery.projects (org_id, client_id, opportunity_id, name, stage, status, budget, currency, owner_id)
  values (new.org_id, new.client_id, new.id, new.name, 'won', 'planning', new.value, new.currency, new.owner_id)
  on conflict on constraint projects_opportunity_id_taken do update set status = 'planning'
    where projects.status = 'on_hold'
  returning id, (xmax = 0) into project, is_new;
  -- Whoever wins the deal may choose a template, or none; otherwise the default one is laid out.
  template := case wish when 'none' then null when ''
    then (select t.id from delivery.project_templates t where t.org_id = new.org_id and t.is_default)
    else wish::uuid end;
  if is_new and template is not null then
    perform delivery.apply_template(project, template,
      coalesce(nullif(current_setting('throughline.project_start', true), '')::date, current_date));
  end if;
  return null;
end $$;
comment on function delivery.open_project() is 'Opens the project of a won deal.';
create or replace trigger won_deal_opens_project after insert or update of stage on crm.opportunities for each row
  when (new.stage = 'closed_won') execute function delivery.open_project();

-- Money of a project so far: revenue of approved billable hours, cost of all approved hours. Rates stay hidden; the sums do not.
create or replace function delivery.margin(project delivery.projects) returns jsonb language sql stable security definer set search_path = pg_catalog as $$
  select delivery.margin_of(array[project.id])
$$;
comment on function delivery.margin(delivery.projects) is 'Approved hours, revenue, cost, margin and margin in percent.';

create or replace function delivery.margin_of(projects uuid[]) returns jsonb language sql stable security definer
  set search_path = pg_catalog as $$
  select jsonb_build_object('hours', coalesce(sum(t.hours), 0), 'revenue', coalesce(sum(r.revenue), 0), 'cost',
    coalesce(sum(r.cost), 0), 'margin', coalesce(sum(r.revenue) - sum(r.cost), 0),
           'percent', round(100 * (sum(r.revenue) - sum(r.cost)) / nullif(sum(r.revenue), 0), 1))
    from delivery.time_entries t
    cross join lateral (select case when t.billable then round(t.hours * coalesce(t.bill_rate, 0), 2)
      else 0 end as revenue, round(t.hours * coalesce(t.cost_rate, 0), 2) as cost) r
   where t.org_id = kit.org_id() and t.project_id = any (projects) and t.status = 'approved'
$$;
comment on function delivery.margin_of(uuid[]) is 'Money of several projects so far.';
revoke execute on function delivery.margin_of(uuid[]) from public;
revoke execute on function delivery.margin(delivery.projects) from public;
grant execute on function delivery.margin(delivery.projects), delivery.margin_of(uuid[]) to tl_admin, tl_manager,
  tl_consultant, tl_staff, tl_sales, tl_recruiter, tl_viewer, tl_system;

-- Activities on the timelines of projects.
create or replace view delivery.project_entries with (security_invoker = true) as
  select 'projects' as about, a.project_id as about_id, a.occurred_at as at, a.type::text as kind, a.subject as title,
    left(coalesce(a.description, ''), 3000) as body, a.created_by as user_id, a.writer as who,
      '/activities/' || a.id as link,
    null::jsonb as changes
    from crm.activities a;
comment on view delivery.project_entries is 'Activities on timelines of projects. @timeline(projects)';
grant select on delivery.project_entries to tl_admin, tl_manager, tl_consultant, tl_staff, tl_sales, tl_recruiter,
  tl_viewer;

-- Sites on maps.
create or replace view delivery.project_places with (security_invoker = true) as
  select 'projects' as noun, p.id, p.name as title, p.location as details, p.lat, p.lng,
    p.status not in ('completed', 'cancelled') as is_current
    from delivery.projects p;
comment on view delivery.project_places is 'Sites on maps. @placed(projects)';
grant select on delivery.project_places to tl_admin, tl_manager, tl_consultant, tl_staff, tl_sales, tl_recruiter,
  tl_viewer;

-- Tenders on maps: they stand where our first site of the same town stands.
create or replace view delivery.tender_places with (security_invoker = true) as
  select 'market_tenders' as noun, t.id, t.title, t.location as details, s.lat, s.lng,
    coalesce(t.closing_date >= current_date, true) as is_current
    from crm.market_tenders t
    left join (
      select distinct on (p.org_id, kit.town(p.location)) p.org_id, kit.town(p.location) as town, p.lat, p.lng
        from delivery.projects p
       where p.lat is not null and p.lng is not null and (p.lat <> 0 or p.lng <> 0) and kit.town(p.location) is not null
       order by p.org_id, kit.town(p.location), p.id) s on s.org_id = t.org_id and s.town = kit.town(t.location);
comment on view delivery.tender_places is 'Tenders on maps. @placed(market_tenders)';
grant select on delivery.tender_places to tl_admin, tl_manager, tl_consultant, tl_staff, tl_sales, tl_recruiter,
  tl_viewer;

-- What the rules of nudges watch.
create or replace trigger y_noted_insert after insert on delivery.projects referencing new table as new_rows
  for each statement execute function kit.note('keep_nudges', 'values (n.client_id), (n.id)');
create or replace trigger y_noted_update after update on delivery.projects for each row
  when ((old.status, old.end_date, old.owner_id, old.client_id, old.name, old.budget)
    is distinct from (new.status, new.end_date, new.owner_id, new.client_id, new.name, new.budget))
  execute function kit.note('keep_nudges', 'values (n.client_id), (n.id)');
create or replace trigger y_noted_delete after delete on delivery.projects referencing old table as old_rows
  for each statement execute function kit.note('keep_nudges', 'values (n.client_id), (n.id)');
