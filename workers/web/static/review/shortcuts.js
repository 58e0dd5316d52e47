// The one table of keys: what acts, and what the help shows. No key that types a letter or a digit, also not for Telex and VNI:
// Alt+Z and Ctrl+Shift switch UniKey, F5, F6, F10 to F12, Alt+D and Ctrl with + - 0 are the browser's.
import { t } from "./words.js";

/**
 * @typedef {{act: string, keys: string, code: string, alt?: boolean, ctrl?: boolean, shift?: boolean, where: string, says: string,
 *   typing?: boolean}} Shortcut  `typing`: whether it acts while somebody types as well
 * @type {Shortcut[]}
 */
export const SHORTCUTS = [
  { act: "confirm", keys: "Enter", code: "Enter", typing: true, where: t("Trường"), says: t("Xác nhận hoặc lưu, sang trường tiếp theo cần xem") },
  { act: "next", keys: "Tab", code: "Tab", typing: true, where: t("Trường"), says: t("Trường tiếp theo; chữ đã sửa được lưu") },
  { act: "previous", keys: "Shift+Tab", code: "Tab", shift: true, typing: true, where: t("Trường"), says: t("Trường trước") },
  { act: "down", keys: "↓", code: "ArrowDown", typing: true, where: t("Trường"), says: t("Trường dưới") },
  { act: "up", keys: "↑", code: "ArrowUp", typing: true, where: t("Trường"), says: t("Trường trên") },
  { act: "candidate", keys: "Alt+1 … Alt+9", code: "Digit", alt: true, typing: true, where: t("Trường"), says: t("Chọn cách đọc khác") },
  { act: "unreadable", keys: "F2", code: "F2", typing: true, where: t("Trường"), says: t("Không đọc được") },
  { act: "absent", keys: "F4", code: "F4", typing: true, where: t("Trường"), says: t("Không có trên giấy") },
  { act: "seal", keys: "F8", code: "F8", typing: true, where: t("Trường"), says: t("Bị dấu che") },
  { act: "draw", keys: "F9", code: "F9", typing: true, where: t("Trường"), says: t("Vẽ ô trên ảnh và đọc lại: chuột, hoặc mũi tên và Shift+mũi tên, rồi Enter") },
  { act: "add", keys: "Alt+A", code: "KeyA", alt: true, typing: true, where: t("Trường"), says: t("Thêm trường còn thiếu") },
  { act: "back", keys: "Alt+Backspace", code: "Backspace", alt: true, typing: true, where: t("Trường"), says: t("Bỏ quyết định của trường này") },
  { act: "undo", keys: "Alt+U", code: "KeyU", alt: true, typing: true, where: t("Trường"), says: t("Hoàn tác việc vừa làm") },
  { act: "undo", keys: "Ctrl+Z", code: "KeyZ", ctrl: true, where: t("Trường"), says: t("Hoàn tác, khi không ở trong ô chữ") },
  { act: "escape", keys: "Esc", code: "Escape", typing: true, where: t("Trường"), says: t("Trả ô về giá trị đã lưu") },
  { act: "larger", keys: "Alt+=", code: "Equal", alt: true, typing: true, where: t("Ảnh"), says: t("Phóng to") },
  { act: "smaller", keys: "Alt+-", code: "Minus", alt: true, typing: true, where: t("Ảnh"), says: t("Thu nhỏ") },
  { act: "fit", keys: "Alt+0", code: "Digit0", alt: true, typing: true, where: t("Ảnh"), says: t("Vừa khung") },
  { act: "rotate", keys: "Alt+.", code: "Period", alt: true, typing: true, where: t("Ảnh"), says: t("Xoay ảnh trên màn hình") },
  { act: "pan", keys: "← ↑ → ↓", code: "", where: t("Ảnh"), says: t("Dời ảnh, khi ảnh được chọn") },
  { act: "pageDown", keys: "Page Down", code: "PageDown", typing: true, where: t("Ảnh"), says: t("Trang sau") },
  { act: "pageUp", keys: "Page Up", code: "PageUp", typing: true, where: t("Ảnh"), says: t("Trang trước") },
  { act: "documentDown", keys: "Alt+Page Down", code: "PageDown", alt: true, typing: true, where: t("Hồ sơ"), says: t("Giấy tờ sau") },
  { act: "documentUp", keys: "Alt+Page Up", code: "PageUp", alt: true, typing: true, where: t("Hồ sơ"), says: t("Giấy tờ trước") },
  { act: "arrange", keys: "Alt+X", code: "KeyX", alt: true, typing: true, where: t("Hồ sơ"), says: t("Sắp xếp giấy tờ và trang") },
  { act: "comment", keys: "Alt+/", code: "Slash", alt: true, typing: true, where: t("Hồ sơ"), says: t("Ý kiến") },
  { act: "finish", keys: "Ctrl+Enter", code: "Enter", ctrl: true, typing: true, where: t("Hồ sơ"), says: t("Hoàn tất hoặc phê duyệt, sang hồ sơ sau") },
  { act: "return", keys: "Alt+Enter", code: "Enter", alt: true, typing: true, where: t("Hồ sơ"), says: t("Trả lại, kèm lý do") },
  { act: "leave", keys: "Alt+N", code: "KeyN", alt: true, typing: true, where: t("Hồ sơ"), says: t("Để lại hồ sơ này, sang hồ sơ sau") },
  { act: "help", keys: "F1", code: "F1", typing: true, where: t("Hồ sơ"), says: t("Bảng phím tắt") },
];

/** The keys of an act, as they are printed on buttons. @param {string} act */
export function keysOf(act) {
  return SHORTCUTS.find((each) => each.act === act)?.keys ?? "";
}

/**
 * Listens for the table's keys. Nothing acts while an input method composes a letter, or while a dialog is open.
 * @param {Record<string, (event: KeyboardEvent, number: number) => boolean|void>} acts  false: the key keeps its own meaning
 */
export function listen(acts) {
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || event.defaultPrevented || event.metaKey) return;
    if (document.querySelector("dialog[open]")) return;
    const found = SHORTCUTS.find((each) => fits(each, event));
    if (!found || (!found.typing && typing(event.target))) return;
    const number = found.code === "Digit" ? Number(event.code.slice(5)) : 0;
    if (acts[found.act]?.(event, number) !== false) event.preventDefault();
  });
}

function fits(shortcut, event) {
  const codes = event.code === "NumpadEnter" ? "Enter" : event.code === "NumpadAdd" ? "Equal" : event.code === "NumpadSubtract" ? "Minus" : event.code;
  const same = shortcut.code === "Digit" ? /^Digit[1-9]$/.test(codes) : shortcut.code === codes;
  return same && Boolean(shortcut.alt) === event.altKey && Boolean(shortcut.ctrl) === event.ctrlKey && Boolean(shortcut.shift) === event.shiftKey;
}

function typing(target) {
  return target instanceof HTMLElement && (target.matches("input, textarea, select") || target.isContentEditable);
}
