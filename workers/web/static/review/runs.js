// Which pages are which document: runs of pages, each with a type. Functions of values; no page is ever lost.

/** @typedef {{type: string, pages: number[]}} Run */

/** The page begins a document of its own type. @param {Run[]} runs @param {number} page @param {string} type @returns {Run[]} */
export function split(runs, page, type) {
  return runs.flatMap((run) => {
    const at = run.pages.indexOf(page);
    if (at < 1) return [run];
    return [{ ...run, pages: run.pages.slice(0, at) }, { type: type || run.type, pages: run.pages.slice(at) }];
  });
}

/** A document and the one after it become one, of the first one's type. @param {Run[]} runs @param {number} index */
export function merge(runs, index) {
  const [first, second] = [runs[index], runs[index + 1]];
  if (!second) return runs;
  return [...runs.slice(0, index), { type: first.type, pages: [...first.pages, ...second.pages] }, ...runs.slice(index + 2)];
}

/** A page one place further, into the neighbouring document at an end. @param {Run[]} runs @param {number} page @param {1|-1} step */
export function shift(runs, page, step) {
  const at = runs.findIndex((run) => run.pages.includes(page));
  const place = runs[at].pages.indexOf(page);
  const inside = place + step >= 0 && place + step < runs[at].pages.length;
  if (inside) return put(runs, page, at, place + step);
  const beside = runs[at + step];
  return beside ? put(runs, page, at + step, step > 0 ? 0 : beside.pages.length) : runs;
}

/** A page at a place of a document. A document without pages is none. */
export function put(runs, page, index, place) {
  const lifted = runs.map((run) => ({ ...run, pages: run.pages.filter((each) => each !== page) }));
  lifted[index].pages.splice(place, 0, page);
  return lifted.filter((run) => run.pages.length);
}

/** A document of another type. */
export function retype(runs, index, type) {
  return runs.map((run, at) => (at === index ? { ...run, type } : run));
}

export function same(a, b) {
  return JSON.stringify(a) === JSON.stringify(b);
}
