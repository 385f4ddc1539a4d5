-- A stretch a deal spent in one stage. Written by the database whenever a deal moves, in any direction.
-- @icon(history) @words(Stage, Stage history) @named(stage, entered_at)
create table crm.deal_stage_history (
  org_id         uuid not null default kit.org_id(),
  id             uuid not null default kit.new_id(),
  opportunity_id uuid not null,                                                -- The deal. @list
  previous_stage crm.deal_stage,                                               -- The stage it came from; empty for a new deal. @list
  stage          crm.deal_stage not null,                                      -- The stage it was in. @list
  entered_at     timestamptz not null default now(),                           -- When it came into the stage. @list
  left_at        timestamptz,                                                  -- When it went on; empty while it is there. @list
  moved_by       uuid,                                                         -- Who moved it here. @list
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now(),
  primary key (org_id, id)
);
create index deal_stage_history_open_idx on crm.deal_stage_history (org_id, opportunity_id, entered_at);
select kit.refers('crm.deal_stage_history', 'opportunity_id', 'crm.opportunities', 'cascade');
select kit.refers('crm.deal_stage_history', 'moved_by', 'identity.users', 'set null');
select kit.noun('crm.deal_stage_history', parents => '{opportunity_id}', audited => false);

create or replace function crm.keep_stage_history() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
begin
  if kit.undoing() then
    -- A move that is undone never happened: the stretch it began goes, the one it ended goes on.
    if tg_op = 'UPDATE' then
      delete from crm.deal_stage_history h where h.org_id = new.org_id and h.opportunity_id = new.id
        and h.left_at is null and h.stage = old.stage;
      update crm.deal_stage_history h set left_at = null where h.org_id = new.org_id and h.id = (
        select l.id from crm.deal_stage_history l where l.org_id = new.org_id and l.opportunity_id = new.id
          and l.stage = new.stage order by l.entered_at desc limit 1);
    end if;
    return null;
  end if;
  if tg_op = 'UPDATE' then
    update crm.deal_stage_history h set left_at = now() where h.org_id = new.org_id and h.opportunity_id = new.id
      and h.left_at is null;
    if not found then
      -- A deal older than this table.
      insert into crm.deal_stage_history (org_id, opportunity_id, stage, entered_at, left_at)
        values (new.org_id, new.id, old.stage, old.stage_entered_at, now());
    end if;
  end if;
  insert into crm.deal_stage_history (org_id, opportunity_id, previous_stage, stage, entered_at, moved_by)
  values (new.org_id, new.id, case when tg_op = 'UPDATE' then old.stage end, new.stage, new.stage_entered_at,
    kit.user_id());
  return null;
end $$;
comment on function crm.keep_stage_history() is 'Keeps the stretches of a deal in its stages.';
create or replace trigger keep_stage_history_on_insert after insert on crm.opportunities for each row
  execute function crm.keep_stage_history();
create or replace trigger keep_stage_history_on_move after update of stage on crm.opportunities for each row
  when (new.stage <> old.stage) execute function crm.keep_stage_history();

-- The feed, and with it webhooks, hear how a deal moved, however it was moved.
create or replace function crm.report_move() returns trigger language plpgsql as $$
begin
  if not kit.undoing() and not kit.in_bulk() then
    perform identity.report_event(case new.stage when 'closed_won' then 'won_deal' when 'closed_lost' then 'lost_deal'
      else case when old.stage in ('closed_won', 'closed_lost') then 'reopened_deal' else 'moved_deal' end end,
      'opportunities', new.id,
      case new.stage when 'closed_won' then 'won ' || new.name when 'closed_lost'
        then 'lost ' || new.name || ': ' || new.loss_reason
        else format('moved %s from %s to %s', new.name, replace(old.stage::text, '_', ' '), new.stage) end);
  end if;
  return null;
end $$;
comment on function crm.report_move() is 'Tells the feed how a deal moved.';
create or replace trigger report_move after update of stage on crm.opportunities for each row
  when (new.stage <> old.stage) execute function crm.report_move();

create or replace function crm.days_spent(stretch crm.deal_stage_history) returns numeric language sql stable as $$
  select round(extract(epoch from coalesce(stretch.left_at, now()) - stretch.entered_at)::numeric / 86400, 1)
$$;
comment on function crm.days_spent(crm.deal_stage_history) is 'Days the deal spent in the stage, so far.';
