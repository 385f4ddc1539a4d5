-- One question to a model: for what and for whom, and what it cost. What was said does not stand here.
-- @icon(gauge) @words(Use of a model, Uses of models) @named(purpose, model) @apart
create table identity.model_uses (
  org_id         uuid not null default kit.org_id(),
  id             uuid not null default kit.new_id(),
  provider_id    uuid,                                                         -- Who was asked.
  model          text not null,                                                -- The model. @list
  purpose        text not null,                                                -- For what. @list
  user_id        uuid,                                                         -- For whom; nobody when the server asked by itself. @list
  read_tokens    integer not null default 0 check (read_tokens >= 0),          -- Tokens it read. @list
  written_tokens integer not null default 0 check (written_tokens >= 0),       -- Tokens it wrote. @list
  cost           numeric(14,6) not null default 0,                             -- What that cost, by the provider's prices. @list
  error          text,                                                         -- Why there was no answer. @list @long
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now(),
  primary key (org_id, id)
);
create index model_uses_time_idx on identity.model_uses (org_id, created_at);
create index model_uses_person_idx on identity.model_uses (org_id, user_id, created_at);
select kit.refers('identity.model_uses', 'provider_id', 'identity.model_providers', 'set null');
select kit.refers('identity.model_uses', 'user_id', 'identity.users', 'set null', indexed => false);
select kit.noun('identity.model_uses', own_when => 'row.user_id = (select kit.user_id())', audited => false);

-- What keeps a model from being asked this month: the organisation's limit of cost, or the person's of tokens; nothing
-- when neither does.
create or replace function identity.model_limit(person uuid) returns text language sql stable security definer
  set search_path = pg_catalog as $$
  select case
    when kit.number_setting('models.month_cost', 0) > 0 and (
      select coalesce(sum(u.cost), 0) from identity.model_uses u where u.org_id = kit.org_id()
         and u.created_at >= date_trunc('month', now())) >= kit.number_setting('models.month_cost', 0)
      then 'The organisation has used up what models may cost this month.'
    when person is not null and kit.number_setting('models.person_month_tokens', 0) > 0 and (
      select coalesce(sum(u.read_tokens + u.written_tokens), 0) from identity.model_uses u where u.org_id = kit.org_id()
         and u.user_id = person and u.created_at >= date_trunc('month', now()))
           >= kit.number_setting('models.person_month_tokens', 0)
      then 'You have used up what you may ask models this month.' end
$$;
comment on function identity.model_limit(uuid) is 'What keeps a model from being asked this month.';
revoke execute on function identity.model_limit(uuid) from public;
grant execute on function identity.model_limit(uuid) to tl_system;

-- What was asked of models, by purpose.
create or replace function identity.model_costs(days integer default 31)
returns table (label text, link text, tone text, asked float8, failed float8, tokens_read float8, tokens_written float8,
  cost float8)
language sql stable set search_path = pg_catalog as $$
  select kit.in_words(u.purpose), 'purpose=eq.' || u.purpose, null::text, count(*)::float8,
         count(*) filter (where u.error is not null)::float8, sum(u.read_tokens)::float8, sum(u.written_tokens)::float8,
         sum(u.cost)::float8
    from identity.model_uses u where u.created_at >= current_date - days group by u.purpose order by 8 desc, 4 desc, 1
$$;
comment on function identity.model_costs(integer) is
  'Models. What are models asked for, and what does that cost?
   @report(model_uses) @by(Purpose) @measures asked=count failed=count tokens_read=count tokens_written=count cost=money';
