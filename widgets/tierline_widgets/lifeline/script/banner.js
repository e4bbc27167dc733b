// One sentence for the whole page that nothing answers it any more, with the button that opens it anew.

import { WORDS } from "./words.js";

/** The script's texts in the language of the page. */
export function words() {
  return WORDS[document.documentElement.lang.startsWith("zh") ? "zh" : "en"];
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
  button.textContent = words().reload;
  button.addEventListener("click", () => window.location.reload()); // the address names what is shown
  said.append(words().silent + " ", button);
  box.append(said);
  document.body.append(box);
}
