"""What finding by meaning costs: reading records for it, and the palette over many."""

import http.client
import time
import urllib.error
import urllib.parse
import urllib.request

PASSWORD = "bench password"
READ = 2_000
TRADES = ["steel fabrication", "software consulting", "hospital care", "road construction", "private banking", "hotel catering",
          "wind energy", "legal advice", "crane hire", "food retail", "insurance broking", "machine tools", "video games",
          "container shipping", "water treatment", "primary schools", "dental laboratory", "timber trade", "event security", "cloud hosting"]
REGIONS = ["Newcastle", "Leeds", "London", "Cardiff", "Glasgow", "Perth", "Sydney", "Brisbane", "Munich", "Hamburg"]
QUERIES = ["steel company in the north", "who builds roads", "a bank for rich families", "games studio", "doctors and nurses",
           "green electricity", "company that lends cranes", "school near London", "lawyers in Scotland", "web hosting provider"]


def measure(row, address, port, sql, cli, socket, rows):
    """Fills one organisation, reads some of it by the model, makes the rest like it, and asks the palette."""
    org = "firm"
    cli("org", "add", "Firm", "--slug", org)
    for role in ("admin", "consultant"):
        cli("user", "add", "--org", org, "--role", role, "--name", role, f"{role}@{org}.example", stdin=PASSWORD)
    trades, regions = (", ".join(f"'{w}'" for w in words) for words in (TRADES, REGIONS))
    sql(socket, f"""set session_replication_role = replica;
        insert into crm.clients (org_id, name, industry, region)
        select o.org_id, 'Client ' || n || ' Ltd', (array[{trades}])[1 + n % {len(TRADES)}], (array[{regions}])[1 + n % {len(REGIONS)}]
          from identity.organizations o, generate_series(1, {rows}) n where o.slug = '{org}';
        insert into knowledge.embedding_queue (org_id, entity_type, entity_id)
        select org_id, 'clients', id from crm.clients limit {READ};""")
    left = lambda: int(sql(socket, "select count(*) from knowledge.embedding_queue"))
    while left() == READ:
        time.sleep(0.05)
    started, first = time.monotonic(), left()
    while left() > 0:
        time.sleep(0.1)
    row("reading one record for its meaning, in the background", f"{(time.monotonic() - started) / first * 1000:.1f} ms", "≤ 20 ms")
    sql(socket, f"""set session_replication_role = replica;
        drop index knowledge.embeddings_384_idx;
        with known as (select row_number() over () as n, embedding from knowledge.embeddings),
             noise as (select n, (select array_agg((random() - 0.5) * 0.04) from generate_series(1, 384 + n * 0)) as v from generate_series(0, 499) n),
             rest as (select c.org_id, c.id, row_number() over () as n from crm.clients c
                       where not exists (select from knowledge.embeddings e where e.org_id = c.org_id and e.entity_type = 'clients' and e.entity_id = c.id))
        insert into knowledge.embeddings (org_id, entity_type, entity_id, model, digest, embedding)
        select r.org_id, 'clients', r.id, 'minilm-l6-v2', '', k.embedding + s.v::halfvec
          from rest r join known k on k.n = 1 + r.n % {READ} join noise s on s.n = r.n / {READ} % 500;
        create index embeddings_384_idx on knowledge.embeddings using hnsw ((embedding::halfvec(384)) halfvec_cosine_ops) where vector_dims(embedding) = 384;""")
    sql(socket, "vacuum analyze")
    size = "select pg_size_pretty(pg_table_size('knowledge.embeddings')) || ', index ' || pg_size_pretty(pg_relation_size('knowledge.embeddings_384_idx'))"
    row(f"vectors of {rows:,} clients on the disk", sql(socket, size))
    person = Browser(address, port, f"admin@{org}.example")
    palette = lambda: sorted(person.get("/search?q=" + urllib.parse.quote(q)) for _ in range(8) for q in QUERIES)
    palette()
    times = palette()
    row(f"palette by words and meaning, {rows:,} clients", f"p50 {times[40]:.1f} ms, p95 {times[75]:.1f} ms", "≤ 100 ms")
    times = sorted(person.get("/search?q=" + q) for _ in range(8) for q in ("cli", "ste", "lon", "abc", "roa"))
    row("the same by words alone", f"p50 {times[20]:.1f} ms, p95 {times[38]:.1f} ms")
    sql(socket, f"""set session_replication_role = replica;
        update identity.organizations set visibility = 'assigned' where slug = '{org}';
        update crm.clients set owner_id = u.id from identity.users u where u.org_id = clients.org_id and u.role = 'consultant'
           and clients.id in (select id from crm.clients order by md5(id::text) limit 20);""")
    person = Browser(address, port, f"consultant@{org}.example")
    times = palette()
    row("palette of somebody who sees 20 of them", f"p50 {times[40]:.1f} ms, p95 {times[75]:.1f} ms")


class Browser:
    """Somebody who signed in."""

    def __init__(self, address, port, email):
        class Stay(urllib.request.HTTPRedirectHandler):
            def redirect_request(self, *_):
                return None

        form = urllib.parse.urlencode({"email": email, "password": PASSWORD}).encode()
        try:
            urllib.request.build_opener(Stay).open(f"{address}/sign-in", data=form)
        except urllib.error.HTTPError as answer:
            self.cookie = answer.headers["set-cookie"].split(";")[0]
        self.connection = http.client.HTTPConnection("127.0.0.1", port)

    def get(self, path):
        started = time.perf_counter()
        self.connection.request("GET", path, headers={"Cookie": self.cookie})
        answer = self.connection.getresponse()
        answer.read()
        assert answer.status == 200, f"{path}: {answer.status}"
        return (time.perf_counter() - started) * 1000
