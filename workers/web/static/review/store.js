// What lies in the browser until the server has it: decisions that are not acknowledged, and half-typed texts.
// They are personal data: one key for each person and dossier, gone as soon as nothing waits.

const BEFORE = "hoso.review/";
const user = document.getElementById("content").dataset.user;

/** @param {string} dossier @returns {{edits: any[], drafts: Record<string, any>}} */
export function recall(dossier) {
  try {
    return { edits: [], drafts: {}, ...JSON.parse(window.localStorage.getItem(key(dossier)) ?? "{}") };
  } catch {
    return { edits: [], drafts: {} };
  }
}

/**
 * @param {string} dossier
 * @param {{edits: any[], drafts: Record<string, any>}} kept
 * @returns {boolean} whether the browser kept it
 */
export function keep(dossier, kept) {
  try {
    if (kept.edits.length || Object.keys(kept.drafts).length) window.localStorage.setItem(key(dossier), JSON.stringify(kept));
    else window.localStorage.removeItem(key(dossier));
    return true;
  } catch {
    return false;
  }
}

/** Forgets what others who signed in here left behind. */
export function forgetOthers() {
  try {
    for (const each of Object.keys(window.localStorage)) {
      if (each.startsWith(BEFORE) && !each.startsWith(`${BEFORE}${user}/`)) window.localStorage.removeItem(each);
    }
  } catch {
    // A browser that keeps nothing has nothing to forget.
  }
}

function key(dossier) {
  return `${BEFORE}${user}/${dossier}`;
}
