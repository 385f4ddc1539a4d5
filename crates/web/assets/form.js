// Forms: pickers of references, drafts, mentions, files.
let looked = 0;
const options = (pick) => $$(".opt[data-id]", pick);
const mark = (pick, n) => {
  const all = $$(".opt[role=option]", pick);
  if (!all.length) return;
  const at = (n + all.length) % all.length;
  all.forEach((o, i) => {
    o.setAttribute("aria-selected", i === at);
    o.id ||= "opt-" + Math.random().toString(36).slice(2);
  });
  $("input[role=combobox]", pick).setAttribute("aria-activedescendant", all[at].id);
  all[at].scrollIntoView({ block: "nearest" });
};
const shut = (pick) => {
  $(".list", pick)?.remove();
  $("input[role=combobox]", pick)?.setAttribute("aria-expanded", "false");
};
const offer = async (pick) => {
  const input = $("input[role=combobox]", pick),
    mine = ++looked;
  const answer = await fetch(
    `/lookup/${pick.dataset.pick}?q=` +
      encodeURIComponent(input.value === $("input[name$='.was']", pick).value ? "" : input.value),
    { headers: { "HX-Request": "true" } },
  );
  if (mine !== looked || !answer.ok || !pick.isConnected) return;
  let list = $(".list", pick);
  if (!list) {
    list = document.createElement("div");
    list.className = "list";
    list.role = "listbox";
    list.setAttribute("aria-label", "Choices");
    pick.append(list);
  }
  list.innerHTML = await answer.text();
  if (pick.dataset.create && input.value.trim() && input.value !== $("input[name$='.was']", pick).value) {
    const b = document.createElement("button");
    b.type = "button";
    b.className = "opt";
    b.role = "option";
    b.tabIndex = -1;
    b.dataset.new = input.value;
    b.textContent = `Create ${pick.dataset.create.toLowerCase()} “${input.value}”`;
    list.append(b);
  }
  input.setAttribute("aria-expanded", "true");
  mark(pick, 0);
};
const take = (pick, id, title) => {
  const [hidden, was] = [$("input[type=hidden]", pick), $("input[name$='.was']", pick)],
    shown = $("input[role=combobox]", pick);
  hidden.value = id;
  was.value = shown.value = title;
  shut(pick);
  hidden.dispatchEvent(new Event("change", { bubbles: true }));
  shown.focus();
  const cell = pick.closest("[data-cell-form]");
  if (cell) cell.requestSubmit();
};
let soon,
  picking = null;
on("input", ".pick input[role=combobox]", (e, i) => {
  clearTimeout(soon);
  soon = setTimeout(() => offer(i.closest(".pick")), 120);
  if (!i.value) {
    $("input[type=hidden]", i.closest(".pick")).value = "";
  }
});
on("focusin", ".pick input[role=combobox]", (e, i) => {
  if (!$(".list", i.closest(".pick"))) i.select();
});
on("click", ".pick input[role=combobox]", (e, i) => offer(i.closest(".pick")));
on(
  "keydown",
  ".pick input[role=combobox]",
  (e, i) => {
    const pick = i.closest(".pick"),
      list = $(".list", pick),
      all = $$(".opt[role=option]", pick),
      at = all.findIndex((o) => o.getAttribute("aria-selected") === "true");
    if (e.key === "ArrowDown") {
      e.preventDefault();
      list ? mark(pick, at + 1) : offer(pick);
    } else if (e.key === "ArrowUp" && list) {
      e.preventDefault();
      mark(pick, at - 1);
    } else if (e.key === "Enter" && list && at >= 0) {
      e.preventDefault();
      e.stopPropagation();
      all[at].click();
    } else if (e.key === "Escape" && list) {
      e.preventDefault();
      e.stopPropagation();
      shut(pick);
    } else if (e.key === "Tab") {
      if (list && at >= 0 && options(pick)[at] && i.value !== $("input[name$='.was']", pick).value) {
        const o = options(pick)[at];
        take(pick, o.dataset.id, o.dataset.title);
      } else shut(pick);
    }
  },
  true,
);
on("mousedown", ".pick .list", (e) => e.preventDefault());
on("click", ".pick .opt[data-id]", (e, o) => take(o.closest(".pick"), o.dataset.id, o.dataset.title));
on("focusout", ".pick", (e, pick) =>
  setTimeout(() => {
    if (!pick.contains(document.activeElement)) shut(pick);
  }, 100),
);
on("click", ".pick .opt[data-new]", async (e, o) => {
  picking = o.closest(".pick");
  const d = $("#dialog"),
    noun = picking.dataset.pick,
    name = o.dataset.new;
  shut(picking);
  if (
    await fill(
      d,
      `/${noun}/new?picked=true&name=${encodeURIComponent(name)}&title=${encodeURIComponent(name)}&last_name=${encodeURIComponent(name)}&company_name=${encodeURIComponent(name)}`,
    )
  )
    d.showModal();
});
document.addEventListener("picked", (e) => {
  const d = $("#dialog");
  if (d.open) d.close();
  const v = e.detail?.value ?? e.detail;
  if (picking && v?.id) take(picking, v.id, v.title);
  picking = null;
});
on("click", "#dialog [data-cancel]", (e, a) => {
  e.preventDefault();
  $("#dialog").close();
});

