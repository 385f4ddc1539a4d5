"""What finding by name costs, for somebody who sees everything and for somebody who sees 20 clients of many."""

import time
import urllib.parse

from meaning import PASSWORD, Browser

TYPED = ["cli", "ste", "steel w", "client 77", "smith", "ada", "zebra", "leadco 9", "deal"]


def measure(row, address, port, sql, cli, socket, rows):
    """Fills two organisations, waits until their names are read, and asks palette, pickers and Today."""
    for org in ("wide", "narrow"):
        cli("org", "add", org, "--slug", org)
        for role in ("admin", "consultant"):
            cli("user", "add", "--org", org, "--role", role, "--name", role, f"{role}@{org}.example", stdin=PASSWORD)
    sql(socket, f"""
        create temp table of_org as select o.org_id, o.slug, u.id as admin, c.id as consultant from identity.organizations o
          join identity.users u on u.org_id = o.org_id and u.role = 'admin' join identity.users c on c.org_id = o.org_id and c.role = 'consultant';
        set session_replication_role = replica;
        insert into crm.clients (org_id, name, owner_id)
        select org_id, (array['Client', 'Steel Works', 'Northern Road', 'Harbour Bank'])[1 + n % 4] || ' ' || n || ' Ltd', admin
          from of_org, generate_series(1, {rows}) n;
        insert into crm.contacts (org_id, client_id, first_name, last_name)
        select org_id, id, (array['Ada', 'Bert', 'Carla', 'Dan'])[1 + abs(hashtext(id::text)) % 4], 'Smith' from crm.clients;
        insert into crm.opportunities (org_id, client_id, name, value, stage, owner_id)
        select org_id, id, 'Deal with ' || name, 1000, 'proposal', owner_id from crm.clients;
        insert into crm.leads (org_id, company_name, contact_name, status, owner_id)
        select org_id, 'Leadco ' || n, 'Person ' || n, 'new', admin from of_org, generate_series(1, {rows}) n;
        update crm.clients set owner_id = o.consultant from of_org o where o.org_id = clients.org_id and o.slug = 'narrow'
           and clients.id in (select id from crm.clients order by md5(id::text) limit 40);
        update identity.organizations set visibility = 'assigned' where slug = 'narrow';
        delete from kit.names_kept;""")
    read = "select (select count(*) from kit.names_kept where noun = 'clients') = 2 and not exists (select from kit.unread_names)"
    while sql(socket, read) != "t":
        time.sleep(0.5)
    row("names on the disk", sql(socket, "select pg_size_pretty(pg_total_relation_size('kit.names'))"))
    sql(socket, "vacuum analyze")
    for org, who in (("wide", "who sees everything"), ("narrow", "who sees 20 clients of them")):
        person = Browser(address, port, f"consultant@{org}.example")
        for name, address_of, bound in (
            (f"palette over {4 * rows:,} records", "/search?q={}", "≤ 100 ms"), ("picker of clients", "/lookup/clients?q={}", ""), ("Today", "/today?{}", ""), ("bell", "/bell?{}", ""),
        ):
            ask = lambda: sorted(person.get(address_of.format(urllib.parse.quote(q))) for _ in range(8) for q in TYPED)
            ask()
            times = ask()
            row(f"{name}, {who}", f"p50 {times[len(times) // 2]:.1f} ms, p95 {times[len(times) * 95 // 100]:.1f} ms", bound)
