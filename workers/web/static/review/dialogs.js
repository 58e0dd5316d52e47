// What is asked and told in front of the page: help, returning, comments, adding a field.
import { el } from "./dom.js";
import { SHORTCUTS } from "./shortcuts.js";
import { moment, t } from "./words.js";

/**
 * Shows a dialog, and gives the focus back to where it was.
 * @param {string} title
 * @param {Node[]} content
 * @param {{wide?: boolean}} [about]
 * @returns {{element: HTMLDialogElement, close: () => void}}
 */
export function open(title, content, { wide = false } = {}) {
  const before = document.activeElement;
  const close = () => {
    element.close();
    gone();
  };
  const gone = () => {
    if (!element.isConnected) return;
    element.remove();
    if (before instanceof HTMLElement && before.isConnected) before.focus();
  };
  const element = el(
    "dialog",
    { class: wide ? "wide" : "", "aria-labelledby": "dialog-title" },
    el("header", {}, el("h2", { id: "dialog-title" }, title), el("button", { type: "button", class: "shut", "aria-label": t("Đóng"), onclick: close }, "×")),
    ...content,
  );
  element.addEventListener("close", gone);
  document.body.append(element);
  element.showModal();
  return { element, close };
}

/** All keys, from the table that the page uses. */
export function help() {
  const rooms = [...new Set(SHORTCUTS.map((each) => each.where))];
  const columns = rooms.map((room) =>
    el(
      "section",
      {},
      el("h3", {}, room),
      el("dl", { class: "keys" }, ...SHORTCUTS.filter((each) => each.where === room).map((each) => el("div", {}, el("dt", {}, el("kbd", {}, each.keys)), el("dd", {}, each.says)))),
    ),
  );
  return open(t("Phím tắt"), [el("div", { class: "columns" }, ...columns)], { wide: true });
}

/** Asks why a dossier goes back. @param {[string, string][]} reasons @param {(reason: string, note: string) => void} done */
export function askReturn(reasons, done) {
  const note = el("textarea", { id: "return-note", rows: 3, maxlength: 2000 });
  const choices = reasons.map(([code, text], at) =>
    el("label", { class: "option" }, el("input", { type: "radio", name: "reason", value: code, required: true, autofocus: at === 0 }), text),
  );
  const form = asking(t("Trả lại"), () => {
    shown.close();
    done(new FormData(form).get("reason"), note.value);
  });
  form.prepend(
    el("fieldset", { class: "options" }, el("legend", {}, t("Lý do")), ...choices),
    el("label", { for: "return-note" }, t("Ghi chú")),
    note,
  );
  const shown = open(t("Trả lại hồ sơ"), [form]);
  submitted(form);
}

/** Shows what was said, and asks for more. @param {any[]} comments @param {(text: string) => void} done */
export function askComment(comments, about, done, may) {
  const said = comments.map((each) =>
    el("li", {}, el("strong", {}, each.by), el("time", { datetime: each.at }, moment(each.at)), el("p", {}, each.text)),
  );
  const list = el("ul", { class: "said" }, ...said);
  if (!may) return void open(t("Ý kiến"), [said.length ? list : el("p", {}, t("Chưa có ý kiến."))]);
  const text = el("textarea", { id: "comment", rows: 3, maxlength: 2000, required: true, autofocus: true });
  const form = asking(t("Gửi ý kiến"), () => {
    shown.close();
    done(text.value);
  });
  form.prepend(el("label", { for: "comment" }, about), text);
  const shown = open(t("Ý kiến"), [list, form]);
  submitted(form);
}

/** Asks which field is to be added. @param {{name: string, label: string}[]} fields @param {(name: string) => void} done */
export function askField(fields, done) {
  const list = el("ul", { class: "picks" });
  const fill = (words) => {
    const wanted = bare(words);
    const found = fields.filter((each) => bare(each.label).includes(wanted));
    list.replaceChildren(
      ...found.map((each) => el("li", {}, el("button", { type: "button", onclick: () => pick(each.name) }, each.label))),
    );
  };
  const pick = (name) => {
    shown.close();
    done(name);
  };
  const search = el("input", {
    type: "text",
    id: "pick",
    autocomplete: "off",
    autofocus: true,
    oninput: (event) => fill(event.target.value),
    onkeydown: (event) => {
      if (event.isComposing || event.keyCode === 229) return;
      if (event.key === "Enter") list.querySelector("button")?.click();
      else if (event.key === "ArrowDown") list.querySelector("button")?.focus();
      else return;
      event.preventDefault();
    },
  });
  list.addEventListener("keydown", (event) => {
    const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
    if (!step) return;
    event.preventDefault();
    (document.activeElement.parentElement[step]?.firstChild ?? search).focus();
  });
  fill("");
  const shown = open(t("Thêm trường"), [el("div", { class: "picking" }, el("label", { for: "pick" }, t("Tên trường")), search, list)]);
}

/** Asks before something that cannot be taken back by a key. */
export function confirm(title, text, yes, done) {
  const form = asking(yes, () => {
    shown.close();
    done();
  });
  form.prepend(el("p", {}, text));
  const shown = open(title, [form]);
  form.querySelector("button").focus();
  submitted(form);
}

function asking(yes, done) {
  const form = el("form", { method: "dialog" }, el("footer", {}, el("button", { class: "main", type: "submit" }, yes)));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    done();
  });
  return form;
}

function submitted(form) {
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.ctrlKey || event.isComposing) return;
    // Not also the key that ends the dossier behind.
    event.preventDefault();
    form.requestSubmit();
  });
}

function bare(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase();
}
