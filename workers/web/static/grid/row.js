// One field of one dossier in the grid: its cut-out, a box to type in, other readings, and what was decided.
import { el, say, sign } from "../review/dom.js";
import { isPart, kept, onlyPart, plain, said } from "../review/values.js";
import { percent, t } from "../review/words.js";

const MOST = 4;

export class Row {
  /**
   * @param {any} item of a portion
   * @param {{decide: (row: Row, decision: any) => void, step: (row: Row, by: 1|-1) => void,
   *   typed: (row: Row) => void}} owner
   */
  constructor(item, owner) {
    this.item = item;
    this.owner = owner;
    this.field = item.field;
    this.key = `${item.document} ${this.field.name}`;
    this.done = false;
    this.hinted = false;
    this.began = performance.now();
    this.input = el("input", {
      type: "text",
      value: this.field.shown,
      spellcheck: "false",
      autocomplete: "off",
      lang: "vi",
      "aria-label": `${this.field.label}, ${item.type}`,
      placeholder: this.field.kind === "date" ? t("ngày/tháng/năm") : null,
      oninput: () => this.changed(),
      onfocus: () => this.entered(),
      onkeydown: (event) => this.pressed(event),
    });
    this.verdict = el("span", { class: "decided" });
    this.fault = el("p", { class: "fault", role: "alert" });
    this.choices = this.field.candidates.slice(0, MOST).map((each, at) => this.choice(each, at));
    const why = [...new Set([...this.field.why, ...this.field.checks])].join(" · ");
    this.element = el(
      "li",
      {},
      el("div", { class: "crop" }, this.crop()),
      el("div", { class: "given" }, this.input, this.verdict),
      this.choices.length ? el("div", { class: "choices" }, ...this.choices) : "",
      el("p", { class: "reason-line" }, sign("doubt"), el("span", {}, why), el("a", { href: `/review/${item.dossier}`, tabindex: "-1" }, t("mở hồ sơ"))),
      this.fault,
    );
  }

  get dirty() {
    return !this.done && this.input.value !== this.field.shown;
  }

  crop() {
    const { box, page, label } = this.field;
    if (!box) return el("p", { class: "nothing" }, t("không tìm thấy trên trang"));
    const address = `/review/${this.item.dossier}/crops/${page}.jpg?box=${encodeURIComponent(box.join(","))}`;
    return el("img", { src: address, alt: t("Chỗ in của {label} trên trang {number}", { label, number: String(page) }), loading: "lazy" });
  }

  choice(candidate, at) {
    return el(
      "button",
      { type: "button", class: "choice", tabindex: "-1", onclick: () => this.choose(at) },
      el("kbd", {}, `Alt+${at + 1}`),
      el("span", { class: "words" }, candidate.shown),
      candidate.confidence === null ? "" : el("span", { class: "share" }, percent(candidate.confidence)),
    );
  }

  entered() {
    this.began = performance.now();
    this.input.select();
    this.element.scrollIntoView({ block: "nearest" });
  }

  changed() {
    say(this.fault, "");
    this.owner.typed(this);
  }

  /** Seconds that somebody was at it. */
  get seconds() {
    return Math.min(600, (performance.now() - this.began) / 1000);
  }

  confirm() {
    const untouched = this.input.value === this.field.shown && this.field.value !== null;
    if (untouched && isPart(this.field) && !this.hinted) {
      this.hinted = true;
      return say(this.fault, onlyPart());
    }
    const result = untouched ? said(this.field, this.field.kind) : kept(this.input.value, this.field.kind);
    say(this.fault, result.fault ?? "");
    if (!result.fault) this.owner.decide(this, { state: "found", value: result.value });
  }

  choose(at) {
    const chosen = this.field.candidates[at];
    if (!chosen || at >= MOST) return;
    const result = said(chosen, this.field.kind);
    this.input.value = result.fault ? plain(chosen.text ?? "") : chosen.shown;
    say(this.fault, result.fault ?? "");
    if (!result.fault) this.owner.decide(this, { state: "found", value: result.value, ...(chosen.box ? { page: chosen.page, box: chosen.box } : {}) });
  }

  /** Shows what was decided. */
  settle(decision) {
    this.done = decision.state !== "as-read";
    this.element.classList.toggle("done", this.done);
    const words = { found: t("đã duyệt"), absent: t("không có trên giấy"), unreadable: decision.why ? t("bị dấu che") : t("không đọc được") };
    const mark = { found: "decided", absent: "absent", unreadable: "unreadable" }[decision.state];
    this.verdict.replaceChildren(...(this.done ? [sign(mark), words[decision.state]] : []));
    say(this.fault, "");
  }

  /** The server did not take it: it is to be done again, and what was typed still stands there. */
  complain(words) {
    this.settle({ state: "as-read" });
    say(this.fault, words);
  }

  pressed(event) {
    // While an input method composes a word the keys are its own.
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey) return;
    const digit = /^Digit([1-9])$/.exec(event.code);
    const acts = {
      Enter: () => this.confirm(),
      F2: () => this.owner.decide(this, { state: "unreadable" }),
      F4: () => this.owner.decide(this, { state: "absent" }),
      F8: () => this.owner.decide(this, { state: "unreadable", why: "seal" }),
      ArrowDown: () => this.owner.step(this, 1),
      ArrowUp: () => this.owner.step(this, -1),
      Escape: () => {
        this.input.value = this.field.shown;
        this.changed();
      },
    };
    if (event.altKey && digit) this.choose(Number(digit[1]) - 1);
    else if (!event.altKey && !event.shiftKey && acts[event.key]) acts[event.key]();
    else return;
    event.preventDefault();
  }
}
