// A small web of twenty companies on loopback, and a salesperson who finds the next leads in it.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import http from "node:http";
import { person, api, verb, idOf } from "./world.mjs";

const who = "sales@ccs";
const names = ["Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Gum", "Hazel", "Iron", "Juniper", "Kauri", "Larch"];
let web, port;
const site = (n) => `http://127.8.0.${n}:${port}`;

const home = (name) => `<!doctype html><html lang=en><title>${name} Schools | Uniforms</title>
  <meta name=description content="${name} is an independent school with uniforms &amp; sports.">
  <script type="application/ld+json">{"@type":"EducationalOrganization","name":"${name} School","email":"office@${name.toLowerCase()}.example",
   "numberOfEmployees":80,"address":{"addressLocality":"Melbourne","addressCountry":"AU"}}</script>
  <p>Education in Melbourne.<a href=/contact>Contact</a>`;
const contact = (name) =>
  `<a href="mailto:office@${name.toLowerCase()}.example">write</a><a href="tel:+61390000000">call</a>`;

const answer = (request, response) => {
  const n = Number(request.headers.host.split(":")[0].split(".").pop());
  const page = (text, type = "text/html", status = 200, more = {}) => {
    response.writeHead(status, { "content-type": type, ...more });
    response.end(text);
  };
  const name = names[n - 1];
  if (n === 99) {
    const links = Array.from({ length: 20 }, (_, i) => `<a href="${site(i + 1)}/">Company ${i + 1}</a>`).join("");
    return page(`<title>Members</title>${links}<a href="/about">us</a>`);
  }
  if (request.url === "/robots.txt") {
    if (n === 13) return page("User-agent: *\nDisallow: /", "text/plain");
    if (n === 20) return page(`${"Disallow: /x\n".repeat(800_000)}`, "text/plain");
    return page("no", "text/plain", 404);
  }
  if (name) return request.url === "/contact" ? page(contact(name)) : page(home(name));
  // Another company's site, a private address, and one that never stops redirecting.
  if (n === 14) return page("", "text/html", 302, { location: `${site(1)}/` });
  if (n === 15)
    return page("<title>Broken School<p><a href='/contact>x<script>while(1)<!-- education uniforms Melbourne");
  if (n === 16 || n >= 40) return void setTimeout(() => page(home("Slow")), 2500);
  if (n === 17) return page("", "text/html", 302, { location: "http://169.254.169.254/latest/meta-data/" });
  if (n === 18) {
    // Longer than anybody reads.
    response.writeHead(200, { "content-type": "text/html" });
    const more = () => {
      while (!response.destroyed && response.write("<p>again</p>".repeat(10_000)));
    };
    response.on("drain", more);
    return more();
  }
  if (n === 19) return page("x", "text/html", 200, { "content-encoding": "gzip" });
  return page(home("Twenty"));
};

before(async () => {
  web = http.createServer(answer);
  await new Promise((done) => web.listen(0, "0.0.0.0", done));
  port = web.address().port;
});
after(() => {
  web.closeAllConnections();
  web.close();
});

const ended = async (page) => {
  await page.waitForFunction(
    () => /Completed|Failed|Cancelled/.test(document.querySelector("#head")?.textContent ?? ""),
    null,
    { timeout: 120_000 },
  );
};

