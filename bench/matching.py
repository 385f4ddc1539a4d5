"""What matching costs: the best of the whole pool for a job, and scoring everybody who applied for one."""

import http.client
import json
import time

PASSWORD = "bench password"
APPLIED = 2_000


def measure(row, address, port, sql, cli, socket, rows):
    """Fills one organisation with people, jobs and vectors, and asks as a recruiter. A fifth of the people have the skill
    that most have; each has about ten of two thousand."""
    cli("org", "add", "Match", "--slug", "match")
    cli("user", "add", "--org", "match", "--role", "recruiter", "--name", "Recruiter", "recruiter@match.example", stdin=PASSWORD)
    vector = "(select ('[' || string_agg(round((random() - 0.5)::numeric, 3)::text, ',') || ']') from generate_series(1, 384) g where t.id is not null)::halfvec"
    sql(socket, f"""set session_replication_role = replica;
        create temp table o as select org_id from identity.organizations where slug = 'match';
        update identity.organizations set visibility = 'open' where slug = 'match';
        insert into crm.clients (org_id, name) select org_id, 'Client' from o;
        insert into recruiting.candidates (org_id, first_name, last_name, status, skills, total_experience_years, expected_ctc, currency, notice_period, current_locations, ready_to_relocate)
        select org_id, 'Person', lpad(n::text, 6, '0'), case when n % 10 = 0 then 'unavailable' else 'available' end::recruiting.candidate_status,
               (select jsonb_agg(distinct 'Skill ' || (1 + floor(power(random(), 2) * 2000))::int) from generate_series(1, 10) g where g + n > 0),
               n % 25, 40000 + n % 60 * 1000, 'EUR', n % 90, jsonb_build_array('Town ' || n % 50), (array['yes', 'no', 'open_to_discussion'])[1 + n % 3]::recruiting.relocation
          from o, generate_series(1, {rows}) n;
        insert into recruiting.person_skills (org_id, candidate_id, skill)
        select c.org_id, c.id, recruiting.plain_skill(s) from recruiting.candidates c join o using (org_id), jsonb_array_elements_text(c.skills) s on conflict do nothing;
        insert into recruiting.jobs (org_id, client_id, title, required_skills, experience_required, max_salary, currency, salary_unit, notice_period_accepted, work_mode, job_locations, slug_url)
        select o.org_id, c.id, v.k, coalesce((select jsonb_agg('Skill ' || x) from unnest(v.w) x), '[]'), '5 years', 70000, 'EUR', 'year', '30 days', 'on_site', '["Town 7"]', v.k
          from o join crm.clients c using (org_id), (values ('five-common', array[1, 2, 3, 5, 8]), ('one-common', array[1]), ('four-usual', array[40, 90, 150, 200]), ('none', array[]::int[]), ('six-rare', array[900, 1000, 1100, 1200, 1300, 1400])) v (k, w);
        insert into recruiting.applications (org_id, job_id, candidate_id)
        select j.org_id, j.id, c.id from recruiting.jobs j join o using (org_id) cross join lateral (select id from recruiting.candidates c where c.org_id = j.org_id order by id limit {APPLIED}) c where j.slug_url = 'four-usual';
        drop index knowledge.embeddings_384_idx;
        insert into knowledge.embeddings (org_id, entity_type, entity_id, model, digest, embedding)
        select t.org_id, 'candidates', t.id, 'bench', '', {vector} from recruiting.candidates t join o using (org_id);
        insert into knowledge.embeddings (org_id, entity_type, entity_id, model, digest, embedding)
        select t.org_id, 'jobs', t.id, 'bench', '', {vector} from recruiting.jobs t join o using (org_id);
        create index embeddings_384_idx on knowledge.embeddings using hnsw ((embedding::halfvec(384)) halfvec_cosine_ops) where vector_dims(embedding) = 384;""")
    sql(socket, "vacuum analyze")
    api = http.client.HTTPConnection("127.0.0.1", port)

    def ask(method, path, body=None, token=None):
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        started = time.perf_counter()
        api.request(method, path, json.dumps(body) if body else None, headers)
        answer = api.getresponse()
        text = answer.read()
        assert answer.status == 200, text
        return (time.perf_counter() - started) * 1000, json.loads(text)

    token = ask("POST", "/auth/v1/token?grant_type=password", {"email": "recruiter@match.example", "password": PASSWORD})[1]["access_token"]
    jobs = dict(line.split("|") for line in sql(socket, "select slug_url, id from recruiting.jobs where slug_url ~ '-|none'").split("\n"))
    for name, job in sorted(jobs.items()):
        times = sorted(ask("POST", "/rest/v1/rpc/match_candidates", {"job": job, "limit": 20}, token)[0] for _ in range(12))
        row(f"twenty best of {rows:,} people, job with skills: {name}", f"p50 {times[6]:.0f} ms, p95 {times[11]:.0f} ms", "≤ 150 ms")
    scored, answer = ask("POST", "/rest/v1/rpc/score_applications", {"job": jobs["four-usual"]}, token)
    row(f"scoring {APPLIED:,} applications of a job for the first time, with reasons and log", f"{scored:.0f} ms ({answer['changed']:,} changed)")
    again, _ = ask("POST", "/rest/v1/rpc/score_applications", {"job": jobs["four-usual"]}, token)
    row("scoring them again, nothing changed", f"{again:.0f} ms")
    query = f"/rest/v1/applications?job_id=eq.{jobs['four-usual']}&select=id,match_score,ai_custom_summary,candidates!candidate_id(name)&order=is_recruiter_approved.desc,match_score.desc.nullslast&limit={APPLIED}"
    times = sorted(ask("GET", query, token=token)[0] for _ in range(12))
    row(f"ranking {APPLIED:,} applications of a job, with reasons", f"p50 {times[6]:.0f} ms, p95 {times[11]:.0f} ms", "≤ 300 ms")
