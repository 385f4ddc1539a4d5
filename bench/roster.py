"""What placing people costs: the roster of 500 people and 90 days, a crew of 30, the best ten of the whole pool."""

import gzip
import http.client
import json
import statistics
import time

from meaning import PASSWORD, Browser

FIRST_DAY = "2027-03-01"


def measure(row, address, port, sql, cli, socket, rows):
    """Fills one organisation with people, sites and placements, and asks as somebody who places them."""
    cli("org", "add", "Labour", "--slug", "labour")
    for role in ("admin", "recruiter"):
        cli("user", "add", "--org", "labour", "--role", role, "--name", role, f"{role}@labour.example", stdin=PASSWORD)
    sql(socket, f"""set session_replication_role = replica;
        create temp table of_org as select org_id from identity.organizations where slug = 'labour';
        insert into crm.clients (org_id, name) select org_id, 'Client ' || n from of_org, generate_series(1, 200) n;
        insert into delivery.projects (org_id, client_id, name, status, lat, lng, required_tickets)
        select c.org_id, c.id, 'Site ' || row_number() over (), 'active', 48 + random(), 15 + random(), '["White Card"]' from crm.clients c, generate_series(1, 2);
        insert into recruiting.candidates (org_id, first_name, last_name, trade, status, charge_out_rate, pay_rate, internal_rating, lat, lng, compliance)
        select org_id, 'Person', 'No ' || lpad(n::text, 6, '0'), (array['Electrician', 'Rigger', 'Welder', 'Carpenter'])[1 + n % 4], 'available', 60 + n % 40, 40, 1 + n % 5,
               47.5 + random() * 2, 14.5 + random() * 2, jsonb_build_array(jsonb_build_object('ticket', 'White Card', 'expires', '2029-01-01'), jsonb_build_object('ticket', 'First aid', 'expires', '2028-01-01'))
          from of_org, generate_series(1, {rows}) n;
        insert into recruiting.ticket_kinds (org_id, name, trades) select org_id, 'First aid', '["Electrician"]' from of_org;
        with people as (select org_id, id, row_number() over (order by last_name) as n from recruiting.candidates),
             sites as (select id, row_number() over () - 1 as n from delivery.projects)
        insert into recruiting.placements (org_id, candidate_id, project_id, status, role, start_date, end_date, charge_rate, pay_rate)
        select p.org_id, p.id, s.id, 'active', 'Electrician', d.day, d.day + 20, 80, 45
          from people p join sites s on s.n = p.n % 400
          cross join lateral (select date '{FIRST_DAY}' + (p.n % 9)::int + 30 * k as day from generate_series(0, 2) k) d
         where p.n <= {rows} / 3 and p.n % 10 <> 0;
        insert into recruiting.demands (org_id, project_id, trade, people, start_date, end_date, charge_rate)
        select p.org_id, p.id, 'Electrician', 12, '{FIRST_DAY}', '2027-05-29', 85 from delivery.projects p;""")
    sql(socket, "vacuum analyze")
    person = Browser(address, port, "recruiter@labour.example")
    for name, path in (
        ("roster, 500 people × 90 days", f"/roster?from={FIRST_DAY}&days=90"),
        ("roster, 100 sites × 90 days", f"/roster?by=sites&from={FIRST_DAY}&days=90"),
    ):
        person.get(path)
        times = sorted(person.get(path) for _ in range(20))
        connection = http.client.HTTPConnection("127.0.0.1", port)
        connection.request("GET", path, headers={"Cookie": person.cookie, "Accept-Encoding": "gzip"})
        body = connection.getresponse().read()
        bound = "≤ 150 ms, ≤ 150 KB" if "people" in name else ""
        row(name, f"p50 {times[10]:.0f} ms, p95 {times[18]:.0f} ms, {len(body) / 1000:.0f} KB of {len(gzip.decompress(body)) / 1e6:.1f} MB", bound)
    api = http.client.HTTPConnection("127.0.0.1", port)

    def ask(path, body, token=None):
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        started = time.perf_counter()
        api.request("POST", path, json.dumps(body), headers)
        answer = api.getresponse()
        text = answer.read()
        assert answer.status == 200, text
        return (time.perf_counter() - started) * 1000, json.loads(text)

    token = ask("/auth/v1/token?grant_type=password", {"email": "recruiter@labour.example", "password": PASSWORD})[1]["access_token"]
    demand = sql(socket, "select id from recruiting.demands limit 1").strip()
    best = sorted(ask("/rest/v1/rpc/best_people", {"demand": demand}, token)[0] for _ in range(12))
    row(f"the ten best of {rows:,} people, a quarter of the trade", f"p50 {best[6]:.0f} ms, p95 {best[11]:.0f} ms", "≤ 150 ms")
    site = sql(socket, "select id from delivery.projects limit 1").strip()
    free = sql(socket, f"select c.id from recruiting.candidates c where not exists (select from recruiting.placements p where p.candidate_id = c.id) order by c.id limit 300").split()
    times = []
    for n in range(10):
        wish = {"project": site, "people": free[30 * n : 30 * n + 30], "role": "Electrician", "start_date": FIRST_DAY, "end_date": "2027-04-30", "crew_name": f"Crew {n}"}
        times.append(ask("/rest/v1/rpc/book_people", wish, token)[0])
    row("booking a crew of 30", f"p50 {statistics.median(times):.0f} ms, most {max(times):.0f} ms", "≤ 100 ms")
