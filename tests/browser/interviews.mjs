// An interview in the browser: proposed by the recruiter, picked by the candidate, in both calendars, judged by who held it.
import { test } from "node:test";
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { person, visitor, address, api } from "./world.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const sound = async (page, name) => {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => axe.run({ resultTypes: ["violations"] }));
  const serious = violations.filter((v) => ["serious", "critical"].includes(v.impact));
  assert.deepEqual(
    serious.map((v) => `${name}: ${v.id} ${v.nodes[0].html}`),
    [],
  );
};

const one = async (who, path) => (await api(who, `/rest/v1/${path}`)).body[0];

test("an interview, step by step", async (t) => {
  const recruiter = await person("recruiter@copilot");
  let application, interview, link;

  await t.test("the recruiter finds times at which everybody is free, and proposes two", async () => {
    const client = await one("recruiter@copilot", "clients?select=id&limit=1");
    const job = {
      client_id: client.id,
      title: "Night rigger",
      status: "sourcing",
      slug_url: "night-rigger-browser",
      job_locations: ["Sydney, NSW"],
      country: "AU",
      job_summary: "You rig by night.",
      hiring_process_rounds: ["Screening", "Technical"],
    };
    const made = async (noun, row) =>
      (await api("recruiter@copilot", `/rest/v1/${noun}`, { method: "POST", body: JSON.stringify(row) })).body[0].id;
    const work = await made("jobs", job);
    const ann = await made("candidates", { first_name: "Ann", last_name: "Able", email: "ann@able.example" });
    application = await made("applications", { job_id: work, candidate_id: ann });
    await recruiter.goto(`/applications/${application}`);
    await recruiter.click("a:has-text('Propose interview')");
    await recruiter.fill("#round", "Technical");
    await recruiter.uncheck("input[name=interviewers]:checked");
    const staff = await one("recruiter@copilot", "users?role=eq.staff&select=id");
    await recruiter.check(`input[name=interviewers][value='${staff.id}']`);
    await recruiter.click("button:has-text('Find times')");
    await recruiter.waitForSelector("h2:has-text('Everybody is free')");
    await sound(recruiter, "proposing");
    for (const n of [3, 20]) await recruiter.locator("input[name=times]").nth(n).check();
    await recruiter.fill("#meeting_url", "https://meet.example/night");
    await recruiter.check("input[name=by][value=link]");
    await recruiter.click("button:has-text('Propose these times')");
    link = await recruiter.inputValue("input[readonly]");
    await recruiter.click("a:has-text('Done')");
    interview = new URL(recruiter.url()).pathname.split("/").pop();
    assert.match(await recruiter.textContent("main"), /the candidate picks one/);
  });

  await t.test("the candidate picks one without an account or scripts, in their own time zone", async () => {
    const context = await visitor({ javaScriptEnabled: false, viewport: { width: 390, height: 800 } });
    const page = await context.newPage();
    await page.goto(new URL(link).pathname);
    const times = page.locator("button[name=starts_at]");
    assert.equal(await times.count(), 2);
    const before = await times.first().textContent();
    await page.selectOption("select[name=zone]", "America/New_York");
    await page.click("button:has-text('Change')");
    assert.notEqual(await times.first().textContent(), before);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= 390, `${wide} px on a phone`);
    await times.first().click();
    await page.waitForSelector("a:has-text('Put it in my calendar')");
    const file = await (await fetch(`${address}${new URL(link).pathname}?as=ics&interview=${interview}`)).text();
    assert.ok(file.includes(`UID:${interview}@throughline`), file);
  });

  await t.test("it is in the calendar of who holds it, and the recruiter sees when it is", async () => {
    const { body } = await api("staff@copilot", "/rest/v1/rpc/open_calendar_feed", { method: "POST", body: "{}" });
    const feed = await (await fetch(`${address}${new URL(body.url, address).pathname}`)).text();
    assert.ok(feed.replaceAll("\r\n ", "").includes(`UID:${interview}@throughline`), feed);
    await recruiter.goto(`/applications/${application}`);
    assert.match(await recruiter.textContent("#interviews"), /Scheduled/);
  });

  await t.test("the scorecard is filled in beside the profile, and handed in", async () => {
    // It took place in the demo; what is to come can't be judged.
    const staff = await person("staff@copilot");
    const mine = await api("staff@copilot", "/rest/v1/users?role=eq.staff&select=id");
    const held = (
      await api(
        "staff@copilot",
        `/rest/v1/interviews?status=eq.completed&select=id,interviewers!inner(user_id)&interviewers.user_id=eq.${mine.body[0].id}`,
      )
    ).body.map((row) => row.id);
    const done = (
      await api("staff@copilot", `/rest/v1/scorecards?user_id=eq.${mine.body[0].id}&handed_in_at=not.is.null`)
    ).body;
    const open = held.find((id) => !done.some((card) => card.interview_id === id));
    assert.ok(open, "the demo has an interview of theirs without a card");
    await staff.goto(`/interviews/${open}/scorecard`);
    await sound(staff, "scorecard");
    const many = await staff.locator("fieldset.criterion").count();
    for (let n = 0; n < many; n++) await staff.check(`input[name=score-${n}][value='3']`);
    await staff.fill("#notes", "Sound answers.");
    await staff.click("button:has-text('Hand in')");
    assert.match(await staff.textContent("main"), /Say what you recommend/);
    assert.equal(await staff.inputValue("#notes"), "Sound answers.", "what was typed stays");
    await staff.check("input[name=recommendation][value=yes]");
    await staff.click("button:has-text('Hand in')");
    await staff.waitForSelector("h2:has-text('Handed in')");
  });
});
