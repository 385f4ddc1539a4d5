-- What kind of contact or event it was. @values task_completed='Task completed' email=E-mail
create type crm.activity_type as enum ('call', 'meeting', 'email', 'note', 'task_completed');

-- How it went.
-- @tones positive=good negative=bad
create type crm.sentiment as enum ('positive', 'neutral', 'negative');

-- A call, meeting, e-mail, note or finished task: one entry of the timeline. @also(activity)
-- @icon(activity) @menu(5) @key(a) @named(subject) @board(type) @calendar(occurred_at) @card(client_id, created_by)
-- @searched(subject) @meaning(subject, description)
create table crm.activities (
  org_id           uuid not null default kit.org_id(),
  id               uuid not null default kit.new_id(),
  type             crm.activity_type not null,                                 -- What kind it was. @list
  subject          text not null check (subject <> '' and length(subject) <= 500), -- What it was about, in a line. @list
  description      kit.markdown,                                               -- What was said. @also(content)
  occurred_at      timestamptz not null default now(),                         -- When it happened. @list @also(performed_at)
  duration_minutes integer check (duration_minutes >= 0),                      -- How long it took.
  client_id        uuid,                                                       -- The client; taken from the deal or project when empty. @list
  opportunity_id   uuid,                                                       -- The deal it was about.
  project_id       uuid,                                                       -- The project it was about.
  lead_id          uuid,                                                       -- The lead it was about.
  candidate_id     uuid,                                                       -- The candidate it was about. @of(recruiting)
  created_by       uuid default kit.user_id(),                                 -- Who did it. @list @stamped @also(performed_by)
  sentiment        crm.sentiment,                                              -- How it went. @list
  is_shared        boolean not null default false,                             -- The client may read it in the portal.
  message_key      text,                                                       -- For an e-mail that was dropped in: its Message-ID, so that it is logged once. @stamped
  created_at       timestamptz not null default now(),
  updated_at       timestamptz not null default now(),
  writer           text,                                                       -- Who wrote it, of a message that came in. @stamped @personal
  thread_key       text,                                                       -- What the messages of a conversation share. @stamped
  only_for         uuid[],                                                     -- Who alone sees it; everybody who sees the record when empty. @stamped
  primary key (org_id, id),
  constraint activities_need_a_subject_record check (num_nonnulls(client_id, opportunity_id, project_id, lead_id, candidate_id) > 0) -- An activity is about at least one client, deal, project, lead or candidate.
);
create index activities_opportunity_time_idx on crm.activities (org_id, opportunity_id, occurred_at);
create index activities_client_time_idx on crm.activities (org_id, client_id, occurred_at);
create unique index activities_message_once on crm.activities (org_id, message_key) where message_key is not null;
create index activities_thread_idx on crm.activities (org_id, thread_key) where thread_key is not null;
create index activities_time_idx on crm.activities (org_id, occurred_at);
select kit.refers('crm.activities', 'client_id', 'crm.clients', 'cascade');
select kit.refers('crm.activities', 'opportunity_id', 'crm.opportunities', 'cascade', indexed => false);
select kit.refers('crm.activities', 'project_id', 'delivery.projects', 'cascade');
select kit.refers('crm.activities', 'lead_id', 'crm.leads', 'cascade');
select kit.refers('crm.activities', 'candidate_id', 'recruiting.candidates', 'cascade');
select kit.refers('crm.activities', 'created_by', 'identity.users', 'set null');
select kit.belongs('crm.activities', 'opportunity_id', 'client_id');
select kit.belongs('crm.activities', 'project_id', 'client_id');
select kit.noun('crm.activities', parents => '{lead_id}', client_when => 'row.is_shared',
  own_when => 'row.created_by = (select kit.user_id())', label => 'subject');

-- Mail of one mailbox is for its owner alone, whatever somebody's role.
create policy private_activities on crm.activities as restrictive
  using (only_for is null or (select kit.user_id()) = any (only_for)
    or current_user in ('tl_importer', 'tl_system', 'tl_auth', 'throughline_owner', 'throughline_keeper'));

