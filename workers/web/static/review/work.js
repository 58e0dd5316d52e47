// The lease on what is open, and the next dossier: claimed and loaded while this one is worked on.
import { ask, NoAnswer, Refusal, sendLast } from "./api.js";
import { Images } from "./images.js";

const BEAT = 60000;
const SOON = 1200;

/** @typedef {{dossier: string, lease: string, url: string, state?: any}} Claim */

export class Work {
  /** @param {{lost: (code: string) => void}} owner */
  constructor(owner) {
    this.owner = owner;
    this.dossier = "";
    /** @type {string|null} */
    this.lease = null;
    /** @type {Claim|null} */
    this.next = null;
    /** @type {{after: string, found: Promise<Claim|null>}|null} */
    this.claiming = null;
    this.none = false;
    const asked = new URLSearchParams(window.location.search);
    this.wanted = Object.fromEntries(["batch", "type", "field", "doubt", "most"].filter((each) => asked.get(each)).map((each) => [each, asked.get(each)]));
    window.setInterval(() => this.beat(), BEAT);
    window.addEventListener("pagehide", () => this.dropNext());
  }

  /** Opens a dossier with the lease that is known of it, if any. */
  open(dossier, lease) {
    this.dossier = dossier;
    this.lease = lease;
  }

  /** Takes the dossier. Raises `Refusal` where somebody else has it. */
  async take() {
    const answer = await ask(`/review/${this.dossier}/take`, { post: {} });
    this.lease = answer.lease;
  }

  /** The dossier as it is now. */
  state() {
    const lease = this.lease ? `?lease=${this.lease}` : "";
    return ask(`/review/${this.dossier}/state${lease}`);
  }

  async beat() {
    const held = [[this.dossier, this.lease], [this.next?.dossier, this.next?.lease]];
    for (const [dossier, lease] of held) {
      if (!dossier || !lease) continue;
      try {
        await ask(`/review/${dossier}/lease`, { post: { lease } });
      } catch (error) {
        if (error instanceof NoAnswer || !(error instanceof Refusal)) continue;
        if (dossier === this.dossier) this.owner.lost(error.code);
        else this.next = null;
      }
    }
  }

  /** Claims what comes after this, and loads what it shows first. */
  prefetch(stage) {
    window.clearTimeout(this.timer);
    this.none = false;
    this.timer = window.setTimeout(() => this.claim(stage).catch(() => {}), SOON);
  }

  /** One at a time for each dossier: a second would find the next one taken, by the first. */
  claim(stage) {
    if (this.claiming?.after !== this.dossier) {
      const now = { after: this.dossier, found: this.claimed(stage).finally(() => this.claiming === now && (this.claiming = null)) };
      this.claiming = now;
    }
    return this.claiming.found;
  }

  async claimed(stage) {
    if (this.next) return this.next;
    const dossier = this.dossier;
    const found = await ask("/review/claim", { post: { stage, after: dossier, ...this.wanted } });
    if (found && dossier !== this.dossier) {
      sendLast(`/review/${found.dossier}/release`, { lease: found.lease });
      return this.next;
    }
    this.next = found;
    this.none = !found;
    if (!found) return null;
    found.state = await ask(`/review/${found.dossier}/state?lease=${found.lease}`);
    const images = new Images(found.dossier);
    const page = found.state.documents[0]?.pages[0] ?? 1;
    found.images = images;
    images.get(images.address(page, 1400, found.state.record)).catch(() => {});
    return found;
  }

  /** What was claimed ahead, or what can be claimed now. @returns {Promise<Claim|null>} */
  async following(stage) {
    window.clearTimeout(this.timer);
    // Where only what it shows could not be loaded, the next one is known all the same.
    const found = await this.claim(stage).catch((error) => this.next ?? Promise.reject(error));
    this.next = null;
    return found;
  }

  dropNext() {
    if (this.next) sendLast(`/review/${this.next.dossier}/release`, { lease: this.next.lease });
    this.next = null;
  }

  /** Gives the dossier back, unfinished. */
  async leave() {
    const { dossier, lease } = this;
    this.lease = null;
    if (lease) await ask(`/review/${dossier}/release`, { post: { lease } });
  }
}
