// The page where a dossier is reviewed. Each part knows its own thing; what goes between them is here.
import { build, tellSaved } from "./bars.js";
import { Clock } from "./clock.js";
import { Deciding, parts } from "./deciding.js";
import { announce, el, say } from "./dom.js";
import { Documents } from "./documents.js";
import { Fields } from "./fields.js";
import { Images } from "./images.js";
import { keysFor } from "./keys.js";
import { Model } from "./model.js";
import { Paper } from "./paper.js";
import { Queue } from "./queue.js";
import { listen } from "./shortcuts.js";
import { forgetOthers } from "./store.js";
import { Stay } from "./stay.js";
import { Banner, inWords } from "./troubles.js";
import { plain, said } from "./values.js";
import { Viewer } from "./viewer.js";
import { t } from "./words.js";

const at = (id) => document.getElementById(id);

const STAGES = {
  review: t("Cần duyệt"),
  second: t("Nhập lần hai"),
  arbiter: t("Cần phân xử"),
  approval: t("Chờ phê duyệt"),
  returned: t("Đã trả lại"),
  approved: t("Đã phê duyệt"),
};

export class Page {
  constructor() {
    this.banner = new Banner(at("banner"));
    this.clock = new Clock();
    this.index = 0;
    this.chosen = null;
    this.viewer = new Viewer(at("stage-of-page"), {
      chosen: (key) => this.select(key, { focus: true }),
      drawn: (page, box) => this.paper.reread(page, box),
      moved: () => this.looked(),
    });
    this.fields = new Fields(at("cards"), at("rest"), {
      typed: (key, draft) => this.typed(key, draft),
      focused: (key) => this.select(key),
      choose: (key, number) => this.candidate(key, number),
      open: (key) => this.add(key),
      more: () => acts.add(),
    });
    this.paper = new Paper(this);
    this.stay = new Stay(this);
    this.documents = new Documents(
      { tabs: at("tabs"), about: at("document"), thumbnails: at("thumbnails") },
      { open: (index) => this.openDocument(index), page: (number) => this.viewer.show(number), ...this.paper.owner() },
    );
    this.deciding = new Deciding({
      model: () => this.model,
      queue: () => this.queue,
      clock: this.clock,
      changed: () => this.render(),
      select: (key) => this.select(key, { focus: true }),
    });
    const acts = keysFor(this);
    this.bars = build({ tools: at("tools"), acts: at("acts"), ends: at("ends") }, acts);
    listen(acts);
    window.addEventListener("beforeunload", (event) => {
      if (this.queue.entries.length || this.queue.unsafe) event.preventDefault();
    });
  }

  get editable() {
    return Boolean(this.model.state.may.edit) && !this.model.state.dossier.reading;
  }

  /** Whether this person is to do something with the dossier now. */
  get works() {
    return this.editable || Boolean(this.model.state.may.approve);
  }

  /** Shows a dossier from its beginning. */
  open(state, images) {
    this.queue?.close();
    this.banner.clear();
    this.model = new Model(state);
    this.images = images ?? new Images(state.dossier.id);
    this.viewer.open(this.images, this.model.pages, state.record);
    this.deciding.forget();
    this.chosen = null;
    this.index = 0;
    this.queue = new Queue(state.dossier.id, {
      lease: () => (this.works ? this.stay.work.lease : null),
      record: () => this.model.state.record,
      answered: (now, done) => this.answered(now, done),
      refused: (entry, code) => this.refused(entry, code),
      stopped: (code) => this.stay.stopped(code),
      changed: () => tellSaved(at("saved"), this.queue),
    });
    for (const each of this.queue.entries) {
      if (each.record === state.record) this.model.waiting.set(this.model.key(each.edit.document, each.edit.field), each.edit);
    }
    tellSaved(at("saved"), this.queue);
    const doubtful = this.model.documents.findIndex((_, index) => this.model.doubts(index));
    this.openDocument(Math.max(0, doubtful));
  }

