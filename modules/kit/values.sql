-- The value types of the whole product. A column's domain decides how it is checked, shown, edited and imported.
create domain kit.email as text check (value ~ '^[^@\s]+@[^@\s]+\.[^@\s]+$' and length(value) <= 320);
comment on domain kit.email is 'An e-mail address.';

create domain kit.phone as text check (value ~ '^[+0-9][0-9 ()./-]{3,39}$');
comment on domain kit.phone is 'A telephone number as people write it.';

create domain kit.url as text check (value ~* '^https?://\S+$' and length(value) <= 2048);
comment on domain kit.url is 'A web address, http or https.';

create domain kit.slug as text check (value ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(value) <= 200);
comment on domain kit.slug is 'A readable part of a web address: lower-case letters, digits and single hyphens.';

create domain kit.percent as smallint check (value between 0 and 100);
comment on domain kit.percent is 'A whole number from 0 to 100.';

create domain kit.money as numeric(14,2);
comment on domain kit.money is 'An amount of money; the currency stands beside it or is the organisation''s.';

create domain kit.currency as text check (value ~ '^[A-Z]{3}$');
comment on domain kit.currency is 'A currency by its ISO 4217 code, such as EUR.';

create domain kit.markdown as text;
comment on domain kit.markdown is 'Long text; may carry light formatting.';

-- Authenticated ciphertext. The server encrypts on the way in and decrypts for those who may read; PostgreSQL never sees the text.
create domain kit.pii as bytea;
comment on domain kit.pii is 'Personal text, encrypted at rest.';
create domain kit.pii_email as bytea;
comment on domain kit.pii_email is 'A person''s e-mail address, encrypted at rest; found by equality.';
create domain kit.pii_phone as bytea;
comment on domain kit.pii_phone is 'A person''s telephone number, encrypted at rest; found by equality.';

-- UUIDv7: ids grow with time, so new rows stay together on disk and "order by id" is "order by age".
do $$ begin
  if current_setting('server_version_num')::int >= 180000 then
    execute 'create or replace function kit.new_id() returns uuid language sql volatile parallel safe return uuidv7()';
  else
    execute $f$
      create or replace function kit.new_id() returns uuid language sql volatile parallel safe return
        encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
          placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6),
          52, 1), 53, 1), 'hex')::uuid $f$;
  end if;
end $$;
comment on function kit.new_id() is 'A new UUIDv7.';

create or replace function kit.slugify(words text) returns text language sql immutable parallel safe return
  coalesce(nullif(left(trim(both '-' from regexp_replace(lower(words), '[^a-z0-9]+', '-', 'g')), 180), ''), 'untitled');
comment on function kit.slugify(text) is 'Words → the readable part of a web address.';

create or replace function kit.counted(n bigint, thing text) returns text language sql immutable parallel safe return
  n || ' ' || thing || case n when 1 then '' else 's' end;
comment on function kit.counted(bigint, text) is 'How many of a thing: 1 day, 2 days.';

-- Kilometres between two places, as the crow flies: the haversine formula on a globe of 6371 km. Nothing where a place is not
-- known: the least of something and nothing is something, so both are nothing then.
create or replace function kit.distance(lat1 double precision, lng1 double precision, lat2 double precision,
  lng2 double precision) returns double precision language sql immutable parallel safe return
  12742 * asin(least(1 + 0 * (lat1 + lng1 + lat2 + lng2), sqrt(power(sin(radians(lat2 - lat1) / 2), 2)
    + cos(radians(lat1)) * cos(radians(lat2)) * power(sin(radians(lng2 - lng1) / 2), 2))));
comment on function kit.distance(double precision, double precision, double precision, double precision)
  is 'Kilometres between two places.';

create or replace function kit.town(location text) returns text language sql immutable parallel safe return
  nullif(lower(trim(split_part(location, ',', 1))), '');
comment on function kit.town(text) is 'The town of a place: what stands before the first comma.';

create or replace function kit.in_words(value text) returns text language sql immutable parallel safe return
  upper(left(value, 1)) || replace(substr(value, 2), '_', ' ');
comment on function kit.in_words(text) is 'A value as people read it: closed_won → Closed won.';

-- A company's name without what varies: case, signs, legal form.
create or replace function kit.plain_name(name text) returns text language sql immutable parallel safe return
  trim(regexp_replace(regexp_replace(lower(name), '[^[:alnum:]]+', ' ', 'g'),
    '\m(gmbh|ag|kg|ltd|limited|llc|inc|corp|corporation|co|plc|pty|sa|srl|bv|company)\M', '', 'g'));
comment on function kit.plain_name(text) is 'A company name without case, signs and legal form.';

-- The host of an address of the web or of mail, without www. and port; null where there is none.
create or replace function kit.web_domain(address text) returns text language sql immutable parallel safe return
  rtrim(substring(lower(address)
    from '^\s*(?:[a-z][a-z0-9+.-]*://)?(?:[^/?#@\s]*@)?(?:www\.)?([^/?#:@\s]+\.[^/?#:@\s]+)'), '.');
comment on function kit.web_domain(text) is 'The host of an address, without www. and port.';
