// The API's description, read from /openapi.json and shown table by table.
const menu = document.getElementById("menu");
const page = document.getElementById("page");
const find = document.getElementById("find");

function el(name, properties = {}, ...children) {
  const node = Object.assign(document.createElement(name), properties);
  node.append(...children);
  return node;
}

function typeOf(property, required) {
  const type = [property.type].flat().filter((t) => t !== "null").join(" or ");
  return (property.format ? `${type} (${property.format})` : type) + (property.readOnly ? ", computed" : required ? ", required" : "");
}

function example(name, schema) {
  const row = {};
  for (const [column, property] of Object.entries(schema.properties)) {
    if ((schema.required || []).includes(column)) {
      row[column] = property.examples?.[0] ?? (property.format === "uuid" ? "…" : [property.type].flat()[0] === "integer" ? 1 : "…");
    }
  }
  return [
    `curl "$ADDRESS/rest/v1/${name}?select=*&limit=10" -H "Authorization: Bearer $TOKEN"`,
    `curl "$ADDRESS/rest/v1/${name}" -H "Authorization: Bearer $TOKEN" \\\n  -H "Content-Type: application/json" -H "Prefer: return=representation" \\\n  -d '${JSON.stringify(row)}'`,
  ];
}

function show(description, name) {
  const path = description.paths[`/rest/v1/${name}`];
  if (!path) return;
  const read = description.components.schemas[name];
  const write = description.components.schemas[`${name}.write`];
  const rows = Object.entries(read.properties).map(([column, property]) =>
    el("tr", {}, el("td", {}, el("code", { textContent: column })), el("td", { className: "soft", textContent: typeOf(property, write?.required?.includes(column)) }), el("td", { textContent: property.description })));
  const table = el("table", {}, el("thead", {}, el("tr", {}, el("th", { textContent: "Column" }), el("th", { textContent: "Type" }), el("th", { textContent: "What it is" }))), el("tbody", {}, ...rows));
  const parts = [el("h2", { textContent: name }), el("p", { className: "soft", textContent: path.get.description }), el("h3", { textContent: "Verbs" })];
  parts.push(el("p", {}, Object.entries(path).map(([verb, operation]) => `${verb.toUpperCase()}: ${operation.summary}`).join(" · ")));
  parts.push(el("h3", { textContent: "Columns" }), table);
  if (write) parts.push(el("h3", { textContent: "Try it" }), ...example(name, write).map((text) => el("pre", { textContent: text })));
  page.replaceChildren(...parts);
  for (const link of menu.querySelectorAll("a")) {
    if (link.dataset.name === name) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  document.title = `${name} · Throughline API`;
}

function list(description, words) {
  const byTag = new Map();
  for (const [path, operations] of Object.entries(description.paths)) {
    const name = path.startsWith("/rest/v1/") && path.slice(9);
    if (!name || !description.components.schemas[name]) continue;
    const columns = Object.keys(description.components.schemas[name].properties).join(" ");
    if (words && !`${name} ${columns}`.includes(words)) continue;
    const tag = operations.get.tags[0];
    byTag.set(tag, [...(byTag.get(tag) || []), name]);
  }
  menu.replaceChildren(...[...byTag].flatMap(([tag, names]) => [
    el("h3", { textContent: tag }),
    ...names.sort().map((name) => {
      const link = el("a", { href: `#${name}`, textContent: name });
      link.dataset.name = name;
      return link;
    }),
  ]));
}

fetch("/openapi.json").then((answer) => answer.json()).then((description) => {
  const open = () => show(description, decodeURIComponent(location.hash.slice(1)) || "clients");
  list(description, "");
  open();
  addEventListener("hashchange", open);
  find.addEventListener("input", () => list(description, find.value.trim().toLowerCase()));
}).catch(() => page.replaceChildren(el("p", { textContent: "The description could not be loaded. Is the server running?" })));
