// One field across documents: a cut-out of the paper, what was read, and Enter. The next ones come by themselves; dossiers that
// are done with are given back, the others when the page is left.
import { ask, NoAnswer, Refusal, sendLast } from "../review/api.js";
import { announce, say } from "../review/dom.js";
import { forgetOthers, recall } from "../review/store.js";
import { inWords } from "../review/troubles.js";
import { uuid } from "../review/uuid.js";
import { t } from "../review/words.js";
import { Line } from "./line.js";
import { Row } from "./row.js";

const BEAT = 60000;
const PORTION = 12;
const FEW = 5;
/** Rows that stay behind the one at work, so that they can be undone. */
const BEHIND = 12;

const room = document.querySelector("[data-strips]");
const more = document.querySelector("[data-more]");
const status = document.querySelector("[data-status]");
const { field, type, batch } = document.getElementById("content").dataset;

/** @type {Row[]} */
let rows = [];
/** Rows in the order in which they were decided. @type {Row[]} */
const past = [];
/** @type {Map<string, string>} dossier to lease */
const leases = new Map();
let fetching = false;
let none = false;

const line = new Line({
  changed: () => tell(),
  refused: (entry, code) => {
    const row = rows.find((each) => each.item.lease === entry.lease && each.key === `${entry.edit.document} ${entry.edit.field}`);
    row?.complain(inWords(code));
    if (row) owner.typed(row);
  },
});

const owner = {
  decide(row, decision) {
    send(row, decision);
    past.push(row);
    line.draft(row.item.dossier, row.key, null);
    owner.step(row, 1);
    if (rows.filter((each) => !each.done).length < FEW) fetchMore();
  },
  step(row, by) {
    const next = rows[rows.indexOf(row) + by];
    if (next) next.input.focus();
    else if (by > 0) more.focus();
  },
  typed(row) {
    const { item } = row;
    const draft = row.dirty ? { text: row.input.value, record: item.record, about: about(row) } : null;
    line.draft(item.dossier, row.key, draft);
  },
};

function undo() {
  const last = past.pop();
  if (!last) return announce(t("Không còn gì để hoàn tác"));
  send(last, { state: "as-read" });
  last.input.focus();
}

function about(row) {
  return { type: row.item.type, pages: row.item.pages, label: row.field.label, shown: row.input.value };
}

function send(row, decision) {
  const { dossier, lease, record, document: index } = row.item;
  const edit = { id: uuid(), kind: "decide", document: index, field: row.field.name, ...decision, seconds: row.seconds };
  row.settle(decision);
  line.add({ dossier, lease, record, edit, about: about(row) });
}

function tell() {
  const left = rows.filter((each) => !each.done).length;
  const count = line.entries.length;
  const says = [left || !none ? t("Còn {count} ô", { count: left }) : t("Không còn ô nào của trường này.")];
  if (fetching) says.push(t("đang nhận"));
  if (line.stopped) says.push(inWords(line.stopped));
  else if (line.lost) says.push(t("mất kết nối, còn {count} ô chưa gửi", { count }));
  else if (rows.length) says.push(count ? t("đang lưu") : t("đã lưu"));
  status.classList.toggle("lost", line.lost || Boolean(line.stopped));
  say(status, says.join(" · "));
}

/** The next cut-outs, behind those that are there. */
async function fetchMore() {
  if (fetching) return;
  fetching = true;
  tell();
  tidy();
  const before = rows.length;
  try {
    const asked = { field, ...(type ? { type } : {}), ...(batch ? { batch } : {}), count: PORTION };
    const portion = await ask("/review/portion", { post: asked, patience: 120000 });
    for (const each of portion.leases) leases.set(each.dossier, each.lease);
    const fresh = portion.items.map((item) => new Row(item, owner));
    none = !fresh.length;
    rows = [...rows, ...fresh];
    room.append(...fresh.map((each) => each.element));
    for (const each of fresh) restore(each);
    const idle = !document.activeElement || [document.body, more].includes(document.activeElement);
    if (fresh.length && (idle || !before)) fresh[0].input.focus();
  } catch (error) {
    if (error instanceof Refusal) line.stopped = error.code;
    else if (!(error instanceof NoAnswer)) throw error;
    else none = false;
  }
  fetching = false;
  tell();
}

/** What was typed before the page was closed. */
function restore(row) {
  const draft = recall(row.item.dossier).drafts[row.key];
  if (draft?.record === row.item.record) row.input.value = draft.text;
}

/** Gives back what is done with: dossiers without a row that is open, on its way, or near enough to be undone. */
function tidy() {
  const near = new Set(past.slice(-BEHIND));
  const kept = new Set([...rows.filter((each) => !each.done || near.has(each)), ...line.entries].map((each) => each.dossier ?? each.item.dossier));
  for (const [dossier, lease] of leases) {
    if (kept.has(dossier)) continue;
    sendLast(`/review/${dossier}/release`, { lease });
    leases.delete(dossier);
  }
  for (const each of rows) if (!kept.has(each.item.dossier)) each.element.remove();
  rows = rows.filter((each) => kept.has(each.item.dossier));
}

more.addEventListener("click", () => (line.stopped ? line.resume() : undefined, fetchMore()));
document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229 || !event.altKey || event.ctrlKey || event.code !== "KeyU") return;
  event.preventDefault();
  undo();
});
window.setInterval(() => {
  for (const [dossier, lease] of leases) {
    ask(`/review/${dossier}/lease`, { post: { lease } }).catch((error) => error instanceof Refusal && error.code === "lease-lost" && leases.delete(dossier));
  }
}, BEAT);
window.addEventListener("pagehide", () => {
  for (const [dossier, lease] of leases) sendLast(`/review/${dossier}/release`, { lease });
});
window.addEventListener("beforeunload", (event) => {
  if (line.entries.length) event.preventDefault();
});
forgetOthers();
fetchMore();
