-- What somebody can do, a row a skill: their skills, certificates and tickets, trade and role, and the tools of former
-- work, each in one spelling, so that a job finds who has what it asks for where row security lets no index read lists.
create table recruiting.person_skills (
  org_id       uuid not null,                           -- Organisation.
  candidate_id uuid not null,                           -- The person.
  skill        text not null,                           -- The skill, as `recruiting.plain_skill` spells it.
  primary key (org_id, skill, candidate_id)
);
comment on table recruiting.person_skills is 'Skill → person: what people can do.';
select kit.refers('recruiting.person_skills', 'candidate_id', 'recruiting.candidates', 'cascade');
select kit.private('recruiting.person_skills');

-- One spelling: "Node.js", "NodeJS" and "node" are one, "C++" and "C#" are not "C".
create or replace function recruiting.plain_skill(said text) returns text language sql immutable parallel safe return
  (select case s when 'js' then 'javascript' when 'ts' then 'typescript' when 'k8s' then 'kubernetes'
      when 'postgres' then 'postgresql' when 'golang' then 'go' when 'gcp' then 'googlecloud'
      when 'googlecloudplatform' then 'googlecloud' when 'amazonwebservices' then 'aws' when 'msexcel' then 'excel'
      when 'microsoftexcel' then 'excel' when 'ml' then 'machinelearning' when 'ewp' then 'elevatedworkplatform'
      else s end
     from regexp_replace(regexp_replace(lower(said), '[^[:alnum:]+#]+', '', 'g'), '(?<=..)js$', '') s);
comment on function recruiting.plain_skill(text) is 'A skill in one spelling.';

-- What people say they can do, and what their former work says.
create or replace function recruiting.skills_of(people uuid[]) returns table (candidate_id uuid, skill text)
language sql stable as $$
  select distinct c.id, recruiting.plain_skill(s.said) from recruiting.candidates c
    cross join lateral (
      select jsonb_array_elements_text(kit.list_of(c.skills))
      union all select jsonb_array_elements_text(kit.list_of(c.certificates))
      union all select t ->> 'ticket' from jsonb_array_elements(c.compliance) t
      union all select c.trade union all select c.role
      union all select jsonb_array_elements_text(kit.list_of(h.tools_used)) from recruiting.candidate_work_history h
        where h.org_id = c.org_id and h.candidate_id = c.id) s (said)
   where c.org_id = kit.org_id() and c.id = any (people) and recruiting.plain_skill(s.said) <> ''
$$;
comment on function recruiting.skills_of(uuid[]) is 'What people can do, each skill in one spelling.';

create or replace function recruiting.keep_person_skills(people uuid[]) returns void language sql
  set search_path = pg_catalog as $$
  with has as materialized (select * from recruiting.skills_of(people)),
  lost as (
    delete from recruiting.person_skills k where k.org_id = kit.org_id() and k.candidate_id = any (people)
      and not exists (select from has h where h.candidate_id = k.candidate_id and h.skill = k.skill))
  insert into recruiting.person_skills (org_id, candidate_id, skill)
  select kit.org_id(), h.candidate_id, h.skill from has h
   where not exists (select from recruiting.person_skills k
     where k.org_id = kit.org_id() and k.skill = h.skill and k.candidate_id = h.candidate_id)
  on conflict do nothing
$$;
comment on function recruiting.keep_person_skills(uuid[]) is 'Makes the skills of people what their profiles say.';
revoke execute on function recruiting.keep_person_skills(uuid[]) from public;

create or replace function recruiting.follow_skills() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
declare
  people uuid[];
begin
  if tg_table_name = 'candidate_work_history' then
    if tg_op <> 'DELETE' then
      people := array(select n.candidate_id from new_rows n);
    end if;
    if tg_op <> 'INSERT' then
      people := people || array(select o.candidate_id from old_rows o);
    end if;
  elsif tg_op = 'INSERT' then
    people := array(select n.id from new_rows n
      where (n.skills, n.certificates, n.compliance) is distinct from (jsonb '[]', jsonb '[]', jsonb '[]')
         or num_nonnulls(n.trade, n.role) > 0);
  else
    people := array(select n.id from new_rows n join old_rows o on o.org_id = n.org_id and o.id = n.id
      where (n.skills, n.certificates, n.compliance, n.trade, n.role) is distinct from
            (o.skills, o.certificates, o.compliance, o.trade, o.role));
  end if;
  if people <> '{}' then
    perform recruiting.keep_person_skills(people);
  end if;
  return null;
end $$;
comment on function recruiting.follow_skills() is 'Keeps what people can do as profiles and former work change.';
create or replace trigger follow_skills_on_insert after insert on recruiting.candidates
  referencing new table as new_rows for each statement execute function recruiting.follow_skills();
create or replace trigger follow_skills_on_update after update on recruiting.candidates
  referencing old table as old_rows new table as new_rows for each statement execute function recruiting.follow_skills();
create or replace trigger follow_skills_on_insert after insert on recruiting.candidate_work_history
  referencing new table as new_rows for each statement execute function recruiting.follow_skills();
create or replace trigger follow_skills_on_update after update on recruiting.candidate_work_history
  referencing old table as old_rows new table as new_rows for each statement execute function recruiting.follow_skills();
create or replace trigger follow_skills_on_delete after delete on recruiting.candidate_work_history
  referencing old table as old_rows for each statement execute function recruiting.follow_skills();
