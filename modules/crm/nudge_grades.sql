-- What became of every nudge: one row a key and sixty days, of those that were shown and of those that were held out to
-- compare with. What is held out stands here and nowhere else, so that no page, count or log can show it.
create table crm.nudge_grades (
  org_id      uuid not null default kit.org_id(),
  id          uuid not null default kit.new_id(),
  type        crm.nudge_type not null,                  -- The rule.
  rule        text not null,                            -- The function that raised it.
  dedupe_key  text not null,                            -- One reason.
  entity_type text,                                     -- The noun of the record it is about.
  entity_id   uuid,                                     -- That record.
  client_id   uuid,                                     -- The client it is about.
  facts       jsonb not null default '{}',              -- How things stood when it opened.
  opened_at   timestamptz not null default now(),       -- When its reason was first there.
  is_held_out boolean not null,                         -- It was recorded and not shown.
  became      text not null default 'open',             -- What became of it; of one held out, open or closed.
  good_date   date,                                     -- The day it came good within sixty days.
  graded_at   timestamptz,                              -- When that was told.
  primary key (org_id, id)
);
create index nudge_grades_key_idx on crm.nudge_grades (org_id, dedupe_key, opened_at);
create index nudge_grades_due_idx on crm.nudge_grades (org_id, opened_at) where graded_at is null;
create index nudge_grades_entity_idx on crm.nudge_grades (org_id, entity_id);
select kit.refers('crm.nudge_grades', 'client_id', 'crm.clients', 'cascade');
select kit.private('crm.nudge_grades');

-- Whether a reason is held out: by its key alone, so that it stays with it.
create or replace function crm.is_held_out(key text, percent numeric) returns boolean language sql stable return
  ('x' || left(md5(kit.org_id() || key), 7))::bit(28)::int % 1000 < 10 * percent;
comment on function crm.is_held_out(text, numeric) is 'Whether a nudge of this key is recorded and not shown.';

-- What the rules say now: all of it, or what is about some clients or records. What is new is opened or held out, what
-- changed is told, what is gone is closed. Where two rules speak under one key, the later knows more and counts. Nobody
-- has more than so many open ones of a kind: what is urgent and worth most comes first, the rest as others are settled.
-- What was dismissed or acted on stays quiet for a while. Runs of one organisation wait for each other. Answers what was
-- written, so that its actions can be looked at.
create or replace function crm.apply_rules(rules text[], kinds text[], about uuid[])
returns table (nudge uuid, rule text, action_payload jsonb, is_new boolean) language plpgsql security definer
set search_path = pg_catalog as $$
declare
  said text := (select string_agg(format('select %L::text as rule, %L::crm.nudge_type as type, %s as nth, d.* from %s($1) d',
    r.name, r.kind, r.nth, r.name), ' union all ') from unnest(rules, kinds) with ordinality r (name, kind, nth));
