// Going through results with the keyboard: j and k move, other keys press what the result offers.
const REVIEW_KEYS = { a: "accept", s: "skip", x: "suppress", m: "merge" };
const reviewed = () => $$("[data-review] [data-result]");
const standOn = (row) => {
  if (!row) return;
  for (const other of reviewed()) other.tabIndex = other === row ? 0 : -1;
  row.focus();
  row.scrollIntoView({ block: "nearest" });
};
document.addEventListener("keydown", (e) => {
  if (e.metaKey || e.ctrlKey || e.altKey || typing(e) || $("dialog[open]")) return;
  const rows = reviewed();
  if (!rows.length) return;
  const at = rows.findIndex((row) => row.tabIndex === 0);
  if (e.key === "j" || e.key === "k") {
    e.preventDefault();
    const isThere = rows[at]?.contains(document.activeElement);
    const next = isThere ? at + (e.key === "j" ? 1 : -1) : at;
    standOn(rows[Math.min(Math.max(next, 0), rows.length - 1)]);
    return;
  }
  const act = REVIEW_KEYS[e.key] && $(`[data-act="${REVIEW_KEYS[e.key]}"]`, rows[at] ?? rows[0]);
  if (act) {
    e.preventDefault();
    e.stopPropagation();
    reviewAt = at;
    act.click();
  }
});
// After a decision the next result has the keyboard.
let reviewAt = -1;
document.addEventListener("htmx:after:swap", () => {
  if (reviewAt < 0) return;
  const rows = reviewed();
  standOn(rows[Math.min(reviewAt, rows.length - 1)]);
  reviewAt = -1;
});
