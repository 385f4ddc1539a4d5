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
  const types = [property.type ?? property.oneOf?.map((one) => one.type) ?? []].flat();
  const one = (type) => (type === "array" ? `list of ${typeOf(property.items ?? {}, false) || "values"}` : type);
  const type = types
    .filter((t) => t !== "null")
    .map(one)
    .join(" or ");
  const notes = [
    property["x-noun"] && `id in ${property["x-noun"]}`,
    property.readOnly ? "computed" : required && "required",
  ];
  const form = property.format && !property["x-noun"] ? `${type} (${property.format})` : type;
  return [form, ...notes].filter(Boolean).join(", ");
}

function code(text) {
  return el("code", { textContent: text });
}

function table(heads, rows) {
  const head = el("tr", {}, ...heads.map((text) => el("th", { textContent: text })));
  const body = rows.map((cells) => el("tr", {}, ...cells.map((cell) => el("td", {}, cell))));
  return el("table", {}, el("thead", {}, head), el("tbody", {}, ...body));
}

// The properties of an object, those of objects inside it below them.
function properties(schema, before = "") {
  const of = schema.type === "array" || schema.type?.[0] === "array" ? schema.items : schema;
  return Object.entries(of?.properties ?? {}).flatMap(([name, property]) => {
    const listed = property.enum ?? property.items?.enum;
    const told = (property.description ?? "").replaceAll("`", "");
    const choices = (listed ?? []).filter((choice) => choice !== null);
    const words = choices.every((choice) => told.includes(choice)) ? told : `${told} One of: ${choices.join(", ")}.`;
    const row = [code(before + name), typeOf(property, of.required?.includes(name)), words];
    const inner = property.items?.properties ? property.items : property.properties ? property : null;
    return [row, ...(inner ? properties(inner, `${before}${name}.`) : [])];
  });
}

function example(name, schema) {
  const row = {};
  for (const [column, property] of Object.entries(schema.properties)) {
    if ((schema.required || []).includes(column)) {
      row[column] =
        property.examples?.[0] ??
        (property.format === "uuid" ? "…" : [property.type].flat()[0] === "integer" ? 1 : "…");
    }
  }
  return [
    `curl "$ADDRESS/rest/v1/${name}?select=*&limit=10" -H "Authorization: Bearer $TOKEN"`,
    `curl "$ADDRESS/rest/v1/${name}" -H "Authorization: Bearer $TOKEN" \\\n  -H "Content-Type: application/json" -H "Prefer: return=representation" \\\n  -d '${JSON.stringify(row)}'`,
  ];
}

function noun(description, name, path) {
  const read = description.components.schemas[name];
  const write = description.components.schemas[`${name}.write`];
  const rows = Object.entries(read.properties).map(([column, property]) => [
    code(column),
    el("span", { className: "soft", textContent: typeOf(property, write?.required?.includes(column)) }),
    property.description,
  ]);
  const methods = Object.entries(path).map(([method, operation]) => `${method.toUpperCase()}: ${operation.summary}`);
  const verbs = Object.entries(description.paths).filter(([, operations]) => subject(operations) === name);
  const links = verbs.flatMap(([address]) => {
    const verb = address.slice("/rest/v1/".length);
    return [el("a", { href: `#${verb}`, textContent: verb.slice(4) }), " "];
  });
  return [
    el("h2", { textContent: name }),
    el("p", { className: "soft", textContent: path.get.description }),
    el("p", {}, methods.join(" · ")),
    ...(links.length ? [el("h3", { textContent: "Verbs" }), el("p", {}, ...links)] : []),
    el("h3", { textContent: "Columns" }),
    table(["Column", "Type", "What it is"], rows),
    ...(write
      ? [el("h3", { textContent: "Try it" }), ...example(name, write).map((text) => el("pre", { textContent: text }))]
      : []),
  ];
}

function subject(operations) {
  return (operations.post ?? operations.get)?.["x-subject"];
}

function verb(name, path) {
  const operation = path.post ?? path.get;
  const body = operation.requestBody?.content["application/json"];
  const input = body?.schema ?? { properties: Object.fromEntries(operation.parameters.map((p) => [p.name, p.schema])) };
  const answer = operation.responses["200"].content["application/json"].schema ?? {};
  const takes = properties(input);
  const gives = properties(answer);
  const refusals = operation["x-refusals"].map(({ code: refused, when }) => [
    el("a", { href: `/docs/errors#${refused}`, textContent: refused }),
    when,
  ]);
  const call = path.post
    ? `curl "$ADDRESS/rest/v1/${name}" -H "Authorization: Bearer $TOKEN" \\\n  -H "Content-Type: application/json" \\\n  -d '${JSON.stringify(body.example)}'`
    : `curl "$ADDRESS/rest/v1/${name}" -H "Authorization: Bearer $TOKEN"`;
  const part = (title, content) => [el("h3", { textContent: title }), content];
  return [
    el("h2", { textContent: name.slice(4) }),
    el("p", { className: "soft", textContent: operation.summary }),
    el("p", { textContent: operation.description }),
    ...part(
      "Takes",
      takes.length ? table(["Field", "Type", "What it is"], takes) : el("p", { textContent: "Nothing." }),
    ),
    ...part(
      "Answers",
      gives.length ? table(["Field", "Type", "What it is"], gives) : el("p", { textContent: "JSON." }),
    ),
    ...(refusals.length ? part("Refuses", table(["Code", "When"], refusals)) : []),
    ...part("Try it", el("pre", { textContent: call })),
  ];
}

function show(description, name) {
  const path = description.paths[`/rest/v1/${name}`];
  if (!path) return;
  page.replaceChildren(...(name.startsWith("rpc/") ? verb(name, path) : noun(description, name, path)));
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
    const schema = description.components.schemas[name];
    const isVerb = name && name.startsWith("rpc/");
    if (!name || (!schema && !isVerb)) continue;
    const about = isVerb ? (operations.post ?? operations.get).summary : Object.keys(schema.properties).join(" ");
    if (words && !`${name} ${about}`.toLowerCase().includes(words)) continue;
    const tag = (operations.get ?? operations.post).tags[0];
    byTag.set(tag, [...(byTag.get(tag) || []), name]);
  }
  menu.replaceChildren(
    ...[...byTag].flatMap(([tag, names]) => [
      el("h3", { textContent: tag }),
      ...names.sort().map((name) => {
        const link = el("a", { href: `#${name}`, textContent: name.replace(/^rpc\//, "") });
        link.dataset.name = name;
        return link;
      }),
    ]),
  );
}

fetch("/openapi.json")
  .then((answer) => answer.json())
  .then((description) => {
    const open = () => show(description, decodeURIComponent(location.hash.slice(1)) || "clients");
    list(description, "");
    open();
    addEventListener("hashchange", open);
    find.addEventListener("input", () => list(description, find.value.trim().toLowerCase()));
  })
  .catch(() =>
    page.replaceChildren(el("p", { textContent: "The description could not be loaded. Is the server running?" })),
  );
