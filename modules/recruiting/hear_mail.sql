-- Somebody answers a letter of their chat by mail: what is new in it is their next message in the chat, when it comes from
-- the address the letter went to. Of other mail, the person whose address it is.
create or replace function recruiting.hear_mail(mail jsonb) returns jsonb language plpgsql security definer
  set search_path = pg_catalog as $$
declare
  letters uuid[] := array(select left(a.id, 36)::uuid from jsonb_array_elements_text(mail -> 'answers') a (id)
    where a.id ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}@');
  indexes bytea[] := array(select decode(i.hex, 'hex') from jsonb_array_elements_text(mail -> 'indexes') i (hex));
  about record; before text := coalesce(current_setting('throughline.candidate', true), ''); person uuid;
begin
  select a.id, a.candidate_id into about from identity.emails e
    join recruiting.applications a on a.org_id = e.org_id and a.id = e.entity_id
   where e.org_id = kit.org_id() and e.id = any (letters) and e.entity_type = 'applications'
     and e.recipient_index = any (indexes) and a.is_active
   order by array_position(letters, e.id) limit 1;
  if about.id is not null and trim(coalesce(mail ->> 'words', '')) <> '' then
    -- They speak, whoever carries it here.
    perform set_config('throughline.candidate', about.candidate_id::text, true);
    insert into recruiting.chat_messages (application_id, message_text) values (about.id, left(mail ->> 'words', 4000));
    perform set_config('throughline.candidate', before, true);
    return jsonb_build_object('heard', true, 'candidate', about.candidate_id);
  end if;
  select c.id into person from recruiting.candidates c where c.org_id = kit.org_id()
    and (c.email_index = any (indexes) or c.alternate_email_index = any (indexes)) order by c.id limit 1;
  return case when person is null then '{}' else jsonb_build_object('candidate', person) end;
end $$;
comment on function recruiting.hear_mail(jsonb) is 'Hears mail for the module: answers to its letters, and whose it is.';
revoke execute on function recruiting.hear_mail(jsonb) from public;