  /** The dossier again, as the server has it now; with another record everything is shown anew. */
  update(state) {
    const anew = state.record !== this.model.state.record;
    this.model.update(state);
    if (anew) {
      this.model.waiting.clear();
      this.model.orders.clear();
      this.model.opened.clear();
      this.deciding.forget();
      this.viewer.open(this.images, this.model.pages, state.record);
      this.openDocument(Math.min(this.index, Math.max(0, this.model.documents.length - 1)));
    } else this.render();
  }

  /** Everything but what is typed, as the model has it. */
  render() {
    const { state } = this.model;
    say(at("label"), state.dossier.label);
    at("stage").hidden = !state.dossier.stage;
    say(at("stage"), STAGES[state.dossier.stage] ?? "");
    document.title = `${state.dossier.label} · ${t("Duyệt hồ sơ")}`;
    this.fields.show(this.model, this.index, { editable: this.editable, drafts: this.queue.drafts });
    if (this.chosen) this.fields.choose(this.chosen);
    this.documents.show(this.model, this.index, this.viewer.page?.number, this.editable && state.may.arrange);
    this.viewer.mark(this.model.marks(this.index), this.chosen);
    this.bars.allow({ editable: this.editable, approve: state.may.approve, works: this.works, chosen: Boolean(this.chosen) });
    const left = this.model.allDoubts;
    say(at("left"), left ? t("Còn {count} cần xem", { count: left }) : t("Không còn gì cần xem"));
    at("left").classList.toggle("none", !left);
    this.findings(state);
    this.pictures();
  }

  findings(state) {
    const told = state.findings.filter((each) => each[0] !== "info");
    at("findings").hidden = !told.length;
    at("findings").replaceChildren(...told.map(([severity, , text]) => el("li", { class: severity }, text)));
  }

  /** Shows a document, and its first field in doubt. */
  openDocument(index) {
    const document_ = this.model.documents[index];
    this.index = index;
    this.chosen = null;
    if (!document_) {
      if (this.model.pages.length) this.viewer.show(1);
      return void say(at("rest"), t("Không tìm thấy văn bản nào trong hồ sơ này."));
    }
    this.viewer.show(document_.pages[0]);
    this.render();
    at("fields").scrollTop = 0;
    const first = this.model.order(index)[0];
    if (first) this.select(this.model.key(index, first), { focus: !at("tabs").contains(document.activeElement) });
  }

  /** Makes a field the one at work: its evidence comes to the middle of the image. */
  select(key, { focus = false } = {}) {
    const [index, name] = parts(key);
    if (index !== this.index) this.openDocument(index);
    if (!this.fields.cards.has(key)) return;
    const another = this.chosen !== key;
    this.chosen = key;
    const card = this.fields.choose(key);
    const field = this.model.field(index, name);
    if (another) {
      this.clock.start();
      if (field.box) this.viewer.goTo(field.page, field.box);
      card.element.scrollIntoView({ block: "nearest" });
    }
    this.viewer.mark(this.model.marks(this.index), key);
    this.bars.allow({ editable: this.editable, approve: this.model.state.may.approve, works: this.works, chosen: true });
    this.pictures();
    if (focus && document.activeElement !== card.input) {
      card.input.focus({ preventScroll: true });
      card.input.select();
    }
  }

  looked() {
    if (!this.model || !this.viewer.page) return;
    const pages = this.model.documents[this.index]?.pages ?? [];
    const { number } = this.viewer.page;
    this.bars.page(pages.indexOf(number) + 1, pages.length, String(number));
    if (number === this.seen) return;
    this.seen = number;
    this.viewer.mark(this.model.marks(this.index), this.chosen);
    this.documents.show(this.model, this.index, number, this.editable && this.model.state.may.arrange);
  }

