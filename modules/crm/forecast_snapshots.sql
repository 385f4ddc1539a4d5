-- What a deal promised on a day. A row is kept only for days on which something had changed; the newest row up to a day tells how it stood then.
-- @icon(chart-column) @named(date, opportunity_id)
create table crm.forecast_snapshots (
  org_id              uuid not null default kit.org_id(),
  id                  uuid not null default kit.new_id(),
  date                date not null default current_date,                      -- The day. @list
  opportunity_id      uuid not null,                                           -- The deal. @list
  stage               crm.deal_stage not null,                                 -- Its stage on that day. @list
  value               kit.money not null,                                      -- Its value on that day. @list
  probability         kit.percent not null,                                    -- Its chance on that day. @list
  expected_close_date date,                                                    -- The decision day expected on that day. @list
  created_at          timestamptz not null default now(),
  updated_at          timestamptz not null default now(),
  primary key (org_id, id),
  constraint forecast_snapshots_day_taken unique (org_id, opportunity_id, date) -- There is already a snapshot of this deal for this day.
);
create index forecast_snapshots_date_idx on crm.forecast_snapshots (org_id, date);
select kit.refers('crm.forecast_snapshots', 'opportunity_id', 'crm.opportunities', 'cascade');
select kit.noun('crm.forecast_snapshots', parents => '{opportunity_id}', audited => false);

-- Keeps today's forecast: of every deal that stands otherwise than when it was last kept.
create or replace function crm.keep_forecast() returns bigint language sql volatile as $$
  with kept as (
    insert into crm.forecast_snapshots (opportunity_id, stage, value, probability, expected_close_date)
    select o.id, o.stage, o.value, o.probability, o.expected_close_date
      from crm.opportunities o
      left join (select distinct on (s.opportunity_id) s.* from crm.forecast_snapshots s where s.org_id = kit.org_id()
        order by s.opportunity_id, s.date desc) l on l.opportunity_id = o.id
     where o.org_id = kit.org_id()
       and (l.id is null or (l.stage, l.value, l.expected_close_date) is distinct
         from (o.stage, o.value, o.expected_close_date))
    on conflict on constraint forecast_snapshots_day_taken do update set stage = excluded.stage,
      value = excluded.value, probability = excluded.probability, expected_close_date = excluded.expected_close_date
    returning 1)
  select count(*) from kept
$$;
comment on function crm.keep_forecast() is 'Keeps today''s forecast.';

-- What changed in the open pipeline between the end of a day and now: what came, went, grew, shrank, or moved in time.
create or replace function crm.forecast_changes(since date) returns table (
  opportunity_id uuid, name text, change text, before_stage crm.deal_stage, stage crm.deal_stage, before_value numeric,
    value numeric, before_close_date date, expected_close_date date, weighted_change numeric)
language sql stable as $$
  select o.id, o.name,
    case when b.id is null then 'new' when o.stage = 'closed_won' then 'won' when o.stage = 'closed_lost' then 'lost'
         when b.stage in ('closed_won', 'closed_lost') then 'reopened'
         when o.stage > b.stage then 'forward' when o.stage < b.stage then 'back'
         when o.value > b.value then 'grown' when o.value < b.value then 'shrunk'
         when coalesce(o.expected_close_date, 'infinity') > coalesce(b.expected_close_date, 'infinity') then 'later'
           else 'sooner' end,
    b.stage, o.stage, b.value::numeric, o.value::numeric, b.expected_close_date, o.expected_close_date,
    round(case when o.stage = 'closed_lost' then 0
      else o.value * o.probability / 100 end - coalesce(case when b.stage = 'closed_lost' then 0
      else b.value * b.probability / 100 end, 0), 2)
  from crm.opportunities o
  left join lateral (select s.* from crm.forecast_snapshots s
    where s.org_id = o.org_id and s.opportunity_id = o.id and s.date <= since order by s.date desc limit 1) b on true
 where o.org_id = kit.org_id() and (b.stage, b.value, b.expected_close_date) is distinct
   from (o.stage, o.value, o.expected_close_date)
   and not (o.stage in ('closed_won', 'closed_lost') and (b.id is null or b.stage = o.stage))
 order by abs(round(o.value * o.probability / 100 - coalesce(b.value * b.probability / 100, 0), 2)) desc, o.id
$$;
comment on function crm.forecast_changes(date) is 'What changed in the forecast since the end of a day.';