// Rows of a structured field are added and removed; the last is always there to be filled in.
const empty = (one) =>
  $$("input, textarea, select", one).forEach((i) => {
    i.value = "";
    i.removeAttribute("aria-invalid");
  });
const addOne = (rows) => {
  const all = $$("[data-one]", rows),
    last = all.at(-1),
    one = last.cloneNode(true);
  // What belongs together by id does so in the new row as well.
  $$("[id]", one).forEach((i) => {
    const label = $(`label[for="${CSS.escape(i.id)}"]`, one);
    i.id = i.id.replace(/-\d+-(?=[^-]*$)/, `-${Date.now() % 1e9}-`);
    if (label) label.htmlFor = i.id;
  });
  $$(".wrong", one).forEach((w) => w.remove());
  empty(one);
  last.after(one);
  return one;
};
on("click", "[data-several] [data-add]", (e, b) => {
  const rows = b.closest("[data-several]"),
    last = $$("[data-one]", rows).at(-1),
    isEmpty = $$("input:not([type=hidden]), textarea, select", last).every((i) => !i.value);
  $("input:not([type=hidden]), textarea, select", isEmpty ? last : addOne(rows)).focus();
});
on("click", "[data-several] [data-remove]", (e, b) => {
  const rows = b.closest("[data-several]"),
    one = b.closest("[data-one]");
  if ($$("[data-one]", rows).length > 1) one.remove();
  else empty(one);
  rows.dispatchEvent(new Event("input", { bubbles: true }));
  $("[data-add]", rows).focus();
});

// A day that does not exist has no value a browser would send; it is told before it is lost.
document.addEventListener(
  "submit",
  (e) => {
    const bad = $$("input[type=date]", e.target).filter((i) => i.validity.badInput);
    $$(".wrong[data-bad-day]", e.target).forEach((w) => w.remove());
    if (!bad.length) return;
    e.preventDefault();
    e.stopImmediatePropagation();
    for (const i of bad) {
      const w = document.createElement("span");
      w.className = "wrong";
      w.role = "alert";
      w.dataset.badDay = "";
      w.textContent = "This is not a day of the calendar.";
      i.setAttribute("aria-invalid", "true");
      i.after(w);
    }
    bad[0].focus();
  },
  true,
);

// A form that was begun is still there after an accident.
const draftKey = (f) =>
  "draft-" +
  document.body.dataset.me +
  f.dataset.draft +
  (f.dataset.draft.split("/").length > 2 ? "" : location.search);
