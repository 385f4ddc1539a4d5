-- An address of another program that wants to hear what happens here. Messages are signed as Standard Webhooks asks; the secret is made from the master key and never stored.
-- @icon(globe) @words(Webhook, Webhooks) @named(url)
create table identity.webhook_endpoints (
  org_id          uuid not null default kit.org_id(),
  id              uuid not null default kit.new_id(),
  url             kit.url not null,                                            -- Where events are sent. @list
  description     text,                                                        -- What it is for. @list @long
  events          text[] not null default '{}',                                -- Events it wants, such as won_deal or created_*; empty means all. @list
  is_active       boolean not null default true,                               -- Events are sent. @list
  secret_number   integer not null default 1 check (secret_number > 0),        -- Which secret signs; the next is another. @stamped
  failures        integer not null default 0,                                  -- Deliveries that failed in a row. @list @stamped
  disabled_reason text,                                                        -- Why it was switched off. @list @stamped @long
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now(),
  primary key (org_id, id)
);
select kit.noun('identity.webhook_endpoints', label => 'url');

-- Every event of the feed becomes a delivery for each endpoint that wants it, in the transaction that made the event.
create or replace function identity.announce() returns trigger language plpgsql security definer
  set search_path = pg_catalog as $$
begin
  if not exists (select from identity.webhook_endpoints e where e.org_id = kit.org_id() and e.is_active)
    then return null; end if;
  insert into identity.webhook_deliveries (endpoint_id, event_id)
  select e.id, n.id from new_rows n join identity.webhook_endpoints e on e.org_id = n.org_id and e.is_active
   where e.events = '{}'
     or exists (select from unnest(e.events) wanted
     where n.action_type like replace(replace(wanted, '_', '\_'), '*', '%'));
  return null;
end $$;
comment on function identity.announce() is 'Prepares the deliveries of new events.';
create or replace trigger announce after insert on identity.activity_logs referencing new table as new_rows
  for each statement execute function identity.announce();

-- Switched on again, an endpoint starts afresh.
create or replace function identity.restart_endpoint() returns trigger language plpgsql as $$
begin
  if new.is_active and not old.is_active then new.failures := 0; new.disabled_reason := null; end if;
  return new;
end $$;
comment on function identity.restart_endpoint() is 'Forgets the failures of an endpoint that is switched on again.';
create or replace trigger restart_endpoint before update on identity.webhook_endpoints for each row
  execute function identity.restart_endpoint();
