-- What happened to an application: every change of status, written by the database.
create table recruiting.application_timeline (
  org_id          uuid not null default kit.org_id(),
  id              uuid not null default kit.new_id(),
  application_id  uuid not null,                                               -- The application. @list
  previous_status text,                                                        -- Status before; empty at the start. @list
  new_status      text not null,                                               -- Status after. @list
  changed_by      uuid,                                                        -- Who changed it; empty for the system. @list
  remarks         text,                                                        -- The recruiter's remark at that moment. @long
  created_at      timestamptz not null default clock_timestamp(),
  updated_at      timestamptz not null default now(),
  primary key (org_id, id)
);
select kit.refers('recruiting.application_timeline', 'application_id', 'recruiting.applications', 'cascade');
select kit.refers('recruiting.application_timeline', 'changed_by', 'identity.users', 'set null');
select kit.noun('recruiting.application_timeline', parents => '{application_id}', own_when => 'false',
  audited => false);

create or replace function recruiting.record_status() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
begin
  if not kit.undoing() and (tg_op = 'INSERT' or new.status <> old.status) then
    insert into recruiting.application_timeline (org_id, application_id, previous_status, new_status, changed_by,
      remarks)
    values (new.org_id, new.id, case when tg_op = 'UPDATE' then old.status::text end, new.status::text, kit.user_id(),
      new.follow_up_remarks);
  end if;
  return null;
end $$;
comment on function recruiting.record_status() is 'Writes application_timeline.';
create or replace trigger record_status after insert or update on recruiting.applications for each row
  execute function recruiting.record_status();

-- The feed hears who applied, and how an application went on.
create or replace function recruiting.report_application() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
declare
  words text := (select format('%s for %s', c.name, j.title) from recruiting.candidates c, recruiting.jobs j
    where c.org_id = new.org_id and c.id = new.candidate_id and j.org_id = new.org_id and j.id = new.job_id);
begin
  if kit.undoing() or kit.in_bulk() then return null; end if;
  if tg_op = 'INSERT' then perform identity.report_event('applied', 'applications', new.id,
    'entered an application: ' || words);
  elsif new.follow_up_status = 'joined' and old.follow_up_status is distinct
    from 'joined' then perform identity.report_event('hired_candidate', 'applications', new.id, 'placed ' || words);
  elsif new.status <> old.status
    then perform identity.report_event(new.status || '_application', 'applications', new.id,
    format('moved %s to %s', words, new.status)); end if;
  return null;
end $$;
comment on function recruiting.report_application() is 'Tells the feed of applications.';
create or replace trigger report_application after insert or update of status,
  follow_up_status on recruiting.applications for each row execute function recruiting.report_application();

-- Changes of status on the timeline of the application.
create or replace view recruiting.status_entries with (security_invoker = true) as
  select 'applications' as about, t.application_id as about_id, t.created_at as at, 'stage' as kind,
    'Status: ' || coalesce(replace(nullif(t.previous_status, t.new_status), '_', ' ') || ' → ', '')
      || replace(t.new_status, '_', ' ') as title,
    coalesce(t.remarks, '') as body, t.changed_by as user_id, null::text as who, null::text as link,
      null::jsonb as changes
    from recruiting.application_timeline t;
comment on view recruiting.status_entries is 'Changes of status on timelines. @timeline(applications)';
grant select on recruiting.status_entries to tl_admin, tl_manager, tl_consultant, tl_staff, tl_sales, tl_recruiter,
  tl_viewer;

-- How far the applications of the last days came, whatever became of them: 1 new to 4 offer, and whether they joined.
create or replace function recruiting.came_how_far(days integer) returns table (id uuid, job_id uuid, source text,
  joined boolean, stage integer) language sql stable as $$
  select a.id, a.job_id, a.source, a.follow_up_status = 'joined',
         greatest(max(array_position('{new,screening,interview,offer}', t.new_status)),
           array_position('{new,screening,interview,offer}', a.status::text))
    from recruiting.applications a
    left join recruiting.application_timeline t on t.org_id = a.org_id and t.application_id = a.id
   where a.applied_at >= current_date - days group by a.org_id, a.id
$$;
comment on function recruiting.came_how_far(integer) is 'How far the applications of the last days came.';
