"""What it costs to compare what was found with what is here: a run of 10,000 rows against 500,000 companies, and taking
results over. No site is asked."""

import http.client
import json
import time

PASSWORD = "bench password"
FOUND = 10_000


def measure(row, address, port, sql, cli, socket, rows, memory):
    """Fills one organisation with companies, contacts, leads and suppression; a third of what is found is known there."""
    cli("org", "add", "Discovery", "--slug", "discovery")
    cli("user", "add", "--org", "discovery", "--role", "admin", "--name", "Admin", "admin@discovery.example", stdin=PASSWORD)
    sql(socket, f"""set session_replication_role = replica;
        create temp table o as select org_id from identity.organizations where slug = 'discovery';
        insert into crm.clients (org_id, name, website, industry, size)
        select org_id, 'Company ' || n || ' Ltd', 'https://www.company-' || n || '.example/home', 'Industry ' || n % 30, '51-200' from o, generate_series(1, {rows}) n;
        insert into crm.leads (org_id, company_name, email)
        select org_id, 'Lead maker ' || n, 'office@lead-' || n || '.example' from o, generate_series(1, {rows // 10}) n;
        insert into outreach.suppression_entries (org_id, type, value, key)
        select org_id, 'domain', 'never-' || n || '.example', 'never-' || n || '.example' from o, generate_series(1, {rows // 50}) n;""")
    sql(socket, "vacuum analyze")
    api = http.client.HTTPConnection("127.0.0.1", port)

    def ask(method, path, body=None, token=None):
        headers = {"Content-Type": "application/json", "Prefer": "return=representation"} | ({"Authorization": f"Bearer {token}"} if token else {})
        started = time.perf_counter()
        api.request(method, path, json.dumps(body) if body else None, headers)
        answer = api.getresponse()
        text = answer.read()
        assert answer.status < 300, text
        return time.perf_counter() - started, json.loads(text)

    token = ask("POST", "/auth/v1/token?grant_type=password", {"email": "admin@discovery.example", "password": PASSWORD})[1]["access_token"]
    of = lambda n: [f"Company {n} Ltd,https://company-{n}.example,", f"Lead maker {n},,", f"Other {n},never-{n}.example,", f"New {n},new-{n}.example,", f"Further {n},,x@further-{n}.example",
                    f"Newer {n} Group,newer-{n}.example,"][n % 6]
    pasted = "company,website,email\n" + "\n".join(of(n) for n in range(1, FOUND + 1))
    intent = ask("POST", "/rest/v1/discovery_intents", {"name": "All", "channel": "linkedin", "pasted": pasted, "max_results": FOUND, "max_per_day": FOUND}, token)[1][0]["id"]
    started = time.perf_counter()
    run = ask("POST", "/rest/v1/rpc/start_discovery", {"intent": intent}, token)[1]["run"]
    while True:
        now = ask("GET", f"/rest/v1/discovery_runs?id=eq.{run}&select=status,found_count,waiting_count,skipped_count,error,stats", token=token)[1][0]
        if now["status"] not in ("pending", "running"):
            break
        time.sleep(0.1)
    took = time.perf_counter() - started
    assert now["status"] == "completed", now
    row(f"a run of {FOUND:,} rows, compared with {rows:,} companies and kept", f"{took:.1f} s ({now['waiting_count']:,} to review, {now['skipped_count']:,} left out)", "≤ 5 s")
    lookup = f"""select set_config('throughline.org', (select org_id::text from identity.organizations where slug = 'discovery'), false);
        with d as (select array_agg(name order by id) n, array_agg(website::text order by id) w, array_agg(email::text order by id) e, array_agg(null::bytea) i, array_agg(null::text) p from outreach.discovery_results where run_id = '{run}')
        select count(*) from d, outreach.known_among('{run}', d.n, d.w, d.e, d.i, d.p)"""
    started = time.perf_counter()
    sql(socket, lookup)
    row("  of that, looking all of them up in one pass", f"{time.perf_counter() - started:.2f} s")
    took, answer = ask("POST", "/rest/v1/rpc/accept_results", {"run": run, "from_score": 0}, token)
    row(f"accepting {answer['accepted']:,} results in one operation", f"{took:.1f} s")
    row("server's memory meanwhile", f"{memory():.0f} MB", "≤ 150 MB")
    started = time.perf_counter()
    changed = sql(socket, "select set_config('throughline.org', (select org_id::text from identity.organizations where slug = 'discovery'), false); select crm.score_clients()").split("\n")[-1]
    row(f"scoring {int(changed):,} companies for the first time, with reasons", f"{time.perf_counter() - started:.1f} s")