const serial = (f) => JSON.stringify([...new FormData(f)].filter(([k, v]) => k !== "version" && typeof v === "string"));
let leaving = false;
const begin = (f) => {
  if (f.dataset.begun) return;
  f.dataset.begun = "1";
  f.was_ = serial(f);
  const kept = sessionStorage.getItem(draftKey(f));
  if (kept && kept !== f.was_) {
    const bar = document.createElement("div");
    bar.className = "note";
    bar.innerHTML =
      '<span>There is a draft of yours from before.</span> <button type="button" class="b">Take it up</button> <button type="button" class="b ghost">Drop it</button>';
    const [take_, drop] = $$("button", bar);
    take_.onclick = () => {
      const all = JSON.parse(kept),
        names = new Set(all.map(([k]) => k));
      for (const name of names) {
        const values = all.filter(([k]) => k === name).map(([, v]) => v),
          inputs = () => $$(`[name="${CSS.escape(name)}"]`, f),
          rows = inputs()[0]?.closest("[data-several]");
        while (rows && inputs().length < values.length) addOne(rows);
        inputs().forEach((i, n) => {
          if (i.type === "checkbox" || i.type === "radio") i.checked = values.includes(i.value);
          else i.value = rows ? (values[n] ?? "") : values[0];
        });
      }
      $$("details", f).forEach((d) => (d.open = true));
      bar.remove();
    };
    drop.onclick = () => {
      sessionStorage.removeItem(draftKey(f));
      bar.remove();
    };
    f.prepend(bar);
  }
  f.addEventListener("input", () => {
    const now = serial(f);
    now === f.was_ ? sessionStorage.removeItem(draftKey(f)) : sessionStorage.setItem(draftKey(f), now);
  });
  f.addEventListener("change", () => {
    const now = serial(f);
    if (now !== f.was_) sessionStorage.setItem(draftKey(f), now);
  });
  $(".wrong", f)?.closest(".field")?.querySelector("input:not([type=hidden]), select, textarea")?.focus();
};
const beginAll = () => $$("form[data-form]").forEach(begin);
beginAll();
document.addEventListener("htmx:after:swap", beginAll);
document.addEventListener("htmx:after:request", (e) => {
  const f = e.target;
  if (f.matches?.("form[data-form]") && e.detail.ctx.response.status < 300) {
    sessionStorage.removeItem(draftKey(f));
    leaving = true;
  }
});
addEventListener("beforeunload", (e) => {
  const f = $("form[data-form][data-begun]");
  if (!leaving && f && f.isConnected && serial(f) !== f.was_) e.preventDefault();
});
on("click", "[data-cancel]", (e, a) => {
  const f = a.closest("form");
  if (f?.dataset.draft) sessionStorage.removeItem(draftKey(f));
  leaving = true;
});

// @ names a colleague.
on("input", "[data-mentions]", async (e, area) => {
  const upTo = area.value.slice(0, area.selectionStart),
    at = upTo.match(/@([\p{L}]{1,20}(?: [\p{L}]{0,20})?)$/u);
  $(".pick .list", area.parentNode)?.remove();
  area.parentNode.querySelector(".mention-list")?.remove();
  if (!at) return;
  const answer = await fetch("/lookup/users?q=" + encodeURIComponent(at[1]), { headers: { "HX-Request": "true" } });
  if (!answer.ok) return;
  area.parentNode.querySelector(".mention-list")?.remove();
  const list = document.createElement("div");
  list.className = "pick mention-list";
  list.innerHTML = '<div class="list" role="listbox">' + (await answer.text()) + "</div>";
  area.after(list);
  $$(".opt[data-id]", list).forEach((o) =>
    o.addEventListener("click", (ev) => {
      ev.stopPropagation();
      const start = upTo.length - at[0].length;
      area.value = area.value.slice(0, start) + "@" + o.dataset.title + " " + area.value.slice(upTo.length);
      area.focus();
      list.remove();
    }),
  );
});

// Files that are dropped
on("dragover", "[data-drop], .drop", (e, f) => {
  if (e.dataTransfer.types.includes("Files")) {
    e.preventDefault();
    f.classList.add("over");
  }
});
on("dragleave", "[data-drop], .drop", (e, f) => f.classList.remove("over"));
on("drop", "[data-drop]", (e, f) => {
  e.preventDefault();
  $("input[type=file]", f).files = e.dataTransfer.files;
  f.requestSubmit();
});
on("drop", "[data-upload] .drop", (e, l) => {
  e.preventDefault();
  const i = $("input[type=file]", l.closest("form"));
  i.files = e.dataTransfer.files;
  i.dispatchEvent(new Event("change", { bubbles: true }));
});
on("change", "[data-drop] input[type=file]", (e, i) => i.closest("form").requestSubmit());
on("change", "[data-upload] input[type=file]", (e, i) => {
  const t = $("[data-file-name]", i.closest("form"));
  if (i.files[0]) t.textContent = `${i.files[0].name}, ${(i.files[0].size / 1024).toFixed(0)} KB`;
});
