// The roster: what is dragged and what is pressed, and what is said before.
import { test } from "node:test";
import assert from "node:assert/strict";
import { person, api } from "./world.mjs";

const who = "recruiter@copilot";
const made = async (table, row) =>
  (await api("admin@copilot", `/rest/v1/${table}`, { method: "POST", body: JSON.stringify(row) })).body[0];

/** A site with two glaziers of a name that nobody else has; the first is booked for a week of March. */
const world = async (name) => {
  const client = await made("clients", { name: `${name} Roads` }),
    project = await made("projects", { name: `${name} Bypass`, client_id: client.id }),
    people = [];
  for (const first of ["Ann", "Ben"])
    people.push(
      await made("candidates", {
        first_name: first,
        last_name: name,
        trade: "Glazier",
        charge_out_rate: 80,
        pay_rate: 45,
      }),
    );
  const booked = await api(who, "/rest/v1/rpc/book_people", {
    method: "POST",
    body: JSON.stringify({
      project: project.id,
      people: [people[0].id],
      start_date: "2027-03-08",
      end_date: "2027-03-14",
    }),
  });
  assert.equal(booked.status, 200, JSON.stringify(booked.body));
  return { project, people, placement: booked.body.placements[0], at: `/roster?from=2027-03-01&days=28&name=${name}` };
};
const stands = async (id) => {
  const row = (await api(who, `/rest/v1/placements?id=eq.${id}&select=start_date,end_date,candidates(first_name)`))
    .body[0];
  return `${row.candidates.first_name} ${row.start_date} ${row.end_date}`;
};
const until = async (id, wanted) => {
  const end = Date.now() + 8000;
  let now;
  while ((now = await stands(id)) !== wanted && Date.now() < end) await new Promise((f) => setTimeout(f, 100));
  assert.equal(now, wanted);
};
/** The middle of a day in somebody's row. */
const place = async (page, name, day) => {
  const head = await page.locator("tr.days th").nth(day).boundingBox(),
    row = await page.locator(`tbody[data-name^="${name}"]`).boundingBox();
  return [head.x + head.width / 2, row.y + row.height / 2];
};
const drag = async (page, from, to) => {
  await page.mouse.move(...from);
  await page.mouse.down();
  await page.mouse.move(from[0] + 8, from[1] + 1, { steps: 2 });
  await page.mouse.move(...to, { steps: 6 });
};

test("a bar is dragged to other days, with undo, and lengthened at its end", async () => {
  const { at, placement } = await world("Brass");
  const page = await person(who);
  await page.goto(at);
  await drag(page, await place(page, "Ann", 9), await place(page, "Ann", 12));
  await page.waitForSelector("#roster-words.good:has-text('3 days later: free')");
  await page.mouse.up();
  await until(placement, "Ann 2027-03-11 2027-03-17");
  await page.click("#toasts [data-undo]");
  await until(placement, "Ann 2027-03-08 2027-03-14");
  await page.waitForSelector(`[data-bar="${placement}"][data-start="7"]`);
  const bar = await page.locator(`[data-bar="${placement}"]`).boundingBox(),
    end = [bar.x + bar.width - 2, bar.y + bar.height / 2];
  const target = await place(page, "Ann", 16);
  await drag(page, end, target);
  await page.waitForSelector("#roster-words.good:has-text('Until')");
  await page.mouse.up();
  await until(placement, "Ann 2027-03-08 2027-03-17");
  await page.context().close();
});

test("what would be refused is said before it is dropped, and Escape puts it back", async () => {
  const { at, placement, people } = await world("Copper");
  await made("absences", { candidate_id: people[0].id, start_date: "2027-03-20", end_date: "2027-03-22" });
  const page = await person(who);
  await page.goto(at);
  await drag(page, await place(page, "Ann", 9), await place(page, "Ann", 17));
  await page.waitForSelector("#roster-words.bad:has-text('Ann Copper is away from 20 Mar 2027')");
  await page.keyboard.press("Escape");
  await page.mouse.up();
  assert.equal(await page.locator("#roster-words").isVisible(), false);
  assert.equal(await stands(placement), "Ann 2027-03-08 2027-03-14");
  // Dropped all the same, it is refused, and stands where it was.
  await drag(page, await place(page, "Ann", 9), await place(page, "Ann", 17));
  await page.mouse.up();
  await page.waitForSelector("#toasts .toast.bad:has-text('is away from')");
  assert.equal(await stands(placement), "Ann 2027-03-08 2027-03-14");
  await page.context().close();
});

test("dropped on somebody else, the work is theirs", async () => {
  const { at, placement, people } = await world("Iron");
  const page = await person(who);
  await page.goto(at);
  await drag(page, await place(page, "Ann", 9), await place(page, "Ben", 9));
  await page.waitForSelector("#roster-words.good:has-text('Ben Iron takes over: free')");
  await page.mouse.up();
  await page.waitForSelector(`tbody[data-person="${people[1].id}"] [data-bar]`);
  const rows = (await api(who, `/rest/v1/placements?replaces_id=eq.${placement}&select=candidate_id,start_date`)).body;
  assert.deepEqual(rows, [{ candidate_id: people[1].id, start_date: "2027-03-08" }]);
  await page.context().close();
});

