// Boards, the palette, what is live.
import { test } from "node:test";
import assert from "node:assert/strict";
import { person, api, connected } from "./world.mjs";

const lane = (page, value) => page.locator(`.lane[data-value=${value}]`);

const drag = async (page, card, to) => {
  const from = await card.boundingBox(),
    target = await to.boundingBox();
  await page.mouse.move(from.x + 30, from.y + 40);
  await page.mouse.down();
  await page.mouse.move(from.x + 60, from.y + 60, { steps: 4 });
  await page.mouse.move(target.x + 100, target.y + 120, { steps: 8 });
  await page.mouse.up();
};

test("a card is dragged, and the database agrees", async () => {
  const page = await person("admin@yourco");
  await page.goto("/opportunities?view=board");
  const card = lane(page, "lead").locator(".deal").first(),
    id = await card.getAttribute("data-id");
  await drag(page, card, lane(page, "qualified"));
  await page.waitForSelector("#toasts .toast");
  assert.equal(
    (await api("admin@yourco", `/rest/v1/opportunities?id=eq.${id}&select=stage`)).body[0].stage,
    "qualified",
  );
  await page.click("#toasts [data-undo]");
  await page.waitForFunction((id) => document.querySelector(`.lane[data-value=lead] [data-id="${id}"]`), id);
  await page.context().close();
});

test("a lost deal asks why; without an answer the card goes back, and a blank one is refused inside the dialog", async () => {
  const page = await person("admin@yourco", { viewport: { width: 2500, height: 900 } });
  await page.goto("/opportunities?view=board&value=gt.1000");
  const card = lane(page, "negotiation").locator(".deal").first(),
    id = await card.getAttribute("data-id");
  await drag(page, card, lane(page, "closed_lost"));
  await page.waitForSelector("#dialog[open] [name=reason]");
  assert.equal(await lane(page, "negotiation").locator(`[data-id="${id}"]`).count(), 1);
  const choice = page.locator("#dialog [name=reason]");
  await choice.evaluate((s) => s.append(new Option("Blank", "   "), new Option("Not on the list")));
  for (const [refused, words] of [
    ["Blank", "Reason is needed"],
    ["Not on the list", "Say why the deal was lost"],
  ]) {
    await choice.selectOption({ label: refused });
    await page.click("#dialog button[type=submit]");
    await page.waitForSelector(`#dialog[open] .toast.bad:has-text("${words}")`);
    assert.equal(await page.locator("#toasts .toast.bad").count(), 0, "nothing lies under the veil");
  }
  const reason = await choice.evaluate((s) => s.options[1].value);
  await choice.selectOption(reason);
  await page.click("#dialog button[type=submit]");
  await page.waitForFunction((id) => document.querySelector(`.lane[data-value=closed_lost] [data-id="${id}"]`), id);
  const deal = (await api("admin@yourco", `/rest/v1/opportunities?id=eq.${id}&select=stage,loss_reason`)).body[0];
  assert.deepEqual(deal, { stage: "closed_lost", loss_reason: reason });
  await page.context().close();
});

