// From a job to a person who joined: published, found by a stranger, read, scored, chatted with, met, offered, placed.
import { test } from "node:test";
import assert from "node:assert/strict";
import { join } from "node:path";
import { address, api, connected, person, verb, visitor } from "./world.mjs";

const who = "recruiter@copilot";
const resume = join(import.meta.dirname, "../resumes/files/52-twocol.pdf");
const one = async (path) => (await api(who, `/rest/v1/${path}`)).body[0];
const made = async (noun, row) =>
  (await api(who, `/rest/v1/${noun}`, { method: "POST", body: JSON.stringify(row) })).body[0].id;
const said = (page, words) => page.locator("[data-thread] .said .words", { hasText: words }).first().waitFor();
const write = async (page, words) => {
  await page.fill("[data-writing] textarea", words);
  await page.keyboard.press("Enter");
};

test("from a job to a person who joined", async (t) => {
  let job, application, chat;
  const slug = "crane-rigger-hiring";
  const ours = await person(who);
  const stranger = await visitor();
  const theirs = await stranger.newPage();

  await t.test("a job is published", async () => {
    const client = (await one("clients?select=id&limit=1")).id;
    job = await made("jobs", {
      client_id: client,
      title: "Crane rigger for hiring",
      slug_url: slug,
      employment_type: "contractor",
      work_mode: "remote",
      country: "AU",
      currency: "AUD",
      salary_unit: "hour",
      max_salary: 60,
      job_summary: "You rig cranes. Parking is free at the gate.",
      hiring_process_rounds: ["Technical"],
    });
    for (const [position, question] of [
      [1, "May you work in Australia?"],
      [2, "Do you have your own tools?"],
    ])
      await made("job_questions", { job_id: job, position, question, is_required: false });
    assert.equal((await fetch(`${address}/board/copilot/${slug}`)).status, 404, "a draft is not there");
    await api(who, `/rest/v1/jobs?id=eq.${job}`, { method: "PATCH", body: JSON.stringify({ status: "sourcing" }) });
  });

  await t.test("a stranger finds it and applies with a résumé in two columns", async () => {
    await theirs.goto("/board/copilot?q=crane+rigger");
    await theirs.click("text=Crane rigger for hiring");
    await theirs
      .locator("a", { hasText: /^Apply$/ })
      .first()
      .click();
    await theirs.waitForURL(/apply/);
    await theirs.fill("#first_name", "Wanda");
    await theirs.fill("#last_name", "Wexford");
    await theirs.fill("#email", "wanda@wexford.example");
    await theirs.setInputFiles("#file", resume);
    await theirs.check("[name=consents]");
    await theirs.click("text=Send application");
    await theirs.waitForURL(/\/link\//);
    assert.ok((await theirs.inputValue("#skills")).length > 20, "skills were read");
    assert.ok((await theirs.inputValue("#company-0")).length > 2, "positions were read");
    await theirs.click("text=This is right");
    await theirs.waitForSelector("text=Nothing more is needed");
    application = (await one(`applications?job_id=eq.${job}&select=id`)).id;
  });

  await t.test("it is scored with reasons", async () => {
    await api(who, "/rest/v1/rpc/score_applications", { method: "POST", body: JSON.stringify({ job }) });
    const { match_score: score, ai_custom_summary: why } = await one(`applications?id=eq.${application}`);
    assert.ok(score >= 0 && score <= 100 && why.length > 20, `${score} ${why}`);
    await ours.goto(`/applications/${application}`);
    await connected(ours);
    assert.match(await ours.textContent("main"), new RegExp(`Match.*${score}`, "s"));
  });

  await t.test("the bot asks two questions, and a recruiter takes the word", async () => {
    await ours.click('#chat button:has-text("Start chat")');
    chat = new URL(await ours.inputValue("#dialog input[readonly]"), address).pathname;
    await ours.click("#dialog .feet [data-close]");
    await theirs.goto(chat);
    await connected(theirs);
    await write(theirs, "yes");
    for (const [n, question] of ["May you work in Australia?", "Do you have your own tools?"].entries()) {
      await said(theirs, question);
      await write(theirs, "yes");
      await theirs.locator("[data-thread] .said .words", { hasText: "I understood" }).nth(n).waitFor();
      await write(theirs, "yes");
    }
    // The bot has noted the last answer when it goes on.
    const answers = async () =>
      (await api(who, `/rest/v1/application_answers?application_id=eq.${application}&select=answer`)).body;
    for (const end = Date.now() + 30000; (await answers()).length < 2 && Date.now() < end;)
      await theirs.waitForTimeout(50);
    assert.deepEqual(
      (await answers()).map((a) => a.answer.toLowerCase()),
      ["yes", "yes"],
    );
    await said(ours, "Do you have your own tools?");
    await ours.fill("[data-writing] textarea", "Hello Wanda, let us meet.");
    await ours.press("[data-writing] textarea", "Enter");
    await said(theirs, "let us meet");
  });

  await t.test("they meet: proposed, picked, in both calendars", async () => {
    await ours.goto(`/applications/${application}`);
    await ours.click("a:has-text('Propose interview')");
    await ours.fill("#round", "Technical");
    await ours.click("button:has-text('Find times')");
    await ours.waitForSelector("h2:has-text('Everybody is free')");
    for (const n of [1, 5]) await ours.locator("input[name=times]").nth(n).check();
    await ours.check("input[name=by][value=link]");
    await ours.click("button:has-text('Propose these times')");
    const link = new URL(await ours.inputValue("input[readonly]"), address).pathname;
    await theirs.goto(link);
    await theirs.locator("button[name=starts_at]").first().click();
    await theirs.waitForSelector("a:has-text('Put it in my calendar')");
    const interview = (await one(`interviews?application_id=eq.${application}&select=id,status`)).id;
    const feed = await api(who, "/rest/v1/rpc/open_calendar_feed", { method: "POST", body: "{}" });
    const calendar = await (await fetch(`${address}${new URL(feed.body.url, address).pathname}`)).text();
    assert.ok(calendar.replaceAll("\r\n ", "").includes(`UID:${interview}@throughline`));
    assert.equal((await one(`applications?id=eq.${application}&select=status`)).status, "interview");
  });

  await t.test("an offer is made with a key, sent with its letter, and accepted by name", async () => {
    await ours.goto(`/applications/${application}`);
    await ours.waitForSelector(".rec-head .acts");
    await ours.keyboard.press("o");
    await ours.waitForSelector("#dialog[open] [name=amount]");
    await ours.fill("#dialog [name=amount]", "54.50");
    await ours.fill("#dialog [name=start_date]", "2031-03-03");
    await ours.fill("#dialog [name=end_date]", "2031-06-30");
    await ours.click("#dialog .feet button[type=submit]");
    await ours.waitForURL(/\/offers\//);
    await verb(ours, "Send offer", { by: "link" });
    await ours.waitForSelector("#dialog input[data-select]");
    const link = new URL(await ours.inputValue("#dialog input[data-select]"), address).pathname;
    await theirs.goto(link);
    assert.match(await theirs.textContent("#offer"), /54\.50 AUD per hour/);
    const letter = await theirs.request.get(`${address}${link}?as=letter`);
    assert.equal((await letter.body()).subarray(0, 5).toString(), "%PDF-");
    await theirs.fill("#offer-name", "Wanda Wexford");
    await theirs.click("text=Accept");
    await theirs.waitForSelector("text=You accepted");
  });

  await t.test("who joined is placed, the job is closed, and its page is gone", async () => {
    await ours.goto(`/applications/${application}`);
    await verb(ours, "Mark joined", { charge_rate: "80" });
    await ours.waitForSelector("#toasts, .toast");
    const placed = await one(`placements?job_id=eq.${job}&select=status,start_date,end_date,pay_rate,charge_rate`);
    assert.deepEqual(placed, {
      status: "active",
      start_date: "2031-03-03",
      end_date: "2031-06-30",
      pay_rate: 54.5,
      charge_rate: 80,
    });
    assert.equal((await one(`jobs?id=eq.${job}&select=status`)).status, "closed");
    assert.equal((await fetch(`${address}/board/copilot/${slug}`)).status, 410);
  });
  await stranger.close();
  await ours.context().close();
});
