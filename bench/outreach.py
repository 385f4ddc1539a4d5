"""Drafting 5,000 messages, planning 100,000 over twenty mailboxes, and asking who of 10,000 is suppressed."""

import json
import time
import urllib.request

PASSWORD = "bench password"


def measure(row, address, sql, cli, socket):
    """Makes an organisation with leads and mailboxes, drafts to them, and plans what is approved."""
    cli("org", "add", "Outreach", "--slug", "outreach")
    cli("user", "add", "--org", "outreach", "--role", "admin", "--name", "admin", "admin@outreach.example", stdin=PASSWORD)
    token = None

    def send(path, body):
        headers = {"Content-Type": "application/json", "Prefer": "return=representation"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        request = urllib.request.Request(f"{address}{path}", json.dumps(body).encode(), headers)
        return json.loads(urllib.request.urlopen(request, timeout=600).read())

    token = send("/auth/v1/token?grant_type=password", {"email": "admin@outreach.example", "password": PASSWORD})["access_token"]
    done = lambda verb, body: send(f"/rest/v1/rpc/{verb}", body)
    playbook = send("/rest/v1/outreach_playbooks", {"name": "First", "subject_template": "For {{company.name}}",
        "body_template": "Hello {{contact.firstName|default('there')}},\n\n{% if company.website %}I looked at {{company.website}}. {% endif %}Could we talk?\n\n{{sender.name}}"})[0]["id"]
    sql(socket, """
        create temp table o as select org_id from identity.organizations where slug = 'outreach';
        set session_replication_role = replica;
        insert into crm.clients (org_id, name, website) select org_id, 'Firm ' || n, 'https://firm' || n || '.example' from o, generate_series(1, 100000) n;
        insert into crm.leads (org_id, company_name, contact_name, email, country, client_id)
        select c.org_id, c.name, 'Ann Lee', 'ann@firm' || row_number() over () || '.example', (array['Germany', 'United States', 'India', null])[1 + row_number() over () % 4], c.id
          from crm.clients c join o using (org_id) limit 100000;
        insert into outreach.suppression_entries (org_id, type, value, key) select org_id, 'email', 'no' || n || '@firm.example', 'no' || n || '@firm.example' from o, generate_series(1, 50000) n;
        insert into outreach.suppression_entries (org_id, type, value, key) select org_id, 'domain', 'firm' || n * 100 || '.example', 'firm' || n * 100 || '.example' from o, generate_series(1, 1000) n;
        insert into outreach.suppression_entries (org_id, type, value, key) select org_id, 'company', 'Firm ' || n * 100 + 1, 'firm ' || n * 100 + 1 from o, generate_series(1, 900) n""")
    sql(socket, "vacuum analyze")
    leads = sql(socket, "select l.id from crm.leads l join identity.organizations o using (org_id) where o.slug = 'outreach' order by l.id limit 5000").split("\n")
    started = time.monotonic()
    told = done("draft_outreach", {"playbook": playbook, "leads": leads})
    row("drafting to 5,000 leads, 52,000 suppressions", f"{time.monotonic() - started:.1f} s, {told['drafts']:,} drafts, {told['left_out']} left out", "≤ 5 s")
    org = sql(socket, "select org_id from identity.organizations where slug = 'outreach'")
    asked = f"""begin; select set_config('throughline.org', '{org}', true); set local role tl_system;
        explain (analyze, summary on) select count(*) from outreach.suppressed_among(
          array(select 'ann+x@firm' || n || '.example' from generate_series(1, 10000) n), array(select 'https://www.firm' || n || '.example/' from generate_series(1, 10000) n),
          array(select 'Firm ' || n || ' Ltd' from generate_series(1, 10000) n)); rollback"""
    row("who of 10,000 is suppressed", f"{float(sql(socket, asked).rsplit('Execution Time: ', 1)[1].split(' ms')[0]):.0f} ms", "≤ 1 s")
    sql(socket, """
        create temp table o as select org_id, (select u.id from identity.users u where u.org_id = g.org_id limit 1) as admin from identity.organizations g where slug = 'outreach';
        set session_replication_role = replica;
        delete from outreach.outreach_drafts d using o where d.org_id = o.org_id;
        insert into outreach.mailboxes (org_id, user_id, name, address, host, per_day, per_hour, ramp_from, verified_at)
        select org_id, null, 'Mailbox ' || n, 'box' || n || '@outreach.example', 'mail.outreach.example', 400, 60, 100, now() from o, generate_series(1, 20) n;
        insert into outreach.outreach_drafts (org_id, lead_id, subject, body, status, recipient, approved_by, approved_at, created_by)
        select l.org_id, l.id, 'x', 'x', 'approved', l.email, o.admin, now() - interval '1 hour', o.admin from crm.leads l join o using (org_id)""")
    sql(socket, "vacuum analyze outreach.outreach_drafts")
    started = time.monotonic()
    told = done("plan_outreach", {})
    row(f"planning {told['waiting']:,} messages over 20 mailboxes", f"{told['milliseconds'] / 1000:.2f} s; {time.monotonic() - started:.1f} s with reading them; {told['planned']:,} have a time", "≤ 2 s")
