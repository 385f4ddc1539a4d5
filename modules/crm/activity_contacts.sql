-- Who took part in an activity.
create table crm.activity_contacts (
  org_id      uuid not null default kit.org_id(),
  activity_id uuid not null,                                                   -- The activity. @list
  contact_id  uuid not null,                                                   -- The person. @list
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (org_id, activity_id, contact_id)
);
select kit.refers('crm.activity_contacts', 'activity_id', 'crm.activities', 'cascade');
select kit.refers('crm.activity_contacts', 'contact_id', 'crm.contacts', 'cascade');
select kit.noun('crm.activity_contacts', parents => '{activity_id,contact_id}');

-- last_contact_date is the newest activity with the person, and stays true under edit and delete.
create or replace function crm.refresh_last_contact(contacts uuid[]) returns void language sql security definer
  set search_path = pg_catalog as $$
  update crm.contacts c set last_contact_date = fresh.last_date
    from (select k.id, (select max(a.occurred_at)::date from crm.activity_contacts ac
      join crm.activities a on a.org_id = ac.org_id and a.id = ac.activity_id
                         where ac.org_id = k.org_id and ac.contact_id = k.id and a.occurred_at <= now()
                           and a.type <> 'note') as last_date
            from crm.contacts k where k.org_id = kit.org_id() and k.id = any (contacts)) fresh
   where c.org_id = kit.org_id() and c.id = fresh.id and c.last_contact_date is distinct from fresh.last_date
$$;
comment on function crm.refresh_last_contact(uuid[]) is 'Recomputes last_contact_date of these contacts.';

-- A meeting that was planned counts from its day on: the night's work calls this.
create or replace function crm.refresh_last_contacts() returns void language sql security definer
  set search_path = pg_catalog as $$
  select crm.refresh_last_contact(array(
    select distinct ac.contact_id from crm.activity_contacts ac
      join crm.activities a on a.org_id = ac.org_id and a.id = ac.activity_id
     where ac.org_id = kit.org_id() and a.occurred_at between now() - interval '8 days' and now()))
$$;
comment on function crm.refresh_last_contacts() is 'Recomputes last_contact_date of everybody with an activity whose day came in the last week.';
revoke execute on function crm.refresh_last_contacts() from public;
grant execute on function crm.refresh_last_contacts() to tl_system;

create or replace function crm.contact_took_part() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then perform crm.refresh_last_contact(array(select distinct contact_id from new_rows));
  else perform crm.refresh_last_contact(array(select distinct contact_id from old_rows)); end if;
  return null;
end $$;
comment on function crm.contact_took_part() is 'Keeps last_contact_date true when people join or leave an activity.';
create or replace trigger contact_took_part after insert on crm.activity_contacts referencing new table as new_rows
  for each statement execute function crm.contact_took_part();
create or replace trigger contact_took_no_part after delete on crm.activity_contacts referencing old table as old_rows
  for each statement execute function crm.contact_took_part();

create or replace function crm.activity_moved() returns trigger language plpgsql as $$
begin
  perform crm.refresh_last_contact(array(select distinct ac.contact_id from crm.activity_contacts ac
    join new_rows n on n.org_id = ac.org_id and n.id = ac.activity_id));
  return null;
end $$;
comment on function crm.activity_moved() is 'Keeps last_contact_date true when an activity changes its time.';
create or replace trigger activity_moved after update on crm.activities referencing new table as new_rows
  for each statement execute function crm.activity_moved();

-- Activities on the timelines of the people who took part.
create or replace view crm.contact_entries with (security_invoker = true) as
  select 'contacts' as about, c.contact_id as about_id, a.occurred_at as at, a.type::text as kind, a.subject as title,
    left(coalesce(a.description, ''), 3000) as body, a.created_by as user_id, a.writer as who,
      '/activities/' || a.id as link,
    null::jsonb as changes
    from crm.activity_contacts c join crm.activities a on a.org_id = c.org_id and a.id = c.activity_id;
comment on view crm.contact_entries is 'Activities on timelines of contacts. @timeline(contacts)';
grant select on crm.contact_entries to tl_admin, tl_manager, tl_consultant, tl_staff, tl_sales, tl_recruiter, tl_viewer;
