"""What the public job board costs: its list, a search by words, and the page of a job, as a stranger asks for them."""

import gzip
import http.client
import time

from meaning import PASSWORD

JOBS = 2_000


def measure(row, address, port, sql, cli, socket):
    """Fills one organisation with published jobs and asks without an account."""
    cli("org", "add", "Board", "--slug", "board")
    cli("user", "add", "--org", "board", "--role", "admin", "--name", "A", "admin@board.example", stdin=PASSWORD)
    sql(socket, f"""set session_replication_role = replica;
        create temp table o as select org_id from identity.organizations where slug = 'board';
        insert into crm.clients (org_id, name) select org_id, 'Client' from o;
        insert into recruiting.jobs (org_id, client_id, title, status, slug_url, job_locations, country, job_summary, published_at, max_salary, currency, salary_unit, work_mode)
        select o.org_id, c.id, (array['Night rigger', 'Welder', 'Site manager', 'Data engineer'])[1 + n % 4] || ' ' || n, 'sourcing'::recruiting.job_status, 'job-' || n, jsonb_build_array('Town ' || n % 50), 'AU',
               'You work with us. ' || repeat('We do what we say. ', 60), now(), 60000 + n, 'AUD', 'year'::recruiting.salary_unit, 'on_site'::recruiting.work_mode::recruiting.work_mode
          from o join crm.clients c using (org_id), generate_series(1, {JOBS}) n;""")
    sql(socket, "vacuum analyze")
    connection = http.client.HTTPConnection("127.0.0.1", port)

    def ask(path):
        started = time.perf_counter()
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == 200, f"{path}: {answer.status}"
        return (time.perf_counter() - started) * 1000, body

    for name, path in (
        (f"board of {JOBS:,} jobs, its first page", "/board/board"),
        ("the same, searched by words", "/board/board?q=welder"),
        ("the page of a job", "/board/board/job-77"),
    ):
        for _ in range(20):
            ask(path)
        asked = [ask(path) for _ in range(200)]
        times = sorted(one[0] for one in asked)
        body = asked[-1][1]
        plain = gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body
        row(name, f"p50 {times[100]:.1f} ms, p95 {times[190]:.1f} ms, {len(body) / 1000:.0f} KB of {len(plain) / 1000:.0f}", "≤ 5 ms, ≤ 20 KB")
