// Coming in, going out, and what roles may not do.
import { test } from "node:test";
import assert from "node:assert/strict";
import { person, visitor, address, api } from "./world.mjs";

test("a wrong password is told, the right one opens the page that was wanted", async () => {
  const context = await visitor();
  const page = await context.newPage();
  await page.goto("/clients?order=name");
  assert.match(page.url(), /sign-in\?next=/);
  await page.fill("#email", "manager@yourco.example");
  await page.fill("#password", "wrong");
  await page.click("button[type=submit]");
  await page.waitForSelector(".note.bad");
  assert.equal(await page.inputValue("#email"), "manager@yourco.example");
  await page.fill("#password", "throughline");
  await page.click("button[type=submit]");
  await page.waitForURL(/\/clients\?order=name/);
  await context.close();
});

test("a session that ends keeps what was typed, and signing in leads back", async () => {
  const page = await person("sales@yourco");
  await page.goto("/leads/new");
  await page.fill("[name=company_name]", "Kept over the session");
  await page.context().clearCookies();
  // Neither what the page asks by itself nor saving leads away from what was typed.
  await page.evaluate(() => htmx.ajax("GET", "/bell", { target: "#bell .pop" }));
  await page.waitForSelector("#toasts .toast.bad");
  await page.click("form[data-form] button[type=submit]");
  await page.waitForFunction(() => document.querySelectorAll("#toasts .toast.bad").length === 1);
  assert.equal(await page.inputValue("[name=company_name]"), "Kept over the session");
  const second = await page.context().newPage();
  await second.goto("/sign-in");
  await second.fill("#email", "sales@yourco.example");
  await second.fill("#password", "throughline");
  await second.click("button[type=submit]");
  await second.waitForURL(/today/);
  await page.click("form[data-form] button[type=submit]");
  await page.waitForURL(/\/leads\/[0-9a-f-]{36}/);
  assert.match(await page.textContent("h1"), /Kept over the session/);
  await page.context().close();
});

test("sign out ends the session", async () => {
  const page = await person("viewer@copilot");
  await page.click(".me .menu:last-child > summary");
  await page.click("form[action='/sign-out'] button");
  await page.waitForURL(/sign-in/);
  await page.goto("/today");
  assert.match(page.url(), /sign-in/);
  await page.context().close();
});

test("what a role may not do is said plainly", async () => {
  const page = await person("viewer@yourco");
  const answer = await page.goto("/clients/new");
  assert.equal(answer.status(), 403);
  assert.match(await page.textContent("main"), /Your role may not create clients/);
  assert.equal((await page.goto("/admin/users")).status(), 403);
  await page.goto("/clients");
  assert.equal(await page.locator("[data-create]").count(), 0);
  await page.context().close();
});

test("a client sees their own and nothing else", async () => {
  const page = await person("client@yourco");
  await page.goto("/projects");
  const mine = await page.locator("#grid tbody tr[data-id]").count();
  const all = (await api("admin@yourco", "/rest/v1/projects?select=id&limit=1000")).body.length;
  assert.ok(mine < all, `${mine} of ${all}`);
  assert.equal((await page.goto("/leads")).status(), 403);
  assert.equal((await page.goto("/reports/pipeline_by_stage")).status(), 403);
  await page.context().close();
});

test("a forged write from another site is refused", async () => {
  const page = await person("admin@yourco");
  const cookies = (await page.context().cookies()).map((c) => `${c.name}=${c.value}`).join("; ");
  const forged = {
    method: "POST",
    headers: {
      cookie: cookies,
      "content-type": "application/x-www-form-urlencoded",
      "sec-fetch-site": "cross-site",
      origin: "https://evil.example",
    },
    body: "name=Forged",
  };
  assert.equal((await fetch(`${address}/clients`, { ...forged, redirect: "manual" })).status, 403);
  assert.equal((await api("admin@yourco", "/rest/v1/clients?name=eq.Forged")).body.length, 0);
  await page.context().close();
});

test("somebody is invited and joins", async () => {
  const page = await person("admin@copilot");
  await page.goto("/admin/users");
  await page.fill("#inv-email", "new.colleague@copilot.example");
  await page.fill("#inv-name", "New Colleague");
  await page.selectOption("#inv-role", "recruiter");
  await page.click("button:has-text('Invite')");
  const link = await page.inputValue("[data-select]");
  const guest = await (await visitor()).newPage();
  await guest.goto(link.replace(/^https?:\/\/[^/]+/, ""));
  await guest.fill("#password", "correct horse battery");
  await guest.click("button[type=submit]");
  await guest.waitForURL(/today/);
  assert.match(await guest.textContent("h1"), /New/);
  const again = await guest.goto(link.replace(/^https?:\/\/[^/]+/, ""));
  assert.equal(again.status(), 404);
  await guest.context().close();
  await page.context().close();
});

test("opening a portal that is open asks before its link stops working", async () => {
  const page = await person("manager@yourco");
  const client = (await api("manager@yourco", "/rest/v1/clients?select=id&order=name&limit=1")).body[0].id;
  await api("manager@yourco", "/rest/v1/rpc/open_portal", { method: "POST", body: JSON.stringify({ client }) });
  await page.goto(`/clients/${client}`);
  const button = page.locator(".rec-head .acts").getByRole("button", { name: "Open portal", exact: true });
  if (!(await button.isVisible())) await page.locator(".rec-head .acts summary", { hasText: "Do" }).click();
  await button.click();
  await page.waitForSelector("#dialog[open] .note.warn:has-text('open already')");
  await page.click("#dialog .feet button[type=submit]");
  assert.equal(await page.locator("#dialog input[readonly]").count(), 0, "it is not replaced before somebody agreed");
  await page.check("#dialog [name=replace]");
  await page.click("#dialog .feet button[type=submit]");
  await page.waitForSelector("#dialog input[readonly]");
  await page.context().close();
});
