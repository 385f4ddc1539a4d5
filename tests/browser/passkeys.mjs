// Passkeys, with a device that Chromium plays.
import { test } from "node:test";
import assert from "node:assert/strict";
import { person, visitor, address } from "./world.mjs";

const named = address.replace("127.0.0.1", "localhost");

/** A device in this page's browser that shows its owner's finger at once; what it does with the credentials is asked by name. */
const device = async (page) => {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable", { enableUI: false });
  const options = {
    protocol: "ctap2",
    ctap2Version: "ctap2_1",
    transport: "internal",
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
    automaticPresenceSimulation: true,
  };
  const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", { options });
  return (what, rest = {}) => session.send(`WebAuthn.${what}`, { authenticatorId, ...rest });
};

test(
  "a passkey is added on the account page, signs in by the button, and is removed",
  { timeout: 60_000 },
  async () => {
    const page = await person("staff@yourco", { baseURL: named });
    const act = await device(page);
    await page.goto("/admin/sessions");
    await page.waitForSelector("form[data-passkey=add]:not([hidden])");
    assert.match(await page.inputValue("#passkey-name"), /Chrome on Linux/);
    await page.fill("#old-passkey", "wrong");
    await page.click("button:has-text('Add a passkey')");
    await page.waitForSelector("form[data-passkey=add] .note.bad:has-text('present password is another')");
    await page.fill("#old-passkey", "throughline");
    await page.fill("#passkey-name", "Chromium");
    await page.click("button:has-text('Add a passkey')");
    await page.waitForSelector(".note.good:has-text('The passkey was added')");
    assert.equal((await act("getCredentials")).credentials.length, 1);
    // The same device makes no second one.
    await page.fill("#old-passkey", "throughline");
    await page.click("button:has-text('Add a passkey')");
    await page.waitForSelector("form[data-passkey=add] .note.bad:has-text('one of your passkeys already')");

    // The button, in a browser that offers nothing by itself; at first the device does not recognise its owner.
    await page.addInitScript(() => {
      PublicKeyCredential.isConditionalMediationAvailable = async () => false;
    });
    await page.context().clearCookies();
    await act("setUserVerified", { isUserVerified: false });
    await page.goto("/clients?order=name");
    await page.waitForSelector("form[data-passkey=enter]:not([hidden])");
    await page.click("button:has-text('Sign in with a passkey')");
    await page.waitForSelector("form[data-passkey=enter] .note.bad:has-text('No passkey was used')");
    await act("setUserVerified", { isUserVerified: true });
    await page.click("button:has-text('Sign in with a passkey')");
    await page.waitForURL(/\/clients\?order=name/);

    await page.goto("/admin/sessions");
    await page.click("summary[aria-label='Remove Chromium']");
    await page.fill("details[open] input[name=current]", "throughline");
    await page.click("details[open] button[type=submit]");
    await page.waitForSelector(".note.good:has-text('Chromium no longer signs you in')");
    await page.context().clearCookies();
    await page.goto("/sign-in");
    await page.click("button:has-text('Sign in with a passkey')");
    await page.waitForSelector(".note.bad:has-text('This passkey is not accepted')");
    await page.context().close();
  },
);

test("what the browser offers in the e-mail field signs in", { timeout: 60_000 }, async () => {
  const page = await person("sales@yourco", { baseURL: named });
  const act = await device(page);
  await page.goto("/admin/sessions");
  await page.fill("#old-passkey", "throughline");
  await page.click("button:has-text('Add a passkey')");
  await page.waitForSelector(".note.good:has-text('The passkey was added')");
  await page.context().clearCookies();
  assert.match(await (await fetch(`${named}/sign-in`)).text(), /autocomplete="username webauthn"/);
  await page.goto("/sign-in", { waitUntil: "commit" });
  // Chromium's played device takes what is offered as soon as it is asked.
  await page.waitForURL(/today/);
  assert.equal((await act("getCredentials")).credentials.length, 1);
  await page.context().close();
});

test("at an address passkeys are not bound to, the page says where they work", async () => {
  const page = await person("viewer@yourco");
  await page.goto("/admin/sessions");
  await page.waitForSelector(`[data-elsewhere]:not([hidden]) a[href='${named}/admin/sessions']`);
  assert.equal(await page.locator("form[data-passkey=add]").isVisible(), false);
  await page.context().close();
  const unscripted = await (await visitor({ javaScriptEnabled: false, baseURL: named })).newPage();
  await unscripted.goto("/sign-in");
  assert.equal(await unscripted.locator("text=Sign in with a passkey").isVisible(), false);
  await unscripted.context().close();
});
