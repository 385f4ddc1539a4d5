// Documents that are dropped or chosen are sent at once; folders with all that is in them.
const filesIn = async (entry) => {
  if (entry.isFile) return [await new Promise((done, broken) => entry.file(done, broken))];
  const reader = entry.createReader();
  const all = [];
  for (;;) {
    const some = await new Promise((done, broken) => reader.readEntries(done, broken));
    if (!some.length) return all;
    for (const one of some) all.push(...(await filesIn(one)));
  }
};
document.addEventListener(
  "drop",
  async (e) => {
    const form = e.target.closest?.("[data-sends]");
    const entries = form && [...e.dataTransfer.items].map((i) => i.webkitGetAsEntry?.()).filter(Boolean);
    if (!entries?.some((entry) => entry.isDirectory)) return;
    e.preventDefault();
    e.stopPropagation();
    const together = new DataTransfer();
    for (const entry of entries) for (const file of await filesIn(entry)) together.items.add(file);
    const input = $("input[type=file]", form);
    input.files = together.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  },
  true,
);
on("change", "[data-sends] input[type=file]", (e, i) => {
  if (!i.files.length) return;
  const form = i.closest("form");
  $("[data-file-name]", form).textContent = `Sending ${i.files.length} ${i.files.length === 1 ? "file" : "files"} …`;
  form.requestSubmit();
});
