// The end of the main job: messages leave, three readers answer, two messages bounce, one reader wants to hear no more, one
// is away; the right ones go on, the others stop; who is interested is met and becomes business. All in the browser.
import { test } from "node:test";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  chmodSync,
} from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { api, person, visitor } from "./world.mjs";

const who = "sales@ccs";
const clients = join(import.meta.dirname, "../clients");
const rows = async (path, by = who) => (await api(by, `/rest/v1/${path}`)).body;
const made = async (noun, row, by = who) => {
  const { status, body } = await api(by, `/rest/v1/${noun}`, { method: "POST", body: JSON.stringify(row) });
  assert.equal(status, 201, JSON.stringify(body));
  return body[0]?.id ?? body.length;
};
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
const freePort = () =>
  new Promise((found) => {
    const server = net.createServer();
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => found(port));
    });
  });

test("what comes back is heard, and who is interested becomes business", async (t) => {
  const sent = mkdtempSync(join(tmpdir(), "reach-sent-"));
  const box = mkdtempSync(join(tmpdir(), "reach-box-"));
  chmodSync(box, 0o755);
  const smtp = spawn(join(import.meta.dirname, "../../target/venv/bin/python"), [join(clients, "smtp.py"), sent]);
  const port = await new Promise((said) => smtp.stdout.once("data", (d) => said(Number(String(d).trim()))));
  const readPort = await freePort();
  const dovecot = spawn(join(clients, "dovecot.sh"), [box, String(readPort)], { stdio: "ignore" });
  t.after(async () => {
    smtp.kill();
    const ended = new Promise((over) => dovecot.on("exit", over));
    dovecot.kill("SIGTERM");
    await ended;
    for (const folder of [sent, box]) rmSync(folder, { recursive: true, force: true });
  });
  await eventually(
    () => existsSync(join(box, "log")) && readFileSync(join(box, "log"), "utf8").includes("starting up"),
  );
  const left = () =>
    readdirSync(sent)
      .filter((name) => name.endsWith(".eml"))
      .map((name) => readFileSync(join(sent, name), "utf8"));
  const idOf = (n) =>
    left()
      .find((text) => text.includes(`To: ann@reach${n}.example\r\n`))
      .match(/Message-ID: <(.*)>/)[1];
  let count = 0;
  const arrives = (text) => {
    const name = `${String(++count).padStart(6, "0")}.test`;
    const path = join(box, "mail/tmp", name);
    writeFileSync(path, text.replaceAll(/\r?\n/g, "\r\n"));
    chmodSync(path, 0o666);
    renameSync(path, join(box, "mail/new", name));
  };
  const answer = (n, words, head = "") =>
    arrives(
      `From: Ann Reach <ann@reach${n}.example>\nTo: sam@reach.example\nMessage-ID: <a${n}@reach${n}.example>\nIn-Reply-To: <${idOf(n)}>\n${head}Subject: Re: For Reach ${n}\n\n${words}\n\nOn Monday Sam wrote:\n> Hello\n`,
    );
  const bounce = (n) =>
    arrives(
      `From: MAILER-DAEMON@mx.example\nTo: sam@reach.example\nMessage-ID: <b${n}@mx.example>\nSubject: Undelivered\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: text/plain\n\nSorry.\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; ann@reach${n}.example\nAction: failed\nStatus: 5.1.1\n\n--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <${idOf(n)}>\n\n--b--\n`,
    );

  const page = await person(who);
  const leads = [];
  let mailbox, playbook;

  await t.test("a mailbox is connected, and says that it sends and is read", async () => {
    const settings = {
      "outreach.opens_at": "00:00",
      "outreach.closes_at": "00:00",
      "outreach.weekends": true,
      "outreach.hold_minutes": 0,
      "outreach.pause_seconds": 0,
    };
    for (const [key, value] of Object.entries(settings)) {
      const { status } = await api("admin@ccs", "/rest/v1/system_settings", {
        method: "POST",
        body: JSON.stringify({ key, value }),
      });
      assert.ok([201, 409].includes(status));
    }
    const others = await api("admin@ccs", "/rest/v1/outreach_drafts?status=eq.approved", {
      method: "PATCH",
      body: JSON.stringify({ status: "cancelled" }),
    });
    assert.ok(others.status < 300, JSON.stringify(others.body));
    for (const other of await rows("mailboxes?select=id", "admin@ccs"))
      await api("admin@ccs", `/rest/v1/mailboxes?id=eq.${other.id}`, {
        method: "PATCH",
        body: JSON.stringify({ is_active: false }),
      });
    await page.goto("/mailboxes");
    await page.getByRole("button", { name: "Connect mailbox" }).click();
    await page.fill("#dialog [name=address]", "sam@reach.example");
    await page.fill("#dialog [name=password]", "secret");
    await page.fill("#dialog [name=host]", "127.0.0.1");
    await page.fill("#dialog [name=read_host]", "127.0.0.1");
    await page.click("#dialog .feet button[type=submit]");
    await page.waitForURL(/\/mailboxes\/[0-9a-f-]{36}/);
    mailbox = page.url().match(/[0-9a-f-]{36}/)[0];
    // Test servers speak neither TLS nor by the usual ports.
    const { status } = await api(who, `/rest/v1/mailboxes?id=eq.${mailbox}`, {
      method: "PATCH",
      body: JSON.stringify({
        port,
        security: "none",
        username: null,
        read_port: readPort,
        read_security: "none",
        read_username: "sam",
        per_hour: 8,
        ramp_from: 100,
      }),
    });
    assert.ok(status < 300);
    await done("set_mailbox_secrets", { mailbox, read_password: "secret" });
    await page.goto(`/mailboxes/${mailbox}`);
    await page.locator(".rec-head .acts").getByRole("button", { name: "Verify mailbox" }).click();
    await page.click("#dialog .feet button[type=submit]");
    await eventually(async () => (await rows(`mailboxes?id=eq.${mailbox}&select=verified_at`))[0].verified_at);
    await eventually(async () => (await rows(`mailboxes?id=eq.${mailbox}&select=last_read_at`))[0].last_read_at);
    await page.goto(`/mailboxes/${mailbox}`);
    await page.waitForSelector("[data-reading] >> text=Reads");
  });

  await t.test("ten are approved, and eight leave within the hour", async () => {
    playbook = await made("outreach_playbooks", {
      name: "Reach",
      subject_template: "For {{company.name}}",
      body_template: "Hello {{contact.firstName}}.",
    });
    await made("playbook_steps", {
      playbook_id: playbook,
      position: 2,
      wait_days: 3,
      body_template: "Did this reach you?",
    });
    for (let n = 0; n < 10; n++)
      leads.push(
        await made("leads", { company_name: `Reach ${n}`, contact_name: "Ann Reach", email: `ann@reach${n}.example` }),
      );
    await done("draft_outreach", { playbook, leads });
    const drafts = await rows(
      `outreach_drafts?playbook_id=eq.${playbook}&status=eq.draft&select=id&order=created_at,id`,
    );
    await done("approve_drafts", { drafts: drafts.map((draft) => draft.id) });
    const gone = () => rows(`outreach_drafts?playbook_id=eq.${playbook}&status=eq.sent&select=lead_id`);
    await eventually(async () => (await gone()).length >= 7);
    await new Promise((later) => setTimeout(later, 1000));
    assert.ok((await gone()).length <= 8, "no more than eight in an hour");
    // Those that left come first.
    const there = (await gone()).map((draft) => draft.lead_id);
    leads.sort((a, b) => there.includes(b) - there.includes(a));
  });

  await t.test("what comes back is read, and each goes its way", async () => {
    const numbers = [];
    for (const lead of leads)
      numbers.push(Number((await rows(`leads?id=eq.${lead}&select=email`))[0].email.match(/\d+/)[0]));
    answer(numbers[0], "Sounds good, could we meet on Thursday?");
    answer(numbers[1], "What does it cost?");
    answer(numbers[2], "We are not interested.");
    bounce(numbers[3]);
    bounce(numbers[4]);
    answer(numbers[5], "I am out of office.", "Auto-Submitted: auto-replied\n");
    // One reader follows the link in the message.
    const path = left()
      .find((text) => text.includes(`To: ann@reach${numbers[6]}.example\r\n`))
      .match(/\/link\/[A-Za-z0-9_-]+/)[0];
    const reader = await (await visitor()).newPage();
    await reader.goto(path);
    await reader.click("text=Write to me no more");
    await reader.waitForSelector("text=You hear no more from us");
    await page.goto(`/mailboxes/${mailbox}`);
    await page.locator(".rec-head").getByRole("button", { name: "Read mailbox" }).click();
    const dialog = page.locator("#dialog .feet button[type=submit]");
    await dialog.click();
    const stands = async () => {
      const all = await rows(`enrolments?playbook_id=eq.${playbook}&select=lead_id,status`);
      return leads.map((lead) => all.find((one) => one.lead_id === lead).status);
    };
    const wanted = ["answered", "answered", "answered", "bounced", "bounced", "active", "unsubscribed"];
    await eventually(async () => (await stands()).slice(0, 7).join() === wanted.join());
    assert.ok((await stands()).slice(7).every((one) => one === "active"));
    const away = await rows(`replies?lead_id=eq.${leads[5]}&select=outcome`);
    assert.deepEqual(away, [{ outcome: "out_of_office" }]);
    const suppressed = await rows(
      `suppression_entries?key=like.*@reach*.example&origin=in.(bounce,unsubscribe)&select=key`,
    );
    assert.equal(suppressed.length, 3);
  });

  await t.test("the answers wait, are read, met, and become business", async () => {
    await page.goto("/outreach?show=replies");
    await page.waitForSelector("text=could we meet on Thursday");
    const first = page.locator(".queue-list li", { hasText: "could we meet on Thursday" });
    await first.locator("a").click();
    await page.waitForSelector(".queue-message pre >> text=could we meet on Thursday");
    assert.equal(await page.inputValue("[name=sentiment]"), "interested");
    await page.getByRole("link", { name: "Conversation" }).click();
    await page.waitForSelector("text=could we meet on Thursday");
    await page.goto(`/leads/${leads[0]}?tab=mail`);
    assert.equal(await page.locator(".thread .said").count(), 2, "what was written, and the answer");
    // They met.
    await made("activities", {
      type: "meeting",
      subject: "First meeting",
      lead_id: leads[0],
      occurred_at: new Date().toISOString(),
    });
    await page.goto("/outreach?show=replies");
    await page.locator(".queue-list li", { hasText: "could we meet on Thursday" }).locator("a").click();
    await page.waitForSelector(".queue-message pre >> text=could we meet on Thursday");
    await page.click("button[value=settle]");
    await page.waitForFunction(() => !document.body.textContent.includes("could we meet on Thursday"));
    await page.goto(`/leads/${leads[0]}/convert`);
    await page.locator("main form button[type=submit]").last().click();
    await eventually(async () => (await rows(`leads?id=eq.${leads[0]}&select=status`))[0].status === "converted");
    const deal = (await rows(`leads?id=eq.${leads[0]}&select=converted_opportunity_id`))[0].converted_opportunity_id;
    // What they write now stands with the deal, too.
    const n = (await rows(`leads?id=eq.${leads[0]}&select=email`))[0].email.match(/\d+/)[0];
    arrives(
      `From: Ann Reach <ann@reach${n}.example>\nTo: sam@reach.example\nMessage-ID: <later@reach${n}.example>\nIn-Reply-To: <${idOf(n)}>\nSubject: Re: For Reach\n\nThank you for the meeting.\n`,
    );
    await api(who, "/rest/v1/rpc/read_mailbox", {
      method: "POST",
      headers: { prefer: "respond-async" },
      body: JSON.stringify({ mailbox }),
    });
    await eventually(
      async () => (await rows(`activities?opportunity_id=eq.${deal}&type=eq.email&select=id`)).length === 1,
    );
  });
});
