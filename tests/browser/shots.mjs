// The pictures of docs/screens, from the demo: node tests/browser/shots.mjs
import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { start, stop, person, api } from "./world.mjs";

const out = resolve(import.meta.dirname, "../../docs/screens");
mkdirSync(out, { recursive: true });
await start();
const who = "admin@yourco",
  client = (await api(who, "/rest/v1/clients?select=id&name=eq.Atlas Analytics")).body[0].id;
const deal = (await api(who, "/rest/v1/opportunities?stage=eq.proposal&select=id&limit=1")).body[0].id;
const invoice = (await api(who, "/rest/v1/invoices?status=eq.issued&kind=eq.invoice&select=id&limit=1")).body[0].id;
// A project as it is after its deal was won, and what its client sees of it.
const fresh = (
  await api(who, "/rest/v1/rpc/win_deal", {
    method: "POST",
    body: JSON.stringify({
      opportunity: (await api(who, "/rest/v1/opportunities?stage=eq.negotiation&select=id&limit=1")).body[0].id,
    }),
  })
).body;
const project = fresh.project;
const owner = (await api(who, `/rest/v1/projects?id=eq.${project}&select=client_id`)).body[0].client_id;
const portal =
  new URL(
    (await api(who, "/rest/v1/rpc/open_portal", { method: "POST", body: JSON.stringify({ client: owner }) })).body.url,
    "http://x",
  ).pathname + "/timeline";
const pages = [
  ["today", "/today"],
  ["list", "/opportunities?group=stage&value=gt.100000&order=value.desc.nullslast"],
  ["board", "/opportunities?view=board"],
  ["client", `/clients/${client}`],
  ["timeline", `/clients/${client}?tab=timeline`],
  ["form", "/contacts/new"],
  ["calendar", "/tasks?view=calendar"],
  ["report", "/reports/forecast"],
  ["import", "/import?noun=clients"],
  ["roles", "/admin/roles"],
  ["deal", `/opportunities/${deal}`],
  ["timesheet", "/timesheet"],
  ["workload", "/workload"],
  ["invoice", `/invoices/${invoice}`],
  ["plan", `/projects/${project}?tab=plan`],
  ["jobs", "/background_jobs"],
  ["portal", portal],
];
for (const theme of ["light", "dark"]) {
  const page = await person(who, { colorScheme: theme, viewport: { width: 1440, height: 900 } });
  for (const [name, path] of theme === "light" ? pages : pages.slice(0, 4)) {
    await page.goto(path);
    await page.waitForTimeout(600);
    await page.screenshot({ path: `${out}/${name}${theme === "dark" ? "-dark" : ""}.png` });
  }
  if (theme === "light") {
    await page.goto("/clients");
    await page.keyboard.press("Control+k");
    await page.keyboard.type("north");
    await page.waitForTimeout(600);
    await page.screenshot({ path: `${out}/palette.png` });
    await page.keyboard.press("Escape");
    for (let i = 0; i < 3; i++) await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Space");
    await page.waitForTimeout(600);
    await page.screenshot({ path: `${out}/panel.png` });
  }
  await page.context().close();
}
const phone = await person("recruiter@copilot", {
  viewport: { width: 390, height: 800 },
  isMobile: true,
  hasTouch: true,
  deviceScaleFactor: 2,
});
for (const [name, path] of [
  ["phone-today", "/today"],
  ["phone-list", "/candidates"],
]) {
  await phone.goto(path);
  await phone.waitForTimeout(500);
  await phone.screenshot({ path: `${out}/${name}.png` });
}
await stop();
