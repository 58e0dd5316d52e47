// One page of the scan: it is zoomed, moved and turned, with the evidence of fields over it. Choosing goes both ways.
import { el, svg } from "./dom.js";
import { seen, turned, unturned, upright } from "./geometry.js";
import { t } from "./words.js";

const STEP = 1.3;
const LARGEST = 4;
const NEAR = 1.9;
/** Pixels of the screen that an arrow key moves the page. */
const PAN = 60;
/** And the box that is being drawn. */
const FINE = 6;
const ARROWS = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/**
 * @typedef {{key: string, label: string, page: number, box: number[], doubtful: boolean}} Mark
 */
export class Viewer {
  /**
   * @param {HTMLElement} stage
   * @param {{chosen: (key: string, edit: boolean) => void, drawn: (page: number, box: number[]) => void, moved: () => void}} owner
   */
  constructor(stage, owner) {
    this.stage = stage;
    this.owner = owner;
    this.turns = new Map();
    this.scale = 1;
    this.x = 0;
    this.y = 0;
    this.drawing = false;
    this.image = el("img", { alt: "", draggable: "false" });
    this.marks = svg("svg", { "aria-hidden": "true" });
    this.failed = el("p", { class: "unseen-page", hidden: true }, t("Chưa tải được ảnh trang này; sẽ thử lại."));
    this.sheet = el("div", { class: "leaf-page" }, this.image, this.marks);
    stage.append(this.sheet, this.failed);
    stage.addEventListener("wheel", (event) => this.wheeled(event), { passive: false });
    stage.addEventListener("pointerdown", (event) => this.pressed(event));
    stage.addEventListener("keydown", (event) => this.panned(event));
    new ResizeObserver(() => this.page && this.place()).observe(stage);
    window.addEventListener("online", () => this.page && this.load());
  }

  /** Another dossier, or it was read anew. @param {import("./images.js").Images} images */
  open(images, pages, record) {
    this.images = images;
    this.pages = pages;
    this.record = record;
    this.page = null;
    this.shown = "";
    this.turns.clear();
  }

  get turn() {
    return this.turns.get(this.page.number) ?? this.page.rotation;
  }

  /** Shows a page whole in its width, unless it is there already. @param {number} number */
  show(number) {
    if (this.page?.number === number) return;
    this.page = this.pages[number - 1];
    this.stage.setAttribute("aria-label", t("Ảnh trang {number}", { number: String(number) }));
    this.image.alt = t("Trang {number}", { number: String(number) });
    this.image.removeAttribute("src");
    this.shown = "";
    this.fit();
    this.owner.moved();
  }

  /** @param {Mark[]} marks of all pages @param {string|null} chosen */
  mark(marks, chosen) {
    this.all = marks;
    this.chosen = chosen;
    if (!this.page) return;
    this.marks.setAttribute("viewBox", `0 0 ${this.page.width} ${this.page.height}`);
    this.marks.replaceChildren(
      ...marks.filter((each) => each.page === this.page.number).map((each) => {
        const [x0, y0, x1, y1] = each.box;
        const pad = 6;
        const kind = `${each.doubtful ? "doubtful" : ""} ${each.key === chosen ? "chosen" : ""}`;
        const shape = { x: x0 - pad, y: y0 - pad, width: x1 - x0 + 2 * pad, height: y1 - y0 + 2 * pad, rx: 6 };
        const title = svg("title");
        title.textContent = each.label;
        return svg("rect", { class: kind, data: { key: each.key }, ...shape }, title);
      }),
    );
  }

  /** Brings a box to the middle, large enough to read. */
  goTo(number, box) {
    this.show(number);
    const size = seen(this.page, this.turn);
    const [x0, y0, x1, y1] = turned(box, this.page, this.turn);
    const room = this.room();
    const whole = room.width / size.width;
    const fitting = Math.min((room.width * 0.86) / (x1 - x0), (room.height * 0.5) / (y1 - y0));
    this.scale = Math.max(Math.min(whole, fitting), Math.min(fitting, whole * NEAR));
    this.x = room.width / 2 - ((x0 + x1) / 2) * this.scale;
    this.y = room.height * 0.42 - ((y0 + y1) / 2) * this.scale;
    this.place();
  }

