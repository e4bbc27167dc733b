// One sentence for the whole page: that nothing answers it any more, with the button that opens it anew, or that
// what was pressed waits for its turn.

import { WORDS } from "./words.js";

/** The script's texts in the language of an element; the page's, unless another is named. */
export function wordsOf(el = document.documentElement) {
  return WORDS[el.lang.startsWith("zh") ? "zh" : "en"];
}

/** Show what is so, "silent" or "working"; nothing takes the banner away. */
export function showBanner(what) {
  const shown = document.querySelector(".tl-silence,.tl-at-work");
  const kind = { silent: "tl-silence", working: "tl-at-work" }[what];
  if (shown && kind && shown.classList.contains(kind)) return;
  shown?.remove();
  if (!kind) return;
  const box = document.createElement("div");
  box.className = `tl ${kind}`;
  const said = document.createElement("p");
  said.className = what === "silent" ? "tl-notice" : "tl-notice tl-good";
  said.setAttribute("role", what === "silent" ? "alert" : "status");
  said.append(wordsOf()[what]);
  if (what === "silent") said.append(" ", reload());
  box.append(said);
  document.body.append(box);
}

function reload() {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "tl-button";
  button.textContent = wordsOf().reload;
  button.addEventListener("click", () => window.location.reload()); // the address names what is shown
  return button;
}
