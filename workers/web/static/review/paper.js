// Which pages are which document, and which way up they stand: what changes the paper side of a dossier.
import { ask } from "./api.js";
import { arrange } from "./arrangement.js";
import { confirm } from "./dialogs.js";
import { announce } from "./dom.js";
import { merge, retype, split } from "./runs.js";
import { plain } from "./values.js";
import { uuid } from "./uuid.js";
import { t } from "./words.js";

export class Paper {
  /** @param {import("./page.js").Page} page */
  constructor(page) {
    this.page = page;
  }

  /** What the list of documents asks for. */
  owner() {
    return {
      type: (index, type) => this.keep(retype(this.runs, index, type)),
      split: () => this.keep(split(this.runs, this.page.viewer.page.number, "")),
      merge: (index) => this.keep(merge(this.runs, index)),
      arrange: () => this.arrange(),
    };
  }

  get runs() {
    return this.page.model.documents.map((each) => ({ type: each.type, pages: [...each.pages] }));
  }

  get may() {
    return this.page.editable && this.page.model.state.may.arrange;
  }

  arrange() {
    if (!this.may) return;
    const { model, viewer } = this.page;
    arrange(model, viewer.page.number, { keep: (runs) => this.keep(runs), turn: (number, degrees) => this.turn(number, degrees) });
  }

  /** Makes these documents of the pages. What is on its way goes first: it speaks of the documents as they are. */
  keep(runs) {
    const { page } = this;
    const shown = page.viewer.page.number;
    page.stay.tried(async (work) => {
      if (!(await page.queue.settled())) return page.stay.notSent();
      page.banner.tell("calm", t("Đang sắp xếp lại…"));
      const { record } = page.model.state;
      const path = `/review/${page.model.state.dossier.id}/arrangement`;
      const answer = await ask(path, { post: { lease: work.lease, record, id: uuid(), documents: runs }, patience: 120000 });
      page.banner.clear();
      page.model.orders.clear();
      page.model.opened.clear();
      page.model.untouched.clear();
      page.deciding.forget();
      page.model.update(answer.state);
      page.openDocument(Math.max(0, page.model.documents.findIndex((each) => each.pages.includes(shown))));
      page.viewer.show(shown);
      announce(t("Đã sắp xếp lại"));
    });
  }

  /** The page that is shown stands a quarter further: the dossier is read anew. */
  turnShown() {
    const { number } = this.page.viewer.page;
    const degrees = this.page.viewer.turn === this.page.viewer.page.rotation ? (this.page.viewer.turn + 90) % 360 : this.page.viewer.turn;
    const text = t("Trang {number} sẽ được xoay và hồ sơ được đọc lại; việc này mất chút thời gian. Các quyết định của bạn được giữ.", { number: String(number) });
    if (this.may) confirm(t("Xoay trang và đọc lại"), text, t("Xoay và đọc lại"), () => this.turn(number, degrees));
  }

  turn(number, degrees) {
    const { page } = this;
    page.stay.tried(async (work) => {
      if (!(await page.queue.settled())) return page.stay.notSent();
      const { dossier, record } = page.model.state;
      await ask(`/review/${dossier.id}/turn`, { post: { lease: work.lease, record, page: number, degrees } });
      page.stay.waitForReading(record);
    });
  }

  /** Reads a place that was drawn, for the chosen field. */
  reread(number, box) {
    const { page } = this;
    const card = page.fields.cards.get(page.chosen);
    if (!card) return;
    announce(t("Đang đọc lại ô vừa vẽ…"));
    card.warn(t("Đang đọc lại ô vừa vẽ…"));
    const about = { document: page.index, field: page.chosen.split(" ")[1] };
    page.stay.tried(async (work) => {
      const path = `/review/${page.model.state.dossier.id}/box`;
      const asked = { lease: work.lease, record: page.model.state.record, page: number, box, ...about };
      const answer = await ask(path, { post: asked, patience: 90000 }).finally(() => card.warn(""));
      card.restore({ text: plain(answer.text), page: number, box });
      page.typed(card.key, card.draft);
      card.input.focus();
      card.input.select();
      if (card.field.blind) return;
      if (!answer.text) card.warn(t("Không đọc được chữ nào trong ô; hãy gõ giá trị."));
      announce(t("Đọc được: {text}", { text: answer.text }));
    });
  }
}
