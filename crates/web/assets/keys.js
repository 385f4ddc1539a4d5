// The keyboard: everything a mouse can do.
let after = "";
document.addEventListener("keydown", (e) => {
  const mod = e.metaKey || e.ctrlKey;
  if (mod && e.key.toLowerCase() === "k") {
    e.preventDefault();
    openPalette();
    return;
  }
  if (mod && e.key.toLowerCase() === "s") {
    const f = e.target.closest?.("form") ?? $("form[data-form]");
    if (f) {
      e.preventDefault();
      f.requestSubmit();
    }
    return;
  }
  if (e.key === "Escape") {
    escape(e);
    return;
  }
  if (mod || e.altKey || typing(e) || $("dialog[open]")) return;
  if (after === "g") {
    after = "";
    const link = $(`[data-go="${CSS.escape(e.key)}"]`);
    if (link) {
      e.preventDefault();
      link.click();
    }
    return;
  }
  switch (e.key) {
    case "g":
      after = "g";
      setTimeout(() => (after = ""), 1200);
      break;
    case "?":
      $("#help")?.showModal();
      break;
    case "/": {
      const s = $("[data-slash]");
      if (s) {
        e.preventDefault();
        s.focus();
        s.select();
      }
      break;
    }
    case "c": {
      const c = $("[data-create]:not(.pick)");
      if (c) {
        e.preventDefault();
        c.click();
      }
      break;
    }
    case "f": {
      const f = $("[data-filter]");
      if (f) {
        e.preventDefault();
        f.click();
      }
      break;
    }
    case "e": {
      const b = $("[data-edit-all]");
      if (b) {
        e.preventDefault();
        b.matches("textarea") ? b.focus() : b.click();
      }
      break;
    }
    case "z": {
      const u = $$("[data-undo]").pop();
      if (u) {
        e.preventDefault();
        u.click();
      }
      break;
    }
    default: {
      // Buttons and links that say which key presses them.
      const b = e.key.length === 1 && !grid() && $(`[data-key="${CSS.escape(e.key)}"]`);
      if (b) {
        e.preventDefault();
        b.click();
      }
    }
  }
});
const escape = (e) => {
  // The search of a list is emptied, and the keyboard goes back to the list.
  const search = e.target.closest?.("[data-slash]");
  if (search) {
    e.preventDefault();
    if (search.value) {
      search.value = "";
      search.dispatchEvent(new Event("search", { bubbles: true }));
    }
    search.blur();
    return;
  }
  const menu = $$("details.menu[open]").pop();
  if (menu) {
    menu.open = false;
    $("summary", menu).focus();
    return;
  }
  if (!$("#panel")?.hidden && !typing(e)) {
    closePanel();
    return;
  }
};
