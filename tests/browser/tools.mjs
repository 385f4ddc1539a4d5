// The tools of lists and the pages of administration, each as an admin with a browser of their own.
import { test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { person, address, api } from "./world.mjs";

const WHO = "admin@enterprise";

/** A behaviour: does it in a browser of its own. */
const tool = (name, what) =>
  test(name, async () => {
    const page = await person(WHO);
    try {
      await what(page);
    } finally {
      await page.context().close();
    }
  });

/** A new client of theirs, and its page. */
const client = async (page) => {
  const { body } = await api(WHO, "/rest/v1/clients", {
    method: "POST",
    body: JSON.stringify({ name: `Walk ${Date.now()}` }),
  });
  await page.goto(`/clients/${body[0].id}`);
  return body[0];
};

tool("a list shows the columns that are chosen", async (page) => {
  await page.goto("/clients");
  await page.click("summary:has-text('Columns')");
  await page.uncheck("[data-columns] input[value=tier]");
  await page.check("[data-columns] input[value=website]");
  await page.click("text=Show these");
  await page.waitForURL(/select=/);
  await page.waitForSelector("th[data-col=website]");
  assert.equal(await page.locator("th[data-col=tier]").count(), 0);
});

tool("a click on a column's head sorts, another turns it around", async (page) => {
  await page.goto("/clients");
  await page.click("th.pin2 a");
  await page.waitForURL(/order=name/);
  await page.click("th.pin2 a");
  await page.waitForURL(/order=name\.desc/);
  const names = await page
    .locator("#grid tr[data-id]")
    .evaluateAll((rows) => rows.map((row) => row.dataset.title.toLowerCase()));
  assert.ok(names[0] > names.at(-1), names.join());
});

tool("more rows come at the end of a list", async (page) => {
  await page.goto("/clients");
  const n = await page.locator("#grid tr[data-id]").count();
  await page.locator(".grid-wrap").evaluate((g) => g.scrollTo(0, g.scrollHeight));
  await page.waitForFunction((n) => document.querySelectorAll("#grid tr[data-id]").length > n, n);
});

tool("groups have sums", async (page) => {
  await page.goto("/opportunities?group=owner_id");
  await page.waitForSelector("tr.group .sum");
});

tool("what is typed after a slash is searched for in the list", async (page) => {
  await page.goto("/clients");
  await page.keyboard.press("/");
  await page.keyboard.type("atlas");
  await page.waitForURL(/atlas/);
  await page.waitForFunction(() => {
    const rows = [...document.querySelectorAll("#grid tr[data-id]")];
    return rows.length && rows.every((r) => /atlas/i.test(r.dataset.title));
  });
});

tool("all that match are selected, not only those on the page", async (page) => {
  await page.goto("/opportunities");
  await page.check("[data-all]");
  await page.click("[data-every]");
  await page.waitForSelector("text=All selected");
});

tool("a calendar turns to the month after", async (page) => {
  await page.goto("/tasks?view=calendar");
  const month = await page.textContent(".tools h2");
  await page.click("[title='Month after']");
  await page.waitForURL(/month=/);
  await page.waitForFunction((month) => {
    const now = document.querySelector(".tools h2")?.textContent;
    return now && now !== month;
  }, month);
});

tool("it is said who can see a record, and why", async (page) => {
  const { id } = await client(page);
  await page.goto(`/admin/why?noun=clients&id=${id}`);
  await page.waitForSelector("text=people can see it");
  await page.locator("a:has-text('Why?')").nth(2).click();
  await page.waitForSelector(".checklist");
});

tool("an API key works until it is revoked", async (page) => {
  await page.goto("/admin/keys");
  await page.fill("#key-name", "walk");
  await page.click("text=Make key");
  const key = await page.inputValue("[data-select]");
  const status = async () =>
    (await fetch(`${address}/rest/v1/clients?limit=1`, { headers: { authorization: `Bearer ${key}` } })).status;
  assert.equal(await status(), 200);
  await page.goto("/admin/keys");
  await page.locator("tr:has-text('walk') button:has-text('Revoke')").click();
  await page.waitForSelector("tr:has-text('walk') .pill:has-text('Revoked')");
  assert.equal(await status(), 401);
});

tool("a setting is saved and taken back", async (page) => {
  const value = "form:has(input[value='health.healthy_from']) input[type=number]";
  await page.goto("/admin/settings");
  const before = await page.inputValue(value);
  await page.fill(value, "75");
  await page.locator("form:has(input[value='health.healthy_from']) button").click();
  await page.waitForSelector("#toasts .toast:has-text('Saved')");
  await page.click("[data-undo]");
  await page.waitForSelector("text=Undone");
  await page.goto("/admin/settings");
  assert.equal(await page.inputValue(value), before);
});

tool("a page that is switched off is not there", async (page) => {
  const choose = async (value) => {
    await page.goto("/admin/flags");
    await page.locator("form:has(input[value='feature.reports']) select").selectOption(value);
    await page.waitForSelector("#toasts .toast:has-text('Saved')");
  };
  await choose("false");
  assert.equal((await page.goto("/reports")).status(), 404);
  await choose("true");
  assert.equal((await page.goto("/reports")).status(), 200);
});

tool("a theme stays with the page one is on", async (page) => {
  await page.goto("/clients?order=name");
  await page.click(".me .menu:last-child > summary");
  await page.click("button[value=dark]");
  await page.waitForURL(/clients\?order=name/);
  await page.waitForSelector("html[data-theme=dark]");
  await page.click(".me .menu:last-child > summary");
  await page.click("button[value=auto]");
  await page.waitForSelector("html:not([data-theme=dark])");
});

tool("the bell tells who mentioned one", async (page) => {
  await page.goto("/today");
  await page.click("#bell > summary");
  await page.waitForSelector("#bell .item:has-text('mentioned you')");
});

tool("what is added on a record's page belongs to it", async (page) => {
  const { id } = await client(page);
  await page.click(".tabs a:has-text('Contacts')");
  await page.click("a:has-text('Add')");
  await page.waitForURL(/contacts\/new/);
  assert.ok(await page.inputValue("#f-client_id"));
  await page.fill("[name=last_name]", "Walker");
  await page.keyboard.press("Control+s");
  await page.waitForURL(/tab=contacts/);
  await page.waitForSelector("text=Walker");
  const { body } = await api(WHO, `/rest/v1/contacts?client_id=eq.${id}&select=last_name`);
  assert.deepEqual(body, [{ last_name: "Walker" }]);
});

tool("a field of a record is changed in its place", async (page) => {
  const { id } = await client(page);
  await page.click("dd[data-f=region]");
  await page.fill("dd[data-f=region] input[name=region]", "Walked");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelector("dd[data-f=region]").textContent.trim() === "Walked");
  await page.click("dd[data-f=status]");
  await page.selectOption("dd[data-f=status] select", "inactive");
  await page.waitForFunction(() => /Inactive/.test(document.querySelector("dd[data-f=status]").textContent));
  const { body } = await api(WHO, `/rest/v1/clients?id=eq.${id}&select=region,status`);
  assert.deepEqual(body, [{ region: "Walked", status: "inactive" }]);
});

