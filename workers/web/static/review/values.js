// Values as people type and read them here, and as they are sent: dates as ISO and flags as true/false, all else as people
// write it (numbers with a comma before decimals), which the server reads.
import { t } from "./words.js";

const DAY = /^(\d{1,2})[\s/.-]+(\d{1,2})[\s/.-]+(\d{4})$/;
const MONTH = /^(\d{1,2})[\s/.-]+(\d{4})$/;
const RUN = /^(\d{2})(\d{2})(\d{4})$/;
const YEAR = /^\d{4}$/;
const YES = ["có", "co", "c", "x", "yes", "true"];
const NO = ["không", "khong", "k", "no", "false"];

/**
 * What somebody typed, as it is sent.
 * @param {string} typed
 * @param {string} kind of the field
 * @returns {{value: string}|{fault: string}} `fault` says what to type instead
 */
export function kept(typed, kind) {
  const text = plain(typed);
  if (!text) return { fault: t("Ô trống: nếu trên giấy không có, hãy chọn “Không có trên giấy”.") };
  if (kind === "date") return date(text);
  if (kind === "flag") {
    if (YES.includes(text.toLowerCase())) return { value: "true" };
    if (NO.includes(text.toLowerCase())) return { value: "false" };
    return { fault: t("Gõ “có” hoặc “không”.") };
  }
  return { value: text };
}

/**
 * What a field or a candidate says, as it is sent.
 * @param {{value: string|boolean|null, shown: string, text: string|null}} one
 * @param {string} kind of the field
 * @returns {{value: string}|{fault: string}}
 */
export function said(one, kind) {
  const result = kept(one.value === null ? (one.text ?? "") : one.shown, kind);
  return result.fault && one.value !== null ? { value: String(one.value) } : result;
}

/**
 * Whether only a part of what is on the paper was read, so that it should not be confirmed in passing: a date whose day is
 * handwritten.
 */
export function isPart(field) {
  return field.state === "unreadable" && field.value !== null && !field.decided;
}

/** What is said of it before it is kept. */
export function onlyPart() {
  return t("Máy chỉ đọc được một phần: hãy gõ cho đủ. Nếu trên giấy chỉ có vậy, nhấn Enter lần nữa.");
}

/** A text without the spaces that nobody sees, its letters composed. @param {string} text */
export function plain(text) {
  return text.normalize("NFC").split(/\s+/).join(" ").trim();
}

/**
 * A value that was sent as people read it.
 * @param {string|boolean|null} value
 * @param {string} kind
 */
export function read(value, kind) {
  if (value === null || value === undefined) return "";
  if (kind === "flag" || typeof value === "boolean") return String(value) === "true" ? "có" : "không";
  if (kind === "date" && /^\d{4}(-\d{2}){0,2}$/.test(value)) return value.split("-").reverse().join("/");
  return value;
}

function date(text) {
  const whole = DAY.exec(text) ?? RUN.exec(text);
  if (whole) return real(whole[3], whole[2], whole[1]);
  const month = MONTH.exec(text);
  if (month) return real(month[2], month[1], null);
  if (YEAR.test(text)) return { value: text };
  return { fault: t("Gõ ngày như 05/03/2026; chỉ biết tháng: 03/2026; chỉ biết năm: 2026.") };
}

function real(year, month, day) {
  const parts = [year, month.padStart(2, "0"), ...(day ? [day.padStart(2, "0")] : [])];
  const made = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day ?? 1)));
  const same = made.getUTCMonth() === Number(month) - 1 && made.getUTCDate() === Number(day ?? 1);
  if (!same || Number(year) < 1000) return { fault: t("Lịch không có ngày này.") };
  return { value: parts.join("-") };
}
