// What every page needs: menus, dialogs, toasts, the mark of work under way.
const $ = (q, from = document) => from.querySelector(q);
const $$ = (q, from = document) => [...from.querySelectorAll(q)];
const on = (type, q, act, options) =>
  document.addEventListener(
    type,
    (e) => {
      const t = e.target.closest?.(q);
      if (t) act(e, t);
    },
    options,
  );
const typing = (e) =>
  e.target.closest?.("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
const go = (to) => {
  location.href = to;
};
const fill = async (element, to) => {
  const answer = await fetch(to, { headers: { "HX-Request": "true", "HX-Current-URL": location.href } });
  const away = answer.headers.get("hx-redirect");
  if (away) {
    go(away);
    return false;
  }
  const text = await answer.text();
  if (!answer.ok) {
    say(text);
    return false;
  }
  element.innerHTML = text;
  htmx.process(element);
  return true;
};
const say = (html) => {
  $("#toasts").insertAdjacentHTML("beforeend", html);
  htmx.process($("#toasts"));
};
const told = (words, kind = "") => {
  const t = document.createElement("div");
  t.className = "toast " + kind;
  t.dataset.fades = "";
  t.textContent = words;
  $("#toasts").append(t);
};

let working = 0;
document.addEventListener("htmx:before:request", (e) => {
  if (!e.target.closest?.("[data-quiet]")) {
    working++;
    document.body.classList.add("busy");
  }
});
document.addEventListener("htmx:finally:request", (e) => {
  if (!e.target.closest?.("[data-quiet]")) {
    working = Math.max(0, working - 1);
    if (!working) document.body.classList.remove("busy");
  }
});
document.addEventListener("htmx:error", (e) => {
  if (e.detail?.error?.name === "TypeError")
    told("The server can't be reached. Nothing was saved; try again in a moment.", "bad");
});

// Menus close when something else is done.
on(
  "toggle",
  "details.menu",
  (e, menu) => {
    if (menu.open)
      $$("details.menu[open]").forEach((m) => {
        if (m !== menu && !m.contains(menu)) m.open = false;
      });
  },
  true,
);
document.addEventListener("click", (e) => {
  if (e.target.isConnected)
    $$("details.menu[open]").forEach((m) => {
      if (!m.contains(e.target)) m.open = false;
    });
});

// What is refused while a dialog is open stands inside it, in the form that was sent and in sight: the veil lies over
// everything else.
let submitted = null;
document.addEventListener("submit", (e) => (submitted = e.target), true);
const refusedInside = () => {
  const dialog = $("dialog[open]"),
    refusals = $$("#toasts > .toast.bad");
  if (!dialog || !refusals.length) return;
  $$(".toast.bad", dialog).forEach((t) => t.remove());
  const form = submitted && dialog.contains(submitted) ? submitted : dialog,
    refusal = refusals.pop();
  (form.matches(".body") ? form : ($(".body", form) ?? form)).prepend(refusal);
  refusal.scrollIntoView({ block: "nearest" });
  refusals.forEach((t) => t.remove());
};

// Toasts go by themselves, but not while somebody reaches for them.
const fade = (t) => {
  if (t.dataset.timed) return;
  t.dataset.timed = "1";
  let left = 10;
  const tick = setInterval(() => {
    if (!t.isConnected) return clearInterval(tick);
    if (t.matches(":hover, :focus-within")) return;
    if (--left <= 0) {
      clearInterval(tick);
      t.remove();
    }
  }, 1000);
};
new MutationObserver(() => {
  $$("[data-fades]").forEach(fade);
  const all = $$("#toasts > .toast");
  all.slice(0, Math.max(0, all.length - 4)).forEach((t) => t.remove());
  refusedInside();
}).observe($("#toasts") ?? document.body, { childList: true, subtree: true });
$$("[data-fades]").forEach(fade);
on("click", "[data-dismiss]", (e, b) => b.closest(".toast").remove());
// The toast is out of sight at once, but stays until its answer came.
on("submit", ".toast form", (e, f) => {
  const t = f.closest(".toast");
  setTimeout(() => (t.hidden = true), 20);
  setTimeout(() => t.remove(), 15000);
});

// Dialogs
on("click", "[data-close]", (e, b) => b.closest("dialog")?.close());
on("click", "dialog", (e, d) => {
  if (e.target === d) d.close();
});
document.addEventListener("dialog-open", () => {
  const d = $("#dialog");
  if (!d.open) d.showModal();
});
document.addEventListener("dialog-done", () => {
  if ($("#dialog").open) $("#dialog").close();
});
on("click", "[data-opens-dialog]", () =>
  setTimeout(() => {
    const d = $("#dialog");
    if (!d.open) d.showModal();
    refusedInside();
  }, 150),
);
on("click", "[data-help]", () => $("#help").showModal());

// The parts of a page that stay as their person left them.
$$("details[data-keep]").forEach((d) => {
  const kept = localStorage.getItem(d.dataset.keep);
  if (kept) d.open = kept === "1";
  d.addEventListener("toggle", () => localStorage.setItem(d.dataset.keep, d.open ? "1" : "0"));
});
on("change", "[data-submits]", (e, f) => f.requestSubmit());
on("focusin", "[data-select]", (e, i) => i.select());
on("click", "[data-copy]", (e, b) => {
  navigator.clipboard?.writeText(b.dataset.copy || location.href);
  told(b.dataset.copy ? "The text was copied." : "The link was copied.");
});
document.addEventListener("htmx:after:swap", () => {
  const n = $("[data-bell]");
  if (n) $("#bell > summary").dataset.n = n.dataset.bell;
});

// What an address says was done is told once: neither reloading nor passing the address on tells it again.
{
  const here = new URL(location.href);
  if (here.searchParams.has("did")) {
    here.searchParams.delete("did");
    here.searchParams.delete("what");
    history.replaceState(history.state, "", here.pathname + here.search + here.hash);
  }
}

// What was looked at lately, for the palette.
const recent = () => {
  try {
    return JSON.parse(localStorage.getItem("recent-" + document.body.dataset.org) ?? "[]");
  } catch {
    return [];
  }
};
if (document.body.dataset.record) {
  const here = { to: "/" + document.body.dataset.record, title: ($("h1") ?? {}).textContent ?? document.title };
  if (!location.pathname.endsWith("/edit"))
    localStorage.setItem(
      "recent-" + document.body.dataset.org,
      JSON.stringify([here, ...recent().filter((r) => r.to !== here.to)].slice(0, 12)),
    );
}

// After a change the parts of the page that show it ask again.
const refresh = (part) => {
  const to = part.dataset.src;
  if (
    !to ||
    part.querySelector("[data-cell-form], .editing, :scope form[data-form] :focus") ||
    [...part.querySelectorAll("[data-composer] textarea, [data-composer] [name=subject]")].some((i) => i.value)
  ) {
    part.dataset.stale = "1";
    return;
  }
  delete part.dataset.stale;
  return htmx.ajax("GET", to, {
    target: part,
    swap: part.id === "rows" || part.dataset.whole !== undefined || part.id === "today" ? "outerMorph" : "innerMorph",
    source: part,
  });
};
// Somebody may have begun to edit a cell while the answer was on its way.
document.addEventListener("htmx:before:swap", (e) => {
  const part = e.detail.ctx?.sourceElement;
  if (part?.dataset?.src && part.querySelector("[data-cell-form], .editing")) {
    part.dataset.stale = "1";
    e.preventDefault();
  }
});
const refreshAll = () => $$("[data-src]").forEach(refresh);
document.addEventListener("rows-changed", () => {
  refreshAll();
  const r = $(".rec-head [data-id]");
  if (r) r.remove();
});
document.addEventListener("composed", () => {
  $$("[data-composer]").forEach((f) => f.reset());
  refreshAll();
});
