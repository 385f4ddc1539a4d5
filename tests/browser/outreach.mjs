// Forty messages are drafted, thirty approved, and leave through a real mail server; one reader wants to hear no more.
import { test } from "node:test";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { address, api, person, visitor } from "./world.mjs";

const who = "sales@ccs";
const made = async (noun, row, by = who) => {
  const { status, body } = await api(by, `/rest/v1/${noun}`, { method: "POST", body: JSON.stringify(row) });
  assert.equal(status, 201, JSON.stringify(body));
  return body[0]?.id ?? body.length;
};
const rows = async (path) => (await api(who, `/rest/v1/${path}`)).body;
const done = async (name, input) => {
  const { status, body } = await api(who, `/rest/v1/rpc/${name}`, { method: "POST", body: JSON.stringify(input) });
  assert.equal(status, 200, JSON.stringify(body));
  return body;
};
const eventually = async (ask) => {
  for (let n = 0; n < 600; n++) {
    const found = await ask();
    if (found) return found;
    await new Promise((later) => setTimeout(later, 100));
  }
  assert.fail("it does not happen");
};

test("messages are drafted, approved, sent, and stopped by who wants no more", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "outreach-mail-"));
  const python = join(import.meta.dirname, "../../target/venv/bin/python");
  const mail = spawn(python, [join(import.meta.dirname, "../clients/smtp.py"), folder]);
  t.after(() => {
    mail.kill();
    rmSync(folder, { recursive: true, force: true });
  });
  const port = await new Promise((said) => mail.stdout.once("data", (d) => said(Number(String(d).trim()))));
  const arrived = () =>
    readdirSync(folder)
      .filter((name) => name.endsWith(".eml"))
      .map((name) => readFileSync(join(folder, name), "utf8"));
  const page = await person(who);
  let playbook;

  await t.test("forty messages are drafted", async () => {
    const settings = {
      "outreach.opens_at": "00:00",
      "outreach.closes_at": "00:00",
      "outreach.weekends": true,
      "outreach.hold_minutes": 0,
      "outreach.pause_seconds": 0,
    };
    for (const [key, value] of Object.entries(settings)) await made("system_settings", { key, value }, "admin@ccs");
    playbook = await made("outreach_playbooks", {
      name: "Forty",
      subject_template: "For {{company.name}}",
      body_template: "Hello {{contact.firstName}},\n\ncould we talk about {{company.name}}?",
    });
    const leads = [];
    for (let n = 0; n < 40; n++)
      leads.push({
        company_name: `Forty ${n}`,
        contact_name: n < 35 ? `Ann Forty${n}` : null,
        email: `ann@forty${n}.example`,
      });
    const { body } = await api(who, "/rest/v1/leads", { method: "POST", body: JSON.stringify(leads) });
    const told = await done("draft_outreach", { playbook, leads: body.map((lead) => lead.id) });
    assert.deepEqual([told.drafts, told.with_warnings], [40, 5]);
    await page.goto(`/outreach_playbooks/${playbook}`);
    await page.waitForSelector("text=As leads would read it");
  });

  await t.test("thirty are approved: one by key, one changed, one rejected, the others together", async () => {
    // What others left in the queue is not of this story.
    const others = await api("admin@ccs", `/rest/v1/outreach_drafts?status=eq.draft&playbook_id=neq.${playbook}`, {
      method: "DELETE",
    });
    assert.ok(others.status < 300, JSON.stringify(others.body));
    const leaving = await api("admin@ccs", `/rest/v1/outreach_drafts?status=eq.approved&playbook_id=neq.${playbook}`, {
      method: "PATCH",
      body: JSON.stringify({ status: "cancelled" }),
    });
    assert.ok(leaving.status < 300, JSON.stringify(leaving.body));
    await page.goto("/outreach");
    assert.equal(await page.locator(".queue-list li").count(), 40);
    const first = await page.inputValue("#subject");
    await page.keyboard.press("j");
    await page.waitForFunction((was) => document.querySelector("#subject").value !== was, first);
    await page.keyboard.press("k");
    await page.waitForFunction((was) => document.querySelector("#subject").value === was, first);
    await page.keyboard.press("e");
    await page.keyboard.press("Control+End");
    await page.keyboard.type(" I am in town on Monday.");
    await page.click("button[value=save]");
    await page.waitForSelector("text=Changed from the template");
    await page.locator("summary", { hasText: "Changed from the template" }).click();
    assert.match(await page.textContent(".difference ins"), /in town on Monday/);
    await page.keyboard.press("Escape");
    await page.locator("h2").first().click();
    await page.keyboard.press("a");
    await page.waitForFunction(() => document.querySelectorAll(".queue-list li").length === 39);
    await page.fill("[name=reason]", "Too early for them");
    await page.click("button[value=reject]");
    await page.waitForFunction(() => document.querySelectorAll(".queue-list li").length === 38);
    const clean = await rows(
      `outreach_drafts?playbook_id=eq.${playbook}&status=eq.draft&metadata->>warnings=eq.[]&select=id`,
    );
    await done("approve_drafts", { drafts: clean.slice(0, 29).map((draft) => draft.id) });
    assert.equal((await rows(`outreach_drafts?playbook_id=eq.${playbook}&status=eq.approved&select=id`)).length, 30);
  });

  await t.test("they leave by a mailbox that was verified", async () => {
    const mailbox = await made("mailboxes", {
      name: "Mine",
      address: "sam@yourco.example",
      host: "127.0.0.1",
      port,
      security: "none",
      per_hour: 20,
      per_day: 100,
      ramp_from: 100,
    });
    await page.goto(`/mailboxes/${mailbox}`);
    await page.locator(".rec-head .acts").getByRole("button", { name: "Verify mailbox" }).click();
    await page.click("#dialog .feet button[type=submit]");
    await eventually(() => arrived().some((message) => message.includes("This mailbox works")));
    const sent = () => rows(`outreach_drafts?playbook_id=eq.${playbook}&status=eq.sent&select=id`);
    await eventually(async () => (await sent()).length >= 19);
    await new Promise((later) => setTimeout(later, 1500));
    assert.ok((await sent()).length <= 20, "no more than twenty in an hour");
    const waiting = await rows(`outreach_drafts?playbook_id=eq.${playbook}&status=eq.approved&select=send_at`);
    assert.ok(waiting.length >= 10);
  });

  await t.test("one reader hears no more", async () => {
    const message = arrived().find((text) => text.includes("@forty"));
    const to = message.match(/^To: (.*)$/m)[1].trim();
    const path = message.match(/\/link\/[A-Za-z0-9_-]+/)[0];
    const reader = await (await visitor()).newPage();
    await reader.goto(path);
    await reader.waitForSelector("text=Hear no more from us?");
    assert.equal((await rows(`suppression_entries?key=eq.${to}&select=id`)).length, 0, "looking changes nothing");
    await reader.click("text=Write to me no more");
    await reader.waitForSelector("text=You hear no more from us");
    assert.deepEqual(await rows(`suppression_entries?key=eq.${to}&select=origin`), [{ origin: "unsubscribe" }]);
    // A mail program asks by itself, with neither cookie nor page.
    const again = await fetch(`${address}${path}`, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: "List-Unsubscribe=One-Click",
    });
    assert.equal(again.status, 200);
  });
});
