-- The protocol a model is asked by.
-- @values openai='OpenAI, or what speaks like it' anthropic=Anthropic gemini=Gemini mistral=Mistral groq=Groq deepseek=DeepSeek xai=xAI ollama=Ollama
create type identity.model_kind as enum ('openai', 'anthropic', 'gemini', 'mistral', 'groq', 'deepseek', 'xai', 'ollama');

-- A model that answers in words, and who runs it. The first that is in use and was tried is asked. @also(models)
-- @icon(sparkles) @words(Model provider, Model providers) @named(name) @apart
create table identity.model_providers (
  org_id        uuid not null default kit.org_id(),
  id            uuid not null default kit.new_id(),
  name          text not null check (trim(name) <> '' and length(name) <= 100), -- What it is called here. @list
  kind          identity.model_kind not null,                                  -- The protocol. @list
  address       kit.url,                                                       -- Where it is asked; the provider's own address when empty. @list
  model         text not null check (trim(model) <> '' and length(model) <= 200), -- The model's name there. @list
  key           kit.pii,                                                       -- Its key, sealed. @secret
  price_read    numeric(12,4) not null default 0 check (price_read >= 0),      -- What a million tokens cost that it reads.
  price_written numeric(12,4) not null default 0 check (price_written >= 0),   -- What a million tokens cost that it writes.
  is_active     boolean not null default true,                                 -- It is asked. @list
  verified_at   timestamptz,                                                   -- When it last answered a trial; it is asked nothing before. @list @stamped
  last_error    text,                                                          -- Why it last did not answer. @list @stamped @long
  created_at    timestamptz not null default now(),
  updated_at    timestamptz not null default now(),
  primary key (org_id, id),
  constraint model_providers_taken unique (org_id, name)                       -- There is a provider with this name already.
);
select kit.noun('identity.model_providers');

-- The provider that is asked, or the one that is named, with its key, sealed: for the server.
create or replace function identity.model_provider(named uuid default null) returns table (id uuid, name text, kind text,
  address text, model text, key bytea, price_read float8, price_written float8, version text)
language sql stable security definer set search_path = pg_catalog as $$
  select p.id, p.name, p.kind::text, p.address::text, p.model, p.key::bytea, p.price_read::float8, p.price_written::float8,
         p.updated_at::text
    from identity.model_providers p
   where p.org_id = kit.org_id() and case when named is null then p.is_active and p.verified_at is not null else p.id = named end
   order by p.created_at, p.id limit 1
$$;
comment on function identity.model_provider(uuid) is 'The model provider that is asked, with its key, sealed.';
revoke execute on function identity.model_provider(uuid) from public;
grant execute on function identity.model_provider(uuid) to tl_system;

-- Whether a model is there to be asked.
create or replace function identity.has_model() returns boolean language sql stable security definer
  set search_path = pg_catalog as $$
  select exists (select from identity.model_providers p
    where p.org_id = kit.org_id() and p.is_active and p.verified_at is not null)
$$;
comment on function identity.has_model() is 'Whether a model is there to be asked.';

-- A key goes where it was given for; what changed is tried before it is asked.
create or replace function identity.keep_model_key() returns trigger language plpgsql as $$
begin
  if kit.is_server() and not kit.undoing() and (new.verified_at, new.key) is distinct from (old.verified_at, old.key)
    then return new; end if;
  if (new.kind, new.address) is distinct from (old.kind, old.address) then
    new.key := case when not kit.undoing() and new.key is distinct from old.key then new.key end;
  end if;
  if (new.kind, new.address, new.model) is distinct from (old.kind, old.address, old.model) then
    new.verified_at := null;
  end if;
  return new;
end $$;
comment on function identity.keep_model_key() is 'Forgets a key when the address it is for changes.';
create or replace trigger keep_model_key before update on identity.model_providers for each row
  execute function identity.keep_model_key();
