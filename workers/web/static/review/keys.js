// What each key of the table does.
import { askComment, askField, help } from "./dialogs.js";
import { ask } from "./api.js";
import { announce } from "./dom.js";
import { parts } from "./deciding.js";
import { uuid } from "./uuid.js";
import { t } from "./words.js";

/** @param {import("./page.js").Page} page @returns {Record<string, (event?: KeyboardEvent, number?: number) => boolean|void>} */
export function keysFor(page) {
  const pass = (step) => (event) => {
    const card = page.fields.cards.get(page.chosen);
    if (!card || event?.target !== card.input) return false;
    if (card.dirty && page.editable) page.commit(card);
    const next = page.fields.beside(step);
    if (!next) return false;
    page.select(next.key, { focus: true });
  };
  const beside = (step) => (event) => {
    const card = page.fields.beside(step);
    const inside = event?.target instanceof HTMLElement && event.target.closest(".card .value");
    if (!card || (event && event.target !== document.body && !inside)) return false;
    if (inside && page.fields.cards.get(page.chosen)?.tall) return false;
    page.select(card.key, { focus: true });
  };
  const turnPage = (step) => () => {
    const pages = page.model.documents[page.index]?.pages ?? [];
    const number = pages[pages.indexOf(page.viewer.page?.number) + step];
    if (number) page.viewer.show(number);
  };
  const turnDocument = (step) => () => {
    if (page.model.documents[page.index + step]) page.openDocument(page.index + step);
  };
  return {
    confirm: (event) => {
      const target = event?.target;
      if (target instanceof HTMLElement && target !== document.body && !target.matches(".card .value, .stage")) return false;
      page.confirm();
    },
    next: pass(1),
    previous: pass(-1),
    down: beside(1),
    up: beside(-1),
    candidate: (_, number) => page.candidate(page.chosen, number),
    unreadable: () => page.mark({ state: "unreadable" }),
    absent: () => page.mark({ state: "absent" }),
    seal: () => page.mark({ state: "unreadable", why: "seal" }),
    draw: () => {
      if (!page.editable || !page.chosen) return;
      const { box, page: number } = page.fields.cards.get(page.chosen).field;
      page.viewer.draw(true, number === page.viewer.page.number ? box : null);
      announce(t("Vẽ ô bằng chuột, hoặc: mũi tên dời ô, Shift+mũi tên đổi cỡ, Enter đọc, Esc thôi"));
    },
    back: () => {
      page.fields.cards.get(page.chosen)?.reset();
      if (page.editable && page.chosen) page.deciding.takeBack(page.chosen);
    },
    undo: () => page.editable && page.deciding.undo(),
    escape: () => {
      if (page.viewer.drawing) {
        page.viewer.draw(false);
        page.fields.cards.get(page.chosen)?.input.focus();
      } else page.fields.cards.get(page.chosen)?.reset();
    },
    larger: () => page.viewer.zoom(true),
    smaller: () => page.viewer.zoom(false),
    fit: () => page.viewer.fit(),
    rotate: () => page.viewer.rotate(),
    pageDown: turnPage(1),
    pageUp: turnPage(-1),
    documentDown: turnDocument(1),
    documentUp: turnDocument(-1),
    add: () => {
      if (!page.editable || !page.model.documents[page.index]) return;
      askField(page.model.addable(page.index), (name) => page.add(page.model.key(page.index, name)));
    },
    arrange: () => page.paper.arrange(),
    turn: () => page.paper.turnShown(),
    comment: () => {
      const name = page.chosen ? parts(page.chosen)[1] : null;
      const label = name ? page.model.field(page.index, name).label : t("Hồ sơ");
      askComment(page.model.state.comments, t("Ý kiến về: {label}", { label }), (text) => say(text, name), page.model.state.may.take);
    },
    finish: () => page.stay.finish(),
    return: () => page.stay.return_(),
    leave: () => page.stay.leave(),
    help: () => help() && undefined,
  };

  function say(text, field) {
    const about = page.model.documents[page.index] ? { document: page.index, ...(field ? { field } : {}) } : {};
    page.stay.tried(async () => {
      await ask(`/review/${page.model.state.dossier.id}/comments`, { post: { id: uuid(), text, ...about } });
      page.update(await page.stay.work.state());
      announce(t("Đã lưu"));
    });
  }
}
