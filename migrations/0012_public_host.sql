-- A host name leads to one organisation of the server.

create unique index system_settings_host_taken on identity.system_settings ((value #>> '{}'))
  where key = 'public.host' and value <> '""';
