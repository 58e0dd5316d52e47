// How long a field took: only while the page is in sight and somebody does something.

const IDLE = 30000;
const STEP = 500;

export class Clock {
  constructor() {
    this.spent = 0;
    this.last = Date.now();
    const moved = () => (this.last = Date.now());
    for (const each of ["keydown", "pointermove", "pointerdown", "wheel"]) {
      document.addEventListener(each, moved, { passive: true, capture: true });
    }
    window.setInterval(() => {
      if (document.visibilityState === "visible" && Date.now() - this.last < IDLE) this.spent += STEP;
    }, STEP);
  }

  /** Another field. */
  start() {
    this.spent = 0;
  }

  /** Seconds since then; the next start counts anew. */
  take() {
    const seconds = this.spent / 1000;
    this.spent = 0;
    return seconds;
  }
}
