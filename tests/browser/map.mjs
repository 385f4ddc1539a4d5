// The map in the hand: dragged, wheeled, by keys, by links; its address, its circle, on a phone and on paper.
import { test } from "node:test";
import assert from "node:assert/strict";
import { person, visitor, api } from "./world.mjs";

const who = "admin@copilot";
const asked = (page, name) => new URL(page.url()).searchParams.get(name);
const centre = (page) => asked(page, "centre").split(",").map(Number);
/** A map of its own page, drawn for the size of its window. */
const open = async (at, options) => {
  const page = await person(who, options);
  await page.goto(at);
  await page.waitForFunction(() => {
    const svg = document.querySelector("#map"),
      box = svg.getBoundingClientRect();
    return Math.abs(box.width - svg.dataset.width) < 41 && Math.abs(box.height - svg.dataset.height) < 41;
  });
  return page;
};
const middle = async (page) => {
  const box = await page.locator("#map").boundingBox();
  return [box.x + box.width / 2, box.y + box.height / 2];
};

test("the map is dragged and wheeled, and its address says what is seen", async () => {
  const page = await open("/projects?view=map&centre=50,10&zoom=5");
  await page.evaluate(() => (window.stayed = true));
  const [x, y] = await middle(page);
  await page.mouse.move(x - 150, y - 90);
  await page.mouse.down();
  await page.mouse.move(x - 50, y - 90, { steps: 4 });
  await page.mouse.up();
  await page.waitForFunction(() => !location.search.includes("centre=50,10&"));
  const [lat, lng] = centre(page);
  // A hundred pixels at zoom 5 are 4.39 degrees.
  assert.ok(Math.abs(lng - 5.605) < 0.05 && Math.abs(lat - 50) < 0.05, `${lat} ${lng}`);
  await page.mouse.move(x, y);
  await page.mouse.wheel(0, -300);
  await page.waitForFunction(() => location.search.includes("zoom=6"));
  assert.ok(Math.abs(centre(page)[1] - lng) < 0.05, "what is under the pointer stays there");
  assert.equal(await page.locator("#map").getAttribute("data-zoom"), "6");
  assert.equal(await page.evaluate(() => window.stayed), true, "the page was not loaded anew");
  // The address is the view.
  const other = await open(page.url());
  assert.equal(await other.locator("#map").getAttribute("data-zoom"), "6");
  await other.context().close();
  await page.context().close();
});

test("arrow keys, plus, minus and 0 move it", async () => {
  const page = await open("/projects?view=map&centre=50,10&zoom=5");
  await page.focus("#map");
  await page.keyboard.press("ArrowRight");
  await page.waitForFunction(() => /centre=50.00000,13\./.test(location.search));
  await page.keyboard.press("+");
  await page.waitForFunction(() => location.search.includes("zoom=6"));
  await page.keyboard.press("-");
  await page.waitForFunction(() => location.search.includes("zoom=5"));
  await page.keyboard.press("0");
  await page.waitForFunction(() => location.search.includes("centre=all"));
  assert.equal(await page.evaluate(() => document.activeElement.id), "map", "the map keeps the focus");
  assert.match(await page.textContent("#map-status"), /in view/);
  await page.context().close();
});

test("a disc opens as one looks closer, and a single mark leads to its record", async () => {
  const page = await open("/projects?view=map");
  for (let n = 0; n < 12 && !(await page.locator("#map .disc:not([data-map-to])").count()); n++) {
    const before = page.url();
    await page.locator("#map .disc[data-map-to]").first().click();
    await page.waitForFunction((before) => location.href !== before, before);
  }
  await page.locator("#map .disc:not([data-map-to])").first().click();
  await page.waitForURL(/\/projects\/[0-9a-f-]{36}$/);
  await page.context().close();
});

test("a circle around a site counts and lists who is near", async () => {
  const site = (await api(who, "/rest/v1/projects?lat=not.is.null&select=id,name&limit=1")).body[0];
  const page = await open(`/projects?view=map&near=projects.${site.id}`);
  assert.match(await page.textContent(".map-side h2"), /within 50 km of /);
  await page.click(".map-radius a:has-text('25 km')");
  await page.waitForFunction(() => document.querySelector(".map-side h2").textContent.includes("within 25 km"));
  await page.fill(".map-radius [name=km]", "7.5");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelector(".map-side h2").textContent.includes("within 7.5 km"));
  assert.equal(asked(page, "km"), "7.5");
  await page.click("[data-layer=projects]");
  await page.waitForFunction(() => !document.querySelector("[data-layer=projects]").matches(".on"));
  assert.equal(asked(page, "near"), `projects.${site.id}`);
  await page.click("[title='Without the circle']");
  await page.waitForFunction(() => !document.querySelector("#map .circle"));
  await page.context().close();
  const record = await person(who);
  await record.goto(`/projects/${site.id}`);
  await record.locator(".rec-head summary", { hasText: "More" }).last().click();
  await record.click("text=What is near");
  await record.waitForURL(/near=projects/);
  await record.context().close();
});

test("on a phone nothing is wider than the screen, and on paper the sea is white", async () => {
  const page = await open("/candidates?view=map&near=52.52,13.4", { viewport: { width: 390, height: 844 } });
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  const [across, down] = await page.evaluate(() => {
    const box = document.querySelector(".map-buttons .b").getBoundingClientRect();
    return [box.width, box.height];
  });
  assert.ok(across >= 40 && down >= 40);
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  assert.equal(
    await page.evaluate(() => getComputedStyle(document.querySelector(".map .sea")).fill),
    "rgb(255, 255, 255)",
  );
  assert.ok(await page.locator(".map-buttons").isHidden());
  await page.context().close();
});

test("without scripts links move it", async () => {
  const signed = await person(who);
  const cookies = await signed.context().cookies();
  const context = await visitor({ javaScriptEnabled: false });
  await context.addCookies(cookies);
  const page = await context.newPage();
  await page.goto("/projects?view=map&centre=50,10&zoom=5");
  await page.click("[title='Closer']");
  assert.equal(asked(page, "zoom"), "6");
  await page.click("[title='East']");
  assert.ok(centre(page)[1] > 12);
  await page.click("[title='Show all']");
  assert.equal(asked(page, "centre"), "all");
  await page.context().close();
  await signed.context().close();
});