test("a dropped card runs the verb of its move: deals are won and reopened by keyboard", async () => {
  const page = await person("admin@yourco");
  await page.goto("/opportunities?view=board&value=gt.1000");
  const card = lane(page, "negotiation").locator(".deal").first(),
    id = await card.getAttribute("data-id");
  const heard = async (verb) =>
    page.waitForResponse((r) => r.url().endsWith("/opportunities/move") && r.status() === 200).then(() => verb);
  const stage = async () =>
    (await api("admin@yourco", `/rest/v1/opportunities?id=eq.${id}&select=stage,projects(id)`)).body[0];
  await card.focus();
  await Promise.all([heard("win"), page.keyboard.press("Alt+ArrowRight")]);
  const won = await stage();
  assert.equal(won.stage, "closed_won");
  assert.ok(won.projects.id, "its project is open");
  await page.waitForFunction((id) => document.querySelector(`.lane[data-value=closed_won] [data-id="${id}"]`), id);
  // A won deal is not just lost: the verb refuses, with what to do, and the card is where it was.
  await page.locator(`[data-id="${id}"]`).focus();
  await page.keyboard.press("Alt+ArrowRight");
  await page.waitForSelector("#toasts .toast.bad");
  assert.match(await page.textContent("#toasts .toast.bad"), /is closed won.*Lose deal is for/i);
  assert.equal(await lane(page, "closed_won").locator(`[data-id="${id}"]`).count(), 1);
  await page.locator(`[data-id="${id}"]`).focus();
  await Promise.all([heard("reopen"), page.keyboard.press("Alt+ArrowLeft")]);
  assert.equal((await stage()).stage, "negotiation");
  await page.context().close();
});

test("invoices move by their verbs, leads are converted on their page, and lanes are wide enough to read", async () => {
  const page = await person("admin@yourco", { viewport: { width: 2500, height: 900 } });
  await page.goto("/invoices?view=board&kind=eq.invoice");
  const widths = await page.locator(".lane").evaluateAll((all) => all.map((l) => l.offsetWidth));
  assert.ok(widths.length > 3 && widths.every((w) => w === 280), `${widths}`);
  const cut = await page
    .locator(".deal .whole")
    .evaluateAll(
      (all) =>
        all.filter((n) => n.scrollWidth > n.clientWidth + 1 && getComputedStyle(n).overflow !== "visible").length,
    );
  assert.equal(cut, 0);
  const issued = lane(page, "issued").locator(".deal").first(),
    id = await issued.getAttribute("data-id");
  await drag(page, issued, lane(page, "overdue"));
  await page.waitForSelector("#toasts .toast.bad");
  assert.match(await page.textContent("#toasts .toast.bad"), /Invoice can't be moved to Overdue/);
  await page.click("#toasts [data-dismiss]");
  const before = (await api("admin@yourco", `/rest/v1/invoices?id=eq.${id}&select=payments(amount)`)).body[0].payments
    .length;
  const heard = page.waitForResponse((r) => r.url().endsWith("/invoices/move") && r.status() === 200);
  await drag(page, issued, lane(page, "paid"));
  await heard;
  const now = async () =>
    (await api("admin@yourco", `/rest/v1/invoices?id=eq.${id}&select=status,paid_date,payments(amount)`)).body[0];
  await page.waitForFunction((id) => document.querySelector(`.lane[data-value=paid] [data-id="${id}"]`), id);
  const paid = await now();
  assert.deepEqual([paid.status, paid.payments.length], ["paid", before + 1]);
  await page.goto("/leads?view=board&status=in.(new,converted)");
  const lead = lane(page, "new").locator(".deal").first(),
    which = await lead.getAttribute("data-id");
  await drag(page, lead, lane(page, "converted"));
  await page.waitForURL(`**/leads/${which}/convert`);
  await page.context().close();
});

test("binding exit criteria are explained where the card was dropped", async () => {
  await api("admin@copilot", "/rest/v1/system_settings?on_conflict=key", {
    method: "POST",
    headers: { prefer: "resolution=merge-duplicates" },
    body: JSON.stringify({ key: "pipeline.enforce_exit_criteria", value: true }),
  });
  const made = (
    await api("admin@copilot", "/rest/v1/clients", {
      method: "POST",
      body: JSON.stringify({ name: "Nobody spoke to them" }),
    })
  ).body[0];
  const deal = (
    await api("admin@copilot", "/rest/v1/opportunities", {
      method: "POST",
      body: JSON.stringify({ client_id: made.id, name: "Too early", value: 999999999, stage: "lead" }),
    })
  ).body[0];
  const page = await person("admin@copilot");
  await page.goto("/opportunities?view=board&order=value.desc");
  await page.locator(`[data-id="${deal.id}"]`).focus();
  await page.keyboard.press("Alt+ArrowRight");
  await page.waitForSelector("#dialog[open] .checklist");
  assert.match(await page.textContent("#dialog"), /Initial contact made/);
  await page.click("#dialog [data-close]");
  assert.equal(await lane(page, "lead").locator(`[data-id="${deal.id}"]`).count(), 1);
  await api("admin@copilot", "/rest/v1/system_settings?key=eq.pipeline.enforce_exit_criteria", { method: "DELETE" });
  await page.context().close();
});

test("the palette finds what is meant, whatever it is called", async () => {
  const made = await api("admin@yourco", "/rest/v1/clients?select=id", {
    method: "POST",
    body: JSON.stringify({ name: "Kestrel Ironworks", industry: "Metal fabrication", region: "Newcastle" }),
  });
  const id = made.body[0].id,
    query = "steel company in the north";
  const found = () =>
    api("admin@yourco", `/rest/v1/rpc/search_by_meaning?noun=clients&query=${encodeURIComponent(query)}`);
  const until = Date.now() + 60_000;
  while (!(await found()).body.some((hit) => hit.id === id)) {
    assert.ok(Date.now() < until, "it is read soon");
    await new Promise((after) => setTimeout(after, 500));
  }
  const page = await person("admin@yourco");
  await page.keyboard.press("Control+k");
  await page.keyboard.type(query);
  await page.waitForSelector("#palette .label:has-text('By meaning')");
  await page.keyboard.press("Enter");
  await page.waitForURL(new RegExp(`/clients/${id}`));
  await page.context().close();
});

test("the palette goes anywhere and finds people by their address", async () => {
  const contact = (await api("admin@yourco", "/rest/v1/contacts?select=id,name,email&email=not.is.null&limit=1"))
    .body[0];
  const page = await person("admin@yourco");
  await page.keyboard.press("Control+k");
  await page.waitForSelector("#palette[open] .hit");
  await page.keyboard.type("atlas analytics");
  await page.waitForSelector("#palette .hit:has-text('Atlas Analytics')");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/clients\/[0-9a-f-]{36}/);
  await page.keyboard.press("Control+k");
  await page.keyboard.type(contact.email);
  await page.waitForSelector(`#palette .hit[href='/contacts/${contact.id}']`);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await page.waitForSelector("#palette .label:has-text('Recent')");
  await page.keyboard.type("new lead");
  await page.waitForSelector("#palette .hit:has-text('New lead')");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/leads\/new/);
  await page.context().close();
});

