// The job board: found, read and applied to by a stranger, on a phone and without scripts.
import { test } from "node:test";
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { person, visitor, api, address, verb } from "./world.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const email = "stella@stranger.example";
const application = async () =>
  (
    await api(
      "admin@copilot",
      "/rest/v1/applications?select=*,person:candidate_id(*)&source=eq.poster&order=id.desc&limit=1",
    )
  ).body[0];
const sound = async (page, name) => {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => axe.run({ resultTypes: ["violations"] }));
  const serious = violations.filter((v) => ["serious", "critical"].includes(v.impact));
  assert.deepEqual(
    serious.map((v) => `${name}: ${v.id} ${v.nodes[0].html}`),
    [],
  );
};
const fits = async (page) => {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= 390, `${page.url()} is ${wide} px wide on a phone`);
};
const folder = mkdtempSync(join(tmpdir(), "throughline-resume-"));
const resume = join(folder, "cv.txt");
writeFileSync(resume, `Stella Stranger\n${email}\n\nExperience\nAcme, Rigger, 2019 - present\n`);

test("a stranger finds a job and applies on a phone, without scripts", async () => {
  const pocket = await visitor({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
    javaScriptEnabled: false,
  });
  const page = await pocket.newPage();
  await page.goto("/board/copilot?source=poster");
  const all = await page.locator(".board-jobs .title").count();
  assert.ok(all > 4, "jobs are open");
  await page.selectOption("[name=kind]", "full_time");
  await page.click(".board-filters button");
  await page.waitForURL(/kind=full_time/);
  assert.match(page.url(), /source=poster/, "where they come from stays");
  const title = await page.locator(".board-jobs .title").first().textContent();
  await page.locator(".board-jobs .title").first().click();
  assert.equal(await page.textContent("h1"), title);
  await page
    .locator("a", { hasText: /^Apply$/ })
    .first()
    .click();
  await page.waitForURL(/apply/);
  await page.fill("#first_name", "Stella");
  await page.fill("#last_name", "Stranger");
  await page.fill("#email", email);
  await page.setInputFiles("#file", resume);
  for (const choice of await page.$$(".applying select")) await choice.selectOption({ index: 1 });
  for (const number of await page.$$(".applying [inputmode=decimal]")) await number.fill("3");
  await page.check("[name=consents]");
  await page.click("text=Send application");
  await page.waitForURL(/\/link\//);
  assert.match(await page.textContent("h1"), /Thank you/);
  await page.fill("#skills", "Rigging\nWelding");
  await page.fill("#company-0", "Acme");
  await page.click("text=This is right");
  await page.waitForSelector("text=Nothing more is needed");
  await pocket.close();
  const made = await application();
  assert.deepEqual([made.status, made.person.name, made.person.email], ["new", "Stella Stranger", email]);
  assert.deepEqual(made.person.skills, ["Rigging", "Welding"]);
});

test("what was sent is on the application's page, and its link opens the person's own", async () => {
  const made = await application();
  const member = await person("admin@copilot");
  await member.goto(`/applications/${made.id}`);
  await member.waitForSelector("text=The profile was made from it.");
  await verb(member, "Renew application link", { by: "link" });
  await member.waitForSelector("#dialog input[data-select]");
  const link = new URL(await member.inputValue("#dialog input[data-select]"), address).pathname;
  await member.context().close();
  const own = await visitor({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const page = await own.newPage();
  await page.goto(link);
  assert.match(await page.textContent("#status h2"), /Received/);
  await fits(page);
  await page.click("#profile summary");
  await sound(page, "status");
  await page.fill("#phone", "+61 412 345 678");
  await page.selectOption("#ready_to_relocate", "yes");
  await page.click("text=Save profile");
  await page.waitForURL(/#profile/);
  await page.setInputFiles("#file", resume);
  await page.click("#files button");
  await page.waitForURL(/#files/);
  await page.click("text=Withdraw");
  await page.waitForURL(/#status/);
  assert.match(await page.textContent("#status h2"), /Withdrawn/);
  await own.close();
  const now = await application();
  assert.deepEqual(
    [now.status, now.person.phone, now.person.ready_to_relocate],
    ["withdrawn", "+61 412 345 678", "yes"],
  );
});

test("the pages fit a phone and hold up for who does not see them, in light and dark", async () => {
  for (const colorScheme of ["light", "dark"]) {
    const context = await visitor({ viewport: { width: 390, height: 844 }, colorScheme });
    const page = await context.newPage();
    await page.goto("/board/copilot");
    const job = await page.locator(".board-jobs .title").first().getAttribute("href");
    for (const path of [
      "/board/copilot",
      "/board/copilot?show=hot-drops",
      job,
      `${job}/apply`,
      "/board/copilot/none",
    ]) {
      await page.goto(path);
      await fits(page);
      await sound(page, `${path} in ${colorScheme}`);
    }
    await context.close();
  }
});