tool("Tab saves a cell and opens the next", async (page) => {
  const { id } = await client(page);
  await page.goto(`/clients?id=eq.${id}&select=industry,region`);
  await page.dblclick("td[data-f=industry]");
  await page.fill("td[data-f=industry] input[name=industry]", "Tabbed");
  // Another part of the page is swapped while the cell is on its way.
  await page.route("**/cell/industry", async (route) => {
    await page.click("#bell > summary");
    await page.waitForSelector("#bell .pop:not(:empty)");
    await route.continue();
  });
  await page.keyboard.press("Tab");
  await page.waitForSelector("td[data-f=region] input[name=region]");
  // What others changed meanwhile, or oneself, redraws the list only once nobody writes in it.
  await api("manager@yourco", `/rest/v1/clients?id=eq.${id}`, {
    method: "PATCH",
    body: JSON.stringify({ country: "Austria" }),
  });
  await page.waitForSelector("[data-src][data-stale]");
  await page.fill("td[data-f=region] input[name=region]", "Next");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelector("td[data-f=region]").textContent.trim() === "Next");
  const { body } = await api(WHO, `/rest/v1/clients?id=eq.${id}&select=industry,region`);
  assert.deepEqual(body, [{ industry: "Tabbed", region: "Next" }]);
});

tool("what was begun and not saved can be taken up", async (page) => {
  await page.goto("/leads/new");
  await page.fill("[name=company_name]", "Drafted");
  page.once("dialog", (d) => d.accept());
  await page.goto("/today");
  await page.goto("/leads/new");
  await page.click("text=Take it up");
  assert.equal(await page.inputValue("[name=company_name]"), "Drafted");
});

tool("a view is saved and deleted", async (page) => {
  page.once("dialog", (d) => d.accept());
  await page.goto("/opportunities?order=value.desc");
  await page.click("#views > summary");
  await page.fill("#view-name", "Walk view");
  await page.click("#views button:has-text('Save view')");
  await page.waitForURL(/saved=/);
  await page.click("#views > summary");
  await page.click("text=Delete this view");
  await page.waitForURL((u) => !u.search.includes("saved"));
  const { body } = await api(WHO, "/rest/v1/saved_views?name=eq.Walk view&select=id");
  assert.deepEqual(body, []);
});

tool("the palette runs a verb", async (page) => {
  const kept = async () =>
    (await api(WHO, "/rest/v1/client_health_snapshots?select=date&order=date.desc&limit=1")).body[0]?.date;
  await page.goto("/today");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("keep client");
  await page.waitForSelector("#palette .hit:has-text('Keep client health')");
  await page.keyboard.press("Enter");
  await page.waitForURL(/verbs/);
  await page.click("form button.primary");
  await page.waitForSelector("#toasts .toast, .note.good");
  assert.equal(await kept(), new Date().toISOString().slice(0, 10));
});

tool("a workbook that was exported can be imported", async (page) => {
  await page.goto("/competitors");
  await page.click("summary:has-text('Export')");
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("a:has-text('Excel')")]);
  await page.goto("/import?noun=competitors");
  await page.setInputFiles("#file", {
    name: "c.xlsx",
    mimeType: "application/octet-stream",
    buffer: readFileSync(await download.path()),
  });
  await page.click("text=Next");
  await page.waitForSelector("text=sheet Competitors");
  await page.selectOption("#key", "name");
  await page.click("text=Check all rows");
  await page.waitForSelector("text=Every row was checked");
});

tool("sample records are added and taken back", async (page) => {
  const clients = async () => (await api(WHO, "/rest/v1/clients?select=count()")).body[0].count;
  const before = await clients();
  await page.goto("/admin/sample");
  await page.click("text=Add sample records");
  await page.waitForURL(/\/clients$/);
  assert.ok((await clients()) > before);
  await page.click("[data-undo]");
  await page.waitForSelector("text=Undone");
  assert.equal(await clients(), before);
});
