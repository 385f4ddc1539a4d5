// Everything in a real browser: node --test tests/browser/all.mjs
import { before, after, test } from "node:test";
import assert from "node:assert/strict";
import { start, stop, complaints } from "./world.mjs";

before(start, { timeout: 180_000 });
after(stop);
const wanted = process.env.ONLY?.split(",") ?? [
  "people",
  "passkeys",
  "records",
  "tickets",
  "boards",
  "roster",
  "board",
  "interviews",
  "hiring",
  "outreach",
  "reach",
  "map",
  "staffing",
  "thread",
  "chat",
  "files",
  "knowledge",
  "discovery",
  "tools",
  "looks",
];
for (const part of wanted) await import(`./${part}.mjs`);
test("no page complained", () => assert.deepEqual(complaints, []));
