create or replace function crm.clients_at_risk(days integer default 365)
returns table (label text, link text, tone text, health float8, change float8, overdue float8)
language sql stable set search_path = pg_catalog as $$
select c.name, '/clients/' || c.id, null, h.score::float8, (h.score - b.score)::float8,
       (select sum(i.balance) from delivery.invoices i where i.org_id = c.org_id and i.client_id = c.id
         and i.status = 'overdue')::float8
  from crm.clients c
  join lateral (select s.score, s.date from crm.client_health_snapshots s
                 where s.org_id = c.org_id and s.client_id = c.id order by s.date desc limit 1) h on true
  left join lateral (select s.score from crm.client_health_snapshots s
                      where s.org_id = c.org_id and s.client_id = c.id and s.date <= current_date - days
                        order by s.date desc limit 1) b on true
 where c.status = 'active' and h.score < kit.number_setting('health.healthy_from', 70) order by h.score, c.name limit 60
$$;
comment on function crm.clients_at_risk(integer) is
  'Clients at risk. Which clients are not healthy, and which way are they going?
   @report(clients) @by(Client) @measures health=count change=count overdue=money';
