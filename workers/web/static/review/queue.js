// Decisions on their way to the server: each is kept in the browser before it is sent, and until the server says it has it.
import { ask, NoAnswer, Refusal } from "./api.js";
import { keep, recall } from "./store.js";

const WAITS = [1000, 2000, 4000, 8000, 15000, 30000];

/**
 * @typedef {{id: string, kind: "decide", document: number, field: string, state: string, value?: string, why?: string,
 *   page?: number, box?: number[], seconds?: number}} Edit
 * @typedef {{edit: Edit, record: number, about: {type: string, pages: number[], label: string, shown: string}}} Entry
 */

export class Queue {
  /**
   * @param {string} dossier
   * @param {{lease: () => string|null, record: () => number, answered: (state: any, done: Entry[]) => void,
   *   refused: (entry: Entry, message: string) => void, stopped: (code: string) => void, changed: () => void}} owner
   */
  constructor(dossier, owner) {
    this.dossier = dossier;
    this.owner = owner;
    const kept = recall(dossier);
    /** @type {Entry[]} */
    this.entries = kept.edits;
    /** @type {Record<string, {text: string, record: number, about: Entry["about"], box?: number[], page?: number}>} */
    this.drafts = kept.drafts;
    this.sending = false;
    this.lost = false;
    this.stopped = "";
    this.failures = 0;
    this.timer = 0;
    this.unsafe = false;
    this.online = () => this.send();
    window.addEventListener("online", this.online);
  }

  /** @returns {"saved"|"saving"|"lost"|"stopped"} */
  get state() {
    if (this.stopped) return "stopped";
    if (this.lost) return "lost";
    return this.entries.length ? "saving" : "saved";
  }

  /** @param {Entry} entry */
  add(entry) {
    this.entries.push(entry);
    this.save();
    this.send();
  }

  /** Half-typed text of a field, or null when it is decided. */
  draft(key, about) {
    if (about === null) delete this.drafts[key];
    else this.drafts[key] = about;
    this.save();
  }

  save() {
    this.unsafe = !keep(this.dossier, { edits: this.entries, drafts: this.drafts });
    this.owner.changed();
  }

  /** Goes on after it was stopped: the lease was taken again, or the person signed in again. */
  resume() {
    this.stopped = "";
    this.failures = 0;
    this.send();
  }

  /** @returns {Promise<boolean>} whether everything is with the server */
  async settled() {
    while (this.entries.length && !this.lost && !this.stopped) {
      if (!this.sending) this.send();
      await new Promise((done) => window.setTimeout(done, 30));
    }
    return !this.entries.length;
  }

  /**
   * Takes out what was meant for another record of the dossier.
   * @returns {{field: string, about: Entry["about"], edit?: Edit, draft?: any}[]}
   */
  stale() {
    const record = this.owner.record();
    const old = this.entries.filter((each) => each.record !== record);
    const typed = Object.entries(this.drafts).filter(([, each]) => each.record !== record);
    this.entries = this.entries.filter((each) => each.record === record);
    for (const [key] of typed) delete this.drafts[key];
    this.save();
    return [
      ...old.map((each) => ({ field: each.edit.field, about: each.about, edit: each.edit })),
      ...typed.map(([key, each]) => ({ field: key.split(" ")[1], about: each.about, draft: each })),
    ];
  }

  close() {
    window.clearTimeout(this.timer);
    window.removeEventListener("online", this.online);
  }

  async send() {
    window.clearTimeout(this.timer);
    const lease = this.owner.lease();
    if (this.sending || this.stopped || !this.entries.length || !lease) return;
    const now = this.entries.filter((each) => each.record === this.entries[0].record).slice(0, this.failures ? 1 : 100);
    this.sending = true;
    this.owner.changed();
    try {
      const edits = now.map((each) => each.edit);
      const answer = await ask(`/review/${this.dossier}/edits`, { post: { lease, record: now[0].record, edits } });
      const applied = new Set(answer.applied);
      const refused = answer.refused ?? {};
      this.drop(now.filter((each) => applied.has(each.edit.id) || each.edit.id in refused));
      this.lost = false;
      this.failures = 0;
      this.owner.answered(answer.state, now);
      for (const each of now) if (each.edit.id in refused) this.owner.refused(each, refused[each.edit.id]);
    } catch (error) {
      this.failed(error, now);
    } finally {
      this.sending = false;
      this.owner.changed();
    }
    if (this.entries.length && !this.stopped) this.timer = window.setTimeout(() => this.send(), this.pause());
  }

  pause() {
    return this.failures ? WAITS[Math.min(this.failures, WAITS.length) - 1] : 0;
  }

  failed(error, now) {
    if (error instanceof NoAnswer) {
      this.lost = true;
      this.failures += 1;
    } else if (error instanceof Refusal && ["lease-lost", "record-changed", "signed-out", "not-allowed"].includes(error.code)) {
      this.stopped = error.code;
      this.owner.stopped(error.code);
    } else if (error instanceof Refusal && now.length > 1) {
      // One of them makes no sense to the server: each is sent alone, so that the others are kept.
      this.failures = 1;
    } else if (error instanceof Refusal) {
      this.drop(now);
      this.failures = 0;
      this.owner.refused(now[0], error.code);
    } else {
      throw error;
    }
  }

  drop(done) {
    this.entries = this.entries.filter((each) => !done.includes(each));
    this.save();
  }
}
