// The map is dragged, wheeled, pinched and moved by keys. What was drawn is moved at once; the server draws it anew when the
// hand rests, and only then it is exchanged, so nothing flickers. The address always says what is seen.
{
  const DEEPEST = 14;
  // The middle in the square world (0 to 1) and the zoom, as the hand has left them.
  let mapAt = null,
    mapAsked = 0,
    mapSoon = 0,
    mapMoved = false;
  const mapSize = (svg) => {
    const box = svg.getBoundingClientRect();
    return [Math.max(200, Math.round(box.width)), Math.max(200, Math.round(box.height))];
  };
  const mapSide = (zoom) => 256 * 2 ** zoom;
  /** What the server drew: its middle and zoom. */
  const mapDrawn = (svg) => {
    const lat = (Number(svg.dataset.lat) * Math.PI) / 180;
    return {
      x: Number(svg.dataset.lng) / 360 + 0.5,
      y: 0.5 - Math.log(Math.tan(Math.PI / 4 + lat / 2)) / (2 * Math.PI),
      zoom: Number(svg.dataset.zoom),
    };
  };
  const mapShow = (svg) => {
    const drawn = mapDrawn(svg),
      [w, h] = mapSize(svg),
      by = 2 ** (mapAt.zoom - drawn.zoom),
      across = mapAt.x - drawn.x,
      x = (across - Math.round(across)) * mapSide(drawn.zoom),
      y = (mapAt.y - drawn.y) * mapSide(drawn.zoom);
    svg.setAttribute("viewBox", `${x - w / 2 / by} ${y - h / 2 / by} ${w / by} ${h / by}`);
    $("#map-scale", svg)?.setAttribute(
      "transform",
      `translate(${x - w / 2 / by + 16 / by} ${y + h / 2 / by - 14 / by})`,
    );
  };
  const mapHere = (svg) => {
    const lat = (Math.atan(Math.sinh(Math.PI * (1 - 2 * mapAt.y))) * 180) / Math.PI,
      lng = (mapAt.x - Math.floor(mapAt.x)) * 360 - 180,
      zoom = Math.round(mapAt.zoom * 100) / 100;
    return `${svg.closest("[data-map]").dataset.map}&centre=${lat.toFixed(5)},${lng.toFixed(5)}&zoom=${zoom}`;
  };
  /** Exchanges what the server drew; `settles` when the map is to stand as it answers. */
  const mapGo = async (address, settles = true) => {
    clearTimeout(mapSoon);
    const svg = $("#map"),
      asked = ++mapAsked,
      [w, h] = mapSize(svg),
      sized = `${address}${address.includes("?") ? "&" : "?"}px=${w}x${h}`;
    let answer, text;
    try {
      answer = await fetch(sized, { headers: { "HX-Request": "true", "HX-Current-URL": location.href } });
      text = await answer.text();
    } catch {
      if (asked === mapAsked) told("The server can't be reached. Try again in a moment.", "bad");
      return;
    }
    if (asked !== mapAsked || !svg.isConnected) return;
    const away = answer.headers.get("hx-redirect");
    if (away) return go(away);
    if (!answer.ok) return say(text);
    const fresh = document.createElement("template");
    fresh.innerHTML = text;
    const page = $("[data-map]", fresh.content),
      old = svg.closest("[data-map]");
    if (!page) return go(address);
    const focused = document.activeElement,
      inMap = svg.contains(focused),
      word = old.contains(focused) && !inMap ? focused.title || focused.dataset.layer || focused.name : "";
    const next = $("#map", page);
    for (const { name, value } of [...next.attributes]) if (name !== "viewBox") svg.setAttribute(name, value);
    svg.replaceChildren(...next.childNodes);
    old.dataset.map = page.dataset.map;
    for (const part of [".map-layers", ".map-buttons", ".map-side", ".map-nowhere"]) {
      const was = $(part, old),
        is = $(part, page);
      if (was?.open && is) is.open = true;
      if (was && is) was.replaceWith(is);
      else if (was) was.remove();
      else if (is) old.append(is);
    }
    if (inMap) svg.focus({ preventScroll: true });
    else if (word)
      $$("a, input", old)
        .find((a) => (a.title || a.dataset.layer || a.name) === word)
        ?.focus({ preventScroll: true });
    if (settles || !mapAt) mapAt = mapDrawn(svg);
    mapShow(svg);
    $("#map-status").textContent = $(".map-side h2", old)?.textContent ?? "";
    const rows = svg.closest("[data-src]");
    if (rows) rows.dataset.src = sized;
    history.replaceState(history.state, "", address);
  };
  const mapRest = (svg, after = 180) => {
    clearTimeout(mapSoon);
    mapSoon = setTimeout(() => svg.isConnected && mapGo(mapHere(svg), false), after);
  };
  /** Moves the middle by pixels, and looks closer around a point that is so many pixels from it. */
  const mapMove = (svg, dx, dy, closer = 0, ox = 0, oy = 0) => {
    const [w, h] = mapSize(svg),
      least = Math.log2(Math.max(w, h) / 256),
      zoom = Math.max(Math.min(least, DEEPEST), Math.min(DEEPEST, mapAt.zoom + closer)),
      before = mapSide(mapAt.zoom),
      after = mapSide(zoom),
      half = Math.min(0.5, h / 2 / after);
    mapAt = {
      x: mapAt.x - dx / before + ox / before - ox / after,
      y: Math.max(half, Math.min(1 - half, mapAt.y - dy / before + oy / before - oy / after)),
      zoom,
    };
    mapShow(svg);
  };

  const mapReady = () => {
    const svg = $("#map");
    if (!svg || svg.dataset.ready) return;
    svg.dataset.ready = "1";
    svg.parentElement.classList.add("moves");
    mapAt = mapDrawn(svg);
    mapShow(svg);
    // Drawn for a size that nobody knew: drawn anew where that matters.
    const [w, h] = mapSize(svg);
    if (Math.abs(w - svg.dataset.width) > 40 || Math.abs(h - svg.dataset.height) > 40)
      mapGo(location.pathname + location.search);
    new ResizeObserver(() => {
      if (!svg.isConnected) return;
      mapShow(svg);
      const [w, h] = mapSize(svg);
      if (w > Number(svg.dataset.width) + 600 || h > Number(svg.dataset.height) + 360) mapRest(svg);
    }).observe(svg);

    const fingers = new Map();
    const from = (e) => {
      const box = svg.getBoundingClientRect();
      return [e.clientX - box.left - box.width / 2, e.clientY - box.top - box.height / 2];
    };
    svg.addEventListener("dragstart", (e) => e.preventDefault());
    svg.addEventListener("pointerdown", (e) => {
      if (e.button) return;
      if (!fingers.size) mapMoved = false;
      fingers.set(e.pointerId, [e.clientX, e.clientY]);
    });
    svg.addEventListener("pointermove", (e) => {
      const was = fingers.get(e.pointerId);
      if (!was) return;
      const dx = e.clientX - was[0],
        dy = e.clientY - was[1];
      if (!mapMoved && Math.hypot(dx, dy) < 5 && fingers.size < 2) return;
      if (!mapMoved) {
        mapMoved = true;
        svg.parentElement.classList.add("held");
        for (const id of fingers.keys()) svg.setPointerCapture(id);
      }
      clearTimeout(mapSoon);
      if (fingers.size === 2) {
        const other = [...fingers].find(([id]) => id !== e.pointerId)[1],
          before = Math.hypot(was[0] - other[0], was[1] - other[1]),
          now = Math.hypot(e.clientX - other[0], e.clientY - other[1]),
          [ox, oy] = from({ clientX: (e.clientX + other[0]) / 2, clientY: (e.clientY + other[1]) / 2 });
        mapMove(svg, dx / 2, dy / 2, before && now ? Math.log2(now / before) : 0, ox, oy);
      } else mapMove(svg, dx, dy);
      fingers.set(e.pointerId, [e.clientX, e.clientY]);
    });
    const up = (e) => {
      if (!fingers.delete(e.pointerId) || fingers.size) return;
      svg.parentElement.classList.remove("held");
      if (mapMoved) mapRest(svg, 80);
    };
    svg.addEventListener("pointerup", up);
    svg.addEventListener("pointercancel", up);
    // What was dragged was not clicked.
    svg.addEventListener(
      "click",
      (e) => {
        if (!mapMoved) return;
        e.preventDefault();
        e.stopPropagation();
        mapMoved = false;
      },
      true,
    );
    svg.addEventListener(
      "wheel",
      (e) => {
        e.preventDefault();
        const step = e.deltaY * (e.deltaMode === 1 ? 16 : e.deltaMode === 2 ? 400 : 1);
        mapMove(svg, 0, 0, Math.max(-1, Math.min(1, -step / (e.ctrlKey ? 100 : 300))), ...from(e));
        mapRest(svg);
      },
      { passive: false },
    );
    svg.addEventListener("dblclick", (e) => {
      if (e.target.closest("a")) return;
      mapMove(svg, 0, 0, 1, ...from(e));
      mapRest(svg, 60);
    });
    svg.addEventListener("keydown", (e) => {
      if (e.ctrlKey || e.metaKey || e.altKey) return;
      const step = { ArrowLeft: [90, 0], ArrowRight: [-90, 0], ArrowUp: [0, 90], ArrowDown: [0, -90] }[e.key],
        closer = { "+": 1, "=": 1, "-": -1, _: -1 }[e.key];
      if (step) mapMove(svg, ...step);
      else if (closer) mapMove(svg, 0, 0, closer);
      else if (e.key === "0") mapGo($("[data-map-all]").getAttribute("href"));
      else return;
      e.preventDefault();
      e.stopPropagation();
      if (step || closer) mapRest(svg);
    });
  };

  const mapPlain = (e) => !e.defaultPrevented && !e.button && !e.ctrlKey && !e.metaKey && !e.shiftKey && !e.altKey;
  on("click", "[data-map] [data-map-to]", (e, a) => {
    if (!mapPlain(e)) return;
    e.preventDefault();
    mapGo(a.getAttribute("href"));
  });
  on("click", "[data-map] [data-map-by]", (e, a) => {
    if (!mapPlain(e)) return;
    e.preventDefault();
    const svg = $("#map");
    mapMove(svg, 0, 0, Number(a.dataset.mapBy));
    mapRest(svg, 60);
  });
  on("submit", "form.map-radius", (e, form) => {
    e.preventDefault();
    mapGo(`${form.getAttribute("action")}?${new URLSearchParams(new FormData(form))}`);
  });
  document.addEventListener("htmx:after:swap", mapReady);
  mapReady();
}