begin
  perform pg_advisory_xact_lock(hashtextextended('nudges ' || kit.org_id(), 0));
  update crm.nudges n set status = 'open', snooze_ends_at = null
   where n.org_id = kit.org_id() and n.status = 'snoozed' and n.snooze_ends_at <= now();
  return query execute format($sql$
    with due as materialized (select distinct on (s.dedupe_key) s.* from (%s) s order by s.dedupe_key, s.nth desc),
    closed as (
      update crm.nudges n set status = 'closed', settled_at = now()
       where n.org_id = kit.org_id() and n.rule is not null and n.status in ('open', 'snoozed')
         and ($1 is null or n.client_id = any ($1) or n.entity_id = any ($1))
         and not exists (select from due d where d.dedupe_key = n.dedupe_key)),
    missed as (
      update crm.nudge_grades g set became = 'closed'
       where g.org_id = kit.org_id() and g.is_held_out and g.became = 'open'
         and ($1 is null or g.client_id = any ($1) or g.entity_id = any ($1))
         and not exists (select from due d where d.dedupe_key = g.dedupe_key)),
    changed as (
      update crm.nudges n set rule = d.rule, type = d.type, priority = d.priority, title = d.title,
        description = d.description, evidence = d.evidence, action = d.action,
        action_payload = coalesce(d.action_payload, '{}'), consultant_id = d.consultant_id, client_id = d.client_id,
        entity_type = d.entity_type, entity_id = d.entity_id, expires_at = d.expires_at
        from due d
       where n.org_id = kit.org_id() and n.dedupe_key = d.dedupe_key and n.rule is not null
         and n.status in ('open', 'snoozed')
         and (n.rule, n.priority, n.title, n.description, n.evidence, n.action, n.action_payload, n.consultant_id,
              n.client_id, n.expires_at) is distinct from
             (d.rule, d.priority, d.title, d.description, d.evidence, d.action, coalesce(d.action_payload, '{}'),
              d.consultant_id, d.client_id, d.expires_at)
      returning n.id, n.rule, n.action_payload),
    waiting as (
      select n.type, n.consultant_id, count(*) as open from crm.nudges n
       where n.org_id = kit.org_id() and n.rule is not null and n.status in ('open', 'snoozed') group by 1, 2),
    fresh as (
      select d.*, g.id as grade, coalesce(g.is_held_out, crm.is_held_out(d.dedupe_key, s.percent)) as is_held_out,
             coalesce(w.open, 0) + row_number() over (partition by d.type, d.consultant_id
               order by d.priority, d.worth desc nulls last, d.dedupe_key) <= s.most as has_room
        from due d
        cross join (select kit.number_setting('nudges.held_out_percent', 10) as percent,
          kit.number_setting('nudges.most_each', 15) as most, kit.number_setting('nudges.acted_days', 14)::int as acted,
          kit.number_setting('nudges.dismissed_days', 60)::int as dismissed offset 0) s
        left join lateral (select l.became, l.is_held_out as was_held_out,
            case when l.opened_at > now() - interval '60 days' then l.id end as id,
            case when l.opened_at > now() - interval '60 days' then l.is_held_out end as is_held_out
          from crm.nudge_grades l where l.org_id = kit.org_id() and l.dedupe_key = d.dedupe_key
          order by l.opened_at desc limit 1) g on true
        left join waiting w on w.type = d.type and w.consultant_id is not distinct from d.consultant_id
       where (g.was_held_out and g.became = 'open') is not true
         and not exists (select from crm.nudges n where n.org_id = kit.org_id() and n.dedupe_key = d.dedupe_key
           and (n.status in ('open', 'snoozed')
             or n.status = 'dismissed' and n.settled_at > now() - make_interval(days => s.dismissed)
             or n.status = 'acted' and n.settled_at > now() - make_interval(days => s.acted)))),
    graded as (
      insert into crm.nudge_grades (type, rule, dedupe_key, entity_type, entity_id, client_id, facts, is_held_out)
      select type, rule, dedupe_key, entity_type, entity_id, client_id, coalesce(facts, '{}'), is_held_out from fresh
       where grade is null and has_room),
    again as (
      update crm.nudge_grades g set became = 'open' from fresh f
       where g.org_id = kit.org_id() and g.id = f.grade and f.has_room),
    opened as (
      insert into crm.nudges (type, rule, priority, title, description, evidence, action, action_payload, consultant_id,
        client_id, entity_type, entity_id, dedupe_key, expires_at)
      select type, rule, priority, title, description, evidence, action, coalesce(action_payload, '{}'), consultant_id,
        client_id, entity_type, entity_id, dedupe_key, expires_at from fresh where not is_held_out and has_room
      on conflict do nothing returning id, rule, action_payload)
    select o.id, o.rule, o.action_payload, true from opened o
    union all select c.id, c.rule, c.action_payload, false from changed c$sql$, said) using about;
end $$;
comment on function crm.apply_rules(text[], text[], uuid[]) is 'Opens, changes and closes nudges as the rules say.';

-- Sixty days after a reason was there, whether it came good and when: each rule has its own answer in the function
-- <rule>_came_good, and only what falls into the sixty days counts.
create or replace function crm.grade_nudges() returns bigint language plpgsql security definer
  set search_path = pg_catalog as $$
declare
  said text; n bigint; graded bigint := 0;
begin
  for said in select distinct g.rule from crm.nudge_grades g where g.org_id = kit.org_id() and g.graded_at is null
    and g.opened_at <= now() - interval '60 days'
  loop
    continue when to_regproc(said || '_came_good') is null;
    execute format('update crm.nudge_grades g set graded_at = now(),
        good_date = (select c.day from %s_came_good(g.entity_id, g.client_id, g.opened_at, g.facts) c (day)
                      where c.day <= g.opened_at::date + 60)
      where g.org_id = kit.org_id() and g.rule = $1 and g.graded_at is null
        and g.opened_at <= now() - interval ''60 days''', said) using said;
    get diagnostics n = row_count;
    graded := graded + n;
  end loop;
  return graded;
end $$;
comment on function crm.grade_nudges() is 'Notes which nudges came good within sixty days.';

revoke execute on function crm.apply_rules(text[], text[], uuid[]), crm.grade_nudges() from public;
grant execute on function crm.apply_rules(text[], text[], uuid[]), crm.grade_nudges() to tl_system;