test("an intent is previewed, run, reviewed with the keyboard, undone, taken over and enriched", async () => {
  const page = await person(who);
  await page.goto("/discovery_intents/new");
  await page.fill("[name=name]", "Schools of the association");
  await page.selectOption("[name=channel]", "keyword");
  await page.click("button:has-text('Save')");
  await page.waitForURL(/discovery_intents\/[0-9a-f-]{36}/);
  const intent = idOf(page);
  const set = await api(who, `/rest/v1/discovery_intents?id=eq.${intent}`, {
    method: "PATCH",
    body: JSON.stringify({
      words: ["uniforms"],
      places: ["Melbourne"],
      industries: ["education"],
      lists: [`http://127.8.0.99:${port}/members`],
    }),
  });
  assert.equal(set.status, 200);
  await page.reload();
  await verb(page, "Start discovery", { dry_run: "true" });
  await page.waitForURL(/discovery_runs\/[0-9a-f-]{36}/);
  await ended(page);
  const preview = idOf(page);
  const rows = async (run) =>
    (await api(who, `/rest/v1/discovery_results?run_id=eq.${run}&select=state,name,website,why&limit=100`)).body;
  assert.deepEqual([...new Set((await rows(preview)).map((r) => r.state))].sort(), ["preview", "skipped"]);
  assert.match(JSON.stringify(await rows(preview)), /It leads to a site this run has already/);
  await page.goto(`/discovery_runs/${preview}/review`);
  assert.equal(await page.locator("[data-act=accept]").count(), 0, "nothing of a preview is taken over");

  await page.goto(`/discovery_intents/${intent}`);
  await verb(page, "Start discovery");
  await page.waitForURL(/discovery_runs\/[0-9a-f-]{36}/);
  await ended(page);
  const run = idOf(page);
  assert.match(await page.textContent("#head"), /Completed with errors/);
  const why = Object.fromEntries((await rows(run)).map((r) => [r.website ?? "", r.why ?? ""]));
  const said = (n, words) => assert.match(why[site(n)] ?? "(not there)", words, `${n}: ${JSON.stringify(why)}`);
  said(13, /robots\.txt forbids/);
  said(17, /169\.254\.169\.254 is a private address/);
  said(18, /longer than/);
  said(19, /packed/);
  const waiting = (await rows(run)).filter((r) => r.state === "waiting" && !r.why).map((r) => r.name);
  for (const name of ["Alder School", "Larch School", "Broken School", "Slow School", "Twenty School"])
    assert.ok(
      waiting.some((w) => w.startsWith(name)),
      `${name}: ${waiting}`,
    );

  await page.click("a:has-text('Review')");
  await page.waitForSelector("[data-review] [data-result]");
  const count = () => page.locator("[data-review] [data-result]").count();
  const before = await count();
  const settled = async (n) =>
    page.waitForFunction((n) => document.querySelectorAll("[data-review] [data-result]").length === n, n);
  await page.keyboard.press("j");
  await page.keyboard.press("a");
  await settled(before - 1);
  assert.match(await page.textContent("#toasts"), /1 accepted/);
  await page.click("#toasts [data-undo]");
  await page.waitForFunction(() => /Undone/.test(document.querySelector("#toasts").textContent));
  await page.reload();
  assert.equal(await count(), before, "one undo takes it back");
  await page.keyboard.press("j");
  await page.keyboard.press("s");
  await settled(before - 1);
  await page.keyboard.press("x");
  await settled(before - 2);
  await page.fill("#score", "60");
  await page.click("button:has-text('Accept them')");
  await page.waitForFunction(() =>
    /accepted/.test(document.querySelector("#toasts").lastElementChild?.textContent ?? ""),
  );
  const leads = (
    await api(who, "/rest/v1/leads?source=eq.keyword&business_source=eq.outbound&select=id,email,client_id&limit=100")
  ).body;
  assert.ok(leads.length >= 10, `${leads.length} leads`);

  const lead = leads.find((l) => l.client_id);
  await page.goto(`/clients/${lead.client_id}`);
  await page.locator(".rec-head .acts").getByRole("button", { name: "Enrich client" }).click();
  await page.waitForSelector("#dialog[open] form");
  await page.click("#dialog .feet button[type=submit]");
  await page.waitForSelector("text=What its site says", { timeout: 60_000 });
  await page.waitForSelector("form:has(button[value=billing_address])", { timeout: 30_000 });
  await page.locator("form:has(button[value=billing_address]) button[name=take]").click();
  await page.waitForFunction(() => /Taken over/.test(document.querySelector("#toasts").textContent));
  const client = (await api(who, `/rest/v1/clients?id=eq.${lead.client_id}&select=billing_address,enrichment_status`))
    .body[0];
  assert.deepEqual(client, { billing_address: "Melbourne, AU", enrichment_status: "success" });
  await page.context().close();
});

test("a run is stopped while it looks, and writes nothing any more", async () => {
  const made = await api(who, "/rest/v1/discovery_intents", {
    method: "POST",
    body: JSON.stringify({
      name: "To be stopped",
      channel: "keyword",
      sites: Array.from({ length: 8 }, (_, i) => site(40 + i)),
    }),
  });
  const page = await person(who);
  await page.goto(`/discovery_intents/${made.body[0].id}`);
  await verb(page, "Start discovery");
  await page.waitForURL(/discovery_runs\/[0-9a-f-]{36}/);
  const began = Date.now();
  await page.click("button:has-text('Stop')");
  await page.waitForFunction(() => /Cancelled/.test(document.querySelector("#head").textContent));
  assert.ok(Date.now() - began < 2_500, `${Date.now() - began} ms`);
  await page.context().close();
});
