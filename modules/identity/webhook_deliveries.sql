-- How far a delivery has come.
-- @tones failed=bad
create type identity.delivery_status as enum ('waiting', 'delivered', 'failed', 'cancelled');

-- One event on its way to one endpoint.
-- @icon(send) @words(Webhook delivery, Webhook deliveries) @named(event_id, status)
create table identity.webhook_deliveries (
  org_id          uuid not null default kit.org_id(),
  id              uuid not null default kit.new_id(),
  endpoint_id     uuid not null,                                               -- The endpoint. @list
  event_id        uuid not null,                                               -- The event of the feed. @list
  status          identity.delivery_status not null default 'waiting',         -- How far it has come. @list
  attempts        integer not null default 0,                                  -- How often it was tried. @list
  next_attempt_at timestamptz not null default now(),                          -- When it is tried next.
  response_status integer,                                                     -- What the other side answered. @list
  response_body   text,                                                        -- The first words of the answer. @long
  error           text,                                                        -- Why it failed. @list @long
  duration_ms     integer,                                                     -- How long the last try took, in milliseconds.
  delivered_at    timestamptz,                                                 -- When it got there. @list
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now(),
  primary key (org_id, id)
);
create index webhook_deliveries_due_idx on identity.webhook_deliveries (next_attempt_at) where status = 'waiting';
select kit.refers('identity.webhook_deliveries', 'endpoint_id', 'identity.webhook_endpoints', 'cascade');
select kit.refers('identity.webhook_deliveries', 'event_id', 'identity.activity_logs', 'cascade');
select kit.noun('identity.webhook_deliveries', audited => false);

-- The sender looks across organisations for what is due; it reads and signs inside each one's own.
create policy sender_takes on identity.webhook_deliveries to tl_auth using (true) with check (true);
grant select, update on identity.webhook_deliveries to tl_auth;
