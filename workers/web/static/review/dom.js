// Elements made of data. Text is always text: nothing here reads markup.

const SVG = "http://www.w3.org/2000/svg";

/**
 * An element. `on…` are listeners, `data` its data attributes, `class`, `for` and others attributes; false and null are left out.
 * @param {string} tag
 * @param {Record<string, any>} [about]
 * @param {...(Node|string|null|false)} children
 * @returns {HTMLElement}
 */
export function el(tag, about = {}, ...children) {
  const made = document.createElement(tag);
  dress(made, about);
  made.append(...children.flat().filter((each) => each !== null && each !== undefined && each !== false));
  return made;
}

/**
 * An SVG element.
 * @param {string} tag
 * @param {Record<string, any>} [about]
 * @param {...Node} children
 * @returns {SVGElement}
 */
export function svg(tag, about = {}, ...children) {
  const made = document.createElementNS(SVG, tag);
  dress(made, about);
  made.append(...children);
  return made;
}

function dress(made, about) {
  for (const [name, value] of Object.entries(about)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name === "data") Object.assign(made.dataset, value);
    else if (name === "value" || name === "checked") made[name] = value;
    else made.setAttribute(name, value === true ? "" : String(value));
  }
}

/** Sets a text only where it is another one: screen readers repeat what is set again. */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

const SIGNS = {
  doubt: ["M8 1.8 15 14.2H1z", "M8 6.2v4M8 12v.2"],
  sure: ["", "M3.5 8.5l3 3 6-7"],
  decided: ["M8 .8a7.2 7.2 0 1 0 0 14.4A7.2 7.2 0 0 0 8 .8z", "M4.6 8.3l2.4 2.4 4.4-5"],
  absent: ["M8 .8a7.2 7.2 0 1 0 0 14.4A7.2 7.2 0 0 0 8 .8z", "M4.6 8h6.8"],
  unreadable: ["M8 .8a7.2 7.2 0 1 0 0 14.4A7.2 7.2 0 0 0 8 .8z", "M5.2 5.2l5.6 5.6M10.8 5.2l-5.6 5.6"],
  unsaved: ["M8 .8a7.2 7.2 0 1 0 0 14.4A7.2 7.2 0 0 0 8 .8z", "M5 8h.1M8 8h.1M11 8h.1"],
};

/** A small picture beside words that say the same. @param {keyof SIGNS} name */
export function sign(name) {
  const [ground, line] = SIGNS[name];
  const drawn = svg("svg", { class: `mark mark-${name}`, viewBox: "0 0 16 16", "aria-hidden": "true" });
  if (ground) drawn.append(svg("path", { class: "ground", d: ground }));
  drawn.append(svg("path", { class: "line", d: line }));
  return drawn;
}

/** Tells a screen reader what happened; the element is a live region of the page. */
export function announce(text) {
  const region = document.getElementById("told");
  region.textContent = "";
  window.setTimeout(() => (region.textContent = text), 50);
}
