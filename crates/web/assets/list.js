// Lists: walking, selecting, editing in place, the record beside, columns.
const grid = () => $("#grid");
const rowsOf = () => $$("tbody tr[data-id]", grid() ?? document);
let anchor = null;
const cursor = () => $("tr.cursor");
const walkTo = (row, cell) => {
  if (!row) return;
  cursor()?.classList.remove("cursor");
  row.classList.add("cursor");
  (cell ?? $(".pin2", row) ?? row.cells[1])?.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
  if (!$("#panel").hidden) openPanel(row);
};
const step = (n) => {
  const all = rowsOf(),
    at = all.indexOf(cursor());
  walkTo(all[Math.max(0, Math.min(all.length - 1, at + n))]);
};
document.addEventListener("keydown", (e) => {
  if (!grid() || typing(e) || $("dialog[open]") || e.metaKey || e.ctrlKey || e.altKey) return;
  const cell = e.target.closest?.("td"),
    row = cursor();
  if (e.target.closest?.("button, summary, a:not(td a)") && !["ArrowDown", "ArrowUp"].includes(e.key)) return;
  switch (e.key) {
    case "ArrowDown":
    case "j":
      e.preventDefault();
      step(1);
      break;
    case "ArrowUp":
    case "k":
      e.preventDefault();
      step(-1);
      break;
    case "ArrowRight":
      if (cell) {
        e.preventDefault();
        cell.nextElementSibling?.focus();
        cell.nextElementSibling?.scrollIntoView({ block: "nearest", inline: "nearest" });
      }
      break;
    case "ArrowLeft":
      if (cell) {
        e.preventDefault();
        if (!cell.previousElementSibling?.matches(".pin")) cell.previousElementSibling?.focus();
      }
      break;
    case " ":
      if (row) {
        e.preventDefault();
        $("#panel").hidden ? openPanel(row) : closePanel();
      }
      break;
    case "x":
      if (row) {
        e.preventDefault();
        const box = $("input[name=id]", row);
        box.checked = !box.checked;
        box.dispatchEvent(new Event("change", { bubbles: true }));
      }
      break;
    case "e":
      if (cell?.matches(".edit")) {
        e.preventDefault();
        edit(cell);
      } else if (row && grid().dataset.edits !== undefined) {
        e.preventDefault();
        go(`/${grid().dataset.noun}/${row.dataset.id}/edit`);
      }
      break;
    case "Enter":
      if (cell?.matches(".edit")) {
        e.preventDefault();
        edit(cell);
      } else if (row && (cell || e.target === document.body)) {
        e.preventDefault();
        $("a", row).click();
      }
      break;
  }
});
on("click", "#grid tbody tr[data-id]", (e, row) => {
  if (!e.target.closest("a, input, button")) {
    cursor()?.classList.remove("cursor");
    row.classList.add("cursor");
  }
});

// The record beside the list
const openPanel = async (row) => {
  const panel = $("#panel"),
    noun = row.closest("[data-noun]").dataset.noun;
  panel.hidden = false;
  await fill(panel, `/${noun}/${row.dataset.id}/panel`);
};
const closePanel = () => {
  $("#panel").hidden = true;
  $("#panel").innerHTML = "";
  (cursor()?.querySelector(".pin2") ?? document.body).focus?.();
};
on("click", "[data-panel-close]", closePanel);

