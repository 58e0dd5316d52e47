// One field: what is printed, what it is taken for, why it is in doubt, and the box that a person types in.
import { el, say, sign } from "./dom.js";
import { turned } from "./geometry.js";
import { cut } from "./images.js";
import { isPart, kept, onlyPart, plain, said } from "./values.js";
import { percent, t } from "./words.js";

const LONG = ["text", "agency", "list", "address", "areas", "place", "position"];
const STRIP = { width: 396, height: 38 };
const TALL = { width: 396, height: 64 };
let made = 0;

export class Card {
  /**
   * @param {string} key
   * @param {{typed: (key: string, draft: {text: string, page?: number, box?: number[]}|null) => void,
   *   focused: (key: string) => void, choose: (key: string, number: number) => void}} owner
   */
  constructor(key, owner) {
    this.key = key;
    this.owner = owner;
    this.field = null;
    /** @type {{text: string, page?: number, box?: number[]}|null} */
    this.draft = null;
    this.composing = false;
    this.hinted = false;
    this.drawn = "";
    this.id = `field-${(made += 1)}`;
  }

  /** Builds the elements for a field's kind. */
  build(field) {
    const long = LONG.includes(field.kind);
    this.input = el(long ? "textarea" : "input", {
      id: this.id,
      class: "value",
      rows: long ? 1 : null,
      type: long ? null : "text",
      autocomplete: "off",
      spellcheck: "false",
      lang: "vi",
      placeholder: field.kind === "date" ? t("ngày/tháng/năm") : null,
      "aria-describedby": `${this.id}-about ${this.id}-fault`,
      oninput: () => this.changed(),
      onfocus: () => this.owner.focused(this.key),
      oncompositionstart: () => (this.composing = true),
      oncompositionend: () => (this.composing = false),
    });
    this.name = el("label", { class: "name", for: this.id });
    this.sure = el("span", { class: "sureness" });
    this.strip = el("canvas", { class: "strip", hidden: true, role: "img" });
    this.notes = el("div", { class: "notes" });
    this.choices = el("div", { class: "choices" });
    this.fault = el("p", { class: "fault", id: `${this.id}-fault`, hidden: true });
    const about = el("div", { class: "about", id: `${this.id}-about` }, this.notes);
    this.element = el(
      "li",
      { class: "card", data: { key: this.key }, onclick: (event) => this.clicked(event) },
      this.name,
      el("div", { class: "entry" }, this.input, this.fault, this.strip, about, this.choices),
      this.sure,
    );
    return this.element;
  }

  get dirty() {
    return this.draft !== null;
  }

  /** What stands in the box, as it would be sent. @returns {{value: string}|{fault: string}} */
  result() {
    const text = this.input.value;
    if (text === this.field.shown && this.field.value !== null) return said(this.field, this.field.kind);
    return kept(text, this.field.kind);
  }

  /** As `result`, but a part of a value is only kept when that is said twice. */
  confirmed() {
    const result = this.result();
    if (result.fault || this.hinted || this.dirty || !isPart(this.field)) return result;
    this.hinted = true;
    return { fault: onlyPart() };
  }

  /** Shows the field as it is now. @param {any} field @param {{editable: boolean}} may */
  update(field, { editable }) {
    if (!this.element) this.build(field);
    this.field = field;
    if (!this.composing && !this.dirty && this.input.value !== field.shown) this.write(field.shown);
    this.input.readOnly = !editable;
    const look = looks(field, this.dirty);
    this.element.className = `card is-${look.kind}${this.element.classList.contains("chosen") ? " chosen" : ""}${this.open(field) ? " open" : ""}`;
    this.name.replaceChildren(field.label, field.required ? el("abbr", { class: "must", title: t("bắt buộc") }, " *") : "");
    this.sure.replaceChildren(sign(look.kind), el("span", {}, look.says));
    this.notes.replaceChildren(...this.remarks(field));
    this.choices.replaceChildren(...this.others(field, editable));
    this.grow();
  }

  /** What is not doubtful stays small until somebody opens it, and open from then on. */
  open(field) {
    this.wasOpen ||= field.doubtful || this.dirty || this.element.classList.contains("chosen");
    return this.wasOpen;
  }

