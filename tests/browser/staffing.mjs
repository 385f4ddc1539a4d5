// A coordinator's weeks in the browser: from a messy file of people to hours, an invoice, and what follows.
import { test } from "node:test";
import assert from "node:assert/strict";
import { person, visitor, address, verb, idOf } from "./world.mjs";

const day = (n) => {
  const day = new Date();
  day.setUTCDate(day.getUTCDate() + n);
  return day.toISOString().slice(0, 10);
};
const digits = (text) => text.replace(/[^0-9.]/g, "");

/** Sixty people as an office keeps them: signs and commas in amounts, days in several ways, blanks, one 31 February. */
const people = () => {
  const rows = ["\u{feff}First name;Surname;Trade;Tickets;Charge out rate;Pay rate;Mobile;Internal rating"];
  for (let n = 0; n < 60; n++) {
    const trade = ["Formworker", "formworker ", "Pipelayer", "Paver"][n % 4];
    let tickets = ['"Tunnel pass exp 28 Feb 2031; Crane (01.03.2031)"', "tunnel pass exp 2031-05-31", "Tunnel pass"][
      n % 3
    ];
    if (n === 7) tickets = "Tunnel pass exp 31.02.2031";
    if (n === 2) tickets = `Tunnel pass exp ${day(9)}`;
    const [charge, pay] = n % 2 ? ["80.00", "45"] : ["80,00 €", "45,00 €"];
    const name = `Person${String(n).padStart(2, "0")}`;
    rows.push(
      `${name};Bypass;${trade};${tickets};${charge};${pay};+43 660 55${String(n).padStart(4, "0")};${n === 2 ? 5 : 1 + (n % 4)}`,
    );
  }
  return [...rows, ";;;;;;;", ""].join("\r\n");
};

/** Chooses a record in a field that finds one by name. */
const choose = async (page, field, name) => {
  await page.fill(field, name);
  await page.click(`[role=option]:has-text("${name}")`);
};
/** The middle of a day in somebody's row of the roster. */
const place = async (page, name, n) => {
  const head = await page.locator("tr.days th").nth(n).boundingBox(),
    row = await page.locator(`tbody[data-name^="${name}"]`).boundingBox();
  return [head.x + head.width / 2, row.y + row.height / 2];
};
const setting = async (page, key, value) => {
  const form = page.locator(`form:has(input[value='${key}'])`);
  await page.goto("/admin/settings");
  await form.locator("input[type=number]").fill(value);
  await form.locator("button").click();
  await page.waitForSelector("#toasts .toast:has-text('Saved')");
};

