// Making, finding, changing, deleting records.
import { test } from "node:test";
import assert from "node:assert/strict";
import { person, api, address } from "./world.mjs";

const saved = (page) => page.waitForSelector("#toasts .toast");

test("a form says at the field what is wrong, keeps the rest, and saves", async () => {
  const page = await person("admin@yourco");
  await page.goto("/clients/new");
  await page.fill("[name=industry]", "Bridges");
  await page.fill("[name=website]", "not a web address");
  await page.keyboard.press("Control+s");
  await page.waitForSelector("[data-field=name] .wrong");
  assert.match(await page.textContent("[data-field=website] .wrong"), /web address/);
  assert.equal(await page.inputValue("[name=industry]"), "Bridges");
  await page.fill("[name=name]", "Aurelia Bridgeworks");
  await page.fill("[name=website]", "aurelia.example");
  await page.keyboard.press("Control+s");
  await page.waitForURL(/\/clients\/[0-9a-f-]{36}/);
  assert.equal(await page.textContent("h1"), "Aurelia Bridgeworks");
  assert.equal(
    (await api("admin@yourco", "/rest/v1/clients?name=eq.Aurelia Bridgeworks&select=website")).body[0].website,
    "https://aurelia.example",
  );
  await page.context().close();
});

test("a reference is picked, or made on the way", async () => {
  const page = await person("admin@yourco");
  await page.goto("/contacts/new");
  await page.fill("[name=last_name]", "Marchetti");
  await page.click("#f-client_id");
  await page.fill("#f-client_id", "Brand New Client Ltd");
  await page.click("[data-new]");
  await page.waitForSelector("#dialog[open] form");
  assert.equal(await page.inputValue("#dialog [name=name]"), "Brand New Client Ltd");
  await page.click("#dialog button[type=submit]");
  await page.waitForFunction(() => document.querySelector("main [name=client_id]").value.length === 36);
  await page.click("main form[data-form] button[type=submit]");
  await page.waitForURL(/\/contacts\/[0-9a-f-]{36}/);
  assert.match(await page.textContent("main"), /Brand New Client Ltd/);
  await page.context().close();
});

test("a cell is changed where it stands, by keyboard, and undone", async () => {
  const page = await person("admin@yourco");
  await page.goto("/clients?name=eq.Atlas%20Analytics&select=industry,region");
  const before = (await api("admin@yourco", "/rest/v1/clients?name=eq.Atlas Analytics&select=industry")).body[0]
    .industry;
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await page.waitForSelector("td.editing input[name=industry]");
  await page.keyboard.type("Glassmaking");
  await page.keyboard.press("Escape");
  await page.waitForSelector("td.editing", { state: "detached" });
  assert.equal((await page.textContent("td[data-f=industry]")).trim(), before);
  await page.keyboard.press("Enter");
  await page.waitForSelector("td.editing input[name=industry]");
  await page.fill("td.editing input[name=industry]", "Glassmaking");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelector("td[data-f=industry]")?.textContent.trim() === "Glassmaking");
  await page.click("#toasts [data-undo]");
  await page.waitForFunction(
    (before) => document.querySelector("td[data-f=industry]")?.textContent.trim() === before,
    before,
  );
  assert.equal(
    (await api("admin@yourco", "/rest/v1/clients?name=eq.Atlas Analytics&select=industry")).body[0].industry,
    before,
  );
  await page.context().close();
});

test("a wrong value in a cell is refused at the cell", async () => {
  const page = await person("admin@yourco");
  await page.goto("/opportunities?select=value&limit=5");
  await page.dblclick("td[data-f=value]");
  await page.fill("td.editing input[name=value]", "a lot");
  await page.keyboard.press("Enter");
  await page.waitForSelector("td.editing .wrong");
  assert.match(await page.textContent("td.editing .wrong"), /amount/);
  await page.context().close();
});

test("filters make a sentence and an address that others can open", async () => {
  const page = await person("manager@yourco");
  await page.goto("/opportunities");
  await page.keyboard.press("f");
  await page.waitForSelector(".builder [name=value]");
  await page.selectOption(".builder [name=field]", "value");
  await page.waitForSelector(".builder option[value=more]", { state: "attached" });
  await page.selectOption(".builder [name=operator]", "more");
  await page.waitForFunction(() => document.querySelector(".builder input[name=value]")?.type === "text");
  await page.fill(".builder input[name=value]", "200 000");
  await page.click(".builder button[type=submit]");
  await page.waitForSelector(".chip");
  assert.match(await page.textContent(".chip"), /Value > 200/);
  assert.match(page.url(), /value=gt\.200000/);
  const mine = await page.locator("#grid tbody tr[data-id]").count();
  const other = await person("consultant@yourco");
  await other.goto(page.url().replace(address, ""));
  assert.equal(await other.locator("#grid tbody tr[data-id]").count(), mine);
  await page.click(".chip a.x");
  await page.waitForURL((u) => !u.search.includes("value=gt"));
  await page.context().close();
  await other.context().close();
});

