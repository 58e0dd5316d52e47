// Choosing a field shows its evidence on the page, and choosing a box shows its field.
"use strict";

const all = (selector) => Array.from(document.querySelectorAll(selector));

function choose(key, from) {
  for (const chosen of all(".chosen")) chosen.classList.remove("chosen");
  const parts = all("[data-field]").filter((part) => part.dataset.field === key);
  for (const part of parts) {
    part.classList.add("chosen");
    if (part !== from) part.scrollIntoView({ block: "center", behavior: "smooth" });
  }
}

for (const part of all("[data-field]")) {
  part.addEventListener("click", (event) => {
    // The link leads to the page; the evidence on it is nearer.
    event.preventDefault();
    choose(part.dataset.field, part);
  });
}

const asked = decodeURIComponent(window.location.hash.slice(1));
if (all("[data-field]").some((part) => part.dataset.field === asked)) choose(asked, null);
