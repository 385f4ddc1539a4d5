// Forty documents of many kinds are dropped; three questions open the right page; a colleague without the client sees nothing.
import { test } from "node:test";
import assert from "node:assert/strict";
import { crc32 } from "node:zlib";
import { api, connected, person } from "./world.mjs";

/** A ZIP archive whose members are stored as they are. */
const zipped = (files) => {
  const parts = [];
  const list = [];
  let at = 0;
  for (const [name, text] of Object.entries(files)) {
    const content = Buffer.from(text);
    const title = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(content.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(title.length, 22);
    const entry = Buffer.concat([Buffer.from("504b0304", "hex"), common, title, content]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(at, 10);
    list.push(Buffer.concat([Buffer.from("504b01021400", "hex"), common, place, title]));
    parts.push(entry);
    at += entry.length;
  }
  const directory = Buffer.concat(list);
  const end = Buffer.alloc(22);
  end.writeUInt32BE(0x504b0506, 0);
  end.writeUInt16LE(list.length, 8);
  end.writeUInt16LE(list.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, directory, end]);
};
const docx = (heading, words) =>
  zipped({
    "word/document.xml": `<w:document xmlns:w="w"><w:body><w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>${heading}</w:t></w:r></w:p><w:p><w:r><w:t>${words}</w:t></w:r></w:p></w:body></w:document>`,
  });
const pptx = (heading, words) =>
  zipped({
    "ppt/_rels/presentation.xml.rels": `<Relationships><Relationship Id="r1" Target="slides/slide1.xml"/></Relationships>`,
    "ppt/presentation.xml": `<p:presentation xmlns:p="p" xmlns:r="r"><p:sldIdLst><p:sldId id="256" r:id="r1"/></p:sldIdLst></p:presentation>`,
    "ppt/slides/slide1.xml": `<p:sld xmlns:p="p" xmlns:a="a"><p:sp><p:ph type="title"/><a:p><a:r><a:t>${heading}</a:t></a:r></a:p></p:sp><a:p><a:r><a:t>${words}</a:t></a:r></a:p></p:sld>`,
  });
const odt = (heading, words) =>
  zipped({
    mimetype: "application/vnd.oasis.opendocument.text",
    "content.xml": `<office:document-content xmlns:office="o" xmlns:text="t"><office:body><office:text><text:h text:outline-level="1">${heading}</text:h><text:p>${words}</text:p></office:text></office:body></office:document-content>`,
  });
const pdf = (pages) => {
  const kids = pages.map((_, n) => `${10 + 2 * n} 0 R`).join(" ");
  let out = `%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n2 0 obj <</Type/Pages/Kids[${kids}]/Count ${pages.length}>> endobj\n3 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica>> endobj\n`;
  pages.forEach((words, n) => {
    const drawn = `BT /F1 12 Tf 60 700 Td (${words}) Tj ET`;
    out += `${10 + 2 * n} 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents ${11 + 2 * n} 0 R/Resources<</Font<</F1 3 0 R>>>>>> endobj\n${11 + 2 * n} 0 obj <</Length ${drawn.length}>> stream\n${drawn}\nendstream endobj\n`;
  });
  return Buffer.from(`${out}trailer <</Root 1 0 R>>\n%%EOF\n`);
};

const ADMIN = "admin@enterprise";
const COLLEAGUE = "consultant@enterprise";
const files = () => {
  const all = [
    [
      "Frame contract Zephyr.pdf",
      pdf([
        "Between Zephyr and us.",
        "Work is done on site.",
        "The notice period of the Zephyr frame contract is seven weeks.",
      ]),
    ],
    ["Zephyr kick-off.pptx", pptx("Kick-off", "The steering group of Zephyr meets every second Tuesday in Rotterdam.")],
    ["Zephyr rates.csv", Buffer.from("Trade,Rate\nRigger,61\nScaffolder,58\nUnderwater welder,143\n")],
    ["Zephyr minutes.docx", docx("Minutes", "We agreed that the pump hall is painted in ochre.")],
    ["Zephyr plan.odt", odt("Plan", "Piling begins when the river stands below two metres.")],
    [
      "Zephyr page.html",
      Buffer.from(
        "<html lang=en><title>Harbour</title><nav>Home</nav><h1>Harbour rules</h1><p>Ships have right of way.</p></html>",
      ),
    ],
    [
      "Zephyr letter.eml",
      Buffer.from(
        "From: Ada <ada@zephyr.example>\r\nTo: us@firm.example\r\nSubject: Keys\r\nDate: Mon, 5 Jan 2026 10:00:00 +0000\r\n\r\nThe keys to the pump hall lie with the harbour master.\r\n",
      ),
    ],
  ];
  const kinds = [
    ["md", (n) => Buffer.from(`# Note ${n}\n\nDelivery ${n} was unloaded at berth ${n + 3}.\n`)],
    ["txt", (n) => Buffer.from(`Log ${n}: crane ${n} was greased and tested.`)],
    ["docx", (n) => docx(`Report ${n}`, `Weld number ${n} was inspected by ultrasound.`)],
  ];
  for (let n = 0; all.length < 40; n++) {
    const [ending, make] = kinds[n % kinds.length];
    all.push([`Zephyr paper ${n}.${ending}`, make(n)]);
  }
  return all.map(([name, buffer]) => ({ name, mimeType: "application/octet-stream", buffer }));
};

test("forty documents answer questions, for who sees the client", async (t) => {
  const me = await person(ADMIN);
  const [client] = (
    await api(ADMIN, "/rest/v1/clients", { method: "POST", body: JSON.stringify({ name: "Zephyr Harbours" }) })
  ).body;

  await t.test("they are dropped and read", async () => {
    await me.goto(`/clients/${client.id}?tab=documents`);
    await me.setInputFiles("[data-sends] input[type=file]", files());
    await me.waitForURL(/did=/);
    assert.match(await me.textContent("#toasts"), /40 documents added/);
    for (let n = 0; ; n++) {
      const waiting = await api(
        ADMIN,
        `/rest/v1/documents?select=id&client_id=eq.${client.id}&status=in.(waiting,reading)`,
      );
      if (!waiting.body.length) break;
      assert.ok(n < 600, "they are read within minutes");
      await new Promise((done) => setTimeout(done, 200));
    }
    const wrong = await api(ADMIN, `/rest/v1/documents?select=title,reason&client_id=eq.${client.id}&status=neq.ready`);
    assert.deepEqual(wrong.body, []);
    await me.goto("/knowledge");
    await me.waitForSelector("text=Zephyr Harbours");
  });

  await t.test("three questions, whose citations open at the right place", async () => {
    for (const [question, says, page] of [
      ["How long is the notice period of the Zephyr frame contract?", "seven weeks", 3],
      ["Where does the steering group of Zephyr meet?", "Rotterdam", 1],
      ["What is the rate of an underwater welder?", "143", 1],
    ]) {
      await me.goto("/ask");
      await me.fill(".asking input[type=search]", question);
      await me.keyboard.press("Enter");
      await me.waitForSelector(".answer");
      assert.ok((await me.textContent(".answer")).includes(says), `${question}: ${await me.textContent(".answer")}`);
      await me.click(".answer .cite >> nth=0");
      await me.waitForURL(/\/documents\/.*passage=/);
      await connected(me);
      const mark = me.locator("#passage");
      assert.ok(await mark.isVisible());
      const sheet = await me.locator(".sheet", { has: mark }).getAttribute("id");
      assert.equal(sheet, `page-${page}`, question);
      assert.ok((await me.textContent(`#${sheet}`)).includes(says));
    }
    await me.goto("/ask?q=Who+composed+the+ninth+symphony%3F");
    await me.waitForSelector("text=Nothing in your documents");
    await me.goto("/ask?q=How+many+open+deals+do+we+have%3F");
    await me.waitForSelector(".answer .figure");
  });

  await t.test("the palette finds passages, and a newer version takes the place of what was", async () => {
    await me.goto("/today");
    await connected(me);
    await me.keyboard.press("Control+k");
    await me.fill("#palette input", "underwater welder");
    await me.waitForSelector("#found >> text=In documents");
    const [rates] = (await api(ADMIN, "/rest/v1/documents?select=id&title=eq.Zephyr rates")).body;
    await me.goto(`/documents/${rates.id}`);
    await me.setInputFiles("[data-drop] input[type=file]", {
      name: "Rates 2027.csv",
      mimeType: "text/csv",
      buffer: Buffer.from("Trade,Rate\nRigger,66\nUnderwater welder,151\n"),
    });
    await me.waitForURL(/did=/);
    await me.waitForSelector("text=151");
    await me.click("text=Version 1");
    await me.waitForSelector("text=Look at the one that counts");
    assert.ok((await me.textContent(".sheet")).includes("143"));
  });

  await t.test("a colleague without the client sees nothing of it", async () => {
    await api(ADMIN, "/rest/v1/organizations?id=not.is.null", {
      method: "PATCH",
      body: JSON.stringify({ visibility: "assigned" }),
    });
    const colleague = await person(COLLEAGUE);
    await colleague.goto("/knowledge");
    assert.ok(!(await colleague.textContent("main")).includes("Zephyr"));
    await colleague.goto("/ask?q=How+long+is+the+notice+period+of+the+Zephyr+frame+contract%3F");
    assert.ok(!(await colleague.textContent("main")).includes("seven weeks"));
    const found = await api(COLLEAGUE, "/rest/v1/rpc/search?query=Zephyr+notice+period&limit=50");
    assert.ok(!JSON.stringify(found.body).includes("Zephyr"));
    await api(ADMIN, "/rest/v1/organizations?id=not.is.null", {
      method: "PATCH",
      body: JSON.stringify({ visibility: "open" }),
    });
  });
});
