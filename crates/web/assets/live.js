// What others change appears by itself; and who else is here.
if (document.body.dataset.live && window.EventSource) {
  const record = document.body.dataset.record,
    soon = new Map();
  const later = (part) => {
    clearTimeout(soon.get(part));
    soon.set(
      part,
      setTimeout(() => {
        soon.delete(part);
        if (part.isConnected && document.visibilityState === "visible") refresh(part);
        else part.dataset.stale = "1";
      }, 120),
    );
  };
  let lived = false;
  const open = () => {
    const events = new EventSource(
      `/events?on=${encodeURIComponent(document.body.dataset.live)}${record ? "&record=" + encodeURIComponent(record) : ""}`,
    );
    events.addEventListener("ready", () => {
      document.body.dataset.connected = "1";
      $$("[data-unsettled][data-src]").forEach(later);
    });
    events.addEventListener("change", (e) => {
      const { noun, ids, mine } = JSON.parse(e.data);
      $$("[data-live][data-src]").forEach((part) => {
        if (!part.dataset.live.split(" ").includes(noun)) return;
        if (part.dataset.liveId && record?.startsWith(noun + "/") && ids && !ids.includes(part.dataset.liveId)) return;
        if (mine && $(".toast [data-undo]") && part.id === "rows" && part.dataset.fresh) return;
        later(part);
        if (ids && !mine)
          setTimeout(() => ids.forEach((id) => $(`#rows [data-id="${CSS.escape(id)}"]`)?.classList.add("flash")), 600);
      });
    });
    events.addEventListener("gap", () => {
      if (lived) $$("[data-live][data-src]").forEach(later);
      lived = true;
    });
    events.addEventListener("sign", (e) => writes(JSON.parse(e.data).name));
    events.addEventListener("presence", (e) => {
      const box = $("#presence");
      box.textContent = "";
      for (const p of JSON.parse(e.data)) {
        const a = document.createElement("span");
        a.className = "avatar big";
        a.textContent = p.initials;
        a.title = `${p.name} is here`;
        a.setAttribute("aria-label", a.title);
        a.role = "img";
        box.append(a);
      }
    });
    addEventListener("pagehide", () => events.close());
  };
  open();
  addEventListener("pageshow", (e) => {
    if (e.persisted) location.reload();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") $$("[data-stale]").forEach(refresh);
  });
}
