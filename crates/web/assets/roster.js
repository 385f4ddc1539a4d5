// The roster: bars are dragged to other days, lengthened at their ends, and handed over by dropping them on somebody else; free
// days are dragged over to book. Whatever would be refused is said before it is dropped. Everything has a key as well.
{
  const rosterOf = (element) => element.closest("table.roster");
  const rosterDay = (table, n) => {
    const day = new Date(table.dataset.first + "T00:00:00Z");
    day.setUTCDate(day.getUTCDate() + n);
    return day.toISOString().slice(0, 10);
  };
  const rosterNamed = (table, n) =>
    new Date(rosterDay(table, n) + "T00:00:00Z").toLocaleDateString(undefined, {
      day: "numeric",
      month: "short",
      timeZone: "UTC",
    });
  const rosterAt = (table, x) => {
    const heads = $$("tr.days th", table),
      box = heads[0].getBoundingClientRect();
    return Math.max(0, Math.min(heads.length - 1, Math.floor((x - box.left) / box.width)));
  };
  const rosterWords = (words, kind = "") => {
    const p = $("#roster-words");
    if (!p) return;
    p.hidden = !words;
    p.textContent = words;
    p.className = "roster-words " + kind;
  };
  const rosterAsk = (to, verb, input) =>
    fetch(`${to}/${verb}`, {
      method: "POST",
      body: new URLSearchParams(input),
      headers: { "HX-Request": "true", "HX-Current-URL": location.href },
    });
  let rosterTried = 0;
  // Says whether it would be done, a moment after the hand rests.
  const rosterTry = (wish) => {
    clearTimeout(rosterTried);
    if (!wish) return rosterWords("");
    rosterWords(wish.words);
    rosterTried = setTimeout(async () => {
      try {
        const answer = await rosterAsk("/roster/try", wish.verb, wish.input),
          words = await answer.text();
        if (answer.ok || answer.status === 409)
          rosterWords(answer.ok ? `${wish.words}: free` : words, answer.ok ? "good" : "bad");
      } catch {
        rosterWords("The server can't be reached.", "bad");
      }
    }, 150);
  };
  const rosterDo = async (wish) => {
    clearTimeout(rosterTried);
    rosterWords("");
    if (!wish) return;
    let answer;
    try {
      answer = await rosterAsk("/verbs", wish.verb, wish.input);
    } catch {
      told("The server can't be reached. Nothing was changed.", "bad");
      return;
    }
    const away = answer.headers.get("hx-redirect");
    if (away) return go(away);
    const t = document.createElement("template");
    t.innerHTML = await answer.text();
    const parts = $$("hx-partial", t.content);
    parts.forEach((p) => say(p.innerHTML));
    if (!parts.length && !answer.ok) say(t.innerHTML);
    refreshAll();
  };
  const rosterDialog = async (to) => {
    const dialog = $("#dialog");
    if ((await fill(dialog, to)) && !dialog.open) dialog.showModal();
  };
  const rosterBook = (people, table, first, last) =>
    rosterDialog(`/roster/book?people=${people}&from=${rosterDay(table, first)}&to=${rosterDay(table, last)}`);
  const wholeCrew = (bar) => bar.dataset.crew && $("[data-whole-crew]")?.checked;
  const inWords = (days) =>
    `${Math.abs(days)} ${Math.abs(days) === 1 ? "day" : "days"} ${days < 0 ? "earlier" : "later"}`;

  // What becomes of a bar that is taken at one place and let go at another.
  const rosterWish = (bar, held, days, over, onto) => {
    const table = rosterOf(bar),
      [start, end, id] = [Number(bar.dataset.start), Number(bar.dataset.end), bar.dataset.bar],
      row = bar.closest("tbody");
    if (held === "start" || held === "end") {
      if (!days) return null;
      const at = (held === "start" ? start : end) + days;
      if (held === "start" ? at > end : at < start) return null;
      const key = held === "start" ? "start_date" : "end_date",
        which = wholeCrew(bar) ? { crew: bar.dataset.crew } : { placements: id };
      return {
        verb: "move_placements",
        input: { ...which, [key]: rosterDay(table, at) },
        words: `${held === "start" ? "From" : "Until"} ${rosterNamed(table, at)}`,
      };
    }
    if (over && over !== row && over.dataset.person) {
      if (onto && onto !== bar && onto.dataset.bar)
        return {
          verb: "swap_people",
          input: { placement: id, with: onto.dataset.bar },
          words: `${row.dataset.name} and ${over.dataset.name} change places`,
        };
      return {
        verb: "replace_person",
        input: {
          placement: id,
          person: over.dataset.person,
          from_date: rosterDay(table, Math.max(start, rosterToday(table))),
        },
        words: `${over.dataset.name} takes over`,
      };
    }
    if (!days) return null;
    const which = wholeCrew(bar) ? { crew: bar.dataset.crew } : { placements: id };
    return { verb: "move_placements", input: { ...which, days }, words: inWords(days) };
  };
  const rosterToday = (table) =>
    Math.round((Date.parse(table.dataset.today) - Date.parse(table.dataset.first)) / 86400000);

  on("pointerdown", "table.roster[data-places] [data-bar]", (e, bar) => {
    if (e.button || e.pointerType === "touch" || bar.classList.contains("completed")) return;
    const table = rosterOf(bar),
      box = bar.getBoundingClientRect(),
      from = rosterAt(table, e.clientX),
      edge = Math.min(8, box.width / 4),
      held = e.clientX - box.left < edge ? "start" : box.right - e.clientX < edge ? "end" : "all";
    let moved = false,
      wish = null,
      lit = null;
    const move = (m) => {
      if (!moved && Math.hypot(m.clientX - e.clientX, m.clientY - e.clientY) < 5) return;
      m.preventDefault();
      moved = true;
      bar.classList.add("dragging");
      document.body.classList.add("rostering");
      const days = rosterAt(table, m.clientX) - from,
        width = box.width / Math.max(1, Number(bar.dataset.end) - Number(bar.dataset.start) + 1),
        under = document.elementsFromPoint(m.clientX, m.clientY).filter((x) => x !== bar),
        over = held === "all" ? under.find((x) => x.closest?.("tbody[data-person]"))?.closest("tbody") : null,
        onto = under.find((x) => x.dataset?.bar);
      bar.style.transform = held === "all" ? `translate(${m.clientX - e.clientX}px, ${m.clientY - e.clientY}px)` : "";
      if (held === "end") bar.style.marginRight = `${-days * width}px`;
      if (held === "start") bar.style.marginLeft = `${days * width}px`;
      lit?.classList.remove("over");
      lit = over && over !== bar.closest("tbody") ? over : null;
      lit?.classList.add("over");
      const next = rosterWish(bar, held, days, over, onto);
      if (JSON.stringify(next) !== JSON.stringify(wish)) rosterTry((wish = next));
    };
    const end = (cancelled) => {
      removeEventListener("pointermove", move);
      removeEventListener("pointerup", up);
      removeEventListener("keydown", key, true);
      removeEventListener("pointercancel", stop);
      lit?.classList.remove("over");
      bar.classList.remove("dragging");
      document.body.classList.remove("rostering");
      bar.removeAttribute("style");
      rosterTry(null);
      if (!moved) return;
      const still = (c) => {
        c.preventDefault();
        c.stopPropagation();
      };
      addEventListener("click", still, { capture: true, once: true });
      setTimeout(() => removeEventListener("click", still, true), 30);
      if (!cancelled && wish) rosterDo(wish);
    };
    const up = () => end(false),
      stop = () => end(true),
      key = (k) => {
        if (k.key !== "Escape") return;
        k.stopPropagation();
        end(true);
      };
    addEventListener("pointermove", move, { passive: false });
    addEventListener("pointerup", up);
    addEventListener("pointercancel", stop);
    addEventListener("keydown", key, true);
  });
  on("dragstart", "[data-bar]", (e) => e.preventDefault());
  on("click", "[data-bar]", (e, bar) => {
    if (e.metaKey || e.ctrlKey || e.shiftKey) return;
    e.preventDefault();
    rosterDialog(`/roster/placement/${bar.dataset.bar}`);
  });

  // Free days are dragged over, or taken with one press.
  on("pointerdown", "table.roster[data-places] td.gap", (e, gap) => {
    if (e.button || e.pointerType === "touch") return;
    const table = rosterOf(gap),
      row = gap.closest("tbody"),
      from = rosterAt(table, e.clientX),
      wrap = table.parentElement,
      mark = document.createElement("div");
    mark.className = "roster-mark";
    wrap.append(mark);
    let to = from;
    const draw = () => {
      const heads = $$("tr.days th", table),
        [a, b] = [heads[Math.min(from, to)], heads[Math.max(from, to)]].map((h) => h.getBoundingClientRect()),
        line = gap.getBoundingClientRect(),
        box = wrap.getBoundingClientRect();
      mark.style.left = `${a.left - box.left + wrap.scrollLeft}px`;
      mark.style.width = `${b.right - a.left}px`;
      mark.style.top = `${line.top - box.top + wrap.scrollTop}px`;
      mark.style.height = `${line.height}px`;
      rosterWords(
        `${row.dataset.name}: ${rosterNamed(table, Math.min(from, to))} – ${rosterNamed(table, Math.max(from, to))}`,
      );
    };
    const move = (m) => {
      to = rosterAt(table, m.clientX);
      draw();
    };
    const up = (u) => {
      removeEventListener("pointermove", move);
      removeEventListener("pointerup", up);
      mark.remove();
      rosterWords("");
      if (u.type === "pointerup") rosterBook(row.dataset.person, table, Math.min(from, to), Math.max(from, to));
    };
    e.preventDefault();
    draw();
    addEventListener("pointermove", move);
    addEventListener("pointerup", up);
  });
  // A finger scrolls; a tap on free days books from that day on.
  on("click", "table.roster[data-places] td.gap", (e, gap) => {
    if (e.pointerType !== "touch") return;
    const table = rosterOf(gap),
      day = rosterAt(table, e.clientX);
    rosterBook(gap.closest("tbody").dataset.person, table, day, day);
  });

  // Several people at once
  const picked = () => $$("[data-pick-person]:checked");
  const countPicked = () => {
    const box = $("[data-picked]");
    if (!box) return;
    box.hidden = !picked().length;
    $("[data-picked-count]", box).textContent = picked().length;
  };
  on("change", "[data-pick-person]", countPicked);
  on("click", "[data-unpick]", () => {
    picked().forEach((p) => (p.checked = false));
    countPicked();
  });
  on("click", "[data-book-picked]", () => {
    const table = $("table.roster"),
      first = Math.max(0, Math.min(Number(table.dataset.days) - 1, rosterToday(table)));
    rosterBook(
      picked()
        .map((p) => p.value)
        .join(","),
      table,
      first,
      Math.min(Number(table.dataset.days) - 1, first + 6),
    );
  });

  // Keys: arrows walk, Enter opens or books, Alt with the arrows moves, with Shift it lengthens.
  let rosterPresses = null;
  const rosterCells = (row) => $$("td.gap, [data-bar]", row);
  const gapDays = (gap) => {
    const cells = [...gap.parentElement.cells].filter((c) => c.tagName === "TD");
    const before = cells.slice(0, cells.indexOf(gap)).reduce((sum, c) => sum + c.colSpan, 0);
    return [before, before + gap.colSpan - 1];
  };
  const rosterFocus = (cell) => {
    if (!cell) return;
    if (cell.matches("td.gap")) {
      const table = rosterOf(cell),
        [first, last] = gapDays(cell);
      cell.tabIndex = -1;
      cell.setAttribute(
        "aria-label",
        `${cell.closest("tbody").dataset.name ?? ""} free ${rosterNamed(table, first)} – ${rosterNamed(table, last)}`,
      );
    }
    cell.focus();
  };
  // The roster is drawn anew beneath whoever walks in it: the same bar, or the same day of the same person, stays focused.
  let rosterHeld = null;
  const isRoster = (e) => e.detail.ctx?.sourceElement?.id === "roster";
  document.addEventListener("htmx:before:swap", (e) => {
    if (!isRoster(e)) return;
    const cell = document.activeElement.closest?.("table.roster td.gap, table.roster [data-bar]");
    rosterHeld = cell && {
      bar: cell.dataset.bar,
      row: cell.closest("tbody").dataset.person,
      day: cell.matches("td.gap") ? gapDays(cell)[0] : 0,
    };
  });
  document.addEventListener("htmx:after:swap", (e) => {
    if (!isRoster(e) || !rosterHeld) return;
    const { bar, row, day } = rosterHeld;
    rosterHeld = null;
    if (document.activeElement.closest?.("table.roster")) return;
    const body = row && $(`table.roster tbody[data-person="${CSS.escape(row)}"]`);
    const same = bar
      ? $(`table.roster [data-bar="${CSS.escape(bar)}"]`)
      : body && $$("td.gap", body).find((gap) => gapDays(gap)[1] >= day);
    if (same) rosterFocus(same);
  });
  on("keydown", "table.roster td.gap, table.roster [data-bar], table.roster tbody th a", (e, cell) => {
    const table = rosterOf(cell),
      row = cell.closest("tr"),
      bar = cell.matches("[data-bar]") ? cell : null,
      side = { ArrowLeft: -1, ArrowRight: 1 }[e.key],
      way = { ArrowUp: -1, ArrowDown: 1 }[e.key];
    if (e.altKey && side && bar && table.dataset.places !== undefined) {
      e.preventDefault();
      const held = e.shiftKey ? "end" : "all";
      if (rosterPresses?.bar !== bar || rosterPresses.held !== held) rosterPresses = { bar, held, days: 0 };
      rosterPresses.days += side;
      clearTimeout(rosterPresses.timer);
      const wish = rosterWish(bar, held, rosterPresses.days);
      rosterTry(wish);
      rosterPresses.timer = setTimeout(() => {
        rosterPresses = null;
        rosterDo(wish);
      }, 900);
    } else if (side) {
      e.preventDefault();
      const cells = [...$$("th a", row), ...rosterCells(row)];
      rosterFocus(cells[cells.indexOf(cell) + side]);
    } else if (way) {
      e.preventDefault();
      const rows = $$("tbody tr", table).filter((r) => rosterCells(r).length),
        next = rows[rows.indexOf(row) + way];
      if (!next) return;
      const x = cell.getBoundingClientRect().left + 4,
        near = (c) => Math.abs(c.getBoundingClientRect().left - x);
      rosterFocus(cell.matches("th a") ? $("th a", next) : rosterCells(next).sort((a, b) => near(a) - near(b))[0]);
    } else if (e.key === "Enter" && cell.matches("td.gap") && table.dataset.places !== undefined) {
      e.preventDefault();
      const [first, last] = gapDays(cell);
      rosterBook(cell.closest("tbody").dataset.person, table, first, last);
    } else if (e.key === "x" && !e.metaKey && !e.ctrlKey) {
      const box = $("[data-pick-person]", cell.closest("tbody"));
      if (!box) return;
      e.preventDefault();
      box.checked = !box.checked;
      countPicked();
    }
  });
}