-- An activity on a deal or project also counts for its client.
create or replace function crm.place_activity() returns trigger language plpgsql as $$
begin
  if new.client_id is null and new.opportunity_id is not null then
    new.client_id := (select client_id from crm.opportunities where org_id = new.org_id and id = new.opportunity_id);
  end if;
  if new.client_id is null and new.project_id is not null then
    new.client_id := (select client_id from delivery.projects where org_id = new.org_id and id = new.project_id);
  end if;
  return new;
end $$;
comment on function crm.place_activity() is 'Fills client_id from the deal or project.';
create or replace trigger place_activity before insert or update on crm.activities for each row
  execute function crm.place_activity();

-- What was mailed to a client stands on its timeline, with the person it went to.
create or replace function crm.log_sent_email() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
begin
  insert into crm.activities (org_id, id, type, subject, client_id, created_by, occurred_at)
    values (new.org_id, new.id, 'email', new.subject, new.client_id, new.created_by, coalesce(new.sent_at, now()))
    on conflict do nothing;
  insert into crm.activity_contacts (org_id, activity_id, contact_id)
  select c.org_id, new.id, c.id from crm.contacts c where c.org_id = new.org_id and c.client_id = new.client_id
    and c.email_index = new.recipient_index on conflict do nothing;
  return null;
end $$;
comment on function crm.log_sent_email() is 'Puts sent mail on the client''s timeline.';
create or replace trigger log_sent_email after update of status on identity.emails for each row
  when (new.status = 'sent' and old.status <> 'sent' and new.client_id is not null)
  execute function crm.log_sent_email();

-- What a person has planned.
create or replace view crm.activity_items with (security_invoker = true) as
  select 'activities' as noun, a.id, a.subject as title,
    coalesce((select c.name from crm.clients c where c.org_id = a.org_id and c.id = a.client_id), '') as about,
    null::numeric as amount, null::text as currency, case a.type when 'call' then 'phone' else 'video' end as icon,
      null::text as link,
    null::integer as weight, null::integer as overdue, null::integer as ahead,
    null::date as due_date, a.occurred_at as due_at,
    null::jsonb as acts
    from crm.activities a
   where a.created_by = kit.user_id() and a.occurred_at > now();
comment on view crm.activity_items is 'Activities to come. @today(activities)';
grant select on crm.activity_items to tl_admin, tl_manager, tl_consultant, tl_staff, tl_sales, tl_recruiter, tl_viewer;

-- Meetings of who logged them, in their calendar.
create or replace view crm.activity_dates with (security_invoker = true) as
  select 'activities' as noun, a.id, a.subject as title, a.description::text as details, null::date as due_date,
    a.occurred_at as starts_at, coalesce(a.duration_minutes, 30) as minutes, a.updated_at as changed_at
    from crm.activities a
   where a.type = 'meeting' and a.created_by = kit.user_id() and a.occurred_at > now() - interval '90 days';
comment on view crm.activity_dates is 'Meetings in calendars. @dates()';
grant select on crm.activity_dates to tl_admin, tl_manager, tl_consultant, tl_staff, tl_sales, tl_recruiter, tl_viewer;

-- What the rules of nudges watch.
create or replace trigger y_noted_insert after insert on crm.activities referencing new table as new_rows
  for each statement execute function kit.note('keep_nudges', 'values (n.client_id), (n.lead_id), (n.opportunity_id)');
create or replace trigger y_noted_update after update on crm.activities for each row
  when ((old.occurred_at, old.client_id, old.lead_id, old.opportunity_id)
    is distinct from (new.occurred_at, new.client_id, new.lead_id, new.opportunity_id))
  execute function kit.note('keep_nudges', 'values (n.client_id), (n.lead_id), (n.opportunity_id)');
create or replace trigger y_noted_delete after delete on crm.activities referencing old table as old_rows
  for each statement execute function kit.note('keep_nudges', 'values (n.client_id), (n.lead_id), (n.opportunity_id)');
