// ⌘K
const openPalette = () => {
  const p = $("#palette");
  if (!p) return;
  if (p.open) {
    p.close();
    return;
  }
  p.showModal();
  const i = $("input", p);
  i.value = "";
  i.focus();
  find("");
};
let asked = 0,
  waiting;
const find = async (q) => {
  const found = $("#found"),
    mine = ++asked;
  const answer = await fetch("/search?q=" + encodeURIComponent(q), { headers: { "HX-Request": "true" } });
  if (mine !== asked || !answer.ok) return;
  found.innerHTML = await answer.text();
  if (!q) {
    const lately = recent();
    if (lately.length) {
      const box = document.createElement("div");
      box.innerHTML = '<span class="label">Recent</span>';
      for (const r of lately.slice(0, 6)) {
        const a = document.createElement("a");
        a.className = "hit";
        a.href = r.to;
        a.role = "option";
        a.tabIndex = -1;
        const t = document.createElement("span");
        t.className = "t clip";
        t.textContent = r.title;
        a.append(t);
        box.append(a);
      }
      found.prepend(...box.childNodes);
    }
  }
  choose(0);
};
const hits = () => $$("#found .hit");
let chosen = 0;
const choose = (n) => {
  const all = hits();
  chosen = all.length ? (n + all.length) % all.length : 0;
  all.forEach((h, i) => {
    h.setAttribute("aria-selected", i === chosen);
    h.id = "hit-" + i;
  });
  const h = all[chosen];
  $("#palette input").setAttribute("aria-activedescendant", h ? h.id : "");
  h?.scrollIntoView({ block: "nearest" });
};
on("click", "[data-palette]", openPalette);
on("input", "#palette input", (e, i) => {
  clearTimeout(waiting);
  waiting = setTimeout(() => find(i.value.trim()), 90);
});
on("keydown", "#palette input", (e, i) => {
  if (e.key === "ArrowDown") {
    e.preventDefault();
    choose(chosen + 1);
  } else if (e.key === "ArrowUp") {
    e.preventDefault();
    choose(chosen - 1);
  } else if (e.key === "Enter") {
    e.preventDefault();
    const run = () => hits()[chosen]?.click();
    clearTimeout(waiting);
    asked && find(i.value.trim()).then(run);
  }
});
on("click", "#found .hit[href='/sign-out']", (e) => {
  e.preventDefault();
  $("form[action='/sign-out']").submit();
});