test("one person's change shows on another's list and record within a second, and they see each other", async () => {
  const client = (await api("admin@yourco", "/rest/v1/clients?select=id,name&order=id.desc&limit=1")).body[0];
  const [one, two] = [await person("admin@yourco"), await person("consultant@yourco")];
  await two.goto("/clients?select=industry");
  await connected(two);
  await one.goto(`/clients/${client.id}`);
  await connected(one);
  const started = Date.now();
  await api("admin@yourco", `/rest/v1/clients?id=eq.${client.id}`, {
    method: "PATCH",
    body: JSON.stringify({ industry: "Seen at once" }),
  });
  await two.waitForSelector("td:has-text('Seen at once')", { timeout: 3000 });
  await one.waitForSelector("dd:has-text('Seen at once')", { timeout: 3000 });
  assert.ok(Date.now() - started < 3000);
  await two.goto(`/clients/${client.id}`);
  await one.waitForSelector("#presence .avatar");
  assert.match(await one.getAttribute("#presence .avatar", "title"), /Chris Consultant/);
  await two.goto("/today");
  await one.waitForSelector("#presence .avatar", { state: "detached" });
  await one.context().close();
  await two.context().close();
});

/** The page listens to changes of clients. */
const listen = async (page) => {
  await page.evaluate(() => {
    window.heard = "";
    const events = new EventSource("/events?on=clients");
    events.addEventListener("ready", () => (window.listens = true));
    events.addEventListener("change", (m) => (window.heard += m.data));
  });
  await page.waitForFunction(() => window.listens);
};

