// A chat in two browsers: who applied by a link without an account, and a recruiter on the application's page.
import { test } from "node:test";
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { api, connected, person, visitor } from "./world.mjs";

const who = "recruiter@copilot";
const made = async (noun, row) =>
  (await api(who, `/rest/v1/${noun}`, { method: "POST", body: JSON.stringify(row) })).body[0].id;
const done = async (verb, input) =>
  (await api(who, `/rest/v1/rpc/${verb}`, { method: "POST", body: JSON.stringify(input) })).body;

/** Pictures for who wants to look: SHOTS=<folder>. */
const shot = async (page, name) => {
  if (!process.env.SHOTS) return;
  mkdirSync(process.env.SHOTS, { recursive: true });
  await page.screenshot({ path: `${process.env.SHOTS}/${name}.png` });
};

const scene = async () => {
  const client = (await api(who, "/rest/v1/clients?select=id&limit=1")).body[0].id;
  const job = await made("jobs", {
    client_id: client,
    title: "Night rigger",
    status: "sourcing",
    job_locations: ["Sydney, NSW"],
    country: "AU",
    job_summary: "You rig steel by night. Parking is free at the gate.",
  });
  await made("job_questions", { job_id: job, question: "May you work in Australia?" });
  const candidate = await made("candidates", { first_name: "Ann", last_name: "Able" });
  const application = (await done("take_applicants", { job, people: [candidate] })).applications[0];
  return { application };
};

/** Waits for words in a thread; answers how long that took. */
const said = async (page, words) => {
  const begin = Date.now();
  await page.locator("[data-thread] .said .words", { hasText: words }).first().waitFor();
  return Date.now() - begin;
};

const write = async (page, words) => {
  await page.fill("[data-writing] textarea", words);
  await page.keyboard.press("Enter");
};

test("a bot begins, a recruiter takes over, and both sides see each other at once", async () => {
  const { application } = await scene();
  const ours = await person(who);
  await ours.goto(`/applications/${application}`);
  await connected(ours);
  await ours.click('#chat button:has-text("Start chat")');
  // Without mail the link is passed on.
  const link = new URL(await ours.inputValue("#dialog input[readonly]"), "http://x").pathname;
  await ours.click("#dialog .feet [data-close]");
  const context = await visitor();
  const theirs = await context.newPage();
  await theirs.goto(link);
  await connected(theirs);
  await said(theirs, "Are you interested?");
  await shot(theirs, "guest-begin");
  await write(theirs, "yep");
  const took = await said(theirs, "May you work in Australia?");
  assert.ok(took < 3000, `the bot answers in ${took} ms`);
  await write(theirs, "I do");
  await said(theirs, "I understood: Yes. Is that right?");
  await said(ours, "I understood: Yes.");
  await write(theirs, "is there parking?");
  await said(theirs, "Parking is free at the gate.");
  // Somebody of us takes the word, and one sees that they write.
  await ours.locator("[data-writing] textarea").pressSequentially("Hello Ann, ");
  await theirs.waitForFunction(() => document.querySelector("[data-writes]").textContent.includes("is writing"));
  await ours.locator("[data-writing] textarea").pressSequentially("this is a person.");
  await ours.keyboard.press("Enter");
  const seen = await said(theirs, "this is a person.");
  assert.ok(seen < 1000, `seen after ${seen} ms`);
  assert.equal(await ours.inputValue("[data-writing] textarea"), "");
  await ours.locator("[data-read-mark]").waitFor();
  await theirs.locator("[data-writing] textarea").pressSequentially("Good");
  await ours.waitForFunction(() => document.querySelector("[data-writes]").textContent.includes("writing"));
  await theirs.fill("[data-writing] textarea", "<b>Good</b> to hear");
  await theirs.keyboard.press("Enter");
  await said(ours, "<b>Good</b> to hear");
  await ours.locator('#chat button:has-text("Mark read")').waitFor();
  await shot(ours, "ours");
  await shot(theirs, "guest");
  // What was begun is not thrown away when something arrives.
  await ours.fill("[data-writing] textarea", "half a thought");
  await write(theirs, "one more thing");
  await said(ours, "one more thing");
  assert.equal(await ours.inputValue("[data-writing] textarea"), "half a thought");
  await ours.fill("[data-writing] textarea", "");
  await ours.click('#chat button:has-text("Hand back")');
  await said(theirs, "May you work in Australia?");
  await context.close();
  await ours.context().close();
});

test("it works by sending and loading where no script runs, and on a phone", async () => {
  const { application } = await scene();
  const url = (await done("start_chat", { application })).url;
  const link = new URL(url, "http://x").pathname;
  const plain = await visitor({ javaScriptEnabled: false, viewport: { width: 390, height: 780 }, colorScheme: "dark" });
  const page = await plain.newPage();
  await page.goto(link);
  await page.fill("[name=words]", "yes");
  await page.click("text=Send");
  await page.waitForSelector(".said.ours");
  assert.ok(await page.isVisible("text=Are you interested?"));
  const wide = await page.evaluate(() => document.documentElement.scrollWidth).catch(() => 390);
  assert.ok(wide <= 390, `it is ${wide} wide`);
  await shot(page, "guest-phone-dark");
  await page.goto(link.replace(/\/chat$/, ""));
  await page.click("text=Open the chat");
  await page.waitForSelector("[data-thread]");
  await plain.close();
  const phone = await person(who, { viewport: { width: 390, height: 780 }, colorScheme: "dark" });
  await phone.goto(`/applications/${application}#chat`);
  await phone.waitForSelector("#chat [data-thread]");
  assert.ok((await phone.evaluate(() => document.documentElement.scrollWidth)) <= 390);
  await phone.locator("#chat").scrollIntoViewIfNeeded();
  await shot(phone, "ours-phone-dark");
  await phone.context().close();
});
