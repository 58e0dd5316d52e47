// What went wrong, said above the page, with what can be done about it.
import { el } from "./dom.js";
import { t } from "./words.js";

const SAYS = {
  "lease-lost": t("Hồ sơ này đang ở người khác, hoặc ở một cửa sổ khác của bạn. Những gì bạn chưa gửi vẫn được giữ ở đây."),
  "record-changed": t("Hồ sơ đã được đọc lại trong lúc bạn làm."),
  "signed-out": t("Phiên đăng nhập đã hết. Hãy đăng nhập lại ở cửa sổ khác, rồi gửi tiếp; không có gì bị mất."),
  "not-allowed": t("Bạn không được làm việc này ở bước này."),
  undecided: t("Còn trường cần xem: hãy quyết định từng trường."),
  "bad-decision": t("Máy chủ không nhận giá trị này."),
};

/** A refusal in words. @param {string} code */
export function inWords(code) {
  return SAYS[code] ?? t("Máy chủ từ chối ({code}); hãy tải lại trang.", { code });
}

export class Banner {
  /** @param {HTMLElement} place */
  constructor(place) {
    this.place = place;
  }

  /**
   * @param {"calm"|"grave"} kind
   * @param {string} text
   * @param {{text: string, act: () => void}[]} [choices]
   * @param {string[]} [list] what is told one by one
   */
  tell(kind, text, choices = [], list = []) {
    this.place.className = `banner ${kind}`;
    this.place.hidden = false;
    this.place.replaceChildren(
      el("p", {}, text, list.length ? el("span", { class: "told-of" }, list.join(" · ")) : ""),
      ...choices.map((each) => el("button", { type: "button", onclick: each.act }, each.text)),
    );
  }

  get empty() {
    return this.place.hidden;
  }

  clear() {
    this.place.hidden = true;
    this.place.replaceChildren();
  }
}
