// What a person does with a field: each act is a decision that is kept, sent, and can be undone.
import { announce } from "./dom.js";
import { uuid } from "./uuid.js";
import { read, said } from "./values.js";
import { t } from "./words.js";

export class Deciding {
  /**
   * @param {{model: () => import("./model.js").Model, queue: () => import("./queue.js").Queue,
   *   clock: import("./clock.js").Clock, changed: () => void, select: (key: string) => void}} page
   */
  constructor(page) {
    this.page = page;
    /** @type {{key: string, before: import("./model.js").Decision}[]} */
    this.done = [];
  }

  /** Another dossier, or another record of it: what was done before cannot be undone here. */
  forget() {
    this.done = [];
  }

  /**
   * Decides a field.
   * @param {string} key
   * @param {import("./model.js").Decision} decision
   */
  decide(key, decision) {
    const [index, name] = parts(key);
    const before = this.now(key);
    this.done.push({ key, before });
    this.send(index, name, decision);
  }

  /** A field is again as it was read. */
  takeBack(key) {
    const [index, name] = parts(key);
    if (!this.page.model().field(index, name).decided) return;
    this.decide(key, { state: "as-read" });
    announce(t("Đã bỏ quyết định"));
  }

  /** Undoes what was done last. */
  undo() {
    const last = this.done.pop();
    if (!last) return announce(t("Không còn gì để hoàn tác"));
    const [index, name] = parts(last.key);
    this.send(index, name, last.before);
    this.page.select(last.key);
    announce(t("Đã hoàn tác: {label}", { label: this.page.model().field(index, name).label }));
  }

  /** What would bring a field back to how it is now. @returns {import("./model.js").Decision} */
  now(key) {
    const [index, name] = parts(key);
    const field = this.page.model().field(index, name);
    if (!field.decided) return { state: "as-read" };
    const place = field.box ? { page: field.page, box: field.box } : {};
    if (field.state === "found") return { state: "found", ...said(field, field.kind), ...place };
    return { state: field.state, ...(field.decided.why ? { why: field.decided.why } : {}) };
  }

  send(index, name, decision) {
    const model = this.page.model();
    const document = model.documents[index];
    const field = model.field(index, name);
    const edit = { id: uuid(), kind: "decide", document: index, field: name, ...decision, seconds: this.page.clock.take() };
    const shown = decision.state === "found" ? read(decision.value, field.kind) : words(decision);
    model.waiting.set(model.key(index, name), decision);
    const about = { type: document.type, pages: document.pages, label: field.label, shown };
    this.page.queue().add({ edit, record: model.state.record, about });
    this.page.changed();
  }
}

/** A decision without a value, in words. */
function words(decision) {
  if (decision.state === "absent") return t("không có trên giấy");
  if (decision.state === "as-read") return t("như máy đọc");
  return decision.why === "seal" ? t("bị dấu che") : t("không đọc được");
}

/** @param {string} key @returns {[number, string]} */
export function parts(key) {
  const [index, name] = key.split(" ");
  return [Number(index), name];
}
