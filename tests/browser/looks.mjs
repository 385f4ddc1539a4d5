// How pages hold up: hostile text, phones, no scripts, keyboards, screen readers.
import { test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { person, api, visitor } from "./world.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

test("hostile and strange text is only text, everywhere", async () => {
  const who = "admin@copilot",
    evil = `"><img src=x onerror=alert(1)><script>alert(2)</script><hx-partial hx-target="body">gone</hx-partial>{{7*7}}`;
  const make = async (noun, row) =>
    (await api(who, `/rest/v1/${noun}`, { method: "POST", body: JSON.stringify(row) })).body[0];
  const client = await make("clients", { name: evil, industry: evil, billing_address: evil, meddpicc_metrics: evil });
  await make("activities", { type: "note", subject: evil, description: evil, client_id: client.id });
  const long = await make("clients", { name: "W".repeat(300), industry: "مرحبا بالعالم 👩‍🚀 " + "long ".repeat(400) });
  const page = await person(who);
  let alerted = false;
  page.on("dialog", (d) => {
    alerted = true;
    d.dismiss();
  });
  for (const path of [
    `/clients?id=in.(${client.id},${long.id})`,
    `/clients/${client.id}`,
    `/clients/${client.id}?tab=timeline`,
    `/clients/${client.id}?tab=history`,
    `/clients/${client.id}/edit`,
    `/clients?view=board&on=status&id=eq.${client.id}`,
    `/search?q=${encodeURIComponent('"><img')}`,
    `/clients?q=${encodeURIComponent(evil)}`,
    `/clients?industry=eq.${encodeURIComponent(evil)}`,
    `/clients/${long.id}`,
  ]) {
    await page.goto(path);
    assert.equal(await page.locator("img, script:not([src])").count(), 0, path);
    assert.ok(
      await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth + 1),
      `${path} is wider than the window`,
    );
  }
  await page.goto(`/clients?id=in.(${client.id})`);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Space");
  await page.waitForSelector("#panel .inside");
  assert.equal(await page.locator("img").count(), 0);
  assert.equal(alerted, false);
  await page.context().close();
});

test("a note of ten megabytes is kept and does not break its page", async () => {
  const who = "admin@copilot",
    text = "Ten megabytes. ".repeat(640_000);
  const client = (await api(who, "/rest/v1/clients?select=id&limit=1")).body[0];
  const made = await api(who, "/rest/v1/activities", {
    method: "POST",
    body: JSON.stringify({ type: "note", subject: "Huge", description: text, client_id: client.id }),
    headers: { prefer: "return=headers-only" },
  });
  assert.equal(made.status, 201);
  const page = await person(who);
  const answer = await page.goto(`/clients/${client.id}?tab=timeline`);
  assert.equal(answer.status(), 200);
  assert.ok((await answer.body()).length < 2_000_000, "the timeline carries the whole note");
  await page.context().close();
});