test("a coordinator's weeks, step by step", async (t) => {
  const office = await person("admin@copilot"),
    me = await person("recruiter@copilot");
  let client, project, crew;
  // What is held out for comparison is shown to nobody, and a full list takes no more.
  await setting(office, "nudges.held_out_percent", "0");
  await setting(office, "nudges.most_each", "1000");

  await t.test("sixty people come in, and who has a ticket of 31 February is set aside", async () => {
    await office.goto("/import?noun=candidates");
    await office.setInputFiles("#file", { name: "people.csv", mimeType: "text/csv", buffer: Buffer.from(people()) });
    await office.click("button:has-text('Next')");
    const becomes = (header) => office.locator(`select[aria-label='What ${header} becomes']`);
    await becomes("Tickets").waitFor();
    assert.equal(await becomes("Mobile").inputValue(), "phone");
    assert.equal(await becomes("Tickets").inputValue(), "compliance");
    await office.click("text=Check all rows");
    await office.waitForSelector("text=Every row was checked");
    assert.match(await office.textContent("main"), /Why[\s\S]*31\.02\.2031/);
    await office.click("button:has-text('Import 59 candidates')");
    await office.waitForSelector("text=59 candidates created");
  });

  await t.test("a site asks for twelve people of three trades for five weeks", async () => {
    await office.goto("/clients/new");
    await office.fill("[name=name]", "Lyra Roads");
    await office.selectOption("[name=status]", "active");
    await office.keyboard.press("Control+s");
    await office.waitForURL(/\/clients\/[0-9a-f-]{36}/);
    client = idOf(office);
    await office.goto(`/projects/new?client_id=${client}`);
    await office.fill("[name=name]", "Lyra Bypass");
    await office.selectOption("[name=status]", "active");
    await office.click("summary:has-text('Site')");
    await office.locator("[data-field=required_tickets] input[type=text]").fill("Tunnel pass");
    await office.keyboard.press("Control+s");
    await office.waitForURL(/\/projects\/[0-9a-f-]{36}/);
    project = idOf(office);
    for (const [trade, count] of [
      ["Formworker", "6"],
      ["Pipelayer", "4"],
      ["Paver", "2"],
    ]) {
      await me.goto(`/projects/${project}?tab=demands.project_id`);
      await me.click("section a:has-text('Add')");
      await me.fill("[name=trade]", trade);
      await me.fill("[name=people]", count);
      await me.fill("[name=start_date]", day(0));
      await me.fill("[name=end_date]", day(34));
      await me.fill("[name=charge_rate]", "80");
      await me.keyboard.press("Control+s");
      await me.waitForSelector(`tr[data-title*="${trade}"]`);
    }
  });

  await t.test("it is filled with those who suit best, as one crew", async () => {
    for (const [trade, count] of [
      ["Formworker", 6],
      ["Pipelayer", 4],
      ["Paver", 2],
    ]) {
      await me.goto(`/roster?by=sites&from=${day(0)}&days=56&trade=${trade}`);
      await me.click(`.need:has-text("0/${count}")`);
      await me.waitForSelector(`.pill:has-text("${count} more needed")`);
      assert.equal(await me.locator("[name=people]:checked").count(), count, "the best are picked");
      if (trade === "Formworker") await me.fill("[name=crew_name]", "Bypass crew");
      else await me.selectOption("[name=crew]", { label: "Bypass crew" });
      if (trade === "Pipelayer")
        assert.match(await me.textContent("main"), /1 without a ticket that is good for all of it/);
      await me.click("text=Book who is picked");
      await me.waitForSelector(`#toasts :text("Booked ${count} people at Lyra Bypass")`);
      await me.waitForSelector(".pill:has-text('Filled')");
    }
  });

  await t.test("whose ticket ends midway is refused by name and day, and takes over once it is renewed", async () => {
    const take = async () => {
      await me.goto(`/roster?from=${day(0)}&days=56&trade=Pipelayer`);
      await me.locator("[data-bar]").first().click();
      await choose(me, "#dialog #roster-person", "Person02 Bypass");
      await me.click("#dialog form[action='/verbs/replace_person'] button[type=submit]");
    };
    await take();
    const refusal = me.locator("#dialog form[action='/verbs/replace_person'] .toast.bad");
    await refusal.waitFor();
    assert.match(await refusal.textContent(), /Person02 Bypass lacks what the work asks for/);
    assert.match(await refusal.textContent(), /Tunnel pass is not good on/);
    const { y } = await refusal.boundingBox();
    assert.ok(y > 0 && y < 800, "it stands in sight, in the form that was sent");
    await me.goto("/today");
    await me.keyboard.press("Control+k");
    await me.keyboard.type("Person02");
    await me.waitForSelector("#palette .hit:has-text('Person02 Bypass')");
    await me.keyboard.press("Enter");
    await me.waitForURL(/\/candidates\//);
    await me.click("text=Ask for a new one");
    await me.selectOption("#dialog [name=by]", "link");
    await me.click("#dialog button[type=submit]");
    const link = await me.inputValue("#dialog input[data-select]");
    await me.click("#dialog button:has-text('Done')");

    const pocket = await visitor({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    const phone = await pocket.newPage();
    await phone.goto(new URL(link, address).pathname);
    const picture = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4////fwAJ+wP9KobjigAAAABJRU5ErkJggg==";
    const scan = { name: "pass.png", mimeType: "image/png", buffer: Buffer.from(picture, "base64") };
    await phone.setInputFiles("#file", scan);
    await phone.fill("#number", "TP 9");
    await phone.fill("#expires", "2031-12-31");
    await phone.click("button[type=submit]");
    await phone.waitForSelector("text=Thank you");
    await pocket.close();

    // The page has it by itself.
    await me.click(".renewal button.primary");
    await me.click("#dialog[open] button[type=submit]");
    await me.waitForSelector(".renewal", { state: "detached" });
    await take();
    await me.waitForSelector("#toasts :text('Person02 Bypass takes over')");
  });

  await t.test("the crew is moved a week earlier as one, by hand and by number", async () => {
    await me.goto(`/roster?from=${day(-21)}&days=56&trade=Paver`);
    await me.check("[data-whole-crew]");
    const name = await me.locator("tbody:has([data-bar])").first().getAttribute("data-name");
    await me.mouse.move(...(await place(me, name, 25)));
    await me.mouse.down();
    await me.mouse.move(...(await place(me, name, 24)), { steps: 2 });
    await me.mouse.move(...(await place(me, name, 18)), { steps: 4 });
    await me.waitForSelector("#roster-words.good:has-text('7 days earlier: free')");
    await me.mouse.up();
    await me.waitForSelector("#toasts :text('Moved 12 placements')");
    await me.click("[data-bar][data-start='14'][data-end='48']");
    const shift = me.locator("#dialog form:has-text('Shift by days')");
    await shift.locator("[name=days]").fill("-7");
    await shift.locator("[name=crew]").check();
    await shift.locator("button").click();
    await me.waitForSelector("[data-bar][data-start='7'][data-end='41']");
  });

  await t.test("who leads them signs their hours through a link, and they are approved", async () => {
    await me.goto(`/projects/${project}?tab=placement_groups.project_id`);
    await me.click("main a:has-text('Bypass crew')");
    await me.waitForURL(/\/placement_groups\//);
    await verb(me, "Share crew", { page: "hours" });
    const link = await me.inputValue("#dialog input[data-select]");
    const foreman = await (await visitor()).newPage();
    await foreman.goto(`${new URL(link, address).pathname}?week=last`);
    const fields = foreman.locator("input[name^='hours:']");
    assert.equal(await fields.count(), 12 * 7);
    const monday = (await fields.first().getAttribute("name")).split(":")[2];
    for (let n = 0; n < 12; n++) for (let d = 0; d < 5; d++) await fields.nth(7 * n + d).fill("8");
    await foreman.fill("#signed_by", "Fred Foreman");
    await foreman.click("text=Sign and send");
    await foreman.waitForSelector("text=Thank you");
    await foreman.context().close();
    await me.goto(`/hours?week=${monday}`);
    await me.click("main a:has-text('Lyra Bypass')");
    await me.waitForSelector("text=480 open, 0 approved");
    await me.click("text=Save and approve");
    await me.waitForSelector("text=0 open, 480 approved");
  });

  await t.test("the invoice bills them, and the margin is told", async () => {
    await office.goto(`/clients/${client}`);
    await verb(office, "Draft invoice");
    await office.waitForURL(/\/invoices\//);
    assert.match(digits(await office.textContent("main")), /38400/, "480 hours at 80");
    await verb(office, "Issue invoice");
    await office.waitForFunction(() => /Issued/.test(document.querySelector(".rec-head").textContent));
    await office.goto("/reports/margin_by_site");
    const row = digits(await office.locator("main tr:has-text('Lyra Bypass')").textContent());
    assert.match(row, /^16\.8/, "480 hours at 80 less 45, in thousands");
  });

  await t.test("the end nears, a nudge says so, and its button drafts what follows", async () => {
    await office.goto(`/nudges?client_id=eq.${client}&status=eq.open`);
    for (const [count, trade] of [
      [6, "formworkers"],
      [4, "pipelayers"],
      [2, "pavers"],
    ]) {
      const title = `Lyra Bypass: ${count} ${trade} end on`;
      await office.click(`a:has-text("${title}")`, { timeout: 20_000 });
      await office.waitForURL(/\/nudges\/[0-9a-f-]{36}/);
      await office.click(`.rec-head button:has-text("Draft ${count} follow-on placements")`);
      await office.waitForSelector(`#toasts :text("${count} placements drafted")`);
      await office.goto(`/nudges?client_id=eq.${client}&status=eq.open`);
      await office.waitForFunction((title) => !document.querySelector("main").textContent.includes(title), title);
    }
    await office.goto(`/placements?project_id=eq.${project}&status=eq.draft`);
    await office.waitForSelector("#grid tr[data-id]");
    assert.equal(await office.locator("#grid tr[data-id]").count(), 12);
  });
  await office.context().close();
  await me.context().close();
});
