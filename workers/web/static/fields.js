// One field across documents: a cut-out of the paper, what was read, and Enter. What is decided is sent at once, and again
// until the server has it; the leases of the dossiers are kept while the page is open and given back when it is left.

const room = document.querySelector("[data-strips]");
const { field, type, batch, token } = document.querySelector("main").dataset;
const status = document.querySelector("[data-status]");
const words = JSON.parse(document.getElementById("words").textContent);

/** A text in the reader's language, with its placeholders filled. */
const t = (text, values = {}) =>
  (typeof words[text] === "string" ? words[text] : (words[text]?.[values.count === 1 ? "one" : "other"] ?? text)).replace(
    /\{(\w+)\}/g,
    (_, name) => String(values[name]),
  );

const waiting = []; // decided, not yet with the server: {dossier, lease, record, edit}
const leases = new Map(); // dossier -> lease
const history = []; // rows in the order in which they were decided
let sending = false;
let away = false;

const ask = (path, body) =>
  fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-Token": token },
    body: JSON.stringify(body),
  });

const tell = () => {
  const left = room.querySelectorAll("li:not(.done)").length;
  const parts = [t("Còn {count} ô", { count: left })];
  if (away) parts.push(t("mất kết nối, còn {count} ô chưa gửi", { count: waiting.length }));
  else parts.push(waiting.length ? t("đang lưu") : t("đã lưu"));
  status.textContent = parts.join(" · ");
};

/** `2024-03-05` and `5/3/2024` are the same date; the server knows only the first form. */
const stored = (kind, text) => {
  const given = text.trim();
  if (kind === "flag") return { có: "true", không: "false" }[given.toLowerCase()] ?? given;
  const parts = kind === "date" ? given.match(/^(?:(?:(\d{1,2})[/.\-\s])?(\d{1,2})[/.\-\s])?(\d{4})$/) : null;
  if (!parts) return given;
  return [parts[3], parts[2], parts[1]].filter(Boolean).map((each) => each.padStart(2, "0")).join("-");
};

const element = (name, properties = {}, ...inside) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...inside);
  return made;
};

const send = async () => {
  if (sending || !waiting.length) return;
  sending = true;
  const { dossier, lease, record } = waiting[0];
  const together = waiting.filter((each) => each.dossier === dossier);
  try {
    const answer = await ask(`/review/${dossier}/edits`, { lease, record, edits: together.map((each) => each.edit) });
    away = answer.status >= 500;
    if (!away) {
      const told = await answer.json();
      for (const each of together) {
        waiting.splice(waiting.indexOf(each), 1);
        const refused = answer.ok ? told.refused[each.edit.id] : told.detail;
        if (refused) complain(each.row, refused);
      }
    }
  } catch {
    away = true;
  }
  sending = false;
  tell();
  if (waiting.length) setTimeout(send, away ? 3000 : 0);
};

const complain = (row, message) => {
  row.classList.remove("done");
  row.querySelector(".failure").textContent = message;
};

const decide = (row, item, state, value) => {
  const edit = {
    id: crypto.randomUUID(),
    document: item.document,
    field: item.field.name,
    state,
    ...(state === "found" ? { value } : {}),
    seconds: Math.min(600, (performance.now() - row.since) / 1000),
  };
  waiting.push({ dossier: item.dossier, lease: item.lease, record: item.record, edit, row });
  row.querySelector(".failure").textContent = "";
  row.classList.toggle("done", state !== "as-read");
  row.querySelector(".verdict").textContent =
    { found: "✓", absent: t("không có trên giấy"), unreadable: t("không đọc được") }[state] ?? "";
  if (state !== "as-read") history.push(row);
  tell();
  send();
};

const step = (row, by) => {
  const rows = [...room.children];
  const next = rows[rows.indexOf(row) + by];
  (next ? next.querySelector("input") : document.querySelector("[data-more]")).focus();
};

const show = (item) => {
  const { field: found } = item;
  const input = element("input", { value: found.shown, spellcheck: false, autocomplete: "off" });
  input.setAttribute("aria-label", `${found.label}, ${item.type}`);
  const row = element("li", { since: performance.now() });
  if (found.box) {
    const box = found.box.join(",");
    row.append(
      element("img", {
        src: `/review/${item.dossier}/crops/${found.page}.jpg?box=${encodeURIComponent(box)}`,
        alt: t("Vùng trên giấy"),
        loading: "lazy",
      }),
    );
  } else row.append(element("p", { className: "nothing", textContent: t("không tìm thấy trên trang") }));
  const why = element("small", { textContent: [...found.why, ...found.checks].join(" · ") });
  const link = element("a", { href: `/review/${item.dossier}`, textContent: t("mở hồ sơ"), tabIndex: -1 });
  row.append(
    element("div", { className: "given" }, input, element("span", { className: "verdict" }), why, link),
    element("p", { className: "failure", role: "alert" }),
  );
  input.addEventListener("focus", () => {
    row.since = performance.now();
    input.select();
    row.scrollIntoView({ block: "nearest" });
  });
  input.addEventListener("keydown", (event) => {
    // While an input method composes a word the keys are its own.
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey) return;
    if (event.altKey) {
      if (event.code !== "KeyZ" || !history.length) return;
      const last = history.pop();
      decide(last, last.item, "as-read");
      last.querySelector("input").focus();
    } else if (event.key === "Enter" && input.value.trim()) {
      decide(row, item, "found", stored(found.kind, input.value));
      step(row, 1);
    } else if (event.key === "F2" || event.key === "F4") {
      decide(row, item, event.key === "F2" ? "unreadable" : "absent");
      step(row, 1);
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") step(row, event.key === "ArrowDown" ? 1 : -1);
    else return;
    event.preventDefault();
  });
  row.item = item;
  room.append(row);
  return input;
};

const release = () => {
  for (const [dossier, lease] of leases) {
    // Goes on after the page is closed.
    fetch(`/review/${dossier}/release`, {
      method: "POST",
      keepalive: true,
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-Token": token },
      body: JSON.stringify({ lease }),
    });
  }
  leases.clear();
};

const more = async () => {
  status.textContent = t("đang nhận");
  if (!waiting.length) {
    release();
    room.replaceChildren();
    history.length = 0;
  }
  const asked = { field, ...(type ? { type } : {}), ...(batch ? { batch } : {}), count: 12 };
  const answer = await ask("/review/portion", asked);
  if (!answer.ok) {
    status.textContent = (await answer.json()).detail;
    return;
  }
  const portion = await answer.json();
  for (const each of portion.leases) leases.set(each.dossier, each.lease);
  const inputs = portion.items.map(show);
  tell();
  if (inputs.length) inputs[0].focus();
  else status.textContent = t("Không còn ô nào của trường này.");
};

document.querySelector("[data-more]").addEventListener("click", more);
setInterval(() => {
  for (const [dossier, lease] of leases) ask(`/review/${dossier}/lease`, { lease }).catch(() => {});
}, 240_000);
addEventListener("pagehide", release);
addEventListener("beforeunload", (event) => {
  if (waiting.length) event.preventDefault();
});
more();
