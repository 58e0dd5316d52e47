// The documents of a dossier: which one is open, what it is, and its pages as small pictures.
import { el } from "./dom.js";
import { t } from "./words.js";

/** Page numbers as people write them: 1–3, 5. */
export function span(pages) {
  const parts = [];
  for (const page of pages) {
    const last = parts[parts.length - 1];
    if (last && page === last[1] + 1) last[1] = page;
    else parts.push([page, page]);
  }
  return parts.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`)).join(", ");
}

export class Documents {
  /**
   * @param {{tabs: HTMLElement, about: HTMLElement, thumbnails: HTMLElement}} places
   * @param {{open: (index: number) => void, page: (number: number) => void, type: (index: number, type: string) => void,
   *   split: () => void, merge: (index: number) => void, turn: () => void, arrange: () => void}} owner
   */
  constructor(places, owner) {
    this.places = places;
    this.owner = owner;
  }

  /** @param {import("./model.js").Model} model @param {number} index @param {number} page that is shown */
  show(model, index, page, may) {
    this.tabs(model, index);
    this.about(model, index, page, may);
    this.thumbnails(model, index, page);
  }

  tabs(model, index) {
    const made = model.documents.map((each, at) => {
      const doubts = model.doubts(at);
      return el(
        "button",
        {
          type: "button",
          role: "tab",
          id: `document-${at}`,
          "aria-selected": String(at === index),
          "aria-controls": "fields",
          tabindex: at === index ? "0" : "-1",
          title: each.title ?? "",
          onclick: () => this.owner.open(at),
          onkeydown: (event) => this.stepped(event, at, model.documents.length),
        },
        el("span", { class: "type" }, each.type),
        el("span", { class: "pages" }, t("tr. {pages}", { pages: span(each.pages) })),
        doubts
          ? el("span", { class: "doubt", title: t("{count} cần xem", { count: doubts }) }, `${doubts}`, el("span", { class: "unseen" }, ` ${t("cần xem")}`))
          : el("span", { class: "fine" }, "✓", el("span", { class: "unseen" }, t("không còn gì cần xem"))),
      );
    });
    const focused = this.places.tabs.contains(document.activeElement);
    this.places.tabs.replaceChildren(...made);
    made[index]?.scrollIntoView({ block: "nearest", inline: "nearest" });
    if (focused) made[index]?.focus();
  }

  stepped(event, at, count) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    this.owner.open((at + step + count) % count);
  }

  about(model, index, page, may) {
    const document_ = model.documents[index];
    const signature = JSON.stringify([index, document_, page, may, model.documents.length]);
    if (!document_ || signature === this.signature) return;
    this.signature = signature;
    const types = el(
      "select",
      { "aria-label": t("Loại giấy tờ"), disabled: !may, onchange: (event) => this.owner.type(index, event.target.value) },
      ...model.state.types.map((each) => el("option", { value: each.name, selected: each.name === document_.type }, each.name)),
    );
    const place = document_.pages.indexOf(page);
    const button = (text, title, act, off) => el("button", { type: "button", title, disabled: !may || off, onclick: act }, text);
    this.places.about.replaceChildren(
      types,
      button(t("Tách từ trang này"), t("Trang đang xem bắt đầu một giấy tờ mới"), () => this.owner.split(), place < 1),
      button(t("Gộp với giấy tờ sau"), t("Hai giấy tờ là một"), () => this.owner.merge(index), index + 1 >= model.documents.length),
      button(t("Sắp xếp…"), t("Sắp xếp giấy tờ và trang (Alt+X)"), () => this.owner.arrange(), false),
    );
  }

  thumbnails(model, index, page) {
    const pages = model.documents[index]?.pages ?? model.pages.map((each) => each.number);
    const signature = `${model.state.dossier.id} ${model.state.record} ${pages.join(",")}`;
    if (signature !== this.drawn) {
      this.drawn = signature;
      this.places.thumbnails.replaceChildren(...pages.map((number) => this.thumbnail(model, number)));
    }
    for (const each of this.places.thumbnails.children) {
      const here = Number(each.dataset.page) === page;
      if (here === each.hasAttribute("aria-current")) continue;
      each.toggleAttribute("aria-current", here);
      if (here) {
        each.setAttribute("aria-current", "true");
        each.scrollIntoView({ block: "nearest" });
      }
    }
  }

  thumbnail(model, number) {
    const page = model.pages[number - 1];
    const picture = el("img", {
      alt: "",
      loading: "lazy",
      decoding: "async",
      src: `/dossiers/${model.state.dossier.id}/pages/${number}.jpg?w=700&r=${model.state.record}`,
    });
    picture.style.transform = `rotate(${page.rotation}deg)`;
    return el(
      "button",
      { type: "button", class: "thumbnail", data: { page: number }, onclick: () => this.owner.page(number) },
      el("span", { class: "frame" }, picture),
      el("span", { class: "at" }, el("span", { class: "unseen" }, t("Trang")), ` ${number}`, page.blank ? ` ${t("trắng")}` : ""),
    );
  }
}
