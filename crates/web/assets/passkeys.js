// Passkeys: the browser's answer goes into a form. Where there is no WebAuthn, or the page came by another address
// than passkeys are bound to, the forms stay hidden.
const knowsPasskeys = () =>
  window.PublicKeyCredential?.parseRequestOptionsFromJSON && PublicKeyCredential.parseCreationOptionsFromJSON;
/** What the server asks the device for. */
const wished = async (to, fields = {}) => {
  const answer = await fetch(to, { method: "POST", body: new URLSearchParams(fields) });
  const wish = await answer.json().catch(() => ({ msg: "That did not work. Reload the page and try again." }));
  if (!answer.ok) throw new Error(wish.msg);
  return wish;
};
/** Hands the device's answer over with the form, as if it was typed. */
const handOver = (form, credential) => {
  form.elements.credential.value = JSON.stringify(credential);
  form.submit();
};
/** Says why it did not work; that somebody gave up needs no words. */
const sayPasskey = (form, e) => {
  const words =
    e.name === "AbortError"
      ? ""
      : e.name === "NotAllowedError"
        ? "No passkey was used."
        : e.name === "InvalidStateError"
          ? "This device has one of your passkeys already."
          : e.message;
  const place = $("[data-words]", form);
  place.textContent = words;
  place.hidden = !words;
};

let passkeyAsked;
/** Asks for a passkey: by a dialog of the browser, or ("conditional") among what it offers for the e-mail field. */
const askPasskey = async (form, mediation) => {
  passkeyAsked?.abort();
  const asked = (passkeyAsked = new AbortController());
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(await wished("/auth/v1/passkeys/sign-in/begin"));
  if (asked.signal.aborted) return;
  handOver(form, await navigator.credentials.get({ publicKey, mediation, signal: asked.signal }));
};
/** Keeps the offer in the e-mail field fresh: what the server asks lasts five minutes. */
const offerPasskeys = async (form) => {
  if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
  askPasskey(form, "conditional").catch(() => {});
  const again = setTimeout(() => offerPasskeys(form), 240_000);
  form.addEventListener("submit", () => clearTimeout(again), { once: true });
};

$$("[data-passkeys]").forEach((part) => {
  const here = location.origin === part.dataset.passkeys;
  $$("form[data-passkey]", part).forEach((form) => (form.hidden = !here || !knowsPasskeys()));
  $$("[data-elsewhere]", part).forEach((words) => (words.hidden = here));
  const enter = $("form[data-passkey=enter]:not([hidden])", part);
  // What was just refused is not offered again by itself.
  if (enter && location.pathname !== enter.getAttribute("action")) offerPasskeys(enter);
});
on("submit", "form[data-passkey=enter]", (e, form) => {
  e.preventDefault();
  sayPasskey(form, new DOMException("", "AbortError"));
  askPasskey(form).catch((e) => {
    sayPasskey(form, e);
    offerPasskeys(form);
  });
});
on("submit", "form[data-passkey=add]", (e, form) => {
  e.preventDefault();
  const make = async () => {
    const wish = await wished(form.getAttribute("action"), {
      do: "passkey_begin",
      current: form.elements.current.value,
    });
    const credential = await navigator.credentials.create({
      publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(wish),
    });
    form.elements.current.value = "";
    handOver(form, credential);
  };
  make().catch((e) => sayPasskey(form, e));
});
