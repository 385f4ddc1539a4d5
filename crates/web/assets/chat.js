// Chats: what is said arrives by itself, one sees that the other side writes, and what is on the screen is read.
const writes = (name) => {
  $$("[data-writes]").forEach((line) => {
    line.textContent = name ? `${name} is writing…` : "They are writing…";
    clearTimeout(line.gone);
    line.gone = setTimeout(() => (line.textContent = ""), 6000);
  });
};
const wroteAll = () => $$("[data-writes]").forEach((line) => (line.textContent = ""));
const toTheEnd = (thread) => {
  if (thread) thread.scrollTop = thread.scrollHeight;
};
const tellChat = (to, fields) =>
  fetch(to, { method: "POST", headers: { "x-chat": "1", "HX-Request": "true" }, body: new URLSearchParams(fields) });

$$("[data-thread]").forEach(toTheEnd);
document.addEventListener("htmx:after:swap", () => $$("[data-thread]").forEach(toTheEnd));

// Enter sends, and with Shift begins a new line.
on("keydown", "[data-writing] textarea", (e, t) => {
  if (e.key === "Enter" && !e.shiftKey && !e.isComposing) {
    e.preventDefault();
    if (t.value.trim()) t.form.requestSubmit();
  }
});
let signed = 0;
on("input", "[data-writing] textarea", (e, t) => {
  if (!t.value.trim() || Date.now() - signed < 3000) return;
  signed = Date.now();
  tellChat(t.form.dataset.writing, { act: "typing" }).catch(() => {});
});

// Who has no account listens to their own chat.
$$("[data-chat][data-stream]").forEach((chat) => {
  if (!window.EventSource) return;
  const thread = $("[data-thread]", chat),
    form = $("[data-writing]", chat),
    to = chat.dataset.seen;
  let unread = !!$(".unread", chat);
  const seen = () => {
    if (!unread || document.visibilityState !== "visible") return;
    unread = false;
    $(".unread", chat)?.remove();
    tellChat(to, { act: "read" }).catch(() => (unread = true));
  };
  const events = new EventSource(chat.dataset.stream);
  events.addEventListener("ready", () => {
    document.body.dataset.connected = "1";
    seen();
  });
  events.addEventListener("said", (e) => {
    const box = document.createElement("ol");
    box.innerHTML = e.data;
    const said = box.firstElementChild;
    if (!said || $(`[data-said="${CSS.escape(said.dataset.said)}"]`, thread)) return;
    $(".nothing", thread)?.remove();
    thread.append(said);
    if (!said.classList.contains("ours")) {
      wroteAll();
      unread = true;
      seen();
    }
    toTheEnd(thread);
  });
  events.addEventListener("read", (e) => {
    const said = $(`[data-said="${CSS.escape(JSON.parse(e.data).id)}"]`, thread);
    if (!said) return;
    const mark = $("[data-read-mark]", thread) ?? document.createElement("li");
    mark.className = "read small quiet";
    mark.dataset.readMark = "";
    if (!mark.firstChild) mark.textContent = "Read";
    said.after(mark);
    toTheEnd(thread);
  });
  events.addEventListener("sign", (e) => writes(JSON.parse(e.data).name));
  document.addEventListener("visibilitychange", seen);
  addEventListener("pagehide", () => events.close());
  addEventListener("pageshow", (e) => {
    if (e.persisted) location.reload();
  });
  form.addEventListener("submit", async (e) => {
    if (events.readyState !== EventSource.OPEN) return;
    e.preventDefault();
    const words = form.elements.words,
      text = words.value;
    if (!text.trim()) return;
    const refused = (why) => {
      let wrong = $(".wrong", form);
      if (!wrong) {
        wrong = document.createElement("span");
        wrong.className = "wrong";
        wrong.role = "alert";
        form.append(wrong);
      }
      wrong.textContent = why;
      if (!words.value) words.value = text;
    };
    form.reset();
    signed = 0;
    try {
      const answer = await tellChat(to, { act: "say", words: text });
      if (answer.ok) $(".wrong", form)?.remove();
      else
        refused(
          answer.status < 500 && answer.status !== 429 ? await answer.text() : "This did not work. Please try again.",
        );
    } catch {
      refused("The server can't be reached. Nothing was sent; try again in a moment.");
    }
    words.focus();
  });
});