// Selecting
const BOXES = "#grid input[name=id], .board input[name=id]";
const picked = () => $$(BOXES).filter((box) => box.checked);
const count = () => {
  const bar = $("#bulk");
  if (!bar) return;
  const n = picked().length,
    every = bar.dataset.all === "1";
  bar.hidden = !n;
  $("[data-count]", bar).textContent = every ? "All" : n;
  $$("#grid tr[data-id]").forEach((r) => r.setAttribute("aria-selected", $("input[name=id]", r)?.checked ?? false));
  $(".board")?.classList.toggle("picking", n > 0);
  const all = $("#grid [data-all]");
  if (all) {
    all.checked = n > 0 && n === rowsOf().length;
    all.indeterminate = n > 0 && n < rowsOf().length;
  }
  $("[data-every]", bar).hidden = !(all?.checked && $("tr.more")) || every;
};
on("click", BOXES, (e, box) => {
  const all = $$(BOXES);
  if (e.shiftKey && anchor) {
    const [a, b] = [all.indexOf(anchor), all.indexOf(box)].sort((x, y) => x - y);
    all.slice(a, b + 1).forEach((x) => (x.checked = box.checked));
  }
  anchor = box;
});
on("change", BOXES, () => {
  const bar = $("#bulk");
  if (bar) delete bar.dataset.all;
  count();
});
on("change", "#grid [data-all]", (e, box) => {
  $$("#grid input[name=id]").forEach((b) => (b.checked = box.checked));
  count();
});
const pickNone = () => {
  $$(`#grid input:checked, .board input:checked`).forEach((b) => (b.checked = false));
  delete $("#bulk").dataset.all;
  count();
};
on("click", "[data-none]", pickNone);
document.addEventListener("bulk-done", pickNone);
on("click", "[data-every]", (e, b) => {
  $("#bulk").dataset.all = "1";
  count();
});
document.addEventListener("htmx:config:request", (e) => {
  if (!e.target.matches?.("#bulk, form[data-bulk]")) return;
  const form = $("#bulk");
  const body = e.detail.ctx.request.body;
  picked().forEach((b) => body.append("id", b.value));
  if (form.dataset.all === "1") {
    body.append("all", "true");
    body.append("filters", grid().dataset.filters);
  }
});
on("change", "[data-bulk-field]", (e, s) => {
  const value = $(".value", s.closest(".builder"));
  value.innerHTML = "";
  if (s.value) fill(value, s.dataset.input + encodeURIComponent(s.value));
});
on("click", "[data-export]", (e, b) => {
  const shown = grid() ?? $(".board"),
    every = $("#bulk").dataset.all === "1";
  go(
    `/${shown.dataset.noun}/export?as=${b.dataset.export}&${shown.dataset.filters}${
      every
        ? ""
        : "&ids=" +
          picked()
            .map((x) => x.value)
            .join(";")
    }`,
  );
});

// Editing where it stands
const edit = async (cell) => {
  if ($("[data-cell-form]", cell)) return;
  const row = cell.closest("tr[data-id]"),
    noun = cell.closest("[data-noun]")?.dataset.noun;
  const to = cell.dataset.edit ?? `/${noun}/${row.dataset.id}/cell/${encodeURIComponent(cell.dataset.f)}`;
  cell.before_ = cell.innerHTML;
  // From now on nothing takes the cell away: its form may be a moment on its way.
  cell.classList.add("editing");
  if (!(await fill(cell, to))) {
    cell.classList.remove("editing");
    return;
  }
  if (cell.dataset.edit) {
    const i = document.createElement("input");
    i.type = "hidden";
    i.name = "in";
    i.value = cell.matches(".long") ? "record long" : "record";
    $("form", cell).append(i);
  }
  const input = $("input:not([type=hidden]), select, textarea", cell);
  input?.focus();
  input?.select?.();
};
const unedit = (cell) => {
  if (cell.before_ === undefined) {
    cell.classList.remove("editing");
    return;
  }
  cell.innerHTML = cell.before_;
  cell.classList.remove("editing");
  htmx.process(cell);
  cell.focus();
  stale();
};
const stale = () => setTimeout(() => $$("[data-stale]").forEach(refresh), 400);
on("dblclick", "td.edit", (e, cell) => {
  if (!e.target.closest("a")) edit(cell);
});
on("click", "dd.edit", (e, cell) => {
  if (!e.target.closest("a, form")) edit(cell);
});
on("keydown", "dd.edit", (e, cell) => {
  if (e.key === "Enter" && e.target === cell) {
    e.preventDefault();
    edit(cell);
  }
});
on("keydown", "td.edit", (e, cell) => {
  if (!grid()?.contains(cell) && e.key === "Enter" && e.target === cell) {
    e.preventDefault();
    edit(cell);
  }
});
on("keydown", "[data-cell-form]", (e, form) => {
  const cell = form.closest("[data-f]");
  if (e.key === "Escape") {
    if ($(".pick .list", form)) return;
    e.stopPropagation();
    e.preventDefault();
    unedit(cell);
  } else if (
    e.key === "Enter" &&
    !(e.target.matches("textarea") && !e.metaKey && !e.ctrlKey) &&
    !$(".pick .list .opt[aria-selected=true]", form)
  ) {
    e.preventDefault();
    form.dataset.then = "stay";
    form.requestSubmit();
  } else if (e.key === "Tab" && cell.matches("td")) {
    e.preventDefault();
    const next = e.shiftKey ? $$("td.edit", cell.parentNode).reverse() : $$("td.edit", cell.parentNode);
    form.dataset.then = next[next.indexOf(cell) + 1]?.dataset.f ?? "stay";
    form.dataset.row = cell.parentNode.dataset.id;
    form.requestSubmit();
  }
});
on("change", "[data-cell-form] select, [data-cell-form] input[type=radio]", (e, i) =>
  i.closest("form").requestSubmit(),
);
on("focusout", "[data-cell-form]", (e, form) =>
  setTimeout(() => {
    if (form.isConnected && !form.contains(document.activeElement) && !form.dataset.sent) form.requestSubmit();
  }, 120),
);
// What to do once a cell is saved, by its request: meanwhile other parts of the page may be swapped.
const saving = new WeakMap();
document.addEventListener("htmx:before:request", (e) => {
  if (e.target.matches?.("[data-cell-form]")) {
    e.target.dataset.sent = "1";
    saving.set(e.detail.ctx, {
      then: e.target.dataset.then,
      row: e.target.closest("tr")?.dataset.id,
      f: e.target.closest("[data-f]")?.dataset.f,
    });
  }
});
document.addEventListener("htmx:after:swap", (e) => {
  if (!saving.has(e.detail.ctx)) return;
  const { then, row, f } = saving.get(e.detail.ctx);
  const here = row
    ? $(`tr[data-id="${CSS.escape(row)}"] [data-f="${CSS.escape(f)}"]`)
    : $(`dd[data-f="${CSS.escape(f)}"]`);
  const wrong = here && $("[data-cell-form]", here);
  if (wrong) {
    $("input:not([type=hidden]), select, textarea", wrong)?.focus();
    return;
  }
  if (then && then !== "stay") {
    const next = $(`tr[data-id="${CSS.escape(row)}"] [data-f="${CSS.escape(then)}"]`);
    if (next) edit(next);
  } else here?.focus();
  stale();
});

