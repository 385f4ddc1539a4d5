// The tools of lists and the pages of administration, one after the other, as one admin.
import { test } from "node:test";
import { readFileSync } from "node:fs";
import { person, address } from "./world.mjs";

const fail = words => { throw new Error(words); };

test("lists, records and administration, tool by tool", async t => {
  const page = await person("admin@enterprise");
  await t.test("columns chooser", async () => {
    await page.goto("/clients");
    await page.click("summary:has-text('Columns')");
    await page.uncheck("[data-columns] input[value=tier]");
    await page.check("[data-columns] input[value=website]");
    await page.click("text=Show these");
    await page.waitForURL(/select=/);
    await page.waitForSelector("th[data-col=website]");
    if (await page.locator("th[data-col=tier]").count()) fail("tier still there");
  });
  await t.test("sort by click", async () => {
    await page.click("th.pin2 a");
    await page.waitForURL(/order=name/);
    await page.click("th.pin2 a");
    await page.waitForURL(/order=name\.desc/);
  });
  await t.test("infinite scroll", async () => {
    await page.goto("/clients");
    const n = await page.locator("#grid tr[data-id]").count();
    await page.locator(".grid-wrap").evaluate(g => g.scrollTo(0, g.scrollHeight));
    await page.waitForFunction(n => document.querySelectorAll("#grid tr[data-id]").length > n, n);
  });
  await t.test("group by owner", async () => {
    await page.goto("/opportunities?group=owner_id");
    await page.waitForSelector("tr.group .sum");
  });
  await t.test("search in list", async () => {
    await page.goto("/clients");
    await page.keyboard.press("/");
    await page.keyboard.type("atlas");
    await page.waitForFunction(() => [...document.querySelectorAll("#grid tr[data-id]")].every(r => /atlas/i.test(r.dataset.title)));
  });
  await t.test("select all that match, export", async () => {
    await page.goto("/opportunities");
    await page.check("[data-all]");
    await page.click("[data-every]");
    await page.waitForSelector("text=All selected");
  });
  await t.test("calendar month", async () => {
    await page.goto("/tasks?view=calendar");
    const m = await page.textContent(".tools h2");
    await page.click("[title='Month after']");
    await page.waitForURL(/month=/);
    if (await page.textContent(".tools h2:not(:empty)") === m) fail("same month");
  });
  await t.test("map click", async () => {
    await page.goto("/projects?view=map");
    await page.locator(".map a").first().click();
    await page.waitForURL(/projects(\/|\?id)/);
  });
  await t.test("why", async () => {
    const id = await (await page.goto("/clients")) && await page.locator("#grid tr[data-id]").first().getAttribute("data-id");
    await page.goto(`/admin/why?noun=clients&id=${id}`);
    await page.waitForSelector("text=people can see it");
    await page.locator("a:has-text('Why?')").nth(2).click();
    await page.waitForSelector(".checklist");
  });
  await t.test("api key", async () => {
    await page.goto("/admin/keys");
    await page.fill("#key-name", "walk");
    await page.click("text=Make key");
    const k = await page.inputValue("[data-select]");
    const r = await fetch(`${address}/rest/v1/clients?limit=1`, { headers: { authorization: `Bearer ${k}` } });
    if (r.status !== 200) fail("key " + r.status);
    await page.goto("/admin/keys");
    await page.locator("tr:has-text('walk') button:has-text('Revoke')").click();
    await page.waitForSelector("tr:has-text('walk') .pill:has-text('Revoked')");
  });
  await t.test("settings", async () => {
    await page.goto("/admin/settings");
    await page.locator("form:has(input[value='health.healthy_from']) input[type=number]").fill("75");
    await page.locator("form:has(input[value='health.healthy_from']) button").click();
    await page.waitForSelector("#toasts .toast:has-text('Saved')");
    await page.click("[data-undo]");
    await page.waitForSelector("text=Undone");
  });
  await t.test("flag", async () => {
    await page.goto("/admin/flags");
    await page.locator("form:has(input[value='feature.reports']) select").selectOption("false");
    await page.waitForSelector("#toasts .toast:has-text('Saved')");
    if ((await page.goto("/reports")).status() !== 404) fail("still on");
    await page.goto("/admin/flags");
    await page.locator("form:has(input[value='feature.reports']) select").selectOption("true");
    await page.waitForSelector("#toasts .toast:has-text('Saved')");
  });
  await t.test("theme", async () => {
    await page.goto("/clients?order=name");
    await page.click(".me .menu:last-child > summary");
    await page.click("button[value=dark]");
    await page.waitForURL(/clients\?order=name/);
    if (await page.getAttribute("html", "data-theme") !== "dark") fail("theme");
    await page.click(".me .menu:last-child > summary");
    await page.click("button[value=auto]");
  });
  await t.test("bell", async () => {
    await page.goto("/today");
    await page.click("#bell > summary");
    await page.waitForSelector("#bell .item:has-text('mentioned you')");
  });
  await t.test("related add", async () => {
    await page.goto("/clients?order=name");
    await page.locator("#grid tr[data-id] a").first().click();
    await page.waitForURL(/clients\/[0-9a-f]/);
    await page.click(".tabs a:has-text('Contacts')");
    await page.click("a:has-text('Add')");
    await page.waitForURL(/contacts\/new/);
    if (!(await page.inputValue("#f-client_id"))) fail("client not filled");
    await page.fill("[name=last_name]", "Walker");
    await page.keyboard.press("Control+s");
    await page.waitForURL(/tab=contacts/);
    await page.waitForSelector("text=Walker");
  });
  await t.test("record inline", async () => {
    await page.click(".tabs a:has-text('Overview')");
    await page.click("dd[data-f=region]");
    await page.fill("dd[data-f=region] input[name=region]", "Walked");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.querySelector("dd[data-f=region]").textContent.trim() === "Walked");
    await page.click("dd[data-f=status]");
    await page.selectOption("dd[data-f=status] select", "inactive");
    await page.waitForFunction(() => /Inactive/.test(document.querySelector("dd[data-f=status]").textContent));
  });
  await t.test("tab between cells", async () => {
    await page.goto("/clients?select=industry,region&order=name");
    await page.dblclick("td[data-f=industry]");
    await page.fill("td[data-f=industry] input[name=industry]", "Tabbed");
    await page.keyboard.press("Tab");
    await page.waitForSelector("td[data-f=region] input[name=region]");
    await page.keyboard.type("Next");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.querySelector("td[data-f=region]").textContent.trim() === "Next");
  });
  await t.test("draft", async () => {
    await page.goto("/leads/new");
    await page.fill("[name=company_name]", "Drafted");
    page.once("dialog", d => d.accept());
    await page.goto("/today");
    await page.goto("/leads/new");
    await page.click("text=Take it up");
    if (await page.inputValue("[name=company_name]") !== "Drafted") fail("no draft");
  });
  await t.test("view update", async () => {
    page.once("dialog", d => d.accept());
    await page.goto("/opportunities?order=value.desc");
    await page.click("#views > summary");
    await page.fill("#view-name", "Walk view");
    await page.click("#views button:has-text('Save view')");
    await page.waitForURL(/saved=/);
    await page.click("#views > summary");
    await page.click("text=Delete this view");
    await page.waitForURL(u => !u.search.includes("saved"));
  });
  await t.test("palette verb", async () => {
    await page.keyboard.press("Control+k");
    await page.keyboard.type("keep client");
    await page.waitForSelector("#palette .hit:has-text('Keep client health')");
    await page.keyboard.press("Enter");
    await page.waitForURL(/verbs/);
    await page.click("form button.primary");
    await page.waitForTimeout(500);
  });
  await t.test("xlsx import", async () => {
    await page.goto("/competitors");
    const [d] = await Promise.all([page.waitForEvent("download"), (async () => { await page.click("summary:has-text('Export')"); await page.click("a:has-text('Excel')"); })()]);
    await page.goto("/import?noun=competitors");
    await page.setInputFiles("#file", { name: "c.xlsx", mimeType: "application/octet-stream", buffer: readFileSync(await d.path()) });
    await page.click("text=Next");
    await page.waitForSelector("text=sheet Competitors");
    await page.selectOption("#key", "name");
    await page.click("text=Check all rows");
    await page.waitForSelector("text=Every row was checked");
  });
  await t.test("add sample", async () => {
    await page.goto("/admin/sample");
    await page.click("text=Add sample records");
    await page.waitForURL(/\/clients$/);
    await page.click("[data-undo]");
    await page.waitForSelector("text=Undone");
  });
  await page.context().close();
});
