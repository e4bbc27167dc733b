// One sentence for the whole page that nothing answers it any more, with the button that opens it anew.

import { WORDS } from "./words.js";

/** The script's texts in the language of an element; the page's, unless another is named. */
export function wordsOf(el = document.documentElement) {
  return WORDS[el.lang.startsWith("zh") ? "zh" : "en"];
}

/** Show the banner, or take it away. */
export function showBanner(wanted) {
  const shown = document.querySelector(".tl-silence");
  if (!wanted) return shown?.remove();
  if (shown) return;
  const box = document.createElement("div");
  box.className = "tl tl-silence";
  const said = document.createElement("p");
  said.className = "tl-notice";
  said.setAttribute("role", "alert");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "tl-button";
  button.textContent = wordsOf().reload;
  button.addEventListener("click", () => window.location.reload()); // the address names what is shown
  said.append(wordsOf().silent + " ", button);
  box.append(said);
  document.body.append(box);
}