test("free days are dragged over to book, and several people are booked at once", async () => {
  const { at, people, project } = await world("Steel");
  const page = await person(who);
  await page.goto(at);
  await drag(page, await place(page, "Ben", 2), await place(page, "Ben", 5));
  await page.mouse.up();
  await page.waitForSelector("#dialog[open] [name=start_date]");
  assert.equal(await page.inputValue("#dialog [name=start_date]"), "2027-03-03");
  assert.equal(await page.inputValue("#dialog [name=end_date]"), "2027-03-06");
  await page.fill("#dialog #roster-project", "Steel Bypass");
  await page.click("#dialog [role=option]");
  await page.click("#dialog button[type=submit]");
  await page.waitForSelector(`tbody[data-person="${people[1].id}"] [data-bar]`);
  for (const one of people) await page.check(`[data-pick-person][value="${one.id}"]`);
  await page.waitForSelector("[data-picked-count]:has-text('2')");
  await page.click("[data-book-picked]");
  await page.waitForSelector("#dialog[open] [name=crew_name]");
  await page.fill("#dialog [name=start_date]", "2027-04-01");
  await page.fill("#dialog [name=end_date]", "2027-04-09");
  await page.fill("#dialog [name=crew_name]", "Steel gang");
  await page.fill("#dialog #roster-project", "Steel Bypass");
  await page.click("#dialog [role=option]");
  await page.click("#dialog button[type=submit]");
  await page.waitForSelector("#toasts :text('Booked 2 people')");
  const crew = (await api(who, `/rest/v1/placement_groups?name=eq.Steel gang&select=project_id,placements(status)`))
    .body;
  assert.deepEqual(crew, [{ project_id: project.id, placements: [{ status: "active" }, { status: "active" }] }]);
  await page.context().close();
});

test("everything has a key: arrows walk, Enter books and opens, Alt moves", async () => {
  const { at, placement } = await world("Zinc");
  const page = await person(who);
  await page.goto(at);
  await page.focus(`[data-bar="${placement}"]`);
  await page.keyboard.press("Alt+ArrowRight");
  await page.keyboard.press("Alt+ArrowRight");
  await until(placement, "Ann 2027-03-10 2027-03-16");
  await page.waitForSelector(`[data-bar="${placement}"][data-start="9"]:focus`);
  await page.keyboard.press("Alt+Shift+ArrowRight");
  await until(placement, "Ann 2027-03-10 2027-03-17");
  await page.waitForSelector(`[data-bar="${placement}"][data-end="16"]:focus`);
  await page.keyboard.press("ArrowDown");
  assert.match(await page.locator("td.gap:focus").getAttribute("aria-label"), /^Ben Zinc free/);
  await page.evaluate(() => refresh(document.querySelector("#roster")));
  assert.match(await page.locator("td.gap:focus").getAttribute("aria-label"), /^Ben Zinc free/);
  await page.keyboard.press("Enter");
  await page.waitForSelector("#dialog[open] :text('Ben Zinc')");
  await page.keyboard.press("Escape");
  await page.keyboard.press("ArrowUp");
  await page.focus(`[data-bar="${placement}"]`);
  await page.keyboard.press("Enter");
  await page.waitForSelector("#dialog[open] [name=last_day]");
  await page.fill("#dialog [name=last_day]", "2027-03-12");
  await page.click("#dialog form[action='/verbs/end_placements'] button[type=submit]");
  await until(placement, "Ann 2027-03-10 2027-03-12");
  await page.context().close();
});

test("on paper all days are across one landscape sheet, without what can only be pressed", async () => {
  const { at } = await world("Nickel");
  const page = await person(who, { colorScheme: "dark" });
  for (const view of [at, at.replace("days=28", "days=90"), "/roster?by=sites&from=2027-03-01&days=28"]) {
    await page.goto(view);
    assert.equal(await page.isVisible(".roster-legend"), false);
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
    const [, width, height] = pdf.match(/MediaBox \[0 0 ([0-9.]+) ([0-9.]+)\]/).map(Number);
    assert.ok(width > height, `${width} × ${height}`);
    await page.setViewportSize({ width: 1000, height: 700 });
    await page.emulateMedia({ media: "print" });
    for (const hidden of [".rail", ".roster-tools", ".top .acts", ".picked"])
      assert.equal(await page.isVisible(hidden), false, hidden);
    assert.ok(await page.isVisible(".roster-legend"));
    const { table, cut, white } = await page.evaluate(() => ({
      table: document.querySelector("table.roster").getBoundingClientRect().width,
      cut: [...document.querySelectorAll(".roster tbody th")].filter((th) => th.scrollWidth > th.clientWidth + 1)
        .length,
      white: getComputedStyle(document.body).backgroundColor,
    }));
    assert.ok(table <= 1000, `${table} px wide`);
    assert.equal(cut, 0, "no name is cut");
    assert.equal(white, "rgb(255, 255, 255)");
    await page.emulateMedia({ media: null });
    await page.setViewportSize({ width: 1360, height: 860 });
  }
  await page.context().close();
});
