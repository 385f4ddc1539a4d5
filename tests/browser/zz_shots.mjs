import { chromium } from "playwright-core";
const base = "http://127.0.0.1:8099";
const b = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
const shot = async (name, path, opts = {}, act) => {
  const c = await b.newContext({ viewport: opts.phone ? { width: 390, height: 844 } : { width: 1360, height: 900 }, colorScheme: opts.dark ? "dark" : "light" });
  const p = await c.newPage();
  if (!opts.guest) {
    await p.goto(base + "/sign-in");
    await p.fill("[name=email]", opts.who ?? "recruiter@copilot.example");
    await p.fill("[name=password]", "throughline");
    await p.click("button[type=submit]");
    await p.waitForURL((u) => !u.pathname.includes("sign-in"));
  }
  await p.goto(base + path);
  await p.waitForTimeout(600);
  if (act) await act(p);
  await p.screenshot({ path: `/tmp/shot-${name}.png`, fullPage: opts.full ?? false });
  await c.close();
};
export { shot, base };
const list = process.argv[2] ? JSON.parse(process.argv[2]) : [];
for (const [name, path, opts] of list) await shot(name, path, opts);
if (!list.length) {
  const r = await (await fetch(base + "/auth/v1/token?grant_type=password", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ email: "recruiter@copilot.example", password: "throughline" }) })).json();
  const get = async (q) => (await fetch(base + "/rest/v1/" + q, { headers: { authorization: "Bearer " + r.access_token } })).json();
  const [a] = await get("applications?status=eq.screening&order=match_score.desc.nullslast&limit=1&select=id");
  const [o] = await get("offers?limit=1&select=id&status=eq.sent");
  await shot("app", "/applications/" + a.id);
  await shot("app-dark", "/applications/" + a.id, { dark: true });
  await shot("app-phone", "/applications/" + a.id, { phone: true, full: true });
  await shot("offer", "/offers/" + o.id);
  await shot("board", "/applications?view=board", {}, async (p) => {
    const boxes = p.locator(".board input[name=id]");
    await boxes.nth(0).check({ force: true });
    await boxes.nth(1).check({ force: true });
    await p.waitForTimeout(300);
  });
  await shot("reject", "/applications/" + a.id, {}, async (p) => { await p.keyboard.press("r"); await p.waitForTimeout(800); });
  await shot("sources", "/job_sources");
  await shot("reports", "/reports");
}
await b.close();
