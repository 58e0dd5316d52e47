// Brings the parts of the page that change up to date. Without it the page is brought up to date by loading it again.
const EVERY = 5000;

async function look() {
  const parts = [...document.querySelectorAll("[data-live]")];
  // Nothing is taken from under somebody's hands.
  const busy = parts.some((part) => part.contains(document.activeElement) || part.querySelector("details[open]"));
  if (!document.hidden && !busy) {
    try {
      const answer = await fetch(location.href);
      if (answer.ok) {
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelectorAll("[data-live]");
        if (fresh.length === parts.length) parts.forEach((part, index) => part.replaceWith(fresh[index]));
        // It has become another page: a dossier that was waiting is read.
        else location.reload();
      }
    } catch {
      // The service is away; the next look may find it again.
    }
  }
  setTimeout(look, EVERY);
}

setTimeout(look, EVERY);
