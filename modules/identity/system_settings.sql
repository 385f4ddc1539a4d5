-- A value the organisation may change: thresholds, switches, texts.
create table identity.system_settings (
  org_id      uuid not null default kit.org_id(),
  id          uuid not null default kit.new_id(),
  key         text not null check (key ~ '^[A-Za-z][A-Za-z0-9_.]{1,99}$'),     -- Name, such as pipeline.enforce_exit_criteria. @list
  value       jsonb not null,                                                  -- A boolean, number, text or object. @list
  description text,                                                            -- What it does. @list
  updated_by  uuid,                                                            -- Who changed it last.
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (org_id, id),
  constraint system_settings_key_taken unique (org_id, key)                    -- There is already a setting with this key.
);
select kit.refers('identity.system_settings', 'updated_by', 'identity.users', 'set null');
select kit.noun('identity.system_settings', label => 'key');

create or replace function identity.stamp_setting() returns trigger language plpgsql as $$
begin
  new.updated_by := coalesce(kit.user_id(), new.updated_by);
  return new;
end $$;
comment on function identity.stamp_setting() is 'Remembers who changed a setting.';
create or replace trigger stamp_setting before insert or update on identity.system_settings for each row execute function identity.stamp_setting();

-- A setting's value, or the default when the organisation has not set it.
create or replace function kit.setting(key text, otherwise jsonb) returns jsonb language plpgsql stable security definer set search_path = pg_catalog as $$
begin
  return coalesce((select s.value from identity.system_settings s where s.org_id = kit.org_id() and s.key = setting.key), otherwise);
end $$;
comment on function kit.setting(text, jsonb) is 'A setting of the organisation, or the default.';
