// Bringing files in, taking them out, merging what came twice.
import { test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { person, api } from "./world.mjs";

const csv =
  "\ufeffCompany;Sector;Status;Owner;Budget\r\n" +
  Array.from(
    { length: 40 },
    (_, i) => `Imported ${String(i).padStart(2, "0")} GmbH;Software;Prospect;sales@yourco.example;1.234,50`,
  ).join("\r\n") +
  '\r\n"Quoted; ""Name""";Retail;Active;;\r\nBad status;Retail;Wonderful;;\r\nBad owner;Retail;Active;nobody@nowhere.example;\r\n';

test("a file is imported with its bad rows set aside, and the whole import undone", async () => {
  const page = await person("admin@yourco");
  await page.goto("/import?noun=clients");
  await page.setInputFiles("#file", { name: "clients.csv", mimeType: "text/csv", buffer: Buffer.from(csv) });
  await page.click("button:has-text('Next')");
  await page.waitForSelector("text=semicolons");
  assert.equal(await page.locator("select[name=column]").first().inputValue(), "name");
  await page.click("button:has-text('Check all rows')");
  await page.waitForSelector("button:has-text('Import 41 clients')");
  assert.match(await page.textContent("main"), /nothing was written yet/);
  await page.click("button:has-text('Import 41 clients')");
  await page.waitForSelector("text=41 clients created");
  const [rejects] = await Promise.all([page.waitForEvent("download"), page.click("a:has-text('All of them')")]);
  const text = readFileSync(await rejects.path(), "utf8");
  assert.match(text, /Bad status/);
  assert.match(text, /nobody@nowhere\.example/);
  assert.equal((await api("admin@yourco", "/rest/v1/clients?name=like.Imported*&select=id&limit=100")).body.length, 40);
  const one = (await api("admin@yourco", "/rest/v1/clients?name=eq.Imported 07 GmbH&select=id")).body[0];
  await api("admin@yourco", `/rest/v1/clients?id=eq.${one.id}`, {
    method: "PATCH",
    body: JSON.stringify({ tier: "Kept" }),
  });
  await page.click("button:has-text('Undo the whole import')");
  await page.waitForFunction(() => /Undone/.test(document.querySelector("#toasts").textContent));
  assert.match(await page.textContent("#toasts"), /except one record that somebody changed/);
  const left = (await api("admin@yourco", "/rest/v1/clients?name=like.Imported*&select=name")).body;
  assert.deepEqual(
    left.map((r) => r.name),
    ["Imported 07 GmbH"],
  );
  await page.context().close();
});

test("a file that is no table is refused with a reason", async () => {
  const page = await person("admin@yourco");
  await page.goto("/import?noun=clients");
  await page.setInputFiles("#file", { name: "empty.csv", mimeType: "text/csv", buffer: Buffer.from("") });
  await page.click("button:has-text('Next')");
  await page.waitForSelector("text=The file is empty");
  await page.context().close();
});

test("duplicates are found, compared, merged with everything relinked, and undone", async () => {
  const who = "admin@copilot";
  const make = async (noun, row) =>
    (await api(who, `/rest/v1/${noun}`, { method: "POST", body: JSON.stringify(row) })).body[0];
  const a = await make("clients", { name: "Doppel Ltd", region: "North" }),
    b = await make("clients", { name: "doppel limited", industry: "Mirrors", tier: "A" });
  const contact = await make("contacts", { client_id: b.id, last_name: "Twin", email: "twin@doppel.example" });
  const page = await person(who);
  await page.goto("/duplicates/clients");
  await page.click("li:has-text('Doppel Ltd') a:has-text('Compare and merge')");
  await page.waitForSelector("text=Which record stays?");
  const keepA = (await page.locator(".pair label:has(input[name=keep][value=a])").textContent()).includes("Doppel Ltd");
  await page.check(`input[name=keep][value=${keepA ? "a" : "b"}]`);
  await page.check(`input[name='pick.name'][value=${keepA ? "a" : "b"}]`);
  await page.check(`input[name='pick.industry'][value=${keepA ? "b" : "a"}]`);
  await page.click("button:has-text('Merge')");
  await page.waitForURL(new RegExp(`/clients/${a.id}`));
  const now = (
    await api(who, `/rest/v1/clients?id=in.(${a.id},${b.id})&select=id,name,industry,region,contacts(id,email)`)
  ).body;
  assert.deepEqual(now, [
    {
      id: a.id,
      name: "Doppel Ltd",
      industry: "Mirrors",
      region: "North",
      contacts: [{ id: contact.id, email: "twin@doppel.example" }],
    },
  ]);
  await page.click("#toasts [data-undo]");
  await page.waitForFunction(() => /Undone/.test(document.querySelector("#toasts").textContent));
  const back = (
    await api(who, `/rest/v1/clients?id=in.(${a.id},${b.id})&select=id,industry,contacts(id,email)&order=name`)
  ).body;
  assert.deepEqual(back.find((r) => r.id === b.id).contacts, [{ id: contact.id, email: "twin@doppel.example" }]);
  assert.equal(back.find((r) => r.id === a.id).industry, null);
  await page.context().close();
});

test("an export is exactly what is shown, and no cell is a formula", async () => {
  const who = "admin@copilot";
  await api(who, "/rest/v1/competitors", {
    method: "POST",
    body: JSON.stringify({ name: '=HYPERLINK("https://evil.example")', typical_pricing: "@SUM(1)" }),
  });
  const page = await person(who);
  await page.goto("/competitors?name=like.*HYPER*&select=typical_pricing");
  await page.click("summary:has-text('Export')");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.click("a:has-text('CSV, exactly as shown')"),
  ]);
  const lines = readFileSync(await download.path(), "utf8")
    .replace("\ufeff", "")
    .trim()
    .split("\n");
  assert.equal(lines.length, 2);
  assert.match(lines[0], /^Name,Typical pricing/);
  assert.match(lines[1], /^"'=HYPERLINK/);
  assert.match(lines[1], /'@SUM/);
  const [sheet] = await Promise.all([
    page.waitForEvent("download"),
    page.click("a:has-text('Excel, exactly as shown')"),
  ]);
  assert.equal(
    readFileSync(await sheet.path())
      .subarray(0, 2)
      .toString(),
    "PK",
  );
  await page.context().close();
});

test("a person's data is erased, with a receipt", async () => {
  const who = "admin@copilot";
  const contact = (await api(who, "/rest/v1/contacts?select=id,name,email&email=not.is.null&order=id&limit=1")).body[0];
  const page = await person(who);
  await page.goto(`/admin/erase?noun=contacts&id=${contact.id}`);
  await page.fill("#er-reason", "Request of 3 November");
  await page.fill("#er-typed", "somebody else");
  await page.click("button:has-text('Erase for good')");
  await page.waitForSelector("text=Nothing was erased");
  await page.fill("#er-reason", "Request of 3 November");
  await page.fill("#er-typed", contact.name);
  await page.click("button:has-text('Erase for good')");
  await page.waitForURL(/\/erasures\//);
  const gone = (await api(who, `/rest/v1/contacts?id=eq.${contact.id}&select=name,email,phone`)).body[0];
  assert.deepEqual(gone, { name: "Erased person", email: null, phone: null });
  assert.equal((await api(who, `/rest/v1/contacts?email=eq.${encodeURIComponent(contact.email)}`)).body.length, 0);
  await page.context().close();
});
