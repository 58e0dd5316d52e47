// From taking a dossier to being done with it, and what may come between: a lost lease, another record, the end of a session.
import { ask, NoAnswer, Refusal } from "./api.js";
import { askReturn } from "./dialogs.js";
import { announce } from "./dom.js";
import { kept } from "./values.js";
import { inWords } from "./troubles.js";
import { Work } from "./work.js";
import { t } from "./words.js";

const LOOK = 2000;

export class Stay {
  /** @param {import("./page.js").Page} page */
  constructor(page) {
    this.page = page;
    this.work = new Work({ lost: (code) => this.stopped(code) });
    window.addEventListener("popstate", () => window.location.reload());
  }

  get state() {
    return this.page.model.state;
  }

  /** Takes the dossier where this person may, and goes on with what was not sent the last time. */
  async begin() {
    this.work.open(this.state.dossier.id, null);
    if (!this.state.may.take) return this.told();
    await this.tried(async (work) => {
      try {
        await work.take();
      } catch (error) {
        this.page.update(await work.state());
        if (error instanceof Refusal && error.code === "lease-lost" && !this.state.lease) return this.notYours();
        throw error;
      }
      this.page.update(await work.state());
      this.settled();
    });
    this.told();
  }

  notYours() {
    this.state.may.take = false;
    const text = t("Hồ sơ này không phải của bạn: bạn đã làm bước trước của nó, hoặc nó được giao cho người khác. Bạn chỉ xem được.");
    this.page.banner.tell("calm", text, [{ text: t("Hồ sơ khác"), act: () => window.location.assign("/review") }]);
  }

  /** The dossier is open and taken. */
  settled() {
    this.reapply();
    this.page.queue.resume();
    if (this.page.works) this.work.prefetch(this.state.dossier.stage);
    if (this.state.dossier.reading) this.waitForReading(null);
  }

  /** Says why nothing can be changed. */
  told() {
    const { dossier, lease, may } = this.state;
    if (this.page.works || dossier.reading) return;
    if (lease && !lease.mine && lease.holder) this.page.banner.tell("calm", t("{name} đang giữ hồ sơ này; bạn chỉ xem được.", { name: lease.holder }), this.again());
    else if (!may.take && this.page.banner.empty) this.page.banner.tell("calm", t("Bạn chỉ xem hồ sơ này."));
  }

  again() {
    return this.state.may.take ? [{ text: t("Nhận lại hồ sơ"), act: () => this.begin() }] : [];
  }

  /** Does something with the server, and tells what it says when it refuses. @param {(work: Work) => Promise<any>} act */
  async tried(act) {
    try {
      await act(this.work);
    } catch (error) {
      if (error instanceof NoAnswer) this.page.banner.tell("grave", t("Máy chủ không trả lời; hãy thử lại. Những gì đã gõ vẫn được giữ."));
      else if (error instanceof Refusal) this.stopped(error.code);
      else throw error;
    }
  }

  /** The server refused: nothing that was typed is lost, and what can be done is said. */
  stopped(code) {
    if (code === "record-changed") return this.changed();
    const again = { text: t("Gửi tiếp"), act: () => (this.page.banner.clear(), this.page.queue.resume()) };
    if (code === "lease-lost") {
      this.work.lease = null;
      this.state.may = { ...this.state.may, edit: false, approve: false, arrange: false };
      this.page.queue.stopped = code;
      this.page.render();
    }
    this.page.banner.tell("grave", inWords(code), code === "lease-lost" ? this.again() : code === "signed-out" ? [again] : []);
  }

  /** The dossier was read anew: it is shown as it is now, with what was meant for the old record to be applied again. */
  changed() {
    return this.tried(async (work) => {
      this.page.update(await work.state());
      this.page.queue.resume();
      this.reapply();
    });
  }

  /** Offers what this person decided about another record of the dossier. */
  reapply() {
    const left = [...(this.left ?? []), ...this.page.queue.stale()];
    if (!left.length) return;
    this.left = left;
    const list = left.map((each) => `${each.about.label}: ${each.about.shown}`);
    this.page.banner.tell(
      "grave",
      t("Hồ sơ đã được đọc lại; {count} giá trị của bạn chưa được áp dụng:", { count: left.length }),
      [
        { text: t("Áp dụng lại"), act: () => this.apply(left) },
        { text: t("Bỏ"), act: () => this.dismiss() },
      ],
      list,
    );
  }

