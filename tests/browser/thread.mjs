// The thread in the browser: from a lead to a paid invoice and the client's look at it.
import { test } from "node:test";
import assert from "node:assert/strict";
import { person, visitor, api, verb, idOf } from "./world.mjs";

test("the whole thread, step by step", async (t) => {
  const page = await person("admin@yourco");
  let client, deal, project, invoice;

  await t.test("a lead becomes a client, a contact and a deal", async () => {
    await page.goto("/leads/new");
    for (const [name, value] of [
      ["company_name", "Perihel Werke AG"],
      ["contact_name", "Ida Stern"],
      ["email", "ida@perihel.example"],
      ["country", "Germany"],
      ["estimated_value", "24000"],
    ])
      await page.fill(`[name="${name}"]`, value);
    await page.keyboard.press("Control+s");
    await page.waitForURL(/\/leads\/[0-9a-f-]{36}/);
    await page.click("text=Convert lead");
    await page.waitForURL(/\/convert$/);
    assert.match(await page.textContent("main"), /New client: Perihel Werke AG/);
    assert.match(await page.textContent("main"), /New contact: Ida Stern/);
    await page.fill("#opportunity_name", "Plant audit");
    await page.click("main button[type=submit]");
    await page.waitForURL(/\/clients\//);
    client = idOf(page);
    assert.match(await page.textContent("#toasts"), /Lead converted/);
    assert.match(await page.textContent("main"), /Which number has to move/);
  });

  await t.test("converting can be undone and done again", async () => {
    await page.click("#toasts [data-undo]");
    await page.waitForFunction(() => /Undone/.test(document.querySelector("#toasts").textContent));
    const lead = (await api("admin@yourco", "/rest/v1/leads?company_name=eq.Perihel Werke AG&select=id,status"))
      .body[0];
    assert.equal(lead.status, "new");
    await page.goto(`/leads/${lead.id}/convert`);
    await page.fill("#opportunity_name", "Plant audit");
    await page.click("main button[type=submit]");
    await page.waitForURL(/\/clients\//);
    client = idOf(page);
    deal = (await api("admin@yourco", `/rest/v1/opportunities?client_id=eq.${client}&select=id,value`)).body[0];
    assert.equal(deal.value, 24000);
  });

  await t.test("the deal shows its checklist and its way, and is won into a project", async () => {
    await page.goto(`/opportunities/${deal.id}`);
    assert.match(await page.textContent("aside"), /Exit criteria[\s\S]*Its way[\s\S]*Lead/);
    await verb(page, "Win deal", { start_date: "2027-02-01" });
    await page.waitForURL(/\/projects\//);
    project = idOf(page);
    await page.goto(`/projects/${project}?tab=plan`);
    assert.match(await page.textContent("svg.plan"), /Discovery/);
    assert.ok((await page.locator("svg.plan path.waits").count()) > 0, "what waits for what is drawn");
    assert.ok((await page.locator("svg.plan path.milestone").count()) > 0);
  });

  await t.test("hours are entered in a line, handed in and approved", async () => {
    await page.goto("/timesheet?week=2027-02-03");
    await page.fill("#line", "6h30 perihel audit 2027-02-03");
    await page.keyboard.press("Enter");
    await page.waitForSelector("#toasts .toast [data-undo]");
    assert.match(await page.textContent("table.week"), /Perihel Werke AG – Plant audit[\s\S]*6\.5/);
    await page.fill("#line", "never heard of it");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => /No duration was found/.test(document.querySelector("#toasts").textContent));
    assert.equal(await page.inputValue("#line"), "never heard of it", "what was typed stays");
    await page.click("text=Hand in this week");
    await page.waitForFunction(() => !document.querySelector("#line"));
    await page.goto("/timesheet?week=2027-02-03");
    assert.equal(await page.locator("#line").count(), 0, "the week is locked");
    const sheet = (await api("admin@yourco", "/rest/v1/timesheets?week_start_date=eq.2027-02-01&select=id")).body[0];
    await page.goto(`/timesheets/${sheet.id}`);
    await verb(page, "Approve timesheet");
    await page.waitForFunction(() => /Approved/.test(document.querySelector(".rec-head").textContent));
  });

  await t.test("an invoice is drafted, issued, printed, sent and paid", async () => {
    await page.goto(`/clients/${client}`);
    await verb(page, "Draft invoice");
    await page.waitForURL(/\/invoices\//);
    invoice = idOf(page);
    await verb(page, "Issue invoice");
    await page.waitForFunction(() => /Issued/.test(document.querySelector(".rec-head").textContent));
    const [download] = await Promise.all([page.waitForEvent("download"), page.click(".rec-head >> text=PDF")]);
    assert.match(download.suggestedFilename(), /^\d{4}-\d{4}\.pdf$/);
    page.context().expected.push("400");
    await verb(page, "Send invoice");
    await page.waitForFunction(
      () =>
        /names nobody|no e-mail address/.test(document.body.textContent) ||
        /Send invoice: done/.test(document.querySelector("#toasts").textContent),
    );
    await page.goto(`/invoices/${invoice}`);
    await verb(page, "Pay invoice", { amount: "100,50", method: "bank transfer" });
    await page.waitForFunction(() => /Pay invoice: done/.test(document.querySelector("#toasts").textContent));
    await page.goto(`/invoices/${invoice}`);
    await verb(page, "Pay invoice");
    await page.waitForFunction(() => /Paid/.test(document.querySelector(".rec-head").textContent));
    const paid = (await api("admin@yourco", `/rest/v1/invoices?id=eq.${invoice}&select=amount,paid_amount,status`))
      .body[0];
    assert.deepEqual([paid.status, paid.paid_amount], ["paid", paid.amount]);
  });

  await t.test("the margin stands beside the project and in the open deal of the client", async () => {
    await page.goto(`/projects/${project}`);
    assert.match(await page.textContent("aside"), /Money so far[\s\S]*% margin/);
    const next = (
      await api("admin@yourco", "/rest/v1/opportunities", {
        method: "POST",
        body: JSON.stringify({ client_id: client, name: "Second plant", value: 9000 }),
      })
    ).body[0];
    await page.goto(`/opportunities/${next.id}`);
    assert.match(await page.textContent("aside"), /This client so far[\s\S]*% margin/);
    await page.goto("/reports/margin_by_client");
    assert.match(await page.textContent("main"), /What do we earn with whom/);
  });

  await t.test("the client looks without an account, at what was opened", async () => {
    await page.goto(`/clients/${client}`);
    await page.locator(".rec-head .acts").getByRole("button", { name: "Open portal", exact: true }).click();
    await page.waitForSelector("#dialog[open] form");
    await page.uncheck("#dialog input[value=tasks]");
    await page.fill("#dialog [name=password]", "open please");
    await page.click("#dialog .feet button[type=submit]");
    await page.waitForSelector("#dialog input[readonly]");
    const link = await page.inputValue("#dialog input[readonly]");
    const guest = await (await visitor()).newPage();
    guest.context().expected.push("401", "403");
    await guest.goto(link);
    await guest.fill("#password", "guess");
    await guest.click("button[type=submit]");
    assert.match(await guest.textContent("main"), /That was not the password/);
    await guest.fill("#password", "open please");
    await guest.click("button[type=submit]");
    await guest.waitForSelector(".portal-tabs");
    assert.match(await guest.textContent("main"), /Plant audit/);
    assert.equal(await guest.locator(".portal-tabs a").count(), 3, "tasks were not opened");
    await guest.click("text=Timeline");
    assert.ok((await guest.locator(".gantt li").count()) >= 4);
    await guest.context().close();
    await page.goto(`/clients/${client}?tab=related`);
    assert.match(await page.textContent("main"), /Portal views/);
  });
  await page.context().close();
});

test("background work is started, seen and told of", async () => {
  const page = await person("admin@yourco");
  await page.goto("/verbs/score_leads");
  await page.click("main button[type=submit]");
  await page.waitForURL(/\/background_jobs\//);
  await page.waitForFunction(() => /Done/.test(document.querySelector(".rec-head").textContent), null, {
    timeout: 15000,
  });
  assert.match(await page.textContent("main"), /scores changed/);
  for (const list of [
    "/background_jobs",
    "/emails",
    "/webhook_endpoints",
    "/webhook_deliveries",
    "/rates",
    "/territories",
    "/workload",
    "/reports/clients_at_risk",
    "/reports/forecast_movement",
  ]) {
    assert.equal((await page.goto(list)).status(), 200, list);
  }
  await page.context().close();
});

test("a client's people come to the portal, not to the app", async () => {
  const page = await (await visitor()).newPage();
  await page.goto("/sign-in?next=/");
  await page.fill("#email", "client@yourco.example");
  await page.fill("#password", "throughline");
  await page.click("button[type=submit]");
  await page.waitForURL(/\/portal\/my\//);
  await page.click(".portal-tabs >> text=Invoices");
  await page.waitForURL(/\/portal\/my\/invoices/);
  await page.context().close();
});
