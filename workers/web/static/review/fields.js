// The fields of one document, in the order of doubt. Cards stay while the document is open, so that no typing is disturbed.
import { Card } from "./card.js";
import { el, say } from "./dom.js";
import { t } from "./words.js";

export class Fields {
  /**
   * @param {HTMLElement} list
   * @param {HTMLElement} rest where fields that are not on the paper are named
   * @param {any} owner see Card; `open(key)` for one of the rest, `more()` to choose another
   */
  constructor(list, rest, owner) {
    this.list = list;
    this.rest = rest;
    this.owner = owner;
    /** @type {Map<string, Card>} */
    this.cards = new Map();
    this.chosen = null;
  }

  /** Shows the document's fields. @param {import("./model.js").Model} model */
  show(model, index, { editable, drafts }) {
    this.model = model;
    const place = `${model.state.dossier.id} ${model.state.record} ${index} ${model.documents[index]?.pages.join(",")}`;
    if (place !== this.place) {
      this.cards.clear();
      this.list.replaceChildren();
      this.place = place;
    }
    const keys = model.order(index).map((name) => [model.key(index, name), name]);
    for (const [key, name] of keys) {
      const field = model.field(index, name);
      const known = this.cards.get(key);
      const card = known ?? new Card(key, this.owner);
      card.update(field, { editable });
      if (!known) {
        this.cards.set(key, card);
        this.list.append(card.element);
        card.grow();
      }
      const draft = drafts[key];
      if (editable && draft?.record === model.state.record && !card.dirty) card.restore(draft);
      if (!field.box) card.unpicture();
    }
    for (const [key, card] of this.cards) {
      if (keys.some((each) => each[0] === key)) continue;
      card.element.remove();
      this.cards.delete(key);
    }
    this.list.hidden = !keys.length;
    this.others(model, index, editable);
  }

  others(model, index, editable) {
    const found = model.addable(index).filter((each) => !each.name.includes("."));
    this.rest.hidden = !found.length && !editable;
    if (editable) {
      this.rest.replaceChildren(
        found.length ? el("span", { class: "tag" }, t("Không thấy trên giấy")) : "",
        ...found.map((each) =>
          el("button", { type: "button", onclick: () => this.owner.open(model.key(index, each.name)) }, each.label),
        ),
        el("button", { type: "button", class: "add", onclick: () => this.owner.more() }, t("Thêm trường…"), el("kbd", {}, "Alt+A")),
      );
    } else say(this.rest, t("Không thấy trên giấy: {names}", { names: found.map((each) => each.label).join(", ") }));
  }

  /** Marks a card as the one at work. @returns {Card|undefined} */
  choose(key) {
    if (this.chosen !== key) this.cards.get(this.chosen)?.choose(false);
    this.chosen = key;
    const card = this.cards.get(key);
    card?.choose(true);
    return card;
  }

  /** Cards in their order on the page. */
  get inOrder() {
    return this.model ? [...this.list.children].map((each) => this.cards.get(each.dataset.key)) : [];
  }

  /** The card before or after the chosen one. @param {1|-1} step */
  beside(step) {
    const all = this.inOrder;
    const at = all.findIndex((each) => each.key === this.chosen);
    return at < 0 ? all[0] : all[at + step];
  }

  /** The next card in doubt, from the chosen one on and around. */
  nextDoubtful() {
    const all = this.inOrder;
    const at = all.findIndex((each) => each.key === this.chosen);
    return [...all.slice(at + 1), ...all.slice(0, Math.max(0, at))].find((each) => each.field.doubtful);
  }
}