// Widths and order of columns
const widths = () => {
  const g = grid();
  if (!g) return;
  const kept = JSON.parse(localStorage.getItem("widths-" + g.dataset.noun) ?? "{}");
  for (const [col, w] of Object.entries(kept)) {
    const th = $(`th[data-col="${CSS.escape(col)}"]`, g);
    if (th) setWidth(th, w);
  }
};
const setWidth = (th, w) => {
  const i = th.cellIndex;
  [th, ...rowsOf().map((r) => r.cells[i])].forEach((c) => {
    if (c) {
      c.style.width = c.style.minWidth = c.style.maxWidth = w + "px";
    }
  });
};
on("pointerdown", ".grip", (e, grip) => {
  e.preventDefault();
  const th = grip.closest("th"),
    from = e.clientX,
    was = th.offsetWidth;
  const move = (m) => setWidth(th, Math.max(60, was + m.clientX - from));
  const done = (m) => {
    removeEventListener("pointermove", move);
    removeEventListener("pointerup", done);
    const g = grid(),
      kept = JSON.parse(localStorage.getItem("widths-" + g.dataset.noun) ?? "{}");
    kept[th.dataset.col] = th.offsetWidth;
    localStorage.setItem("widths-" + g.dataset.noun, JSON.stringify(kept));
  };
  addEventListener("pointermove", move);
  addEventListener("pointerup", done);
});
document.addEventListener("htmx:after:swap", () => {
  widths();
  count();
});
widths();
let dragged = null;
on("dragstart", "[data-sortable] label", (e, l) => {
  dragged = l;
  e.dataTransfer.effectAllowed = "move";
});
on("dragover", "[data-sortable] label", (e, l) => {
  if (dragged && l !== dragged) {
    e.preventDefault();
    const half = l.getBoundingClientRect();
    e.clientY < half.top + half.height / 2 ? l.before(dragged) : l.after(dragged);
  }
});
on("dragend", "[data-sortable] label", () => (dragged = null));
on("keydown", "[data-sortable] label", (e, l) => {
  if (e.altKey && e.key === "ArrowUp" && l.previousElementSibling) {
    e.preventDefault();
    l.previousElementSibling.before(l);
    $("input", l).focus();
  }
  if (e.altKey && e.key === "ArrowDown" && l.nextElementSibling) {
    e.preventDefault();
    l.nextElementSibling.after(l);
    $("input", l).focus();
  }
});
