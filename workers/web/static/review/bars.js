// The rows of buttons: what can be done with the page image, with the chosen field, and with the dossier; and what is saved.
import { el, say } from "./dom.js";
import { keysOf } from "./shortcuts.js";
import { t } from "./words.js";

/** @param {Record<string, HTMLElement>} places @param {Record<string, () => void>} acts by the names of shortcuts */
export function build(places, acts) {
  const button = (act, text, about = {}) =>
    el(
      "button",
      { type: "button", data: { act }, title: `${about.title ?? text} (${keysOf(act)})`, class: about.main ? "main" : "", onclick: () => acts[act]() },
      el("span", {}, text),
      about.keys ? el("kbd", {}, keysOf(act)) : "",
    );
  const small = (act, text, title) => {
    const made = button(act, text, { title });
    made.setAttribute("aria-label", title);
    return made;
  };
  const page = el("span", { class: "which" });
  places.tools.replaceChildren(
    small("pageUp", "‹", t("Trang trước")),
    page,
    small("pageDown", "›", t("Trang sau")),
    el("span", { class: "gap" }),
    small("smaller", "−", t("Thu nhỏ")),
    small("larger", "+", t("Phóng to")),
    small("fit", "↔", t("Vừa khung")),
    small("rotate", "⟳", t("Xoay ảnh trên màn hình")),
    el("span", { class: "gap" }),
    button("turn", t("Xoay trang, đọc lại")),
    button("draw", t("Vẽ ô"), { keys: true, title: t("Vẽ ô trên ảnh và đọc lại") }),
    small("help", "?", t("Bảng phím tắt")),
  );
  places.acts.replaceChildren(
    button("confirm", t("Xác nhận"), { keys: true, main: true }),
    button("unreadable", t("Không đọc được"), { keys: true }),
    button("absent", t("Không có trên giấy"), { keys: true }),
    button("seal", t("Bị dấu che"), { keys: true }),
  );
  places.ends.replaceChildren(
    small("undo", "↶", t("Hoàn tác")),
    button("comment", t("Ý kiến")),
    button("leave", t("Để lại"), { title: t("Để lại hồ sơ này, sang hồ sơ sau") }),
    button("return", t("Trả lại…")),
    button("finish", t("Hoàn tất"), { keys: true, main: true }),
  );
  return {
    /** @param {{editable: boolean, approve: boolean, works: boolean, chosen: boolean}} may */
    allow({ editable, approve, works, chosen }) {
      for (const each of places.acts.children) each.disabled = !editable || !chosen;
      places.acts.hidden = !editable;
      for (const each of places.tools.querySelectorAll("[data-act=draw], [data-act=turn]")) each.hidden = !editable;
      for (const each of places.ends.children) each.hidden = !works && each.dataset.act !== "comment";
      places.ends.querySelector("[data-act=undo]").hidden = !editable;
      const end = places.ends.querySelector("[data-act=finish] span");
      say(end, approve ? t("Phê duyệt") : t("Hoàn tất"));
      end.parentElement.hidden = !works;
    },
    /** @param {number} at @param {number} count @param {string} number */
    page(at, count, number) {
      say(page, t("Trang {number} · {at}/{count}", { number, at, count }));
    },
  };
}

/** Whether all is with the server. @param {HTMLElement} place @param {import("./queue.js").Queue} queue */
export function tellSaved(place, queue) {
  const count = queue.entries.length;
  const drafts = Object.keys(queue.drafts).length;
  const says = {
    saved: drafts ? t("{count} ô đang gõ dở", { count: drafts }) : t("Đã lưu"),
    saving: t("Đang lưu…"),
    lost: t("Mất kết nối, còn {count} chưa gửi", { count }),
    stopped: t("Chưa gửi được {count}", { count }),
  };
  const state = queue.state === "saved" && drafts ? "typing" : queue.state;
  place.className = `saved ${state}`;
  say(place, says[queue.state] + (queue.unsafe ? ` · ${t("trình duyệt không giữ được bản nháp, đừng đóng trang")}` : ""));
}
