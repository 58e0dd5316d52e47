// What the page says, in the reader's language: texts are written in Vietnamese, and the page carries their translations.

const carried = document.getElementById("words");
const words = carried ? JSON.parse(carried.textContent) : {};

export const language = document.documentElement.lang === "en" ? "en" : "vi";

const numbers = new Intl.NumberFormat(language);
const moments = new Intl.DateTimeFormat(language, { dateStyle: "short", timeStyle: "short" });

/**
 * A text with its placeholders filled: t("{count} trang", { count: 3 }).
 * @param {string} text
 * @param {Record<string, string|number>} [values]
 * @returns {string}
 */
export function t(text, values = {}) {
  let said = words[text] ?? text;
  if (typeof said !== "string") said = values.count === 1 ? said.one : said.other;
  return said.replace(/\{(\w+)\}/g, (whole, name) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? numbers.format(value) : value;
  });
}

/** @param {number} share of one, or null @returns {string} */
export function percent(share) {
  if (share === null || share === undefined) return "";
  const whole = Math.round(share * 100);
  return language === "en" ? `${whole}%` : `${whole} %`;
}

/** @param {string} iso @returns {string} */
export function moment(iso) {
  return moments.format(new Date(iso));
}
