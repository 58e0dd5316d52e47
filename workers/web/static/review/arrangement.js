// All pages of a dossier side by side: which belong together, in which order, and which way up.
import { open } from "./dialogs.js";
import { el, announce } from "./dom.js";
import { merge, put, retype, same, shift, split } from "./runs.js";
import { t } from "./words.js";

/**
 * @param {import("./model.js").Model} model
 * @param {number} page that is chosen first
 * @param {{keep: (runs: import("./runs.js").Run[]) => void, turn: (page: number, degrees: number) => void}} done
 */
export function arrange(model, page, done) {
  const start = model.documents.map((each) => ({ type: each.type, pages: [...each.pages] }));
  const state = { runs: start, page };
  const board = el("ol", { class: "board-of-pages" });
  const keep = el("button", { type: "button", class: "main", onclick: () => finish(() => done.keep(state.runs)) }, t("Lưu cách sắp xếp"));
  const bar = el(
    "div",
    { class: "bar" },
    tool(t("Tách trước trang này"), "Alt+↓", () => change(split(state.runs, state.page, ""))),
    tool(t("Gộp với giấy tờ trước"), "Alt+↑", () => change(merge(state.runs, at() - 1))),
    tool(t("Chuyển về trước"), "Alt+←", () => change(shift(state.runs, state.page, -1))),
    tool(t("Chuyển ra sau"), "Alt+→", () => change(shift(state.runs, state.page, 1))),
    tool(t("Xoay và đọc lại trang"), "Alt+.", turn),
  );
  const shown = open(
    t("Sắp xếp giấy tờ và trang"),
    [el("p", { class: "hint" }, t("Mũi tên: chọn trang. Trang cũng kéo được bằng chuột. Các trường của giấy tờ mới được tìm lại.")), bar, board, el("footer", {}, keep)],
    { wide: true },
  );
  board.addEventListener("keydown", pressed);
  draw(true);

  function at() {
    return state.runs.findIndex((run) => run.pages.includes(state.page));
  }

  function change(runs) {
    state.runs = runs;
    draw(true);
    announce(t("Trang {page}: giấy tờ {index}, {type}", { page: String(state.page), index: at() + 1, type: state.runs[at()].type }));
  }

  function choose(number) {
    state.page = number;
    draw(true);
  }

  function finish(act) {
    shown.close();
    act();
  }

  function turn() {
    const degrees = ((model.pages[state.page - 1].rotation ?? 0) + 90) % 360;
    finish(() => done.turn(state.page, degrees));
  }

  function pressed(event) {
    if (event.target instanceof HTMLSelectElement) return;
    const pages = state.runs.flatMap((run) => run.pages);
    const place = pages.indexOf(state.page);
    const plain = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const acts = {
      ArrowDown: () => change(split(state.runs, state.page, "")),
      ArrowUp: () => change(merge(state.runs, at() - 1)),
      ArrowLeft: () => change(shift(state.runs, state.page, -1)),
      ArrowRight: () => change(shift(state.runs, state.page, 1)),
      ".": turn,
    };
    if (event.altKey && acts[event.key]) acts[event.key]();
    else if (!event.altKey && plain && pages[place + plain]) choose(pages[place + plain]);
    else return;
    event.preventDefault();
  }

  function draw(focus) {
    keep.disabled = same(state.runs, start);
    board.replaceChildren(...state.runs.map(group));
    if (focus) board.querySelector("[aria-pressed=true]")?.focus();
  }

  function group(run, index) {
    const types = model.state.types.map((each) => el("option", { value: each.name, selected: each.name === run.type }, each.name));
    const name = t("Loại của giấy tờ {index}", { index: index + 1 });
    return el(
      "li",
      { class: "run", ondragover: (event) => event.preventDefault(), ondrop: (event) => dropped(event, index, run.pages.length) },
      el("select", { "aria-label": name, onchange: (event) => change(retype(state.runs, index, event.target.value)) }, ...types),
      el("div", { class: "run-pages" }, ...run.pages.map((number, place) => leaf(number, index, place))),
    );
  }

  function leaf(number, index, place) {
    const picture = el("img", {
      alt: "",
      loading: "lazy",
      draggable: "false",
      src: `/dossiers/${model.state.dossier.id}/pages/${number}.jpg?w=700&r=${model.state.record}`,
    });
    picture.style.transform = `rotate(${model.pages[number - 1].rotation}deg)`;
    return el(
      "button",
      {
        type: "button",
        class: "thumbnail",
        draggable: "true",
        "aria-pressed": String(number === state.page),
        tabindex: number === state.page ? "0" : "-1",
        onclick: () => choose(number),
        ondragstart: (event) => event.dataTransfer.setData("text/plain", String(number)),
        ondrop: (event) => dropped(event, index, place),
      },
      el("span", { class: "frame" }, picture),
      el("span", { class: "at" }, t("Trang {number}", { number: String(number) })),
    );
  }

  function dropped(event, index, place) {
    event.preventDefault();
    event.stopPropagation();
    const number = Number(event.dataTransfer.getData("text/plain"));
    if (!state.runs.some((run) => run.pages.includes(number))) return;
    state.page = number;
    change(put(state.runs, number, index, place));
  }

  function tool(text, keys, act) {
    return el("button", { type: "button", onclick: act }, text, el("kbd", {}, keys));
  }
}
