// Decisions about several dossiers on their way to the server. Like those of one dossier they lie in the browser until it has them.
import { ask, NoAnswer } from "../review/api.js";
import { keep, recall } from "../review/store.js";

const WAITS = [1000, 2000, 4000, 8000, 15000];

/**
 * @typedef {{dossier: string, lease: string, record: number, edit: any, about: any}} Entry
 */
export class Line {
  /** @param {{changed: () => void, refused: (entry: Entry, code: string) => void}} owner */
  constructor(owner) {
    this.owner = owner;
    /** @type {Entry[]} */
    this.entries = [];
    this.sending = false;
    this.failures = 0;
    this.stopped = "";
    this.timer = 0;
    window.addEventListener("online", () => this.send());
  }

  get lost() {
    return this.failures > 0;
  }

  /** @param {Entry} entry */
  add(entry) {
    this.entries.push(entry);
    this.save(entry.dossier);
    this.send();
  }

  /** Half-typed text of a field; null when it is decided. */
  draft(dossier, key, draft) {
    const { edits, drafts } = recall(dossier);
    if (draft) drafts[key] = draft;
    else delete drafts[key];
    keep(dossier, { edits, drafts });
  }

  save(dossier) {
    const edits = this.entries.filter((each) => each.dossier === dossier).map(({ edit, record, about }) => ({ edit, record, about }));
    keep(dossier, { edits, drafts: recall(dossier).drafts });
  }

  /** Goes on after it was stopped. */
  resume() {
    this.stopped = "";
    this.send();
  }

  async send() {
    window.clearTimeout(this.timer);
    if (this.sending || this.stopped || !this.entries.length) return;
    const { dossier, lease, record } = this.entries[0];
    const now = this.entries.filter((each) => each.dossier === dossier && each.lease === lease);
    this.sending = true;
    this.owner.changed();
    try {
      const answer = await ask(`/review/${dossier}/edits`, { post: { lease, record, edits: now.map((each) => each.edit) } });
      this.failures = 0;
      this.drop(dossier, now);
      for (const each of now) if (each.edit.id in answer.refused) this.owner.refused(each, "bad-decision");
    } catch (error) {
      this.failed(error, dossier, now);
    }
    this.sending = false;
    this.owner.changed();
    const pause = this.failures ? WAITS[Math.min(this.failures, WAITS.length) - 1] : 0;
    if (this.entries.length && !this.stopped) this.timer = window.setTimeout(() => this.send(), pause);
  }

  failed(error, dossier, now) {
    if (error instanceof NoAnswer) this.failures += 1;
    else if (error.code === "signed-out") this.stopped = error.code;
    else {
      this.failures = 0;
      this.drop(dossier, now);
      for (const each of now) this.owner.refused(each, error.code);
    }
  }

  drop(dossier, done) {
    this.entries = this.entries.filter((each) => !done.includes(each));
    this.save(dossier);
  }
}
