// Page images in three widths, and what is cut out of them. A few stay in memory; the browser's own cache has the others.
import { el } from "./dom.js";
import { seen, turned } from "./geometry.js";

const WIDTHS = [700, 1400, 2800];
const KEPT = 10;

export class Images {
  /** @param {string} dossier */
  constructor(dossier) {
    this.dossier = dossier;
    /** @type {Map<string, Promise<HTMLImageElement>>} */
    this.made = new Map();
  }

  /** The address of a page in the width that so many pixels of the screen need. */
  address(page, pixels, record) {
    const width = WIDTHS.find((each) => each >= pixels) ?? WIDTHS[WIDTHS.length - 1];
    return `/dossiers/${this.dossier}/pages/${page}.jpg?w=${width}&r=${record}`;
  }

  /** The image, decoded. @returns {Promise<HTMLImageElement>} */
  get(address) {
    const known = this.made.get(address);
    if (known) {
      this.made.delete(address);
      this.made.set(address, known);
      return known;
    }
    const image = el("img", { alt: "" });
    const ready = new Promise((done, failed) => {
      image.addEventListener("load", () => done(image));
      image.addEventListener("error", () => failed(new Error("image")));
    });
    image.src = address;
    ready.catch(() => this.made.delete(address));
    this.made.set(address, ready);
    if (this.made.size > KEPT) this.made.delete(this.made.keys().next().value);
    return ready;
  }
}

/**
 * Draws what stands in a box, upright, with a little around it.
 * @param {HTMLCanvasElement} canvas
 * @param {HTMLImageElement} image the whole page
 * @param {{width: number, height: number}} page
 * @param {number[]} box
 * @param {number} turn
 * @param {{width: number, height: number}} room CSS pixels at most
 */
export function cut(canvas, image, page, box, turn, room) {
  const size = seen(page, turn);
  const [x0, y0, x1, y1] = turned(box, page, turn);
  const margin = Math.max(8, 0.35 * Math.min(x1 - x0, y1 - y0));
  // Along the line there is more around it: an evidence of handwriting ends where the hand does, not the date.
  const beside = Math.max(8, 1.8 * Math.min(x1 - x0, y1 - y0));
  const left = Math.max(0, x0 - beside);
  const top = Math.max(0, y0 - margin);
  const width = Math.min(size.width, x1 + beside) - left;
  const height = Math.min(size.height, y1 + margin) - top;
  const scale = Math.min(room.width / width, room.height / height);
  const dense = Math.min(2, window.devicePixelRatio || 1);
  canvas.width = Math.max(1, Math.round(width * scale * dense));
  canvas.height = Math.max(1, Math.round(height * scale * dense));
  canvas.style.width = `${Math.round(width * scale)}px`;
  const pen = canvas.getContext("2d");
  const [a, b, c, d] = { 0: [1, 0, 0, 1], 90: [0, 1, -1, 0], 180: [-1, 0, 0, -1], 270: [0, -1, 1, 0] }[turn];
  const shift = { 0: [0, 0], 90: [page.height, 0], 180: [page.width, page.height], 270: [0, page.width] }[turn];
  const k = scale * dense;
  pen.imageSmoothingQuality = "high";
  pen.setTransform(a * k, b * k, c * k, d * k, (shift[0] - left) * k, (shift[1] - top) * k);
  pen.drawImage(image, 0, 0, page.width, page.height);
}