test("without scripts one reads, filters, creates and signs out", async () => {
  const context = await visitor({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto("/sign-in");
  await page.fill("#email", "admin@copilot.example");
  await page.fill("#password", "throughline");
  await page.click("button[type=submit]");
  await page.goto("/contacts/new");
  await page.fill("[name=last_name]", "Scriptless");
  await page.fill("[name='client_id.name']", "no such company");
  await page.click("form[data-form] button[type=submit]");
  assert.match(await page.textContent("[data-field=client_id] .wrong"), /no client called/);
  const client = (await api("admin@copilot", "/rest/v1/clients?select=id,name&order=name&limit=1&name=like.A*"))
    .body[0];
  await page.fill("[name='client_id.name']", client.name);
  await page.click("form[data-form] button[type=submit]");
  assert.match(page.url(), /\/contacts\/[0-9a-f-]{36}/);
  assert.match(await page.textContent("h1"), /Scriptless/);
  await page.goto("/clients?q=" + encodeURIComponent(client.name));
  assert.match(await page.textContent("#grid"), new RegExp(client.name.slice(0, 6)));
  await context.close();
});

test("a whole round by keyboard alone", async () => {
  const page = await person("admin@yourco");
  await page.keyboard.press("g");
  await page.keyboard.press("d");
  await page.waitForURL(/\/opportunities/);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Space");
  await page.waitForSelector("#panel .inside");
  const first = await page.textContent("#panel .bar .clip");
  await page.keyboard.press("ArrowDown");
  await page.waitForFunction(
    (first) =>
      document.querySelector("#panel .bar .clip")?.textContent !== first ||
      document.querySelectorAll("tr.cursor").length === 1,
    first,
  );
  await page.keyboard.press("Escape");
  await page.waitForSelector("#panel", { state: "hidden" });
  await page.keyboard.press("?");
  await page.waitForSelector("#help[open]");
  await page.keyboard.press("Escape");
  await page.waitForSelector("#help[open]", { state: "detached" }).catch(() => {});
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/opportunities\/[0-9a-f-]{36}/);
  await page.keyboard.press("e");
  await page.waitForURL(/\/edit$/);
  await page.keyboard.press("g");
  await page.keyboard.press("t");
  await page.waitForURL(/\/today/);
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Skip to content");
  await page.context().close();
});

test("keys are each of one meaning, and work in lists and in their search", async () => {
  const page = await person("admin@yourco");
  const keys = await page.locator("[data-go]").evaluateAll((all) => all.map((a) => a.dataset.go));
  assert.deepEqual(
    keys.filter((k, i) => keys.indexOf(k) !== i),
    [],
    "one key leads to two pages",
  );
  await page.goto("/clients?select=industry,region&order=name");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("e");
  await page.waitForSelector("td[data-f=industry] input[name=industry]");
  await page.keyboard.press("Escape");
  await page.keyboard.press("/");
  await page.keyboard.type("zzz nobody");
  await page.waitForSelector(".empty");
  await page.keyboard.press("Escape");
  await page.waitForSelector("#grid tr[data-id]");
  assert.equal(await page.inputValue("[data-slash]"), "");
  assert.equal(await page.evaluate(() => document.activeElement.matches("[data-slash]")), false);
  await page.keyboard.press("ArrowDown");
  const row = await page.locator("tr.cursor").getAttribute("data-id");
  await page.keyboard.press("e");
  await page.waitForURL(`**/clients/${row}/edit`);
  await page.context().close();
});

test("what was done is told once, the rail's search is whole, and facts stand in line", async () => {
  const page = await person("admin@enterprise");
  assert.ok((await page.locator(".rail .find").boundingBox()).height >= 30);
  await page.goto("/admin/settings");
  await page.locator("form:has(input[value='company.address']) textarea").fill("12 Quay Street\nDock 3\nDublin");
  await page.locator("form:has(input[value='company.address']) button").click();
  await page.waitForSelector("#toasts .toast:has-text('Saved')");
  assert.equal(
    await page.inputValue("form:has(input[value='company.address']) textarea"),
    "12 Quay Street\nDock 3\nDublin",
  );
  await page.reload();
  assert.equal(await page.locator("#toasts .toast").count(), 0);
  const client = (await api("admin@enterprise", "/rest/v1/clients?select=id&limit=1")).body[0].id;
  await page.goto(`/clients/${client}`);
  const astray = () =>
    page
      .locator(".facts.two > dt")
      .evaluateAll((all) =>
        all
          .filter(
            (dt) =>
              dt.nextElementSibling.tagName !== "DD" ||
              Math.abs(dt.getBoundingClientRect().top - dt.nextElementSibling.getBoundingClientRect().top) > 1,
          )
          .map((dt) => dt.textContent),
      );
  assert.deepEqual(await astray(), []);
  await page.click("dd.long.edit");
  await page.waitForSelector("dd.editing textarea:focus");
  await page.keyboard.press("Control+Enter");
  await page.waitForFunction(() => !document.querySelector("dd.editing"));
  assert.deepEqual(await astray(), [], "after a field was changed where it stands");
  await page.context().close();
});

test("on a phone every page fits, and targets are large enough", async () => {
  const page = await person("recruiter@copilot", {
    viewport: { width: 390, height: 800 },
    hasTouch: true,
    isMobile: true,
  });
  const client = (await api("recruiter@copilot", "/rest/v1/clients?select=id&limit=1")).body[0];
  for (const path of [
    "/today",
    "/clients",
    "/applications?view=board",
    `/clients/${client.id}`,
    `/clients/${client.id}?tab=timeline`,
    "/candidates/new",
    "/reports/recruiting_funnel",
    "/import",
    "/opportunities?view=calendar",
    "/timesheet",
    "/workload",
  ]) {
    await page.goto(path);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 391, `${path} is ${width} wide`);
  }
  await page.goto("/clients");
  const small = await page.evaluate(() =>
    [...document.querySelectorAll(".top .b, .rail a.go, .tools .b")]
      .filter((b) => b.offsetParent && b.getBoundingClientRect().height < 40)
      .map((b) => b.textContent.trim() || b.title),
  );
  assert.deepEqual(small, []);
  await page.context().close();
});