test("a view is saved, opens by default, and stands in the menu with its count", async () => {
  const page = await person("sales@copilot");
  await page.goto("/opportunities?stage=in.(proposal)&order=value.desc.nullslast");
  await page.click("#views > summary");
  await page.fill("#view-name", "Proposals, largest first");
  await page.check("#views [name=is_default]");
  await page.click("#views button:has-text('Save view')");
  await page.waitForURL(/saved=/);
  await page.goto("/opportunities");
  await page.waitForSelector(".chip");
  assert.match(await page.textContent(".chip"), /Stage is Proposal/);
  await page.waitForSelector(".rail .views a .n");
  assert.match(await page.textContent(".rail .views"), /Proposals, largest first/);
  await page.context().close();
});

test("many rows are changed at once, and all of it undone", async () => {
  const page = await person("admin@copilot");
  await page.goto("/market_tenders?order=title&select=is_pursuing,location");
  for (let i = 0; i < 3; i++) {
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("x");
  }
  await page.waitForSelector("#bulk:not([hidden])");
  assert.match(await page.textContent("#bulk strong"), /3 selected/);
  const titles = await page.locator("tr[aria-selected=true]").evaluateAll((rows) => rows.map((r) => r.dataset.id));
  await page.click("#bulk summary:has-text('Edit')");
  await page.selectOption("[data-bulk-field]", "location");
  await page.fill("#bulk .value [name=location]", "Everywhere");
  await page.click("#bulk button[value=edit]");
  await page.waitForFunction(
    () =>
      [...document.querySelectorAll("td[data-f=location]")].filter((t) => t.textContent.includes("Everywhere"))
        .length === 3,
  );
  await page.click("#toasts [data-undo]");
  await page.waitForFunction(
    () => ![...document.querySelectorAll("td[data-f=location]")].some((t) => t.textContent.includes("Everywhere")),
  );
  const rows = (await api("admin@copilot", `/rest/v1/market_tenders?id=in.(${titles})&select=location`)).body;
  assert.ok(rows.every((r) => r.location !== "Everywhere"));
  await page.context().close();
});

test("a deleted client comes back with everything that hung on it", async () => {
  const page = await person("admin@copilot");
  const client = (
    await api(
      "admin@copilot",
      "/rest/v1/clients?select=id,name,contacts(count),activities(count)&order=name&limit=1&contacts=not.is.null",
    )
  ).body[0];
  await page.goto(`/clients/${client.id}`);
  await page.click(".rec-head details.menu > summary");
  await page.click(".rec-head button:has-text('Delete')");
  await saved(page);
  if (await page.locator("#toasts .toast.bad").count()) {
    // What is invoiced or placed can't be deleted; the page says so.
    assert.match(await page.textContent("#toasts"), /still in use/);
  } else {
    await page.waitForURL(/\/clients$/);
    assert.equal((await api("admin@copilot", `/rest/v1/clients?id=eq.${client.id}`)).body.length, 0);
    await page.click("#toasts [data-undo]");
    await page.waitForFunction(() => /Undone/.test(document.querySelector("#toasts").textContent));
    const back = (
      await api("admin@copilot", `/rest/v1/clients?id=eq.${client.id}&select=id,name,contacts(count),activities(count)`)
    ).body[0];
    assert.deepEqual(back, client);
  }
  await page.context().close();
});

test("two people who change one record choose field by field", async () => {
  const client = (await api("admin@yourco", "/rest/v1/clients?select=id,region,tier&order=name.desc&limit=1")).body[0];
  const one = await person("admin@yourco");
  await one.goto(`/clients/${client.id}/edit`);
  await api("manager@yourco", `/rest/v1/clients?id=eq.${client.id}`, {
    method: "PATCH",
    body: JSON.stringify({ tier: "Platinum" }),
  });
  await one.fill("[name=tier]", "Bronze");
  await one.fill("[name=region]", "Antarctica");
  await one.click("form[data-form] button[type=submit]");
  await one.waitForSelector("[data-conflict]");
  assert.match(await one.textContent("[data-conflict]"), /Morgan Manager/);
  await one.check("[data-conflict] input[name=tier][value=Platinum]");
  await one.click("[data-conflict] button[type=submit]");
  await one.waitForURL(/\/clients\/[0-9a-f-]{36}$/);
  const now = (await api("admin@yourco", `/rest/v1/clients?id=eq.${client.id}&select=region,tier`)).body[0];
  assert.deepEqual(now, { region: "Antarctica", tier: "Platinum" });
  await one.context().close();
});

