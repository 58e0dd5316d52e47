// Judging a sample by keyboard: Enter says right, S says wrong and asks what is right, arrows go to another field.

const form = document.getElementById("verdicts");
const fields = form ? [...form.querySelectorAll(".verdict")] : [];

const go = (index) => {
  const next = fields[index] ?? form.querySelector("button.main");
  next.focus();
  next.scrollIntoView({ block: "nearest" });
};

const say = (field, word) => {
  field.querySelector(`input[value="${word}"]`).checked = true;
};

fields.forEach((field, index) => {
  const value = field.querySelector("input:not([type])");
  const state = field.querySelector("select");
  field.addEventListener("focusin", () => {
    const page = document.getElementById(`page-${field.dataset.page}`);
    // Only the pages move: the field stays where somebody looks.
    if (page) page.parentElement.scrollTop = page.offsetTop;
  });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    const typing = event.target === value || event.target === state;
    if (event.key === "Enter") {
      event.preventDefault();
      if (!typing) say(field, "right");
      go(index + 1);
    } else if (!typing && (event.key === "s" || event.key === "S")) {
      event.preventDefault();
      say(field, "wrong");
      value.focus();
    } else if (event.target === field && event.key === "ArrowDown") {
      event.preventDefault();
      go(index + 1);
    } else if (event.target === field && event.key === "ArrowUp" && index > 0) {
      event.preventDefault();
      go(index - 1);
    }
  });
  const wrong = () => say(field, "wrong");
  value.addEventListener("input", wrong);
  state.addEventListener("change", () => {
    wrong();
    value.disabled = state.value !== "found";
  });
});

fields[0]?.focus();