  remarks(field) {
    const found = [];
    const printed = plain(field.text ?? "");
    if (printed && printed !== field.shown) {
      found.push(el("p", { class: "printed" }, el("span", { class: "tag" }, t("Trên giấy")), printed));
    }
    const reasons = field.doubtful ? field.why : [];
    if (reasons.length) found.push(el("p", { class: "reasons" }, ...reasons.map((each) => el("span", { class: "reason" }, each))));
    for (const each of new Set(field.checks)) found.push(el("p", { class: "failed" }, sign("doubt"), each));
    if (field.handwritten && !field.doubtful) found.push(el("p", { class: "remark" }, t("chữ viết tay")));
    if (field.decided?.by) found.push(el("p", { class: "remark" }, t("{name} đã quyết", { name: field.decided.by })));
    return found;
  }

  others(field, editable) {
    if (!editable) return [];
    return field.candidates.slice(0, 9).map((each, at) =>
      el(
        "button",
        {
          type: "button",
          class: "choice",
          tabindex: "-1",
          title: t("Đọc được: {text}", { text: each.text ?? "" }),
          onclick: () => this.owner.choose(this.key, at + 1),
        },
        el("kbd", {}, `Alt+${at + 1}`),
        el("span", { class: "words" }, each.shown),
        each.confidence === null ? "" : el("span", { class: "share" }, percent(each.confidence)),
      ),
    );
  }

  /** Draws the evidence from the page's image. */
  picture(image, page, turn) {
    const { box } = this.field;
    if (!box || !image) return;
    const address = `${image.src} ${box} ${turn}`;
    const [x0, y0, x1, y1] = turned(box, page, turn);
    if (address !== this.drawn) cut(this.strip, image, page, box, turn, x1 - x0 > 9 * (y1 - y0) ? STRIP : TALL);
    this.drawn = address;
    this.strip.hidden = false;
    this.strip.setAttribute("aria-label", t("Chỗ in của {label} trên trang {number}", { label: this.field.label, number: String(this.field.page) }));
  }

  unpicture() {
    this.strip.hidden = true;
    this.drawn = "";
  }

  /** Puts a text into the box that is not decided yet: typed before the page was closed, or read from a place that was drawn. */
  restore(draft) {
    this.draft = draft;
    this.write(draft.text);
    this.update(this.field, { editable: !this.input.readOnly });
  }

  /** Forgets what was typed. */
  reset() {
    this.draft = null;
    this.warn("");
    this.write(this.field.shown);
    this.owner.typed(this.key, null);
    this.update(this.field, { editable: !this.input.readOnly });
  }

  /** What was typed is decided. */
  settle() {
    this.draft = null;
    this.warn("");
    this.owner.typed(this.key, null);
  }

  warn(fault) {
    this.fault.hidden = !fault;
    say(this.fault, fault);
    if (fault) this.input.setAttribute("aria-invalid", "true");
    else this.input.removeAttribute("aria-invalid");
  }

  choose(on) {
    this.element.classList.toggle("chosen", on);
    if (on) this.element.classList.add("open");
    if (on) this.wasOpen = true;
    this.grow();
  }

  write(text) {
    this.input.value = text;
    this.grow();
  }

  grow() {
    if (this.input.tagName !== "TEXTAREA" || !this.input.isConnected) return;
    this.input.style.height = "auto";
    this.input.style.height = `${this.input.scrollHeight + 2}px`;
  }

  /** Whether the arrows have a line to go to within the box. */
  get tall() {
    return this.input.tagName === "TEXTAREA" && this.input.scrollHeight > 48;
  }

  changed() {
    const text = this.input.value;
    const same = text === this.field.shown && !this.draft?.box;
    this.draft = same ? null : { ...this.draft, text };
    this.warn("");
    this.owner.typed(this.key, this.draft);
    const look = looks(this.field, this.dirty);
    this.sure.replaceChildren(sign(look.kind), el("span", {}, look.says));
    this.grow();
  }

  clicked(event) {
    if (event.target instanceof HTMLElement && event.target.closest("button, input, textarea, label")) return;
    this.input.focus();
  }
}

/** A sign, and the words beside it: colour alone says nothing. */
function looks(field, dirty) {
  if (dirty) return { kind: "unsaved", says: t("đang sửa") };
  if (field.decided) {
    if (field.state === "absent") return { kind: "absent", says: t("không có trên giấy") };
    if (field.state === "unreadable") {
      return { kind: "unreadable", says: field.decided.why === "seal" ? t("bị dấu che") : t("không đọc được") };
    }
    return { kind: "decided", says: t("đã duyệt") };
  }
  const sure = percent(field.confidence);
  if (field.doubtful) return { kind: "doubt", says: field.value === null ? t("cần xem") : t("cần xem · {sure}", { sure }) };
  if (field.state === "absent") return { kind: "absent", says: t("chưa có") };
  return { kind: "sure", says: t("tin cậy · {sure}", { sure }) };
}
