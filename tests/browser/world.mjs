// The world of the browser tests: the program itself with its demo data, and people with browsers.
import { chromium } from "playwright-core";
import { spawn, execFileSync } from "node:child_process";
import { mkdtempSync, chmodSync, rmSync, existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import net from "node:net";

const root = resolve(import.meta.dirname, "../..");
const program = process.env.THROUGHLINE_PROGRAM ?? join(root, "target/debug/throughline");
let server, folder, browser;
export let address;
/** What went wrong in any page: errors of scripts, of the console, of the content security policy. */
export const complaints = [];

const freePort = () =>
  new Promise((done) => {
    const s = net.createServer();
    s.listen(0, "127.0.0.1", () => {
      const { port } = s.address();
      s.close(() => done(port));
    });
  });

export const start = async () => {
  folder = mkdtempSync(join(tmpdir(), "throughline-browser-"));
  chmodSync(folder, 0o755);
  const port = await freePort();
  address = `http://127.0.0.1:${port}`;
  const environment = { ...process.env };
  delete environment.DATABASE_URL;
  // Test sites stand in this network; every other private address stays shut.
  environment.THROUGHLINE_REACHABLE_NETWORK = "127.8.0.0/16";
  // Mail servers of the tests are on loopback.
  environment.THROUGHLINE_ALLOW_PRIVATE_WEBHOOKS = "true";
  server = spawn(program, ["--data-dir", folder, "demo", "--port", String(port)], {
    stdio: ["ignore", "pipe", "inherit"],
    env: environment,
  });
  await new Promise((done, failed) => {
    let said = "";
    server.stdout.on("data", (d) => {
      said += d;
      if (said.includes("Ctrl-C stops it")) done();
    });
    server.on("exit", (code) => failed(new Error(`the server ended with ${code}`)));
  });
  const executablePath =
    process.env.CHROMIUM ??
    ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((p) => existsSync(p));
  browser = await chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-quic",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
    ],
  });
};

export const stop = async () => {
  await browser?.close();
  if (server) {
    const ended = new Promise((done) => server.on("exit", done));
    server.kill("SIGINT");
    await ended;
  }
  rmSync(folder, { recursive: true, force: true });
};

/** A browser of its own. `expected` are words of console errors the test causes on purpose. */
export const visitor = async (options = {}) => {
  const context = await browser.newContext({ viewport: { width: 1360, height: 860 }, baseURL: address, ...options });
  context.setDefaultTimeout(8000);
  context.expected = ["status of 4"];
  const watch = (page) => {
    page.on("console", (m) => {
      if (m.type() === "error" && !context.expected.some((w) => m.text().includes(w)))
        complaints.push(`${page.url()}: ${m.text()}`);
    });
    page.on("pageerror", (e) => complaints.push(`${page.url()}: ${e.message} ${e.stack?.split("\n")[1] ?? ""}`));
  };
  context.on("page", watch);
  return context;
};

/** Somebody signed in, such as `admin@yourco`, where their role begins. */
export const person = async (who, options = {}) => {
  const context = await visitor(options);
  const page = await context.newPage();
  await page.goto("/sign-in");
  await page.fill("#email", `${who}.example`);
  await page.fill("#password", "throughline");
  await page.click("button[type=submit]");
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
  return page;
};

/** Rows of the API, as somebody. */
export const api = async (who, path, options = {}) => {
  const token = await (
    await fetch(`${address}/auth/v1/token?grant_type=password`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email: `${who}.example`, password: "throughline" }),
    })
  ).json();
  const answer = await fetch(`${address}${path}`, {
    ...options,
    headers: {
      authorization: `Bearer ${token.access_token}`,
      "content-type": "application/json",
      prefer: "return=representation",
      ...options.headers,
    },
  });
  const text = await answer.text();
  return { status: answer.status, body: text ? JSON.parse(text) : null };
};

/** Waits until the page hears of changes. */
/** Presses a verb's button on a record and, in its dialog, what is given; then the dialog's own button. */
export const verb = async (page, name, fields = {}) => {
  const button = page.locator(".rec-head .acts").getByRole("button", { name, exact: true });
  await page.waitForSelector(".rec-head .acts");
  if (!(await button.isVisible())) await page.locator(".rec-head .acts summary", { hasText: "Do" }).click();
  await button.click();
  await page.waitForSelector("#dialog[open] form");
  for (const [field, value] of Object.entries(fields)) {
    const input = page.locator(`#dialog [name="${field}"]`);
    if ((await input.evaluate((e) => e.tagName)) === "SELECT") await input.selectOption(value);
    else await input.fill(value);
  }
  await page.click("#dialog .feet button[type=submit]");
};
/** The record a page is about, by its address. */
export const idOf = (page) => page.url().match(/[0-9a-f-]{36}/)[0];
export const connected = (page) => page.waitForSelector("body[data-connected]");

export const chromiumVersion = () => browser.version();
export const run = (file, args) => execFileSync(file, args);