  /** The page in the width of the room. */
  fit() {
    const size = seen(this.page, this.turn);
    this.scale = this.room().width / size.width;
    this.x = 0;
    this.y = 0;
    this.place();
  }

  zoom(larger, at = null) {
    const room = this.room();
    const [x, y] = at ?? [room.width / 2, room.height / 2];
    const least = Math.min(room.width / seen(this.page, this.turn).width, room.height / seen(this.page, this.turn).height) * 0.9;
    const scale = Math.min(LARGEST, Math.max(least, this.scale * (larger ? STEP : 1 / STEP)));
    this.x = x - ((x - this.x) / this.scale) * scale;
    this.y = y - ((y - this.y) / this.scale) * scale;
    this.scale = scale;
    this.place();
  }

  /** Turns what is seen; the scan stays as it is. */
  rotate() {
    this.turns.set(this.page.number, (this.turn + 90) % 360);
    this.fit();
  }

  /** Whether the next press draws a box; keys begin with one around `box`, or in the middle. @param {boolean} on @param {number[]|null} box */
  draw(on, box = null) {
    this.drawing = on;
    this.stage.classList.toggle("drawing", on);
    this.frame?.remove();
    this.frame = null;
    if (!on) return;
    const room = this.room();
    const [x0, y0, x1, y1] = box ? turned(box, this.page, this.turn).map((each) => each * this.scale) : [0, 0, 0, 0];
    const middle = { x: room.width * 0.3, y: room.height * 0.4, width: room.width * 0.4, height: 40 };
    this.at = box ? { x: x0 + this.x - 6, y: y0 + this.y - 6, width: x1 - x0 + 12, height: y1 - y0 + 12 } : middle;
    this.frame = this.stage.appendChild(el("div", { class: "band" }));
    this.framed();
    this.stage.focus();
  }

  framed() {
    for (const [side, property] of [["x", "left"], ["y", "top"], ["width", "width"], ["height", "height"]]) {
      this.frame.style[property] = `${this.at[side]}px`;
    }
  }

  /** Arrows move the box that is drawn, with Shift its far corner; Enter has it read. @returns {boolean} whether the key meant that */
  drawnBy(event) {
    const step = ARROWS[event.key];
    if (event.key === "Enter") {
      const { x, y, width, height } = this.at;
      const on = (left, top) => [(left - this.x) / this.scale, (top - this.y) / this.scale];
      this.draw(false);
      this.owner.drawn(this.page.number, unturned(on(x, y), on(x + width, y + height), this.page, this.turn).map(Math.round));
    } else if (step && event.shiftKey) {
      this.at.width = Math.max(8, this.at.width - FINE * step[0]);
      this.at.height = Math.max(8, this.at.height - FINE * step[1]);
      this.framed();
    } else if (step) {
      this.at.x -= FINE * step[0];
      this.at.y -= FINE * step[1];
      this.framed();
    } else return false;
    return true;
  }

  room() {
    return { width: this.stage.clientWidth || 1, height: this.stage.clientHeight || 1 };
  }

  place() {
    const size = seen(this.page, this.turn);
    const room = this.room();
    const bound = (offset, length, space) =>
      length <= space ? (space - length) / 2 : Math.min(space * 0.5, Math.max(space * 0.5 - length, offset));
    this.x = bound(this.x, size.width * this.scale, room.width);
    this.y = size.height * this.scale <= room.height ? 0 : bound(this.y, size.height * this.scale, room.height);
    this.sheet.style.width = `${this.page.width}px`;
    this.sheet.style.height = `${this.page.height}px`;
    this.sheet.style.transform = `translate(${this.x}px, ${this.y}px) scale(${this.scale}) ${upright(this.page, this.turn)}`;
    this.marks.style.setProperty("--hair", `${1.6 / this.scale}px`);
    this.load();
    this.owner.moved();
  }

