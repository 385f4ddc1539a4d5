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
select kit.noun('recruiting.application_timeline', parents => '{application_id}', own_when => 'false', audited => false);

create or replace function recruiting.record_status() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
begin
  if not kit.undoing() and (tg_op = 'INSERT' or new.status <> old.status) then
    insert into recruiting.application_timeline (org_id, application_id, previous_status, new_status, changed_by, remarks)
    values (new.org_id, new.id, case when tg_op = 'UPDATE' then old.status::text end, new.status::text, kit.user_id(), new.follow_up_remarks);
  end if;
  return null;
end $$;
comment on function recruiting.record_status() is 'Writes application_timeline.';
create or replace trigger record_status after insert or update of status on recruiting.applications for each row execute function recruiting.record_status();