test("an activity is logged with words for its time, and a colleague is named", async () => {
  const client = (await api("admin@yourco", "/rest/v1/clients?select=id&order=name&limit=1&offset=3")).body[0];
  const page = await person("admin@yourco");
  await page.goto(`/clients/${client.id}?tab=timeline`);
  await page.check("[data-composer] input[value=call]");
  await page.fill("[data-composer] [name=subject]", "Spoke about the renewal");
  await page.fill("[data-composer] [name=description]", "@Morgan Manager please follow up.");
  await page.fill("[data-composer] [name=when]", "yesterday 15:00");
  await page.click("[data-composer] button[type=submit]");
  await page.waitForSelector(".feed :text('Spoke about the renewal')");
  const other = await person("manager@yourco");
  assert.match(await other.textContent("main"), /Alex Admin mentioned you/);
  await page.context().close();
  await other.context().close();
});

test("a former value is brought back from the history", async () => {
  const client = (await api("admin@yourco", "/rest/v1/clients?select=id,region&order=name&limit=1&offset=5")).body[0];
  await api("manager@yourco", `/rest/v1/clients?id=eq.${client.id}`, {
    method: "PATCH",
    body: JSON.stringify({ region: "Elsewhere" }),
  });
  const page = await person("admin@yourco");
  await page.goto(`/clients/${client.id}?tab=history`);
  await page.click("tr:has-text('Elsewhere') button:has-text('Restore')");
  await page.waitForFunction(() => /former value is back/.test(document.querySelector("#toasts").textContent));
  assert.equal(
    (await api("admin@yourco", `/rest/v1/clients?id=eq.${client.id}&select=region`)).body[0].region,
    client.region,
  );
  await page.context().close();
});

test("a file is kept with a record and comes back as it was", async () => {
  const client = (await api("admin@yourco", "/rest/v1/clients?select=id&order=name&limit=1&offset=6")).body[0];
  const page = await person("admin@yourco");
  await page.goto(`/clients/${client.id}?tab=files`);
  await page.setInputFiles("[data-drop] input[type=file]", {
    name: "évil <b>.html",
    mimeType: "text/html",
    buffer: Buffer.from("<script>alert(1)</script>"),
  });
  await page.waitForSelector("a:has-text('évil <b>.html')");
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("a:has-text('évil <b>.html')")]);
  const { readFileSync } = await import("node:fs");
  assert.equal(readFileSync(await download.path(), "utf8"), "<script>alert(1)</script>");
  await page.context().close();
});

test("the text of a file is read where it is kept", async () => {
  const client = (await api("admin@yourco", "/rest/v1/clients?select=id&order=name&limit=1&offset=7")).body[0];
  const page = await person("admin@yourco");
  await page.goto(`/clients/${client.id}?tab=files`);
  const text = "{\\rtf1\\ansi First page\\page Second page, gr\\'fcn}";
  await page.setInputFiles("[data-drop] input[type=file]", {
    name: "offer.rtf",
    mimeType: "application/rtf",
    buffer: Buffer.from(text),
  });
  await page.click("li:has-text('offer.rtf') a:has-text('Read its text')");
  await page.waitForURL(/\/files\/[0-9a-f-]{36}\/text/);
  assert.match(await page.textContent("main"), /Page 1[\s\S]*First page[\s\S]*Page 2[\s\S]*Second page, grün/);
  await page.click("nav[aria-label=Breadcrumb] a:has-text('Files')");
  await page.waitForURL(/tab=files/);
  await page.context().close();
});

test("a field of one's own is there at once: list, form, filter, API", async () => {
  const page = await person("admin@copilot");
  await page.goto("/admin/fields");
  await page.selectOption("#cf-noun", "clients");
  await page.fill("#cf-label", "Parking rules");
  await page.selectOption("#cf-kind", "choice");
  await page.fill("#cf-options", "Street, Garage");
  await page.check("[name=is_listed]");
  await page.click("button:has-text('Add field')");
  await page.waitForSelector("td.mono:has-text('parking_rules')");
  await page.goto("/clients/new");
  await page.fill("[name=name]", "Parked Ltd");
  await page.selectOption("[name='custom->>parking_rules']", "Garage");
  await page.keyboard.press("Control+s");
  await page.waitForURL(/\/clients\/[0-9a-f-]{36}/);
  await page.goto("/clients?custom-%3E%3Eparking_rules=in.(Garage)");
  assert.match(await page.textContent("#grid"), /Parked Ltd[\s\S]*Garage/);
  assert.match(await page.textContent(".chip"), /Parking rules is Garage/);
  const refused = await api("admin@copilot", "/rest/v1/clients", {
    method: "POST",
    body: JSON.stringify({ name: "X", custom: { parking_rules: "Roof" } }),
  });
  assert.equal(refused.status, 400);
  assert.match(refused.body.message, /one of Street, Garage/);
  await page.context().close();
});
