// Boards: cards are dragged, or moved with Alt and the arrows.
const lanes = () => $$(".lane");
const put = async (card, lane) => {
  const board = card.closest("[data-board]"),
    from = card.parentNode,
    value = card.closest(".lane").dataset.value,
    next = card.nextElementSibling;
  if (card.closest(".lane") === lane) return;
  $("ol", lane).prepend(card);
  card.classList.add("flash");
  // Where the board was drawn anew meanwhile, the card stands there already.
  const back = () => {
    const drawn = $$(`.deal[data-id="${CSS.escape(card.dataset.id)}"]`).find((c) => c !== card);
    if (drawn) {
      card.remove();
      drawn.focus();
      return;
    }
    from.insertBefore(card, next?.parentNode === from ? next : null);
    card.focus();
  };
  const { id } = card.dataset;
  const body = new URLSearchParams({ id, column: board.dataset.column, value: lane.dataset.value, from: value });
  let answer;
  try {
    answer = await fetch(`/${board.dataset.board}/move`, {
      method: "POST",
      body,
      headers: { "HX-Request": "true", "HX-Current-URL": location.href },
    });
  } catch {
    back();
    told("The server can't be reached. The card is where it was.", "bad");
    return;
  }
  const away = answer.headers.get("hx-redirect");
  if (away) {
    back();
    go(away);
    return;
  }
  const text = await answer.text();
  if (answer.headers.get("hx-trigger")?.includes("card-back") || !answer.ok) back();
  if (text.includes('hx-target="#dialog"')) {
    const t = document.createElement("template");
    t.innerHTML = text;
    $("#dialog").innerHTML = t.content.firstElementChild.innerHTML;
    htmx.process($("#dialog"));
    $("#dialog").showModal();
    return;
  }
  if (text.includes("hx-partial")) {
    const t = document.createElement("template");
    t.innerHTML = text;
    $$("hx-partial", t.content).forEach((p) => say(p.innerHTML));
  } else if (!answer.ok) say(text);
  // Refused because somebody else moved it: the board shows where it is.
  if (answer.status === 409) refreshAll();
  if (answer.ok) {
    refreshAll();
    const again = () => $(`.deal[data-id="${CSS.escape(card.dataset.id)}"]`)?.focus({ preventScroll: true });
    setTimeout(again, 350);
  }
};
on("keydown", ".deal", (e, card) => {
  if (e.target !== card) return;
  const all = lanes(),
    at = all.indexOf(card.closest(".lane"));
  const cardIn = (lane) => $(".deal", lane);
  if (e.altKey && card.dataset.moves !== undefined && (e.key === "ArrowRight" || e.key === "ArrowLeft")) {
    e.preventDefault();
    const lane = all[at + (e.key === "ArrowRight" ? 1 : -1)];
    if (lane) put(card, lane).then(() => card.focus());
    return;
  }
  if (e.altKey) return;
  if (e.key === "ArrowDown") {
    e.preventDefault();
    card.nextElementSibling?.focus?.();
  } else if (e.key === "ArrowUp") {
    e.preventDefault();
    card.previousElementSibling?.focus?.();
  } else if (e.key === "ArrowRight" || e.key === "ArrowLeft") {
    e.preventDefault();
    for (let i = at + (e.key === "ArrowRight" ? 1 : -1); all[i]; i += e.key === "ArrowRight" ? 1 : -1) {
      const c = cardIn(all[i]);
      if (c) {
        c.focus();
        break;
      }
    }
  } else if (e.key === "Enter") {
    e.preventDefault();
    $("a", card).click();
  } else if (e.key === "x" && !e.metaKey && !e.ctrlKey && $("input[name=id]", card)) {
    e.preventDefault();
    $("input[name=id]", card).click();
  }
});
on("pointerdown", ".deal[data-moves]", (e, card) => {
  if (e.button || e.target.closest("button, input")) return;
  const start = [e.clientX, e.clientY],
    box = card.getBoundingClientRect();
  let ghost = null,
    lane = null,
    held = e.pointerType !== "touch",
    timer = null;
  if (!held)
    timer = setTimeout(() => {
      held = true;
      card.classList.add("held");
      navigator.vibrate?.(8);
    }, 250);
  const move = (m) => {
    if (!held) {
      if (Math.hypot(m.clientX - start[0], m.clientY - start[1]) > 8) done(m, true);
      return;
    }
    if (!ghost && Math.hypot(m.clientX - start[0], m.clientY - start[1]) < 5) return;
    m.preventDefault();
    if (!ghost) {
      ghost = card.cloneNode(true);
      ghost.classList.add("ghost-card");
      ghost.removeAttribute("data-id");
      document.body.append(ghost);
      card.classList.add("dragging");
    }
    ghost.style.left = box.left + m.clientX - start[0] + "px";
    ghost.style.top = box.top + m.clientY - start[1] + "px";
    const over = document.elementFromPoint(m.clientX, m.clientY)?.closest(".lane");
    if (over !== lane) {
      lane?.classList.remove("over");
      over?.classList.add("over");
      lane = over;
    }
    const b = $(".board");
    if (m.clientX > innerWidth - 60) b.scrollLeft += 12;
    else if (m.clientX < 280) b.scrollLeft -= 12;
  };
  const done = (m, cancelled) => {
    clearTimeout(timer);
    removeEventListener("pointermove", move);
    removeEventListener("pointerup", done);
    removeEventListener("pointercancel", stop);
    removeEventListener("touchmove", still);
    card.classList.remove("dragging", "held");
    lane?.classList.remove("over");
    if (ghost) {
      ghost.remove();
      const still_ = (c) => {
        c.preventDefault();
        c.stopPropagation();
      };
      addEventListener("click", still_, { capture: true, once: true });
      setTimeout(() => removeEventListener("click", still_, true), 30);
      if (lane && cancelled !== true) put(card, lane);
    }
  };
  const stop = (m) => done(m, true),
    still = (t) => {
      if (held) t.preventDefault();
    };
  addEventListener("pointermove", move, { passive: false });
  addEventListener("pointerup", done);
  addEventListener("pointercancel", stop);
  addEventListener("touchmove", still, { passive: false });
});
on("dragstart", ".deal", (e) => e.preventDefault());
