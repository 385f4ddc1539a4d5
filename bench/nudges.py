"""What the rules of nudges cost, against a plain scan of the tables they look at, as the server itself in one organisation."""

import statistics

THREE = ("crm.clients", "crm.opportunities", "recruiting.placements")
OTHERS = ("crm.contacts", "crm.activities", "crm.client_health_snapshots", "crm.market_tenders", "delivery.projects", "recruiting.candidates", "recruiting.external_job_postings")


def measure(row, sql, cli, socket, clients, deals, placements):
    """Fills one organisation, runs each rule, all of them, and one client's, and scans the tables."""
    cli("org", "add", "nudged", "--slug", "nudged")
    cli("user", "add", "--org", "nudged", "--role", "admin", "--name", "admin", "admin@nudged.example", stdin="bench password")
    sql(socket, f"""
        create temp table o as select o.org_id, u.id as admin from identity.organizations o join identity.users u on u.org_id = o.org_id where o.slug = 'nudged';
        set session_replication_role = replica;
        insert into crm.clients (org_id, created_at, name, owner_id, status, meddpicc_metrics, meddpicc_identified_pain, meddpicc_competition, meddpicc_paper_process)
        select org_id, now() - n % 1000 * interval '1 day', 'Client ' || n, admin, 'active', 'm', 'p', 'c', 'w' from o, generate_series(1, {clients}) n;
        create temp table c as select org_id, id, row_number() over () as n from crm.clients where org_id = (select org_id from o);
        insert into crm.contacts (org_id, client_id, first_name, last_name, role_tags, engagement_level, last_contact_date)
        select org_id, id, 'Ada', 'Smith', '{{champion,economic_buyer}}', 'high', current_date - (n % 29)::int from c;
        insert into crm.client_health_snapshots (org_id, client_id, date, score, best) select org_id, id, current_date - d, 60, 60 from c, generate_series(0, 9) d;
        insert into crm.opportunities (org_id, client_id, name, value, stage, stage_entered_at, expected_close_date, owner_id)
        select c.org_id, c.id, 'Deal ' || i, (i::bigint * 7919) % 1000000, (array['lead', 'proposal', 'closed_won', 'negotiation'])[1 + i % 4]::crm.deal_stage,
               now() - ((i % 40) || ' days')::interval, current_date + 10 + i % 60, o.admin
          from o, generate_series(1, {deals}) s (i) join c on c.n = 1 + i % {clients};
        insert into crm.activities (org_id, type, subject, occurred_at, client_id, opportunity_id)
        select d.org_id, 'call', 'Call', now() - random() * 25 * interval '1 day', d.client_id, d.id from crm.opportunities d
         where d.org_id = (select org_id from o) and abs(hashtext(d.id::text)) % 20 > 0;
        insert into delivery.projects (org_id, client_id, name, status, end_date) select org_id, id, 'Site ' || n, 'active', current_date + 100 from c where n % 10 = 0;
        create temp table p as select org_id, id, row_number() over () as n from delivery.projects where org_id = (select org_id from o);
        insert into recruiting.candidates (org_id, first_name, last_name, trade, status)
        select org_id, 'Person', n::text, (array['Electrician', 'Rigger', 'Plumber', 'Welder'])[1 + n % 4], 'placed' from o, generate_series(1, {placements} / 2) n;
        create temp table k as select org_id, id, row_number() over () as n from recruiting.candidates where org_id = (select org_id from o);
        insert into recruiting.placements (org_id, candidate_id, project_id, role, status, start_date, end_date, charge_rate, pay_rate)
        select k.org_id, k.id, p.id, 'Trade', (case i % 2 when 0 then 'active' else 'completed' end)::recruiting.placement_status,
               current_date - 400 - i % 2 * 1000, case i % 2 when 0 then current_date + i % 400 else current_date - 700 end, 80, 45
          from generate_series(1, {placements}) s (i) join k on k.n = 1 + (i / 2) % ({placements} / 2) join p on p.n = 1 + i % (select count(*) from p);
        insert into crm.market_tenders (org_id, title, client, value, created_at)
        select org_id, 'Tender ' || n, 'Client ' || n * 50 || ' Ltd', n * 1000, now() - n % 14 * interval '1 day' from o, generate_series(1, 1000) n;
        insert into recruiting.external_job_postings (org_id, source, original_url, title, company_name, fetched_at)
        select org_id, 'feed', 'https://jobs.example/' || n, 'Rigger', 'Client ' || n * 70 || ' GmbH', now() - n % 14 * interval '1 day' from o, generate_series(1, 1000) n""")
    sql(socket, "vacuum analyze")
    org, client = sql(socket, "select o.org_id, c.id from identity.organizations o join crm.clients c using (org_id) where o.slug = 'nudged' limit 1").split("|")
    as_server = f"begin; set local jit = off; set local max_parallel_workers_per_gather = 0; select set_config('throughline.org', '{org}', true); set local role tl_system;"

    def timed(statement):
        """Milliseconds inside PostgreSQL, the middle of five. A worker's connection knows the tables; so does one that was asked once."""
        times = []
        asked = f"explain (analyze, timing off, summary on) {statement};"
        for _ in range(5):
            plan = sql(socket, f"{as_server} {asked} {asked} rollback")
            times.append(float(plan.rsplit("Execution Time: ", 1)[1].split(" ms")[0]) + float(plan.rsplit("Planning Time: ", 1)[1].split(" ms")[0]))
        return statistics.median(times)

    rules = sql(socket, "select n.nspname || '.' || p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_description d on d.objoid = p.oid where d.description ~ '@rule\\(' order by 1").split("\n")
    scan = lambda tables: sum(timed(f"select count(*), max(t.updated_at) from {table} t where t.org_id = '{org}'") for table in tables)
    three, others = scan(THREE), scan(OTHERS)
    each = {rule: timed(f"select * from {rule}(null)") for rule in rules}
    total = sum(each.values())
    few = sum(timed(f"select * from {rule}(array['{client}']::uuid[])") for rule in rules)
    row("reading clients, deals and placements; the other tables the rules read", f"{three:.0f} ms; {others:.0f} ms")
    row(f"all rules, {clients:,} clients, {deals:,} deals, {placements:,} placements", f"{total:.0f} ms: {total / three:.2f}× the three tables, {total / (three + others):.2f}× all of them", "≤ 5× the three")
    for rule, time in sorted(each.items(), key=lambda pair: -pair[1]):
        row(f"{rule}", f"{time:.0f} ms")
    row("all rules for one client", f"{few:.1f} ms")