  async load() {
    const page = this.page;
    const wanted = this.images.address(page.number, page.width * this.scale * (window.devicePixelRatio || 1) * 0.85, this.record);
    if (wanted === this.shown) return;
    this.shown = wanted;
    try {
      await this.images.get(wanted);
      if (this.shown !== wanted) return;
      this.image.src = wanted;
      this.failed.hidden = true;
    } catch {
      if (this.shown !== wanted) return;
      this.shown = "";
      this.failed.hidden = this.image.hasAttribute("src");
      window.clearTimeout(this.again);
      this.again = window.setTimeout(() => this.page === page && this.load(), 5000);
    }
  }

  panned(event) {
    const step = ARROWS[event.key];
    if (!this.page || event.altKey || event.ctrlKey || event.metaKey) return;
    if (this.drawing && this.drawnBy(event)) return void event.preventDefault();
    if (!step) return;
    event.preventDefault();
    this.x += PAN * step[0];
    this.y += PAN * step[1];
    this.place();
  }

  wheeled(event) {
    if (!this.page) return;
    event.preventDefault();
    const area = this.stage.getBoundingClientRect();
    this.stage.classList.add("held");
    if (event.ctrlKey) this.zoom(event.deltaY < 0, [event.clientX - area.left, event.clientY - area.top]);
    else {
      this.x -= event.shiftKey ? event.deltaY : event.deltaX;
      this.y -= event.shiftKey ? 0 : event.deltaY;
      this.place();
    }
    window.clearTimeout(this.settle);
    this.settle = window.setTimeout(() => this.stage.classList.remove("held"), 200);
  }

  pressed(event) {
    if (event.button !== 0 || !this.page) return;
    const area = this.stage.getBoundingClientRect();
    const at = (moved) => [moved.clientX - area.left, moved.clientY - area.top];
    const on = (moved) => at(moved).map((each, axis) => (each - (axis ? this.y : this.x)) / this.scale);
    const start = at(event);
    const from = on(event);
    const before = [this.x, this.y];
    const key = event.target instanceof SVGElement ? event.target.dataset.key : undefined;
    const drawing = this.drawing;
    let travelled = false;
    this.frame?.remove();
    this.frame = null;
    const band = drawing ? this.sheet.parentElement.appendChild(el("div", { class: "band" })) : null;
    event.preventDefault();
    this.stage.setPointerCapture(event.pointerId);
    const move = (moved) => {
      const now = at(moved);
      travelled ||= Math.hypot(now[0] - start[0], now[1] - start[1]) > 4;
      if (band) {
        band.style.left = `${Math.min(now[0], start[0])}px`;
        band.style.top = `${Math.min(now[1], start[1])}px`;
        band.style.width = `${Math.abs(now[0] - start[0])}px`;
        band.style.height = `${Math.abs(now[1] - start[1])}px`;
      } else if (travelled) {
        this.stage.classList.add("held");
        [this.x, this.y] = [before[0] + now[0] - start[0], before[1] + now[1] - start[1]];
        this.place();
      }
    };
    const end = (moved) => {
      this.stage.removeEventListener("pointermove", move);
      this.stage.removeEventListener("pointerup", end);
      this.stage.removeEventListener("pointercancel", end);
      this.stage.classList.remove("held");
      band?.remove();
      if (drawing && travelled && moved.type === "pointerup") {
        this.draw(false);
        this.owner.drawn(this.page.number, unturned(from, on(moved), this.page, this.turn).map(Math.round));
      } else if (!travelled && key) this.owner.chosen(key, moved.detail > 1);
    };
    this.stage.addEventListener("pointermove", move);
    this.stage.addEventListener("pointerup", end);
    this.stage.addEventListener("pointercancel", end);
  }
}
