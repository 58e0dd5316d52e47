// Where things lie. Boxes are [x0, y0, x1, y1] in page coordinates: pixels of the page as it was scanned, before any turn.

/**
 * The size of a page as it is seen, turned clockwise.
 * @param {{width: number, height: number}} page
 * @param {number} turn 0, 90, 180 or 270
 */
export function seen(page, turn) {
  return turn % 180 ? { width: page.height, height: page.width } : { width: page.width, height: page.height };
}

/** A box of the page as it lies on the turned page. */
export function turned(box, page, turn) {
  const corners = [place([box[0], box[1]], page, turn), place([box[2], box[3]], page, turn)];
  return around(corners[0], corners[1]);
}

/** The box of the page between two points of the turned page. */
export function unturned(a, b, page, turn) {
  const size = seen(page, turn);
  const back = (360 - turn) % 360;
  const box = around(place(a, size, back), place(b, size, back));
  return [Math.max(0, box[0]), Math.max(0, box[1]), Math.min(page.width, box[2]), Math.min(page.height, box[3])];
}

/** The CSS transform that turns a page and lays its corner at the origin. */
export function upright(page, turn) {
  const shift = { 0: [0, 0], 90: [page.height, 0], 180: [page.width, page.height], 270: [0, page.width] }[turn];
  return `translate(${shift[0]}px, ${shift[1]}px) rotate(${turn}deg)`;
}

function place([x, y], page, turn) {
  if (turn === 90) return [page.height - y, x];
  if (turn === 180) return [page.width - x, page.height - y];
  if (turn === 270) return [y, page.width - x];
  return [x, y];
}

function around(a, b) {
  return [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[0], b[0]), Math.max(a[1], b[1])];
}