/** Waits until a page that listens hears of a client, and answers all it heard. */
const hears = async (page, id) => {
  await page.waitForFunction((id) => window.heard.includes(id), id);
  return page.evaluate(() => window.heard);
};

test("another organisation hears nothing", async () => {
  const page = await person("admin@copilot");
  await page.goto("/clients?select=industry");
  await connected(page);
  await listen(page);
  const [client] = (await api("admin@yourco", "/rest/v1/clients?select=id&limit=1")).body;
  await api("admin@yourco", `/rest/v1/clients?id=eq.${client.id}`, {
    method: "PATCH",
    body: JSON.stringify({ industry: "Secret" }),
  });
  // Changes are told in their order: when a later one of their own is heard, the other would have been.
  const [own] = (await api("admin@copilot", "/rest/v1/clients?select=id&limit=1")).body;
  await api("admin@copilot", `/rest/v1/clients?id=eq.${own.id}`, {
    method: "PATCH",
    body: JSON.stringify({ industry: `Own ${Date.now()}` }),
  });
  const heard = await hears(page, own.id);
  assert.ok(!heard.includes(client.id), heard);
  await page.context().close();
});

test("a colleague who may not see a client does not hear of it", async () => {
  const who = "admin@copilot";
  await api(who, "/rest/v1/organizations?slug=eq.copilot", {
    method: "PATCH",
    body: JSON.stringify({ visibility: "assigned" }),
  });
  const narrow = (
    await api(who, "/rest/v1/system_settings", {
      method: "POST",
      body: JSON.stringify({ key: "access.narrow_viewers", value: true }),
    })
  ).body[0].id;
  const [viewer, admin] = [await person("viewer@copilot"), await person(who)];
  for (const page of [viewer, admin]) await listen(page);
  const [client, theirs] = (await api(who, "/rest/v1/clients?select=id&limit=2&offset=9")).body;
  const change = (id, region) =>
    api(who, `/rest/v1/clients?id=eq.${id}`, { method: "PATCH", body: JSON.stringify({ region }) });
  await change(client.id, "Hidden");
  await hears(admin, client.id);
  // Changes are told in their order: when a later one that is theirs to see is heard, the other would have been.
  const user = (await api(who, "/rest/v1/users?role=eq.viewer&select=id")).body[0].id;
  await api(who, "/rest/v1/client_assignments", {
    method: "POST",
    body: JSON.stringify({ client_id: theirs.id, user_id: user }),
  });
  await change(theirs.id, `Seen ${Date.now()}`);
  const heard = await hears(viewer, theirs.id);
  assert.ok(!heard.includes(client.id), heard);
  await api(who, "/rest/v1/organizations?slug=eq.copilot", {
    method: "PATCH",
    body: JSON.stringify({ visibility: "open" }),
  });
  await api(who, `/rest/v1/system_settings?id=eq.${narrow}`, { method: "DELETE" });
  await viewer.context().close();
  await admin.context().close();
});

test("today: an item is done with one click, and comes back with undo", async () => {
  const page = await person("admin@yourco");
  const before = await page.locator("#do .quiet, h2#do span").first().textContent();
  const first = page.locator(".rows li:has(button:has-text('Done'))").first(),
    title = await first.locator("a").first().textContent();
  await first.locator("button:has-text('Done')").click();
  await page.waitForSelector("#toasts .toast");
  await page.waitForFunction((before) => document.querySelector("h2#do span").textContent !== before, before);
  await page.keyboard.press("z");
  await page.waitForFunction((before) => document.querySelector("h2#do span").textContent === before, before);
  assert.ok((await page.textContent("main")).includes(title));
  await page.context().close();
});