  dismiss() {
    this.left = [];
    this.page.banner.clear();
  }

  apply(left) {
    const { model, deciding } = this.page;
    const lost = [];
    for (const each of left) {
      const index = model.find(each.about.type, each.about.pages);
      if (index < 0) {
        lost.push(each);
        continue;
      }
      const key = model.key(index, each.field);
      if (!model.order(index).includes(each.field)) model.opened.add(key);
      const read = each.edit ?? kept(each.draft.text, model.field(index, each.field).kind);
      if (read.fault) lost.push(each);
      else if (each.edit) deciding.decide(key, { state: each.edit.state, value: each.edit.value, why: each.edit.why });
      else deciding.decide(key, { state: "found", value: read.value });
    }
    this.dismiss();
    if (lost.length) {
      const list = lost.map((each) => `${each.about.label}: ${each.about.shown}`);
      this.page.banner.tell("grave", t("Không còn chỗ cho những giá trị này; hãy xem lại:"), [{ text: t("Đóng"), act: () => this.dismiss() }], list);
    }
  }

  /** Waits until the dossier was read anew. @param {number|null} before the record that is being replaced */
  waitForReading(before) {
    this.state.dossier.reading = true;
    this.page.render();
    this.page.banner.tell("calm", t("Đang đọc lại hồ sơ… Trang sẽ tự cập nhật khi xong."));
    const look = async () => {
      const state = await this.work.state().catch(() => null);
      if (!state || state.dossier.id !== this.state.dossier.id) return void (state || window.setTimeout(look, LOOK));
      if (state.dossier.reading) return void window.setTimeout(look, LOOK);
      this.page.banner.clear();
      this.page.update(state);
      this.reapply();
      announce(before === state.record ? t("Đọc lại không thành công; hồ sơ vẫn như trước.") : t("Đã đọc lại hồ sơ"));
    };
    window.setTimeout(look, LOOK);
  }

  notSent() {
    this.page.banner.tell("grave", t("Còn quyết định chưa gửi được; hãy chờ có kết nối rồi thử lại."));
  }

  /** All is decided: the dossier goes on its way, and the next one comes. */
  finish() {
    const { page } = this;
    if (!page.works) return;
    const typed = page.fields.inOrder.find((each) => each.dirty) ?? null;
    if (typed && !page.commit(typed)) return page.select(typed.key, { focus: true });
    const waits = Object.keys(page.queue.drafts)[0];
    if (waits) return page.select(waits, { focus: true });
    if (page.editable && page.model.allDoubts) {
      page.advance(true);
      return announce(t("Còn {count} trường cần xem", { count: page.model.allDoubts }));
    }
    return this.end(page.editable ? "finish" : "approve", {});
  }

  return_() {
    if (!this.page.works) return;
    askReturn(this.state.reasons, (reason, note) => this.end("return", { reason, note }));
  }

  end(act, more) {
    if (this.ending) return;
    this.ending = true;
    return this.tried(async (work) => {
      if (!(await this.page.queue.settled())) return this.notSent();
      const { dossier, record } = this.state;
      await ask(`/review/${dossier.id}/${act}`, { post: { lease: work.lease, record, ...more } });
      await this.next(dossier.stage);
    }).finally(() => (this.ending = false));
  }

  /** Leaves the dossier to others, and goes on with another. */
  leave() {
    return this.tried(async (work) => {
      if (!(await this.page.queue.settled())) return this.notSent();
      const found = await work.following(this.state.dossier.stage);
      await work.leave();
      this.show(found);
    });
  }

  async next(stage) {
    this.show(await this.work.following(stage));
  }

  show(found) {
    if (!found?.state) {
      window.location.assign(found ? found.url : "/review");
      return;
    }
    window.history.pushState(null, "", `${found.url}${window.location.search}`);
    this.left = [];
    this.work.open(found.dossier, found.lease);
    this.page.open(found.state, found.images);
    this.settled();
    announce(t("Hồ sơ tiếp theo: {label}", { label: found.state.dossier.label }));
  }
}