  /** Cuts the evidence of open fields out of the page images. */
  pictures() {
    for (const card of this.fields.inOrder) {
      const { field } = card;
      if (!field.box || !card.wasOpen) continue;
      const page = this.model.pages[field.page - 1];
      this.images
        .get(this.images.address(field.page, 1400, this.model.state.record))
        .then((image) => card.field.page === page.number && card.picture(image, page, page.rotation))
        .catch(() => card.unpicture());
    }
  }

  typed(key, draft) {
    const [index, name] = parts(key);
    const document_ = this.model.documents[index];
    const about = { type: document_.type, pages: document_.pages, label: this.model.field(index, name).label, shown: draft?.text ?? "" };
    this.queue.draft(key, draft && { ...draft, record: this.model.state.record, about });
  }

  /** What stands in the chosen field's box is right: it is decided, and the next field in doubt comes. */
  confirm() {
    const card = this.fields.cards.get(this.chosen);
    if (!card) return this.advance(true);
    const before = card.field;
    if (!this.editable || (before.decided && !card.dirty)) return this.advance(false);
    if (!card.dirty && before.state === "absent" && !before.doubtful) return this.advance(false);
    if (this.commit(card)) this.advance(before.doubtful);
  }

  /** Keeps what stands in a box. @returns {boolean} false where it is no value, which is told beside it */
  commit(card) {
    const result = card.confirmed();
    card.warn(result.fault ?? "");
    if (result.fault) return false;
    const { page, box } = card.draft ?? {};
    card.settle();
    this.deciding.decide(card.key, { state: "found", value: result.value, ...(box ? { page, box } : {}) });
    return true;
  }

  /** Not on the paper, not readable, or under a seal. */
  mark(decision) {
    const card = this.fields.cards.get(this.chosen);
    if (!card || !this.editable) return;
    const { doubtful } = card.field;
    card.settle();
    this.deciding.decide(card.key, decision);
    this.advance(doubtful);
  }

  /** Another way of reading is the right one. */
  candidate(key, number) {
    const card = this.fields.cards.get(key);
    const chosen = card?.field.candidates[number - 1];
    if (!chosen || !this.editable) return;
    const { doubtful } = card.field;
    const place = chosen.box ? { page: chosen.page, box: chosen.box } : {};
    const result = said(chosen, card.field.kind);
    if (result.fault) return card.restore({ text: plain(chosen.text ?? ""), ...place });
    card.settle();
    this.deciding.decide(key, { state: "found", value: result.value, ...place });
    this.advance(doubtful);
  }

  /** On to the next field in doubt, here or in another document; `only`: nowhere when there is none. */
  advance(only) {
    const here = this.fields.nextDoubtful();
    if (here) return this.select(here.key, { focus: true });
    const { length } = this.model.documents;
    for (let step = 1; step < length; step += 1) {
      const index = (this.index + step) % length;
      if (this.model.doubts(index)) return this.openDocument(index);
    }
    const beside = this.fields.beside(1);
    if (!only && beside) return this.select(beside.key, { focus: true });
    announce(t("Không còn gì cần xem: Ctrl+Enter để hoàn tất"));
  }

  /** A field that the reader did not see comes among the others. */
  add(key) {
    this.model.opened.add(key);
    this.render();
    this.select(key, { focus: true });
  }

  answered(state, done) {
    if (state.dossier.id !== this.model.state.dossier.id) return;
    for (const { edit } of done) {
      const later = this.queue.entries.some((each) => each.edit.document === edit.document && each.edit.field === edit.field);
      if (!later) this.model.waiting.delete(this.model.key(edit.document, edit.field));
    }
    this.update(state);
  }

  refused(entry, code) {
    const key = this.model.key(entry.edit.document, entry.edit.field);
    this.model.waiting.delete(key);
    this.render();
    this.select(key, { focus: true });
    const card = this.fields.cards.get(key);
    if (entry.edit.state === "found") card?.restore({ text: entry.about.shown });
    card?.warn(inWords(code in entry ? code : "bad-decision"));
  }
}

forgetOthers();
const page = new Page();
page.open(JSON.parse(at("model").textContent));
page.stay.begin();
