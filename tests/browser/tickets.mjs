// Tickets: filled in row by row by who places people, and sent from a phone by who has no account.
import { test } from "node:test";
import assert from "node:assert/strict";
import { writeFileSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { person, visitor, api, address } from "./world.mjs";

const made = async (row) =>
  (
    await api("admin@copilot", "/rest/v1/candidates?select=id", {
      method: "POST",
      headers: { prefer: "return=representation" },
      body: JSON.stringify(row),
    })
  ).body[0].id;
const tickets = async (id) =>
  (await api("admin@copilot", `/rest/v1/candidates?id=eq.${id}&select=compliance`)).body[0].compliance;

test("tickets are added, changed and removed as rows, and a wrong day is told where it stands", async () => {
  const id = await made({
    first_name: "Ruth",
    last_name: "Rowan",
    compliance: [
      { ticket: "White card", number: "WC1", expires: "2031-05-01" },
      { ticket: "First aid", number: "FA9" },
    ],
  });
  const page = await person("admin@copilot");
  await page.goto(`/candidates/${id}/edit`);
  const rows = page.locator("[data-field=compliance] [data-one]");
  assert.equal(await rows.count(), 3, "two, and one to fill in");
  const names = await page.$$eval("[data-field=compliance] datalist option", (all) => all.map((o) => o.value));
  assert.ok(names.includes("Working at heights"), "kinds of tickets are offered");
  await rows.nth(1).locator("[data-remove]").click();
  assert.equal(await rows.count(), 2);
  await page.click("[data-field=compliance] [data-add]");
  await rows.nth(1).locator("[name='compliance[ticket]']").fill("EWP licence");
  await page.click("[data-field=compliance] [data-add]");
  assert.equal(await rows.count(), 3);
  await rows.nth(2).locator("[name='compliance[ticket]']").fill("Dogging");
  // A day that does not exist has no value a browser would send.
  const day = rows.nth(1).locator("[name='compliance[expires]']");
  await day.focus();
  await page.keyboard.type("02312031");
  await page.click("main form[data-form] button[type=submit]");
  if (await page.locator("[data-bad-day]").count()) {
    assert.match(await rows.nth(1).locator(".wrong").textContent(), /not a day of the calendar/);
    assert.equal(await rows.nth(2).locator("[name='compliance[ticket]']").inputValue(), "Dogging", "nothing is lost");
  }
  await day.fill("2031-02-28");
  await page.click("main form[data-form] button[type=submit]");
  await page.waitForURL(new RegExp(`/candidates/${id}$`));
  assert.deepEqual(await tickets(id), [
    { ticket: "White card", number: "WC1", expires: "2031-05-01" },
    { ticket: "EWP licence", expires: "2031-02-28" },
    { ticket: "Dogging" },
  ]);
  assert.match(await page.textContent("dd[data-f=compliance]"), /EWP licence.*until 28 Feb 2031/s);
  await page.context().close();
});

test("without scripts the rows that are there and one more are filled in", async () => {
  const id = await made({ first_name: "Nora", last_name: "Noscript", compliance: [{ ticket: "White card" }] });
  const signedIn = await person("admin@copilot");
  const cookies = await signedIn.context().cookies();
  const alone = await visitor({ javaScriptEnabled: false });
  await alone.addCookies(cookies);
  const page = await alone.newPage();
  await page.goto(`/candidates/${id}/edit`);
  assert.equal(await page.locator("[data-add]:visible").count(), 0);
  await page.locator("[name='compliance[number]']").nth(0).fill("WC 5");
  await page.locator("[name='compliance[ticket]']").nth(1).fill("Crane");
  await page.click("main form[data-form] button[type=submit]");
  await page.waitForURL(new RegExp(`/candidates/${id}$`));
  assert.deepEqual(await tickets(id), [{ ticket: "White card", number: "WC 5" }, { ticket: "Crane" }]);
  await alone.close();
  await signedIn.context().close();
});

test("a renewed ticket is sent from a phone and accepted on the person's page", async () => {
  const id = await made({
    first_name: "Penny",
    last_name: "Phone",
    compliance: [{ ticket: "White card", expires: "2025-01-31" }],
  });
  const member = await person("admin@copilot");
  await member.goto(`/candidates/${id}`);
  await member.click("text=Ask for a new one");
  await member.waitForSelector("#dialog[open] form");
  assert.equal(await member.inputValue("#dialog [name=ticket]"), "White card");
  await member.selectOption("#dialog [name=by]", "link");
  await member.click("#dialog button[type=submit]");
  await member.waitForSelector("#dialog input[data-select]");
  const link = await member.inputValue("input[data-select]");
  const pocket = await visitor({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const phone = await pocket.newPage();
  await phone.goto(new URL(link, address).pathname);
  assert.match(await phone.textContent("h1"), /Your White card/);
  const wide = await phone.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= 390, `${wide} px wide on a phone`);
  const folder = mkdtempSync(join(tmpdir(), "throughline-scan-"));
  const picture = Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4////fwAJ+wP9KobjigAAAABJRU5ErkJggg==",
    "base64",
  );
  writeFileSync(join(folder, "card.png"), picture);
  writeFileSync(join(folder, "card.txt"), "no picture");
  await phone.setInputFiles("#file", join(folder, "card.txt"));
  await phone.fill("#number", "WC 90");
  await phone.fill("#expires", "2032-01-31");
  await phone.click("button[type=submit]");
  await phone.waitForSelector("#file-wrong");
  assert.equal(await phone.inputValue("#number"), "WC 90", "what was typed stays");
  await phone.setInputFiles("#file", join(folder, "card.png"));
  await phone.click("button[type=submit]");
  await phone.waitForSelector("text=Thank you");
  await pocket.close();

  await member.goto(`/candidates/${id}`);
  await member.waitForFunction(() => document.querySelector(".renewal img")?.naturalWidth > 0);
  await member.click(".renewal button.primary");
  await member.click("#dialog[open] button[type=submit]");
  await member.waitForSelector(".renewal", { state: "detached" });
  const now = await tickets(id);
  assert.equal(now.at(-1).number, "WC 90");
  assert.equal(now.at(-1).expires, "2032-01-31");
  assert.match(now.at(-1).scan, /^[0-9a-f-]{36}$/);
  await member.context().close();
});