for (const theme of ["light", "dark"]) {
  test(`axe finds nothing serious in ${theme}`, async () => {
    const page = await person("admin@yourco", { colorScheme: theme });
    const one = async (noun) => (await api("admin@yourco", `/rest/v1/${noun}?select=id&limit=1`)).body[0].id;
    const [client, deal, project, invoice, lead] = [
      await one("clients"),
      await one("opportunities"),
      await one("projects"),
      await one("invoices"),
      (await api("admin@yourco", "/rest/v1/leads?status=eq.new&select=id&limit=1")).body[0].id,
    ];
    const portal = (
      await api("admin@yourco", "/rest/v1/rpc/open_portal", { method: "POST", body: JSON.stringify({ client }) })
    ).body.url.replace(/^https?:\/\/[^/]+/, "");
    const paths = [
      "/today",
      "/clients",
      "/opportunities?group=stage&order=value.desc",
      "/opportunities?view=board",
      "/opportunities?view=calendar",
      "/projects?view=map",
      "/candidates?view=map&near=52.52,13.4&km=100",
      `/clients/${client}`,
      `/clients/${client}?tab=timeline`,
      `/clients/${client}?tab=history`,
      `/clients/${client}?tab=files`,
      `/opportunities/${deal}`,
      `/clients/${client}/edit`,
      "/contacts/new",
      "/import",
      "/duplicates/clients",
      "/reports",
      "/reports/forecast",
      "/reports/invoice_ageing",
      "/admin",
      "/admin/users",
      "/admin/roles",
      "/admin/settings",
      "/admin/fields",
      "/admin/keys",
      "/admin/sessions",
      "/competitors?name=eq.nobody",
      "/timesheet",
      "/workload",
      `/projects/${project}?tab=plan`,
      `/invoices/${invoice}`,
      `/leads/${lead}/convert`,
      "/background_jobs",
      "/emails",
      "/reports/clients_at_risk",
      `${portal}/status`,
      `${portal}/projects`,
      `${portal}/timeline`,
      `${portal}/tasks`,
    ];
    const found = [];
    for (const path of paths) {
      await page.goto(path);
      // Colours are what they will be: nothing fades any more, and what loads with the page is there.
      await page.waitForLoadState("load");
      await page.waitForFunction(() =>
        document
          .getAnimations()
          .every((a) => a.playState === "finished" || a.effect.getComputedTiming().iterations === Infinity),
      );
      // The policy of the page allows no foreign script; the test reaches past it.
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => axe.run({ resultTypes: ["violations"] }));
      for (const v of violations.filter((v) => ["serious", "critical"].includes(v.impact)))
        found.push(
          `${path}: ${v.id}: ${v.nodes
            .slice(0, 2)
            .map((n) => n.target.join(" ") + " " + (n.any[0]?.message ?? ""))
            .join(" | ")}`,
        );
    }
    await page.goto("/clients");
    await page.keyboard.press("Control+k");
    await page.waitForSelector("#palette .hit");
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => axe.run("#palette", { resultTypes: ["violations"] }));
    found.push(
      ...violations
        .filter((v) => ["serious", "critical"].includes(v.impact))
        .map((v) => `palette: ${v.id}: ${v.nodes[0].target}`),
    );
    assert.deepEqual(found, []);
    await page.context().close();
  });
}
